unit_tests += %D%/check_state
%C%_check_state_LDADD = $(quarantine_libs) $(CHECK_LIBS)
unit_tests += %D%/check_ticket
%C%_check_ticket_LDADD = $(quarantine_libs) $(CHECK_LIBS)
unit_tests += %D%/check_case
%C%_check_case_LDADD = $(quarantine_libs) $(CHECK_LIBS)
%C%_check_case_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=RAND_bytes

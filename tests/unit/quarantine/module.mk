unit_tests += %D%/check_state
%C%_check_state_LDADD = $(quarantine_libs) $(CHECK_LIBS)
unit_tests += %D%/check_ticket
%C%_check_ticket_LDADD = $(quarantine_libs) $(CHECK_LIBS)

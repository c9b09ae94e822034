unit_tests += %D%/check_state
%C%_check_state_LDADD = $(quarantine_libs) $(CHECK_LIBS)
unit_tests += %D%/check_ticket
%C%_check_ticket_LDADD = $(quarantine_libs) $(CHECK_LIBS)
unit_tests += %D%/check_separate
%C%_check_separate_SOURCES = %D%/check_separate.c %D%/place.h
%C%_check_separate_LDADD = $(quarantine_libs) $(CHECK_LIBS)
unit_tests += %D%/check_case
%C%_check_case_SOURCES = %D%/check_case.c %D%/place.h
%C%_check_case_LDADD = $(quarantine_libs) $(CHECK_LIBS)
%C%_check_case_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=RAND_bytes

unit_tests += %D%/check_filter
%C%_check_filter_LDADD = $(privsep_libs) $(CHECK_LIBS)
unit_tests += %D%/check_lifeline
%C%_check_lifeline_LDADD = $(privsep_libs) $(CHECK_LIBS)
unit_tests += %D%/check_spawn
%C%_check_spawn_LDADD = $(privsep_libs) $(CHECK_LIBS)
unit_tests += %D%/check_supervise
%C%_check_supervise_LDADD = $(privsep_libs) $(CHECK_LIBS)

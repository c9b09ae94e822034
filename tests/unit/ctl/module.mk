unit_tests += %D%/check_edm_columns
%C%_check_edm_columns_LDADD = $(ctl_libs) $(CHECK_LIBS)
unit_tests += %D%/check_jobs
%C%_check_jobs_LDADD = $(ctl_libs) $(CHECK_LIBS)
unit_tests += %D%/check_options
%C%_check_options_LDADD = $(ctl_libs) $(CHECK_LIBS)
unit_tests += %D%/check_wrap
%C%_check_wrap_LDADD = $(ctl_libs) $(CHECK_LIBS)

unit_tests += %D%/check_submit
%C%_check_submit_LDADD = $(submit_libs) $(CHECK_LIBS)

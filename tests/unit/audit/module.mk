unit_tests += %D%/check_audit
%C%_check_audit_LDADD = $(audit_libs) $(CHECK_LIBS)

unit_tests += %D%/check_hex
%C%_check_hex_LDADD = $(base_libs) $(CHECK_LIBS)

unit_tests += %D%/check_expand
%C%_check_expand_LDADD = $(disclaimer_libs) $(CHECK_LIBS)
unit_tests += %D%/check_present
%C%_check_present_LDADD = $(disclaimer_libs) $(CHECK_LIBS)
unit_tests += %D%/check_quote
%C%_check_quote_LDADD = $(disclaimer_libs) $(CHECK_LIBS)
unit_tests += %D%/check_template
%C%_check_template_LDADD = $(disclaimer_libs) $(CHECK_LIBS)

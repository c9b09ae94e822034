# One entry for each parser.
# A program replaying its fixtures:	unit_tests += %D%/fuzz_noun
#					%C%_fuzz_noun_LDADD = $(mime_libs)
unit_tests += %D%/fuzz_mime
%C%_fuzz_mime_LDADD = $(mime_libs)
unit_tests += %D%/fuzz_detect
%C%_fuzz_detect_LDADD = $(detect_libs)
unit_tests += %D%/fuzz_conf
%C%_fuzz_conf_LDADD = $(policy_libs)
unit_tests += %D%/fuzz_rewrite
%C%_fuzz_rewrite_LDADD = $(rewrite_libs)

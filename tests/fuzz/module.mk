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
unit_tests += %D%/fuzz_extract
%C%_fuzz_extract_SOURCES = %D%/fuzz_extract.c \
	tests/unit/extract/zipmaker.c tests/unit/extract/zipmaker.h
%C%_fuzz_extract_LDADD = $(extract_libs) $(CRYPTO_LIBS)

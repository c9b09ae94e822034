unit_tests += %D%/check_address
%C%_check_address_LDADD = $(mime_libs) $(CHECK_LIBS)
unit_tests += %D%/check_charset
%C%_check_charset_LDADD = $(mime_libs) $(CHECK_LIBS)
unit_tests += %D%/check_decode
%C%_check_decode_LDADD = $(mime_libs) $(CHECK_LIBS)
unit_tests += %D%/check_read
%C%_check_read_LDADD = $(mime_libs) $(CHECK_LIBS)
unit_tests += %D%/check_value
%C%_check_value_LDADD = $(mime_libs) $(CHECK_LIBS)
unit_tests += %D%/check_words
%C%_check_words_LDADD = $(mime_libs) $(CHECK_LIBS)

# The corpus, our reader and two other parsers.
test_programs += %D%/mime_corpus
%C%_mime_corpus_LDADD = $(mime_libs)
if HAVE_GMIME
test_programs += %D%/mime_oracle
%C%_mime_oracle_CFLAGS = $(AM_CFLAGS) $(GMIME_CFLAGS:-I%=-isystem%)
%C%_mime_oracle_LDADD = $(mime_libs) $(GMIME_LIBS)
endif
script_tests += %D%/corpus-read

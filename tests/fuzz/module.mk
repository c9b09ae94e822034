# One entry for each parser; those of src/extract share fuzz_format, which has
# a folder of seeds for each format.  README.md beside the tests tells more.
# A program replaying its inputs:	unit_tests += %D%/fuzz_noun
#					%C%_fuzz_noun_SOURCES = %D%/fuzz_noun.c $(fuzz_replay)
#					%C%_fuzz_noun_CPPFLAGS = $(fuzz_cppflags)
#					%C%_fuzz_noun_LDFLAGS = $(fuzz_ldflags)
#					%C%_fuzz_noun_LDADD = $(mime_libs)
fuzz_replay = %D%/replay.c %D%/replay.h
fuzz_watch = %D%/watch.c %D%/watch.h $(fuzz_replay)
fuzz_cppflags = $(AM_CPPFLAGS) $(FUZZ_CPPFLAGS)
fuzz_ldflags = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
unit_tests += %D%/fuzz_mime
%C%_fuzz_mime_SOURCES = %D%/fuzz_mime.c $(fuzz_replay)
%C%_fuzz_mime_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_mime_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_mime_LDADD = $(mime_libs)
unit_tests += %D%/fuzz_charset
%C%_fuzz_charset_SOURCES = %D%/fuzz_charset.c $(fuzz_replay)
%C%_fuzz_charset_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_charset_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_charset_LDADD = $(mime_libs)
unit_tests += %D%/fuzz_detect
%C%_fuzz_detect_SOURCES = %D%/fuzz_detect.c $(fuzz_replay)
%C%_fuzz_detect_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_detect_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_detect_LDADD = $(detect_libs)
unit_tests += %D%/fuzz_conf
%C%_fuzz_conf_SOURCES = %D%/fuzz_conf.c $(fuzz_replay)
%C%_fuzz_conf_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_conf_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_conf_LDADD = $(policy_libs)
unit_tests += %D%/fuzz_mailbox
%C%_fuzz_mailbox_SOURCES = %D%/fuzz_mailbox.c $(fuzz_replay)
%C%_fuzz_mailbox_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_mailbox_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_mailbox_LDADD = $(ctl_libs)
unit_tests += %D%/fuzz_people
%C%_fuzz_people_SOURCES = %D%/fuzz_people.c $(fuzz_replay)
%C%_fuzz_people_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_people_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_people_LDADD = $(policy_libs)
unit_tests += %D%/fuzz_quote
%C%_fuzz_quote_SOURCES = %D%/fuzz_quote.c $(fuzz_replay)
%C%_fuzz_quote_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_quote_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_quote_LDADD = $(rewrite_libs)
unit_tests += %D%/fuzz_rewrite
%C%_fuzz_rewrite_SOURCES = %D%/fuzz_rewrite.c $(fuzz_replay)
%C%_fuzz_rewrite_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_rewrite_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_rewrite_LDADD = $(rewrite_libs)
unit_tests += %D%/fuzz_texts
%C%_fuzz_texts_SOURCES = %D%/fuzz_texts.c $(fuzz_replay)
%C%_fuzz_texts_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_texts_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_texts_LDADD = $(inspector_libs)
unit_tests += %D%/fuzz_wire
%C%_fuzz_wire_SOURCES = %D%/fuzz_wire.c $(fuzz_replay)
%C%_fuzz_wire_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_wire_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_wire_LDADD = $(mail_libs)
unit_tests += %D%/fuzz_extract
%C%_fuzz_extract_SOURCES = %D%/fuzz_extract.c $(fuzz_watch) \
	tests/unit/extract/zipmaker.c tests/unit/extract/zipmaker.h
%C%_fuzz_extract_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_extract_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_extract_LDADD = $(extract_libs) $(CRYPTO_LIBS)
unit_tests += %D%/fuzz_format
%C%_fuzz_format_SOURCES = %D%/fuzz_format.c $(fuzz_watch)
%C%_fuzz_format_CPPFLAGS = $(fuzz_cppflags)
%C%_fuzz_format_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_format_LDADD = $(extract_libs) $(CRYPTO_LIBS)

# Damaged files through the real child; make mutants [MUTANTS=number].
script_tests += %D%/mutants
MUTANTS = 10000
mutants: all
	@$(AM_TESTS_ENVIRONMENT) $(srcdir)/%D%/mutants '$(MUTANTS)'

# libFuzzer, in a build of its own below fuzz/ here:
#	make fuzz [FUZZ_TIME=seconds] [FUZZ_TARGET='zip pdf']
FUZZ_TIME = 60
FUZZ_TARGET =
fuzz:
	@$(AM_TESTS_ENVIRONMENT) $(srcdir)/%D%/run '$(FUZZ_TIME)' $(FUZZ_TARGET)
.PHONY: fuzz mutants

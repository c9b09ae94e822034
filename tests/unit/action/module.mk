# Two lines for each program (its source is check_noun.c):
#	unit_tests += %D%/check_noun
#	%C%_check_noun_LDADD = $(action_libs) $(CHECK_LIBS)
unit_tests += %D%/check_html_rewrite
%C%_check_html_rewrite_LDADD = $(rewrite_libs) $(CHECK_LIBS)
unit_tests += %D%/check_html_sight_rewrite
%C%_check_html_sight_rewrite_LDADD = $(rewrite_libs) $(CHECK_LIBS)
unit_tests += %D%/check_plan
%C%_check_plan_LDADD = $(action_libs) $(CHECK_LIBS)
unit_tests += %D%/check_charset_rewrite
%C%_check_charset_rewrite_LDADD = $(rewrite_libs) $(CHECK_LIBS)
unit_tests += %D%/check_place_rewrite
%C%_check_place_rewrite_LDADD = $(rewrite_libs) $(CHECK_LIBS)
unit_tests += %D%/check_leaf_plain_rewrite
%C%_check_leaf_plain_rewrite_LDADD = $(rewrite_libs) $(CHECK_LIBS)
unit_tests += %D%/check_shape_rewrite
%C%_check_shape_rewrite_LDADD = $(rewrite_libs) $(CHECK_LIBS)
unit_tests += %D%/check_wrap_rewrite
%C%_check_wrap_rewrite_LDADD = $(rewrite_libs) $(CHECK_LIBS)
unit_tests += %D%/check_logo_rewrite
%C%_check_logo_rewrite_LDADD = $(rewrite_libs) $(CHECK_LIBS)
unit_tests += %D%/check_dkim_rewrite
%C%_check_dkim_rewrite_LDADD = $(rewrite_libs) $(CHECK_LIBS)
unit_tests += %D%/check_bodyhash_rewrite
%C%_check_bodyhash_rewrite_LDADD = $(rewrite_libs) $(CHECK_LIBS)
unit_tests += %D%/check_rewrite
%C%_check_rewrite_LDADD = $(rewrite_libs) $(CHECK_LIBS)

# A disclaimer in every message of the corpus.
test_programs += %D%/rewrite_corpus
%C%_rewrite_corpus_LDADD = $(rewrite_libs)
script_tests += %D%/corpus-rewrite

# Plain texts by the thousand, in every charset, encoding and layout.
test_programs += %D%/rewrite_batch
%C%_rewrite_batch_LDADD = $(rewrite_libs)
script_tests += %D%/plain-rewrite
unit_tests += %D%/check_proof
%C%_check_proof_SOURCES = %D%/check_proof.c %D%/planted.c %D%/planted.h \
	%D%/planted_body.c %D%/planted_header.c
%C%_check_proof_LDADD = $(rewrite_libs) $(CHECK_LIBS)
# Pages with a disclaimer, shown by a browser.
test_programs += %D%/html_pages
%C%_html_pages_LDADD = $(rewrite_libs)
script_tests += %D%/browser-html
unit_tests += %D%/check_size
%C%_check_size_LDADD = $(rewrite_libs) $(CHECK_LIBS)

noinst_LIBRARIES += %D%/libaction.a
%C%_libaction_a_SOURCES = \
	%D%/action.h \
	%D%/case.c \
	%D%/deliver.c \
	%D%/disclaimer.c \
	%D%/notify.c \
	%D%/plan.c \
	%D%/plan.h \
	%D%/quarantine.c \
	%D%/read.c \
	%D%/receipt.c \
	%D%/reject.c \
	%D%/table.c \
	%D%/warn.c
# The rewriters, which run in the inspector child:
%C%_libaction_a_SOURCES += \
	%D%/charset_rewrite.c \
	%D%/charset_rewrite.h \
	%D%/charset_write_rewrite.c \
	%D%/disclaimer_rewrite.c \
	%D%/enclose_rewrite.c \
	%D%/enclose_rewrite.h \
	%D%/encode_rewrite.c \
	%D%/encode_rewrite.h \
	%D%/field_rewrite.c \
	%D%/html_element_rewrite.c \
	%D%/html_element_rewrite.h \
	%D%/html_rewrite.c \
	%D%/html_rewrite.h \
	%D%/html_style_rewrite.c \
	%D%/html_style_rewrite.h \
	%D%/html_token_rewrite.c \
	%D%/html_token_rewrite.h \
	%D%/html_tree_rewrite.c \
	%D%/html_tree_rewrite.h \
	%D%/job_rewrite.h \
	%D%/leaf_html_rewrite.c \
	%D%/leaf_html_rewrite.h \
	%D%/leaf_plain_rewrite.c \
	%D%/leaf_plain_rewrite.h \
	%D%/leaf_rewrite.c \
	%D%/leaf_rewrite.h \
	%D%/mark_rewrite.c \
	%D%/mark_rewrite.h \
	%D%/place_rewrite.c \
	%D%/place_rewrite.h \
	%D%/logo_rewrite.c \
	%D%/logo_rewrite.h \
	%D%/proof_encode_rewrite.c \
	%D%/proof_field_rewrite.c \
	%D%/proof_leaf_rewrite.c \
	%D%/proof_picture_rewrite.c \
	%D%/proof_place_rewrite.c \
	%D%/proof_rewrite.c \
	%D%/proof_rewrite.h \
	%D%/proof_shrink_rewrite.c \
	%D%/proof_shrink_rewrite.h \
	%D%/rewrite.c \
	%D%/rewrite.h \
	%D%/rewrite_table.c \
	%D%/seal_rewrite.c \
	%D%/seal_rewrite.h \
	%D%/shape_rewrite.c \
	%D%/shape_rewrite.h \
	%D%/subject_rewrite.c \
	%D%/wrap_rewrite.c \
	%D%/wrap_rewrite.h

#include "action/job_rewrite.h"

const struct rewriter rewrite_table[] = {
	{ EDIT_DISCLAIMER, disclaimer_rewrite },
	{ EDIT_STRIP_SUBJECT_TAG, subject_rewrite },
	{ EDIT_ADD_FIELD, field_add_rewrite },
	{ EDIT_REMOVE_FIELD, field_remove_rewrite },
	{ EDIT_KIND_COUNT, NULL }
};

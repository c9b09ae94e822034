#include "action/job_rewrite.h"

#include <string.h>

#include "action/mark_rewrite.h"
#include "base/err.h"

/* RFC 5322 3.6.8; the MTA would refuse or mangle anything else. */
static bool
is_field_name(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] <= 32 || s.ptr[i] >= 127 || s.ptr[i] == ':')
			return false;
	return s.len > 0;
}

/* One line of ASCII: inserted fields hold nothing else. */
static bool
is_field_value(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if ((s.ptr[i] < 32 && s.ptr[i] != '\t') || s.ptr[i] >= 127)
			return false;
	return s.len <= 900;
}

int
field_add_rewrite(struct rewrite_job *j, const struct edit_request *q,
    struct edit_outcome *outcome)
{
	struct slice value;

	if (!is_field_name(q->name) || !is_field_value(q->value)) {
		outcome->result = EDIT_FAILED;
		outcome->reason = SLICE("bad-field");
		return 0;
	}
	value = arena_printf(j->arena, " %.*s", (int)q->value.len,
	    (const char *)q->value.ptr);
	return value.ptr == NULL ? ERR_LIMIT :
	    rewrite_header(j, HEADER_ADD, 0, q->name, value);
}

int
field_remove_rewrite(struct rewrite_job *j, const struct edit_request *q,
    struct edit_outcome *outcome)
{
	const struct mime_node *root = &j->m->nodes[0];
	const struct mime_field *f;
	size_t i, found;
	int r;

	/* A mark that is not ours is worth nothing; a signature is. */
	if (slice_ieq(q->name, SLICE(MARK_FIELD)) &&
	    mark_is_sealed(j->m, q->name)) {
		outcome->result = EDIT_SKIPPED;
		outcome->reason = SLICE("dkim");
		return 0;
	}
	for (i = found = 0, r = 0; i < root->field_count && r == 0; i++) {
		f = &root->fields[i];
		if (!slice_ieq(f->name, q->name))
			continue;
		found++;
		/* An MTA would take the next one for it. */
		if (!rewrite_deletes(j, f))
			r = rewrite_header(j, HEADER_DELETE, f->occurrence,
			    f->name, SLICE(""));
	}
	if (r == 0 && found == 0)
		outcome->result = EDIT_ALREADY;
	return r;
}

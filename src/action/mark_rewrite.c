#include "action/mark_rewrite.h"

#include "action/dkim_rewrite.h"
#include "base/err.h"

int
mark_rewrite(struct rewrite_job *j, struct slice mark)
{
	const struct mime_node *root = &j->m->nodes[0];
	const struct mime_field *f;
	struct slice value;
	size_t i;
	int r = 0;

	for (i = 0; i < root->field_count && r == 0; i++) {
		f = &root->fields[i];
		if (slice_ieq(f->name, SLICE(MARK_FIELD)) &&
		    !rewrite_deletes(j, f))
			r = rewrite_header(j, HEADER_DELETE, f->occurrence,
			    f->name, SLICE(""));
	}
	if (r < 0 || mark.len == 0)
		return r;
	value = arena_printf(j->arena, " %.*s", (int)mark.len,
	    (const char *)mark.ptr);
	return value.ptr == NULL ? ERR_LIMIT :
	    rewrite_header(j, HEADER_ADD, 0, SLICE(MARK_FIELD), value);
}

/* --- signatures ----------------------------------------------------------------------- */

static struct slice
next_item(struct slice s, uint8_t sign, size_t *at)
{
	size_t from = *at, end;

	end = slice_chr(s, sign, from);
	if (end == SLICE_NPOS)
		end = s.len;
	*at = end + 1;
	return slice_trim(slice_sub(s, from, end));
}

/* "h=From : To" */
static bool
covers(struct slice signature, struct slice name)
{
	struct slice names = dkim_tag(signature, "h");
	size_t in;

	for (in = 0; in < names.len; )
		if (slice_ieq(next_item(names, ':', &in), name))
			return true;
	return false;
}

bool
mark_is_sealed(const struct mime_message *m, struct slice name)
{
	const struct mime_node *root = &m->nodes[0];
	size_t i;

	for (i = 0; i < root->field_count; i++)
		if (dkim_is_over_message(&root->fields[i]) &&
		    covers(root->fields[i].value, name))
			return true;
	return false;
}

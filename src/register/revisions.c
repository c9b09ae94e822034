#include "register/revisions.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"

#define LIST_STEP	200
#define ENTRY_BYTES	64

static int
entry_put(struct register_context *x, const struct revision_entry *e)
{
	struct register_row row = { .reg = REGISTER_REVISIONS,
	    .at_ms = e->at_ms };
	struct buf b = BUF_INIT(ENTRY_BYTES);
	char number[24];
	struct slice name;
	int r;

	snprintf(number, sizeof number, "%llu",
	    (unsigned long long)e->number);
	name = slice_str(number);
	r = revision_encode(e, &b);
	row.text = buf_slice(&b);
	if (r == 0)
		r = register_digest(x, "revision", &name, 1, row.key);
	if (r == 0)
		r = register_put(x, &row);
	buf_free(&b);
	return r;
}

int
revisions_list(struct register_context *x, struct revision_entry **ret,
    size_t *ret_n)
{
	struct revision_entry *list;
	struct register_row *rows;
	uint64_t after = 0;
	size_t i, n, count = 0;
	int r;

	list = arena_array(x->arena, REVISIONS_LISTED, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	do {
		r = register_list(x, REGISTER_REVISIONS, after, LIST_STEP,
		    &rows, &n);
		for (i = 0; i < n && r == 0; i++) {
			after = rows[i].id;
			if (count == REVISIONS_LISTED) {
				count--;
				memmove(list, list + 1,
				    count * sizeof *list);
			}
			r = revision_decode(rows[i].text, &list[count++]);
		}
	} while (r == 0 && n == LIST_STEP);
	if (r == 0) {
		*ret = list;
		*ret_n = count;
	}
	return r;
}

int
revisions_load(struct register_context *x,
    const uint8_t digest[REVISION_DIGEST_SIZE])
{
	struct revision_entry *list, e = { .number = 1, .at_ms = x->at_ms };
	size_t n;
	int r;

	r = revisions_list(x, &list, &n);
	if (r < 0)
		return r;
	if (n > 0 && memcmp(list[n - 1].digest, digest, sizeof e.digest) == 0)
		return 0;
	if (n > 0)
		e.number = list[n - 1].number + 1;
	memcpy(e.digest, digest, sizeof e.digest);
	return entry_put(x, &e);
}

const struct register_kind revisions_kind = {
	.id = REGISTER_REVISIONS, .name = "revisions"
};

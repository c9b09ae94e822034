/*
 * fixture -- what the tests of rewriters share, above edited.h: texts with
 * the character sets that they need, and one edit that has to be right.
 */
#ifndef UNIT_ACTION_FIXTURE_H
#define UNIT_ACTION_FIXTURE_H

#include <string.h>

#include "unit/action/edited.h"
#include "unit/unit.h"

static inline void
fixture_charsets(void)
{
	const char *bad;

	ck_assert_int_eq(mime_charset_preload(&bad), 0);
}

/* Those of edited_texts(); fixture_free() ends them and the sets. */
static inline struct disclaimers *
fixture_texts(void)
{
	fixture_charsets();
	return edited_texts();
}

static inline struct disclaimers *
fixture_load(struct slice conf, const struct edited_file *files, size_t n)
{
	fixture_charsets();
	return edited_load(conf, files, n);
}

static inline void
fixture_free(struct disclaimers *d)
{
	disclaimers_free(d);
	mime_charset_unload();
}

/*
 * Put a text in, `how` may be NULL; no error, and nothing in the list that
 * such a request cannot need.  edited_free() ends e.
 */
static inline void
fixture_run(struct edited *e, const struct disclaimers *d,
    struct slice message, const char *text, struct edit_disclaimer *how)
{
	struct edit_request q = { EDIT_DISCLAIMER, slice_str(text), SLICE(""),
	    how };

	edited_run(e, d, message, &q, 1);
	ck_assert_int_eq(e->error, 0);
	ck_assert(edit_list_is_asked_for(&e->list, &q, 1));
}

/* The message as it is then, in the arena of e. */
static inline struct mime_message *
fixture_after(struct edited *e)
{
	struct mime_message *m;

	ck_assert_int_eq(mime_read(buf_slice(&e->after), SLICE(""), 0,
	    e->arena, &m), 0);
	return m;
}

/* Without our mark, whose number is not the matter of most tests. */
static inline void
fixture_drop_mark(struct buf *b)
{
	struct slice s = buf_slice(b);
	size_t at, end;

	at = slice_find(s, SLICE("X-Exeat-Notice:"), 0);
	if (at == SLICE_NPOS)
		return;
	end = slice_chr(s, '\n', at) + 1;
	memmove(b->ptr + at, b->ptr + end, b->len - end);
	b->len -= end - at;
}

#endif

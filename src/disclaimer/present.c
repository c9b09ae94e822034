/*
 * Is the text there already, in what the author of this message wrote?
 */
#include "disclaimer/disclaimer.h"

#include "base/buf.h"
#include "base/limits.h"
#include "disclaimer/fold.h"
#include "disclaimer/markup.h"
#include "disclaimer/quote.h"

#define PATTERN_MAX	(16 * CONF_STRING_MAX)

/* What the author wrote, folded. */
static void
fold_own(struct slice text, struct buf *out)
{
	struct quote_reader q;
	struct slice line;
	bool is_own;

	quote_reader_init(&q, text);
	while (quote_read(&q, &line, &is_own))
		if (is_own)
			(void)fold_letters(line, out);
}

static bool
holds(struct slice folded, struct slice form)
{
	struct buf pattern = BUF_INIT(PATTERN_MAX);
	bool found;

	(void)fold_letters(form, &pattern);
	found = pattern.len > 0 &&
	    slice_find(folded, buf_slice(&pattern), 0) != SLICE_NPOS;
	buf_free(&pattern);
	return found;
}

static bool
holds_any(const struct disclaimer *d, struct slice folded)
{
	struct buf html = BUF_INIT(PATTERN_MAX);
	bool found;

	found = holds(folded, d->text) ||
	    (!slice_eq(d->ascii, d->text) && holds(folded, d->ascii)) ||
	    (markup_text(d->html, &html) == 0 &&
	    holds(folded, buf_slice(&html)));
	buf_free(&html);
	return found;
}

/* One character gives eight bytes at most when folded ("section "). */
static size_t
folded_max(struct slice text)
{
	return text.len > SIZE_MAX / 8 ? SIZE_MAX : text.len * 8 + 16;
}

bool
disclaimer_present(const struct disclaimer *d, struct slice text)
{
	struct buf own = BUF_INIT(folded_max(text));
	bool found;

	fold_own(text, &own);
	found = holds_any(d, buf_slice(&own));
	buf_free(&own);
	return found;
}

bool
disclaimer_shown(const struct disclaimer *d, struct slice text)
{
	struct buf all = BUF_INIT(folded_max(text));
	bool found;

	(void)fold_letters(text, &all);
	found = holds_any(d, buf_slice(&all));
	buf_free(&all);
	return found;
}

static uint64_t
mix(uint64_t x, struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		x = (x ^ s.ptr[i]) * 1099511628211u;
	return (x ^ 0xff) * 1099511628211u;
}

uint64_t
disclaimer_mark(const struct disclaimer *d, struct slice message_id)
{
	uint64_t x;

	x = mix(14695981039346656037u, d->name);
	x = mix(x, d->text);
	x = mix(x, d->html);
	return mix(x, message_id);
}

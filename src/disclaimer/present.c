/*
 * Is the text there already, in what the author of this message wrote?
 */
#include "disclaimer/disclaimer.h"

#include "base/buf.h"
#include "base/limits.h"
#include "disclaimer/fold.h"
#include "disclaimer/markup.h"

#define PATTERN_MAX	(16 * CONF_STRING_MAX)

/* "-----Original Message-----" and its kin: the rest came along. */
static bool
is_separator(struct slice line)
{
	static const char *const words[] = {
		"original message", "forwarded message", "forwarded by",
		"urspr\xc3\xbcngliche nachricht", "message d'origine",
		"message original", "mensaje original", "neges wreiddiol",
		"begin forwarded message",
	};
	size_t i;

	if (line.len < 5 || line.len > 100)
		return false;
	if (slice_istarts(line, SLICE("begin forwarded message")))
		return true;
	if (!slice_starts(line, SLICE("---")) &&
	    !slice_starts(line, SLICE("___")))
		return false;
	if (slice_starts(line, SLICE("________________________________")))
		return true;
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_ifind(line, slice_str(words[i]), 0) != SLICE_NPOS)
			return true;
	return false;
}

static struct slice
line_from(struct slice text, size_t at, size_t *ret_next)
{
	size_t lf;

	lf = slice_chr(text, '\n', at);
	*ret_next = lf == SLICE_NPOS ? text.len : lf + 1;
	return slice_trim(slice_sub(text, at, *ret_next));
}

/* Outlook's block of "From:", "Sent:", "To:" over the old message. */
static bool
is_header_block(struct slice text, size_t at)
{
	static const char *const second[] = {
		"sent:", "date:", "gesendet:", "envoy\xc3\xa9", "enviado",
		"anfonwyd:", "to:",
	};
	struct slice line;
	size_t i, next;

	line = line_from(text, at, &next);
	if (!slice_istarts(line, SLICE("From:")) &&
	    !slice_istarts(line, SLICE("*From:")) &&
	    !slice_istarts(line, SLICE("Von:")) &&
	    !slice_istarts(line, SLICE("De:")) &&
	    !slice_istarts(line, SLICE("Oddi wrth:")))
		return false;
	line = line_from(text, next, &next);
	if (line.len > 0 && line.ptr[0] == '*')
		line = slice_from(line, 1);
	for (i = 0; i < sizeof second / sizeof second[0]; i++)
		if (slice_istarts(line, slice_str(second[i])))
			return true;
	return false;
}

/* What the author wrote, folded. */
static void
fold_own(struct slice text, struct buf *out)
{
	struct slice line;
	size_t at, next;

	for (at = 0; at < text.len; at = next) {
		line = line_from(text, at, &next);
		if (line.len == 0 || line.ptr[0] == '>')
			continue;
		if (is_separator(line) || is_header_block(text, at))
			break;
		(void)fold_letters(line, out);
	}
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

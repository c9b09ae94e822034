#include "mail/finding.h"

#include <stdbool.h>
#include <string.h>

#include "mail/codec.h"

#define MASK_SHOWN_MAX	4

static const char *const names[FINDING_WHERE_COUNT] = {
	[FINDING_BODY] = "body",
	[FINDING_QUOTED] = "quoted",
	[FINDING_SUBJECT] = "subject",
	[FINDING_ATTACHMENT] = "attachment",
	[FINDING_FILENAME] = "filename",
	[FINDING_HEADER] = "header",
};

const char *
finding_where_name(enum finding_where w)
{
	return w < FINDING_WHERE_COUNT ? names[w] : "?";
}

/* One character of the value; a byte that is no UTF-8 counts as one. */
static size_t
mask_step(struct slice s)
{
	size_t n;

	n = codec_utf8_len(s);
	return n > 0 ? n : 1;
}

/* A character that may be shown; anything that could steer a terminal not. */
static bool
mask_shows(struct slice s, size_t n)
{
	if (codec_utf8_len(s) == 0 || s.ptr[0] < 0x20 || s.ptr[0] == 0x7f)
		return false;
	return n != 2 || s.ptr[0] != 0xc2 || s.ptr[1] >= 0xa0;	/* C1 */
}

void
finding_mask(struct slice value, char *out)
{
	char tail[MASK_SHOWN_MAX * 4];
	size_t chars, hidden, n, shown, tail_len;
	struct slice s;

	for (chars = 0, s = value; s.len > 0; chars++)
		s = slice_from(s, mask_step(s));
	shown = chars / 3 < MASK_SHOWN_MAX ? chars / 3 : MASK_SHOWN_MAX;
	hidden = chars - shown;
	for (s = value, n = 0; n < hidden; n++)
		s = slice_from(s, mask_step(s));
	for (tail_len = 0; s.len > 0; s = slice_from(s, n)) {
		n = mask_step(s);
		if (mask_shows(s, n)) {
			memcpy(tail + tail_len, s.ptr, n);
			tail_len += n;
		} else {
			tail[tail_len++] = '*';
		}
	}
	/* A long value loses stars, never its end. */
	if (hidden > FINDING_MASK_MAX - 1 - tail_len)
		hidden = FINDING_MASK_MAX - 1 - tail_len;
	memset(out, '*', hidden);
	memcpy(out + hidden, tail, tail_len);
	out[hidden + tail_len] = '\0';
}

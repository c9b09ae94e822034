/*
 * message -- an email as a file, or in a transfer encoding: its parts go back
 * to the engine.
 */
#include "extract/engine.h"

static int
message_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "message/rfc822") ? 50 : 0;
}

/* An mbox separator, or an empty line, before the header hides nothing. */
static struct slice
skip_lead(struct slice s)
{
	size_t end;

	while (s.len > 0 && (s.ptr[0] == '\r' || s.ptr[0] == '\n'))
		s = slice_from(s, 1);
	if (slice_starts(s, SLICE("From "))) {
		end = slice_chr(s, '\n', 0);
		if (end != SLICE_NPOS)
			s = slice_from(s, end + 1);
	}
	return s;
}

static int
message_read(struct extract_job *j)
{
	j->bytes = skip_lead(j->bytes);
	return walk_nested(j);
}

const struct extract_format format_message = {
	"message", message_can_read, message_read
};

/*
 * reading -- inside phrase: where label, separator and value stand.
 */
#ifndef DETECT_READING_H
#define DETECT_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/slice.h"
#include "detect/context.h"

enum secret_label {
	SECRET_PASSWORD,
	SECRET_PASSCODE,
	SECRET_PASS,
	SECRET_PIN,
	SECRET_LOGIN
};

enum separator {
	SEP_NONE,		/* the value follows at once */
	SEP_MARK,		/* ":" or "=" */
	SEP_IS,
	SEP_TO,			/* "has been reset to" */
	SEP_DASH,
	SEP_CELL		/* the next cell, the next paragraph */
};

/* The window, and where things are in it. */
struct reading {
	const struct detect_context *c;
	struct slice t;			/* shadow of the window */
	size_t unit_from, unit_to;
	enum secret_label label;
	size_t label_from, label_to;
	enum separator sep;
	bool is_quoted;
	bool is_next_line;
	bool is_far;			/* from the label to its value */
	size_t from, to;		/* of the value */
};

/*
 * From the label to its value: separator, quotes, the next cell or paragraph.
 * false: nothing stands there.
 */
bool	reading_find(struct reading *r);

/* What stands between quotes at `at`; false: no quotes, nothing is set. */
bool	reading_quoted(struct reading *r, size_t at);
/* The token at `at`, without the punctuation of the sentence around it. */
void	reading_plain(struct reading *r, size_t at);

/* Does the line, or the cell, end after the value? */
bool	reading_is_alone(const struct reading *r);
/* Does a sentence or paragraph end at `at`? */
bool	reading_ends(struct slice t, size_t at);

static inline bool
reading_is_blank(uint8_t b)
{
	return b == ' ' || b == '\t';
}

static inline bool
reading_has(struct slice s, size_t at, const char *text)
{
	return slice_starts(slice_from(s, at), slice_str(text));
}

#endif

/*
 * place -- where something was found, in the words of staff: "the
 * spreadsheet", never a file's name.
 */
#ifndef POLICY_PLACE_H
#define POLICY_PLACE_H

#include <stdbool.h>

#include "base/arena.h"
#include "mail/report.h"

/* In the order in which they are told. */
enum place {
	PLACE_TEXT,
	PLACE_QUOTED,
	PLACE_SUBJECT,
	PLACE_HEADER,
	PLACE_SPREADSHEET,
	PLACE_DOCUMENT,
	PLACE_PRESENTATION,
	PLACE_PDF,
	PLACE_PAGE,		/* HTML */
	PLACE_TEXT_FILE,
	PLACE_PICTURE,
	PLACE_CALENDAR,
	PLACE_CONTACT,
	PLACE_EMAIL,		/* attached */
	PLACE_ARCHIVE,		/* a file in one */
	PLACE_OTHER,
	PLACE_FILENAME,
	PLACE_COUNT
};

/* The parts of a report in the order of their paths. */
struct place_index {
	const struct part **parts;
	size_t count;
};

/* Borrows the report; 0 or ERR_LIMIT (arena). */
int	place_index_make(const struct report *r, struct arena *a,
	    struct place_index *ret);

/*
 * The place of a finding; *ret_file is the path of the part that a reader
 * would open: two of them are "the spreadsheets".
 */
enum place place_of(const struct place_index *x, const struct finding *f,
	    struct slice *ret_file);

const char *place_words(enum place p, bool many);

#endif

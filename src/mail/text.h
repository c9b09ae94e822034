/*
 * text -- readable text on its way from a format reader to the detectors.
 *
 * UTF-8, valid, in pieces called units: a body, a header value, a file name,
 * a sheet cell, a paragraph, a PDF line.  No number pattern may cross from
 * one unit into another; the bytes of two units are separated by '\n' at
 * least.  Runs inside one unit are joined with nothing between them.
 */
#ifndef MAIL_TEXT_H
#define MAIL_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "mail/finding.h"

struct text_unit {
	size_t from;		/* bytes from..to of text.bytes */
	size_t to;
	enum finding_where where;
	struct slice place;	/* "cell B7", "paragraph 3"; may be empty */
	struct slice header;	/* header cell of this cell's column; may be empty */
	uint32_t row;		/* cells: same row, same number from 1; else 0 */
};

struct text {
	struct slice bytes;
	const struct text_unit *units;	/* ordered, not overlapping */
	size_t unit_count;
	struct slice part;		/* path of the part it belongs to */
	struct slice container;		/* "text", "html", "docx", "header" */
	uint8_t name_hash[NAME_HASH_SIZE];
};

#endif

/*
 * book -- what the sheets of a workbook share: texts that cells point at, how
 * numbers are shown.  For the readers of xlsx and xlsb.
 */
#ifndef EXTRACT_BOOK_H
#define EXTRACT_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "extract/cell.h"
#include "extract/extract.h"

struct book_code {
	uint32_t id;
	struct slice code;		/* in the arena */
};

/* Begins as zeros; everything in it lives in the arena. */
struct book {
	struct slice *strings;
	bool *used;
	size_t string_count, string_cap, used_cap;
	struct slice *formats;		/* codes, one for each cell format */
	size_t format_count, format_cap;
	struct book_code *codes;	/* number formats that the file defines */
	size_t code_count, code_cap;
	bool from_1904;
	struct cell_table table;	/* of the sheet being read */
};

/* All: 0, or ERR_LIMIT (an anomaly has been raised, or the arena is full). */
int	book_add_string(struct extract_job *j, struct book *b,
	    struct slice text);
int	book_add_code(struct extract_job *j, struct book *b, uint32_t id,
	    struct slice code);
int	book_add_format(struct extract_job *j, struct book *b, uint32_t id);

/* Give out a cell: as it is shown, and as it is stored if that is hidden. */
int	book_put_number(struct extract_job *j, struct book *b, uint32_t column,
	    uint32_t row, uint32_t format, struct slice number);
/* Does what is shown keep back digits that are worth a look? */
bool	book_is_hiding(struct slice shown, struct slice number);
/* Texts have their _xHHHH_ decoded. */
int	book_put_text(struct extract_job *j, struct book *b, uint32_t column,
	    uint32_t row, struct slice text);
int	book_put_shared(struct extract_job *j, struct book *b, uint32_t column,
	    uint32_t row, uint32_t index);
/* Texts that no cell pointed at. */
int	book_put_unused(struct extract_job *j, const struct book *b);

/*
 * A formula in words: what is written in it, and its texts joined, as the
 * reader's program would show them.
 */
int	book_put_formula(struct extract_job *j, struct slice formula);

#endif

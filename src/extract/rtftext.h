/*
 * rtftext -- the text of RTF on its way out: paragraphs of several streams
 * (the body, a footnote in the middle of a line), characters in their code
 * pages, what is shown and what is hidden.  For the files of rtf only.
 */
#ifndef EXTRACT_RTFTEXT_H
#define EXTRACT_RTFTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "extract/cell.h"
#include "extract/extract.h"

#define RTF_STREAMS_MAX	32	/* texts that are open at the same time */
#define RTF_TABLES_MAX	2	/* a table, and one inside it */

struct rtf_stream {
	struct slice place;
	struct buf shown;	/* without what is hidden or deleted */
	struct buf hidden;	/* that alone, runs parted */
	struct buf all;		/* kept only once something was hidden */
};

struct rtf_table {
	struct cell_table *cells;	/* in the arena; NULL: not needed yet */
	uint32_t row, column;		/* of the cell that is open, from 1 */
};

struct rtf_text {
	struct extract_job *job;
	struct rtf_stream streams[RTF_STREAMS_MAX];
	size_t top;		/* the stream that is open */
	size_t over;		/* asked for, but past the last */
	struct rtf_table tables[RTF_TABLES_MAX];
	struct buf html;	/* what [MS-OXRTFEX] encapsulates */
};

/* Where a character goes. */
struct rtf_sink {
	bool is_hidden;
	bool to_text, to_html;
};

void	rtftext_init(struct rtf_text *t, struct extract_job *j);
void	rtftext_free(struct rtf_text *t);

int	rtftext_push(struct rtf_text *t, struct slice place);
int	rtftext_pop(struct rtf_text *t);
/* Characters, to the stream that is open. */
int	rtftext_put(struct rtf_text *t, struct rtf_sink to, struct slice utf8);
/* End the paragraph; level: of the table it stands in, 0 for none. */
int	rtftext_paragraph(struct rtf_text *t, unsigned level);
/* End a cell or a row of that table. */
int	rtftext_cell(struct rtf_text *t, unsigned level);
int	rtftext_row(struct rtf_text *t, unsigned level);

#endif

/*
 * ooxml -- readers for the members of an office file (ECMA-376).  For this
 * folder.
 */
#ifndef EXTRACT_OOXML_H
#define EXTRACT_OOXML_H

#include <stdint.h>

#include "base/slice.h"
#include "extract/book.h"
#include "extract/extract.h"

/*
 * Each reads one member.  XML that is refused is an anomaly, and its bytes
 * are then read as markup of no particular kind.
 */
int	sheet_read_strings(struct extract_job *j, struct slice xml,
	    struct book *b);
int	sheet_read_styles(struct extract_job *j, struct slice xml,
	    struct book *b);
int	sheet_read(struct extract_job *j, struct slice xml, struct book *b);
/* Which of the two day counts a workbook uses; read before its sheets. */
int	sheet_read_book(struct extract_job *j, struct slice xml,
	    struct book *b);
/*
 * What is printed at the top and bottom of each page, without its codes:
 * "&L&"Arial,Bold"&12text".
 */
int	sheet_put_header(struct extract_job *j, struct slice text);

/* The same of a binary workbook's records (MS-XLSB). */
bool	xlsb_is_shared(struct slice head);	/* is there any in it? */
int	xlsb_read_shared(struct extract_job *j, struct slice bytes,
	    struct book *b);
int	xlsb_read(struct extract_job *j, struct slice bytes, struct book *b);

/* Anything else: paragraphs of words and slides, comments, properties. */
int	words_read(struct extract_job *j, struct slice xml);

#endif

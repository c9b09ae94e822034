/*
 * pdfvalue -- values of a PDF (ISO 32000-2, 7.2 and 7.3), taken apart where
 * they stand: nothing is built in memory, nothing recurses.
 */
#ifndef EXTRACT_PDFVALUE_H
#define EXTRACT_PDFVALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

enum pdf_kind {
	PDF_NONE,
	PDF_NUMBER,
	PDF_NAME,		/* raw: behind the slash, #xx as it stands */
	PDF_STRING,		/* raw: between the brackets, escaped */
	PDF_HEX,		/* raw: between the angle brackets */
	PDF_ARRAY,		/* raw: what is inside */
	PDF_DICT,		/* raw: what is inside */
	PDF_REF,		/* num gen R */
	PDF_WORD		/* true, obj, Tj */
};

struct pdf_value {
	enum pdf_kind kind;
	struct slice raw;
	double number;
	uint32_t num, gen;
};

/* Take one value off the front; false at the end. */
bool	pdf_next(struct slice *rest, struct pdf_value *ret);
/*
 * Take one token off the front: brackets are words of their own ("<<"), what
 * is inside them follows.  false at the end.
 */
bool	pdf_token(struct slice *rest, struct pdf_value *ret);
/* The value of a key in the inside of a dictionary; PDF_NONE if absent. */
struct pdf_value pdf_key(struct slice dict, const char *key);
/* Is a name, with #xx decoded, this word? */
bool	pdf_name_is(struct slice raw, const char *word);
bool	pdf_is_name(struct pdf_value v, const char *word);
/* The bytes of a string in either notation; cut at out's ceiling. */
void	pdf_string(struct pdf_value v, struct buf *out);
void	pdf_name(struct slice raw, struct buf *out);
/* Bytes of a text string (7.9.2.2) as UTF-8. */
void	pdf_text(struct slice bytes, struct buf *out);
/* A number that may be larger than what number holds. */
int64_t	pdf_integer(struct pdf_value v);
/* The Unicode of one byte of PDFDocEncoding. */
uint32_t pdf_doc_char(uint8_t byte);

/* Is c white space or a delimiter of this syntax? */
bool	pdf_is_space(uint8_t c);
bool	pdf_is_regular(uint8_t c);
bool	pdf_looks_numeric(uint8_t c);
/* The first byte at or after at that is no white space and no comment. */
size_t	pdf_skip_blanks(struct slice s, size_t at);

#endif

/*
 * pdfobj -- the objects of a PDF (ISO 32000-2, 7.2 to 7.5): values taken
 * apart where they stand, and a table of every object in the file.
 *
 * The table comes from the bytes and not from the cross-reference, so that
 * objects of earlier revisions and objects that nothing points at are in it.
 * No value is built in memory; nothing recurses.
 */
#ifndef EXTRACT_PDFOBJ_H
#define EXTRACT_PDFOBJ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
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

struct pdf_cmap;

struct pdf_object {
	uint32_t num, gen;
	uint32_t page;		/* its number in the document, from 1 */
	struct pdf_value value;
	struct slice data;	/* of a stream, as stored */
	struct slice content;	/* unpacked and kept */
	struct pdf_cmap *cmap;	/* read of it already */
	size_t start, end;	/* bytes of the file; of a packed one none */
	bool is_stream;
	uint32_t holder;	/* number of the object stream it comes from */
	bool is_packed;		/* out of an object stream */
	bool is_inside;		/* stands in the data of a stream */
	bool is_listed;		/* the cross-reference names this one */
	bool has_content;	/* it was unpacked */
	bool is_queued;		/* as a file inside */
	bool is_done;		/* its content was read in its place */
};

struct pdf_table {
	struct arena *arena;
	struct pdf_object *objects;	/* in the order of the file */
	size_t count, cap;
	uint32_t *order;		/* by number, then by place */
	size_t order_count;
	bool by_list;			/* look up what the cross-reference names */
	size_t work;			/* bytes looked at for values */
	bool too_many;			/* objects, or work */
	bool is_exhausted;		/* the arena said no */
};

/* --- values --------------------------------------------------------------------- */

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

/* --- the table ---------------------------------------------------------------------- */

/* Every object that stands in the bytes. */
void	pdf_table_fill(struct pdf_table *t, struct slice pdf);
/* Those of an unpacked object stream: count and offset are of its dictionary. */
void	pdf_table_unpack(struct pdf_table *t, uint32_t holder,
	    struct slice bytes, size_t count, size_t first);
/* Make the order anew; before look-ups, after additions. */
void	pdf_table_sort(struct pdf_table *t);
/*
 * The latest object of a number, or where by_list is set the listed one; NULL
 * if there is none.
 */
struct pdf_object *pdf_find(const struct pdf_table *t, uint32_t num);
/* The nth latest of a number, 0 the last; NULL past the first. */
struct pdf_object *pdf_find_nth(const struct pdf_table *t, uint32_t num,
	    size_t n);
/* Follow references, a bounded number of them. */
struct pdf_value pdf_resolve(const struct pdf_table *t, struct pdf_value v);
struct pdf_value pdf_get(const struct pdf_table *t, struct slice dict,
	    const char *key);
/* The inside of the dictionary that a key leads to; empty if it is none. */
struct slice pdf_dict(const struct pdf_table *t, struct slice dict,
	    const char *key);
double	pdf_number(const struct pdf_table *t, struct slice dict,
	    const char *key, double otherwise);
/* The object that a value refers to; NULL if it is no reference. */
struct pdf_object *pdf_target(const struct pdf_table *t, struct pdf_value v);

#endif

/*
 * pdfobj -- every object of a PDF (ISO 32000-2, 7.5), in a table.
 *
 * The table comes from the bytes and not from the cross-reference, so that
 * objects of earlier revisions and objects that nothing points at are in it.
 */
#ifndef EXTRACT_PDFOBJ_H
#define EXTRACT_PDFOBJ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "extract/pdfvalue.h"

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

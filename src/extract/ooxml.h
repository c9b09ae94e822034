/*
 * ooxml -- what the members of an office file (ECMA-376) have in common, and
 * what the workbook's members share.  For this folder.
 */
#ifndef EXTRACT_OOXML_H
#define EXTRACT_OOXML_H

#include <stdint.h>

#include "base/slice.h"
#include "extract/cell.h"
#include "extract/extract.h"

/* Of a workbook: texts that cells point at, and how numbers are shown. */
struct book {
	struct slice *strings;		/* in the arena */
	bool *used;
	size_t string_count, string_cap;
	uint8_t *pad;			/* zeros to show, for each cell format */
	size_t pad_count, pad_cap;
	struct {
		uint32_t id;
		uint8_t pad;
	} formats[256];			/* number formats of nothing but zeros */
	size_t format_count;
	struct cell_table table;	/* of the sheet being read */
};

/*
 * Each reads one member.  XML that is refused is an anomaly, and its bytes
 * are then read as markup of no particular kind.
 */
int	sheet_read_strings(struct extract_job *j, struct slice xml,
	    struct book *b);
int	sheet_read_styles(struct extract_job *j, struct slice xml,
	    struct book *b);
int	sheet_read(struct extract_job *j, struct slice xml, struct book *b);
/* Texts that no cell points at. */
int	sheet_read_unused(struct extract_job *j, const struct book *b);

/* Anything else: paragraphs of words and slides, comments, properties. */
int	words_read(struct extract_job *j, struct slice xml);

#endif

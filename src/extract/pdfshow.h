/*
 * pdfshow -- the text that drawing operators show (ISO 32000-2, 8 and 9),
 * whether it can be seen or not: outside the page, behind a picture, white,
 * in a layer that is switched off.
 */
#ifndef EXTRACT_PDFSHOW_H
#define EXTRACT_PDFSHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract/pdffile.h"
#include "extract/pdflines.h"

#define PDFSHOW_FONTS	4096
#define PDFSHOW_SPARES	64

struct pdf_show {
	struct pdf_file *file;
	struct pdf_lines lines;
	struct buf word;			/* text of one string */
	struct pdf_font *fonts[PDFSHOW_FONTS];	/* by place of their dictionary */
	const uint8_t *font_keys[PDFSHOW_FONTS];
	size_t font_count;
	struct pdf_font *nobody;		/* for text without a font */
	/* Resources for contents that have none of their own. */
	struct slice spare[PDFSHOW_SPARES];
	size_t spare_count;
	uint64_t operators;
	uint32_t forms;
	bool is_over;				/* a limit was reached */
};

/* NULL never; ends by pdfshow_free(). */
struct pdf_show *pdfshow_new(struct pdf_file *f);
void	pdfshow_free(struct pdf_show *s);

/* Carry out one content; its text is collected in s->lines. */
int	pdfshow_run(struct pdf_show *s, struct slice content,
	    struct slice resources);
/* Keep resources for contents that have none. */
void	pdfshow_spare(struct pdf_show *s, struct slice resources);
/* Did a font show letters that it does not tell? */
bool	pdfshow_is_dumb(const struct pdf_show *s);
/* Could this be a content: are most of its words operators? */
bool	pdfshow_looks_like(struct slice bytes);

#endif

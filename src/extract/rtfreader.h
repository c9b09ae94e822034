/*
 * rtfreader -- the state in which rtf reads, its groups and characters.  For
 * the files of rtf only.
 */
#ifndef EXTRACT_RTFREADER_H
#define EXTRACT_RTFREADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "extract/extract.h"
#include "extract/rtfblob.h"
#include "extract/rtfdest.h"
#include "extract/rtflex.h"
#include "extract/rtftext.h"

#define RTF_FONTS_MAX	65536
#define RTF_PROPERTY_MAX 64

struct rtf_group {
	enum rtf_dest dest;
	enum rtf_picture picture;
	size_t from;		/* of its content, behind its word */
	uint32_t font;
	uint32_t wide_font;	/* of characters of two bytes (\dbch\af) */
	uint16_t skip;		/* \uc */
	uint8_t pushed;		/* streams it opened */
	bool is_wide;		/* \dbch in force */
	bool is_ignorable;	/* began with \* and no known word */
	bool is_hidden, is_deleted;
	bool is_cell;		/* \intbl */
	bool is_rtf_only;	/* \htmlrtf: no part of the HTML */
};

struct rtf_reader {
	struct extract_job *job;
	struct rtf_lexer lexer;
	struct rtf_text text;
	struct rtf_group *groups;
	size_t depth, cap;
	size_t blobs;		/* groups of hex that are open */
	size_t blob_count;	/* of all */
	struct rtf_group top;	/* outside every group */
	bool is_starred;	/* \* was the last */
	bool is_html;		/* \fromhtml */
	bool in_row;		/* between \trowd and \row */
	unsigned level;		/* of tables inside tables: \itap */
	uint32_t to_skip;	/* characters that \u replaces */
	uint32_t high;		/* half of a character that \u gave */
	uint32_t ansi;		/* code page */
	uint32_t default_font;
	uint32_t font_now;	/* that the font table describes */
	uint16_t *fonts;	/* code page + 1 of each font; 0: none */
	struct buf pending;	/* bytes not decoded yet */
	uint32_t pending_page;
	char property[RTF_PROPERTY_MAX];	/* \sn of the shape */
};

struct rtf_group *rtf_now(struct rtf_reader *x);

/* --- rtfchars.c: each 0 or an error ---------------------------------------- */

bool	rtf_is_hex(enum rtf_dest d);
struct rtf_sink rtf_sink_now(struct rtf_reader *x);
int	rtf_put_utf8(struct rtf_reader *x, struct slice utf8);
/* Bytes in the code page of the font; they wait for more of their kind. */
int	rtf_put_bytes(struct rtf_reader *x, struct slice bytes);
/* One UTF-16 unit of \u, or a character. */
int	rtf_put_code(struct rtf_reader *x, uint32_t code);
/* Decode what waits; before anything that changes where it goes. */
int	rtf_settle(struct rtf_reader *x);

/* --- rtfgroup.c: each 0 or an error ---------------------------------------- */

int	rtf_open_group(struct rtf_reader *x);
/* to: where the brace stands. */
int	rtf_close_group(struct rtf_reader *x, size_t to);
/* The group is that destination; or a \* one that the table does not know. */
int	rtf_enter(struct rtf_reader *x, const struct rtf_dest_row *row);
int	rtf_enter_unknown(struct rtf_reader *x);

#endif

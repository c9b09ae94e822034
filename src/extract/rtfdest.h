/*
 * rtfdest -- the destinations of RTF (1.9.1): what the text of a group is.
 */
#ifndef EXTRACT_RTFDEST_H
#define EXTRACT_RTFDEST_H

#include "base/slice.h"

enum rtf_dest {
	RTF_DEST_INLINE,	/* goes on in the text that is open */
	RTF_DEST_OWN,		/* a text of its own */
	RTF_DEST_PARTS,		/* each of its groups a text of its own */
	RTF_DEST_FONTS,		/* the font table */
	RTF_DEST_NAME,		/* \sn: name of a shape's property */
	RTF_DEST_VALUE,		/* \sv: its value; others that may be numbers */
	RTF_DEST_HTML,		/* \htmltag ([MS-OXRTFEX]) */
	RTF_DEST_PICTURE,	/* \pict: hex or \bin */
	RTF_DEST_OBJECT,	/* \objdata: the same */
	RTF_DEST_HEX		/* other contents in hex */
};

struct rtf_dest_row {
	const char *word;
	enum rtf_dest dest;
	const char *place;
};

/* NULL if the word opens no destination that the table knows. */
const struct rtf_dest_row *rtfdest_find(struct slice word);

#endif

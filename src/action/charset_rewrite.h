/*
 * charset -- in which bytes a text may stand in a part (disclaimer-safety 7).
 *
 * Inside action.
 */
#ifndef ACTION_CHARSET_REWRITE_H
#define ACTION_CHARSET_REWRITE_H

#include "action/job_rewrite.h"

/* Are ASCII bytes themselves in it, at the end of these data at least? */
bool	charset_takes_ascii(struct slice charset, struct slice data);

/* Do two bytes make a character, and which one comes first? */
bool	charset_is_utf16(struct slice charset, struct slice data,
	    bool *ret_is_little);

/*
 * UTF-8 text in a single-byte charset; ERR_RANGE if it lacks a character,
 * ERR_UNSUPPORTED if it is no such charset.
 */
int	charset_encode(struct slice text, struct slice charset,
	    struct buf *out);

int	charset_encode_utf16(struct slice text, bool is_little,
	    struct buf *out);

/* Bytes of two-byte stretches (ISO-2022) blotted out: for finding tags. */
int	charset_mask(struct slice data, struct buf *out);

bool	charset_is_ascii(struct slice data);

#endif

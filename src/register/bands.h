/*
 * bands -- finding the rows of nearly the same text without looking at all of
 * them: the hashes of a text signature in groups of four.  Two texts that
 * share nine tenths of their runs of words share a whole group but twice in
 * ten thousand; ones that share half of them, one time in three, so whoever
 * asks compares the signatures of what is found.
 *
 * A row for each group, named by a keyed digest of it, leads to a row of the
 * register's own; what a text says cannot be had from either.
 */
#ifndef REGISTER_BANDS_H
#define REGISTER_BANDS_H

#include "register/register.h"

#define BANDS_COUNT	8
#define BANDS_HASHES	(TEXT_SIGNATURE_HASHES / BANDS_COUNT)

struct band_key {
	uint8_t bytes[KEY_MAC_SIZE];
};

/*
 * [transaction] Let each group of the signature lead to `to` until until_ms.
 * label: what is looked for among the register's own.  Nothing for a text
 * that is too short to be told.
 */
int	bands_put(struct register_context *x, uint16_t reg, const char *label,
	    const struct text_signature *s, const uint8_t to[KEY_MAC_SIZE],
	    int64_t until_ms);
/*
 * Where the groups of the signature lead to, each once, the latest first
 * within a group: up to BANDS_EACH_MAX of each.
 */
int	bands_find(struct register_context *x, uint16_t reg,
	    const char *label, const struct text_signature *s,
	    struct band_key **ret, size_t *ret_n);
/* [transaction] Take the ways to `to` away again. */
int	bands_remove(struct register_context *x, uint16_t reg,
	    const char *label, const struct text_signature *s,
	    const uint8_t to[KEY_MAC_SIZE]);

#endif

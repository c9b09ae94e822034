/*
 * disguise -- a second reading of words that were written so that a person
 * reads them and a program does not: "f0rw4rd", "s e n d", "f.o.r.w.a.r.d",
 * letters of other alphabets that look like ours.
 *
 * Pure.  Of texts that have nothing of the kind (nearly all) only a look is
 * taken.
 */
#ifndef DETECT_DISGUISE_H
#define DETECT_DISGUISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/* The words that letters without blanks between them are parted into. */
#define VOCABULARY_BITS	18

struct vocabulary {
	uint64_t bits[(1 << VOCABULARY_BITS) / 64];
};

/* Each word of a folded phrase. */
void	vocabulary_add(struct vocabulary *v, struct slice folded);
bool	vocabulary_has(const struct vocabulary *v, struct slice word);

struct disguise {
	uint8_t *bytes;		/* the second reading: small letters */
	size_t len, cap;
	uint32_t *at;		/* of each byte: where it stood in the text */
};

/* Room for texts of up to that many bytes.  0 or ERR_LIMIT. */
int	disguise_init(struct disguise *d, struct arena *a, size_t cap);

/* Is anything in a folded text (shadow.h) that looks disguised? */
bool	disguise_is_suspected(struct slice text);

/*
 * Read it: letters without accents, figures and signs within words as the
 * letters they stand for ("1" as `one`, which is 'i' or 'l'), letters that
 * stand apart as words.  What does not fit in is left out.
 */
void	disguise_read(struct disguise *d, const struct vocabulary *v,
	    struct slice text, uint8_t one);

/*
 * The letters of a folded text without their accents, and letters that only
 * look like ours as ours.  At most size bytes are written; returns how many.
 */
size_t	disguise_plain(struct slice folded, uint8_t *out, size_t size);

#endif

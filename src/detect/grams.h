/*
 * grams -- the letters of a text, hashed twenty-four at a time, and which of
 * the hashes stand for a document.
 *
 * Only letters count, in the lower case of the shadow (shadow.h): line breaks,
 * blanks, cells, punctuation and figures are passed over, so that a form is
 * the same pasted, wrapped otherwise, or with dates and amounts filled in.
 *
 * The hash rolls (a cyclic polynomial over keyed random values of the
 * letters; R. M. Karp, M. O. Rabin 1987; J. D. Cohen 1997).  Winnowing keeps,
 * of each window of hashes, the smallest: S. Schleimer, D. S. Wilkerson,
 * A. Aiken, "Winnowing: Local Algorithms for Document Fingerprinting"
 * (SIGMOD 2003).  Any run of letters that is at least FINGERPRINT_GRAM +
 * FINGERPRINT_WINDOW - 1 long has one that was kept.
 */
#ifndef DETECT_GRAMS_H
#define DETECT_GRAMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/slice.h"

/* What stands for each letter; random to those who do not have the seed. */
struct gram_key {
	uint64_t seed;
	uint64_t ascii[128];		/* 0: no letter */
};

void	gram_key_init(struct gram_key *k, uint64_t seed);

#define GRAMS_CHUNK	512

/* Where a walk over a text is, and the hashes of its last step. */
struct grams {
	/* The last FINGERPRINT_GRAM letters before, then those of this step. */
	uint64_t letter[FINGERPRINT_GRAM + GRAMS_CHUNK];
	uint64_t hash[GRAMS_CHUNK];	/* hash[i] ends with the step's letter i */
	uint64_t rolling;
	size_t from;			/* the first of hash[] that is whole */
	size_t count;			/* letters of this step */
	uint64_t total;			/* letters altogether */
	size_t run;			/* since the start or a break; GRAM at most */
};

void	grams_init(struct grams *g);

/* What comes next does not go on from what came before. */
void	grams_break(struct grams *g);

/*
 * Take letters from text (shadow bytes) at *at on, and move it.  False at the
 * end of the text: nothing new is in g.  Otherwise hash[from..count) are the
 * grams that end in this step.  A gram may begin in the text before.
 */
bool	grams_step(struct grams *g, const struct gram_key *k,
	    struct slice text, size_t *at);

/* The byte of text where letter `nth` of a step that began at `at` stands. */
size_t	grams_place(const struct gram_key *k, struct slice text, size_t at,
	    size_t nth);

/* Which hashes are kept. */
struct winnow {
	uint64_t window[FINGERPRINT_WINDOW];
	uint64_t count;			/* hashes taken */
	size_t at;			/* of the latest in window */
	size_t least;
};

void	winnow_init(struct winnow *w);
/* Take the next hash.  True if one is kept now: *ret. */
bool	winnow_take(struct winnow *w, uint64_t hash, uint64_t *ret);
/* Of a text too short for one window: true if it has any hash at all. */
bool	winnow_end(const struct winnow *w, uint64_t *ret);

#endif

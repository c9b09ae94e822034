/*
 * context -- what a detector sees and may ask at one place of a text.
 */
#ifndef DETECT_CONTEXT_H
#define DETECT_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "detect/detect.h"
#include "detect/number.h"
#include "detect/shadow.h"

struct detect_context {
	struct slice text;		/* shadow bytes of this unit */
	const struct text_unit *unit;
	size_t at;			/* where the shape begins */
	/* DETECT_ON_NUMBER: the groups from `at`; else NULL. */
	const struct number *number;
	size_t word_to;			/* DETECT_ON_WORD: end of that word */
	bool ignores_test_numbers;	/* set test-numbers ignore */

	/* For context.c and run.c. */
	struct detect_run *run;
	size_t unit_at;			/* of the unit in the shadow */
	uint32_t source;		/* which detector is asking */
};

struct detect_hit {
	size_t from, to;	/* bytes of c->text */
	int tier;		/* detect_tier(); below 1 it is no hit */
	struct slice value;	/* normalised: what counts as the same value */
	uint32_t weight;	/* towards a list of BULK_COUNT; 0: 1 */
};

/*
 * Does the shape at `from` belong to this window?  What begins in its margins
 * leaves a mark only.
 */
bool	detect_is_in_zone(const struct detect_context *c, size_t from);

/*
 * Report.  The value is copied, hashed and masked; own values (`set own`) are
 * dropped.  0 or ERR_LIMIT.
 */
int	detect_hit_put(struct detect_context *c, const struct detect_hit *hit);

/* The usual hit: from c->at on. */
int	detect_put(struct detect_context *c, size_t to, int tier,
	    struct slice value);
/* The same of a number: its first n digits (0..9) are the value. */
int	detect_put_digits(struct detect_context *c, size_t to, int tier,
	    const uint8_t *digits, size_t n);

/*
 * The same for what must not be shown even in part: no mask, and no mark for
 * judges.  `from` and the unit are the place; 0 or ERR_LIMIT.
 */
int	detect_secret_put(struct detect_context *c, size_t from, int tier,
	    struct slice value);

/*
 * Count a candidate of the detector's shape, whether its check digit is right
 * or not: 10 that pass make a list only if most of that shape pass.
 */
void	detect_shape(struct detect_context *c);

/*
 * May from..to stand for itself?  Not if a letter or digit touches it, nor
 * inside an e-mail address, a UUID, a longer hexadecimal string, or the path
 * or query of a URL.
 */
bool	detect_is_apart(const struct detect_context *c, size_t from, size_t to);

/* Does a number go on before `from`, over a separator in the same line? */
bool	detect_is_continued(const struct detect_context *c, size_t from);

enum detect_near {
	NEAR_LABEL = 1 << 0,	/* 100 characters before, 60 after; none nearer */
	NEAR_TOPIC = 1 << 1,	/* 300 either side */
	NEAR_HEADER = 1 << 2,	/* of the column, or the cell to the left */
	NEAR_NEGATIVE = 1 << 3,	/* "order no" in the 25 characters before */
	NEAR_PERSON = 1 << 4,	/* a title and a name, 300 either side */
	NEAR_BESIDE = 1 << 5,	/* that label ends in the 40 characters before */
	NEAR_OWN = NEAR_LABEL | NEAR_TOPIC | NEAR_HEADER
};

/* Which of these stand near from..to. */
unsigned detect_near(struct detect_context *c, size_t from, size_t to);
/* The same for the words of another detector or recogniser. */
unsigned detect_near_of(struct detect_context *c, const struct detector *d,
	    size_t from, size_t to);

/*
 * One of these words (folded, NULL-ended) within that many bytes before `from`
 * or after `to`, in the same line?
 */
bool	detect_line_says(const struct detect_context *c, size_t from,
	    size_t to, size_t reach, const char *const *words);

/*
 * The line that ends before byte `from` of the unit, or that begins behind
 * byte `to`, without blanks around it; the next paragraph's if the unit ends
 * there.  Empty if there is none, or if cells of a table stand there.
 */
struct slice detect_line_above(const struct detect_context *c, size_t from);
struct slice detect_line_below(const struct detect_context *c, size_t to);

/* A label of the asking detector anywhere in the unit (or its header)? */
bool	detect_unit_labelled(struct detect_context *c);

/* Lowered by two for negative context, unless our own label is nearer. */
int	detect_tier(int tier, unsigned near);

/* Were all letters of from..to written in upper case? */
bool	detect_is_upper(const struct detect_context *c, size_t from, size_t to);

/*
 * The bytes from..to of the window's shadow with ASCII letters in the case in
 * which they were written; at most `size`.  Returns how many.
 */
size_t	detect_cased(const struct detect_context *c, size_t from, size_t to,
	    uint8_t *out, size_t size);

/* Are the digits all equal? */
bool	detect_is_repeated(const uint8_t *digits, size_t n);

#endif

/*
 * fingerprint -- the hashes that stand for one document: what exeatctl puts
 * into a store (documents.h).
 */
#ifndef DETECT_FINGERPRINT_H
#define DETECT_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "detect/grams.h"

struct fingerprint;

/*
 * every: all grams of the text, not only those that winnowing keeps: for what
 * is to be subtracted from another one.
 */
struct fingerprint *fingerprint_new(const struct gram_key *k, bool every);
void	fingerprint_free(struct fingerprint *f);

/* Go on with this text, UTF-8.  0, or ERR_LIMIT past FINGERPRINT_TEXT_MAX. */
int	fingerprint_text(struct fingerprint *f, struct slice text);

/* The next text does not go on from this one: no gram goes over the gap. */
void	fingerprint_break(struct fingerprint *f);

/* Letters so far. */
uint64_t fingerprint_letters(const struct fingerprint *f);

/* After the last text: distinct and ascending; borrowed until it is freed. */
const uint64_t *fingerprint_hashes(struct fingerprint *f, size_t *ret_n);

/* Take out of f what stands in other; both have had their last text. */
void	fingerprint_subtract(struct fingerprint *f, struct fingerprint *other);

#endif

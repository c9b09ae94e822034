#include "extract/seen.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "extract/engine.h"
#include "extract/env.h"

#define SIZE_MIN	1024

void
seen_free(struct seen *s)
{
	free(s->slots);
	memset(s, 0, sizeof *s);
}

/* The slot that holds the key, or the empty one where it belongs. */
static uint8_t *
slot_of(const struct seen *s, const uint8_t *key)
{
	static const uint8_t empty[SEEN_KEY_SIZE];
	size_t at;

	memcpy(&at, key, sizeof at);
	for (at &= s->size - 1;; at = (at + 1) & (s->size - 1))
		if (memcmp(s->slots[at], key, SEEN_KEY_SIZE) == 0 ||
		    memcmp(s->slots[at], empty, SEEN_KEY_SIZE) == 0)
			return s->slots[at];
}

static void
grow(struct seen *s)
{
	struct seen bigger = { NULL, s->count,
	    s->size == 0 ? SIZE_MIN : 2 * s->size };
	static const uint8_t empty[SEEN_KEY_SIZE];
	size_t i;

	bigger.slots = mem_array(NULL, bigger.size, SEEN_KEY_SIZE);
	memset(bigger.slots, 0, bigger.size * SEEN_KEY_SIZE);
	for (i = 0; i < s->size; i++)
		if (memcmp(s->slots[i], empty, SEEN_KEY_SIZE) != 0)
			memcpy(slot_of(&bigger, s->slots[i]), s->slots[i],
			    SEEN_KEY_SIZE);
	free(s->slots);
	*s = bigger;
}

bool
seen_before(struct seen *s, struct extract_job *j, enum seen_as as,
    struct slice text)
{
	uint8_t digest[MAIL_DIGEST_SIZE], *slot;

	if (s->count >= SEEN_TEXTS_MAX ||
	    env_sha256(j->engine->env, text, digest) < 0)
		return false;
	digest[0] ^= (uint8_t)as;
	if (2 * s->count >= s->size)
		grow(s);
	slot = slot_of(s, digest);
	if (memcmp(slot, digest, SEEN_KEY_SIZE) == 0)
		return true;
	memcpy(slot, digest, SEEN_KEY_SIZE);
	s->count++;
	return false;
}

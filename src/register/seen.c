/*
 * seen -- which mails were learnt from, and for whom: a sender's program that
 * brings the same mail again (its answer was lost, or one recipient failed)
 * must not count as a second mail.
 *
 * One row a mail, named by the envelope's retry digest; its text has a bit
 * for each recipient that was let go, in the order of their addresses, which
 * is the same whatever order a retry names them in.
 */
#include "register/seen.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/* Mail programs and MTAs give up after five days (RFC 5321 4.5.4.1). */
#define SEEN_MS		((int64_t)7 * 24 * 3600 * 1000)
#define BITS_MAX	(ENVELOPE_RECIPIENTS_MAX / 8 + 1)

struct place {
	struct slice address;
	size_t party;
};

static int
by_address(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int r;

	r = slice_cmp(x->address, y->address);
	if (r != 0)
		return r;
	return x->party < y->party ? -1 : x->party > y->party;
}

static int
places_of(struct register_context *x, const struct memory_question *q,
    struct place **ret, size_t *ret_n)
{
	size_t i, n = q->party_count - MEMORY_RECIPIENTS;
	struct place *p;

	p = arena_array(x->arena, n + 1, sizeof *p);
	if (p == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n; i++) {
		p[i].party = MEMORY_RECIPIENTS + i;
		p[i].address = q->parties[p[i].party].address;
	}
	if (n > 0)
		qsort(p, n, sizeof *p, by_address);
	*ret = p;
	*ret_n = n;
	return 0;
}

/*
 * Take out of the note whom the bits have already, and set theirs.  Returns
 * how many are new.
 */
static size_t
take_new(struct memory_note *n, const struct place *p, size_t count,
    uint8_t *bits)
{
	uint8_t bit;
	size_t i, fresh = 0;

	for (i = 0; i < count; i++) {
		bit = (uint8_t)(1u << i % 8);
		if (!n->is_let_go[p[i].party])
			continue;
		if ((bits[i / 8] & bit) != 0) {
			n->is_let_go[p[i].party] = false;
			continue;
		}
		bits[i / 8] |= bit;
		fresh++;
	}
	return fresh;
}

/* Uses for those who do not get the mail now are none. */
static void
keep_uses(struct memory_note *n)
{
	size_t i, kept = 0;

	for (i = 0; i < n->use_count; i++)
		if (n->is_let_go[n->uses[i].party])
			n->uses[kept++] = n->uses[i];
	n->use_count = kept;
}

static int
copy(struct register_context *x, const struct memory_note *n,
    struct memory_note *ret)
{
	size_t i;

	*ret = *n;
	ret->is_let_go = arena_array(x->arena, n->question.party_count + 1,
	    sizeof *ret->is_let_go);
	ret->uses = arena_array(x->arena, n->use_count + 1,
	    sizeof *ret->uses);
	if (ret->is_let_go == NULL || ret->uses == NULL)
		return ERR_LIMIT;
	/* Sender and original sender are no recipients. */
	for (i = MEMORY_RECIPIENTS; i < n->question.party_count; i++)
		ret->is_let_go[i] = n->is_let_go[i];
	for (i = 0; i < n->use_count; i++)
		ret->uses[i] = n->uses[i];
	return 0;
}

int
seen_take(struct register_context *x, const struct memory_note *n,
    struct memory_note *ret)
{
	struct register_row row = { .reg = REGISTER_SEEN };
	uint8_t bits[BITS_MAX] = { 0 };
	struct place *places;
	size_t count = 0;
	int r;

	r = copy(x, n, ret);
	if (r == 0)
		r = places_of(x, &n->question, &places, &count);
	if (r == 0)
		r = register_digest(x, "mail", &(struct slice){
		    n->question.retry_digest, MAIL_DIGEST_SIZE }, 1, row.key);
	if (r < 0)
		return r;
	if (count > ENVELOPE_RECIPIENTS_MAX)
		return ERR_LIMIT;
	r = register_get(x, &row);
	if (r == 0 && row.text.len != (count + 7) / 8)
		r = ERR_CORRUPT;
	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	if (row.text.len > 0)
		memcpy(bits, row.text.ptr, row.text.len);
	if (take_new(ret, places, count, bits) == 0)
		return 0;
	keep_uses(ret);
	row.at_ms = x->at_ms;
	row.until_ms = x->at_ms + SEEN_MS;
	row.count++;
	row.text = slice_of(bits, (count + 7) / 8);
	r = register_put(x, &row);
	return r < 0 ? r : 1;
}

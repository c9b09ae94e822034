#include "register/spread.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "register/bands.h"

#define TEXT_LABEL	"text that spreads"
#define DAY_MS		((int64_t)24 * 3600 * 1000)

static const uint8_t no_sub[KEY_MAC_SIZE];

/* --- rows ---------------------------------------------------------------------- */

static void
signature_bytes(const struct text_signature *s,
    uint8_t out[4 * TEXT_SIGNATURE_HASHES])
{
	size_t i;

	for (i = 0; i < TEXT_SIGNATURE_HASHES; i++) {
		out[4 * i] = (uint8_t)(s->least[i] >> 24);
		out[4 * i + 1] = (uint8_t)(s->least[i] >> 16);
		out[4 * i + 2] = (uint8_t)(s->least[i] >> 8);
		out[4 * i + 3] = (uint8_t)s->least[i];
	}
}

static int
signature_read(struct slice text, struct text_signature *ret)
{
	const uint8_t *p = text.ptr;
	size_t i;

	if (text.len != 4 * TEXT_SIGNATURE_HASHES)
		return ERR_CORRUPT;
	for (i = 0; i < TEXT_SIGNATURE_HASHES; i++, p += 4)
		ret->least[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		    (uint32_t)p[2] << 8 | p[3];
	return 0;
}

static int
sender_sub(struct register_context *x, struct slice address,
    uint8_t ret[KEY_MAC_SIZE])
{
	return register_digest(x, "sender of a text", &address, 1, ret);
}

static int
received_sub(struct register_context *x, uint8_t ret[KEY_MAC_SIZE])
{
	return register_digest(x, "a text came in", NULL, 0, ret);
}

static uint64_t
who_of(const uint8_t sub[KEY_MAC_SIZE])
{
	uint64_t who;

	memcpy(&who, sub, sizeof who);
	return who;
}

/* --- texts that are nearly alike -------------------------------------------------- */

/*
 * The texts that are nearly this one, the likest first in ret[0]; in the
 * arena.
 */
static int
find_texts(struct register_context *x, const struct text_signature *s,
    struct band_key **ret, size_t *ret_n)
{
	size_t i, n, alike, best = 0, kept = 0;
	struct register_row row;
	struct text_signature t;
	struct band_key *keys, first;
	int r;

	r = bands_find(x, REGISTER_SPREAD, TEXT_LABEL, s, &keys, &n);
	for (i = 0; r == 0 && i < n; i++) {
		row = (struct register_row){ .reg = REGISTER_SPREAD };
		memcpy(row.key, keys[i].bytes, sizeof row.key);
		r = register_get(x, &row);
		if (r == ERR_NOTFOUND) {
			r = 0;
			continue;
		}
		if (r == 0)
			r = signature_read(row.text, &t);
		alike = r == 0 ? text_signature_alike(s, &t) : 0;
		if (alike < SPREAD_ALIKE_MIN)
			continue;
		first = keys[i];
		if (alike > best && kept > 0) {
			keys[kept] = keys[0];
			keys[0] = first;
		} else {
			keys[kept] = first;
		}
		best = alike > best ? alike : best;
		kept++;
	}
	*ret = keys;
	*ret_n = r == 0 ? kept : 0;
	return r;
}

/* --- answering ---------------------------------------------------------------------- */

struct gathering {
	struct memory_answer *answer;
	uint64_t self, received;
	size_t cap;
};

/* The same sender may stand under two texts: the later time counts. */
static int
gather_row(struct register_context *x, struct gathering *g,
    const struct register_row *row)
{
	struct memory_answer *m = g->answer;
	uint64_t who = who_of(row->sub);
	struct memory_sighting *list;
	size_t i;

	if (memcmp(row->sub, no_sub, sizeof no_sub) == 0 || who == g->self)
		return 0;
	if (who == g->received) {
		if (row->at_ms > m->received_ms)
			m->received_ms = row->at_ms;
		return 0;
	}
	for (i = 0; i < m->sender_count; i++)
		if (m->senders[i].who == who) {
			if (row->at_ms > m->senders[i].at_ms)
				m->senders[i].at_ms = row->at_ms;
			return 0;
		}
	if (m->sender_count == MEMORY_SIGHTINGS_MAX)
		return 0;
	list = arena_grow(x->arena, m->senders, m->sender_count, &g->cap,
	    sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	m->senders = list;
	list[m->sender_count++] = (struct memory_sighting){ who, row->at_ms };
	return 0;
}

static int
latest_first(const void *a, const void *b)
{
	const struct memory_sighting *p = a, *q = b;

	if (p->at_ms != q->at_ms)
		return p->at_ms > q->at_ms ? -1 : 1;
	return p->who < q->who ? -1 : p->who > q->who;
}

static int
spread_answer(struct register_context *x, const struct memory_question *q,
    struct memory_answer *m)
{
	uint8_t sub[KEY_MAC_SIZE];
	struct gathering g = { .answer = m };
	struct register_row *rows;
	struct band_key *keys;
	size_t i, k, n, count;
	int r;

	r = find_texts(x, &q->text, &keys, &n);
	if (r < 0 || n == 0)
		return r;
	r = received_sub(x, sub);
	g.received = who_of(sub);
	if (r == 0)
		r = sender_sub(x, q->parties[MEMORY_SENDER].address, sub);
	g.self = who_of(sub);
	for (i = 0; r == 0 && i < n; i++) {
		r = register_each(x, REGISTER_SPREAD, keys[i].bytes,
		    MEMORY_SIGHTINGS_MAX, &rows, &count);
		for (k = 0; r == 0 && k < count; k++)
			r = gather_row(x, &g, &rows[k]);
	}
	if (r == 0 && m->sender_count > 1)
		qsort(m->senders, m->sender_count, sizeof *m->senders,
		    latest_first);
	return r;
}

/* --- learning ------------------------------------------------------------------------ */

static int
text_put(struct register_context *x, const struct text_signature *s,
    struct register_row *row)
{
	uint8_t bytes[4 * TEXT_SIGNATURE_HASHES];
	struct slice part = slice_of(bytes, sizeof bytes);
	int r;

	signature_bytes(s, bytes);
	r = register_digest(x, TEXT_LABEL, &part, 1, row->key);
	if (r < 0)
		return r;
	row->text = part;
	r = register_put(x, row);
	row->text = SLICE_NONE;
	return r == 0 ? bands_put(x, REGISTER_SPREAD, TEXT_LABEL, s, row->key,
	    row->until_ms) : r;
}

/* The text lives as long as what lies under it. */
static int
text_again(struct register_context *x, struct register_row *row)
{
	struct register_row text = *row;
	struct text_signature s;
	int r;

	r = register_get(x, &text);
	if (r == 0)
		r = signature_read(text.text, &s);
	if (r == 0 && text.until_ms < row->until_ms) {
		text.until_ms = row->until_ms;
		r = register_put(x, &text);
		if (r == 0)
			r = bands_put(x, REGISTER_SPREAD, TEXT_LABEL, &s,
			    text.key, text.until_ms);
	}
	return r;
}

static int
spread_learn(struct register_context *x, const struct memory_note *n)
{
	const struct memory_question *q = &n->question;
	const struct memory_party *sender = &q->parties[MEMORY_SENDER];
	struct register_row row = { .reg = REGISTER_SPREAD,
	    .at_ms = x->at_ms,
	    .until_ms = x->at_ms + SPREAD_DAYS_MAX * DAY_MS };
	struct band_key *keys;
	size_t count;
	bool came_in = q->class == MAIL_CLASS_INBOUND;
	int r;

	if (text_signature_is_none(&q->text) || (!came_in &&
	    ((sender->flags & MEMORY_IS_INSIDE) == 0 ||
	    sender->address.len == 0)))
		return 0;
	r = find_texts(x, &q->text, &keys, &count);
	if (r == 0 && count > 0) {
		memcpy(row.key, keys[0].bytes, sizeof row.key);
		r = text_again(x, &row);
	} else if (r == 0) {
		r = text_put(x, &q->text, &row);
	}
	if (r == 0)
		r = came_in ? received_sub(x, row.sub) :
		    sender_sub(x, sender->address, row.sub);
	return r == 0 ? register_count(x, &row) : r;
}

const struct register_kind spread = {
	.id = REGISTER_SPREAD, .name = "spread",
	.answer = spread_answer, .learn = spread_learn
};

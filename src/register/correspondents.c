#include "register/correspondents.h"

#include <string.h>

#include "base/err.h"
#include "register/near.h"

#define DAY_MS		((int64_t)24 * 3600 * 1000)
#define KEEP_MS		(3 * 365 * DAY_MS)	/* without `set keep` */

int64_t
register_until(const struct register_context *x)
{
	return x->at_ms + (x->settings->keep_ms > 0 ? x->settings->keep_ms :
	    KEEP_MS);
}

bool
register_trusts_sender(const struct memory_question *q)
{
	switch (q->class) {
	case MAIL_CLASS_SUBMISSION:
	case MAIL_CLASS_LOCAL:
		return q->is_signed_in ||
		    (q->parties[MEMORY_SENDER].flags & MEMORY_IS_SYSTEM) != 0;
	case MAIL_CLASS_INBOUND:
	case MAIL_CLASS_RELEASE:
	case MAIL_CLASS_COUNT:
		break;
	}
	return false;
}

/* --- rows ------------------------------------------------------------------------ */

/* That somebody has written to the address; or, with a writer, that one. */
static int
address_row(struct register_context *x, struct slice address,
    const struct slice *writer, struct register_row *ret)
{
	int r;

	*ret = (struct register_row){ .reg = REGISTER_CORRESPONDENTS,
	    .until_ms = register_until(x) };
	r = register_digest(x, "correspondent", &address, 1, ret->key);
	if (r == 0 && writer != NULL)
		r = register_digest(x, "writer", writer, 1, ret->sub);
	return r;
}

static int
domain_row(struct register_context *x, struct slice domain,
    struct register_row *ret)
{
	*ret = (struct register_row){ .reg = REGISTER_CORRESPONDENTS,
	    .until_ms = register_until(x) };
	return register_digest(x, "domain of correspondents", &domain, 1,
	    ret->key);
}

/* 1 if it is there. */
static int
is_there(struct register_context *x, struct register_row *row)
{
	int r = register_get(x, row);

	return r == 0 ? 1 : r == ERR_NOTFOUND ? 0 : r;
}

/* 1 if it was news, or a day has passed since it was last noted. */
static int
note(struct register_context *x, struct register_row *row)
{
	struct register_row old = *row;
	int r;

	r = is_there(x, &old);
	if (r < 0 || (r == 1 && old.at_ms <= x->at_ms &&
	    x->at_ms - old.at_ms < DAY_MS))
		return r < 0 ? r : 0;
	r = register_count(x, row);
	return r < 0 ? r : 1;
}

/* --- answering --------------------------------------------------------------------- */

int
correspondents_know(struct register_context *x,
    const struct memory_question *q, enum memory_place who)
{
	const struct memory_party *p = &q->parties[who];
	bool is_claim = who == MEMORY_SENDER &&
	    q->class == MAIL_CLASS_INBOUND;
	struct register_row row;
	int r;

	if (p->address.len == 0)
		return 0;
	if ((p->flags & MEMORY_IS_LISTED) != 0 ||
	    ((p->flags & MEMORY_IS_INSIDE) != 0 && !is_claim))
		return 1;
	r = address_row(x, p->address, NULL, &row);
	return r < 0 ? r : is_there(x, &row);
}

static int
answer_address(struct register_context *x, const struct memory_question *q,
    const struct memory_party *p, struct memory_of_party *m)
{
	const struct slice *writer = &q->parties[MEMORY_SENDER].address;
	struct register_row row;
	int r;

	r = address_row(x, p->address, NULL, &row);
	if (r == 0)
		r = is_there(x, &row);
	if (r <= 0)
		return r;
	m->known |= MEMORY_KNOWN;
	r = address_row(x, p->address, writer, &row);
	if (r == 0 && writer->len > 0)
		r = is_there(x, &row);
	if (r == 1)
		m->known |= MEMORY_KNOWN_TO_SENDER;
	return r < 0 ? r : 0;
}

/* The parties that were looked at, by their domains. */
struct seen_domains {
	uint32_t *slots;	/* a party plus one; 0 none */
	size_t mask;
};

static int
seen_make(struct register_context *x, const struct memory_question *q,
    struct seen_domains *ret)
{
	size_t n = 16;

	/* Half of them stay empty: a look ends soon. */
	while (n < 2 * q->party_count)
		n *= 2;
	ret->slots = arena_array(x->arena, n, sizeof *ret->slots);
	ret->mask = n - 1;
	return ret->slots != NULL ? 0 : ERR_LIMIT;
}

/* The first that was looked at with the domain of this one, or this one. */
static size_t
first_of_domain(struct seen_domains *d, const struct memory_question *q,
    size_t at)
{
	struct slice domain = q->parties[at].domain;
	uint32_t h = 2166136261u;	/* FNV-1a */
	size_t i;

	for (i = 0; i < domain.len; i++)
		h = (h ^ domain.ptr[i]) * 16777619u;
	for (i = h & d->mask; d->slots[i] != 0; i = (i + 1) & d->mask)
		if (slice_eq(q->parties[d->slots[i] - 1].domain, domain))
			return d->slots[i] - 1;
	d->slots[i] = (uint32_t)at + 1;
	return at;
}

static int
answer_domain(struct register_context *x, const struct memory_party *p,
    size_t *looked, struct memory_of_party *m)
{
	struct register_row row;
	int r;

	r = domain_row(x, p->domain, &row);
	if (r == 0)
		r = is_there(x, &row);
	if (r == 1)
		m->known |= MEMORY_KNOWN_DOMAIN;
	if (r != 0 || (p->flags & MEMORY_IS_WEBMAIL) != 0 ||
	    (*looked)++ >= NEAR_DOMAINS_MAX)
		return r < 0 ? r : 0;
	return near_find(x, REGISTER_CORRESPONDENTS, p->domain, &m->nearest);
}

static int
correspondents_answer(struct register_context *x,
    const struct memory_question *q, struct memory_answer *m)
{
	const struct memory_party *p;
	struct seen_domains seen;
	size_t i, first, looked = 0;
	int r;

	r = seen_make(x, q, &seen);
	for (i = 0; r == 0 && i < q->party_count; i++) {
		p = &q->parties[i];
		if (p->address.len == 0 || (p->flags & MEMORY_IS_INSIDE) != 0)
			continue;
		r = answer_address(x, q, p, &m->parties[i]);
		/* Thousands of recipients share a few domains. */
		first = first_of_domain(&seen, q, i);
		if (r == 0 && first < i) {
			m->parties[i].nearest = m->parties[first].nearest;
			m->parties[i].known |= m->parties[first].known &
			    MEMORY_KNOWN_DOMAIN;
		} else if (r == 0) {
			r = answer_domain(x, p, &looked, &m->parties[i]);
		}
	}
	return r;
}

/* --- learning ----------------------------------------------------------------------- */

/* *domains: how many of this mail were new so far. */
static int
learn_one(struct register_context *x, const struct memory_question *q,
    const struct memory_party *p, size_t *domains)
{
	const struct slice *writer = &q->parties[MEMORY_SENDER].address;
	struct register_row row;
	int r;

	r = address_row(x, p->address, NULL, &row);
	if (r == 0)
		r = note(x, &row);
	if (r >= 0 && writer->len > 0) {
		r = address_row(x, p->address, writer, &row);
		if (r == 0)
			r = note(x, &row);
	}
	if (r < 0 || (p->flags & MEMORY_IS_WEBMAIL) != 0)
		return r;
	r = domain_row(x, p->domain, &row);
	if (r == 0)
		r = note(x, &row);
	if (r <= 0 || (*domains)++ >= NEAR_DOMAINS_MAX)
		return r;
	return near_put(x, REGISTER_CORRESPONDENTS, p->domain,
	    register_until(x));
}

/* What an officer has let go was looked at, whoever had signed in. */
static bool
was_written_by_us(const struct memory_question *q)
{
	return !q->is_automatic && (register_trusts_sender(q) ||
	    (q->class == MAIL_CLASS_RELEASE &&
	    (q->parties[MEMORY_SENDER].flags & MEMORY_IS_INSIDE) != 0));
}

static int
correspondents_learn(struct register_context *x, const struct memory_note *n)
{
	const struct memory_question *q = &n->question;
	const struct memory_party *p;
	size_t i, learnt = 0, domains = 0;
	int r = 0;

	if (!was_written_by_us(q))
		return 0;
	for (i = MEMORY_RECIPIENTS; r >= 0 && i < q->party_count; i++) {
		p = &q->parties[i];
		if (n->is_let_go[i] && p->address.len > 0 &&
		    (p->flags & MEMORY_IS_INSIDE) == 0 &&
		    learnt++ < CORRESPONDENTS_LEARN_MAX)
			r = learn_one(x, q, p, &domains);
	}
	return r < 0 ? r : 0;
}

const struct register_kind correspondents = {
	.id = REGISTER_CORRESPONDENTS,
	.name = "correspondents",
	.answer = correspondents_answer,
	.learn = correspondents_learn,
};

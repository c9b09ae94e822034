#include "ctl/given.h"

#include "base/err.h"
#include "mail/address.h"
#include "mail/lookalike.h"
#include "policy/domain.h"

#define AGO_MS		60000

static int
give_exception(const struct rule_test_memory *g, struct arena *a,
    struct memory_answer *m)
{
	struct memory_of_party *p;
	struct slice *list;
	size_t i, k;

	for (i = MEMORY_RECIPIENTS; i < m->party_count; i++) {
		p = &m->parties[i];
		list = arena_array(a, p->exception_count + 1, sizeof *list);
		if (list == NULL)
			return ERR_LIMIT;
		for (k = 0; k < p->exception_count; k++)
			list[k] = p->exceptions[k];
		list[p->exception_count++] = g->name;
		p->exceptions = list;
	}
	return 0;
}

static bool
is_near(struct slice domain, struct slice known)
{
	struct lookalike x, y;

	return lookalike_make(domain, &x) && lookalike_make(known, &y) &&
	    lookalike_is(&x, &y, LOOKALIKE_WRITTEN_TO);
}

static int
give_known(const struct rule_test_memory *g, const struct memory_question *q,
    struct arena *a, struct memory_answer *m)
{
	struct memory_of_party *p;
	struct address known;
	struct slice folded, domain;
	size_t i;

	if (address_parse(a, g->name, &known) < 0)
		return ERR_LIMIT;
	folded = address_fold(a, &known);
	domain = domain_unicode(a, domain_fold(a, known.domain));
	if (folded.ptr == NULL || domain.ptr == NULL)
		return ERR_LIMIT;
	for (i = 0; i < m->party_count; i++) {
		p = &m->parties[i];
		if (slice_eq(q->parties[i].address, folded))
			p->known |= MEMORY_KNOWN | MEMORY_KNOWN_TO_SENDER;
		if (slice_eq(q->parties[i].domain, domain)) {
			p->known |= MEMORY_KNOWN_DOMAIN;
			p->nearest = SLICE_NONE;
		} else if ((p->known & MEMORY_KNOWN_DOMAIN) == 0 &&
		    (q->parties[i].flags & (MEMORY_IS_INSIDE |
		    MEMORY_IS_WEBMAIL)) == 0 &&
		    is_near(q->parties[i].domain, domain)) {
			p->nearest = domain;
		}
	}
	return 0;
}

static int
give_source(const struct rule_test_memory *g, struct memory_answer *m,
    const char **ret_why)
{
	static const struct { const char *name; uint32_t seen; } seen[] = {
		{ "approved", MEMORY_SEEN_APPROVED },
		{ "received-known", MEMORY_SEEN_RECEIVED_KNOWN },
		{ "received-unknown", MEMORY_SEEN_RECEIVED_UNKNOWN },
		{ "internal", MEMORY_SEEN_INTERNAL },
		{ "authored", MEMORY_SEEN_SENT },
	};
	size_t i, k;

	for (k = 0; k < sizeof seen / sizeof seen[0]; k++)
		if (slice_eq_str(g->name, seen[k].name))
			break;
	if (k == sizeof seen / sizeof seen[0]) {
		*ret_why = "no ledger says this of a file: it follows from "
		    "the email itself (who sends it, what it is, whose mail "
		    "it passes on); write the email so and leave this line "
		    "out";
		return ERR_SYNTAX;
	}
	for (i = 0; i < m->file_count; i++)
		m->files[i].seen |= seen[k].seen;
	return 0;
}

/* This sender is one of them: the others are remembered. */
static int
give_same_text(const struct rule_test_memory *g,
    const struct memory_question *q, struct arena *a, struct memory_answer *m)
{
	uint32_t i;

	if (g->received) {
		m->received_ms = q->at_ms - AGO_MS;
		return 0;
	}
	if (g->count < 2)
		return 0;
	m->senders = arena_array(a, g->count - 1, sizeof *m->senders);
	if (m->senders == NULL)
		return ERR_LIMIT;
	m->sender_count = g->count - 1;
	for (i = 0; i < g->count - 1; i++)
		m->senders[i] = (struct memory_sighting){ i + 1,
		    q->at_ms - AGO_MS };
	return 0;
}

int
given_apply(const struct rule_test_memory *g, const struct memory_question *q,
    struct arena *a, struct memory_answer *m, const char **ret_why)
{
	switch (g->kind) {
	case GIVEN_EXCEPTION:
		return give_exception(g, a, m);
	case GIVEN_KNOWN:
		return give_known(g, q, a, m);
	case GIVEN_SOURCE:
		return give_source(g, m, ret_why);
	case GIVEN_SAME_TEXT:
		return give_same_text(g, q, a, m);
	}
	return 0;
}

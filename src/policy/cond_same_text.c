/* `same text from over N senders within T`, `same text received within T`. */
#include "base/err.h"
#include "base/limits.h"
#include "policy/cond.h"

#define HOUR_MS		((int64_t)3600 * 1000)

struct same_text {
	bool received;
	uint64_t senders;	/* more than this many */
	int64_t within_ms;
};

static int
parse_within(struct cond_reader *rd, struct same_text *t)
{
	static const char *const units[] = { "hours", "days", "hour", "day",
	    NULL };
	struct conf_place place;
	size_t unit;
	uint64_t n;

	if (!check_words(rd->checker, rd->line, &rd->at, "within"))
		return ERR_SYNTAX;
	place = check_at(rd->line, rd->at);
	if (conf_get_number(rd->line, &rd->at, 1, SPREAD_DAYS_MAX * 24,
	    rd->checker->diag, &n) < 0)
		return ERR_SYNTAX;
	unit = check_choice(rd->checker, rd->line, &rd->at, "hours or days",
	    units);
	if (unit == SIZE_MAX)
		return ERR_SYNTAX;
	if (unit % 2 == 1)
		n *= 24;
	if (n > SPREAD_DAYS_MAX * 24) {
		conf_error(rd->checker->diag, &place,
		    "texts are remembered for %d days", SPREAD_DAYS_MAX);
		return ERR_SYNTAX;
	}
	t->within_ms = (int64_t)n * HOUR_MS;
	return 0;
}

static int
parse_same_text(struct cond_reader *rd, struct condition *c)
{
	struct same_text t = { .received = false };

	if (check_skip(rd->line, &rd->at, "from over")) {
		if (conf_get_number(rd->line, &rd->at, 1,
		    MEMORY_SIGHTINGS_MAX, rd->checker->diag, &t.senders) < 0 ||
		    !check_words(rd->checker, rd->line, &rd->at, "senders"))
			return ERR_SYNTAX;
	} else if (check_skip(rd->line, &rd->at, "received")) {
		t.received = true;
	} else {
		check_expected(rd->checker, rd->line, rd->at,
		    "\"from over N senders\" or \"received\"", NULL);
		return ERR_SYNTAX;
	}
	if (parse_within(rd, &t) < 0)
		return ERR_SYNTAX;
	cond_needs_memory(rd);
	c->args = cond_args(rd, &t, sizeof t);
	return c->args != NULL ? 0 : ERR_LIMIT;
}

bool
policy_same_text(const struct envelope *e, const struct memory_answer *m,
    int64_t within_ms, size_t *ret_senders, bool *ret_received)
{
	int64_t since = e->at_ms - within_ms;
	size_t i, n;

	if (m == NULL)
		return false;
	/* What is on its way out has one sender more than is remembered. */
	n = e->class != MAIL_CLASS_INBOUND;
	for (i = 0; i < m->sender_count; i++)
		n += m->senders[i].at_ms > since;
	*ret_senders = n;
	*ret_received = m->received_ms > since && m->received_ms > 0;
	return true;
}

static enum tri
test_same_text(const struct condition *c, struct view *v, size_t at)
{
	const struct same_text *t = c->args;
	bool received, is_yes;
	size_t senders;

	(void)at;
	if (!policy_same_text(v->envelope, v->memory, t->within_ms, &senders,
	    &received))
		return TRI_UNKNOWN;
	is_yes = t->received ? received : senders > t->senders;
	/* A text that was not read to its end may be the same all the same. */
	return is_yes ? TRI_YES : view_no(v);
}

static struct slice
because_same_text(const struct condition *c, struct view *v)
{
	const struct same_text *t = c->args;
	bool received;
	size_t senders;

	if (!policy_same_text(v->envelope, v->memory, t->within_ms, &senders,
	    &received))
		return SLICE("what is remembered could not be asked");
	if (text_signature_is_none(&v->report->facts.text))
		return SLICE("too short to be told from other texts");
	if (t->received)
		return received ? SLICE("it came in") : SLICE("it did not");
	return arena_printf(v->arena, "%zu sender%s", senders,
	    senders == 1 ? "" : "s");
}

const struct cond_type cond_same_text = {
	"same text", parse_same_text, test_same_text, because_same_text
};

/*
 * unreadable -- `set unreadable [CLASS] ACTION`: what happens to mail that
 * could not be read.
 */
#include "base/err.h"
#include "policy/check.h"

void
unreadable_defaults(struct policy *p)
{
	size_t i;

	for (i = 0; i < ANOMALY_CLASS_COUNT; i++)
		p->unreadable[i] = (struct unreadable){
			.disposition = DISPOSITION_QUARANTINE,
			.hold = { .role = SLICE("officer"), .within = 2,
			    .working_days = true,
			    .otherwise = SLICE("refuse") },
		};
	/* Rules decide about encryption: policy asks for it. */
	p->unreadable[ANOMALY_ENCRYPTED].disposition = DISPOSITION_ACCEPT;
}

static bool
read_action(struct checker *c, const struct conf_line *l, size_t *at,
    struct unreadable *u)
{
	static const char *const words[] = { "deliver", "tempfail",
	    "quarantine", "reject", NULL };
	size_t start = *at, m;

	switch (check_choice(c, l, at, "deliver, tempfail, \"quarantine for "
	    "...\" or \"reject with ...\"", words)) {
	case 0:
		u->disposition = DISPOSITION_ACCEPT;
		return true;
	case 1:
		u->disposition = DISPOSITION_TEMPFAIL;
		return true;
	case 2:
		u->disposition = DISPOSITION_QUARANTINE;
		*at = start;
		return action_parse_hold(l, at, &c->action_names, c->arena,
		    c->diag, &u->hold) == 0;
	case 3:
		u->disposition = DISPOSITION_REJECT;
		if (!check_words(c, l, at, "with"))
			return false;
		m = names_read(c, NAME_MESSAGE, l, at);
		if (m == SIZE_MAX)
			return false;
		u->message = check_keep(c, c->names[NAME_MESSAGE].names[m]);
		return true;
	}
	return false;
}

/* Were the class's terms set by a line of its own? */
static bool
is_set_alone(const struct checker *c, enum anomaly_class class)
{
	const struct conf_line *l;
	enum anomaly_class k;
	size_t i;

	for (i = 0; i < c->tree->setting_count; i++) {
		l = &c->tree->settings[i];
		if (l->count > 1 &&
		    slice_eq_str(l->tokens[0].text, "unreadable") &&
		    anomaly_class_parse(l->tokens[1].text, &k) == 0 &&
		    k == class)
			return true;
	}
	return false;
}

void
unreadable_read(struct checker *c, const struct conf_line *line, size_t at)
{
	const struct conf_line *l = check_keep_line(c, line);
	struct unreadable u = { .disposition = DISPOSITION_ACCEPT };
	enum anomaly_class class = ANOMALY_ENCRYPTED;
	bool one;
	size_t i;

	if (l == NULL)
		return;
	one = at < l->count &&
	    anomaly_class_parse(l->tokens[at].text, &class) == 0;
	at += one;
	if (!read_action(c, l, &at, &u))
		return;
	check_end(c, l, at);
	for (i = 0; i < ANOMALY_CLASS_COUNT; i++)
		if (one ? i == (size_t)class : i != ANOMALY_ENCRYPTED &&
		    !is_set_alone(c, (enum anomaly_class)i))
			c->policy->unreadable[i] = u;
}

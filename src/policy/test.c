/*
 * test -- test blocks: an email, and what the rules should make of it.  They
 * are read and their names resolved; exeatctl runs them.
 */
#include "base/err.h"
#include "base/limits.h"
#include "policy/check.h"

static void
test_addresses(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct address a;

	(void)target;
	do {
		if (at >= l->count || l->tokens[at].kind == CONF_COMMA ||
		    address_parse(c->scratch, l->tokens[at].text, &a) != 0) {
			check_expected(c, l, at, "a mail address", NULL);
			return;
		}
		at++;
	} while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

static void
test_word(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct slice s;

	(void)target;
	if (conf_get_word(l, &at, c->diag, &s) == 0)
		check_end(c, l, at);
}

static void
test_texts(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct slice s;

	(void)target;
	do
		if (conf_get_string(l, &at, c->diag, &s) < 0)
			return;
	while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

static void
test_on(struct checker *c, const struct conf_line *l, size_t at, void *target)
{
	static const char *const classes[] = { "submission", "local",
	    "inbound", NULL };

	(void)target;
	if (check_choice(c, l, &at, "submission, local or inbound", classes) !=
	    SIZE_MAX)
		check_end(c, l, at);
}

static bool
is_clock(struct slice s)
{
	return s.len == 5 && s.ptr[2] == ':' && s.ptr[0] >= '0' &&
	    s.ptr[0] <= '2' && ascii_is_digit(s.ptr[1]) &&
	    (s.ptr[0] < '2' || s.ptr[1] < '4') && s.ptr[3] >= '0' &&
	    s.ptr[3] <= '5' && ascii_is_digit(s.ptr[4]);
}

static void
test_at(struct checker *c, const struct conf_line *l, size_t at, void *target)
{
	int day;

	(void)target;
	if (conf_get_date(l, &at, c->diag, &day) < 0)
		return;
	if (at < l->count && !is_clock(l->tokens[at].text))
		check_expected(c, l, at, "a time such as 10:15", NULL);
	else if (at < l->count)
		check_end(c, l, at + 1);
}

static void
test_given(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	static const char *const words[] = { "exception", "known", "source",
	    "same", NULL };
	static const char *const sources[] = { "approved", "received-known",
	    "received-unknown", "internal", "authored", "unidentified",
	    "unauthenticated", "forwarded-unknown", NULL };
	uint64_t n;

	switch (check_choice(c, l, &at, "exception NAME, known ADDRESS, "
	    "source SOURCE or same text N", words)) {
	case 0:
		if (names_read(c, NAME_EXCEPTIONS, l, &at) == SIZE_MAX)
			return;
		break;
	case 1:
		test_addresses(c, l, at, target);
		return;
	case 2:
		if (check_choice(c, l, &at, "a source", sources) == SIZE_MAX)
			return;
		break;
	case 3:
		if (!check_words(c, l, &at, "text") || conf_get_number(l, &at,
		    0, ENVELOPE_RECIPIENTS_MAX, c->diag, &n) < 0)
			return;
		break;
	default:
		return;
	}
	check_end(c, l, at);
}

/* A rule that a test names; false with an error. */
static bool
named_rule(struct checker *c, const struct conf_line *l, size_t *at)
{
	size_t i;

	i = names_read(c, NAME_RULE, l, at);
	if (i != SIZE_MAX)
		c->tested[i] = true;
	return i != SIZE_MAX;
}

static bool
named_detector(struct checker *c, const struct conf_line *l, size_t *at)
{
	struct slice name;

	if (conf_get_word(l, at, c->diag, &name) < 0)
		return false;
	if (detector_by_name(name) != NULL || detector_is_group(name) ||
	    names_find(&c->names[NAME_DETECTOR], name) != SIZE_MAX)
		return true;
	conf_error(c->diag, &l->tokens[*at - 1].at,
	    "unknown detector \"%.*s\"", (int)name.len,
	    (const char *)name.ptr);
	conf_suggest(c->diag, conf_nearest(name, c->detector_words));
	return false;
}

static bool
read_expect(struct checker *c, const struct conf_line *l, size_t *at)
{
	static const char *const words[] = { "deliver", "warn", "quarantine",
	    "reject", "tempfail", "watch", "no", "reply", "disclaimer",
	    "found", "unreadable", NULL };
	static const char *const classes[] = { "encrypted", "truncated",
	    "limit", "malformed", "unsupported", "ambiguous", "crash",
	    "timeout", "incomplete", NULL };
	struct slice s;

	switch (check_choice(c, l, at, "an outcome, no rule, reply contains, "
	    "disclaimer, found or unreadable", words)) {
	case 0: case 1: case 2: case 3: case 4: case 5:
		return !conf_is_word(l, at, "by") || named_rule(c, l, at);
	case 6:
		return check_words(c, l, at, "rule") && named_rule(c, l, at);
	case 7:
		return check_words(c, l, at, "contains") &&
		    conf_get_string(l, at, c->diag, &s) == 0;
	case 8:
		return names_read(c, NAME_ASSOCIATION, l, at) != SIZE_MAX;
	case 9:
		return named_detector(c, l, at);
	case 10:
		return check_choice(c, l, at, "a class", classes) != SIZE_MAX;
	}
	return false;
}

static void
test_expect(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	(void)target;
	if (read_expect(c, l, &at))
		check_end(c, l, at);
}

void
test_check(struct checker *c, const struct conf_block *b)
{
	static const struct key keys[] = {
		{ "from", false, test_addresses },
		{ "to", false, test_addresses },
		{ "cc", false, test_addresses },
		{ "auth", false, test_word },
		{ "on", false, test_on },
		{ "subject", false, test_texts },
		{ "header", true, test_texts },
		{ "body", false, test_texts },
		{ "attach", true, test_texts },
		{ "message", false, test_texts },
		{ "at", false, test_at },
		{ "given", true, test_given },
		{ "expect", true, test_expect },
		{ NULL, false, NULL },
	};

	c->policy->test_count++;
	check_lines(c, b, keys, NULL);
	if (conf_line_find(b, "expect", 0) == NULL)
		conf_error(c->diag, &b->name_at,
		    "a test needs something to \"expect\"");
	if (conf_line_find(b, "message", 0) == NULL &&
	    conf_line_find(b, "from", 0) == NULL)
		conf_error(c->diag, &b->name_at,
		    "a test needs an email: \"message\", or \"from\" and \"to\"");
}

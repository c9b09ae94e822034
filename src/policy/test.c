#include "policy/test.h"

#include "base/err.h"
#include "base/limits.h"
#include "policy/check.h"
#include "policy/texts.h"

/* What a key of a test is read into. */
static struct rule_test *
test_of(void *target)
{
	return target;
}

static bool
add_slice(struct checker *c, struct slice **list, size_t *count, size_t *cap,
    struct slice s)
{
	*list = arena_grow(c->scratch, *list, *count, cap, sizeof **list);
	if (*list == NULL) {
		*count = *cap = 0;
		c->failed = true;
		return false;
	}
	(*list)[(*count)++] = s;
	return true;
}

/* --- the email ------------------------------------------------------------------- */

/* One address at token *at. */
static bool
read_address(struct checker *c, const struct conf_line *l, size_t *at,
    struct slice *ret)
{
	struct address a;

	if (*at >= l->count || l->tokens[*at].kind == CONF_COMMA ||
	    address_parse(c->scratch, l->tokens[*at].text, &a) != 0) {
		check_expected(c, l, *at, "a mail address", NULL);
		return false;
	}
	*ret = l->tokens[(*at)++].text;
	return true;
}

static void
read_addresses(struct checker *c, const struct conf_line *l, size_t at,
    struct slice **list, size_t *count, size_t *cap)
{
	struct slice address;

	do
		if (!read_address(c, l, &at, &address) ||
		    !add_slice(c, list, count, cap, address))
			return;
	while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

static void
test_from(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct rule_test *t = test_of(target);

	t->has_from = read_address(c, l, &at, &t->from);
	if (t->has_from)
		check_end(c, l, at);
}

static void
test_to(struct checker *c, const struct conf_line *l, size_t at, void *target)
{
	struct rule_test *t = test_of(target);

	read_addresses(c, l, at, &t->to, &t->to_count, &t->to_cap);
}

static void
test_cc(struct checker *c, const struct conf_line *l, size_t at, void *target)
{
	struct rule_test *t = test_of(target);

	read_addresses(c, l, at, &t->cc, &t->cc_count, &t->cc_cap);
}

static void
test_bcc(struct checker *c, const struct conf_line *l, size_t at, void *target)
{
	struct rule_test *t = test_of(target);

	read_addresses(c, l, at, &t->bcc, &t->bcc_count, &t->bcc_cap);
}

static void
test_auth(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct rule_test *t = test_of(target);

	if (conf_is_word(l, &at, "none"))
		t->auth = TEST_AUTH_NONE;
	else if (conf_get_word(l, &at, c->diag, &t->login) == 0)
		t->auth = TEST_AUTH_LOGIN;
	else
		return;
	check_end(c, l, at);
}

static void
test_on(struct checker *c, const struct conf_line *l, size_t at, void *target)
{
	static const char *const classes[] = { "submission", "local",
	    "inbound", NULL };
	static const enum mail_class of[] = { MAIL_CLASS_SUBMISSION,
	    MAIL_CLASS_LOCAL, MAIL_CLASS_INBOUND };
	size_t k;

	k = check_choice(c, l, &at, "submission, local or inbound", classes);
	if (k == SIZE_MAX)
		return;
	test_of(target)->class = of[k];
	check_end(c, l, at);
}

static void
test_subject(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct rule_test *t = test_of(target);

	if (conf_get_string(l, &at, c->diag, &t->subject) < 0)
		return;
	t->has_subject = true;
	check_end(c, l, at);
}

/* A field of the header is one line: "Name: value". */
static bool
is_field(struct slice s)
{
	size_t colon = slice_chr(s, ':', 0), i;

	if (colon == SLICE_NPOS || colon == 0)
		return false;
	for (i = 0; i < s.len; i++)
		if ((i < colon && (s.ptr[i] <= ' ' || s.ptr[i] > '~')) ||
		    s.ptr[i] == '\n' || s.ptr[i] == '\r')
			return false;
	return true;
}

static void
test_header(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct rule_test *t = test_of(target);
	struct slice s;

	do {
		if (conf_get_string(l, &at, c->diag, &s) < 0)
			return;
		if (!is_field(s))
			conf_error(c->diag, &l->tokens[at - 1].at, "a field of "
			    "the header is one line such as \"Importance: high\"");
		if (!add_slice(c, &t->headers, &t->header_count,
		    &t->header_cap, s))
			return;
	} while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

static void
test_body(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	if (conf_get_string(l, &at, c->diag, &test_of(target)->body) == 0)
		check_end(c, l, at);
}

static bool
read_file(struct checker *c, const struct conf_line *l, size_t *at,
    struct rule_test_file *f)
{
	bool is_text = conf_is_word(l, at, "text");

	*f = (struct rule_test_file){ 0 };
	if (conf_get_string(l, at, c->diag, &f->text) < 0)
		return false;
	if (!is_text)
		f->path = &l->tokens[*at - 1];
	if (conf_is_word(l, at, "as"))
		return conf_get_string(l, at, c->diag, &f->name) == 0;
	if (is_text)
		check_expected(c, l, *at, "\"as\" and the file's name", NULL);
	return !is_text;
}

static void
test_attach(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct rule_test *t = test_of(target);
	struct rule_test_file f;

	do {
		if (!read_file(c, l, &at, &f))
			return;
		t->files = arena_grow(c->scratch, t->files, t->file_count,
		    &t->file_cap, sizeof *t->files);
		if (t->files == NULL) {
			t->file_count = t->file_cap = 0;
			c->failed = true;
			return;
		}
		t->files[t->file_count++] = f;
	} while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

static void
test_message(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct slice s;

	if (conf_get_string(l, &at, c->diag, &s) < 0)
		return;
	test_of(target)->message = &l->tokens[at - 1];
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
	struct rule_test *t = test_of(target);
	const uint8_t *s;
	int day;

	if (conf_get_date(l, &at, c->diag, &day) < 0)
		return;
	t->day = day;
	t->minute = 12 * 60;
	if (at < l->count && !is_clock(l->tokens[at].text)) {
		check_expected(c, l, at, "a time such as 10:15", NULL);
	} else if (at < l->count) {
		s = l->tokens[at].text.ptr;
		t->minute = ((s[0] - '0') * 10 + s[1] - '0') * 60 +
		    (s[3] - '0') * 10 + s[4] - '0';
		check_end(c, l, at + 1);
	}
}

/* --- what is remembered ------------------------------------------------------------- */

static bool
add_given(struct checker *c, struct rule_test *t, struct rule_test_memory m)
{
	t->given = arena_grow(c->scratch, t->given, t->given_count,
	    &t->given_cap, sizeof *t->given);
	if (t->given == NULL) {
		t->given_count = t->given_cap = 0;
		c->failed = true;
		return false;
	}
	t->given[t->given_count++] = m;
	return true;
}

/* given known ADDRESS, ... */
static void
given_known(struct checker *c, const struct conf_line *l, size_t at,
    struct rule_test *t)
{
	struct rule_test_memory m = { .kind = GIVEN_KNOWN };

	do {
		m.at = check_at(l, at);
		if (!read_address(c, l, &at, &m.name) || !add_given(c, t, m))
			return;
	} while (conf_is_comma(l, &at));
	check_end(c, l, at);
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
	struct rule_test_memory m = { .at = check_at(l, at) };
	uint64_t n = 0;

	switch (check_choice(c, l, &at, "exception NAME, known ADDRESS, "
	    "source SOURCE or same text N", words)) {
	case 0:
		m.kind = GIVEN_EXCEPTION;
		if (names_read(c, NAME_EXCEPTIONS, l, &at) == SIZE_MAX)
			return;
		m.name = l->tokens[at - 1].text;
		break;
	case 1:
		given_known(c, l, at, test_of(target));
		return;
	case 2:
		m.kind = GIVEN_SOURCE;
		if (check_choice(c, l, &at, "a source", sources) == SIZE_MAX)
			return;
		m.name = l->tokens[at - 1].text;
		break;
	case 3:
		m.kind = GIVEN_SAME_TEXT;
		if (!check_words(c, l, &at, "text"))
			return;
		m.received = conf_is_word(l, &at, "received");
		if (!m.received && conf_get_number(l, &at, 0,
		    ENVELOPE_RECIPIENTS_MAX, c->diag, &n) < 0)
			return;
		m.count = (uint32_t)n;
		break;
	default:
		return;
	}
	(void)add_given(c, test_of(target), m);
	check_end(c, l, at);
}

/* --- what is expected ----------------------------------------------------------------- */

/* A rule that a test names; false with an error. */
static bool
named_rule(struct checker *c, const struct conf_line *l, size_t *at,
    struct rule_test_line *e)
{
	size_t i;

	i = names_read(c, NAME_RULE, l, at);
	if (i == SIZE_MAX)
		return false;
	c->tested[i] = true;
	e->rule = l->tokens[*at - 1].text;
	return true;
}

static bool
named_detector(struct checker *c, const struct conf_line *l, size_t *at,
    struct rule_test_line *e)
{
	struct slice name;

	if (conf_get_word(l, at, c->diag, &name) < 0)
		return false;
	e->value = name;
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
read_expect(struct checker *c, const struct conf_line *l, size_t *at,
    struct rule_test_line *e)
{
	/* In the order of enum rule_test_expect. */
	static const char *const words[] = { "deliver", "warn", "quarantine",
	    "reject", "tempfail", "watch", "no", "reply", "disclaimer",
	    "found", "unreadable", NULL };
	static const char *const classes[] = { "encrypted", "truncated",
	    "limit", "malformed", "unsupported", "ambiguous", "crash",
	    "timeout", "incomplete", NULL };
	size_t k;

	k = check_choice(c, l, at, "an outcome, no rule, reply contains, "
	    "disclaimer, found or unreadable", words);
	if (k == SIZE_MAX)
		return false;
	e->kind = (enum rule_test_expect)k;
	switch (e->kind) {
	case EXPECT_DELIVER:
	case EXPECT_WARN:
	case EXPECT_QUARANTINE:
	case EXPECT_REJECT:
	case EXPECT_TEMPFAIL:
	case EXPECT_WATCH:
		return !conf_is_word(l, at, "by") || named_rule(c, l, at, e);
	case EXPECT_NO_RULE:
		return check_words(c, l, at, "rule") &&
		    named_rule(c, l, at, e);
	case EXPECT_REPLY:
		return check_words(c, l, at, "contains") &&
		    conf_get_string(l, at, c->diag, &e->value) == 0;
	case EXPECT_DISCLAIMER:
		if (*at < l->count && texts_has_name(c->tree,
		    l->tokens[*at].text))
			(*at)++;
		else if (names_read(c, NAME_ASSOCIATION, l, at) == SIZE_MAX)
			return false;
		break;
	case EXPECT_FOUND:
		return named_detector(c, l, at, e);
	case EXPECT_UNREADABLE:
		if (check_choice(c, l, at, "a class", classes) == SIZE_MAX)
			return false;
		break;
	}
	e->value = l->tokens[*at - 1].text;
	return true;
}

static void
test_expect(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct rule_test *t = test_of(target);
	struct rule_test_line e = { .at = check_at(l, at) };
	size_t from = at;

	if (!read_expect(c, l, &at, &e))
		return;
	check_end(c, l, at);
	e.words = check_text(c->scratch, l, from, l->count);
	t->expect = arena_grow(c->scratch, t->expect, t->expect_count,
	    &t->expect_cap, sizeof *t->expect);
	if (t->expect == NULL) {
		t->expect_count = t->expect_cap = 0;
		c->failed = true;
		return;
	}
	t->expect[t->expect_count++] = e;
}

/* --- the whole test -------------------------------------------------------------------- */

static void
check_complete(struct checker *c, const struct conf_block *b)
{
	bool message = conf_line_find(b, "message", 0) != NULL;
	static const char *const parts[] = { "subject", "header", "body",
	    "attach" };
	const struct conf_line *l;
	size_t i;

	if (conf_line_find(b, "expect", 0) == NULL)
		conf_error(c->diag, &b->name_at,
		    "a test needs something to \"expect\"");
	if (!message && (conf_line_find(b, "from", 0) == NULL ||
	    (conf_line_find(b, "to", 0) == NULL &&
	    conf_line_find(b, "cc", 0) == NULL &&
	    conf_line_find(b, "bcc", 0) == NULL)))
		conf_error(c->diag, &b->name_at,
		    "a test needs an email: \"message\", or \"from\" and \"to\"");
	for (i = 0; message && i < 4; i++) {
		l = conf_line_find(b, parts[i], 0);
		if (l != NULL)
			conf_error(c->diag, &l->at, "the \"message\" of this "
			    "test is whole: \"%s\" belongs into its file",
			    parts[i]);
	}
}

static void
read_block(struct checker *c, const struct conf_block *b, struct rule_test *t)
{
	static const struct key keys[] = {
		{ "from", false, test_from },
		{ "to", false, test_to },
		{ "cc", false, test_cc },
		{ "bcc", false, test_bcc },
		{ "auth", false, test_auth },
		{ "on", false, test_on },
		{ "subject", false, test_subject },
		{ "header", true, test_header },
		{ "body", false, test_body },
		{ "attach", true, test_attach },
		{ "message", false, test_message },
		{ "at", false, test_at },
		{ "given", true, test_given },
		{ "expect", true, test_expect },
		{ NULL, false, NULL },
	};

	*t = (struct rule_test){ .name = b->name, .at = b->name_at,
	    .class = MAIL_CLASS_SUBMISSION };
	check_lines(c, b, keys, t);
	check_complete(c, b);
}

void
test_check(struct checker *c, const struct conf_block *b)
{
	struct rule_test t;

	c->policy->test_count++;
	read_block(c, b, &t);
}

int
rule_tests_read(const struct conf_tree *tree, struct conf_diag *diag,
    struct arena *a, struct rule_test **ret, size_t *ret_count)
{
	struct checker c = { .tree = tree, .diag = diag, .arena = a,
	    .scratch = a };
	size_t before = conf_diag_errors(diag), i, n = 0;
	struct rule_test *list;

	list = arena_array(a, tree->block_count, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	names_collect(&c);
	for (i = 0; i < tree->block_count && !c.failed; i++)
		if (slice_eq_str(slice_str(tree->blocks[i].kind), "test"))
			read_block(&c, &tree->blocks[i], &list[n++]);
	if (c.failed)
		return ERR_LIMIT;
	if (conf_diag_errors(diag) > before)
		return ERR_SYNTAX;
	*ret = list;
	*ret_count = n;
	return 0;
}

#include "action/action.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static bool
knows_message(void *arg, struct slice name)
{
	(void)arg;
	return slice_eq_str(name, "sorry");
}

static bool
knows_role(void *arg, struct slice name)
{
	(void)arg;
	return slice_eq_str(name, "officer") || slice_eq_str(name, "chair");
}

static const char *const messages[] = { "sorry", NULL };
static const char *const roles[] = { "officer", "chair", NULL };
static const struct action_names names = { knows_message, knows_role, NULL,
    messages, roles };

struct parsed {
	struct conf_diag *diag;
	struct conf_tree *tree;
	struct arena *arena;
	struct action_plan *plan;
	int r;
};

static struct parsed
parse(const char *then)
{
	struct parsed p = { conf_diag_new(), NULL, arena_new(MIB), NULL, 0 };
	char text[300];

	snprintf(text, sizeof text, "rule r { then %s }", then);
	ck_assert_int_eq(conf_parse(slice_str(text), "f", p.diag, &p.tree), 0);
	p.r = action_parse(&p.tree->blocks[0].lines[0], 1, &names, p.arena,
	    p.diag, &p.plan);
	return p;
}

static void
parsed_free(struct parsed *p)
{
	arena_free(p->arena);
	conf_free(p->tree);
	conf_diag_free(p->diag);
}

static const struct {
	const char *then;
	enum disposition disposition;
	const char *outcome, *words, *message;
	const char *role, *otherwise;
	unsigned within;
	bool working_days, sends;
} plans[] = {
	{ "deliver", DISPOSITION_ACCEPT, "deliver", "deliver", "", NULL, NULL,
	    0, false, false },
	{ "warn with sorry", DISPOSITION_ACCEPT, "warn", "warn", "sorry", NULL,
	    NULL, 0, false, true },
	{ "reject with sorry", DISPOSITION_REJECT, "reject", "reject", "sorry",
	    NULL, NULL, 0, false, false },
	{ "notify officer with sorry", DISPOSITION_ACCEPT, "",
	    "notify officer", "sorry", NULL, NULL, 0, false, true },
	{ "add receipt request", DISPOSITION_ACCEPT, "",
	    "add receipt request", "", NULL, NULL, 0, false, false },
	{ "add disclaimer", DISPOSITION_ACCEPT, "", "add disclaimer", "", NULL,
	    NULL, 0, false, false },
	{ "add disclaimer otherwise deliver-without", DISPOSITION_ACCEPT, "",
	    "add disclaimer", "", NULL, NULL, 0, false, false },
	{ "add disclaimer otherwise wrap", DISPOSITION_ACCEPT, "",
	    "add disclaimer", "", NULL, NULL, 0, false, false },
	{ "add disclaimer otherwise header", DISPOSITION_ACCEPT, "",
	    "add disclaimer", "", NULL, NULL, 0, false, false },
	{ "add disclaimer otherwise notify chair with sorry",
	    DISPOSITION_ACCEPT, "", "add disclaimer", "sorry", NULL, NULL, 0,
	    false, true },
	{ "add disclaimer otherwise reject with sorry", DISPOSITION_ACCEPT, "",
	    "add disclaimer", "sorry", NULL, NULL, 0, false, false },
	{ "add disclaimer otherwise quarantine for chair decide within 8 hours "
	    "otherwise refuse", DISPOSITION_ACCEPT, "", "add disclaimer", "",
	    "chair", "refuse", 8, false, false },
	{ "quarantine for officer decide within 2 working days otherwise "
	    "escalate to chair", DISPOSITION_QUARANTINE, "quarantine",
	    "quarantine", "", "officer", "escalate to chair", 2, true, false },
	{ "quarantine for officer decide within 1 working day otherwise "
	    "refuse", DISPOSITION_QUARANTINE, "quarantine", "quarantine", "",
	    "officer", "refuse", 1, true, false },
};

START_TEST(test_plans)
{
	struct parsed p = parse(plans[_i].then);
	const struct hold_terms *h;

	ck_assert_msg(p.r == 0, "%s", plans[_i].then);
	ck_assert_int_eq(action_disposition(p.plan), plans[_i].disposition);
	ck_assert(slice_eq_str(action_outcome(p.plan), plans[_i].outcome));
	ck_assert(slice_eq_str(action_words(p.plan), plans[_i].words));
	ck_assert(slice_eq_str(action_message(p.plan), plans[_i].message));
	ck_assert_int_eq(action_is_effect(p.plan), *plans[_i].outcome == '\0');
	ck_assert_int_eq(action_sends_notice(p.plan), plans[_i].sends);
	h = action_hold(p.plan);
	ck_assert_int_eq(h != NULL, plans[_i].role != NULL);
	if (h != NULL) {
		ck_assert(slice_eq_str(h->role, plans[_i].role));
		ck_assert(slice_eq_str(h->otherwise, plans[_i].otherwise));
		ck_assert_uint_eq(h->within, plans[_i].within);
		ck_assert_int_eq(h->working_days, plans[_i].working_days);
	}
	parsed_free(&p);
}
END_TEST

static const struct {
	const char *then, *error;
} errors[] = {
	{ "", "f:1:10: error: \"then\" needs an action" },
	{ "delivr", "f:1:15: error: unknown action \"delivr\"" },
	{ "add", "f:1:15: error: unknown action \"add\"" },
	{ "deliver now", "f:1:23: error: \"now\" does not belong here" },
	{ "reject", "f:1:21: error: expected \"with\"" },
	{ "reject with", "f:1:26: error: expected the name of a message" },
	{ "reject with \"sorry\"",
	    "f:1:27: error: expected the name of a message" },
	{ "reject with sorri", "f:1:27: error: unknown message \"sorri\"" },
	{ "notify ofice with sorry", "f:1:22: error: unknown role \"ofice\"" },
	{ "quarantine officer",
	    "f:1:26: error: expected \"for\", not \"officer\"" },
	{ "quarantine for officer decide within 0 hours otherwise refuse",
	    "f:1:52: error: must be between 1 and" },
	{ "quarantine for officer decide within 8761 hours otherwise refuse",
	    "f:1:52: error: must be between 1 and 8760" },
	{ "quarantine for officer decide within 261 working days otherwise "
	    "refuse", "f:1:52: error: must be between 1 and 260" },
	{ "quarantine for officer decide within 2 days otherwise refuse",
	    "f:1:54: error: expected \"hours\", not \"days\"" },
	{ "quarantine for officer decide within 2 hours",
	    "f:1:59: error: expected \"otherwise\"" },
	{ "quarantine for officer decide within 2 hours otherwise deliver",
	    "f:1:70: error: a hold ends with \"otherwise refuse\"" },
	{ "quarantine for officer decide within 2 hours otherwise",
	    "f:1:60: error: a hold ends with \"otherwise refuse\"" },
	{ "open case", "f:1:24: error: expected a word" },
	{ "add disclaimer otherwise nothing",
	    "f:1:40: error: expected deliver-without, header" },
};

START_TEST(test_errors)
{
	struct parsed p = parse(errors[_i].then);
	struct buf b = BUF_INIT(10000);

	conf_diag_print(p.diag, &b);
	ck_assert_int_eq(p.r, ERR_SYNTAX);
	ck_assert_msg(strncmp(buf_cstr(&b), errors[_i].error,
	    strlen(errors[_i].error)) == 0, "%s: %s", errors[_i].then,
	    buf_cstr(&b));
	buf_free(&b);
	parsed_free(&p);
}
END_TEST

static const struct {
	const char *name, *sender;
	const char *value;	/* NULL: no edit */
} receipts[] = {
	{ "an address", "ann@in.example", "<ann@in.example>" },
	{ "the null sender gets none", "", NULL },
	{ "nor one without domain", "root", NULL },
	{ "nor one that a raw field cannot hold",
	    "b\xc3\xbc@in.example", NULL },
	{ "nor one with a blank", "\"a b\"@in.example", NULL },
};

START_TEST(test_receipt)
{
	struct parsed p = parse("add receipt request");
	struct action_subject s = { .association = SLICE("foundry"),
	    .sender = slice_str(receipts[_i].sender) };
	struct verdict v = { .edit_count = 0 };

	ck_assert_int_eq(action_apply(p.plan, &s, p.arena, &v), 0);
	ck_assert_msg(v.edit_count == (receipts[_i].value != NULL), "%s",
	    receipts[_i].name);
	if (receipts[_i].value != NULL)
		ck_assert(slice_eq_str(v.edits[0].value, receipts[_i].value));
	parsed_free(&p);
}
END_TEST

START_TEST(test_the_stricter_fallback_stays)
{
	static const char *const both[] = { "add disclaimer otherwise reject "
	    "with sorry", "add disclaimer otherwise quarantine for officer "
	    "decide within 3 hours otherwise refuse" };
	struct action_subject s = { .association = SLICE("foundry"),
	    .text = SLICE("foundry"), .sender = SLICE("a@in.example") };
	struct verdict v;
	struct parsed p, q;
	int order;

	for (order = 0; order < 2; order++) {
		memset(&v, 0, sizeof v);
		p = parse(both[order]);
		q = parse(both[1 - order]);
		ck_assert_int_eq(action_apply(p.plan, &s, p.arena, &v), 0);
		ck_assert_int_eq(action_apply(q.plan, &s, p.arena, &v), 0);
		ck_assert_int_eq(v.fallback, FALLBACK_REJECT);
		/* One text is enough. */
		ck_assert_uint_eq(v.edit_count, 1);
		ck_assert(slice_eq_str(v.edits[0].name, "foundry"));
		parsed_free(&p);
		parsed_free(&q);
	}
}
END_TEST

START_TEST(test_edits_have_a_limit)
{
	struct arena *a = arena_new(MIB);
	struct verdict v = { .edit_count = 0 };
	struct edit_request e = { .kind = EDIT_REMOVE_FIELD };
	size_t i;

	for (i = 0; i <= EDIT_REQUESTS_MAX; i++) {
		e.name = arena_printf(a, "X-%zu", i);
		ck_assert_int_eq(action_add_edit(&e, a, &v),
		    i < EDIT_REQUESTS_MAX ? 0 : ERR_LIMIT);
	}
	ck_assert_uint_eq(v.edit_count, EDIT_REQUESTS_MAX);
	/* What is asked for already takes no room. */
	e.name = SLICE("X-3");
	ck_assert_int_eq(action_add_edit(&e, a, &v), 0);
	arena_free(a);
}
END_TEST

static const struct {
	const char *name;
	struct hold_terms strict, lax;
} terms[] = {
	{ "the higher role",
	    { SLICE_NONE, 9, false, SLICE_NONE, false },
	    { SLICE_NONE, 1, false, SLICE_NONE, false } },
	{ "the shorter time",
	    { SLICE_NONE, 23, false, SLICE_NONE, false },
	    { SLICE_NONE, 1, true, SLICE_NONE, false } },
};

START_TEST(test_stricter_terms)
{
	struct hold_terms x = terms[_i].strict, y = terms[_i].lax;

	x.role = _i == 0 ? SLICE("director") : SLICE("officer");
	y.role = SLICE("officer");
	ck_assert_msg(hold_terms_stricter(&x, &y) == &x, "%s", terms[_i].name);
	ck_assert_msg(hold_terms_stricter(&y, &x) == &x, "%s", terms[_i].name);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "plans", test_plans, N_OF(plans) },
		{ "errors", test_errors, N_OF(errors) },
		{ "receipt", test_receipt, N_OF(receipts) },
		{ "fallback", test_the_stricter_fallback_stays, 0 },
		{ "limit", test_edits_have_a_limit, 0 },
		{ "terms", test_stricter_terms, N_OF(terms) },
		{ NULL, NULL, 0 },
	};

	return unit_main("plan", all);
}

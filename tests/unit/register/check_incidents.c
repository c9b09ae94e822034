#include "register/incidents.h"

#include "unit/register/story.h"

static void
note_of(struct memory_note *n, struct arena *a, uint8_t which,
    const char *name)
{
	memset(n, 0, sizeof *n);
	n->question.party_count = MEMORY_RECIPIENTS + 1;
	n->question.parties = arena_array(a, n->question.party_count,
	    sizeof *n->question.parties);
	n->is_let_go = arena_array(a, n->question.party_count,
	    sizeof *n->is_let_go);
	memset(n->question.retry_digest, which, MAIL_DIGEST_SIZE);
	n->question.at_ms = NOW;
	n->case_count = 1;
	n->cases = arena_array(a, 1, sizeof *n->cases);
	n->cases[0].name = slice_str(name);
	n->cases[0].rule = SLICE("secrets");
}

static size_t
list(struct bench *b, struct incident **ret)
{
	uint64_t last;
	size_t n;

	ck_assert_int_eq(incidents_list(&b->x, 0, 100, ret, &n, &last), 0);
	ck_assert_uint_eq(last, 0);
	return n;
}

/* A mail that nobody gets opens one case, however often it is brought. */
START_TEST(test_by_rules)
{
	struct memory_note n;
	struct incident *c;
	struct bench b;

	bench_make(&b, _i);
	note_of(&n, b.x.arena, 1, "breach");
	ck_assert_int_eq(register_learn(register_kinds, &b.x, &n), 0);
	ck_assert_int_eq(register_learn(register_kinds, &b.x, &n), 0);
	ck_assert_uint_eq(list(&b, &c), 1);
	ck_assert(slice_eq_str(c[0].name, "breach"));
	ck_assert(slice_eq_str(c[0].rule, "secrets"));
	ck_assert(slice_eq_str(c[0].ref, "EX-0000-0001"));
	ck_assert_int_eq(c[0].opened_ms, NOW);
	ck_assert_int_eq(c[0].closed_ms, 0);
	/* Another name of the same mail, and another mail, are others. */
	note_of(&n, b.x.arena, 1, "misuse");
	ck_assert_int_eq(register_learn(register_kinds, &b.x, &n), 0);
	note_of(&n, b.x.arena, 2, "breach");
	ck_assert_int_eq(register_learn(register_kinds, &b.x, &n), 0);
	ck_assert_uint_eq(list(&b, &c), 3);
	ck_assert_msg(slice_find(buf_slice(&b.recorded), SLICE("keeper "
	    "case-opened case:"), 0) != SLICE_NPOS, "%s",
	    buf_cstr(&b.recorded));
	bench_end(&b);
}
END_TEST

static uint64_t
opened(struct bench *b)
{
	struct incident c = { .name = SLICE("breach"),
	    .opened_by = SLICE("meg") };

	ck_assert_int_eq(incidents_open(&b->x, &c, SLICE("A list went to "
	    "the wrong council.")), 0);
	ck_assert_uint_gt(c.number, 0);
	return c.number;
}

START_TEST(test_worked_on)
{
	struct incident c;
	struct incident_note *notes;
	struct bench b;
	uint64_t number;
	size_t n;

	bench_make(&b, _i);
	number = opened(&b);
	b.x.at_ms += 1000;
	ck_assert_int_eq(incidents_add(&b.x, number, SLICE("ann"),
	    SLICE("Asked them to delete it."), &c), 0);
	b.x.at_ms += 1000;
	ck_assert_int_eq(incidents_close(&b.x, number, SLICE("meg"),
	    SLICE("They have."), &c), 0);
	ck_assert_int_eq(c.closed_ms, NOW + 2000);
	ck_assert_int_eq(incidents_show(&b.x, number, 10, &c, &notes, &n), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(c.number, number);
	ck_assert(slice_eq_str(notes[0].who, "meg"));
	ck_assert(slice_eq_str(notes[1].text, "Asked them to delete it."));
	ck_assert_int_eq(notes[2].at_ms, NOW + 2000);
	/* Shown in part, and told how many there are. */
	ck_assert_int_eq(incidents_show(&b.x, number, 2, &c, &notes, &n), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(c.note_count, 3);
	bench_end(&b);
}
END_TEST

START_TEST(test_refused)
{
	struct incident c;
	struct bench b;
	uint64_t number;

	bench_make(&b, _i);
	number = opened(&b);
	/* A note is no case, and there is no case 0. */
	ck_assert_int_eq(incidents_add(&b.x, number + 1, SLICE("ann"),
	    SLICE("x"), &c), ERR_NOTFOUND);
	ck_assert_int_eq(incidents_add(&b.x, 0, SLICE("ann"), SLICE("x"),
	    &c), ERR_NOTFOUND);
	ck_assert_int_eq(incidents_close(&b.x, number, SLICE("ann"),
	    SLICE("done"), &c), 0);
	ck_assert_int_eq(incidents_close(&b.x, number, SLICE("ann"),
	    SLICE("done"), &c), ERR_WRONG_STATE);
	ck_assert_int_eq(incidents_add(&b.x, number, SLICE("ann"),
	    SLICE("more"), &c), ERR_WRONG_STATE);
	bench_end(&b);
}
END_TEST

/* An open case stays for ever, a closed one as long as records. */
START_TEST(test_kept)
{
	struct register_row *rows;
	struct incident *l, c;
	struct bench b;
	uint64_t one;
	size_t n;

	bench_make(&b, _i);
	b.settings.keep_ms = 30 * DAY_MS;
	one = opened(&b);
	b.x.at_ms += 1;
	opened(&b);
	ck_assert_int_eq(incidents_close(&b.x, one, SLICE("ann"),
	    SLICE("done"), &c), 0);
	b.x.at_ms += 29 * DAY_MS;
	register_expire(register_kinds, &b.x, 100);
	ck_assert_uint_eq(list(&b, &l), 2);
	b.x.at_ms += 2 * DAY_MS;
	register_expire(register_kinds, &b.x, 100);
	ck_assert_uint_eq(list(&b, &l), 1);
	ck_assert_uint_ne(l[0].number, one);
	/* Its notes went along: the other case and its note are left. */
	ck_assert_int_eq(register_list(&b.x, REGISTER_INCIDENTS, 0, 100,
	    &rows, &n), 0);
	ck_assert_uint_eq(n, 2);
	bench_end(&b);
}
END_TEST

int
main(void)
{
	int n = backend_count();
	const struct unit_case all[] = {
		{ "by rules", test_by_rules, n },
		{ "worked on", test_worked_on, n },
		{ "refused", test_refused, n },
		{ "kept", test_kept, n },
		{ NULL, NULL, 0 },
	};

	return unit_main("incidents", all);
}

/* What the `given` lines of a rule test make of a keeper's answer. */
#include "base/err.h"
#include "base/limits.h"
#include "ctl/given.h"
#include "unit/unit.h"

static struct arena *arena;
static struct memory_question question;
static struct memory_answer answer;

/* A sender of ours, nobody passed on, two recipients and one file. */
static void
setup(void)
{
	static struct memory_party parties[4];
	static struct memory_file files[1];

	parties[0] = (struct memory_party){ SLICE("a@in.example"),
	    SLICE("in.example"), MEMORY_IS_INSIDE };
	parties[1] = (struct memory_party){ SLICE_NONE, SLICE_NONE, 0 };
	parties[2] = (struct memory_party){ SLICE("b@oakvale.example"),
	    SLICE("oakvale.example"), 0 };
	parties[3] = (struct memory_party){ SLICE("c@oakvaIe.example"),
	    SLICE("oakva1e.example"), 0 };
	arena = arena_new(MIB);
	question = (struct memory_question){ .parties = parties,
	    .party_count = 4, .files = files, .file_count = 1,
	    .at_ms = 1000000 };
	ck_assert_int_eq(memory_answer_empty(&question, arena, &answer), 0);
}

static void
teardown(void)
{
	arena_free(arena);
}

static void
give(enum rule_test_given kind, const char *name, uint32_t count)
{
	struct rule_test_memory g = { .kind = kind, .name = slice_str(name),
	    .count = count };
	const char *why = NULL;

	ck_assert_int_eq(given_apply(&g, &question, arena, &answer, &why), 0);
	ck_assert(memory_answer_fits(&answer, &question));
}

START_TEST(test_exception)
{
	size_t i;

	setup();
	give(GIVEN_EXCEPTION, "one", 0);
	give(GIVEN_EXCEPTION, "two", 0);
	for (i = 0; i < 4; i++)
		ck_assert_uint_eq(answer.parties[i].exception_count,
		    i < MEMORY_RECIPIENTS ? 0 : 2);
	ck_assert(slice_eq_str(answer.parties[3].exceptions[0], "one"));
	ck_assert(slice_eq_str(answer.parties[3].exceptions[1], "two"));
	teardown();
}
END_TEST

START_TEST(test_known)
{
	setup();
	give(GIVEN_KNOWN, "B@OakVale.example", 0);
	ck_assert_uint_eq(answer.parties[2].known, MEMORY_KNOWN |
	    MEMORY_KNOWN_TO_SENDER | MEMORY_KNOWN_DOMAIN);
	ck_assert_uint_eq(answer.parties[2].nearest.len, 0);
	/* The other one's domain is nearly that one's. */
	ck_assert_uint_eq(answer.parties[3].known, 0);
	ck_assert(slice_eq_str(answer.parties[3].nearest, "oakvale.example"));
	/* Until somebody has written there as well. */
	give(GIVEN_KNOWN, "x@oakva1e.example", 0);
	ck_assert_uint_eq(answer.parties[3].known, MEMORY_KNOWN_DOMAIN);
	ck_assert_uint_eq(answer.parties[3].nearest.len, 0);
	/* In either order. */
	give(GIVEN_KNOWN, "y@oakvale.example", 0);
	ck_assert_uint_eq(answer.parties[3].nearest.len, 0);
	teardown();
}
END_TEST

START_TEST(test_source)
{
	struct rule_test_memory g = { .kind = GIVEN_SOURCE,
	    .name = SLICE("unauthenticated") };
	const char *why = NULL;

	setup();
	give(GIVEN_SOURCE, "received-unknown", 0);
	ck_assert_uint_eq(answer.files[0].seen, MEMORY_SEEN_RECEIVED_UNKNOWN);
	give(GIVEN_SOURCE, "approved", 0);
	ck_assert_uint_eq(answer.files[0].seen, MEMORY_SEEN_RECEIVED_UNKNOWN |
	    MEMORY_SEEN_APPROVED);
	ck_assert_int_eq(given_apply(&g, &question, arena, &answer, &why),
	    ERR_SYNTAX);
	ck_assert_ptr_nonnull(why);
	teardown();
}
END_TEST

START_TEST(test_same_text)
{
	struct rule_test_memory g = { .kind = GIVEN_SAME_TEXT,
	    .received = true };
	const char *why = NULL;

	setup();
	/* This sender alone is remembered by nobody. */
	give(GIVEN_SAME_TEXT, "", 1);
	ck_assert_uint_eq(answer.sender_count, 0);
	give(GIVEN_SAME_TEXT, "", 6);
	ck_assert_uint_eq(answer.sender_count, 5);
	ck_assert_uint_ne(answer.senders[0].who, answer.senders[4].who);
	ck_assert_int_lt(answer.senders[0].at_ms, question.at_ms);
	ck_assert_int_eq(answer.received_ms, 0);
	ck_assert_int_eq(given_apply(&g, &question, arena, &answer, &why), 0);
	ck_assert_int_lt(answer.received_ms, question.at_ms);
	ck_assert_int_gt(answer.received_ms, 0);
	teardown();
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "exception", test_exception, 0 },
		{ "known", test_known, 0 },
		{ "source", test_source, 0 },
		{ "same text", test_same_text, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("given", all);
}

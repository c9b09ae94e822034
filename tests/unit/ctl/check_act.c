#include "ctl/act.h"

#include "unit/unit.h"

static const struct act acts[] = {
	{ "list", ACT_ALONE, "takes no reference", false },
	{ "show", ACT_WITH_ONE, "needs one reference", false },
	{ "close", ACT_WITH_ONE, "needs one reference", true },
	{ "seek", ACT_WITH_OR_ALONE, NULL, true },
	{ NULL, ACT_ALONE, NULL, false }
};

static const struct {
	const char *name;
	size_t n;
	const char *words[2];
	const char *reason;
	int is;			/* -1: misused */
} chosen[] = {
	{ "alone", 1, { "list" }, NULL, 0 },
	{ "alone with an operand", 2, { "list", "x" }, NULL, -1 },
	{ "with its operand", 2, { "show", "x" }, NULL, 1 },
	{ "without it", 1, { "show" }, NULL, -1 },
	{ "a reason that is not needed is no matter of ours", 2,
	    { "show", "x" }, "why", 1 },
	{ "with its reason", 2, { "close", "x" }, "it is over", 2 },
	{ "without it", 2, { "close", "x" }, NULL, -1 },
	{ "one character is no reason", 2, { "close", "x" }, "x", -1 },
	{ "two are", 2, { "close", "x" }, "xy", 2 },
	{ "the last one, with", 2, { "seek", "x" }, "why", 3 },
	{ "and without", 1, { "seek" }, "why", 3 },
	{ "no act", 0, { NULL }, NULL, -1 },
	{ "an unknown one", 1, { "lists" }, NULL, -1 },
	{ "only its beginning", 1, { "lis" }, NULL, -1 },
};

START_TEST(test_choose)
{
	size_t is = 99;
	enum ctl_exit x;

	x = act_choose("v", acts, chosen[_i].words, chosen[_i].n,
	    chosen[_i].reason, &is);
	ck_assert_msg(x == (chosen[_i].is < 0 ? CTL_USAGE : CTL_OK), "%s: %d",
	    chosen[_i].name, x);
	if (chosen[_i].is >= 0)
		ck_assert_msg(is == (size_t)chosen[_i].is, "%s: %zu",
		    chosen[_i].name, is);
}
END_TEST

static const struct {
	const char *word;
	uint64_t is;		/* 0: none */
} numbers[] = {
	{ "1", 1 }, { "0012", 12 }, { "18446744073709551615", UINT64_MAX },
	{ "18446744073709551616", 0 }, { "0", 0 }, { "", 0 }, { "-1", 0 },
	{ "+1", 0 }, { " 1", 0 }, { "1 ", 0 }, { "1x", 0 }, { "x", 0 },
};

START_TEST(test_number)
{
	uint64_t n = 77;
	enum ctl_exit x = act_number("v", numbers[_i].word, &n);

	ck_assert_msg(x == (numbers[_i].is == 0 ? CTL_USAGE : CTL_OK), "\"%s\"",
	    numbers[_i].word);
	ck_assert_msg(n == (numbers[_i].is == 0 ? 77 : numbers[_i].is),
	    "\"%s\"", numbers[_i].word);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "choose", test_choose, N_OF(chosen) },
		{ "number", test_number, N_OF(numbers) },
		{ NULL, NULL, 0 },
	};

	return unit_main("act", cases);
}

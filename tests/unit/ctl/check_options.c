#include "ctl/options.h"

#include <stdlib.h>

#include "unit/unit.h"

struct got {
	const char *file;
	const char **to;
	size_t to_count;
	bool strict;
	const char *words[2];
	size_t word_count;
};

static enum ctl_exit
read_words(struct got *g, int argc, const char **argv)
{
	const struct option_rule rules[] = {
		{ .name = "--file", .value = &g->file },
		{ .name = "--to", .many = &g->to, .many_count = &g->to_count },
		{ .name = "--strict", .flag = &g->strict },
		{ .name = NULL }
	};

	*g = (struct got){ 0 };
	return options_read(argc, (char **)(uintptr_t)argv, rules, g->words, 2,
	    &g->word_count);
}

static const struct {
	const char *name;
	int argc;
	const char *argv[8];
	enum ctl_exit want;
} misuses[] = {
	{ "an option that does not exist", 2, { "v", "--fiel" }, CTL_USAGE },
	{ "a value that is missing", 2, { "v", "--file" }, CTL_USAGE },
	{ "a value given twice", 5, { "v", "--file", "a", "--file", "b" }, CTL_USAGE },
	{ "a word too many", 4, { "v", "a", "b", "c" }, CTL_USAGE },
	{ "nothing at all", 1, { "v" }, CTL_OK },
	{ "the same one more than once where it may be", 5,
	  { "v", "--to", "a", "--to", "b" }, CTL_OK },
};

START_TEST(test_misuses)
{
	struct got g;

	ck_assert_int_eq(read_words(&g, misuses[_i].argc,
	    (const char **)(uintptr_t)misuses[_i].argv), misuses[_i].want);
	free(g.to);
}
END_TEST

START_TEST(test_values)
{
	const char *argv[] = { "v", "one", "--file=a=b", "--to", "x", "--strict",
	    "--to", "y", "two" };
	struct got g;

	ck_assert_int_eq(read_words(&g, 9, argv), CTL_OK);
	ck_assert_str_eq(g.file, "a=b");
	ck_assert_uint_eq(g.to_count, 2);
	ck_assert_str_eq(g.to[0], "x");
	ck_assert_str_eq(g.to[1], "y");
	ck_assert(g.strict);
	ck_assert_uint_eq(g.word_count, 2);
	ck_assert_str_eq(g.words[1], "two");
	free(g.to);
}
END_TEST

static const struct { const char *value; unsigned choice; bool good; }
    choices[] = {
	{ NULL, 0, true }, { "a", 0, true }, { "c", 2, true },
	{ "", 0, false }, { "d", 0, false }, { "A", 0, false },
};

START_TEST(test_choice)
{
	static const char *const words[] = { "a", "b", "c", NULL };
	unsigned got = 7;
	enum ctl_exit x = options_choice("v", "--x", choices[_i].value, words,
	    &got);

	ck_assert_int_eq(x, choices[_i].good ? CTL_OK : CTL_USAGE);
	ck_assert_uint_eq(got, choices[_i].choice);
}
END_TEST

static const struct { const char *value; unsigned number; bool good; }
    numbers[] = {
	{ NULL, 0, true }, { "1", 1, true }, { "64", 64, true },
	{ "0", 0, false }, { "65", 0, false }, { "", 0, false },
	{ "-1", 0, false }, { " 1", 0, false }, { "1x", 0, false },
	{ "18446744073709551617", 0, false },
};

START_TEST(test_number)
{
	unsigned got = 7;
	enum ctl_exit x = options_number("v", "--x", numbers[_i].value, 1, 64,
	    &got);

	ck_assert_int_eq(x, numbers[_i].good ? CTL_OK : CTL_USAGE);
	ck_assert_uint_eq(got, numbers[_i].number);
}
END_TEST

START_TEST(test_json)
{
	bool json = true;

	ck_assert_int_eq(options_json("v", NULL, &json), CTL_OK);
	ck_assert(!json);
	ck_assert_int_eq(options_json("v", "json", &json), CTL_OK);
	ck_assert(json);
	ck_assert_int_eq(options_json("v", "human", &json), CTL_OK);
	ck_assert(!json);
	ck_assert_int_eq(options_json("v", "csv", &json), CTL_USAGE);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "misuses", test_misuses, N_OF(misuses) },
		{ "values", test_values, 0 },
		{ "choice", test_choice, N_OF(choices) },
		{ "number", test_number, N_OF(numbers) },
		{ "json", test_json, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("options", cases);
}

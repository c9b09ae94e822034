#include "milter/settings.h"

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static const struct {
	const char *name, *text;
	int result;
	uint64_t message, spool;
	int64_t deadline;
} cases[] = {
	{ "nothing set", "", 0, MESSAGE_MAX_DEFAULT, SPOOL_TOTAL_DEFAULT,
	    INSPECT_DEADLINE_MS },
	{ "all set", "set message-limit 10 MB\nset spool 100 MB\n"
	    "set deadline 20 seconds\n", 0, 10 * MIB, 100 * MIB,
	    20000 },
	{ "a share for each process",
	    "set message-limit 1 MB\nset spool 40 MB\n"
	    "set socket submission \"a.sock\" processes 3\n"
	    "set socket local \"b.sock\"\n", 0, 1 * MIB, 10 * MIB,
	    INSPECT_DEADLINE_MS },
	{ "two processes for submission, as exeatd has it",
	    "set message-limit 1 MB\nset spool 30 MB\n"
	    "set socket submission \"unix:/a\"\n"
	    "set socket inbound \"unix:/b\"\n", 0, 1 * MIB, 10 * MIB,
	    INSPECT_DEADLINE_MS },
	{ "more than nine processes",
	    "set message-limit 1 MB\nset spool 48 MB\n"
	    "set socket submission \"unix:/a\", processes 12\n", 0,
	    1 * MIB, 4 * MIB, INSPECT_DEADLINE_MS },
	{ "one message always finds room",
	    "set message-limit 30 MB\nset spool 40 MB\n"
	    "set socket submission \"a.sock\" processes 4\n", 0,
	    30 * MIB, 30 * MIB, INSPECT_DEADLINE_MS },
	{ "no size", "set message-limit large\n", ERR_SYNTAX, 0, 0, 0 },
	{ "a size too small", "set spool 1\n", ERR_SYNTAX, 0, 0, 0 },
	{ "a deadline beyond the MTA's patience",
	    "set deadline 10 minutes\n", ERR_SYNTAX, 0, 0, 0 },
	{ "words left over", "set message-limit 10 MB or so\n", ERR_SYNTAX, 0,
	    0, 0 },
};

START_TEST(test_read)
{
	struct milter_settings s = { 0, 0, 0 };
	struct conf_tree *tree = NULL;
	struct conf_diag *diag;

	diag = conf_diag_new();
	ck_assert_int_eq(conf_parse(slice_str(cases[_i].text), "t", diag,
	    &tree), 0);
	if (cases[_i].result < 0) {
		ck_assert_msg(milter_settings_read(tree, diag, &s) < 0, "%s",
		    cases[_i].name);
	} else {
		ck_assert_msg(milter_settings_read(tree, diag, &s) == 0, "%s",
		    cases[_i].name);
		ck_assert_uint_eq(s.message_max, cases[_i].message);
		ck_assert_uint_eq(s.spool_max, cases[_i].spool);
		ck_assert_int_eq(s.deadline_ms, cases[_i].deadline);
	}
	conf_free(tree);
	conf_diag_free(diag);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "read", test_read, N_OF(cases) },
		{ NULL, NULL, 0 },
	};

	return unit_main("settings", tests);
}

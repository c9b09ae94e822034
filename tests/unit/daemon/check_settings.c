#include <string.h>

#include "base/err.h"
#include "daemon/settings.h"
#include "unit/unit.h"

#define SUB	"set socket submission \"unix:/run/s\"\n"

/* Read one text; the first error's place and words, or "". */
static int
read_text(const char *text, struct settings *ret, struct buf *said)
{
	struct conf_diag *diag = conf_diag_new();
	struct conf_tree *tree = NULL;
	int r;

	r = conf_parse(slice_str(text), "t", diag, &tree);
	if (r == 0)
		r = settings_read(tree, diag, ret);
	conf_diag_first(diag, said);
	conf_free(tree);
	conf_diag_free(diag);
	return r;
}

static const struct {
	const char *name, *text, *place;	/* place "": it is good */
} cases_table[] = {
	{ "one socket is enough", SUB, "" },
	{ "no socket", "set store \"/x\"\n", "t:1:" },
	{ "all options",
	    "set socket local \"unix:/l\", group mail, mode 0666, processes 3\n",
	    "" },
	{ "a port", "set socket release \"inet:10028@127.0.0.1\"\n", "" },
	{ "a port for the world",
	    "set socket release \"inet:10028@192.0.2.7\"\n", "t:1:" },
	{ "a port too high",
	    "set socket release \"inet:65536@127.0.0.1\"\n", "t:1:" },
	{ "a port without host", "set socket release \"inet:25\"\n", "t:1:" },
	{ "a relative path", "set socket local \"unix:l\"\n", "t:1:" },
	{ "a mode that is none",
	    SUB "set socket local \"unix:/l\", mode rw\n", "t:2:" },
	{ "a mode with execution",
	    SUB "set socket local \"unix:/l\", mode 0770\n", "t:2:" },
	{ "a mode that shuts us out",
	    SUB "set socket local \"unix:/l\", mode 0060\n", "t:2:" },
	{ "sixteen processes",
	    SUB "set socket local \"unix:/l\", processes 16\n", "" },
	{ "seventeen processes",
	    SUB "set socket local \"unix:/l\", processes 17\n", "t:2:" },
	{ "no process",
	    SUB "set socket local \"unix:/l\", processes 0\n", "t:2:" },
	{ "an unknown option",
	    SUB "set socket local \"unix:/l\", colour red\n", "t:2:" },
	{ "control", SUB "set control \"/c\", group mail, mode 0660\n", "" },
	{ "control has no processes",
	    SUB "set control \"/c\", processes 2\n", "t:2:" },
	{ "control on a relative path", SUB "set control \"c\"\n", "t:2:" },
	{ "a log", SUB "set log syslog\n", "" },
	{ "an unknown log", SUB "set log file\n", "t:2:" },
	{ "two logs", SUB "set log syslog stderr\n", "t:2:" },
	{ "an account", SUB "set account keeper kay\n", "" },
	{ "two accounts", SUB "set account keeper kay jay\n", "t:2:" },
	{ "the store", SUB "set store \"/var/lib/exeat\"\n", "" },
	{ "the store on a relative path", SUB "set store \"store\"\n", "t:2:" },
};

START_TEST(test_case)
{
	struct buf said = BUF_INIT(4096);
	struct settings s;
	const char *text;
	int r;

	r = read_text(cases_table[_i].text, &s, &said);
	text = buf_cstr(&said);
	if (cases_table[_i].place[0] == '\0') {
		ck_assert_msg(r == 0, "%s: %s", cases_table[_i].name, text);
		settings_free(&s);
	} else {
		ck_assert_msg(r == ERR_SYNTAX, "%s is taken",
		    cases_table[_i].name);
		ck_assert_msg(strncmp(text, cases_table[_i].place,
		    strlen(cases_table[_i].place)) == 0, "%s: %s",
		    cases_table[_i].name, text);
	}
	buf_free(&said);
}
END_TEST

START_TEST(test_values)
{
	struct buf said = BUF_INIT(4096);
	struct settings a, b;

	ck_assert_int_eq(read_text(
	    "set socket submission \"unix:/run/s\", group mail, mode 0640\n"
	    "set socket release \"inet:10028@127.0.0.2\"\n"
	    "set control \"/run/c\"\nset log syslog\n"
	    "set store \"/store\"\nset account milter emma\n", &a, &said), 0);
	ck_assert_str_eq(a.milter[CLASS_SUBMISSION].path, "/run/s");
	ck_assert_str_eq(a.milter[CLASS_SUBMISSION].group, "mail");
	ck_assert_uint_eq(a.milter[CLASS_SUBMISSION].mode, 0640);
	ck_assert_uint_eq(a.milter[CLASS_SUBMISSION].processes, 2);
	ck_assert(!a.milter[CLASS_LOCAL].is_set);
	ck_assert(a.milter[CLASS_RELEASE].is_inet);
	ck_assert_uint_eq(a.milter[CLASS_RELEASE].port, 10028);
	ck_assert_str_eq(a.milter[CLASS_RELEASE].path, "127.0.0.2");
	ck_assert_uint_eq(a.milter[CLASS_RELEASE].processes, 1);
	ck_assert_str_eq(a.control.path, "/run/c");
	ck_assert_uint_eq(a.control.mode, 0600);
	ck_assert(a.has_log && a.log_syslog);
	ck_assert_str_eq(a.store, "/store");
	ck_assert_str_eq(a.account[ROLE_MILTER], "emma");
	ck_assert_str_eq(a.account[ROLE_KEEPER], "_exeat-keeper");
	ck_assert_int_eq(read_text(SUB, &b, &said), 0);
	ck_assert(settings_same(&a, &a) && !settings_same(&a, &b));
	settings_free(&a);
	settings_free(&b);
	buf_free(&said);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "cases", test_case, N_OF(cases_table) },
		{ "values", test_values, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("settings", cases);
}

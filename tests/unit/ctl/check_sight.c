#include "ctl/sight.h"

#include "unit/unit.h"

#define BASE	"set inside domains a.example\n"			\
	"list w of words { bingo }\n"					\
	"rule r { mode watch; when message contains words from w; "	\
	"then reject with m }\n"					\
	"message m { reply \"No.\" }\n"

static const struct { const char *name, *text; bool same; } cases[] = {
	{ "itself", BASE, true },
	{ "another mode and text", "set inside domains a.example\n"
	    "set mode enforce\nlist w of words { bingo }\n"
	    "rule r { mode enforce; when message contains words from w; "
	    "then deliver }\nmessage n { reply \"Not so.\" }\n", true },
	{ "a further condition", "set inside domains a.example\n"
	    "list w of words { bingo }\n"
	    "rule r { when any recipient outside and message contains words "
	    "from w; then deliver }\n", true },
	{ "a further rule", BASE
	    "rule s { when message is forward; then reject with m }\n", true },
	{ "a further test", BASE "test \"x\" { body \"bingo\" }\n", true },
	{ "another word", "set inside domains a.example\n"
	    "list w of words { lotto }\n"
	    "rule r { when message contains words from w; then deliver }\n",
	    false },
	{ "a rule that looks for a phrase", BASE
	    "rule s { when message contains phrase \"x\"; then deliver }\n",
	    false },
	{ "no rule that looks", "set inside domains a.example\n"
	    "list w of words { bingo }\n", false },
	{ "another setting", "set packs eu-us\n" BASE, false },
	{ "another domain", "set inside domains b.example\n"
	    "list w of words { bingo }\n"
	    "rule r { when message contains words from w; then deliver }\n",
	    false },
	{ "a detector", BASE "detector d { pattern \"x\" }\n", false },
	{ "an association", BASE "association a { name \"A\" }\n", false },
};

static struct conf_tree *
parse(const char *text)
{
	struct conf_diag *diag = conf_diag_new();
	struct conf_tree *t = NULL;

	ck_assert_int_eq(conf_parse(slice_str(text), "x", diag, &t), 0);
	conf_diag_free(diag);
	return t;
}

START_TEST(test_same)
{
	struct conf_tree *a = parse(BASE), *b = parse(cases[_i].text);

	ck_assert_msg(sight_is_same(a, b) == cases[_i].same, "%s",
	    cases[_i].name);
	ck_assert(sight_is_same(b, a) == cases[_i].same);
	conf_free(a);
	conf_free(b);
}
END_TEST

int
main(void)
{
	const struct unit_case list[] = {
		{ "same", test_same, N_OF(cases) },
		{ NULL, NULL, 0 },
	};

	return unit_main("sight", list);
}

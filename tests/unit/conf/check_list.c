#include "conf/conf.h"

#include <string.h>

#include "base/err.h"
#include "unit/unit.h"

static int
put_item(void *arg, struct slice item, const struct conf_place *at)
{
	return buf_printf(arg, "[%.*s %s:%u:%u+%u]", (int)item.len,
	    (const char *)item.ptr, at->file, at->line, at->column, at->width);
}

static const struct {
	const char *name, *block, *file, *items;
} cases[] = {
	{ "one a line", "list a of words {\n b\n c\n}", "",
	    "[b f:2:2+1][c f:3:2+1]" },
	{ "commas and semicolons", "list a of words { b, c; d }", "",
	    "[b f:1:19+1][c f:1:22+1][d f:1:25+1]" },
	{ "several words are one item", "list a of words { send this on }", "",
	    "[send this on f:1:19+12]" },
	{ "a text is one item", "list a of words { \"b, c\" d }", "",
	    "[b, c f:1:19+6][d f:1:26+1]" },
	{ "a list file", "list a of words from \"l\"",
	    "# all\nsend this\n\n  to everyone \t# friends\r\nno#comment",
	    "[send this l:2:1+9][to everyone l:4:3+11][no#comment l:5:1+10]" },
	{ "columns of a list file count characters",
	    "list a of words from \"l\"", "\xef\xbb\xbf\xc3\xa9\xc3\xa9\n",
	    "[\xc3\xa9\xc3\xa9 l:1:1+2]" },
	{ "an empty file", "list a of words from \"l\"", "", "" },
};

START_TEST(test_items)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(10000);
	struct conf_tree *t;

	conf_files_add(f, "f", slice_str(cases[_i].block));
	conf_files_add(f, "l", slice_str(cases[_i].file));
	ck_assert_int_eq(conf_load(&src, "f", d, &t), 0);
	ck_assert_int_eq(conf_list_each(&t->blocks[0], put_item, &b), 0);
	ck_assert_msg(strcmp(buf_cstr(&b), cases[_i].items) == 0, "%s: %s",
	    cases[_i].name, buf_cstr(&b));
	buf_free(&b);
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(f);
}
END_TEST

START_TEST(test_values_mix_words_and_files)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(10000);
	struct conf_tree *t;

	conf_files_add(f, "f", SLICE("set k a.example, from \"l\", b.example"));
	conf_files_add(f, "l", SLICE("c\nd\n"));
	ck_assert_int_eq(conf_load(&src, "f", d, &t), 0);
	ck_assert_int_eq(conf_values_each(&t->settings[0], 1, put_item, &b), 0);
	ck_assert_str_eq(buf_cstr(&b), "[a.example f:1:7+9][c l:1:1+1]"
	    "[d l:2:1+1][b.example f:1:28+9]");
	/* What a caller refuses is handed back. */
	buf_free(&b);
	buf_init(&b, 40);
	ck_assert_int_eq(conf_values_each(&t->settings[0], 1, put_item, &b),
	    ERR_LIMIT);
	buf_free(&b);
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(f);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "items", test_items, N_OF(cases) },
		{ "values", test_values_mix_words_and_files, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("list", all);
}

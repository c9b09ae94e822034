#include "mime/mime.h"

#include <string.h>

#include "base/limits.h"
#include "unit/unit.h"

static struct arena *arena;

static void
show(const struct mime_value *v, struct buf *out)
{
	size_t i;

	buf_put_slice(out, v->token);
	for (i = 0; i < v->param_count; i++)
		buf_printf(out, ";%.*s%s=%.*s", (int)v->params[i].name.len,
		    (const char *)v->params[i].name.ptr,
		    v->params[i].extended ? "*" : "",
		    (int)v->params[i].value.len,
		    (const char *)v->params[i].value.ptr);
	if (v->damaged)
		buf_puts(out, "!");
}

/* "!" at the end: damaged.  "*": from an RFC 2231 form. */
static const struct {
	const char *name, *text, *is;
} cases[] = {
	{ "nothing", "", "" },
	{ "a token", " Text/Plain ", "text/plain" },
	{ "a parameter", "text/plain; Charset=UTF-8",
	    "text/plain;charset=UTF-8" },
	{ "a quoted one", "a/b; x=\"c;d \\\"e\\\"\"", "a/b;x=c;d \"e\"" },
	{ "comments everywhere", "(1)a/b(2;3);(4)x(5)=c(6)",
	    "a/b;x=c!" },
	{ "a semicolon at the end", "a/b;", "a/b" },
	{ "two semicolons", "a/b;;x=y", "a/b;x=y" },
	{ "a fold in the middle", "a/b;\r\n\tx=y", "a/b;x=y" },
	{ "a fold in quotes", "a/b; x=\"y\r\n z\"", "a/b;x=y z" },
	{ "an empty value", "a/b; x=", "a/b;x=" },
	{ "a parameter without value", "a/b; x; y=z", "a/b;y=z!" },
	{ "blanks round the slash", "a / b; x=y", "a/b;x=y!" },
	{ "a quoted type", "\"a/b\"; x=y", "a/b;x=y!" },
	{ "no semicolon", "a/b x=y", "a/b;x=y!" },
	{ "blanks round the equals sign", "a/b; x = y", "a/b;x=y!" },
	{ "a missing quote", "a/b; x=\"y", "a/b;x=y!" },
	{ "2231: a charset", "a; n*=iso-8859-1'en'%A3x", "a;n*=\xc2\xa3x" },
	{ "2231: pieces", "a; n*0=x; n*1=y", "a;n*=xy" },
	{ "2231: pieces out of order", "a; n*1=y; n*0=x", "a;n*=xy" },
	{ "2231: pieces partly encoded", "a; n*0*=utf-8''%41; n*1=%42",
	    "a;n*=A%42" },
	{ "2231: a piece is missing", "a; n*0=x; n*2=z", "a;n*=x" },
	{ "2231: counted from one", "a; n*1=x; n*2=y", "a;n*=xy" },
	{ "2231: no quotes in it", "a; n*=x%20y", "a;n*=x y" },
	{ "2231: an unknown charset", "a; n*=x-none''%41", "a;n*=A" },
	{ "2231: beside a plain one", "a; n=p; n*=''q", "a;n=p;n*=q" },
	{ "2231: a character cut by pieces", "a; n*0*=utf-8''%c2; n*1*=%a3",
	    "a;n*=\xc2\xa3" },
	{ "raw bytes that are no UTF-8", "a; n=\"\xa3\"", "a;n=\xc2\xa3" },
	{ "a comment that never ends", "a/b; x=y (", "a/b;x=y!" },
};

START_TEST(test_parse)
{
	struct buf out = BUF_INIT(4096);
	struct mime_value v;

	arena = arena_new(MIB);
	ck_assert_int_eq(mime_value_parse(slice_str(cases[_i].text), arena,
	    &v), 0);
	show(&v, &out);
	ck_assert_msg(strcmp(buf_cstr(&out), cases[_i].is) == 0, "%s: %s",
	    cases[_i].name, buf_cstr(&out));
	buf_free(&out);
	arena_free(arena);
}
END_TEST

START_TEST(test_the_extended_form_is_preferred)
{
	struct mime_value v;

	arena = arena_new(MIB);
	mime_value_parse(SLICE("a; n=p; N*=''q; n=r"), arena, &v);
	ck_assert(slice_eq_str(mime_param(&v, "n"), "q"));
	ck_assert_ptr_null(mime_param(&v, "m").ptr);
	arena_free(arena);
}
END_TEST

static const struct {
	int count;
	bool damaged;
} many_cases[] = {
	{ FIELD_PARAMS_MAX, false },
	{ FIELD_PARAMS_MAX + 1, true },
	{ 100000, true },
};

START_TEST(test_parameters_are_bounded)
{
	struct buf b = BUF_INIT(MIB);
	struct mime_value v;
	int i;

	arena = arena_new(16 * MIB);
	buf_puts(&b, "a");
	for (i = 0; i < many_cases[_i].count; i++)
		buf_puts(&b, ";x=y");
	ck_assert_int_eq(mime_value_parse(buf_slice(&b), arena, &v), 0);
	ck_assert_int_eq(v.damaged, many_cases[_i].damaged);
	ck_assert_uint_eq(v.param_count, FIELD_PARAMS_MAX);
	buf_free(&b);
	arena_free(arena);
}
END_TEST

static const struct {
	size_t depth;
	bool damaged;
} comment_cases[] = {
	{ COMMENT_DEPTH_MAX, false },
	{ COMMENT_DEPTH_MAX + 1, true },
	{ 500000, true },
};

START_TEST(test_comments_are_bounded)
{
	struct buf b = BUF_INIT(2 * MIB);
	struct mime_value v;
	size_t i;

	arena = arena_new(16 * MIB);
	buf_puts(&b, "a/b ");
	for (i = 0; i < comment_cases[_i].depth; i++)
		buf_putc(&b, '(');
	for (i = 0; i < comment_cases[_i].depth; i++)
		buf_putc(&b, ')');
	ck_assert_int_eq(mime_value_parse(buf_slice(&b), arena, &v), 0);
	ck_assert_int_eq(v.damaged, comment_cases[_i].damaged);
	ck_assert(slice_eq_str(v.token, "a/b"));
	buf_free(&b);
	arena_free(arena);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "parse", test_parse, N_OF(cases) },
		{ "extended", test_the_extended_form_is_preferred, 0 },
		{ "many", test_parameters_are_bounded, N_OF(many_cases) },
		{ "comments", test_comments_are_bounded, N_OF(comment_cases) },
		{ NULL, NULL, 0 },
	};

	return unit_main("value", all);
}

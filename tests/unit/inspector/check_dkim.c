#include "inspector/dkim.h"

#include "base/limits.h"
#include "unit/unit.h"

#define N	"\r\n"

static const struct mime_node *
read_root(struct slice bytes, struct arena *a)
{
	struct mime_message *m;

	ck_assert_int_eq(mime_read(bytes, SLICE(""), 0, a, &m), 0);
	return &m->nodes[0];
}

#define REST	"a=rsa-sha256; s=s; h=From; bh=YQ==; b=YQ=="
#define BY(d)	"DKIM-Signature: v=1; d=" d "; " REST N

/* Signers one after the other, "-" for one that cannot be told. */
static const struct {
	const char *name, *header, *signers;
} cases[] = {
	{ "none", "Subject: x" N, "" },
	{ "one", BY("Row.Example"), "row.example" },
	{ "folded", "DKIM-Signature: v=1;" N "\td" N " = row.example ;" N " "
	    REST N, "row.example" },
	{ "two", BY("a.example") BY("b.example"), "a.example b.example" },
	{ "a subdomain is another name", BY("m.a.example"), "m.a.example" },
	{ "a name in UTF-8", BY("\xc3\xa9.example"), "-" },
	{ "no d=", "DKIM-Signature: v=1; " REST N, "" },
	{ "d= twice", BY("a.example; d=b.example"), "" },
	{ "another case is another tag", "DKIM-Signature: v=1; D=a.example; "
	    REST N, "" },
	{ "nothing in it", BY(""), "" },
	{ "blanks in it", BY("a b.example"), "-" },
	{ "no name", BY("a@b.example"), "-" },
	{ "d= in another tag", "DKIM-Signature: v=1; i=d=a.example; " REST N,
	    "" },
	{ "one that is none beside one", "DKIM-Signature: d=b.example" N
	    BY("a.example"), "a.example" },
};

START_TEST(test_signers)
{
	struct arena *a = arena_new(MIB);
	struct buf b = BUF_INIT(4 * KIB), got = BUF_INIT(KIB);
	struct slice *s;
	size_t i, n;

	buf_printf(&b, "%s" N "x" N, cases[_i].header);
	ck_assert_int_eq(dkim_signers(read_root(buf_slice(&b), a), a, &s, &n),
	    0);
	for (i = 0; i < n; i++)
		buf_printf(&got, "%s%.*s%s", i > 0 ? " " : "", (int)s[i].len,
		    (const char *)s[i].ptr, s[i].len == 0 ? "-" : "");
	ck_assert_msg(slice_eq_str(buf_slice(&got), cases[_i].signers),
	    "%s: %s", cases[_i].name, buf_cstr(&got));
	buf_free(&b);
	buf_free(&got);
	arena_free(a);
}
END_TEST

/* Past the limit nobody can say that all of them are ours. */
START_TEST(test_limit)
{
	struct arena *a = arena_new(MIB);
	struct buf b = BUF_INIT(64 * KIB);
	struct slice *s;
	size_t i, n;

	for (i = 0; i < REPORT_SIGNERS_MAX; i++)
		buf_puts(&b, BY("a.example"));
	buf_puts(&b, N);
	ck_assert_int_eq(dkim_signers(read_root(buf_slice(&b), a), a, &s, &n),
	    0);
	ck_assert_uint_eq(n, REPORT_SIGNERS_MAX);
	ck_assert(slice_eq_str(s[n - 1], "a.example"));
	buf_reset(&b);
	for (i = 0; i < REPORT_SIGNERS_MAX + 1; i++)
		buf_puts(&b, BY("a.example"));
	buf_puts(&b, N);
	ck_assert_int_eq(dkim_signers(read_root(buf_slice(&b), a), a, &s, &n),
	    0);
	ck_assert_uint_eq(n, REPORT_SIGNERS_MAX);
	ck_assert_uint_eq(s[n - 1].len, 0);
	buf_free(&b);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "signers", test_signers, N_OF(cases) },
		{ "limit", test_limit, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("dkim", tests);
}

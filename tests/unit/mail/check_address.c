#include "mail/address.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "unit/unit.h"

static const struct {
	const char *name, *text;
	int result;
	const char *full, *local, *domain;
} cases[] = {
	{ "a path", "<a.b@Example.ORG>", 0, "a.b@example.org", "a.b",
	    "example.org" },
	{ "a bare address", " a@b ", 0, "a@b", "a", "b" },
	{ "the null path", "<>", 0, "", "", "" },
	{ "no domain", "<postmaster>", 0, "postmaster", "postmaster", "" },
	{ "the local part keeps its case", "A@B", 0, "A@b", "A", "b" },
	{ "a source route", "<@x.example,@y.example:a@b.example>", 0,
	    "a@b.example", "a", "b.example" },
	{ "a route through a literal", "<@[IPv6:::1]:a@b>", 0, "a@b", "a", "b" },
	{ "an address literal", "a@[IPv6:::1]", 0, "a@[ipv6:::1]", "a",
	    "[ipv6:::1]" },
	{ "a quoted at sign", "\"a@b\"@c", 0, "\"a@b\"@c", "\"a@b\"", "c" },
	{ "an escaped at sign", "a\\@b@c", 0, "a\\@b@c", "a\\@b", "c" },
	{ "an absolute domain", "a@b.example.", 0, "a@b.example", "a",
	    "b.example" },
	{ "UTF-8", "\xc3\xa9@\xc3\xa9.example", 0, "\xc3\xa9@\xc3\xa9.example",
	    "\xc3\xa9", "\xc3\xa9.example" },
	{ "nothing", "", ERR_SYNTAX, NULL, NULL, NULL },
	{ "blanks", "  ", ERR_SYNTAX, NULL, NULL, NULL },
	{ "two at signs", "a@b@c", ERR_SYNTAX, NULL, NULL, NULL },
	{ "no local part", "@b", ERR_SYNTAX, NULL, NULL, NULL },
	{ "an empty domain", "a@", ERR_SYNTAX, NULL, NULL, NULL },
	{ "only dots for a domain", "a@..", ERR_SYNTAX, NULL, NULL, NULL },
	{ "an open quote", "\"a@b", ERR_SYNTAX, NULL, NULL, NULL },
	{ "a backslash at the end", "a\\", ERR_SYNTAX, NULL, NULL, NULL },
	{ "brackets in brackets", "<<a@b>>", ERR_SYNTAX, NULL, NULL, NULL },
	{ "a control byte", "a\x01@b", ERR_SYNTAX, NULL, NULL, NULL },
	{ "a new line inside", "a\r\nb@c", ERR_SYNTAX, NULL, NULL, NULL },
	{ "DEL", "a\x7f@b", ERR_SYNTAX, NULL, NULL, NULL },
};

START_TEST(test_parse)
{
	struct address got;
	struct arena *a;

	a = arena_new(MIB);
	ck_assert_msg(address_parse(a, slice_str(cases[_i].text), &got) ==
	    cases[_i].result, "%s", cases[_i].name);
	if (cases[_i].result == 0) {
		ck_assert_msg(slice_eq_str(got.full, cases[_i].full), "%s",
		    cases[_i].name);
		ck_assert_msg(slice_eq_str(got.local, cases[_i].local), "%s",
		    cases[_i].name);
		ck_assert_msg(slice_eq_str(got.domain, cases[_i].domain), "%s",
		    cases[_i].name);
	}
	arena_free(a);
}
END_TEST

/* What was parsed parses to itself: the wire form depends on it. */
START_TEST(test_parse_again)
{
	struct address got, again;
	struct arena *a;

	a = arena_new(MIB);
	if (address_parse(a, slice_str(cases[_i].text), &got) == 0 &&
	    got.full.len > 0) {
		ck_assert_int_eq(address_parse(a, got.full, &again), 0);
		ck_assert(slice_eq(got.full, again.full));
	}
	arena_free(a);
}
END_TEST

START_TEST(test_limit)
{
	struct address got;
	struct arena *a;
	char *text;

	a = arena_new(MIB);
	text = mem_alloc(ENVELOPE_STRING_MAX + 1);
	memset(text, 'a', ENVELOPE_STRING_MAX + 1);
	ck_assert_int_eq(address_parse(a, slice_of(text, ENVELOPE_STRING_MAX),
	    &got), 0);
	ck_assert_int_eq(address_parse(a,
	    slice_of(text, ENVELOPE_STRING_MAX + 1), &got), ERR_LIMIT);
	free(text);
	arena_free(a);
	a = arena_new(16);
	ck_assert_int_eq(address_parse(a, SLICE("someone@somewhere.example"),
	    &got), ERR_LIMIT);
	arena_free(a);
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{ "a@b", "a@b", true },
	{ "A@B", "a@b", true },
	{ "\"a\"@b", "a@b", true },
	{ "\"a\\b\"@c", "ab@c", true },
	{ "a@b", "a@c", false },
	{ "a@b", "ab@b", false },
	{ "a.b@c", "ab@c", false },
	{ "a", "a@b", false },
};

START_TEST(test_same)
{
	struct address a, b;
	struct arena *arena;

	arena = arena_new(MIB);
	ck_assert_int_eq(address_parse(arena, slice_str(pairs[_i].a), &a), 0);
	ck_assert_int_eq(address_parse(arena, slice_str(pairs[_i].b), &b), 0);
	ck_assert_int_eq(address_same(&a, &b), pairs[_i].same);
	ck_assert_int_eq(address_same(&b, &a), pairs[_i].same);
	arena_free(arena);
}
END_TEST

static const struct {
	const char *path;
	bool plain;
} forms[] = {
	{ "<a@b.example>", true },
	{ "a@b.example", true },
	{ " < A.b+c=d@B.example. > ", true },
	{ "<root>", true },
	{ "<a@[192.0.2.1]>", true },
	{ "<a@[IPv6:2001:db8::1]>", true },
	{ "<\303\266@\303\266.example>", true },
	{ "<\"a b\"@c.example>", true },
	{ "<\"a\\\"b\"@c.example>", true },
	{ "<>", false },
	{ "", false },
	{ "<@r.example:a@b.example>", false },
	{ "<@a@b.example>", false },
	{ "<a(x)@b.example>", false },
	{ "<(x)a@b.example>", false },
	{ "<a @ b.example>", false },
	{ "<a@ b.example>", false },
	{ "<a@b.(x)example>", false },
	{ "<a@b.example,>", false },
	{ "<a@b.example;>", false },
	{ "<a,b@c.example>", false },
	{ "<a\\b@c.example>", false },
	{ "<a.\"b\"@c.example>", false },
	{ "<\"a\"b\"@c.example>", false },
	{ "<\"a\\\"@c.example>", false },
	{ "<\"\"@c.example>", false },
	{ "<\"a@b\"@c.example>", false },
	{ "<\"a\\@b\"@c.example>", false },
	{ "<\"a\\%b\"@c.example>", false },
	{ "<a%b.example@c.example>", false },
	{ "<b.example!a>", false },
	{ "<a@b!c>", false },
	{ "<a@[b]c]>", false },
	{ "<a@[]>", false },
};

/* What more than one MTA reads in one way only. */
START_TEST(test_plain)
{
	ck_assert_msg(address_is_plain(slice_str(forms[_i].path)) ==
	    forms[_i].plain, "%s", forms[_i].path);
}
END_TEST

static const struct {
	const char *domain, *entry;
	bool match;
} domains[] = {
	{ "x.example", "x.example", true },
	{ "x.example", "X.Example", true },
	{ "a.x.example", "x.example", false },
	{ "a.x.example", "*.x.example", true },
	{ "a.b.x.example", "*.x.example", true },
	{ "x.example", "*.x.example", false },
	{ "ax.example", "*.x.example", false },
	{ ".x.example", "*.x.example", false },
	{ "", "", false },
	{ "x.example", "*.", false },
};

START_TEST(test_domain)
{
	ck_assert_msg(address_domain_matches(slice_str(domains[_i].domain),
	    slice_str(domains[_i].entry)) == domains[_i].match, "%s in %s",
	    domains[_i].domain, domains[_i].entry);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "parse", test_parse, N_OF(cases) },
		{ "parse again", test_parse_again, N_OF(cases) },
		{ "limit", test_limit, 0 },
		{ "same", test_same, N_OF(pairs) },
		{ "plain", test_plain, N_OF(forms) },
		{ "domain", test_domain, N_OF(domains) },
		{ NULL, NULL, 0 },
	};

	return unit_main("address", tests);
}

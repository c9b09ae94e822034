/*
 * What recognisers leave on a window: telephones, mail addresses, postcodes,
 * addresses, sums.
 */
#include "detect/run.h"
#include "detect/scene.h"
#include "scan.h"

static const struct {
	const char *name;
	enum mark_kind kind;
	const char *text, *found;
} cases[] = {
	{ "a mobile", MARK_PHONE, "on 07700 900123.", "07700 900123" },
	{ "solid", MARK_PHONE, "07700900123", "07700900123" },
	{ "other groups", MARK_PHONE, "07700-900-123", "07700-900-123" },
	{ "with the country", MARK_PHONE, "+44 7700 900123",
	  "+44 7700 900123" },
	{ "with a trunk zero", MARK_PHONE, "+44 (0)141 496 0123",
	  "+44 (0)141 496 0123" },
	{ "from 00", MARK_PHONE, "0044 7700 900123", "0044 7700 900123" },
	{ "a place", MARK_PHONE, "0141 496 0123", "0141 496 0123" },
	{ "in brackets", MARK_PHONE, "(0141) 496 0123", "(0141) 496 0123" },
	{ "of London", MARK_PHONE, "020 7946 0123", "020 7946 0123" },
	{ "of a village", MARK_PHONE, "01632 96041", "01632 96041" },
	{ "from abroad", MARK_PHONE, "+48 600 123 456", "+48 600 123 456" },
	{ "a service", MARK_PHONE, "0800 496 0300, 0345 496 0300", "" },
	{ "an emergency", MARK_PHONE, "999, 111, 116 123, 0800 1111", "" },
	{ "an order", MARK_PHONE, "order no 07700900123", "" },
	{ "a CHI number", MARK_PHONE, "0101901232", "" },
	{ "a date", MARK_PHONE, "01-02-2025 10:15", "" },
	{ "too long", MARK_PHONE, "077009001234", "" },
	{ "in a link", MARK_PHONE, "https://x.example/07700900123", "" },
	{ "an IBAN's digits", MARK_PHONE, "GB85TEST12345612345678", "" },
	{ "mail", MARK_EMAIL, "to <J.Smith+x@Mail.Example>,",
	  "j.smith+x@mail.example" },
	{ "after mailto", MARK_EMAIL, "mailto:a@b.example?subject=x",
	  "a@b.example" },
	{ "with an apostrophe", MARK_EMAIL, "s.o'neill@b.example",
	  "s.o'neill@b.example" },
	{ "two", MARK_EMAIL, "a@b.example;c@d.example",
	  "a@b.example|c@d.example" },
	{ "no domain", MARK_EMAIL, "user@host, 3 @ 4.20, @handle, a@b@c.example",
	  "" },
	{ "an address and a port", MARK_EMAIL, "root@10.0.0.1", "" },
	{ "a message id", MARK_EMAIL,
	  "<4a5b6c7d8e9f-1234-5678-9012@x.example>", "" },
	{ "a postcode", MARK_POSTCODE, "G12 8QQ and EH1 1YZ, W1A 1AA",
	  "g12 8qq|eh1 1yz|w1a 1aa" },
	{ "solid ones", MARK_POSTCODE, "G128QQ sw1a1aa", "g128qq|sw1a1aa" },
	{ "none", MARK_POSTCODE, "Q12 8QQ, G12 8CQ, GI1 8QQ, ZZ99 3WZ, "
	  "G123 8QQ, XJ128QQ", "" },
	{ "a model", MARK_POSTCODE, "model HP1020A, ref A12 345", "" },
	{ "an address", MARK_ADDRESS, "at 12 Mill Road, Glasgow, G12 8QQ.",
	  "12 mill road, glasgow, g12 8qq" },
	{ "of a flat", MARK_ADDRESS, "Flat 3/2, 41a Kiln Gardens\nLeith\n"
	  "EH6 6QQ", "41a kiln gardens\nleith\neh6 6qq" },
	{ "two of them", MARK_ADDRESS, "31 Quarry Lane, ML3 7ND; 6 Kirk Wynd, "
	  "ML3 7NB", "31 quarry lane, ml3 7nd|6 kirk wynd, ml3 7nb" },
	{ "in Welsh", MARK_ADDRESS, "9 Heol y Capel, Treforys CF14 2AA",
	  "9 heol y capel, treforys cf14 2aa" },
	{ "without a postcode", MARK_ADDRESS, "she lives at 12 Mill Road now",
	  "12 mill road" },
	{ "no street", MARK_ADDRESS, "12 parcels to G12 8QQ", "" },
	{ "a street of nobody", MARK_ADDRESS, "works in 12 Mill Road", "" },
	{ "a sum", MARK_MONEY, "owes £642.18, GBP 25 and 30 pounds",
	  "642.18,|25|30" },
	{ "no sum", MARK_MONEY, "pounds of flour, £", "" },
};

START_TEST(test_marks)
{
	struct buf found = BUF_INIT(4 * KIB);
	const struct mark *m;
	struct scan s;
	size_t i;

	scan_begin(&s, "");
	scan_body(&s, slice_str(cases[_i].text));
	for (i = 0; i < s.run->mark_count; i++) {
		m = &s.run->marks[i];
		if (m->kind == cases[_i].kind)
			(void)buf_printf(&found, "%s%.*s",
			    found.len > 0 ? "|" : "", (int)(m->to - m->from),
			    (const char *)s.run->shadow.bytes + m->from);
	}
	ck_assert_msg(slice_eq_str(buf_slice(&found), cases[_i].found),
	    "%s: \"%s\", expected \"%s\"", cases[_i].name, buf_cstr(&found),
	    cases[_i].found);
	buf_free(&found);
	scan_end(&s);
}
END_TEST

/* One number, however it is written. */
START_TEST(test_telephone_value)
{
	struct scan s;
	size_t i, n;
	uint64_t value = 0;

	scan_begin(&s, "");
	scan_body(&s, SLICE("07700 900123\n+44 7700 900 123\n"
	    "0044 7700 900123\n+44 (0)7700-900123\n07700900123\n"));
	for (i = n = 0; i < s.run->mark_count; i++) {
		if (s.run->marks[i].kind != MARK_PHONE)
			continue;
		value = n++ == 0 ? s.run->marks[i].value : value;
		ck_assert_uint_eq(s.run->marks[i].value, value);
	}
	ck_assert_uint_eq(n, 5);
	scan_end(&s);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "marks", test_marks, N_OF(cases) },
		{ "telephone value", test_telephone_value, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("recognisers", suite);
}

#include "mail/record.h"

#include <string.h>

#include "base/err.h"
#include "unit/unit.h"

static const struct {
	const char *name;
	enum record_type type;
	const char *raw;
	const char *value;	/* NULL: none */
	int r;
} cases[] = {
	{ "a reference is letters and digits", RECORD_REFERENCE,
	    " tn-0041/2345 ", "TN00412345", 0 },
	{ "a numeric one loses its zeros", RECORD_REFERENCE, "00412345",
	    "412345", 0 },
	{ "one without a digit is none", RECORD_REFERENCE, "PENDING", NULL,
	    ERR_SYNTAX },
	{ "five characters are enough", RECORD_REFERENCE, "12345", "12345", 0 },
	{ "four are not", RECORD_REFERENCE, "1234", NULL, ERR_RANGE },
	{ "nor are four after the zeros", RECORD_REFERENCE, "0001234", NULL,
	    ERR_RANGE },
	{ "empty", RECORD_REFERENCE, "  ", NULL, ERR_NOTFOUND },
	{ "a NINO without its suffix", RECORD_NINO, "jx 12 34 56 c",
	    "JX123456", 0 },
	{ "the suffix may be missing", RECORD_NINO, "JX-12-34-56", "JX123456",
	    0 },
	{ "a letter that no NINO begins with", RECORD_NINO, "QQ123456C", NULL,
	    ERR_SYNTAX },
	{ "a suffix that none has", RECORD_NINO, "JX123456E", NULL,
	    ERR_SYNTAX },
	{ "an NHS number", RECORD_HEALTH, "999 012 3454", "9990123454", 0 },
	{ "a wrong check digit", RECORD_HEALTH, "999 012 3455", NULL,
	    ERR_SYNTAX },
	{ "a CHI number whose zero a cell lost", RECORD_HEALTH, "101901232",
	    "0101901232", 0 },
	{ "ten times the same", RECORD_HEALTH, "0000000000", NULL,
	    ERR_SYNTAX },
	{ "a mobile number", RECORD_PHONE, "07700 900123", "447700900123", 0 },
	{ "from abroad", RECORD_PHONE, "+44 (0)7700 900-123", "447700900123",
	    0 },
	{ "with two zeros", RECORD_PHONE, "0044 7700 900123", "447700900123",
	    0 },
	{ "44 without a plus", RECORD_PHONE, "447700900123", "447700900123",
	    0 },
	{ "without its zero", RECORD_PHONE, "7700900123", "447700900123", 0 },
	{ "a landline in brackets", RECORD_PHONE, "(0131) 496 0000",
	    "441314960000", 0 },
	{ "another country", RECORD_PHONE, "+48 22 123 45 67", "48221234567",
	    0 },
	{ "too short a number", RECORD_PHONE, "0131 49", NULL, ERR_SYNTAX },
	{ "words beside it", RECORD_PHONE, "07700 900123 (work)", NULL,
	    ERR_SYNTAX },
	{ "an address", RECORD_EMAIL, "A.Khan+rent@Mail.Example",
	    "a.khan@mail.example", 0 },
	{ "an address without a domain", RECORD_EMAIL, "a.khan@mail", NULL,
	    ERR_SYNTAX },
	{ "two of them", RECORD_EMAIL, "a@b.example c@d.example", NULL,
	    ERR_SYNTAX },
	{ "an apostrophe and a hyphen", RECORD_SURNAME, "O'Neill-Smith",
	    "ONEILLSMITH", 0 },
	{ "a curly apostrophe", RECORD_SURNAME, "O\xe2\x80\x99Neill", "ONEILL",
	    0 },
	{ "marks go", RECORD_SURNAME, "M\xc3\xbcller", "MULLER", 0 },
	{ "combining ones, too", RECORD_SURNAME, "Mu\xcc\x88ller", "MULLER",
	    0 },
	{ "a stroke", RECORD_SURNAME, "\xc5\x81ukaszewicz", "LUKASZEWICZ", 0 },
	{ "one letter of two", RECORD_SURNAME, "Wei\xc3\x9f""er", "WEISSER",
	    0 },
	{ "Greek", RECORD_SURNAME, "\xce\xa0\xce\xac\xcf\x80\xcf\x80\xce\xb1"
	    "\xcf\x82", "\xce\xa0\xce\x91\xce\xa0\xce\xa0\xce\x91\xce\xa3", 0 },
	{ "Cyrillic", RECORD_SURNAME, "\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd\xd0"
	    "\xbe\xd0\xb2", "\xd0\x98\xd0\x92\xd0\x90\xd0\x9d\xd0\x9e\xd0\x92",
	    0 },
	{ "words of one name", RECORD_SURNAME, "van der Berg", "VANDERBERG",
	    0 },
	{ "a short name", RECORD_SURNAME, "Khan", NULL, ERR_RANGE },
	{ "a full name turned", RECORD_FULL_NAME, "Khan, Mrs Aisha",
	    "AISHAKHAN", 0 },
	{ "a title before it", RECORD_FULL_NAME, "Dr. Aisha Khan",
	    "AISHAKHAN", 0 },
	{ "a postcode", RECORD_POSTCODE, "ab10 1ab", "AB101AB", 0 },
	{ "a short one", RECORD_POSTCODE, "G1 1AA", "G11AA", 0 },
	{ "with a letter", RECORD_POSTCODE, "EC1A 1BB", "EC1A1BB", 0 },
	{ "half a postcode", RECORD_POSTCODE, "G12", NULL, ERR_SYNTAX },
	{ "no postcode", RECORD_POSTCODE, "1AB 2CD", NULL, ERR_SYNTAX },
	{ "a date", RECORD_BIRTH, "09/03/1974", "19740309", 0 },
	{ "days first", RECORD_BIRTH, "9.3.1974", "19740309", 0 },
	{ "ISO 8601", RECORD_BIRTH, "1974-03-09", "19740309", 0 },
	{ "with a time", RECORD_BIRTH, "1974-03-09 00:00:00", "19740309", 0 },
	{ "solid", RECORD_BIRTH, "19740309", "19740309", 0 },
	{ "in words", RECORD_BIRTH, "9th of March 1974", "19740309", 0 },
	{ "month first in words", RECORD_BIRTH, "Mar 9, 1974", "19740309", 0 },
	{ "a leap day", RECORD_BIRTH, "29/02/2004", "20040229", 0 },
	{ "no leap day", RECORD_BIRTH, "29/02/1900", NULL, ERR_SYNTAX },
	{ "no such month", RECORD_BIRTH, "03/19/1974", NULL, ERR_SYNTAX },
	{ "which century?", RECORD_BIRTH, "09/03/74", NULL, ERR_SYNTAX },
	{ "bytes that are no text", RECORD_SURNAME, "Sm\xff\xfeith",
	    "SMITH", 0 },
};

START_TEST(test_values)
{
	struct record_value v;
	int r;

	r = record_value(cases[_i].type, slice_str(cases[_i].raw), &v);
	ck_assert_msg(r == cases[_i].r, "%s: %d, expected %d",
	    cases[_i].name, r, cases[_i].r);
	if (r == 0)
		ck_assert_msg(slice_eq_str(slice_of(v.bytes, v.len),
		    cases[_i].value), "%s: %.*s", cases[_i].name, (int)v.len,
		    (const char *)v.bytes);
}
END_TEST

/* The longest value, and one byte more; letters that become two. */
START_TEST(test_lengths)
{
	struct record_value v;
	char raw[RECORD_VALUE_MAX + 2];
	size_t i;

	memset(raw, 'a', sizeof raw);
	ck_assert_int_eq(record_value(RECORD_SURNAME, slice_of(raw,
	    RECORD_VALUE_MAX), &v), 0);
	ck_assert_uint_eq(v.len, RECORD_VALUE_MAX);
	ck_assert_int_eq(record_value(RECORD_SURNAME, slice_of(raw,
	    RECORD_VALUE_MAX + 1), &v), ERR_RANGE);
	for (i = 0; i + 1 < RECORD_VALUE_MAX; i += 2)
		memcpy(raw + i, "\xc3\x9f", 2);
	ck_assert_int_eq(record_value(RECORD_SURNAME, slice_of(raw,
	    RECORD_VALUE_MAX), &v), 0);
	ck_assert_uint_le(v.len, RECORD_VALUE_MAX);
}
END_TEST

START_TEST(test_house_and_name)
{
	struct record_value p, v;

	ck_assert_int_eq(record_value(RECORD_POSTCODE, SLICE("g12 8qq"), &p),
	    0);
	ck_assert_int_eq(record_house(SLICE("Flat 2/1"), &p, &v), 0);
	ck_assert(slice_eq_str(slice_of(v.bytes, v.len), "FLAT21|G128QQ"));
	ck_assert_int_eq(record_house(SLICE(" "), &p, &v), ERR_NOTFOUND);
	ck_assert_int_eq(record_full_name(SLICE("Aisha Jane"), SLICE("Khan"),
	    &v), 0);
	ck_assert(slice_eq_str(slice_of(v.bytes, v.len), "AISHAKHAN"));
	ck_assert_int_eq(record_full_name(SLICE("Mr"), SLICE("Khan"), &v),
	    ERR_NOTFOUND);
	ck_assert_int_eq(record_full_name(SLICE("Al"), SLICE("Ng"), &v),
	    ERR_RANGE);
	ck_assert_int_eq(record_full_name(SLICE("Aisha"), SLICE(""), &v),
	    ERR_NOTFOUND);
}
END_TEST

static const struct {
	const char *name, *text;
	unsigned year, month, day;	/* 0: none */
	bool is_short;
	size_t end;
} dates[] = {
	{ "slashes", "9/3/1974, and", 1974, 3, 9, false, 8 },
	{ "two digits of a year", "9/3/74", 74, 3, 9, true, 6 },
	{ "words", "9 March 1974.", 1974, 3, 9, false, 12 },
	{ "an ending", "22nd Sept 2001", 2001, 9, 22, false, 14 },
	{ "of", "3rd of May, 1980", 1980, 5, 3, false, 16 },
	{ "hyphens", "03-Mar-1974", 1974, 3, 3, false, 11 },
	{ "month first", "March 9th, 1974", 1974, 3, 9, false, 15 },
	{ "over a line end", "9 March\n1974", 1974, 3, 9, false, 12 },
	{ "no year", "9 March", 0, 0, 0, false, 0 },
	{ "three numbers too long", "9/3/19745", 0, 0, 0, false, 0 },
	{ "a range", "9/3", 0, 0, 0, false, 0 },
	{ "may is no month here", "9 maybe 1974", 0, 0, 0, false, 0 },
	{ "letters after the year", "9/3/1974x", 0, 0, 0, false, 0 },
	{ "mixed signs", "9/3-1974", 0, 0, 0, false, 0 },
};

START_TEST(test_dates)
{
	struct record_date d;
	bool ok;

	ok = record_date_read(slice_str(dates[_i].text), 0, &d);
	ck_assert_msg(ok == (dates[_i].year != 0), "%s", dates[_i].name);
	if (!ok)
		return;
	ck_assert_msg(d.year == dates[_i].year && d.month == dates[_i].month &&
	    d.day == dates[_i].day && d.is_short == dates[_i].is_short &&
	    d.end == dates[_i].end, "%s: %u-%u-%u to %zu", dates[_i].name,
	    d.year, d.month, d.day, d.end);
}
END_TEST

/* Anything cut anywhere: no byte past the end is read (ASan tells). */
START_TEST(test_any_bytes)
{
	struct record_value v;
	struct record_date d;
	uint8_t raw[24], *copy;
	uint32_t seed = 1;
	size_t i, n, t;
	int round;

	for (round = 0; round < 20000; round++) {
		for (i = 0; i < sizeof raw; i++) {
			seed = seed * 1664525 + 1013904223;
			raw[i] = (uint8_t)(seed >> 20);
			if ((seed >> 24) % 3 != 0)
				raw[i] = (uint8_t)"0123456789/- @.,+'abMarch"
				    [(seed >> 16) % 25];
		}
		n = seed % sizeof raw;
		copy = malloc(n + 1);
		memcpy(copy, raw, n);
		for (t = 0; t < RECORD_NAME_WORD; t++)
			if (record_value((enum record_type)t, slice_of(copy,
			    n), &v) == 0)
				ck_assert_uint_le(v.len, RECORD_VALUE_MAX);
		if (record_date_read(slice_of(copy, n), 0, &d))
			ck_assert_uint_le(d.end, n);
		free(copy);
	}
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "values", test_values, N_OF(cases) },
		{ "lengths", test_lengths, 0 },
		{ "house and name", test_house_and_name, 0 },
		{ "dates", test_dates, N_OF(dates) },
		{ "any bytes", test_any_bytes, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("record", suite);
}

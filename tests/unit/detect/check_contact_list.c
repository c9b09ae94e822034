#include "scan.h"

/* Lines "Name N, 07700 9000NN" and the like, `n` of them. */
static void
make_lines(struct buf *out, const char *format, unsigned n)
{
	static const char *const names[] = {
		"Jane Smith", "Ngozi Okafor", "Ian MacLeod", "Amina Hassan",
		"Jan Kowalski", "Mehmet Yilmaz", "Siobhan Kelly",
		"Gurpreet Kaur", "Omar Farah", "Fiona Bell", "Craig Muir",
		"Eilidh Grant"
	};
	unsigned i;

	for (i = 0; i < n; i++)
		(void)buf_printf(out, format, names[i % N_OF(names)], i);
}

static const struct {
	const char *name, *id, *format;
	unsigned n;
	int tier;
	size_t count;
} cases[] = {
	{ "telephones", "contact_list", "%s, 07700 9001%02u\n", 12, 2, 12 },
	{ "mail addresses", "contact_list", "%s <a%02u@x.example>\n", 12, 2,
	  12 },
	{ "addresses", "contact_list", "%s, %u1 Mill Road, G12 8QQ\n", 5, 2,
	  5 },
	{ "three", "contact_list", "%s, 07700 9001%02u\n", 3, 2, 3 },
	{ "two are possible", "contact_list", "%s, 07700 9001%02u\n", 2, 1,
	  2 },
	{ "names alone", "contact_list", "%s, team %u\n", 12, 0, 0 },
	{ "times", "contact_list", "%s %u0:20\n", 12, 0, 0 },
	{ "helplines", "contact_list", "%s, 0800 4960%02u0\n", 12, 0, 0 },
	{ "twenty addresses", "email_list", "%.0sa%u@x.example\n", 20, 2, 20 },
	{ "ten addresses", "email_list", "%.0sa%u@x.example; ", 10, 2, 10 },
	{ "nine are possible", "email_list", "%.0sa%u@x.example, ", 9, 1, 9 },
	{ "one again and again", "email_list", "%.0sinfo@x.example %u\n", 30,
	  1, 1 },
	{ "handles", "email_list", "%.0s@user%u, ", 30, 0, 0 },
	{ "prices", "email_list", "%.0s3 @ 4.%02u\n", 30, 0, 0 },
	{ "message ids", "email_list",
	  "%.0s<20260304115211.0a1b2c3d%02u@mail.example>\n", 30, 0, 0 },
	{ "recipients of quoted mail", "email_list",
	  "%.0sFrom: a%02u@x.example\nSent: 4 March\nTo: b@x.example\n\n", 30,
	  0, 0 },
};

START_TEST(test_lists)
{
	struct buf text = BUF_INIT(64 * KIB);
	size_t n;
	int tier;

	make_lines(&text, cases[_i].format, cases[_i].n);
	tier = scan_tier("", cases[_i].id, buf_slice(&text), &n);
	ck_assert_msg(tier == cases[_i].tier && n == cases[_i].count,
	    "%s: tier %d, %zu findings", cases[_i].name, tier, n);
	buf_free(&text);
}
END_TEST

/* A lower threshold makes a few count. */
START_TEST(test_threshold)
{
	ck_assert_int_eq(scan_tier("set threshold contact-list 1\n",
	    "contact_list", SLICE("Jane Smith, 07700 900123"), NULL), 2);
	ck_assert_int_eq(scan_tier("set threshold email-list 2\n",
	    "email_list", SLICE("a@x.example b@x.example"), NULL), 2);
	ck_assert_int_eq(scan_tier("set threshold email-list 2\n",
	    "email_list", SLICE("a@x.example a@x.example"), NULL), 1);
}
END_TEST

START_TEST(test_rows)
{
	size_t n;

	ck_assert_int_eq(scan_tier("", "contact_list", SLICE(
	    "Surname\tFirst name\tEmail\n"
	    "Qwert\tYuiop\ta@x.example\nAsdf\tGhjk\tb@x.example\n"
	    "Zxcv\tBnmp\tc@x.example\n"), &n), 2);
	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(scan_tier("", "contact_list", SLICE(
	    "Product name\tPart\tEmail\n"
	    "Oak Table\tx\ta@x.example\nElm Chair\ty\tb@x.example\n"
	    "Ash Desk\tz\tc@x.example\n"), &n), 0);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "lists", test_lists, N_OF(cases) },
		{ "threshold", test_threshold, 0 },
		{ "rows", test_rows, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("contact_list", suite);
}

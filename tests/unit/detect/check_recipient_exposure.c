#include <stdio.h>

#include "scan.h"

#define MANY	24

/* Findings of n outside recipients after a text; ret_tier: theirs. */
static size_t
expose(const char *conf, const char *text, size_t n, int *ret_tier)
{
	char bytes[MANY][32];
	struct slice list[MANY + 2];
	struct scan s;
	size_t i, count;

	for (i = 0; i < n; i++) {
		(void)snprintf(bytes[i], sizeof bytes[i], "a%zu@x.example", i);
		list[i] = slice_str(bytes[i]);
	}
	list[n] = SLICE("us@foundryrow.example");
	list[n + 1] = SLICE("them@council.example");
	scan_begin(&s, conf);
	scan_body(&s, slice_str(text));
	ck_assert_int_eq(detect_recipients(s.run, list, n + 2), 0);
	ck_assert_int_eq(detect_findings(s.run, &s.list, &s.count), 0);
	*ret_tier = 0;
	for (i = count = 0; i < s.count; i++) {
		if (!slice_eq_str(s.list[i].detector, "recipient_exposure"))
			continue;
		count++;
		*ret_tier = s.list[i].tier;
		ck_assert_int_eq(s.list[i].where, FINDING_HEADER);
		ck_assert(slice_eq_str(s.list[i].part, "0"));
		ck_assert_uint_eq(s.list[i].mask.len, 0);
	}
	scan_end(&s);
	return count;
}

static const char conf[] = "set inside domains foundryrow.example\n"
    "set partner domains council.example\n"
    "list health of terms {\n 2 diabetes\n 3 hiv positive\n}\n";

START_TEST(test_recipients)
{
	int tier;

	ck_assert_uint_eq(expose(conf, "Hello all", 20, &tier), 20);
	ck_assert_int_eq(tier, 2);
	/* Many, but fewer than the threshold. */
	ck_assert_uint_eq(expose(conf, "Hello all", 19, &tier), 19);
	ck_assert_int_eq(tier, 1);
	/* Ordinary mail. */
	ck_assert_uint_eq(expose(conf, "Hello all", 9, &tier), 0);
	ck_assert_uint_eq(expose(conf, "Hello all", 0, &tier), 0);
}
END_TEST

START_TEST(test_topic)
{
	struct buf text = BUF_INIT(8 * KIB);
	int tier;

	ck_assert_uint_eq(expose(conf, "The diabetes group meets", 10, &tier),
	    10);
	ck_assert_int_eq(tier, 3);
	/* Once in a long text it is no topic. */
	while (text.len < 2 * KIB)
		buf_put_slice(&text, SLICE("The words go on and on.\n"));
	buf_put_slice(&text, SLICE("diabetes"));
	expose(conf, buf_cstr(&text), 10, &tier);
	ck_assert_int_eq(tier, 1);
	buf_put_slice(&text, SLICE(" hiv positive"));
	expose(conf, buf_cstr(&text), 10, &tier);
	ck_assert_int_eq(tier, 3);
	buf_free(&text);
}
END_TEST

START_TEST(test_threshold)
{
	char lower[256];
	int tier;

	(void)snprintf(lower, sizeof lower,
	    "%sset threshold visible-recipients 4\n", conf);
	ck_assert_uint_eq(expose(lower, "Hello all", 4, &tier), 4);
	ck_assert_int_eq(tier, 2);
	ck_assert_uint_eq(expose(lower, "hiv positive", 4, &tier), 4);
	ck_assert_int_eq(tier, 3);
	ck_assert_uint_eq(expose(lower, "Hello all", 3, &tier), 0);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "recipients", test_recipients, 0 },
		{ "topic", test_topic, 0 },
		{ "threshold", test_threshold, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("recipient_exposure", suite);
}

#include "detect/plan.h"

#include "scan.h"

#define TENANCY	"detector tenancy-number {\n" \
	" pattern \"\\\\bTN-[0-9]{6}\\\\b\"\n near \"tenancy\", \"tenant\"\n" \
	" examples \"Tenancy TN-204417\"\n not \"TN-2044\"\n}\n"

/* What detect_plan_new() says of a file: part of the first message, or NULL. */
static const struct {
	const char *name, *conf, *message;
} cases[] = {
	{ "the sample of the manual",		TENANCY, NULL },
	{ "nothing at all",			"", NULL },
	{ "an example that is not found",
	  "detector d {\n pattern \"x[0-9]\"\n examples \"y1\"\n}\n",
	  "test.conf:3:11: error: the detector does not find this example" },
	{ "a counter-example that is found",
	  "detector d {\n pattern \"x[0-9]\"\n not \"x1\"\n}\n",
	  "test.conf:3:6: error: the detector finds this" },
	{ "an example without its near word",
	  "detector d {\n pattern \"x[0-9]\"\n near \"lot\"\n"
	  " examples \"x1\"\n}\n", "does not find this example" },
	{ "a counter-example without its near word",
	  "detector d {\n pattern \"x[0-9]\"\n near \"lot\"\n not \"x1\"\n}\n",
	  NULL },
	{ "a possible one is found at that tier",
	  "detector d {\n pattern \"x[0-9]\"\n certainty possible\n"
	  " examples \"x1\"\n}\n", NULL },
	{ "a wrong pattern",
	  "detector d {\n pattern \"x(\"\n}\n",
	  "test.conf:2:10: error: pattern is wrong at character 3" },
	{ "an example that cannot be tried",
	  "detector d {\n pattern \"(a+)+b\"\n"
	  " not \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!b\"\n}\n",
	  "could not be tried: detector d: match limit" },
	{ "no pattern",	"detector d {\n near \"x\"\n}\n",
	  "a detector needs a pattern" },
	{ "an unknown key",
	  "detector d {\n patern \"x\"\n}\n", "a detector has no \"patern\"" },
	{ "an unknown certainty",
	  "detector d {\n pattern \"x\"\n certainty sure\n}\n",
	  "expected possible, likely or certain" },
	{ "a class",
	  "detector d {\n pattern \"x\"\n class special-category\n}\n", NULL },
	{ "an unknown class",
	  "detector d {\n pattern \"x\"\n class secret\n}\n",
	  "expected personal, special-category" },
	{ "a word where a text is due",
	  "detector d {\n pattern x\n}\n", "expected a text in quotes" },
	{ "a built-in name",
	  "detector nhs-number {\n pattern \"x\"\n}\n",
	  "is the name of a built-in detector" },
	{ "a wrong pattern in a rule",
	  "rule r {\n when message contains pattern \"[\"\n}\n",
	  "test.conf:2:32: error: pattern is wrong" },
	{ "an empty phrase",
	  "rule r {\n when message contains phrase \" \"\n}\n",
	  "expected a word or phrase" },
	{ "own values of no list",
	  "set own ours\n", "there is no list \"ours\" of values" },
	{ "own values of a list of words",
	  "list ours of words {\n x\n}\nset own ours\n",
	  "there is no list \"ours\" of values" },
	{ "an unknown word for test numbers",
	  "set test-numbers sometimes\n", "expected report or ignore" },
};

START_TEST(test_conf)
{
	struct detect_plan *p;
	struct conf_diag *d;
	struct conf_tree *t;
	struct buf b;
	int r;

	d = conf_diag_new();
	buf_init(&b, MIB);
	ck_assert_int_eq(conf_parse(slice_str(cases[_i].conf), "test.conf", d,
	    &t), 0);
	r = detect_plan_new(t, d, &p);
	conf_diag_first(d, &b);
	if (cases[_i].message == NULL) {
		ck_assert_msg(r == 0, "%s: %s", cases[_i].name, buf_cstr(&b));
		detect_plan_free(p);
	} else {
		ck_assert_int_eq(r, ERR_SYNTAX);
		ck_assert_msg(strstr(buf_cstr(&b), cases[_i].message) != NULL,
		    "%s: %s", cases[_i].name, buf_cstr(&b));
	}
	buf_free(&b);
	conf_free(t);
	conf_diag_free(d);
}
END_TEST

#define RULES	TENANCY \
	"list chain of words {\n send this to\n bad luck\n}\n" \
	"list unused of words {\n zebra\n}\n" \
	"detector ticket {\n pattern \"T[0-9]{4}\"\n certainty likely\n}\n" \
	"rule a {\n when message contains words from chain at least 2 times\n}\n" \
	"rule b {\n when any recipient outside\n" \
	"  and message contains phrase \"for  your eyes\", pattern \"p[0-9]+q\"\n}\n" \
	"rule c {\n when message contains words from chain\n" \
	" unless message contains phrase \"For Your Eyes\"\n}\n"

static const struct {
	const char *name, *text, *id, *list;
	int tier;
	const char *mask;
} finds[] = {
	{ "a site pattern with its word is certain",
	  "Tenancy TN-204417", "site_tenancy_number", "", 3, "******417" },
	{ "without it is possible",
	  "see TN-204417", "site_tenancy_number", "", 1, "******417" },
	{ "a stated certainty",	"T1234", "site_ticket", "", 2, "****4" },
	{ "words of a list",	"BAD\nLUCK to you", "words", "chain", 3, "" },
	{ "a phrase",		"for your  eyes", "phrase", "for  your eyes", 3, "" },
	{ "the same for another rule", "for your  eyes", "phrase", "For Your Eyes", 3, "" },
	{ "a pattern of a rule", "P123Q", "pattern", "p[0-9]+q", 3, "****q" },
};

START_TEST(test_finds)
{
	struct scan s;
	const struct finding *f;
	size_t i, hits;

	scan_begin(&s, RULES);
	scan_body(&s, slice_str(finds[_i].text));
	ck_assert_int_eq(s.r, 0);
	for (i = hits = 0; i < s.count; i++) {
		f = &s.list[i];
		ck_assert(slice_eq_str(f->detector, finds[_i].id));
		ck_assert_int_eq(f->tier, finds[_i].tier);
		ck_assert(slice_eq_str(f->mask, finds[_i].mask));
		hits += slice_eq_str(f->list, finds[_i].list);
	}
	ck_assert_uint_eq(hits, 1);
	scan_end(&s);
}
END_TEST

START_TEST(test_unused)
{
	struct scan s;

	scan_begin(&s, RULES);
	scan_body(&s, SLICE("a zebra, no luck, TN-2044"));
	ck_assert_uint_eq(s.count, 0);
	scan_end(&s);
}
END_TEST

/* Distinct words of a list are distinct values. */
START_TEST(test_distinct)
{
	struct scan s;

	scan_begin(&s, RULES);
	scan_body(&s, SLICE("Send this to all. Bad luck! Send this to me."));
	ck_assert_uint_eq(s.count, 2);
	ck_assert_uint_ne(s.list[0].value_hash, s.list[1].value_hash);
	ck_assert_uint_eq(s.list[0].occurrences, 2);
	scan_end(&s);
}
END_TEST

/* Each plan has a key of its own: hashes of two loads tell nothing. */
START_TEST(test_key)
{
	struct scan s, other;

	scan_begin(&s, "");
	scan_begin(&other, "");
	scan_body(&s, SLICE("JX123456C"));
	scan_body(&other, SLICE("JX123456C"));
	ck_assert_uint_eq(s.count, 1);
	ck_assert_uint_eq(other.count, 1);
	ck_assert_uint_ne(s.list[0].value_hash, other.list[0].value_hash);
	scan_end(&s);
	scan_end(&other);
}
END_TEST

/* The table has exactly the built lines, in order. */
START_TEST(test_table)
{
	const struct detector_info *d;
	size_t i;

	i = 0;
	for (d = detector_table(); d->id != NULL; d++) {
		if (!d->built)
			continue;
		ck_assert_str_eq(detect_table[i].id, d->id);
		/*
		 * It begins somewhere, or judges what others have marked; a
		 * known document or record has no word of its own, and a scan.
		 */
		ck_assert(strcmp(d->id, "fingerprint_match") == 0 ||
		    strcmp(d->id, "edm_match") == 0 ||
		    strcmp(d->id, "chain_letter") == 0 ||
		    (detect_table[i].detector->scan != NULL &&
		    detect_table[i].detector->on != 0) ||
		    detect_table[i].detector->judge != NULL);
		i++;
	}
	ck_assert_ptr_null(detect_table[i].id);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "conf", test_conf, N_OF(cases) },
		{ "finds", test_finds, N_OF(finds) },
		{ "unused", test_unused, 0 },
		{ "distinct", test_distinct, 0 },
		{ "key", test_key, 0 },
		{ "table", test_table, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("plan", suite);
}

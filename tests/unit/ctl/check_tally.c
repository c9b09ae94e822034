#include "ctl/tally.h"

#include <string.h>

#include "base/limits.h"
#include "unit/unit.h"

#define DAY_MS	((int64_t)24 * 60 * 60 * 1000)

static struct result
one(const char *rule, enum rule_outcome outcome)
{
	static struct result_rule r;
	static struct result_finding f[2];

	r = (struct result_rule){ .name = slice_str(rule),
	    .outcome = outcome };
	f[0] = (struct result_finding){ .detector = SLICE("iban"),
	    .count = 2, .where = FINDING_BODY };
	f[1] = (struct result_finding){ .detector = SLICE("iban"),
	    .count = 3, .where = FINDING_SUBJECT };
	return (struct result){ .disposition = DISPOSITION_REJECT,
	    .found = true, .rules = &r, .rule_count = 1, .findings = f,
	    .finding_count = 2 };
}

START_TEST(test_counts)
{
	static struct result_anomaly twice[2] = {
		{ .class = ANOMALY_LIMIT }, { .class = ANOMALY_LIMIT } };
	struct tally t;
	struct result r, failed = result_failed("it is empty");

	memset(&t, 0, sizeof t);
	r = one("b", RULE_MATCHED);
	tally_add(&t, &r, 0);
	r = one("a", RULE_WATCHED);
	r.anomalies = twice;
	r.anomaly_count = 2;
	tally_add(&t, &r, 0);
	tally_add(&t, &r, 40 * DAY_MS);
	tally_add(&t, &failed, 0);
	tally_sort(&t);
	ck_assert_uint_eq(t.messages, 4);
	ck_assert_uint_eq(t.failed, 1);
	ck_assert_uint_eq(t.found, 3);
	ck_assert_uint_eq(t.dispositions[DISPOSITION_REJECT], 3);
	ck_assert_uint_eq(t.anomalies[ANOMALY_LIMIT], 2);
	ck_assert_uint_eq(t.rule_count, 2);
	ck_assert_str_eq(t.rules[0].name, "a");
	ck_assert_uint_eq(t.rules[0].outcomes[RULE_WATCHED], 2);
	ck_assert_uint_eq(t.detector_count, 1);
	ck_assert_uint_eq(t.detectors[0].messages, 3);
	ck_assert_uint_eq(t.detectors[0].values, 15);
	ck_assert_uint_eq(t.month_count, 2);
	ck_assert_int_eq(t.months[1].month, 2);
	ck_assert_uint_eq(t.months[0].messages, 2);
	tally_free(&t);
}
END_TEST

/* Newest first: still in order, and no more than there may be. */
START_TEST(test_months)
{
	int64_t i, n = REPORT_MONTHS_MAX + 40 * _i;
	struct result r = { .found = false };
	struct tally t;
	size_t k;

	memset(&t, 0, sizeof t);
	for (i = n; i > 0; i--)
		tally_add(&t, &r, i * 31 * DAY_MS);
	ck_assert_uint_eq(t.messages, (uint64_t)n);
	ck_assert_uint_le(t.month_count, REPORT_MONTHS_MAX);
	ck_assert_uint_ge(t.month_count, REPORT_MONTHS_MAX - 50);
	for (k = 1; k < t.month_count; k++)
		ck_assert_int_lt(t.months[k - 1].year * 12 +
		    t.months[k - 1].month, t.months[k].year * 12 +
		    t.months[k].month);
	tally_free(&t);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "counts", test_counts, 0 },
		{ "months", test_months, 3 },
		{ NULL, NULL, 0 },
	};

	return unit_main("tally", cases);
}

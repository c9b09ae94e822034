#include "mail/anomaly.h"

#include "base/err.h"
#include "unit/unit.h"

/* The words of rules (ux.md 1, `class`) and encrypted. */
static const char *const words[] = {
	"encrypted", "truncated", "limit", "malformed", "unsupported",
	"ambiguous", "crash", "timeout", "incomplete",
};

START_TEST(test_words)
{
	enum anomaly_class c;

	ck_assert_int_eq(anomaly_class_parse(slice_str(words[_i]), &c), 0);
	ck_assert_int_eq((int)c, _i);
	ck_assert_str_eq(anomaly_class_name(c), words[_i]);
}
END_TEST

START_TEST(test_unknown)
{
	enum anomaly_class c;

	ck_assert_int_eq(N_OF(words), ANOMALY_CLASS_COUNT);
	ck_assert_int_eq(anomaly_class_parse(SLICE("Limit"), &c), ERR_NOTFOUND);
	ck_assert_int_eq(anomaly_class_parse(SLICE(""), &c), ERR_NOTFOUND);
	ck_assert_int_eq(anomaly_class_parse(SLICE("limits"), &c), ERR_NOTFOUND);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "words", test_words, N_OF(words) },
		{ "unknown", test_unknown, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("anomaly", tests);
}

#include "ctl/jsontext.h"

#include "base/err.h"
#include "unit/unit.h"

START_TEST(test_put)
{
	struct buf b = BUF_INIT(64), small = BUF_INIT(5);

	ck_assert_int_eq(jsontext_put(json_pack("{s:i, s:f}", "a", 1, "b",
	    0.1), &b), 0);
	/* Not 0.10000000000000001. */
	ck_assert_str_eq(buf_cstr(&b), "{\n \"a\": 1,\n \"b\": 0.1\n}\n");
	ck_assert_int_eq(jsontext_put(json_pack("[i]", 12345), &small),
	    ERR_LIMIT);
	buf_free(&b);
	buf_free(&small);
}
END_TEST

START_TEST(test_time)
{
	json_t *none = jsontext_time(0), *at = jsontext_time(1777976100000);

	ck_assert(json_is_null(none));
	ck_assert_str_eq(json_string_value(at), "2026-05-05T10:15:00Z");
	json_decref(none);
	json_decref(at);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "put", test_put, 0 },
		{ "time", test_time, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("jsontext", cases);
}

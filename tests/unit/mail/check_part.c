#include "mail/part.h"

#include "unit/unit.h"

START_TEST(test_encryption)
{
	ck_assert_str_eq(encryption_name(ENCRYPTION_NO), "no");
	ck_assert_str_eq(encryption_name(ENCRYPTION_PARTLY), "partly");
	ck_assert_str_eq(encryption_name(ENCRYPTION_WEAK), "weak");
	ck_assert_str_eq(encryption_name(ENCRYPTION_STRONG), "strong");
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "encryption", test_encryption, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("part", tests);
}

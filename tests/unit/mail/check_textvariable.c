#include "mail/textvariable.h"

#include <stddef.h>

#include "mail/edit.h"
#include "unit/unit.h"

/* Each has a name of its own, by which it is found again. */
START_TEST(test_names)
{
	const char *name = text_variable_name((unsigned)_i);
	size_t i;

	ck_assert_ptr_nonnull(name);
	ck_assert_int_eq(text_variable_find(slice_str(name)), _i);
	for (i = 0; name[i] != '\0'; i++)
		ck_assert_msg((name[i] >= 'a' && name[i] <= 'z') ||
		    name[i] == '.' || name[i] == '-', "%s", name);
}
END_TEST

START_TEST(test_none)
{
	ck_assert_ptr_null(text_variable_name(TEXT_VARIABLE_COUNT));
	ck_assert_ptr_null(text_variable_name(UINT32_MAX));
	ck_assert_ptr_null(text_variable_sample(TEXT_VARIABLE_COUNT));
	ck_assert_int_eq(text_variable_find(SLICE("sender.nam")),
	    TEXT_VARIABLE_COUNT);
	ck_assert_int_eq(text_variable_find(SLICE("")), TEXT_VARIABLE_COUNT);
	/* A request carries them all. */
	ck_assert_int_le(TEXT_VARIABLE_COUNT, EDIT_VARIABLES_MAX);
}
END_TEST

START_TEST(test_samples)
{
	ck_assert_ptr_null(text_variable_sample(TEXT_SENDER_NAME));
	ck_assert_ptr_null(text_variable_sample(TEXT_SENDER_DEPARTMENT));
	ck_assert_str_eq(text_variable_sample(TEXT_DATE), "2026-05-05");
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "names", test_names, TEXT_VARIABLE_COUNT },
		{ "none", test_none, 0 },
		{ "samples", test_samples, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("textvariable", tests);
}

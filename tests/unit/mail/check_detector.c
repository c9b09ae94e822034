#include "mail/detector.h"

#include <string.h>

#include "unit/unit.h"

START_TEST(test_lookup)
{
	const struct detector_info *d;

	d = detector_by_id(SLICE("uk_nino"));
	ck_assert_ptr_nonnull(d);
	ck_assert_str_eq(d->name, "national-insurance-number");
	ck_assert(d->built);
	ck_assert_ptr_eq(detector_by_name(SLICE("national-insurance-number")),
	    d);
	ck_assert_ptr_null(detector_by_id(SLICE("uk_ninos")));
	ck_assert_ptr_null(detector_by_name(SLICE("")));
}
END_TEST

START_TEST(test_unique)
{
	const struct detector_info *d, *e;

	for (d = detector_table(); d->id != NULL; d++) {
		ck_assert_uint_gt(d->threshold, 0);
		for (e = d + 1; e->id != NULL; e++) {
			ck_assert_str_ne(d->id, e->id);
			ck_assert_str_ne(d->name, e->name);
		}
	}
}
END_TEST

static const struct {
	const char *id, *group;
	bool member;
} groups[] = {
	{ "uk_nino", "personal-data", true },
	{ "special_health", "personal-data", true },
	{ "criminal", "personal-data", true },
	{ "payment_card", "personal-data", true },
	{ "recipient_exposure", "personal-data", false },
	{ "credential", "personal-data", false },
	{ "chain_letter", "personal-data", false },
	{ "special_health", "special-category-data", true },
	{ "uk_nhs_number", "special-category-data", true },
	{ "uk_nino", "special-category-data", false },
	{ "uk_pnc_id", "criminal-offence-data", true },
	{ "iban", "financial-data", true },
	{ "iban", "criminal-offence-data", false },
	{ "private_key", "secrets", true },
	{ "uk_nino", "nonsense", false },
};

START_TEST(test_groups)
{
	const struct detector_info *d;

	d = detector_by_id(slice_str(groups[_i].id));
	ck_assert_ptr_nonnull(d);
	ck_assert_msg(detector_in_group(d, slice_str(groups[_i].group)) ==
	    groups[_i].member, "%s in %s", groups[_i].id, groups[_i].group);
	ck_assert_int_eq(detector_is_group(slice_str(groups[_i].group)),
	    strcmp(groups[_i].group, "nonsense") != 0);
}
END_TEST

START_TEST(test_classes)
{
	ck_assert_str_eq(detector_class_name(DETECTOR_SPECIAL_CATEGORY),
	    "special_category");
	ck_assert_str_eq(detector_class_name(DETECTOR_SITE), "site");
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "lookup", test_lookup, 0 },
		{ "unique", test_unique, 0 },
		{ "groups", test_groups, N_OF(groups) },
		{ "classes", test_classes, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("detector", tests);
}

#include "detect/own.h"

#include <string.h>

#include "scan.h"

static const struct {
	const char *own;	/* as the site writes it */
	const char *value;	/* as a detector reports it */
	bool is;
} cases[] = {
	/* Accounts. */
	{ "20-00-00 12345678", "20000012345678", true },
	{ "20-00-00, 12345678", "20000012345678", true },
	{ "200000/12345678", "12345678", true },
	{ "20-00-00 12345678", "gb29barc20000012345678", true },
	{ "20-00-00 12345678", "gb29barc20000012345679", false },
	{ "20-00-00 12345678", "20000012345679", false },
	{ "20-00-00 12345678", "200000", false },
	{ "20-00-00 123456", "20000000123456", true },
	{ "08-92-99 1234567", "08929901234567", true },
	{ "GB29 BARC 2000 0012 3456 78", "20000012345678", true },
	{ "GB29 BARC 2000 0012 3456 78", "gb29barc20000012345678", true },
	{ "DE89 3704 0044 0532 0130 00", "de89370400440532013000", true },
	/* Telephones: with 0 and with 44. */
	{ "0141 496 0123", "01414960123", true },
	{ "0141 496 0123", "441414960123", true },
	{ "+44 (0)141 496 0123", "441414960123", true },
	{ "+44 (0)141 496 0123", "01414960123", true },
	{ "0044 141 4960123", "441414960123", true },
	{ "+44 141 496 0123", "01414960123", true },
	{ "(0141) 496-0123", "441414960123", true },
	{ "0141 496 0123", "441414960124", false },
	{ "+48 22 555 01 23", "48225550123", true },
	{ "0048 22 555 01 23", "48225550123", true },
	{ "+48 22 555 01 23", "448225550123", false },
	/* Addresses. */
	{ "Foundry House, 14 Foundry Row, Glasgow G1 1AA", "g11aa", true },
	{ "Foundry House, 14 Foundry Row, Glasgow G1 1AA", "14 foundry row",
	    true },
	{ "14 Foundry Row, Leith, EH69ZZ", "eh69zz", true },
	{ "14 Foundry Row, Leith, EH69ZZ", "h69zz", false },
	{ "14 Foundry Row, Leith, EH69ZZ", "leith", false },
	{ "14 Foundry Row, Leith", "15 foundry row", false },
	/* Mail addresses and domains. */
	{ "info@foundryrow.example", "info@foundryrow.example", true },
	{ "info@foundryrow.example", "j.smith@foundryrow.example", false },
	{ "@foundryrow.example", "j.smith@foundryrow.example", true },
	{ "foundryrow.example", "j.smith@foundryrow.example", true },
	{ "foundryrow.example", "j.smith@other.example", false },
	/* Numbers of the house. */
	{ "GB 123 4567 89", "123456789", true },
	{ "GB 123 4567 89", "gb123456789", true },
	{ "SC012345", "sc012345", true },
	{ "SC012345", "012345", false },
	{ "TN-204417", "tn204417", true },
};

START_TEST(test_forms)
{
	struct scan s;
	struct shadow fold;
	struct slice folded;

	scan_begin(&s, "");
	ck_assert(!own_has(s.plan, slice_str(cases[_i].value)));
	ck_assert_int_eq(shadow_init(&fold, s.arena, 200), 0);
	ck_assert_int_eq(shadow_fold(&fold, slice_str(cases[_i].own),
	    &folded), 0);
	own_add(s.plan, folded);
	qsort(s.plan->own, s.plan->own_count, sizeof *s.plan->own,
	    plan_own_order);
	ck_assert_msg(own_has(s.plan, slice_str(cases[_i].value)) ==
	    cases[_i].is, "%s: %s", cases[_i].own, cases[_i].value);
	scan_end(&s);
}
END_TEST

#define OURS	"list ours of values { \"20-00-00 12345678\"; " \
	"\"JX 12 34 56 C\"; 4111 1100 0000 1235 }\nset own ours\n"

/* Through the detectors: ours is nothing, another one beside it is. */
START_TEST(test_detectors)
{
	static const struct { const char *id, *text; size_t count; } lines[] = {
		{ "uk_bank_account", "Pay by transfer: sort code 20-00-00, "
		    "account 12345678", 0 },
		{ "uk_bank_account", "sort code 20-00-00, account 12345679",
		    1 },
		{ "uk_nino", "NI number jx123456c", 0 },
		{ "uk_nino", "NI numbers JX123456C and JX123456D", 1 },
		{ "payment_card", "card 4111-1100-0000-1235", 0 },
	};
	size_t count;

	scan_tier(OURS, lines[_i].id, slice_str(lines[_i].text), &count);
	ck_assert_msg(count == lines[_i].count, "%s: %zu", lines[_i].text,
	    count);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "forms", test_forms, N_OF(cases) },
		{ "detectors", test_detectors, 5 },
		{ NULL, NULL, 0 },
	};

	return unit_main("own", suite);
}

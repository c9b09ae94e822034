#include "scan.h"

static const struct scan_case cases[] = {
	{ "an address and a mobile",
	  "Ms Amina Hassan, 14 Kiln Street, Leith G11 4QP, mobile "
	  "07700 900123", 3 },
	{ "a birthday and an address",
	  "Jane Smith, born 4/3/1981, lives at 3/2, 41 Millburn Avenue", 3 },
	{ "an address and a landline",
	  "Mrs Bell, 12 Mill Road, Glasgow G12 8QQ, tel 0141 496 0123", 3 },
	{ "a mobile and a mailbox of her own",
	  "Jane Smith, 07700 900123, jane.s@gmail.com", 3 },
	{ "an identity number", "Jane Smith, 5 Braehead Crescent, AB10 7TT, "
	  "NI number JX 12 34 56 C", 3 },
	{ "a form", "Full name: Jane Smith\nHome address: 118 Orchard Court\n"
	  "Postcode: NE4 9PT\nEmail: js@post.example", 3 },
	{ "in the order of a sentence",
	  "Ring Ms Gerda Wolff on 07700 900379, she stays at 9 Ropework "
	  "Square, G11 8LH.", 3 },
	{ "somebody to call", "Next of kin: Ian Black, 07700 900124", 3 },
	{ "from abroad", "Jan Nowak, 12 Mill Road, G12 8QQ, +48 600 123 456",
	  3 },
	{ "one thing alone is possible", "Jane Smith, 07700 900123", 1 },
	{ "a business card",
	  "John Smith, Contracts Manager, ABC Ltd, 12 Mill Road, G12 8QQ, "
	  "07700 900123, john@abc.example", 0 },
	{ "a supplier's man", "call John Smith on 07700 900123 or "
	  "john@abc.example", 1 },
	{ "a signature", "See you then.\n\nKind regards\n\nSarah Lennox\n"
	  "12 Mill Road\nGlasgow G12 8QQ\nM 07700 900117\n", 0 },
	{ "a quoted correspondent",
	  "From: Ian Black <ian@gmail.com>\nSent: 4 March 2026\n"
	  "To: Jane Smith <jane@gmail.com>\nSubject: 12 Mill Road, G12 8QQ\n",
	  0 },
	{ "an office", "Our offices: 12 Mill Road, Glasgow G12 8QQ, telephone "
	  "0141 496 0123", 0 },
	{ "an office and who answers there",
	  "Apply to Kirk View Housing Association, 3 Kirk Street, EH15 2AA, "
	  "by 29 May. Questions to Gillian Orr, 0131 496 0146.", 0 },
	{ "properties", "Repairs at 14 Kiln Street, G11 4QP, start on Monday",
	  0 },
	{ "a blank form", "Name: ______ Address: ______ Date of birth: "
	  "__/__/____ Phone: ______", 0 },
	{ "a helpline", "Mr Bell can call 0800 496 0300 or 116 123", 0 },
};

START_TEST(test_profile)
{
	scan_check(&cases[_i], "person_profile");
}
END_TEST

/* What follows a name is hers, not the next one's. */
START_TEST(test_two)
{
	size_t n;

	ck_assert_int_eq(scan_tier("", "person_profile", SLICE("Dr Funmi "
	    "Alade, 31 Quarry Lane, ML3 7ND, 07700 900123; and Miss Tracy "
	    "Yuill, 6 Kirk Wynd, ML3 7NB, 07700 900124."), &n), 3);
	ck_assert_uint_eq(n, 2);
}
END_TEST

/* Our own telephone and domain are nobody's. */
START_TEST(test_own)
{
	static const char conf[] = "set inside domains foundryrow.example\n"
	    "set partner domains *.council.example\n"
	    "list ours of values {\n \"0141 496 0123\"\n}\nset own ours\n";

	ck_assert_int_eq(scan_tier(conf, "person_profile", SLICE("Jane Smith,"
	    " 0141 496 0123, jane@foundryrow.example"), NULL), 0);
	ck_assert_int_eq(scan_tier(conf, "email_list", SLICE("jane@"
	    "foundryrow.example, a@x.council.example"), NULL), 0);
	ck_assert_int_eq(scan_tier(conf, "email_list", SLICE("jane@"
	    "not-foundryrow.example"), NULL), 1);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "profile", test_profile, N_OF(cases) },
		{ "two", test_two, 0 },
		{ "own", test_own, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("person_profile", suite);
}

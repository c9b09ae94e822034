#include "mail/lookalike.h"

#include <string.h>

#include "unit/unit.h"

#define OURS	LOOKALIKE_OURS
#define MAILER	LOOKALIKE_WELL_KNOWN
#define OTHER	LOOKALIKE_WRITTEN_TO

static const struct {
	const char *x, *known;
	enum lookalike_owner owner;
	bool alike;
} cases[] = {
	/* what the eye takes for it */
	{ "f0undryrow.example", "foundryrow.example", OURS, true },
	{ "foundry-row.example", "foundryrow.example", OURS, true },
	{ "foundryrow.example", "foundry-row.example", OURS, true },
	{ "foundryrovv.example", "foundryrow.example", OURS, true },
	{ "fo\u03c5ndryrow.example", "foundryrow.example", OURS, true },
	{ "f\u043eundryrow.example", "foundryrow.example", OURS, true },
	{ "k\u00edrkview.example", "kirkview.example", OURS, true },
	{ "klrkview.example", "kirkview.example", OURS, true },
	{ "k1rkview.example", "kirkview.example", OURS, true },
	{ "oakva1e-council.example", "oakvale-council.example", OTHER, true },
	{ "oakvale-c0uncil.gov.uk", "oakvale-council.gov.uk", OTHER, true },
	{ "exarnpleton.example", "exampleton.example", OTHER, true },
	{ "gma\u0456l.com", "gmail.com", MAILER, true },
	{ "gmai1.com", "gmail.com", MAILER, true },
	{ "rnsn.com", "msn.com", MAILER, false },
	{ "a\u043el.com", "aol.com", MAILER, true },
	{ "caf\u00e9-paul.example", "cafe-paul.example", OTHER, true },
	/* what fingers make of it */
	{ "gmial.com", "gmail.com", MAILER, true },
	{ "gamil.com", "gmail.com", MAILER, true },
	{ "gmal.com", "gmail.com", MAILER, true },
	{ "gmaill.com", "gmail.com", MAILER, true },
	{ "gnail.com", "gmail.com", MAILER, true },
	{ "gmsil.com", "gmail.com", MAILER, true },
	{ "hotmial.com", "hotmail.com", MAILER, true },
	{ "hotmai.com", "hotmail.com", MAILER, true },
	{ "hotmeil.co.uk", "hotmail.co.uk", MAILER, true },
	{ "hormail.com", "hotmail.com", MAILER, true },
	{ "outlok.com", "outlook.com", MAILER, true },
	{ "outloook.com", "outlook.com", MAILER, true },
	{ "yaho.com", "yahoo.com", MAILER, true },
	{ "yahooo.co.uk", "yahoo.co.uk", MAILER, true },
	{ "yhaoo.com", "yahoo.com", MAILER, true },
	{ "iclould.com", "icloud.com", MAILER, false },
	{ "iclooud.com", "icloud.com", MAILER, true },
	{ "foundyrow.example", "foundryrow.example", OURS, true },
	{ "foundrryrow.example", "foundryrow.example", OURS, true },
	{ "foudnryrow.example", "foundryrow.example", OURS, true },
	{ "foundtyrow.example", "foundryrow.example", OURS, true },
	{ "foundryraw.example", "foundryrow.example", OURS, true },
	{ "oakvale-counicl.example", "oakvale-council.example", OTHER, true },
	{ "oakvale-coucil.example", "oakvale-council.example", OTHER, true },
	{ "oakvale-ciuncil.example", "oakvale-council.example", OTHER, true },
	/* endings */
	{ "gmail.con", "gmail.com", MAILER, true },
	{ "gmail.co", "gmail.com", MAILER, true },
	{ "gmail.cm", "gmail.com", MAILER, true },
	{ "bt.con", "bt.com", OTHER, true },
	{ "foundryrow.com", "foundryrow.example", OURS, true },
	{ "foundryrow.org.uk", "foundryrow.example", OURS, true },
	{ "btinternet.co", "btinternet.com", MAILER, true },
	{ "oakvale-council.co.ik", "oakvale-council.co.uk", OTHER, true },
	{ "oakvale-council.exmaple", "oakvale-council.example", OTHER, true },
	{ "oakvale.gov.exmaple", "oakvale.gov.example", OTHER, true },
	/* dots and hyphens */
	{ "foundryrow.example.evil.example", "foundryrow.example", OURS, true },
	{ "mail.foundryrow.example.evil.com", "foundryrow.example", OURS,
	    true },
	{ "foundryrow-example.com", "foundryrow.example", OURS, true },
	{ "oakvale-gov.uk", "oakvale.gov.uk", OTHER, true },
	{ "oakvale-gov-uk.com", "oakvale.gov.uk", OTHER, true },
	{ "oakvale.gov.uk.com", "oakvale.gov.uk", OTHER, true },
	/* another name */
	{ "plusnet.pl", "plus.net", MAILER, false },
	{ "phoneco.coop", "phone.co", MAILER, false },
	{ "foundryrow.example", "foundryrow.example", OURS, false },
	{ "mail.foundryrow.example", "foundryrow.example", OURS, false },
	{ "foundryrow.example", "mail.foundryrow.example", OURS, false },
	{ "foundry.example", "foundryrow.example", OURS, false },
	{ "foundryrow-lettings.example", "foundryrow.example", OURS, false },
	{ "foundryrow.zendesk.com", "foundryrow.example", OURS, false },
	{ "kirkview.sharepoint.com", "kirkview.example", OURS, false },
	{ "yahoo.co.uk", "yahoo.com", MAILER, false },
	{ "hotmail.fr", "hotmail.com", MAILER, false },
	{ "cloud.com", "icloud.com", MAILER, false },
	{ "aon.com", "aol.com", MAILER, false },
	{ "love.com", "live.com", MAILER, false },
	{ "main.com", "mail.com", MAILER, false },
	{ "ski.com", "sky.com", MAILER, false },
	{ "bt.co", "bt.com", OTHER, false },
	{ "bp.com", "bt.com", OTHER, false },
	{ "bbc.co.uk", "bba.co.uk", OTHER, false },
	{ "oakvale.com", "oakvale.co.uk", OTHER, false },
	{ "oakvale.org", "oakvale.com", OTHER, false },
	{ "smith.example", "smiths.example", OTHER, false },
	{ "harper-smiths.example", "harper-smith.example", OTHER, false },
	{ "unit4.example", "unit5.example", OTHER, false },
	{ "districtcouncil2.example", "districtcouncil3.example", OTHER,
	    false },
	{ "studio.example", "studio7.example", OTHER, false },
	{ "bilton.example", "bolton.example", OTHER, false },
	{ "dalton.example", "salton.example", OTHER, false },
	/* councils whose names are a letter apart, under one registry */
	{ "melton.gov.uk", "merton.gov.uk", OTHER, false },
	{ "boston.gov.uk", "bolton.gov.uk", OTHER, false },
	{ "harrow.gov.uk", "barrow.gov.uk", OTHER, false },
	{ "northlanarkshire.gov.uk", "southlanarkshire.gov.uk", OTHER, false },
	{ "eastayrshire.gov.uk", "westayrshire.gov.uk", OTHER, false },
	{ "st-marys.bolton.sch.uk", "st-marks.bolton.sch.uk", OTHER, false },
	{ "ashfield.gov.uk", "ashford.gov.uk", OTHER, false },
	/* nothing looks like these */
	{ "[192.0.2.1]", "gmail.com", MAILER, false },
	{ "", "gmail.com", MAILER, false },
	{ "gmail.com.", "gmail.com", MAILER, false },
	{ "localhost", "foundryrow.example", OURS, false },
	{ "\u4e2d\u6587\u7f51.example", "\u65e5\u672c\u8a9e.example", OTHER,
	    false },
};

START_TEST(test_case)
{
	struct lookalike x, known;
	bool got;

	ck_assert(lookalike_make(slice_str(cases[_i].known), &known));
	got = lookalike_make(slice_str(cases[_i].x), &x) &&
	    lookalike_is(&x, &known, cases[_i].owner);
	ck_assert_msg(got == cases[_i].alike, "%s, known %s: %d", cases[_i].x,
	    cases[_i].known, got);
}
END_TEST

START_TEST(test_long)
{
	char label[4 * LOOKALIKE_LABEL_MAX + 16];
	struct lookalike x;

	memset(label, 'a', sizeof label);
	ck_assert(lookalike_make(slice_of(label, LOOKALIKE_LABEL_MAX), &x));
	ck_assert_uint_eq(x.text_len, LOOKALIKE_LABEL_MAX);
	ck_assert(!lookalike_make(slice_of(label, LOOKALIKE_LABEL_MAX + 1),
	    &x));
	/* Letters that become two: no more than there is room for. */
	memset(label, '\xdf', sizeof label);
	ck_assert(!lookalike_make(slice_of(label, sizeof label), &x));
	ck_assert(lookalike_make(slice_of(label, 4 * LOOKALIKE_LABEL_MAX),
	    &x));
	ck_assert_uint_le(x.text_len, LOOKALIKE_LABEL_MAX);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "case", test_case, N_OF(cases) },
		{ "long", test_long, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("lookalike", tests);
}

#include "disclaimer/disclaimer.h"

#include <time.h>

#include "base/limits.h"
#include "conf/conf.h"
#include "unit/unit.h"

#define WORDS	"Private and confidential. Caf\xc3\xa9 Homes."

static const struct disclaimer one = {
	.name = { (const uint8_t *)"a", 1 },
	.text = { (const uint8_t *)WORDS, sizeof WORDS - 1 },
	.ascii = { (const uint8_t *)"Private and confidential. Cafe Homes.",
	    37 },
	.html = { (const uint8_t *)"<p>Private, for you. Caf&#233; Homes.</p>",
	    41 },
};

static const struct {
	const char *name, *text;
	bool present, shown;
} cases[] = {
	{ "as it is", WORDS, true, true },
	{ "after other words", "Hello\n\n" WORDS "\n", true, true },
	{ "wrapped otherwise, other case",
	    "private AND\r\nconfidential.\r\ncaf\xc3\xa9\r\nHomes", true, true },
	{ "without accents", "Private and confidential. Cafe Homes.", true,
	    true },
	{ "the words of the page", "Private, for you. Caf\xc3\xa9 Homes.", true,
	    true },
	{ "in a quote", "> Private and confidential.\n> Cafe Homes.", false,
	    true },
	{ "below the line of an older message",
	    "Hi\n-----Original Message-----\n" WORDS, false, true },
	{ "below a block of From and Sent",
	    "Hi\nFrom: a\nSent: b\nTo: c\n\n" WORDS, false, true },
	{ "above an older message",
	    WORDS "\n-----Original Message-----\nOld", true, true },
	{ "From: alone is no older message", "From: here on\n" WORDS, true,
	    true },
	{ "another firm's", "Private and confidential. Tea Homes.", false,
	    false },
	{ "a part of it", "Private and confidential.", false, false },
	{ "nothing", "", false, false },
};

START_TEST(test_present)
{
	struct slice text = slice_str(cases[_i].text);

	ck_assert_msg(disclaimer_present(&one, text) == cases[_i].present,
	    "%s", cases[_i].name);
	ck_assert_msg(disclaimer_shown(&one, text) == cases[_i].shown,
	    "%s", cases[_i].name);
}
END_TEST


/* --- all texts of an association ------------------------------------------------------- */

static const struct { const char *path, *bytes; } files[] = {
	{ "en.txt", "This email is confidential and meant only for the people "
	    "it is addressed to.\nIt was sent by %{sender.name} of "
	    "%{association}, which is a charity registered in Scotland.\n"
	    "See https://www.row.example/privacy for what we know of you.\n" },
	{ "en.html", "<div><p>This email is <b>confidential</b> and meant only "
	    "for the people it is addressed to. It was sent by "
	    "%{sender.name} of %{association}, which is a charity registered "
	    "in Scotland.</p><p><a href=\"https://www.row.example/privacy\">"
	    "What we know of you</a></p></div>\n" },
	{ "gd.txt", "Tha am post-d seo d\xc3\xacomhair agus chan ann ach dhan "
	    "duine dhan deach a chur.\nS e %{association} carthannas "
	    "cl\xc3\xa0raichte ann an Alba.\n" },
	{ "gd.html", "<p>Tha am post-d seo d\xc3\xacomhair agus chan ann ach "
	    "dhan duine dhan deach a chur. S e %{association} carthannas "
	    "cl\xc3\xa0raichte ann an Alba.</p>" },
	{ "other.txt", "Nobody but you should read what stands in this email "
	    "of %{association}.\n" },
	{ "other.html", "<p>Nobody but you should read what stands in this "
	    "email of %{association}.</p>" },
};

static struct disclaimers *
load(void)
{
	struct conf_source src;
	struct conf_files *f = conf_files_new();
	struct conf_diag *diag = conf_diag_new();
	struct disclaimers *d = NULL;
	struct conf_tree *t;
	size_t i;

	for (i = 0; i < N_OF(files); i++)
		ck_assert_int_eq(conf_files_add(f, files[i].path,
		    slice_str(files[i].bytes)), 0);
	src = conf_files_source(f);
	ck_assert_int_eq(conf_parse(SLICE("association row { name "
	    "\"Foundry Row\"; domains row.example; disclaimer text \"en.txt\","
	    " html \"en.html\"; disclaimer gd text \"gd.txt\", html "
	    "\"gd.html\" }\nassociation other { name \"Other Homes\"; domains "
	    "o.example; disclaimer text \"other.txt\", html \"other.html\" }\n"
	    ), "t", diag, &t), 0);
	ck_assert_int_eq(disclaimers_new(t, &src, diag, &d), 0);
	conf_free(t);
	conf_diag_free(diag);
	conf_files_free(f);
	return d;
}

#define BY	" It was sent by Jo Smith of Foundry Row, which is a charity " \
	"registered in Scotland. "
#define EN	"This email is confidential and meant only for the people it is " \
	"addressed to." BY "See https://www.row.example/privacy for what we " \
	"know of you."
#define GD	"Tha am post-d seo d\xc3\xacomhair agus chan ann ach dhan duine " \
	"dhan deach a chur. S e Foundry Row carthannas cl\xc3\xa0raichte ann " \
	"an Alba."

static const struct { const char *name, *text; bool own, anywhere; } known[] = {
	{ "as this message gets it", "Hello\n\n" EN, true, true },
	{ "for another sender", "Hello\n\nThis email is confidential and meant "
	    "only for the people it is addressed to. It was sent by Ann of "
	    "Foundry Row, which is a charity registered in Scotland. See "
	    "https://www.row.example/privacy for what we know of you.", true,
	    true },
	{ "in another language", "Hal\xc3\xb2\n\n" GD, true, true },
	{ "in capitals, its accents lost", "THA AM POST-D SEO DIOMHAIR AGUS "
	    "CHAN ANN ACH DHAN DUINE DHAN DEACH A CHUR. S E FOUNDRY ROW "
	    "CARTHANNAS CLARAICHTE ANN AN ALBA.", true, true },
	{ "accents apart", "Tha am post-d seo di\xcc\x80omhair agus chan ann "
	    "ach dhan duine dhan deach a chur. S e Foundry Row carthannas "
	    "cla\xcc\x80raichte ann an Alba.", true, true },
	{ "in lines of a few words", "This\nemail is\r\nconfidential and\n\n"
	    "meant only for\tthe people it is addressed to." BY "See\n"
	    "https://www.row.example/privacy\nfor what we know of you.", true,
	    true },
	{ "soft hyphens and words cut by none", "This em\xc2\xad" "ail is con"
	    "\xe2\x80\x8b" "fiden\xc2\xad" "tial and meant only for the people "
	    "it is addressed to." BY "See https://www.row.example/privacy for "
	    "what we know of you.", true, true },
	{ "no-break spaces", "This\xc2\xa0" "email\xc2\xa0is\xe2\x80\xaf"
	    "confidential and meant only for the people it is addressed to." BY
	    "See https://www.row.example/privacy for what we know of you.",
	    true, true },
	{ "stars for bold, and bullets", "* This email is *confidential* and "
	    "meant only for the people it is addressed to.\n\xe2\x80\xa2" BY
	    "\n\xe2\x80\xa2 See https://www.row.example/privacy for what we "
	    "know of you.", true, true },
	{ "the page's words, with its link beside them", "This email is "
	    "*confidential* and meant only for the people it is addressed to."
	    BY "What we know of you <https://www.row.example/privacy>", true,
	    true },
	{ "a link twice, as mail programs write it", "This email is "
	    "confidential and meant only for the people it is addressed to." BY
	    "See https://www.row.example/privacy\n<https://safe.example/?url="
	    "https%3A%2F%2Fwww.row.example%2Fprivacy> for what we know of you.",
	    true, true },
	{ "below a bracket that is never closed", "See <https://\r\n\r\n" EN
	    " >", true, true },
	{ "beside a picture's words", "[image: Foundry Row, our logo] " EN,
	    true, true },
	{ "typographic marks", "This email is confidential \xe2\x80\x94 and "
	    "meant only for the people it is addressed to." BY "See "
	    "\xe2\x80\x9chttps://www.row.example/privacy\xe2\x80\x9d for what "
	    "we know of you\xe2\x80\xa6", true, true },
	{ "ligatures and full width", "This email is con\xef\xac\x81" "dential "
	    "and meant only for the people it is addressed to." BY "See "
	    "https://www.row.example/privacy \xef\xbd\x86\xef\xbd\x8f\xef\xbd"
	    "\x92 what we know of you.", true, true },
	{ "in an older version", "This email is confidential and meant only "
	    "for the people it is addressed to. Please delete it if you got it "
	    "by mistake. It was sent by Jo Smith of Foundry Row, which is a "
	    "charity registered in Scotland.", true, true },
	{ "in three quotes", "Yes.\n\n> Hm\n>\n> > > This email is "
	    "confidential and meant only for\n> > > the people it is addressed "
	    "to. It was sent by Jo\n> > > Smith of Foundry Row, which is a "
	    "charity\n> > > registered in Scotland. See\n> > > "
	    "https://www.row.example/privacy for what we know\n> > > of you.",
	    false, true },
	{ "an older version in a quote", "Yes.\n\n> This email is confidential "
	    "and meant only for the people it is\n> addressed to. Please delete "
	    "it. It was sent by Jo Smith of Foundry Row,\n> which is a charity "
	    "registered in Scotland.", false, true },
	{ "below Outlook's fields", "Yes.\n\nFrom: Ann\nSent: Monday\nTo: Jo\n"
	    "Subject: Hm\n\n" EN, false, true },
	{ "below a quote", "> Hm?\n\nYes.\n\n" EN, true, true },
	{ "broken by a quoted line", "This email is confidential and meant "
	    "only for the people it is addressed to.\n> really?\n" BY
	    "\nSee https://www.row.example/privacy for what we know of you.",
	    true, true },
	{ "the other association's", "Nobody but you should read what stands "
	    "in this email of Other Homes.", false, false },
	{ "another firm's", "This email is confidential and meant only for the "
	    "people it is addressed to. It was sent by Jo Smith of Acme "
	    "Lettings, which is a firm registered in Scotland. See "
	    "https://www.acme.example/privacy for what we know of you.", false,
	    false },
	{ "its first sentence alone", "This email is confidential and meant "
	    "only for the people it is addressed to.", false, false },
	{ "words of it far apart", "This email is confidential and meant only "
	    "for the people it is addressed to. It was sent by", false, false },
	{ "nothing", "", false, false },
};

START_TEST(test_known)
{
	const struct edit_variable jo = { SLICE("sender.name"),
	    SLICE("Jo Smith") };
	struct slice text = slice_str(known[_i].text);
	struct arena *a = arena_new(MIB);
	struct disclaimers *all = load();
	struct disclaimer now;

	ck_assert_int_eq(disclaimer_expand(disclaimer_find(all, SLICE("row")),
	    &jo, 1, a, &now), 0);
	ck_assert_msg(disclaimers_known(all, &now, text, true) ==
	    known[_i].own, "%s", known[_i].name);
	ck_assert_msg(disclaimers_known(all, &now, text, false) ==
	    known[_i].anywhere, "%s", known[_i].name);
	disclaimers_free(all);
	arena_free(a);
}
END_TEST

/*
 * Texts that are made to be slow: each must be read in a moment, for the
 * child has ten seconds for the whole message.
 */
static const struct { const char *name, *unit; } slow[] = {
	{ "its own beginning", "This email is confidential and meant only " },
	{ "words over no quote", "a wrote 1.1:\n" },
	{ "fields", "From: a\nSent: b\n" },
	{ "open brackets", "<https://" },
	{ "empty lines", "\n" },
	{ "rules", "_____\n" },
	{ "colons", "On x:\n" },
	{ "quotes", ">\na wrote:\n" },
	{ "words", "a b " },
	{ "a name", "Foundry Row " },
	{ "bytes that are no text", "\xff\xc3" },
};

START_TEST(test_slow)
{
	struct slice unit = slice_str(slow[_i].unit);
	struct buf text = BUF_INIT(8 * MIB);
	struct disclaimers *all = load();
	clock_t from;

	while (text.len + unit.len <= 4 * MIB)
		(void)buf_put_slice(&text, unit);
	from = clock();
	ck_assert(!disclaimers_known(all, disclaimer_find(all, SLICE("row")),
	    buf_slice(&text), true));
	(void)disclaimers_known(all, disclaimer_find(all, SLICE("row")),
	    buf_slice(&text), false);
	ck_assert_msg(clock() - from < 2 * CLOCKS_PER_SEC, "%s",
	    slow[_i].name);
	buf_free(&text);
	disclaimers_free(all);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "present", test_present, N_OF(cases) },
		{ "known", test_known, N_OF(known) },
		{ "slow", test_slow, N_OF(slow) },
		{ NULL, NULL, 0 },
	};

	return unit_main("present", all);
}

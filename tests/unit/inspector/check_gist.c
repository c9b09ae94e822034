#include "inspector/gist.h"

#include <string.h>

#include "base/limits.h"
#include "unit/unit.h"

#define STORY	"The council has decided to sell the old baths in Bank " \
	"Street to a builder of flats,\nand nobody has asked the people who " \
	"live here whether they would rather swim.\n"
#define OTHER	"Rent statements for the quarter are ready in the portal: " \
	"sign in with your number\nto see what was paid in and what is " \
	"still due at the end of the month.\n"
#define NOTICE	"This email and any attachments are confidential and " \
	"intended solely for the person to whom\nit is addressed. If you " \
	"are not the intended recipient please notify the sender and " \
	"delete it.\nViews expressed do not necessarily represent those of " \
	"the association.\n"

static struct text_signature
gist(const char *own, const char *quoted, bool is_forward, bool is_reply)
{
	struct arena *a = arena_new(4 * MIB);
	struct text_signature s;

	ck_assert_int_eq(gist_signature(slice_str(own), slice_str(quoted),
	    is_forward, is_reply, a, &s), 0);
	arena_free(a);
	return s;
}

/* Two mails that say the same, or do not. */
static const struct {
	const char *name;
	struct {
		const char *own, *quoted;
		bool is_forward, is_reply;
	} mail[2];
	bool same;
} pairs[] = {
	{ "greeting and signature are not what it says",
	    { { "Hi Ann,\n\n" STORY "\nKind regards\nKim Orr\nHousing Officer\n"
	    "0141 496 0123\n", "", false, false },
	    { "Dear all\n\n" STORY "\nCheers,\nLee\n", "", false, false } },
	    true },
	{ "thanks at the top are no sign-off",
	    { { "Thanks for this!\n\n" STORY, "", false, false },
	    { "Best story ever:\n" STORY, "", false, false } }, true },
	{ "one signature and notice do not make two mails the same",
	    { { "Thanks!\n\nKim Orr\nHousing Officer, Mill Lane Housing "
	    "Association Limited\n1 Mill Lane, Glasgow G1 1AA, telephone 0141 "
	    "496 0123\nOur office in Mill Lane is open from Monday to Friday\n"
	    NOTICE, "", false, false },
	    { "Thanks!\n\nLee Fox\nHousing Officer, Mill Lane Housing "
	    "Association Limited\n1 Mill Lane, Glasgow G1 1AA, telephone 0141 "
	    "496 0123\nOur office in Mill Lane is open from Monday to Friday\n"
	    NOTICE, "", false, false } }, false },
	{ "nor does what stands below two dashes",
	    { { "See you then.\n-- \nKim\nlook at our page to see what we do "
	    "for people who live here\nand what you can do to help us with it "
	    "every day of the year\n", "", false, false },
	    { "It is done.\n-- \nLee\nlook at our page to see what we do "
	    "for people who live here\nand what you can do to help us with it "
	    "every day of the year\n", "", false, false } }, false },
	{ "nor is the notice",
	    { { STORY "\n" NOTICE, "", false, false },
	    { STORY, "", false, false } }, true },
	{ "one notice does not make two mails the same",
	    { { STORY "\n" NOTICE, "", false, false },
	    { OTHER "\n" NOTICE, "", false, false } }, false },
	{ "sent on, and written",
	    { { "fyi\n", "---------- Forwarded message ---------\nFrom: Ann "
	    "<a@b.example>\nDate: Mon, 4 May 2026\nSubject: baths\nTo: Kim\n\n"
	    STORY, true, false }, { STORY, "", false, false } }, true },
	{ "quoted deeper",
	    { { "", "> > From: Ann\n> > Sent: Monday\n> > Subject: x\n> >\n> > "
	    "The council has decided to sell the old baths in Bank Street to\n"
	    "> > a builder of flats, and nobody has asked the people who live\n"
	    "> > here whether they would rather swim.\n", true, false },
	    { "", STORY, true, false } }, true },
	{ "all that answer a circular have it below",
	    { { "yes\n", "On Monday Ann wrote:\n> " STORY, false, true },
	    { STORY, "", false, false } }, false },
	{ "only quoted, without a mark of a forward",
	    { { "", STORY, false, false }, { STORY, "", false, false } },
	    true },
	{ "other dates and numbers",
	    { { "Meeting at 10 on 4 May.\n" STORY, "", false, false },
	    { "Meeting at 14:30 on 11 May.\n" STORY, "", false, false } },
	    true },
	{ "other words", { { STORY, "", false, false },
	    { OTHER, "", false, false } }, false },
};

START_TEST(test_pairs)
{
	struct text_signature s[2];
	size_t i;
	bool same;

	for (i = 0; i < 2; i++)
		s[i] = gist(pairs[_i].mail[i].own, pairs[_i].mail[i].quoted,
		    pairs[_i].mail[i].is_forward,
		    pairs[_i].mail[i].is_reply);
	same = text_signature_alike(&s[0], &s[1]) >= 18;
	ck_assert_msg(same == pairs[_i].same, "%s: %zu", pairs[_i].name,
	    text_signature_alike(&s[0], &s[1]));
}
END_TEST

/* What has no words of its own has no signature. */
static const char *const nothings[] = {
	"", "Thanks\n", "Dear Ann,\n\nThank you for your email.\n\nKind regards"
	"\nKim\n", NOTICE, "Hi\n\n" NOTICE, "-- \nKim Orr\n" NOTICE,
	"From: a@b.example\nSent: Monday\nTo: Kim\nSubject: one two three four "
	"five six seven eight nine ten\n",
};

START_TEST(test_nothing)
{
	struct text_signature s = gist(nothings[_i], "", false, false);

	ck_assert_msg(text_signature_is_none(&s), "%s", nothings[_i]);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "pairs", test_pairs, N_OF(pairs) },
		{ "nothing", test_nothing, N_OF(nothings) },
		{ NULL, NULL, 0 },
	};

	return unit_main("gist", suite);
}

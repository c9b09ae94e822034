#include "scan.h"

/* Letters that want to be passed on; `of`: what else of the mail is known. */
static const struct {
	const char *name, *text;
	struct detect_forwarding how;
} letters[] = {
	{ "luck and a number",
	    "Send this to ten people and you will have good luck.", { 0 } },
	{ "a threat and a number in figures",
	    "Forward to 12 friends or seven years of bad luck await you.",
	    { 0 } },
	{ "an alarm for all",
	    ("A new virus will wipe your hard drive. Forward this to everyone "
	    "in your address book!"), { 0 } },
	{ "money up a list",
	    ("Send £5 to the name at the top of the list, put your name at "
	    "the bottom, and send it to 20 friends."), { 0 } },
	{ "a petition that grows",
	    ("Add your name to the list below and forward it to all your "
	    "contacts. If you are the 100th person, send a copy back."),
	    { 0 } },
	{ "a voucher for sharing",
	    ("They are giving away free vouchers! Send this to 15 contacts to "
	    "claim your voucher."), { 0 } },
	{ "for one's status",
	    ("Copy and paste this to your status, most people won't."),
	    { 0 } },
	{ "figures for letters",
	    "F0rw4rd th1s to t3n fr13nds or you w1ll have b4d luck.", { 0 } },
	{ "letters that stand apart",
	    "s e n d  t h i s  t o  t e n  f r i e n d s  o r  b a d  l u c k",
	    { 0 } },
	{ "even if all blanks are alike",
	    "s e n d t h i s t o t e n f r i e n d s o r b a d l u c k", { 0 } },
	{ "points between letters",
	    "S.e.n.d this to t.e.n friends for good l.u.c.k today.", { 0 } },
	{ "letters of another alphabet",
	    ("S\u0435nd this t\u043e ten p\u0435\u043eple or b\u0430d "
	    "luck will follow."), { 0 } },
	{ "what cannot be seen between letters",
	    ("Se\u200bnd this to ten peo\u00adple or ba\u200bd luck "
	    "will follow."), { 0 } },
	{ "in Welsh",
	    ("Anfonwch y neges hon at ddeg o bobl neu cewch saith mlynedd o "
	    "anlwc."), { 0 } },
	{ "in Gaelic",
	    ("Cuir seo gu deichnear charaidean air neo bidh droch fhortan "
	    "ort."), { 0 } },
	{ "in French",
	    ("Envoyez ce message à dix personnes, sinon sept ans de malheur "
	    "vous attendent."), { 0 } },
	{ "in Spanish",
	    ("Reenvía este mensaje a diez amigos o tendrás siete años de mala "
	    "suerte."), { 0 } },
	{ "in Polish",
	    ("Prześlij to do dziesięciu osób albo czeka cię siedem lat "
	    "pecha."), { 0 } },
	{ "in Polish without its marks",
	    ("Przeslij to do dziesieciu osob albo czeka cie siedem lat "
	    "pecha."), { 0 } },
	{ "a weaker one that was passed on and on",
	    "Tell your friends: share this with all the women you know. "
	    "Be careful, it is dangerous.",
	    { .depth = 5, .own_bytes = 10, .quoted_bytes = 4000,
	    .recipients = 20 } },
	{ "that says it is none",
	    ("This is not a chain letter! Pass it on to ten friends and your "
	    "wish will come true."), { 0 } },
};

static const struct {
	const char *name, *text;
} others[] = {
	{ "the same without a reason",
	    "Send this to ten people." },
	{ "a reason without an urging",
	    "You will have good luck. Bad luck is for others." },
	{ "to a team", "Please forward to your team: a new virus is about." },
	{ "to all staff",
	    "Please circulate to all staff. Good luck to all who sit exams." },
	{ "a newsletter",
	    ("Forward this newsletter to a friend and win a prize. "
	    "Unsubscribe here.") },
	{ "a policy",
	    ("Staff must not forward chain letters such as \"send this to ten "
	    "people or you will have bad luck\".") },
	{ "a question about one",
	    ("Is this a hoax? \"Send this to ten people or you will have bad "
	    "luck.\"") },
	{ "what somebody did",
	    ("I have sent it to everyone I know, and had nothing but bad luck "
	    "with the landlord.") },
	{ "the news that it is forbidden",
	    ("Never send these to ten friends, whatever they say of bad luck, "
	    "and do not forward this to your contacts.") },
	{ "a raffle",
	    ("Raffle tickets £1: tell your friends and family! First prize a "
	    "hamper. Registered charity SC012345.") },
	{ "a chain of supply",
	    "Break the chain of infection: pass this on to the cleaners." },
	{ "forward planning",
	    "Forward planning group: ten people, good luck in the new year." },
};

static int
tier_of(const char *text, const struct detect_forwarding *how)
{
	struct scan s;
	const struct finding *f;
	int tier;

	scan_begin(&s, "");
	detect_forwarding(s.run, how);
	scan_body(&s, slice_str(text));
	ck_assert_int_eq(s.r, 0);
	f = scan_nth(&s, "chain_letter", 0);
	tier = f != NULL ? f->tier : 0;
	ck_assert_ptr_null(scan_nth(&s, "chain_letter", 1));
	scan_end(&s);
	return tier;
}

START_TEST(letters_are_found)
{
	ck_assert_msg(tier_of(letters[_i].text, &letters[_i].how) >= 2,
	    "%s", letters[_i].name);
}
END_TEST

START_TEST(others_are_not)
{
	struct detect_forwarding far = { .depth = 6, .own_bytes = 1,
	    .quoted_bytes = 5000, .recipients = 30 };

	ck_assert_msg(tier_of(others[_i].text, &far) < 2, "%s",
	    others[_i].name);
}
END_TEST

/* The subject urges, the text gives the reason. */
START_TEST(a_subject_counts)
{
	struct text_unit unit = { .to = 28, .where = FINDING_SUBJECT };
	struct scan s;

	scan_begin(&s, "");
	scan_units(&s, SLICE("Send this to twelve friends!"), &unit, 1, "0");
	ck_assert_ptr_null(scan_nth(&s, "chain_letter", 0));
	scan_body(&s, SLICE("Years of bad luck to who does not."));
	ck_assert_ptr_nonnull(scan_nth(&s, "chain_letter", 0));
	ck_assert_int_ge(scan_nth(&s, "chain_letter", 0)->tier, 2);
	scan_end(&s);
}
END_TEST

/* What stands thousands of letters apart is no letter together. */
START_TEST(far_signs_do_not_meet)
{
	struct buf b = BUF_INIT(64 * KIB);
	struct scan s;
	int i;

	buf_puts(&b, "Send this to ten people. ");
	for (i = 0; i < 200; i++)
		buf_puts(&b, "The joiner comes on Tuesday. ");
	buf_puts(&b, "You will have bad luck.");
	scan_begin(&s, "");
	scan_body(&s, buf_slice(&b));
	ck_assert(scan_nth(&s, "chain_letter", 0) == NULL ||
	    scan_nth(&s, "chain_letter", 0)->tier == 1);
	scan_end(&s);
	buf_free(&b);
}
END_TEST

/* Over the end of a window of text, at any place. */
START_TEST(a_window_does_not_part_it)
{
	static const char letter[] = "Send this to ten people or seven years "
	    "of bad luck will follow. ";
	struct buf b = BUF_INIT(256 * KIB);
	struct scan s;
	size_t i;

	for (i = 0; i < 64 * KIB - (size_t)_i * 8; i++)
		buf_putc(&b, i % 8 == 7 ? ' ' : 'x');
	buf_puts(&b, letter);
	for (i = 0; i < 4 * KIB; i++)
		buf_putc(&b, i % 8 == 7 ? ' ' : 'x');
	scan_begin(&s, "");
	scan_body(&s, buf_slice(&b));
	ck_assert_int_eq(s.r, 0);
	ck_assert_ptr_nonnull(scan_nth(&s, "chain_letter", 0));
	ck_assert_int_eq(scan_nth(&s, "chain_letter", 0)->tier, 3);
	scan_end(&s);
	buf_free(&b);
}
END_TEST

START_TEST(too_many_signs_are_a_limit)
{
	static const char *const words[] = { "lucky", "blessing", "miracle",
	    "vouchers", "prize", "danger", "giveaway", "unlucky", "virus",
	    "cash", "petition", "boycott" };
	struct buf b = BUF_INIT(4 * MIB);
	size_t i, all = 0;
	struct scan s;

	for (i = 0; i <= CHAIN_SIGNS_MAX; i++) {
		all = b.len;
		buf_printf(&b, "%s, ", words[i % N_OF(words)]);
	}
	scan_begin(&s, "");
	scan_body(&s, slice_sub(buf_slice(&b), 0, all));
	ck_assert_int_eq(s.r, 0);
	scan_end(&s);
	scan_begin(&s, "");
	scan_body(&s, buf_slice(&b));
	ck_assert_int_eq(s.r, ERR_LIMIT);
	scan_end(&s);
	buf_free(&b);
}
END_TEST

/* An officer's own words take the place of ours. */
START_TEST(a_site_may_have_its_own_words)
{
	struct scan s;

	scan_begin(&s, "list chain-luck of terms { 3 a golden goose }\n");
	scan_body(&s, SLICE("Send this to ten people for a golden goose."));
	ck_assert_ptr_nonnull(scan_nth(&s, "chain_letter", 0));
	ck_assert_int_ge(scan_nth(&s, "chain_letter", 0)->tier, 2);
	scan_end(&s);
	/* Its urging alone is possible, and no more. */
	scan_begin(&s, "list chain-luck of terms { 3 a golden goose }\n");
	scan_body(&s, SLICE("Send this to ten people for good luck."));
	ck_assert_ptr_nonnull(scan_nth(&s, "chain_letter", 0));
	ck_assert_int_eq(scan_nth(&s, "chain_letter", 0)->tier, 1);
	scan_end(&s);
}
END_TEST

static const struct {
	const char *name, *conf;
} wrong[] = {
	{ "no weight", "list chain-luck of terms { a golden goose }\n" },
	{ "a weight past three", "list chain-luck of terms { 4 a goose }\n" },
	{ "no words", "list chain-luck of terms { 3 }\n" },
	{ "no such key", "list chain-passing of terms { throw it }\n" },
};

START_TEST(wrong_lists_are_refused)
{
	struct conf_diag *diag = conf_diag_new();
	struct conf_tree *tree;
	struct detect_plan *plan = NULL;

	ck_assert_int_eq(conf_parse(slice_str(wrong[_i].conf), "test.conf",
	    diag, &tree), 0);
	ck_assert_msg(detect_plan_new(tree, diag, &plan) == ERR_SYNTAX, "%s",
	    wrong[_i].name);
	ck_assert_uint_eq(conf_diag_errors(diag), 1);
	conf_free(tree);
	conf_diag_free(diag);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "letters", letters_are_found, N_OF(letters) },
		{ "others", others_are_not, N_OF(others) },
		{ "subject", a_subject_counts, 0 },
		{ "far apart", far_signs_do_not_meet, 0 },
		{ "windows", a_window_does_not_part_it, 14 },
		{ "limit", too_many_signs_are_a_limit, 0 },
		{ "own words", a_site_may_have_its_own_words, 0 },
		{ "wrong lists", wrong_lists_are_refused, N_OF(wrong) },
		{ NULL, NULL, 0 },
	};

	return unit_main("chain_letter", suite);
}

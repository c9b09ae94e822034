#include "disclaimer/resemble.h"

#include "base/buf.h"
#include "base/limits.h"
#include "disclaimer/fold.h"
#include "unit/unit.h"

/* --- our notices, as they are now ------------------------------------------------------- */

#define A_NAME	"Foundry Row Housing Association"
#define A1	" This email and any files sent with it are confidential and meant " \
	"only for the person or organisation they are addressed to. "
#define A2	"If you have received this email by mistake, please tell the " \
	"sender and delete it; you must not copy it, pass it on or act on it. "
#define A3	"Any views in this email are those of the sender and not " \
	"necessarily those of " A_NAME ". "
#define A4	"Please check this email and any attachments for viruses: we " \
	"accept no liability for damage caused by software viruses. "
#define A5	" Registered office: 1 Foundry Row, Glasgow. Tel: 0141 496 0123. "
#define A	A_NAME "\n\n" A1 A2 "\n\n" A3 A4 "\n\n" A5

#define B	"Kirk View Care is a charity registered in Scotland, SC000000. " \
	"Our office is at 2 Kirk View, Paisley PA1 0ZZ, and you can read how " \
	"we use what we know of you at www.kirkview.example/privacy. "

#define C	"Mae'r e-bost hwn yn gyfrinachol ac wedi'i fwriadu ar gyfer y " \
	"person y cyfeiriwyd ef ato yn unig. Os ydych wedi derbyn yr e-bost " \
	"hwn trwy gamgymeriad, rhowch wybod i Gartref Cwm a'i ddileu. Mae " \
	"Gartref Cwm yn elusen gofrestredig, rhif 000000, yng Nghaerdydd."

#define D	"Kirk View Housing Association. Tha am post-d seo agus faidhle " \
	"sam bith a tha ceangailte ris d\xc3\xacomhair, agus tha iad " \
	"a-mh\xc3\xa0in airson an neach no na buidhne dhan deach an cur. Ma " \
	"fhuair sibh am post-d seo air mhearachd, innsibh dhan neach a chuir " \
	"e agus sguabaibh \xc3\xa0s e; na d\xc3\xa8""anaibh lethbhreac dheth, " \
	"na cuiribh air adhart e agus na cleachdaibh na tha ann."

enum { TEXT_A, TEXT_B, TEXT_C, TEXT_D };

static const struct { const char *text, *name, *domain; } texts[] = {
	{ A, A_NAME, "foundryrow.example" },
	{ B, "Kirk View Care", "kirkview.example" },
	{ C, "Gartref Cwm", "gartrefcwm.example" },
	{ D, "Kirk View Housing Association", "kirkview.example" },
};

/* --- ours, in older or other words ------------------------------------------------------- */

static const struct { const char *name; int of; const char *mail; } ours[] = {
	{ "A as it is", TEXT_A, A },
	{ "another telephone", TEXT_A, A_NAME A1 A2 A3 A4
	    "Registered office: 1 Foundry Row, Glasgow. Tel: 0141 555 9876." },
	{ "another office", TEXT_A, A_NAME A1 A2 A3 A4
	    "Registered office: 77 New Quay, Leith. Tel: 0131 496 0555." },
	{ "no office yet", TEXT_A, A_NAME A1 A2 A3 A4 },
	{ "no viruses yet", TEXT_A, A_NAME A1 A2 A3 A5 },
	{ "no views yet", TEXT_A, A_NAME "\n" A1 A2 A4 A5 },
	{ "no word of mistakes yet", TEXT_A, A_NAME A1 A3 A4 A5 },
	{ "a sentence more at the end", TEXT_A, A "We record telephone calls "
	    "for training and for your safety." },
	{ "a sentence more at the top", TEXT_A, "Please do not print this "
	    "email unless you have to. " A },
	{ "a sentence more in the middle", TEXT_A, A_NAME A1 A2 "How we use "
	    "personal data is told on our website, www.foundryrow.example. "
	    A3 A4 A5 },
	{ "paragraphs in another order", TEXT_A, A_NAME A5 A4 A3 A2 A1 },
	{ "the first paragraph reworded", TEXT_A, A_NAME " The contents of "
	    "this message are private; they are for whoever is named above "
	    "and nobody else. " A2 A3 A4 A5 },
	{ "the second paragraph reworded", TEXT_A, A_NAME A1 "Not for you? "
	    "Then destroy it and let us know at once, please. " A3 A4 A5 },
	{ "the last paragraphs reworded", TEXT_A, A_NAME A1 A2 A3 "Viruses "
	    "are everybody's own business; scan what you open. Find us in "
	    "Glasgow at our usual place." },
	{ "e-mail for email", TEXT_A, A_NAME
	    "\nThis e-mail and any files sent with it are confidential and "
	    "meant only for the person or organisation they are addressed to. "
	    "If you have received this e-mail by mistake, please tell the "
	    "sender and delete it; you must not copy it, pass it on or act on "
	    "it. Any views in this e-mail are those of the sender and not "
	    "necessarily those of " A_NAME ". Please check this e-mail and any "
	    "attachments for viruses: we accept no liability for damage caused "
	    "by software viruses. " A5 },
	{ "message for email", TEXT_A, A_NAME
	    "\nThis message and any files sent with it are confidential and "
	    "meant only for the person or organisation they are addressed to. "
	    "If you have received this message by mistake, please tell the "
	    "sender and delete it; you must not copy it, pass it on or act on "
	    "it. Any views in this message are those of the sender and not "
	    "necessarily those of " A_NAME ". Please check this message and "
	    "any attachments for viruses: we accept no liability for damage "
	    "caused by software viruses. " A5 },
	{ "the name without its second mention", TEXT_A, A_NAME A1 A2
	    "Any views in this email are those of the sender and not "
	    "necessarily ours. " A4 A5 },
	{ "the domain in place of the name", TEXT_A, A1 A2
	    "Any views in this email are those of the sender and not "
	    "necessarily ours, see www.foundryrow.example for them. " A4 A5 },
	{ "Ltd behind the name", TEXT_A, A_NAME " Ltd " A1 A2 "Any views in "
	    "this email are those of the sender and not necessarily those of "
	    A_NAME " Ltd. " A4 A5 },
	{ "below an email", TEXT_A, "Dear Ann,\n\nthe boiler is mended and the "
	    "man from the works was paid.\n\nJohn\n\n" A_NAME A1 A2 A3 A5 },
	{ "below a signature", TEXT_A, "John Smith\nCaretaker\n" A_NAME
	    "\nj.smith@foundryrow.example\n\n" A1 A2 A3 A4 },
	{ "sent with it left out", TEXT_A, A_NAME " This email and any files "
	    "are confidential and meant only for the person they are addressed "
	    "to. " A2 A3 A4 A5 },
	{ "words lost at the start", TEXT_A, "files sent with it are "
	    "confidential and meant only for the person or organisation they "
	    "are addressed to. " A2 A3 A4 A5 },
	{ "cut at the end", TEXT_A, A_NAME A1 A2 A3 "Please check this" },
	{ "a date in it", TEXT_A, A_NAME " (June 2024) " A1 A2 A3 A4 A5 },
	{ "Scottish charity number more", TEXT_A, A_NAME
	    " is a registered Scottish charity, SC000001. " A1 A2 A3 A4 A5 },
	{ "British spelling mended", TEXT_A, A_NAME " This email and any files "
	    "sent with it are confidential and meant only for the person or "
	    "organization they are addressed to. " A2 A3 A4 A5 },
	{ "B as it is", TEXT_B, B },
	{ "B from another street", TEXT_B, "Kirk View Care is a charity "
	    "registered in Scotland, SC000000. Our office is at 19 Mill Road, "
	    "Paisley PA2 0ZZ, and you can read how we use what we know of you "
	    "at www.kirkview.example/privacy." },
	{ "B without a number", TEXT_B, "Kirk View Care is a charity "
	    "registered in Scotland. Our office is at 2 Kirk View, Paisley "
	    "PA1 0ZZ, and you can read how we use what we know of you at "
	    "www.kirkview.example/privacy." },
	{ "B with its rules elsewhere", TEXT_B, "Kirk View Care is a charity "
	    "registered in Scotland, SC000000. Our office is at 2 Kirk View, "
	    "Paisley PA1 0ZZ, and you can read how we use data at "
	    "www.kirkview.example/data" },
	{ "B with a sentence more", TEXT_B, B "We are open from nine to five." },
	{ "C as it is", TEXT_C, C },
	{ "C with another number", TEXT_C, "Mae'r e-bost hwn yn gyfrinachol ac "
	    "wedi'i fwriadu ar gyfer y person y cyfeiriwyd ef ato yn unig. Os "
	    "ydych wedi derbyn yr e-bost hwn trwy gamgymeriad, rhowch wybod i "
	    "Gartref Cwm a'i ddileu. Mae Gartref Cwm yn elusen gofrestredig, "
	    "rhif 999999, yn Abertawe." },
	{ "should not for must not", TEXT_A, A_NAME A1 "If you have received "
	    "this email by mistake, please tell the sender and delete it; you "
	    "should not copy it, pass it on or act on it. " A3 A4 A5 },
	{ "may contain", TEXT_A, A_NAME " This email may contain personal "
	    "information and is for nobody else than the person named in it. "
	    A2 A3 A4 A5 },
	{ "may not copy for must not", TEXT_A, A_NAME A1 "If this email was not "
	    "meant for you then please tell us about it, and you may not copy "
	    "or pass on anything that it says to anybody. " A3 A4 A5 },
	{ "D as it is", TEXT_D, D },
	{ "D without accents, and an office", TEXT_D, "Kirk View Housing "
	    "Association. Tha am post-d seo agus faidhle sam bith a tha "
	    "ceangailte ris diomhair, agus tha iad a-mhain airson an neach no "
	    "na buidhne dhan deach an cur. Ma fhuair sibh am post-d seo air "
	    "mhearachd, innsibh dhan neach a chuir e agus sguabaibh as e. "
	    "Oifis chlaraichte: 2 Kirk View, Dun Eideann." },
	{ "C without its last sentence", TEXT_C, "Mae'r e-bost hwn yn "
	    "gyfrinachol ac wedi'i fwriadu ar gyfer y person y cyfeiriwyd ef "
	    "ato yn unig. Os ydych wedi derbyn yr e-bost hwn trwy gamgymeriad, "
	    "rhowch wybod i Gartref Cwm a'i ddileu." },
};

/* --- not ours, however alike ----------------------------------------------------------------- */

#define OTHER(name) name "\n\n" A1 A2 "\n\nAny views in this email are those " \
	"of the sender and not necessarily those of " name ". " A4

static const struct { const char *name; int of; const char *mail; } others[] = {
	{ "the same words under another name", TEXT_A, OTHER("Acme Lettings") },
	{ "and another", TEXT_A, OTHER("Clyde Housing Association") },
	{ "a name that begins alike", TEXT_A, OTHER("Foundry Row Bakery") },
	{ "a name that ends alike", TEXT_A,
	    OTHER("Mill Road Housing Association") },
	{ "no name at all", TEXT_A, A1 A2 "Any views in this email are those "
	    "of the sender. " A4 },
	{ "under a greeting to us", TEXT_A, "Dear " A_NAME ",\n\nthank you for "
	    "your order, which is on its way to you.\n\nAnn\n\n"
	    OTHER("Acme Lettings") },
	{ "an agent's, who names us below", TEXT_A, OTHER("Acme Lettings")
	    " We let flats for many; ask for our list. " A_NAME },
	{ "under a line about us", TEXT_A, "I spoke to the people of " A_NAME
	    " on Monday about the drains.\n\n" OTHER("Acme Lettings") },
	{ "above a line about us", TEXT_A, OTHER("Acme Lettings")
	    "\n\nFrom our meeting with " A_NAME " I have these notes." },
	{ "above our signature", TEXT_A, OTHER("Acme Lettings")
	    "\n\nJohn Smith\n" A_NAME "\nj.smith@foundryrow.example" },
	{ "below our signature", TEXT_A, "John Smith\n" A_NAME
	    "\nj.smith@foundryrow.example\n\n" OTHER("Acme Lettings") },
	{ "our address is a recipient's", TEXT_A, "To: "
	    "john@foundryrow.example\n\n" OTHER("Acme Lettings") },
	{ "the usual words of lawyers", TEXT_A, "This communication may be "
	    "legally privileged. If you are not the intended recipient, any "
	    "use, copying or distribution is prohibited. Acme Lettings LLP is "
	    "regulated by the authority, and our terms apply to all that we "
	    "do. Please contact " A_NAME " about the flat." },
	{ "an email about our notice", TEXT_A, "Should the notice of " A_NAME
	    " say that this email and any files are confidential, or is it "
	    "enough to say that we accept no liability? I would leave the "
	    "viruses out, and the views of the sender." },
	{ "one sentence of it", TEXT_A, A_NAME " asks: " A2 },
	{ "two of its sentences", TEXT_A, "Says " A_NAME ": " A1
	    "That is what they write." },
	{ "our name and no notice", TEXT_A, A_NAME " has mended the boiler at "
	    "1 Foundry Row, Glasgow; the bill is with it, and the flat is "
	    "ready to be let again as soon as it was painted." },
	{ "our office and no notice", TEXT_A, "John Smith, " A_NAME ", " A5 },
	{ "another of our associations", TEXT_A, B },
	{ "a council's", TEXT_A, "The information in this email is "
	    "confidential and is intended for the addressee only. Riverside "
	    "Council monitors emails. The views are those of the author. Please "
	    "consider the environment before printing. " A_NAME " is asked to "
	    "reply within ten days." },
	{ "a bank's, with our name as customer", TEXT_A, "Customer: " A_NAME
	    ". This email was sent by North Bank plc, registered in Scotland. "
	    "If you have received this email by mistake, please tell the "
	    "sender and delete it. We never ask for a password." },
	{ "our notice under another name, our site named below", TEXT_A,
	    OTHER("Acme Lettings") "Managed for www.foundryrow.example" },
	{ "another office with the same words", TEXT_A, "Acme Lettings " A1 A2
	    A4 "Registered office: 9 Other Road, Perth. Tel: 01738 496 012." },
	{ "a charity like B", TEXT_B, "Mill Road Care is a charity registered "
	    "in Scotland, SC111111. Our office is at 5 Mill Road, Paisley PA1 "
	    "0ZZ, and you can read how we use what we know of you at "
	    "www.millroad.example/privacy." },
	{ "a charity like B, written to it", TEXT_B, "Dear Kirk View Care, Mill "
	    "Road Care is a charity registered in Scotland, SC111111. Our "
	    "office is at 5 Mill Road, Paisley PA1 0ZZ, and you can read how "
	    "we use what we know of you at www.millroad.example/privacy." },
	{ "one that works with B", TEXT_B, "Kirk View Care and Mill Road Care "
	    "work together. You can read what we know at our site. Our office "
	    "is closed on Monday, and the charity shop too." },
	{ "what B is, told by others", TEXT_B, "The report says that Kirk View "
	    "Care is a charity registered in Scotland, and that its accounts "
	    "are late by a month. Can you find out why?" },
	{ "the office of B", TEXT_B, "The meeting is at 2 Kirk View, Paisley "
	    "PA1 0ZZ, in the hall of Kirk View Care, at ten; bring the papers "
	    "of last month and something to eat, please." },
	{ "a Welsh one of others", TEXT_C, "Mae'r e-bost hwn yn gyfrinachol ac "
	    "wedi'i fwriadu ar gyfer y person y cyfeiriwyd ef ato yn unig. Os "
	    "ydych wedi derbyn yr e-bost hwn trwy gamgymeriad, rhowch wybod i "
	    "Dai Taf a'i ddileu. Mae Tai Taf yn elusen gofrestredig." },
	{ "a Welsh one of others, written to us", TEXT_C, "Annwyl Gartref Cwm, "
	    "dyma'r adroddiad. Mae'r neges hon yn gyfrinachol. Os nad chi yw'r "
	    "derbynnydd, rhowch wybod i ni a'i dileu ar unwaith." },
	{ "an English one, for the Welsh", TEXT_C, OTHER("Gartref Cwm") },
	{ "nothing", TEXT_A, "" },
	{ "a name alone", TEXT_A, A_NAME },
	{ "one word many times", TEXT_A, "email email email email email email "
	    "email email email email email email" },
};

/* --- in our words, and the contrary ---------------------------------------------------- */

static const struct { const char *name; int of; const char *mail; } turned[] = {
	{ "not confidential", TEXT_A, A_NAME " This email and any files sent "
	    "with it are NOT confidential and meant only for the person or "
	    "organisation they are addressed to. " A2 A3 A4 A5 },
	{ "not at all confidential", TEXT_A, A_NAME " This email and any files "
	    "sent with it are not in any way confidential and meant for the "
	    "person or organisation they are addressed to. " A2 A3 A4 A5 },
	{ "aren't", TEXT_A, A_NAME " This email and any files sent with it "
	    "aren't confidential and meant only for the person or organisation "
	    "they are addressed to. " A2 A3 A4 A5 },
	{ "public", TEXT_A, A_NAME " This email and any files sent with it are "
	    "public and meant only for the person or organisation they are "
	    "addressed to. " A2 A3 A4 A5 },
	{ "meant for anyone", TEXT_A, A_NAME " This email and any files sent "
	    "with it are confidential and meant for anyone or any organisation "
	    "they are addressed to. " A2 A3 A4 A5 },
	{ "may freely copy", TEXT_A, A_NAME A1 "If you have received this email "
	    "by mistake, please tell the sender and delete it; you may freely "
	    "copy it, pass it on or act on it. " A3 A4 A5 },
	{ "must copy", TEXT_A, A_NAME A1 "If you have received this email by "
	    "mistake, please tell the sender and delete it; you must copy it, "
	    "pass it on or act on it. " A3 A4 A5 },
	{ "a sentence of leave", TEXT_A, A_NAME A1 "Whoever gets this email is "
	    "most welcome to share it with others, and need not tell the sender "
	    "or delete anything at all. " A3 A4 A5 },
	{ "a sentence of leave more", TEXT_A, A_NAME A1 A2 "All of this is only "
	    "for show: you can of course copy whatever you find in this email "
	    "or in its files. " A3 A4 A5 },
	{ "the sender's and ours", TEXT_A, A_NAME A1 A2 "Any views in this email "
	    "are not those of the sender and necessarily those of " A_NAME ". "
	    A4 A5 },
	{ "accept liability", TEXT_A, A_NAME A1 A2 A3 "Please check this email "
	    "and any attachments for viruses: we accept all liability for "
	    "damage caused by software viruses. " A5 },
	{ "Welsh", TEXT_C, "Nid yw'r e-bost hwn yn gyfrinachol ac "
	    "wedi'i fwriadu ar gyfer y person y cyfeiriwyd ef ato yn unig. Mae'r "
	    "e-bost hwn ddim yn gyfrinachol ac wedi'i fwriadu ar gyfer y person "
	    "y cyfeiriwyd ef ato yn unig. Os ydych wedi derbyn yr e-bost hwn "
	    "trwy gamgymeriad, rhowch wybod i Gartref Cwm a'i ddileu." },
	{ "Gaelic", TEXT_D, "Kirk View Housing Association. Tha am post-d "
	    "seo agus faidhle sam bith a tha ceangailte ris diomhair, agus tha "
	    "iad a-mhain airson an neach no na buidhne dhan deach an cur. Ma "
	    "fhuair sibh am post-d seo air mhearachd, innsibh dhan neach a "
	    "chuir e agus sguabaibh as e; deanaibh lethbhreac dheth, cuiribh "
	    "air adhart e agus cleachdaibh na tha ann." },
};

/* --- comparing --------------------------------------------------------------------------------- */

static void
words_of(const char *s, struct buf *out)
{
	buf_init(out, 64 * KIB);
	ck_assert_int_eq(fold_words(slice_str(s), out), 0);
}

static unsigned
percent(int of, const char *mail, bool *ret_is)
{
	struct buf text, name[2], words;
	struct slice piece, names[2];
	unsigned r;

	words_of(texts[of].text, &text);
	words_of(texts[of].name, &name[0]);
	words_of(texts[of].domain, &name[1]);
	words_of(mail, &words);
	piece = buf_slice(&text);
	names[0] = buf_slice(&name[0]);
	names[1] = buf_slice(&name[1]);
	r = resemble_percent(&piece, 1, names, 2, buf_slice(&words));
	*ret_is = resemble(&piece, 1, names, 2, buf_slice(&words));
	buf_free(&text);
	buf_free(&name[0]);
	buf_free(&name[1]);
	buf_free(&words);
	return r;
}

START_TEST(test_ours)
{
	bool is;
	unsigned r = percent(ours[_i].of, ours[_i].mail, &is);

	ck_assert_msg(r >= RESEMBLE_PERCENT, "%s: %u", ours[_i].name, r);
	ck_assert_msg(is, "%s: turned", ours[_i].name);
}
END_TEST

START_TEST(test_others)
{
	bool is;
	unsigned r = percent(others[_i].of, others[_i].mail, &is);

	ck_assert_msg(r < RESEMBLE_PERCENT, "%s: %u", others[_i].name, r);
	ck_assert(!is);
}
END_TEST

/* Near enough by its words, and yet it says something else. */
START_TEST(test_turned)
{
	bool is;
	unsigned r = percent(turned[_i].of, turned[_i].mail, &is);

	ck_assert_msg(r >= RESEMBLE_PERCENT, "%s: %u", turned[_i].name, r);
	ck_assert_msg(!is, "%s", turned[_i].name);
}
END_TEST

/* --- limits ---------------------------------------------------------------------------------- */

/* Words that stand nowhere else, one blank after each. */
static void
fill(struct buf *b, size_t from, size_t count)
{
	size_t i;

	for (i = from; i < from + count; i++)
		(void)buf_printf(b, "w%zux ", i);
}

/* What stands within the first words is found, what is past them is not. */
START_TEST(test_long_mail)
{
	struct buf text, name, words = BUF_INIT(8 * MIB);
	struct slice piece, names[1];
	size_t i, n;

	words_of(C, &text);
	words_of("Gartref Cwm", &name);
	piece = buf_slice(&text);
	names[0] = buf_slice(&name);
	for (i = n = 0; i < piece.len; i++)
		n += piece.ptr[i] == ' ';
	fill(&words, 0, DISCLAIMER_NEAR_WORDS_MAX - n + (_i == 1 ? n : 0));
	ck_assert_int_eq(buf_put_slice(&words, piece), 0);
	ck_assert(resemble(&piece, 1, names, 1, buf_slice(&words)) ==
	    (_i == 0));
	buf_free(&text);
	buf_free(&name);
	buf_free(&words);
}
END_TEST

/* Of a notice that is longer than that, its first part is compared. */
START_TEST(test_long_notice)
{
	struct buf text = BUF_INIT(MIB), half = BUF_INIT(MIB);
	struct slice piece, name = SLICE("foundry row ");
	size_t n = DISCLAIMER_NEAR_THREES_MAX + 2 + (size_t)_i * 1000;

	(void)buf_put_slice(&text, name);
	fill(&text, 0, n);
	piece = buf_slice(&text);
	ck_assert_uint_eq(resemble_percent(&piece, 1, &name, 1, piece), 100);
	/* The second half alone: less than half of what is compared. */
	(void)buf_put_slice(&half, name);
	fill(&half, n / 2 + 500, n - n / 2 - 500);
	ck_assert_uint_lt(resemble_percent(&piece, 1, &name, 1,
	    buf_slice(&half)), 50);
	buf_free(&text);
	buf_free(&half);
}
END_TEST

/* Too few words to tell: only the very text counts then. */
START_TEST(test_short_notice)
{
	static const char *const notice[] = {
		"a b c d e f g h i j row ", "a b c d e f g h i j k row ",
	};
	struct slice piece = slice_str(notice[_i]), name = SLICE("row ");

	ck_assert(resemble(&piece, 1, &name, 1, piece) == (_i == 1));
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "ours", test_ours, N_OF(ours) },
		{ "others", test_others, N_OF(others) },
		{ "turned", test_turned, N_OF(turned) },
		{ "long mail", test_long_mail, 2 },
		{ "long notice", test_long_notice, 2 },
		{ "short notice", test_short_notice, 2 },
		{ NULL, NULL, 0 },
	};

	return unit_main("resemble", all);
}

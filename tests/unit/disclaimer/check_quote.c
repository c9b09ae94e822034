#include "disclaimer/quote.h"

#include "base/buf.h"
#include "unit/unit.h"

/*
 * "|" stands where the older mail below the author's last word begins; without
 * it the author has the last word.  It is taken out before the text is read.
 */
static const struct { const char *name, *text; } starts[] = {
	{ "no quote", "Hello Ann,\n\nall is well.\n\nJohn\n" },
	{ "an empty text", "" },
	{ "empty lines alone", "\n\n" },
	{ "lines marked, below", "Yes.\n\n|> Is it so?\n> Ann\n" },
	{ "nothing but marked lines", "|> Is it so?\n" },
	{ "CRLF", "Yes.\r\n\r\n|> Is it so?\r\n" },
	{ "an answer below", "> Is it so?\n\nYes.\n" },
	{ "answers between", "> One?\n\nYes.\n\n> Two?\n\nNo.\n" },
	{ "answers between, a quote at the end",
	    "> One?\n\nYes.\n\n|> Two?\n> Three?\n\n" },
	{ "no line end at the end", "Yes.\n|> Is it so?" },
	{ "Gmail", "Yes.\n\n|On Mon, 1 Jun 2026 at 10:00, Ann Lee "
	    "<ann@a.example> wrote:\n\n> Is it so?\n" },
	{ "Gmail, wrapped", "Yes.\n\n|On Mon, 1 Jun 2026 at 10:00, Ann Lee\n"
	    "<ann.lee@association.example>\nwrote:\n\n> Is it so?\n" },
	{ "wrapped, directly below the author",
	    "Thanks!\n|On Mon, 1 Jun 2026 at 10:00, Ann Lee\n"
	    "<ann@a.example> wrote:\n> Is it so?\n" },
	{ "Thunderbird", "Yes.\n\n|On 01/06/2026 10:00, Ann Lee wrote:\n"
	    "> Is it so?\n" },
	{ "Apple Mail", "Yes.\n\n|> On 1 Jun 2026, at 10:00, Ann Lee "
	    "<ann@a.example> wrote:\n> \n> Is it so?\n" },
	{ "without marks all below is old", "Yes.\n\n|On Mon, 1 Jun 2026 at "
	    "10:00, Ann Lee\n<ann@a.example> wrote:\n\nIs it so?\n\nAnn\n" },
	{ "an answer below an attribution and marks",
	    "On 01/06/2026 10:00, Ann Lee wrote:\n> Is it so?\n\nYes.\n" },
	{ "mutt and its kin",
	    "Yes.\n\n|Ann Lee wrote:\n\n> Is it so?\n" },
	{ "such words without marks are the author's",
	    "Ann Lee wrote:\n\nIt is so.\n" },
	{ "a sentence is no attribution",
	    "On Monday she wrote to me: come.\nI did.\n" },
	{ "a date and a list are none either",
	    "The board meets on 1 June 2026:\n\n- accounts\n- repairs\n" },
	{ "German", "Ja.\n\n|Am 01.06.2026 um 10:00 schrieb Ann Lee:\n> So?\n" },
	{ "German, Gmail", "Ja.\n\n|Am Mo., 1. Juni 2026 um 10:00 Uhr schrieb "
	    "Ann Lee <\nann@a.example>:\n\n> So?\n" },
	{ "German, the name first", "Ja.\n\n|Ann Lee <ann@a.example> schrieb am "
	    "Mo., 1. Juni 2026, 10:00:\n\nSo?\n" },
	{ "French, a no-break space", "Oui.\n\n|Le lun. 1 juin 2026 \xc3\xa0 "
	    "10:00, Ann Lee <ann@a.example> a \xc3\xa9" "crit\xc2\xa0:\n\n"
	    "> Vrai ?\n" },
	{ "French, accents apart", "Oui.\n\n|Le 1 juin 2026 a 10:00, Ann Lee a "
	    "e\xcc\x81" "crit :\nVrai ?\n" },
	{ "Spanish", "S\xc3\xad.\n\n|El lun, 1 jun 2026 a las 10:00, Ann Lee "
	    "(<ann@a.example>)\nescribi\xc3\xb3:\n\n> Es?\n" },
	{ "Italian", "S\xc3\xac.\n\n|Il giorno lun 1 giu 2026 alle ore 10:00 "
	    "Ann Lee <\nann@a.example> ha scritto:\n\n> Vero?\n" },
	{ "Polish", "Tak.\n\n|pon., 1 cze 2026 o 10:00 Ann Lee <ann@a.example> "
	    "napisa\xc5\x82(a):\n\n> Tak?\n" },
	{ "Polish, Thunderbird", "Tak.\n\n|W dniu 01.06.2026 o 10:00, Ann Lee "
	    "pisze:\n> Tak?\n" },
	{ "Welsh", "Ydy.\n\n|Ar Llun, 1 Meh 2026 am 10:00, Ann Lee "
	    "<ann@a.example>\nysgrifennodd:\n\nYdy?\n" },
	{ "Scottish Gaelic", "Seadh.\n\n|Air Diluain, 1 \xc3\x92gmh 2026 aig "
	    "10:00, sgr\xc3\xac" "obh Ann Lee:\n> Seadh?\n" },
	{ "Irish", "Is ea.\n\n|Ar 01/06/2026 10:00, scr\xc3\xado" "bh Ann "
	    "Lee:\nAn ea?\n" },
	{ "Dutch", "Ja.\n\n|Op ma 1 jun. 2026 om 10:00 schreef Ann Lee "
	    "<ann@a.example>:\n\n> Zo?\n" },
	{ "Portuguese", "Sim.\n\n|Em seg., 1 de jun. de 2026 \xc3\xa0s 10:00, "
	    "Ann Lee <ann@a.example> escreveu:\n\nE?\n" },
	{ "Swedish", "Ja.\n\n|Den m\xc3\xa5n 1 juni 2026 kl 10:00 skrev Ann "
	    "Lee <ann@a.example>:\n\nSo?\n" },
	{ "Ukrainian, with marks", "Tak.\n\n|1.06.2026 10:00, Ann Lee "
	    "\xd0\xbf\xd0\xb8\xd1\x88\xd0\xb5:\n> Tak?\n" },
	{ "Outlook, old", "Yes.\n\n|-----Original Message-----\nFrom: Ann\n"
	    "Sent: Monday\nTo: John\nSubject: So\n\nIs it so?\n" },
	{ "Outlook, new", "Yes.\n\n|From: Ann Lee <ann@a.example>\nSent: "
	    "01 June 2026 10:00\nTo: John\nSubject: So\n\nIs it so?\n" },
	{ "Outlook, a rule above", "Yes.\n\nGet Outlook\n|"
	    "________________________________\nFrom: Ann\nSent: Monday\n"
	    "To: John\nSubject: So\n\nIs it so?\n" },
	{ "a rule alone is nobody's quote",
	    "Yes.\n________________________________\nThe List\n" },
	{ "bold fields", "Yes.\n\n|*From:* Ann\n*Sent:* Monday\n*To:* John\n"
	    "*Subject:* So\n\nIs it so?\n" },
	{ "a wrapped list of recipients", "Yes.\n\n|From: Ann\nSent: Monday\n"
	    "To: John <j@a.example>;\n  Kim <k@a.example>\nSubject: So\n\n"
	    "So?\n" },
	{ "empty lines between fields", "Yes.\n\n|From: Ann\n\nSent: Monday\n\n"
	    "To: John\n\nSubject: So\n\nSo?\n" },
	{ "a journey is no header block",
	    "From: Leeds\nTo: York\nDate: 4 June\n\nSee you there.\n" },
	{ "From alone", "From: here on\nall is well.\n" },
	{ "German fields", "Ja.\n\n|Von: Ann\nGesendet: Montag\nAn: John\n"
	    "Betreff: So\n\nSo?\n" },
	{ "French fields, a blank before the colon", "Oui.\n\n|De : Ann\n"
	    "Envoy\xc3\xa9 : lundi\n\xc3\x80 : John\nObjet : Vrai\n\nVrai ?\n" },
	{ "Spanish fields", "S\xc3\xad.\n\n|De: Ann\nEnviado el: lunes\nPara: "
	    "John\nAsunto: Es\n\nEs?\n" },
	{ "Italian fields", "S\xc3\xac.\n\n|Da: Ann\nInviato: luned\xc3\xac\nA: "
	    "John\nOggetto: Vero\n\nVero?\n" },
	{ "Polish fields", "Tak.\n\n|Od: Ann\nWys\xc5\x82" "ano: poniedzia\xc5\x82"
	    "ek\nDo: John\nTemat: Tak\n\nTak?\n" },
	{ "Welsh fields", "Ydy.\n\n|Oddi wrth: Ann\nAnfonwyd: Dydd Llun\nAt: "
	    "John\nPwnc: Ydy\n\nYdy?\n" },
	{ "Gaelic fields", "Seadh.\n\n|Bho: Ann\nAir a chur: Diluain\nGu: "
	    "John\nCuspair: Seadh\n\nSeadh?\n" },
	{ "Dutch fields", "Ja.\n\n|Van: Ann\nVerzonden: maandag\nAan: John\n"
	    "Onderwerp: Zo\n\nZo?\n" },
	{ "Lotus", "Yes.\n\n|From:\tAnn Lee/Assoc\nTo:\tJohn/Assoc\nDate:\t"
	    "01/06/2026 10:00\nSubject:\tSo\n\nSo?\n" },
	{ "Lotus, forwarded", "See below.\n\n|----- Forwarded by John/Assoc on "
	    "01/06/2026 10:00 -----\n\nFrom: Ann\nTo: John\nDate: x\n"
	    "Subject: y\n\nSo?\n" },
	{ "Gmail, forwarded", "See.\n\n|---------- Forwarded message ---------\n"
	    "From: Ann <ann@a.example>\nDate: Mon, 1 Jun 2026\nSubject: So\n"
	    "To: John\n\nSo?\n" },
	{ "Apple, forwarded", "See.\n\n|Begin forwarded message:\n\nFrom: Ann\n"
	    "Subject: So\nDate: 1 June 2026\nTo: John\n\nSo?\n" },
	{ "Apple, forwarded with marks",
	    "See.\n\n|Begin forwarded message:\n> \n> From: Ann\n> So?\n" },
	{ "Thunderbird, forwarded", "See.\n\n|-------- Forwarded Message "
	    "--------\nSubject: So\nDate: Mon\nFrom: Ann\nTo: John\n\nSo?\n" },
	{ "K-9", "Yes.\n\n|-------- Original Message --------\nFrom: Ann\n"
	    "Sent: 1 June 2026\nTo: John\nSubject: So\n\nSo?\n" },
	{ "a separator, an attribution and marks, answered below",
	    "------- Original Message -------\nOn Monday, 1 June 2026 at 10:00, "
	    "Ann <ann@a.example> wrote:\n\n> So?\n\nYes.\n" },
	{ "Yahoo", "Yes.\n\n|    On Monday, 1 June 2026 at 10:00:00 BST, Ann Lee "
	    "<ann@a.example> wrote:  \n \n So?\n" },
	{ "German separator", "Ja.\n\n|-----Urspr\xc3\xbcngliche Nachricht-----"
	    "\nVon: Ann\n\nSo?\n" },
	{ "French separator",
	    "Oui.\n\n|-----Message d\xe2\x80\x99origine-----\nDe : Ann\n" },
	{ "Welsh separator",
	    "Ydy.\n\n|-----Neges Wreiddiol-----\nOddi wrth: Ann\n" },
	{ "Polish separator", "Tak.\n\n|-----Wiadomo\xc5\x9b\xc4\x87 "
	    "oryginalna-----\nOd: Ann\n" },
	{ "words about it are no separator",
	    "My original message: it was lost.\nJohn\n" },
	{ "a signature is the author's", "Yes.\n-- \nJohn\n01234 567890\n" },
	{ "a signature above the quote", "Yes.\n-- \nJohn\n\n|> So?\n" },
	{ "a footer below the quote is not older",
	    "Yes.\n\n> So?\n\n____\nThe List\n" },
	{ "an older message in an older one", "Yes.\n\n|From: Ann\nSent: x\n"
	    "Subject: y\n\nSo?\n\nOn 1 Jun 2026, Kim wrote:\n> Hm\n\nmore\n" },
	{ "the end of a quoted line that was wrapped", "Yes.\n\n|> arch/sysdev/"
	    "rio.c:250: error: a name that is not declared at all\n(first "
	    "use in this function)\n> So?\n" },
	{ "an answer right between short quoted lines",
	    "> One?\nYes.\n|> Two?\n" },
	{ "a long answer between long quoted lines", "> This is a question "
	    "that goes on and on, until its line is full.\nAnd this is an "
	    "answer that is long enough to be one by itself.\n|> Two?\n" },
	{ "binary bytes do no harm", "\xff\xfe\xc3 :\n\xe2\x80:\n" },
};

START_TEST(test_start)
{
	struct buf text = BUF_INIT(4096);
	struct slice all = slice_str(starts[_i].text);
	size_t bar;

	bar = slice_chr(all, '|', 0);
	ck_assert_int_eq(buf_put_slice(&text, slice_sub(all, 0, bar)), 0);
	if (bar != SLICE_NPOS)
		ck_assert_int_eq(buf_put_slice(&text,
		    slice_from(all, bar + 1)), 0);
	ck_assert_msg(quote_start(buf_slice(&text)) ==
	    (bar == SLICE_NPOS ? text.len : bar), "%s: %zu, not %zu",
	    starts[_i].name, quote_start(buf_slice(&text)),
	    bar == SLICE_NPOS ? text.len : bar);
	buf_free(&text);
}
END_TEST

/* What is the author's, line by line, joined. */
static const struct { const char *name, *text, *own; } owns[] = {
	{ "all", "a\nb\n", "a\nb\n" },
	{ "answers between", "> x\na\n> y\nb", "a\nb" },
	{ "words over marks go with them",
	    "a\nKim wrote:\n\n> x\n\nb\n", "a\n\nb\n" },
	{ "older to the end", "a\n-----Original Message-----\nb\n> c\nd\n",
	    "a\n" },
	{ "older marked to its end only", "a\n-----Original Message-----\n"
	    "From: k\nSent: x\nTo: y\nSubject: z\n\n> b\nc\n", "a\nc\n" },
};

START_TEST(test_read)
{
	struct buf own = BUF_INIT(4096);
	struct quote_reader q;
	struct slice line;
	size_t total = 0;
	bool is_own;

	quote_reader_init(&q, slice_str(owns[_i].text));
	while (quote_read(&q, &line, &is_own)) {
		total += line.len;
		if (is_own)
			ck_assert_int_eq(buf_put_slice(&own, line), 0);
	}
	ck_assert_uint_eq(total, slice_str(owns[_i].text).len);
	ck_assert_msg(slice_eq_str(buf_slice(&own), owns[_i].own), "%s: %s",
	    owns[_i].name, buf_cstr(&own));
	buf_free(&own);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "start", test_start, N_OF(starts) },
		{ "read", test_read, N_OF(owns) },
		{ NULL, NULL, 0 },
	};

	return unit_main("quote", all);
}

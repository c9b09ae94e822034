#include "inspector/hops.h"

#include "base/buf.h"
#include "base/limits.h"
#include "unit/unit.h"

#define GMAIL(from, day, subject) \
	"---------- Forwarded message ---------\nFrom: " from "\nDate: " day \
	"\nSubject: " subject "\nTo: <x@y.example>\n\n\n"
#define OUTLOOK(from, day, subject) \
	"From: " from "\nSent: " day "\nTo: X\nSubject: " subject "\n\ntext\n\n"
#define ORIGINAL(from, day, subject) \
	"-----Original Message-----\n" OUTLOOK(from, day, subject)

static const struct {
	const char *name, *subject, *own, *quoted;
	uint32_t depth;
} cases[] = {
	{ "nothing", "hello", "text\n", "", 0 },
	{ "the subject alone", "Fwd: hello", "", "", 1 },
	{ "prefixes alone", "Fw: FW: Fwd: hello", "", "", 3 },
	{ "as Gmail does", "Fwd: hello", "see below\n",
	    GMAIL("Ann <a@b.example>", "Mon, 4 May 2026 at 09:12", "hello"),
	    1 },
	{ "as Gmail does, three times", "Fwd: hello", "",
	    GMAIL("Ann <a@b.example>", "Mon", "Fwd: hello")
	    GMAIL("Bob <b@b.example>", "Sun", "Fwd: hello")
	    GMAIL("Cat <c@b.example>", "Sat", "hello"), 3 },
	{ "as Outlook does, one prefix for all", "FW: hello", "",
	    OUTLOOK("Ann", "Monday", "FW: hello")
	    OUTLOOK("Bob", "Sunday", "FW: hello")
	    OUTLOOK("Cat", "Saturday", "hello"), 3 },
	{ "as old Outlook does", "FW: hello", "",
	    ORIGINAL("Ann", "Monday", "FW: hello")
	    ORIGINAL("Bob", "Sunday", "hello"), 2 },
	{ "as Apple Mail does", "Fwd: hello", "",
	    "Begin forwarded message:\n\nFrom: Ann <a@b.example>\nSubject: "
	    "hello\nDate: 4 May 2026\nTo: x@y.example\n\ntext\n", 1 },
	{ "as Apple Mail does, quoted deeper", "Fwd: hello", "",
	    "> Begin forwarded message:\n> \n> From: Ann <a@b.example>\n> "
	    "Subject: Fwd: hello\n> Date: 4 May 2026\n> To: x@y.example\n> \n"
	    ">> Begin forwarded message:\n>> \n>> From: Bob <b@b.example>\n>> "
	    "Subject: hello\n>> Date: 3 May 2026\n>> \n>> text\n", 2 },
	{ "as Thunderbird does", "Fwd: hello", "",
	    "-------- Forwarded Message --------\nSubject: hello\nDate: Mon, 4 "
	    "May\nFrom: Ann <a@b.example>\nTo: x@y.example\n\n\ntext\n", 1 },
	{ "as Thunderbird does, twice", "Fwd: hello", "",
	    "-------- Forwarded Message --------\nSubject: Fwd: hello\nDate: "
	    "Mon, 4 May\nFrom: Ann <a@b.example>\nTo: x@y.example\n\n\n"
	    "-------- Forwarded Message --------\nSubject: hello\nDate: Sun, 3 "
	    "May\nFrom: Bob <b@b.example>\nTo: a@b.example\n\n\ntext\n", 2 },
	{ "in German", "WG: hallo", "",
	    "Von: Ann\nGesendet: Montag\nAn: X\nBetreff: WG: hallo\n\ntext\n"
	    "Von: Bob\nGesendet: Sonntag\nAn: Ann\nBetreff: hallo\n\n", 2 },
	{ "in Polish", "PD: witam", "",
	    "Od: Ann\nWys\xc5\x82""ano: 4 maja\nDo: X\nTemat: PD: witam\n\n"
	    "Od: Bob\nWys\xc5\x82""ano: 3 maja\nDo: Ann\nTemat: witam\n\n", 2 },
	{ "a long talk, sent on once", "FW: hello", "",
	    OUTLOOK("Ann", "Monday", "RE: hello")
	    OUTLOOK("Bob", "Sunday", "RE: hello")
	    OUTLOOK("Ann", "Saturday", "RE: hello")
	    OUTLOOK("Bob", "Friday", "hello"), 1 },
	{ "sent on, answered, sent on", "FW: hello", "",
	    OUTLOOK("Ann", "Monday", "RE: FW: hello")
	    OUTLOOK("Bob", "Sunday", "FW: hello")
	    OUTLOOK("Cat", "Saturday", "hello"), 2 },
	{ "older blocks were cut off", "FW: hello", "",
	    OUTLOOK("Ann", "Monday", "FW: Fw: Fwd: hello"), 4 },
	{ "in plain text and in HTML", "Fwd: hello",
	    "", GMAIL("Ann <a@b.example>", "Mon", "Fwd: hello")
	    GMAIL("Bob <b@b.example>", "Sun", "hello")
	    GMAIL("Ann <a@b.example>", "Mon", "Fwd: hello")
	    GMAIL("Bob <b@b.example>", "Sun", "hello"), 2 },
	{ "in stars, as from bold type", "FW: hello", "",
	    "*From:* Ann\n*Sent:* Monday\n*Subject:* FW: hello\n\n"
	    "*From:* Bob\n*Sent:* Sunday\n*Subject:* hello\n\n", 2 },
	{ "quoted deeper each time", "Fw: hello", "",
	    ">>> text\n>>> text\n>> more\n> yes\n", 3 },
	{ "deep quotes of answers", "Fwd: hello", "",
	    "On Monday Ann wrote:\n>>> text\n>> more\n> yes\n", 1 },
	{ "an answer with the old text", "Re: hello", "",
	    OUTLOOK("Ann", "Monday", "hello"), 0 },
	{ "a form that has From and To", "hello",
	    "From: 4 Mill Lane\nTo: 7 Bank Street\n", "", 0 },
};

START_TEST(test_depth)
{
	struct prefixes p;
	uint32_t depth;

	prefix_read(slice_str(cases[_i].subject), &p);
	depth = hops_count(&p, slice_str(cases[_i].own),
	    slice_str(cases[_i].quoted));
	ck_assert_msg(depth == cases[_i].depth, "%s: %u", cases[_i].name,
	    (unsigned)depth);
}
END_TEST

/* Past as many blocks as are told apart each still counts. */
START_TEST(test_many)
{
	struct prefixes p;
	struct buf b = BUF_INIT(MIB);
	int i;

	for (i = 0; i < HOPS_MAX + 10; i++)
		buf_printf(&b, "From: p%d\nSent: day %d\nSubject: FW: x\n\n",
		    i, i);
	prefix_read(SLICE("FW: x"), &p);
	ck_assert_uint_ge(hops_count(&p, SLICE_NONE, buf_slice(&b)),
	    HOPS_MAX + 10);
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "depth", test_depth, N_OF(cases) },
		{ "many", test_many, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("hops", suite);
}

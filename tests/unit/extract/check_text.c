#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "probe.h"

/* --- own text and what came along --------------------------------------------- */

static const struct {
	const char *name, *body, *own, *quoted;
} quotes[] = {
	{ "marked lines", "mine\r\n> old 12\r\nmine too\r\n", "mine too",
	    "old 12" },
	{ "an introduction over marked lines", "mine\r\n\r\nOn Mon, Ann "
	    "<a@x.example> wrote:\r\n> old 12\r\n\r\nbelow\r\n", "below",
	    "old 12" },
	{ "an introduction folded", "mine\r\nOn Mon, 1 Jan 2024,\r\nAnn "
	    "<a@x.example> wrote:\r\n\r\nold 12\r\n", "mine", "old 12" },
	{ "in German", "mine\r\nAm 1.1.2024 schrieb Ann:\r\nold 12\r\n",
	    "mine", "old 12" },
	{ "in French", "mine\r\nLe 1 janv. 2024, Ann a \xc3\xa9" "crit :"
	    "\r\nold 12\r\n", "mine", "old 12" },
	{ "Outlook's separator", "mine\r\n-----Original Message-----\r\n"
	    "old 12\r\n", "mine", "old 12" },
	{ "a forwarded block", "mine\r\n---------- Forwarded message "
	    "---------\r\nold 12\r\n", "mine", "old 12" },
	{ "Apple's words", "mine\r\nBegin forwarded message:\r\n\r\n"
	    "old 12\r\n", "mine", "old 12" },
	{ "a bare header block", "mine\r\nFrom: Ann\r\nSent: Monday\r\n"
	    "To: me\r\nSubject: x\r\n\r\nold 12\r\n", "mine", "old 12" },
	{ "with stars", "mine\r\n*From:* Ann\r\n*Sent:* Monday\r\n*To:* me"
	    "\r\n\r\nold 12\r\n", "mine", "old 12" },
	{ "below the signature mark", "mine\r\n-- \r\nold 12\r\n", "mine",
	    "old 12" },
};

/* Is the word in a unit of that place, and in no other? */
static bool
stands_in(const struct probe *p, const char *word, enum finding_where where)
{
	bool found = false;
	size_t i;

	for (i = 0; i < p->unit_count; i++) {
		if (slice_find(p->units[i].text, slice_str(word), 0) ==
		    SLICE_NPOS)
			continue;
		if (p->units[i].where != where)
			return false;
		found = true;
	}
	return found;
}

START_TEST(test_quotes)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/plain; charset=utf-8",
	    slice_str(quotes[_i].body));
	ck_assert_msg(stands_in(&p, quotes[_i].own, FINDING_BODY), "%s",
	    quotes[_i].name);
	ck_assert_msg(stands_in(&p, quotes[_i].quoted, FINDING_QUOTED), "%s",
	    quotes[_i].name);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

static const char *const own[] = {
	"From: the beginning of the year we had no heating.\r\nmine 12\r\n",
	"On Monday we met.\r\nmine 12\r\n",
	"one -- two\r\nmine 12\r\n",
	"Note: this\r\nmine 12\r\n",
};

START_TEST(test_own)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/plain", slice_str(own[_i]));
	ck_assert_msg(stands_in(&p, "mine 12", FINDING_BODY), "%s", own[_i]);
	probe_close(&p);
}
END_TEST

/* --- layout and charset -------------------------------------------------------------- */

static const struct {
	const char *name, *type, *body;
	size_t len;
	const char *text;
	int class;
} layouts[] = {
#define CASE(name, type, body, text, class) \
	{ name, type, body, sizeof(body) - 1, text, class }
	CASE("flowed lines join", "text/plain; format=flowed",
	    "card 4111 \r\n1111\r\n", "card 4111 1111", -1),
	CASE("without the blank if told so",
	    "text/plain; format=flowed; delsp=yes", "card 4111 \r\n1111\r\n",
	    "card 41111111", -1),
	CASE("other lines stay lines", "text/plain", "card 4111 \r\n1111\r\n",
	    "4111 \n1111", -1),
	CASE("windows-1252", "text/plain; charset=windows-1252",
	    "a\x96z\r\n", "a\xe2\x80\x93z", -1),
	CASE("no charset, not UTF-8", "text/plain", "caf\xe9 12\r\n",
	    "caf\xc3\xa9 12", -1),
	CASE("UTF-16 with a mark", "text/plain; charset=us-ascii",
	    "\xff\xfe" "9\0" "4\0" "3\0" "4\0", "9434", -1),
	CASE("UTF-16 by its pattern", "application/octet-stream",
	    "9\0" "4\0" "3\0" "4\0" "7\0" "6\0" "5\0" "9\0", "94347659", -1),
	CASE("UTF-16 the other way round", "application/octet-stream",
	    "\0" "9\0" "4\0" "3\0" "4\0" "7\0" "6\0" "5\0" "9", "94347659",
	    -1),
	CASE("an unknown charset is told, and read", "text/plain; "
	    "charset=x-nobody-knows", "number 9434\r\n", "number 9434",
	    ANOMALY_UNSUPPORTED),
	CASE("a NUL inside a number hides nothing", "text/plain",
	    "94\0" "34 and more words\r\n", "9434 and more", -1),
	CASE("base64 without a label is read", "text/plain",
	    "see below\r\nTmF0aW9uYWwgSW5zdXJhbmNlIDk0\r\nMzQ=\r\nbye\r\n",
	    "National Insurance 9434", -1),
	CASE("yEnc is opened", "text/plain", "hi\r\n=ybegin line=128 size=4 "
	    "name=a\r\nc^]^\r\n=yend size=4\r\n", "9434", -1),
	CASE("yEnc without a name too", "text/plain", "hi\r\n=ybegin line=128 "
	    "size=4\r\nc^]^\r\n=yend size=4\r\n", "9434", -1),
	CASE("a piece of yEnc is told", "text/plain", "hi\r\n=ybegin part=2 "
	    "line=128 size=4 name=a\r\nc^]^\r\n=yend size=4\r\n", "9434",
	    ANOMALY_UNSUPPORTED),
	CASE("a shell archive is told", "text/plain",
	    "# This is a shell archive\r\nXhi\r\n", "Xhi",
	    ANOMALY_UNSUPPORTED),
	CASE("marks of enriched text part nothing", "text/enriched",
	    "<bold>94</bold>34", "9434", -1),
	CASE("a word of many letters is none", "text/plain",
	    "Donaudampfschifffahrtsgesellschaft\r\n9434\r\n", "9434", -1),
	CASE("folded lines of a calendar go on", "text/calendar",
	    "BEGIN:VCALENDAR\r\nNOTE:94\r\n 34\r\nEND:VCALENDAR\r\n",
	    "NOTE:9434", -1),
#undef CASE
};

START_TEST(test_layout)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, layouts[_i].type, slice_of(layouts[_i].body,
	    layouts[_i].len));
	ck_assert_msg(probe_reads(&p, layouts[_i].text), "%s",
	    layouts[_i].name);
	if (layouts[_i].class >= 0)
		ck_assert_msg(probe_raised(&p,
		    (enum anomaly_class)layouts[_i].class), "%s",
		    layouts[_i].name);
	probe_close(&p);
}
END_TEST

/* --- PGP in text ------------------------------------------------------------------------ */

/* Session key packet and encrypted data packet, with nothing real inside. */
#define ARMOUR(base64) "-----BEGIN PGP MESSAGE-----\r\n\r\n" base64 \
	"\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"
/* A session key and ciphertext; a signed literal; the first, then one. */
#define ENCRYPTED	\
	"wRYDnAF/4HeIQNMBERD+AquRxTNa6HcL0iIBnAF/4HeIQNMREP4Cq5HFM1ro" \
	"dwv/8WwSkK0OQbvM0C4/"
#define SIGNED_ONLY	\
	"xA0DAAgBnAF/4HeIQNMByw9iAAAAAABvcGVuIDk0MzQ="
#define FOLLOWED	\
	"wRYDnAF/4HeIQNMBERD+AquRxTNa6HcL0iIBnAF/4HeIQNMREP4Cq5HFM1ro" \
	"dwv/8WwSkK0OQbvM0C4/yw9iAAAAAABvcGVuIDk0MzQ="

static const struct {
	const char *name, *body;
	enum encryption encryption;
	int class;
} pgp[] = {
	{ "ciphertext alone is strong", ARMOUR(ENCRYPTED), ENCRYPTION_STRONG,
	    ANOMALY_ENCRYPTED },
	{ "with words beside it partly", "Hello\r\n" ARMOUR(ENCRYPTED),
	    ENCRYPTION_PARTLY, ANOMALY_ENCRYPTED },
	{ "with words after it partly", ARMOUR(ENCRYPTED) "9434\r\n",
	    ENCRYPTION_PARTLY, ANOMALY_ENCRYPTED },
	{ "signed only is for anyone to read", ARMOUR(SIGNED_ONLY),
	    ENCRYPTION_NO, -1 },
	{ "a packet behind the ciphertext", ARMOUR(FOLLOWED),
	    ENCRYPTION_PARTLY, ANOMALY_AMBIGUOUS },
	{ "armour without an end", "-----BEGIN PGP MESSAGE-----\r\n\r\n"
	    ENCRYPTED "\r\n", ENCRYPTION_NO, ANOMALY_TRUNCATED },
	{ "a checksum right behind the data", "-----BEGIN PGP MESSAGE-----\r\n"
	    "\r\n" ENCRYPTED "=abcd\r\n-----END PGP MESSAGE-----\r\n",
	    ENCRYPTION_STRONG, ANOMALY_ENCRYPTED },
	{ "words behind the checksum", ARMOUR(ENCRYPTED "\r\n=abcd\r\n"
	    "aGVsbG8gOTQzNA=="), ENCRYPTION_NO, ANOMALY_UNSUPPORTED },
	{ "words only dressed up", ARMOUR("b3BlbiA5NDM0"),
	    ENCRYPTION_NO, -1 },
};

START_TEST(test_pgp)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/plain", slice_str(pgp[_i].body));
	ck_assert_msg(probe_part(&p, "1")->encryption == pgp[_i].encryption,
	    "%s", pgp[_i].name);
	if (pgp[_i].class < 0)
		ck_assert_msg(probe_is_clean(&p) &&
		    probe_unit(&p, "open 9434") != NULL, "%s",
		    pgp[_i].name);
	else
		ck_assert_msg(probe_raised(&p,
		    (enum anomaly_class)pgp[_i].class), "%s", pgp[_i].name);
	probe_close(&p);
}
END_TEST

/* "=6Eu9" is a checksum, whatever quoted-printable would make of it. */
START_TEST(test_checksum_looks_quoted)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/plain", SLICE("-----BEGIN PGP MESSAGE-----\r\n"
	    "\r\n" ENCRYPTED "\r\n=6Eu9\r\n-----END PGP MESSAGE-----\r\n"));
	ck_assert(probe_part(&p, "1")->encryption == ENCRYPTION_STRONG);
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED));
	ck_assert(!probe_raised(&p, ANOMALY_UNSUPPORTED));
	probe_close(&p);
}
END_TEST

START_TEST(test_clear_signed)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/plain", SLICE("-----BEGIN PGP SIGNED MESSAGE---"
	    "--\r\nHash: SHA256\r\n\r\nread me 9434\r\n"
	    "-----BEGIN PGP SIGNATURE-----\r\n"));
	ck_assert(probe_has(&p, "1", PART_IS_SIGNED));
	ck_assert(probe_reads(&p, "read me 9434"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* --- what nobody sees between the letters -------------------------------------- */

#define BYTES(s) { (const uint8_t *)(s), sizeof (s) - 1 }
#define BETWEEN(c) BYTES("Dear all\r\nA" c "B" c "1" c "2" c "3" c "4" c "5" c \
	"6" c "C\r\n")

static const struct {
	const char *name;
	struct slice body;
} unseen[] = {
	{ "a backspace", BETWEEN("\b") },
	{ "start of heading", BETWEEN("\x01") },
	{ "a bell", BETWEEN("\a") },
	{ "shift in", BETWEEN("\x0f") },
	{ "a unit separator", BETWEEN("\x1f") },
	{ "delete", BETWEEN("\x7f") },
	{ "NUL", BETWEEN("\0") },
	{ "escape alone", BETWEEN("\x1b") },
	{ "a colour", BETWEEN("\x1b[1;31m") },
	{ "a character set", BETWEEN("\x1b(B") },
	{ "a title", BETWEEN("\x1b]0;x\a") },
	{ "a link", BETWEEN("\x1b]8;;x\x1b\\") },
	{ "each its own", BYTES("A\x01" "B\x02" "1\x03" "2\x04" "3\x05" "4\x06"
	    "5\x07" "6\x0e" "C\r\n") },
	{ "struck twice", BYTES("A\bAB\bB1\b12\b23\b34\b45\b56\b6C\bC") },
	{ "a typing error", BYTES("AB129\b3456C") },
	{ "an umlaut taken back", BYTES("AB12\xc3\xa4\b3456C") },
	{ "NUL beside a number is still a number", BYTES("1\0" "AB123456C\0" "2") },
	{ "so is a control", BYTES("1\x01" "AB123456C\x01" "2") },
};

START_TEST(test_unseen)
{
	struct probe p;
	size_t i, k;

	probe_open(&p);
	probe_body(&p, "text/plain; charset=utf-8", unseen[_i].body);
	ck_assert_msg(probe_reads(&p, "AB123456C"), "%s", unseen[_i].name);
	ck_assert_msg(probe_is_clean(&p), "%s", unseen[_i].name);
	/* Whoever looks at it gets no control characters. */
	for (i = 0; i < p.unit_count; i++)
		for (k = 0; k < p.units[i].text.len; k++)
			ck_assert_msg(p.units[i].text.ptr[k] >= ' ' ||
			    p.units[i].text.ptr[k] == '\r' ||
			    p.units[i].text.ptr[k] == '\n', "%s",
			    unseen[_i].name);
	probe_close(&p);
}
END_TEST

/* Bytes of no text are read once, whatever escapes are among them. */
START_TEST(test_noise)
{
	struct buf noise = BUF_INIT(MIB);
	uint32_t x = 1;
	struct probe p;
	size_t i, n;

	for (i = 0; i < 64 * KIB; i++) {
		x = x * 1664525 + 1013904223;
		buf_putc(&noise, (uint8_t)(x >> 24));
	}
	probe_open(&p);
	probe_file(&p, "a.txt", "text/plain", buf_slice(&noise));
	for (i = n = 0; i < p.unit_count; i++)
		n += p.units[i].text.len;
	ck_assert_uint_lt(n, 3 * noise.len);
	probe_close(&p);
	buf_free(&noise);
}
END_TEST

/* --- windows ------------------------------------------------------------------------------ */

START_TEST(test_number_at_a_window_edge)
{
	struct buf body = BUF_INIT(8 * MIB);
	struct probe p;
	size_t i;

	/* A number every 40 bytes: some stand where a window is cut. */
	for (i = 0; i < 80000; i++)
		buf_printf(&body, "words and words N%09zuE end more\r\n", i);
	probe_open(&p);
	probe_body(&p, "application/octet-stream", buf_slice(&body));
	ck_assert(probe_is_clean(&p));
	for (i = 0; i < 80000; i += 977) {
		char number[24];

		snprintf(number, sizeof number, "N%09zuE end", i);
		ck_assert_msg(probe_reads(&p, number), "%s", number);
	}
	ck_assert_uint_ge(p.unit_count, 3);
	probe_close(&p);
	buf_free(&body);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "quotes", test_quotes, N_OF(quotes) },
		{ "own", test_own, N_OF(own) },
		{ "layout", test_layout, N_OF(layouts) },
		{ "pgp", test_pgp, N_OF(pgp) },
		{ "checksum looks quoted", test_checksum_looks_quoted, 0 },
		{ "clear signed", test_clear_signed, 0 },
		{ "unseen", test_unseen, N_OF(unseen) },
		{ "noise", test_noise, 0 },
		{ "windows", test_number_at_a_window_edge, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("text", tests);
}

#include "unit/unit.h"

#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "probe.h"
#include "zipmaker.h"

#define HEAD	"From: Ann <ann@inside.example>\r\nTo: b@outside.example\r\n" \
	"Subject: =?utf-8?Q?Rent_=C2=A3?= 94\r\nMIME-Version: 1.0\r\n" \
	"X-Note: in a\r\n field 34\r\n"

static void
read_message(struct probe *p, const char *rest)
{
	struct buf m = BUF_INIT(MIB);

	buf_puts(&m, HEAD);
	buf_puts(&m, rest);
	probe_open(p);
	probe_message(p, buf_slice(&m));
	buf_free(&m);
}

/* --- where text stands ------------------------------------------------------------ */

#define MIXED	"Content-Type: multipart/mixed; boundary=X\r\n\r\n" \
	"before 12\r\n--X\r\nContent-Type: text/plain\r\n\r\nbody 12\r\n" \
	"--X\r\nContent-Type: application/octet-stream; name=\"f 12.txt\"\r\n" \
	"Content-Description: described 12\r\n" \
	"Content-Disposition: attachment\r\n\r\nfile 12\r\n" \
	"--X\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner 12\r\n\r\n" \
	"inner body 12\r\n--X--\r\nafter 12\r\n"

static const struct {
	const char *text, *part;
	enum finding_where where;
} places[] = {
	{ "Rent \xc2\xa3 94", "0", FINDING_SUBJECT },
	{ "in a field 34", "0", FINDING_HEADER },
	{ "Ann <ann@inside.example>", "0", FINDING_HEADER },
	{ "before 12", "0", FINDING_BODY },
	{ "body 12", "1", FINDING_BODY },
	{ "described 12", "2", FINDING_HEADER },
	{ "f 12.txt", "2", FINDING_FILENAME },
	{ "file 12", "2", FINDING_ATTACHMENT },
	{ "inner 12", "3.1", FINDING_HEADER },
	{ "inner body 12", "3.1", FINDING_ATTACHMENT },
	{ "after 12", "0", FINDING_BODY },
};

START_TEST(test_places)
{
	const struct probe_unit *u;
	struct probe p;

	read_message(&p, MIXED);
	u = probe_unit(&p, places[_i].text);
	ck_assert_msg(u != NULL, "%s", places[_i].text);
	ck_assert_msg(slice_eq_str(u->part, places[_i].part), "%s: %.*s",
	    places[_i].text, (int)u->part.len, (const char *)u->part.ptr);
	ck_assert_msg(u->where == places[_i].where, "%s: %s",
	    places[_i].text, finding_where_name(u->where));
	probe_close(&p);
}
END_TEST

/* --- what parts are ------------------------------------------------------------------ */

static const struct {
	const char *name, *rest, *path;
	uint32_t flags;		/* those of the mask that are set */
} kinds[] = {
	{ "a body", "Content-Type: text/plain\r\n\r\nx", "1",
	    PART_IS_BODY | PART_IS_LEAF },
	{ "no label is a body", "\r\nx", "1", PART_IS_BODY | PART_IS_LEAF },
	{ "a multipart is neither", MIXED, "0", 0 },
	{ "a named text is an attachment", MIXED, "2",
	    PART_IS_ATTACHMENT | PART_IS_LEAF },
	{ "a message inside is one", MIXED, "3", PART_IS_ATTACHMENT },
	{ "its body is not", MIXED, "3.1", PART_IS_LEAF },
	{ "a picture of the page", "Content-Type: multipart/related; "
	    "boundary=X\r\n\r\n--X\r\nContent-Type: text/html\r\n\r\n<p>x\r\n"
	    "--X\r\nContent-Type: image/gif\r\nContent-ID: <a>\r\n\r\n"
	    "GIF89a\x01\r\n--X--\r\n", "2", PART_IS_INLINE_PICTURE |
	    PART_IS_LEAF | PART_IS_OPAQUE },
	{ "a document beside the page", "Content-Type: multipart/related; "
	    "boundary=X\r\n\r\n--X\r\nContent-Type: text/html\r\n\r\n<p>x\r\n"
	    "--X\r\nContent-Type: text/plain; name=a.txt\r\n\r\nx\r\n"
	    "--X--\r\n", "2", PART_IS_ATTACHMENT | PART_IS_LEAF },
	{ "a signed multipart", "Content-Type: multipart/signed; boundary=X; "
	    "protocol=\"application/pgp-signature\"\r\n\r\n--X\r\n\r\nx\r\n"
	    "--X\r\nContent-Type: application/pgp-signature; name=s.asc\r\n"
	    "\r\n-----BEGIN PGP SIGNATURE-----\r\n--X--\r\n", "0",
	    PART_IS_SIGNED },
	{ "its signature is no attachment", "Content-Type: multipart/signed; "
	    "boundary=X; protocol=\"application/pgp-signature\"\r\n\r\n--X"
	    "\r\n\r\nx\r\n--X\r\nContent-Type: application/pgp-signature; "
	    "name=s.asc\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n--X--\r\n",
	    "2", PART_IS_LEAF },
};

START_TEST(test_kinds)
{
	struct probe p;

	read_message(&p, kinds[_i].rest);
	ck_assert_msg(probe_part(&p, kinds[_i].path)->flags ==
	    kinds[_i].flags, "%s: %x", kinds[_i].name,
	    probe_part(&p, kinds[_i].path)->flags);
	probe_close(&p);
}
END_TEST

/* --- several readings ---------------------------------------------------------------------- */

static const struct { const char *name, *rest, *text; } readings[] = {
	{ "base64 that goes on behind its padding",
	    "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64"
	    "\r\n\r\naGVsbG8=\r\nc2VjcmV0IDk0\r\n", "secret 94" },
	{ "base64 under another label",
	    "Content-Type: text/plain\r\nContent-Transfer-Encoding: "
	    "x-unknown, base64\r\n\r\nc2VjcmV0IDk0MzQ3NjU5MTk=\r\n",
	    "secret 94" },
	{ "a file uuencoded in the text", "Content-Type: text/plain\r\n\r\n"
	    "Hello\r\nbegin 644 a.txt\r\n)<V5C<F5T(#DT\r\n`\r\nend\r\n",
	    "secret 94" },
	{ "a message in a transfer encoding", "Content-Type: message/rfc822"
	    "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	    "U3ViamVjdDogeA0KDQpzZWNyZXQgOTQNCg==\r\n", "secret 94" },
	{ "the escapes of a URL", "Content-Type: text/plain\r\n\r\n"
	    "See https://x.example/?q=a%20secret%2094, 100%20\r\n",
	    "?q=a secret 94" },
	{ "letters from the right, none", "Content-Type: text/plain; "
	    "charset=utf-8\r\n\r\nsecret 94 \xe2\x80\xae\r\n", "secret 94" },
	{ "letters from the right", "Content-Type: text/plain; charset=utf-8"
	    "\r\n\r\nA \xe2\x80\xae" "49 terces\xe2\x80\xac word\r\n",
	    "secret 94" },
};

START_TEST(test_readings)
{
	struct probe p;

	read_message(&p, readings[_i].rest);
	ck_assert_msg(probe_reads(&p, readings[_i].text), "%s",
	    readings[_i].name);
	probe_close(&p);
}
END_TEST

START_TEST(test_uuencoded_file_is_a_part)
{
	struct probe p;

	read_message(&p, readings[2].rest);
	ck_assert(slice_eq_str(probe_part(&p, "1/1")->name, "a.txt"));
	ck_assert(probe_has(&p, "1/1", PART_IS_ATTACHMENT));
	probe_close(&p);
}
END_TEST

/* --- the budget --------------------------------------------------------------------------------- */

START_TEST(test_too_late)
{
	struct probe p;

	probe_open(&p);
	p.budget.deadline_mono_ms = clock_mono_ms() - 1;
	probe_message(&p, SLICE(HEAD "\r\nbody\r\n"));
	ck_assert_int_eq(p.result, 0);
	ck_assert(probe_raised(&p, ANOMALY_TIMEOUT));
	ck_assert_uint_eq(p.anomaly_count, 1);
	probe_close(&p);
}
END_TEST

START_TEST(test_nodes_past_the_limit)
{
	struct probe p;

	probe_open(&p);
	p.budget.nodes = UNPACK_NODES_MAX - 3;
	probe_message(&p, SLICE(HEAD MIXED));
	ck_assert(probe_raised(&p, ANOMALY_LIMIT));
	ck_assert_uint_eq(p.part_count, 3);
	probe_close(&p);
}
END_TEST

START_TEST(test_text_past_the_limit)
{
	struct probe p;

	probe_open(&p);
	p.budget.text_bytes = TEXT_TOTAL_MAX - 300;
	probe_message(&p, SLICE(HEAD MIXED));
	ck_assert(!probe_raised(&p, ANOMALY_LIMIT));
	probe_close(&p);
	probe_open(&p);
	p.budget.text_bytes = TEXT_TOTAL_MAX - 100;
	probe_message(&p, SLICE(HEAD MIXED));
	ck_assert(probe_raised(&p, ANOMALY_LIMIT));
	/* What the parts are is told all the same. */
	ck_assert_uint_eq(p.part_count, 5);
	probe_close(&p);
}
END_TEST

START_TEST(test_error_of_the_sink)
{
	struct probe p;

	probe_open(&p);
	p.fail_text = ERR_TYPE;
	probe_message(&p, SLICE(HEAD MIXED));
	ck_assert_int_eq(p.result, ERR_TYPE);
	probe_close(&p);
}
END_TEST

/* The arena runs out while parts are walked: an error, never a report. */
START_TEST(test_full_arena)
{
	struct buf m = BUF_INIT(MIB);
	struct mime_message *read;
	struct arena *wide, *full;
	struct probe p;
	int i;

	buf_puts(&m, HEAD "Content-Type: multipart/mixed; boundary=X\r\n\r\n");
	for (i = 0; i < 100; i++)
		buf_printf(&m, "--X\r\nContent-Disposition: attachment; "
		    "filename=name-%d.txt\r\n\r\nx\r\n", i);
	probe_open(&p);
	wide = p.arena;
	full = arena_new(64 * KIB);
	ck_assert_int_eq(mime_read(buf_slice(&m), SLICE_NONE, 0, wide, &read),
	    0);
	ck_assert_int_eq(probe_extract(&p, read, full), ERR_LIMIT);
	arena_free(full);
	probe_close(&p);
	buf_free(&m);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "places", test_places, N_OF(places) },
		{ "kinds", test_kinds, N_OF(kinds) },
		{ "readings", test_readings, N_OF(readings) },
		{ "uuencode", test_uuencoded_file_is_a_part, 0 },
		{ "too late", test_too_late, 0 },
		{ "nodes", test_nodes_past_the_limit, 0 },
		{ "text", test_text_past_the_limit, 0 },
		{ "sink", test_error_of_the_sink, 0 },
		{ "arena", test_full_arena, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("engine", tests);
}

/*
 * fuzz_rewrite -- edits on hostile messages, in any way that a request can
 * ask for them.  Whatever the bytes: either nothing is changed, or
 *
 *  - the list taken back from the result gives the message again, byte for
 *    byte, worked out here and not by what applies it;
 *  - the milter would carry it out, as it came over the wire;
 *  - a second pass finds the text and changes nothing.
 *
 * Driven as fuzz_mime is.
 */
#include <string.h>

#include "fuzz/replay.h"
#include "unit/action/edited.h"
#include "unit/mime/corpus.h"

#define MUTATIONS	1500
#define WAYS		64

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
complain(const char *what)
{
	fprintf(stderr, "fuzz_rewrite: %s\n", what);
	abort();
}

/* --- the way in which it is asked for ------------------------------------------- */

/* One of all ways, by number; the message chooses it. */
static void
way(struct edit_disclaimer *how, unsigned n, struct slice bytes)
{
	*how = (struct edit_disclaimer){
		.place = (enum edit_place)(n % EDIT_PLACE_COUNT),
		.otherwise = (enum edit_otherwise)(n / 3 %
		    EDIT_OTHERWISE_COUNT),
		.once_per_thread = n >> 2 & 1,
		.ascii_only = n >> 3 & 1,
		.after_armour = n >> 4 & 1,
		.skips_generated = n >> 5 & 1,
		.replaces_signatures = n & 1,
		.size_max = n % 7 == 0 ? bytes.len + 400 : 0,
	};
	edited_mark(how, bytes);
}

static size_t
requests(struct edit_request *q, struct edit_disclaimer *how, const char *text,
    unsigned n)
{
	q[0] = (struct edit_request){ EDIT_DISCLAIMER, slice_str(text),
	    SLICE(""), how };
	q[1] = (struct edit_request){ EDIT_STRIP_SUBJECT_TAG, SLICE(""),
	    SLICE(""), NULL };
	q[2] = (struct edit_request){ EDIT_ADD_FIELD, SLICE("X-Added"),
	    SLICE("yes"), NULL };
	q[3] = (struct edit_request){ EDIT_REMOVE_FIELD, SLICE("Received"),
	    SLICE(""), NULL };
	return n % 5 == 0 ? 4 : 1;
}

/* --- what must hold ----------------------------------------------------------------- */

/* Take the splices back: what is left is the old body. */
static void
check_body(struct slice before, struct slice after, const struct edit_list *l)
{
	size_t at = l->body_offset, to = after.len, kept, i;
	const struct splice *s;

	for (i = l->splice_count; i > 0; i--) {
		s = &l->splices[i - 1];
		kept = (i == l->splice_count ? before.len :
		    (size_t)l->splices[i].from) - (size_t)s->to;
		if (to < kept + s->bytes.len || !slice_eq(slice_sub(after,
		    to - kept, to), slice_sub(before, (size_t)s->to,
		    (size_t)s->to + kept)))
			complain("bytes beside a splice changed");
		to -= kept;
		if (!slice_eq(slice_sub(after, to - s->bytes.len, to),
		    s->bytes))
			complain("a splice is not there");
		to -= s->bytes.len;
	}
	kept = (l->splice_count > 0 ? (size_t)l->splices[0].from :
	    before.len) - at;
	if (to < kept || !slice_eq(slice_sub(after, to - kept, to),
	    slice_sub(before, at, at + kept)))
		complain("the body before the first splice changed");
	/* All that is left is the header. */
	if (!slice_ends(slice_sub(after, 0, to - kept), SLICE("\r\n")))
		complain("no empty line after the header");
}

/* Is it the same after it has been sent, and would it be carried out? */
static void
check_wire(const struct edited *e, const struct edit_request *q, size_t n,
    struct slice before)
{
	struct buf packed = BUF_INIT(REPORT_BYTES_MAX);
	struct buf after = BUF_INIT(before.len + 16 * MIB);
	struct edit_list l;

	if (edit_list_encode(&e->list, &packed) < 0 ||
	    edit_list_decode(buf_slice(&packed), before.len, e->arena, &l) < 0)
		complain("the list cannot be sent");
	if (!edit_list_is_asked_for(&l, q, n))
		complain("the milter would not carry this out");
	if (edit_apply(before, &l, &after) < 0 ||
	    !slice_eq(buf_slice(&after), buf_slice(&e->after)))
		complain("the list is another one after the wire");
	buf_free(&packed);
	buf_free(&after);
}

static bool
has_acted(const struct edit_outcome *o)
{
	return o->result == EDIT_DONE || o->otherwise != EDIT_OTHERWISE_NONE;
}

static void
check_again(const struct disclaimers *d, const struct edited *e,
    const char *text, unsigned n)
{
	struct edit_disclaimer how;
	struct edit_request q[4];
	struct edited again;

	way(&how, n, buf_slice(&e->after));
	requests(q, &how, text, 1);
	edited_run(&again, d, buf_slice(&e->after), q, 1);
	if (again.error == 0 && again.result == EDIT_DONE)
		complain("the text goes in twice");
	/* A field is there already, and a wrapped message has the text. */
	if (again.error == 0 && e->list.outcomes[0].otherwise !=
	    EDIT_OTHERWISE_NONE &&
	    again.list.splice_count + again.list.header_count > 0)
		complain("what was done instead is done twice");
	edited_free(&again);
}

static void
try_one(const struct disclaimers *d, struct slice bytes, const char *text,
    unsigned n)
{
	struct edit_disclaimer how;
	struct edit_request q[4];
	struct edited e;
	size_t count, i;
	bool acted = false;

	way(&how, n, bytes);
	count = requests(q, &how, text, n);
	edited_run(&e, d, bytes, q, count);
	if (e.error == 0) {
		for (i = 0; i < count; i++)
			acted |= has_acted(&e.list.outcomes[i]);
		if (!acted && e.list.splice_count + e.list.header_count > 0)
			complain("edits without success");
		if (!has_acted(&e.list.outcomes[0]) && e.list.splice_count > 0)
			complain("a body changed for nothing");
		if (e.list.splice_count + e.list.header_count > 0) {
			check_body(bytes, buf_slice(&e.after), &e.list);
			check_wire(&e, q, count, bytes);
		}
		if (has_acted(&e.list.outcomes[0]))
			check_again(d, &e, text, n);
	}
	edited_free(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char *const texts[] = { "plain", "wide", "logo" };
	static struct disclaimers *d;
	struct slice s = slice_of(bytes, len);
	const char *bad;
	unsigned n;
	size_t i;

	if (d == NULL && mime_charset_preload(&bad) < 0)
		abort();
	if (d == NULL)
		d = edited_texts();
	/* Any change of the bytes may choose another way. */
	for (i = 0, n = 5; i < len; i++)
		n = n * 31 + bytes[i];
	try_one(d, s, "plain", 0);
	try_one(d, s, texts[n % 3], n / 3 % (WAYS * 9));
	try_one(d, s, texts[n % 2 * 2], 3 + n % 2 * 3);
	return 0;
}

#ifndef FUZZ_ENGINE

static const char *const seeds[] = {
	"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n"
	"Content-Transfer-Encoding: 7bit\r\n\r\nHello\r\n-- \r\nme\r\n",
	"MIME-Version: 1.0\r\nContent-Type: text/html; charset=windows-1252\r\n"
	"Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><body><p "
	"style=3D\"x\">Hi=\r\n there</p><!-- x --></body></html>\r\n",
	"Content-Type: multipart/alternative; boundary=b\r\n\r\npre\r\n--b\r\n"
	"Content-Type: text/plain; format=flowed; charset=utf-8\r\n"
	"Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8NCg==\r\n--b\r\n"
	"Content-Type: multipart/related; boundary=c\r\n\r\n--c\r\n"
	"Content-Type: text/html\r\n\r\n<p>Hello there, you</p>\r\n--c\r\n"
	"Content-Type: image/png\r\n\r\nx\r\n--c--\r\n--b--\r\nepi\r\n",
	"Content-Type: application/pdf; name=a\r\nContent-Disposition: "
	"attachment\r\n\r\n%PDF\r\n",
	"Content-Type: multipart/mixed; boundary=\"b c\"\r\n\r\n--b c\r\n"
	"Content-Type: image/png\r\n\r\nx\r\n--b c--\r\n",
	"From: a@b.example\r\nMessage-ID: <1@b.example>\r\nX-Mailer: x\r\n"
	"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nHi\r\n"
	"--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n"
	"--b--\r\n",
	"From: a@b.example\r\nContent-Type: application/pkcs7-mime\r\n"
	"Content-Transfer-Encoding: base64\r\n\r\n"
	"MIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCA\r\n",
	"From: a@b.example\r\nContent-Type: multipart/related; boundary=b; "
	"start=\"<p@q>\"\r\n\r\n--b\r\nContent-Type: text/html\r\n"
	"Content-ID: <p@q>\r\n\r\n<html><body>Hello there, you</body></html>"
	"\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n",
};

static void
replay(struct slice seed, uint64_t *state)
{
	struct buf b = BUF_INIT(seed.len + 64 * KIB);
	int i, j;

	for (i = 0; i < MUTATIONS; i++) {
		buf_reset(&b);
		buf_put_slice(&b, seed);
		for (j = 0; j < i % 10; j++)
			corpus_mutate(&b, state);
		(void)LLVMFuzzerTestOneInput(b.ptr, b.len);
	}
	buf_free(&b);
}

int
main(int argc, char **argv)
{
	struct buf in = BUF_INIT(256 * MIB), crlf = BUF_INIT(256 * MIB);
	uint64_t state;
	size_t i;
	int n;

	state = 11;
	for (i = 0; i < sizeof seeds / sizeof seeds[0]; i++)
		replay(slice_str(seeds[i]), &state);
	(void)replay_folder("rewrite", MUTATIONS, LLVMFuzzerTestOneInput);
	for (n = 1; n < argc; n++) {
		buf_reset(&in);
		buf_reset(&crlf);
		if (!corpus_load(argv[n], &in))
			return EXIT_FAILURE;
		corpus_crlf(buf_slice(&in), &crlf);
		replay(buf_slice(&crlf), &state);
	}
	buf_free(&in);
	buf_free(&crlf);
	return EXIT_SUCCESS;
}

#endif

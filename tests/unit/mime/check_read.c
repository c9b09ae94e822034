#include "mime/mime.h"

#include "base/err.h"
#include "unit/mime/sketch.h"
#include "unit/unit.h"

#define N	"\r\n"

static struct arena *arena;
static struct buf words;

static struct mime_message *
read_bytes(struct slice bytes)
{
	struct mime_message *m;
	const char *fault;

	arena = arena_new(MESSAGE_ARENA_MAX);
	buf_init(&words, 64 * MIB);
	ck_assert_int_eq(mime_read(bytes, SLICE(""), 0, arena, &m), 0);
	fault = sketch_fault(m);
	ck_assert_msg(fault == NULL, "%s", fault);
	return m;
}

static void
done(void)
{
	arena_free(arena);
	buf_free(&words);
}

/* --- well-formed mail, and what is odd in a harmless way ------------------------- */

static const struct {
	const char *name, *text, *sketch;
} plain_cases[] = {
	{ "nothing at all", "", "1 text/plain" },
	{ "a header only", "Subject: x" N, "1 text/plain" },
	{ "a simple message", "Subject: x" N N "Hello" N, "1 text/plain" },
	{ "only a body", N "Hello" N, "1 text/plain" },
	{ "an mbox line first", "From me Mon" N "Content-Type: text/html" N N
	    "<p>", "1 text/html" },
	{ "a type in capitals, folded, with comments",
	    "content-TYPE:" N " (a (b)) TEXT/Html (c) ; charset=x" N N,
	    "1 text/html" },
	{ "two parts",
	    "Content-Type: multipart/mixed; boundary=b" N N
	    "pre" N "--b" N N "one" N "--b" N "Content-Type: text/html" N N
	    "two" N "--b--" N "list footer" N,
	    "0 multipart/mixed; 1 text/plain; 2 text/html" },
	{ "blanks after a delimiter",
	    "Content-Type: multipart/mixed; boundary=b" N N
	    "--b \t" N N "one" N "--b-- " N,
	    "0 multipart/mixed; 1 text/plain" },
	{ "no closing delimiter",
	    "Content-Type: multipart/mixed; boundary=b" N N
	    "--b" N N "one" N "--b" N N "two",
	    "0 multipart/mixed; 1 text/plain; 2 text/plain" },
	{ "every kind of boundary byte",
	    "Content-Type: multipart/mixed;" N
	    " x=\"boundary=no\"; boundary=\"'()+_,-./:=? x\"" N N
	    "--'()+_,-./:=? x" N N "one" N "--'()+_,-./:=? x--" N,
	    "0 multipart/mixed; 1 text/plain" },
	{ "a boundary of dashes",
	    "Content-Type: multipart/mixed; boundary=\"------=_1\"" N N
	    "--------=_1" N N "a" N "--------=_1--",
	    "0 multipart/mixed; 1 text/plain" },
	{ "an unknown multipart is opened",
	    "Content-Type: multipart/x-new; boundary=b" N N
	    "--b" N N "one" N "--b--",
	    "0 multipart/x-new; 1 text/plain" },
	{ "messages are numbered as IMAP does",
	    "Content-Type: multipart/mixed; boundary=b" N N
	    "--b" N N "one" N "--b" N "Content-Type: message/rfc822" N N
	    "Content-Type: multipart/alternative; boundary=c" N N
	    "--c" N N "x" N "--c" N "Content-Type: text/html" N N "y" N
	    "--c--" N "--b--",
	    "0 multipart/mixed; 1 text/plain; 2 message/rfc822; "
	    "2.0 multipart/alternative; 2.1 text/plain; 2.2 text/html" },
	{ "a digest's children are messages",
	    "Content-Type: multipart/digest; boundary=b" N N
	    "--b" N N "Subject: in" N N "text" N "--b--",
	    "0 multipart/digest; 1 message/rfc822; 1.1 text/plain" },
	{ "an encoded message stays a leaf",
	    "Content-Type: message/rfc822" N
	    "Content-Transfer-Encoding: base64" N N "U3ViamVjdDogeA0KDQo=" N,
	    "1 message/rfc822 base64" },
	{ "one boundary begins with the other",
	    "Content-Type: multipart/mixed; boundary=b" N N
	    "--b" N "Content-Type: multipart/alternative; boundary=b1" N N
	    "--b1" N N "x" N "--b1--" N "--b--",
	    "0 multipart/mixed; 1 multipart/alternative; 1.1 text/plain" },
	{ "the same field twice, equal but for blanks",
	    "Content-Type: text/html" N "Content-type:  text/html (x)" N N "a",
	    "1 text/html" },
	{ "two MIME versions that differ",
	    "MIME-Version: 1.0" N "MIME-Version: 2.0" N N "a", "1 text/plain" },
	{ "8bit after 7bit decodes to the same",
	    "Content-Transfer-Encoding: 7bit" N
	    "Content-Transfer-Encoding: 8bit" N N "a", "1 text/plain" },
	{ "a part that begins without an empty line",
	    "Content-Type: multipart/mixed; boundary=b" N N
	    "--b" N "just text" N "more" N "--b--",
	    "0 multipart/mixed; 1 text/plain" },
	{ "an empty multipart holds nothing to miss",
	    "Content-Type: multipart/mixed; boundary=b" N N N,
	    "0 multipart/mixed" },
	{ "an empty part",
	    "Content-Type: multipart/mixed; boundary=b" N N
	    "--b" N "--b--" N, "0 multipart/mixed; 1 text/plain" },
	{ "text that speaks of its own boundary",
	    "Content-Type: multipart/mixed; boundary=word" N N
	    "--word" N N "the word is --word-- and --wordy things" N
	    "--wording" N "--word--", "0 multipart/mixed; 1 text/plain" },
};

START_TEST(test_plain)
{
	struct mime_message *m;

	m = read_bytes(slice_str(plain_cases[_i].text));
	ck_assert_msg(strcmp(sketch(m, &words), plain_cases[_i].sketch) == 0,
	    "%s: %s", plain_cases[_i].name, buf_cstr(&words));
	ck_assert_msg(m->anomaly_count == 0, "%s: %s", plain_cases[_i].name,
	    sketch_anomalies(m, &words));
	ck_assert_uint_eq(m->reading_count, 1);
	done();
}
END_TEST

/* --- traps: the secret is seen in some reading, or the mail is held ----------------- */

#define SECRET	"QQ123456C"
#define S64	"UVExMjM0NTZD"		/* in base64 */
#define MIXED	"Content-Type: multipart/mixed; boundary=b" N N
#define PART64	"Content-Transfer-Encoding: base64" N N S64 N

static const struct {
	const char *name, *text;
	const char *anomalies;	/* all of them */
} trap_cases[] = {
	{ "two types that differ, the second a multipart",
	    "Content-Type: text/plain" N MIXED "--b" N PART64 "--b--",
	    "ambiguous" },
	{ "two types that differ, the first a multipart",
	    "Content-Type: multipart/mixed; boundary=b" N
	    "Content-Type: text/plain" N N "--b" N PART64 "--b--",
	    "ambiguous" },
	{ "two boundaries in two types",
	    "Content-Type: multipart/mixed; boundary=a" N MIXED
	    "--a" N N "x" N "--b" N PART64 "--b--" N "--a--",
	    "ambiguous" },
	{ "two boundary parameters, both in use",
	    "Content-Type: multipart/mixed; boundary=a; boundary=b" N N
	    "--a" N N "x" N "--b" N PART64 "--b--" N "--a--", "ambiguous" },
	{ "two boundary parameters, one in use",
	    "Content-Type: multipart/mixed; boundary=a; boundary=b" N N
	    "--b" N PART64 "--b--", "" },
	{ "a boundary in RFC 2231 pieces out of order",
	    "Content-Type: multipart/mixed; boundary*1=b; boundary*0=\"x\"" N N
	    "--xb" N PART64 "--xb--", "" },
	{ "a starred boundary beside a plain one",
	    "Content-Type: multipart/mixed; boundary=a; boundary*=''b" N N
	    "--a" N N "x" N "--b" N PART64 "--b--" N "--a--", "ambiguous" },
	{ "single quotes round the boundary",
	    "Content-Type: multipart/mixed; boundary='b'" N N
	    "--b" N PART64 "--b--", "" },
	{ "no quote at the end",
	    "Content-Type: multipart/mixed; boundary=\"b" N N
	    "--b" N PART64 "--b--", "" },
	{ "blanks round the equals sign",
	    "Content-Type: multipart/mixed; boundary = b" N N
	    "--b" N PART64 "--b--", "" },
	{ "a boundary with a blank and no quotes",
	    "Content-Type: multipart/mixed; boundary=a b" N N
	    "--a b" N PART64 "--a b--", "" },
	{ "an encoded word for a boundary",
	    "Content-Type: multipart/mixed; boundary=\"=?us-ascii?q?b?=\"" N N
	    "--b" N PART64 "--b--", "" },
	{ "a comment glued to the boundary",
	    "Content-Type: multipart/mixed; boundary=b(x)" N N
	    "--b" N PART64 "--b--", "" },
	{ "no boundary parameter at all",
	    "Content-Type: multipart/mixed" N N "--b" N PART64 "--b--",
	    "malformed ambiguous" },
	{ "a boundary that never occurs",
	    "Content-Type: multipart/mixed; boundary=a" N N
	    "--b" N PART64 "--b--", "malformed ambiguous" },
	{ "no delimiter, plain content",
	    MIXED SECRET N, "malformed" },
	{ "a part after the closing delimiter",
	    MIXED "--b" N N "x" N "--b--" N N "--b" N PART64 "--b--",
	    "ambiguous" },
	{ "a secret in the preamble",
	    MIXED SECRET N "--b" N N "x" N "--b--", "" },
	{ "a secret in the epilogue",
	    MIXED "--b" N N "x" N "--b--" N SECRET, "" },
	{ "a delimiter after white space",
	    MIXED "--b" N N "x" N " --b" N PART64 "--b--", "ambiguous" },
	{ "a delimiter with text after it",
	    MIXED "--b" N N "x" N "--b junk" N PART64 "--b--", "ambiguous" },
	{ "a delimiter with one dash",
	    MIXED "--b" N N "x" N "-b" N PART64 "--b--", "ambiguous" },
	{ "a longer delimiter with one dash less",
	    "Content-Type: multipart/mixed; boundary=\"--word\"" N N
	    "----word" N N "x" N "---word" N PART64 "----word--",
	    "ambiguous" },
	{ "a delimiter glued to a line",
	    "Content-Type: multipart/mixed; boundary=word" N N
	    "--word" N N "x--word" N PART64 "--word--", "ambiguous" },
	{ "a delimiter after a bare CR",
	    MIXED "--b" N N "x\r--b\r" PART64 "--b--", "ambiguous" },
	{ "a delimiter that ends in a bare LF",
	    MIXED "--b" N N "x" N "--b\n" PART64 "--b--", "ambiguous" },
	{ "an empty line before the part's header",
	    MIXED "--b" N N PART64 "--b--", "ambiguous" },
	{ "a blank line inside the header",
	    "Subject: x" N " " N PART64, "ambiguous" },
	{ "a line that is no field, an encoding after it",
	    "Subject: x" N "not a field" N PART64, "ambiguous" },
	{ "a line that is no field inside an encoded part",
	    "Content-Transfer-Encoding: base64" N "junk" N "X: y" N N S64 N,
	    "ambiguous" },
	{ "base64 at once after the header fields",
	    "Content-Transfer-Encoding: base64" N S64 N, "" },
	{ "a field behind a bare CR",
	    "Subject: x\rContent-Transfer-Encoding: base64" N N S64 N,
	    "ambiguous" },
	{ "an end of header made of bare CRs",
	    "Content-Type: text/plain\r\rx" N PART64, "ambiguous" },
	{ "a field behind a bare LF",
	    "Subject: x" N "Y: z\nContent-Transfer-Encoding: base64" N N S64 N,
	    "ambiguous" },
	{ "a byte order mark before the field",
	    "\xef\xbb\xbf" "Content-Transfer-Encoding: base64" N N S64 N,
	    "ambiguous" },
	{ "a blank before the colon",
	    "Content-Transfer-Encoding : base64" N N S64 N, "ambiguous" },
	{ "an underscore for a dash",
	    "Content_Transfer_Encoding: base64" N N S64 N, "ambiguous" },
	{ "two encodings that differ, the first base64",
	    "Content-Transfer-Encoding: base64" N
	    "Content-Transfer-Encoding: 7bit" N N S64 N, "ambiguous" },
	{ "two encodings that differ, the last base64",
	    "Content-Transfer-Encoding: 7bit" N
	    "Content-Transfer-Encoding: base64" N N S64 N, "ambiguous" },
	{ "two encodings in one field",
	    "Content-Transfer-Encoding: base64, 7bit" N N S64 N,
	    "ambiguous" },
	{ "a comment before the encoding",
	    "Content-Transfer-Encoding: (7bit) base64" N N S64 N, "" },
	{ "an encoding on the next line",
	    "Content-Transfer-Encoding:" N "\tBASE64" N N S64 N, "" },
	{ "an unknown encoding over plain text",
	    "Content-Transfer-Encoding: utf-8" N N SECRET N, "" },
	{ "an unknown encoding over yEnc",
	    "Content-Transfer-Encoding: x-yenc" N N
	    "=ybegin line=128 size=9 name=a" N "{{[\\]^_`m" N, "unsupported" },
	{ "plain text under base64",
	    "Content-Transfer-Encoding: base64" N N
	    "The number is " SECRET "." N, "" },
	{ "base64 on a multipart",
	    "Content-Transfer-Encoding: base64" N MIXED
	    "--b" N PART64 "--b--", "ambiguous" },
	{ "7bit on a multipart",
	    "Content-Transfer-Encoding: 7bit" N MIXED
	    "--b" N PART64 "--b--", "" },
	{ "quoted-printable on a multipart",
	    "Content-Transfer-Encoding: quoted-printable" N MIXED
	    "--b" N N "QQ12=333456C" N "--b--", "ambiguous" },
	{ "uuencode by label",
	    "Content-Transfer-Encoding: x-uuencode" N N
	    "begin 644 a" N ")45$Q,C,T-39#" N "`" N "end" N, "" },
	{ "uuencode in a text, without its end",
	    "Subject: x" N N "see" N "begin 644 a" N ")45$Q,C,T-39#" N, "" },
	{ "data after padding",
	    "Content-Transfer-Encoding: base64" N N "eA==" S64 N, "" },
	{ "padding that shifts what follows",
	    "Content-Transfer-Encoding: base64" N N "eHh=" S64 N, "" },
	{ "message/partial",
	    "Content-Type: message/partial; number=1; id=x" N N SECRET,
	    "unsupported" },
	{ "message/external-body",
	    "Content-Type: message/external-body; access-type=url" N N
	    "Content-Type: text/plain" N N SECRET, "unsupported" },
	{ "a boundary on text",
	    "Content-Type: text/plain; boundary=b" N N
	    "--b" N PART64 "--b--", "ambiguous" },
	{ "a type without a slash",
	    "Content-Type: multipart; boundary=b" N N "--b" N PART64 "--b--",
	    "" },
	{ "child and parent share a boundary",
	    MIXED "--b" N "Content-Type: multipart/mixed; boundary=b" N N
	    "--b" N PART64 "--b--" N "--b--", "ambiguous" },
	{ "an attached message that starts with an empty line",
	    MIXED "--b" N "Content-Type: message/rfc822" N N N
	    PART64 "--b--", "ambiguous" },
	{ "an attached message that starts with a From line",
	    MIXED "--b" N "Content-Type: message/rfc822" N N
	    "From me" N PART64 "--b--", "" },
	{ "children beyond the second of multipart/signed",
	    "Content-Type: multipart/signed; boundary=b" N N
	    "--b" N N "x" N "--b" N N "y" N "--b" N PART64 "--b--", "" },
};

START_TEST(test_trap)
{
	struct mime_message *m;

	m = read_bytes(slice_str(trap_cases[_i].text));
	ck_assert_msg(strcmp(sketch_anomalies(m, &words),
	    trap_cases[_i].anomalies) == 0, "%s: %s", trap_cases[_i].name,
	    buf_cstr(&words));
	ck_assert_msg(m->anomaly_count > 0 ||
	    sketch_shows(m, SLICE(SECRET)), "%s: unseen and not held",
	    trap_cases[_i].name);
	done();
}
END_TEST

/* The further readings themselves, where holding alone would not show them. */
static const struct {
	const char *name, *text, *sketch;
} extra_cases[] = {
	{ "another type becomes an extra child",
	    "Content-Type: text/plain" N MIXED "--b" N N "x" N "--b--",
	    "1 text/plain; 1.1+ multipart/mixed; 1.1.1+ text/plain" },
	{ "another boundary gives extra parts",
	    "Content-Type: multipart/mixed; boundary=a; boundary=b" N N
	    "--a" N N "x" N "--b" N PART64 "--b--" N "--a--",
	    "0 multipart/mixed; 1 text/plain; 2+ text/plain base64" },
	{ "parts behind the end are numbered on",
	    MIXED "--b" N N "x" N "--b--" N "--b" N N "y" N "--b" N N "z",
	    "0 multipart/mixed; 1 text/plain; 2+ text/plain; 3+ text/plain" },
	{ "no boundary: content as a leaf, guessed parts beside it",
	    "Content-Type: multipart/mixed" N N "--b" N PART64 "--b--",
	    "0 multipart/mixed; 1+ text/plain base64" },
};

START_TEST(test_extra)
{
	struct mime_message *m;

	m = read_bytes(slice_str(extra_cases[_i].text));
	ck_assert_msg(strcmp(sketch(m, &words), extra_cases[_i].sketch) == 0,
	    "%s: %s", extra_cases[_i].name, buf_cstr(&words));
	done();
}
END_TEST

START_TEST(test_nul_in_a_header_is_malformed)
{
	struct mime_message *m;

	m = read_bytes(SLICE("Subject: a\0b\r\n\r\nx"));
	ck_assert_str_eq(sketch_anomalies(m, &words), "malformed");
	done();
	m = read_bytes(SLICE("Subject: ab\r\n\r\nx\0y"));
	ck_assert_str_eq(sketch_anomalies(m, &words), "");
	done();
}
END_TEST

/* --- limits ---------------------------------------------------------------------------- */

static size_t
read_nested(unsigned levels, const char *anomalies)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct mime_message *m;
	size_t depth, i;

	for (i = 0; i < levels; i++)
		buf_printf(&b, "Content-Type: multipart/mixed; boundary=%zux"
		    N N "--%zux" N, i, i);
	buf_puts(&b, N SECRET N);
	m = read_bytes(buf_slice(&b));
	ck_assert_str_eq(sketch_anomalies(m, &words), anomalies);
	for (i = depth = 0; i < m->node_count; i++)
		if (m->nodes[i].depth > depth)
			depth = m->nodes[i].depth;
	ck_assert(sketch_shows(m, SLICE(SECRET)));
	done();
	buf_free(&b);
	return depth;
}

START_TEST(test_depth)
{
	ck_assert_uint_eq(read_nested(UNPACK_DEPTH_MAX, ""), UNPACK_DEPTH_MAX);
	ck_assert_uint_eq(read_nested(UNPACK_DEPTH_MAX + 1, "limit"),
	    UNPACK_DEPTH_MAX);
	ck_assert_uint_eq(read_nested(100000, "limit"), UNPACK_DEPTH_MAX);
}
END_TEST

START_TEST(test_depth_counts_what_is_round_it)
{
	struct mime_message *m;

	arena = arena_new(MESSAGE_ARENA_MAX);
	buf_init(&words, MIB);
	ck_assert_int_eq(mime_read(SLICE(MIXED "--b" N N "x" N "--b--"),
	    SLICE("2/"), UNPACK_DEPTH_MAX - 1, arena, &m), 0);
	ck_assert_str_eq(sketch(m, &words),
	    "2/0 multipart/mixed; 2/1 text/plain");
	ck_assert_uint_eq(m->anomaly_count, 0);
	ck_assert_int_eq(mime_read(SLICE(MIXED "--b" N N "x" N "--b--"),
	    SLICE("2/"), UNPACK_DEPTH_MAX, arena, &m), 0);
	ck_assert_str_eq(sketch_anomalies(m, &words), "limit");
	done();
}
END_TEST

START_TEST(test_nested_messages)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct mime_message *m;
	size_t i;

	for (i = 0; i < 100000; i++)
		buf_puts(&b, "Content-Type: message/rfc822" N N);
	buf_puts(&b, N SECRET);
	m = read_bytes(buf_slice(&b));
	ck_assert_str_eq(sketch_anomalies(m, &words), "limit");
	ck_assert(sketch_shows(m, SLICE(SECRET)));
	done();
	buf_free(&b);
}
END_TEST

static const struct {
	size_t parts;
	const char *anomalies;
	size_t nodes;
} count_cases[] = {
	{ UNPACK_NODES_MAX - 1, "", UNPACK_NODES_MAX },
	{ UNPACK_NODES_MAX, "limit", UNPACK_NODES_MAX },
	{ 200000, "limit", UNPACK_NODES_MAX },
};

START_TEST(test_count)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct mime_message *m;
	size_t i;

	buf_puts(&b, MIXED);
	for (i = 0; i < count_cases[_i].parts; i++)
		buf_puts(&b, "--b" N N "x" N);
	buf_puts(&b, SECRET N "--b--" N);
	m = read_bytes(buf_slice(&b));
	ck_assert_str_eq(sketch_anomalies(m, &words),
	    count_cases[_i].anomalies);
	ck_assert_uint_eq(m->node_count, count_cases[_i].nodes);
	ck_assert(sketch_shows(m, SLICE(SECRET)));
	done();
	buf_free(&b);
}
END_TEST

static const struct {
	const char *name;
	size_t count;		/* of "X: y" fields */
	size_t pad;		/* bytes of one more field */
	const char *anomalies;
} header_cases[] = {
	{ "as many fields as are kept", HEADER_FIELDS_MAX, 0, "" },
	{ "one field more", HEADER_FIELDS_MAX + 1, 0, "limit" },
	{ "a very long block of few fields", 1, HEADER_BYTES_MAX - 16, "" },
	{ "one that is too long", 1, HEADER_BYTES_MAX, "limit" },
};

START_TEST(test_header)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct mime_message *m;
	size_t i;

	for (i = 0; i < header_cases[_i].count; i++)
		buf_puts(&b, "X: y" N);
	if (header_cases[_i].pad > 0) {
		buf_puts(&b, "Y: ");
		for (i = 0; i < header_cases[_i].pad; i++)
			buf_putc(&b, 'y');
		buf_puts(&b, N);
	}
	buf_puts(&b, N "body");
	m = read_bytes(buf_slice(&b));
	ck_assert_msg(strcmp(sketch_anomalies(m, &words),
	    header_cases[_i].anomalies) == 0, "%s: %s", header_cases[_i].name,
	    buf_cstr(&words));
	ck_assert_uint_eq(m->bytes.len - m->nodes[0].body_from, 4);
	done();
	buf_free(&b);
}
END_TEST

START_TEST(test_readings_are_bounded)
{
	struct buf b = BUF_INIT(MIB);
	struct mime_message *m;
	size_t i;

	buf_puts(&b, MIXED "--b" N N "x" N);
	for (i = 0; i < 100; i++)
		buf_puts(&b, "--b junk" N PART64);
	m = read_bytes(buf_slice(&b));
	ck_assert_uint_eq(m->reading_count, READINGS_MAX);
	ck_assert_str_eq(sketch_anomalies(m, &words), "ambiguous");
	done();
	buf_free(&b);
}
END_TEST

START_TEST(test_a_full_arena_is_an_error)
{
	struct mime_message *m;
	struct arena *small;

	small = arena_new(1024);
	ck_assert_int_eq(mime_read(SLICE(MIXED "--b" N PART64 "--b--"),
	    SLICE(""), 0, small, &m), ERR_LIMIT);
	arena_free(small);
}
END_TEST

/* --- fields, names ------------------------------------------------------------------------ */

START_TEST(test_fields)
{
	const struct mime_node *n;
	struct mime_message *m;

	m = read_bytes(SLICE("A: 1" N "b:2" N " x" N "a: 3" N N "z"));
	n = &m->nodes[0];
	ck_assert_uint_eq(n->field_count, 3);
	ck_assert(slice_eq_str(n->fields[1].value, "2\r\n x"));
	ck_assert_uint_eq(n->fields[2].occurrence, 2);
	ck_assert_uint_eq(n->fields[1].occurrence, 1);
	ck_assert_uint_eq(n->fields[1].from, 6);
	ck_assert_uint_eq(n->fields[1].to, 15);
	ck_assert_ptr_eq(mime_field(n, "B"), &n->fields[1]);
	ck_assert_ptr_null(mime_field(n, "c"));
	ck_assert_uint_eq(n->header_to, 21);
	ck_assert_uint_eq(n->body_from, 23);
	done();
}
END_TEST

static const struct {
	const char *name, *header, *first, *also;
} name_cases[] = {
	{ "a plain name", "Content-Disposition: attachment; filename=a.exe",
	    "a.exe", "a.exe" },
	{ "a name of the type", "Content-Type: text/plain; name=\"a b.exe\"",
	    "a b.exe", "a b.exe" },
	{ "blanks without quotes",
	    "Content-Disposition: attachment; filename=a b.exe", "a b.exe",
	    "a" },
	{ "RFC 2231 wins, the plain one stays",
	    "Content-Disposition: attachment; filename=a.txt; "
	    "filename*=utf-8''a%2Eexe", "a.exe", "a.txt" },
	{ "RFC 2231 in pieces",
	    "Content-Disposition: attachment; filename*1=.exe; filename*0=plan",
	    "plan.exe", "plan.exe" },
	{ "an encoded word in quotes, and as it stands",
	    "Content-Disposition: attachment; "
	    "filename=\"=?utf-8?B?cGxhbg==?= =?utf-8?B?LmV4ZQ==?=\"",
	    "plan.exe", "=?utf-8?B?cGxhbg==?= =?utf-8?B?LmV4ZQ==?=" },
	{ "escaped and literal",
	    "Content-Disposition: attachment; filename=\"a\\.exe\"", "a.exe",
	    "a\\.exe" },
	{ "percent-encoded without saying so",
	    "Content-Disposition: attachment; filename=\"a%2eexe\"", "a%2eexe",
	    "a.exe" },
	{ "only a location", "Content-Location: http://x/y/plan.exe",
	    "plan.exe", "plan.exe" },
	{ "a description that is a name", "Content-Description: plan.exe",
	    "plan.exe", "plan.exe" },
	{ "a description that is none", "Content-Description: our plan.", NULL,
	    NULL },
};

START_TEST(test_names)
{
	const struct mime_node *n;
	struct mime_message *m;
	bool found;
	size_t i;

	m = read_bytes(slice_str(name_cases[_i].header));
	n = &m->nodes[0];
	if (name_cases[_i].first == NULL) {
		ck_assert_uint_eq(n->name_count, 0);
		done();
		return;
	}
	ck_assert_msg(n->name_count > 0, "%s: no name", name_cases[_i].name);
	ck_assert_msg(slice_eq_str(n->names[0], name_cases[_i].first),
	    "%s: first is %.*s", name_cases[_i].name, (int)n->names[0].len,
	    (const char *)n->names[0].ptr);
	for (i = 0, found = false; i < n->name_count; i++)
		found = found || slice_eq_str(n->names[i],
		    name_cases[_i].also);
	ck_assert_msg(found, "%s: %s is missing", name_cases[_i].name,
	    name_cases[_i].also);
	done();
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "well-formed", test_plain, N_OF(plain_cases) },
		{ "traps", test_trap, N_OF(trap_cases) },
		{ "extra readings", test_extra, N_OF(extra_cases) },
		{ "nul", test_nul_in_a_header_is_malformed, 0 },
		{ "depth", test_depth, 0 },
		{ "base depth", test_depth_counts_what_is_round_it, 0 },
		{ "nested messages", test_nested_messages, 0 },
		{ "count", test_count, N_OF(count_cases) },
		{ "header", test_header, N_OF(header_cases) },
		{ "readings", test_readings_are_bounded, 0 },
		{ "arena", test_a_full_arena_is_an_error, 0 },
		{ "fields", test_fields, 0 },
		{ "names", test_names, N_OF(name_cases) },
		{ NULL, NULL, 0 },
	};

	return unit_main("read", cases);
}

#include "action/rewrite.h"

#include <string.h>

#include "base/err.h"
#include "unit/action/fixture.h"

#define N	"\r\n"
#define TOP	"From: ann@plain.example" N "Message-ID: <1@plain.example>" N \
		"MIME-Version: 1.0" N
#define MP(sub)	TOP "Content-Type: multipart/" sub "; boundary=b" N N
#define IN(sub)	"Content-Type: multipart/" sub "; boundary=c" N N
#define T	"--b" N N "Hi there" N
#define PAGE	"<html><body><p>Hi there</p></body></html>" N
#define H	"--b" N "Content-Type: text/html" N N PAGE
#define PNG	"--b" N "Content-Type: image/png" N "Content-ID: <own@x>" N N \
		"x" N
#define END	"--b--" N
/* As its file stands: a picture of one pixel. */
#define LOGO	"\x89PNG\r\n\x1a\n and so on, up to a line of base64 and more " \
		"than that"

static struct disclaimers *texts;

static void
setup(void)
{
	static const struct edited_file files[] = {
		{ "plain.txt", EDITED_PLAIN "\n" },
		{ "plain.html", "<div><img src=\"cid:logo\" alt=\"Plain Homes\" "
		    "width=\"10\" /><p>Confidential: meant for the addressee "
		    "only.<br />Plain Homes, 1 Sample Street.</p></div>\n" },
		{ "logo.png", LOGO },
	};

	texts = fixture_load(SLICE(
	    "association plain { name \"Plain Homes\"; domains p.example; "
	    "disclaimer text \"plain.txt\", html \"plain.html\", logo "
	    "\"logo.png\" }\n"), files, N_OF(files));
}

static void
teardown(void)
{
	fixture_free(texts);
}

/* Every node after the edit; the picture that came is "LOGO". */
static const struct {
	const char *name, *message, *tree;
} cases[] = {
	{ "a page alone", TOP "Content-Type: text/html" N N PAGE,
	    "0 multipart/related, 1 text/html, 2 LOGO" },
	{ "a page alone, and fields of it", TOP "Content-Type: text/html; "
	    "charset=utf-8" N "Content-Transfer-Encoding: quoted-printable" N
	    "Content-Language: en" N N PAGE,
	    "0 multipart/related, 1 text/html, 2 LOGO" },
	{ "a page alone, in base64", TOP "Content-Type: text/html" N
	    "Content-Transfer-Encoding: base64" N N
	    "PGh0bWw+PGJvZHk+SGVsbG8gdGhl" N "cmU8L2JvZHk+PC9odG1sPg==" N,
	    "0 multipart/related, 1 text/html, 2 LOGO" },
	{ "a page alone, no end of it", TOP "Content-Type: text/html" N N
	    "<p>Hi there" N, "0 multipart/related, 1 text/html, 2 LOGO" },
	{ "a page alone, with eight bits", TOP "Content-Type: text/html; "
	    "charset=utf-8" N "Content-Transfer-Encoding: 8bit" N N
	    "<p>Hi th\xc3\xa9re</p>" N,
	    "0 multipart/related, 1 text/html, 2 LOGO" },
	{ "an empty page", TOP "Content-Type: text/html" N N,
	    "0 multipart/related, 1 text/html, 2 LOGO" },
	{ "an alternative", MP("alternative") T H END,
	    "0 multipart/alternative, 1 text/plain, 2 multipart/related, "
	    "2.1 text/html, 2.2 LOGO" },
	{ "an alternative, something behind the page", MP("alternative") T H
	    "--b" N "Content-Type: text/x-amp-html" N N "x" N END,
	    "0 multipart/alternative, 1 text/plain, 2 multipart/related, "
	    "3 text/x-amp-html, 2.1 text/html, 2.2 LOGO" },
	{ "an invitation has none", MP("alternative") T H
	    "--b" N "Content-Type: text/calendar" N N "x" N END,
	    "0 multipart/alternative, 1 text/plain, 2 text/html, "
	    "3 text/calendar" },
	{ "an alternative without its end", MP("alternative") T H,
	    "0 multipart/alternative, 1 text/plain, 2 multipart/related, "
	    "2.1 text/html, 2.2 LOGO" },
	{ "no end, and no end of the page", MP("alternative") T "--b" N
	    "Content-Type: text/html" N N "<p>Hi there" N,
	    "0 multipart/alternative, 1 text/plain, 2 multipart/related, "
	    "2.1 text/html, 2.2 LOGO" },
	{ "related", MP("related") H PNG END, "0 multipart/related, "
	    "1 text/html, 2 image/png, 3 LOGO" },
	{ "related, text round it", MP("related") "pre" N H PNG END "epi" N,
	    "0 multipart/related, 1 text/html, 2 image/png, 3 LOGO" },
	{ "related, only the page", MP("related") H END,
	    "0 multipart/related, 1 text/html, 2 LOGO" },
	{ "related without its end", MP("related") H PNG,
	    "0 multipart/related, 1 text/html, 2 image/png" },
	{ "an alternative in a related", MP("related") "--b" N
	    IN("alternative") "--c" N N "Hi there" N "--c" N
	    "Content-Type: text/html" N N PAGE "--c--" N PNG END,
	    "0 multipart/related, 1 multipart/alternative, 2 image/png, "
	    "3 LOGO, 1.1 text/plain, 1.2 text/html" },
	{ "an alternative alone in a related", MP("related") "--b" N
	    IN("alternative") "--c" N N "Hi there" N "--c" N
	    "Content-Type: text/html" N N PAGE "--c--" N END,
	    "0 multipart/related, 1 multipart/alternative, 2 LOGO, "
	    "1.1 text/plain, 1.2 text/html" },
	{ "a related in an alternative", MP("alternative") T "--b" N
	    IN("related") "--c" N "Content-Type: text/html" N N PAGE "--c" N
	    "Content-Type: image/png" N N "x" N "--c--" N END,
	    "0 multipart/alternative, 1 text/plain, 2 multipart/related, "
	    "2.1 text/html, 2.2 image/png, 2.3 LOGO" },
	{ "a page in a mixed", MP("mixed") H PNG END, "0 multipart/mixed, "
	    "1 multipart/related, 2 image/png, 1.1 text/html, 1.2 LOGO" },
	{ "an alternative in a mixed", MP("mixed") "--b" N
	    IN("alternative") "--c" N N "Hi there" N "--c" N
	    "Content-Type: text/html" N N PAGE "--c--" N PNG END,
	    "0 multipart/mixed, 1 multipart/alternative, 2 image/png, "
	    "1.1 text/plain, 1.2 multipart/related, 1.2.1 text/html, "
	    "1.2.2 LOGO" },
	{ "pages between pictures: the last", MP("mixed") H PNG H END,
	    "0 multipart/mixed, 1 text/html, 2 image/png, "
	    "3 multipart/related, 3.1 text/html, 3.2 LOGO" },
	{ "text alone has none", TOP N "Hi there" N, "1 text/plain" },
	{ "two pages of an alternative have none", MP("alternative") H H END,
	    "0 multipart/alternative, 1 text/html, 2 text/html" },
	{ "a page that is encoded anew has none", TOP
	    "Content-Type: text/html" N "Content-Transfer-Encoding: 8bit" N N
	    "<p>Hi</p>"
#define LONG	"<p>0123456789012345678901234567890123456789012345678901234567" \
		"8901234567890123456789012345678901234567890123456789</p>"
	    LONG LONG LONG LONG LONG LONG LONG LONG LONG LONG N,
	    "1 text/html" },
	{ "a file alone has none", TOP "Content-Type: application/pdf" N N
	    "x" N, "0 multipart/mixed, 1 text/plain, 2 application/pdf" },
};

static bool
is_logo(const struct mime_message *m, const struct mime_node *n)
{
	struct buf b = BUF_INIT(64 * KIB);
	unsigned notes;
	bool is;

	mime_decode(slice_sub(m->bytes, n->body_from, n->body_to),
	    n->encoding, &b, &notes);
	is = slice_eq_str(buf_slice(&b), LOGO) &&
	    slice_eq_str(n->type.token, "image/png") &&
	    slice_eq_str(n->disposition.token, "inline");
	buf_free(&b);
	return is;
}

static void
put_tree(const struct mime_message *m, struct buf *out)
{
	const struct mime_node *n;
	size_t i;

	for (i = 0; i < m->node_count; i++) {
		n = &m->nodes[i];
		buf_printf(out, "%s%.*s ", i > 0 ? ", " : "",
		    (int)n->path.len, (const char *)n->path.ptr);
		if (is_logo(m, n))
			buf_puts(out, "LOGO");
		else
			buf_put_slice(out, n->type.token);
	}
}

/* The Content-ID of the picture, without brackets; empty if there is none. */
static struct slice
logo_id(const struct mime_message *m)
{
	struct slice id;
	size_t i;

	for (i = 0; i < m->node_count; i++)
		if (is_logo(m, &m->nodes[i])) {
			id = slice_trim(mime_field(&m->nodes[i],
			    "Content-ID")->value);
			return slice_sub(id, 1, id.len - 1);
		}
	return SLICE("");
}

/* How often a page refers to it. */
static size_t
references(const struct mime_message *m, struct slice id)
{
	struct buf page = BUF_INIT(64 * KIB), word = BUF_INIT(KIB);
	size_t i, at, count = 0;
	unsigned notes;

	buf_printf(&word, "\"cid:%.*s\"", (int)id.len, (const char *)id.ptr);
	for (i = 0; i < m->node_count; i++) {
		if (!slice_eq_str(m->nodes[i].type.token, "text/html"))
			continue;
		buf_reset(&page);
		mime_decode(slice_sub(m->bytes, m->nodes[i].body_from,
		    m->nodes[i].body_to), m->nodes[i].encoding, &page,
		    &notes);
		for (at = 0; (at = slice_find(buf_slice(&page),
		    buf_slice(&word), at)) != SLICE_NPOS; at++)
			count++;
	}
	buf_free(&page);
	buf_free(&word);
	return count;
}

START_TEST(test_tree)
{
	struct buf tree = BUF_INIT(4 * KIB);
	struct mime_message *m;
	struct edited e, again;
	struct slice id;

	setup();
	fixture_run(&e, texts, slice_str(cases[_i].message), "plain", NULL);
	ck_assert_msg(e.result == EDIT_DONE, "%s: %.*s", cases[_i].name,
	    (int)e.reason.len, (const char *)e.reason.ptr);
	m = fixture_after(&e);
	put_tree(m, &tree);
	ck_assert_msg(strcmp(buf_cstr(&tree), cases[_i].tree) == 0,
	    "%s: %s\n%s", cases[_i].name, buf_cstr(&tree),
	    buf_cstr(&e.after));
	id = logo_id(m);
	ck_assert_uint_eq(references(m, id), id.len > 0);
	ck_assert_uint_eq(slice_find(buf_slice(&e.after), SLICE("cid:logo"),
	    0), SLICE_NPOS);
	ck_assert_uint_eq(m->anomaly_count, e.before->anomaly_count);
	/* The same once more; and nothing on a second pass. */
	fixture_run(&again, texts, slice_str(cases[_i].message), "plain", NULL);
	ck_assert(slice_eq(buf_slice(&again.after), buf_slice(&e.after)));
	edited_free(&again);
	fixture_run(&again, texts, buf_slice(&e.after), "plain", NULL);
	ck_assert_msg(again.result == EDIT_ALREADY, "%s", cases[_i].name);
	edited_free(&again);
	edited_free(&e);
	buf_free(&tree);
	teardown();
}
END_TEST

/* Two messages have two pictures, so that an answer can quote both. */
START_TEST(test_two_messages)
{
	struct edited a, b;
	struct slice x, y;

	setup();
	fixture_run(&a, texts, SLICE(MP("related") H PNG END), "plain", NULL);
	fixture_run(&b, texts, SLICE("From: ann@plain.example" N
	    "Message-ID: <2@plain.example>" N
	    "Content-Type: multipart/related; boundary=b" N N H PNG END),
	    "plain", NULL);
	x = logo_id(fixture_after(&a));
	y = logo_id(fixture_after(&b));
	ck_assert(x.len > 0 && y.len > 0 && !slice_eq(x, y));
	ck_assert(slice_ends(x, SLICE("@plain.example")));
	edited_free(&a);
	edited_free(&b);
	teardown();
}
END_TEST

/* The page in the middle stays as it was, byte for byte, but for the text. */
START_TEST(test_bytes)
{
	struct edited e;
	struct slice all;
	size_t at;

	setup();
	fixture_run(&e, texts, SLICE(MP("alternative") T H END "epilogue" N),
	    "plain", NULL);
	all = buf_slice(&e.after);
	at = slice_find(all, SLICE("\r\n--b\r\nContent-Type: multipart/related; "
	    "type=\"text/html\"; boundary=\"=_exeat_"), 0);
	ck_assert_uint_ne(at, SLICE_NPOS);
	ck_assert_uint_ne(slice_find(all, SLICE("Content-Type: text/html" N N
	    "<html><body><p>Hi there</p>" N "<div><img src=\"cid:"), at),
	    SLICE_NPOS);
	ck_assert(slice_ends(all, SLICE("--" N N "--b--" N "epilogue" N)));
	edited_free(&e);
	teardown();
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "tree", test_tree, N_OF(cases) },
		{ "two messages", test_two_messages, 0 },
		{ "bytes", test_bytes, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("logo_rewrite", tests);
}

/*
 * fuzz_texts -- what the choice and the words of a notice read of a message
 * and of a directory, in any bytes: the language is a tag or nothing, and a
 * value makes no line, no long one and no tag.
 *
 * Driven as fuzz_mime is; without inputs it makes pages and values.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "disclaimer/disclaimer.h"
#include "fuzz/replay.h"
#include "inspector/language.h"
#include "unit/mime/corpus.h"

#define INPUTS	30000
#define PIECES	14

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
complain(const char *what, struct slice s)
{
	fprintf(stderr, "fuzz_texts: %s:\n%.*s\n", what, (int)s.len,
	    (const char *)s.ptr);
	abort();
}

static void
check_language(struct slice message)
{
	struct arena *a = arena_new(64 * MIB);
	struct mime_message *m;
	struct slice tag;
	size_t i;

	if (mime_read(message, SLICE_NONE, 0, a, &m) == 0 &&
	    language_find(m, a, &tag) == 0) {
		if (tag.len > REPORT_LANGUAGE_MAX)
			complain("a tag that is too long", tag);
		for (i = 0; i < tag.len; i++)
			if (!ascii_is_digit(tag.ptr[i]) && tag.ptr[i] != '-' &&
			    (tag.ptr[i] < 'a' || tag.ptr[i] > 'z'))
				complain("no tag", tag);
	}
	arena_free(a);
}

static struct disclaimers *
load(void)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *diag = conf_diag_new();
	struct disclaimers *d = NULL;
	struct conf_tree *t;

	conf_files_add(f, "a.txt", SLICE("%{sender.name} wrote this, in "
	    "%{sender.department}.\n\n%{sender.department}: "
	    "%{sender.name}\nEnd."));
	conf_files_add(f, "a.html", SLICE("<div><p>%{sender.name} wrote this, "
	    "in %{sender.department}.</p>\n<p>%{sender.name}</p></div>"));
	if (conf_parse(SLICE("association a { disclaimer text \"a.txt\", html "
	    "\"a.html\" }\n"), "t", diag, &t) < 0 ||
	    disclaimers_new(t, &src, diag, &d) < 0)
		abort();
	conf_free(t);
	conf_diag_free(diag);
	conf_files_free(f);
	return d;
}

static void
check_lines(struct slice text)
{
	struct slice line;
	size_t at, lf, n = 0;

	for (at = 0; at < text.len; at = lf + 1, n++) {
		lf = slice_chr(text, '\n', at);
		if (lf == SLICE_NPOS)
			lf = text.len;
		line = slice_sub(text, at, lf);
		if (line.len > 76 || slice_starts(line, SLICE("From ")) ||
		    slice_starts(line, SLICE("--")) ||
		    slice_starts(line, SLICE(">")) ||
		    slice_eq(line, SLICE(".")))
			complain("a line that is none of ours", line);
	}
	if (n > 16)
		complain("more lines than there can be", text);
}

/* As many tags as the template has, whatever the values hold. */
static void
check_page(struct slice page)
{
	size_t i, tags = 0;

	for (i = 0; i < page.len; i++) {
		tags += page.ptr[i] == '<';
		if (page.ptr[i] >= 0x80 || (page.ptr[i] < 32 &&
		    page.ptr[i] != '\n'))
			complain("bytes that are no page", page);
	}
	if (tags != 6 && tags != 4)
		complain("another tag", page);
}

static void
check_values(const struct disclaimers *d, struct slice bytes)
{
	size_t half = bytes.len / 2;
	struct edit_variable v[] = {
		{ SLICE("sender.name"), slice_sub(bytes, 0, half) },
		{ SLICE("sender.department"), slice_from(bytes, half) },
	};
	struct arena *a = arena_new(MIB);
	struct disclaimer x;

	if (disclaimer_expand(disclaimer_at(d, 0), v, 2, a, &x) < 0)
		complain("values that cannot stand", bytes);
	check_lines(x.text);
	check_lines(x.ascii);
	if (!slice_is_ascii(x.ascii))
		complain("no ASCII", x.ascii);
	check_page(x.html);
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct disclaimers *d;

	if (d == NULL)
		d = load();
	check_language(slice_of(bytes, len));
	check_values(d, slice_of(bytes, len));
	return 0;
}

#ifndef FUZZ_ENGINE

static const char *const pieces[] = {
	"Content-Language: gd-GB\r\n", "Content-Type: text/html\r\n",
	"Content-Transfer-Encoding: base64\r\n", "\r\n", "\r\n", "<html ",
	"<!doctype html>", "<!-- ", "-->", " lang=", "\"", "'", "gd", "xml:lang=",
	">", "=", "/", "From ", "--", ".", "%{date}", "&", "<b>", " ", " ",
	"mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm", "m ", "Fr\xc3\xb8m ",
	"\xe2\x86\x92", "\xe2\x80\xae", "\xe2\x80\xa8", "\xd0\xb6", "\xff", ",",
	":", ")", "x",
};

int
main(void)
{
	struct buf b = BUF_INIT(64 * KIB);
	uint64_t state = 11;
	size_t i, k, n;

	for (i = 0; i < INPUTS; i++) {
		buf_reset(&b);
		n = corpus_random(&state) % PIECES;
		for (k = 0; k < n; k++)
			buf_puts(&b, pieces[corpus_random(&state) %
			    (sizeof pieces / sizeof pieces[0])]);
		if (corpus_random(&state) % 8 == 0 && b.len > 0)
			corpus_mutate(&b, &state);
		(void)LLVMFuzzerTestOneInput(b.ptr, b.len);
	}
	buf_free(&b);
	return EXIT_SUCCESS;
}

#endif

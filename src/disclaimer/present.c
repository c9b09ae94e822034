/*
 * Does a text of ours stand in what a reader sees, as it is or in an older
 * version?
 */
#include "disclaimer/disclaimer.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "disclaimer/fold.h"
#include "disclaimer/markup.h"
#include "disclaimer/quote.h"
#include "disclaimer/resemble.h"

#define PIECES_MAX	64	/* between variables, of one form */
#define STARTS_MAX	64	/* places where a text with variables may begin */
/* Letters that one variable's value may have in a message. */
#define VALUE_LETTERS	1024
/* Fewer letters than this, and anybody may have written them. */
#define LETTERS_MIN	12
#define NAMES_MAX	2

/* What a reader sees, to compare: as words, and as nothing but letters. */
struct seen {
	struct buf words, letters;
};

/* One form of a text, in the same two ways, between its variables. */
struct form {
	struct buf words[PIECES_MAX], letters[PIECES_MAX];
	size_t count;
};

/* One character gives eight bytes at most when folded ("section "). */
static size_t
folded_max(struct slice text)
{
	return text.len > SIZE_MAX / 8 - 2 ? SIZE_MAX / 2 : text.len * 8 + 16;
}

static void
letters_of(struct slice words, struct buf *out)
{
	size_t i;

	if (buf_reserve(out, words.len) < 0)
		return;
	for (i = 0; i < words.len; i++)
		if (words.ptr[i] != ' ')
			out->ptr[out->len++] = words.ptr[i];
}

/* --- what is seen --------------------------------------------------------------------- */

/* Lines that follow each other are folded as one: a link may be wrapped. */
static void
fold_own(struct slice text, struct buf *out)
{
	struct quote_reader q;
	struct slice line, run = SLICE_NONE;
	bool is_own;

	quote_reader_init(&q, text);
	while (quote_read(&q, &line, &is_own)) {
		if (is_own) {
			run = run.len == 0 ? line :
			    slice_of(run.ptr, run.len + line.len);
			continue;
		}
		(void)fold_words(run, out);
		run = SLICE_NONE;
	}
	(void)fold_words(run, out);
}

static void
seen_make(struct seen *s, struct slice text, bool own_only)
{
	buf_init(&s->words, folded_max(text));
	buf_init(&s->letters, folded_max(text));
	if (own_only)
		fold_own(text, &s->words);
	else
		(void)fold_words(text, &s->words);
	letters_of(buf_slice(&s->words), &s->letters);
}

static void
seen_free(struct seen *s)
{
	buf_free(&s->words);
	buf_free(&s->letters);
}

/* --- one form of a text ------------------------------------------------------------------- */

static void
form_make(struct form *f, struct slice text, bool is_html)
{
	struct buf shown = BUF_INIT(32 * CONF_STRING_MAX);
	struct slice piece;
	size_t at;

	f->count = 0;
	if (is_html && markup_text(text, &shown) == 0)
		text = buf_slice(&shown);
	for (at = 0; f->count < PIECES_MAX &&
	    disclaimer_piece(text, &at, &piece); f->count++) {
		buf_init(&f->words[f->count], folded_max(piece));
		buf_init(&f->letters[f->count], folded_max(piece));
		(void)fold_words(piece, &f->words[f->count]);
		letters_of(buf_slice(&f->words[f->count]),
		    &f->letters[f->count]);
	}
	buf_free(&shown);
}

static void
form_free(struct form *f)
{
	size_t i;

	for (i = 0; i < f->count; i++) {
		buf_free(&f->words[i]);
		buf_free(&f->letters[i]);
	}
}

static size_t
form_letters(const struct form *f)
{
	size_t i, n;

	for (i = n = 0; i < f->count; i++)
		n += f->letters[i].len;
	return n;
}

/* Do all pieces from `first` on follow, none too far from the one before? */
static bool
follow(const struct form *f, size_t first, struct slice letters, size_t at)
{
	struct slice near;
	size_t i, found;

	for (i = first; i < f->count; i++) {
		near = slice_sub(letters, 0,
		    at + VALUE_LETTERS + f->letters[i].len);
		found = slice_find(near, buf_slice(&f->letters[i]), at);
		if (found == SLICE_NPOS)
			return false;
		at = found + f->letters[i].len;
	}
	return true;
}

/* As it is, whatever its variables became. */
static bool
stands_in(const struct form *f, const struct seen *s)
{
	struct slice letters = buf_slice(&s->letters), head;
	size_t first, at, tries;

	for (first = 0; first < f->count && f->letters[first].len == 0; first++)
		;
	if (first == f->count)
		return false;
	/* Without variables, what is whole counts however short it is. */
	if (f->count > 1 && form_letters(f) < LETTERS_MIN)
		return false;
	head = buf_slice(&f->letters[first]);
	at = slice_find(letters, head, 0);
	for (tries = 0; at != SLICE_NPOS && tries < STARTS_MAX; tries++) {
		if (follow(f, first + 1, letters, at + head.len))
			return true;
		at = slice_find(letters, head, at + 1);
	}
	return false;
}

/* An older or reworded version of it, with the association's name in it. */
static bool
is_like(const struct form *f, const struct disclaimer *d,
    const struct seen *s)
{
	const struct slice name[NAMES_MAX] = { d->full_name, d->domain };
	struct buf folded[NAMES_MAX];
	struct slice names[NAMES_MAX], pieces[PIECES_MAX];
	bool found;
	size_t i;

	for (i = 0; i < f->count; i++)
		pieces[i] = buf_slice(&f->words[i]);
	for (i = 0; i < NAMES_MAX; i++) {
		buf_init(&folded[i], folded_max(name[i]));
		(void)fold_words(name[i], &folded[i]);
		names[i] = buf_slice(&folded[i]);
	}
	found = resemble(pieces, f->count, names, NAMES_MAX,
	    buf_slice(&s->words));
	for (i = 0; i < NAMES_MAX; i++)
		buf_free(&folded[i]);
	return found;
}

/* --- one text ----------------------------------------------------------------------------------- */

static bool
in_form(const struct disclaimer *d, struct slice form, bool is_html,
    bool is_near, const struct seen *s)
{
	struct form *f;
	bool found;

	if (form.len == 0)
		return false;
	f = mem_alloc(sizeof *f);
	form_make(f, form, is_html);
	found = is_near ? is_like(f, d, s) : stands_in(f, s);
	form_free(f);
	free(f);
	return found;
}

/* The ASCII form has the same letters, or words that no near one needs. */
static bool
in_any_form(const struct disclaimer *d, bool is_near, const struct seen *s)
{
	return in_form(d, d->text, false, is_near, s) ||
	    (!is_near && !slice_eq(d->ascii, d->text) &&
	    in_form(d, d->ascii, false, false, s)) ||
	    in_form(d, d->html, true, is_near, s);
}

static bool
holds(const struct disclaimer *d, struct slice text, bool own_only)
{
	struct seen s;
	bool found;

	seen_make(&s, text, own_only);
	found = in_any_form(d, false, &s);
	seen_free(&s);
	return found;
}

bool
disclaimer_present(const struct disclaimer *d, struct slice text)
{
	return holds(d, text, true);
}

bool
disclaimer_shown(const struct disclaimer *d, struct slice text)
{
	return holds(d, text, false);
}

/* --- all of an association --------------------------------------------------------------------------- */

static bool
any_of(const struct disclaimers *all, struct slice association, bool is_near,
    const struct seen *s)
{
	const struct disclaimer *d;
	size_t i;

	for (i = 0; (d = disclaimer_at(all, i)) != NULL; i++)
		if (slice_eq(d->association, association) &&
		    in_any_form(d, is_near, s))
			return true;
	return false;
}

bool
disclaimers_known(const struct disclaimers *all, const struct disclaimer *now,
    struct slice text, bool own_only)
{
	struct seen s;
	bool found;

	seen_make(&s, text, own_only);
	found = in_any_form(now, false, &s) ||
	    any_of(all, now->association, false, &s) ||
	    any_of(all, now->association, true, &s);
	seen_free(&s);
	return found;
}

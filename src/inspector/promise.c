#include "inspector/promise.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "detect/shadow.h"
#include "detect/terms.h"
#include "detect/words.h"

#define SENTENCE_MAX	4096	/* bytes; a longer one is read in pieces */
#define HITS_MAX	256	/* words of ours in one sentence; more are crowd */
#define SHORT_LINE	40	/* a line that ends early ends its sentence */
#define REACH_WORDS	2	/* between `before` and what it speaks against */
#define REACH_BYTES	80	/* that these take at most */

enum key {
	KEY_SAYS,
	KEY_MAY,
	KEY_BEFORE,
	KEY_AFTER,
	KEY_BESIDE,
	KEY_NEVER,
	KEY_LINK,
	KEY_COUNT
};

static const char *const keys[KEY_COUNT] = {
	[KEY_SAYS] = "says",
	[KEY_MAY] = "may",
	[KEY_BEFORE] = "before",
	[KEY_AFTER] = "after",
	[KEY_BESIDE] = "beside",
	[KEY_NEVER] = "never",
	[KEY_LINK] = "link",
};

struct promise {
	struct words *words;		/* tag: enum key */
};

/* One sentence, folded, and what of ours stands in it. */
struct sentence {
	struct slice text;
	struct words_hit hits[HITS_MAX];
	size_t count;
};

/* --- compiling -------------------------------------------------------------- */

struct reading {
	struct promise *promise;
	struct conf_diag *diag;
	struct shadow fold;
};

static int
wrong(struct reading *rd, const struct conf_place *at)
{
	if (at != NULL)
		conf_error(rd->diag, at, "expected says, may, before, after, "
		    "beside, never or link, and a word or phrase");
	return ERR_SYNTAX;
}

static int
put_entry(void *arg, struct slice item, const struct conf_place *at)
{
	struct reading *rd = arg;
	struct slice key = slice_sub(item, 0, 0), rest, folded;
	uint32_t k;

	while (key.len < item.len && !ascii_is_space(item.ptr[key.len]))
		key.len++;
	rest = slice_trim(slice_from(item, key.len));
	for (k = 0; k < KEY_COUNT; k++)
		if (slice_eq_str(key, keys[k]))
			break;
	if (k == KEY_COUNT || rest.len == 0 ||
	    shadow_fold(&rd->fold, rest, &folded) < 0)
		return wrong(rd, at);
	return words_add(rd->promise->words, folded, k) < 0 ? wrong(rd, at) :
	    0;
}

int
promise_new(const struct conf_tree *tree, struct conf_diag *diag,
    struct promise **ret)
{
	struct promise *p = mem_zalloc(sizeof *p);
	struct arena *a = arena_new(64 * KIB);
	struct reading rd = { .promise = p, .diag = diag };
	int r;

	p->words = words_new();
	r = shadow_init(&rd.fold, a, 1024);
	if (r == 0)
		r = terms_each(tree, "promises", put_entry, &rd);
	if (r == 0)
		r = words_compile(p->words);
	arena_free(a);
	if (r < 0) {
		promise_free(p);
		return r;
	}
	*ret = p;
	return 0;
}

void
promise_free(struct promise *p)
{
	if (p == NULL)
		return;
	words_free(p->words);
	free(p);
}

/* --- one sentence ----------------------------------------------------------- */

static int
keep_hit(void *arg, const struct words_hit *h)
{
	struct sentence *s = arg;

	if (s->count < HITS_MAX)
		s->hits[s->count++] = *h;
	return 0;
}

/* Words between two places; many if the clause ends there. */
static size_t
words_between(struct slice text, size_t from, size_t to)
{
	size_t i, n = 0;
	uint8_t b;

	if (to - from > REACH_BYTES)
		return SIZE_MAX;
	for (i = from; i < to; i++) {
		b = text.ptr[i];
		if (b == ',' || b == ';' || b == ':' || b == '(')
			return SIZE_MAX;
		if (!ascii_is_space(b) && (i == from ||
		    ascii_is_space(text.ptr[i - 1])))
			n++;
	}
	return n;
}

/* Does the hit x say that h is not meant? */
static bool
speaks_against(const struct sentence *s, const struct words_hit *x,
    const struct words_hit *h)
{
	switch ((enum key)x->tag) {
	case KEY_NEVER:
		return x->from <= h->from && x->to >= h->to;
	case KEY_BEFORE:
		return x->to <= h->from &&
		    words_between(s->text, x->to, h->from) <=
		    (h->tag == KEY_MAY ? REACH_WORDS : 0);
	case KEY_AFTER:
		return h->tag == KEY_MAY && x->from >= h->to &&
		    words_between(s->text, h->to, x->from) == 0;
	case KEY_BESIDE:
		return h->tag == KEY_MAY;
	case KEY_SAYS:
	case KEY_MAY:
	case KEY_LINK:
	case KEY_COUNT:
		break;
	}
	return false;
}

static bool
is_meant(const struct sentence *s, const struct words_hit *h, bool is_question)
{
	size_t i;

	if (h->tag != KEY_SAYS && (h->tag != KEY_MAY || is_question))
		return false;
	for (i = 0; i < s->count; i++)
		if (speaks_against(s, &s->hits[i], h))
			return false;
	return true;
}

static void
weigh(const struct sentence *s, bool *says, bool *has_link)
{
	struct slice text = slice_trim(s->text);
	bool is_question = text.len > 0 && text.ptr[text.len - 1] == '?';
	size_t i;

	for (i = 0; i < s->count; i++) {
		*has_link = *has_link || s->hits[i].tag == KEY_LINK;
		*says = *says || is_meant(s, &s->hits[i], is_question);
	}
}

/* --- a text ----------------------------------------------------------------- */

static bool
ends_sentence(struct slice t, size_t at, size_t line_from)
{
	uint8_t next = at + 1 < t.len ? t.ptr[at + 1] : '\n';

	switch (t.ptr[at]) {
	case '.':
	case '!':
	case '?':
		return ascii_is_space(next);
	case '\n':
		return next == '\n' || next == '\r' ||
		    at - line_from < SHORT_LINE;
	default:
		return false;
	}
}

/* The next sentence from *at on; long ones are cut at a blank. */
static struct slice
next_sentence(struct slice t, size_t *at)
{
	size_t from = *at, line_from = from, blank = from, i;

	for (i = from; i < t.len; i++) {
		if (ends_sentence(t, i, line_from)) {
			i++;
			break;
		}
		if (ascii_is_space(t.ptr[i]))
			blank = i + 1;
		if (t.ptr[i] == '\n')
			line_from = i + 1;
		if (i - from >= SENTENCE_MAX) {
			i = blank > from ? blank : i;
			break;
		}
	}
	/* Never between the bytes of one character. */
	while (i < t.len && i > from + 1 && (t.ptr[i] & 0xc0) == 0x80)
		i--;
	*at = i;
	return slice_sub(t, from, i);
}

int
promise_made(const struct promise *p, struct slice own, struct arena *a,
    bool *ret)
{
	struct sentence *s = arena_alloc(a, sizeof *s);
	bool says = false, has_link = false;
	struct shadow fold = { 0 };
	size_t at = 0;
	int r;

	r = s == NULL ? ERR_LIMIT : shadow_init(&fold, a, SENTENCE_MAX + 8);
	while (r == 0 && at < own.len) {
		struct slice one = next_sentence(own, &at);

		s->count = 0;
		/* Signs that grow when folded: what fits is enough. */
		if (shadow_fold(&fold, one, &s->text) < 0)
			s->text = slice_of(fold.bytes, fold.len);
		r = words_scan(p->words, s->text, keep_hit, s);
		weigh(s, &says, &has_link);
	}
	*ret = says && !has_link;
	return r;
}

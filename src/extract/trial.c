#include "extract/trial.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/guess.h"

#define CLOCK_ROUNDS	50000	/* between looks at the clock: 3 ms */
#define HEADER_MAX	(16 * KIB)

/* Texts of one kind behind one another. */
struct stretch {
	size_t from, to;
	enum guess_kind kind;
};

struct trial {
	struct arena *arena;
	struct buf text;
	struct stretch *stretches;
	size_t stretch_count, stretch_cap;
	size_t read;		/* stretches whose words are in the list */
	const void *part;	/* whose text came last */
	size_t of_part, of_headers;
	struct guess_list words;
	struct slice hits[TRIAL_HITS_MAX];
	size_t hit_count;
	uint64_t spent;
	uint64_t opening;	/* spent on what a found password opens */
	uint64_t next_look;	/* at the clock, by what is spent */
	int64_t began_ms;
	int64_t used_ms;
	bool is_over;
};

struct trial *
trial_new(struct arena *a)
{
	struct trial *t = mem_zalloc(sizeof *t);

	t->arena = a;
	buf_init(&t->text, TRIAL_TEXT_MAX);
	guess_init(&t->words, a);
	return t;
}

void
trial_free(struct trial *t)
{
	if (t == NULL)
		return;
	buf_free(&t->text);
	free(t->stretches);
	guess_free(&t->words);
	free(t);
}

/* --- keeping text ------------------------------------------------------------ */

static enum guess_kind
kind_of(enum finding_where where)
{
	switch (where) {
	case FINDING_FILENAME:
		return GUESS_FILENAME;
	case FINDING_HEADER:
		return GUESS_HEADER;
	case FINDING_BODY:
	case FINDING_QUOTED:
	case FINDING_SUBJECT:
	case FINDING_ATTACHMENT:
	case FINDING_WHERE_COUNT:
		break;
	}
	return GUESS_TEXT;
}

/* How much of a text of n bytes there is room for. */
static size_t
room(struct trial *t, const void *part, size_t n, enum finding_where where)
{
	size_t left = t->text.max - t->text.len;

	if (part != t->part) {
		t->part = part;
		t->of_part = 0;
	}
	if (where == FINDING_HEADER && HEADER_MAX - t->of_headers < left)
		left = HEADER_MAX - t->of_headers;
	if (where == FINDING_ATTACHMENT &&
	    TRIAL_PART_MAX - t->of_part < left)
		left = TRIAL_PART_MAX - t->of_part;
	return n < left ? n : left;
}

void
trial_keep(struct trial *t, const void *part, struct slice utf8,
    enum finding_where where)
{
	enum guess_kind kind = kind_of(where);
	size_t n = room(t, part, utf8.len + 1, where), from = t->text.len;
	struct stretch *last;

	if (n < 2)
		return;
	if (where == FINDING_HEADER)
		t->of_headers += n;
	if (where == FINDING_ATTACHMENT)
		t->of_part += n;
	buf_put_slice(&t->text, slice_sub(utf8, 0, n - 1));
	buf_putc(&t->text, '\n');
	last = t->stretch_count > t->read ?
	    &t->stretches[t->stretch_count - 1] : NULL;
	/* Each name is one by itself; a label may end a text. */
	if (last != NULL && last->kind == kind && kind != GUESS_FILENAME) {
		last->to = t->text.len;
		return;
	}
	t->stretches = mem_grow(t->stretches, t->stretch_count,
	    &t->stretch_cap, sizeof *t->stretches);
	t->stretches[t->stretch_count++] =
	    (struct stretch){ from, t->text.len, kind };
}

static int
read_words(struct trial *t)
{
	const struct stretch *s;
	int r = 0;

	for (; r == 0 && t->read < t->stretch_count; t->read++) {
		s = &t->stretches[t->read];
		r = guess_text(&t->words, slice_sub(buf_slice(&t->text),
		    s->from, s->to), s->kind);
	}
	return r;
}

/* --- the budget --------------------------------------------------------------- */

static bool
is_time_over(struct trial *t, const struct extract_job *file)
{
	int64_t now;

	if (t->spent < t->next_look)
		return false;
	t->next_look = t->spent + CLOCK_ROUNDS;
	now = clock_mono_ms();
	t->is_over = t->used_ms + (now - t->began_ms) >= TRIAL_MS_MAX ||
	    now >= file->engine->budget->deadline_mono_ms;
	return t->is_over;
}

/* May so many rounds be spent on this file? */
static bool
may_spend(struct trial *t, const struct extract_job *file, uint64_t rounds)
{
	return !t->is_over && rounds <= TRIAL_ROUNDS_MAX &&
	    t->spent <= TRIAL_ROUNDS_MAX - rounds && !is_time_over(t, file);
}

/* --- trying --------------------------------------------------------------------- */

static bool
try(struct trial *t, struct extract_job *file, const struct trial_lock *l,
    struct slice word)
{
	uint64_t cost = l->rounds;
	bool opens = l->opens(l->arg, word, &cost);

	t->spent += cost;
	file->tried += cost;
	return opens;
}

static void
remember(struct trial *t, struct slice word)
{
	size_t i;

	for (i = 0; i < t->hit_count; i++)
		if (slice_eq(t->hits[i], word))
			return;
	if (t->hit_count < TRIAL_HITS_MAX)
		t->hits[t->hit_count++] = word;
}

/* What opened one thing opens others of the same sender. */
static bool
try_hits(struct trial *t, struct extract_job *file,
    const struct trial_lock *l, struct slice *ret)
{
	size_t i;

	for (i = 0; i < t->hit_count &&
	    may_spend(t, file, l->rounds); i++)
		if (try(t, file, l, t->hits[i])) {
			*ret = t->hits[i];
			return true;
		}
	return false;
}

static bool
try_words(struct trial *t, struct extract_job *file,
    const struct trial_lock *l, struct slice *ret)
{
	struct guess_cursor at = { 0, 0 };
	uint64_t share, end;
	struct slice word;

	if (file->tried >= TRIAL_FILE_ROUNDS_MAX)
		return false;
	share = TRIAL_FILE_ROUNDS_MAX - file->tried;
	if (l->has_others)
		share /= 2;
	end = file->tried + share;
	while (l->rounds <= end && file->tried <= end - l->rounds &&
	    may_spend(t, file, l->rounds) &&
	    guess_next(&t->words, &at, &word))
		if (try(t, file, l, word)) {
			*ret = word;
			return true;
		}
	return false;
}

bool
trial_find(struct extract_job *file, const struct trial_lock *l,
    struct slice *ret)
{
	struct trial *t = file->engine->trial;
	bool found;

	if (t->is_over)
		return false;
	if (read_words(t) < 0) {
		(void)engine_exhausted(file->engine);
		return false;
	}
	t->began_ms = clock_mono_ms();
	found = try_hits(t, file, l, ret) || try_words(t, file, l, ret);
	t->used_ms += clock_mono_ms() - t->began_ms;
	if (found)
		remember(t, *ret);
	return found;
}

bool
trial_may_open(struct extract_job *file, uint64_t rounds)
{
	struct trial *t = file->engine->trial;

	if (rounds > TRIAL_OPEN_ROUNDS_MAX ||
	    t->opening > TRIAL_OPEN_ROUNDS_MAX - rounds)
		return false;
	t->opening += rounds;
	return true;
}

size_t
trial_wide(struct slice utf8, uint8_t out[TRIAL_WIDE_MAX])
{
	uint16_t units[GUESS_WORD_MAX];
	size_t n = GUESS_WORD_MAX, i;

	/* No character has more units in UTF-16 than bytes in UTF-8. */
	if (utf8.len == 0 || utf8.len > GUESS_WORD_MAX ||
	    u8_to_u16(utf8.ptr, utf8.len, units, &n) != units)
		return 0;
	for (i = 0; i < n; i++) {
		out[2 * i] = (uint8_t)units[i];
		out[2 * i + 1] = (uint8_t)(units[i] >> 8);
	}
	return 2 * n;
}

static void
mark(struct part *p, bool all)
{
	p->flags |= PART_PASSWORD_IS_HERE;
	if (!all) {
		p->encryption = ENCRYPTION_PARTLY;
		return;
	}
	p->encryption = ENCRYPTION_NO;
	p->encryption_reason = TRIAL_REASON;
}

void
trial_opened(struct extract_job *j, bool all)
{
	mark(j->part, all);
	if (j->reported != NULL)
		mark(j->reported, all);
}

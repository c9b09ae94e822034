#include "mime/boundary.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "mime/header.h"

#define LEAD_MAX	64	/* white space and dashes before a lax one */

/* --- candidates ----------------------------------------------------------------- */

static void
candidate(struct boundary_set *set, struct slice w)
{
	size_t i;

	/* Blanks at the end cannot be told from those after a delimiter. */
	while (w.len > 0 && ascii_is_space(w.ptr[w.len - 1]))
		w.len--;
	if (w.len == 0)
		return;
	if (w.len > BOUNDARY_ACCEPT_MAX) {
		set->has_limit = true;
		return;
	}
	for (i = 0; i < set->count; i++)
		if (slice_eq(set->word[i], w))
			return;
	if (set->count == BOUNDARY_CANDIDATES_MAX) {
		set->has_limit = true;
		return;
	}
	set->word[set->count++] = w;
}

/* Cut at the first white space, and at the first comment. */
static void
candidate_cut(struct boundary_set *set, struct slice w)
{
	size_t i;

	for (i = 0; i < w.len && !ascii_is_space(w.ptr[i]); i++)
		if (w.ptr[i] == '(')
			candidate(set, slice_sub(w, 0, i));
	candidate(set, slice_sub(w, 0, i));
}

static int
candidate_forms(struct boundary_set *set, const struct value_piece *p,
    struct arena *a)
{
	struct slice w, raw;
	int r;

	raw = p->raw;
	candidate(set, p->text);
	candidate(set, p->literal);
	if (p->damaged || raw.len == 0 || raw.ptr[0] != '"')
		candidate(set, raw);
	candidate_cut(set, raw);
	candidate_cut(set, p->literal);
	if (raw.len > 1 && raw.ptr[0] == '\'') {
		w = slice_from(raw, 1);
		if (w.ptr[w.len - 1] == '\'')
			w.len--;
		candidate(set, w);
	}
	candidate(set, raw);
	if (slice_find(raw, SLICE("=?"), 0) != SLICE_NPOS) {
		r = mime_decode_words(p->text, a, &w);
		if (r < 0)
			return r;
		candidate(set, w);
	}
	return 0;
}

int
boundary_candidates(const struct value *type, struct arena *a,
    struct boundary_set *ret)
{
	const struct mime_param *m;
	size_t i;
	int r;

	memset(ret, 0, sizeof *ret);
	for (i = 0; i < type->piece_count; i++) {
		if (!slice_eq_str(type->pieces[i].name, "boundary"))
			continue;
		r = candidate_forms(ret, &type->pieces[i], a);
		if (r < 0)
			return r;
	}
	for (i = 0; i < type->v.param_count; i++) {
		m = &type->v.params[i];
		if (m->extended && slice_eq_str(m->name, "boundary"))
			candidate(ret, m->value);
	}
	return 0;
}

/* --- strict lines -------------------------------------------------------------------- */

/* The next line that starts with "--", or `to`. */
static size_t
dashes(struct slice s, size_t body_from, size_t at, size_t to)
{
	const uint8_t *p;

	while (at < to) {
		p = memchr(s.ptr + at, '-', to - at);
		if (p == NULL)
			return to;
		at = (size_t)(p - s.ptr);
		if (to - at > 1 && p[1] == '-' &&
		    (at == body_from || p[-1] == '\n'))
			return at;
		at++;
	}
	return to;
}

/* Is the line at `at`, which starts with "--", this boundary's? */
static bool
is_delimiter(struct slice s, size_t at, size_t to, struct slice b,
    struct delimiter *d)
{
	size_t i;

	i = at + 2;
	if (to - i < b.len || memcmp(s.ptr + i, b.ptr, b.len) != 0)
		return false;
	i += b.len;
	d->is_close = to - i > 1 && s.ptr[i] == '-' && s.ptr[i + 1] == '-';
	if (d->is_close)
		i += 2;
	while (i < to && (s.ptr[i] == ' ' || s.ptr[i] == '\t'))
		i++;
	d->is_bare = i < to && s.ptr[i] == '\n';
	if (i < to && s.ptr[i] == '\r')
		i++;
	if (i < to && s.ptr[i] != '\n')
		return false;
	d->line = at;
	d->to = i < to ? i + 1 : to;
	return true;
}

bool
delimiter_next(struct slice s, size_t body_from, size_t at, size_t to,
    struct slice b, struct delimiter *ret)
{
	size_t from;

	for (at = dashes(s, body_from, at, to); at < to;
	    at = dashes(s, body_from, at + 1, to)) {
		if (!is_delimiter(s, at, to, b, ret))
			continue;
		from = at;
		if (from > body_from) {
			from--;
			if (from > body_from && s.ptr[from - 1] == '\r')
				from--;
			else if (from == body_from || s.ptr[from - 1] != '\r')
				ret->is_bare = true;
		}
		ret->from = from;
		return true;
	}
	return false;
}

void
boundary_filter(struct boundary_set *set, struct slice s, size_t from,
    size_t to)
{
	bool hit[BOUNDARY_CANDIDATES_MAX] = { false };
	struct delimiter d;
	size_t at, i, n, left;

	left = set->count;
	for (at = dashes(s, from, from, to); at < to && left > 0;
	    at = dashes(s, from, at + 1, to)) {
		for (i = 0; i < set->count; i++) {
			if (hit[i] ||
			    !is_delimiter(s, at, to, set->word[i], &d))
				continue;
			/* A closing line alone delimits no part. */
			hit[i] = true;
			left--;
		}
	}
	for (i = n = 0; i < set->count; i++)
		if (hit[i])
			set->word[n++] = set->word[i];
	set->count = n;
}

/* --- lax lines ------------------------------------------------------------------------- */

bool
delimiter_guess(struct slice s, size_t body_from, size_t at, size_t to,
    struct slice *ret)
{
	struct line l;
	struct slice w;

	for (at = dashes(s, body_from, at, to); at < to;
	    at = dashes(s, body_from, l.to, to)) {
		l = line_at(s, at, to, LINE_LF);
		w = slice_sub(s, at + 2, l.text_to);
		while (w.len > 0 && ascii_is_space(w.ptr[w.len - 1]))
			w.len--;
		if (w.len == 0 || w.len > BOUNDARY_ACCEPT_MAX ||
		    !header_content_follows(s, l.to, to))
			continue;
		*ret = w;
		return true;
	}
	return false;
}

/*
 * Does the core at `at` start a lax delimiter?  Looks back over dashes and
 * white space; at least one dash must be there.
 */
static bool
lax_lead(struct slice s, size_t body_from, size_t at, bool *ret_is_glued)
{
	size_t i, dash;

	for (i = at, dash = 0; i > body_from && at - i < LEAD_MAX; i--) {
		if (s.ptr[i - 1] == '-')
			dash++;
		else if (s.ptr[i - 1] != ' ' && s.ptr[i - 1] != '\t')
			break;
	}
	*ret_is_glued = i > body_from && s.ptr[i - 1] != '\n' &&
	    s.ptr[i - 1] != '\r';
	return dash > (*ret_is_glued ? 1 : 0);
}

/* Glued to a line, it must at least end that line. */
static bool
ends_line(struct slice s, size_t at, size_t to)
{
	if (to - at > 1 && s.ptr[at] == '-' && s.ptr[at + 1] == '-')
		at += 2;
	return at == to || s.ptr[at] == '\r' || s.ptr[at] == '\n';
}

bool
delimiter_lax(struct slice s, size_t body_from, size_t at, size_t to,
    struct slice b, size_t *ret_at, size_t *ret_after, bool *ret_is_glued)
{
	struct slice core, body;
	struct line l;
	size_t hit;

	for (core = b; core.len > 0 && core.ptr[0] == '-'; )
		core = slice_from(core, 1);
	if (core.len < 3)
		core = b;
	body = slice_sub(s, 0, to);
	for (hit = slice_find(body, core, at); hit != SLICE_NPOS;
	    hit = slice_find(body, core, hit + 1)) {
		if (!lax_lead(s, body_from, hit, ret_is_glued) ||
		    (*ret_is_glued && !ends_line(s, hit + core.len, to)))
			continue;
		l = line_at(s, hit, to, LINE_CR);
		*ret_at = hit;
		*ret_after = l.to;
		return true;
	}
	return false;
}

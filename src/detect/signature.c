#include "detect/signature.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/scene.h"

#define LINES_MAX	14	/* of a signature that are not blank */
#define CONTACTS_MAX	4	/* mail addresses, or telephones: more are a list */
#define PROSE_WORDS	12	/* a line of so many words is no signature's */
#define NEXT_WORDS	7	/* what follows a sign-off is shorter */
#define REST_MAX	40	/* bytes after a sign-off in its line: a name */
#define HEADER_REACH	5	/* lines in which "From:" finds its "Sent:" */
#define TO_LINES_MAX	40	/* of one long list of recipients */

struct line {
	struct slice text;	/* trimmed */
	size_t from, to;	/* of the window; to: behind the line break */
	const struct text_unit *unit;
	bool begins_unit;
};

struct reader {
	struct detect_run *run;
	struct slice text;
	size_t at;
	size_t segment;
};

static struct reader
reader_at(struct detect_run *run)
{
	struct reader rd = { run, slice_of(run->shadow.bytes,
	    run->shadow.len), 0, 0 };

	return rd;
}

/* The next line of the window; units break lines too. */
static bool
line_next(struct reader *rd, struct line *ret)
{
	const struct detect_run *run = rd->run;
	const uint8_t *nl;
	size_t end;

	if (rd->at >= rd->text.len)
		return false;
	while (rd->segment + 1 < run->segment_count &&
	    run->segments[rd->segment + 1].from <= rd->at)
		rd->segment++;
	/* Behind the last byte of a unit is its mark. */
	end = run->segments[rd->segment].to;
	nl = end > rd->at ? memchr(rd->text.ptr + rd->at, '\n',
	    end - rd->at) : NULL;
	if (nl != NULL)
		end = (size_t)(nl - rd->text.ptr);
	if (end < rd->at)
		end = rd->at;
	ret->from = rd->at;
	ret->to = end < rd->text.len ? end + 1 : end;
	ret->text = slice_trim(slice_sub(rd->text, rd->at, end));
	ret->unit = &run->text->units[run->segments[rd->segment].unit];
	ret->begins_unit = rd->at == run->segments[rd->segment].from;
	rd->at = ret->to;
	return true;
}

static size_t
word_count(struct slice s)
{
	size_t i, n;

	for (i = n = 0; i < s.len; i++)
		if (s.ptr[i] != ' ' && (i == 0 || s.ptr[i - 1] == ' '))
			n++;
	return n;
}

/* --- sign-offs ------------------------------------------------------------ */

static int
mark_place_order(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to > y->to ? -1 : x->to < y->to;
}

/* The longest sign-off that begins there, or NULL. */
static const struct mark *
sign_off_at(const struct detect_run *run, size_t at)
{
	size_t i;

	for (i = run_marks_from(run, at); i < run->mark_count &&
	    run->marks[i].from == at; i++)
		if (run->marks[i].kind == MARK_SIGN_OFF)
			return &run->marks[i];
	return NULL;
}

/* Only a name may follow: "thanks for the keys" signs nothing. */
static bool
is_rest_of_sign_off(struct slice rest)
{
	rest = slice_trim(rest);
	if (rest.len == 0)
		return true;
	if (rest.len > REST_MAX)
		return false;
	switch (rest.ptr[0]) {
	case ',':
	case '.':
	case '!':
	case '-':
		return word_count(rest) <= 4;
	default:
		return slice_starts(rest, SLICE("and ")) ||
		    slice_starts(rest, SLICE("& "));
	}
}

static bool
is_dashes(struct slice s)
{
	return slice_eq_str(s, "--") || slice_eq_str(s, "---");
}

/* Does a short line follow, or nothing at all? */
static bool
is_followed_by_name(struct reader rd)
{
	struct line l;
	size_t n;

	for (n = 0; n < LINES_MAX && line_next(&rd, &l); n++)
		if (l.text.len > 0)
			return word_count(l.text) <= NEXT_WORDS ||
			    slice_starts(l.text, SLICE("["));
	return true;
}

static bool
is_sign_off(const struct reader *rd, const struct line *l)
{
	const struct mark *m;

	if (l->text.len == 0 || l->unit->header.len > 0)
		return false;
	if (is_dashes(l->text))
		return true;
	m = sign_off_at(rd->run, (size_t)(l->text.ptr - rd->text.ptr));
	return m != NULL && is_rest_of_sign_off(slice_sub(rd->text, m->to,
	    (size_t)(l->text.ptr - rd->text.ptr) + l->text.len)) &&
	    is_followed_by_name(*rd);
}

/* --- headers of quoted mail ----------------------------------------------- */

static bool
starts_one(struct slice s, const char *const *words)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (slice_starts(s, slice_str(words[i])))
			return true;
	return false;
}

static const char *const from_fields[] = {
	"from:", "from :", "*from:*", "od:", "oddi wrth:", "von:", "de :", NULL
};
static const char *const name_fields[] = {
	"from:", "to:", "cc:", "bcc:", "sent:", "date:", "reply-to:", "from :",
	"to :", "cc :", "sent :", "date :", "*from:*", "*to:*", "*cc:*",
	"*sent:*", "*date:*", "od:", "do:", "dw:", "wysłano:", "data:",
	"oddi wrth:", "at:", "anfonwyd:", "sent by:", "on behalf of:",
	"von:", "an:", "gesendet:", "de :", "à :", "envoyé :", NULL
};
static const char *const list_fields[] = {
	"to:", "cc:", "bcc:", "to :", "cc :", "*to:*", "*cc:*", "do:", "dw:",
	NULL
};
static const char *const time_fields[] = {
	"sent:", "date:", "subject:", "sent :", "date :", "*sent:*",
	"*date:*", "*subject:*", "wysłano:", "data:", "temat:", "anfonwyd:",
	"pwnc:", "gesendet:", "betreff:", "envoyé :", "objet :", NULL
};

/* "From:" with a "Sent:" or "Subject:" soon after it: a quoted header. */
static bool
begins_header(struct reader rd, const struct line *first)
{
	struct line l;
	size_t n;

	if (!starts_one(first->text, from_fields))
		return false;
	for (n = 0; n < HEADER_REACH && line_next(&rd, &l); n++)
		if (starts_one(l.text, time_fields))
			return true;
	return false;
}

/* "On 3 November Jane Smith <jane@...> wrote:", in one line or two. */
static bool
introduces_quote(struct reader rd, const struct line *l)
{
	struct line next;

	if (!slice_starts(l->text, SLICE("on ")) &&
	    !slice_starts(l->text, SLICE("ar ")) &&
	    !slice_ends(l->text, SLICE("wrote:")))
		return false;
	return slice_ends(l->text, SLICE("wrote:")) ||
	    (slice_find(l->text, SLICE("@"), 0) != SLICE_NPOS &&
	    line_next(&rd, &next) && next.text.len <= REST_MAX * 2 &&
	    slice_ends(next.text, SLICE("wrote:")));
}

/* --- stretches ------------------------------------------------------------ */

static int
quiet_put(struct detect_run *run, size_t from, size_t to)
{
	struct quiet *q;

	if (run->quiet_count > 0 &&
	    run->quiet[run->quiet_count - 1].to == from) {
		run->quiet[run->quiet_count - 1].to = (uint32_t)to;
		return 0;
	}
	q = arena_grow(run->arena, run->quiet, run->quiet_count,
	    &run->quiet_cap, sizeof *q);
	if (q == NULL)
		return run_limit(run, "memory for signatures");
	run->quiet = q;
	q[run->quiet_count].from = (uint32_t)from;
	q[run->quiet_count++].to = (uint32_t)to;
	return 0;
}

/*
 * More than one person writes at the end of a mail: it is a list then.  A
 * signature itself has two or three of each at most.
 */
static bool
is_list(const struct detect_run *run, size_t from, size_t to)
{
	uint64_t seen[2][CONTACTS_MAX];
	size_t count[2] = { 0, 0 };
	const struct mark *m;
	size_t i, k, which;

	for (i = run_marks_from(run, from); i < run->mark_count; i++) {
		m = &run->marks[i];
		if (m->from >= to)
			break;
		if (m->kind != MARK_EMAIL && m->kind != MARK_PHONE)
			continue;
		which = m->kind == MARK_PHONE;
		for (k = 0; k < count[which] && seen[which][k] != m->value; k++)
			;
		if (k < count[which])
			continue;
		if (k == CONTACTS_MAX)
			return true;
		seen[which][count[which]++] = m->value;
	}
	return false;
}

/* Does the line end a signature, so that it is none of it? */
static bool
ends_signature(const struct reader *rd, const struct line *l,
    const struct line *first)
{
	if (l->unit->where != first->unit->where ||
	    l->unit->header.len > 0 || slice_starts(l->text, SLICE("ps")) ||
	    slice_starts(l->text, SLICE("p.s")))
		return true;
	return word_count(l->text) >= PROSE_WORDS ||
	    starts_one(l->text, from_fields) || introduces_quote(*rd, l);
}

/* The reader stands behind the sign-off; it is moved behind the signature. */
static int
read_signature(struct reader *rd, const struct line *first)
{
	struct reader ahead = *rd;
	struct line l;
	size_t lines, to;

	to = first->to;
	for (lines = 0; lines < LINES_MAX && line_next(&ahead, &l); ) {
		if (ends_signature(&ahead, &l, first))
			break;
		lines += l.text.len > 0;
		to = l.to;
		*rd = ahead;
	}
	if (is_list(rd->run, first->from, to))
		to = first->to;
	return quiet_put(rd->run, first->from, to);
}

static int
read_header(struct reader *rd, const struct line *first)
{
	struct reader ahead;
	struct line l = *first;
	size_t lines;
	bool is_list_field;
	int r;

	r = quiet_put(rd->run, first->from, first->to);
	is_list_field = false;
	for (lines = 0; r == 0 && lines < TO_LINES_MAX; lines++) {
		ahead = *rd;
		if (!line_next(&ahead, &l) || l.text.len == 0)
			break;
		if (starts_one(l.text, name_fields))
			is_list_field = starts_one(l.text, list_fields);
		else if (!is_list_field || (slice_find(l.text, SLICE("@"), 0)
		    == SLICE_NPOS && slice_find(l.text, SLICE(";"), 0) ==
		    SLICE_NPOS))
			break;
		*rd = ahead;
		r = quiet_put(rd->run, l.from, l.to);
	}
	return r;
}

bool
signature_holds(const struct detect_run *run, size_t at)
{
	size_t low, high, mid;

	low = 0;
	high = run->quiet_count;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (run->quiet[mid].to <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low < run->quiet_count && run->quiet[low].from <= at;
}

static bool
is_quieted(const struct mark *m)
{
	return m->kind == MARK_PERSON || m->kind == MARK_NAME ||
	    m->kind == MARK_PHONE || m->kind == MARK_EMAIL ||
	    m->kind == MARK_POSTCODE || m->kind == MARK_ADDRESS;
}

static void
strike_marks(struct detect_run *run)
{
	size_t i, n;

	for (i = n = 0; i < run->mark_count; i++)
		if (!is_quieted(&run->marks[i]) ||
		    !signature_holds(run, run->marks[i].from))
			run->marks[n++] = run->marks[i];
	run->mark_count = n;
}

int
signature_find(struct detect_run *run)
{
	struct reader rd = reader_at(run);
	struct line l;
	int r;

	run->quiet_count = 0;
	if (run->mark_count > 0)
		qsort(run->marks, run->mark_count, sizeof *run->marks,
		    mark_place_order);
	r = 0;
	while (r == 0 && line_next(&rd, &l)) {
		if (is_sign_off(&rd, &l))
			r = read_signature(&rd, &l);
		else if (begins_header(rd, &l))
			r = read_header(&rd, &l);
		else if (introduces_quote(rd, &l))
			r = quiet_put(run, l.from, l.to);
	}
	if (r == 0 && run->quiet_count > 0)
		strike_marks(run);
	return r;
}

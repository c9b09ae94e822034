#include "mime/mime.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

/*
 * One pass, no recursion: outside quotes, comments, angle brackets and
 * domain literals the bytes "," ";" and ":" end what was collected, so
 * groups (even one inside another) open by themselves.
 */
struct scan {
	struct slice s;
	size_t at;
	struct buf spec;	/* the addr-spec being collected */
	size_t at_sign;		/* its "@" outside quotes, or SLICE_NPOS */
	bool in_angle;
	bool no_comments;	/* one never ends: brackets are bytes */
	struct arena *arena;
	struct slice *list;
	size_t count, cap;
	size_t from;		/* where this mailbox's text began */
	struct slice beside;	/* the name of the address to come */
	struct slice *names;
	size_t name_cap;
};

/* Skip a comment; false if it never ends or nests too deep. */
static bool
comment_skip(struct scan *sc)
{
	size_t at, depth;

	for (at = sc->at, depth = 0; at < sc->s.len; at++) {
		if (sc->s.ptr[at] == '\\') {
			at++;
		} else if (sc->s.ptr[at] == '(') {
			if (++depth > COMMENT_DEPTH_MAX)
				break;
		} else if (sc->s.ptr[at] == ')' && --depth == 0) {
			sc->at = at + 1;
			return true;
		}
	}
	sc->no_comments = true;
	return false;
}

/* Bytes kept as they are up to the closing one, which is kept too. */
static int
enclosed_put(struct scan *sc, uint8_t close)
{
	uint8_t c;
	int r;

	r = buf_putc(&sc->spec, sc->s.ptr[sc->at++]);
	while (r == 0 && sc->at < sc->s.len) {
		c = sc->s.ptr[sc->at++];
		if (c == '\r' || c == '\n')
			continue;
		r = buf_putc(&sc->spec, c);
		if (c == '\\' && r == 0 && sc->at < sc->s.len)
			r = buf_putc(&sc->spec, sc->s.ptr[sc->at++]);
		else if (c == close)
			break;
	}
	return r;
}

static int
list_add(struct scan *sc, struct slice spec)
{
	size_t i;
	uint8_t *p;

	if (sc->count == ADDRESSES_MAX)
		return ERR_LIMIT;
	sc->list = arena_grow(sc->arena, sc->list, sc->count, &sc->cap,
	    sizeof *sc->list);
	sc->names = arena_grow(sc->arena, sc->names, sc->count, &sc->name_cap,
	    sizeof *sc->names);
	p = arena_alloc(sc->arena, spec.len);
	if (sc->list == NULL || sc->names == NULL || p == NULL)
		return ERR_LIMIT;
	memcpy(p, spec.ptr, spec.len);
	for (i = sc->at_sign; i < spec.len; i++)
		p[i] = ascii_lower(p[i]);
	sc->names[sc->count] = sc->beside;
	sc->list[sc->count++] = slice_of(p, spec.len);
	return 0;
}

static void
spec_drop(struct scan *sc)
{
	buf_reset(&sc->spec);
	sc->at_sign = SLICE_NPOS;
}

/* What was collected is an address if it has a local part and a domain. */
static int
spec_end(struct scan *sc)
{
	struct slice spec;
	int r;

	spec = buf_slice(&sc->spec);
	r = 0;
	if (sc->at_sign != SLICE_NPOS && sc->at_sign > 0 &&
	    sc->at_sign + 1 < spec.len)
		r = list_add(sc, spec);
	spec_drop(sc);
	return r;
}

static int
angle_open(struct scan *sc)
{
	/* "a@b <c@d>": some show the first, mail goes to the second. */
	int r = spec_end(sc);

	sc->in_angle = true;
	sc->beside = slice_trim(slice_sub(sc->s, sc->from, sc->at - 1));
	return r;
}

/* "," and ";" end a mailbox; the next one has a name of its own. */
static int
mailbox_end(struct scan *sc)
{
	int r = spec_end(sc);

	sc->from = sc->at;
	sc->beside = SLICE_NONE;
	return r;
}

/* A byte with a meaning; others belong to the address. */
static int
special(struct scan *sc, uint8_t c)
{
	switch (c) {
	case '<':
		return angle_open(sc);
	case '>':
		sc->in_angle = false;
		return spec_end(sc);
	case ':':
		/* A route, a group's name, or a stray colon. */
		spec_drop(sc);
		if (!sc->in_angle)
			sc->from = sc->at;
		return 0;
	case ',':
	case ';':
		/* "<@a,@b:c@d>": a source route goes on (RFC 5322 4.4). */
		if (c == ',' && sc->in_angle) {
			spec_drop(sc);
			return 0;
		}
		sc->in_angle = false;
		return mailbox_end(sc);
	case '@':
		sc->at_sign = sc->spec.len;
		return buf_putc(&sc->spec, c);
	default:
		return buf_putc(&sc->spec, c);
	}
}

/*
 * A blank ends a word; unless "@" or "." stands beside it, the word was part
 * of a display name.
 */
static void
blank_skip(struct scan *sc, int *ret)
{
	size_t n;

	while (sc->at < sc->s.len && ascii_is_space(sc->s.ptr[sc->at]))
		sc->at++;
	if (sc->at >= sc->s.len || sc->in_angle)
		return;
	n = sc->spec.len;
	if (n == 0 || sc->spec.ptr[n - 1] == '@' || sc->spec.ptr[n - 1] == '.' ||
	    memchr(",;:<>@.(", sc->s.ptr[sc->at], 8) != NULL)
		return;
	/* A whole address before a blank stands for itself. */
	if (sc->at_sign == SLICE_NPOS)
		spec_drop(sc);
	else
		*ret = spec_end(sc);
}

static int
scan_step(struct scan *sc)
{
	uint8_t c;
	size_t from;
	int r;

	c = sc->s.ptr[sc->at];
	if (ascii_is_space(c)) {
		r = 0;
		blank_skip(sc, &r);
		return r;
	}
	from = sc->at;
	if (c == '(' && !sc->no_comments && comment_skip(sc)) {
		/* a@b (John Smith) */
		if (!sc->in_angle && sc->at_sign != SLICE_NPOS)
			sc->beside = slice_sub(sc->s, from + 1, sc->at - 1);
		return 0;
	}
	if (c == '"')
		return enclosed_put(sc, '"');
	if (c == '[')
		return enclosed_put(sc, ']');
	sc->at++;
	return special(sc, c);
}

int
mime_addresses(struct slice value, struct arena *a, struct slice **ret,
    size_t *ret_n)
{
	struct slice *names;

	return mime_mailboxes(value, a, ret, &names, ret_n);
}

int
mime_mailboxes(struct slice value, struct arena *a, struct slice **ret,
    struct slice **ret_names, size_t *ret_n)
{
	struct scan sc = { .s = value, .arena = a, .at_sign = SLICE_NPOS };
	int r;

	buf_init(&sc.spec, value.len);
	for (r = 0; r == 0 && sc.at < value.len; )
		r = scan_step(&sc);
	if (r == 0)
		r = spec_end(&sc);
	if (r == 0) {
		*ret = sc.list;
		*ret_names = sc.names;
		*ret_n = sc.count;
	}
	buf_free(&sc.spec);
	return r;
}

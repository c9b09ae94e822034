/*
 * `no attachment`, `any attachment ...`, `every attachment ...`.  any looks
 * into archives too; every is about what hangs on the message.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "policy/cond.h"
#include "policy/source.h"

enum attachment_kind {
	ATTACHMENT_IS,			/* one is there */
	ATTACHMENT_TYPE,
	ATTACHMENT_NAMED,
	ATTACHMENT_OVER,
	ATTACHMENT_ENCRYPTED,
	ATTACHMENT_WEAKLY,
	ATTACHMENT_PARTLY,
	ATTACHMENT_UNREADABLE,
	ATTACHMENT_DISGUISED,
	ATTACHMENT_MACROS,
	ATTACHMENT_SOURCE
};

struct attachment_args {
	enum attachment_kind kind;
	uint64_t types;			/* bits of enum filetype */
	struct slice *globs;		/* in lower case */
	size_t glob_count;
	uint64_t size;
	uint32_t classes;
	uint32_t sources;		/* 0: what is of unknown source */
};

_Static_assert(FILETYPE_COUNT <= 64, "types fit into one word of bits");

/* --- reading ------------------------------------------------------------------- */

static int
read_types(struct cond_reader *rd, struct attachment_args *a)
{
	const char *words[FILETYPE_COUNT + 1];
	size_t i;

	a->kind = ATTACHMENT_TYPE;
	for (i = 0; i < FILETYPE_COUNT; i++)
		words[i] = filetype_name((enum filetype)i);
	words[FILETYPE_COUNT] = NULL;
	do {
		i = check_choice(rd->checker, rd->line, &rd->at,
		    "a type of file (see exeatctl list types)", words);
		if (i == SIZE_MAX)
			return ERR_SYNTAX;
		a->types |= UINT64_C(1) << i;
	} while (conf_is_comma(rd->line, &rd->at));
	return 0;
}

static struct slice
lower_copy(struct cond_reader *rd, struct slice s)
{
	struct slice copy = check_keep(rd->checker, s);
	uint8_t *p = (uint8_t *)(uintptr_t)copy.ptr;
	size_t i;

	for (i = 0; i < copy.len; i++)
		p[i] = ascii_lower(p[i]);
	return copy;
}

static int
read_globs(struct cond_reader *rd, struct attachment_args *a)
{
	struct slice s;
	size_t cap = 0;

	a->kind = ATTACHMENT_NAMED;
	do {
		if (conf_get_string(rd->line, &rd->at, rd->checker->diag,
		    &s) < 0)
			return ERR_SYNTAX;
		a->globs = arena_grow(rd->checker->arena, a->globs,
		    a->glob_count, &cap, sizeof *a->globs);
		if (a->globs == NULL)
			return ERR_LIMIT;
		a->globs[a->glob_count++] = lower_copy(rd, s);
	} while (conf_is_comma(rd->line, &rd->at));
	return 0;
}

static int
read_of(struct cond_reader *rd, struct attachment_args *a)
{
	if (conf_is_word(rd->line, &rd->at, "type"))
		return read_types(rd, a);
	a->kind = ATTACHMENT_SOURCE;
	if (check_skip(rd->line, &rd->at, "unknown source")) {
		cond_needs_memory(rd);
		return 0;
	}
	if (!conf_is_word(rd->line, &rd->at, "source")) {
		check_expected(rd->checker, rd->line, rd->at,
		    "type, unknown source or source",
		    (const char *const[]){ "type", "source", NULL });
		return ERR_SYNTAX;
	}
	a->sources = source_read_set(rd);
	return a->sources != 0 ? 0 : ERR_SYNTAX;
}

static int
read_what(struct cond_reader *rd, struct attachment_args *a)
{
	static const char *const words[] = { "of", "named", "over",
	    "encrypted", "weakly", "partly", "unreadable", "disguised",
	    "with", NULL };
	struct checker *c = rd->checker;

	switch (check_choice(c, rd->line, &rd->at, "what the attachment is",
	    words)) {
	case 0:
		return read_of(rd, a);
	case 1:
		return read_globs(rd, a);
	case 2:
		a->kind = ATTACHMENT_OVER;
		return conf_get_size(rd->line, &rd->at, 0,
		    (uint64_t)1 << 40, c->diag, &a->size) < 0 ?
		    ERR_SYNTAX : 0;
	case 3:
		a->kind = ATTACHMENT_ENCRYPTED;
		return 0;
	case 4:
		a->kind = ATTACHMENT_WEAKLY;
		return check_words(c, rd->line, &rd->at, "encrypted") ? 0 :
		    ERR_SYNTAX;
	case 5:
		a->kind = ATTACHMENT_PARTLY;
		return check_words(c, rd->line, &rd->at, "encrypted") ? 0 :
		    ERR_SYNTAX;
	case 6:
		a->kind = ATTACHMENT_UNREADABLE;
		return cond_read_because(rd, &a->classes);
	case 7:
		a->kind = ATTACHMENT_DISGUISED;
		return 0;
	case 8:
		a->kind = ATTACHMENT_MACROS;
		return check_words(c, rd->line, &rd->at, "macros") ? 0 :
		    ERR_SYNTAX;
	}
	return ERR_SYNTAX;
}

static int
parse_any(struct cond_reader *rd, struct condition *c)
{
	struct attachment_args a = { .kind = ATTACHMENT_IS };
	int r = 0;

	c->subject = SUBJECT_ATTACHMENT;
	if (!when_at_end(rd))
		r = read_what(rd, &a);
	c->args = cond_args(rd, &a, sizeof a);
	return r < 0 ? r : c->args == NULL ? ERR_LIMIT : 0;
}

static int
parse_every(struct cond_reader *rd, struct condition *c)
{
	int r;

	if (when_at_end(rd)) {
		check_expected(rd->checker, rd->line, rd->at,
		    "what every attachment is", NULL);
		return ERR_SYNTAX;
	}
	r = parse_any(rd, c);
	c->subject = SUBJECT_MESSAGE;
	return r;
}

/* --- testing ---------------------------------------------------------------------- */

/* "*" any run, "?" one character; linear but for one step back. */
static bool
glob_matches(struct slice glob, struct slice name)
{
	size_t g = 0, n = 0, star = SLICE_NPOS, back = 0;

	while (n < name.len) {
		if (g < glob.len && glob.ptr[g] == '*') {
			star = g++;
			back = n;
		} else if (g < glob.len && glob.ptr[g] == '?') {
			g++;
			n++;
			while (n < name.len && (name.ptr[n] & 0xc0) == 0x80)
				n++;
		} else if (g < glob.len && glob.ptr[g] == name.ptr[n]) {
			g++;
			n++;
		} else if (star != SLICE_NPOS) {
			g = star + 1;
			n = ++back;
		} else {
			return false;
		}
	}
	while (g < glob.len && glob.ptr[g] == '*')
		g++;
	return g == glob.len;
}

static bool
name_matches(const struct attachment_args *a, struct slice name)
{
	size_t i;

	for (i = 0; i < a->glob_count; i++)
		if (glob_matches(a->globs[i], name))
			return true;
	return false;
}

/* Any candidate name will do: the reader's program may choose any. */
static bool
is_named(const struct attachment_args *a, const struct part *p)
{
	struct slice left = p->names;
	uint8_t lower[NAME_MAX_BYTES];
	size_t end, i;

	while (left.len > 0) {
		end = slice_chr(left, '\n', 0);
		if (end == SLICE_NPOS)
			end = left.len;
		if (name_matches(a, slice_sub(left, 0, end)))
			return true;
		left = slice_from(left, end + 1);
	}
	if (p->name.len == 0 || p->name.len > sizeof lower)
		return false;
	for (i = 0; i < p->name.len; i++)
		lower[i] = ascii_lower(p->name.ptr[i]);
	return name_matches(a, slice_of(lower, p->name.len));
}

static bool
part_is(const struct attachment_args *a, const struct view *v,
    const struct part *p)
{
	switch (a->kind) {
	case ATTACHMENT_SOURCE:
		break;
	case ATTACHMENT_IS:
		return true;
	case ATTACHMENT_TYPE:
		return (a->types >> p->type & 1) != 0;
	case ATTACHMENT_NAMED:
		return is_named(a, p);
	case ATTACHMENT_OVER:
		return p->size > a->size;
	case ATTACHMENT_ENCRYPTED:
		/* Locked is locked, for a rule on where the password is. */
		return p->encryption == ENCRYPTION_WEAK ||
		    p->encryption == ENCRYPTION_STRONG ||
		    (p->flags & PART_PASSWORD_IS_HERE) != 0;
	case ATTACHMENT_WEAKLY:
		return p->encryption == ENCRYPTION_WEAK;
	case ATTACHMENT_PARTLY:
		return p->encryption == ENCRYPTION_PARTLY;
	case ATTACHMENT_UNREADABLE:
		return cond_is_unreadable(v, p->path, a->classes);
	case ATTACHMENT_DISGUISED:
		return (p->flags & PART_IS_DISGUISED) != 0;
	case ATTACHMENT_MACROS:
		return (p->flags & PART_HAS_MACROS) != 0;
	}
	return false;
}

static enum tri
test_one(const struct attachment_args *a, struct view *v, size_t at)
{
	if (a->kind == ATTACHMENT_SOURCE)
		return source_test(v, a->sources, at);
	/* What it is, when it is part of a page, nobody asks. */
	if (v->is_shown[at] && (a->kind == ATTACHMENT_TYPE ||
	    a->kind == ATTACHMENT_NAMED || a->kind == ATTACHMENT_OVER))
		return TRI_NO;
	return part_is(a, v, v->attachments[at]) ? TRI_YES : TRI_NO;
}

static enum tri
test_any(const struct condition *c, struct view *v, size_t at)
{
	if (at == BOUND_HIDDEN)
		return TRI_UNKNOWN;
	return at < v->attachment_count ? test_one(c->args, v, at) : TRI_NO;
}

static struct slice
because_any(const struct condition *c, struct view *v)
{
	const struct attachment_args *a = c->args;

	return a->kind == ATTACHMENT_SOURCE ? source_because(v, a->sources) :
	    eval_because_attachments(c, v);
}

const struct cond_type cond_any_attachment = {
	"any attachment", parse_any, test_any, because_any
};

/* Who asks whether all is encrypted asks whether all is safe. */
static bool
is_lost(const struct attachment_args *a, const struct part *p)
{
	return a->kind == ATTACHMENT_ENCRYPTED &&
	    (p->flags & PART_PASSWORD_IS_HERE) != 0;
}

static enum tri
test_every(const struct condition *c, struct view *v, size_t at)
{
	enum tri t = TRI_YES;
	const struct part *p;
	size_t i, n = 0;

	(void)at;
	for (i = 0; i < v->attachment_count; i++) {
		p = v->attachments[i];
		if ((p->flags & PART_IS_MEMBER) != 0)
			continue;
		t = tri_and(t, test_one(c->args, v, i));
		if (t == TRI_NO || is_lost(c->args, p))
			return TRI_NO;
		n++;
	}
	if (n == 0)
		return view_no(v);
	/* One that went unread may be different. */
	return v->unread ? TRI_UNKNOWN : t;
}

const struct cond_type cond_every_attachment = {
	"every attachment", parse_every, test_every, NULL
};

static int
parse_no(struct cond_reader *rd, struct condition *c)
{
	(void)rd;
	(void)c;
	return 0;
}

static enum tri
test_no(const struct condition *c, struct view *v, size_t at)
{
	(void)c;
	(void)at;
	if (v->attachment_count > 0)
		return TRI_NO;
	return v->unread ? TRI_UNKNOWN : TRI_YES;
}

const struct cond_type cond_no_attachment = {
	"no attachment", parse_no, test_no, NULL
};

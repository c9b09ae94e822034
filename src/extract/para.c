#include "extract/para.h"

#include "base/limits.h"

#define STRETCHES	PARA_JOINED		/* what is not shown, joined ... */
#define RUNS		(PARA_JOINED + 1)	/* ... and by its kinds and changes */
#define BREAK		'\f'			/* between two; no text has it */
#define UNSEEN		(PARA_DELETED | PARA_HIDDEN)

/* What a view leaves out. */
static const unsigned left_out[PARA_JOINED] = {
	PARA_DELETED | PARA_HIDDEN | PARA_FALLBACK,	/* as shown */
	PARA_INSERTED | PARA_HIDDEN | PARA_FALLBACK,	/* changes rejected */
	PARA_DELETED | PARA_HIDDEN | PARA_CHOICE,	/* by older programs */
	0						/* with all marks on */
};

void
para_init(struct para *p)
{
	size_t i;

	for (i = 0; i < PARA_VIEWS; i++)
		buf_init(&p->view[i], TEXT_TOTAL_MAX);
	p->kinds = 0;
	p->unseen = 0;
	p->is_parted = false;
}

void
para_free(struct para *p)
{
	size_t i;

	for (i = 0; i < PARA_VIEWS; i++)
		buf_free(&p->view[i]);
}

void
para_reset(struct para *p)
{
	size_t i;

	for (i = 0; i < PARA_VIEWS; i++)
		buf_reset(&p->view[i]);
	p->kinds = 0;
	p->unseen = 0;
	p->is_parted = false;
}

static int
put_run(struct buf *view, bool is_parted, struct slice utf8)
{
	int r = 0;

	if (is_parted && view->len > 0)
		r = buf_putc(view, BREAK);
	return r < 0 ? r : buf_put_slice(view, utf8);
}

/*
 * Runs that are not shown.  Those that stand side by side may be one value or
 * two: they are joined in one view and parted in the other.
 */
static int
add_unseen(struct para *p, unsigned kinds, struct slice utf8)
{
	unsigned unseen = kinds & UNSEEN;
	bool is_blank = slice_trim(utf8).len == 0;
	int r;

	if (unseen == 0 || utf8.len == 0) {
		p->unseen = utf8.len == 0 ? p->unseen : 0;
		return 0;
	}
	/* Blanks that Word leaves out are of any kind, and part nothing. */
	if (is_blank && p->unseen == 0)
		return 0;
	r = put_run(&p->view[STRETCHES], p->unseen == 0, utf8);
	if (r == 0)
		r = put_run(&p->view[RUNS], p->unseen == 0 ||
		    (!is_blank && (p->is_parted || p->unseen != unseen)),
		    utf8);
	if (!is_blank) {
		p->unseen = unseen;
		p->is_parted = false;
	}
	return r;
}

int
para_add(struct para *p, unsigned kinds, struct slice utf8)
{
	size_t i;
	int r = 0;

	/* Most paragraphs have but one view: the others begin when needed. */
	if (p->kinds == 0 && kinds != 0)
		for (i = 1; i < PARA_JOINED && r == 0; i++)
			r = buf_put_slice(&p->view[i],
			    buf_slice(&p->view[0]));
	p->kinds |= kinds;
	if (p->kinds == 0)
		return buf_put_slice(&p->view[0], utf8);
	for (i = 0; i < PARA_JOINED && r == 0; i++)
		if ((kinds & left_out[i]) == 0)
			r = buf_put_slice(&p->view[i], utf8);
	return r < 0 ? r : add_unseen(p, kinds, utf8);
}

int
para_putc(struct para *p, unsigned kinds, char c)
{
	return para_add(p, kinds, slice_of(&c, 1));
}

void
para_part(struct para *p)
{
	p->is_parted = true;
}

struct slice
para_shown(const struct para *p)
{
	return slice_trim(buf_slice(&p->view[0]));
}

/* Is it what an earlier view of the whole paragraph says? */
static bool
is_known(const struct para_cursor *c, struct slice text, size_t views)
{
	size_t i;

	for (i = 0; i < views && i < PARA_JOINED; i++)
		if (slice_eq(text, c->joined[i]))
			return true;
	return false;
}

/* Turn to the next view; false past the last. */
static bool
open_view(const struct para *p, struct para_cursor *c)
{
	size_t i = c->view;

	if (i == PARA_VIEWS || (i > 0 && p->kinds == 0))
		return false;
	c->view++;
	c->rest = buf_slice(&p->view[i]);
	if (i < PARA_JOINED)
		c->joined[i] = c->rest = slice_trim(c->rest);
	else if (i == RUNS && slice_eq(c->rest,
	    buf_slice(&p->view[STRETCHES])))
		c->rest = SLICE_NONE;
	return true;
}

bool
para_next(const struct para *p, struct para_cursor *c, struct slice *ret)
{
	size_t end;

	do {
		while (c->rest.len == 0)
			if (!open_view(p, c))
				return false;
		end = c->view > PARA_JOINED ? slice_chr(c->rest, BREAK, 0) :
		    SLICE_NPOS;
		*ret = slice_trim(slice_sub(c->rest, 0, end));
		c->rest = end == SLICE_NPOS ? SLICE_NONE :
		    slice_from(c->rest, end + 1);
	} while (ret->len == 0 || is_known(c, *ret, c->view - 1));
	return true;
}

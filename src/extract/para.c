#include "extract/para.h"

#include "base/limits.h"

#define JOINED		(PARA_VIEWS - 1)	/* views of the whole paragraph */
#define ASIDE		(PARA_VIEWS - 1)	/* the one of the rest */
#define UNSEEN		(PARA_DELETED | PARA_HIDDEN)

/* What a view leaves out. */
static const unsigned left_out[JOINED] = {
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
	p->is_aside = false;
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
	p->is_aside = false;
}

/* Runs that are not shown, each behind the other, with breaks between. */
static int
add_aside(struct para *p, unsigned kinds, struct slice utf8)
{
	int r = 0;

	if ((kinds & UNSEEN) == 0) {
		p->is_aside = p->is_aside && utf8.len == 0;
		return 0;
	}
	if (!p->is_aside && p->view[ASIDE].len > 0)
		r = buf_putc(&p->view[ASIDE], '\n');
	p->is_aside = true;
	return r < 0 ? r : buf_put_slice(&p->view[ASIDE], utf8);
}

int
para_add(struct para *p, unsigned kinds, struct slice utf8)
{
	size_t i;
	int r = 0;

	/* Most paragraphs have but one view: the others begin when needed. */
	if (p->kinds == 0 && kinds != 0)
		for (i = 1; i < JOINED && r == 0; i++)
			r = buf_put_slice(&p->view[i],
			    buf_slice(&p->view[0]));
	p->kinds |= kinds;
	if (p->kinds == 0)
		return buf_put_slice(&p->view[0], utf8);
	for (i = 0; i < JOINED && r == 0; i++)
		if ((kinds & left_out[i]) == 0)
			r = buf_put_slice(&p->view[i], utf8);
	return r < 0 ? r : add_aside(p, kinds, utf8);
}

int
para_putc(struct para *p, unsigned kinds, char c)
{
	return para_add(p, kinds, slice_of(&c, 1));
}

struct slice
para_view(const struct para *p, size_t i)
{
	struct slice text = slice_trim(buf_slice(&p->view[i]));
	size_t k;

	for (k = 0; k < i; k++)
		if (slice_eq(text, slice_trim(buf_slice(&p->view[k]))))
			return SLICE_NONE;
	return text;
}

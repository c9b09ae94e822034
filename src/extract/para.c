#include "extract/para.h"

#include "base/limits.h"

/* What a view leaves out. */
static const unsigned left_out[PARA_VIEWS] = {
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
}

int
para_add(struct para *p, unsigned kinds, struct slice utf8)
{
	size_t i;
	int r = 0;

	/* Most paragraphs have but one view: the others begin when needed. */
	if (p->kinds == 0 && kinds != 0)
		for (i = 1; i < PARA_VIEWS && r == 0; i++)
			r = buf_put_slice(&p->view[i],
			    buf_slice(&p->view[0]));
	p->kinds |= kinds;
	if (p->kinds == 0)
		return buf_put_slice(&p->view[0], utf8);
	for (i = 0; i < PARA_VIEWS && r == 0; i++)
		if ((kinds & left_out[i]) == 0)
			r = buf_put_slice(&p->view[i], utf8);
	return r;
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

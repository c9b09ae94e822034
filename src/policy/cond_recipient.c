/* `any recipient WHO`, `every recipient WHO`: of the envelope. */
#include "base/err.h"
#include "policy/cond.h"
#include "policy/private.h"

static int
parse_any(struct cond_reader *rd, struct condition *c)
{
	struct who w = { .kind = WHO_INSIDE };
	int r;

	c->subject = SUBJECT_RECIPIENT;
	r = who_parse(rd, &w);
	c->args = cond_args(rd, &w, sizeof w);
	return r < 0 ? r : c->args == NULL ? ERR_LIMIT : 0;
}

static enum tri
test_any(const struct condition *c, struct view *v, size_t at)
{
	if (at >= v->recipient_count)
		return TRI_NO;
	return who_answer(c->args, v, MEMORY_RECIPIENTS + at);
}

/* A likeness is as good as what it was measured against: that is said too. */
static struct slice
because_any(const struct condition *c, struct view *v)
{
	const struct who *w = c->args;
	struct slice counted = eval_because_recipients(c, v), compared;

	if (w->kind != WHO_PRIVATE)
		return counted;
	compared = private_compared(v);
	return arena_printf(v->arena, "%.*s; %.*s", (int)counted.len,
	    (const char *)counted.ptr, (int)compared.len,
	    (const char *)compared.ptr);
}

const struct cond_type cond_any_recipient = {
	"any recipient", parse_any, test_any, because_any
};

static int
parse_every(struct cond_reader *rd, struct condition *c)
{
	int r = parse_any(rd, c);

	c->subject = SUBJECT_MESSAGE;
	return r;
}

static enum tri
test_every(const struct condition *c, struct view *v, size_t at)
{
	enum tri t = v->recipient_count > 0 ? TRI_YES : TRI_NO;
	size_t i;

	(void)at;
	for (i = 0; i < v->recipient_count && t != TRI_NO; i++)
		t = tri_and(t, who_answer(c->args, v, MEMORY_RECIPIENTS + i));
	return t;
}

const struct cond_type cond_every_recipient = {
	"every recipient", parse_every, test_every, NULL
};

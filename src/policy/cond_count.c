/* `recipients over N`, `visible recipients over N`, `forward depth over N`. */
#include "base/err.h"
#include "base/limits.h"
#include "policy/cond.h"

static int
parse_over(struct cond_reader *rd, struct condition *c)
{
	uint64_t n;

	if (!check_words(rd->checker, rd->line, &rd->at, "over") ||
	    conf_get_number(rd->line, &rd->at, 0, ENVELOPE_RECIPIENTS_MAX,
	    rd->checker->diag, &n) < 0)
		return ERR_SYNTAX;
	c->args = cond_args(rd, &n, sizeof n);
	return c->args != NULL ? 0 : ERR_LIMIT;
}

static bool
over(const struct condition *c, size_t n)
{
	const uint64_t *limit = c->args;

	return n > *limit;
}

static struct slice
because_number(struct view *v, size_t n)
{
	return arena_printf(v->arena, "%zu", n);
}

static enum tri
test_recipients(const struct condition *c, struct view *v, size_t at)
{
	(void)at;
	return over(c, v->recipient_count) ? TRI_YES : TRI_NO;
}

static struct slice
because_recipients(const struct condition *c, struct view *v)
{
	(void)c;
	return because_number(v, v->recipient_count);
}

const struct cond_type cond_recipients_over = {
	"recipients", parse_over, test_recipients, because_recipients
};

static enum tri
test_visible(const struct condition *c, struct view *v, size_t at)
{
	(void)at;
	return over(c, policy_visible_recipients(v->policy, v->report)) ?
	    TRI_YES : view_header_no(v);
}

static struct slice
because_visible(const struct condition *c, struct view *v)
{
	(void)c;
	return because_number(v,
	    policy_visible_recipients(v->policy, v->report));
}

const struct cond_type cond_visible_recipients_over = {
	"visible recipients", parse_over, test_visible, because_visible
};

static enum tri
test_depth(const struct condition *c, struct view *v, size_t at)
{
	(void)at;
	return over(c, v->report->facts.forward_depth) ? TRI_YES : view_no(v);
}

static struct slice
because_depth(const struct condition *c, struct view *v)
{
	(void)c;
	return because_number(v, v->report->facts.forward_depth);
}

const struct cond_type cond_forward_depth_over = {
	"forward depth", parse_over, test_depth, because_depth
};

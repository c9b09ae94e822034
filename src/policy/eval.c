/*
 * eval -- expressions over a message, in three values.
 *
 * The `any recipient` facts of one expression speak of the same recipient,
 * and the `any attachment` facts of the same attachment: the expression is
 * tried with each.  Below a "not" a new round begins: "not any recipient in
 * list x" is "no recipient is in list x".
 */
#include "base/err.h"
#include "policy/view.h"

enum tri
tri_not(enum tri t)
{
	switch (t) {
	case TRI_NO:
		return TRI_YES;
	case TRI_YES:
		return TRI_NO;
	case TRI_UNKNOWN:
		break;
	}
	return TRI_UNKNOWN;
}

enum tri
tri_and(enum tri x, enum tri y)
{
	if (x == TRI_NO || y == TRI_NO)
		return TRI_NO;
	return x == TRI_UNKNOWN || y == TRI_UNKNOWN ? TRI_UNKNOWN : TRI_YES;
}

enum tri
tri_or(enum tri x, enum tri y)
{
	if (x == TRI_YES || y == TRI_YES)
		return TRI_YES;
	return x == TRI_UNKNOWN || y == TRI_UNKNOWN ? TRI_UNKNOWN : TRI_NO;
}

static enum tri	eval_node(const struct expr *e, struct view *v,
		    const struct binding *b);

static enum tri
ask(const struct condition *c, struct view *v, const struct binding *b)
{
	enum tri t;

	switch (c->subject) {
	case SUBJECT_RECIPIENT:
		return c->type->test(c, v, b->recipient);
	case SUBJECT_ATTACHMENT:
		return c->type->test(c, v, b->attachment);
	case SUBJECT_MESSAGE:
		break;
	}
	if (v->answers == NULL)
		return c->type->test(c, v, BOUND_NOT);
	if (v->answers[c->index] == 0) {
		t = c->type->test(c, v, BOUND_NOT);
		v->answers[c->index] = (uint8_t)(t + 1);
	}
	return (enum tri)(v->answers[c->index] - 1);
}

/* With this recipient, and any attachment. */
static enum tri
any_attachment(const struct expr *e, struct view *v, size_t recipient)
{
	struct binding b = { recipient, BOUND_NONE };
	enum tri t;
	size_t i;

	/* Branches of an "or" may do without attachment. */
	t = eval_node(e, v, &b);
	if (!e->has_attachment || t == TRI_YES)
		return t;
	for (i = 0; i < v->attachment_count && t != TRI_YES; i++) {
		b.attachment = i;
		t = tri_or(t, eval_node(e, v, &b));
	}
	if (v->unread && t != TRI_YES) {
		b.attachment = BOUND_HIDDEN;
		t = tri_or(t, eval_node(e, v, &b));
	}
	return t;
}

enum tri
eval_expr(const struct expr *e, struct view *v, size_t recipient)
{
	enum tri t = TRI_NO;
	size_t i;

	if (recipient != BOUND_NOT)
		return any_attachment(e, v, recipient);
	if (!e->has_recipient || v->recipient_count == 0)
		return any_attachment(e, v, BOUND_NONE);
	for (i = 0; i < v->recipient_count && t != TRI_YES; i++)
		t = tri_or(t, any_attachment(e, v, i));
	return t;
}

static enum tri
eval_node(const struct expr *e, struct view *v, const struct binding *b)
{
	enum tri t;
	size_t i;

	switch (e->kind) {
	case EXPR_FACT:
		return ask(e->fact, v, b);
	case EXPR_NOT:
		return tri_not(eval_expr(e->kids[0], v, BOUND_NOT));
	case EXPR_AND:
		t = TRI_YES;
		for (i = 0; i < e->count && t != TRI_NO; i++)
			t = tri_and(t, eval_node(e->kids[i], v, b));
		return t;
	case EXPR_OR:
		t = TRI_NO;
		for (i = 0; i < e->count && t != TRI_YES; i++)
			t = tri_or(t, eval_node(e->kids[i], v, b));
		return t;
	}
	return TRI_UNKNOWN;
}

/* --- the trace ---------------------------------------------------------------- */

enum tri
eval_fact(const struct condition *c, struct view *v)
{
	struct expr e = { .kind = EXPR_FACT,
	    .fact = (struct condition *)(uintptr_t)c,
	    .has_recipient = c->subject == SUBJECT_RECIPIENT,
	    .has_attachment = c->subject == SUBJECT_ATTACHMENT };

	return eval_expr(&e, v, BOUND_NOT);
}

struct slice
eval_because_recipients(const struct condition *c, struct view *v)
{
	size_t i, n = 0, first = 0;

	for (i = 0; i < v->recipient_count; i++) {
		if (c->type->test(c, v, i) != TRI_YES)
			continue;
		if (n++ == 0)
			first = i + 1;
	}
	if (n == 0 || v->recipient_count == 1)
		return arena_printf(v->arena, "%zu of %zu recipient%s", n,
		    v->recipient_count, v->recipient_count == 1 ? "" : "s");
	return arena_printf(v->arena, "%zu of %zu recipients, number %zu%s", n,
	    v->recipient_count, first, n > 1 ? " first" : "");
}

struct slice
eval_because_attachments(const struct condition *c, struct view *v)
{
	struct slice path;
	size_t i;

	for (i = 0; i < v->attachment_count; i++) {
		if (c->type->test(c, v, i) != TRI_YES)
			continue;
		path = v->attachments[i]->path;
		return arena_printf(v->arena, "part %.*s", (int)path.len,
		    (const char *)path.ptr);
	}
	return arena_printf(v->arena, "none of %zu", v->attachment_count);
}

struct slice
eval_because(const struct condition *c, struct view *v, enum tri answer)
{
	if (answer == TRI_UNKNOWN)
		return SLICE("could not be read");
	if (c->type->because != NULL)
		return c->type->because(c, v);
	switch (c->subject) {
	case SUBJECT_RECIPIENT:
		return eval_because_recipients(c, v);
	case SUBJECT_ATTACHMENT:
		return eval_because_attachments(c, v);
	case SUBJECT_MESSAGE:
		break;
	}
	return SLICE_NONE;
}

size_t
eval_stop(const struct expr *e, struct view *v, enum tri answer)
{
	size_t i;

	switch (e->kind) {
	case EXPR_FACT:
		return e->fact->index;
	case EXPR_NOT:
		return eval_stop(e->kids[0], v, tri_not(answer));
	case EXPR_AND:
	case EXPR_OR:
		break;
	}
	for (i = 0; i < e->count; i++)
		if (eval_expr(e->kids[i], v, BOUND_NOT) == answer)
			return eval_stop(e->kids[i], v, answer);
	/* Each alone would do, but not all with the same one. */
	for (i = e->count; i > 1; i--)
		if (e->kids[i - 1]->has_recipient ||
		    e->kids[i - 1]->has_attachment)
			break;
	return eval_stop(e->kids[i - 1], v, answer);
}

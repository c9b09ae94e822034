/* `sender WHO`, `sender signed in`, `sender differs from header`,
 * `original sender WHO`. */
#include "base/err.h"
#include "policy/cond.h"

enum sender_kind {
	SENDER_WHO,
	SENDER_SIGNED_IN,
	SENDER_DIFFERS
};

struct sender_args {
	enum sender_kind kind;
	struct who who;
};

const void *
cond_args(struct cond_reader *rd, const void *args, size_t size)
{
	struct slice s = arena_dup(rd->checker->arena, slice_of(args, size));

	if (s.ptr == NULL)
		rd->checker->failed = true;
	return s.ptr;
}

static int
parse_sender(struct cond_reader *rd, struct condition *c)
{
	struct sender_args a = { SENDER_WHO, { .kind = WHO_INSIDE } };
	int r = 0;

	if (conf_is_word(rd->line, &rd->at, "signed")) {
		a.kind = SENDER_SIGNED_IN;
		r = check_words(rd->checker, rd->line, &rd->at, "in") ? 0 :
		    ERR_SYNTAX;
	} else if (conf_is_word(rd->line, &rd->at, "differs")) {
		a.kind = SENDER_DIFFERS;
		r = check_words(rd->checker, rd->line, &rd->at,
		    "from header") ? 0 : ERR_SYNTAX;
	} else {
		r = who_parse(rd, &a.who);
	}
	c->args = cond_args(rd, &a, sizeof a);
	return r < 0 ? r : c->args == NULL ? ERR_LIMIT : 0;
}

static enum tri
test_sender(const struct condition *c, struct view *v, size_t at)
{
	const struct sender_args *a = c->args;

	(void)at;
	switch (a->kind) {
	case SENDER_WHO:
		return who_answer(&a->who, v, MEMORY_SENDER);
	case SENDER_SIGNED_IN:
		return v->envelope->auth.len > 0 ? TRI_YES : TRI_NO;
	case SENDER_DIFFERS:
		return view_sender_differs(v);
	}
	return TRI_UNKNOWN;
}

const struct cond_type cond_sender = {
	"sender", parse_sender, test_sender, NULL
};

static int
parse_original(struct cond_reader *rd, struct condition *c)
{
	struct who w = { .kind = WHO_INSIDE };
	int r;

	r = who_parse(rd, &w);
	c->args = cond_args(rd, &w, sizeof w);
	return r < 0 ? r : c->args == NULL ? ERR_LIMIT : 0;
}

static enum tri
test_original(const struct condition *c, struct view *v, size_t at)
{
	(void)at;
	if (v->original.address.full.len == 0)
		return view_no(v);
	return who_answer(c->args, v, MEMORY_ORIGINAL);
}

const struct cond_type cond_original_sender = {
	"original sender", parse_original, test_original, NULL
};

/*
 * `add disclaimer [otherwise FALLBACK]`: the text of the sender's association
 * goes into the message; if it cannot, the fallback says what then.
 */
#include "action/plan.h"

#include "base/err.h"

static int
read_reject(struct action_reader *rd, struct action_plan *plan)
{
	plan->fallback = FALLBACK_REJECT;
	return action_read_message(rd, &plan->message);
}

static int
read_notify(struct action_reader *rd, struct action_plan *plan)
{
	struct slice role;
	int r;

	/* Who relies on being told has to hear that nobody is. */
	conf_warning(rd->diag, &rd->line->tokens[rd->at - 1].at, "this "
	    "version records whom to notify, and sends nothing: such mail "
	    "leaves without, as with deliver-without [not-yet]");
	plan->fallback = FALLBACK_NOTIFY;
	r = action_read_role(rd, &role);
	return r < 0 ? r : action_read_message(rd, &plan->message);
}

static int
read_hold(struct action_reader *rd, struct action_plan *plan)
{
	plan->fallback = FALLBACK_QUARANTINE;
	plan->has_hold = true;
	return action_read_hold(rd, &plan->hold);
}

static int
unknown_fallback(const struct action_reader *rd)
{
	static const char *const words[] = { "deliver-without", "header",
	    "wrap", "quarantine", "reject", "notify", NULL };
	const struct conf_line *l = rd->line;

	if (rd->at >= l->count) {
		conf_error(rd->diag, &l->tokens[rd->at - 1].at, "otherwise "
		    "what? deliver-without, header, wrap, quarantine for ..., "
		    "reject with ... or notify ...");
		return ERR_SYNTAX;
	}
	conf_error(rd->diag, &l->tokens[rd->at].at, "expected "
	    "deliver-without, header, wrap, quarantine, reject or notify, not "
	    "\"%.*s\"", (int)l->tokens[rd->at].text.len,
	    (const char *)l->tokens[rd->at].text.ptr);
	conf_suggest(rd->diag, conf_nearest(l->tokens[rd->at].text, words));
	return ERR_SYNTAX;
}

static int
parse(struct action_reader *rd, struct action_plan *plan)
{
	plan->fallback = FALLBACK_DELIVER_WITHOUT;
	if (!conf_is_word(rd->line, &rd->at, "otherwise"))
		return 0;
	if (conf_is_word(rd->line, &rd->at, "deliver-without"))
		return 0;
	if (conf_is_word(rd->line, &rd->at, "wrap")) {
		plan->fallback = FALLBACK_WRAP;
		return 0;
	}
	if (conf_is_word(rd->line, &rd->at, "header")) {
		plan->fallback = FALLBACK_HEADER;
		return 0;
	}
	if (conf_is_word(rd->line, &rd->at, "quarantine"))
		return read_hold(rd, plan);
	if (conf_is_word(rd->line, &rd->at, "reject"))
		return read_reject(rd, plan);
	if (conf_is_word(rd->line, &rd->at, "notify"))
		return read_notify(rd, plan);
	return unknown_fallback(rd);
}

/* How much each fallback stands in the way of the mail. */
static unsigned
strictness(enum disclaimer_fallback f)
{
	switch (f) {
	case FALLBACK_DELIVER_WITHOUT:
		return 0;
	case FALLBACK_HEADER:
		return 1;
	case FALLBACK_WRAP:
		return 2;
	case FALLBACK_NOTIFY:
		return 3;
	case FALLBACK_QUARANTINE:
		return 4;
	case FALLBACK_REJECT:
		return 5;
	case FALLBACK_COUNT:
		break;
	}
	return 0;
}

/* What the child can do by itself if the text cannot go in. */
static enum edit_otherwise
otherwise(enum disclaimer_fallback f)
{
	switch (f) {
	case FALLBACK_WRAP:
		return EDIT_OTHERWISE_WRAP;
	case FALLBACK_HEADER:
		return EDIT_OTHERWISE_HEADER;
	case FALLBACK_DELIVER_WITHOUT:
	case FALLBACK_QUARANTINE:
	case FALLBACK_REJECT:
	case FALLBACK_NOTIFY:
	case FALLBACK_COUNT:
		break;
	}
	return EDIT_OTHERWISE_NONE;
}

/* One edit, however many rules ask for it; the strictest fallback counts. */
static int
ask_edit(const struct action_subject *subject, struct arena *a,
    struct verdict *v)
{
	struct edit_request e = { EDIT_DISCLAIMER, subject->text, SLICE_NONE,
	    NULL };
	size_t i;

	e.disclaimer = arena_zalloc(a, sizeof *e.disclaimer);
	if (e.disclaimer == NULL)
		return ERR_LIMIT;
	if (subject->disclaimer != NULL)
		*e.disclaimer = *subject->disclaimer;
	e.disclaimer->otherwise = otherwise(v->fallback);
	for (i = 0; i < v->edit_count; i++)
		if (v->edits[i].kind == EDIT_DISCLAIMER) {
			v->edits[i] = e;
			return 0;
		}
	return action_add_edit(&e, a, v);
}

static int
apply(const struct action_plan *plan, const struct action_subject *subject,
    struct arena *a, struct verdict *v)
{
	bool first = v->disclaimer == DISCLAIMER_NONE;

	if (first || strictness(plan->fallback) > strictness(v->fallback)) {
		v->fallback = plan->fallback;
		if (plan->has_hold)
			v->fallback_hold = plan->hold;
	} else if (plan->fallback == v->fallback && plan->has_hold) {
		v->fallback_hold = *hold_terms_stricter(&v->fallback_hold,
		    &plan->hold);
	}
	if (subject->text.len == 0) {
		v->disclaimer = DISCLAIMER_SKIPPED;
		v->disclaimer_reason = subject->association.len == 0 ?
		    SLICE("no-association") : SLICE("no-text");
		return 0;
	}
	v->disclaimer = DISCLAIMER_WANTED;
	v->disclaimer_text = subject->text;
	return ask_edit(subject, a, v);
}

const struct action action_disclaimer = {
	"add disclaimer", NULL, DISPOSITION_ACCEPT, parse, apply
};

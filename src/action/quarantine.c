/*
 * `quarantine for ROLE decide within N UNIT otherwise ...`: a person decides.
 * There is no "otherwise release": a hold never turns into a delivery by
 * itself.
 */
#include "action/plan.h"

#include "base/err.h"

/* A longer hold is a slip; a decision about mail cannot wait a year. */
#define HOLD_HOURS_MAX	8760
#define HOLD_DAYS_MAX	260

static int
read_unit(struct action_reader *rd, struct hold_terms *t)
{
	if (conf_is_word(rd->line, &rd->at, "hours") ||
	    conf_is_word(rd->line, &rd->at, "hour")) {
		t->working_days = false;
		return 0;
	}
	t->working_days = true;
	if (!conf_is_word(rd->line, &rd->at, "working"))
		return action_read_words(rd, "hours");
	if (conf_is_word(rd->line, &rd->at, "day"))
		return 0;
	return action_read_words(rd, "days");
}

static int
read_otherwise(struct action_reader *rd, struct hold_terms *t)
{
	struct slice role;
	size_t at;
	int r;

	if (conf_is_word(rd->line, &rd->at, "refuse")) {
		t->otherwise = SLICE("refuse");
		return 0;
	}
	if (!conf_is_word(rd->line, &rd->at, "escalate")) {
		at = rd->at < rd->line->count ? rd->at : rd->line->count - 1;
		conf_error(rd->diag, &rd->line->tokens[at].at, "a hold ends with \"otherwise "
		    "refuse\" or \"otherwise escalate to ROLE\"; it never "
		    "turns into a delivery by itself");
		return ERR_SYNTAX;
	}
	r = action_read_words(rd, "to");
	if (r == 0)
		r = action_read_role(rd, &role);
	if (r < 0)
		return r;
	t->otherwise = arena_printf(rd->arena, "escalate to %.*s",
	    (int)role.len, (const char *)role.ptr);
	return t->otherwise.ptr != NULL ? 0 : ERR_LIMIT;
}

int
action_read_hold(struct action_reader *rd, struct hold_terms *t)
{
	size_t number;
	uint64_t n;
	int r;

	number = rd->at;
	/* Stricter than was asked for, and nothing is lost by it. */
	if (conf_is_word(rd->line, &rd->at, "attachments"))
		conf_warning(rd->diag, &rd->line->tokens[number].at, "this "
		    "version holds the whole email, not its attachments alone "
		    "[not-yet]");
	r = action_read_words(rd, "for");
	if (r == 0)
		r = action_read_role(rd, &t->role);
	if (r == 0)
		r = action_read_words(rd, "decide within");
	number = rd->at;
	if (r == 0)
		r = conf_get_number(rd->line, &rd->at, 1, HOLD_HOURS_MAX,
		    rd->diag, &n);
	if (r < 0)
		return ERR_SYNTAX;
	t->within = (uint32_t)n;
	r = read_unit(rd, t);
	if (r == 0 && t->working_days && n > HOLD_DAYS_MAX)
		r = conf_get_number(rd->line, &number, 1, HOLD_DAYS_MAX,
		    rd->diag, &n);
	if (r == 0)
		r = action_read_words(rd, "otherwise");
	if (r == 0)
		r = read_otherwise(rd, t);
	return r == ERR_LIMIT ? r : r < 0 ? ERR_SYNTAX : 0;
}

int
action_parse_hold(const struct conf_line *line, size_t *at,
    const struct action_names *names, struct arena *a,
    struct conf_diag *diag, struct hold_terms *ret)
{
	struct action_reader rd = { line, *at, names, a, diag };
	struct hold_terms t = { .role = SLICE_NONE };
	int r;

	r = action_read_words(&rd, "quarantine");
	if (r == 0)
		r = action_read_hold(&rd, &t);
	if (r < 0)
		return r;
	*at = rd.at;
	*ret = t;
	return 0;
}

static int
parse(struct action_reader *rd, struct action_plan *plan)
{
	plan->has_hold = true;
	return action_read_hold(rd, &plan->hold);
}

const struct action action_quarantine = {
	"quarantine", "quarantine", DISPOSITION_QUARANTINE, parse, NULL
};

/* --- comparing ------------------------------------------------------------------ */

/* Who answers to whom; the later decides for the earlier. */
static size_t
rank(struct slice role)
{
	static const char *const order[] = { "staff", "assistant", "manager",
	    "it-support", "deputy", "officer", "director", "chair" };
	size_t i, n = sizeof order / sizeof order[0];

	for (i = 0; i < n; i++)
		if (slice_eq_str(role, order[i]))
			return i + 1;
	return 0;
}

static uint32_t
hours(const struct hold_terms *t)
{
	return t->working_days ? t->within * 24 : t->within;
}

const struct hold_terms *
hold_terms_stricter(const struct hold_terms *x, const struct hold_terms *y)
{
	size_t a = rank(x->role), b = rank(y->role);

	if (a != b)
		return a > b ? x : y;
	if (hours(x) != hours(y))
		return hours(x) < hours(y) ? x : y;
	/* Order must not matter: the words decide what is left. */
	return slice_cmp(x->otherwise, y->otherwise) <= 0 ? x : y;
}

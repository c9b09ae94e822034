/*
 * `open case NAME`: the keeper opens a case of that name, for people to work
 * on; the mail is not touched.
 */
#include "action/plan.h"

#include "base/err.h"
#include "base/limits.h"

static int
parse(struct action_reader *rd, struct action_plan *plan)
{
	const struct conf_line *l = rd->line;
	size_t at = rd->at;
	struct slice name;

	if (conf_get_word(l, &rd->at, rd->diag, &name) < 0)
		return ERR_SYNTAX;
	if (name.len > MEMORY_NAME_MAX) {
		conf_error(rd->diag, &l->tokens[at].at,
		    "the name of a case has %d characters at most",
		    MEMORY_NAME_MAX);
		return ERR_SYNTAX;
	}
	plan->words = arena_printf(rd->arena, ACTION_OPEN_CASE "%.*s",
	    (int)name.len, (const char *)name.ptr);
	return plan->words.ptr != NULL ? 0 : ERR_LIMIT;
}

const struct action action_case = {
	"open case", NULL, DISPOSITION_ACCEPT, parse, NULL
};

/*
 * Facts of the language that need memory: read to their end,
 * so that their own slips are found, then refused.  Never silently false.
 */
#include "base/err.h"
#include "base/limits.h"
#include "policy/cond.h"

static enum tri
test_never(const struct condition *c, struct view *v, size_t at)
{
	(void)c;
	(void)v;
	(void)at;
	return TRI_UNKNOWN;
}

static int
parse_same_text(struct cond_reader *rd, struct condition *c)
{
	static const char *const units[] = { "hours", "days", "hour", "day",
	    NULL };
	size_t from = rd->at - 2;
	uint64_t n;

	(void)c;
	if (check_skip(rd->line, &rd->at, "from over")) {
		if (conf_get_number(rd->line, &rd->at, 1,
		    ENVELOPE_RECIPIENTS_MAX, rd->checker->diag, &n) < 0 ||
		    !check_words(rd->checker, rd->line, &rd->at, "senders"))
			return ERR_SYNTAX;
	} else if (!check_skip(rd->line, &rd->at, "received")) {
		check_expected(rd->checker, rd->line, rd->at,
		    "\"from over N senders\" or \"received\"", NULL);
		return ERR_SYNTAX;
	}
	if (!check_words(rd->checker, rd->line, &rd->at, "within") ||
	    conf_get_number(rd->line, &rd->at, 1, 1000, rd->checker->diag,
	    &n) < 0 || check_choice(rd->checker, rd->line, &rd->at,
	    "hours or days", units) == SIZE_MAX)
		return ERR_SYNTAX;
	return cond_unsupported(rd, from, "same text");
}

const struct cond_type cond_same_text = {
	"same text", parse_same_text, test_never, NULL
};

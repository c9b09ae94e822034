/*
 * trial -- rule tests run: each email through the real inspector, rules and
 * edits, several at a time, and its expectations held against the outcome.
 */
#ifndef CTL_TRIAL_H
#define CTL_TRIAL_H

#include "ctl/engine.h"
#include "ctl/expect.h"

/* What became of one test. */
struct trial {
	const struct rule_test *test;
	char *error;			/* it could not be run; NULL if it was */
	struct conf_place error_at;
	struct expect_miss *misses;
	size_t miss_count;
	int64_t took_us;
	/* By rule: the test fails without it.  NULL unless asked for. */
	bool *needs;
};

/* A term of a rule's condition that can be left out: does a test notice? */
struct trial_term {
	size_t rule;
	const struct policy *loosened;
	struct slice words;
	bool is_noticed;
};

struct trials {
	struct arena *arena;		/* of all that is said about them */
	struct trial *list;
	size_t count;
	bool has_needs;
	struct trial_term *terms;	/* with has_needs */
	size_t term_count;
};

/* Called as each is done, in the order of the file. */
typedef void (*trial_done)(void *arg, const struct trial *t);

/*
 * Run them all.  parallel: how many at once; 0: what suits this machine.
 * find_needs: also judge each without each of the rules that had a part in
 * it, and with each term of each condition left out.  now_ms: the time of a test that states none.
 *
 * Freed by trials_free(); what they say borrows from the engine's tree.
 */
void	trials_run(struct engine *e, struct rule_test *tests, size_t count,
	    unsigned parallel, bool find_needs, int64_t now_ms,
	    trial_done done, void *arg, struct trials *ret);
void	trials_free(struct trials *t);

#endif

/*
 * check -- inside policy: the state of one check, and what the readers of
 * settings and blocks share.
 */
#ifndef POLICY_CHECK_H
#define POLICY_CHECK_H

#include "policy/ruleset.h"

/* Names of one kind, in the order of the files, with their places. */
struct names {
	const char *what;		/* "message" */
	struct slice *names;
	struct conf_place *places;
	size_t count, cap, place_cap;
	const char **words;		/* the same, NULL-ended, to suggest from */
};

enum name_kind {
	NAME_ASSOCIATION,
	NAME_LIST,
	NAME_DETECTOR,
	NAME_SCHEDULE,
	NAME_EXCEPTIONS,
	NAME_MESSAGE,
	NAME_RULE,
	NAME_TEST,
	NAME_CLAUSE,
	NAME_KIND_COUNT
};

struct checker {
	const struct conf_tree *tree;
	struct conf_diag *diag;
	struct policy *policy;
	struct arena *arena;		/* the policy's */
	struct arena *scratch;		/* ends with the check */
	int64_t now_ms;
	struct names names[NAME_KIND_COUNT];
	const char **detector_words;	/* built-in, groups and site's */
	struct action_names action_names;
	struct conf_place default_at;	/* of set rule-defaults */
	bool has_defaults;
	struct mode_plan default_mode;
	struct slice default_mode_words;
	bool default_purpose, default_approved;
	int default_review;		/* 0: none */
	bool *tested;			/* by rule: a test names it */
	size_t language_count;
	struct slice languages[16];
	bool names_manager;		/* a rule is for the sender's manager */
	bool failed;			/* out of arena */
};

/* A key of a block: how often it may stand, and its reader. */
struct key {
	const char *words;
	bool many;
	void (*read)(struct checker *c, const struct conf_line *l, size_t at,
	    void *target);
};

/*
 * Read each line of a block by its table of keys (ended by one without
 * words).  Unknown keys and repeated ones are errors.
 */
void	check_lines(struct checker *c, const struct conf_block *b,
	    const struct key *keys, void *target);

/* --- names -------------------------------------------------------------------------- */

/* Collect every block's name; two of one kind are an error. */
void	names_collect(struct checker *c);
/* Read every block of one kind. */
void	blocks_check(struct checker *c, enum name_kind kind);
/* Index, or SIZE_MAX. */
size_t	names_find(const struct names *n, struct slice name);
/*
 * The name at token *at must be of this kind: an error with a suggestion
 * otherwise.  Moves on.  Index or SIZE_MAX.
 */
size_t	names_read(struct checker *c, enum name_kind kind,
	    const struct conf_line *l, size_t *at);
bool	role_is_known(struct slice word);
int	role_read(struct checker *c, const struct conf_line *l, size_t *at);
const char *const *role_words(void);

/* --- errors and words ------------------------------------------------------------------- */

/* The place of token `at`, or just after the line. */
struct conf_place check_at(const struct conf_line *l, size_t at);
/* 'expected WHAT, not "x"', with a suggestion from words unless NULL. */
void	check_expected(struct checker *c, const struct conf_line *l, size_t at,
	    const char *what, const char *const *words);
/* "x" is not supported by this version, at that token. */
void	check_unsupported(struct checker *c, const struct conf_line *l,
	    size_t at, const char *what);
/*
 * One of NULL-ended words: its index; an error and SIZE_MAX otherwise.
 */
size_t	check_choice(struct checker *c, const struct conf_line *l, size_t *at,
	    const char *what, const char *const *words);
/* All the words, one after another; false with an error. */
bool	check_words(struct checker *c, const struct conf_line *l, size_t *at,
	    const char *words);
/* Do the tokens from *at on spell the words?  Moves on if so. */
bool	check_skip(const struct conf_line *l, size_t *at, const char *words);
void	check_end(struct checker *c, const struct conf_line *l, size_t at);
/* Characters and length of a language: "gd", "en-GB". */
bool	check_is_language(struct slice s);
/* For sense.h; arg is a struct checker. */
bool	check_list_is_empty(void *arg, struct slice name);
/* A copy that lives with the policy. */
struct slice check_keep(struct checker *c, struct slice s);
/* Tokens from..to as canonical text: single blanks, strings quoted. */
struct slice check_text(struct arena *a, const struct conf_line *l,
	    size_t from, size_t to);
/* A copy of a line that lives with the policy; NULL past its ceiling. */
struct conf_line *check_keep_line(struct checker *c,
	    const struct conf_line *l);

/* --- parts of the check ------------------------------------------------------------------ */

void	settings_check(struct checker *c);
void	whistleblowing_check(struct checker *c);
void	unreadable_defaults(struct policy *p);
void	unreadable_read(struct checker *c, const struct conf_line *l, size_t at);
/* Domains into a set; every entry is checked. */
void	domains_read(struct checker *c, const struct conf_line *l, size_t at,
	    struct name_set *set, size_t tag);
void	mode_read(struct checker *c, const struct conf_line *l, size_t *at,
	    struct mode_plan *ret);
/* "approved ROLE DATE", after its key. */
bool	approved_read(struct checker *c, const struct conf_line *l, size_t *at);
/* "review DATE": warns if it has passed. */
int	review_read(struct checker *c, const struct conf_line *l, size_t *at,
	    const char *what);

/* `set known-correspondents`, `set systems`; then their lists are found. */
void	listed_read_known(struct checker *c, const struct conf_line *l,
	    size_t at);
void	listed_read_systems(struct checker *c, const struct conf_line *l,
	    size_t at);
void	listed_find(struct checker *c);
/* Words of enum source as bits; 0 with an error. */
uint32_t source_read(struct checker *c, const struct conf_line *l, size_t *at);

void	association_check(struct checker *c, const struct conf_block *b);
void	list_check(struct checker *c, const struct conf_block *b);
void	detector_check(struct checker *c, const struct conf_block *b);
void	schedule_check(struct checker *c, const struct conf_block *b);
void	exceptions_check(struct checker *c, const struct conf_block *b);
void	message_check(struct checker *c, const struct conf_block *b);
void	rule_check(struct checker *c, const struct conf_block *b);
void	test_check(struct checker *c, const struct conf_block *b);
void	clause_check(struct checker *c, const struct conf_block *b);
/*
 * Once all is read and no error was found: warn of what is no error and still
 * not meant.  Rules that can never act, or undo one another; blocks that
 * nothing names or that hold nothing; clauses that nobody serves.
 */
void	advice_give(struct checker *c);
/* Day ranges and times: "mon-fri 09:00-17:00"; shared with working-days. */
bool	schedule_is_days(struct slice word);

/* --- conditions ------------------------------------------------------------------------------ */

struct cond_reader {
	struct checker *checker;
	const struct conf_line *line;	/* kept with the policy */
	size_t at;
	struct rule *rule;
	size_t depth;			/* open brackets */
};

/* Tokens from `at` to the end; facts are added to the rule.  NULL: errors. */
struct expr *when_parse(struct checker *c, const struct conf_line *l,
	    size_t at, struct rule *rule);
/* Is the reader at "and", "or", ")" or the end? */
bool	when_at_end(const struct cond_reader *rd);
int	who_parse(struct cond_reader *rd, struct who *ret);
/* Refuse a fact that was read to its end. */
int	cond_unsupported(struct cond_reader *rd, size_t from, const char *what);

#endif

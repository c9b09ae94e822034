/*
 * test -- the test blocks of a rule file, read: an email, what is remembered
 * about it, and what the rules should make of it.
 *
 * Reading only; exeatctl composes the message, has it judged, and compares.
 */
#ifndef POLICY_TEST_H
#define POLICY_TEST_H

#include "conf/conf.h"
#include "mail/anomaly.h"
#include "mail/envelope.h"
#include "policy/policy.h"

/* attach "PATH" [as "NAME"], or attach text "..." as "NAME". */
struct rule_test_file {
	const struct conf_token *path;	/* NULL: the text itself is the file */
	struct slice text;
	struct slice name;		/* empty: the path's last component */
};

enum rule_test_auth {
	TEST_AUTH_DEFAULT,	/* signed in as `from`, if that is one of us */
	TEST_AUTH_NONE,
	TEST_AUTH_LOGIN
};

enum rule_test_given {
	GIVEN_EXCEPTION,
	GIVEN_KNOWN,
	GIVEN_SOURCE,
	GIVEN_SAME_TEXT
};

struct rule_test_memory {
	enum rule_test_given kind;
	struct slice name;		/* register, address or source */
	uint32_t count;			/* of GIVEN_SAME_TEXT: senders */
	bool received;			/* the same: it came in from outside */
	struct conf_place at;
};

enum rule_test_expect {
	EXPECT_DELIVER,
	EXPECT_WARN,
	EXPECT_QUARANTINE,
	EXPECT_REJECT,
	EXPECT_TEMPFAIL,
	EXPECT_WATCH,
	EXPECT_NO_RULE,
	EXPECT_REPLY,
	EXPECT_DISCLAIMER,
	EXPECT_FOUND,
	EXPECT_UNREADABLE
};

struct rule_test_line {
	enum rule_test_expect kind;
	struct slice rule;		/* by RULE, no rule RULE; else empty */
	struct slice value;		/* text, association, detector, class */
	struct slice words;		/* as written, without "expect" */
	struct conf_place at;
};

/* Lists in the order of the file; all borrow from the tree. */
struct rule_test {
	struct slice name;
	struct conf_place at;
	struct slice from;
	bool has_from;
	struct slice *to, *cc, *bcc;
	size_t to_count, to_cap, cc_count, cc_cap, bcc_count, bcc_cap;
	enum rule_test_auth auth;
	struct slice login;
	enum mail_class class;
	bool has_subject;
	struct slice subject, body;
	struct slice *headers;
	size_t header_count, header_cap;
	struct rule_test_file *files;
	size_t file_count, file_cap;
	const struct conf_token *message; /* a whole message; or NULL */
	int day;			/* 20260505; 0: now */
	int minute;			/* of that local day */
	struct rule_test_memory *given;
	size_t given_count, given_cap;
	struct rule_test_line *expect;
	size_t expect_count, expect_cap;
};

/*
 * Every test of a tree that policy_new() took.  What is wrong goes to diag:
 * ERR_SYNTAX; ERR_LIMIT when the arena is full.
 */
int	rule_tests_read(const struct conf_tree *tree, struct conf_diag *diag,
	    struct arena *a, struct rule_test **ret, size_t *ret_count);

/* The moment of a local day and minute, by `set time-zone`. */
int64_t	policy_moment(const struct policy *p, int day, int minute);

/*
 * The same rules, judged as under `set mode enforce`; or without one of them
 * (its index in policy_rules()).  Shallow: p and the arena must outlive it,
 * and it is never given to policy_unref().  NULL past the ceiling.
 */
struct policy *policy_uncapped(const struct policy *p, struct arena *a);
struct policy *policy_without(const struct policy *p, size_t rule,
	    struct arena *a);
/*
 * Or with one term of an `and` in its condition left out, which makes it
 * match more; terms count from 0 up to policy_terms().  *ret_words: the term.
 */
size_t	policy_terms(const struct policy *p, size_t rule);
struct policy *policy_without_term(const struct policy *p, size_t rule,
	    size_t term, struct arena *a, struct slice *ret_words);
/* Is that the mode that `set mode` allows at most? */
bool	policy_is_capped(const struct policy *p);

#endif

/*
 * result -- what came of one stored message: as much of a verdict and a report
 * as reports over many messages tell.  Kinds, counts, parts and our own words;
 * no value, subject, file name, address or text of the message.
 */
#ifndef CTL_RESULT_H
#define CTL_RESULT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "ctl/judge.h"
#include "mail/anomaly.h"
#include "mail/finding.h"
#include "mail/verdict.h"

/* A rule that matched, watched, warned, was lifted or could not be decided. */
struct result_rule {
	struct slice name;
	enum rule_mode mode;
	enum rule_outcome outcome;
	struct slice then;		/* "reject" */
	struct slice effects;		/* "notify assistant, add disclaimer" */
	bool is_routine;		/* a notice or receipt, and no more */
};

/* Findings of one detector, list, tier and place class. */
struct result_finding {
	struct slice detector, list;
	uint8_t tier;
	enum finding_where where;
	uint32_t count;
};

struct result_anomaly {
	enum anomaly_class class;
	enum disposition disposition;
	struct slice part, detail;
};

struct result {
	struct slice error;		/* why it was not judged; else empty */
	enum disposition disposition;
	bool found;			/* answer_found() */
	enum disclaimer_state disclaimer;
	struct slice disclaimer_text;
	uint8_t *recipients;		/* enum disposition of each */
	size_t recipient_count;
	struct result_rule *rules;
	size_t rule_count;
	struct result_finding *findings;
	size_t finding_count;
	struct result_anomaly *anomalies;
	size_t anomaly_count;
};

/*
 * From a message that was judged.  Some strings are borrowed from it, the rest
 * is in the arena.  0 or ERR_LIMIT.
 */
int	result_of(const struct judged *j, struct arena *a, struct result *ret);
/* One that was not. */
struct result result_failed(const char *why);

/* Leave only what these rules did; found says whether they did anything. */
void	result_keep_rules(struct result *r, const char *const *names,
	    size_t count);

/* Would staff, or an officer, see any difference? */
bool	result_same(const struct result *a, const struct result *b);
/* The rule's line in r, or NULL. */
const struct result_rule *result_rule(const struct result *r,
	    struct slice name);

/* Wire form, for the resume file; decode borrows from body. */
int	result_encode(const struct result *r, struct buf *out);
int	result_decode(struct slice body, struct arena *a, struct result *ret);

/* The keys of cli-json.md that a result has; a new object. */
json_t	*result_json(const struct result *r);

/* "reject", "watched reject": what a rule did, in a word or two. */
void	result_rule_words(const struct result_rule *r, struct buf *out);

#endif

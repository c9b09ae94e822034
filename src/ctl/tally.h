/*
 * tally -- how often, over many results: outcomes, rules, detectors, what
 * could not be read, months.  Its size is that of the rules, not of the mail.
 */
#ifndef CTL_TALLY_H
#define CTL_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "ctl/result.h"

struct tally_rule {
	char *name;
	uint64_t outcomes[RULE_OUTCOME_COUNT];	/* messages */
	uint64_t total;
};

struct tally_detector {
	char *id;
	uint64_t messages;	/* that have any */
	uint64_t values;	/* different ones in a message, summed */
};

struct tally_month {
	int year, month;	/* UTC; month from 1 */
	uint64_t messages, found;
};

struct tally {
	uint64_t messages;	/* judged or not */
	uint64_t failed;	/* not judged */
	uint64_t found;
	uint64_t dispositions[DISPOSITION_COUNT];
	uint64_t anomalies[ANOMALY_CLASS_COUNT];	/* messages that have it */
	struct tally_rule *rules;
	size_t rule_count, rule_cap;
	struct tally_detector *detectors;
	size_t detector_count, detector_cap;
	struct tally_month *months;	/* in their order */
	size_t month_count, month_cap;
};

/* A transient tally is all zero. */
void	tally_free(struct tally *t);

/* at_ms: when the message was sent. */
void	tally_add(struct tally *t, const struct result *r, int64_t at_ms);

/* The most frequent first; then by name. */
void	tally_sort(struct tally *t);

#endif

/*
 * anomaly -- something that kept us from reading a message fully.
 * Classes: threats-and-faults 3.  An anomaly is never an error of ours.
 */
#ifndef MAIL_ANOMALY_H
#define MAIL_ANOMALY_H

#include "base/slice.h"

enum anomaly_class {
	ANOMALY_ENCRYPTED,	/* proven ciphertext: left to the rules */
	ANOMALY_TRUNCATED,	/* ends too early */
	ANOMALY_LIMIT,		/* a bound was reached */
	ANOMALY_MALFORMED,	/* damaged */
	ANOMALY_UNSUPPORTED,	/* no reader for it */
	ANOMALY_AMBIGUOUS,	/* readers can disagree */
	ANOMALY_CRASH,		/* the child died or broke its sandbox */
	ANOMALY_TIMEOUT,	/* wall or CPU limit */
	ANOMALY_INCOMPLETE,	/* no END, or a report that does not decode */
	ANOMALY_CLASS_COUNT
};

struct anomaly {
	enum anomaly_class class;
	struct slice part;	/* path, or empty for the message */
	struct slice detail;	/* our own words, never message content */
};

const char *anomaly_class_name(enum anomaly_class c);
int	anomaly_class_parse(struct slice word, enum anomaly_class *ret);

#endif

/*
 * finding -- one distinct value that one detector found in one place.
 *
 * The report has one finding for each distinct value, tier, part and place
 * class; `occurrences` counts repeats.  The value itself never leaves the
 * child: what travels is a keyed hash, for counting distinct values over the
 * whole message, and a mask.
 */
#ifndef MAIL_FINDING_H
#define MAIL_FINDING_H

#include <stdint.h>

#include "base/slice.h"
#include "mail/part.h"

enum finding_where {
	FINDING_BODY,		/* the author's own text */
	FINDING_QUOTED,		/* quoted text, forwarded block, below the reply line */
	FINDING_SUBJECT,
	FINDING_ATTACHMENT,
	FINDING_FILENAME,
	FINDING_HEADER,		/* any other header field, part headers */
	FINDING_WHERE_COUNT
};

/* Tiers: 1 possible, 2 likely, 3 certain. */
#define FINDING_TIER_MAX	3
#define FINDING_MASK_MAX	64

struct finding {
	struct slice detector;	/* id: "uk_nino", "site_x", "words", "phrase", "pattern" */
	struct slice list;	/* list name, or the phrase or pattern of the rule */
	uint8_t tier;
	bool bulk;		/* tier 1 raised to 2 by number (personal-data 4) */
	enum finding_where where;
	struct slice part;	/* path; "0" for the message's own header */
	struct slice container;	/* as part.container */
	struct slice place;	/* "cell B7", "line 3", "page 2"; may be empty */
	uint64_t value_hash;	/* keyed per ruleset load; equal values, equal hash */
	uint32_t occurrences;
	struct slice mask;	/* "******56C"; empty for words and phrases */
	uint8_t name_hash[NAME_HASH_SIZE]; /* of the part it stands in */
};

const char *finding_where_name(enum finding_where w);	/* "filename" */

/*
 * The mask of a value: its last third, four characters at most, the rest "*".
 * Written to out (at least FINDING_MASK_MAX bytes, NUL-terminated); value is
 * UTF-8, longer ones are cut to FINDING_MASK_MAX - 1 characters.
 */
void	finding_mask(struct slice value, char *out);

#endif

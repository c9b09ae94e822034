/*
 * records -- the site's own records in a message: `list NAME of records`
 * (edm_match, personal-data reference 14).
 *
 * A record is found where one of its primary values stands with another of
 * its values, or its date of birth with two: within 300 characters, or in one
 * row of a table.  Only numbers, addresses and dates are looked for in a
 * text; names, postcodes and houses are looked at only around one that stands
 * in the index.
 */
#ifndef DETECT_RECORDS_H
#define DETECT_RECORDS_H

#include "base/slice.h"
#include "detect/plan.h"
#include "mail/recordset.h"

struct detect_run;

struct records {
	struct slice file;		/* mapped */
	struct recordset *set;
	uint32_t source;
};

void	records_free(struct detect_plan *p);

/* The window that was filled.  0 or ERR_LIMIT. */
int	records_scan(struct detect_run *run);

#endif

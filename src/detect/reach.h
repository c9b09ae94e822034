/*
 * reach -- values of records in a stretch of the run's window: what may stand
 * near one that points at a row.
 *
 * A window is read as far as it is asked for and once only, so that a table
 * full of records costs little more than its reading.
 */
#ifndef DETECT_REACH_H
#define DETECT_REACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "mail/recordset.h"

struct detect_run;
struct reach;

/* A value that stands in the index, at from..to of the window. */
struct reach_value {
	uint32_t from, to;
	struct recordset_range range;
};

struct reach_search {
	/*
	 * Entries of a value, none if from == to.  A negative answer ends
	 * the search.
	 */
	int (*value)(void *arg, const struct record_value *v,
	    struct slice written, struct recordset_range *ret);
	/* Does `set own` name it?  A colleague's names are nobody else's. */
	bool (*is_own)(void *arg, struct slice written);
	/* May the word (RECORD_NAME_WORD) be part of a name? */
	bool (*is_name)(void *arg, const struct record_value *word);
	void *arg;
	uint32_t types;			/* bits of enum record_type */
	uint32_t reference_lengths;	/* as of struct candidates */
};

/* NULL past the arena's ceiling. */
struct reach *reach_new(struct arena *a);
/* Another window, or another index. */
void	reach_reset(struct reach *r);

/*
 * All values that overlap low..high of the window are among ret[0..*ret_n),
 * with some of their neighbours; in the order of `from`, nearly.  0, ERR_LIMIT
 * (the arena), or the negative answer of value().
 */
int	reach_values(struct reach *r, const struct detect_run *run,
	    const struct reach_search *search, size_t low, size_t high,
	    const struct reach_value **ret, size_t *ret_n);

#endif

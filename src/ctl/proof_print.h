/*
 * proof_print -- the account of notices for people, programs, spreadsheets
 * and monitoring.  Everything is appended to out; 0 or an error.
 */
#ifndef CTL_PROOF_PRINT_H
#define CTL_PROOF_PRINT_H

#include <jansson.h>

#include "base/buf.h"
#include "ctl/proof_sum.h"

/* A count of the stored decisions, beside the account. */
struct proof_again {
	const struct proof_difference *list;
	size_t count;
	uint64_t damaged;
	const struct slice *damaged_refs;
	size_t damaged_n;
	bool is_changing;
};

struct proof_page {
	int month;			/* as 202605 */
	bool is_going_on;		/* it is not over yet */
	const struct proof_sums *sums;
	const struct proof_again *again;	/* NULL: not asked for */
};

int	proof_human(const struct proof_page *p, struct buf *out);
/* One thing a line, no columns: to be read aloud or in Braille. */
int	proof_text(const struct proof_page *p, struct buf *out);
json_t	*proof_json(const struct proof_page *p);
/* One row for each figure, as sheet_put_csv(). */
void	proof_csv(const struct proof_page *p, FILE *out);
/*
 * OpenMetrics: what was counted of all months, and what is missing from the
 * accounts of `since` (202604) and later.
 */
int	proof_metrics(const struct proof_account *list, size_t n, int since,
	    struct arena *a, struct buf *out);

/* Messages of one kind or reason; and the answer to "did it carry it?". */
int	proof_list_human(const struct proof_told *list, size_t n, bool more,
	    struct buf *out);
void	proof_list_csv(const struct proof_told *list, size_t n, FILE *out);
/* What can be done about it, in a sentence; NULL: nothing has to be. */
const char *proof_told_remedy(const struct proof_told *t);
int	proof_told_human(const struct proof_told *t, struct buf *out);
json_t	*proof_told_json(const struct proof_told *t);
/* Is the answer yes? */
bool	proof_told_carries(const struct proof_told *list, size_t n);

#endif

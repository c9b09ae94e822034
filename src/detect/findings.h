/*
 * findings -- the distinct values of one message, and whether many of a kind
 * stand together (personal-data reference 4 and 16).
 */
#ifndef DETECT_FINDINGS_H
#define DETECT_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "mail/finding.h"

struct findings;

/* NULL past the arena's ceiling.  Only sources below `bulk` count in bulk. */
struct findings *findings_new(struct arena *a, uint32_t bulk);

/*
 * One occurrence of f.value_hash; the same value, source, tier, part and
 * place class is the same finding.  *ret_new tells that it is the first: then
 * the caller completes findings_at() with what f did not have (place, mask).
 * 0, or ERR_LIMIT past REPORT_FINDINGS_MAX or the arena.
 */
int	findings_add(struct findings *fs, uint32_t source,
	    const struct finding *f, size_t *ret, bool *ret_new);
struct finding *findings_at(struct findings *fs, size_t i);
size_t	findings_count(const struct findings *fs);

/*
 * Bulk goes by scope: the unit, the column of a table if any (key not 0; the
 * same for all its cells), and the whole text.  A shape is a candidate,
 * whether its check is right or not; a pass is one that was found good.
 */
int	findings_shape(struct findings *fs, uint32_t source, uint64_t column);
/* weight: how much this value counts towards BULK_COUNT, usually 1. */
int	findings_pass(struct findings *fs, uint32_t source, uint64_t column,
	    size_t finding, uint32_t weight);
/*
 * Past REPORT_POSSIBLE_MAX findings a value of tier 1 is not kept any more (a
 * sheet of arbitrary numbers must not use up the report), but still counted.
 */
bool	findings_is_crowded(const struct findings *fs);
int	findings_pass_only(struct findings *fs, uint32_t source,
	    uint64_t column, uint64_t value_hash, uint32_t weight);
/* Did a list hold values that were not kept, since this was last asked? */
bool	findings_lost_list(struct findings *fs);
/* Were there more columns than are counted, since this was last asked? */
bool	findings_lost_columns(struct findings *fs);
void	findings_end_unit(struct findings *fs);
void	findings_end_text(struct findings *fs);

#endif

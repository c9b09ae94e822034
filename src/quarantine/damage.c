/*
 * damage -- rows that fail their authentication.  Nothing that one says is
 * believed, so nobody can go on with it: it is told of once, passed over
 * where work is looked for, and shown to people as what it is.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "quarantine/case.h"

static bool
is_known(const struct quarantine *q, const char *ref)
{
	size_t i;

	for (i = 0; i < q->damaged_count; i++)
		if (strcmp(q->damaged[i], ref) == 0)
			return true;
	return false;
}

void
damage_note(struct quarantine *q, const struct store_hold *row)
{
	if (is_known(q, row->ref) || q->damaged_count == DAMAGED_MAX)
		return;
	q->damaged = mem_grow(q->damaged, q->damaged_count, &q->damaged_cap,
	    sizeof *q->damaged);
	memcpy(q->damaged[q->damaged_count++], row->ref, REFERENCE_SIZE);
	LOG_EVENT(LOG_LEVEL_ERROR, row->ref, "case-damaged",
	    KV_STR("state", hold_state_name((enum hold_state)row->state)),
	    KV_UINT("damaged", q->damaged_count));
}

int
damage_set_aside(struct quarantine *q, const struct store_hold *row)
{
	struct store_hold h = *row;
	int r;

	damage_note(q, row);
	/* It stays open, and shown; its authenticator was wrong before. */
	r = random_bytes(h.retry, sizeof h.retry);
	if (r < 0)
		return r;
	h.version++;
	return store_hold_update(q->o.store, &h, row->version);
}

int
case_due(struct quarantine *q, enum hold_state state, int64_t now_ms,
    size_t max, struct arena *a, struct store_hold **ret, size_t *ret_n)
{
	struct store_hold *rows;
	size_t i, n, kept = 0;
	int r;

	/* Those that are damaged are due for ever, and must block nobody. */
	r = store_hold_due(q->o.store, (uint8_t)state, now_ms,
	    max + q->damaged_count, a, &rows, &n);
	if (r < 0)
		return r;
	for (i = 0; i < n && kept < max; i++)
		if (!is_known(q, rows[i].ref))
			rows[kept++] = rows[i];
	*ret = rows;
	*ret_n = kept;
	return 0;
}

int
quarantine_spoilt(struct quarantine *q, const char *ref,
    struct slice *ret_state)
{
	struct case_act act = { SLICE("keeper"), SLICE("corrupt"),
	    SLICE("what was decided on it is damaged") };
	struct arena *a = arena_new(16 * MIB);
	struct store_hold row;
	struct held_case c;
	int r;

	*ret_state = SLICE_NONE;
	r = store_hold_get(q->o.store, ref, a, &row);
	if (r < 0)
		goto out;		/* there is no row to tell of */
	r = case_open(q, &row, a, &c);
	if (r == ERR_CORRUPT) {
		damage_note(q, &row);
		r = 0;
	} else if (r == 0) {
		case_recipients_move(&c, HOLD_RELEASING, HOLD_CORRUPT);
		r = case_move(q, &c, HOLD_CORRUPT, &act, a);
		*ret_state = slice_str(hold_state_name(HOLD_CORRUPT));
	}
out:
	arena_free(a);
	return r;
}

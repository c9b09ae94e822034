/*
 * engine -- what all sessions of a milter process share, and what changes
 * under them at a reload.
 *
 * Thread-safe.  A session takes the ruleset and the inspector that are
 * current at its MAIL FROM and keeps both to the end of that transaction.
 */
#ifndef MILTER_ENGINE_H
#define MILTER_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "inspector/client.h"
#include "keeper/client.h"
#include "mail/envelope.h"
#include "milter/settings.h"
#include "milter/spool.h"
#include "policy/mark.h"
#include "policy/policy.h"

struct engine;

/* Takes the references given. */
struct engine *engine_new(enum mail_class class,
	    const struct milter_settings *settings, struct policy *policy,
	    struct inspector *inspector, struct keeper *keeper);
void	engine_free(struct engine *e);		/* for tests */

enum mail_class engine_class(const struct engine *e);
const struct milter_settings *engine_settings(const struct engine *e);
struct spool_pool *engine_pool(struct engine *e);
struct keeper *engine_keeper(struct engine *e);

/*
 * The key of the marks of our notices: from the keeper at the first need, and
 * again after engine_forget_mark_key().  To be wiped by the caller.  As
 * keeper_ask().
 */
int	engine_mark_key(struct engine *e, int64_t deadline_mono_ms,
	    uint8_t ret[MARK_KEY_SIZE]);
/* There is another keeper: its key may be another. */
void	engine_forget_mark_key(struct engine *e);

/* References to what is current; the caller unrefs both. */
void	engine_current(struct engine *e, struct policy **ret_policy,
	    struct inspector **ret_inspector);

/* A compiled ruleset that waits for its inspector; replaces one waiting. */
void	engine_prepare(struct engine *e, struct policy *next);	/* NULL: drop */
/*
 * A new inspector.  If it speaks for the ruleset that waits, that becomes
 * current with it; if for the current one, it just replaces the old.
 * ERR_MISMATCH otherwise (nothing changes, the channel is closed).
 */
int	engine_adopt(struct engine *e, int channel, const uint8_t digest[8]);

/*
 * Count a transaction.  false: the process is draining, this one is not to
 * be judged (451).
 */
bool	engine_begin(struct engine *e);
void	engine_end(struct engine *e);
/*
 * From now on engine_begin() says no.  Waits until the counted transactions
 * have ended or grace_ms is over; returns how many are left.
 */
unsigned engine_drain(struct engine *e, uint32_t grace_ms);

#endif

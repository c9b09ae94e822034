/*
 * client -- asking the inspector for a report and for edits.
 *
 * For the milter role (many threads share one struct inspector) and for
 * exeatctl (a private one).  Each inspection has a private socket pair; its
 * far end and the sealed spool travel to the zygote's request channel, where
 * a waiting child takes them.  Silence, death and nonsense of a child are the
 * same here: a report that is not complete, with the reason as an anomaly.
 */
#ifndef INSPECTOR_CLIENT_H
#define INSPECTOR_CLIENT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "mail/edit.h"
#include "mail/envelope.h"
#include "mail/report.h"
#include "mail/shown.h"

/* Frame types on the request channel and, beside REPORT_* and EDIT_*, on the
 * reply socket. */
enum inspect_frame {
	INSPECT_REQUEST = 0x0101,	/* u64 spool size, u64 wall ms left, 8 bytes
					 * ruleset digest, string: envelope or empty;
					 * descriptors: spool, reply socket */
	INSPECT_REFUSED = 0x0102,	/* u8 why: 1 other ruleset, 2 bad request */
	/* After BEGIN and in place of a report, once: the message waits for a
	 * child of exeat-reader, which begins again.  Empty. */
	INSPECT_PASSED_ON = 0x0103,
	/* Units of text (mail/shown.h), before report or PASSED_ON; legal after
	 * inspection_show(). */
	INSPECT_TEXT = 0x0104
	/* REPORT_BEGIN has a body: u64 monotonic ms of the start, u32 wall ms
	 * and u32 processor ms that the child has; without one, now and the
	 * limits of base/limits.h. */
};

/* The body of a REQUEST; envelope is encoded, or empty.  0 or ERR_LIMIT. */
int	request_encode(uint64_t spool_size, uint64_t wall_ms,
	    const uint8_t digest[8], struct slice envelope, struct buf *out);

struct inspector;
struct inspection;

/*
 * Takes the request channel (closed at the end).  digest: first 8 bytes of
 * the ruleset's digest, which the zygote must have loaded as well.
 * References are counted: an inspection keeps its inspector alive.
 */
struct inspector *inspector_new(int channel_fd, const uint8_t digest[8]);
struct inspector *inspector_ref(struct inspector *i);	/* thread-safe */
void	inspector_unref(struct inspector *i);

/*
 * Hand a sealed spool over.  Own errors only: ERR_CLOSED (no zygote),
 * ERR_TIMEOUT (no room in time), ERR_SYSTEM.
 */
int	inspection_start(struct inspector *i, int spool_fd, uint64_t spool_size,
	    const struct envelope *e, int64_t deadline_mono_ms,
	    struct inspection **ret);

/*
 * Wait for the report.  0 with a report, complete or not (child died:
 * ANOMALY_CRASH; over its time: ANOMALY_TIMEOUT; nonsense or no END:
 * ANOMALY_INCOMPLETE).  Negative are own errors, answered 451: ERR_TIMEOUT
 * when no child took the message before the deadline, ERR_CLOSED when the
 * zygote went away before one took it, ERR_MISMATCH for another ruleset.
 * `beat` (may be NULL) is called about every 5 seconds of waiting.
 */
int	inspection_report(struct inspection *n, struct arena *a,
	    int64_t deadline_mono_ms, void (*beat)(void *), void *beat_arg,
	    struct report **ret);

/*
 * Called with each unit of text, whole; u is borrowed for the call.  NULL: what
 * came so far counts for nothing, another child begins again.  An error ends
 * the inspection as a report that does not make sense would.
 */
typedef int (*inspection_text)(void *arg, const struct shown_unit *u);

/*
 * Take the text as well: before inspection_report(), and only from a zygote
 * that was started to show it.
 */
void	inspection_show(struct inspection *n, inspection_text text, void *arg);

/*
 * Ask the same child for edits.  0; otherwise the child gave none and the
 * rule's fallback applies.
 */
int	inspection_edit(struct inspection *n, const struct edit_request *q,
	    size_t count, int64_t deadline_mono_ms, struct arena *a,
	    struct edit_list *ret);

/* Tells the child to go (closes the socket); NULL is fine. */
void	inspection_free(struct inspection *n);

#endif

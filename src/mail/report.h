/*
 * report -- all that the inspector child says about one message.
 *
 * Travels as a sequence of typed records (report_put_*), each in one frame
 * body of the reply socket; the receiver feeds them to a report_reader, which
 * decodes strictly, bounds every count and string, checks cross-references
 * (findings and anomalies name parts that exist, members name their holder),
 * and is complete only after an END record whose counts agree.  Anything else
 * is "incomplete".  The child may be the attacker's: nothing here is trusted.
 */
#ifndef MAIL_REPORT_H
#define MAIL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "mail/anomaly.h"
#include "mail/finding.h"
#include "mail/part.h"

enum message_is {		/* the words of "message is" */
	MESSAGE_IS_FORWARD = 1 << 0,
	MESSAGE_IS_REPLY = 1 << 1,
	MESSAGE_IS_AUTOMATIC = 1 << 2,	/* header part only; null sender is policy's */
	MESSAGE_IS_SIGNED = 1 << 3,
	MESSAGE_IS_ENCRYPTED = 1 << 4,
	MESSAGE_IS_IMPORTANT = 1 << 5,
	MESSAGE_IS_CONFIDENTIAL = 1 << 6,
	MESSAGE_MENTIONS_ATTACHMENT = 1 << 7,
	MESSAGE_ASKS_RECEIPT = 1 << 8,
	MESSAGE_HAS_DKIM = 1 << 9,	/* a DKIM-Signature or ARC set is there */
	MESSAGE_HAS_ARC = 1 << 10,
	MESSAGE_FLAGS_ALL = (1 << 11) - 1
};

struct message_facts {
	uint32_t is;			/* enum message_is */
	uint32_t forward_depth;
	struct slice *from;		/* addresses in From:, folded; hostile text */
	size_t from_count;
	struct slice *visible;		/* addresses in To: and Cc:, each once */
	size_t visible_count;
	/*
	 * Names shown beside them, decoded; some or all are empty.  NULL, or
	 * as many as there are addresses.
	 */
	struct slice *from_names;
	struct slice *visible_names;
	struct slice original_sender;	/* of a forwarded message; empty if unknown */
	struct slice subject;		/* decoded UTF-8, at most 1,000 bytes; hostile */
	struct slice message_id;	/* as in the header, without blanks */
	/* "gd", "en-gb": what it says it is written in; empty: nothing. */
	struct slice language;
	/* Of "[reason: ...]" in the subject, the sender's own; empty: none. */
	struct text_signature text;	/* of what the message says */
	struct slice override_reason;
	/*
	 * d= of each DKIM-Signature that is one, in lower case; empty where it
	 * cannot be told.  None, though MESSAGE_HAS_DKIM: not told at all.
	 */
	struct slice *signers;
	size_t signer_count;
};

struct report {
	bool complete;			/* END was read and everything agreed */
	struct message_facts facts;
	struct part *parts;
	size_t part_count;
	struct finding *findings;
	size_t finding_count;
	struct anomaly *anomalies;
	size_t anomaly_count;
	struct slice preview;		/* plain UTF-8 text, bounded; hostile */
};

/* Record kinds; also the frame types on the reply socket. */
enum report_record {
	REPORT_BEGIN = 0x0201,	/* the child has taken the message */
	REPORT_FACTS = 0x0202,
	REPORT_PART = 0x0203,	/* one or more parts a record */
	REPORT_FINDING = 0x0204,
	REPORT_ANOMALY = 0x0205,
	REPORT_PREVIEW = 0x0206, /* a piece; pieces join */
	REPORT_SIGNATURE = 0x0208, /* of a part's text; of path "0": facts.text */
	REPORT_END = 0x0207	/* counts of the above; bytes of preview */
};

/*
 * A FACTS record holds items too: a byte that says which, then its fields.
 * Addresses come one by one, since 2,000 of them fit no frame.
 */
enum report_facts_kind {
	REPORT_FACTS_MESSAGE,	/* the flags and strings; exactly once */
	REPORT_FACTS_FROM,	/* one address of message_facts.from */
	REPORT_FACTS_VISIBLE,	/* one of message_facts.visible */
	/* The name shown beside the address before it; none if it is empty. */
	REPORT_FACTS_FROM_NAME,
	REPORT_FACTS_VISIBLE_NAME,
	REPORT_FACTS_SIGNER,	/* one of message_facts.signers */
	REPORT_FACTS_LANGUAGE,	/* at most once */
	REPORT_FACTS_KIND_COUNT
};

/*
 * Called with each finished record; returns 0 or an error that report_write()
 * hands back.  body is borrowed for the call, at most FRAME_BODY_MAX bytes.
 */
typedef int (*report_emit)(void *arg, enum report_record type, struct slice body);

/*
 * Emit facts, parts, findings, anomalies, preview and END (not BEGIN).
 * ERR_LIMIT when a string or count is over its limit: the writer cuts nothing
 * but makes a "?" of bytes that are no UTF-8 in subject, name, place, mask
 * and preview, or not printable ASCII in types, containers and details.
 */
int	report_write(const struct report *r, report_emit emit, void *arg);

struct report_reader;

/* Values are copied into the arena, which must outlive the report. */
struct report_reader *report_reader_new(struct arena *a);
/* For reports stored before parts told the length of their text. */
void	report_reader_parts_lack_text(struct report_reader *rr, bool lack);
/* For those stored before there were signatures of texts. */
void	report_reader_lacks_signatures(struct report_reader *rr, bool lack);
void	report_reader_free(struct report_reader *rr);
/* 0, or the reason why this record is refused; then the report is incomplete. */
int	report_reader_feed(struct report_reader *rr, uint16_t type,
	    struct slice body);
bool	report_reader_ended(const struct report_reader *rr);
/*
 * What was read; complete only if END agreed and nothing was refused.  Paths
 * in it are consistent either way.  NULL when the arena had no room at all.
 */
struct report *report_reader_result(struct report_reader *rr);

/*
 * An empty, incomplete report with one anomaly: for a child that died.  NULL
 * when the arena is full.
 */
struct report *report_incomplete(struct arena *a, enum anomaly_class class,
	    const char *detail);
/* Add an anomaly to a report (and make it not complete unless ENCRYPTED). */
int	report_add_anomaly(struct report *r, struct arena *a,
	    enum anomaly_class class, struct slice part, struct slice detail);

/* Is there an anomaly other than "encrypted"? */
bool	report_is_unreadable(const struct report *r);
/* The part with this path, or NULL. */
const struct part *report_part(const struct report *r, struct slice path);

/* One buffer holding the whole report, for keeping with a held message. */
int	report_pack(const struct report *r, struct buf *out);
int	report_unpack(struct slice packed, struct arena *a, struct report **ret);

#endif

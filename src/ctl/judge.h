/*
 * judge -- one message through inspector, policy and edits, as the milter
 * would, without an MTA and without a keeper.
 */
#ifndef CTL_JUDGE_H
#define CTL_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "inspector/client.h"
#include "mail/edit.h"
#include "mail/envelope.h"
#include "mail/report.h"
#include "mail/verdict.h"
#include "policy/mark.h"
#include "policy/policy.h"

/* What the bytes of a file are. */
enum judge_shape {
	JUDGE_MESSAGE,
	JUDGE_ATTACHMENT,		/* put into a message made for it */
	JUDGE_EITHER			/* a message if it begins as one does */
};

/* What the caller says about a message. */
struct judge_input {
	const char *file;		/* "-" is standard input */
	const struct slice *message;	/* its bytes; NULL: those of the file */
	enum judge_shape shape;
	const char *from;
	const char **to;
	size_t to_count;
	const char *auth;		/* NULL: not signed in */
	const char *client;
	enum mail_class class;
	int64_t at_ms;
	const char *text;		/* goes in for the chosen one; NULL: none */
};

/* One message in flight; made by judge_start(), ended by judge_free(). */
struct judged {
	struct arena *arena;
	struct envelope envelope;
	struct report *report;
	struct memory_question question;
	struct memory_answer memory;	/* of nothing: no keeper was asked */
	struct verdict *verdict;
	struct edit_list edits;
	bool is_wrapped;		/* the message was made for a file */
	struct slice text;		/* judge_input's; empty: none */
	bool edited;			/* edits holds something to apply */
	/* A keeper's, for marks of our notices; else one made of the rules. */
	uint8_t mark_key[MARK_KEY_SIZE];
	bool has_mark_key;
	int spool_fd;
	const uint8_t *bytes;		/* the spool, mapped */
	size_t size;
	struct inspection *inspection;
	int64_t started_us;
	int64_t took_us;
	char error[256];		/* when start or finish failed */
};

/* Inspections at once that can be asked for. */
#define JUDGE_PARALLEL_MAX	64

/* The reference that a what-if shows in reply lines. */
#define JUDGE_REFERENCE	"EX-0000-0000"

/*
 * Read the message and hand it to the inspector.  0, or an error with words
 * in j->error: ERR_SYSTEM and ERR_LIMIT and ERR_SYNTAX are the input's fault,
 * others ours.
 */
int	judge_start(struct judged *j, const struct judge_input *in,
	    struct inspector *inspector);
/* Wait for the report alone.  As above. */
int	judge_report(struct judged *j);
/* Wait for the report, evaluate, fetch and settle edits.  As above. */
int	judge_finish(struct judged *j, const struct policy *policy);
/*
 * Its two halves: until the question of what is remembered, with an answer of
 * nothing that the caller may fill; and from that answer on.
 */
int	judge_ask(struct judged *j, const struct policy *policy);
int	judge_decide(struct judged *j, const struct policy *policy);
/*
 * Judge a message that was judged by other rules, of which it is known that
 * they have the inspector look for the same: what was seen serves again.  In
 * two halves as above; ret borrows from first.  The second is ERR_ELSEWHERE
 * when these rules want edits that were not tried: then it takes an inspection
 * of its own.
 */
int	judge_again(const struct judged *first, const struct policy *policy,
	    struct judged *ret);
int	judge_again_decide(const struct judged *first,
	    const struct policy *policy, struct judged *j);
/* The message as it would leave, appended to out. */
int	judge_write(const struct judged *j, struct buf *out);
void	judge_free(struct judged *j);

/*
 * A message as the MTA hands it over: a text that has no CRLF at all gets one
 * for each LF; anything else stays as it is.
 */
int	judge_normalise(struct slice text, struct buf *out);

#endif

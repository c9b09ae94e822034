/*
 * mark -- the keyed field that says "this message has its notice":
 *
 *	X-Exeat-Notice: 2 foundry-row 0123456789abcdef0123456789abcdef
 *
 * The format's version, the text's name, and 128 bits of HMAC-SHA-256 over
 * both and over the message's Message-ID, Date and From as they stand.  A
 * second pass (requeue, a second node, another milter) knows our own work by
 * it, even below an older message that has the same words.  Who has not the
 * key cannot make one, and one copied from another message is not valid.
 *
 * The MTA may add a Message-ID or Date after us, so a mark that was made
 * without one is valid in a message that has it.  A mark made without
 * Message-ID covers To, Cc, In-Reply-To and References too: it serves in no
 * other conversation.
 *
 * Milter and exeatctl make and check marks; the child never sees the key.
 * Reads header fields as the MTA gives them and decodes nothing.
 */
#ifndef POLICY_MARK_H
#define POLICY_MARK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "base/slice.h"
#include "mail/envelope.h"
#include "mail/verdict.h"

#define MARK_FIELD	"X-Exeat-Notice"
#define MARK_KEY_SIZE	32
#define MARK_VALUE_MAX	256

enum mark_source {
	MARK_MESSAGE_ID, MARK_DATE, MARK_FROM,
	/* Only of a message without Message-ID. */
	MARK_TO, MARK_CC, MARK_IN_REPLY_TO, MARK_REFERENCES,
	MARK_SOURCE_COUNT
};

/* What a mark covers of a header, and the marks that are in it. */
struct mark_header {
	struct sha256 source[MARK_SOURCE_COUNT];
	uint32_t count[MARK_SOURCE_COUNT];
	uint32_t marks;
	uint8_t value[MARK_VALUE_MAX];	/* of the first one */
	size_t value_len;
	bool is_too_long;
};

void	mark_header_init(struct mark_header *h);
/* Field by field, in their order; folds may be LF or CRLF. */
void	mark_header_field(struct mark_header *h, struct slice name,
	    struct slice value);
/* All fields of a message, up to the empty line. */
void	mark_header_read(struct mark_header *h, struct slice message);

/* Does the verdict, or the message, make it worth asking for the key? */
bool	mark_matters(const struct mark_header *h, enum mail_class class,
	    const struct verdict *v);

/*
 * Give a disclaimer of the verdict its mark, and say whether the message came
 * with a valid one; ask for the removal of marks that are not (of two, none
 * is), but of what is released, where nothing else is touched.  0 or
 * ERR_LIMIT.
 */
int	mark_plan(const uint8_t key[MARK_KEY_SIZE],
	    const struct mark_header *h, enum mail_class class,
	    struct arena *a, struct verdict *v);

/* The value for a text of this name, without a blank before it. */
int	mark_make(const uint8_t key[MARK_KEY_SIZE],
	    const struct mark_header *h, struct slice text, struct arena *a,
	    struct slice *ret);
bool	mark_is_valid(const uint8_t key[MARK_KEY_SIZE],
	    const struct mark_header *h);

/*
 * For a what-if without a keeper: a key that anybody can make who has the
 * rules.  It makes a second what-if know the first one's work, and is never
 * the daemon's.
 */
void	mark_key_of_rules(const uint8_t digest[SHA256_SIZE],
	    uint8_t ret[MARK_KEY_SIZE]);

#endif

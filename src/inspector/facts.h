/*
 * facts -- what the header and the author's own words say about a message as a
 * whole: is it a forward, a reply, automatic; does it promise an attachment.
 */
#ifndef INSPECTOR_FACTS_H
#define INSPECTOR_FACTS_H

#include "base/arena.h"
#include "base/slice.h"
#include "inspector/promise.h"
#include "mail/report.h"
#include "mime/mime.h"

#define FACTS_FROM_MAX	16	/* addresses in From: more are a limit */

struct facts_input {
	const struct promise *promise;	/* words of attachments */
	const struct mime_message *message;
	struct slice own_text;		/* author's own text, UTF-8 */
	struct slice quoted_text;	/* quoted and forwarded text, UTF-8 */
	uint32_t nested_messages;	/* depth of attached messages */
	struct slice filed_from;	/* From: of the first one in a file */
	bool has_encrypted_body;	/* the message itself is ciphertext */
	bool has_signature;
};

/* Everything in the arena; 0 or ERR_LIMIT. */
int	facts_collect(const struct facts_input *in, struct arena *a,
	    struct message_facts *ret);

#endif

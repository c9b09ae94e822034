/*
 * dkim -- which fields of a message's header are signatures over it: of DKIM
 * (RFC 6376), DomainKeys (RFC 4870) and ARC (RFC 8617).
 *
 * Inside action, and for the inspector's facts.  Nobody's key is asked for:
 * no signature is verified.  A field without a signature (b=) or a signer (d=)
 * is none, whoever put it there, and no edit can break it; whatever might be
 * one counts.
 */
#ifndef ACTION_DKIM_REWRITE_H
#define ACTION_DKIM_REWRITE_H

#include "mime/mime.h"

/*
 * The value of a tag (RFC 6376 3.2), trimmed; SLICE_NONE if it is not there
 * or there twice, which makes the list void.
 */
struct slice dkim_tag(struct slice list, const char *name);

/* Is it a DKIM-Signature (RFC 6376 3.5), whole or not? */
bool	dkim_is_signature(const struct mime_field *f);
/* Is it a DKIM-Signature or an ARC-Message-Signature? */
bool	dkim_is_over_message(const struct mime_field *f);

/* Is one of the root's fields a signature of DKIM, of DomainKeys? */
bool	dkim_has_signature(const struct mime_node *root);
bool	dkim_has_domainkey(const struct mime_node *root);
/* Has somebody sealed it (RFC 8617 4.1.2, 4.1.3)? */
bool	dkim_has_arc(const struct mime_node *root);

/* Does a field look like one of them and is none? */
bool	dkim_has_void(const struct mime_node *root);

/* Might it be a checksum of a body (RFC 1864 2)? */
bool	dkim_is_md5(const struct mime_field *f);
/* Does a part have one; or a field that looks like one? */
bool	dkim_has_md5(const struct mime_node *n);
bool	dkim_has_void_md5(const struct mime_node *n);

#endif

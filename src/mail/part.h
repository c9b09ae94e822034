/*
 * part -- one MIME entity or archive member as the inspector reports it.
 */
#ifndef MAIL_PART_H
#define MAIL_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "mail/envelope.h"
#include "mail/filetype.h"
#include "mail/textsignature.h"

enum encryption {
	ENCRYPTION_NO,
	ENCRYPTION_PARTLY,
	ENCRYPTION_WEAK,
	ENCRYPTION_STRONG,
	ENCRYPTION_COUNT
};

enum part_flag {
	PART_IS_LEAF = 1 << 0,		/* has no child parts of its own */
	PART_IS_BODY = 1 << 1,		/* text shown as the message itself */
	PART_IS_ATTACHMENT = 1 << 2,	/* hangs on the message or in an archive */
	PART_IS_INLINE_PICTURE = 1 << 3, /* picture shown in the text: no attachment */
	PART_IS_MEMBER = 1 << 4,	/* inside an archive or document */
	PART_IS_DISGUISED = 1 << 5,	/* name or declared type says another type */
	PART_HAS_MACROS = 1 << 6,
	PART_IS_OPAQUE = 1 << 7,	/* typed; holds no text for a reader */
	PART_IS_SIGNED = 1 << 8,	/* multipart/signed, CMS signed, inline PGP */
	/* Locked, and a password in the same message opened it: encryption is no. */
	PART_PASSWORD_IS_HERE = 1 << 9,
	PART_FLAGS_ALL = (1 << 10) - 1
};

#define NAME_HASH_SIZE	8

struct part {
	struct slice path;		/* "1", "2.1" (as IMAP numbers); a member "2/3" */
	struct slice inside;		/* path of the part that holds a member; else empty */
	struct slice declared;		/* declared type, lower case; empty if none */
	struct slice detected;		/* MIME type found by content */
	enum filetype type;
	struct slice name;		/* best candidate file name, UTF-8; hostile text */
	struct slice names;		/* every candidate, each ended by '\n', folded (mime-traps 3.9) */
	uint8_t name_hash[NAME_HASH_SIZE];	/* keyed; all zero without a name */
	uint64_t size;			/* decoded bytes */
	uint64_t text_bytes;		/* read from it, not names and fields */
	uint8_t digest[MAIL_DIGEST_SIZE];	/* SHA-256 of the decoded bytes */
	enum encryption encryption;
	struct slice encryption_reason;	/* "AES-256", why it is none; may be empty */
	struct slice container;		/* "xlsx", "zip", "html", "text": what read it */
	uint32_t flags;			/* enum part_flag */
	struct text_signature signature; /* of its text; none if it has little */
};

const char *encryption_name(enum encryption e);	/* "partly" */

#endif

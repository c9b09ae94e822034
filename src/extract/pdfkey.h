/*
 * pdfkey -- passwords and ciphers of a PDF (ISO 32000-2, 7.6).
 *
 * A PDF that says it is encrypted often opens for everybody: the password
 * that it asks of a reader is the empty one.  Only where that one is proven
 * wrong is the file ciphertext.
 */
#ifndef EXTRACT_PDFKEY_H
#define EXTRACT_PDFKEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "extract/pdfobj.h"
#include "mail/part.h"

enum pdf_cipher {
	PDF_CIPHER_NONE,
	PDF_CIPHER_RC4,
	PDF_CIPHER_AES128,
	PDF_CIPHER_AES256
};

enum pdf_lock {
	PDF_LOCK_NONE,		/* says nothing of encryption */
	PDF_LOCK_OPEN,		/* the empty password opens it */
	PDF_LOCK_CLOSED,	/* it does not */
	PDF_LOCK_UNKNOWN	/* a scheme that we do not know */
};

struct pdf_key {
	enum pdf_lock lock;
	enum pdf_cipher streams, strings, files;
	bool clear_metadata;
	uint8_t key[32];
	size_t key_len;
	/* Of the strongest cipher in use; for the report when it is closed. */
	enum encryption encryption;
	enum encryption files_encryption;	/* of the files inside */
	struct slice reason;		/* "AES-256"; static */
};

/*
 *   dict  the inside of the dictionary /Encrypt; empty if there is none
 *   id    the first bytes string of the trailer's /ID
 */
void	pdfkey_open(const struct pdf_table *t, struct slice dict,
	    struct slice id, struct pdf_key *ret);

/*
 * What a password is tried on.  NULL where there is nothing that one opens; it
 * lives in the arena.  0, or ERR_LIMIT when that is exhausted.
 */
struct pdfkey_facts;
int	pdfkey_facts(const struct pdf_table *t, struct slice dict,
	    struct slice id, struct arena *a, struct pdfkey_facts **ret);
/* Does it open it, as the user's or the owner's?  Then k has the key. */
bool	pdfkey_opens(const struct pdfkey_facts *f, struct slice password,
	    struct pdf_key *k);
/* What that costs, in blocks hashed (keyhash.h). */
uint64_t pdfkey_cost(const struct pdfkey_facts *f);

/* The cipher that a crypt filter of this name stands for. */
enum pdf_cipher pdfkey_filter(const struct pdf_table *t, struct slice dict,
	    struct slice name);

/* Decrypt what belongs to an object, appending; 0 or ERR_LIMIT, ERR_CRYPTO. */
int	pdfkey_decrypt(const struct pdf_key *k, enum pdf_cipher cipher,
	    uint32_t num, uint32_t gen, struct slice in, struct buf *out);

#endif

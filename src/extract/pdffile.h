/*
 * pdffile -- one PDF opened for reading: its objects, its key, and what its
 * streams and strings hold.
 */
#ifndef EXTRACT_PDFFILE_H
#define EXTRACT_PDFFILE_H

#include "base/buf.h"
#include "extract/extract.h"
#include "extract/pdffilter.h"
#include "extract/pdfkey.h"
#include "extract/pdfobj.h"

/* Lives in the arena of the message: members are unpacked later from it. */
struct pdf_file {
	struct extract_job *job;
	struct slice bytes;
	struct pdf_table t;
	struct pdf_key key;
	struct slice encrypt;		/* inside of /Encrypt */
	const struct pdf_object *encrypt_object;
	struct pdfkey_facts *facts;	/* closed: what a password is tried on */
	size_t kept;			/* bytes unpacked and kept */
	size_t effort;			/* bytes looked at in lists */
	bool is_damaged, is_full;
	/* Closed by a password: only what stands there plain is read. */
	bool is_closed;
	bool has_clear_string;		/* one that should be ciphertext */
};

/*
 * Find the objects, open the object streams.  0, or ERR_LIMIT when the arena
 * is exhausted; f->key.lock tells whether anything but the frame can be read.
 */
int	pdffile_open(struct extract_job *j, struct pdf_file *f);

/* The key was found for one that was closed: go on as if it had been open. */
int	pdffile_unlock(struct pdf_file *f, const struct pdf_key *key);

/*
 * A list of so many bytes is about to be gone through, maybe not for the first
 * time: false, and f->is_full, when that was too much.
 */
bool	pdffile_may(struct pdf_file *f, size_t bytes);

/* Decrypt and unpack a stream, appending to out, on the budget of j. */
enum pdffilter_end pdffile_stream(struct extract_job *j, struct pdf_file *f,
	    const struct pdf_object *o, struct buf *out);
/*
 * The same, kept in the arena; what does not fit there is missing and
 * f->is_full, what is damaged sets f->is_damaged.
 */
struct slice pdffile_content(struct pdf_file *f, struct pdf_object *o);
/* A string that stands in an object, as it was before encryption. */
void	pdffile_string(struct pdf_file *f, const struct pdf_object *o,
	    struct pdf_value v, struct buf *out);

#endif

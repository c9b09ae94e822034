/*
 * blob -- a stored message as one encrypted file, written once.
 *
 * File: the format's name (BLOB_MAGIC), then chunks of BLOB_CHUNK bytes, the
 * last one shorter or equal, each AES-256-GCM under the blob's own random key
 * and followed by its tag.  Nonce: the chunk's number.  Associated data: the
 * format version, the item id, the chunk's number, and whether it is the last
 * one; so cutting, swapping, repeating and moving to another item all fail.
 *
 * A blob is written under a temporary name in the same folder, flushed, and
 * renamed to its item id (never over another file).  blob_flush() then makes
 * the names durable, one flush for many blobs; only after it may a row say
 * that the blob is there.
 */
#ifndef STORE_BLOB_H
#define STORE_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "store/keyring.h"

#define BLOB_ID_SIZE	16	/* random; the file's name in hexadecimal */
#define BLOB_MAGIC	"exeat-blob 1\n"
#define BLOB_TAG_SIZE	16
#define BLOB_SHA256_SIZE 32

struct blob_folder;

/*
 * The folder "blobs" beneath an open directory; made when it is missing.
 * ERR_DENIED when it is not the caller's own or open to others.
 */
int	blob_folder_open(int dirfd, struct blob_folder **ret);
void	blob_folder_close(struct blob_folder *f);	/* NULL is fine */
/* A flush has failed: nothing more is written until the next start. */
bool	blob_folder_is_unwell(const struct blob_folder *f);

/* --- writing ------------------------------------------------------------------- */

struct blob_writer;

/*
 * Begin to store size bytes of the open file src (read by pread() from its
 * start; stays the caller's and must stay open), whose SHA-256 is digest.
 * ERR_STORE when the folder is unwell, ERR_FULL, ERR_SYSTEM.
 */
int	blob_writer_new(struct blob_folder *f, const uint8_t id[BLOB_ID_SIZE],
	    const uint8_t key[KEY_SIZE], int src, uint64_t size,
	    const uint8_t digest[BLOB_SHA256_SIZE], struct blob_writer **ret);
/*
 * Work on about budget bytes.  1: everything is written, its digest was
 * right, and it is flushed under its own name; 0: call again.
 *
 * ERR_MISMATCH: size or digest differ from what was said.  ERR_FULL: no
 * space.  ERR_STORE: a flush failed.  ERR_CRYPTO, ERR_SYSTEM.
 */
int	blob_writer_step(struct blob_writer *w, size_t budget);
/* Keep what was published; otherwise blob_writer_free() takes it away. */
void	blob_writer_keep(struct blob_writer *w);
void	blob_writer_free(struct blob_writer *w);	/* NULL is fine */

/* Flush the names published since the last time; 0 or ERR_STORE. */
int	blob_flush(struct blob_folder *f);

/* --- reading ------------------------------------------------------------------- */

struct blob_reader;

/* ERR_NOTFOUND; ERR_CORRUPT if the file is no blob; ERR_SYSTEM. */
int	blob_reader_new(struct blob_folder *f, const uint8_t id[BLOB_ID_SIZE],
	    const uint8_t key[KEY_SIZE], struct blob_reader **ret);
/*
 * The next bytes, authenticated, at most BLOB_CHUNK, borrowed until the next
 * call; empty after the last chunk was seen to be the last.  ERR_CORRUPT;
 * nothing that was returned before may be used then.
 */
int	blob_reader_next(struct blob_reader *r, struct slice *ret);
/* From the first chunk again. */
void	blob_reader_rewind(struct blob_reader *r);
void	blob_reader_free(struct blob_reader *r);	/* NULL is fine */

/* --- house-keeping --------------------------------------------------------------- */

int	blob_remove(struct blob_folder *f, const uint8_t id[BLOB_ID_SIZE]);
bool	blob_exists(struct blob_folder *f, const uint8_t id[BLOB_ID_SIZE]);

enum blob_stray {
	BLOB_STRAY_SWEPT,	/* a temporary older than an hour; is gone */
	BLOB_STRAY_TEMPORARY,	/* a younger one; left alone */
	BLOB_STRAY_NO_ROW,	/* a blob that no row names; left alone */
	BLOB_STRAY_UNKNOWN	/* none of our names; left alone */
};

/*
 * Look at every name in the folder.  has_row tells whether a row names the
 * id: 1, 0, or an error that ends the walk.  found is called for each stray.
 */
struct blob_check {
	int (*has_row)(void *arg, const uint8_t id[BLOB_ID_SIZE]);
	void (*found)(void *arg, enum blob_stray what, const char *name);
	void *arg;
	int64_t now_ms;		/* wall clock */
};
int	blob_check(struct blob_folder *f, const struct blob_check *c);

#endif

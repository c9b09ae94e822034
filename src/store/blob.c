#include "store/blob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/err.h"
#include "base/fault.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/mem.h"
#include "store/flush.h"

#define BLOB_VERSION	1
#define MAGIC_SIZE	(sizeof BLOB_MAGIC - 1)
#define NAME_SIZE	(2 * BLOB_ID_SIZE + 1)
#define TMP_PREFIX	"tmp."
#define TMP_SIZE	(sizeof TMP_PREFIX - 1 + NAME_SIZE)
#define SWEEP_AFTER_MS	(60 * 60 * 1000)
#define SEALED_CHUNK	(BLOB_CHUNK + BLOB_TAG_SIZE)

struct blob_folder {
	int fd;
	bool unwell;
	bool pending;		/* a name was published since the last flush */
};

/* What writer and reader share: one chunk at a time, in or out. */
struct chunk_crypt {
	uint8_t id[BLOB_ID_SIZE];
	uint8_t key[KEY_SIZE];
	EVP_CIPHER_CTX *ctx;
};

struct blob_writer {
	struct blob_folder *folder;
	struct chunk_crypt crypt;
	EVP_MD_CTX *md;
	int src;		/* the caller's */
	int fd;
	uint64_t size, at, chunk;
	uint8_t digest[BLOB_SHA256_SIZE];
	char name[NAME_SIZE];
	char tmp[TMP_SIZE];
	bool published, kept;
	uint8_t clear[BLOB_CHUNK];
	uint8_t sealed[SEALED_CHUNK];
};

struct blob_reader {
	struct chunk_crypt crypt;
	int fd;
	uint64_t size, chunk;	/* of the file; number of the next chunk */
	bool ended, failed;
	uint8_t clear[BLOB_CHUNK];
	uint8_t sealed[SEALED_CHUNK];
};

/* --- chunks ----------------------------------------------------------------- */

static int
crypt_init(struct chunk_crypt *c, const uint8_t *id, const uint8_t *key)
{
	memcpy(c->id, id, BLOB_ID_SIZE);
	memcpy(c->key, key, KEY_SIZE);
	c->ctx = EVP_CIPHER_CTX_new();
	if (c->ctx == NULL || EVP_CipherInit_ex2(c->ctx, EVP_aes_256_gcm(),
	    NULL, NULL, 1, NULL) != 1)
		return ERR_CRYPTO;
	return 0;
}

static void
crypt_end(struct chunk_crypt *c)
{
	EVP_CIPHER_CTX_free(c->ctx);
	secret_wipe(c->key, sizeof c->key);
}

/* Key, nonce and associated data of chunk number n. */
static int
crypt_begin(struct chunk_crypt *c, uint64_t n, bool is_last, bool encrypt)
{
	uint8_t nonce[12] = { 0 }, about[1 + BLOB_ID_SIZE + 8 + 1];
	size_t i;
	int ignored;

	for (i = 0; i < 8; i++)
		nonce[4 + i] = (uint8_t)(n >> (8 * (7 - i)));
	about[0] = BLOB_VERSION;
	memcpy(about + 1, c->id, BLOB_ID_SIZE);
	memcpy(about + 1 + BLOB_ID_SIZE, nonce + 4, 8);
	about[sizeof about - 1] = is_last ? 1 : 0;
	if (EVP_CipherInit_ex2(c->ctx, NULL, c->key, nonce, encrypt ? 1 : 0,
	    NULL) != 1 || EVP_CipherUpdate(c->ctx, NULL, &ignored, about,
	    sizeof about) != 1)
		return ERR_CRYPTO;
	return 0;
}

static int
chunk_seal(struct chunk_crypt *c, uint64_t n, bool is_last,
    struct slice clear, uint8_t *out)
{
	int len = 0, r;

	r = crypt_begin(c, n, is_last, true);
	if (r < 0)
		return r;
	if ((clear.len > 0 && EVP_EncryptUpdate(c->ctx, out, &len, clear.ptr,
	    (int)clear.len) != 1) || (size_t)len != clear.len ||
	    EVP_EncryptFinal_ex(c->ctx, out + clear.len, &len) != 1 ||
	    EVP_CIPHER_CTX_ctrl(c->ctx, EVP_CTRL_GCM_GET_TAG, BLOB_TAG_SIZE,
	    out + clear.len) != 1)
		return ERR_CRYPTO;
	return 0;
}

static int
chunk_open(struct chunk_crypt *c, uint64_t n, bool is_last,
    const uint8_t *sealed, size_t len, uint8_t *out)
{
	uint8_t tag[BLOB_TAG_SIZE];
	int m = 0, r;

	r = crypt_begin(c, n, is_last, false);
	if (r < 0)
		return r;
	memcpy(tag, sealed + len, sizeof tag);
	if ((len > 0 && EVP_DecryptUpdate(c->ctx, out, &m, sealed,
	    (int)len) != 1) || (size_t)m != len ||
	    EVP_CIPHER_CTX_ctrl(c->ctx, EVP_CTRL_GCM_SET_TAG, BLOB_TAG_SIZE,
	    tag) != 1)
		return ERR_CRYPTO;
	if (EVP_DecryptFinal_ex(c->ctx, out + len, &m) != 1) {
		secret_wipe(out, len);
		return ERR_CORRUPT;
	}
	return 0;
}

/* --- the folder --------------------------------------------------------------- */

int
blob_folder_open(int dirfd, struct blob_folder **ret)
{
	struct blob_folder *f;
	struct stat st;
	int fd, r;

	if (mkdirat(dirfd, "blobs", 0700) == 0) {
		r = flush_fd(dirfd);
		if (r < 0)
			return r;
	} else if (errno != EEXIST)
		return ERR_SYSTEM;
	fd = openat(dirfd, "blobs", O_RDONLY | O_DIRECTORY | O_CLOEXEC |
	    O_NOFOLLOW);
	if (fd == -1)
		return errno == ELOOP || errno == ENOTDIR ? ERR_DENIED :
		    ERR_SYSTEM;
	if (fstat(fd, &st) == -1) {
		close(fd);
		return ERR_SYSTEM;
	}
	if (st.st_uid != geteuid() || (st.st_mode & 077) != 0) {
		close(fd);
		return ERR_DENIED;
	}
	f = mem_zalloc(sizeof *f);
	f->fd = fd;
	*ret = f;
	return 0;
}

void
blob_folder_close(struct blob_folder *f)
{
	if (f == NULL)
		return;
	close(f->fd);
	free(f);
}

bool
blob_folder_is_unwell(const struct blob_folder *f)
{
	return f->unwell;
}

/* A failed flush is believed once and for all. */
static int
folder_flush(struct blob_folder *f, int fd)
{
	if (flush_fd(fd) == 0)
		return 0;
	f->unwell = true;
	return ERR_STORE;
}

int
blob_flush(struct blob_folder *f)
{
	int r;

	if (f->unwell)
		return ERR_STORE;
	if (!f->pending)
		return 0;
	r = folder_flush(f, f->fd);
	if (r == 0)
		f->pending = false;
	return r;
}

/* --- writing ------------------------------------------------------------------- */

static int
disk_error(void)
{
	return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ?
	    ERR_FULL : ERR_SYSTEM;
}

static int
write_all(int fd, const uint8_t *p, size_t n)
{
	ssize_t w;

	while (n > 0) {
		w = write(fd, p, n);
		if (w == -1 && errno == EINTR)
			continue;
		if (w <= 0)
			return disk_error();
		p += w;
		n -= (size_t)w;
	}
	return 0;
}

/* Up to n bytes from offset at; fewer only at the end of the file. */
static ssize_t
pread_full(int fd, uint8_t *p, size_t n, uint64_t at)
{
	size_t have = 0;
	ssize_t r;

	while (have < n) {
		r = pread(fd, p + have, n - have, (off_t)(at + have));
		if (r == -1 && errno == EINTR)
			continue;
		if (r == -1)
			return -1;
		if (r == 0)
			break;
		have += (size_t)r;
	}
	return (ssize_t)have;
}

int
blob_writer_new(struct blob_folder *f, const uint8_t id[BLOB_ID_SIZE],
    const uint8_t key[KEY_SIZE], int src, uint64_t size,
    const uint8_t digest[BLOB_SHA256_SIZE], struct blob_writer **ret)
{
	struct blob_writer *w;
	struct stat st;
	int r;

	if (f->unwell)
		return ERR_STORE;
	if (fstat(src, &st) == -1)
		return ERR_SYSTEM;
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size != size)
		return ERR_MISMATCH;
	w = mem_zalloc(sizeof *w);
	w->folder = f;
	w->src = src;
	w->fd = -1;
	w->size = size;
	memcpy(w->digest, digest, sizeof w->digest);
	hex_put(id, BLOB_ID_SIZE, w->name);
	snprintf(w->tmp, sizeof w->tmp, TMP_PREFIX "%s", w->name);
	w->md = EVP_MD_CTX_new();
	r = crypt_init(&w->crypt, id, key);
	if (r == 0 && (w->md == NULL ||
	    EVP_DigestInit_ex(w->md, EVP_sha256(), NULL) != 1))
		r = ERR_CRYPTO;
	if (r < 0)
		goto out;
	FAULT_POINT("before-blob");
	w->fd = openat(f->fd, w->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	r = w->fd == -1 ? disk_error() :
	    write_all(w->fd, (const uint8_t *)BLOB_MAGIC, MAGIC_SIZE);
out:
	if (r < 0)
		blob_writer_free(w);
	else
		*ret = w;
	return r;
}

static int
writer_chunk(struct blob_writer *w)
{
	uint64_t left = w->size - w->at;
	size_t n = left < BLOB_CHUNK ? (size_t)left : BLOB_CHUNK;
	ssize_t got;
	int r;

	got = pread_full(w->src, w->clear, n, w->at);
	if (got < 0)
		return ERR_SYSTEM;
	if ((size_t)got != n)
		return ERR_MISMATCH;
	if (EVP_DigestUpdate(w->md, w->clear, n) != 1)
		return ERR_CRYPTO;
	r = chunk_seal(&w->crypt, w->chunk, n == left,
	    slice_of(w->clear, n), w->sealed);
	if (r == 0)
		r = write_all(w->fd, w->sealed, n + BLOB_TAG_SIZE);
	if (r < 0)
		return r;
	w->at += n;
	w->chunk++;
	return 0;
}

static int
writer_publish(struct blob_writer *w)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned n;
	int r;

	if (EVP_DigestFinal_ex(w->md, digest, &n) != 1)
		return ERR_CRYPTO;
	if (n != sizeof w->digest || memcmp(digest, w->digest, n) != 0)
		return ERR_MISMATCH;
	r = folder_flush(w->folder, w->fd);
	if (r < 0)
		return r;
	FAULT_POINT("blob-flushed");
	if (renameat2(w->folder->fd, w->tmp, w->folder->fd, w->name,
	    RENAME_NOREPLACE) == -1)
		return errno == EEXIST ? ERR_EXISTS : disk_error();
	w->published = true;
	w->folder->pending = true;
	FAULT_POINT("after-blob");
	return 0;
}

int
blob_writer_step(struct blob_writer *w, size_t budget)
{
	size_t done = 0;
	int r;

	if (w->published)
		return 1;
	if (w->folder->unwell)
		return ERR_STORE;
	/* An empty message has one chunk too: the last. */
	while (w->at < w->size || w->chunk == 0) {
		if (done >= budget)
			return 0;
		r = writer_chunk(w);
		if (r < 0)
			return r;
		done += BLOB_CHUNK;
	}
	r = writer_publish(w);
	return r < 0 ? r : 1;
}

void
blob_writer_keep(struct blob_writer *w)
{
	w->kept = true;
}

void
blob_writer_free(struct blob_writer *w)
{
	if (w == NULL)
		return;
	if (w->fd != -1) {
		close(w->fd);
		if (!w->kept)
			(void)unlinkat(w->folder->fd,
			    w->published ? w->name : w->tmp, 0);
	}
	EVP_MD_CTX_free(w->md);
	crypt_end(&w->crypt);
	secret_wipe(w->clear, sizeof w->clear);
	free(w);
}

/* --- reading ------------------------------------------------------------------- */

int
blob_reader_new(struct blob_folder *f, const uint8_t id[BLOB_ID_SIZE],
    const uint8_t key[KEY_SIZE], struct blob_reader **ret)
{
	struct blob_reader *rd;
	char name[NAME_SIZE];
	uint8_t magic[MAGIC_SIZE];
	struct stat st;
	int r;

	rd = mem_zalloc(sizeof *rd);
	hex_put(id, BLOB_ID_SIZE, name);
	rd->fd = openat(f->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
	    O_NONBLOCK);
	if (rd->fd == -1)
		r = errno == ENOENT ? ERR_NOTFOUND : ERR_SYSTEM;
	else if (fstat(rd->fd, &st) == -1)
		r = ERR_SYSTEM;
	else if (!S_ISREG(st.st_mode) ||
	    pread_full(rd->fd, magic, MAGIC_SIZE, 0) != (ssize_t)MAGIC_SIZE ||
	    memcmp(magic, BLOB_MAGIC, MAGIC_SIZE) != 0)
		r = ERR_CORRUPT;
	else {
		rd->size = (uint64_t)st.st_size;
		r = crypt_init(&rd->crypt, id, key);
	}
	if (r < 0)
		blob_reader_free(rd);
	else
		*ret = rd;
	return r;
}

int
blob_reader_next(struct blob_reader *rd, struct slice *ret)
{
	uint64_t at = MAGIC_SIZE + rd->chunk * SEALED_CHUNK;
	bool is_last;
	ssize_t n;
	int r;

	if (rd->failed)
		return ERR_CORRUPT;
	if (rd->ended) {
		*ret = SLICE_NONE;
		return 0;
	}
	n = pread_full(rd->fd, rd->sealed, SEALED_CHUNK, at);
	if (n < 0)
		return ERR_SYSTEM;
	/* The place says which chunk is the last; the tag has to agree. */
	is_last = at + (uint64_t)n >= rd->size;
	r = n < BLOB_TAG_SIZE ? ERR_CORRUPT : chunk_open(&rd->crypt, rd->chunk,
	    is_last, rd->sealed, (size_t)n - BLOB_TAG_SIZE, rd->clear);
	if (r < 0) {
		rd->failed = true;
		return r;
	}
	rd->chunk++;
	rd->ended = is_last;
	*ret = slice_of(rd->clear, (size_t)n - BLOB_TAG_SIZE);
	return 0;
}

void
blob_reader_rewind(struct blob_reader *rd)
{
	rd->chunk = 0;
	rd->ended = false;
}

void
blob_reader_free(struct blob_reader *rd)
{
	if (rd == NULL)
		return;
	if (rd->fd != -1)
		close(rd->fd);
	crypt_end(&rd->crypt);
	secret_wipe(rd->clear, sizeof rd->clear);
	free(rd);
}

/* --- house-keeping --------------------------------------------------------------- */

int
blob_remove(struct blob_folder *f, const uint8_t id[BLOB_ID_SIZE])
{
	char name[NAME_SIZE];

	hex_put(id, BLOB_ID_SIZE, name);
	if (unlinkat(f->fd, name, 0) == -1)
		return errno == ENOENT ? ERR_NOTFOUND : ERR_SYSTEM;
	f->pending = true;
	return 0;
}

bool
blob_exists(struct blob_folder *f, const uint8_t id[BLOB_ID_SIZE])
{
	char name[NAME_SIZE];
	struct stat st;

	hex_put(id, BLOB_ID_SIZE, name);
	return fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode);
}

static int
check_temporary(struct blob_folder *f, const struct blob_check *c,
    const char *name)
{
	struct stat st;
	int64_t age;

	if (fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return errno == ENOENT ? 0 : ERR_SYSTEM;
	age = c->now_ms - ((int64_t)st.st_mtim.tv_sec * 1000 +
	    st.st_mtim.tv_nsec / 1000000);
	if (!S_ISREG(st.st_mode) || age <= SWEEP_AFTER_MS) {
		c->found(c->arg, BLOB_STRAY_TEMPORARY, name);
		return 0;
	}
	if (unlinkat(f->fd, name, 0) == -1)
		return ERR_SYSTEM;
	c->found(c->arg, BLOB_STRAY_SWEPT, name);
	return 0;
}

static int
check_name(struct blob_folder *f, const struct blob_check *c,
    const char *name)
{
	uint8_t id[BLOB_ID_SIZE];
	int r;

	if (strncmp(name, TMP_PREFIX, sizeof TMP_PREFIX - 1) == 0)
		return check_temporary(f, c, name);
	if (hex_get(slice_str(name), id, sizeof id) < 0) {
		c->found(c->arg, BLOB_STRAY_UNKNOWN, name);
		return 0;
	}
	r = c->has_row(c->arg, id);
	if (r == 0)
		c->found(c->arg, BLOB_STRAY_NO_ROW, name);
	return r < 0 ? r : 0;
}

int
blob_check(struct blob_folder *f, const struct blob_check *c)
{
	struct dirent *e;
	DIR *dir;
	int fd, r = 0;

	/* A second open: the walk must not move the folder's own offset. */
	fd = openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		if (fd != -1)
			close(fd);
		return ERR_SYSTEM;
	}
	while (r == 0) {
		errno = 0;
		e = readdir(dir);
		if (e == NULL) {
			r = errno == 0 ? 0 : ERR_SYSTEM;
			break;
		}
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			r = check_name(f, c, e->d_name);
	}
	closedir(dir);
	return r;
}

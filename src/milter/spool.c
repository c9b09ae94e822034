#include "milter/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

#define BLOCK_SIZE	(64 * KIB)
#define SEALS	(F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)

struct spool {
	struct spool_pool *pool;
	int fd;
	uint64_t size;			/* taken from the pool */
	EVP_MD_CTX *hash, *retry;
	int err;			/* the first failure */
	void *map;
	uint8_t *block;			/* not written yet */
	size_t block_len, block_cap;
};

void
spool_pool_init(struct spool_pool *p, uint64_t max, uint64_t message_max)
{
	atomic_init(&p->used, 0);
	p->max = max;
	p->message_max = message_max;
}

static EVP_MD_CTX *
hash_new(void)
{
	EVP_MD_CTX *c;

	c = EVP_MD_CTX_new();
	if (c == NULL)
		mem_exhausted();
	if (EVP_DigestInit_ex(c, EVP_sha256(), NULL) != 1) {
		EVP_MD_CTX_free(c);
		return NULL;
	}
	return c;
}

struct spool *
spool_new(struct spool_pool *p)
{
	struct spool *s = mem_zalloc(sizeof *s);

	s->pool = p;
	s->fd = memfd_create("exeat-spool", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	s->hash = hash_new();
	s->retry = hash_new();
	if (s->fd == -1 || s->hash == NULL || s->retry == NULL) {
		spool_free(s);
		return NULL;
	}
	return s;
}

void
spool_free(struct spool *s)
{
	if (s == NULL)
		return;
	if (s->map != NULL)
		munmap(s->map, s->size);
	if (s->fd != -1)
		close(s->fd);
	atomic_fetch_sub(&s->pool->used, s->size);
	EVP_MD_CTX_free(s->hash);
	EVP_MD_CTX_free(s->retry);
	if (s->block != NULL)
		explicit_bzero(s->block, s->block_cap);
	free(s->block);
	free(s);
}

/* Room in the pool for n more bytes, or none at all. */
static int
take_room(struct spool *s, uint64_t n)
{
	uint64_t before;

	if (n > s->pool->message_max - s->size)
		return ERR_LIMIT;
	before = atomic_fetch_add(&s->pool->used, n);
	if (before > s->pool->max || n > s->pool->max - before) {
		atomic_fetch_sub(&s->pool->used, n);
		return ERR_FULL;
	}
	s->size += n;
	return 0;
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
			return ERR_SYSTEM;
		p += w;
		n -= (size_t)w;
	}
	return 0;
}

static int
flush_block(struct spool *s)
{
	int r;

	r = write_all(s->fd, s->block, s->block_len);
	s->block_len = 0;
	return r;
}

/* Small pieces are gathered; a small message needs one write in all. */
static int
gather(struct spool *s, struct slice bytes)
{
	size_t want;
	int r;

	if (bytes.len >= BLOCK_SIZE) {
		r = flush_block(s);
		return r < 0 ? r : write_all(s->fd, bytes.ptr, bytes.len);
	}
	if (s->block_len + bytes.len > BLOCK_SIZE) {
		r = flush_block(s);
		if (r < 0)
			return r;
	}
	want = s->block_len + bytes.len;
	if (want > s->block_cap) {
		s->block_cap = want > 4 * KIB ? BLOCK_SIZE : 4 * KIB;
		s->block = mem_array(s->block, s->block_cap, 1);
	}
	if (bytes.len > 0)
		memcpy(s->block + s->block_len, bytes.ptr, bytes.len);
	s->block_len += bytes.len;
	return 0;
}

int
spool_add(struct spool *s, struct slice bytes)
{
	if (s->err == 0)
		s->err = take_room(s, bytes.len);
	if (s->err == 0 &&
	    EVP_DigestUpdate(s->hash, bytes.ptr, bytes.len) != 1)
		s->err = ERR_CRYPTO;
	if (s->err == 0)
		s->err = gather(s, bytes);
	return s->err;
}

void
spool_retry_add(struct spool *s, struct slice bytes)
{
	if (s->err == 0 && bytes.len > 0 &&
	    EVP_DigestUpdate(s->retry, bytes.ptr, bytes.len) != 1)
		s->err = ERR_CRYPTO;
}

int
spool_finish(struct spool *s, uint8_t ret_digest[MAIL_DIGEST_SIZE],
    uint8_t ret_retry[MAIL_DIGEST_SIZE])
{
	if (s->err == 0)
		s->err = flush_block(s);
	if (s->err == 0 && fcntl(s->fd, F_ADD_SEALS, SEALS) == -1)
		s->err = ERR_SYSTEM;
	if (s->err == 0 &&
	    (EVP_DigestFinal_ex(s->hash, ret_digest, NULL) != 1 ||
	    EVP_DigestFinal_ex(s->retry, ret_retry, NULL) != 1))
		s->err = ERR_CRYPTO;
	return s->err;
}

int
spool_fd(const struct spool *s)
{
	return s->fd;
}

uint64_t
spool_size(const struct spool *s)
{
	return s->size;
}

int
spool_view(struct spool *s, struct slice *ret)
{
	if (s->map == NULL && s->size > 0) {
		s->map = mmap(NULL, s->size, PROT_READ, MAP_PRIVATE, s->fd, 0);
		if (s->map == MAP_FAILED) {
			s->map = NULL;
			return ERR_SYSTEM;
		}
	}
	*ret = slice_of(s->map, s->size);
	return 0;
}

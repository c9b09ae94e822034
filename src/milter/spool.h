/*
 * spool -- one message while it is judged: sealed, unnamed memory.
 *
 * Never a file: a disk keeps what was deleted.  Bytes are hashed as they
 * come.  A pool counts all spools of the process against one ceiling.
 */
#ifndef MILTER_SPOOL_H
#define MILTER_SPOOL_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/slice.h"
#include "mail/envelope.h"

struct spool_pool {
	atomic_uint_fast64_t used;
	uint64_t max;			/* of all spools together */
	uint64_t message_max;		/* of one */
};

struct spool;

void	spool_pool_init(struct spool_pool *p, uint64_t max, uint64_t message_max);

/* NULL with errno when the kernel gives no memory file. */
struct spool *spool_new(struct spool_pool *p);
void	spool_free(struct spool *s);		/* NULL is fine */

/*
 * Append bytes.  ERR_LIMIT: more than one message may have; ERR_FULL: the
 * pool is used up; ERR_SYSTEM.  After a failure nothing more is taken.
 */
int	spool_add(struct spool *s, struct slice bytes);

/* Bytes that count for recognising a retry (envelope.h, retry_digest). */
void	spool_retry_add(struct spool *s, struct slice bytes);

/*
 * No more bytes: write out, seal, finish both digests.  0, ERR_SYSTEM or
 * ERR_CRYPTO.
 */
int	spool_finish(struct spool *s, uint8_t ret_digest[MAIL_DIGEST_SIZE],
	    uint8_t ret_retry[MAIL_DIGEST_SIZE]);

int	spool_fd(const struct spool *s);
uint64_t spool_size(const struct spool *s);
/* The sealed bytes, mapped until spool_free(); ERR_SYSTEM. */
int	spool_view(struct spool *s, struct slice *ret);

#endif

#include "milter/engine.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

/* In pages of its own: not swapped, not in a core file. */
struct mark_key {
	uint8_t bytes[MARK_KEY_SIZE];
	bool is_known;
	unsigned generation;		/* of the keeper that gave it */
};

struct engine {
	enum mail_class class;
	struct milter_settings settings;
	struct spool_pool pool;
	struct keeper *keeper;
	struct mark_key *mark_key;	/* under the lock too */

	pthread_mutex_t lock;		/* of all that follows */
	pthread_cond_t idle;
	struct policy *policy, *waiting;
	struct inspector *inspector;
	unsigned running;
	bool draining;
};

static struct mark_key *
mark_key_new(void)
{
	struct mark_key *k;

	k = mmap(NULL, sizeof *k, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (k == MAP_FAILED)
		mem_exhausted();
	/* A small RLIMIT_MEMLOCK is no reason not to check mail. */
	(void)mlock(k, sizeof *k);
	(void)madvise(k, sizeof *k, MADV_DONTDUMP);
	return k;
}

static void
mark_key_free(struct mark_key *k)
{
	explicit_bzero(k, sizeof *k);
	munmap(k, sizeof *k);
}

struct engine *
engine_new(enum mail_class class, const struct milter_settings *settings,
    struct policy *policy, struct inspector *inspector, struct keeper *keeper)
{
	struct engine *e = mem_zalloc(sizeof *e);
	pthread_condattr_t attr;

	e->class = class;
	e->settings = *settings;
	spool_pool_init(&e->pool, settings->spool_max, settings->message_max);
	e->keeper = keeper;
	e->mark_key = mark_key_new();
	e->policy = policy;
	e->inspector = inspector;
	pthread_mutex_init(&e->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&e->idle, &attr);
	pthread_condattr_destroy(&attr);
	return e;
}

void
engine_free(struct engine *e)
{
	policy_unref(e->policy);
	policy_unref(e->waiting);
	inspector_unref(e->inspector);
	keeper_unref(e->keeper);
	mark_key_free(e->mark_key);
	pthread_cond_destroy(&e->idle);
	pthread_mutex_destroy(&e->lock);
	free(e);
}

enum mail_class
engine_class(const struct engine *e)
{
	return e->class;
}

const struct milter_settings *
engine_settings(const struct engine *e)
{
	return &e->settings;
}

struct spool_pool *
engine_pool(struct engine *e)
{
	return &e->pool;
}

struct keeper *
engine_keeper(struct engine *e)
{
	return e->keeper;
}

/* Two that ask at once get the same. */
int
engine_mark_key(struct engine *e, int64_t deadline_mono_ms,
    uint8_t ret[MARK_KEY_SIZE])
{
	struct mark_key *k = e->mark_key;
	unsigned generation;
	bool is_known;
	int r;

	pthread_mutex_lock(&e->lock);
	is_known = k->is_known;
	generation = k->generation;
	if (is_known)
		memcpy(ret, k->bytes, MARK_KEY_SIZE);
	pthread_mutex_unlock(&e->lock);
	if (is_known)
		return 0;
	r = keeper_mark_key(e->keeper, deadline_mono_ms, ret);
	if (r < 0)
		return r;
	pthread_mutex_lock(&e->lock);
	/* Unless the keeper has changed while it was asked. */
	if (generation == k->generation) {
		memcpy(k->bytes, ret, MARK_KEY_SIZE);
		k->is_known = true;
	}
	pthread_mutex_unlock(&e->lock);
	return 0;
}

void
engine_forget_mark_key(struct engine *e)
{
	pthread_mutex_lock(&e->lock);
	explicit_bzero(e->mark_key->bytes, sizeof e->mark_key->bytes);
	e->mark_key->is_known = false;
	e->mark_key->generation++;
	pthread_mutex_unlock(&e->lock);
}

void
engine_current(struct engine *e, struct policy **ret_policy,
    struct inspector **ret_inspector)
{
	pthread_mutex_lock(&e->lock);
	*ret_policy = policy_ref(e->policy);
	*ret_inspector = inspector_ref(e->inspector);
	pthread_mutex_unlock(&e->lock);
}

void
engine_prepare(struct engine *e, struct policy *next)
{
	struct policy *old;

	pthread_mutex_lock(&e->lock);
	old = e->waiting;
	e->waiting = next;
	pthread_mutex_unlock(&e->lock);
	policy_unref(old);
}

int
engine_adopt(struct engine *e, int channel, const uint8_t digest[8])
{
	struct policy *old_policy = NULL;
	struct inspector *old = NULL;
	int r = 0;

	pthread_mutex_lock(&e->lock);
	if (e->waiting != NULL &&
	    memcmp(policy_digest(e->waiting), digest, 8) == 0) {
		old_policy = e->policy;
		e->policy = e->waiting;
		e->waiting = NULL;
	} else if (memcmp(policy_digest(e->policy), digest, 8) != 0) {
		r = ERR_MISMATCH;
	}
	if (r == 0) {
		old = e->inspector;
		e->inspector = inspector_new(channel, digest);
	}
	pthread_mutex_unlock(&e->lock);
	if (r < 0)
		close(channel);
	policy_unref(old_policy);
	inspector_unref(old);
	return r;
}

bool
engine_begin(struct engine *e)
{
	bool ok;

	pthread_mutex_lock(&e->lock);
	ok = !e->draining;
	if (ok)
		e->running++;
	pthread_mutex_unlock(&e->lock);
	return ok;
}

void
engine_end(struct engine *e)
{
	pthread_mutex_lock(&e->lock);
	if (--e->running == 0)
		pthread_cond_broadcast(&e->idle);
	pthread_mutex_unlock(&e->lock);
}

unsigned
engine_drain(struct engine *e, uint32_t grace_ms)
{
	struct timespec until;
	unsigned left;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += grace_ms / 1000;
	until.tv_nsec += (long)(grace_ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&e->lock);
	e->draining = true;
	while (e->running > 0 &&
	    pthread_cond_timedwait(&e->idle, &e->lock, &until) != ETIMEDOUT)
		;
	left = e->running;
	pthread_mutex_unlock(&e->lock);
	return left;
}

#include "keeper/talk.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ipc/wire.h"
#include "keeper/protocol.h"
#include "privsep/lifeline.h"

#define IDLE_MAX	64		/* connections kept for the next one */

struct keeper {
	pthread_mutex_t lock;
	unsigned refs;
	int link_fd;			/* -1 for a control socket */
	char path[sizeof ((struct sockaddr_un *)0)->sun_path];
	unsigned generation;		/* of the link: older ones are dead */
	int idle[IDLE_MAX];
	size_t idle_count;
};

static _Thread_local char last_words[KEEPER_WORDS_MAX + 1];

const char *
keeper_last_error(void)
{
	return last_words;
}

/* --- life ---------------------------------------------------------------------- */

static struct keeper *
keeper_alloc(int link_fd)
{
	struct keeper *k = mem_zalloc(sizeof *k);

	pthread_mutex_init(&k->lock, NULL);
	k->refs = 1;
	k->link_fd = link_fd;
	return k;
}

struct keeper *
keeper_new_link(int link_fd)
{
	return keeper_alloc(link_fd);
}

static int
control_connect(struct keeper *k)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd, saved;

	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return ERR_SYSTEM;
	memcpy(sun.sun_path, k->path, sizeof sun.sun_path);
	if (connect(fd, (struct sockaddr *)&sun, sizeof sun) == 0)
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	if (saved == EACCES || saved == EPERM)
		return ERR_DENIED;
	return saved == ENOENT || saved == ECONNREFUSED ? ERR_CLOSED :
	    ERR_SYSTEM;
}

int
keeper_new_control(const char *path, struct keeper **ret)
{
	struct keeper *k = keeper_alloc(-1);
	int fd;

	if (strlen(path) >= sizeof k->path) {
		keeper_unref(k);
		return ERR_LIMIT;
	}
	memcpy(k->path, path, strlen(path) + 1);
	fd = control_connect(k);
	if (fd < 0) {
		keeper_unref(k);
		return fd;
	}
	k->idle[k->idle_count++] = fd;
	*ret = k;
	return 0;
}

struct keeper *
keeper_ref(struct keeper *k)
{
	pthread_mutex_lock(&k->lock);
	k->refs++;
	pthread_mutex_unlock(&k->lock);
	return k;
}

static void
drop_idle(struct keeper *k)
{
	while (k->idle_count > 0)
		close(k->idle[--k->idle_count]);
}

void
keeper_unref(struct keeper *k)
{
	bool last;

	if (k == NULL)
		return;
	pthread_mutex_lock(&k->lock);
	last = --k->refs == 0;
	pthread_mutex_unlock(&k->lock);
	if (!last)
		return;
	drop_idle(k);
	if (k->link_fd != -1)
		close(k->link_fd);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

void
keeper_relink(struct keeper *k, int link_fd)
{
	pthread_mutex_lock(&k->lock);
	if (k->link_fd != -1)
		close(k->link_fd);
	k->link_fd = link_fd;
	k->generation++;
	drop_idle(k);
	pthread_mutex_unlock(&k->lock);
}

/* --- connections -------------------------------------------------------------- */

/*
 * Hand the keeper one end of a new pair.  The link is duplicated under the
 * lock, so that a relink meanwhile cannot pull it from under us.
 */
static int
link_connect(struct keeper *k, int64_t deadline, unsigned *ret_generation)
{
	struct buf body = BUF_INIT(64);
	struct wire_out w;
	int pair[2], link, r;

	pthread_mutex_lock(&k->lock);
	link = fcntl(k->link_fd, F_DUPFD_CLOEXEC, 3);
	*ret_generation = k->generation;
	pthread_mutex_unlock(&k->lock);
	if (link == -1)
		return ERR_CLOSED;
	r = frame_pair(pair);
	if (r < 0) {
		close(link);
		return r;
	}
	wire_out_init(&w, &body);
	wire_put_str(&w, SLICE_NONE);
	r = frame_send(link, KEEPER_CONNECT, buf_slice(&body), &pair[1], 1,
	    deadline);
	buf_free(&body);
	close(link);
	close(pair[1]);
	if (r < 0) {
		close(pair[0]);
		return r;
	}
	return pair[0];
}

int
talk_open(struct keeper *k, struct talk *t, int64_t deadline, bool fresh)
{
	t->fd = -1;
	t->was_idle = false;
	pthread_mutex_lock(&k->lock);
	t->generation = k->generation;
	if (!fresh && k->idle_count > 0) {
		t->fd = k->idle[--k->idle_count];
		t->was_idle = true;
	}
	pthread_mutex_unlock(&k->lock);
	if (t->fd != -1)
		return 0;
	t->fd = k->path[0] != '\0' ? control_connect(k) :
	    link_connect(k, deadline, &t->generation);
	return t->fd < 0 ? t->fd : 0;
}

/* Back to the others if it can be used again; else it is closed. */
void
talk_close(struct keeper *k, struct talk *t, bool is_usable)
{
	if (t->fd < 0)
		return;
	pthread_mutex_lock(&k->lock);
	if (is_usable && t->generation == k->generation &&
	    k->idle_count < IDLE_MAX) {
		k->idle[k->idle_count++] = t->fd;
		t->fd = -1;
	}
	pthread_mutex_unlock(&k->lock);
	if (t->fd != -1)
		close(t->fd);
	t->fd = -1;
}

/* --- one request ----------------------------------------------------------------- */

static int
send_request(struct talk *t, uint16_t type, struct slice body, int fd,
    int64_t deadline)
{
	int r;

	while (body.len > FRAME_BODY_MAX) {
		r = frame_send(t->fd, KEEPER_MORE,
		    slice_sub(body, 0, FRAME_BODY_MAX), NULL, 0, deadline);
		if (r < 0)
			return r;
		body = slice_from(body, FRAME_BODY_MAX);
	}
	return frame_send(t->fd, type, body, &fd, fd != -1 ? 1 : 0, deadline);
}

/* The last frame: error, words, the rest of the answer. */
static int
take_answer(struct talk *t, struct slice body)
{
	struct slice words;
	struct wire_in w;
	uint32_t err;
	int r;

	wire_in_init(&w, body);
	r = wire_u32(&w, &err);
	if (r == 0)
		r = wire_str(&w, KEEPER_WORDS_MAX, &words);
	if (r == 0 && err > -ERR_PEER)
		r = ERR_RANGE;
	if (r < 0)
		return ERR_PEER;
	snprintf(last_words, sizeof last_words, "%.*s", (int)words.len,
	    (const char *)words.ptr);
	if (err != 0) {
		/* Some failures bring facts too: the first bad number. */
		if (buf_put_slice(&t->answer, w.rest) < 0)
			return ERR_LIMIT;
		return -(int)err;
	}
	if (t->piece != NULL)
		return w.rest.len == 0 ? 0 : t->piece(t->piece_arg, w.rest);
	return buf_put_slice(&t->answer, w.rest);
}

/* *ret_sound: the connection is in order, whatever the answer says. */
static int
recv_answer(struct talk *t, int64_t deadline, bool *ret_sound)
{
	static const uint16_t legal[] = { KEEPER_PIECE, KEEPER_ANSWER };
	struct frame f;
	int r;

	*ret_sound = false;
	for (;;) {
		r = frame_recv(t->fd, t->store, legal, 2, deadline, &f);
		if (r < 0)
			return r == ERR_SYSTEM ? ERR_CLOSED : r;
		frame_close_fds(&f);
		if (f.type == KEEPER_ANSWER) {
			*ret_sound = true;
			return take_answer(t, f.body);
		}
		r = t->piece != NULL ? t->piece(t->piece_arg, f.body) :
		    buf_put_slice(&t->answer, f.body);
		if (r < 0)
			return r;
	}
}

/*
 * Ask and wait.  A kept connection may have died with the last keeper: if the
 * request could not even be sent, a fresh one is tried, once.
 */
int
talk_ask(struct keeper *k, struct talk *t, uint16_t type, struct slice body,
    int fd, int64_t deadline)
{
	bool sound = false, again = false;
	int r;

	last_words[0] = '\0';
	if (body.len > KEEPER_REQUEST_MAX)
		return ERR_LIMIT;
	t->store = mem_alloc(sizeof *t->store);
	buf_init(&t->answer, 2 * KEEPER_REQUEST_MAX);
	do {
		r = talk_open(k, t, deadline, again);
		if (r < 0)
			break;
		r = send_request(t, type, body, fd, deadline);
		again = r == ERR_CLOSED && t->was_idle && !again;
		if (r == 0)
			r = recv_answer(t, deadline, &sound);
		talk_close(k, t, sound);
	} while (again);
	if (t->is_secret)
		explicit_bzero(t->store, sizeof *t->store);
	free(t->store);
	t->store = NULL;
	return r;
}

void
talk_end(struct talk *t)
{
	if (t->is_secret && t->answer.len > 0)
		explicit_bzero(t->answer.ptr, t->answer.len);
	buf_free(&t->answer);
}

int
talk_ask_buf(struct keeper *k, struct talk *t, uint16_t type, const struct buf *body,
    int64_t deadline)
{
	return talk_ask(k, t, type, buf_slice(body), -1, deadline);
}

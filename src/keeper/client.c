#include "keeper/client.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ipc/frame.h"
#include "ipc/wire.h"
#include "keeper/protocol.h"
#include "privsep/lifeline.h"

#define IDLE_MAX	64		/* connections kept for the next one */
#define CLOSE_PATIENCE_MS	200
#define PERSON_PATIENCE_MS	30000

struct keeper {
	pthread_mutex_t lock;
	unsigned refs;
	int link_fd;			/* -1 for a control socket */
	char path[sizeof ((struct sockaddr_un *)0)->sun_path];
	unsigned generation;		/* of the link: older ones are dead */
	int idle[IDLE_MAX];
	size_t idle_count;
};

/* One request being made: its connection, and what came back. */
struct talk {
	int fd;
	unsigned generation;
	bool was_idle;
	struct frame_store *store;
	struct buf answer;		/* joined, without error and words */
	int (*piece)(void *arg, struct slice body);	/* or NULL: joined */
	void *piece_arg;
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

static int
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
static void
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
static int
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
	free(t->store);
	t->store = NULL;
	return r;
}

static void
talk_end(struct talk *t)
{
	buf_free(&t->answer);
}

static int
ask(struct keeper *k, struct talk *t, uint16_t type, const struct buf *body,
    int64_t deadline)
{
	return talk_ask(k, t, type, buf_slice(body), -1, deadline);
}

/* --- for the milter --------------------------------------------------------------- */

static int
put_decision(const struct keeper_decision *d, struct buf *out)
{
	struct buf part = BUF_INIT(KEEPER_REQUEST_MAX);
	struct wire_out w;
	int r;

	wire_out_init(&w, out);
	wire_put_str(&w, slice_str(d->ref));
	r = envelope_encode(d->envelope, &part);
	if (r == 0)
		wire_put_str(&w, buf_slice(&part));
	buf_reset(&part);
	if (r == 0)
		r = verdict_encode(d->verdict, &part);
	if (r == 0)
		wire_put_str(&w, buf_slice(&part));
	buf_reset(&part);
	/* A report is kept with a held message only. */
	if (r == 0 && d->spool_fd != -1 && d->report != NULL)
		r = report_pack(d->report, &part);
	if (r == 0) {
		wire_put_str(&w, buf_slice(&part));
		r = wire_out_err(&w);
	}
	buf_free(&part);
	return r;
}

int
keeper_decide(struct keeper *k, const struct keeper_decision *d,
    int64_t deadline_mono_ms, struct keeper_receipt *ret)
{
	struct buf body = BUF_INIT(KEEPER_REQUEST_MAX);
	struct keeper_receipt got = { 0 };
	struct talk t = { 0 };
	struct slice ref;
	struct wire_in w;
	int r;

	r = put_decision(d, &body);
	if (r == 0)
		r = talk_ask(k, &t, KEEPER_DECIDE, buf_slice(&body),
		    d->spool_fd, deadline_mono_ms);
	if (r == 0) {
		wire_in_init(&w, buf_slice(&t.answer));
		if (wire_u64(&w, &got.id) < 0 ||
		    wire_str(&w, REFERENCE_SIZE - 1, &ref) < 0 ||
		    wire_bool(&w, &got.joined) < 0 || wire_end(&w) < 0)
			r = ERR_PEER;
	}
	if (r == 0) {
		snprintf(got.ref, sizeof got.ref, "%.*s", (int)ref.len,
		    (const char *)ref.ptr);
		*ret = got;
	}
	talk_end(&t);
	buf_free(&body);
	return r;
}

void
keeper_close(struct keeper *k, uint64_t id, bool applied)
{
	struct buf body = BUF_INIT(64);
	int64_t deadline = clock_mono_ms() + CLOSE_PATIENCE_MS;
	struct talk t = { 0 };
	struct wire_out w;

	wire_out_init(&w, &body);
	wire_put_u64(&w, id);
	wire_put_bool(&w, applied);
	if (talk_open(k, &t, deadline, false) == 0)
		talk_close(k, &t, frame_send(t.fd, KEEPER_CLOSE,
		    buf_slice(&body), NULL, 0, deadline) == 0);
	buf_free(&body);
}

int
keeper_ticket(struct keeper *k, struct slice ticket, const struct envelope *e,
    const uint8_t digest[MAIL_DIGEST_SIZE], int64_t deadline_mono_ms)
{
	struct buf body = BUF_INIT(KEEPER_REQUEST_MAX);
	struct buf part = BUF_INIT(ENVELOPE_BYTES_MAX);
	struct talk t = { 0 };
	struct wire_out w;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, ticket);
	r = envelope_encode(e, &part);
	wire_put_str(&w, buf_slice(&part));
	wire_put_bytes(&w, digest, MAIL_DIGEST_SIZE);
	if (r == 0)
		r = wire_out_err(&w);
	if (r == 0)
		r = ask(k, &t, KEEPER_TICKET, &body, deadline_mono_ms);
	talk_end(&t);
	buf_free(&part);
	buf_free(&body);
	return r;
}

/* --- for people ---------------------------------------------------------------------- */

static int64_t
patience(void)
{
	return clock_mono_ms() + PERSON_PATIENCE_MS;
}

int
keeper_held_list(struct keeper *k, struct slice state, struct arena *a,
    struct held_item **ret, size_t *ret_n)
{
	struct buf body = BUF_INIT(KIB);
	struct held_item *items = NULL;
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	uint32_t i, n = 0;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, state);
	r = wire_out_err(&w);
	if (r == 0)
		r = ask(k, &t, KEEPER_LIST, &body, patience());
	if (r < 0)
		goto out;
	wire_in_init(&in, buf_slice(&t.answer));
	if (wire_u32(&in, &n) < 0 || n > HELD_LIST_MAX)
		r = ERR_PEER;
	if (r == 0 && (items = arena_array(a, n + 1, sizeof *items)) == NULL)
		r = ERR_LIMIT;
	for (i = 0; r == 0 && i < n; i++)
		r = protocol_item(&in, a, &items[i]);
	if (r == 0)
		r = wire_end(&in);
	if (r == 0) {
		*ret = items;
		*ret_n = n;
	}
out:
	talk_end(&t);
	buf_free(&body);
	return r;
}

/* Verdict and report in their wire forms; an empty report is none. */
static int
take_verdict(struct wire_in *w, struct arena *a, struct verdict **ret_v,
    struct report **ret_r)
{
	struct slice verdict, report;
	int r;

	r = wire_str(w, KEEPER_REQUEST_MAX, &verdict);
	if (r == 0)
		r = wire_str(w, KEEPER_REQUEST_MAX, &report);
	if (r < 0)
		return r;
	*ret_v = arena_zalloc(a, sizeof **ret_v);
	*ret_r = NULL;
	r = *ret_v == NULL ? ERR_LIMIT : verdict_decode(verdict, a, *ret_v);
	if (r == 0 && report.len > 0)
		r = report_unpack(report, a, ret_r);
	return r;
}

int
keeper_held_show(struct keeper *k, const char *ref, bool with_text,
    struct slice reason, struct arena *a, struct held_detail *ret)
{
	struct buf body = BUF_INIT(8 * KIB);
	struct held_detail d = { 0 };
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, slice_str(ref));
	wire_put_bool(&w, with_text);
	wire_put_str(&w, reason);
	r = wire_out_err(&w);
	if (r == 0)
		r = ask(k, &t, KEEPER_SHOW, &body, patience());
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		if ((r = protocol_item(&in, a, &d.item)) == 0 &&
		    (r = protocol_strings(&in, a, &d.recipients,
		    &d.recipient_count)) == 0 &&
		    (r = protocol_strings(&in, a, &d.history,
		    &d.history_count)) == 0 &&
		    (r = take_verdict(&in, a, &d.verdict, &d.report)) == 0)
			r = wire_end(&in);
	}
	if (r == 0)
		*ret = d;
	talk_end(&t);
	buf_free(&body);
	return r;
}

int
keeper_held_release(struct keeper *k, const char *ref, struct slice reason,
    int64_t deadline_mono_ms, struct arena *a, struct slice *ret_state)
{
	struct buf body = BUF_INIT(8 * KIB);
	int64_t wait = deadline_mono_ms - clock_mono_ms();
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	int r;

	if (wait < 0)
		wait = 0;
	wire_out_init(&w, &body);
	wire_put_str(&w, slice_str(ref));
	wire_put_str(&w, reason);
	wire_put_u32(&w, wait > INT32_MAX ? INT32_MAX : (uint32_t)wait);
	r = wire_out_err(&w);
	/* The keeper keeps the deadline; give its answer time to arrive. */
	if (r == 0)
		r = ask(k, &t, KEEPER_RELEASE, &body,
		    deadline_mono_ms + PERSON_PATIENCE_MS);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		r = protocol_str(&in, a, 32, ret_state);
		if (r == 0)
			r = wire_end(&in);
	}
	talk_end(&t);
	buf_free(&body);
	return r;
}

int
keeper_held_refuse(struct keeper *k, const char *ref, struct slice reason)
{
	struct buf body = BUF_INIT(8 * KIB);
	struct talk t = { 0 };
	struct wire_out w;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, slice_str(ref));
	wire_put_str(&w, reason);
	r = wire_out_err(&w);
	if (r == 0)
		r = ask(k, &t, KEEPER_REFUSE, &body, patience());
	talk_end(&t);
	buf_free(&body);
	return r;
}

int
keeper_explain(struct keeper *k, const char *ref, struct arena *a,
    struct keeper_answer *ret)
{
	struct buf body = BUF_INIT(KIB);
	struct keeper_answer ans = { 0 };
	struct slice envelope;
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	uint64_t at = 0;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, slice_str(ref));
	r = ask(k, &t, KEEPER_EXPLAIN, &body, patience());
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		r = wire_u64(&in, &at);
		if (r == 0)
			r = wire_str(&in, ENVELOPE_BYTES_MAX, &envelope);
	}
	if (r == 0) {
		ans.envelope = arena_zalloc(a, sizeof *ans.envelope);
		r = ans.envelope == NULL ? ERR_LIMIT :
		    envelope_decode(envelope, a, ans.envelope);
	}
	if (r == 0)
		r = take_verdict(&in, a, &ans.verdict, &ans.report);
	if (r == 0)
		r = wire_end(&in);
	if (r == 0) {
		ans.at_ms = (int64_t)at;
		*ret = ans;
	}
	talk_end(&t);
	buf_free(&body);
	return r;
}

/* --- the audit record ------------------------------------------------------------------ */

int
keeper_audit_verify(struct keeper *k, uint64_t *ret_records,
    uint64_t *ret_bad)
{
	struct talk t = { 0 };
	struct wire_in in;
	uint64_t records, bad;
	int r;

	/* A long chain takes long; silence means death, and that is seen. */
	r = talk_ask(k, &t, KEEPER_VERIFY, SLICE_NONE, -1,
	    FRAME_NO_DEADLINE);
	if (r == 0 || r == ERR_CORRUPT) {
		wire_in_init(&in, buf_slice(&t.answer));
		if (wire_u64(&in, &records) < 0 || wire_u64(&in, &bad) < 0 ||
		    wire_end(&in) < 0)
			r = ERR_PEER;
	}
	if (r == 0 || r == ERR_CORRUPT) {
		*ret_records = records;
		*ret_bad = bad;
	}
	talk_end(&t);
	return r;
}

struct lines {
	int (*emit)(void *arg, struct slice line);
	void *arg;
};

/* A piece holds whole lines. */
static int
emit_lines(void *arg, struct slice body)
{
	struct lines *l = arg;
	size_t at, end;
	int r;

	for (at = 0; at < body.len; at = end + 1) {
		end = slice_chr(body, '\n', at);
		if (end == SLICE_NPOS)
			return ERR_PEER;
		r = l->emit(l->arg, slice_sub(body, at, end));
		if (r < 0)
			return r;
	}
	return 0;
}

int
keeper_audit_export(struct keeper *k, uint64_t from,
    int (*emit)(void *arg, struct slice line), void *arg)
{
	struct buf body = BUF_INIT(64);
	struct lines lines = { emit, arg };
	struct talk t = { .piece = emit_lines, .piece_arg = &lines };
	struct wire_out w;
	int r;

	wire_out_init(&w, &body);
	wire_put_u64(&w, from);
	r = ask(k, &t, KEEPER_EXPORT, &body, FRAME_NO_DEADLINE);
	talk_end(&t);
	buf_free(&body);
	return r;
}

int
keeper_reload(struct keeper *k, int64_t deadline_mono_ms, struct arena *a,
    struct slice *ret_text)
{
	struct talk t = { 0 };
	struct wire_in in;
	int r;

	r = talk_ask(k, &t, KEEPER_RELOAD, SLICE_NONE, -1, deadline_mono_ms);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		r = protocol_str(&in, a, FRAME_BODY_MAX, ret_text);
		if (r == 0)
			r = wire_end(&in);
	}
	talk_end(&t);
	return r;
}

int
keeper_stats(struct keeper *k, struct keeper_stats *ret)
{
	struct keeper_stats got;
	struct talk t = { 0 };
	struct wire_in in;
	int r;

	r = talk_ask(k, &t, KEEPER_STATS, SLICE_NONE, -1, patience());
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		if (wire_u64(&in, &got.commits) < 0 ||
		    wire_u64(&in, &got.decisions) < 0 ||
		    wire_u64(&in, &got.records) < 0 ||
		    wire_u64(&in, &got.flushes) < 0 ||
		    wire_u64(&in, &got.largest) < 0 || wire_end(&in) < 0)
			r = ERR_PEER;
	}
	if (r == 0)
		*ret = got;
	talk_end(&t);
	return r;
}

#include "inspector/client.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ipc/frame.h"
#include "ipc/wire.h"

#define BEAT_MS		5000	/* how often a waiting caller hears of it */
/* An envelope longer than this does not travel: the child does without. */
#define ENVELOPE_TRAVELS_MAX	(FRAME_BODY_MAX - 64)

struct inspector {
	atomic_int refs;
	int channel;
	uint8_t digest[8];
};

struct inspection {
	struct inspector *inspector;
	struct frame_store *store;
	int sock;
	uint64_t spool_size;
	int64_t asked_ms;
	int64_t taken_ms;	/* when a child took it; 0 before */
	int64_t limit_ms;	/* from then on, its clock may have ended it */
	uint64_t bytes;		/* of report and edits so far */
	bool ended;		/* END was read: the child waits for edits */
	inspection_text text;	/* NULL: none is expected */
	void *text_arg;
	uint64_t text_bytes;	/* of INSPECT_TEXT so far */
	struct buf unit;	/* pieces of one that goes on */
};

struct inspector *
inspector_new(int channel_fd, const uint8_t digest[8])
{
	struct inspector *i;

	i = mem_zalloc(sizeof *i);
	atomic_init(&i->refs, 1);
	i->channel = channel_fd;
	memcpy(i->digest, digest, sizeof i->digest);
	return i;
}

struct inspector *
inspector_ref(struct inspector *i)
{
	atomic_fetch_add(&i->refs, 1);
	return i;
}

void
inspector_unref(struct inspector *i)
{
	if (i == NULL || atomic_fetch_sub(&i->refs, 1) != 1)
		return;
	close(i->channel);
	free(i);
}

void
inspection_free(struct inspection *n)
{
	if (n == NULL)
		return;
	if (n->sock != -1)
		close(n->sock);
	inspector_unref(n->inspector);
	buf_free(&n->unit);
	free(n->store);
	free(n);
}

int
request_encode(uint64_t spool_size, uint64_t wall_ms, const uint8_t digest[8],
    struct slice envelope, struct buf *out)
{
	struct wire_out w;

	wire_out_init(&w, out);
	wire_put_u64(&w, spool_size);
	wire_put_u64(&w, wall_ms);
	wire_put_bytes(&w, digest, 8);
	wire_put_str(&w, envelope);
	return wire_out_err(&w);
}

/* The request's body; the envelope is left out when it is too long. */
static int
request_body(const struct inspector *i, uint64_t size,
    const struct envelope *e, int64_t deadline_mono_ms, struct buf *out)
{
	struct buf packed = BUF_INIT(ENVELOPE_BYTES_MAX);
	struct slice travels = SLICE_NONE;
	int64_t left;
	int r;

	if (envelope_encode(e, &packed) == 0 &&
	    packed.len <= ENVELOPE_TRAVELS_MAX)
		travels = buf_slice(&packed);
	left = deadline_mono_ms - clock_mono_ms();
	r = request_encode(size, left > 0 ? (uint64_t)left : 0, i->digest,
	    travels, out);
	buf_free(&packed);
	return r;
}

int
inspection_start(struct inspector *i, int spool_fd, uint64_t spool_size,
    const struct envelope *e, int64_t deadline_mono_ms,
    struct inspection **ret)
{
	struct buf body = BUF_INIT(FRAME_BODY_MAX);
	int64_t asked_ms = clock_mono_ms();
	struct inspection *n;
	int pair[2], fds[2], r;

	r = request_body(i, spool_size, e, deadline_mono_ms, &body);
	if (r == 0)
		r = frame_pair(pair);
	if (r < 0) {
		buf_free(&body);
		return r;
	}
	fds[0] = spool_fd;
	fds[1] = pair[1];
	r = frame_send(i->channel, INSPECT_REQUEST, buf_slice(&body), fds, 2,
	    deadline_mono_ms);
	close(pair[1]);
	buf_free(&body);
	if (r < 0) {
		close(pair[0]);
		return r;
	}
	n = mem_zalloc(sizeof *n);
	n->inspector = inspector_ref(i);
	n->store = mem_alloc(sizeof *n->store);
	n->sock = pair[0];
	n->spool_size = spool_size;
	n->asked_ms = asked_ms;
	*ret = n;
	return 0;
}

/* One frame, waking the caller's beat while it takes long. */
static int
next_frame(struct inspection *n, const uint16_t *legal, size_t n_legal,
    int64_t deadline_mono_ms, void (*beat)(void *), void *beat_arg,
    struct frame *f)
{
	int64_t until;
	int r;

	for (;;) {
		until = deadline_mono_ms;
		if (beat != NULL && until > clock_mono_ms() + BEAT_MS)
			until = clock_mono_ms() + BEAT_MS;
		r = frame_recv(n->sock, n->store, legal, n_legal, until, f);
		if (r != ERR_TIMEOUT || until == deadline_mono_ms)
			break;
		beat(beat_arg);
	}
	if (r < 0)
		return r;
	/* No frame of the child's brings a descriptor. */
	if (f->fd[0] != -1) {
		frame_close_fds(f);
		return ERR_SYNTAX;
	}
	if (f->type == INSPECT_TEXT) {
		n->text_bytes += f->body.len;
		return n->text_bytes > SHOWN_BYTES_MAX ? ERR_LIMIT : 0;
	}
	n->bytes += f->body.len;
	return n->bytes > REPORT_BYTES_MAX ? ERR_LIMIT : 0;
}

/*
 * Since when the child works, and the time after which a death is the
 * clock's doing, processor or wall.  Said before the child has seen a byte of
 * the message; what cannot be is not believed all the same.
 */
static int
read_begin(struct inspection *n, struct slice body)
{
	uint32_t wall = CHILD_WALL_MAX_MS, cpu = CHILD_CPU_MAX_S * 1000;
	int64_t now = clock_mono_ms();
	uint64_t began = (uint64_t)now;
	struct wire_in w;
	int r = 0;

	if (body.len > 0) {
		wire_in_init(&w, body);
		wire_u64(&w, &began);
		wire_u32(&w, &wall);
		wire_u32(&w, &cpu);
		r = wire_end(&w);
	}
	n->taken_ms = began > (uint64_t)now ? now :
	    began < (uint64_t)n->asked_ms ? n->asked_ms : (int64_t)began;
	if (wall > CHILD_WALL_MAX_MS)
		wall = CHILD_WALL_MAX_MS;
	if (cpu > CHILD_CPU_MAX_S * 1000)
		cpu = CHILD_CPU_MAX_S * 1000;
	/* A timer may be heard a little before our clock says so. */
	n->limit_ms = (int64_t)(wall < cpu ? wall : cpu) * 95 / 100;
	return r;
}

/* Wait until a child has taken the message. */
static int
wait_begin(struct inspection *n, int64_t deadline_mono_ms,
    void (*beat)(void *), void *beat_arg)
{
	static const uint16_t legal[] = { REPORT_BEGIN, INSPECT_REFUSED };
	struct frame f;
	int r;

	r = next_frame(n, legal, 2, deadline_mono_ms, beat, beat_arg, &f);
	if (r < 0)
		return r;
	if (f.type == INSPECT_REFUSED)
		return ERR_MISMATCH;
	return read_begin(n, f.body);
}

/*
 * Why a report did not come to its end, as an anomaly.  A child that is gone
 * at about its wall limit was ended by the clock; earlier, it died.
 */
static struct report *
why_incomplete(const struct inspection *n, struct arena *a, int err)
{
	int64_t took = clock_mono_ms() - n->taken_ms;

	switch (err) {
	case ERR_TIMEOUT:
		return report_incomplete(a, ANOMALY_TIMEOUT,
		    "the inspection took too long");
	case ERR_CLOSED:
	case ERR_SYSTEM:
		if (took >= n->limit_ms)
			return report_incomplete(a, ANOMALY_TIMEOUT,
			    "the inspection was ended by its time limit");
		return report_incomplete(a, ANOMALY_CRASH,
		    "the inspection died");
	case ERR_LIMIT:
		return report_incomplete(a, ANOMALY_INCOMPLETE,
		    "the report is too long");
	default:
		return report_incomplete(a, ANOMALY_INCOMPLETE,
		    "the report does not make sense");
	}
}

void
inspection_show(struct inspection *n, inspection_text text, void *arg)
{
	n->text = text;
	n->text_arg = arg;
	buf_init(&n->unit, SHOWN_UNIT_MAX);
}

/* Join the pieces of a unit, and give it out when it is whole. */
static int
take_text(struct inspection *n, struct slice body)
{
	struct shown_unit u;
	int r = 0;

	while (r == 0 && body.len > 0) {
		r = shown_get(&body, &u);
		if (r == 0 && (u.goes_on || n->unit.len > 0)) {
			r = buf_put_slice(&n->unit, u.bytes);
			u.bytes = buf_slice(&n->unit);
		}
		if (r < 0 || u.goes_on)
			continue;
		r = n->text(n->text_arg, &u);
		buf_reset(&n->unit);
	}
	return r;
}

/* The other child shows all of it once more. */
static int
forget_text(struct inspection *n)
{
	if (n->text == NULL)
		return 0;
	buf_reset(&n->unit);
	n->text_bytes = 0;
	return n->text(n->text_arg, NULL);
}

/* 0: the report is read; 1: the reader has the message now. */
static int
read_report(struct inspection *n, struct report_reader *rr, bool may_pass_on,
    int64_t deadline_mono_ms, void (*beat)(void *), void *beat_arg)
{
	/* The last only for who asked to be shown. */
	static const uint16_t legal[] = { REPORT_FACTS, REPORT_PART,
	    REPORT_SIGNATURE, REPORT_FINDING, REPORT_ANOMALY,
	    REPORT_PREVIEW, REPORT_END, INSPECT_PASSED_ON, INSPECT_TEXT };
	size_t n_legal = sizeof legal / sizeof legal[0];
	struct frame f;
	int r;

	while (!report_reader_ended(rr)) {
		r = next_frame(n, legal, n->text != NULL ? n_legal :
		    n_legal - 1, deadline_mono_ms, beat, beat_arg, &f);
		if (r < 0)
			return r;
		if (f.type == INSPECT_PASSED_ON) {
			r = may_pass_on ? forget_text(n) : ERR_SYNTAX;
			return r < 0 ? r : 1;
		}
		if (f.type == INSPECT_TEXT) {
			r = take_text(n, f.body);
		} else {
			may_pass_on = false;
			r = report_reader_feed(rr, f.type, f.body);
		}
		if (r < 0)
			return r == ERR_LIMIT ? ERR_LIMIT : ERR_SYNTAX;
	}
	n->ended = true;
	return 0;
}

/*
 * From one child; negative: no child took it.  *ret_passed_on: another one has
 * to be waited for.
 */
static int
report_of_one(struct inspection *n, struct arena *a, bool may_pass_on,
    int64_t deadline_mono_ms, void (*beat)(void *), void *beat_arg,
    struct report **ret, bool *ret_passed_on)
{
	struct report_reader *rr;
	int r;

	*ret = NULL;
	*ret_passed_on = false;
	r = wait_begin(n, deadline_mono_ms, beat, beat_arg);
	if (r == ERR_SYNTAX || r == ERR_TYPE || r == ERR_LIMIT ||
	    r == ERR_SHORT || r == ERR_TRAILING) {
		/* Something took it and talks nonsense. */
		*ret = why_incomplete(n, a, r);
		return *ret != NULL ? 0 : ERR_LIMIT;
	}
	if (r < 0)
		return r;
	rr = report_reader_new(a);
	r = read_report(n, rr, may_pass_on, deadline_mono_ms, beat, beat_arg);
	*ret_passed_on = r == 1;
	if (r <= 0)
		*ret = r < 0 ? why_incomplete(n, a, r) :
		    report_reader_result(rr);
	report_reader_free(rr);
	if (r <= 0 && *ret == NULL)
		return ERR_LIMIT;
	if (r < 0) {
		/* What it still might say is not heard. */
		close(n->sock);
		n->sock = -1;
	}
	return 0;
}

int
inspection_report(struct inspection *n, struct arena *a,
    int64_t deadline_mono_ms, void (*beat)(void *), void *beat_arg,
    struct report **ret)
{
	bool passed_on;
	int r;

	r = report_of_one(n, a, true, deadline_mono_ms, beat, beat_arg, ret,
	    &passed_on);
	if (r == 0 && passed_on)
		r = report_of_one(n, a, false, deadline_mono_ms, beat,
		    beat_arg, ret, &passed_on);
	return r;
}

static int
read_list(struct inspection *n, int64_t deadline_mono_ms, struct buf *out)
{
	static const uint16_t legal[] = { EDIT_FRAME_LIST, EDIT_FRAME_END };
	struct frame f;
	int r;

	for (;;) {
		r = next_frame(n, legal, 2, deadline_mono_ms, NULL, NULL, &f);
		if (r < 0)
			return r;
		if (f.type == EDIT_FRAME_END)
			return 0;
		r = buf_put_slice(out, f.body);
		if (r < 0)
			return r;
	}
}

int
inspection_edit(struct inspection *n, const struct edit_request *q,
    size_t count, int64_t deadline_mono_ms, struct arena *a,
    struct edit_list *ret)
{
	struct buf body = BUF_INIT(FRAME_BODY_MAX);
	struct buf list = BUF_INIT(REPORT_BYTES_MAX);
	int r;

	if (!n->ended || n->sock == -1)
		return ERR_WRONG_STATE;
	r = edit_requests_encode(q, count, &body);
	if (r == 0)
		r = frame_send(n->sock, EDIT_FRAME_REQUEST, buf_slice(&body),
		    NULL, 0, deadline_mono_ms);
	if (r == 0)
		r = read_list(n, deadline_mono_ms, &list);
	if (r == 0)
		r = edit_list_decode(buf_slice(&list), n->spool_size, a, ret);
	buf_free(&body);
	buf_free(&list);
	return r;
}

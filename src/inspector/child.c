#include "inspector/child.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "inspector/client.h"
#include "ipc/frame.h"
#include "ipc/wire.h"
#include "mail/report.h"
#include "privsep/sandbox.h"

#define SEALS	(F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

enum refusal {
	REFUSED_RULESET = 1,
	REFUSED_REQUEST = 2
};

struct request {
	uint64_t size;
	uint64_t wall_ms;
	uint8_t digest[8];
	struct slice envelope;
};

static _Noreturn void
refuse(int reply, enum refusal why)
{
	uint8_t body = (uint8_t)why;

	frame_send(reply, INSPECT_REFUSED, slice_of(&body, 1), NULL, 0,
	    clock_mono_ms() + 1000);
	_exit(0);
}

static int
request_read(struct slice body, struct request *ret)
{
	struct wire_in w;

	wire_in_init(&w, body);
	wire_u64(&w, &ret->size);
	wire_u64(&w, &ret->wall_ms);
	wire_bytes(&w, ret->digest, sizeof ret->digest);
	wire_str(&w, FRAME_BODY_MAX, &ret->envelope);
	return wire_end(&w);
}

/*
 * Map the spool.  Only a sealed one: bytes that change while they are read
 * would be judged as one message and leave as another.
 */
static int
spool_map(int fd, uint64_t size, struct slice *ret)
{
	struct stat st;
	void *map;
	int seals;

	seals = fcntl(fd, F_GET_SEALS);
	if (seals == -1 || (seals & SEALS) != SEALS || fstat(fd, &st) == -1 ||
	    st.st_size < 0 || (uint64_t)st.st_size != size)
		return ERR_DENIED;
	*ret = SLICE_NONE;
	if (size == 0)
		return 0;
	map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return ERR_SYSTEM;
	*ret = slice_of(map, size);
	return 0;
}

/*
 * Bounds that hold for good: clock, memory, processor, and what it may ask of
 * the kernel.  No byte of the message is read before they stand.
 */
static int
bind_itself(const struct zygote *z, uint64_t address_space, uint64_t size,
    uint64_t wall_ms)
{
	struct sandbox_options opt = { .insecure = z->insecure };
	uint64_t memory;
	int r;

	memory = address_space + z->limits.memory + size;
	r = sandbox_bound_child(memory, z->limits.cpu_s, (unsigned)wall_ms);
	return r < 0 ? r : sandbox_enter(SANDBOX_CHILD, &opt);
}

/* The message is taken; the body tells since when, and for how long. */
static int
say_begin(const struct zygote *z, const struct inspection_job *job,
    uint64_t wall)
{
	struct buf body = BUF_INIT(32);
	struct wire_out w;
	int r;

	wire_out_init(&w, &body);
	wire_put_u64(&w, (uint64_t)job->hard_deadline_mono_ms - wall);
	wire_put_u32(&w, (uint32_t)wall);
	wire_put_u32(&w, z->limits.cpu_s * 1000);
	r = wire_out_err(&w);
	if (r == 0)
		r = frame_send(job->reply, REPORT_BEGIN, buf_slice(&body),
		    NULL, 0, job->hard_deadline_mono_ms);
	buf_free(&body);
	return r;
}

/*
 * The reader's children begin afresh, with the time that is left.  The client
 * is told first: from then on it waits as if nobody had taken the message.
 */
static void
pass_on(const struct zygote *z, const struct inspection_job *job)
{
	struct buf body = BUF_INIT(FRAME_BODY_MAX);
	int64_t left = job->hard_deadline_mono_ms - clock_mono_ms();
	int fds[2] = { job->spool, job->reply };

	if (z->reader.requests != -1 && left > 0 &&
	    frame_send(job->reply, INSPECT_PASSED_ON, SLICE_NONE, NULL, 0,
	    job->hard_deadline_mono_ms) == 0 &&
	    request_encode(job->message.len, (uint64_t)left, z->digest,
	    job->envelope, &body) == 0)
		(void)frame_send(z->reader.requests, INSPECT_REQUEST,
		    buf_slice(&body), fds, 2, job->hard_deadline_mono_ms);
	buf_free(&body);
}

static _Noreturn void
serve(const struct zygote *z, uint64_t address_space, struct frame *f)
{
	struct inspection_job job = { .reply = f->fd[1], .spool = f->fd[0] };
	struct request q;
	uint64_t wall;
	int64_t now;

	if (f->fd[0] == -1 || f->fd[1] == -1)
		_exit(1);
	if (request_read(f->body, &q) < 0)
		refuse(job.reply, REFUSED_REQUEST);
	if (memcmp(q.digest, z->digest, sizeof q.digest) != 0)
		refuse(job.reply, REFUSED_RULESET);
	wall = q.wall_ms < z->limits.wall_ms ? q.wall_ms : z->limits.wall_ms;
	/* Nobody waits any more. */
	if (wall == 0)
		_exit(0);
	if (spool_map(f->fd[0], q.size, &job.message) < 0)
		refuse(job.reply, REFUSED_REQUEST);
	if (bind_itself(z, address_space, q.size, wall) < 0)
		_exit(1);
	now = clock_mono_ms();
	job.envelope = q.envelope;
	job.soft_deadline_mono_ms = now + (int64_t)(wall * 8 / 10);
	job.hard_deadline_mono_ms = now + (int64_t)wall;
	if (say_begin(z, &job, wall) < 0)
		_exit(0);
	if (z->work(z->arg, &job) == ERR_ELSEWHERE)
		pass_on(z, &job);
	_exit(0);
}

_Noreturn void
child_serve(const struct zygote *z, uint64_t address_space)
{
	static const uint16_t legal[] = { INSPECT_REQUEST };
	/* The body is borrowed from here until the process ends. */
	static struct frame_store store;
	struct frame f;
	int r;

	r = frame_recv_exclusive(z->requests, &store, legal, 1, &f);
	/* From here on it cannot see another request. */
	close(z->requests);
	if (r == ERR_CLOSED)
		_exit(0);
	if (r < 0)
		_exit(1);
	serve(z, address_space, &f);
}

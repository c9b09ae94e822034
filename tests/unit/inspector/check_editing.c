/*
 * Children that report well and then fail at the edits: each time the caller
 * hears of it in time, as an error and never as a list, and the next message
 * is none the worse.
 */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "ipc/frame.h"
#include "mail/report.h"
#include "nursery.h"

#define PATIENCE_MS	UNIT_PATIENCE_MS

/* Clocks that no child runs into by chance, however busy the machine ... */
static const struct zygote_limits roomy = {
	.children = 2, .wall_ms = 2 * UNIT_PATIENCE_MS, .cpu_s = 60,
	.memory = 64 * MIB,
};
/* ... and for those that are to run into them. */
static const struct zygote_limits low = {
	.children = 2, .wall_ms = 3000, .cpu_s = 1, .memory = 64 * MIB,
};

static volatile int sink;
static void *volatile nothing;

/* --- what they do once they were asked ------------------------------------------ */

static int
emit(void *arg, enum report_record type, struct slice body)
{
	const struct inspection_job *j = arg;

	return frame_send(j->reply, (uint16_t)type, body, NULL, 0,
	    j->hard_deadline_mono_ms);
}

static void
send_piece(const struct inspection_job *j, uint16_t type, struct slice body)
{
	frame_send(j->reply, type, body, NULL, 0, j->hard_deadline_mono_ms);
}

/* One request, answered, and nothing done. */
static void
packed(struct buf *out, const struct splice *s, size_t n, uint64_t body_offset)
{
	struct edit_outcome said = { EDIT_DONE, SLICE(""), SLICE("plain"),
	    EDIT_OTHERWISE_NONE };
	struct edit_list l = { .outcomes = &said, .outcome_count = 1,
	    .splices = (struct splice *)(uintptr_t)s, .splice_count = n,
	    .body_offset = body_offset };

	buf_init(out, REPORT_BYTES_MAX);
	edit_list_encode(&l, out);
}

static void
answer(const struct inspection_job *j)
{
	const struct splice s = { j->message.len, j->message.len,
	    SLICE("text\r\n") };
	struct buf b;

	packed(&b, &s, 1, 0);
	send_piece(j, EDIT_FRAME_LIST, buf_slice(&b));
	send_piece(j, EDIT_FRAME_END, SLICE(""));
}

static void
segfault(const struct inspection_job *j)
{
	(void)j;
	sink = *(volatile int *)nothing;
}

static void
give_up(const struct inspection_job *j)
{
	(void)j;
	abort();
}

static void
leave(const struct inspection_job *j)
{
	(void)j;
}

/* It waits for another request, which never comes. */
static void
hang(const struct inspection_job *j)
{
	static const uint16_t legal[] = { EDIT_FRAME_REQUEST };
	static struct frame_store store;
	struct frame f;

	frame_recv(j->reply, &store, legal, 1,
	    j->hard_deadline_mono_ms + PATIENCE_MS, &f);
}

static void
spin(const struct inspection_job *j)
{
	(void)j;
	for (;;)
		sink++;
}

static void
eat_memory(const struct inspection_job *j)
{
	uint8_t *p;
	size_t i, n;

	(void)j;
	/* Four times what it may have; a sanitizer's build lets it. */
	for (n = 0; n < 256; n++) {
		p = malloc(MIB);
		if (p == NULL)
			abort();
		for (i = 0; i < MIB; i += 4096)
			p[i] = 1;
	}
	abort();
}

static void
half_a_list(const struct inspection_job *j)
{
	struct buf b;

	packed(&b, NULL, 0, 0);
	send_piece(j, EDIT_FRAME_LIST, slice_sub(buf_slice(&b), 0, b.len / 2));
	send_piece(j, EDIT_FRAME_END, SLICE(""));
}

static void
list_without_end(const struct inspection_job *j)
{
	struct buf b;

	packed(&b, NULL, 0, 0);
	send_piece(j, EDIT_FRAME_LIST, buf_slice(&b));
}

static void
nothing_at_all(const struct inspection_job *j)
{
	send_piece(j, EDIT_FRAME_END, SLICE(""));
}

static void
noise(const struct inspection_job *j)
{
	uint8_t b[500];
	size_t i;

	for (i = 0; i < sizeof b; i++)
		b[i] = (uint8_t)(i * 37 + 11);
	send_piece(j, EDIT_FRAME_LIST, slice_of(b, sizeof b));
	send_piece(j, EDIT_FRAME_END, SLICE(""));
}

static void
flood(const struct inspection_job *j)
{
	static uint8_t b[FRAME_BODY_MAX];

	for (;;)
		if (frame_send(j->reply, EDIT_FRAME_LIST, slice_of(b,
		    sizeof b), NULL, 0, j->hard_deadline_mono_ms) < 0)
			return;
}

static void
another_report(const struct inspection_job *j)
{
	send_piece(j, REPORT_END, SLICE(""));
}

static void
past_the_end(const struct inspection_job *j)
{
	const struct splice s = { j->message.len, j->message.len + 1,
	    SLICE("x") };
	struct buf b;

	packed(&b, &s, 1, 0);
	send_piece(j, EDIT_FRAME_LIST, buf_slice(&b));
	send_piece(j, EDIT_FRAME_END, SLICE(""));
}

static void
in_the_header(const struct inspection_job *j)
{
	const struct splice s = { 0, 0, SLICE("From: boss@x\r\n") };
	struct buf b;

	packed(&b, &s, 1, 2);
	send_piece(j, EDIT_FRAME_LIST, buf_slice(&b));
	send_piece(j, EDIT_FRAME_END, SLICE(""));
}

static const struct {
	const char *name;
	void (*act)(const struct inspection_job *j);
	bool is_list;		/* an answer */
	bool is_endless;
} ways[] = {
	{ "answer", answer, true, false },
	{ "segfault", segfault, false, false },
	{ "abort", give_up, false, false },
	{ "leave", leave, false, false },
	{ "hang", hang, false, true },
	{ "spin", spin, false, true },
	{ "memory", eat_memory, false, false },
	{ "half", half_a_list, false, false },
	{ "no-end", list_without_end, false, false },
	{ "nothing", nothing_at_all, false, false },
	{ "noise", noise, false, false },
	{ "flood", flood, false, false },
	{ "report", another_report, false, false },
	{ "past", past_the_end, false, false },
	{ "header", in_the_header, false, false },
};

/* The message says which. */
static int
act(void *arg, const struct inspection_job *j)
{
	static const uint16_t legal[] = { EDIT_FRAME_REQUEST };
	static struct frame_store store;
	struct report r = { .complete = true, .preview = j->message };
	struct frame f;
	size_t i;

	(void)arg;
	report_write(&r, emit, (void *)(uintptr_t)j);
	if (frame_recv(j->reply, &store, legal, 1, j->hard_deadline_mono_ms,
	    &f) < 0)
		return 0;
	for (i = 0; i < sizeof ways / sizeof ways[0]; i++)
		if (slice_eq_str(j->message, ways[i].name))
			ways[i].act(j);
	return 0;
}

/* --- and what is heard of it ---------------------------------------------------------- */

static int
ask(struct nursery_test *t, const char *name, int64_t patience_ms,
    struct edit_list *ret)
{
	struct edit_request q = { EDIT_DISCLAIMER, SLICE("plain"), SLICE(""),
	    NULL };
	struct inspection *n;
	struct report *r;
	int err;

	ck_assert_int_eq(nursery_ask(t, slice_str(name), PATIENCE_MS, &r, &n),
	    0);
	ck_assert(r->complete);
	err = inspection_edit(n, &q, 1, clock_mono_ms() + patience_ms,
	    t->arena, ret);
	inspection_free(n);
	return err;
}

START_TEST(test_way)
{
	struct nursery_test t;
	struct edit_list l;
	int round, err;

	nursery_start(&t, ways[_i].is_endless ? &low : &roomy, act, NULL);
	for (round = 0; round < 3; round++) {
		memset(&l, 0xff, sizeof l);
		err = ask(&t, ways[_i].name, PATIENCE_MS, &l);
		if (ways[_i].is_list) {
			ck_assert_int_eq(err, 0);
			ck_assert_uint_eq(l.splice_count, 1);
		} else {
			ck_assert_int_lt(err, 0);
			/* Touched on success only. */
			ck_assert_uint_eq(l.splice_count, SIZE_MAX);
		}
		ck_assert_int_eq(ask(&t, "answer", PATIENCE_MS, &l), 0);
	}
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
}
END_TEST

/* The caller's patience ends first. */
START_TEST(test_deadline)
{
	struct nursery_test t;
	struct edit_list l;

	nursery_start(&t, &roomy, act, NULL);
	ck_assert_int_eq(ask(&t, "hang", 200, &l), ERR_TIMEOUT);
	ck_assert_int_eq(ask(&t, "answer", PATIENCE_MS, &l), 0);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "ways to fail", test_way, N_OF(ways) },
		{ "deadline", test_deadline, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("editing", tests);
}

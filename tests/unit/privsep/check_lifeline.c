#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ipc/wire.h"
#include "privsep/lifeline.h"
#include "unit/unit.h"

static struct frame_store store;

static void
receive(int sock, struct frame *f)
{
	ck_assert_int_eq(frame_recv(sock, &store, lifeline_to_role,
	    lifeline_to_role_count, clock_mono_ms() + UNIT_PATIENCE_MS, f), 0);
}

/* Send a set from a child process and take it in here. */
static int
pass(const struct rules_files *out, bool to_inspector, struct rules_files *in)
{
	struct rules_intake intake = { 0 };
	struct frame f;
	int pair[2], r;
	pid_t pid;

	ck_assert_int_eq(frame_pair(pair), 0);
	pid = fork();
	if (pid == 0)
		_exit((to_inspector ? rules_files_send_all :
		    rules_files_send)(pair[0], out,
		    clock_mono_ms() + UNIT_PATIENCE_MS) == 0 ? 0 : 1);
	do {
		receive(pair[1], &f);
		r = rules_intake_feed(&intake, &f, in);
	} while (r == 0);
	close(pair[0]);
	close(pair[1]);
	return r;
}

START_TEST(test_files_arrive)
{
	struct rules_files out = { 0 }, in = { 0 };
	uint8_t *big = mem_alloc(300 * KIB);
	size_t i;

	for (i = 0; i < 300 * KIB; i++)
		big[i] = (uint8_t)(i * 7);
	ck_assert_int_eq(rules_files_add(&out, "/etc/exeat/exeat.conf",
	    SLICE("set mode watch\n")), 0);
	ck_assert_int_eq(rules_files_add(&out, "empty", SLICE_NONE), 0);
	ck_assert_int_eq(rules_files_add(&out, "big",
	    slice_of(big, 300 * KIB)), 0);
	ck_assert_int_eq(pass(&out, false, &in), 1);
	ck_assert_uint_eq(in.count, 3);
	ck_assert_uint_eq(in.total, out.total);
	for (i = 0; i < 3; i++) {
		ck_assert_str_eq(in.file[i].path, out.file[i].path);
		ck_assert_uint_eq(in.file[i].len, out.file[i].len);
		ck_assert(slice_eq(slice_of(in.file[i].bytes, in.file[i].len),
		    slice_of(out.file[i].bytes, out.file[i].len)));
	}
	ck_assert_ptr_eq(rules_files_find(&in, "big"), &in.file[2]);
	ck_assert_ptr_null(rules_files_find(&in, "other"));
	rules_files_free(&in);
	rules_files_free(&out);
	free(big);
}
END_TEST

/* A key between two files: inspectors get all three, the others two. */
START_TEST(test_secret_files)
{
	struct rules_files out = { 0 }, in = { 0 };

	ck_assert_int_eq(rules_files_add(&out, "a", SLICE("1")), 0);
	ck_assert_int_eq(rules_files_add(&out, "a.key", SLICE("secret")), 0);
	rules_files_set_secret(&out);
	ck_assert_int_eq(rules_files_add(&out, "b", SLICE("2")), 0);
	ck_assert_int_eq(pass(&out, false, &in), 1);
	ck_assert_uint_eq(in.count, 2);
	ck_assert_ptr_null(rules_files_find(&in, "a.key"));
	ck_assert_ptr_nonnull(rules_files_find(&in, "b"));
	rules_files_free(&in);
	ck_assert_int_eq(pass(&out, true, &in), 1);
	ck_assert_uint_eq(in.count, 3);
	ck_assert_uint_eq(rules_files_find(&in, "a.key")->len, 6);
	/* And an inspector hands it on to its reader. */
	rules_files_free(&out);
	ck_assert_int_eq(pass(&in, false, &out), 1);
	ck_assert_uint_eq(out.count, 3);
	rules_files_free(&in);
	rules_files_free(&out);
}
END_TEST

START_TEST(test_limits)
{
	struct rules_files set = { 0 };
	uint8_t *bytes = calloc(1, CONF_FILE_MAX + 1);
	size_t i;

	ck_assert_ptr_nonnull(bytes);
	ck_assert_int_eq(rules_files_add(&set, "past",
	    slice_of(bytes, CONF_FILE_MAX + 1)), ERR_LIMIT);
	for (i = 0; i < RULES_BYTES_MAX / CONF_FILE_MAX; i++)
		ck_assert_int_eq(rules_files_add(&set, "at",
		    slice_of(bytes, CONF_FILE_MAX)), 0);
	ck_assert_uint_eq(set.total, RULES_BYTES_MAX);
	ck_assert_int_eq(rules_files_add(&set, "past", SLICE("x")), ERR_LIMIT);
	rules_files_free(&set);
	for (i = 0; i < CONF_FILES_MAX; i++)
		ck_assert_int_eq(rules_files_add(&set, "f", SLICE_NONE), 0);
	ck_assert_int_eq(rules_files_add(&set, "f", SLICE_NONE), ERR_LIMIT);
	rules_files_free(&set);
	free(bytes);
}
END_TEST

/* A sequence of frames: b begin, f whole file, p part, e end, x odd bytes. */
static const struct {
	const char *name, *frames;
	uint32_t count;
	int result;		/* of the last frame */
} orders[] = {
	{ "a file",			"bfe",	1, 1 },
	{ "no file at all",		"be",	0, 1 },
	{ "a file in two parts",	"bpfe",	1, 1 },
	{ "a file before the beginning", "f",	1, ERR_WRONG_STATE },
	{ "an end before the beginning", "e",	1, ERR_WRONG_STATE },
	{ "two beginnings",		"bb",	1, ERR_WRONG_STATE },
	{ "an end in a file",		"bpe",	1, ERR_WRONG_STATE },
	{ "a file too few",		"bfe",	2, ERR_WRONG_STATE },
	{ "a file too many",		"bff",	1, ERR_LIMIT },
	{ "too many announced",		"b",	CONF_FILES_MAX + 1, ERR_LIMIT },
	{ "as many as may be",		"bf",	CONF_FILES_MAX, 0 },
	{ "another name in the middle",	"bpg",	2, ERR_WRONG_STATE },
	{ "an end with bytes",		"bfx",	1, ERR_TRAILING },
	{ "a short beginning",		"s",	0, ERR_SHORT },
};

static void
make(char c, uint32_t count, struct buf *b, struct frame *f)
{
	struct wire_out w;

	buf_reset(b);
	wire_out_init(&w, b);
	f->type = LIFELINE_RULES_FILE;
	if (c == 'b' || c == 's') {
		f->type = LIFELINE_RULES_BEGIN;
		wire_put_u32(&w, count);
	} else if (c == 'e' || c == 'x') {
		f->type = LIFELINE_RULES_END;
		if (c == 'x')
			wire_put_u8(&w, 1);
	} else {
		wire_put_str(&w, c == 'g' ? SLICE("other") : SLICE("name"));
		wire_put_bool(&w, c != 'p');
		wire_put_bytes(&w, "bytes", 5);
	}
	f->body = buf_slice(b);
	if (c == 's')
		f->body.len = 3;
}

START_TEST(test_order)
{
	struct buf b = BUF_INIT(FRAME_BODY_MAX);
	struct rules_files set = { 0 };
	struct rules_intake in = { 0 };
	struct frame f = { .fd = { -1, -1 } };
	const char *c;
	int r = 0;

	for (c = orders[_i].frames; *c != '\0'; c++) {
		make(*c, orders[_i].count, &b, &f);
		r = rules_intake_feed(&in, &f, &set);
		if (c[1] != '\0')
			ck_assert_msg(r == 0, "%s: frame %c gave %d",
			    orders[_i].name, *c, r);
	}
	ck_assert_msg(r == orders[_i].result, "%s: %d", orders[_i].name, r);
	if (r < 0)
		ck_assert(in.set.count == 0 && !in.open);
	rules_intake_free(&in);
	rules_files_free(&set);
	buf_free(&b);
}
END_TEST

START_TEST(test_words)
{
	uint8_t digest[LIFELINE_DIGEST_SIZE] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	uint8_t got[LIFELINE_DIGEST_SIZE];
	struct slice role, text;
	uint32_t grace = 0;
	struct frame f;
	int pair[2];
	bool has;

	ck_assert_int_eq(frame_pair(pair), 0);
	ck_assert_int_eq(lifeline_drain(pair[0], 25000), 0);
	receive(pair[1], &f);
	ck_assert_int_eq(lifeline_drain_grace(&f, &grace), 0);
	ck_assert_uint_eq(grace, 25000);
	ck_assert_int_eq(lifeline_new_inspector(pair[0], pair[0], digest), 0);
	receive(pair[1], &f);
	ck_assert_int_eq(lifeline_digest(&f, got, &has), 0);
	ck_assert(has && memcmp(got, digest, sizeof got) == 0);
	ck_assert_int_ne(f.fd[0], -1);
	frame_close_fds(&f);
	ck_assert_int_eq(lifeline_new_inspector(pair[0], pair[0], NULL), 0);
	receive(pair[1], &f);
	ck_assert_int_eq(lifeline_digest(&f, got, &has), 0);
	ck_assert(!has);
	f.body.len = 3;
	ck_assert_int_eq(lifeline_digest(&f, got, &has), ERR_SYNTAX);
	frame_close_fds(&f);
	ck_assert_int_eq(lifeline_record(pair[0], "exeat-milter", "text"), 0);
	receive(pair[1], &f);
	ck_assert_int_eq(lifeline_record_read(&f, &role, &text), 0);
	ck_assert(slice_eq_str(role, "exeat-milter") &&
	    slice_eq_str(text, "text"));
	close(pair[1]);
	ck_assert_int_eq(lifeline_note(pair[0], "x"), ERR_CLOSED);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "files arrive", test_files_arrive, 0 },
		{ "secret files", test_secret_files, 0 },
		{ "limits", test_limits, 0 },
		{ "order", test_order, N_OF(orders) },
		{ "words", test_words, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("lifeline", cases);
}

/*
 * fuzz_format -- hostile bytes straight into one format's reader, whatever
 * their first bytes say; members then go the ordinary way.
 *
 * With clang -fsanitize=fuzzer (-DFUZZ_ENGINE) the engine drives it and
 * $FUZZ_FORMAT names the format: as the table of formats calls it, or any
 * other word for a file of that extension, read as what it is found to be.
 * Without, it replays the inputs of every format, each both ways.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/trial.h"
#include "fuzz/replay.h"
#include "fuzz/watch.h"
#include "mime/mime.h"

#define READ_MS	20000

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const struct extract_format *
format_named(const char *name)
{
	const struct extract_format *const *f;

	for (f = extract_formats(); *f != NULL; f++)
		if (strcmp((*f)->name, name) == 0 && (*f)->read != NULL)
			return *f;
	return NULL;
}

/* What the engine does with a part once the format is chosen. */
static int
read_part(struct extract_engine *e, const struct extract_format *f,
    struct slice bytes)
{
	struct extract_job *j = engine_job(e, SLICE("1"), SLICE_NONE, 1);
	struct type_found found;
	int r;

	if (j == NULL)
		return ERR_LIMIT;
	j->bytes = bytes;
	found = type_detect(e->env, bytes, SLICE_NONE, SLICE_NONE);
	j->part->detected = arena_dup(e->arena, found.mime);
	r = engine_report_part(j);
	if (r < 0)
		return r;
	e->current = j;
	e->out.container = slice_str(f->name);
	j->where_now = j->where;
	(void)f->read(j);
	r = units_flush(j);
	engine_leave(j);
	return r;
}

static void
read_pinned(const struct extract_format *f, struct slice bytes)
{
	static const uint8_t key[32] = { 1 };
	struct extract_budget budget = {
		.deadline_mono_ms = clock_mono_ms() + READ_MS,
	};
	struct watch w;
	const struct extract_sink sink = watch_sink(&w);
	struct extract_engine e = {
		.env = watch_env(), .name_key = key, .budget = &budget,
		.arena = arena_new(MESSAGE_ARENA_MAX), .sink = &sink,
	};

	e.waiting_end = &e.waiting;
	e.trial = trial_new(e.arena);
	buf_init(&e.out.bytes, 4 * TEXT_WINDOW);
	(void)read_part(&e, f, bytes);
	(void)engine_run(&e);
	for (; e.ends != NULL; e.ends = e.ends->next)
		e.ends->release(e.ends->arg);
	watch_budget(&budget);
	trial_free(e.trial);
	buf_free(&e.out.bytes);
	free(e.out.units);
	arena_free(e.out.scratch);
	arena_free(e.arena);
}

/* As an attachment of that extension. */
static void
read_found(const char *extension, struct slice bytes)
{
	static const uint8_t key[32] = { 1 };
	struct extract_budget budget = {
		.deadline_mono_ms = clock_mono_ms() + READ_MS,
	};
	struct buf b = BUF_INIT(bytes.len + 64 * KIB);
	struct arena *a = arena_new(MESSAGE_ARENA_MAX);
	struct mime_message *m;
	struct watch w;
	const struct extract_sink sink = watch_sink(&w);

	buf_printf(&b, "From: a@b.example\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: application/octet-stream; name=\"a.%s\"\r\n"
	    "Content-Transfer-Encoding: binary\r\n\r\n", extension);
	buf_put_slice(&b, bytes);
	if (mime_read(buf_slice(&b), SLICE_NONE, 0, a, &m) == 0) {
		(void)extract_message(watch_env(), m, key, &budget, a, &sink);
		watch_budget(&budget);
	}
	arena_free(a);
	buf_free(&b);
}

/* The format in hand; set before the first input. */
static const char *current;

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const struct extract_format *f;

	if (current == NULL)
		current = getenv("FUZZ_FORMAT");
	if (current == NULL) {
		fprintf(stderr, "fuzz_format: FUZZ_FORMAT names no format\n");
		abort();
	}
	f = format_named(current);
	if (f != NULL)
		read_pinned(f, slice_of(bytes, len));
	else
		read_found(current, slice_of(bytes, len));
	return 0;
}

#ifndef FUZZ_ENGINE

#define COPIES	3000	/* of a format's seeds, damaged */

static int
find_out(const uint8_t *bytes, size_t len)
{
	read_found(current, slice_of(bytes, len));
	return 0;
}

/* Entries of their own have these. */
static bool
is_elsewhere(const char *name)
{
	static const char *const others[] = { "charset", "conf", "detect",
	    "extract", "mime", "rewrite", "wire", NULL };
	size_t i;

	for (i = 0; others[i] != NULL; i++)
		if (strcmp(others[i], name) == 0)
			return true;
	return false;
}

int
main(void)
{
	char **names = replay_names();
	int64_t began;
	size_t i, n, all = 0;

	for (i = 0; names[i] != NULL; i++) {
		if (is_elsewhere(names[i]))
			continue;
		current = names[i];
		began = clock_mono_ms();
		n = replay_folder(current, COPIES, LLVMFuzzerTestOneInput);
		if (format_named(current) != NULL)
			(void)replay_folder(current, 0, find_out);
		printf("%-10s %zu inputs, %lld ms%s\n", current, n,
		    (long long)(clock_mono_ms() - began),
		    format_named(current) != NULL ? "" : ", as found");
		all += n;
	}
	replay_names_free(names);
	if (all == 0) {
		printf("SKIP: no seeds below $EXEAT_SRC/tests/fuzz\n");
		return 77;
	}
	return EXIT_SUCCESS;
}

#endif

/*
 * scan -- what the detectors alone cost: one text again and again.
 *
 *	scan [--cells] [--rules FILE | --config FILE] SECONDS FILE ...
 *
 * A line for each file: megabytes a second (of 1,000,000 bytes), findings of
 * one pass, and passes.  --cells: each line is a row, each comma parts cells,
 * the first line has the headers.  All built-in detectors, the lexicons as
 * shipped; --rules adds the blocks of one file of rules (no file within it),
 * --config a configuration with all that it names, known documents too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "detect/detect.h"

#define COLUMNS_MAX	256

struct units {
	struct text_unit *list;
	size_t count, cap;
	struct slice headers[COLUMNS_MAX];
};

static void
unit_add(struct units *u, size_t from, size_t to, uint32_t row, size_t column)
{
	struct text_unit *unit;

	u->list = mem_grow(u->list, u->count, &u->cap, sizeof *u->list);
	unit = &u->list[u->count++];
	memset(unit, 0, sizeof *unit);
	unit->from = from;
	unit->to = to;
	unit->where = row == 0 ? FINDING_BODY : FINDING_ATTACHMENT;
	unit->row = row;
	if (row > 1 && column < COLUMNS_MAX)
		unit->header = u->headers[column];
}

static void
split_cells(struct units *u, struct slice s)
{
	size_t at, from, column;
	uint32_t row;

	row = 1;
	column = from = 0;
	for (at = 0; at < s.len; at++) {
		if (s.ptr[at] != ',' && s.ptr[at] != '\n')
			continue;
		if (row == 1 && column < COLUMNS_MAX)
			u->headers[column] = slice_sub(s, from, at);
		if (at > from)
			unit_add(u, from, at, row, column);
		column = s.ptr[at] == ',' ? column + 1 : 0;
		row += s.ptr[at] == '\n';
		from = at + 1;
	}
}

static size_t
pass(const struct detect_plan *plan, const struct text *t)
{
	struct arena *a = arena_new(MESSAGE_ARENA_MAX);
	struct detect_run *run = detect_run_new(plan, a);
	const char *detail = NULL;
	struct finding *list;
	size_t n = 0;

	if (run == NULL || detect_scan(run, t, &detail) < 0 ||
	    detect_findings(run, &list, &n) < 0)
		fprintf(stderr, "scan: %s\n", detail != NULL ? detail :
		    "a limit");
	arena_free(a);
	return n;
}

static int
read_file(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	int c;

	if (f == NULL) {
		perror(path);
		return -1;
	}
	while ((c = getc(f)) != EOF)
		if (buf_putc(out, (uint8_t)c) < 0)
			break;
	fclose(f);
	return 0;
}

static void
measure(const struct detect_plan *plan, const char *path, double seconds,
    bool cells)
{
	struct buf bytes = BUF_INIT(64 * MIB);
	struct units units;
	struct text t;
	int64_t begin, now;
	size_t n, found;

	memset(&units, 0, sizeof units);
	memset(&t, 0, sizeof t);
	if (read_file(path, &bytes) < 0)
		return;
	t.bytes = buf_slice(&bytes);
	t.part = SLICE("1");
	t.container = SLICE("text");
	if (cells)
		split_cells(&units, t.bytes);
	else
		unit_add(&units, 0, t.bytes.len, 0, 0);
	t.units = units.list;
	t.unit_count = units.count;
	found = pass(plan, &t);
	n = 0;
	begin = now = clock_mono_ms();
	while ((double)(now - begin) < seconds * 1000) {
		pass(plan, &t);
		n++;
		now = clock_mono_ms();
	}
	printf("%s %.1f MB/s, %zu findings, %zu passes\n", path,
	    (double)t.bytes.len * (double)n / 1000.0 / (double)(now - begin),
	    found, n);
	free(units.list);
	buf_free(&bytes);
}

/* The rules and what they name. */
static int
load(const char *config, struct slice rules, struct conf_diag *diag,
    struct conf_tree **ret_tree, struct detect_plan **ret)
{
	int r;

	r = config != NULL ? conf_load(&conf_source_disk, config, diag,
	    ret_tree) : conf_parse(rules, "rules", diag, ret_tree);
	if (r == 0)
		r = detect_plan_new(*ret_tree, diag, ret);
	if (r == 0)
		r = detect_plan_documents(*ret, *ret_tree, &conf_source_disk,
		    diag);
	if (r == 0)
		r = detect_plan_records(*ret, *ret_tree, &conf_source_disk,
		    diag);
	return r;
}

static int
usage(void)
{
	fprintf(stderr,
	    "usage: scan [--cells] [--rules FILE | --config FILE] SECONDS "
	    "FILE ...\n");
	return 64;
}

int
main(int argc, char **argv)
{
	struct conf_diag *diag = conf_diag_new();
	struct buf rules = BUF_INIT(64 * MIB);
	struct conf_tree *tree;
	struct detect_plan *plan;
	const char *config = NULL;
	double seconds;
	bool cells = false;
	int i;

	for (i = 1; i < argc && strncmp(argv[i], "--", 2) == 0; i++)
		if (strcmp(argv[i], "--cells") == 0)
			cells = true;
		else if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
			config = argv[++i];
		else if (strcmp(argv[i], "--rules") != 0 || ++i == argc ||
		    read_file(argv[i], &rules) < 0)
			return usage();
	seconds = i < argc ? atof(argv[i]) : 0;
	if (seconds <= 0 || i + 1 >= argc)
		return usage();
	if (load(config, buf_slice(&rules), diag, &tree, &plan) < 0) {
		fprintf(stderr, "scan: the detectors cannot be set up\n");
		return 70;
	}
	for (i++; i < argc; i++)
		measure(plan, argv[i], seconds, cells);
	detect_plan_free(plan);
	conf_free(tree);
	conf_diag_free(diag);
	buf_free(&rules);
	return 0;
}

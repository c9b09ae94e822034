/*
 * exeatctl text -- what did it read?  Every unit of text as detectors get it,
 * then the parts, and what was not read.
 *
 * A workbook may have millions of units: they are put into words as they come.
 * Words wait in memory (content goes to no disk) until the file is through,
 * since a child may turn out not to be the one that reads it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/answer.h"
#include "ctl/engine.h"
#include "ctl/judge.h"
#include "ctl/options.h"
#include "ctl/safe.h"
#include "ctl/tree.h"

/* What is being printed, of one file. */
struct printing {
	FILE *out;
	long units_at;		/* where in out the units begin */
	bool json;
	bool is_wrapped;	/* the header is ours and not shown */
	bool any_unit;
	struct buf line;
	/* The part and container of the unit before. */
	struct buf part, container;
};

static void
flush(struct printing *p)
{
	if (p->line.len > 0)
		fwrite(p->line.ptr, 1, p->line.len, p->out);
	buf_reset(&p->line);
}

static void
print_compact(struct printing *p, const json_t *j)
{
	char *text = json_dumps(j, JSON_COMPACT | JSON_ENCODE_ANY);

	if (text == NULL)
		mem_exhausted();
	fputs(text, p->out);
	free(text);
}

/* --- for programs ------------------------------------------------------------- */

static int
unit_json(struct printing *p, const struct shown_unit *u)
{
	json_t *j = json_object();

	json_object_set_new(j, "part", answer_string(u->part));
	json_object_set_new(j, "container", answer_string_or_null(u->container));
	json_object_set_new(j, "where", json_string(finding_where_name(u->where)));
	json_object_set_new(j, "place", answer_string_or_null(u->place));
	json_object_set_new(j, "header", answer_string_or_null(u->header));
	json_object_set_new(j, "row", u->row == 0 ? json_null() :
	    json_integer((json_int_t)u->row));
	json_object_set_new(j, "text", answer_string(u->bytes));
	if (p->any_unit)
		fputc(',', p->out);
	print_compact(p, j);
	json_decref(j);
	p->any_unit = true;
	return 0;
}

static void
print_key(struct printing *p, const char *key, json_t *j)
{
	fprintf(p->out, ",\"%s\":", key);
	print_compact(p, j);
	json_decref(j);
}

static json_t *
anomalies_json(const struct report *r)
{
	json_t *list = json_array(), *j;
	size_t i;

	for (i = 0; i < r->anomaly_count; i++) {
		j = json_object();
		json_object_set_new(j, "class",
		    json_string(anomaly_class_name(r->anomalies[i].class)));
		json_object_set_new(j, "part",
		    answer_string_or_null(r->anomalies[i].part));
		json_object_set_new(j, "detail",
		    answer_string(r->anomalies[i].detail));
		json_array_append_new(list, j);
	}
	return list;
}

static void
begin_json(struct printing *p, const char *file)
{
	fputs("{\"schema\":1", p->out);
	print_key(p, "file", answer_string(slice_str(file)));
	fputs(",\"units\":[", p->out);
}

static void
end_json(struct printing *p, const struct judged *j, int err)
{
	fputc(']', p->out);
	if (err < 0) {
		print_key(p, "error", answer_string(slice_str(j->error)));
	} else {
		print_key(p, "parts", tree_json(j->report));
		print_key(p, "anomalies", anomalies_json(j->report));
	}
	fputs("}\n", p->out);
}

/* --- for people --------------------------------------------------------------- */

static bool
remember(struct buf *b, struct slice s)
{
	if (slice_eq(buf_slice(b), s))
		return false;
	buf_reset(b);
	buf_put_slice(b, s);
	return true;
}

/* "attachment, cell B7, row 7, under "NI number"" */
static void
put_place(struct buf *out, const struct shown_unit *u)
{
	buf_printf(out, "  %s", finding_where_name(u->where));
	if (u->place.len > 0) {
		buf_puts(out, ", ");
		safe_put_text(out, u->place);
	}
	if (u->row != 0)
		buf_printf(out, ", row %u", (unsigned)u->row);
	if (u->header.len > 0) {
		buf_puts(out, ", under \"");
		safe_put_text(out, u->header);
		buf_putc(out, '"');
	}
	buf_putc(out, '\n');
}

static int
unit_human(struct printing *p, const struct shown_unit *u)
{
	struct slice rest = u->bytes, line;
	bool other;
	size_t nl;

	other = remember(&p->part, u->part);
	if (remember(&p->container, u->container) || other) {
		buf_puts(&p->line, "Part ");
		safe_put(&p->line, u->part);
		buf_puts(&p->line, "   ");
		safe_put(&p->line, u->container);
		buf_putc(&p->line, '\n');
	}
	put_place(&p->line, u);
	/* Each line marked, so that no text can pass for a line of ours. */
	do {
		nl = slice_chr(rest, '\n', 0);
		line = slice_sub(rest, 0, nl);
		if (nl != SLICE_NPOS && slice_ends(line, SLICE("\r")))
			line.len--;
		buf_puts(&p->line, "    | ");
		safe_put_text(&p->line, line);
		buf_putc(&p->line, '\n');
		rest = slice_from(rest, nl == SLICE_NPOS ? rest.len : nl + 1);
		flush(p);
	} while (nl != SLICE_NPOS);
	return 0;
}

static void
print_human(struct printing *p, const struct report *r)
{
	size_t i;

	tree_human(r, &p->line);
	for (i = 0; i < r->anomaly_count; i++) {
		buf_printf(&p->line, "Unread    %s   part ",
		    anomaly_class_name(r->anomalies[i].class));
		safe_put(&p->line, r->anomalies[i].part.len > 0 ?
		    r->anomalies[i].part : SLICE("-"));
		buf_puts(&p->line, "   ");
		safe_put(&p->line, r->anomalies[i].detail);
		buf_putc(&p->line, '\n');
	}
	flush(p);
}

/* --- files ---------------------------------------------------------------------- */

static int
begin(struct printing *p, const char *file, bool json)
{
	int fd;

	memset(p, 0, sizeof *p);
	buf_init(&p->line, 64 * MIB);
	buf_init(&p->part, REPORT_STRING_MAX);
	buf_init(&p->container, REPORT_STRING_MAX);
	p->json = json;
	fd = memfd_create("exeat-text", MFD_CLOEXEC);
	p->out = fd == -1 ? NULL : fdopen(fd, "w+");
	if (p->out == NULL)
		return ERR_SYSTEM;
	if (json)
		begin_json(p, file);
	p->units_at = ftell(p->out);
	return 0;
}

/* Another child begins again: what the first one showed goes. */
static int
begin_again(struct printing *p)
{
	p->any_unit = false;
	buf_reset(&p->part);
	buf_reset(&p->container);
	if (fflush(p->out) != 0 ||
	    ftruncate(fileno(p->out), p->units_at) == -1 ||
	    fseek(p->out, p->units_at, SEEK_SET) == -1)
		return ERR_SYSTEM;
	return 0;
}

/* All of it to standard output. */
static int
end(struct printing *p)
{
	char bytes[64 * 1024];
	int r = 0;
	size_t n;

	if (p->out != NULL) {
		if (fflush(p->out) != 0)
			r = ERR_SYSTEM;
		rewind(p->out);
		while (r == 0 && (n = fread(bytes, 1, sizeof bytes,
		    p->out)) > 0)
			if (fwrite(bytes, 1, n, stdout) != n)
				r = ERR_SYSTEM;
		fclose(p->out);
	}
	buf_free(&p->line);
	buf_free(&p->part);
	buf_free(&p->container);
	return r;
}

static int
on_unit(void *arg, const struct shown_unit *u)
{
	struct printing *p = arg;

	if (u == NULL)
		return begin_again(p);
	if ((p->is_wrapped && slice_eq_str(u->part, "0")) ||
	    slice_eq(u->container, SHOWN_PAGE))
		return 0;
	return p->json ? unit_json(p, u) : unit_human(p, u);
}

static enum ctl_exit
show_file(struct engine *e, const struct judge_input *in, bool json)
{
	struct printing p;
	struct judged j;
	enum ctl_exit x = CTL_OK;
	int r;

	if (begin(&p, in->file, json) < 0) {
		perror("exeatctl text");
		end(&p);
		return CTL_INTERNAL;
	}
	r = judge_start(&j, in, e->inspector.inspector);
	if (r == 0) {
		p.is_wrapped = j.is_wrapped;
		inspection_show(j.inspection, on_unit, &p);
		r = judge_report(&j);
	}
	if (json)
		end_json(&p, &j, r);
	else if (r == 0)
		print_human(&p, j.report);
	if (r < 0) {
		fprintf(stderr, "exeatctl text: %s: %s\n", in->file, j.error);
		x = engine_exit_of(r);
	} else if (j.report->anomaly_count > 0 || !j.report->complete) {
		x = CTL_PARTLY;
	}
	judge_free(&j);
	if (end(&p) < 0 && x != CTL_INTERNAL) {
		perror("exeatctl text");
		x = CTL_INTERNAL;
	}
	return x;
}

static enum ctl_exit
show_files(const char *config, struct judge_input *in, bool json,
    const char **files, size_t count)
{
	struct engine e;
	enum ctl_exit x, one;
	size_t i;

	x = engine_open(&e, "text", config, true);
	for (i = 0; i < count && (x == CTL_OK || x == CTL_PARTLY); i++) {
		in->file = files[i];
		if (!json && count > 1)
			printf("%sFile %s\n", i > 0 ? "\n" : "", files[i]);
		one = show_file(&e, in, json);
		if (one != CTL_OK)
			x = one;
	}
	engine_close(&e);
	return x;
}

enum ctl_exit
cmd_text(int argc, char **argv)
{
	const char *config = NULL, *format = NULL, **files;
	bool message = false, attachment = false, json = false;
	const struct option_rule rules[] = {
		{ .name = "--config", .value = &config },
		{ .name = "--format", .value = &format },
		{ .name = "--as-message", .flag = &message },
		{ .name = "--as-attachment", .flag = &attachment },
		{ .name = NULL }
	};
	struct judge_input in = { .from = "<>", .client = "127.0.0.1",
	    .class = MAIL_CLASS_SUBMISSION, .at_ms = clock_wall_ms() };
	enum ctl_exit x;
	size_t n = 0;

	files = mem_array(NULL, (size_t)argc, sizeof *files);
	x = options_read(argc, argv, rules, files, (size_t)argc, &n);
	if (x == CTL_OK)
		x = options_json("text", format, &json);
	if (x == CTL_OK && n == 0)
		x = command_misused("text", "which file?");
	if (x == CTL_OK && message && attachment)
		x = command_misused("text",
		    "--as-message or --as-attachment, not both");
	in.shape = message ? JUDGE_MESSAGE : attachment ? JUDGE_ATTACHMENT :
	    JUDGE_EITHER;
	if (x == CTL_OK)
		x = show_files(config, &in, json, files, n);
	free(files);
	return x;
}

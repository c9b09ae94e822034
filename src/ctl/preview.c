#include "ctl/preview.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/engine.h"
#include "ctl/outfile.h"

#define VERB	"disclaimer"
/* RFC 2606: nobody is there, and it is never inside. */
#define MADE_UP	"somebody@outside.invalid"

/* --- what the inspector reads in it --------------------------------------------------- */

static void
text_init(struct preview_text *t, struct arena *a)
{
	*t = (struct preview_text){ .arena = a };
	buf_init(&t->page, SHOWN_UNIT_MAX);
}

static void
text_clear(struct preview_text *t)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		buf_free(&t->parts[i].text);
	t->count = 0;
	buf_reset(&t->page);
}

static void
text_free(struct preview_text *t)
{
	text_clear(t);
	buf_free(&t->page);
}

static struct preview_part *
part_of(struct preview_text *t, const struct shown_unit *u)
{
	struct preview_part *p;
	size_t i;

	for (i = 0; i < t->count; i++)
		if (slice_eq(t->parts[i].path, u->part) &&
		    slice_eq(t->parts[i].container, u->container))
			return &t->parts[i];
	if (t->count == REPORT_PARTS_MAX)
		return NULL;
	p = arena_grow(t->arena, t->parts, t->count, &t->cap, sizeof *p);
	if (p == NULL)
		return NULL;
	t->parts = p;
	p = &p[t->count++];
	*p = (struct preview_part){ .path = arena_dup(t->arena, u->part),
	    .container = arena_dup(t->arena, u->container) };
	buf_init(&p->text, SHOWN_UNIT_MAX);
	return p;
}

/* The marks of a quotation are no part of its text. */
static int
put_quoted(struct buf *out, struct slice text)
{
	size_t at, lf;
	int r = 0;

	for (at = 0; at < text.len && r == 0; at = lf + 1) {
		lf = slice_chr(text, '\n', at);
		if (lf == SLICE_NPOS)
			lf = text.len;
		if (slice_trim(slice_sub(text, at, lf)).len > 0)
			r = buf_puts(out, "> ");
		if (r == 0)
			r = buf_put_slice(out, slice_sub(text, at, lf + 1));
	}
	return r;
}

static int
on_unit(void *arg, const struct shown_unit *u)
{
	struct preview_text *t = arg;
	struct preview_part *p;
	int r = 0;

	if (u == NULL) {
		text_clear(t);
		return 0;
	}
	if (slice_eq(u->container, SHOWN_PAGE))
		return t->page.len > 0 ? 0 : buf_put_slice(&t->page, u->bytes);
	if (u->where != FINDING_BODY && u->where != FINDING_QUOTED)
		return 0;
	p = part_of(t, u);
	if (p == NULL)
		return ERR_LIMIT;
	if (p->text.len > 0 && p->text.ptr[p->text.len - 1] != '\n')
		r = buf_putc(&p->text, '\n');
	if (r < 0)
		return r;
	return u->where == FINDING_QUOTED ? put_quoted(&p->text, u->bytes) :
	    buf_put_slice(&p->text, u->bytes);
}

/* Lines without what ends them; empty ones at the end do not count. */
static int
split_lines(struct preview_part *p, struct arena *a)
{
	struct slice s = buf_slice(&p->text), line;
	size_t at, lf, cap = 0;

	while (s.len > 0 && ascii_is_space(s.ptr[s.len - 1]))
		s.len--;
	for (at = 0; at < s.len; at = lf + 1) {
		lf = slice_chr(s, '\n', at);
		if (lf == SLICE_NPOS)
			lf = s.len;
		line = slice_sub(s, at, lf);
		if (slice_ends(line, SLICE("\r")))
			line.len--;
		p->lines = arena_grow(a, p->lines, p->line_count, &cap,
		    sizeof *p->lines);
		if (p->lines == NULL)
			return ERR_LIMIT;
		p->lines[p->line_count++] = line;
	}
	return 0;
}

static int
settle(struct preview_text *t, const struct report *r)
{
	const struct part *p;
	size_t i;
	int err = 0;

	for (i = 0; i < t->count && err == 0; i++) {
		p = report_part(r, t->parts[i].path);
		/* RFC 2045 5.2: what says nothing is plain text. */
		t->parts[i].type = p == NULL ? t->parts[i].container :
		    p->declared.len > 0 ? p->declared : SLICE("text/plain");
		err = split_lines(&t->parts[i], t->arena);
	}
	return err;
}

/* --- before and after ----------------------------------------------------------------- */

static size_t
same_at_start(const struct preview_part *a, const struct preview_part *b)
{
	size_t n = 0;

	while (n < a->line_count && n < b->line_count &&
	    slice_eq(a->lines[n], b->lines[n]))
		n++;
	return n;
}

static size_t
same_at_end(const struct preview_part *a, const struct preview_part *b,
    size_t start)
{
	size_t n = 0;

	while (start + n < a->line_count && start + n < b->line_count &&
	    slice_eq(a->lines[a->line_count - 1 - n],
	    b->lines[b->line_count - 1 - n]))
		n++;
	return n;
}

static bool
is_same(const struct preview_part *a, const struct preview_part *b)
{
	return a->line_count == b->line_count &&
	    same_at_start(a, b) == a->line_count;
}

/* Is all of it still there, in one piece before and one after? */
static bool
holds(const struct preview_part *after, const struct preview_part *old)
{
	size_t start = same_at_start(old, after);

	return old->line_count > 0 &&
	    start + same_at_end(old, after, start) == old->line_count;
}

/*
 * What the part was before: the one of its path, unless a part that was put
 * round it gave it another.  NULL: it was not there.
 */
static const struct preview_part *
part_before(const struct preview_text *before,
    const struct preview_part *after)
{
	const struct preview_part *p, *of_path = NULL, *kept = NULL;
	size_t i;

	for (i = 0; i < before->count; i++) {
		p = &before->parts[i];
		if (!slice_eq(p->container, after->container))
			continue;
		/* One that is all there has only moved. */
		if (is_same(p, after))
			return p;
		if (slice_eq(p->path, after->path))
			of_path = p;
		if (kept == NULL && holds(after, p))
			kept = p;
	}
	return of_path != NULL && (kept == NULL || holds(after, of_path)) ?
	    of_path : kept;
}

void
preview_compare(const struct preview_text *before,
    const struct preview_part *after, struct preview_difference *ret)
{
	const struct preview_part *old = part_before(before, after);

	*ret = (struct preview_difference){ PREVIEW_ADDED, 0,
	    after->line_count };
	if (old == NULL || (old->line_count > 0 && !holds(after, old) &&
	    same_at_start(old, after) == 0 && same_at_end(old, after, 0) == 0))
		return;
	ret->change = is_same(old, after) ? PREVIEW_SAME : PREVIEW_EDITED;
	ret->from = same_at_start(old, after);
	ret->to = after->line_count - same_at_end(old, after, ret->from);
}

/* --- files that are written --------------------------------------------------------------- */

static int
write_file(const char *path, struct slice bytes)
{
	struct outfile f = { NULL, NULL, NULL };
	int r;

	r = outfile_open(&f, path);
	if (r == 0 && fwrite(bytes.ptr, 1, bytes.len, f.out) != bytes.len)
		r = ERR_SYSTEM;
	if (r == 0)
		r = outfile_commit(&f);
	if (r < 0) {
		fprintf(stderr, "exeatctl " VERB ": %s: %s\n", path,
		    strerror(errno));
		outfile_drop(&f);
	}
	return r;
}

/*
 * A page of somebody's mail in a browser: it may load nothing from anywhere
 * and run nothing.
 */
static enum ctl_exit
write_page(const struct preview_options *o, const struct judged *j,
    const struct preview_text *t)
{
	struct buf out = BUF_INIT(2 * SHOWN_UNIT_MAX);
	int r;

	if (t->page.len == 0) {
		fprintf(stderr, "exeatctl " VERB ": the message has no page "
		    "that could be read: %s was not written\n", o->html);
		return CTL_PARTLY;
	}
	r = preview_page(&j->edits, buf_slice(&t->page), &out);
	if (r == 0)
		r = write_file(o->html, buf_slice(&out));
	buf_free(&out);
	return r == 0 ? CTL_OK : CTL_INTERNAL;
}

static enum ctl_exit
write_files(const struct preview_options *o, const struct judged *j,
    struct slice message, const struct preview_text *after)
{
	if (o->write != NULL && write_file(o->write, message) < 0)
		return CTL_INTERNAL;
	return o->html != NULL ? write_page(o, j, after) : CTL_OK;
}

/* --- the run ----------------------------------------------------------------------------- */

static enum ctl_exit
failed(const struct preview_options *o, const struct judged *j, int err)
{
	fprintf(stderr, "exeatctl " VERB ": %s: %s\n", o->in.file, j->error);
	return engine_exit_of(err);
}

/* Whoever the mail says it is from; read where all of it is read. */
static enum ctl_exit
find_sender(struct engine *e, struct preview_options *o, char **ret)
{
	struct judge_input in = o->in;
	struct preview_text ignored;
	struct judged j;
	enum ctl_exit x = CTL_OK;
	int r;

	in.from = "<>";
	r = judge_start(&j, &in, e->inspector.inspector);
	text_init(&ignored, j.arena);
	if (r == 0) {
		inspection_show(j.inspection, on_unit, &ignored);
		r = judge_report(&j);
	}
	if (r < 0)
		x = failed(o, &j, r);
	else if (j.report->facts.from_count == 0)
		x = command_misused(VERB, "the mail has no From: who sends "
		    "it? --from A");
	else
		*ret = mem_str(arena_str(j.arena, j.report->facts.from[0]));
	text_free(&ignored);
	judge_free(&j);
	return x;
}

/* The message as it leaves, read once more. */
static int
read_result(struct engine *e, const struct preview_options *o,
    struct slice message, struct judged *j, struct preview_text *after)
{
	struct judge_input in = o->in;
	int r;

	in.message = &message;
	in.shape = JUDGE_MESSAGE;
	r = judge_start(j, &in, e->inspector.inspector);
	text_init(after, j->arena);
	if (r < 0)
		return r;
	inspection_show(j->inspection, on_unit, after);
	r = judge_report(j);
	return r == 0 ? settle(after, j->report) : r;
}

static enum ctl_exit
show(struct engine *e, const struct preview_options *o,
    const struct judged *j, const struct preview_text *before,
    struct preview_result *result)
{
	struct buf message = BUF_INIT(j->size + REPORT_BYTES_MAX);
	struct preview_text after;
	struct text_choice choice;
	struct judged again;
	enum ctl_exit x;
	int r;

	r = judge_write(j, &message);
	if (r < 0) {
		buf_free(&message);
		return CTL_INTERNAL;
	}
	r = read_result(e, o, buf_slice(&message), &again, &after);
	if (r == 0)
		r = policy_choose_text(e->loaded.policy, &j->envelope,
		    j->report, &j->memory, again.arena, &choice);
	if (r < 0) {
		x = failed(o, &again, r);
		goto out;
	}
	result->judged = j;
	result->before = before;
	result->after = &after;
	result->choice = &choice;
	preview_print(result);
	x = write_files(o, j, buf_slice(&message), &after);
	if (x == CTL_OK && !preview_has_text(result))
		x = CTL_FOUND;
out:
	text_free(&after);
	judge_free(&again);
	buf_free(&message);
	return x;
}

static enum ctl_exit
run(struct engine *e, const struct preview_options *o,
    struct preview_result *result)
{
	struct preview_text before;
	struct judged j;
	enum ctl_exit x;
	int r;

	r = judge_start(&j, &o->in, e->inspector.inspector);
	text_init(&before, j.arena);
	if (r == 0) {
		inspection_show(j.inspection, on_unit, &before);
		r = judge_finish(&j, e->loaded.policy);
	}
	if (r == 0)
		r = settle(&before, j.report);
	x = r < 0 ? failed(o, &j, r) : show(e, o, &j, &before, result);
	text_free(&before);
	judge_free(&j);
	return x;
}

static enum ctl_exit
check_text(const struct policy *p, const char *name)
{
	struct text_choice c;
	size_t i, n = policy_texts(p, 0, &c);

	for (i = 0; name != NULL && i < n; i++) {
		(void)policy_texts(p, i, &c);
		if (slice_eq_str(c.text, name))
			return CTL_OK;
	}
	return name == NULL ? CTL_OK : command_misused(VERB,
	    "there is no text \"%s\"", name);
}

enum ctl_exit
preview(struct preview_options *o)
{
	static const char *made_up[] = { MADE_UP };
	struct preview_result result = { .options = o,
	    .is_from_given = o->in.from != NULL,
	    .is_to_given = o->in.to_count > 0 };
	const char **to = o->in.to;
	struct engine e;
	char *from = NULL;
	enum ctl_exit x;

	if (strcmp(o->in.file, "-") == 0 && o->in.from == NULL)
		return command_misused(VERB,
		    "a mail from standard input is read once: give --from");
	if (o->in.to_count == 0) {
		o->in.to = made_up;
		o->in.to_count = 1;
	}
	x = engine_open(&e, VERB, o->config, true);
	if (x == CTL_OK)
		x = check_text(e.loaded.policy, o->in.text);
	if (x == CTL_OK && o->in.from == NULL) {
		x = find_sender(&e, o, &from);
		o->in.from = from;
	}
	if (x == CTL_OK)
		x = run(&e, o, &result);
	engine_close(&e);
	o->in.to = to;
	free(from);
	return x;
}

/*
 * exeatctl ledger -- where a file came from, as the keeper remembers it; the
 * officer's approval of one, and forgetting.
 *
 * A file at hand is read by an inspector in its sandbox, as an attachment
 * would be: what counts are the digests of what it sees, of the file and of
 * all that an archive holds.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"
#include "ctl/act.h"
#include "ctl/answer.h"
#include "ctl/control.h"
#include "ctl/engine.h"
#include "ctl/jsontext.h"
#include "ctl/judge.h"
#include "ctl/options.h"
#include "ctl/safe.h"
#include "ctl/state.h"

#define VERB	"ledger"

struct given {
	const char *config, *control, *state, *part, *reason, *format;
	const char *operand;		/* a file, a reference, or NULL */
	bool json;
};

/* --- which files ---------------------------------------------------------------- */

/* The files to ask about, and what to call each. */
struct asked {
	struct arena *arena;
	struct keeper_ledger_files files;
	struct slice *parts;		/* paths; NULL: of a reference, or none */
	char ref[REFERENCE_SIZE];
};

/* What hangs on the message that was made for the file: the file is part 2. */
static int
take_files(const struct judged *j, struct asked *q)
{
	const struct memory_question *m = &j->question;
	struct ledger_file *f;
	size_t i, n = 0;

	f = arena_array(q->arena, m->file_count + 1, sizeof *f);
	q->parts = arena_array(q->arena, m->file_count + 1,
	    sizeof *q->parts);
	if (f == NULL || q->parts == NULL)
		return ERR_LIMIT;
	for (i = 0; i < m->file_count; i++) {
		if ((m->files[i].flags & MEMORY_FILE_IS_PIECE) != 0)
			continue;
		memcpy(f[n].digest, m->files[i].digest, MAIL_DIGEST_SIZE);
		f[n].signature = m->files[i].signature;
		q->parts[n++] = arena_dup(q->arena,
		    j->report->parts[m->files[i].part].path);
	}
	q->files.files = f;
	q->files.count = n;
	return n > 0 ? 0 : ERR_NOTFOUND;
}

static void
warn_unread(const char *file, const struct report *r)
{
	if (r->complete && !report_is_unreadable(r))
		return;
	fprintf(stderr, "exeatctl " VERB ": %s: not all of it could be read; "
	    "this is about what could\n", file);
}

static enum ctl_exit
read_file(const struct given *g, struct asked *q)
{
	struct judge_input in = { .file = g->operand,
	    .shape = JUDGE_ATTACHMENT, .from = "<>", .client = "127.0.0.1",
	    .class = MAIL_CLASS_SUBMISSION, .at_ms = clock_wall_ms() };
	struct judged j = { .spool_fd = -1 };
	struct engine e;
	enum ctl_exit x;
	int r;

	x = engine_open(&e, VERB, g->config, false);
	if (x != CTL_OK)
		goto out;
	r = judge_start(&j, &in, e.inspector.inspector);
	if (r == 0)
		r = judge_ask(&j, e.loaded.policy);
	if (r == 0) {
		warn_unread(g->operand, j.report);
		r = take_files(&j, q);
	}
	if (r < 0) {
		fprintf(stderr, "exeatctl " VERB ": %s: %s\n", g->operand,
		    j.error[0] != '\0' ? j.error : err_text(r));
		x = engine_exit_of(r);
	}
	judge_free(&j);
out:
	engine_close(&e);
	return x;
}

/*
 * A reference, when there is no file of that name: "EX-7K3M-2QPX" is one that
 * nobody's file has, and "./EX-7K3M-2QPX" is a file.
 */
static enum ctl_exit
find_files(const struct given *g, struct asked *q)
{
	if (g->operand == NULL)
		return CTL_OK;
	if (reference_parse(slice_str(g->operand), q->ref) == 0) {
		q->files.ref = slice_str(q->ref);
		if (g->part != NULL)
			q->files.part = slice_str(g->part);
		return CTL_OK;
	}
	if (g->part != NULL)
		return command_misused(VERB, "--part goes with a "
		    "reference");
	return read_file(g, q);
}

/* --- answers --------------------------------------------------------------------- */

static const struct { uint32_t bit; const char *word; } seen_words[] = {
	{ MEMORY_SEEN_APPROVED, "approved" },
	{ MEMORY_SEEN_RECEIVED_KNOWN, "received-known" },
	{ MEMORY_SEEN_RECEIVED_UNKNOWN, "received-unknown" },
	{ MEMORY_SEEN_FORWARDED_UNKNOWN, "forwarded-unknown" },
	{ MEMORY_SEEN_INTERNAL, "internal" },
	{ MEMORY_SEEN_SENT, "sent" },
};

#define SEEN_WORDS	(sizeof seen_words / sizeof seen_words[0])

static json_t *
entry_json(const struct ledger_entry *e, const struct slice *part)
{
	char hex[2 * MAIL_DIGEST_SIZE + 1];
	json_t *j = json_object(), *seen = json_array();
	size_t i;

	hex_put(e->digest, MAIL_DIGEST_SIZE, hex);
	for (i = 0; i < SEEN_WORDS; i++)
		if ((e->seen & seen_words[i].bit) != 0)
			json_array_append_new(seen,
			    json_string(seen_words[i].word));
	json_object_set_new(j, "part", part != NULL ? answer_string(*part) :
	    json_null());
	json_object_set_new(j, "sha256", json_string(hex));
	json_object_set_new(j, "seen", seen);
	json_object_set_new(j, "by_text",
	    json_boolean((e->seen & MEMORY_SEEN_BY_TEXT) != 0));
	json_object_set_new(j, "first", jsontext_time(e->first_ms));
	json_object_set_new(j, "last", jsontext_time(e->last_ms));
	json_object_set_new(j, "times", json_integer((json_int_t)e->count));
	json_object_set_new(j, "approver", answer_string_or_null(e->approver));
	json_object_set_new(j, "reason", answer_string_or_null(e->reason));
	json_object_set_new(j, "approved", jsontext_time(e->approved_ms));
	return j;
}

static void
print_json(const struct ledger_entry *list, const struct slice *parts,
    size_t n)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(a, entry_json(&list[i],
		    parts != NULL ? &parts[i] : NULL));
	jsontext_print(a, false);
}

/*
 * "9f3c21aa04d1be77   received-unknown, approved   2026-05-05T10:15:00Z to ..."
 */
static void
put_entry(struct buf *out, const struct ledger_entry *e,
    const struct slice *part)
{
	char hex[2 * MAIL_DIGEST_SIZE + 1];
	char first[CLOCK_ISO_SIZE], last[CLOCK_ISO_SIZE];
	size_t i, n = 0;

	hex_put(e->digest, 8, hex);
	buf_puts(out, hex);
	if (part != NULL) {
		buf_puts(out, "   part ");
		safe_put(out, *part);
	}
	buf_puts(out, "   ");
	for (i = 0; i < SEEN_WORDS; i++)
		if ((e->seen & seen_words[i].bit) != 0)
			buf_printf(out, "%s%s", n++ > 0 ? ", " : "",
			    seen_words[i].word);
	buf_puts(out, n == 0 ? "never seen" :
	    (e->seen & MEMORY_SEEN_BY_TEXT) != 0 ? "   known by its text" :
	    "");
	if (e->first_ms != 0) {
		clock_iso(e->first_ms, first, sizeof first);
		clock_iso(e->last_ms, last, sizeof last);
		buf_printf(out, "   first %s   last %s", first, last);
	}
	buf_putc(out, '\n');
	if (e->approved_ms != 0) {
		clock_iso(e->approved_ms, first, sizeof first);
		buf_printf(out, "      approved %s by ", first);
		safe_put(out, e->approver);
		buf_puts(out, ": ");
		safe_put(out, e->reason);
		buf_putc(out, '\n');
	}
}

static void
print_human(const struct ledger_entry *list, const struct slice *parts,
    size_t n, bool is_list)
{
	struct buf out = BUF_INIT(16 * MIB);
	size_t i;

	for (i = 0; i < n; i++)
		put_entry(&out, &list[i], parts != NULL ? &parts[i] : NULL);
	if (is_list)
		buf_printf(&out, "%zu approved file%s\n", n,
		    n == 1 ? "" : "s");
	if (out.len > 0)
		fwrite(out.ptr, 1, out.len, stdout);
	buf_free(&out);
}

/* --- the command ---------------------------------------------------------------------- */

#define WHICH	"which file, or which reference?"

/* By enum keeper_ledger_act. */
static const struct act acts[] = {
	[KEEPER_LEDGER_SHOWS] = { "show", ACT_WITH_OR_ALONE, NULL, false },
	[KEEPER_LEDGER_APPROVES] = { "approve", ACT_WITH_ONE, WHICH, true },
	[KEEPER_LEDGER_FORGETS] = { "forget", ACT_WITH_ONE, WHICH, true },
	{ NULL, ACT_ALONE, NULL, false }
};

static enum ctl_exit
ask(const struct given *g, enum keeper_ledger_act act, struct asked *q)
{
	struct ledger_entry *list;
	struct keeper *k = NULL;
	struct state s = { .lifeline = -1 };
	enum ctl_exit x;
	size_t n;
	int r;

	x = state_or_daemon(VERB, g->config, g->control, g->state, &s, &k);
	if (x == CTL_OK) {
		r = keeper_ledger(k, act, &q->files, g->reason != NULL ?
		    slice_str(g->reason) : SLICE_NONE, q->arena, &list, &n);
		/* Some of very many were not known: which is which? */
		if (r == 0 && n != q->files.count)
			q->parts = NULL;
		if (r < 0)
			x = control_failed(VERB, r);
		else if (g->json)
			print_json(list, q->parts, n);
		else
			print_human(list, q->parts, n, g->operand == NULL);
	}
	state_close(&s);
	return x;
}

static enum ctl_exit
run(struct given *g, size_t which, const char *operand)
{
	struct asked q = { .arena = NULL };
	enum ctl_exit x;

	if (!acts[which].needs_reason && g->reason != NULL)
		return command_misused(VERB, "--reason goes with approve "
		    "and forget");
	g->operand = operand;
	q.arena = arena_new(MESSAGE_ARENA_MAX);
	x = find_files(g, &q);
	if (x == CTL_OK)
		x = ask(g, (enum keeper_ledger_act)which, &q);
	arena_free(q.arena);
	return x;
}

enum ctl_exit
cmd_ledger(int argc, char **argv)
{
	struct given g = { .config = NULL };
	const struct option_rule rules[] = {
		{ .name = "--control", .value = &g.control },
		{ .name = "--config", .value = &g.config },
		{ .name = "--state", .value = &g.state },
		{ .name = "--part", .value = &g.part },
		{ .name = "--reason", .value = &g.reason },
		{ .name = "--format", .value = &g.format },
		{ .name = NULL }
	};
	const char *words[2];
	enum ctl_exit x;
	size_t which, n;

	x = options_read(argc, argv, rules, words, 2, &n);
	if (x == CTL_OK)
		x = options_json(VERB, g.format, &g.json);
	if (x == CTL_OK)
		x = act_choose(VERB, acts, words, n, g.reason, &which);
	return x == CTL_OK ? run(&g, which, n > 1 ? words[1] : NULL) : x;
}

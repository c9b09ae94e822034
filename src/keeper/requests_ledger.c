/*
 * requests_ledger -- what people ask of the ledger of files, and say of them.
 *
 * The files are named by their digests, which exeatctl has from an inspector,
 * or by the reference of a decision whose report is kept.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "keeper/protocol.h"
#include "keeper/request.h"
#include "register/ledger.h"

static int
say(struct request *r, int e, const char *words)
{
	snprintf(r->words, sizeof r->words, "%s", words);
	return e;
}

static struct register_context
context(struct request_context *x, struct request *r)
{
	return custody_registers(x->custody, &x->registers, r->arena,
	    clock_wall_ms(), "");
}

/* --- which files ------------------------------------------------------------------ */

static bool
is_asked_for(const struct part *p, struct slice path)
{
	static const uint8_t none[MAIL_DIGEST_SIZE];

	if ((p->flags & PART_IS_ATTACHMENT) == 0 || p->size == 0 ||
	    memcmp(p->digest, none, sizeof none) == 0 ||
	    !slice_starts(p->path, path))
		return false;
	return path.len == 0 || p->path.len == path.len ||
	    p->path.ptr[path.len] == '.' || p->path.ptr[path.len] == '/';
}

/* The attachments of a message of which the report is kept. */
static int
files_of_report(struct request *r, const struct report *report,
    struct slice path)
{
	struct ledger_file *f;
	size_t i;

	f = arena_array(r->arena, report->part_count + 1, sizeof *f);
	if (f == NULL)
		return ERR_LIMIT;
	r->files = f;
	for (i = 0; i < report->part_count; i++) {
		if (!is_asked_for(&report->parts[i], path))
			continue;
		memcpy(f[r->file_count].digest, report->parts[i].digest,
		    MAIL_DIGEST_SIZE);
		f[r->file_count++].signature = report->parts[i].signature;
	}
	return r->file_count > 0 ? 0 :
	    say(r, ERR_NOTFOUND, "it has no such attachment");
}

static int
files_of_reference(struct request_context *x, struct request *r,
    struct slice ref, struct slice path)
{
	struct stored_answer stored;
	struct report *report;
	int e;

	if (reference_parse(ref, r->ref) < 0)
		return say(r, ERR_SYNTAX, "this is no reference");
	e = quarantine_answer(x->custody->quarantine, r->ref, r->arena,
	    &stored);
	if (e == ERR_NOTFOUND)
		return say(r, e, "there is no such email");
	if (e == 0 && stored.report.len == 0)
		return say(r, ERR_NOTFOUND, "nothing of it is kept but its "
		    "record; name the file");
	if (e == 0)
		e = report_unpack(stored.report, r->arena, &report);
	return e < 0 ? e : files_of_report(r, report, path);
}

static int
take_reason(struct request *r, struct slice s)
{
	s = slice_trim(s);
	if (s.len < REASON_MIN)
		return say(r, ERR_RANGE, "a reason is needed");
	if (s.len > REASON_MAX)
		return say(r, ERR_RANGE, "the reason is too long");
	r->reason = arena_dup(r->arena, s);
	return r->reason.ptr != NULL ? 0 : ERR_LIMIT;
}

static int
take(struct request_context *x, struct request *r, bool is_act)
{
	struct slice ref, path, reason;
	struct wire_in w;
	int e;

	wire_in_init(&w, buf_slice(&r->conn->in));
	if ((e = wire_str(&w, REFERENCE_SIZE, &ref)) < 0 ||
	    (e = wire_str(&w, REPORT_STRING_MAX, &path)) < 0 ||
	    (e = ledger_files_get(&w, r->arena, &r->files,
	    &r->file_count)) < 0 ||
	    (e = wire_str(&w, 4 * REASON_MAX, &reason)) < 0 ||
	    (e = wire_end(&w)) < 0)
		return e;
	if (ref.len > 0)
		e = files_of_reference(x, r, ref, path);
	if (e == 0 && is_act && r->file_count == 0)
		e = say(r, ERR_SYNTAX, "which file?");
	return e == 0 && is_act ? take_reason(r, reason) : e;
}

/* --- answers ------------------------------------------------------------------------- */

static int
put_entries(struct register_context *c, struct request *r)
{
	struct ledger_entry *list;
	struct wire_out w;
	size_t i;
	int e = 0;

	list = arena_array(r->arena, r->file_count + 1, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	for (i = 0; e == 0 && i < r->file_count; i++)
		e = ledger_show(c, &r->files[i], &list[i]);
	if (e < 0)
		return e;
	wire_out_init(&w, &r->answer);
	ledger_entries_put(&w, list, r->file_count);
	return wire_out_err(&w);
}

/* Without a file: what is approved. */
int
ledger_show_prepare(struct request_context *x, struct request *r)
{
	struct register_context c = context(x, r);
	struct ledger_entry *list;
	struct wire_out w;
	size_t n;
	int e;

	e = take(x, r, false);
	if (e < 0)
		return e;
	if (r->file_count > 0) {
		e = put_entries(&c, r);
		return e < 0 ? e : 1;
	}
	e = ledger_approvals(&c, &list, &n);
	if (e < 0)
		return e;
	wire_out_init(&w, &r->answer);
	ledger_entries_put(&w, list, n);
	e = wire_out_err(&w);
	return e < 0 ? e : 1;
}

int
ledger_act_prepare(struct request_context *x, struct request *r)
{
	int e = take(x, r, true);

	return e < 0 ? e : 1;
}

int
ledger_approve_run(struct request_context *x, struct request *r)
{
	struct register_context c = context(x, r);
	size_t i;
	int e = 0;

	for (i = 0; e == 0 && i < r->file_count; i++)
		e = ledger_approve(&c, &r->files[i],
		    slice_str(r->conn->name), r->reason);
	return e < 0 ? e : put_entries(&c, r);
}

int
ledger_forget_run(struct request_context *x, struct request *r)
{
	struct register_context c = context(x, r);
	size_t i, known = 0;
	int e = 0;

	for (i = 0; e == 0 && i < r->file_count; i++) {
		e = ledger_forget(&c, &r->files[i], slice_str(r->conn->name),
		    r->reason);
		known += e == 0;
		if (e == ERR_NOTFOUND)
			e = 0;
	}
	if (e == 0 && known == 0)
		e = say(r, ERR_NOTFOUND, "the ledger does not know this file");
	return e < 0 ? e : put_entries(&c, r);
}

#include "inspector/work.h"

#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "action/rewrite.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "detect/detect.h"
#include "disclaimer/disclaimer.h"
#include "extract/extract.h"
#include "inspector/client.h"
#include "detect/textprint.h"
#include "inspector/facts.h"
#include "inspector/gist.h"
#include "inspector/language.h"
#include "inspector/secrets.h"
#include "ipc/frame.h"
#include "mail/edit.h"
#include "mail/report.h"
#include "mail/shown.h"
#include "mime/mime.h"

#define FOLD_BYTES	(16 * KIB)	/* of a text at a time */

struct workshop {
	struct detect_plan *plan;
	struct disclaimers *disclaimers;
	struct extract_env *extract;
	struct promise *promise;
	uint8_t name_key[32];
	bool shows_text;
};

/* The words of one attachment, or of one file in it. */
struct part_print {
	struct slice path;
	struct textprint print;
};

/* One message on the bench. */
struct bench {
	const struct workshop *shop;
	const struct inspection_job *job;
	struct arena *arena;
	struct mime_message *message;
	struct detect_run *run;
	const struct part **parts;	/* final when extraction is over */
	size_t part_count, part_cap;
	struct anomaly *anomalies;
	size_t anomaly_count, anomaly_cap;
	struct buf own, quoted;
	struct part_print *prints;	/* of texts so far, by part */
	size_t print_count, print_cap;
	struct shadow fold;
	struct buf shown;		/* units on their way out */
	struct slice filed_from;	/* of the first message in a file */
	struct report report;
};

void
workshop_free(struct workshop *w)
{
	if (w == NULL)
		return;
	if (w->plan != NULL)
		detect_plan_free(w->plan);
	if (w->disclaimers != NULL)
		disclaimers_free(w->disclaimers);
	if (w->extract != NULL)
		extract_env_free(w->extract);
	promise_free(w->promise);
	free(w);
}

int
workshop_new(const struct conf_tree *tree, const struct conf_source *src,
    struct conf_diag *diag, struct workshop **ret)
{
	struct workshop *w = mem_zalloc(sizeof *w);
	const char *missing;
	int r, d;

	/* Both, so that a check shows the errors of both. */
	r = detect_plan_new(tree, diag, &w->plan);
	if (r == 0)
		r = detect_plan_documents(w->plan, tree, src, diag);
	if (r == 0)
		r = detect_plan_records(w->plan, tree, src, diag);
	if (r == 0)
		r = promise_new(tree, diag, &w->promise);
	d = disclaimers_new(tree, src, diag, &w->disclaimers);
	if (r == 0)
		r = d;
	if (r == 0)
		r = extract_has_documents() ?
		    mime_charset_preload(&missing) :
		    mime_charset_preload_tables(&missing);
	if (r == 0)
		r = extract_env_new(&w->extract);
	if (r == 0 && RAND_bytes(w->name_key, sizeof w->name_key) != 1)
		r = ERR_CRYPTO;
	if (r < 0) {
		workshop_free(w);
		return r;
	}
	*ret = w;
	return 0;
}

void
workshop_show_text(struct workshop *w)
{
	w->shows_text = true;
}

/* --- what extraction finds ------------------------------------------------------ */

static int
on_part(void *arg, const struct part *p)
{
	struct bench *b = arg;
	void *grown;

	if (b->part_count >= REPORT_PARTS_MAX)
		return ERR_LIMIT;
	grown = arena_grow(b->arena, b->parts, b->part_count, &b->part_cap,
	    sizeof *b->parts);
	if (grown == NULL)
		return ERR_LIMIT;
	b->parts = grown;
	b->parts[b->part_count++] = p;
	return 0;
}

/* A hundred members with the same trouble are one piece of news. */
static bool
is_told(const struct bench *b, const struct anomaly *n)
{
	const struct anomaly *x;
	size_t i;

	for (i = 0; i < b->anomaly_count; i++) {
		x = &b->anomalies[i];
		if (x->class == n->class && slice_eq(x->part, n->part) &&
		    slice_eq(x->detail, n->detail))
			return true;
	}
	return false;
}

static int
on_anomaly(void *arg, const struct anomaly *n)
{
	struct bench *b = arg;
	struct anomaly *x;
	void *grown;

	if (is_told(b, n))
		return 0;
	/* The last place is kept for "there were more". */
	if (b->anomaly_count >= REPORT_ANOMALIES_MAX)
		return 0;
	grown = arena_grow(b->arena, b->anomalies, b->anomaly_count,
	    &b->anomaly_cap, sizeof *b->anomalies);
	if (grown == NULL)
		return ERR_LIMIT;
	b->anomalies = grown;
	x = &b->anomalies[b->anomaly_count++];
	*x = *n;
	if (b->anomaly_count == REPORT_ANOMALIES_MAX)
		*x = (struct anomaly){ ANOMALY_LIMIT, SLICE_NONE,
		    SLICE("more anomalies than a report holds") };
	x->part = arena_dup(b->arena, x->part);
	x->detail = arena_dup(b->arena, x->detail);
	return x->detail.ptr == NULL || x->part.ptr == NULL ? ERR_LIMIT : 0;
}

static int
raise_anomaly(struct bench *b, enum anomaly_class class, struct slice part,
    const char *detail)
{
	struct anomaly n = { class, part, slice_str(detail) };

	return on_anomaly(b, &n);
}

/*
 * Body text is kept for facts and preview.  What a text that goes on past the
 * limit says of itself there cannot be told, and that is never "nothing".
 */
static int
keep_text(struct bench *b, const struct text *t)
{
	struct buf *to;
	size_t i, n;

	for (i = 0; i < t->unit_count; i++) {
		const struct text_unit *u = &t->units[i];

		if (u->where == FINDING_BODY)
			to = &b->own;
		else if (u->where == FINDING_QUOTED)
			to = &b->quoted;
		else
			continue;
		n = u->to - u->from;
		if (n >= to->max - to->len)
			return raise_anomaly(b, ANOMALY_LIMIT, t->part,
			    "more of the author's or quoted text than is "
			    "looked through for what it says of the message");
		buf_put_slice(to, slice_sub(t->bytes, u->from, u->from + n));
		buf_putc(to, '\n');
	}
	return 0;
}

/* The texts of one part follow one another, nearly always. */
static struct part_print *
print_of(struct bench *b, struct slice path)
{
	struct part_print *p;
	size_t i;

	for (i = b->print_count; i > 0; i--)
		if (slice_eq(b->prints[i - 1].path, path))
			return &b->prints[i - 1];
	if (b->print_count == TEXT_SIGNATURES_MAX)
		return NULL;
	p = arena_grow(b->arena, b->prints, b->print_count, &b->print_cap,
	    sizeof *p);
	if (p == NULL)
		return NULL;
	b->prints = p;
	p = &p[b->print_count++];
	p->path = arena_dup(b->arena, path);
	textprint_init(&p->print);
	return p;
}

/* Attachments are known again by what they say. */
static int
print_text(struct bench *b, const struct text *t)
{
	struct part_print *p = NULL;
	size_t i;
	int r = 0;

	for (i = 0; i < t->unit_count && r == 0; i++) {
		if (t->units[i].where != FINDING_ATTACHMENT)
			continue;
		if (p == NULL && b->fold.bytes == NULL)
			r = shadow_init(&b->fold, b->arena, FOLD_BYTES);
		if (p == NULL && r == 0)
			p = print_of(b, t->part);
		if (p == NULL)
			return ERR_LIMIT;
		r = textprint_add(&p->print, &b->fold,
		    slice_sub(t->bytes, t->units[i].from, t->units[i].to));
	}
	return r;
}

static int
send_shown(struct bench *b)
{
	int r = 0;

	if (b->shown.len > 0)
		r = frame_send(b->job->reply, INSPECT_TEXT,
		    buf_slice(&b->shown), NULL, 0,
		    b->job->hard_deadline_mono_ms);
	buf_reset(&b->shown);
	return r;
}

/* One unit, in pieces cut between characters. */
static int
show_unit(struct bench *b, const struct text *t, const struct text_unit *u)
{
	struct shown_unit s = { .part = t->part, .container = t->container,
	    .where = u->where, .place = u->place, .header = u->header,
	    .row = u->row };
	struct slice rest = slice_sub(t->bytes, u->from, u->to);
	size_t n;
	int r;

	do {
		for (n = SHOWN_PIECE_MAX; n < rest.len && n > SHOWN_PIECE_MAX -
		    4 && (rest.ptr[n] & 0xc0) == 0x80; n--)
			;
		s.bytes = slice_sub(rest, 0, n);
		rest = slice_from(rest, n);
		s.goes_on = rest.len > 0;
		r = shown_put(&b->shown, &s);
		if (r == ERR_LIMIT) {
			r = send_shown(b);
			if (r == 0)
				r = shown_put(&b->shown, &s);
		}
	} while (r == 0 && rest.len > 0);
	return r;
}

static int
show_text(struct bench *b, const struct text *t)
{
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < t->unit_count; i++)
		r = show_unit(b, t, &t->units[i]);
	return r == 0 ? send_shown(b) : r;
}

/* A page of the body as its reader's program gets it, in UTF-8. */
static int
show_page(struct bench *b, const struct mime_node *n)
{
	struct buf bytes = BUF_INIT(SHOWN_UNIT_MAX);
	struct buf page = BUF_INIT(SHOWN_UNIT_MAX);
	struct text t = { .part = n->path, .container = SHOWN_PAGE };
	struct text_unit u = { .where = FINDING_BODY };
	bool invalid;
	unsigned notes;
	int r;

	r = mime_decode(slice_sub(b->message->bytes, n->body_from,
	    n->body_to), n->encoding, &bytes, &notes);
	if (r == 0)
		r = mime_to_utf8(buf_slice(&bytes), n->charset, &page,
		    &invalid);
	t.bytes = buf_slice(&page);
	u.to = page.len;
	/* What cannot be read as a page is not shown as one. */
	if (r == 0 && page.len > 0)
		r = show_unit(b, &t, &u);
	else
		r = 0;
	if (r == 0)
		r = send_shown(b);
	buf_free(&bytes);
	buf_free(&page);
	return r;
}

static int
show_pages(struct bench *b)
{
	const struct mime_node *n;
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && b->shop->shows_text &&
	    i < b->message->node_count; i++) {
		n = &b->message->nodes[i];
		if (language_is_page(b->message, n))
			r = show_page(b, n);
	}
	return r;
}

/*
 * Who wrote the first message that is in a file, or in a transfer encoding:
 * the message's own tree does not show it.
 */
static int
keep_sender(struct bench *b, const struct text *t)
{
	struct slice value;
	size_t i;

	if (b->filed_from.len > 0 || (!slice_eq_str(t->container, "header") &&
	    !slice_eq_str(t->container, "msg")))
		return 0;
	for (i = 0; i < t->unit_count; i++) {
		value = slice_sub(t->bytes, t->units[i].from, t->units[i].to);
		if (!slice_eq_str(t->units[i].place, "sender") ||
		    slice_chr(value, '@', 0) == SLICE_NPOS)
			continue;
		b->filed_from = arena_dup(b->arena, value);
		return b->filed_from.ptr != NULL ? 0 : ERR_LIMIT;
	}
	return 0;
}

static int
on_text(void *arg, const struct text *t)
{
	struct bench *b = arg;
	const char *detail = NULL;
	int r;

	if (b->shop->shows_text) {
		r = show_text(b, t);
		if (r < 0)
			return r;
	}
	r = keep_text(b, t);
	if (r == 0)
		r = keep_sender(b, t);
	if (r == 0)
		r = print_text(b, t);
	if (r < 0)
		return r;
	r = detect_scan(b->run, t, &detail);
	if (r == ERR_LIMIT)
		return raise_anomaly(b, ANOMALY_LIMIT, t->part,
		    detail != NULL ? detail : "a limit of the detectors");
	return r;
}

/* --- the report --------------------------------------------------------------------- */

static int
extract_all(struct bench *b)
{
	struct extract_sink sink = { on_part, on_text, on_anomaly, b };
	struct extract_budget budget = {
		.deadline_mono_ms = b->job->soft_deadline_mono_ms,
	};
	int r;

	r = mime_read(b->job->message, SLICE_NONE, 0, b->arena, &b->message);
	if (r < 0)
		return r;
	return extract_message(b->shop->extract, b->message,
	    b->shop->name_key, &budget, b->arena, &sink);
}

/* Is the message itself ciphertext: its root, or what its root holds? */
static bool
body_is_encrypted(const struct bench *b)
{
	struct slice type = b->message->nodes[0].type.token;
	size_t i;

	if (slice_eq_str(type, "multipart/encrypted"))
		return true;
	for (i = 0; i < b->part_count; i++)
		if ((b->parts[i]->flags & PART_IS_ATTACHMENT) == 0 &&
		    (b->parts[i]->flags & PART_IS_LEAF) != 0 &&
		    b->parts[i]->encryption >= ENCRYPTION_WEAK)
			return true;
	return false;
}

static bool
has_signature(const struct bench *b)
{
	size_t i;

	if (slice_eq_str(b->message->nodes[0].type.token, "multipart/signed"))
		return true;
	for (i = 0; i < b->part_count; i++)
		if ((b->parts[i]->flags & PART_IS_SIGNED) != 0 &&
		    (b->parts[i]->flags & PART_IS_MEMBER) == 0)
			return true;
	return false;
}

static bool
is_attached_message(const struct part *p)
{
	return (p->flags & PART_IS_ATTACHMENT) != 0 &&
	    slice_eq_str(p->detected, "message/rfc822");
}

/*
 * How many messages are inside one another, whether attached as such or as a
 * file.  What a report returns is no attachment.
 */
static uint32_t
nested_messages(const struct bench *b)
{
	uint32_t deepest = 0, depth;
	struct slice path;
	size_t i, k;

	for (i = 0; i < b->part_count; i++) {
		if (!is_attached_message(b->parts[i]))
			continue;
		path = b->parts[i]->path;
		/* Holders come before what they hold. */
		for (k = 0, depth = 1; k < i; k++)
			if (is_attached_message(b->parts[k]) &&
			    path.len > b->parts[k]->path.len &&
			    slice_starts(path, b->parts[k]->path) &&
			    !ascii_is_digit(path.ptr[b->parts[k]->path.len]))
				depth++;
		if (depth > deepest)
			deepest = depth;
	}
	return deepest;
}

static struct slice
preview(const struct bench *b)
{
	struct slice s = buf_slice(&b->own);

	if (s.len > PREVIEW_MAX)
		s.len = PREVIEW_MAX;
	while (s.len > 0 && s.len < b->own.len &&
	    (s.ptr[s.len] & 0xc0) == 0x80)
		s.len--;
	return s;
}

static int
path_order(const void *a, const void *b)
{
	const struct slice *p = a, *q = b;

	return slice_cmp(*p, *q);
}

/*
 * Past the limit of parts, text and anomalies may name one that is not told:
 * they then stand for the message.
 */
static int
settle_paths(struct bench *b, struct report *r)
{
	struct slice *known;
	size_t i;

	known = arena_array(b->arena, r->part_count + 1, sizeof *known);
	if (known == NULL)
		return ERR_LIMIT;
	known[0] = SLICE("0");
	for (i = 0; i < r->part_count; i++)
		known[i + 1] = r->parts[i].path;
	qsort(known, r->part_count + 1, sizeof *known, path_order);
	for (i = 0; i < r->finding_count; i++)
		if (bsearch(&r->findings[i].part, known, r->part_count + 1,
		    sizeof *known, path_order) == NULL)
			r->findings[i].part = SLICE("0");
	for (i = 0; i < r->anomaly_count; i++)
		if (bsearch(&r->anomalies[i].part, known, r->part_count + 1,
		    sizeof *known, path_order) == NULL)
			r->anomalies[i].part = SLICE_NONE;
	return 0;
}

/* Rules count these: a list that was cut is a header not read to its end. */
static int
weigh_addresses(struct bench *b, const struct message_facts *f)
{
	if (f->from_count < FACTS_FROM_MAX &&
	    f->visible_count < REPORT_ADDRESSES_MAX)
		return 0;
	return raise_anomaly(b, ANOMALY_LIMIT, SLICE("0"),
	    "more addresses in the header than are counted");
}

static void
settle_prints(const struct bench *b, struct part *parts)
{
	size_t i, k, at = 0;

	for (i = 0; i < b->print_count; i++)
		for (k = 0; k < b->part_count; k++, at++)
			if (slice_eq(parts[at % b->part_count].path,
			    b->prints[i].path)) {
				textprint_end(&b->prints[i].print,
				    &parts[at % b->part_count].signature);
				break;
			}
}

static int
collect(struct bench *b)
{
	struct facts_input in = {
		.promise = b->shop->promise,
		.message = b->message,
		.own_text = buf_slice(&b->own),
		.quoted_text = buf_slice(&b->quoted),
		.nested_messages = nested_messages(b),
		.filed_from = b->filed_from,
		.has_encrypted_body = body_is_encrypted(b),
		.has_signature = has_signature(b),
	};
	struct detect_forwarding forwarding = {
		.own_bytes = b->own.len,
		.quoted_bytes = b->quoted.len,
	};
	struct report *r = &b->report;
	struct part *parts;
	size_t i;
	int err;

	err = facts_collect(&in, b->arena, &r->facts);
	if (err == 0)
		err = weigh_addresses(b, &r->facts);
	if (err == 0)
		err = gist_signature(in.own_text, in.quoted_text,
		    (r->facts.is & MESSAGE_IS_FORWARD) != 0,
		    (r->facts.is & MESSAGE_IS_REPLY) != 0, b->arena,
		    &r->facts.text);
	forwarding.depth = r->facts.forward_depth;
	forwarding.recipients = r->facts.visible_count;
	if (err == 0)
		detect_forwarding(b->run, &forwarding);
	if (err == 0)
		err = detect_recipients(b->run, r->facts.visible,
		    r->facts.visible_count);
	if (err == 0)
		err = detect_findings(b->run, &r->findings, &r->finding_count);
	if (err < 0)
		return err;
	parts = arena_array(b->arena, b->part_count, sizeof *parts);
	if (parts == NULL)
		return ERR_LIMIT;
	for (i = 0; i < b->part_count; i++)
		parts[i] = *b->parts[i];
	settle_prints(b, parts);
	r->parts = parts;
	r->part_count = b->part_count;
	r->anomalies = b->anomalies;
	r->anomaly_count = b->anomaly_count;
	r->preview = preview(b);
	err = secrets_settle(r, b->arena);
	return err == 0 ? settle_paths(b, r) : err;
}

/* --- talking to the client ----------------------------------------------------------- */

static int
emit_record(void *arg, enum report_record type, struct slice body)
{
	const struct inspection_job *job = arg;

	return frame_send(job->reply, (uint16_t)type, body, NULL, 0,
	    job->hard_deadline_mono_ms);
}

static int
send_list(const struct inspection_job *job, const struct edit_list *l)
{
	struct buf packed = BUF_INIT(REPORT_BYTES_MAX);
	struct slice rest;
	int r;

	r = edit_list_encode(l, &packed);
	rest = buf_slice(&packed);
	while (r == 0 && rest.len > 0) {
		r = frame_send(job->reply, EDIT_FRAME_LIST,
		    slice_sub(rest, 0, FRAME_BODY_MAX), NULL, 0,
		    job->hard_deadline_mono_ms);
		rest = slice_from(rest, FRAME_BODY_MAX);
	}
	if (r == 0)
		r = frame_send(job->reply, EDIT_FRAME_END, SLICE_NONE, NULL, 0,
		    job->hard_deadline_mono_ms);
	buf_free(&packed);
	return r;
}

/* Anything but proven encryption: then the message is not understood. */
static bool
is_ambiguous(const struct bench *b)
{
	size_t i;

	if (b->message->reading_count > 1)
		return true;
	for (i = 0; i < b->message->anomaly_count; i++)
		if (b->message->anomalies[i].class != ANOMALY_ENCRYPTED)
			return true;
	return false;
}

/* Wait for one request for edits, or for the client to close. */
static void
serve_edits(struct bench *b)
{
	static const uint16_t legal[] = { EDIT_FRAME_REQUEST };
	static struct frame_store store;
	struct rewrite_env env = {
		.disclaimers = b->shop->disclaimers,
		.has_structural_anomaly = is_ambiguous(b),
	};
	struct edit_request *requests;
	struct edit_list list;
	struct frame f;
	size_t n;

	if (frame_recv(b->job->reply, &store, legal, 1,
	    b->job->hard_deadline_mono_ms, &f) < 0)
		return;
	frame_close_fds(&f);
	if (edit_requests_decode(f.body, b->arena, &requests, &n) < 0)
		return;
	memset(&list, 0, sizeof list);
	if (rewrite_message(&env, b->message, requests, n, b->arena, &list) < 0)
		return;
	send_list(b->job, &list);
}

int
workshop_inspect(void *arg, const struct inspection_job *job)
{
	struct bench b = { .shop = arg, .job = job };
	int r;

	b.arena = arena_new(MESSAGE_ARENA_MAX);
	buf_init(&b.own, FACTS_TEXT_MAX);
	buf_init(&b.quoted, FACTS_TEXT_MAX);
	buf_init(&b.shown, FRAME_BODY_MAX);
	b.run = detect_run_new(b.shop->plan, b.arena);
	r = b.run != NULL ? extract_all(&b) : ERR_LIMIT;
	if (r == 0)
		r = show_pages(&b);
	if (r == ERR_LIMIT && b.message != NULL)
		r = raise_anomaly(&b, ANOMALY_LIMIT, SLICE_NONE,
		    "the message needs more memory than one may have");
	if (r == 0)
		r = collect(&b);
	if (r == 0 && mime_charset_was_missed())
		r = ERR_ELSEWHERE;
	/* No END is sent after a failure: the client knows what that means. */
	if (r < 0)
		return r;
	b.report.complete = true;
	r = report_write(&b.report, emit_record, (void *)(uintptr_t)job);
	if (r == 0)
		serve_edits(&b);
	return r;
}

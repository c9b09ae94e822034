#include "ctl/judge.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "ctl/infile.h"
#include "ctl/wrap.h"
#include "mail/reference.h"

#define JUDGE_ARENA_MAX	(256 * MIB)
#define EDIT_WAIT_MS	20000

static int
fail(struct judged *j, int err, const char *words)
{
	if (err == ERR_SYSTEM)
		snprintf(j->error, sizeof j->error, "%s: %s", words,
		    strerror(errno));
	else
		snprintf(j->error, sizeof j->error, "%s: %s", words,
		    err_text(err));
	return err;
}

int
judge_normalise(struct slice text, struct buf *out)
{
	size_t at, nl;
	int r = 0;

	if (slice_find(text, SLICE("\r\n"), 0) != SLICE_NPOS)
		return buf_put_slice(out, text);
	for (at = 0; r == 0 && at < text.len; at = nl + 1) {
		nl = slice_chr(text, '\n', at);
		if (nl == SLICE_NPOS)
			return buf_put_slice(out, slice_from(text, at));
		r = buf_put_slice(out, slice_sub(text, at, nl));
		if (r == 0)
			r = buf_puts(out, "\r\n");
	}
	return r;
}

/* The message in sealed memory: what the inspector insists on. */
static int
spool_fill(struct judged *j, struct slice message)
{
	size_t at;
	ssize_t n;
	void *map;

	j->spool_fd = memfd_create("exeat-explain",
	    MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (j->spool_fd == -1)
		return ERR_SYSTEM;
	for (at = 0; at < message.len; at += (size_t)n) {
		n = write(j->spool_fd, message.ptr + at, message.len - at);
		if (n <= 0)
			return ERR_SYSTEM;
	}
	if (fcntl(j->spool_fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW |
	    F_SEAL_WRITE | F_SEAL_SEAL) == -1)
		return ERR_SYSTEM;
	j->size = message.len;
	if (j->size == 0)
		return 0;
	map = mmap(NULL, j->size, PROT_READ, MAP_PRIVATE, j->spool_fd, 0);
	if (map == MAP_FAILED)
		return ERR_SYSTEM;
	j->bytes = map;
	return 0;
}

static int
by_bytes(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

/*
 * What the milter tells a retry by, but for the message itself, of which no
 * field is left out here: the file is the same or it is not.
 */
static int
retry_digest(struct judged *j)
{
	struct envelope *e = &j->envelope;
	struct buf b = BUF_INIT(ENVELOPE_BYTES_MAX);
	struct slice *to;
	size_t i;
	int r;

	to = arena_array(j->arena, e->recipient_count + 1, sizeof *to);
	if (to == NULL)
		return ERR_LIMIT;
	for (i = 0; i < e->recipient_count; i++)
		to[i] = e->recipients[i].address.full;
	qsort(to, e->recipient_count, sizeof *to, by_bytes);
	r = buf_put(&b, e->digest, sizeof e->digest);
	if (r == 0)
		r = buf_put_slice(&b, e->sender.full);
	if (r == 0)
		r = buf_putc(&b, '\n');
	if (r == 0)
		r = buf_put_slice(&b, e->auth);
	for (i = 0; r == 0 && i < e->recipient_count; i++) {
		r = buf_putc(&b, '\n');
		if (r == 0)
			r = buf_put_slice(&b, to[i]);
	}
	if (r == 0 && EVP_Digest(b.ptr, b.len, e->retry_digest, NULL,
	    EVP_sha256(), NULL) != 1)
		r = ERR_CRYPTO;
	buf_free(&b);
	return r;
}

static int
envelope_fill(struct judged *j, const struct judge_input *in)
{
	struct envelope *e = &j->envelope;
	size_t i;
	int r;

	envelope_init(e, in->class);
	/* The null sender, with or without its brackets. */
	r = address_parse(j->arena, slice_str(in->from[0] == '\0' ? "<>" :
	    in->from), &e->sender);
	if (r < 0)
		return fail(j, r, "from is no address");
	for (i = 0; i < in->to_count; i++) {
		r = envelope_add_recipient(e, j->arena, slice_str(in->to[i]),
		    SLICE_NONE, SLICE_NONE);
		if (r < 0)
			return fail(j, r, "to is no address");
	}
	e->auth = arena_dup(j->arena, slice_str(in->auth));
	e->client_addr = arena_dup(j->arena, slice_str(in->client));
	e->at_ms = in->at_ms;
	e->size = j->size;
	if (EVP_Digest(j->bytes != NULL ? j->bytes : (const uint8_t *)"",
	    j->size, e->digest, NULL, EVP_sha256(), NULL) != 1)
		return fail(j, ERR_CRYPTO, "digest");
	r = retry_digest(j);
	return r < 0 ? fail(j, r, "digest") : 0;
}

/* The bytes of a message from those of the file. */
static int
shape_message(struct judged *j, const struct judge_input *in,
    struct slice bytes, struct buf *out)
{
	j->is_wrapped = in->shape == JUDGE_ATTACHMENT ||
	    (in->shape == JUDGE_EITHER && !wrap_is_message(bytes));
	return j->is_wrapped ? wrap_attachment(in->file, bytes, out) :
	    judge_normalise(bytes, out);
}

static void
begin(struct judged *j)
{
	memset(j, 0, sizeof *j);
	j->spool_fd = -1;
	j->arena = arena_new(JUDGE_ARENA_MAX);
	j->started_us = clock_mono_us();
}

int
judge_start(struct judged *j, const struct judge_input *in,
    struct inspector *inspector)
{
	struct buf raw = BUF_INIT(MESSAGE_MAX_DEFAULT + 64 * KIB);
	struct buf message = BUF_INIT(2 * MESSAGE_MAX_DEFAULT);
	int r;

	begin(j);
	if (in->message == NULL)
		r = infile_read(in->file, &raw);
	else
		r = buf_put_slice(&raw, *in->message);
	if (r < 0) {
		fail(j, r, "cannot read the message");
		goto out;
	}
	r = shape_message(j, in, buf_slice(&raw), &message);
	if (r == 0)
		r = spool_fill(j, buf_slice(&message));
	if (r < 0) {
		fail(j, r, "cannot keep the message");
		goto out;
	}
	r = envelope_fill(j, in);
	if (r < 0)
		goto out;
	j->text = slice_str(in->text);
	r = inspection_start(inspector, j->spool_fd, j->size, &j->envelope,
	    clock_mono_ms() + INSPECT_DEADLINE_MS, &j->inspection);
	if (r < 0)
		fail(j, r, "inspector");
out:
	buf_free(&raw);
	buf_free(&message);
	return r;
}

/* Ask for the edits that the verdict wants, and settle what came of them. */
static void
fetch_edits(struct judged *j, const struct policy *policy)
{
	struct verdict *v = j->verdict;
	int r;

	if (v->edit_count == 0)
		return;
	r = inspection_edit(j->inspection, v->edits, v->edit_count,
	    clock_mono_ms() + EDIT_WAIT_MS, j->arena, &j->edits);
	if (r == 0 && j->edits.outcome_count != v->edit_count)
		r = ERR_MISMATCH;
	policy_settle(policy, &j->envelope, JUDGE_REFERENCE, j->arena, v,
	    r == 0 ? j->edits.outcomes : NULL,
	    r == 0 ? j->edits.outcome_count : 0);
	j->edited = r == 0 &&
	    (j->edits.splice_count > 0 || j->edits.header_count > 0);
}

/* Another text than the rules chose, where they ask for one at all. */
static void
use_text(struct judged *j)
{
	struct verdict *v = j->verdict;
	size_t i;

	for (i = 0; j->text.len > 0 && i < v->edit_count; i++)
		if (v->edits[i].kind == EDIT_DISCLAIMER)
			v->edits[i].name = v->disclaimer_text = j->text;
}

int
judge_report(struct judged *j)
{
	int r;

	r = inspection_report(j->inspection, j->arena,
	    clock_mono_ms() + 2 * INSPECT_DEADLINE_MS, NULL, NULL, &j->report);
	return r < 0 ? fail(j, r, "inspector") : 0;
}

int
judge_ask(struct judged *j, const struct policy *policy)
{
	int r;

	r = judge_report(j);
	if (r < 0)
		return r;
	r = policy_question(policy, &j->envelope, j->report, j->arena,
	    &j->question);
	if (r == 0)
		r = memory_answer_empty(&j->question, j->arena, &j->memory);
	return r < 0 ? fail(j, r, "policy") : 0;
}

/* As the milter does, with the keeper's key if there is one to ask. */
static int
evaluate(struct judged *j, const struct policy *policy)
{
	struct mark_header h;
	int r;

	r = policy_evaluate(policy, &j->envelope, j->report, &j->memory,
	    JUDGE_REFERENCE, j->arena, &j->verdict);
	if (r < 0)
		return r;
	mark_header_read(&h, slice_of(j->bytes, j->size));
	if (!mark_matters(&h, j->envelope.class, j->verdict))
		return 0;
	if (!j->has_mark_key)
		mark_key_of_rules(policy_digest(policy), j->mark_key);
	return mark_plan(j->mark_key, &h, j->envelope.class, j->arena,
	    j->verdict);
}

int
judge_decide(struct judged *j, const struct policy *policy)
{
	int r;

	r = evaluate(j, policy);
	if (r < 0)
		return fail(j, r, "policy");
	use_text(j);
	fetch_edits(j, policy);
	inspection_free(j->inspection);
	j->inspection = NULL;
	j->took_us = clock_mono_us() - j->started_us;
	return 0;
}

int
judge_finish(struct judged *j, const struct policy *policy)
{
	int r;

	r = judge_ask(j, policy);
	return r == 0 ? judge_decide(j, policy) : r;
}

/* In all that the child is asked: places, variables and options too. */
static bool
same_edits(const struct verdict *a, const struct verdict *b)
{
	struct buf x = BUF_INIT(REPORT_BYTES_MAX);
	struct buf y = BUF_INIT(REPORT_BYTES_MAX);
	bool same;

	same = edit_requests_encode(a->edits, a->edit_count, &x) == 0 &&
	    edit_requests_encode(b->edits, b->edit_count, &y) == 0 &&
	    slice_eq(buf_slice(&x), buf_slice(&y));
	buf_free(&x);
	buf_free(&y);
	return same;
}

int
judge_again(const struct judged *first, const struct policy *policy,
    struct judged *j)
{
	int r;

	begin(j);
	j->envelope = first->envelope;
	j->report = first->report;
	j->size = first->size;
	r = policy_question(policy, &j->envelope, j->report, j->arena,
	    &j->question);
	if (r == 0)
		r = memory_answer_empty(&j->question, j->arena, &j->memory);
	return r < 0 ? fail(j, r, "policy") : 0;
}

int
judge_again_decide(const struct judged *first, const struct policy *policy,
    struct judged *j)
{
	struct verdict *v;
	int r;

	/* The first one keeps the bytes. */
	j->bytes = first->bytes;
	r = evaluate(j, policy);
	j->bytes = NULL;
	if (r < 0)
		return fail(j, r, "policy");
	v = j->verdict;
	if (v->edit_count == 0)
		return 0;
	if (!same_edits(v, first->verdict))
		return ERR_ELSEWHERE;
	r = first->edits.outcome_count == v->edit_count;
	policy_settle(policy, &j->envelope, JUDGE_REFERENCE, j->arena, v,
	    r ? first->edits.outcomes : NULL, r ? v->edit_count : 0);
	return 0;
}

int
judge_write(const struct judged *j, struct buf *out)
{
	struct slice message = slice_of(j->bytes, j->size);

	if (!j->edited)
		return buf_put_slice(out, message);
	return edit_apply(message, &j->edits, out);
}

void
judge_free(struct judged *j)
{
	inspection_free(j->inspection);
	if (j->bytes != NULL)
		munmap((void *)(uintptr_t)j->bytes, j->size);
	if (j->spool_fd != -1)
		close(j->spool_fd);
	arena_free(j->arena);
	explicit_bzero(j, sizeof *j);
	j->spool_fd = -1;
}

#include "mail/memory.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "mail/codec.h"

/* Fewest bytes that one item of each array takes, for bounding counts. */
#define PARTY_WIRE_MIN		12
#define FILE_WIRE_MIN		(9 + MAIL_DIGEST_SIZE)
#define ANSWER_PARTY_WIRE_MIN	12
#define ANSWER_FILE_WIRE_MIN	4
#define SIGHTING_WIRE_MIN	16
#define USE_WIRE_MIN		12
#define CASE_WIRE_MIN		8

/* The sender, the original one, and the recipients. */
#define PARTIES_MAX	(MEMORY_RECIPIENTS + ENVELOPE_RECIPIENTS_MAX)

/* A word of bits of which none but those of `all` may be set. */
static int
bits(struct wire_in *w, uint32_t all, uint32_t *ret)
{
	int r;

	r = wire_u32(w, ret);
	if (r == 0 && (*ret & ~all) != 0)
		r = codec_fail(w, ERR_RANGE);
	return r;
}

/* --- question ----------------------------------------------------------------- */

static void
put_question(struct wire_out *w, const struct memory_question *q)
{
	size_t i;

	wire_put_u8(w, (uint8_t)q->class);
	wire_put_bool(w, q->is_signed_in);
	wire_put_bool(w, q->is_forward);
	wire_put_bool(w, q->is_automatic);
	wire_put_u64(w, (uint64_t)q->at_ms);
	codec_put_count(w, q->party_count, PARTIES_MAX);
	if (q->party_count < MEMORY_RECIPIENTS)
		codec_out_fail(w, ERR_RANGE);
	for (i = 0; i < q->party_count; i++) {
		codec_put_str(w, q->parties[i].address, ENVELOPE_STRING_MAX);
		codec_put_str(w, q->parties[i].domain, ENVELOPE_STRING_MAX);
		wire_put_u32(w, q->parties[i].flags);
	}
	codec_put_count(w, q->file_count, REPORT_PARTS_MAX);
	for (i = 0; i < q->file_count; i++) {
		wire_put_u32(w, q->files[i].part);
		wire_put_u32(w, q->files[i].flags);
		wire_put_bytes(w, q->files[i].digest, MAIL_DIGEST_SIZE);
		text_signature_put(w, &q->files[i].signature);
	}
	text_signature_put(w, &q->text);
	wire_put_bytes(w, q->retry_digest, MAIL_DIGEST_SIZE);
}

static int
read_parties(struct wire_in *w, struct arena *a, struct memory_question *q)
{
	struct memory_party *p;
	size_t i;

	q->parties = codec_items(w, a, PARTIES_MAX, PARTY_WIRE_MIN,
	    sizeof *q->parties, &q->party_count);
	if (w->err == 0 && q->party_count < MEMORY_RECIPIENTS)
		codec_fail(w, ERR_RANGE);
	for (i = 0; w->err == 0 && i < q->party_count; i++) {
		p = &q->parties[i];
		codec_str(w, a, ENVELOPE_STRING_MAX, &p->address);
		codec_str(w, a, ENVELOPE_STRING_MAX, &p->domain);
		bits(w, MEMORY_PARTY_ALL, &p->flags);
	}
	return w->err;
}

static int
read_files(struct wire_in *w, struct arena *a, struct memory_question *q)
{
	struct memory_file *f;
	size_t i;

	q->files = codec_items(w, a, REPORT_PARTS_MAX, FILE_WIRE_MIN,
	    sizeof *q->files, &q->file_count);
	for (i = 0; w->err == 0 && i < q->file_count; i++) {
		f = &q->files[i];
		wire_u32(w, &f->part);
		bits(w, MEMORY_FILE_ALL, &f->flags);
		wire_bytes(w, f->digest, MAIL_DIGEST_SIZE);
		text_signature_get(w, &f->signature);
		if (w->err == 0 && f->part >= REPORT_PARTS_MAX)
			codec_fail(w, ERR_RANGE);
	}
	return w->err;
}

static int
read_question(struct wire_in *w, struct arena *a, struct memory_question *q)
{
	unsigned class = 0;

	*q = (struct memory_question){ .class = MAIL_CLASS_SUBMISSION };
	wire_enum(w, MAIL_CLASS_COUNT, &class);
	q->class = (enum mail_class)class;
	wire_bool(w, &q->is_signed_in);
	wire_bool(w, &q->is_forward);
	wire_bool(w, &q->is_automatic);
	codec_time(w, &q->at_ms);
	if (w->err < 0 || read_parties(w, a, q) < 0 || read_files(w, a, q) < 0)
		return w->err;
	text_signature_get(w, &q->text);
	return wire_bytes(w, q->retry_digest, MAIL_DIGEST_SIZE);
}

int
memory_question_encode(const struct memory_question *q, struct buf *out)
{
	struct wire_out w;

	wire_out_init(&w, out);
	put_question(&w, q);
	return wire_out_err(&w);
}

int
memory_question_decode(struct slice body, struct arena *a,
    struct memory_question *ret)
{
	struct wire_in w;

	wire_in_init(&w, body);
	if (read_question(&w, a, ret) < 0)
		return w.err;
	return wire_end(&w);
}

/* --- answer --------------------------------------------------------------------- */

int
memory_answer_empty(const struct memory_question *q, struct arena *a,
    struct memory_answer *ret)
{
	*ret = (struct memory_answer){ .party_count = q->party_count,
	    .file_count = q->file_count };
	ret->parties = arena_array(a, q->party_count, sizeof *ret->parties);
	ret->files = arena_array(a, q->file_count, sizeof *ret->files);
	if ((ret->parties == NULL && q->party_count > 0) ||
	    (ret->files == NULL && q->file_count > 0))
		return ERR_LIMIT;
	return 0;
}

bool
memory_answer_fits(const struct memory_answer *m,
    const struct memory_question *q)
{
	return m->party_count == q->party_count &&
	    m->file_count == q->file_count;
}

int
memory_answer_encode(const struct memory_answer *m, struct buf *out)
{
	const struct memory_of_party *p;
	struct wire_out w;
	size_t i;

	wire_out_init(&w, out);
	codec_put_count(&w, m->party_count, PARTIES_MAX);
	for (i = 0; i < m->party_count; i++) {
		p = &m->parties[i];
		wire_put_u32(&w, p->known);
		codec_put_str(&w, p->nearest, ENVELOPE_STRING_MAX);
		codec_put_list(&w, p->exceptions, p->exception_count,
		    MEMORY_EXCEPTIONS_MAX, MEMORY_NAME_MAX);
	}
	codec_put_count(&w, m->file_count, REPORT_PARTS_MAX);
	for (i = 0; i < m->file_count; i++)
		wire_put_u32(&w, m->files[i].seen);
	codec_put_count(&w, m->sender_count, MEMORY_SIGHTINGS_MAX);
	for (i = 0; i < m->sender_count; i++) {
		wire_put_u64(&w, m->senders[i].who);
		wire_put_u64(&w, (uint64_t)m->senders[i].at_ms);
	}
	wire_put_u64(&w, (uint64_t)m->received_ms);
	return wire_out_err(&w);
}

static int
read_known(struct wire_in *w, struct arena *a, struct memory_answer *m)
{
	struct memory_of_party *p;
	size_t i;

	m->parties = codec_items(w, a, PARTIES_MAX, ANSWER_PARTY_WIRE_MIN,
	    sizeof *m->parties, &m->party_count);
	for (i = 0; w->err == 0 && i < m->party_count; i++) {
		p = &m->parties[i];
		bits(w, MEMORY_KNOWN_ALL, &p->known);
		codec_str(w, a, ENVELOPE_STRING_MAX, &p->nearest);
		codec_list(w, a, MEMORY_EXCEPTIONS_MAX, MEMORY_NAME_MAX,
		    &p->exceptions, &p->exception_count);
	}
	return w->err;
}

static int
read_seen(struct wire_in *w, struct arena *a, struct memory_answer *m)
{
	size_t i;

	m->files = codec_items(w, a, REPORT_PARTS_MAX, ANSWER_FILE_WIRE_MIN,
	    sizeof *m->files, &m->file_count);
	for (i = 0; w->err == 0 && i < m->file_count; i++)
		bits(w, MEMORY_SEEN_ALL, &m->files[i].seen);
	return w->err;
}

static int
read_sightings(struct wire_in *w, struct arena *a, struct memory_answer *m)
{
	size_t i;

	m->senders = codec_items(w, a, MEMORY_SIGHTINGS_MAX, SIGHTING_WIRE_MIN,
	    sizeof *m->senders, &m->sender_count);
	for (i = 0; w->err == 0 && i < m->sender_count; i++) {
		wire_u64(w, &m->senders[i].who);
		codec_time(w, &m->senders[i].at_ms);
	}
	return w->err;
}

int
memory_answer_decode(struct slice body, struct arena *a,
    struct memory_answer *ret)
{
	struct wire_in w;

	*ret = (struct memory_answer){ .received_ms = 0 };
	wire_in_init(&w, body);
	if (read_known(&w, a, ret) < 0 || read_seen(&w, a, ret) < 0 ||
	    read_sightings(&w, a, ret) < 0)
		return w.err;
	codec_time(&w, &ret->received_ms);
	return wire_end(&w);
}

/* --- note ------------------------------------------------------------------------- */

int
memory_note_encode(const struct memory_note *n, struct buf *out)
{
	struct wire_out w;
	size_t i;

	wire_out_init(&w, out);
	put_question(&w, &n->question);
	for (i = 0; i < n->question.party_count; i++)
		wire_put_bool(&w, n->is_let_go[i]);
	codec_put_count(&w, n->use_count, MEMORY_USES_MAX);
	for (i = 0; i < n->use_count; i++) {
		wire_put_u32(&w, n->uses[i].party);
		codec_put_str(&w, n->uses[i].exception, MEMORY_NAME_MAX);
		codec_put_str(&w, n->uses[i].rule, MEMORY_NAME_MAX);
	}
	codec_put_count(&w, n->case_count, MEMORY_CASES_MAX);
	for (i = 0; i < n->case_count; i++) {
		codec_put_str(&w, n->cases[i].name, MEMORY_NAME_MAX);
		codec_put_str(&w, n->cases[i].rule, MEMORY_NAME_MAX);
	}
	return wire_out_err(&w);
}

static int
read_cases(struct wire_in *w, struct arena *a, struct memory_note *n)
{
	size_t i;

	n->cases = codec_items(w, a, MEMORY_CASES_MAX, CASE_WIRE_MIN,
	    sizeof *n->cases, &n->case_count);
	for (i = 0; w->err == 0 && i < n->case_count; i++) {
		codec_str(w, a, MEMORY_NAME_MAX, &n->cases[i].name);
		codec_str(w, a, MEMORY_NAME_MAX, &n->cases[i].rule);
	}
	return w->err;
}

int
memory_note_decode(struct slice body, struct arena *a,
    struct memory_note *ret)
{
	struct wire_in w;
	size_t i;

	memset(ret, 0, sizeof *ret);
	wire_in_init(&w, body);
	if (read_question(&w, a, &ret->question) < 0)
		return w.err;
	ret->is_let_go = codec_array(&w, a, ret->question.party_count,
	    sizeof *ret->is_let_go);
	for (i = 0; w.err == 0 && i < ret->question.party_count; i++)
		wire_bool(&w, &ret->is_let_go[i]);
	ret->uses = codec_items(&w, a, MEMORY_USES_MAX, USE_WIRE_MIN,
	    sizeof *ret->uses, &ret->use_count);
	for (i = 0; w.err == 0 && i < ret->use_count; i++) {
		wire_u32(&w, &ret->uses[i].party);
		codec_str(&w, a, MEMORY_NAME_MAX, &ret->uses[i].exception);
		codec_str(&w, a, MEMORY_NAME_MAX, &ret->uses[i].rule);
		if (w.err == 0 &&
		    ret->uses[i].party >= ret->question.party_count)
			codec_fail(&w, ERR_RANGE);
	}
	if (w.err < 0 || read_cases(&w, a, ret) < 0)
		return w.err;
	return wire_end(&w);
}

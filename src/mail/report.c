/*
 * report -- writing, packing and asking a report.  Reading one strictly is
 * report_reader.c's.
 */
#include "mail/report.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "mail/codec.h"

/* 1: parts without the length of their text; 2: no signatures of texts. */
#define PACK_VERSION	3
#define PACK_MAX	(REPORT_BYTES_MAX + MIB)	/* with its frames' headers */

/* --- writing ----------------------------------------------------------------- */

/* Items collect in one body until it is full. */
struct batch {
	report_emit emit;
	void *arg;
	enum report_record type;
	struct buf body;	/* finished items */
	struct buf item;	/* the one being written */
};

static void
batch_init(struct batch *b, report_emit emit, void *arg)
{
	b->emit = emit;
	b->arg = arg;
	b->type = REPORT_FACTS;
	buf_init(&b->body, FRAME_BODY_MAX);
	buf_init(&b->item, FRAME_BODY_MAX);
}

static void
batch_free(struct batch *b)
{
	buf_free(&b->body);
	buf_free(&b->item);
}

static int
batch_flush(struct batch *b)
{
	int r;

	if (b->body.len == 0)
		return 0;
	r = b->emit(b->arg, b->type, buf_slice(&b->body));
	buf_reset(&b->body);
	return r;
}

/* The item is complete: it goes into this body or opens the next one. */
static int
batch_item(struct batch *b, enum report_record type, const struct wire_out *w)
{
	int r;

	r = wire_out_err(w);
	if (r == 0 && (type != b->type ||
	    b->item.len > b->body.max - b->body.len))
		r = batch_flush(b);
	b->type = type;
	if (r == 0)
		r = buf_put_slice(&b->body, buf_slice(&b->item));
	buf_reset(&b->item);
	return r;
}

static void
put(struct wire_out *w, struct slice s)
{
	codec_put_str(w, s, REPORT_STRING_MAX);
}

/* Words of ours and declared types: what is not printable ASCII is "?". */
static void
put_words(struct wire_out *w, struct slice s)
{
	size_t i;

	if (s.len > REPORT_STRING_MAX)
		codec_out_fail(w, ERR_LIMIT);
	wire_put_u32(w, (uint32_t)s.len);
	for (i = 0; i < s.len && wire_out_err(w) == 0; i++)
		wire_put_u8(w, codec_is_printable(slice_sub(s, i, i + 1)) ?
		    s.ptr[i] : '?');
}

static int
write_addresses(struct batch *b, enum report_facts_kind kind,
    const struct slice *s, enum report_facts_kind name_kind,
    const struct slice *names, size_t count)
{
	struct wire_out w;
	size_t i;
	int r;

	if (count > REPORT_ADDRESSES_MAX)
		return ERR_LIMIT;
	for (r = 0, i = 0; i < count && r == 0; i++) {
		wire_out_init(&w, &b->item);
		wire_put_u8(&w, (uint8_t)kind);
		put(&w, s[i]);
		r = batch_item(b, REPORT_FACTS, &w);
		if (r < 0 || names == NULL || names[i].len == 0)
			continue;
		wire_out_init(&w, &b->item);
		wire_put_u8(&w, (uint8_t)name_kind);
		codec_put_text(&w, names[i], REPORT_SHOWN_NAME_MAX);
		r = batch_item(b, REPORT_FACTS, &w);
	}
	return r;
}

static int
write_facts(struct batch *b, const struct message_facts *f)
{
	struct wire_out w;
	size_t i;
	int r;

	wire_out_init(&w, &b->item);
	wire_put_u8(&w, REPORT_FACTS_MESSAGE);
	wire_put_u32(&w, f->is);
	wire_put_u32(&w, f->forward_depth);
	put(&w, f->original_sender);
	codec_put_text(&w, f->subject, REPORT_SUBJECT_MAX);
	put(&w, f->message_id);
	put(&w, f->override_reason);
	r = batch_item(b, REPORT_FACTS, &w);
	if (r == 0 && f->language.len > 0) {
		wire_out_init(&w, &b->item);
		wire_put_u8(&w, REPORT_FACTS_LANGUAGE);
		codec_put_str(&w, f->language, REPORT_LANGUAGE_MAX);
		r = batch_item(b, REPORT_FACTS, &w);
	}
	if (r == 0)
		r = write_addresses(b, REPORT_FACTS_FROM, f->from,
		    REPORT_FACTS_FROM_NAME, f->from_names, f->from_count);
	if (r == 0)
		r = write_addresses(b, REPORT_FACTS_VISIBLE, f->visible,
		    REPORT_FACTS_VISIBLE_NAME, f->visible_names,
		    f->visible_count);
	for (i = 0; i < f->signer_count && r == 0; i++) {
		wire_out_init(&w, &b->item);
		if (f->signer_count > REPORT_SIGNERS_MAX)
			codec_out_fail(&w, ERR_LIMIT);
		wire_put_u8(&w, REPORT_FACTS_SIGNER);
		put_words(&w, f->signers[i]);
		r = batch_item(b, REPORT_FACTS, &w);
	}
	return r;
}

static int
write_part(struct batch *b, const struct part *p)
{
	struct wire_out w;

	wire_out_init(&w, &b->item);
	put(&w, p->path);
	put(&w, p->inside);
	put_words(&w, p->declared);
	put_words(&w, p->detected);
	wire_put_u8(&w, (uint8_t)p->type);
	codec_put_text(&w, p->name, REPORT_STRING_MAX);
	put(&w, p->names);
	wire_put_bytes(&w, p->name_hash, sizeof p->name_hash);
	wire_put_u64(&w, p->size);
	wire_put_u64(&w, p->text_bytes);
	wire_put_bytes(&w, p->digest, sizeof p->digest);
	wire_put_u8(&w, (uint8_t)p->encryption);
	put_words(&w, p->encryption_reason);
	put_words(&w, p->container);
	wire_put_u32(&w, p->flags);
	return batch_item(b, REPORT_PART, &w);
}

/* Most parts have none: a text that is too short, a picture. */
static int
write_signature(struct batch *b, struct slice path,
    const struct text_signature *s)
{
	struct wire_out w;

	if (text_signature_is_none(s))
		return 0;
	wire_out_init(&w, &b->item);
	put(&w, path);
	text_signature_put(&w, s);
	return batch_item(b, REPORT_SIGNATURE, &w);
}

static int
write_finding(struct batch *b, const struct finding *f)
{
	struct wire_out w;

	wire_out_init(&w, &b->item);
	put(&w, f->detector);
	put(&w, f->list);
	wire_put_u8(&w, f->tier);
	wire_put_bool(&w, f->bulk);
	wire_put_u8(&w, (uint8_t)f->where);
	put(&w, f->part);
	put_words(&w, f->container);
	codec_put_text(&w, f->place, REPORT_STRING_MAX);
	wire_put_u64(&w, f->value_hash);
	wire_put_u32(&w, f->occurrences);
	codec_put_text(&w, f->mask, FINDING_MASK_MAX);
	wire_put_bytes(&w, f->name_hash, sizeof f->name_hash);
	return batch_item(b, REPORT_FINDING, &w);
}

static int
write_anomaly(struct batch *b, const struct anomaly *n)
{
	struct wire_out w;

	wire_out_init(&w, &b->item);
	wire_put_u8(&w, (uint8_t)n->class);
	put(&w, n->part);
	put_words(&w, n->detail);
	return batch_item(b, REPORT_ANOMALY, &w);
}

/* Pieces of the preview, cut between characters. */
static int
write_preview(struct batch *b, struct slice preview)
{
	struct wire_out w;
	struct slice piece;
	size_t n, step;
	int r;

	if (preview.len > PREVIEW_MAX)
		return ERR_LIMIT;
	for (r = 0; preview.len > 0 && r == 0; preview = slice_from(preview, n)) {
		for (n = 0; n < preview.len; n += step) {
			step = codec_utf8_len(slice_from(preview, n));
			step = step > 0 ? step : 1;
			if (step > FRAME_BODY_MAX / 2 - n)
				break;
		}
		piece = slice_sub(preview, 0, n);
		wire_out_init(&w, &b->item);
		codec_put_text(&w, piece, FRAME_BODY_MAX);
		r = batch_item(b, REPORT_PREVIEW, &w);
	}
	return r;
}

static size_t
signatures(const struct report *r)
{
	size_t i, n;

	n = !text_signature_is_none(&r->facts.text);
	for (i = 0; i < r->part_count; i++)
		n += !text_signature_is_none(&r->parts[i].signature);
	return n;
}

static int
write_end(struct batch *b, const struct report *r)
{
	struct wire_out w;
	int err;

	wire_out_init(&w, &b->item);
	codec_put_count(&w, r->part_count, REPORT_PARTS_MAX);
	codec_put_count(&w, r->finding_count, REPORT_FINDINGS_MAX);
	codec_put_count(&w, r->anomaly_count, REPORT_ANOMALIES_MAX);
	codec_put_count(&w, r->preview.len, PREVIEW_MAX);
	codec_put_count(&w, signatures(r), REPORT_PARTS_MAX + 1);
	err = batch_item(b, REPORT_END, &w);
	return err == 0 ? batch_flush(b) : err;
}

int
report_write(const struct report *r, report_emit emit, void *arg)
{
	struct batch b;
	size_t i;
	int err;

	if (r->part_count > REPORT_PARTS_MAX ||
	    r->finding_count > REPORT_FINDINGS_MAX ||
	    r->anomaly_count > REPORT_ANOMALIES_MAX)
		return ERR_LIMIT;
	batch_init(&b, emit, arg);
	err = write_facts(&b, &r->facts);
	for (i = 0; i < r->part_count && err == 0; i++)
		err = write_part(&b, &r->parts[i]);
	if (err == 0)
		err = write_signature(&b, SLICE("0"), &r->facts.text);
	for (i = 0; i < r->part_count && err == 0; i++)
		err = write_signature(&b, r->parts[i].path,
		    &r->parts[i].signature);
	for (i = 0; i < r->finding_count && err == 0; i++)
		err = write_finding(&b, &r->findings[i]);
	for (i = 0; i < r->anomaly_count && err == 0; i++)
		err = write_anomaly(&b, &r->anomalies[i]);
	if (err == 0)
		err = write_preview(&b, r->preview);
	if (err == 0)
		err = write_end(&b, r);
	batch_free(&b);
	return err;
}

/* --- made by us, about a child ------------------------------------------------- */

struct report *
report_incomplete(struct arena *a, enum anomaly_class class, const char *detail)
{
	struct report *r;

	r = arena_zalloc(a, sizeof *r);
	if (r == NULL ||
	    report_add_anomaly(r, a, class, SLICE_NONE, slice_str(detail)) < 0)
		return NULL;
	/* Whatever the class: nobody has read this message to its end. */
	r->complete = false;
	return r;
}

int
report_add_anomaly(struct report *r, struct arena *a, enum anomaly_class class,
    struct slice part, struct slice detail)
{
	struct anomaly *p;

	if (class != ANOMALY_ENCRYPTED)
		r->complete = false;
	if (r->anomaly_count >= REPORT_ANOMALIES_MAX)
		return ERR_LIMIT;
	p = arena_array(a, r->anomaly_count + 1, sizeof *p);
	if (p == NULL)
		return ERR_LIMIT;
	if (r->anomaly_count > 0)
		memcpy(p, r->anomalies, r->anomaly_count * sizeof *p);
	p[r->anomaly_count].class = class;
	p[r->anomaly_count].part = arena_dup(a, part);
	p[r->anomaly_count].detail = arena_dup(a, detail);
	r->anomalies = p;
	r->anomaly_count++;
	return 0;
}

/* --- asking -------------------------------------------------------------------- */

bool
report_is_unreadable(const struct report *r)
{
	size_t i;

	for (i = 0; i < r->anomaly_count; i++)
		if (r->anomalies[i].class != ANOMALY_ENCRYPTED)
			return true;
	/* Nobody said why, and still it was not read. */
	return !r->complete;
}

const struct part *
report_part(const struct report *r, struct slice path)
{
	size_t i;

	for (i = 0; i < r->part_count; i++)
		if (slice_eq(r->parts[i].path, path))
			return &r->parts[i];
	return NULL;
}

/* --- keeping -------------------------------------------------------------------- */

static int
pack_record(void *arg, enum report_record type, struct slice body)
{
	struct wire_out *w = arg;

	wire_put_u16(w, (uint16_t)type);
	wire_put_str(w, body);
	return wire_out_err(w);
}

int
report_pack(const struct report *r, struct buf *out)
{
	struct wire_out w;
	int err;

	wire_out_init(&w, out);
	wire_put_u8(&w, PACK_VERSION);
	wire_put_bool(&w, r->complete);
	err = report_write(r, pack_record, &w);
	return err < 0 ? err : wire_out_err(&w);
}

static int
unpack_records(struct wire_in *w, struct report_reader *rr)
{
	struct slice body;
	uint16_t type;
	int r;

	for (r = 0; r == 0 && w->err == 0 && w->rest.len > 0; ) {
		if (wire_u16(w, &type) < 0 ||
		    wire_str(w, FRAME_BODY_MAX, &body) < 0)
			return w->err;
		r = report_reader_feed(rr, type, body);
	}
	if (r == 0 && !report_reader_ended(rr))
		r = ERR_SHORT;
	return r < 0 ? r : wire_end(w);
}

int
report_unpack(struct slice packed, struct arena *a, struct report **ret)
{
	struct report_reader *rr;
	struct wire_in w;
	bool complete;
	uint8_t version;
	int r;

	if (packed.len > PACK_MAX)
		return ERR_LIMIT;
	wire_in_init(&w, packed);
	wire_u8(&w, &version);
	if (wire_bool(&w, &complete) < 0)
		return w.err;
	if (version < 1 || version > PACK_VERSION)
		return ERR_MISMATCH;
	rr = report_reader_new(a);
	report_reader_parts_lack_text(rr, version < 2);
	report_reader_lacks_signatures(rr, version < 3);
	r = unpack_records(&w, rr);
	if (r == 0) {
		*ret = report_reader_result(rr);
		(*ret)->complete = (*ret)->complete && complete;
	}
	report_reader_free(rr);
	return r;
}

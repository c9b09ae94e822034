/*
 * report_reader -- a report from the bytes of a child that may be hostile.
 *
 * Each record is decoded to its last byte, each count and string is bounded,
 * and at END the whole must hang together: counts agree, no path twice, and
 * every path that is named exists.  The first refusal is final.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "mail/codec.h"
#include "mail/report.h"

struct report_reader {
	struct arena *arena;		/* borrowed; the report lives there */
	struct report *report;
	size_t from_cap, visible_cap, signer_cap;
	size_t part_cap, finding_cap, anomaly_cap;
	struct buf preview;
	size_t signed_parts;		/* parts looked at for signatures */
	uint32_t signatures;
	bool lacks_signatures;		/* stored by an older version */
	size_t bytes;			/* of all records so far */
	bool has_facts;
	bool parts_lack_text;		/* stored by an older version */
	bool begun;			/* anything was fed */
	bool ended;
	int err;			/* the first refusal */
};

struct report_reader *
report_reader_new(struct arena *a)
{
	struct report_reader *rr;

	rr = mem_zalloc(sizeof *rr);
	rr->arena = a;
	rr->report = arena_zalloc(a, sizeof *rr->report);
	if (rr->report == NULL)
		rr->err = ERR_LIMIT;
	buf_init(&rr->preview, PREVIEW_MAX);
	return rr;
}

void
report_reader_parts_lack_text(struct report_reader *rr, bool lack)
{
	rr->parts_lack_text = lack;
}

void
report_reader_lacks_signatures(struct report_reader *rr, bool lack)
{
	rr->lacks_signatures = lack;
}

void
report_reader_free(struct report_reader *rr)
{
	if (rr == NULL)
		return;
	buf_free(&rr->preview);
	free(rr);
}

bool
report_reader_ended(const struct report_reader *rr)
{
	return rr->ended;
}

/* --- one record ------------------------------------------------------------------ */

static int
get(struct report_reader *rr, struct wire_in *w, struct slice *ret)
{
	return codec_str(w, rr->arena, REPORT_STRING_MAX, ret);
}

static int
get_text(struct report_reader *rr, struct wire_in *w, size_t max,
    struct slice *ret)
{
	if (codec_str(w, rr->arena, max, ret) < 0)
		return w->err;
	return codec_is_utf8(*ret) ? 0 : codec_fail(w, ERR_SYNTAX);
}

/* Our own words: nothing in them may pass for anything else in a log. */
static int
get_words(struct report_reader *rr, struct wire_in *w, struct slice *ret)
{
	if (get(rr, w, ret) < 0)
		return w->err;
	return codec_is_printable(*ret) ? 0 : codec_fail(w, ERR_SYNTAX);
}

static unsigned
get_enum(struct wire_in *w, unsigned limit)
{
	unsigned v;

	return wire_enum(w, limit, &v) < 0 ? 0 : v;
}

/* Room for one more of an array in the report, or the cursor fails. */
static void *
room(struct report_reader *rr, struct wire_in *w, void *old, size_t count,
    size_t *cap, size_t max, size_t size)
{
	void *p;

	if (w->err != 0)
		return NULL;
	if (count >= max) {
		codec_fail(w, ERR_LIMIT);
		return NULL;
	}
	p = arena_grow(rr->arena, old, count, cap, size);
	if (p == NULL)
		codec_fail(w, ERR_LIMIT);
	return p;
}

static void
read_message_facts(struct report_reader *rr, struct wire_in *w)
{
	struct message_facts *f = &rr->report->facts;

	if (rr->has_facts) {
		codec_fail(w, ERR_WRONG_STATE);
		return;
	}
	if (wire_u32(w, &f->is) == 0 && (f->is & ~(uint32_t)MESSAGE_FLAGS_ALL))
		codec_fail(w, ERR_RANGE);
	wire_u32(w, &f->forward_depth);
	get(rr, w, &f->original_sender);
	get_text(rr, w, REPORT_SUBJECT_MAX, &f->subject);
	get(rr, w, &f->message_id);
	get(rr, w, &f->override_reason);
	rr->has_facts = w->err == 0;
}

static void
read_address(struct report_reader *rr, struct wire_in *w, struct slice **list,
    size_t *count, size_t *cap)
{
	struct slice s, *p;

	get(rr, w, &s);
	p = room(rr, w, *list, *count, cap, REPORT_ADDRESSES_MAX, sizeof *p);
	if (p == NULL)
		return;
	*list = p;
	p[(*count)++] = s;
}

/* Of the address that was read last; those before it may have none. */
static void
read_shown_name(struct report_reader *rr, struct wire_in *w,
    struct slice **list, size_t count)
{
	struct slice s;

	get_text(rr, w, REPORT_SHOWN_NAME_MAX, &s);
	if (w->err == 0 && count == 0)
		codec_fail(w, ERR_WRONG_STATE);
	if (w->err == 0 && *list == NULL) {
		*list = arena_array(rr->arena, REPORT_ADDRESSES_MAX, sizeof s);
		if (*list == NULL)
			codec_fail(w, ERR_LIMIT);
	}
	if (w->err != 0)
		return;
	if ((*list)[count - 1].len > 0)
		codec_fail(w, ERR_WRONG_STATE);
	else
		(*list)[count - 1] = s;
}

/* Small letters, digits and "-": it is compared, shown and recorded. */
static void
read_language(struct report_reader *rr, struct wire_in *w)
{
	struct message_facts *f = &rr->report->facts;
	struct slice s;
	size_t i;

	if (f->language.len > 0)
		codec_fail(w, ERR_WRONG_STATE);
	codec_str(w, rr->arena, REPORT_LANGUAGE_MAX, &s);
	if (w->err == 0 && s.len == 0)
		codec_fail(w, ERR_SYNTAX);
	for (i = 0; w->err == 0 && i < s.len; i++)
		if ((!ascii_is_alpha(s.ptr[i]) ||
		    ascii_lower(s.ptr[i]) != s.ptr[i]) &&
		    !ascii_is_digit(s.ptr[i]) && s.ptr[i] != '-')
			codec_fail(w, ERR_SYNTAX);
	if (w->err == 0)
		f->language = s;
}

static void
read_signer(struct report_reader *rr, struct wire_in *w)
{
	struct message_facts *f = &rr->report->facts;
	struct slice s, *p;

	get(rr, w, &s);
	if (w->err == 0 && !codec_is_printable(s))
		codec_fail(w, ERR_SYNTAX);
	p = room(rr, w, f->signers, f->signer_count, &rr->signer_cap,
	    REPORT_SIGNERS_MAX, sizeof *p);
	if (p == NULL)
		return;
	f->signers = p;
	p[f->signer_count++] = s;
}

static void
read_facts(struct report_reader *rr, struct wire_in *w)
{
	struct message_facts *f = &rr->report->facts;
	unsigned kind;

	if (wire_enum(w, REPORT_FACTS_KIND_COUNT, &kind) < 0)
		return;
	switch ((enum report_facts_kind)kind) {
	case REPORT_FACTS_MESSAGE:
		read_message_facts(rr, w);
		break;
	case REPORT_FACTS_FROM:
		read_address(rr, w, &f->from, &f->from_count, &rr->from_cap);
		break;
	case REPORT_FACTS_VISIBLE:
		read_address(rr, w, &f->visible, &f->visible_count,
		    &rr->visible_cap);
		break;
	case REPORT_FACTS_FROM_NAME:
		read_shown_name(rr, w, &f->from_names, f->from_count);
		break;
	case REPORT_FACTS_VISIBLE_NAME:
		read_shown_name(rr, w, &f->visible_names,
		    f->visible_count);
		break;
	case REPORT_FACTS_SIGNER:
		read_signer(rr, w);
		break;
	case REPORT_FACTS_LANGUAGE:
		read_language(rr, w);
		break;
	case REPORT_FACTS_KIND_COUNT:
		break;
	}
}

static bool
is_separator(uint8_t c)
{
	return c == '.' || c == '/';
}

/*
 * "1", "2.1", "2/3", "2/3.1/7": numbers with one separator between them; small
 * letters may mark a second reading.
 */
static bool
is_path(struct slice s)
{
	bool inside;		/* a number, not at its edge */
	uint8_t c;
	size_t i;

	inside = false;
	for (i = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (is_separator(c) ? !inside :
		    !ascii_is_digit(c) && (c < 'a' || c > 'z'))
			return false;
		inside = !is_separator(c);
	}
	return inside;
}

/* A member's path goes on where its holder's ends: so none holds itself. */
static bool
is_beneath(struct slice path, struct slice holder)
{
	return path.len > holder.len && slice_starts(path, holder) &&
	    is_separator(path.ptr[holder.len]);
}

static void
read_part(struct report_reader *rr, struct wire_in *w)
{
	struct report *r = rr->report;
	struct part p = { 0 }, *all;

	get(rr, w, &p.path);
	get(rr, w, &p.inside);
	get_words(rr, w, &p.declared);
	get_words(rr, w, &p.detected);
	p.type = (enum filetype)get_enum(w, FILETYPE_COUNT);
	get_text(rr, w, REPORT_STRING_MAX, &p.name);
	get(rr, w, &p.names);
	wire_bytes(w, p.name_hash, sizeof p.name_hash);
	wire_u64(w, &p.size);
	if (!rr->parts_lack_text)
		wire_u64(w, &p.text_bytes);
	wire_bytes(w, p.digest, sizeof p.digest);
	p.encryption = (enum encryption)get_enum(w, ENCRYPTION_COUNT);
	get_words(rr, w, &p.encryption_reason);
	get_words(rr, w, &p.container);
	if (wire_u32(w, &p.flags) == 0 && (p.flags & ~(uint32_t)PART_FLAGS_ALL))
		codec_fail(w, ERR_RANGE);
	if (w->err == 0 && (!is_path(p.path) ||
	    (p.inside.len > 0 && !is_beneath(p.path, p.inside))))
		codec_fail(w, ERR_SYNTAX);
	all = room(rr, w, r->parts, r->part_count, &rr->part_cap,
	    REPORT_PARTS_MAX, sizeof *all);
	if (all == NULL)
		return;
	r->parts = all;
	all[r->part_count++] = p;
}

/*
 * They follow the parts, in the same order: each is looked for from the one
 * before on.  Reports stored before there were any have none.
 */
static void
read_signature(struct report_reader *rr, struct wire_in *w)
{
	struct text_signature s, *to = NULL;
	struct report *r = rr->report;
	struct slice path;

	if (get(rr, w, &path) < 0 || text_signature_get(w, &s) < 0)
		return;
	if (slice_eq_str(path, "0"))
		to = &r->facts.text;
	for (; to == NULL && rr->signed_parts < r->part_count;
	    rr->signed_parts++)
		if (slice_eq(r->parts[rr->signed_parts].path, path))
			to = &r->parts[rr->signed_parts].signature;
	if (to == NULL)
		codec_fail(w, ERR_NOTFOUND);
	else if (text_signature_is_none(&s))
		codec_fail(w, ERR_RANGE);
	else if (!text_signature_is_none(to))
		codec_fail(w, ERR_EXISTS);
	else {
		*to = s;
		rr->signatures++;
	}
}

static bool
is_detector_id(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] != '_' && !ascii_is_digit(s.ptr[i]) &&
		    (s.ptr[i] < 'a' || s.ptr[i] > 'z'))
			return false;
	return s.len > 0;
}

static void
read_finding(struct report_reader *rr, struct wire_in *w)
{
	struct report *r = rr->report;
	struct finding f = { 0 }, *all;

	if (get(rr, w, &f.detector) == 0 && !is_detector_id(f.detector))
		codec_fail(w, ERR_SYNTAX);
	get(rr, w, &f.list);
	if (wire_u8(w, &f.tier) == 0 && (f.tier < 1 || f.tier > FINDING_TIER_MAX))
		codec_fail(w, ERR_RANGE);
	wire_bool(w, &f.bulk);
	f.where = (enum finding_where)get_enum(w, FINDING_WHERE_COUNT);
	get(rr, w, &f.part);
	get_words(rr, w, &f.container);
	get_text(rr, w, REPORT_STRING_MAX, &f.place);
	wire_u64(w, &f.value_hash);
	if (wire_u32(w, &f.occurrences) == 0 && f.occurrences == 0)
		codec_fail(w, ERR_RANGE);
	get_text(rr, w, FINDING_MASK_MAX, &f.mask);
	wire_bytes(w, f.name_hash, sizeof f.name_hash);
	all = room(rr, w, r->findings, r->finding_count, &rr->finding_cap,
	    REPORT_FINDINGS_MAX, sizeof *all);
	if (all == NULL)
		return;
	r->findings = all;
	all[r->finding_count++] = f;
}

static void
read_anomaly(struct report_reader *rr, struct wire_in *w)
{
	struct report *r = rr->report;
	struct anomaly n, *all;

	n.class = (enum anomaly_class)get_enum(w, ANOMALY_CLASS_COUNT);
	get(rr, w, &n.part);
	get_words(rr, w, &n.detail);
	all = room(rr, w, r->anomalies, r->anomaly_count, &rr->anomaly_cap,
	    REPORT_ANOMALIES_MAX, sizeof *all);
	if (all == NULL)
		return;
	r->anomalies = all;
	all[r->anomaly_count++] = n;
}

static void
read_preview(struct report_reader *rr, struct wire_in *w)
{
	struct slice piece;

	if (wire_str(w, FRAME_BODY_MAX, &piece) < 0)
		return;
	if (!codec_is_utf8(piece))
		codec_fail(w, ERR_SYNTAX);
	else if (buf_put_slice(&rr->preview, piece) < 0)
		codec_fail(w, ERR_LIMIT);
}

/* --- the whole -------------------------------------------------------------------- */

static int
part_order(const void *a, const void *b)
{
	const struct part *const *p = a, *const *q = b;

	return slice_cmp((*p)->path, (*q)->path);
}

/* The parts by path, for looking up; the caller frees. */
static const struct part **
index_parts(const struct report *r)
{
	const struct part **index;
	size_t i;

	index = mem_array(NULL, r->part_count + 1, sizeof *index);
	for (i = 0; i < r->part_count; i++)
		index[i] = &r->parts[i];
	if (r->part_count > 1)
		qsort(index, r->part_count, sizeof *index, part_order);
	return index;
}

static bool
has_part(const struct part **index, size_t n, struct slice path)
{
	struct part want = { .path = path };
	const struct part *key = &want;

	return n > 0 &&
	    bsearch(&key, index, n, sizeof *index, part_order) != NULL;
}

/* "0" is the message's own header. */
static bool
is_place(const struct part **index, size_t n, struct slice path)
{
	return slice_eq_str(path, "0") || has_part(index, n, path);
}

/*
 * Every path that is named exists, none twice.  With mend, what is wrong is
 * put right instead: a report that broke off keeps what it said so far.
 */
static int
check_paths(struct report *r, bool mend)
{
	const struct part **index;
	size_t i, n;
	int err;

	err = 0;
	n = r->part_count;
	index = index_parts(r);
	for (i = 1; i < n; i++)
		if (slice_eq(index[i - 1]->path, index[i]->path))
			err = ERR_EXISTS;
	for (i = 0; i < n; i++) {
		if (r->parts[i].inside.len == 0 ||
		    has_part(index, n, r->parts[i].inside))
			continue;
		err = ERR_NOTFOUND;
		if (mend)
			r->parts[i].inside = SLICE_NONE;
	}
	for (i = 0; i < r->finding_count; i++) {
		if (is_place(index, n, r->findings[i].part))
			continue;
		err = ERR_NOTFOUND;
		if (mend)
			r->findings[i].part = SLICE("0");
	}
	for (i = 0; i < r->anomaly_count; i++) {
		if (r->anomalies[i].part.len == 0 ||
		    is_place(index, n, r->anomalies[i].part))
			continue;
		err = ERR_NOTFOUND;
		if (mend)
			r->anomalies[i].part = SLICE_NONE;
	}
	free(index);
	return err;
}

/* Of parts with the same path the first is kept. */
static void
drop_doubles(struct report *r)
{
	size_t i, kept, total;

	total = r->part_count;
	for (kept = 0, i = 0; i < total; i++) {
		r->part_count = kept;
		if (report_part(r, r->parts[i].path) == NULL)
			r->parts[kept++] = r->parts[i];
	}
	r->part_count = kept;
}

static void
read_end(struct report_reader *rr, struct wire_in *w)
{
	struct report *r = rr->report;
	uint32_t parts, findings, anomalies, preview, signatures;
	int err;

	parts = findings = anomalies = preview = signatures = 0;
	wire_u32(w, &parts);
	wire_u32(w, &findings);
	wire_u32(w, &anomalies);
	wire_u32(w, &preview);
	if (!rr->lacks_signatures)
		wire_u32(w, &signatures);
	if (wire_end(w) < 0)
		return;
	if (!rr->has_facts || parts != r->part_count ||
	    findings != r->finding_count || anomalies != r->anomaly_count ||
	    preview != rr->preview.len || signatures != rr->signatures) {
		codec_fail(w, ERR_MISMATCH);
		return;
	}
	err = check_paths(r, false);
	if (err == 0) {
		r->preview = arena_dup(rr->arena, buf_slice(&rr->preview));
		if (r->preview.ptr == NULL)
			err = ERR_LIMIT;
	}
	if (err < 0) {
		codec_fail(w, err);
		return;
	}
	rr->ended = true;
	r->complete = true;
}

static void
read_begin(struct report_reader *rr, struct wire_in *w)
{
	if (rr->begun)
		codec_fail(w, ERR_WRONG_STATE);
}

typedef void (*record_read)(struct report_reader *rr, struct wire_in *w);

static record_read
reader_of(uint16_t type)
{
	switch ((enum report_record)type) {
	case REPORT_BEGIN:
		return read_begin;
	case REPORT_FACTS:
		return read_facts;
	case REPORT_PART:
		return read_part;
	case REPORT_FINDING:
		return read_finding;
	case REPORT_ANOMALY:
		return read_anomaly;
	case REPORT_PREVIEW:
		return read_preview;
	case REPORT_SIGNATURE:
		return read_signature;
	case REPORT_END:
		return read_end;
	}
	return NULL;
}

/* A record holds one item at least; BEGIN is the one with an empty body. */
static int
feed(struct report_reader *rr, uint16_t type, struct slice body)
{
	struct wire_in w;
	record_read read;

	read = reader_of(type);
	if (read == NULL)
		return ERR_TYPE;
	if (rr->ended)
		return ERR_WRONG_STATE;
	if (body.len > FRAME_BODY_MAX ||
	    body.len > REPORT_BYTES_MAX - rr->bytes)
		return ERR_LIMIT;
	rr->bytes += body.len;
	wire_in_init(&w, body);
	do {
		read(rr, &w);
	} while (w.err == 0 && w.rest.len > 0 && read != read_begin &&
	    read != read_end);
	rr->begun = true;
	return wire_end(&w);
}

int
report_reader_feed(struct report_reader *rr, uint16_t type, struct slice body)
{
	if (rr->err == 0)
		rr->err = feed(rr, type, body);
	return rr->err;
}

struct report *
report_reader_result(struct report_reader *rr)
{
	struct report *r = rr->report;

	if (r == NULL || (rr->ended && rr->err == 0))
		return r;
	/*
	 * It broke off: never complete, but its findings and anomalies are
	 * kept, since they can only make the verdict stricter.
	 */
	r->complete = false;
	drop_doubles(r);
	check_paths(r, true);
	r->preview = arena_dup(rr->arena, buf_slice(&rr->preview));
	return r;
}

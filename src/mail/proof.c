#include "mail/proof.h"

#include <string.h>

#include "base/err.h"
#include "mail/codec.h"
#include "mail/reference.h"

_Static_assert(sizeof((struct proof_told *)0)->ref >= REFERENCE_SIZE,
    "a reference fits");

/* Lines that fold the rest: one for each way to leave. */
#define LINES_OTHER	PROOF_HOW_COUNT
#define OTHER		SLICE("other")

static const char *const kinds[PROOF_KIND_COUNT] = {
	[PROOF_NONE] = "inside",
	[PROOF_ADDED] = "added",
	[PROOF_PRESENT] = "present",
	[PROOF_WRAPPED] = "wrapped",
	[PROOF_SKIPPED] = "skipped",
	[PROOF_HELD] = "held",
	[PROOF_REFUSED] = "refused",
	[PROOF_UNACCOUNTED] = "unaccounted",
};

static const char *const hows[PROOF_HOW_COUNT] = {
	[PROOF_WITHOUT] = "without",
	[PROOF_HEADER] = "header",
	[PROOF_NOTIFIED] = "notified",
};

const char *
proof_kind_name(enum proof_kind k)
{
	return k < PROOF_KIND_COUNT ? kinds[k] : "?";
}

int
proof_kind_parse(struct slice s, enum proof_kind *ret)
{
	unsigned i;

	for (i = 0; i < PROOF_KIND_COUNT; i++)
		if (slice_eq_str(s, kinds[i])) {
			*ret = (enum proof_kind)i;
			return 0;
		}
	return ERR_NOTFOUND;
}

const char *
proof_how_name(enum proof_how h)
{
	return h < PROOF_HOW_COUNT ? hows[h] : "?";
}

bool
proof_has_notice(enum proof_kind k)
{
	return k == PROOF_ADDED || k == PROOF_PRESENT || k == PROOF_WRAPPED;
}

bool
proof_left(enum proof_kind k)
{
	return proof_has_notice(k) || k == PROOF_SKIPPED ||
	    k == PROOF_UNACCOUNTED;
}

/* --- from a verdict ------------------------------------------------------------- */

bool
verdict_goes_outside(const struct verdict *v)
{
	size_t i;

	if (v->disposition == DISPOSITION_TEMPFAIL)
		return false;
	for (i = 0; i < v->recipient_count; i++)
		if (v->recipients[i].is_outside)
			return true;
	return false;
}

/* How many of those outside have this for an answer? */
static size_t
count_outside(const struct verdict *v, enum disposition d)
{
	size_t i, n = 0;

	for (i = 0; i < v->recipient_count; i++)
		n += v->recipients[i].is_outside &&
		    v->recipients[i].disposition == d;
	return n;
}

static bool
is_fixed_word(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!(s.ptr[i] >= 'a' && s.ptr[i] <= 'z') &&
		    !ascii_is_digit(s.ptr[i]) && s.ptr[i] != '-')
			return false;
	return s.len > 0 && s.len <= PROOF_REASON_MAX;
}

static void
skipped(const struct verdict *v, struct proof *p)
{
	if (v->fallback_used && v->fallback == FALLBACK_WRAP) {
		p->kind = PROOF_WRAPPED;
		return;
	}
	/* Left as it was, and nobody can say why. */
	if (v->disclaimer_reason.len == 0) {
		p->kind = PROOF_UNACCOUNTED;
		return;
	}
	p->kind = PROOF_SKIPPED;
	p->reason = is_fixed_word(v->disclaimer_reason) ?
	    v->disclaimer_reason : OTHER;
	if (v->fallback_used && v->fallback == FALLBACK_HEADER)
		p->how = PROOF_HEADER;
	else if (v->fallback_used && v->fallback == FALLBACK_NOTIFY)
		p->how = PROOF_NOTIFIED;
}

static void
left(const struct verdict *v, struct proof *p)
{
	switch (v->disclaimer) {
	case DISCLAIMER_ADDED:
		p->kind = PROOF_ADDED;
		return;
	case DISCLAIMER_PRESENT:
		p->kind = PROOF_PRESENT;
		return;
	case DISCLAIMER_NONE:
	case DISCLAIMER_SKIPPED:
	case DISCLAIMER_FAILED:
		skipped(v, p);
		return;
	case DISCLAIMER_WANTED:		/* it was never tried */
	case DISCLAIMER_STATE_COUNT:
		break;
	}
	p->kind = PROOF_UNACCOUNTED;
}

void
proof_of_verdict(const struct verdict *v, struct proof *ret)
{
	*ret = (struct proof){ .kind = PROOF_NONE,
	    .association = slice_sub(v->association, 0, PROOF_NAME_MAX),
	    .text = slice_sub(v->disclaimer_text, 0, PROOF_NAME_MAX),
	    .is_confidential = v->is_disclosure };
	if (!verdict_goes_outside(v))
		return;
	if (v->disposition == DISPOSITION_REJECT) {
		ret->kind = PROOF_REFUSED;
	} else if (count_outside(v, DISPOSITION_ACCEPT) > 0) {
		left(v, ret);
		ret->is_partly_held =
		    count_outside(v, DISPOSITION_QUARANTINE) > 0;
	} else if (count_outside(v, DISPOSITION_QUARANTINE) > 0) {
		ret->kind = PROOF_HELD;
	} else {
		ret->kind = PROOF_REFUSED;
	}
}

struct slice
proof_id(struct slice value)
{
	size_t from, to, i;

	from = slice_chr(value, '<', 0);
	if (from != SLICE_NPOS) {
		to = slice_chr(value, '>', from);
		if (to == SLICE_NPOS)
			return SLICE_NONE;
		value = slice_sub(value, from + 1, to);
	}
	value = slice_trim(value);
	if (value.len > PROOF_ID_MAX)
		return SLICE_NONE;
	for (i = 0; i < value.len; i++)
		if (value.ptr[i] <= ' ' || value.ptr[i] == 0x7f)
			return SLICE_NONE;
	return value;
}

void
proof_add_id(struct proof *p, struct slice value)
{
	struct slice id = proof_id(value);
	size_t i;

	if (id.len == 0 || p->is_confidential || p->id_count == PROOF_IDS_MAX)
		return;
	for (i = 0; i < p->id_count; i++)
		if (slice_eq(p->ids[i], id))
			return;
	p->ids[p->id_count++] = id;
}

/* --- wire forms ------------------------------------------------------------------ */

static void
put(struct wire_out *w, const struct proof *p)
{
	size_t i;

	wire_put_u8(w, (uint8_t)p->kind);
	wire_put_u8(w, (uint8_t)p->how);
	codec_put_str(w, p->reason, PROOF_REASON_MAX);
	codec_put_str(w, p->association, PROOF_NAME_MAX);
	codec_put_str(w, p->text, PROOF_NAME_MAX);
	wire_put_bool(w, p->is_partly_held);
	wire_put_bool(w, p->is_confidential);
	codec_put_count(w, p->id_count, PROOF_IDS_MAX);
	for (i = 0; i < p->id_count && wire_out_err(w) == 0; i++)
		codec_put_str(w, p->ids[i], PROOF_ID_MAX);
}

/* Kind, how and reason, and whether they go together. */
static int
get_kind(struct wire_in *w, struct arena *a, enum proof_kind *ret_kind,
    enum proof_how *ret_how, struct slice *ret_reason)
{
	unsigned kind = 0, how = 0;

	wire_enum(w, PROOF_KIND_COUNT, &kind);
	wire_enum(w, PROOF_HOW_COUNT, &how);
	codec_str(w, a, PROOF_REASON_MAX, ret_reason);
	if (w->err != 0)
		return w->err;
	if (kind == PROOF_SKIPPED ? !is_fixed_word(*ret_reason) :
	    ret_reason->len > 0 || how != 0)
		return codec_fail(w, ERR_RANGE);
	*ret_kind = (enum proof_kind)kind;
	*ret_how = (enum proof_how)how;
	return 0;
}

static int
get(struct wire_in *w, struct arena *a, struct proof *ret)
{
	size_t i, n = 0;

	*ret = (struct proof){ .kind = PROOF_NONE };
	get_kind(w, a, &ret->kind, &ret->how, &ret->reason);
	codec_str(w, a, PROOF_NAME_MAX, &ret->association);
	codec_str(w, a, PROOF_NAME_MAX, &ret->text);
	wire_bool(w, &ret->is_partly_held);
	wire_bool(w, &ret->is_confidential);
	codec_count(w, PROOF_IDS_MAX, 5, &n);
	for (i = 0; i < n && w->err == 0; i++) {
		codec_str(w, a, PROOF_ID_MAX, &ret->ids[i]);
		if (w->err == 0 && (ret->ids[i].len == 0 ||
		    proof_id(ret->ids[i]).len != ret->ids[i].len))
			codec_fail(w, ERR_SYNTAX);
	}
	ret->id_count = n;
	/* Nothing is kept that leads to a disclosure. */
	if (w->err == 0 && ret->is_confidential && n > 0)
		codec_fail(w, ERR_RANGE);
	return w->err;
}

int
proof_encode(const struct proof *p, struct buf *out)
{
	struct wire_out w;

	wire_out_init(&w, out);
	put(&w, p);
	return wire_out_err(&w);
}

int
proof_decode(struct slice body, struct arena *a, struct proof *ret)
{
	struct wire_in w;
	struct proof p;

	wire_in_init(&w, body);
	get(&w, a, &p);
	if (wire_end(&w) < 0)
		return w.err;
	*ret = p;
	return 0;
}

void
proof_account_put(struct wire_out *w, const struct proof_account *a)
{
	const struct proof_line *l;
	size_t i;

	wire_put_u32(w, (uint32_t)a->month);
	codec_put_str(w, a->association, PROOF_NAME_MAX);
	wire_put_bool(w, a->is_release);
	wire_put_bool(w, a->is_confidential);
	wire_put_u64(w, a->total);
	wire_put_u64(w, a->partly_held);
	wire_put_u64(w, a->given_up);
	codec_put_count(w, a->line_count, PROOF_LINES_MAX);
	for (i = 0; i < a->line_count && wire_out_err(w) == 0; i++) {
		l = &a->lines[i];
		wire_put_u8(w, (uint8_t)l->kind);
		wire_put_u8(w, (uint8_t)l->how);
		codec_put_str(w, l->reason, PROOF_REASON_MAX);
		wire_put_u64(w, l->count);
	}
}

int
proof_account_get(struct wire_in *w, struct arena *a,
    struct proof_account *ret)
{
	struct proof_line *l;
	uint32_t month = 0;
	size_t i, n = 0;

	*ret = (struct proof_account){ .month = 0 };
	wire_u32(w, &month);
	if (w->err == 0 && (month > 999912 || month % 100 < 1 ||
	    month % 100 > 12))
		codec_fail(w, ERR_RANGE);
	ret->month = (int)month;
	codec_str(w, a, PROOF_NAME_MAX, &ret->association);
	wire_bool(w, &ret->is_release);
	wire_bool(w, &ret->is_confidential);
	wire_u64(w, &ret->total);
	wire_u64(w, &ret->partly_held);
	wire_u64(w, &ret->given_up);
	codec_count(w, PROOF_LINES_MAX, 14, &n);
	ret->lines = codec_array(w, a, PROOF_LINES_MAX, sizeof *ret->lines);
	for (i = 0; i < n && w->err == 0; i++) {
		l = &ret->lines[i];
		get_kind(w, a, &l->kind, &l->how, &l->reason);
		wire_u64(w, &l->count);
		if (w->err == 0 && (l->kind == PROOF_NONE ||
		    l->count > INT64_MAX))
			codec_fail(w, ERR_RANGE);
	}
	ret->line_count = n;
	if (w->err == 0 && (ret->total > INT64_MAX ||
	    ret->partly_held > INT64_MAX || ret->given_up > INT64_MAX))
		codec_fail(w, ERR_RANGE);
	return w->err;
}

void
proof_told_put(struct wire_out *w, const struct proof_told *t)
{
	codec_put_str(w, slice_str(t->ref), REFERENCE_SIZE - 1);
	wire_put_u64(w, (uint64_t)t->at_ms);
	wire_put_u32(w, (uint32_t)t->day);
	wire_put_bytes(w, t->revision, sizeof t->revision);
	wire_put_bool(w, t->is_release);
	wire_put_bool(w, t->is_given_up);
	put(w, &t->proof);
	codec_put_str(w, t->state, PROOF_REASON_MAX);
}

int
proof_told_get(struct wire_in *w, struct arena *a, struct proof_told *ret)
{
	char canonical[REFERENCE_SIZE];
	struct slice ref = SLICE_NONE;
	uint32_t day = 0;

	*ret = (struct proof_told){ .at_ms = 0 };
	codec_str(w, a, REFERENCE_SIZE - 1, &ref);
	codec_time(w, &ret->at_ms);
	wire_u32(w, &day);
	wire_bytes(w, ret->revision, sizeof ret->revision);
	wire_bool(w, &ret->is_release);
	wire_bool(w, &ret->is_given_up);
	get(w, a, &ret->proof);
	codec_str(w, a, PROOF_REASON_MAX, &ret->state);
	if (w->err == 0 && day > 99991231)
		codec_fail(w, ERR_RANGE);
	if (w->err == 0 && reference_parse(ref, canonical) < 0)
		codec_fail(w, ERR_SYNTAX);
	if (w->err != 0)
		return w->err;
	ret->day = (int)day;
	memcpy(ret->ref, canonical, sizeof canonical);
	return 0;
}

/* --- accounts ---------------------------------------------------------------------- */

uint64_t
proof_account_of(const struct proof_account *a, enum proof_kind k)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < a->line_count; i++)
		if (a->lines[i].kind == k)
			n += a->lines[i].count;
	return n;
}

uint64_t
proof_account_with(const struct proof_account *a)
{
	return proof_account_of(a, PROOF_ADDED) +
	    proof_account_of(a, PROOF_PRESENT) +
	    proof_account_of(a, PROOF_WRAPPED);
}

int64_t
proof_account_gap(const struct proof_account *a)
{
	return (int64_t)(a->total - proof_account_with(a) -
	    proof_account_of(a, PROOF_SKIPPED) -
	    proof_account_of(a, PROOF_HELD) -
	    proof_account_of(a, PROOF_REFUSED));
}

static struct proof_line *
line_find(const struct proof_account *a, const struct proof *p,
    struct slice reason)
{
	struct proof_line *l;
	size_t i;

	for (i = 0; i < a->line_count; i++) {
		l = &a->lines[i];
		if (l->kind == p->kind && l->how == p->how &&
		    slice_eq(l->reason, reason))
			return l;
	}
	return NULL;
}

static struct proof_line *
line_new(struct proof_account *a, struct arena *arena, const struct proof *p)
{
	struct slice reason = p->reason;
	struct proof_line *l;

	if (a->lines == NULL) {
		a->lines = arena_array(arena, PROOF_LINES_MAX,
		    sizeof *a->lines);
		if (a->lines == NULL)
			return NULL;
	}
	/* The last places are for what has no reason, and for the rest. */
	if (p->kind == PROOF_SKIPPED && a->line_count >= PROOF_LINES_MAX -
	    LINES_OTHER - PROOF_KIND_COUNT) {
		reason = OTHER;
		l = line_find(a, p, reason);
		if (l != NULL)
			return l;
	}
	if (a->line_count == PROOF_LINES_MAX)
		return NULL;
	l = &a->lines[a->line_count++];
	*l = (struct proof_line){ p->kind, p->how, reason, 0 };
	return l;
}

int
proof_account_note(struct proof_account *a, struct arena *arena,
    const struct proof *p, bool add)
{
	struct proof_line *l = line_find(a, p, p->reason);

	if (p->kind == PROOF_NONE)
		return 0;
	if (!add) {
		if (l == NULL && p->kind == PROOF_SKIPPED)
			l = line_find(a, p, OTHER);
		if (l == NULL || l->count == 0)
			return ERR_RANGE;
		l->count--;
		if (p->is_partly_held && a->partly_held > 0)
			a->partly_held--;
		return 0;
	}
	if (l == NULL)
		l = line_new(a, arena, p);
	if (l == NULL)
		return ERR_LIMIT;
	if (l->count < INT64_MAX)
		l->count++;
	if (p->is_partly_held && a->partly_held < INT64_MAX)
		a->partly_held++;
	return 0;
}

#include "mail/exception.h"

#include "base/err.h"
#include "mail/codec.h"

#define DAY_MS		((int64_t)24 * 3600 * 1000)
#define FLAG_REMINDED	1
#define FLAG_CLOSED	2

const char *
exception_state_name(enum exception_state s)
{
	switch (s) {
	case EXCEPTION_LATER:
		return "later";
	case EXCEPTION_LIVE:
		return "live";
	case EXCEPTION_ENDS_SOON:
		return "ends soon";
	case EXCEPTION_OVER:
		return "over";
	case EXCEPTION_ENDED:
		return "ended";
	case EXCEPTION_STATE_COUNT:
		break;
	}
	return "?";
}

enum exception_state
exception_state(const struct exception_entry *e, int remind_days,
    int64_t now_ms)
{
	if (e->ended_ms != 0 && now_ms >= e->ended_ms)
		return EXCEPTION_ENDED;
	if (now_ms < e->start_ms)
		return EXCEPTION_LATER;
	if (now_ms >= e->end_ms)
		return EXCEPTION_OVER;
	return now_ms >= e->end_ms - remind_days * DAY_MS ?
	    EXCEPTION_ENDS_SOON : EXCEPTION_LIVE;
}

bool
exception_is_live(const struct exception_entry *e, int64_t at_ms)
{
	switch (exception_state(e, 0, at_ms)) {
	case EXCEPTION_LIVE:
	case EXCEPTION_ENDS_SOON:
		return true;
	case EXCEPTION_LATER:
	case EXCEPTION_OVER:
	case EXCEPTION_ENDED:
	case EXCEPTION_STATE_COUNT:
		break;
	}
	return false;
}

bool
exception_covers(struct slice pattern, struct slice address)
{
	size_t at;

	if (pattern.len == 0)
		return true;
	if (slice_chr(pattern, '@', 0) != SLICE_NPOS)
		return slice_eq(pattern, address);
	at = slice_rchr(address, '@');
	return at != SLICE_NPOS &&
	    slice_eq(pattern, slice_from(address, at + 1));
}

/* "ann+x@b.example" is "ann" of "b.example". */
static void
parts_of(struct slice address, struct slice *ret_local,
    struct slice *ret_domain)
{
	size_t at = slice_rchr(address, '@'), plus;

	if (at == SLICE_NPOS)
		at = address.len;
	*ret_local = slice_sub(address, 0, at);
	*ret_domain = slice_from(address, at);
	plus = slice_chr(*ret_local, '+', 0);
	if (plus != SLICE_NPOS && plus > 0)
		*ret_local = slice_sub(*ret_local, 0, plus);
}

bool
exception_same_person(struct slice a, struct slice b)
{
	struct slice local[2], domain[2];

	parts_of(a, &local[0], &domain[0]);
	parts_of(b, &local[1], &domain[1]);
	return local[0].len > 0 && slice_ieq(local[0], local[1]) &&
	    slice_ieq(domain[0], domain[1]);
}

/* --- wire ------------------------------------------------------------------------ */

int
exception_encode(const struct exception_entry *e, struct buf *out)
{
	struct wire_out w;

	wire_out_init(&w, out);
	wire_put_u64(&w, e->number);
	wire_put_str(&w, e->reg);
	wire_put_str(&w, e->sender);
	wire_put_str(&w, e->recipient);
	wire_put_str(&w, e->files);
	wire_put_str(&w, e->reason);
	wire_put_str(&w, e->approver);
	wire_put_str(&w, e->role);
	wire_put_str(&w, e->actor);
	wire_put_u32(&w, (uint32_t)e->from_day);
	wire_put_u32(&w, (uint32_t)e->until_day);
	wire_put_u32(&w, (uint32_t)e->review_day);
	wire_put_u64(&w, (uint64_t)e->start_ms);
	wire_put_u64(&w, (uint64_t)e->end_ms);
	wire_put_u64(&w, (uint64_t)e->added_ms);
	wire_put_u64(&w, e->uses);
	wire_put_u64(&w, (uint64_t)e->used_ms);
	wire_put_u64(&w, (uint64_t)e->ended_ms);
	wire_put_str(&w, e->ended_by);
	wire_put_str(&w, e->ended_why);
	wire_put_u8(&w, (uint8_t)((e->is_reminded ? FLAG_REMINDED : 0) |
	    (e->is_closed ? FLAG_CLOSED : 0)));
	return wire_out_err(&w);
}

/* A day of the calendar as written, or none. */
static void
get_day(struct wire_in *w, int *ret)
{
	uint32_t v;

	if (wire_u32(w, &v) < 0)
		return;
	if (v != 0 && (v < 19700101 || v > 99991231 || v / 100 % 100 < 1 ||
	    v / 100 % 100 > 12 || v % 100 < 1 || v % 100 > 31))
		codec_fail(w, ERR_RANGE);
	*ret = (int)v;
}

int
exception_decode(struct slice body, struct arena *a,
    struct exception_entry *ret)
{
	struct exception_entry e = { 0 };
	struct wire_in w;
	uint8_t flags = 0;

	wire_in_init(&w, body);
	wire_u64(&w, &e.number);
	codec_str(&w, a, EXCEPTION_NAME_MAX, &e.reg);
	codec_str(&w, a, EXCEPTION_ADDRESS_MAX, &e.sender);
	codec_str(&w, a, EXCEPTION_ADDRESS_MAX, &e.recipient);
	codec_str(&w, a, EXCEPTION_FILES_MAX, &e.files);
	codec_str(&w, a, EXCEPTION_REASON_MAX, &e.reason);
	codec_str(&w, a, EXCEPTION_ADDRESS_MAX, &e.approver);
	codec_str(&w, a, EXCEPTION_ROLE_MAX, &e.role);
	codec_str(&w, a, EXCEPTION_NAME_MAX, &e.actor);
	get_day(&w, &e.from_day);
	get_day(&w, &e.until_day);
	get_day(&w, &e.review_day);
	codec_time(&w, &e.start_ms);
	codec_time(&w, &e.end_ms);
	codec_time(&w, &e.added_ms);
	wire_u64(&w, &e.uses);
	codec_time(&w, &e.used_ms);
	codec_time(&w, &e.ended_ms);
	codec_str(&w, a, EXCEPTION_NAME_MAX, &e.ended_by);
	codec_str(&w, a, EXCEPTION_REASON_MAX, &e.ended_why);
	if (wire_u8(&w, &flags) == 0 &&
	    (flags & ~(FLAG_REMINDED | FLAG_CLOSED)) != 0)
		codec_fail(&w, ERR_RANGE);
	e.is_reminded = (flags & FLAG_REMINDED) != 0;
	e.is_closed = (flags & FLAG_CLOSED) != 0;
	if (wire_end(&w) < 0)
		return w.err;
	*ret = e;
	return 0;
}

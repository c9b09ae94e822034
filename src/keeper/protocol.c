#include "keeper/protocol.h"

#include <stdio.h>

#include "base/err.h"
#include "base/limits.h"

#define STRINGS_MAX	(ENVELOPE_RECIPIENTS_MAX + HISTORY_MAX)

int
protocol_str(struct wire_in *w, struct arena *a, size_t max,
    struct slice *ret)
{
	struct slice s;
	int r;

	r = wire_str(w, max, &s);
	if (r < 0)
		return r;
	if (s.len == 0) {
		*ret = SLICE_NONE;
		return 0;
	}
	*ret = arena_dup(a, s);
	return ret->ptr == NULL ? ERR_LIMIT : 0;
}

void
protocol_put_strings(struct wire_out *w, const struct slice *s, size_t n)
{
	size_t i;

	wire_put_u32(w, (uint32_t)n);
	for (i = 0; i < n; i++)
		wire_put_str(w, s[i]);
}

int
protocol_strings(struct wire_in *w, struct arena *a, struct slice **ret,
    size_t *ret_n)
{
	struct slice *s;
	uint32_t i, n;
	int r;

	r = wire_u32(w, &n);
	if (r == 0 && n > STRINGS_MAX)
		r = ERR_LIMIT;
	if (r < 0)
		return r;
	s = arena_array(a, n + 1, sizeof *s);
	if (s == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n && r == 0; i++)
		r = protocol_str(w, a, AUDIT_LINE_MAX, &s[i]);
	if (r < 0)
		return r;
	*ret = s;
	*ret_n = n;
	return 0;
}

void
protocol_put_item(struct wire_out *w, const struct held_item *item)
{
	wire_put_str(w, slice_str(item->ref));
	wire_put_str(w, item->state);
	wire_put_str(w, item->role);
	wire_put_u64(w, (uint64_t)item->held_ms);
	wire_put_u64(w, (uint64_t)item->due_ms);
	wire_put_str(w, item->sender);
	wire_put_str(w, item->rule);
	wire_put_u32(w, item->recipients);
	wire_put_u64(w, item->size);
	wire_put_u32(w, item->attempts);
	wire_put_str(w, item->of);
	wire_put_str(w, item->code);
}

int
protocol_item(struct wire_in *w, struct arena *a, struct held_item *ret)
{
	uint64_t held = 0, due = 0;
	struct slice ref;
	int r;

	if ((r = wire_str(w, REFERENCE_SIZE - 1, &ref)) < 0 ||
	    (r = protocol_str(w, a, 32, &ret->state)) < 0 ||
	    (r = protocol_str(w, a, ENVELOPE_STRING_MAX, &ret->role)) < 0 ||
	    (r = wire_u64(w, &held)) < 0 || (r = wire_u64(w, &due)) < 0 ||
	    (r = protocol_str(w, a, ENVELOPE_STRING_MAX, &ret->sender)) < 0 ||
	    (r = protocol_str(w, a, ENVELOPE_STRING_MAX, &ret->rule)) < 0 ||
	    (r = wire_u32(w, &ret->recipients)) < 0 ||
	    (r = wire_u64(w, &ret->size)) < 0 ||
	    (r = wire_u32(w, &ret->attempts)) < 0 ||
	    (r = protocol_str(w, a, REFERENCE_SIZE, &ret->of)) < 0 ||
	    (r = protocol_str(w, a, 32, &ret->code)) < 0)
		return r;
	snprintf(ret->ref, sizeof ret->ref, "%.*s", (int)ref.len,
	    (const char *)ref.ptr);
	ret->held_ms = (int64_t)held;
	ret->due_ms = (int64_t)due;
	return 0;
}

#include "extract/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

void
flow_init(struct flow *f)
{
	memset(f, 0, sizeof *f);
	buf_init(&f->text, TEXT_TOTAL_MAX);
	f->last_blank = true;
}

void
flow_free(struct flow *f)
{
	buf_free(&f->text);
	free(f->seams.at);
	free(f->hidden.at);
	free(f->turned.at);
}

static void
restart(struct flow_spans *s)
{
	s->count = 0;
	if (s->is_open)
		s->at[s->count++] = (struct flow_span){ 0, UINT32_MAX };
}

void
flow_reset(struct flow *f)
{
	buf_reset(&f->text);
	f->last_blank = true;
	f->is_seam = false;
	f->seams.count = 0;
	restart(&f->hidden);
	restart(&f->turned);
}

static bool
add_span(struct flow *f, struct flow_spans *s, uint32_t from, uint32_t to)
{
	if (s->count == FLOW_SPANS_MAX) {
		f->is_full = true;
		return false;
	}
	s->at = mem_grow(s->at, s->count, &s->cap, sizeof *s->at);
	s->at[s->count++] = (struct flow_span){ from, to };
	return true;
}

static bool
is_letter(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c >= 0x80;
}

/* A seam counts where it parts a word or a number. */
static void
note_seam(struct flow *f, uint8_t next)
{
	size_t len = f->text.len;

	if (f->is_seam && len > 0 && is_letter(f->text.ptr[len - 1]) &&
	    is_letter(next))
		add_span(f, &f->seams, (uint32_t)len, (uint32_t)len);
	f->is_seam = false;
}

static int
put(struct flow *f, struct slice s)
{
	if (s.len == 0)
		return 0;
	note_seam(f, s.ptr[0]);
	f->last_blank = false;
	return buf_put_slice(&f->text, s);
}

int
flow_put(struct flow *f, struct slice s, bool is_pre)
{
	size_t i, from;
	int r = 0;

	if (is_pre)
		return put(f, s);
	for (i = from = 0; i < s.len && r == 0; i++) {
		if (!ascii_is_space(s.ptr[i]) && s.ptr[i] != '\f')
			continue;
		r = put(f, slice_sub(s, from, i));
		if (r == 0 && !f->last_blank)
			r = buf_putc(&f->text, ' ');
		f->last_blank = true;
		from = i + 1;
	}
	return r < 0 ? r : put(f, slice_from(s, from));
}

int
flow_break(struct flow *f)
{
	f->last_blank = true;
	return buf_putc(&f->text, '\n');
}

void
flow_tag(struct flow *f)
{
	f->is_seam = true;
}

static void
mark(struct flow *f, struct flow_spans *s, bool on)
{
	uint32_t at = (uint32_t)f->text.len;

	if (on == s->is_open)
		return;
	if (on)
		s->is_open = add_span(f, s, at, UINT32_MAX);
	else {
		s->is_open = false;
		s->at[s->count - 1].to = at;
		if (s->at[s->count - 1].from == at)
			s->count--;
	}
}

void
flow_hide(struct flow *f, bool on)
{
	mark(f, &f->hidden, on);
}

void
flow_turn(struct flow *f, bool on)
{
	mark(f, &f->turned, on);
}

/* --- views ------------------------------------------------------------------ */

int
flow_reverse(struct slice s, struct buf *out)
{
	size_t end = s.len, at;
	int r = 0;

	while (end > 0 && r == 0) {
		for (at = end - 1; at > 0 && (s.ptr[at] & 0xc0) == 0x80; at--)
			;
		r = buf_put_slice(out, slice_sub(s, at, end));
		end = at;
	}
	return r;
}

/* One span of a view; what stands there instead of it. */
static int
put_span(enum flow_view v, struct slice span, struct buf *out)
{
	switch (v) {
	case FLOW_SPACED:
		return buf_putc(out, ' ');
	case FLOW_TURNED:
		return flow_reverse(span, out);
	case FLOW_VISIBLE:
	case FLOW_VIEW_COUNT:
		break;
	}
	return 0;
}

static const struct flow_spans *
spans_of(const struct flow *f, enum flow_view v)
{
	switch (v) {
	case FLOW_SPACED:
		return &f->seams;
	case FLOW_VISIBLE:
		return &f->hidden;
	case FLOW_TURNED:
		return &f->turned;
	case FLOW_VIEW_COUNT:
		break;
	}
	return &f->seams;
}

int
flow_read(struct flow *f, enum flow_view v, struct buf *out,
    bool *ret_differs)
{
	const struct flow_spans *s = spans_of(f, v);
	struct slice all = buf_slice(&f->text);
	size_t i, at = 0, before = out->len;
	int r = 0;

	*ret_differs = false;
	if (s->count == 0)
		return 0;
	for (i = 0; i < s->count && r == 0; i++) {
		r = buf_put_slice(out, slice_sub(all, at, s->at[i].from));
		if (r == 0)
			r = put_span(v, slice_sub(all, s->at[i].from,
			    s->at[i].to), out);
		at = s->at[i].to;
	}
	if (r == 0)
		r = buf_put_slice(out, slice_from(all, at));
	*ret_differs = slice_trim(slice_from(buf_slice(out), before)).len > 0;
	return r;
}

#include "mail/shown.h"

#include "base/err.h"
#include "base/limits.h"
#include "mail/codec.h"

int
shown_put(struct buf *out, const struct shown_unit *u)
{
	size_t before = out->len;
	struct wire_out w;
	int r;

	wire_out_init(&w, out);
	codec_put_str(&w, u->part, REPORT_STRING_MAX);
	codec_put_str(&w, u->container, REPORT_STRING_MAX);
	wire_put_u8(&w, (uint8_t)u->where);
	codec_put_text(&w, u->place, REPORT_STRING_MAX);
	codec_put_text(&w, u->header, REPORT_STRING_MAX);
	wire_put_u32(&w, u->row);
	wire_put_bool(&w, u->goes_on);
	codec_put_text(&w, u->bytes, SHOWN_PIECE_MAX);
	r = wire_out_err(&w);
	if (r < 0)
		out->len = before;
	return r;
}

static void
get_text(struct wire_in *w, size_t max, struct slice *ret)
{
	if (wire_str(w, max, ret) == 0 && !codec_is_utf8(*ret))
		codec_fail(w, ERR_SYNTAX);
}

static void
get_words(struct wire_in *w, struct slice *ret)
{
	if (wire_str(w, REPORT_STRING_MAX, ret) == 0 &&
	    !codec_is_printable(*ret))
		codec_fail(w, ERR_SYNTAX);
}

int
shown_get(struct slice *rest, struct shown_unit *ret)
{
	unsigned where = FINDING_BODY;
	struct shown_unit u = { 0 };
	struct wire_in w;

	wire_in_init(&w, *rest);
	get_words(&w, &u.part);
	get_words(&w, &u.container);
	wire_enum(&w, FINDING_WHERE_COUNT, &where);
	get_text(&w, REPORT_STRING_MAX, &u.place);
	get_text(&w, REPORT_STRING_MAX, &u.header);
	wire_u32(&w, &u.row);
	wire_bool(&w, &u.goes_on);
	get_text(&w, SHOWN_PIECE_MAX, &u.bytes);
	if (w.err < 0)
		return w.err;
	u.where = (enum finding_where)where;
	*rest = w.rest;
	*ret = u;
	return 0;
}

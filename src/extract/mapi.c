#include "extract/mapi.h"

#include "base/err.h"
#include "base/limits.h"
#include "extract/codepage.h"
#include "extract/engine.h"
#include "extract/html.h"
#include "extract/lzfu.h"
#include "extract/rtf.h"
#include "extract/strings.h"

static const struct {
	uint16_t id;
	const char *place;
} places[] = {
	{ MAPI_SUBJECT, "subject" },
	{ 0x0070, "subject" },		/* conversation topic */
	{ 0x0e1d, "subject" },		/* normalised */
	{ 0x003d, "subject" },		/* its prefix */
	{ MAPI_BODY, "" },
	{ 0x001a, "message class" },
	{ 0x0042, "sender" },		{ 0x0065, "sender" },
	{ 0x0c1a, "sender" },		{ 0x0c1f, "sender" },
	{ 0x5d01, "sender" },		{ 0x5d02, "sender" },
	{ 0x0e02, "blind copy" },	{ 0x0e03, "copy" },
	{ 0x0e04, "recipient" },
	{ 0x3001, "name" },		{ 0x3003, "address" },
	{ 0x39fe, "address" },
	{ 0x007d, "header" },		/* of the transport */
	{ 0x1035, "message id" },
	{ 0x3707, "attachment name" },	{ 0x3704, "attachment name" },
	{ 0x3708, "attachment path" },	{ 0x370d, "attachment path" },
};

struct slice
mapi_place(uint16_t id)
{
	size_t i;

	for (i = 0; i < sizeof places / sizeof places[0]; i++)
		if (places[i].id == id)
			return slice_str(places[i].place);
	return SLICE("property");
}

int
mapi_string(struct extract_job *j, uint16_t type, struct slice value,
    uint32_t page, struct buf *out)
{
	size_t end;

	if (type == MAPI_UNICODE)
		return codepage_wide(value, out);
	end = slice_chr(value, 0, 0);
	return codepage_text(j, page, slice_sub(value, 0, end), out);
}

static int
put_html(struct extract_job *j, struct slice value, uint16_t type,
    uint32_t page)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = type == MAPI_UNICODE ? codepage_wide(value, &utf8) :
	    codepage_text(j, page, value, &utf8);
	if (r == 0)
		r = html_text(j, buf_slice(&utf8), false);
	buf_free(&utf8);
	return r;
}

/* What the unpacking said, in our words. */
static int
rtf_trouble(struct extract_job *j, int r)
{
	switch (r) {
	case ERR_SHORT:
		return extract_anomaly(j, ANOMALY_TRUNCATED,
		    "compressed RTF ends too early");
	case ERR_SYNTAX:
	case ERR_MISMATCH:
		return extract_anomaly(j, ANOMALY_MALFORMED,
		    "compressed RTF is damaged");
	case ERR_LIMIT:
		return extract_anomaly(j, ANOMALY_LIMIT,
		    "compressed RTF over 64 MB");
	default:
		return r;
	}
}

static int
put_rtf(struct extract_job *j, struct slice value)
{
	struct buf out = BUF_INIT(UNPACK_MEMBER_MAX);
	struct slice kept;
	int r;

	r = rtf_trouble(j, lzfu_unpack(j, value, &out));
	if (r == 0 && out.len > 0) {
		/* Pictures of it are decoded when their turn comes. */
		kept = arena_dup(extract_arena(j), buf_slice(&out));
		r = kept.ptr == NULL ? engine_exhausted(j->engine) :
		    rtf_text(j, kept);
	}
	buf_free(&out);
	return r;
}

static int
put_string(struct extract_job *j, uint16_t type, uint16_t id,
    struct slice value, uint32_t page)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = mapi_string(j, type, value, page, &utf8);
	if (r == 0)
		r = extract_unit(j, mapi_place(id), buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}

int
mapi_put(struct extract_job *j, uint16_t type, uint16_t id,
    struct slice value, uint32_t page, uint32_t html_page)
{
	type &= (uint16_t)~MAPI_MULTIPLE;
	if (id == MAPI_HTML && type != MAPI_OBJECT)
		return put_html(j, value, type,
		    type == MAPI_STRING8 && html_page == 0 ? page : html_page);
	if (id == MAPI_RTF_COMPRESSED && type == MAPI_BINARY)
		return put_rtf(j, value);
	if (type == MAPI_STRING8 || type == MAPI_UNICODE)
		return put_string(j, type, id, value, page);
	if (type == MAPI_BINARY || type == MAPI_OBJECT)
		return strings_put(j, mapi_place(id), value);
	return 0;
}

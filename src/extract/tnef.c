/*
 * tnef -- winmail.dat ([MS-OXTNEF]): what Outlook wraps a message in when it
 * thinks that the other side has Outlook as well.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/codepage.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/mapi.h"
#include "extract/strings.h"
#include "extract/trailer.h"

#define SIGNATURE_SIZE	6	/* signature and key */
#define HEAD_SIZE	9	/* level, attribute, length */
#define SUM_SIZE	2
#define IID_SIZE	16

enum attribute {
	ATT_SUBJECT = 0x8004, ATT_BODY = 0x800c, ATT_ATTACH_DATA = 0x800f,
	ATT_ATTACH_TITLE = 0x8010, ATT_ATTACH_META = 0x8011,
	ATT_ATTACH_TRANSPORT = 0x9001, ATT_ATTACH_RENDER = 0x9002,
	ATT_PROPS = 0x9003, ATT_RECIPIENTS = 0x9004,
	ATT_ATTACHMENT = 0x9005, ATT_CODEPAGE = 0x9007
};

enum attribute_type { TYPE_STRING = 1, TYPE_TEXT = 2 };

/* One attachment, its attributes still coming. */
struct attachment {
	bool is_open;
	struct slice title, transport;	/* names in the code page */
	struct slice data;		/* attAttachData */
	struct slice name;		/* by its properties, UTF-8 in the arena */
	struct slice object;		/* PR_ATTACH_DATA */
	bool is_object;			/* with an interface before it */
};

struct tnef {
	struct extract_job *job;
	struct slice rest;
	uint32_t page;			/* of the message's strings */
	uint32_t html_page;
	struct attachment at;
};

/* --- properties ------------------------------------------------------------------ */

/* Bytes of a value of fixed size, with their padding; 0: of variable size. */
static size_t
fixed_size(uint16_t type, bool *ret_known)
{
	*ret_known = true;
	switch (type & ~MAPI_MULTIPLE) {
	case MAPI_SHORT: case MAPI_LONG: case MAPI_FLOAT: case MAPI_ERROR:
	case MAPI_BOOLEAN:
		return 4;
	case MAPI_DOUBLE: case MAPI_CURRENCY: case MAPI_APPTIME:
	case MAPI_INT64: case MAPI_SYSTIME:
		return 8;
	case MAPI_CLSID:
		return 16;
	case MAPI_STRING8: case MAPI_UNICODE: case MAPI_OBJECT:
	case MAPI_BINARY:
		return 0;
	default:
		*ret_known = false;
		return 0;
	}
}

static size_t
padded(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

/* A value behind its length; what is cut off is told once. */
static int
take_value(struct tnef *t, struct slice *s, struct slice *ret)
{
	uint32_t n = le32(*s, 0);

	if (s->len < 4 || n > s->len - 4) {
		extract_anomaly(t->job, ANOMALY_TRUNCATED,
		    "message properties end too early");
		return ERR_SHORT;
	}
	*ret = slice_sub(*s, 4, 4 + (size_t)n);
	*s = slice_from(*s, 4 + padded(n));
	return 0;
}

/* A name of the property's own, behind its number. */
static int
take_name(struct tnef *t, struct slice *s)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	struct slice name;
	uint32_t kind = le32(*s, IID_SIZE);
	int r;

	if (s->len < IID_SIZE + 8)
		return take_value(t, s, &name);
	*s = slice_from(*s, IID_SIZE + 4);
	if (kind == 0) {
		*s = slice_from(*s, 4);
		return 0;
	}
	r = take_value(t, s, &name);
	if (r == 0)
		r = codepage_wide(name, &utf8);
	if (r == 0)
		r = extract_unit(t->job, SLICE("property name"),
		    buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}

/* What an attachment's properties say of its name and content. */
static int
attachment_value(struct tnef *t, uint16_t type, uint16_t id,
    struct slice value, bool *ret_taken)
{
	struct attachment *a = &t->at;
	struct buf utf8 = BUF_INIT(NAME_MAX_BYTES * 4);
	int r;

	*ret_taken = true;
	if (id == MAPI_ATTACH_DATA) {
		a->object = value;
		a->is_object = type == MAPI_OBJECT;
		return 0;
	}
	*ret_taken = false;
	if (id != MAPI_ATTACH_LONG_FILENAME &&
	    !(id == MAPI_ATTACH_FILENAME && a->name.len == 0) &&
	    !(id == MAPI_DISPLAY_NAME && a->name.len == 0))
		return 0;
	if (type != MAPI_STRING8 && type != MAPI_UNICODE)
		return 0;
	r = mapi_string(t->job, type, slice_sub(value, 0, NAME_MAX_BYTES),
	    t->page, &utf8);
	if (r == 0 && utf8.len > 0) {
		a->name = arena_dup(extract_arena(t->job), buf_slice(&utf8));
		if (a->name.ptr == NULL)
			r = engine_exhausted(t->job->engine);
	}
	buf_free(&utf8);
	return r;
}

static int
put_value(struct tnef *t, uint16_t type, uint16_t id, struct slice value,
    bool is_attachment)
{
	bool taken = false;
	int r = 0;

	if (is_attachment)
		r = attachment_value(t, type, id, value, &taken);
	if (r < 0 || taken)
		return r;
	return mapi_put(t->job, type, id, value, t->page, t->html_page);
}

/* The values of one property; those of fixed size hold no text. */
static int
read_values(struct tnef *t, struct slice *s, uint16_t type, uint16_t id,
    bool is_attachment)
{
	struct slice value;
	uint32_t count = 1;
	size_t size;
	bool known;
	int r = 0;

	size = fixed_size(type, &known);
	if (!known) {
		extract_anomaly(t->job, ANOMALY_MALFORMED,
		    "message property of an unknown type");
		return ERR_SYNTAX;
	}
	if (size == 0 || (type & MAPI_MULTIPLE) != 0) {
		if (s->len < 4)
			return take_value(t, s, &value);
		count = le32(*s, 0);
		*s = slice_from(*s, 4);
	}
	if (size > 0) {
		if (count > s->len / size)
			return take_value(t, &(struct slice){ NULL, 0 },
			    &value);
		if (id == MAPI_INTERNET_CPID)
			t->html_page = le32(*s, 0);
		*s = slice_from(*s, count * size);
		return 0;
	}
	for (; count > 0 && r == 0; count--) {
		r = take_value(t, s, &value);
		if (r == 0)
			r = put_value(t, (uint16_t)(type & ~MAPI_MULTIPLE),
			    id, value, is_attachment);
	}
	return r;
}

static int
read_properties(struct tnef *t, struct slice *s, bool is_attachment)
{
	uint32_t count = le32(*s, 0);
	uint16_t type, id;
	struct slice none;
	int r = 0;

	*s = slice_from(*s, 4);
	for (; count > 0 && r == 0; count--) {
		if (s->len < 4)
			return take_value(t, s, &none);
		type = le16(*s, 0);
		id = le16(*s, 2);
		*s = slice_from(*s, 4);
		if (id >= 0x8000)
			r = take_name(t, s);
		if (r == 0)
			r = read_values(t, s, type, id, is_attachment);
	}
	return r;
}

/* Trouble with properties has been told; other attributes are still read. */
static int
settle(struct tnef *t, int r)
{
	return r == ERR_SHORT || r == ERR_SYNTAX ? t->job->engine->fatal : r;
}

/* The code page of the HTML body may stand behind it. */
static void
find_html_page(struct tnef *t, struct slice s)
{
	size_t at = 4;

	while ((at = slice_find(s, SLICE("\x03\0\xde\x3f"), at)) !=
	    SLICE_NPOS) {
		if (at % 4 == 0) {
			t->html_page = le32(s, at + 4);
			return;
		}
		at++;
	}
}

static int
read_recipients(struct tnef *t, struct slice s)
{
	uint32_t rows = le32(s, 0);
	int r = 0;

	s = slice_from(s, 4);
	for (; rows > 0 && s.len > 0 && r == 0; rows--)
		r = read_properties(t, &s, false);
	return r;
}

/* --- attachments ------------------------------------------------------------------- */

static int
page_to_arena(struct tnef *t, struct slice stored, struct slice *ret)
{
	struct buf utf8 = BUF_INIT(NAME_MAX_BYTES * 4);
	int r;

	*ret = SLICE_NONE;
	r = mapi_string(t->job, MAPI_STRING8, slice_sub(stored, 0,
	    NAME_MAX_BYTES), t->page, &utf8);
	if (r == 0 && utf8.len > 0) {
		*ret = arena_dup(extract_arena(t->job), buf_slice(&utf8));
		if (ret->ptr == NULL)
			r = engine_exhausted(t->job->engine);
	}
	buf_free(&utf8);
	return r;
}

static int
end_attachment(struct tnef *t)
{
	struct attachment *a = &t->at;
	struct slice title, object = a->object;
	int r;

	if (!a->is_open)
		return 0;
	r = page_to_arena(t, a->title.len > 0 ? a->title : a->transport,
	    &title);
	/* The interface says message or storage; the bytes say it as well. */
	if (a->is_object)
		object = slice_from(object, IID_SIZE);
	if (r == 0 && object.len > 0)
		r = extract_member(t->job, a->name.len > 0 ? a->name : title,
		    object);
	if (r == 0 && (a->data.len > 0 || object.len == 0) &&
	    !slice_eq(a->data, object))
		r = extract_member(t->job, a->name.len > 0 ? a->name : title,
		    a->data);
	if (r == 0 && a->name.len > 0 && title.len > 0 &&
	    !slice_eq(a->name, title))
		r = extract_name(t->job, title);
	*a = (struct attachment){ .is_open = false };
	return r;
}

/* --- attributes --------------------------------------------------------------------- */

static int
put_text(struct tnef *t, struct slice place, struct slice bytes)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = mapi_string(t->job, MAPI_STRING8, bytes, t->page, &utf8);
	if (r == 0)
		r = extract_unit(t->job, place, buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}

static int
read_message_attribute(struct tnef *t, uint16_t id, uint16_t type,
    struct slice data)
{
	switch (id) {
	case ATT_CODEPAGE:
		if (le32(data, 0) != 0)
			t->page = le32(data, 0);
		return 0;
	case ATT_SUBJECT:
		return put_text(t, SLICE("subject"), data);
	case ATT_BODY:
		return put_text(t, SLICE_NONE, data);
	case ATT_PROPS:
		find_html_page(t, data);
		return settle(t, read_properties(t, &data, false));
	case ATT_RECIPIENTS:
		return settle(t, read_recipients(t, data));
	default:
		if (type == TYPE_STRING || type == TYPE_TEXT)
			return put_text(t, SLICE("property"), data);
		return strings_put(t->job, SLICE("property"), data);
	}
}

static int
read_attachment_attribute(struct tnef *t, uint16_t id, struct slice data)
{
	int r = 0;

	if (id == ATT_ATTACH_RENDER)
		r = end_attachment(t);
	t->at.is_open = true;
	switch (id) {
	case ATT_ATTACH_RENDER:
		return r;
	case ATT_ATTACH_TITLE:
		t->at.title = data;
		return 0;
	case ATT_ATTACH_TRANSPORT:
		t->at.transport = data;
		return 0;
	case ATT_ATTACH_DATA:
		/* Two contents for one name: none of them is lost. */
		if (t->at.data.len > 0)
			r = extract_member(t->job, SLICE_NONE, t->at.data);
		t->at.data = data;
		return r;
	case ATT_ATTACH_META:
		return data.len == 0 ? 0 :
		    extract_member(t->job, SLICE_NONE, data);
	case ATT_ATTACHMENT:
		return settle(t, read_properties(t, &data, true));
	default:
		return strings_put(t->job, SLICE("property"), data);
	}
}

static uint16_t
sum_of(struct slice s)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < s.len; i++)
		sum += s.ptr[i];
	return (uint16_t)sum;
}

/* The attribute at the beginning of what is left; takes it off. */
static int
read_attribute(struct tnef *t)
{
	struct slice s = t->rest, data;
	uint32_t size = le32(s, 5);
	bool is_cut;
	int r = 0;

	is_cut = s.len < HEAD_SIZE || size > s.len - HEAD_SIZE ||
	    s.len - HEAD_SIZE - size < SUM_SIZE;
	data = slice_sub(s, HEAD_SIZE, HEAD_SIZE + (size_t)size);
	t->rest = slice_from(s, HEAD_SIZE + (size_t)size + SUM_SIZE);
	if (is_cut)
		r = extract_anomaly(t->job, ANOMALY_TRUNCATED,
		    "TNEF ends too early");
	else if (le16(s, HEAD_SIZE + (size_t)size) != sum_of(data))
		r = extract_anomaly(t->job, ANOMALY_MALFORMED,
		    "wrong checksum in TNEF");
	if (r < 0 || s.len < HEAD_SIZE)
		return r;
	return s.ptr[0] == 1 ? read_message_attribute(t, le16(s, 1),
	    le16(s, 3), data) : read_attachment_attribute(t, le16(s, 1), data);
}

static int
tnef_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/vnd.ms-tnef") ? 50 : 0;
}

static bool
is_padding(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] != 0 && !ascii_is_space(s.ptr[i]))
			return false;
	return true;
}

static int
tnef_read(struct extract_job *j)
{
	struct tnef t = {
		.job = j, .page = 1252,
		.rest = slice_from(extract_bytes(j), SIGNATURE_SIZE),
	};
	int r = 0;

	while (t.rest.len > 0 && r == 0 &&
	    (t.rest.ptr[0] == 1 || t.rest.ptr[0] == 2))
		r = read_attribute(&t);
	if (r == 0)
		r = end_attachment(&t);
	if (r < 0 || is_padding(t.rest))
		return r;
	r = extract_anomaly(j, ANOMALY_MALFORMED,
	    "data after the last attribute of TNEF");
	return r < 0 ? r : trailer_read(j, t.rest);
}

const struct extract_format format_tnef = { "tnef", tnef_can_read, tnef_read };

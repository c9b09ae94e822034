/*
 * oleps -- property sets ([MS-OLEPS]): title, author, comments, what people
 * define themselves.
 */
#include <string.h>

#include "base/limits.h"
#include "extract/codepage.h"
#include "extract/le.h"
#include "extract/olefile.h"
#include "extract/rawtext.h"
#include "extract/utf16.h"

#define SETS_MAX	16
#define PROPERTIES_MAX	4096	/* in one set; real ones have a few dozen */
#define VALUES_MAX	65536	/* in one stream */
#define PID_DICTIONARY	0
#define PID_CODEPAGE	1
#define CODEPAGE_WIDE	1200
#define VT_LPSTR	0x1e	/* 2.15: types of values */
#define VT_LPWSTR	0x1f
#define VT_BSTR		0x08
#define VT_BLOB		0x41
#define VT_I2		0x02
#define VT_I4		0x03
#define VT_R8		0x05
#define VT_VARIANT	0x0c
#define VT_VECTOR	0x1000

struct property_set {
	struct extract_job *job;
	struct slice bytes;	/* from the set's begin to the stream's end */
	uint32_t codepage;
	bool is_wide;		/* texts of 8 bits are UTF-16 */
	struct buf text;
	uint32_t left;		/* values that may still be read */
};

static int
put_text(struct property_set *p, struct slice s, bool is_wide)
{
	int r;

	buf_reset(&p->text);
	r = is_wide ? utf16_put(&p->text, s) :
	    codepage_text(p->job, p->codepage, s, &p->text);
	return r < 0 ? r : extract_unit(p->job, SLICE_NONE,
	    slice_trim(buf_slice(&p->text)));
}

static int
put_number(struct property_set *p, uint64_t bits, uint32_t type)
{
	double v;

	buf_reset(&p->text);
	if (type == VT_R8) {
		memcpy(&v, &bits, sizeof v);
		buf_printf(&p->text, "%.15g", v);
	} else {
		buf_printf(&p->text, "%d", (int)(uint32_t)bits);
	}
	return extract_unit(p->job, SLICE_NONE, buf_slice(&p->text));
}

/* One value at *at, which is moved behind it; texts are given out. */
static int
put_value(struct property_set *p, uint32_t type, size_t *at, bool own)
{
	size_t n = le32(p->bytes, *at), from = *at + 4;
	bool is_wide = type == VT_LPWSTR || p->is_wide;

	switch (type) {
	case VT_LPSTR:
	case VT_BSTR:
	case VT_LPWSTR:
		if (type == VT_LPWSTR)
			n *= 2;
		if (*at >= p->bytes.len || n > p->bytes.len - *at)
			n = *at < p->bytes.len ? p->bytes.len - *at : 0;
		*at = from + ((n + 3) & ~(size_t)3);
		return put_text(p, slice_sub(p->bytes, from, from + n),
		    is_wide);
	case VT_BLOB:
		/* Links, and what programs keep for themselves. */
		*at = from + n;
		return rawtext_put(p->job, slice_sub(p->bytes, from,
		    from + n), RAWTEXT_MEDIUM);
	case VT_R8:
		*at += 8;
		return own ? put_number(p, le64(p->bytes, from - 4), type) : 0;
	case VT_I4:
	case VT_I2:
		*at += 4;
		/* What people define may be a number; the rest counts pages. */
		return own ? put_number(p, n, type) : 0;
	default:
		*at += 4;
		return 0;
	}
}

static int
put_property(struct property_set *p, size_t at, bool own)
{
	uint32_t type = le32(p->bytes, at), count = 1, item, i;
	int r = 0;

	at += 4;
	if ((type & VT_VECTOR) != 0) {
		count = le32(p->bytes, at);
		at += 4;
	}
	for (i = 0; i < count && p->left > 0 && at < p->bytes.len && r == 0;
	    i++, p->left--) {
		item = type & 0xfff;
		if (item == VT_VARIANT) {
			item = le32(p->bytes, at);
			at += 4;
		}
		r = put_value(p, item, &at, own);
	}
	return r;
}

/* 2.17: names of the properties that people define themselves. */
static int
put_dictionary(struct property_set *p, size_t at)
{
	uint32_t count = le32(p->bytes, at), i;
	size_t n;
	int r = 0;

	at += 4;
	for (i = 0; i < count && p->left > 0 && at < p->bytes.len && r == 0;
	    i++, p->left--) {
		n = le32(p->bytes, at + 4);
		at += 8;
		if (p->is_wide)
			n *= 2;
		if (at >= p->bytes.len || n > p->bytes.len - at)
			break;
		r = put_text(p, slice_sub(p->bytes, at, at + n), p->is_wide);
		at += p->is_wide ? (n + 3) & ~(size_t)3 : n;
	}
	return r;
}

static int
put_set(struct property_set *p, bool own)
{
	uint32_t count = le32(p->bytes, 4), i, id;
	size_t at;
	int r = 0;

	if (count > PROPERTIES_MAX)
		count = PROPERTIES_MAX;
	for (i = 0; i < count; i++)
		if (le32(p->bytes, 8 + 8 * i) == PID_CODEPAGE) {
			id = le16(p->bytes, le32(p->bytes, 12 + 8 * i) + 4);
			p->is_wide = id == CODEPAGE_WIDE;
			p->codepage = id;
		}
	for (i = 0; i < count && r == 0; i++) {
		id = le32(p->bytes, 8 + 8 * i);
		at = le32(p->bytes, 12 + 8 * i);
		if (id == PID_DICTIONARY && own)
			r = put_dictionary(p, at);
		else if (id != PID_CODEPAGE && id != PID_DICTIONARY)
			r = put_property(p, at, own);
	}
	return r;
}

int
oleps_read(struct extract_job *j, struct slice s)
{
	struct property_set p = { .job = j, .left = VALUES_MAX };
	uint32_t sets = le32(s, 24), i, at;
	int r = 0;

	/* 2.21: a byte order mark, a version of 0 or 1, and few sets. */
	if (le16(s, 0) != 0xfffe || le16(s, 2) > 1 || sets == 0 ||
	    sets > SETS_MAX)
		return rawtext_put(j, s, RAWTEXT_SHORT);
	buf_init(&p.text, TEXT_TOTAL_MAX);
	for (i = 0; i < sets && r == 0; i++) {
		at = le32(s, 28 + 20 * i + 16);
		p.bytes = slice_from(s, at);
		p.codepage = 1252;
		p.is_wide = false;
		/* {D5CDD505-2E9C-101B-9397-08002B2CF9AE} */
		r = put_set(&p, le32(s, 28 + 20 * i) == 0xd5cdd505u);
	}
	buf_free(&p.text);
	return r;
}

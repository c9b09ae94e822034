/*
 * xmp -- ISO 16684-1: texts and attribute values of the XML in pictures, as
 * they stand there; no grammar, for it is often cut or wrong.
 */
#include "base/limits.h"
#include "extract/entity.h"
#include "extract/meta.h"
#include "mime/mime.h"

static int
put(struct extract_job *j, struct slice text)
{
	struct buf plain = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	text = slice_trim(text);
	if (text.len == 0)
		return 0;
	r = entity_decode(text, &plain);
	if (r == 0)
		r = extract_unit(j, SLICE("XMP"), buf_slice(&plain));
	buf_free(&plain);
	return r;
}

/* The value in quotes at the beginning; its length with them, or 0. */
static size_t
quoted(struct slice s)
{
	size_t end = slice_chr(s, s.ptr[0], 1);

	return end == SLICE_NPOS ? 0 : end + 1;
}

/* Namespaces are addresses of makers, the same in every file. */
static bool
is_namespace(struct slice tag, size_t equals)
{
	size_t from = equals;

	while (from > 0 && !ascii_is_space(tag.ptr[from - 1]))
		from--;
	return slice_starts(slice_sub(tag, from, equals), SLICE("xmlns"));
}

/* From "<" on; *ret_len: of the tag. */
static int
read_tag(struct extract_job *j, struct slice s, size_t *ret_len)
{
	size_t i, n, equals = 0;
	int r = 0;

	for (i = 1; i < s.len && s.ptr[i] != '>' && r == 0; i++) {
		if (s.ptr[i] == '=') {
			equals = i;
			continue;
		}
		if ((s.ptr[i] != '"' && s.ptr[i] != '\'') || equals == 0)
			continue;
		n = quoted(slice_from(s, i));
		if (n == 0)
			break;
		if (!is_namespace(s, equals) && s.ptr[1] != '?')
			r = put(j, slice_sub(s, i + 1, i + n - 1));
		i += n - 1;
		equals = 0;
	}
	*ret_len = i < s.len ? i + 1 : s.len;
	return r;
}

static int
read_xml(struct extract_job *j, struct slice s)
{
	size_t at, n;
	int r = 0;

	while (s.len > 0 && r == 0) {
		at = slice_chr(s, '<', 0);
		if (at == SLICE_NPOS)
			at = s.len;
		r = put(j, slice_sub(s, 0, at));
		s = slice_from(s, at);
		if (r == 0 && s.len > 0) {
			r = read_tag(j, s, &n);
			s = slice_from(s, n);
		}
	}
	return r;
}

int
xmp_meta(struct extract_job *j, struct slice xml)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	struct slice charset = SLICE("utf-8");
	bool invalid;
	int r;

	if (xml.len > 2 && (xml.ptr[0] == 0 || xml.ptr[0] == 0xfe))
		charset = SLICE("utf-16be");
	else if (xml.len > 2 && (xml.ptr[1] == 0 || xml.ptr[0] == 0xff))
		charset = SLICE("utf-16le");
	r = mime_to_utf8(xml, charset, &utf8, &invalid);
	if (r == 0)
		r = read_xml(j, buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}

#include "extract/xml.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "mime/mime.h"

#define ELEMENT_DEPTH_MAX	256	/* real documents nest a few dozen deep */

struct parse {
	XML_Parser parser;
	const struct xml_ops *ops;
	xml_note note;
	void *arg;
	unsigned depth;
	const char *refused;
	int err;
};

static const char *
local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

static void
stop_on(struct parse *p, int err)
{
	if (err >= 0)
		return;
	p->err = err;
	XML_StopParser(p->parser, XML_FALSE);
}

static void
on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct parse *p = arg;

	if (++p->depth > ELEMENT_DEPTH_MAX) {
		p->refused = "XML nested too deep";
		XML_StopParser(p->parser, XML_FALSE);
		return;
	}
	stop_on(p, p->ops->start(p->arg, local_name(name), attributes));
}

static void
on_end(void *arg, const XML_Char *name)
{
	struct parse *p = arg;

	p->depth--;
	stop_on(p, p->ops->end(p->arg, local_name(name)));
}

static void
on_text(void *arg, const XML_Char *s, int len)
{
	struct parse *p = arg;

	/* expat may hand over more after it was stopped. */
	if (p->err == 0 && p->refused == NULL)
		stop_on(p, p->ops->text(p->arg, slice_of(s, (size_t)len)));
}

/*
 * OpenOffice names a DTD in each macro and list that it stores.  It is not
 * there, defines nothing, and nothing is fetched.
 */
static bool
is_known_doctype(const char *pubid, int has_internal)
{
	return !has_internal && pubid != NULL &&
	    strncmp(pubid, "-//OpenOffice.org//DTD ", 23) == 0;
}

static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *sysid,
    const XML_Char *pubid, int has_internal)
{
	struct parse *p = arg;

	(void)name;
	(void)sysid;
	if (is_known_doctype(pubid, has_internal))
		return;
	p->refused = "XML with a document type";
	XML_StopParser(p->parser, XML_FALSE);
}

/* Its text would be missing from what is read. */
static void
on_skipped(void *arg, const XML_Char *name, int is_parameter)
{
	struct parse *p = arg;

	(void)name;
	(void)is_parameter;
	p->refused = "XML with an unknown entity";
	XML_StopParser(p->parser, XML_FALSE);
}

static void
on_comment(void *arg, const XML_Char *s)
{
	struct parse *p = arg;

	if (p->err == 0 && p->refused == NULL)
		stop_on(p, p->note(p->arg, slice_str(s)));
}

static void
on_instruction(void *arg, const XML_Char *target, const XML_Char *data)
{
	(void)target;
	on_comment(arg, data);
}

/* The only code point in s, which has two or three bytes; -1 if it has not. */
static int
first_code(struct slice s)
{
	if (s.len == 2)
		return (s.ptr[0] & 0x1f) << 6 | (s.ptr[1] & 0x3f);
	if (s.len == 3)
		return (s.ptr[0] & 0x0f) << 12 | (s.ptr[1] & 0x3f) << 6 |
		    (s.ptr[2] & 0x3f);
	return -1;
}

/*
 * Charsets of one byte for each character: what each byte stands for.  One
 * that shifts, or gives ASCII's codes another meaning, cannot be told so.
 */
static int
on_encoding(void *arg, const XML_Char *name, XML_Encoding *info)
{
	struct buf utf8 = BUF_INIT(64);
	char byte;
	bool invalid;
	int i, ok = XML_STATUS_OK;

	(void)arg;
	memset(info, 0, sizeof *info);
	if (!mime_charset_keeps_ascii(slice_str(name)))
		return XML_STATUS_ERROR;
	for (i = 0; i < 256 && ok == XML_STATUS_OK; i++) {
		byte = (char)i;
		buf_reset(&utf8);
		info->map[i] = i;
		if (i < 0x80)
			continue;
		if (!mime_charset_known(slice_str(name)) ||
		    mime_to_utf8(slice_of(&byte, 1), slice_str(name), &utf8,
		    &invalid) < 0)
			ok = XML_STATUS_ERROR;
		else
			info->map[i] = invalid ? -1 : first_code(
			    buf_slice(&utf8));
	}
	buf_free(&utf8);
	return ok;
}

int
xml_parse(struct extract_job *j, struct slice s, const struct xml_ops *ops,
    void *arg, bool *ret_refused)
{
	return xml_parse_noting(j, s, ops, NULL, arg, ret_refused);
}

int
xml_parse_noting(struct extract_job *j, struct slice s,
    const struct xml_ops *ops, xml_note note, void *arg, bool *ret_refused)
{
	struct parse p = { .ops = ops, .note = note, .arg = arg };

	*ret_refused = false;
	if (s.len > INT_MAX)
		return ERR_LIMIT;
	p.parser = XML_ParserCreate(NULL);
	if (p.parser == NULL)
		mem_exhausted();
	XML_SetUserData(p.parser, &p);
	XML_SetElementHandler(p.parser, on_start, on_end);
	XML_SetCharacterDataHandler(p.parser, on_text);
	XML_SetStartDoctypeDeclHandler(p.parser, on_doctype);
	XML_SetSkippedEntityHandler(p.parser, on_skipped);
	XML_SetUnknownEncodingHandler(p.parser, on_encoding, NULL);
	if (note != NULL) {
		XML_SetCommentHandler(p.parser, on_comment);
		XML_SetProcessingInstructionHandler(p.parser, on_instruction);
	}
	if (XML_Parse(p.parser, (const char *)s.ptr, (int)s.len, 1) ==
	    XML_STATUS_ERROR && p.err == 0 && p.refused == NULL)
		p.refused = "XML that is not well formed";
	XML_ParserFree(p.parser);
	if (p.err < 0)
		return p.err;
	*ret_refused = p.refused != NULL;
	return p.refused == NULL ? 0 :
	    extract_anomaly(j, ANOMALY_MALFORMED, p.refused);
}

struct slice
xml_as_utf8(struct slice s, struct buf *out)
{
	struct slice charset, xml;
	bool invalid;
	size_t end;

	if (slice_starts(s, SLICE("\xff\xfe")) ||
	    slice_starts(s, SLICE("<\0")))
		charset = SLICE("utf-16le");
	else if (slice_starts(s, SLICE("\xfe\xff")) ||
	    slice_starts(s, SLICE("\0<")))
		charset = SLICE("utf-16be");
	else
		return s;
	/* What is not valid is damaged for expat as well. */
	if (mime_to_utf8(s, charset, out, &invalid) < 0 || invalid)
		return s;
	xml = buf_slice(out);
	if (slice_starts(xml, SLICE("\xef\xbb\xbf")))
		xml = slice_from(xml, 3);
	/* It names a charset that this no longer is in. */
	if (slice_starts(xml, SLICE("<?xml")) &&
	    (end = slice_find(xml, SLICE("?>"), 0)) != SLICE_NPOS)
		xml = slice_from(xml, end + 2);
	return xml;
}

const char *
xml_attribute(const char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(local_name(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

struct slice
xml_root(struct slice s)
{
	struct slice name, rest;
	size_t at = 0, end, colon;

	/* Comments and instructions may hold what looks like a tag. */
	for (;;) {
		at = slice_chr(s, '<', at);
		if (at == SLICE_NPOS || at + 1 >= s.len)
			return SLICE_NONE;
		rest = slice_from(s, at);
		if (slice_starts(rest, SLICE("<!--")))
			at = slice_find(s, SLICE("-->"), at + 4);
		else if (slice_starts(rest, SLICE("<?")))
			at = slice_find(s, SLICE("?>"), at + 2);
		else if (slice_starts(rest, SLICE("<!")))
			at++;
		else
			break;
	}
	for (end = ++at; end < s.len && !ascii_is_space(s.ptr[end]) &&
	    s.ptr[end] != '>' && s.ptr[end] != '/'; end++)
		;
	name = slice_sub(s, at, end);
	colon = slice_rchr(name, ':');
	return colon == SLICE_NPOS ? name : slice_from(name, colon + 1);
}

#include "extract/xml.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#define ELEMENT_DEPTH_MAX	256	/* real documents nest a few dozen deep */

struct parse {
	XML_Parser parser;
	const struct xml_ops *ops;
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

static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *sysid,
    const XML_Char *pubid, int has_internal)
{
	struct parse *p = arg;

	(void)name;
	(void)sysid;
	(void)pubid;
	(void)has_internal;
	p->refused = "XML with a document type";
	XML_StopParser(p->parser, XML_FALSE);
}

int
xml_parse(struct extract_job *j, struct slice s, const struct xml_ops *ops,
    void *arg, bool *ret_refused)
{
	struct parse p = { .ops = ops, .arg = arg };

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

const char *
xml_attribute(const char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(local_name(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

bool
xml_has_text(struct slice s)
{
	size_t at;

	for (at = 0;; at++) {
		at = slice_chr(s, '>', at);
		if (at == SLICE_NPOS)
			return false;
		while (at + 1 < s.len && ascii_is_space(s.ptr[at + 1]))
			at++;
		if (at + 1 < s.len && s.ptr[at + 1] != '<')
			return true;
	}
}

struct slice
xml_root(struct slice s)
{
	struct slice name;
	size_t at, end, colon;

	for (at = 0;; at++) {
		at = slice_chr(s, '<', at);
		if (at == SLICE_NPOS || at + 1 >= s.len)
			return SLICE_NONE;
		if (s.ptr[at + 1] != '?' && s.ptr[at + 1] != '!')
			break;
	}
	for (end = ++at; end < s.len && !ascii_is_space(s.ptr[end]) &&
	    s.ptr[end] != '>' && s.ptr[end] != '/'; end++)
		;
	name = slice_sub(s, at, end);
	colon = slice_rchr(name, ':');
	return colon == SLICE_NPOS ? name : slice_from(name, colon + 1);
}

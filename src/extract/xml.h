/*
 * xml -- one XML document through expat, element by element.
 *
 * A document type is refused: no entity is ever expanded, nothing fetched.
 */
#ifndef EXTRACT_XML_H
#define EXTRACT_XML_H

#include "base/buf.h"
#include "base/slice.h"
#include "extract/extract.h"

/* Names come without their prefix.  A negative return ends the parsing. */
struct xml_ops {
	int (*start)(void *arg, const char *name, const char **attributes);
	int (*end)(void *arg, const char *name);
	int (*text)(void *arg, struct slice utf8);
};

/*
 * 0; or the error of an op.  A document type or a document that is not well
 * formed is an anomaly of the job and *ret_refused: what came before it has
 * been given out.
 */
int	xml_parse(struct extract_job *j, struct slice bytes,
	    const struct xml_ops *ops, void *arg, bool *ret_refused);

/*
 * The same, and comments and processing instructions go to note: nobody is
 * shown them, but they travel.
 */
typedef int (*xml_note)(void *arg, struct slice utf8);
int	xml_parse_noting(struct extract_job *j, struct slice bytes,
	    const struct xml_ops *ops, xml_note note, void *arg,
	    bool *ret_refused);

/*
 * A document in UTF-16, by its mark or its first bytes, as UTF-8 in out and
 * without its declaration; any other as it is.  Borrowed from either.
 */
struct slice xml_as_utf8(struct slice bytes, struct buf *out);

/* Value of an attribute, any prefix; NULL if absent. */
const char *xml_attribute(const char **attributes, const char *name);

/* Name of the root element, without prefix; empty if none is found. */
struct slice xml_root(struct slice head);

#endif

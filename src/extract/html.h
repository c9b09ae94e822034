/*
 * html -- text of web pages and of other markup.
 */
#ifndef EXTRACT_HTML_H
#define EXTRACT_HTML_H

#include "extract/extract.h"

/*
 * Give out the text of markup (UTF-8).  is_xml: elements that HTML does not
 * know part the text; else they are inline.
 */
int	html_text(struct extract_job *j, struct slice utf8, bool is_xml);
/* The same of bytes that an XML parser refused, in whatever charset. */
int	html_of_refused(struct extract_job *j, struct slice bytes);

#endif

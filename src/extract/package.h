/*
 * package -- a document that is a zip of parts: what the readers of OOXML,
 * OpenDocument and their like have in common.  For this folder.
 */
#ifndef EXTRACT_PACKAGE_H
#define EXTRACT_PACKAGE_H

#include <stdbool.h>

#include "base/buf.h"
#include "extract/extract.h"
#include "extract/zipdir.h"

struct package {
	struct extract_job *job;
	struct zip_directory dir;
};

/* Read the directory; raise what is wrong with it.  0 or an error. */
int	package_open(struct extract_job *j, struct package *ret);

/* Can it be unpacked: no folder, no ciphertext, a known method? */
bool	package_is_readable(const struct zip_entry *e);
/* Its first bytes, not counted; borrowed from out or the file. */
struct slice package_peek(const struct zip_entry *e, struct buf *out);
/*
 * XML by its first bytes or its name?  root is made, and the caller's to
 * free: the name of the root element, empty if it is not among them.  Web
 * pages and drawings are files of their own, for which there are readers.
 */
bool	package_is_xml(const struct zip_entry *e, struct buf *root);

/* Names that the directory has beside the member's own, and its comment. */
int	package_put_names(struct package *p, const struct zip_entry *e);

/* Unpack an XML member and give it, as UTF-8 if it was UTF-16, to read. */
typedef int (*package_reader)(struct extract_job *j, struct slice xml,
	    void *arg);
int	package_read_xml(struct package *p, const struct zip_entry *e,
	    package_reader read, void *arg);
/* Bytes that a program wrote for itself: text as far as it is one. */
int	package_read_raw(struct package *p, const struct zip_entry *e);
/* Anything else: pictures belong to the page, files are members. */
int	package_read_other(struct package *p, const struct zip_entry *e);

#endif

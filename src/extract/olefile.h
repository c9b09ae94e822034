/*
 * olefile -- what the readers of compound files share.  For this folder.
 */
#ifndef EXTRACT_OLEFILE_H
#define EXTRACT_OLEFILE_H

#include "extract/extract.h"
#include "extract/ole.h"

/*
 * A whole stream on the budget of the job, appended to out (made with
 * UNPACK_MEMBER_MAX); it counts as read.  What is not there is an anomaly.
 * 0, or an error that ends the part.
 */
int	olefile_stream(struct extract_job *j, struct ole *o, uint32_t index,
	    struct buf *out);
/* Some bytes of one, in the same way; it does not count as read. */
int	olefile_range(struct extract_job *j, struct ole *o, uint32_t index,
	    uint64_t from, uint64_t size, struct buf *out);
/*
 * A stream, or everything below a storage, as a member.  Its bytes are made when its turn comes; it counts as read.
 */
int	olefile_member(struct extract_job *j, struct ole *o, uint32_t index,
	    struct slice name);

/* Only some bytes of a stream. */
int	olefile_member_range(struct extract_job *j, struct ole *o,
	    uint32_t index, struct slice name, uint64_t from,
	    uint64_t size);

/*
 * OfficeArt pictures ([MS-ODRAW] 2.2.23) one after the other in a stream:
 * bitmaps as members, the words in drawings.
 */
int	oleart_read_blips(struct extract_job *j, struct ole *o,
	    uint32_t index);

/* Property sets ([MS-OLEPS]): a text for each property that has one. */
int	oleps_read(struct extract_job *j, struct slice stream);

/*
 * The readers of main streams.  Each marks what it has read; the rest is
 * read by olefile.c, as members, macros, property sets or raw text.
 */
int	doc_read(struct extract_job *j, struct ole *o);
int	xls_read(struct extract_job *j, struct ole *o);
/* Old Excel's files may be the main stream and nothing else. */
bool	xls_is_bare(struct slice bytes);
int	xls_read_bare(struct extract_job *j);
int	ppt_read(struct extract_job *j, struct ole *o);
int	msg_read(struct extract_job *j, struct ole *o);
/* Office files with a password or with rights management. */
int	olecrypt_read(struct extract_job *j, struct ole *o);

#endif

/*
 * trailer -- what hangs on behind the end of a file: cameras' own data and
 * second pictures are ordinary; a file or a text is read as a member.
 */
#ifndef EXTRACT_TRAILER_H
#define EXTRACT_TRAILER_H

#include "extract/extract.h"

/*
 * rest: the bytes behind the end mark, part of the job's.  Padding is
 * nothing.  What has a type, or reads as text, becomes a member, wherever in
 * the rest it begins; a long rest of no type becomes one as well, and so is
 * told of.  0 or an error.
 */
int	trailer_read(struct extract_job *j, struct slice rest);
/* Without the padding before what follows, and behind it. */
struct slice trailer_without_padding(struct slice s);

#endif

/*
 * zip -- members of a zip on the budget, for zip itself and for the document
 * formats that are one.
 */
#ifndef EXTRACT_ZIP_H
#define EXTRACT_ZIP_H

#include "extract/extract.h"
#include "extract/zipdir.h"

/*
 * Read the directory and raise what is wrong with it.  0, or an error (an
 * anomaly has been raised).
 */
int	zip_open(struct extract_job *j, struct zip_directory *ret);

/*
 * Unpack one entry, appending to out.  A wrong checksum, damage or a limit is
 * an anomaly of the job; what was unpacked stands.  0 or an error.
 */
int	zip_unpack(struct extract_job *j, const struct zip_entry *e,
	    struct buf *out);

/*
 * Queue an entry as a member of the part: to be unpacked when its turn comes,
 * or closed, if it is encrypted or of a method that is not read.  Folders
 * only have a name.
 */
int	zip_queue(struct extract_job *j, const struct zip_entry *e);

/*
 * What the part is as a whole when `closed` of its members are ciphertext and
 * `open` are not.  weakest: of the closed ones.
 */
void	zip_settle(struct extract_job *j, const struct zip_directory *d);

#endif

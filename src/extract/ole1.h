/*
 * ole1 -- embedded objects of the first OLE ([MS-OLEDS] 2.2): what RTF and
 * old documents carry, and the "Package" that wraps any file.
 */
#ifndef EXTRACT_OLE1_H
#define EXTRACT_OLE1_H

#include <stdbool.h>

#include "extract/extract.h"

/*
 * Does an ObjectHeader stand here?  Class and sizes are looked at, so that
 * noise is told from an object.
 */
bool	ole1_is_object(struct slice bytes);

/*
 * Give out an object: its class and link as text, its native data as a
 * member; of a Package the file in it.  bytes live as long as the job's.
 * Damage is an anomaly.  0 or an error.
 */
int	ole1_read(struct extract_job *j, struct slice bytes);

/*
 * The data of a Package ([MS-OLEDS] 2.3.6 without the leading size, as in
 * the stream "\1Ole10Native" behind its first four bytes).  Names as text,
 * the file as a member.  False, and nothing is given out, if it is none;
 * *ret_error then stays as it was.
 */
bool	ole1_package(struct extract_job *j, struct slice bytes,
	    int *ret_error);

#endif

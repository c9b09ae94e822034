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

/* What a Package holds; all of it borrowed. */
struct ole1_file {
	struct slice label, path, command;
	struct slice data;
	bool is_link;		/* to a file elsewhere: no data */
	bool is_cut;		/* data ends before its size */
	struct slice rest;	/* behind the data: the names as UTF-16 */
};

/* Take the data of a Package apart; false if it is none. */
bool	ole1_package_parse(struct slice bytes, struct ole1_file *ret);
/* Give out its names. */
int	ole1_package_names(struct extract_job *j, const struct ole1_file *f);
/* The name of its file. */
struct slice ole1_package_name(const struct ole1_file *f);

/*
 * The data of a Package ([MS-OLEDS] 2.3.6 without the leading size, as in
 * the stream "\1Ole10Native" behind its first four bytes).  Names as text,
 * the file as a member.  False, and nothing is given out, if it is none;
 * *ret_error then stays as it was.
 */
bool	ole1_package(struct extract_job *j, struct slice bytes,
	    int *ret_error);

#endif

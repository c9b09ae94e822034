/*
 * archive -- the containers that libarchive reads.
 *
 * archive.c is the only file that calls the library.  Each format and each
 * filter is enabled by itself, for bytes that were typed as just that; nothing
 * is guessed, no program is started, no file opened.  Every warning of the
 * library becomes an anomaly, and our counters stand in front of its limits.
 */
#ifndef EXTRACT_ARCHIVE_H
#define EXTRACT_ARCHIVE_H

#include "extract/extract.h"
#include "extract/zipdir.h"

/*
 * What the library and the C library set up at their first use, set up now:
 * before the sandbox closes.  0, or ERR_SYSTEM.
 */
int	archive_load(void);

/*
 * Unpack a zip entry of a method beside stored and deflated, appending to
 * out.  As zip_unpack(); in a process without the library, ERR_ELSEWHERE is
 * the end of the message.
 */
int	archive_unzip(struct extract_job *j, const struct zip_entry *e,
	    struct buf *out);

/*
 * Unpack one raw LZMA stream of a known size (7z headers), appending to out.
 * props: the five bytes that a coder has.  0 or ERR_SYNTAX.
 */
int	archive_unlzma(struct slice props, struct slice data, uint64_t size,
	    struct buf *out);
/*
 * Unpack a 7z archive to nowhere.  0, ERR_SYNTAX if there was a complaint, or
 * ERR_LIMIT: none so far, but all of it would take too long.
 */
int	archive_check(struct slice bytes);

#endif

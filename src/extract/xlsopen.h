/*
 * xlsopen -- workbooks with a password ([MS-XLS] 2.2.10): XOR, RC4 and RC4 of
 * the CryptoAPI, opened with the password that every reader tries by itself.
 */
#ifndef EXTRACT_XLSOPEN_H
#define EXTRACT_XLSOPEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

/*
 * Try it on the record of type FILEPASS at `at` in a stream of records, and
 * decrypt those behind it in place.  False: it does not open, and the stream
 * is as it was.  wide: another password in UTF-16LE; NULL: that one.
 */
bool	xlsopen(uint8_t *stream, size_t len, size_t at,
	    const struct slice *wide);
/* Would that other one open it?  Never of XOR, which has no proof. */
bool	xlsopen_fits(struct slice stream, size_t at, struct slice wide);

#endif

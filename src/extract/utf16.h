/*
 * utf16 -- UTF-16LE and single characters to UTF-8, as the binary office
 * formats hold them.
 */
#ifndef EXTRACT_UTF16_H
#define EXTRACT_UTF16_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

/*
 * Append one character; what is none becomes U+FFFD, control characters but
 * TAB, CR and LF become blanks.  0 or ERR_LIMIT.
 */
int	utf16_put_char(struct buf *out, uint32_t c);
/* The same for a whole text; an odd last byte is left out. */
int	utf16_put(struct buf *out, struct slice s);
/* The character at *at, which is moved on; lone surrogates are U+FFFD. */
uint32_t utf16_next(struct slice s, size_t *at);
/*
 * A short text with its control characters kept: the length of it.  out holds
 * three bytes for every two of s.
 */
size_t	utf16_raw(struct slice s, uint8_t *out);

#endif

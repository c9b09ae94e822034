/*
 * utf8 -- characters of the configuration's text (RFC 3629).
 */
#ifndef CONF_UTF8_H
#define CONF_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

/*
 * The first character: its length in bytes, 1 to 4, the code in *ret.  Bytes
 * that are no UTF-8 count one each, as U+FFFD.  s is not empty.
 */
size_t	utf8_get(struct slice s, uint32_t *ret);
/* Offset of the first byte that is no UTF-8, or NUL; s.len if all is well. */
size_t	utf8_check(struct slice s);
/* Characters in s. */
size_t	utf8_count(struct slice s);
/* Shows nothing, or a blank that is no blank, or turns the line about? */
bool	utf8_is_hidden(uint32_t c);

#endif

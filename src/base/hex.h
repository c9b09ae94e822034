/*
 * hex -- bytes to lower-case hexadecimal digits and back.
 */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

/* Writes 2 * n digits and a NUL; out holds 2 * n + 1 bytes. */
void	hex_put(const uint8_t *bytes, size_t n, char *out);

/* Exactly n bytes from 2 * n digits of either case; 0 or ERR_SYNTAX. */
int	hex_get(struct slice digits, uint8_t *out, size_t n);

#endif

/*
 * wire -- fields to bytes and back, for everything that crosses a process
 * border.
 *
 * Integers are big-endian and fixed in size; a string is a 32-bit length and
 * its bytes.  The writer appends to a buf and remembers the first failure;
 * the reader is a cursor over borrowed bytes that fails on short input, stays
 * failed, and must be asked for wire_end(): trailing bytes are an error.
 * The bytes of another process are hostile: ranges are the caller's to check.
 */
#ifndef IPC_WIRE_H
#define IPC_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

struct wire_out {
	struct buf *buf;	/* borrowed */
	int err;		/* first failure, else 0 */
};

void	wire_out_init(struct wire_out *w, struct buf *buf);
void	wire_put_u8(struct wire_out *w, uint8_t v);
void	wire_put_u16(struct wire_out *w, uint16_t v);
void	wire_put_u32(struct wire_out *w, uint32_t v);
void	wire_put_u64(struct wire_out *w, uint64_t v);
void	wire_put_bool(struct wire_out *w, bool v);
void	wire_put_bytes(struct wire_out *w, const void *p, size_t n); /* no length */
void	wire_put_str(struct wire_out *w, struct slice s);
int	wire_out_err(const struct wire_out *w);

struct wire_in {
	struct slice rest;
	int err;
};

void	wire_in_init(struct wire_in *w, struct slice body);
/* Each returns 0 or the cursor's error; the output is set only on success. */
int	wire_u8(struct wire_in *w, uint8_t *ret);
int	wire_u16(struct wire_in *w, uint16_t *ret);
int	wire_u32(struct wire_in *w, uint32_t *ret);
int	wire_u64(struct wire_in *w, uint64_t *ret);
int	wire_bool(struct wire_in *w, bool *ret);	/* 0 or 1, else ERR_RANGE */
int	wire_bytes(struct wire_in *w, void *out, size_t n);
/* Borrowed from the body; longer than max is ERR_LIMIT. */
int	wire_str(struct wire_in *w, size_t max, struct slice *ret);
/* An 8-bit value below limit, else ERR_RANGE: for enums. */
int	wire_enum(struct wire_in *w, unsigned limit, unsigned *ret);
/* Everything read, nothing left: 0, the cursor's error or ERR_TRAILING. */
int	wire_end(struct wire_in *w);

#endif

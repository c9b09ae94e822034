#include "extract/xlsopen.h"

#include <string.h>

#include "extract/le.h"
#include "extract/oleopen.h"
#include "extract/olerc4.h"

#define HEAD_SIZE	4		/* of a record: type, length */
#define BLOCK		1024		/* bytes of the stream with one key */
#define KIND_XOR	0
#define KIND_RC4	1
#define XOR_SIZE	16

struct lock {
	bool is_xor;
	uint8_t xor[XOR_SIZE];
	struct olerc4 rc4;
};

/* --- XOR ---------------------------------------------------------------------------- */

/* [MS-OFFCRYPTO] 2.3.7.1 */
static uint16_t
xor_verifier(struct slice password)
{
	uint16_t v = 0;
	size_t i;

	for (i = password.len + 1; i-- > 0;) {
		v = (uint16_t)((v >> 14 & 1) | (v << 1 & 0x7fff));
		v ^= i == 0 ? (uint16_t)password.len : password.ptr[i - 1];
	}
	return v ^ 0xce4b;
}

static uint8_t
xor_ror(uint8_t a, uint16_t key, bool high)
{
	uint8_t b = (uint8_t)(a ^ (high ? key >> 8 : key & 0xff));

	return (uint8_t)(b >> 1 | b << 7);
}

/* 2.3.7.2, for a password of fifteen characters: one byte of padding. */
static bool
open_xor(struct slice s, struct lock *l)
{
	struct slice password = OLEOPEN_PASSWORD;
	uint16_t key = le16(s, 0);
	size_t i;

	if (le16(s, 2) != xor_verifier(password))
		return false;
	l->is_xor = true;
	for (i = 0; i < password.len; i++)
		l->xor[i] = xor_ror(password.ptr[i], key, i % 2 != 0);
	l->xor[15] = xor_ror(0xbb, key, true);
	return true;
}

/*
 * Two bytes tell the password of XOR: too little to call a word of a message
 * one.  wide: another password than everybody's; RC4 only.
 */
static bool
open_lock(struct slice pass, bool is_old, const struct slice *wide,
    struct lock *l)
{
	/* BIFF5 knows one kind only, and does not name it. */
	if (is_old || pass.len == 4)
		return wide == NULL && open_xor(pass, l);
	if (le16(pass, 0) == KIND_XOR)
		return wide == NULL && open_xor(slice_from(pass, 2), l);
	if (le16(pass, 0) != KIND_RC4)
		return false;
	l->is_xor = false;
	return olerc4_opens(slice_from(pass, 2), wide != NULL ? *wide :
	    OLEOPEN_PASSWORD_WIDE, &l->rc4);
}

/* --- the records behind it ------------------------------------------------------------------- */

/* [MS-XLS] 2.2.10: what is never encrypted, so that others can find it. */
static bool
is_bare(uint16_t kind)
{
	return kind == 0x0809 || kind == 0x002f || kind == 0x00e1 ||
	    kind == 0x0194 || kind == 0x0195 || kind == 0x0138 ||
	    kind == 0x0196;
}

static void
run_xor(const struct lock *l, uint8_t *p, size_t n, size_t at, size_t whole)
{
	size_t i;
	uint8_t b;

	for (i = 0; i < n; i++) {
		b = p[i] ^ l->xor[(at + whole + i) % XOR_SIZE];
		p[i] = (uint8_t)(b >> 5 | b << 3);
	}
}

/* The cipher runs over heads and bare records as well: it only skips them. */
static bool
run_rc4(const struct lock *l, uint8_t *stream, size_t from, size_t to,
    bool is_bare_record, struct rc4 *c, size_t *at)
{
	size_t n;

	while (*at < to) {
		if (*at % BLOCK == 0 && !olerc4_block(&l->rc4,
		    (uint32_t)(*at / BLOCK), c))
			return false;
		n = BLOCK - *at % BLOCK;
		if (*at < from && n > from - *at)
			n = from - *at;
		if (n > to - *at)
			n = to - *at;
		rc4_run(c, *at < from || is_bare_record ? NULL : stream + *at,
		    n);
		*at += n;
	}
	return true;
}

static void
decrypt(const struct lock *l, uint8_t *stream, size_t len, size_t at)
{
	struct slice s = slice_of(stream, len);
	size_t done = 0, from, to, data;
	struct rc4 c;
	uint16_t kind;

	for (; len - at >= HEAD_SIZE; at = to) {
		kind = le16(s, at);
		data = from = at + HEAD_SIZE;
		to = from + le16(s, at + 2);
		if (to > len)
			to = len;
		/* A sheet's place is not encrypted, its name is. */
		if (kind == 0x0085 && to - from >= 4)
			from += 4;
		if (!l->is_xor) {
			if (!run_rc4(l, stream, from, to, is_bare(kind), &c,
			    &done))
				return;
		} else if (!is_bare(kind)) {
			run_xor(l, stream + from, to - from, from, to - data);
		}
	}
}

static bool
open_record(struct slice s, size_t at, const struct slice *wide,
    struct lock *l)
{
	size_t n = le16(s, at + 2);

	/* The first record tells the version. */
	return open_lock(slice_sub(s, at + HEAD_SIZE, at + HEAD_SIZE + n),
	    le16(s, 4) != 0x0600, wide, l);
}

bool
xlsopen_fits(struct slice stream, size_t at, struct slice wide)
{
	struct lock l = { .is_xor = false };

	return open_record(stream, at, &wide, &l);
}

bool
xlsopen(uint8_t *stream, size_t len, size_t at, const struct slice *wide)
{
	struct slice s = slice_of(stream, len);
	struct lock l = { .is_xor = false };

	if (!open_record(s, at, wide, &l))
		return false;
	decrypt(&l, stream, len, at + HEAD_SIZE + le16(s, at + 2));
	return true;
}

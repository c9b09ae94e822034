#include "extract/der.h"

#define INTEGER		0x02
#define OCTETS		0x04
#define OBJECT		0x06
#define SEQUENCE	0x30
#define SET		0x31
#define CONTEXT_0	0xa0

bool
der_next(struct slice *s, uint8_t *ret_tag, struct slice *ret)
{
	size_t len, n, i;

	if (s->len < 2)
		return false;
	len = s->ptr[1];
	n = 2;
	if (len >= 0x80) {
		n += len & 0x7f;
		if (n == 2 || n > 6 || s->len < n)
			return false;
		for (len = 0, i = 2; i < n; i++)
			len = len << 8 | s->ptr[i];
	}
	if (len > s->len - n)
		return false;
	*ret_tag = s->ptr[0];
	*ret = slice_sub(*s, n, n + len);
	*s = slice_from(*s, n + len);
	return true;
}

/* The tags of the elements in a row, at most max. */
static size_t
outline(struct slice s, uint8_t *tags, struct slice *bodies, size_t max)
{
	size_t n = 0;

	while (n < max && der_next(&s, &tags[n], &bodies[n]))
		n++;
	return n;
}

static bool
is_algorithm(uint8_t tag, struct slice s)
{
	uint8_t inner;
	struct slice oid;

	return tag == SEQUENCE && der_next(&s, &inner, &oid) &&
	    inner == OBJECT && oid.len >= 3;
}

/* { to be signed, algorithm, signature }: which of the three it is. */
static const char *
signed_type(struct slice tbs)
{
	uint8_t t[6];
	struct slice b[6];
	size_t n = outline(tbs, t, b, 6), at;

	if (n >= 5 && t[0] == CONTEXT_0 && t[1] == INTEGER &&
	    is_algorithm(t[2], b[2]))
		return "application/pkix-cert";
	/* Version 1 has no version. */
	if (n == 6 && t[0] == INTEGER && is_algorithm(t[1], b[1]) &&
	    t[2] == SEQUENCE && t[3] == SEQUENCE && t[4] == SEQUENCE)
		return "application/pkix-cert";
	if (n >= 3 && t[0] == INTEGER && b[0].len == 1 && t[1] == SEQUENCE &&
	    t[2] == SEQUENCE && (n == 3 || t[3] == CONTEXT_0))
		return "application/pkcs10";
	at = n > 0 && t[0] == INTEGER ? 1 : 0;
	if (n >= at + 3 && is_algorithm(t[at], b[at]) &&
	    t[at + 1] == SEQUENCE && (t[at + 2] == 0x17 || t[at + 2] == 0x18))
		return "application/pkix-crl";
	return NULL;
}

const char *
der_type(struct slice s)
{
	uint8_t tag, t[9];
	struct slice all, b[9];
	size_t n, i;

	if (!der_next(&s, &tag, &all) || tag != SEQUENCE || all.len < 8)
		return NULL;
	n = outline(all, t, b, 9);
	if (n == 3 && t[0] == SEQUENCE && is_algorithm(t[1], b[1]) &&
	    t[2] == 0x03)
		return signed_type(b[0]);
	/* PFX { 3, contentInfo, [mac] } */
	if (n >= 2 && t[0] == INTEGER && b[0].len == 1 && b[0].ptr[0] == 3 &&
	    is_algorithm(t[1], b[1]))
		return "application/x-pkcs12";
	if (n >= 3 && t[0] == INTEGER && b[0].len == 1 && b[0].ptr[0] <= 1 &&
	    is_algorithm(t[1], b[1]) && t[2] == OCTETS)
		return "application/pkcs8";
	if (n == 2 && is_algorithm(t[0], b[0]) &&
	    (t[1] == OCTETS || t[1] == 0x03))
		return t[1] == OCTETS ? "application/pkcs8" :
		    "application/x-der-public-key";
	/* RSA: numbers and nothing else; EC: { 1, key, [0], [1] }. */
	for (i = 0; i < n && t[i] == INTEGER; i++)
		;
	if (n == 9 && i == 9)
		return "application/x-der-key";
	if (n >= 2 && t[0] == INTEGER && b[0].len == 1 && b[0].ptr[0] == 1 &&
	    t[1] == OCTETS && (n == 2 || t[2] == CONTEXT_0 || t[2] == 0xa1))
		return "application/x-der-key";
	return NULL;
}

#include "extract/pgppacket.h"

#include <string.h>

#include "base/err.h"

#define PIECES_MAX	100000

/* The length of an old-format packet; kind 3: to the end. */
static bool
old_length(struct slice *s, unsigned kind, size_t *ret)
{
	size_t n = (size_t)1 << kind, i, len = 0;

	if (kind == 3) {
		*ret = s->len;
		return true;
	}
	if (s->len < n)
		return false;
	for (i = 0; i < n; i++)
		len = len << 8 | s->ptr[i];
	*s = slice_from(*s, n);
	*ret = len;
	return true;
}

/* One length of the new format; *ret_partial: another follows its data. */
static bool
new_length(struct slice *s, size_t *ret, bool *ret_partial)
{
	size_t n;
	uint8_t c;

	*ret_partial = false;
	if (s->len == 0)
		return false;
	c = s->ptr[0];
	n = c < 192 ? 1 : c < 224 ? 2 : c == 255 ? 5 : 1;
	if (s->len < n)
		return false;
	if (c < 192) {
		*ret = c;
	} else if (c < 224) {
		*ret = (size_t)(c - 192) * 256 + s->ptr[1] + 192;
	} else if (c == 255) {
		*ret = (size_t)s->ptr[1] << 24 | (size_t)s->ptr[2] << 16 |
		    (size_t)s->ptr[3] << 8 | s->ptr[4];
	} else {
		*ret = (size_t)1 << (c & 0x1f);
		*ret_partial = true;
	}
	*s = slice_from(*s, n);
	return true;
}

/* len bytes, or what there is of them. */
static bool
take(struct slice *s, size_t len, struct slice *ret)
{
	*ret = slice_sub(*s, 0, len);
	*s = slice_from(*s, len);
	return ret->len == len;
}

/* The rest of a packet in pieces, joined behind the first. */
static int
join(struct slice *s, struct arena *a, struct slice *body)
{
	struct slice piece, all = *s;
	uint8_t *joined = NULL;
	size_t len, n, used = body->len;
	bool partial = true, whole = true;

	if (a != NULL) {
		/* Never longer than what is left of the input. */
		joined = arena_alloc(a, body->len + all.len);
		if (joined == NULL)
			return ERR_LIMIT;
		memcpy(joined, body->ptr, body->len);
	}
	for (n = 0; partial && whole && n < PIECES_MAX; n++) {
		if (!new_length(s, &len, &partial))
			return ERR_SHORT;
		whole = take(s, len, &piece);
		if (joined != NULL) {
			memcpy(joined + used, piece.ptr, piece.len);
			used += piece.len;
		}
	}
	if (joined != NULL)
		*body = slice_of(joined, used);
	return whole && !partial ? 0 : ERR_SHORT;
}

int
pgp_next(struct slice *s, struct arena *a, struct pgp_packet *ret)
{
	struct slice rest = *s;
	bool partial = false;
	size_t len;
	uint8_t c;
	int r;

	if (rest.len < 2 || (rest.ptr[0] & 0x80) == 0)
		return ERR_NOTFOUND;
	c = rest.ptr[0];
	rest = slice_from(rest, 1);
	ret->tag = (c & 0x40) == 0 ? (c >> 2) & 0x0fu : c & 0x3fu;
	if (ret->tag == 0 || !((c & 0x40) == 0 ?
	    old_length(&rest, c & 3u, &len) :
	    new_length(&rest, &len, &partial)))
		return ERR_NOTFOUND;
	r = take(&rest, len, &ret->body) ? 0 : ERR_SHORT;
	if (r == 0 && partial)
		r = join(&rest, a, &ret->body);
	*s = rest;
	return r;
}

static bool
is_cipher(uint8_t c)
{
	return (c >= 1 && c <= 4) || (c >= 7 && c <= 13);
}

static bool
is_public_key(uint8_t c)
{
	return (c >= 1 && c <= 3) || (c >= 16 && c <= 28);
}

bool
pgp_is_sane(const struct pgp_packet *p)
{
	struct slice b = p->body;
	uint8_t v = b.len > 0 ? b.ptr[0] : 0;

	if (b.len < 3)
		return p->tag == PGP_PADDING || p->tag == PGP_TRUST ||
		    p->tag == PGP_USER_ID;
	switch (p->tag) {
	case PGP_SESSION_KEY:
		return b.len >= 12 && (v == 6 || (v == 3 &&
		    is_public_key(b.ptr[9])));
	case PGP_SIGNATURE:
		return b.len >= 10 && (v == 2 || v == 3 || v == 4 || v == 6);
	case PGP_PASSWORD_KEY:
		return (v == 4 && is_cipher(b.ptr[1])) || v == 5 || v == 6;
	case PGP_ONE_PASS:
		return (v == 3 && b.len == 13) || v == 6;
	case PGP_SECRET_KEY:
	case PGP_PUBLIC_KEY:
	case PGP_SECRET_SUBKEY:
	case PGP_PUBLIC_SUBKEY:
		return b.len >= 12 && v >= 2 && v <= 6 &&
		    is_public_key(b.ptr[v < 4 ? 7 : 5]);
	case PGP_COMPRESSED:
		return v <= 3;
	case PGP_ENCRYPTED:
		return b.len >= 10;
	case PGP_MARKER:
		return slice_eq_str(b, "PGP");
	case PGP_LITERAL:
		return (v == 'b' || v == 't' || v == 'u' || v == 'l' ||
		    v == '1' || v == 'm') && b.len >= 6u + b.ptr[1];
	case PGP_ENCRYPTED_MDC:
		return v == 1 || v == 2;
	case PGP_ENCRYPTED_AEAD:
		return v == 1 && is_cipher(b.ptr[1]);
	case PGP_TRUST:
	case PGP_USER_ID:
	case PGP_USER_ATTRIBUTE:
	case PGP_PADDING:
		return true;
	default:
		return false;
	}
}

/* What may come first, and what the whole then is. */
static const char *
type_of(unsigned tag)
{
	switch (tag) {
	case PGP_SESSION_KEY:
	case PGP_PASSWORD_KEY:
		return "application/pgp-encrypted";
	case PGP_SIGNATURE:
		return "application/pgp-signature";
	case PGP_SECRET_KEY:
		return "application/x-pgp-secret-keys";
	case PGP_PUBLIC_KEY:
		return "application/pgp-keys";
	case PGP_ONE_PASS:
	case PGP_COMPRESSED:
	case PGP_LITERAL:
		return "application/x-pgp-message";
	default:
		return NULL;
	}
}

static bool
is_plain_signature(const struct pgp_packet *p)
{
	struct slice b = p->body;

	return p->tag == PGP_SIGNATURE && b.len > 20 && b.ptr[0] == 4 &&
	    b.ptr[1] <= 0x50 && is_public_key(b.ptr[2]) && b.ptr[3] >= 1 &&
	    b.ptr[3] <= 14 && b.ptr[4] <= 1;
}

const char *
pgp_type(struct slice s)
{
	struct pgp_packet p, second;
	const char *type;
	int r, n = 0;

	do {
		r = pgp_next(&s, NULL, &p);
		if ((r < 0 && r != ERR_SHORT) || !pgp_is_sane(&p))
			return NULL;
	} while (r == 0 && (p.tag == PGP_MARKER || p.tag == PGP_PADDING) &&
	    ++n < 8);
	type = type_of(p.tag);
	if (type == NULL || r < 0)
		return NULL;
	/* Two that make sense are no chance; nor is one that ends the file. */
	if (s.len == 0)
		return p.tag == PGP_SESSION_KEY || p.tag == PGP_PASSWORD_KEY ?
		    NULL : type;
	r = pgp_next(&s, NULL, &second);
	/* One with numbers that all make sense, whatever is behind it. */
	if (is_plain_signature(&p) && (r < 0 || !pgp_is_sane(&second)))
		return type;
	if ((r < 0 && r != ERR_SHORT) || !pgp_is_sane(&second))
		return NULL;
	/* A signature in front of what it signs. */
	if (p.tag == PGP_SIGNATURE && (second.tag == PGP_LITERAL ||
	    second.tag == PGP_COMPRESSED))
		return "application/x-pgp-message";
	return type;
}

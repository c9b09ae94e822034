/* SHA1_Update() and its like, which OpenSSL 3 would rather see replaced. */
#define OPENSSL_API_COMPAT	0x10100000L

#include "action/bodyhash_rewrite.h"

#include <openssl/sha.h>
#include <string.h>

#include "action/dkim_rewrite.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/sha256.h"

/* --- what is hashed ----------------------------------------------------------------- */

struct hash {
	bool is_sha1;
	SHA_CTX sha1;		/* RFC 8301: seen, but to be taken for none */
	struct sha256 sha256;
	uint8_t some[4 * KIB];	/* not yet given to them */
	size_t count;
	uint64_t total;		/* bytes of the canonical form */
	uint64_t max;		/* as many count: l= */
};

static void
hash_init(struct hash *h, bool is_sha1, uint64_t max)
{
	h->is_sha1 = is_sha1;
	h->count = 0;
	h->total = 0;
	h->max = max;
	if (is_sha1)
		SHA1_Init(&h->sha1);
	else
		sha256_init(&h->sha256);
}

static void
hash_flush(struct hash *h)
{
	if (h->is_sha1)
		SHA1_Update(&h->sha1, h->some, h->count);
	else
		sha256_update(&h->sha256, h->some, h->count);
	h->count = 0;
}

static void
hash_put(struct hash *h, uint8_t c)
{
	if (h->total++ >= h->max)
		return;
	h->some[h->count++] = c;
	if (h->count == sizeof h->some)
		hash_flush(h);
}

static void
hash_put_line_end(struct hash *h)
{
	hash_put(h, '\r');
	hash_put(h, '\n');
}

static size_t
hash_end(struct hash *h, uint8_t out[SHA256_SIZE])
{
	hash_flush(h);
	if (h->is_sha1) {
		SHA1_Final(out, &h->sha1);
		return SHA_DIGEST_LENGTH;
	}
	sha256_final(&h->sha256, out);
	return SHA256_SIZE;
}

/* --- canonical bodies ------------------------------------------------------------------ */

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/*
 * RFC 6376 3.4.3, and 3.4.4 where blanks count less.  Empty lines at the end
 * are held back until words follow.  A bare LF ends a line too: it would have
 * been CRLF when it was signed.
 */
static void
canonical(struct slice body, bool is_relaxed, struct hash *h)
{
	size_t i, ends = 0;
	bool blank = false;

	for (i = 0; i < body.len; i++) {
		if (body.ptr[i] == '\r' && i + 1 < body.len &&
		    body.ptr[i + 1] == '\n')
			continue;
		if (body.ptr[i] == '\n') {
			ends++;
			blank = false;
			continue;
		}
		if (is_relaxed && is_blank(body.ptr[i])) {
			blank = true;
			continue;
		}
		for (; ends > 0; ends--)
			hash_put_line_end(h);
		if (blank)
			hash_put(h, ' ');
		blank = false;
		hash_put(h, body.ptr[i]);
	}
	/* Of an empty body, the simple form is a line end, the other nothing. */
	if (!is_relaxed || h->total > 0)
		hash_put_line_end(h);
}

/* --- signatures --------------------------------------------------------------------------- */

/* "c=header/body"; simple, if nothing is said of the body. */
static bool
is_relaxed(struct slice list)
{
	struct slice c = dkim_tag(list, "c");
	size_t slash = slice_chr(c, '/', 0);

	return slash != SLICE_NPOS &&
	    slice_eq(slice_trim(slice_from(c, slash + 1)), SLICE("relaxed"));
}

static bool
has_known_form(struct slice list)
{
	static const char *const known[] = { "simple", "relaxed",
	    "simple/simple", "simple/relaxed", "relaxed/simple",
	    "relaxed/relaxed" };
	struct slice c = dkim_tag(list, "c");
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_eq_str(c, known[i]))
			return true;
	return c.ptr == NULL;
}

/* All of the body, without l=; false if that is no number. */
static bool
length_of(struct slice list, uint64_t *ret)
{
	struct slice l = dkim_tag(list, "l");
	size_t i;

	*ret = UINT64_MAX;
	if (l.ptr == NULL)
		return true;
	if (l.len == 0 || l.len > 18)
		return false;
	for (*ret = 0, i = 0; i < l.len; i++) {
		if (!ascii_is_digit(l.ptr[i]))
			return false;
		*ret = *ret * 10 + (uint64_t)(l.ptr[i] - '0');
	}
	return true;
}

static bool
is_hash(struct slice list, const uint8_t *digest, size_t n)
{
	struct buf b = BUF_INIT(4 * SHA256_SIZE);
	unsigned notes;
	bool same;
	int r;

	r = mime_decode(dkim_tag(list, "bh"), MIME_ENCODING_BASE64, &b,
	    &notes);
	same = r == 0 && slice_eq(buf_slice(&b), slice_of(digest, n));
	buf_free(&b);
	return same;
}

static bool
fits(struct slice list, struct slice body)
{
	struct slice a = dkim_tag(list, "a");
	uint8_t digest[SHA256_SIZE];
	struct hash h;
	uint64_t max;
	size_t n;

	if (!length_of(list, &max))
		return false;
	if (dkim_tag(list, "bh").len == 0 ||
	    !has_known_form(list) || (!slice_ends(a, SLICE("-sha256")) &&
	    !slice_ends(a, SLICE("-sha1"))))
		return true;
	hash_init(&h, slice_ends(a, SLICE("-sha1")), max);
	canonical(body, is_relaxed(list), &h);
	n = hash_end(&h, digest);
	/* No body is longer than it is (RFC 6376 3.5, l=). */
	return (max == UINT64_MAX || h.total >= max) &&
	    is_hash(list, digest, n);
}

bool
bodyhash_may_fit(const struct mime_message *m)
{
	const struct mime_node *root = &m->nodes[0];
	struct slice body = slice_from(m->bytes, root->body_from);
	size_t i, left = BODY_HASHED_MAX;

	for (i = 0; i < root->field_count; i++) {
		if (!dkim_is_signature(&root->fields[i]))
			continue;
		if (body.len > left || fits(root->fields[i].value, body))
			return true;
		left -= body.len;
	}
	return false;
}

#include "quarantine/ticket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/mem.h"

#define FIELDS	6

static int
by_bytes(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;

	return slice_cmp(*x, *y);
}

/* The text up to the MAC. */
static int
head_put(const struct ticket *t, struct buf *out)
{
	char revision[2 * TICKET_REVISION_SIZE + 1];
	char nonce[2 * STORE_NONCE_SIZE + 1];

	hex_put(t->revision, sizeof t->revision, revision);
	hex_put(t->nonce, sizeof t->nonce, nonce);
	return buf_printf(out, "1.%s.%s.%lld.%s.", t->ref, revision,
	    (long long)t->expires_ms, nonce);
}

static int
ticket_mac(const struct keyring *k, const struct ticket *t,
    const struct ticket_about *about, uint8_t mac[KEY_MAC_SIZE])
{
	struct buf b = BUF_INIT(ENVELOPE_BYTES_MAX);
	struct slice *sorted;
	size_t i, n = about->recipient_count;
	int r;

	if (n > ENVELOPE_RECIPIENTS_MAX)
		return ERR_LIMIT;
	sorted = mem_array(NULL, n + 1, sizeof *sorted);
	if (n > 0)
		memcpy(sorted, about->recipients, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, by_bytes);
	r = head_put(t, &b);
	if (r == 0)
		r = buf_put(&b, about->digest, MAIL_DIGEST_SIZE);
	/* Lengths in front, so that no two lists have the same bytes. */
	for (i = 0; i < n && r == 0; i++) {
		r = buf_printf(&b, "%zu:", sorted[i].len);
		if (r == 0)
			r = buf_put_slice(&b, sorted[i]);
	}
	if (r == 0)
		r = keyed_digest(k, KEY_TICKET, buf_slice(&b), mac);
	free(sorted);
	buf_free(&b);
	return r;
}

int
ticket_sign(const struct keyring *k, struct ticket *t,
    const struct ticket_about *about)
{
	return ticket_mac(k, t, about, t->mac);
}

int
ticket_check(const struct keyring *k, const struct ticket *t,
    const struct ticket_about *about)
{
	uint8_t mac[KEY_MAC_SIZE];
	int r;

	r = ticket_mac(k, t, about, mac);
	if (r < 0)
		return r;
	return secret_eq(mac, t->mac, sizeof mac) ? 0 : ERR_DENIED;
}

int
ticket_write(const struct ticket *t, struct buf *out)
{
	char mac[2 * KEY_MAC_SIZE + 1];
	int r;

	hex_put(t->mac, sizeof t->mac, mac);
	r = head_put(t, out);
	return r < 0 ? r : buf_puts(out, mac);
}

static int
expiry_read(struct slice s, int64_t *ret)
{
	int64_t v = 0;
	size_t i;

	if (s.len == 0 || s.len > 15)
		return ERR_SYNTAX;
	for (i = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.ptr[i]))
			return ERR_SYNTAX;
		v = v * 10 + (s.ptr[i] - '0');
	}
	*ret = v;
	return 0;
}

int
ticket_read(struct slice text, struct ticket *ret)
{
	struct slice field[FIELDS];
	struct ticket t = { { 0 }, { 0 }, 0, { 0 }, { 0 } };
	size_t i, dot, from = 0;
	int r;

	text = slice_trim(text);
	if (text.len > TICKET_MAX)
		return ERR_SYNTAX;
	for (i = 0; i < FIELDS; i++) {
		dot = slice_chr(text, '.', from);
		if ((dot == SLICE_NPOS) != (i == FIELDS - 1))
			return ERR_SYNTAX;
		field[i] = slice_sub(text, from, dot);
		from = dot + 1;
	}
	if (!slice_eq_str(field[0], "1") ||
	    (r = reference_parse(field[1], t.ref)) < 0 ||
	    !slice_eq_str(field[1], t.ref) ||
	    (r = hex_get(field[2], t.revision, sizeof t.revision)) < 0 ||
	    (r = expiry_read(field[3], &t.expires_ms)) < 0 ||
	    (r = hex_get(field[4], t.nonce, sizeof t.nonce)) < 0 ||
	    (r = hex_get(field[5], t.mac, sizeof t.mac)) < 0)
		return ERR_SYNTAX;
	*ret = t;
	return 0;
}

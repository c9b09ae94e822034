#include "extract/pgp.h"

#include "base/buf.h"
#include "extract/engine.h"

#define BEGIN_MESSAGE	SLICE("-----BEGIN PGP MESSAGE-----")
#define END_MESSAGE	SLICE("-----END PGP MESSAGE-----")
#define BEGIN_SIGNED	SLICE("-----BEGIN PGP SIGNED MESSAGE-----")
#define PACKETS_MAX	10000

enum packet {			/* RFC 9580 5 */
	PACKET_SESSION_KEY = 1,	/* to a public key */
	PACKET_PASSWORD_KEY = 3,
	PACKET_ENCRYPTED = 9,
	PACKET_MARKER = 10,
	PACKET_ENCRYPTED_MDC = 18,
	PACKET_ENCRYPTED_AEAD = 20,
	PACKET_PADDING = 21
};

/* The length of an old-format packet; 0 bytes: to the end. */
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

/* Take one packet off; false when it is none or cut short. */
static bool
next_packet(struct slice *s, unsigned *ret_tag)
{
	size_t len, pieces;
	bool partial;
	uint8_t c;

	if (s->len < 2 || (s->ptr[0] & 0x80) == 0)
		return false;
	c = s->ptr[0];
	*s = slice_from(*s, 1);
	if ((c & 0x40) == 0) {
		*ret_tag = (c >> 2) & 0x0f;
		if (!old_length(s, c & 3u, &len) || len > s->len)
			return false;
		*s = slice_from(*s, len);
		return true;
	}
	*ret_tag = c & 0x3f;
	for (pieces = 0; pieces < PACKETS_MAX; pieces++) {
		if (!new_length(s, &len, &partial) || len > s->len)
			return false;
		*s = slice_from(*s, len);
		if (!partial)
			return true;
	}
	return false;
}

bool
pgp_is_encrypted(struct slice s)
{
	unsigned tag, keys = 0;
	size_t n;

	for (n = 0; n < PACKETS_MAX && s.len > 0; n++) {
		if (!next_packet(&s, &tag))
			return false;
		switch (tag) {
		case PACKET_SESSION_KEY:
		case PACKET_PASSWORD_KEY:
			keys++;
			break;
		case PACKET_MARKER:
		case PACKET_PADDING:
			break;
		case PACKET_ENCRYPTED:
		case PACKET_ENCRYPTED_MDC:
		case PACKET_ENCRYPTED_AEAD:
			/* The last packet: nothing may follow it. */
			return keys > 0 && s.len == 0;
		default:
			return false;
		}
	}
	return false;
}

/* --- armour (RFC 9580 6.2) ---------------------------------------------------- */

/*
 * "=njUN", the checksum: a line of its own at the end.  Text that went through
 * quoted-printable without need has it right behind the data, whose own "=" and
 * line end are lost; five characters from the end no base64 has one.
 */
static struct slice
without_checksum(struct slice data)
{
	if (data.len > 5 && data.ptr[data.len - 5] == '=')
		data.len -= 5;
	return slice_trim(data);
}

/* The base64 lines: after the empty line, up to the checksum or the end. */
static struct slice
armoured_data(struct slice block)
{
	struct slice line, rest;
	size_t end;

	/* What is left of the line that begins the armour. */
	rest = slice_from(block, slice_chr(block, '\n', 0) == SLICE_NPOS ?
	    block.len : slice_chr(block, '\n', 0) + 1);
	for (;;) {
		end = slice_chr(rest, '\n', 0);
		if (end == SLICE_NPOS)
			return SLICE_NONE;
		line = slice_trim(slice_sub(rest, 0, end));
		rest = slice_from(rest, end + 1);
		if (line.len == 0)
			break;
	}
	return without_checksum(slice_trim(rest));
}

static bool
is_proven(struct slice block)
{
	struct slice data = armoured_data(block);
	struct buf out = BUF_INIT(data.len + 16);
	unsigned notes;
	bool proven;

	proven = data.len > 0 &&
	    mime_decode(data, MIME_ENCODING_BASE64, &out, &notes) == 0 &&
	    (notes & (MIME_NOTE_JUNK | MIME_NOTE_INNER_PADDING)) == 0 &&
	    pgp_is_encrypted(buf_slice(&out));
	buf_free(&out);
	return proven;
}

/* Damage in another reading of what the first reading proved is no news. */
static int
unproven(struct extract_job *j)
{
	if (j->is_variant && j->part->encryption != ENCRYPTION_NO)
		return 0;
	return extract_anomaly(j, ANOMALY_UNSUPPORTED,
	    "PGP message that is not only ciphertext");
}

int
pgp_read_armour(struct extract_job *j, struct slice text)
{
	size_t from, to, outside = 0, at = 0;
	bool found = false;

	if (slice_find(text, SLICE("-----BEGIN PGP "), 0) == SLICE_NPOS)
		return 0;
	if (slice_find(text, BEGIN_SIGNED, 0) != SLICE_NPOS)
		extract_set_flag(j, PART_IS_SIGNED);
	for (;;) {
		from = slice_find(text, BEGIN_MESSAGE, at);
		outside += slice_trim(slice_sub(text, at, from)).len;
		if (from == SLICE_NPOS)
			break;
		from += BEGIN_MESSAGE.len;
		to = slice_find(text, END_MESSAGE, from);
		if (to == SLICE_NPOS)
			return extract_anomaly(j, ANOMALY_TRUNCATED,
			    "PGP message without its end");
		if (!is_proven(slice_sub(text, from, to)))
			return unproven(j);
		found = true;
		at = to + END_MESSAGE.len;
	}
	if (!found)
		return 0;
	extract_set_encryption(j, outside > 0 ? ENCRYPTION_PARTLY :
	    ENCRYPTION_STRONG, SLICE("PGP"));
	return extract_anomaly(j, ANOMALY_ENCRYPTED, "PGP message");
}

/* --- binary messages ------------------------------------------------------------- */

static int
pgp_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	if (slice_starts(detected, SLICE("text/")))
		return 0;
	return pgp_is_encrypted(bytes) ? 60 : 0;
}

static int
pgp_read(struct extract_job *j)
{
	j->part->type = FILETYPE_ENCRYPTED;
	extract_set_encryption(j, ENCRYPTION_STRONG, SLICE("PGP"));
	return extract_anomaly(j, ANOMALY_ENCRYPTED, "PGP message");
}

const struct extract_format format_pgp = { "pgp", pgp_can_read, pgp_read };

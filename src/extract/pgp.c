#include "extract/pgp.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/inflate.h"
#include "extract/noise.h"
#include "extract/pgppacket.h"
#include "extract/strings.h"
#include "extract/trailer.h"

#define BEGIN		SLICE("-----BEGIN PGP ")
#define END		SLICE("-----END PGP ")
#define BEGIN_SIGNED	SLICE("-----BEGIN PGP SIGNED MESSAGE-----")
#define PACKETS_MAX	10000

enum compression {
	COMPRESSION_NONE = 0,
	COMPRESSION_ZIP = 1,	/* deflate without a frame */
	COMPRESSION_ZLIB = 2,
	COMPRESSION_BZIP2 = 3
};

/* --- what a sequence of packets holds ------------------------------------------ */

struct message {
	enum encryption encryption;
	const char *reason;	/* static */
	bool is_encrypted;	/* ciphertext was seen, and its key */
	bool is_doubtful;	/* said to be, and does not look like it */
	bool is_signed;
	bool has_key;		/* a session key came before */
	bool has_keys;		/* public or secret ones */
	bool has_open;		/* what anybody can read */
	bool is_cut;
	struct slice rest;	/* behind the last packet */
};

/*
 * The word for a cipher; those with blocks of 64 bits are of the last
 * century.  0: not told, as with public keys.
 */
static enum encryption
judge_cipher(uint8_t cipher, const char **ret)
{
	static const struct {
		const char *word;
		enum encryption strength;
	} ciphers[] = {
		[0] = { "PGP", ENCRYPTION_STRONG },
		[1] = { "PGP, IDEA", ENCRYPTION_WEAK },
		[2] = { "PGP, 3DES", ENCRYPTION_WEAK },
		[3] = { "PGP, CAST5", ENCRYPTION_WEAK },
		[4] = { "PGP, Blowfish", ENCRYPTION_WEAK },
		[7] = { "PGP, AES-128", ENCRYPTION_STRONG },
		[8] = { "PGP, AES-192", ENCRYPTION_STRONG },
		[9] = { "PGP, AES-256", ENCRYPTION_STRONG },
		[10] = { "PGP, Twofish", ENCRYPTION_STRONG },
		[11] = { "PGP, Camellia-128", ENCRYPTION_STRONG },
		[12] = { "PGP, Camellia-192", ENCRYPTION_STRONG },
		[13] = { "PGP, Camellia-256", ENCRYPTION_STRONG },
	};

	if (cipher >= sizeof ciphers / sizeof ciphers[0] ||
	    ciphers[cipher].word == NULL)
		cipher = 0;
	*ret = ciphers[cipher].word;
	return ciphers[cipher].strength;
}

static void
take_ciphertext(struct message *m, const struct pgp_packet *p)
{
	if (m->has_key && noise_is(p->body))
		m->is_encrypted = true;
	else
		m->is_doubtful = true;
}

static int
put_compressed(struct extract_job *j, struct slice body)
{
	struct slice data = slice_from(body, 1), made;
	struct inflate_end end;
	struct buf out;
	int r;

	if (body.ptr[0] == COMPRESSION_NONE || body.ptr[0] ==
	    COMPRESSION_BZIP2)
		return extract_member(j, SLICE_NONE, data);
	buf_init(&out, UNPACK_MEMBER_MAX);
	r = inflate_stream(j, data, body.ptr[0] == COMPRESSION_ZIP ?
	    INFLATE_RAW : INFLATE_ZLIB, &out, &end);
	if (r == ERR_LIMIT && out.len == out.max)
		(void)extract_anomaly(j, ANOMALY_LIMIT,
		    "unpacked member over 64 MB");
	else if (r == ERR_SYNTAX)
		(void)extract_anomaly(j, ANOMALY_MALFORMED,
		    "compressed PGP message is damaged");
	else if (r == 0 && !end.finished)
		(void)extract_anomaly(j, ANOMALY_TRUNCATED,
		    "compressed PGP message ends too early");
	made = arena_dup(extract_arena(j), buf_slice(&out));
	buf_free(&out);
	if (made.ptr == NULL)
		return engine_exhausted(j->engine);
	/* A packet without a length takes all that follows. */
	if (r == 0 && end.finished && end.used < data.len) {
		(void)extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "data after a PGP message");
		r = extract_member(j, SLICE_NONE,
		    slice_from(data, end.used));
		if (r < 0)
			return r;
	}
	return made.len > 0 ? extract_member(j, SLICE_NONE, made) : 0;
}

static int
put_literal(struct extract_job *j, struct slice body)
{
	size_t name = body.ptr[1];

	return extract_member(j, slice_sub(body, 2, 2 + name),
	    slice_from(body, 2 + name + 4));
}

static int
take_packet(struct extract_job *j, struct message *m,
    const struct pgp_packet *p)
{
	switch (p->tag) {
	case PGP_SESSION_KEY:
		m->has_key = true;
		if (m->reason == NULL)
			m->encryption = judge_cipher(0, &m->reason);
		return 0;
	case PGP_PASSWORD_KEY:
		m->has_key = true;
		m->encryption = judge_cipher(p->body.ptr[0] == 4 ?
		    p->body.ptr[1] : p->body.len > 2 ? p->body.ptr[p->body.
		    ptr[0] == 6 ? 2 : 1] : 0, &m->reason);
		return 0;
	case PGP_ENCRYPTED:
	case PGP_ENCRYPTED_MDC:
	case PGP_ENCRYPTED_AEAD:
		take_ciphertext(m, p);
		return 0;
	case PGP_COMPRESSED:
		m->has_open = true;
		return put_compressed(j, p->body);
	case PGP_LITERAL:
		m->has_open = true;
		return put_literal(j, p->body);
	case PGP_SIGNATURE:
	case PGP_ONE_PASS:
		m->is_signed = true;
		return 0;
	case PGP_SECRET_KEY:
	case PGP_PUBLIC_KEY:
		m->has_keys = true;
		return 0;
	case PGP_USER_ID:
		return extract_unit(j, SLICE("user id"),
		    name_utf8(p->body, extract_arena(j)));
	case PGP_USER_ATTRIBUTE:
		return strings_put(j, SLICE("user attribute"), p->body);
	default:
		return 0;
	}
}

/* Every packet; stops where no packet is any more. */
static int
read_packets(struct extract_job *j, struct slice s, struct message *m)
{
	struct pgp_packet p;
	struct slice before;
	size_t n;
	int r = 0, got;

	for (n = 0; n < PACKETS_MAX && s.len > 0 && r == 0; n++) {
		before = s;
		got = pgp_next(&s, extract_arena(j), &p);
		if (got == ERR_LIMIT)
			return engine_exhausted(j->engine);
		if (got == ERR_NOTFOUND || !pgp_is_sane(&p)) {
			s = before;
			break;
		}
		if (got == ERR_SHORT)
			m->is_cut = true;
		r = take_packet(j, m, &p);
	}
	m->rest = s;
	return r;
}

static int
tell(struct extract_job *j, const struct message *m)
{
	int r = 0;

	if (m->is_doubtful)
		r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "PGP message that says it is encrypted, and is not");
	else if (m->is_encrypted && m->has_open)
		r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "PGP message beside its ciphertext");
	else if (m->has_key && !m->is_encrypted)
		r = extract_anomaly(j, ANOMALY_TRUNCATED,
		    "PGP message without its ciphertext");
	if (r == 0 && m->is_cut)
		r = extract_anomaly(j, ANOMALY_TRUNCATED,
		    "PGP message ends too early");
	if (r == 0 && m->rest.len > 0 && slice_trim(m->rest).len > 0) {
		r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "data after a PGP message");
		if (r == 0)
			r = extract_member(j, SLICE_NONE, m->rest);
	}
	if (r == 0 && m->is_encrypted)
		r = extract_anomaly(j, ANOMALY_ENCRYPTED, "PGP message");
	return r;
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

/*
 * The bytes behind the armour, in the arena.  ERR_SYNTAX: it is no base64, as
 * in a reply that quotes one.
 */
static int
unarmour(struct extract_job *j, struct slice block, struct slice *ret)
{
	struct slice data = armoured_data(block);
	struct buf out = BUF_INIT(data.len + 16);
	unsigned notes;
	int r;

	r = mime_decode(data, MIME_ENCODING_BASE64, &out, &notes);
	if (r == 0 && (out.len == 0 ||
	    (notes & (MIME_NOTE_JUNK | MIME_NOTE_INNER_PADDING)) != 0))
		r = ERR_SYNTAX;
	*ret = arena_dup(extract_arena(j), buf_slice(&out));
	buf_free(&out);
	if (ret->ptr == NULL)
		return engine_exhausted(j->engine);
	return r;
}

/* One block, from its kind ("MESSAGE-----...") up to its end line. */
static int
read_block(struct extract_job *j, struct slice block, bool is_message,
    struct message *m)
{
	/* Damage in another reading of what the first one proved is no news. */
	bool is_known = j->is_variant &&
	    j->reported->encryption != ENCRYPTION_NO;
	struct slice bytes;
	int r;

	r = unarmour(j, block, &bytes);
	if (j->engine->fatal != 0)
		return j->engine->fatal;
	if (r < 0)
		return !is_message || is_known ? 0 : extract_anomaly(j,
		    ANOMALY_UNSUPPORTED, "PGP armour that does not decode");
	r = read_packets(j, bytes, m);
	/* Anything may stand in base64: as a file it is looked at again. */
	if (r == 0 && m->rest.len == bytes.len) {
		m->rest = SLICE_NONE;
		r = extract_member(j, SLICE_NONE, bytes);
	}
	if (r == 0 && is_known && m->has_key && !m->has_open)
		return 0;
	return r < 0 ? r : tell(j, m);
}

int
pgp_read_armour(struct extract_job *j, struct slice text)
{
	struct message m, worst = { .encryption = ENCRYPTION_NO };
	size_t from, to, outside = 0, at = 0;
	struct slice block;
	bool is_message;
	int r = 0;

	/* Armour and nothing else, proven: another reading only damages it. */
	if (j->reported != NULL &&
	    j->reported->encryption == ENCRYPTION_STRONG)
		return 0;
	if (slice_find(text, BEGIN_SIGNED, 0) != SLICE_NPOS)
		extract_set_flag(j, PART_IS_SIGNED);
	while (r == 0) {
		from = slice_find(text, BEGIN, at);
		outside += slice_trim(slice_sub(text, at, from)).len;
		if (from == SLICE_NPOS)
			break;
		block = slice_from(text, from + BEGIN.len);
		at = from + BEGIN.len;
		/* What a signature stands under is text like any other. */
		if (slice_starts(block, SLICE("SIGNED MESSAGE")))
			continue;
		is_message = slice_starts(block, SLICE("MESSAGE"));
		to = slice_find(text, END, at);
		if (to == SLICE_NPOS)
			return is_message ? extract_anomaly(j,
			    ANOMALY_TRUNCATED, "PGP message without its end") :
			    0;
		m = (struct message){ .reason = NULL };
		r = read_block(j, slice_sub(text, at, to), is_message, &m);
		if (m.is_encrypted && (worst.encryption == ENCRYPTION_NO ||
		    m.encryption < worst.encryption))
			worst = m;
		if (!is_message || m.has_open)
			outside++;
		at = slice_find(text, SLICE("-----"), to + END.len);
		at = at == SLICE_NPOS ? text.len : at + 5;
	}
	if (worst.encryption != ENCRYPTION_NO)
		extract_set_encryption(j, outside > 0 ? ENCRYPTION_PARTLY :
		    worst.encryption, slice_str(worst.reason));
	/* Armour that anybody can take off is no ciphertext. */
	else if (j->part->type == FILETYPE_ENCRYPTED)
		j->part->type = FILETYPE_DATA;
	return r;
}

/* --- binary ---------------------------------------------------------------------- */

static int
pgp_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	if (bytes.len == 0 || (bytes.ptr[0] & 0x80) == 0)
		return 0;	/* armour is text */
	return slice_eq_str(detected, "application/pgp-encrypted") ||
	    slice_eq_str(detected, "application/pgp-keys") ||
	    slice_eq_str(detected, "application/x-pgp-secret-keys") ||
	    slice_eq_str(detected, "application/pgp-signature") ||
	    slice_eq_str(detected, "application/x-pgp-message") ? 60 : 0;
}

static int
pgp_read(struct extract_job *j)
{
	struct message m = { .reason = NULL };
	int r;

	r = read_packets(j, extract_bytes(j), &m);
	if (m.is_encrypted)
		extract_set_encryption(j, m.has_open ? ENCRYPTION_PARTLY :
		    m.encryption, slice_str(m.reason));
	if (m.is_signed)
		extract_set_flag(j, PART_IS_SIGNED);
	if (m.has_keys || slice_eq_str(j->part->detected,
	    "application/pgp-signature"))
		extract_set_flag(j, PART_IS_OPAQUE);
	return r < 0 ? r : tell(j, &m);
}

const struct extract_format format_pgp = { "pgp", pgp_can_read, pgp_read };

/*
 * cms -- S/MIME containers (RFC 5652, RFC 8551): what is signed, compressed or
 * plain is opened, what is enveloped is told to be ciphertext.  The label
 * (smime-type) proves nothing; the content type inside does.
 */
#include <openssl/cms.h>
#include <openssl/objects.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/inflate.h"
#include "extract/noise.h"

#define PEM_END		SLICE("-----END ")

static int
cms_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/pkcs7-mime") ? 60 : 0;
}

/* The octets inside, of whatever content type; empty if they are elsewhere. */
static struct slice
content_of(CMS_ContentInfo *cms)
{
	ASN1_OCTET_STRING **content = CMS_get0_content(cms);
	int n;

	if (content == NULL || *content == NULL)
		return SLICE_NONE;
	n = ASN1_STRING_length(*content);
	return n <= 0 ? SLICE_NONE :
	    slice_of(ASN1_STRING_get0_data(*content), (size_t)n);
}

static int
put_content(struct extract_job *j, struct slice content)
{
	struct slice copy;

	if (extract_spend(j, content.len, content.len) < 0)
		return 0;
	copy = arena_dup(extract_arena(j), content);
	if (copy.ptr == NULL)
		return engine_exhausted(j->engine);
	j->part->type = FILETYPE_MESSAGE;
	return extract_member(j, SLICE_NONE, copy);
}

/* The content that a signature stands on; a detached one has none. */
static int
read_signed(struct extract_job *j, CMS_ContentInfo *cms)
{
	struct slice content = content_of(cms);

	extract_set_flag(j, PART_IS_SIGNED);
	if (content.len == 0) {
		j->part->type = FILETYPE_CERTIFICATE;
		extract_set_flag(j, PART_IS_OPAQUE);
		return 0;
	}
	return put_content(j, content);
}

static int
read_plain(struct extract_job *j, CMS_ContentInfo *cms)
{
	struct slice content = content_of(cms);

	return content.len == 0 ? extract_anomaly(j, ANOMALY_TRUNCATED,
	    "S/MIME container without content") : put_content(j, content);
}

/* RFC 3274; OpenSSL would want its own zlib for it. */
static int
read_compressed(struct extract_job *j, CMS_ContentInfo *cms)
{
	struct slice content = content_of(cms), made;
	struct inflate_end end;
	struct buf out;
	int r;

	buf_init(&out, UNPACK_MEMBER_MAX);
	r = inflate_stream(j, content, INFLATE_ZLIB, &out, &end);
	if (r == ERR_LIMIT && out.len == out.max)
		(void)extract_anomaly(j, ANOMALY_LIMIT,
		    "unpacked member over 64 MB");
	else if (r == ERR_SYNTAX)
		(void)extract_anomaly(j, ANOMALY_MALFORMED,
		    "compressed S/MIME container is damaged");
	else if (r == 0 && !end.finished)
		(void)extract_anomaly(j, ANOMALY_TRUNCATED,
		    "compressed S/MIME container ends too early");
	else if (r == 0 && end.used < content.len)
		(void)extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "data behind the end of a member");
	made = arena_dup(extract_arena(j), buf_slice(&out));
	buf_free(&out);
	if (made.ptr == NULL)
		return engine_exhausted(j->engine);
	j->part->type = FILETYPE_MESSAGE;
	return made.len > 0 ? extract_member(j, SLICE_NONE, made) : 0;
}

/*
 * The cipher stands in front of the content, behind the recipients; the ends
 * of its identifier are looked for, the library does not tell.
 */
static enum encryption
judge_cipher(struct slice head, struct slice *ret)
{
#define OID(lit)	{ (const uint8_t *)(lit), sizeof(lit) - 1 }
#define NIST(last)	OID("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01" last)
#define RSADSI(last)	OID("\x06\x08\x2a\x86\x48\x86\xf7\x0d\x03" last)
	static const struct {
		struct slice oid;
		const char *word;
		enum encryption strength;
	} ciphers[] = {
		{ RSADSI("\x02"), "S/MIME, RC2", ENCRYPTION_WEAK },
		{ RSADSI("\x04"), "S/MIME, RC4", ENCRYPTION_WEAK },
		{ RSADSI("\x07"), "S/MIME, 3DES", ENCRYPTION_WEAK },
		{ OID("\x06\x05\x2b\x0e\x03\x02\x07"), "S/MIME, DES",
		    ENCRYPTION_WEAK },
		{ NIST("\x02"), "S/MIME, AES-128", ENCRYPTION_STRONG },
		{ NIST("\x06"), "S/MIME, AES-128", ENCRYPTION_STRONG },
		{ NIST("\x16"), "S/MIME, AES-192", ENCRYPTION_STRONG },
		{ NIST("\x1a"), "S/MIME, AES-192", ENCRYPTION_STRONG },
		{ NIST("\x2a"), "S/MIME, AES-256", ENCRYPTION_STRONG },
		{ NIST("\x2e"), "S/MIME, AES-256", ENCRYPTION_STRONG },
	};
#undef RSADSI
#undef NIST
#undef OID
	enum encryption found = ENCRYPTION_STRONG;
	size_t i, at, last = 0;

	*ret = SLICE("S/MIME");
	for (i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++) {
		for (at = slice_find(head, ciphers[i].oid, 0);
		    at != SLICE_NPOS;
		    at = slice_find(head, ciphers[i].oid, at + 1)) {
			if (at < last)
				continue;
			last = at;
			found = ciphers[i].strength;
			*ret = slice_str(ciphers[i].word);
		}
	}
	return found;
}

static int
read_encrypted(struct extract_job *j, CMS_ContentInfo *cms, struct slice der)
{
	struct slice content = content_of(cms), reason, head = der;
	enum encryption e;
	size_t at;

	if (content.len == 0)
		return extract_anomaly(j, ANOMALY_TRUNCATED,
		    "S/MIME container without content");
	if (!noise_is(content)) {
		(void)extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "S/MIME container that says it is encrypted, and is not");
		return put_content(j, content);
	}
	at = slice_find(der, slice_sub(content, 0, 64), 0);
	if (at != SLICE_NPOS)
		head = slice_sub(der, 0, at);
	e = judge_cipher(head, &reason);
	j->part->type = FILETYPE_ENCRYPTED;
	extract_set_encryption(j, e, reason);
	return extract_anomaly(j, ANOMALY_ENCRYPTED, "S/MIME envelope");
}

static int
read_enveloped(struct extract_job *j, CMS_ContentInfo *cms, struct slice der)
{
	STACK_OF(CMS_RecipientInfo) *to = CMS_get0_RecipientInfos(cms);

	if (to == NULL || sk_CMS_RecipientInfo_num(to) < 1)
		return extract_anomaly(j, ANOMALY_MALFORMED,
		    "S/MIME envelope for nobody");
	return read_encrypted(j, cms, der);
}

static int
read_container(struct extract_job *j, CMS_ContentInfo *cms, struct slice der)
{
	switch (OBJ_obj2nid(CMS_get0_type(cms))) {
	case NID_pkcs7_signed:
		return read_signed(j, cms);
	case NID_pkcs7_enveloped:
	case NID_id_smime_ct_authEnvelopedData:
		return read_enveloped(j, cms, der);
	case NID_pkcs7_encrypted:
		return read_encrypted(j, cms, der);
	case NID_pkcs7_data:
	case NID_pkcs7_digest:
	case NID_id_smime_ct_authData:
		return read_plain(j, cms);
	case NID_id_smime_ct_compressedData:
		return read_compressed(j, cms);
	default:
		return extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "S/MIME container of a kind that is not read");
	}
}

/* Bytes after the container are not part of what it protects. */
static int
look_behind(struct extract_job *j, struct slice rest)
{
	int r;

	if (slice_trim(rest).len == 0)
		return 0;
	r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
	    "data after an S/MIME container");
	return r < 0 ? r : extract_member(j, SLICE_NONE, rest);
}

static int
read_der(struct extract_job *j, struct slice der)
{
	const unsigned char *p = der.ptr;
	CMS_ContentInfo *cms;
	int r;

	/* Until it is seen to be ciphertext. */
	j->part->type = FILETYPE_DATA;
	cms = d2i_CMS_ContentInfo(NULL, &p, (long)der.len);
	if (cms == NULL)
		return extract_anomaly(j, ANOMALY_MALFORMED,
		    "S/MIME container that does not decode");
	r = read_container(j, cms, der);
	CMS_ContentInfo_free(cms);
	return r < 0 ? r : look_behind(j, slice_from(der,
	    (size_t)(p - der.ptr)));
}

/* "-----BEGIN PKCS7-----", base64, "-----END ...", and what is round it. */
static int
read_pem(struct extract_job *j, struct slice s)
{
	size_t from = slice_find(s, SLICE("-----BEGIN "), 0), to, line;
	struct slice der;
	struct buf out;
	unsigned notes;
	int r;

	line = slice_chr(s, '\n', from);
	to = slice_find(s, PEM_END, from);
	if (line == SLICE_NPOS || to == SLICE_NPOS || to < line)
		return extract_anomaly(j, ANOMALY_TRUNCATED,
		    "S/MIME container without its end");
	r = extract_unit(j, SLICE_NONE, name_utf8(slice_sub(s, 0, from),
	    extract_arena(j)));
	if (r < 0)
		return r;
	buf_init(&out, to - line + 16);
	r = mime_decode(slice_sub(s, line + 1, to), MIME_ENCODING_BASE64,
	    &out, &notes);
	der = arena_dup(extract_arena(j), buf_slice(&out));
	buf_free(&out);
	if (der.ptr == NULL)
		return engine_exhausted(j->engine);
	r = read_der(j, der);
	line = slice_chr(s, '\n', to);
	return r < 0 || line == SLICE_NPOS ? r :
	    look_behind(j, slice_from(s, line + 1));
}

static int
cms_read(struct extract_job *j)
{
	struct slice bytes = extract_bytes(j);

	if (bytes.len > 0 && bytes.ptr[0] == 0x30)
		return read_der(j, bytes);
	return read_pem(j, bytes);
}

const struct extract_format format_cms = { "cms", cms_can_read, cms_read };

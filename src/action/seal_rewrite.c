#include "action/seal_rewrite.h"

#include <string.h>

#include "base/err.h"

/* The first bytes of a CMS object tell its type; raw ones, encoded. */
#define CMS_HEAD	512

static bool
type_is(const struct mime_node *n, const char *type)
{
	return slice_ieq_str(n->type.token, type);
}

/* --- CMS (RFC 5652 3) ------------------------------------------------------------ */

enum cms {
	CMS_UNKNOWN,
	CMS_SIGNED,
	CMS_OTHER
};

/* Past the tag and length at the front, in any form (X.690 8.1.3); or none. */
static struct slice
into(struct slice s, uint8_t tag)
{
	size_t n;

	if (s.len < 2 || s.ptr[0] != tag)
		return SLICE_NONE;
	n = s.ptr[1] < 0x80 ? 0 : s.ptr[1] & 0x7f;
	return n > 8 || n + 2 > s.len ? SLICE_NONE : slice_from(s, n + 2);
}

/* ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, ... } */
static enum cms
cms_type(struct slice head)
{
	/* id-signedData: 1.2.840.113549.1.7.2 */
	static const char signed_data[] = "\x06\x09\x2a\x86\x48\x86\xf7\x0d"
	    "\x01\x07\x02";
	struct slice s = into(head, 0x30);

	if (s.len < sizeof signed_data - 1 || s.ptr[0] != 0x06)
		return CMS_UNKNOWN;
	return memcmp(s.ptr, signed_data, sizeof signed_data - 1) == 0 ?
	    CMS_SIGNED : CMS_OTHER;
}

static enum cms
cms_read(const struct mime_message *m, const struct mime_node *n)
{
	struct buf head = BUF_INIT(CMS_HEAD);
	enum cms type = CMS_UNKNOWN;
	size_t to = n->body_to - n->body_from;
	unsigned notes;
	int r;

	/* Whole quanta of base64, in whole lines or not. */
	r = mime_decode(slice_sub(m->bytes, n->body_from,
	    n->body_from + (to < CMS_HEAD ? to : CMS_HEAD)), n->encoding,
	    &head, &notes);
	if (r == 0 || r == ERR_LIMIT)
		type = cms_type(buf_slice(&head));
	buf_free(&head);
	return type;
}

static bool
has_name_like(const struct mime_node *n, const char *end)
{
	size_t i;

	for (i = 0; i < n->name_count; i++)
		if (slice_iends(n->names[i], slice_str(end)))
			return true;
	return false;
}

/*
 * Also as a file with one of its names: RFC 8551 3.2.1 lets receivers take
 * that.  Certificates and compressed parts are read by the same programs.
 */
static bool
has_cms_name(const struct mime_node *n)
{
	return has_name_like(n, ".p7m") || has_name_like(n, ".p7c") ||
	    has_name_like(n, ".p7z");
}

/* A file without a name is what its first bytes say. */
static bool
is_cms(const struct mime_message *m, const struct mime_node *n)
{
	return type_is(n, "application/pkcs7-mime") || type_is(n, "application/cms") ||
	    type_is(n, "application/x-pkcs7-mime") ||
	    (!n->is_multipart && has_cms_name(n)) ||
	    (type_is(n, "application/octet-stream") && n->name_count == 0 &&
	    cms_read(m, n) != CMS_UNKNOWN);
}

/*
 * A multipart that names the protocol of its seal (RFC 1847 2), whatever
 * readers make of the word that should say so.
 */
static const char *
protocol_seal(const struct mime_node *n)
{
	struct slice protocol = mime_param(&n->type, "protocol");

	if (!n->is_multipart ||
	    (slice_ifind(protocol, SLICE("pkcs7"), 0) == SLICE_NPOS &&
	    slice_ifind(protocol, SLICE("pgp"), 0) == SLICE_NPOS))
		return NULL;
	return slice_ifind(protocol, SLICE("signature"), 0) != SLICE_NPOS ?
	    "signed" : "encrypted";
}

/* The object itself says what it is; its label, only where it does not. */
static const char *
cms_seal(const struct mime_message *m, const struct mime_node *n)
{
	struct slice label = mime_param(&n->type, "smime-type");

	switch (cms_read(m, n)) {
	case CMS_SIGNED:
		return "signed";
	case CMS_OTHER:
		return "encrypted";
	case CMS_UNKNOWN:
		break;
	}
	return slice_ieq(label, SLICE("signed-data")) ? "signed" :
	    "encrypted";
}

/* --- all of them ------------------------------------------------------------------- */

const char *
seal_of(const struct mime_message *m, const struct mime_node *n)
{
	struct slice action;

	if (type_is(n, "multipart/signed"))
		return "signed";
	if (type_is(n, "multipart/encrypted") ||
	    type_is(n, "application/pgp-encrypted"))
		return "encrypted";
	/* From before RFC 2015; mutt's "x-action" says which. */
	if (type_is(n, "application/pgp")) {
		action = mime_param(&n->type, "x-action");
		return slice_istarts(action, SLICE("sign")) ? "signed" :
		    "encrypted";
	}
	if (is_cms(m, n))
		return cms_seal(m, n);
	return protocol_seal(n);
}

bool
seal_is_file(const struct mime_node *n)
{
	return !n->is_multipart && n->name_count > 0 &&
	    slice_ieq(n->disposition.token, SLICE("attachment")) &&
	    !has_name_like(n, "smime.p7m") &&
	    !type_is(n, "application/pgp-encrypted");
}

bool
seal_hides(const struct mime_message *m)
{
	const char *seal;
	size_t i;

	for (i = 0; i < m->node_count; i++) {
		seal = seal_of(m, &m->nodes[i]);
		if (seal != NULL && strcmp(seal, "encrypted") == 0)
			return true;
	}
	for (i = 0; i < m->anomaly_count; i++)
		if (m->anomalies[i].class == ANOMALY_ENCRYPTED)
			return true;
	return slice_find(m->bytes, SLICE("-----BEGIN PGP MESSAGE"), 0) !=
	    SLICE_NPOS;
}

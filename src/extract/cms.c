/*
 * cms -- S/MIME containers (RFC 5652, RFC 8551): what is signed is opened,
 * what is enveloped is told to be ciphertext.  The label (smime-type) proves
 * nothing; the content type inside does.
 */
#include <openssl/cms.h>
#include <openssl/objects.h>

#include "base/limits.h"
#include "extract/engine.h"

static int
cms_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/pkcs7-mime") ? 60 : 0;
}

/* The content that a signature stands on; a detached one has none. */
static int
read_signed(struct extract_job *j, CMS_ContentInfo *cms)
{
	ASN1_OCTET_STRING **content = CMS_get0_content(cms);
	struct slice copy;
	int n;

	extract_set_flag(j, PART_IS_SIGNED);
	if (content == NULL || *content == NULL) {
		j->part->type = FILETYPE_CERTIFICATE;
		extract_set_flag(j, PART_IS_OPAQUE);
		return 0;
	}
	n = ASN1_STRING_length(*content);
	if (n < 0 || extract_spend(j, (uint64_t)n, (uint64_t)n) < 0)
		return 0;
	copy = arena_dup(extract_arena(j),
	    slice_of(ASN1_STRING_get0_data(*content), (size_t)n));
	if (copy.ptr == NULL)
		return engine_exhausted(j->engine);
	j->part->type = FILETYPE_MESSAGE;
	return extract_member(j, SLICE_NONE, copy);
}

static int
read_enveloped(struct extract_job *j, CMS_ContentInfo *cms)
{
	STACK_OF(CMS_RecipientInfo) *to = CMS_get0_RecipientInfos(cms);

	if (to == NULL || sk_CMS_RecipientInfo_num(to) < 1)
		return extract_anomaly(j, ANOMALY_MALFORMED,
		    "S/MIME envelope for nobody");
	extract_set_encryption(j, ENCRYPTION_STRONG, SLICE("S/MIME"));
	return extract_anomaly(j, ANOMALY_ENCRYPTED, "S/MIME envelope");
}

static int
cms_read(struct extract_job *j)
{
	struct slice bytes = extract_bytes(j);
	const unsigned char *p = bytes.ptr;
	CMS_ContentInfo *cms;
	int r;

	cms = d2i_CMS_ContentInfo(NULL, &p, (long)bytes.len);
	if (cms == NULL)
		return extract_anomaly(j, ANOMALY_MALFORMED,
		    "S/MIME container that does not decode");
	switch (OBJ_obj2nid(CMS_get0_type(cms))) {
	case NID_pkcs7_signed:
		r = read_signed(j, cms);
		break;
	case NID_pkcs7_enveloped:
	case NID_id_smime_ct_authEnvelopedData:
		r = read_enveloped(j, cms);
		break;
	default:
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "S/MIME container of a kind that is not read");
		break;
	}
	/* Bytes after the container are not part of what it protects. */
	if (r == 0 && p < bytes.ptr + bytes.len && slice_trim(slice_from(bytes,
	    (size_t)(p - bytes.ptr))).len > 0)
		r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "data after an S/MIME container");
	CMS_ContentInfo_free(cms);
	return r;
}

const struct extract_format format_cms = { "cms", cms_can_read, cms_read };

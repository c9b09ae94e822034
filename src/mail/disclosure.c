#include "mail/disclosure.h"

#include <string.h>

#include "base/err.h"

int
disclosure_hide(const struct envelope *e, const struct verdict *v,
    struct arena *a, struct envelope *ret_e, struct verdict *ret_v)
{
	struct envelope ke;
	struct verdict kv;
	size_t i, n = 0;

	/* Named here is what stays; all else is as in an empty one. */
	envelope_init(&ke, e->class);
	ke.at_ms = e->at_ms;
	kv = (struct verdict){ .disposition = v->disposition,
	    .disclaimer = v->disclaimer,
	    .disclaimer_reason = v->disclaimer_reason,
	    .fallback = v->fallback, .fallback_used = v->fallback_used,
	    .smtp_code = v->smtp_code, .policy = v->policy,
	    .is_disclosure = true };
	memcpy(kv.smtp_status, v->smtp_status, sizeof kv.smtp_status);
	memcpy(kv.revision, v->revision, sizeof kv.revision);
	ke.recipients = arena_array(a, e->recipient_count,
	    sizeof *ke.recipients);
	kv.recipients = arena_array(a, e->recipient_count,
	    sizeof *kv.recipients);
	if (ke.recipients == NULL || kv.recipients == NULL)
		return ERR_LIMIT;
	for (i = 0; i < v->recipient_count && i < e->recipient_count; i++) {
		if (!v->recipients[i].is_protected)
			continue;
		ke.recipients[n].address = e->recipients[i].address;
		kv.recipients[n].disposition = v->recipients[i].disposition;
		kv.recipients[n++].is_protected = true;
	}
	ke.recipient_count = kv.recipient_count = n;
	*ret_e = ke;
	*ret_v = kv;
	return 0;
}

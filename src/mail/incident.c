#include "mail/incident.h"

#include "base/err.h"
#include "base/limits.h"
#include "mail/codec.h"
#include "mail/reference.h"

void
incident_put(struct wire_out *w, const struct incident *c)
{
	wire_put_u64(w, c->number);
	codec_put_str(w, c->name, MEMORY_NAME_MAX);
	codec_put_str(w, c->rule, MEMORY_NAME_MAX);
	codec_put_str(w, c->ref, REFERENCE_SIZE);
	codec_put_str(w, c->opened_by, MEMORY_NAME_MAX);
	wire_put_u64(w, (uint64_t)c->opened_ms);
	wire_put_u64(w, (uint64_t)c->closed_ms);
	wire_put_u64(w, c->note_count);
}

int
incident_get(struct wire_in *w, struct arena *a, struct incident *ret)
{
	*ret = (struct incident){ .number = 0 };
	wire_u64(w, &ret->number);
	codec_str(w, a, MEMORY_NAME_MAX, &ret->name);
	codec_str(w, a, MEMORY_NAME_MAX, &ret->rule);
	codec_str(w, a, REFERENCE_SIZE, &ret->ref);
	codec_str(w, a, MEMORY_NAME_MAX, &ret->opened_by);
	codec_time(w, &ret->opened_ms);
	codec_time(w, &ret->closed_ms);
	wire_u64(w, &ret->note_count);
	return w->err;
}

void
incident_note_put(struct wire_out *w, const struct incident_note *n)
{
	wire_put_u64(w, (uint64_t)n->at_ms);
	codec_put_str(w, n->who, MEMORY_NAME_MAX);
	codec_put_str(w, n->text, REASON_MAX);
}

int
incident_note_get(struct wire_in *w, struct arena *a,
    struct incident_note *ret)
{
	*ret = (struct incident_note){ .at_ms = 0 };
	codec_time(w, &ret->at_ms);
	codec_str(w, a, MEMORY_NAME_MAX, &ret->who);
	codec_str(w, a, REASON_MAX, &ret->text);
	return w->err;
}

#include "mail/revision.h"

#include "base/err.h"
#include "ipc/wire.h"
#include "mail/codec.h"

int
revision_encode(const struct revision_entry *e, struct buf *out)
{
	struct wire_out w;

	wire_out_init(&w, out);
	wire_put_u64(&w, e->number);
	wire_put_bytes(&w, e->digest, sizeof e->digest);
	wire_put_u64(&w, (uint64_t)e->at_ms);
	return wire_out_err(&w);
}

int
revision_decode(struct slice body, struct revision_entry *ret)
{
	struct revision_entry e = { .number = 0 };
	struct wire_in w;

	wire_in_init(&w, body);
	wire_u64(&w, &e.number);
	wire_bytes(&w, e.digest, sizeof e.digest);
	codec_time(&w, &e.at_ms);
	if (wire_end(&w) < 0)
		return w.err;
	*ret = e;
	return 0;
}

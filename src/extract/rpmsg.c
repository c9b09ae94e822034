/*
 * rpmsg -- message.rpmsg of Outlook ([MS-OXORMMS] 2.2.4): a compound file in
 * packed blocks, whose content is under rights management.
 */
#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/inflate.h"
#include "extract/le.h"

#define MARK		SLICE("\x76\xe8\x04\x60\xc4\x11\xe3\x86")
#define BLOCK_MARK	0x0fa0
#define BLOCK_HEAD	12		/* mark, size, packed size */

static int
rpmsg_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)detected;
	(void)name;
	return slice_starts(bytes, MARK) ? 80 : 0;
}

static int
make_file(struct extract_job *m, void *arg, struct buf *out)
{
	struct slice s = *(const struct slice *)arg;
	struct inflate_end end;
	size_t n;
	int r;

	for (; s.len > 0; s = slice_from(s, n)) {
		n = le32(s, 8);
		if (s.len < BLOCK_HEAD || n > s.len - BLOCK_HEAD)
			return extract_anomaly(m, ANOMALY_TRUNCATED,
			    "protected message ends too early");
		n += BLOCK_HEAD;
		r = le32(s, 0) != BLOCK_MARK ? ERR_SYNTAX :
		    inflate_stream(m, slice_sub(s, BLOCK_HEAD, n),
		    INFLATE_ZLIB, out, &end);
		if (r == ERR_SYNTAX || (r == 0 && !end.finished))
			return extract_anomaly(m, ANOMALY_MALFORMED,
			    "protected message is damaged");
		if (r == ERR_LIMIT && !m->has_anomaly)
			extract_anomaly(m, ANOMALY_LIMIT,
			    "unpacked member over 64 MB");
		if (r < 0)
			return r;
	}
	return 0;
}

static int
rpmsg_read(struct extract_job *j)
{
	struct slice *rest;

	rest = arena_alloc(extract_arena(j), sizeof *rest);
	if (rest == NULL)
		return engine_exhausted(j->engine);
	*rest = slice_from(extract_bytes(j), MARK.len);
	extract_set_encryption(j, ENCRYPTION_STRONG,
	    SLICE("rights management"));
	return extract_member_later(j, SLICE_NONE, make_file, rest);
}

const struct extract_format format_rpmsg = {
	"rpmsg", rpmsg_can_read, rpmsg_read
};

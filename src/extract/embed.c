#include "extract/embed.h"

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "mime/mime.h"

int
embed_base64(struct extract_job *j, struct slice text)
{
	struct buf out = BUF_INIT(UNPACK_MEMBER_MAX);
	struct slice kept;
	unsigned notes;
	int r;

	text = slice_trim(text);
	if (text.len == 0)
		return 0;
	r = extract_spend(j, text.len, text.len);
	if (r == 0 && mime_decode(text, MIME_ENCODING_BASE64, &out,
	    &notes) < 0)
		r = extract_anomaly(j, ANOMALY_LIMIT,
		    "embedded data over 64 MB");
	if (r == 0 && out.len > 0) {
		kept = arena_dup(extract_arena(j), buf_slice(&out));
		r = kept.ptr == NULL ? engine_exhausted(j->engine) :
		    extract_member(j, SLICE_NONE, kept);
	}
	buf_free(&out);
	return r;
}

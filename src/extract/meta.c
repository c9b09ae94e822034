#include "extract/meta.h"

#include "base/limits.h"
#include "extract/codepage.h"
#include "mime/mime.h"

int
meta_text(struct extract_job *j, struct slice place, struct slice bytes)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	bytes = slice_trim(slice_sub(bytes, 0, slice_chr(bytes, 0, 0)));
	r = codepage_text(j, 0, bytes, &utf8);
	if (r == 0)
		r = extract_unit(j, place, buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}

int
meta_wide(struct extract_job *j, struct slice place, struct slice bytes,
    bool is_big)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	bool invalid;
	size_t i;
	int r;

	for (i = 0; i + 1 < bytes.len; i += 2)
		if (bytes.ptr[i] == 0 && bytes.ptr[i + 1] == 0)
			break;
	if (i < 2)
		return 0;
	r = mime_to_utf8(slice_sub(bytes, 0, i), is_big ? SLICE("utf-16be") :
	    SLICE("utf-16le"), &utf8, &invalid);
	if (r == 0)
		r = extract_unit(j, place, slice_trim(buf_slice(&utf8)));
	buf_free(&utf8);
	return r;
}

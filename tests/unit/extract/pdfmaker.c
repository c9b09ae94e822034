#include "pdfmaker.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/limits.h"

#define OBJECTS	64

void
pdfmaker_deflate(struct slice data, struct buf *out)
{
	uLongf n = compressBound((uLong)data.len);

	ck_assert_int_eq(buf_reserve(out, n), 0);
	ck_assert_int_eq(compress(out->ptr + out->len, &n, data.ptr,
	    (uLong)data.len), Z_OK);
	out->len += n;
}

void
pdfmaker_stream(struct buf *out, unsigned num, const char *dict,
    struct slice data)
{
	buf_printf(out, "%u 0 obj\n<< %s /Length %zu >>\nstream\n", num, dict,
	    data.len);
	buf_put_slice(out, data);
	buf_puts(out, "\nendstream\nendobj\n");
}

static const char *
or_nothing(const char *s)
{
	return s != NULL ? s : "";
}

/* A table of the objects as they stand: "\n12 0 obj". */
static void
put_xref(struct buf *out, size_t from)
{
	char word[32];
	size_t at[OBJECTS], n, start;

	for (n = 1; n < OBJECTS; n++) {
		snprintf(word, sizeof word, "\n%zu 0 obj", n);
		at[n] = slice_find(buf_slice(out), slice_str(word), from);
		if (at[n] == SLICE_NPOS)
			break;
	}
	start = out->len;
	buf_printf(out, "xref\n0 %zu\n0000000000 65535 f \n", n);
	for (size_t i = 1; i < n; i++)
		buf_printf(out, "%010zu 00000 n \n", at[i] + 1 - from);
	buf_printf(out, "trailer\n<< /Size %zu /Root 1 0 R ", n);
	buf_printf(out, "@@\n>>\nstartxref\n%zu\n%%%%EOF\n", start - from);
}

static void
replace(struct buf *b, const char *mark, const char *by)
{
	size_t at = slice_find(buf_slice(b), slice_str(mark), 0);
	struct buf rest = BUF_INIT(64 * MIB);

	ck_assert(at != SLICE_NPOS);
	buf_put_slice(&rest, slice_from(buf_slice(b), at + strlen(mark)));
	b->len = at;
	buf_puts(b, by);
	buf_put_slice(b, buf_slice(&rest));
	buf_free(&rest);
}

void
pdfmaker(const struct pdf_made *m, struct buf *out)
{
	size_t from;

	buf_puts(out, or_nothing(m->before));
	from = out->len;
	buf_puts(out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
	buf_printf(out, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R %s >>\n"
	    "endobj\n", or_nothing(m->catalog));
	buf_puts(out, "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\n"
	    "endobj\n");
	buf_printf(out, "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox "
	    "[0 0 600 800] /Resources << /Font << /F1 5 0 R %s >> /XObject << "
	    "%s >> >> %s %s >>\nendobj\n", or_nothing(m->fonts),
	    or_nothing(m->xobjects), or_nothing(m->page),
	    strstr(or_nothing(m->page), "/Contents [") != NULL ? "" :
	    "/Contents 4 0 R");
	pdfmaker_stream(out, 4, "", slice_str(m->content != NULL ? m->content :
	    "BT /F1 12 Tf 72 700 Td (Plain words) Tj ET"));
	buf_printf(out, "5 0 obj\n%s\nendobj\n", m->font != NULL ? m->font :
	    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
	buf_puts(out, or_nothing(m->objects));
	if (m->no_xref) {
		buf_printf(out, "trailer\n<< /Root 1 0 R %s >>\n%%%%EOF\n",
		    or_nothing(m->trailer));
	} else {
		put_xref(out, from);
		replace(out, "@@", or_nothing(m->trailer));
	}
	buf_puts(out, or_nothing(m->behind));
}

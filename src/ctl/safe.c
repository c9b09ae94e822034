#include "ctl/safe.h"

#include "conf/utf8.h"

void
safe_put(struct buf *out, struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x20 && s.ptr[i] < 0x7f)
			buf_putc(out, s.ptr[i]);
		else
			buf_printf(out, "\\x%02x", s.ptr[i]);
}

void
safe_put_text(struct buf *out, struct slice s)
{
	uint32_t c;
	size_t n;

	for (; s.len > 0; s = slice_from(s, n)) {
		n = utf8_get(s, &c);
		if (n == 1 && s.ptr[0] >= 0x80)
			buf_printf(out, "\\x%02x", s.ptr[0]);
		else if ((c < 0x20 && c != '\t') || c == 0x7f ||
		    utf8_is_hidden(c))
			buf_printf(out, "<U+%04X>", (unsigned)c);
		else
			buf_put(out, s.ptr, n);
	}
}

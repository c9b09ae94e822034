#include "extract/codepage.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "mime/mime.h"

static const struct {
	uint32_t number;
	const char *charset;
} pages[] = {
	{ 0, "" },			/* what the system has: a guess */
	{ 37, "ibm037" },	{ 437, "ibm437" },
	{ 500, "ibm500" },	{ 850, "ibm850" },
	{ 852, "ibm852" },	{ 855, "ibm855" },
	{ 858, "ibm858" },	{ 866, "ibm866" },
	{ 874, "windows-874" },	{ 932, "shift_jis" },
	{ 936, "gbk" },		{ 949, "euc-kr" },
	{ 950, "big5" },	{ 1047, "ibm1047" },
	{ 1200, "utf-16le" },	{ 1201, "utf-16be" },
	{ 1250, "windows-1250" }, { 1251, "windows-1251" },
	{ 1252, "windows-1252" }, { 1253, "windows-1253" },
	{ 1254, "windows-1254" }, { 1255, "windows-1255" },
	{ 1256, "windows-1256" }, { 1257, "windows-1257" },
	{ 1258, "windows-1258" }, { 10000, "macintosh" },
	{ 10007, "x-mac-cyrillic" }, { 12000, "utf-32le" },
	{ 20127, "us-ascii" },	{ 20866, "koi8-r" },
	{ 20932, "euc-jp" },	{ 20936, "gb2312" },
	{ 21866, "koi8-u" },	{ 28591, "iso-8859-1" },
	{ 28592, "iso-8859-2" }, { 28593, "iso-8859-3" },
	{ 28594, "iso-8859-4" }, { 28595, "iso-8859-5" },
	{ 28596, "iso-8859-6" }, { 28597, "iso-8859-7" },
	{ 28598, "iso-8859-8" }, { 28599, "iso-8859-9" },
	{ 28603, "iso-8859-13" }, { 28605, "iso-8859-15" },
	{ 32768, "macintosh" },	/* what BIFF and old property sets mean */
	{ 32769, "windows-1252" }, { 38598, "iso-8859-8" },
	{ 50220, "iso-2022-jp" }, { 50221, "iso-2022-jp" },
	{ 50222, "iso-2022-jp" }, { 50225, "iso-2022-kr" },
	{ 51932, "euc-jp" },	{ 51936, "gb2312" },
	{ 51949, "euc-kr" },	{ 52936, "hz-gb-2312" },
	{ 54936, "gb18030" },	{ 65000, "utf-7" },
	{ 65001, "utf-8" },
};

struct slice
codepage_charset(uint32_t number)
{
	size_t i;

	for (i = 0; i < sizeof pages / sizeof pages[0]; i++)
		if (pages[i].number == number)
			return slice_str(pages[i].charset);
	return SLICE("x-codepage");
}

uint32_t
codepage_of_charset(int32_t charset)
{
	static const struct { int32_t charset; uint32_t page; } fonts[] = {
		{ 0, 1252 }, { 2, 1252 }, { 77, 10000 }, { 78, 932 },
		{ 79, 949 }, { 80, 936 }, { 81, 950 }, { 128, 932 },
		{ 129, 949 }, { 130, 1361 }, { 134, 936 }, { 136, 950 },
		{ 161, 1253 }, { 162, 1254 }, { 163, 1258 }, { 177, 1255 },
		{ 178, 1256 }, { 179, 1256 }, { 180, 1256 }, { 181, 1255 },
		{ 186, 1257 }, { 204, 1251 }, { 222, 874 }, { 238, 1250 },
		{ 254, 437 }, { 255, 850 },
	};
	size_t i;

	for (i = 0; i < sizeof fonts / sizeof fonts[0]; i++)
		if (fonts[i].charset == charset)
			return fonts[i].page;
	return 0;
}

int
codepage_text(struct extract_job *j, uint32_t number, struct slice bytes,
    struct buf *out)
{
	bool invalid;
	int r;

	if (bytes.len == 0)
		return 0;
	r = mime_to_utf8(bytes, codepage_charset(number), out, &invalid);
	if (r == ERR_UNSUPPORTED)
		r = slice_is_ascii(bytes) ? 0 : extract_anomaly(j,
		    ANOMALY_UNSUPPORTED, "unknown character set");
	return r;
}

int
codepage_wide(struct slice bytes, struct buf *out)
{
	bool invalid;
	size_t i;

	for (i = 0; i + 1 < bytes.len; i += 2)
		if (bytes.ptr[i] == 0 && bytes.ptr[i + 1] == 0)
			break;
	if (i == 0)
		return 0;
	return mime_to_utf8(slice_sub(bytes, 0, i), SLICE("utf-16le"), out,
	    &invalid);
}

/*
 * mapi -- properties of Outlook's messages ([MS-OXPROPS]), as TNEF and .msg
 * carry them: which of them are text, and what to call them.
 */
#ifndef EXTRACT_MAPI_H
#define EXTRACT_MAPI_H

#include <stdbool.h>
#include <stdint.h>

#include "extract/extract.h"

/* [MS-OXCDATA] 2.11.1 */
enum mapi_type {
	MAPI_SHORT = 0x0002, MAPI_LONG = 0x0003, MAPI_FLOAT = 0x0004,
	MAPI_DOUBLE = 0x0005, MAPI_CURRENCY = 0x0006, MAPI_APPTIME = 0x0007,
	MAPI_ERROR = 0x000a, MAPI_BOOLEAN = 0x000b, MAPI_OBJECT = 0x000d,
	MAPI_INT64 = 0x0014, MAPI_STRING8 = 0x001e, MAPI_UNICODE = 0x001f,
	MAPI_SYSTIME = 0x0040, MAPI_CLSID = 0x0048, MAPI_BINARY = 0x0102,
	MAPI_MULTIPLE = 0x1000		/* flag: an array of them */
};

enum mapi_id {
	MAPI_SUBJECT = 0x0037, MAPI_BODY = 0x1000,
	MAPI_RTF_COMPRESSED = 0x1009, MAPI_HTML = 0x1013,
	MAPI_DISPLAY_NAME = 0x3001, MAPI_ATTACH_DATA = 0x3701,
	MAPI_ATTACH_FILENAME = 0x3704, MAPI_ATTACH_LONG_FILENAME = 0x3707,
	MAPI_ATTACH_TRANSPORT_NAME = 0x370c, MAPI_INTERNET_CPID = 0x3fde
};

/* What findings call it; empty if it has no name of ours. */
struct slice mapi_place(uint16_t id);

/*
 * Give out one value that is no attachment: strings as texts, HTML as a web
 * page, compressed RTF unpacked and read, other binary values as the
 * printable runs in them.
 *
 *   page       code page of MAPI_STRING8
 *   html_page  code page of MAPI_HTML; 0 for unknown
 *
 * 0, or an error.
 */
int	mapi_put(struct extract_job *j, uint16_t type, uint16_t id,
	    struct slice value, uint32_t page, uint32_t html_page);

/* A string value as UTF-8, appended to out; without its end mark. */
int	mapi_string(struct extract_job *j, uint16_t type, struct slice value,
	    uint32_t page, struct buf *out);

#endif

/*
 * msg -- messages of Outlook ([MS-OXMSG]): .msg, .oft and those attached to
 * them.  A property is a stream with its number for a name; each recipient
 * and each attachment is a storage of them.
 */
#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/mapi.h"
#include "extract/olefile.h"
#include "extract/rawtext.h"

#define PREFIX		SLICE("__substg1.0_")
#define PREFIX_LEN	12
#define PROPERTY_SIZE	16
#define HEAD_TOP	32	/* 2.4.1.1: before the properties of a message */
#define HEAD_EMBEDDED	24	/* of one inside another */
#define MESSAGE_CPID	0x3ffd

struct outlook {
	struct extract_job *job;
	struct ole *ole;
	uint32_t page;		/* of 8-bit texts */
	uint32_t html_page;
	bool is_attachment;	/* the storage being read */
	struct slice name;	/* of the attachment; UTF-8 in the arena */
	uint16_t name_id;	/* which property gave it */
};

/* Eight hex digits: number and type.  More may follow, a value's index. */
static bool
parse_name(struct slice name, uint16_t *ret_id, uint16_t *ret_type)
{
	uint32_t v = 0;
	size_t i;
	int digit;

	if (!slice_istarts(name, PREFIX) || name.len < PREFIX_LEN + 8)
		return false;
	for (i = PREFIX_LEN; i < PREFIX_LEN + 8; i++) {
		digit = ascii_hex_value(name.ptr[i]);
		if (digit < 0)
			return false;
		v = v << 4 | (uint32_t)digit;
	}
	*ret_id = (uint16_t)(v >> 16);
	*ret_type = (uint16_t)v;
	return true;
}

/* --- properties of fixed size -------------------------------------------------------- */

static int
read_code_pages(struct outlook *m, uint32_t storage)
{
	struct buf out = BUF_INIT(UNPACK_MEMBER_MAX);
	uint32_t index = ole_child(m->ole, storage, "__properties_version1.0");
	struct slice s;
	size_t at;
	int r;

	if (index == OLE_NONE)
		return 0;
	r = olefile_stream(m->job, m->ole, index, &out);
	s = buf_slice(&out);
	at = s.len % PROPERTY_SIZE == 0 ? HEAD_TOP : HEAD_EMBEDDED;
	for (; at < s.len && s.len - at >= PROPERTY_SIZE; at += PROPERTY_SIZE) {
		if (le16(s, at) != MAPI_LONG)
			continue;
		if (le16(s, at + 2) == MESSAGE_CPID && le32(s, at + 8) != 0)
			m->page = le32(s, at + 8);
		if (le16(s, at + 2) == MAPI_INTERNET_CPID)
			m->html_page = le32(s, at + 8);
	}
	buf_free(&out);
	return r;
}

/* --- the others, each a stream ---------------------------------------------------------- */

/* Which name is shown: the long one, else the short one, else a title. */
static unsigned
name_rank(uint16_t id)
{
	return id == MAPI_ATTACH_LONG_FILENAME ? 3 :
	    id == MAPI_ATTACH_FILENAME ? 2 : id == MAPI_DISPLAY_NAME ? 1 : 0;
}

static int
note_name(struct outlook *m, uint16_t type, uint16_t id, struct slice value)
{
	struct buf utf8 = BUF_INIT(4 * NAME_MAX_BYTES);
	int r;

	if (name_rank(id) <= name_rank(m->name_id))
		return 0;
	r = mapi_string(m->job, type, slice_sub(value, 0, NAME_MAX_BYTES),
	    m->page, &utf8);
	if (r == 0 && utf8.len > 0) {
		m->name = arena_dup(extract_arena(m->job), buf_slice(&utf8));
		m->name_id = id;
		if (m->name.ptr == NULL)
			r = engine_exhausted(m->job->engine);
	}
	buf_free(&utf8);
	return r;
}

static int
read_property(struct outlook *m, uint32_t index, uint16_t type, uint16_t id)
{
	struct buf out = BUF_INIT(m->ole->bytes.len + 1);
	uint16_t single = (uint16_t)(type & ~MAPI_MULTIPLE);
	struct slice s;
	int r;

	r = olefile_stream(m->job, m->ole, index, &out);
	s = buf_slice(&out);
	/* 2.1.4: of many texts the lengths stand here, each text beside it. */
	if ((type & MAPI_MULTIPLE) != 0 && slice_chr(m->ole->entries[index].name,
	    '-', 0) == SLICE_NPOS)
		s = SLICE_NONE;
	if (r == 0 && m->is_attachment && (single == MAPI_UNICODE ||
	    single == MAPI_STRING8))
		r = note_name(m, single, id, s);
	if (r == 0)
		r = mapi_put(m->job, single, id, s, m->page, m->html_page);
	buf_free(&out);
	return r;
}

/* An attachment's content: bytes, or a storage with a message or an object. */
static bool
is_content(const struct outlook *m, uint16_t type, uint16_t id)
{
	return m->is_attachment && id == MAPI_ATTACH_DATA &&
	    (type == MAPI_BINARY || type == MAPI_OBJECT);
}

static int
read_properties(struct outlook *m, uint32_t storage)
{
	const struct ole_entry *e;
	uint32_t i = m->ole->entries[storage].child;
	uint16_t id, type;
	int r = 0;

	for (; i != OLE_NONE && r == 0; i = e->next) {
		e = &m->ole->entries[i];
		if (e->is_read || e->kind != OLE_KIND_STREAM ||
		    !parse_name(e->name, &id, &type) ||
		    is_content(m, type, id))
			continue;
		r = read_property(m, i, type, id);
	}
	return r;
}

static int
read_contents(struct outlook *m, uint32_t storage)
{
	const struct ole_entry *e;
	uint32_t i = m->ole->entries[storage].child;
	uint16_t id, type;
	int r = 0;

	for (; i != OLE_NONE && r == 0; i = e->next) {
		e = &m->ole->entries[i];
		if (!e->is_read && parse_name(e->name, &id, &type) &&
		    is_content(m, type, id))
			r = olefile_member(m->job, m->ole, i, m->name);
	}
	return r;
}

/* --- storages ---------------------------------------------------------------------------- */

static void
skip_stream(struct outlook *m, uint32_t storage, const char *name)
{
	uint32_t index = ole_child(m->ole, storage, name);

	if (index == OLE_NONE)
		return;
	(void)ole_stream(m->ole, index, NULL);
	m->ole->entries[index].is_read = true;
}

/* Names that programs gave to properties of theirs; numbers lead to them. */
static int
read_names(struct outlook *m, uint32_t storage)
{
	struct buf out = BUF_INIT(UNPACK_MEMBER_MAX);
	uint32_t index = ole_child(m->ole, storage, "__substg1.0_00040102"), i;
	int r = 0;

	if (index != OLE_NONE)
		r = olefile_stream(m->job, m->ole, index, &out);
	if (r == 0)
		r = rawtext_put(m->job, buf_slice(&out), RAWTEXT_LONG);
	buf_free(&out);
	for (i = m->ole->entries[storage].child; i != OLE_NONE;
	    i = m->ole->entries[i].next) {
		if (m->ole->entries[i].kind != OLE_KIND_STREAM)
			continue;
		m->ole->entries[i].is_read = true;
		(void)ole_stream(m->ole, i, NULL);
	}
	return r;
}

static int
read_storage(struct outlook *m, uint32_t index)
{
	struct slice name = m->ole->entries[index].name;
	int r;

	if (slice_istarts(name, SLICE("__nameid_version1.0")))
		return read_names(m, index);
	m->is_attachment = slice_istarts(name, SLICE("__attach_version1.0_"));
	if (!m->is_attachment &&
	    !slice_istarts(name, SLICE("__recip_version1.0_")))
		return 0;
	m->name = SLICE_NONE;
	m->name_id = 0;
	skip_stream(m, index, "__properties_version1.0");
	m->ole->entries[index].is_read = true;
	r = read_properties(m, index);
	return r == 0 && m->is_attachment ? read_contents(m, index) : r;
}

int
msg_read(struct extract_job *j, struct ole *o)
{
	struct outlook m = { .job = j, .ole = o, .page = 1252 };
	uint32_t i;
	int r;

	r = read_code_pages(&m, OLE_ROOT);
	if (r == 0)
		r = read_properties(&m, OLE_ROOT);
	for (i = o->entries[OLE_ROOT].child; i != OLE_NONE && r == 0;
	    i = o->entries[i].next)
		if (o->entries[i].kind == OLE_KIND_STORAGE)
			r = read_storage(&m, i);
	return r;
}

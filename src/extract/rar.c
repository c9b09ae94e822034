#include "extract/rar.h"

#include <string.h>
#include <zlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/noise.h"

#define BLOCKS_MAX	(ARCHIVE_ENTRIES_MAX * 4)

#define OLD_SIGNATURE	SLICE("Rar!\x1a\x07\0")
#define NEW_SIGNATURE	SLICE("Rar!\x1a\x07\x01\0")

enum old_type {
	OLD_MAIN = 0x73,
	OLD_FILE = 0x74,
	OLD_COMMENT = 0x75,	/* of archives before 3.0, packed */
	OLD_SERVICE = 0x7a,
	OLD_END = 0x7b
};

#define OLD_SPLIT	0x0003	/* begins or goes on in another volume */
#define OLD_LOCKED	0x0004
#define OLD_REMARK	0x0008	/* a comment of one file, packed */
#define OLD_FOLDER	0x00e0
#define OLD_LARGE	0x0100
#define OLD_UNICODE	0x0200
#define OLD_HAS_DATA	0x8000
#define MAIN_VOLUME	0x0001
#define MAIN_LOCKED	0x0080
#define OLD_STORED	0x30

enum new_type {
	NEW_MAIN = 1,
	NEW_FILE = 2,
	NEW_SERVICE = 3,
	NEW_LOCKED = 4,
	NEW_END = 5
};

#define NEW_HAS_EXTRA	0x01
#define NEW_HAS_DATA	0x02
#define NEW_SPLIT	0x18
#define FILE_FOLDER	0x01
#define FILE_HAS_TIME	0x02
#define FILE_HAS_CRC	0x04
#define EXTRA_CRYPT	1

/* What a header of either kind says of one member. */
struct member {
	struct slice name;
	struct slice data;	/* packed */
	uint64_t size;
	uint32_t crc;
	enum encryption encryption;
	struct slice reason;
	bool has_crc;
	bool is_service;	/* comments, streams, recovery records */
	bool is_folder;
	bool is_stored;
	bool is_split;
};

struct reader {
	struct extract_job *j;
	struct slice s;
	size_t at;
	struct member *members;
	size_t count, cap;
	bool is_locked;		/* all headers are ciphertext */
	bool is_volume;
	bool is_cut;
	bool is_damaged;
	bool has_end;
	bool may_lack_end;	/* made before there was an end block */
	bool too_many;
};

static int
keep(struct reader *r, const struct member *m)
{
	if (r->count >= ARCHIVE_ENTRIES_MAX) {
		r->too_many = true;
		return 0;
	}
	r->members = arena_grow(extract_arena(r->j), r->members, r->count,
	    &r->cap, sizeof *r->members);
	if (r->members == NULL)
		return engine_exhausted(r->j->engine);
	r->members[r->count++] = *m;
	return 0;
}

/* --- 1.5 to 4 ------------------------------------------------------------------- */

static int
put_utf16(struct buf *out, uint16_t c)
{
	uint8_t le[2] = { (uint8_t)c, (uint8_t)(c >> 8) };

	return buf_put(out, le, 2);
}

/*
 * The name in two forms: bytes, NUL, and what turns them into UTF-16: a high
 * byte, then two bits for each step, saying where its character comes from.
 */
static void
decode_steps(struct slice plain, struct slice code, struct buf *out)
{
	size_t at = 1, n = 0, run;
	uint8_t high, flags = 0, low;
	unsigned left = 0;

	high = code.len > 0 ? code.ptr[0] : 0;
	while (at < code.len) {
		if (left == 0) {
			flags = code.ptr[at++];
			left = 8;
			continue;
		}
		left -= 2;
		switch (flags >> left & 3) {
		case 0:
		case 1:
			(void)put_utf16(out, (uint16_t)(code.ptr[at] |
			    ((flags >> left & 3) == 1 ? high << 8 : 0)));
			at++;
			n++;
			break;
		case 2:
			if (code.len - at < 2)
				return;
			(void)put_utf16(out, le16(code, at));
			at += 2;
			n++;
			break;
		default:
			run = (size_t)(code.ptr[at] & 0x7f) + 2;
			low = 0;
			if ((code.ptr[at++] & 0x80) != 0 && at < code.len) {
				low = code.ptr[at++];
				for (; run > 0 && n < plain.len; run--, n++)
					(void)put_utf16(out, (uint16_t)((uint8_t)
					    (plain.ptr[n] + low) | high << 8));
				break;
			}
			for (; run > 0 && n < plain.len; run--, n++)
				(void)put_utf16(out, plain.ptr[n]);
			break;
		}
	}
}

static struct slice
old_name(struct reader *r, struct slice stored, bool is_unicode)
{
	struct buf wide = BUF_INIT(4 * KIB), utf8 = BUF_INIT(16 * KIB);
	size_t zero = slice_chr(stored, 0, 0);
	struct slice name = stored;
	bool invalid;

	if (!is_unicode || zero == SLICE_NPOS)
		return stored;
	decode_steps(slice_sub(stored, 0, zero), slice_from(stored, zero + 1),
	    &wide);
	if (wide.len > 0 && mime_to_utf8(buf_slice(&wide), SLICE("utf-16le"),
	    &utf8, &invalid) == 0)
		name = arena_dup(extract_arena(r->j), buf_slice(&utf8));
	buf_free(&wide);
	buf_free(&utf8);
	return name;
}

/* A file or a service block; the fields behind the common seven bytes. */
static int
old_file(struct reader *r, struct slice head, uint8_t type, uint16_t flags,
    size_t *ret_data)
{
	struct member m = { .is_service = type == OLD_SERVICE };
	uint64_t packed;
	size_t name_at = 32, name_len;

	if (head.len < 32)
		return ERR_SYNTAX;
	packed = le32(head, 7);
	m.size = le32(head, 11);
	m.crc = le32(head, 16);
	m.has_crc = true;
	r->may_lack_end = head.ptr[24] < 29;
	m.is_stored = head.ptr[25] == OLD_STORED;
	m.is_split = (flags & OLD_SPLIT) != 0;
	m.is_folder = type == OLD_FILE && (flags & OLD_FOLDER) == OLD_FOLDER;
	name_len = le16(head, 26);
	if ((flags & OLD_LARGE) != 0) {
		if (head.len < 40)
			return ERR_SYNTAX;
		packed |= (uint64_t)le32(head, 32) << 32;
		m.size |= (uint64_t)le32(head, 36) << 32;
		name_at = 40;
	}
	if (name_len > head.len - name_at)
		return ERR_SYNTAX;
	m.name = old_name(r, slice_sub(head, name_at, name_at + name_len),
	    (flags & OLD_UNICODE) != 0 && type == OLD_FILE);
	if ((flags & OLD_LOCKED) != 0) {
		m.encryption = head.ptr[24] < 29 ? ENCRYPTION_WEAK :
		    ENCRYPTION_STRONG;
		m.reason = head.ptr[24] < 29 ? SLICE("RAR 2 cipher") :
		    SLICE("AES-128");
	}
	if (packed > r->s.len - r->at - head.len) {
		packed = r->s.len - r->at - head.len;
		r->is_cut = true;
	}
	m.data = slice_sub(r->s, r->at + head.len,
	    r->at + head.len + (size_t)packed);
	*ret_data = (size_t)packed;
	if ((flags & OLD_REMARK) != 0 && extract_anomaly(r->j,
	    ANOMALY_UNSUPPORTED, "rar comment that is not read") < 0)
		return r->j->engine->fatal;
	return keep(r, &m);
}

static int
old_block(struct reader *r)
{
	struct slice head = slice_from(r->s, r->at);
	uint16_t flags;
	size_t size, data = 0;
	int err = 0;

	if (head.len < 7) {
		r->is_cut = true;
		return ERR_SHORT;
	}
	flags = le16(head, 3);
	size = le16(head, 5);
	if (size < 7 || size > head.len) {
		r->is_cut = true;
		return ERR_SHORT;
	}
	head = slice_sub(head, 0, size);
	if ((uint16_t)crc32(0, head.ptr + 2, (uInt)(size - 2)) !=
	    le16(head, 0) && head.ptr[2] != OLD_MAIN)
		r->is_damaged = true;
	switch (head.ptr[2]) {
	case OLD_MAIN:
		r->is_locked = (flags & MAIN_LOCKED) != 0;
		r->is_volume = (flags & MAIN_VOLUME) != 0;
		if (r->is_locked)
			return ERR_DENIED;
		break;
	case OLD_FILE:
	case OLD_SERVICE:
		err = old_file(r, head, head.ptr[2], flags, &data);
		break;
	case OLD_END:
		r->has_end = true;
		break;
	case OLD_COMMENT:
		err = extract_anomaly(r->j, ANOMALY_UNSUPPORTED,
		    "rar comment that is not read");
		/* FALLTHROUGH */
	default:
		if ((flags & OLD_HAS_DATA) != 0 && head.len >= 11)
			data = le32(head, 7);
		if (data > r->s.len - r->at - size) {
			data = r->s.len - r->at - size;
			r->is_cut = true;
		}
		break;
	}
	r->at += size + data;
	return err;
}

/* --- 5 ------------------------------------------------------------------------------- */

static bool
vint(struct slice *s, uint64_t *ret)
{
	uint64_t v = 0;
	unsigned i;

	for (i = 0; i < 10 && i < s->len; i++) {
		v |= (uint64_t)(s->ptr[i] & 0x7f) << (7 * i);
		if ((s->ptr[i] & 0x80) == 0) {
			*s = slice_from(*s, i + 1);
			*ret = v;
			return true;
		}
	}
	return false;
}

static bool
has_crypt(struct slice extra)
{
	struct slice record;
	uint64_t size, type;

	while (vint(&extra, &size) && size <= extra.len) {
		record = slice_sub(extra, 0, (size_t)size);
		extra = slice_from(extra, (size_t)size);
		if (vint(&record, &type) && type == EXTRA_CRYPT)
			return true;
	}
	return false;
}

static int
new_file(struct reader *r, struct slice body, struct slice extra,
    struct slice data, struct member *m)
{
	uint64_t flags, attributes, method, made_on, len;

	if (!vint(&body, &flags) || !vint(&body, &m->size) ||
	    !vint(&body, &attributes))
		return ERR_SYNTAX;
	if ((flags & FILE_HAS_TIME) != 0)
		body = slice_from(body, 4);
	if ((flags & FILE_HAS_CRC) != 0 && body.len >= 4) {
		m->crc = le32(body, 0);
		m->has_crc = true;
		body = slice_from(body, 4);
	}
	if (!vint(&body, &method) || !vint(&body, &made_on) ||
	    !vint(&body, &len) || len > body.len)
		return ERR_SYNTAX;
	m->name = slice_sub(body, 0, (size_t)len);
	m->data = data;
	m->is_folder = (flags & FILE_FOLDER) != 0;
	m->is_stored = (method >> 7 & 7) == 0;
	if (has_crypt(extra)) {
		m->encryption = ENCRYPTION_STRONG;
		m->reason = SLICE("AES-256");
	}
	return keep(r, m);
}

static int
new_block(struct reader *r)
{
	struct slice s = slice_from(r->s, r->at), head, extra;
	uint64_t size, type, flags, extra_size = 0, data_size = 0, archive;
	struct member m = { .name = SLICE_NONE };
	const uint8_t *from;
	size_t head_end;
	int err = 0;

	if (s.len < 7) {
		r->is_cut = true;
		return ERR_SHORT;
	}
	head = slice_from(s, 4);
	from = head.ptr;
	if (!vint(&head, &size) || size > head.len || size < 2) {
		r->is_cut = true;
		return ERR_SHORT;
	}
	head = slice_sub(head, 0, (size_t)size);
	head_end = (size_t)(head.ptr - s.ptr) + head.len;
	if ((uint32_t)crc32(0, from, (uInt)(head_end - 4)) != le32(s, 0))
		r->is_damaged = true;
	if (!vint(&head, &type) || !vint(&head, &flags) ||
	    ((flags & NEW_HAS_EXTRA) != 0 && !vint(&head, &extra_size)) ||
	    ((flags & NEW_HAS_DATA) != 0 && !vint(&head, &data_size)) ||
	    extra_size > head.len)
		return ERR_SYNTAX;
	extra = slice_from(head, head.len - (size_t)extra_size);
	head = slice_sub(head, 0, head.len - (size_t)extra_size);
	if (data_size > s.len - head_end) {
		data_size = s.len - head_end;
		r->is_cut = true;
	}
	m.is_split = (flags & NEW_SPLIT) != 0;
	m.is_service = type == NEW_SERVICE;
	switch (type) {
	case NEW_LOCKED:
		r->is_locked = true;
		return ERR_DENIED;
	case NEW_MAIN:
		r->is_volume = vint(&head, &archive) && (archive & 1) != 0;
		break;
	case NEW_FILE:
	case NEW_SERVICE:
		err = new_file(r, head, extra, slice_sub(s, head_end,
		    head_end + (size_t)data_size), &m);
		break;
	case NEW_END:
		r->has_end = true;
		break;
	default:
		break;
	}
	r->at += head_end + (size_t)data_size;
	return err;
}

/* --- what to make of it ----------------------------------------------------------------- */

/* Ciphertext, or data that is plain although its header says otherwise? */
static bool
is_plain(const struct member *m)
{
	return (m->is_stored && m->has_crc && m->data.len > 0 &&
	    m->crc == (uint32_t)crc32(0, m->data.ptr, (uInt)m->data.len)) ||
	    !noise_is(m->data);
}

static int
put_service(struct reader *r, const struct member *m)
{
	/* What WinRAR shows as soon as it opens the archive. */
	if (slice_eq_str(m->name, "CMT")) {
		if (m->encryption != ENCRYPTION_NO)
			return extract_anomaly(r->j, ANOMALY_ENCRYPTED,
			    "rar comment with a password");
		if (m->is_stored)
			return extract_unit(r->j, SLICE_NONE,
			    name_utf8(m->data, extract_arena(r->j)));
		return extract_anomaly(r->j, ANOMALY_UNSUPPORTED,
		    "rar comment that is not read");
	}
	if (slice_eq_str(m->name, "STM"))
		return extract_anomaly(r->j, ANOMALY_UNSUPPORTED,
		    "rar with named streams");
	return 0;	/* recovery records, quick access, owners */
}

static int
put_closed(struct reader *r, const struct member *m)
{
	int err;

	if (m->is_folder)
		return extract_name(r->j, m->name);
	if (m->encryption != ENCRYPTION_NO && !is_plain(m))
		return extract_member_closed(r->j, m->name, m->size,
		    m->encryption, m->reason, ANOMALY_ENCRYPTED,
		    SLICE("rar members with a password"));
	if (m->encryption != ENCRYPTION_NO) {
		err = extract_anomaly(r->j, ANOMALY_AMBIGUOUS,
		    "member that says it is encrypted, and is not");
		return err < 0 ? err : extract_member(r->j, m->name, m->data);
	}
	if (m->is_stored)
		return extract_member(r->j, m->name, m->data);
	return extract_member_closed(r->j, m->name, m->size, ENCRYPTION_NO,
	    SLICE_NONE, ANOMALY_UNSUPPORTED,
	    SLICE("packed rar member beside ciphertext"));
}

/* Some of it is ciphertext: the library would stop there, so we go on. */
static int
read_mixed(struct reader *r, const struct member *weakest, size_t open)
{
	size_t i;
	int err = 0;

	for (i = 0; i < r->count && err == 0; i++)
		if (!r->members[i].is_service)
			err = put_closed(r, &r->members[i]);
	if (weakest != NULL)
		extract_set_encryption(r->j, open > 0 ? ENCRYPTION_PARTLY :
		    weakest->encryption, weakest->reason);
	return err < 0 ? err : 1;
}

static int
tell(struct reader *r)
{
	struct slice tail = slice_from(r->s, r->at);
	size_t i;
	int err = 0;

	for (i = 0; i < tail.len && tail.ptr[i] == 0; i++)
		;
	tail = slice_from(tail, i);
	if (r->is_damaged)
		err = extract_anomaly(r->j, ANOMALY_MALFORMED,
		    "rar archive with a damaged header");
	if (err == 0 && (r->is_cut || !(r->has_end || r->may_lack_end)))
		err = extract_anomaly(r->j, ANOMALY_TRUNCATED,
		    "rar archive ends too early");
	if (err == 0 && r->is_volume)
		err = extract_anomaly(r->j, ANOMALY_TRUNCATED,
		    "one part of a rar archive in parts");
	if (err == 0 && r->too_many)
		err = extract_anomaly(r->j, ANOMALY_LIMIT,
		    "archive entry count over 2000");
	if (err == 0 && r->has_end && tail.len > 0) {
		err = extract_anomaly(r->j, ANOMALY_AMBIGUOUS,
		    "data after the end of an archive");
		if (err == 0)
			err = extract_member(r->j, SLICE_NONE, tail);
	}
	return err;
}

static int
walk(struct reader *r)
{
	bool is_new = slice_starts(r->s, NEW_SIGNATURE);
	size_t n;
	int err = 0;

	r->at = is_new ? NEW_SIGNATURE.len : OLD_SIGNATURE.len;
	for (n = 0; n < BLOCKS_MAX && err == 0 && !r->has_end &&
	    r->at < r->s.len; n++)
		err = is_new ? new_block(r) : old_block(r);
	if (n == BLOCKS_MAX)
		r->too_many = true;
	if (err == ERR_SYNTAX)
		r->is_damaged = true;
	return r->j->engine->fatal;
}

int
rar_look(struct extract_job *j, uint32_t *ret_count)
{
	struct reader r = { .j = j, .s = extract_bytes(j) };
	const struct member *m, *weakest = NULL;
	size_t i, locked = 0, open = 0;
	int err;

	*ret_count = 0;
	err = walk(&r);
	if (err < 0)
		return err;
	if (r.is_locked) {
		if (!noise_is(slice_from(r.s, r.at + 32)))
			return extract_anomaly(j, ANOMALY_AMBIGUOUS,
			    "rar archive that says it is encrypted, and is not")
			    < 0 ? j->engine->fatal : 1;
		extract_set_encryption(j, ENCRYPTION_STRONG, slice_starts(r.s,
		    NEW_SIGNATURE) ? SLICE("AES-256") : SLICE("AES-128"));
		err = extract_anomaly(j, ANOMALY_ENCRYPTED,
		    "rar archive with encrypted names");
		return err < 0 ? err : 1;
	}
	err = tell(&r);
	for (i = 0; i < r.count && err == 0; i++) {
		m = &r.members[i];
		if (m->is_service) {
			err = put_service(&r, m);
			continue;
		}
		++*ret_count;
		locked += m->encryption != ENCRYPTION_NO;
		if (m->encryption == ENCRYPTION_NO || is_plain(m))
			open += !m->is_folder;
		else if (weakest == NULL || m->encryption <
		    weakest->encryption)
			weakest = m;
	}
	if (err < 0 || locked == 0)
		return err;
	return read_mixed(&r, weakest, open);
}

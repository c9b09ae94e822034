#include "extract/zipdir.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/le.h"

#define LOCAL_SIZE	30
#define CENTRAL_SIZE	46
#define END_SIZE	22
#define END64_SIZE	56
#define LOCATOR64_SIZE	20
#define COMMENT_MAX	65535

#define LOCAL_MARK	SLICE("PK\3\4")
#define CENTRAL_MARK	SLICE("PK\1\2")
#define END_MARK	SLICE("PK\5\6")

#define FLAG_ENCRYPTED	0x0001
#define FLAG_DESCRIPTOR	0x0008		/* sizes follow the data */
#define FLAG_STRONG	0x0040
#define FLAG_MASKED	0x2000		/* local names are blanked out */

#define EXTRA_ZIP64	0x0001
#define EXTRA_STRONG	0x0017
#define EXTRA_UNICODE	0x7075
#define EXTRA_AES	0x9901

#define UNKNOWN_32	0xffffffffu

/* What both headers of an entry say, and where. */
struct header {
	uint64_t at;		/* of the local header */
	uint64_t data_at;	/* local: where its data begins */
	struct zip_entry e;
	bool has_zip64;
};

/* Bytes of the file that are accounted for. */
struct span {
	uint64_t from, to;
	size_t entry;		/* whose data; SIZE_MAX: directory, end */
};

struct reader {
	struct slice s;
	struct arena *arena;
	struct zip_directory *d;
	size_t cap;
	struct span *spans;
	size_t span_count;
	size_t span_cap;
	uint64_t shift;		/* bytes in front that offsets do not count */
};

static void
ambiguous(struct reader *r, const char *why)
{
	if (r->d->ambiguous == NULL)
		r->d->ambiguous = why;
}

static void
broken(struct reader *r, const char *why)
{
	if (r->d->broken == NULL)
		r->d->broken = why;
}

static int
add_span(struct reader *r, uint64_t from, uint64_t to, size_t entry)
{
	r->spans = arena_grow(r->arena, r->spans, r->span_count, &r->span_cap,
	    sizeof *r->spans);
	if (r->spans == NULL)
		return ERR_LIMIT;
	r->spans[r->span_count++] = (struct span){ from, to, entry };
	return 0;
}

/* --- one header ---------------------------------------------------------------- */

static void
take_aes(struct zip_entry *e, struct slice x)
{
	static const char *const words[] = { "AES-128", "AES-192", "AES-256" };

	/* Vendor version, "AE", strength, real method. */
	if (x.len < 7 || x.ptr[2] != 'A' || x.ptr[3] != 'E' ||
	    x.ptr[4] < 1 || x.ptr[4] > 3)
		return;
	e->is_aes = true;
	e->encryption = ENCRYPTION_STRONG;
	e->reason = slice_str(words[x.ptr[4] - 1]);
	e->method = le16(x, 5);
	e->crc_known = le16(x, 0) == 1;
}

/* Sizes that did not fit, in this order, only those that did not. */
static void
take_zip64(struct header *h, struct slice x, bool is_central, uint32_t at32)
{
	uint64_t *want[3];
	size_t n = 0, i;

	if (h->e.size == UNKNOWN_32)
		want[n++] = &h->e.size;
	if (h->e.packed_size == UNKNOWN_32)
		want[n++] = &h->e.packed_size;
	if (is_central && at32 == UNKNOWN_32)
		want[n++] = &h->at;
	for (i = 0; i < n && x.len >= 8; i++) {
		*want[i] = le64(x, 0);
		x = slice_from(x, 8);
	}
	h->has_zip64 = true;
}

static void
take_extra(struct header *h, struct slice x, bool is_central, uint32_t at32)
{
	struct slice body;
	uint16_t id;

	while (x.len >= 4) {
		id = le16(x, 0);
		body = slice_sub(x, 4, 4 + (size_t)le16(x, 2));
		if (id == EXTRA_AES)
			take_aes(&h->e, body);
		else if (id == EXTRA_ZIP64)
			take_zip64(h, body, is_central, at32);
		else if (id == EXTRA_UNICODE && body.len > 5)
			h->e.unicode_name = slice_from(body, 5);
		x = slice_from(x, 4 + (size_t)le16(x, 2));
	}
}

static void
judge_flags(struct zip_entry *e)
{
	if ((e->flags & FLAG_ENCRYPTED) == 0) {
		e->is_aes = false;
		e->encryption = ENCRYPTION_NO;
		e->reason = SLICE_NONE;
	} else if ((e->flags & FLAG_STRONG) != 0) {
		e->encryption = ENCRYPTION_STRONG;
		e->reason = SLICE("PKWARE strong encryption");
	} else if (!e->is_aes) {
		e->encryption = ENCRYPTION_WEAK;
		e->reason = SLICE("ZipCrypto");
	}
	e->is_folder = e->name.len > 0 && e->size == 0 &&
	    e->name.ptr[e->name.len - 1] == '/';
}

/* 0 with the header and its whole length, or ERR_SYNTAX. */
static int
read_local(struct reader *r, uint64_t at, struct header *h)
{
	struct slice s;
	size_t name, extra;

	if (at > r->s.len || r->s.len - at < LOCAL_SIZE)
		return ERR_SYNTAX;
	s = slice_from(r->s, (size_t)at);
	if (!slice_starts(s, LOCAL_MARK))
		return ERR_SYNTAX;
	name = le16(s, 26);
	extra = le16(s, 28);
	if (name + extra > s.len - LOCAL_SIZE)
		return ERR_SYNTAX;
	memset(h, 0, sizeof *h);
	h->at = at;
	h->data_at = at + LOCAL_SIZE + name + extra;
	h->e.flags = le16(s, 6);
	h->e.method = le16(s, 8);
	h->e.time = le16(s, 10);
	h->e.crc = le32(s, 14);
	h->e.crc_known = true;
	h->e.packed_size = le32(s, 18);
	h->e.size = le32(s, 22);
	h->e.name = slice_sub(s, LOCAL_SIZE, LOCAL_SIZE + name);
	take_extra(h, slice_sub(s, LOCAL_SIZE + name,
	    LOCAL_SIZE + name + extra), false, 0);
	judge_flags(&h->e);
	return 0;
}

static int
read_central(struct slice s, struct header *h, size_t *ret_len)
{
	size_t name, extra, comment;

	if (s.len < CENTRAL_SIZE || !slice_starts(s, CENTRAL_MARK))
		return ERR_SYNTAX;
	name = le16(s, 28);
	extra = le16(s, 30);
	comment = le16(s, 32);
	*ret_len = CENTRAL_SIZE + name + extra + comment;
	if (*ret_len > s.len)
		return ERR_SYNTAX;
	memset(h, 0, sizeof *h);
	h->at = le32(s, 42);
	h->e.flags = le16(s, 8);
	h->e.method = le16(s, 10);
	h->e.time = le16(s, 12);
	h->e.crc = le32(s, 16);
	h->e.crc_known = true;
	h->e.packed_size = le32(s, 20);
	h->e.size = le32(s, 24);
	h->e.name = slice_sub(s, CENTRAL_SIZE, CENTRAL_SIZE + name);
	h->e.comment = slice_sub(s, CENTRAL_SIZE + name + extra, *ret_len);
	take_extra(h, slice_sub(s, CENTRAL_SIZE + name,
	    CENTRAL_SIZE + name + extra), true, le32(s, 42));
	judge_flags(&h->e);
	return 0;
}

/* --- entries ---------------------------------------------------------------------- */

static int
add_entry(struct reader *r, const struct zip_entry *e)
{
	struct zip_directory *d = r->d;

	if (d->count >= ARCHIVE_ENTRIES_MAX) {
		d->too_many = true;
		return 0;
	}
	d->entries = arena_grow(r->arena, d->entries, d->count, &r->cap,
	    sizeof *d->entries);
	if (d->entries == NULL)
		return ERR_LIMIT;
	d->entries[d->count++] = *e;
	return 0;
}

static void
set_data(struct reader *r, struct zip_entry *e, uint64_t at)
{
	uint64_t left = at <= r->s.len ? r->s.len - at : 0;

	e->has_data = at <= r->s.len && e->packed_size <= left;
	e->data = e->has_data ? slice_sub(r->s, (size_t)at,
	    (size_t)(at + e->packed_size)) :
	    slice_from(r->s, at <= r->s.len ? (size_t)at : r->s.len);
	if (!e->has_data) {
		broken(r, "a member goes on past the end of the file");
		r->d->is_cut = true;
	}
}

/* After the data: the descriptor that repeats the sizes. */
static uint64_t
descriptor_len(struct reader *r, const struct header *local, uint64_t end)
{
	struct slice s = slice_from(r->s, end < r->s.len ? (size_t)end :
	    r->s.len);
	size_t sizes = local->has_zip64 ? 16 : 8;

	if ((local->e.flags & FLAG_DESCRIPTOR) == 0)
		return 0;
	if (slice_starts(s, SLICE("PK\7\x08")))
		return 8 + sizes;
	return s.len >= 4 + sizes && !slice_starts(s, SLICE("PK")) ?
	    4 + sizes : 0;
}

/* Do the two headers say the same of one entry? */
static void
compare(struct reader *r, const struct zip_entry *c, const struct header *l)
{
	bool later = (l->e.flags & FLAG_DESCRIPTOR) != 0;
	uint16_t told = (uint16_t)(c->flags ^ l->e.flags);

	if (!slice_eq(c->name, l->e.name) && (l->e.flags & FLAG_MASKED) == 0)
		ambiguous(r, "member with two names");
	if (c->method != l->e.method)
		ambiguous(r, "member with two compression methods");
	if ((told & (FLAG_ENCRYPTED | FLAG_STRONG | FLAG_DESCRIPTOR)) != 0 ||
	    c->encryption != l->e.encryption)
		ambiguous(r, "member whose headers disagree on encryption");
	if (later && l->e.packed_size == 0 && l->e.size == 0)
		return;
	if (c->packed_size != l->e.packed_size || c->size != l->e.size)
		ambiguous(r, "member with two sizes");
	else if (c->crc != l->e.crc && !(later && l->e.crc == 0))
		ambiguous(r, "member with two checksums");
}

/* The local header's own view, where it is another one that can be read. */
static int
add_local_view(struct reader *r, const struct zip_entry *c,
    const struct header *l)
{
	struct zip_entry e = l->e;

	if (e.method == c->method && e.encryption == c->encryption &&
	    (e.packed_size == c->packed_size || e.packed_size == 0))
		return 0;
	if (e.packed_size == 0)
		e.packed_size = c->packed_size;
	set_data(r, &e, l->data_at);
	return add_entry(r, &e);
}

static int
add_central(struct reader *r, struct header *h)
{
	struct header local;
	struct zip_entry e = h->e;
	uint64_t end;
	int err;

	if (h->at > UINT64_MAX - r->shift ||
	    read_local(r, h->at + r->shift, &local) < 0) {
		broken(r, "a member has no local header");
		e.has_data = false;
		return add_entry(r, &e);
	}
	compare(r, &e, &local);
	if (!slice_eq(e.name, local.e.name))
		e.other_name = local.e.name;
	set_data(r, &e, local.data_at);
	end = local.data_at + e.data.len;
	end += descriptor_len(r, &local, end);
	err = add_span(r, local.at, end, r->d->count);
	if (err == 0)
		err = add_entry(r, &e);
	if (err == 0)
		err = add_local_view(r, &e, &local);
	return err;
}

/*
 * Entries that stand in a stretch of the file which the directory does not
 * list: other readers walk from header to header.
 */
static int
walk_locals(struct reader *r, uint64_t from, uint64_t to)
{
	struct slice gap;
	struct header h;
	size_t mark;
	int err = 0;

	while (err == 0 && !r->d->too_many) {
		gap = slice_sub(r->s, (size_t)from, (size_t)to);
		mark = slice_find(gap, LOCAL_MARK, 0);
		if (mark == SLICE_NPOS)
			return 0;
		from += mark;
		if (read_local(r, from, &h) < 0) {
			from += LOCAL_MARK.len;
			continue;
		}
		/* Sizes that come later: take all, inflating finds the end. */
		if (h.e.packed_size == 0 &&
		    (h.e.flags & FLAG_DESCRIPTOR) != 0 && h.data_at <= to) {
			h.e.packed_size = to - h.data_at;
			h.e.crc_known = false;
		}
		set_data(r, &h.e, h.data_at);
		err = add_entry(r, &h.e);
		from = h.e.has_data && (h.e.flags & FLAG_DESCRIPTOR) == 0 ?
		    h.data_at + h.e.packed_size : h.data_at;
		if (from > to)
			return err;
	}
	return err;
}

/* --- the end record and the directory ------------------------------------------------ */

struct end {
	uint64_t at;		/* of the end record */
	uint64_t after;		/* behind it and its comment */
	uint64_t dir_at;	/* where the directory really begins */
	uint64_t dir_said;	/* where the record says it begins */
	uint64_t dir_size;
	uint64_t count;
	uint64_t records_from;	/* where its zip64 records begin */
};

static bool
take_end64(struct reader *r, struct end *e)
{
	struct slice p;
	uint64_t at;

	if (e->at < LOCATOR64_SIZE)
		return false;
	p = slice_from(r->s, (size_t)e->at - LOCATOR64_SIZE);
	if (!slice_starts(p, SLICE("PK\6\7")))
		return false;
	at = le64(p, 8);
	/* Said, or right before its locator where bytes stand in front. */
	if (at > r->s.len || r->s.len - at < END64_SIZE ||
	    memcmp(r->s.ptr + at, "PK\6\6", 4) != 0) {
		if (e->at < LOCATOR64_SIZE + END64_SIZE)
			return false;
		at = e->at - LOCATOR64_SIZE - END64_SIZE;
		if (memcmp(r->s.ptr + at, "PK\6\6", 4) != 0)
			return false;
	}
	p = slice_from(r->s, (size_t)at);
	e->count = le64(p, 32);
	e->dir_size = le64(p, 40);
	e->dir_said = le64(p, 48);
	e->records_from = at;
	return true;
}

static bool
take_end(struct reader *r, uint64_t at, struct end *e)
{
	struct slice p = slice_from(r->s, (size_t)at);
	bool is_64;

	memset(e, 0, sizeof *e);
	e->at = e->records_from = at;
	e->after = at + END_SIZE + le16(p, 20);
	e->count = le16(p, 10);
	e->dir_size = le32(p, 12);
	e->dir_said = le32(p, 16);
	is_64 = e->count == 0xffff || e->dir_size == UNKNOWN_32 ||
	    e->dir_said == UNKNOWN_32;
	if (is_64 && !take_end64(r, e))
		return false;
	if (e->after > r->s.len || e->dir_size > e->records_from)
		return false;
	e->dir_at = e->records_from - e->dir_size;
	/* Where it says is better, if there is a directory. */
	if (e->dir_said <= e->dir_at && e->count > 0 && slice_starts(
	    slice_from(r->s, (size_t)e->dir_said), CENTRAL_MARK))
		e->dir_at = e->dir_said;
	return e->count == 0 || slice_starts(slice_from(r->s,
	    (size_t)e->dir_at), CENTRAL_MARK);
}

/* The last end record that holds together. */
static bool
find_end(struct reader *r, struct end *ret)
{
	size_t least, at;

	if (r->s.len < END_SIZE)
		return false;
	least = r->s.len > END_SIZE + COMMENT_MAX ?
	    r->s.len - END_SIZE - COMMENT_MAX : 0;
	for (at = r->s.len - END_SIZE + 1; at-- > least;)
		if (r->s.ptr[at] == 'P' && slice_starts(
		    slice_from(r->s, at), END_MARK) && take_end(r, at, ret))
			return true;
	return false;
}

static int
read_directory(struct reader *r, const struct end *e)
{
	struct slice dir;
	struct header h;
	uint64_t n = 0;
	size_t len;
	int err = 0;

	dir = slice_sub(r->s, (size_t)e->dir_at, (size_t)e->records_from);
	r->shift = e->dir_at - (e->dir_said < e->dir_at ? e->dir_said :
	    e->dir_at);
	for (; dir.len >= CENTRAL_SIZE && err == 0 && !r->d->too_many; n++) {
		if (read_central(dir, &h, &len) < 0)
			break;
		err = add_central(r, &h);
		dir = slice_from(dir, len);
	}
	if (err < 0 || r->d->too_many)
		return err;
	if (n != e->count)
		ambiguous(r, "directory with another number of members");
	if (dir.len > 0 && !slice_starts(dir, SLICE("PK\5\5")))
		ambiguous(r, "data after the directory");
	return add_span(r, e->dir_at, e->after, SIZE_MAX);
}

/* --- the whole ----------------------------------------------------------------------------- */

static int
span_order(const void *a, const void *b)
{
	const struct span *p = a, *q = b;

	return p->from < q->from ? -1 : p->from > q->from;
}

static bool
is_zero(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] != 0)
			return false;
	return true;
}

/* A stretch that belongs to nothing.  Zeros are padding. */
static int
look_at_gap(struct reader *r, uint64_t from, uint64_t to)
{
	struct slice gap = slice_sub(r->s, (size_t)from, (size_t)to);
	size_t before = r->d->count;
	int err;

	if (is_zero(gap))
		return 0;
	err = walk_locals(r, from, to);
	if (r->d->count > before)
		ambiguous(r, "members that the directory does not list");
	else if (from > 0)
		ambiguous(r, "data between or behind the members");
	/* In front: a program that unpacks itself; its type tells. */
	return err;
}

static int
look_at_gaps(struct reader *r)
{
	uint64_t at = 0;
	size_t i;
	int err = 0;

	qsort(r->spans, r->span_count, sizeof *r->spans, span_order);
	for (i = 0; i < r->span_count && err == 0; i++) {
		if (r->spans[i].from > at)
			err = look_at_gap(r, at, r->spans[i].from);
		else if (r->spans[i].from < at)
			ambiguous(r, "members that overlap");
		if (r->spans[i].to > at)
			at = r->spans[i].to;
	}
	if (err == 0 && at < r->s.len)
		err = look_at_gap(r, at, r->s.len);
	return err;
}

int
zip_directory_read(struct slice bytes, struct arena *a,
    struct zip_directory *ret)
{
	struct reader r = { .s = bytes, .arena = a, .d = ret };
	struct end e;
	int err;

	memset(ret, 0, sizeof *ret);
	if (!find_end(&r, &e)) {
		broken(&r, "no directory at the end");
		ret->is_cut = true;
		err = walk_locals(&r, 0, bytes.len);
		if (err == 0 && ret->count == 0)
			return ERR_SYNTAX;
		return err;
	}
	ret->comment = slice_sub(bytes, (size_t)e.at + END_SIZE,
	    (size_t)e.after);
	err = read_directory(&r, &e);
	/* Names that are blanked out: the directory itself is ciphertext. */
	if (err == 0 && ret->count == 0 && e.count > 0)
		broken(&r, "directory that does not decode");
	if (err == 0 && !ret->too_many)
		err = look_at_gaps(&r);
	return err;
}

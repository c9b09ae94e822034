#include "extract/ole.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"

#define HEADER_SIZE	512
#define ENTRY_SIZE	128
#define ENTRIES_MAX	4096
#define MINI_SECTOR	64
#define SECTOR_LAST	0xfffffffau	/* and above: no sector */

static uint16_t
le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t
le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

int
ole_open(struct slice s, struct ole *ret)
{
	uint16_t shift;

	if (s.len < HEADER_SIZE ||
	    memcmp(s.ptr, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) != 0)
		return ERR_SYNTAX;
	shift = le16(s.ptr + 30);
	if (shift != 9 && shift != 12)
		return ERR_SYNTAX;
	*ret = (struct ole){
		.bytes = s,
		.sector = (uint32_t)1 << shift,
		.fat_sectors = le32(s.ptr + 44),
		.dir_first = le32(s.ptr + 48),
		.mini_limit = le32(s.ptr + 56),
		.mini_fat_first = le32(s.ptr + 60),
		.difat_first = le32(s.ptr + 68),
	};
	return 0;
}

/* The bytes of a sector; ptr NULL when the file has no such sector. */
static struct slice
sector_at(const struct ole *o, uint32_t n)
{
	uint64_t at = ((uint64_t)n + 1) * o->sector;

	if (n >= SECTOR_LAST || at >= o->bytes.len)
		return SLICE_NONE;
	return slice_sub(o->bytes, (size_t)at, (size_t)at + o->sector);
}

static uint32_t
word_of(struct slice sector, uint32_t index)
{
	if (((size_t)index + 1) * 4 > sector.len)
		return UINT32_MAX;
	return le32(sector.ptr + (size_t)index * 4);
}

/* Which sector holds the nth sector of the allocation table? */
static uint32_t
fat_sector(const struct ole *o, uint32_t n)
{
	uint32_t per = o->sector / 4 - 1, at, hop;

	if (n < 109)
		return le32(o->bytes.ptr + 76 + (size_t)n * 4);
	n -= 109;
	at = o->difat_first;
	for (hop = n / per; hop > 0 && at < SECTOR_LAST; hop--)
		at = word_of(sector_at(o, at), per);
	return word_of(sector_at(o, at), n % per);
}

static uint32_t
fat_next(const struct ole *o, uint32_t n)
{
	uint32_t per = o->sector / 4;

	if (n >= SECTOR_LAST || n / per > o->fat_sectors)
		return UINT32_MAX;
	return word_of(sector_at(o, fat_sector(o, n / per)), n % per);
}

/* The nth sector of a chain. */
static uint32_t
chain_at(const struct ole *o, uint32_t first, uint64_t n)
{
	if (n > o->bytes.len / o->sector)
		return UINT32_MAX;
	while (n-- > 0 && first < SECTOR_LAST)
		first = fat_next(o, first);
	return first;
}

int
ole_entry(const struct ole *o, uint32_t index, struct ole_entry *ret)
{
	uint32_t per = o->sector / ENTRY_SIZE;
	struct slice s;
	const uint8_t *p;
	size_t i, n;

	if (index >= ENTRIES_MAX)
		return ERR_NOTFOUND;
	s = sector_at(o, chain_at(o, o->dir_first, index / per));
	s = slice_from(s, (size_t)(index % per) * ENTRY_SIZE);
	if (s.ptr == NULL || s.len < ENTRY_SIZE)
		return ERR_NOTFOUND;
	p = s.ptr;
	memset(ret, 0, sizeof *ret);
	n = le16(p + 64) / 2;
	for (i = 0; i + 1 < n && i + 1 < sizeof ret->name; i++)
		ret->name[i] = p[2 * i + 1] == 0 && p[2 * i] < 0x7f ?
		    (char)p[2 * i] : '?';
	ret->kind = p[66];
	memcpy(ret->class, p + 80, sizeof ret->class);
	ret->first = le32(p + 116);
	ret->size = le32(p + 120);
	if (o->sector == 4096)
		ret->size |= (uint64_t)le32(p + 124) << 32;
	return 0;
}

bool
ole_find(const struct ole *o, const char *name, struct ole_entry *ret)
{
	struct ole_entry e;
	uint32_t i;

	for (i = 0; ole_entry(o, i, &e) == 0; i++) {
		if (strcmp(e.name, name) == 0) {
			*ret = e;
			return true;
		}
	}
	return false;
}

static int
put_chain(const struct ole *o, uint32_t at, uint64_t size, struct buf *out)
{
	uint64_t hops = o->bytes.len / o->sector + 1;
	struct slice s;
	int r;

	for (; size > 0 && hops > 0; hops--) {
		s = sector_at(o, at);
		if (s.ptr == NULL)
			return ERR_SYNTAX;
		s = slice_sub(s, 0, size < s.len ? (size_t)size : s.len);
		r = buf_put_slice(out, s);
		if (r < 0)
			return r;
		size -= s.len;
		at = fat_next(o, at);
	}
	return size == 0 ? 0 : ERR_SYNTAX;
}

/* Small streams lie in 64-byte pieces of the root entry's stream. */
static int
put_mini(const struct ole *o, uint32_t at, uint64_t size, struct buf *out)
{
	struct ole_entry root;
	struct slice s;
	uint64_t where, hops = o->bytes.len / MINI_SECTOR + 1;
	uint32_t per = o->sector / 4;
	int r;

	if (ole_entry(o, 0, &root) < 0)
		return ERR_SYNTAX;
	for (; size > 0 && hops > 0; hops--) {
		where = (uint64_t)at * MINI_SECTOR;
		s = sector_at(o, chain_at(o, root.first, where / o->sector));
		s = slice_sub(s, (size_t)(where % o->sector),
		    (size_t)(where % o->sector) + MINI_SECTOR);
		if (s.ptr == NULL || s.len == 0)
			return ERR_SYNTAX;
		s = slice_sub(s, 0, size < s.len ? (size_t)size : s.len);
		r = buf_put_slice(out, s);
		if (r < 0)
			return r;
		size -= s.len;
		at = word_of(sector_at(o, chain_at(o, o->mini_fat_first,
		    at / per)), at % per);
	}
	return size == 0 ? 0 : ERR_SYNTAX;
}

int
ole_stream(const struct ole *o, const struct ole_entry *e, size_t max,
    struct buf *out)
{
	uint64_t size = e->size < max ? e->size : max;

	if (e->size < o->mini_limit && e->kind != 5)
		return put_mini(o, e->first, size, out);
	return put_chain(o, e->first, size, out);
}

const char *
ole_type(struct slice bytes)
{
	static const uint8_t msi[16] = {
		0x84, 0x10, 0x0c, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46
	};
	static const struct {
		const char *stream, *mime;
	} known[] = {
		{ "EncryptedPackage",	"application/x-ole-encrypted" },
		{ "WordDocument",	"application/msword" },
		{ "Workbook",		"application/vnd.ms-excel" },
		{ "Book",		"application/vnd.ms-excel" },
		{ "PowerPoint Document", "application/vnd.ms-powerpoint" },
		{ "__properties_version1.0", "application/vnd.ms-outlook" },
		{ "VisioDocument",	"application/vnd.ms-visio.drawing" },
	};
	const char *fallback = "application/x-ole-storage";
	struct ole_entry e;
	struct ole o;
	size_t i;

	if (ole_open(bytes, &o) < 0)
		return fallback;
	if (ole_entry(&o, 0, &e) == 0 && memcmp(e.class, msi, 16) == 0)
		return "application/x-msi";
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (ole_find(&o, known[i].stream, &e))
			return known[i].mime;
	return fallback;
}

/* --- the format: says what is closed and what has no reader yet ---------------- */

static int
ole_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)detected;
	(void)name;
	return slice_starts(bytes, SLICE("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) ?
	    70 : 0;
}

static uint32_t
number_after(struct slice s, struct slice key)
{
	uint32_t n = 0;
	size_t at;

	at = slice_find(s, key, 0);
	if (at == SLICE_NPOS)
		return 0;
	for (at += key.len; at < s.len && ascii_is_digit(s.ptr[at]) && n < 10000;
	    at++)
		n = n * 10 + (uint32_t)(s.ptr[at] - '0');
	return n;
}

static struct slice
aes_words(uint32_t bits)
{
	return bits == 256 ? SLICE("AES-256") : bits == 192 ?
	    SLICE("AES-192") : bits == 128 ? SLICE("AES-128") : SLICE_NONE;
}

/*
 * An encrypted OOXML file ([MS-OFFCRYPTO] 2.3.4): EncryptionInfo names a
 * known cipher, and the package is there, of whole blocks.
 */
static int
read_encrypted(struct extract_job *j, const struct ole *o)
{
	struct buf info = BUF_INIT(64 * KIB);
	struct slice reason = SLICE_NONE;
	struct ole_entry package, e;
	uint16_t major, minor;

	if (ole_find(o, "EncryptionInfo", &e) &&
	    ole_stream(o, &e, 64 * KIB, &info) == 0 && info.len >= 40) {
		major = le16(info.ptr);
		minor = le16(info.ptr + 2);
		if (major == 4 && minor == 4 && slice_find(buf_slice(&info),
		    SLICE("cipherAlgorithm=\"AES\""), 0) != SLICE_NPOS)
			reason = aes_words(number_after(buf_slice(&info),
			    SLICE("keyBits=\"")));
		else if (major >= 2 && major <= 4 && minor == 2)
			/* Header size, flags, size: then AlgID and key size. */
			reason = aes_words(le32(info.ptr + 12 + 16));
	}
	buf_free(&info);
	if (reason.len == 0 || !ole_find(o, "EncryptedPackage", &package) ||
	    package.size < 8 + 16)
		return extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "encrypted office file of unknown kind");
	extract_set_encryption(j, ENCRYPTION_STRONG, reason);
	return extract_anomaly(j, ANOMALY_ENCRYPTED,
	    "office file with a password");
}

static int
ole_read(struct extract_job *j)
{
	struct slice detected = extract_part(j)->detected;
	struct ole_entry e;
	struct ole o;

	if (ole_open(extract_bytes(j), &o) < 0)
		return extract_anomaly(j, ANOMALY_MALFORMED,
		    "compound file with a broken head");
	if (slice_eq_str(detected, "application/x-ole-encrypted"))
		return read_encrypted(j, &o);
	if (ole_find(&o, "_VBA_PROJECT", &e))
		extract_set_flag(j, PART_HAS_MACROS);
	if (slice_eq_str(detected, "application/x-msi")) {
		extract_set_flag(j, PART_IS_OPAQUE);
		return 0;
	}
	return extract_anomaly(j, ANOMALY_UNSUPPORTED,
	    "office file of the old kind");
}

const struct extract_format format_ole = { "ole", ole_can_read, ole_read };

#include "extract/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <iconv.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/documents.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/rar.h"
#include "extract/rarkey.h"
#include "extract/sevenkey.h"
#include "extract/sevenzip.h"
#include "extract/trial.h"

#define CHUNK		((size_t)128 * 1024)
#define CHARSETS	6

/*
 * Made by archive_load() before the sandbox closes, unchanged afterwards: a
 * locale in which the library takes names for UTF-8, and converters that are
 * kept open so that opening one like them reads no file.
 */
static struct {
	locale_t utf8;
	iconv_t names[CHARSETS];
} state;

/* --- what is read, and how ------------------------------------------------------ */

static int
no_filter(struct archive *a)
{
	return archive_read_support_filter_none(a);
}

static int
lone_file(struct archive *a)
{
	return archive_read_support_format_raw(a);
}

struct kind {
	const char *mime;
	const char *name;	/* container in findings */
	int (*format)(struct archive *);
	int (*filter)(struct archive *);
	bool is_file;		/* one compressed file, no archive */
	bool has_end;		/* what stands behind it is told */
	bool seeks;		/* members left aside cost nothing */
};

static const struct kind kinds[] = {
	{ "application/x-tar", "tar", archive_read_support_format_tar,
	    no_filter, false, true, true },
	{ "application/x-cpio", "cpio", archive_read_support_format_cpio,
	    no_filter, false, true, true },
	{ "application/x-archive", "ar", archive_read_support_format_ar,
	    no_filter, false, true, true },
	{ "application/vnd.debian.binary-package", "deb",
	    archive_read_support_format_ar, no_filter, false, true, true },
	{ "application/x-7z-compressed", "7z",
	    archive_read_support_format_7zip, no_filter, false, false, false },
	{ "application/vnd.ms-cab-compressed", "cab",
	    archive_read_support_format_cab, no_filter, false, false, false },
	{ "application/x-iso9660-image", "iso",
	    archive_read_support_format_iso9660, no_filter, false, false, true },
	{ "application/x-lzh-compressed", "lha",
	    archive_read_support_format_lha, no_filter, false, true, true },
	{ "application/x-xar", "xar", archive_read_support_format_xar,
	    no_filter, false, false, true },
	{ "application/warc", "warc", archive_read_support_format_warc,
	    no_filter, false, true, true },
	{ "application/x-rar-4", "rar", archive_read_support_format_rar,
	    no_filter, false, false, false },
	{ "application/x-rar-5", "rar", archive_read_support_format_rar5,
	    no_filter, false, false, false },
	{ "application/x-bzip2", "bzip2", lone_file,
	    archive_read_support_filter_bzip2, true, true, false },
	{ "application/x-xz", "xz", lone_file,
	    archive_read_support_filter_xz, true, true, false },
	{ "application/x-lzma", "lzma", lone_file,
	    archive_read_support_filter_lzma, true, true, false },
	{ "application/x-lzip", "lzip", lone_file,
	    archive_read_support_filter_lzip, true, true, false },
	{ "application/zstd", "zstd", lone_file,
	    archive_read_support_filter_zstd, true, true, false },
	{ "application/x-lz4", "lz4", lone_file,
	    archive_read_support_filter_lz4, true, true, false },
	{ "application/x-compress", "compress", lone_file,
	    archive_read_support_filter_compress, true, false, false },
	{ "application/x-rpm", "rpm", lone_file,
	    archive_read_support_filter_rpm, true, false, false },
};

static const struct kind *
kind_of(struct slice detected, struct slice bytes)
{
	size_t i;

	if (slice_eq_str(detected, "application/x-rar"))
		detected = slice_starts(bytes, SLICE("Rar!\x1a\x07\x01")) ?
		    SLICE("application/x-rar-5") :
		    SLICE("application/x-rar-4");
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (slice_eq_str(detected, kinds[i].mime))
			return &kinds[i];
	return NULL;
}

/* --- before the sandbox ------------------------------------------------------------- */

int
archive_load(void)
{
	static const char *const charsets[CHARSETS] = {
		"UTF-16LE", "UTF-16BE", "UTF-8", "CP437", "CP932", "UTF-16",
	};
	mbstate_t shift;
	locale_t before;
	wchar_t w;
	size_t i;

	if (state.utf8 != (locale_t)0)
		return 0;
	/*
	 * Entries have times, and mktime() would look after /etc/localtime
	 * each time: nothing here tells the time of day.
	 */
	if (setenv("TZ", "UTC0", 1) == -1)
		return ERR_SYSTEM;
	tzset();
	state.utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (state.utf8 == (locale_t)0)
		return ERR_SYSTEM;
	for (i = 0; i < CHARSETS; i++) {
		state.names[i] = iconv_open("UTF-8", charsets[i]);
		if (state.names[i] == (iconv_t)-1)
			return ERR_SYSTEM;
	}
	/* The locale's own converter is set up at its first use. */
	memset(&shift, 0, sizeof shift);
	before = uselocale(state.utf8);
	(void)mbrtowc(&w, "\xc3\xa9", 2, &shift);
	(void)uselocale(before);
	return 0;
}

/* --- one archive being gone through -------------------------------------------------- */

struct walk {
	struct extract_job *holder;
	const struct kind *kind;
	struct slice bytes;
	struct blob *keep;
	struct archive *a;
	struct archive_entry *entry;
	uint32_t seen;
	uint32_t listed;
	uint32_t expected;	/* by our own reading of it; 0: not known */
	uint32_t readable;
	uint32_t closed;
	int pass;		/* of a disc: which of its trees */
	uint64_t tree;		/* of the first pass: what it lists */
	struct engine_end end;
};

static void
let_go(void *arg)
{
	struct walk *w = arg;
	locale_t before;

	if (w->a != NULL) {
		before = uselocale(state.utf8);
		archive_read_free(w->a);
		(void)uselocale(before);
	}
	w->a = NULL;
	engine_let_go(w->keep);
	w->keep = NULL;
}

static bool
mentions(const char *text, const char *word)
{
	return text != NULL && strcasestr(text, word) != NULL;
}

/* The library's complaint in our words. */
static int
tell(struct extract_job *j, struct archive *a)
{
	const char *said = archive_error_string(a);

	if (archive_errno(a) == ENOMEM || mentions(said, "memory"))
		return extract_anomaly(j, ANOMALY_LIMIT,
		    "archive needs more memory than there is");
	if (mentions(said, "encrypt") || mentions(said, "passphrase"))
		return extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "archive that says it is encrypted");
	if (mentions(said, "support") || mentions(said, "unknown codec") ||
	    mentions(said, "too many filters"))
		return extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "archive of a method that is not read");
	if (mentions(said, "truncated") || mentions(said, "unexpected end") ||
	    mentions(said, "premature"))
		return extract_anomaly(j, ANOMALY_TRUNCATED,
		    "archive ends too early");
	return extract_anomaly(j, ANOMALY_MALFORMED, "archive is damaged");
}

/* A name in no charset that the library knows: it is taken as it stands. */
static bool
is_about_names(struct archive *a)
{
	const char *said = archive_error_string(a);

	return mentions(said, "can't be converted") ||
	    mentions(said, "cannot be converted");
}

static const char *
tree_options(int pass)
{
	return pass == 0 ? "" : pass == 1 ? "iso9660:!rockridge" :
	    "iso9660:!joliet,iso9660:!rockridge";
}

static int
open_memory(struct walk *w)
{
	struct archive *a = archive_read_new();

	w->a = a;
	if (a == NULL)
		return ARCHIVE_FATAL;
	/* A warning here would mean that it wants to start a program. */
	if (w->kind->filter(a) != ARCHIVE_OK ||
	    w->kind->format(a) != ARCHIVE_OK ||
	    (w->pass > 0 && archive_read_set_options(a,
	    tree_options(w->pass)) != ARCHIVE_OK))
		return ARCHIVE_FATAL;
	return archive_read_open_memory2(a, w->bytes.ptr, w->bytes.len,
	    w->bytes.len);
}

/* --- entries ---------------------------------------------------------------------------- */

static struct slice
entry_name(struct walk *w)
{
	const char *name = archive_entry_pathname(w->entry);

	if (name == NULL)
		name = archive_entry_pathname_utf8(w->entry);
	return slice_str(name);
}

/* Links and folders have no content, but words all the same. */
static int
put_link(struct walk *w)
{
	const char *to = archive_entry_symlink(w->entry);
	int r = 0;

	if (to == NULL)
		to = archive_entry_hardlink(w->entry);
	if (to != NULL)
		r = extract_name(w->holder, slice_str(to));
	return r;
}

static int	make_member(struct extract_job *m, void *arg, struct buf *out);

/* 1: the entry was queued, its content is to be read before the next. */
static int
put_entry(struct walk *w)
{
	struct extract_job *j = w->holder;
	struct slice name = entry_name(w);
	int64_t size = archive_entry_size(w->entry);
	int r;

	if (w->kind->is_file)
		name = name_unpacked(j->part->name, extract_arena(j));
	else if (name.ptr == NULL)
		(void)extract_anomaly(j, ANOMALY_MALFORMED,
		    "archive member with a name that cannot be read");
	if (archive_entry_is_data_encrypted(w->entry) > 0 ||
	    archive_entry_is_metadata_encrypted(w->entry) > 0) {
		w->closed++;
		return extract_member_closed(j, name,
		    size > 0 ? (uint64_t)size : 0, ENCRYPTION_STRONG,
		    SLICE("AES-256"), ANOMALY_ENCRYPTED,
		    SLICE("archive members with a password"));
	}
	r = put_link(w);
	if (r < 0)
		return r;
	/* Only a disc gives a size to folders; elsewhere it is content. */
	if (archive_entry_filetype(w->entry) != AE_IFREG &&
	    ((size <= 0 && archive_entry_size_is_set(w->entry)) ||
	    w->kind->format == archive_read_support_format_iso9660))
		return name.len > 0 ? extract_name(j, name) : 0;
	w->readable++;
	r = extract_member_later(j, name, make_member, w);
	return r < 0 ? r : 1;
}

/* All was listed: settle what only the whole of it tells. */
static int
finish(struct walk *w)
{
	struct extract_job *j = w->holder;
	int r = 0;

	if (w->closed > 0)
		extract_set_encryption(j, w->readable > 0 ?
		    ENCRYPTION_PARTLY : ENCRYPTION_STRONG, SLICE("AES-256"));
	if (w->expected > 0 && w->listed != w->expected)
		r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "archive with another number of members");
	let_go(w);
	return r;
}

#define CAB_SIZE	8	/* where a cabinet says how long it is */
#define ISO_BLOCKS	(32 * KIB + 80)
#define ISO_BLOCK	2048

/* What stands behind an archive that knows its end. */
static int
look_behind(struct walk *w)
{
	int64_t used = archive_filter_bytes(w->a, -1);
	struct slice tail;
	size_t i;
	int r;

	if (w->kind->format == archive_read_support_format_cab)
		used = (int64_t)le32(w->bytes, CAB_SIZE);
	else if (w->kind->format == archive_read_support_format_iso9660)
		used = (int64_t)le32(w->bytes, ISO_BLOCKS) * ISO_BLOCK;
	else if (!w->kind->has_end || used < 0)
		return 0;
	tail = slice_from(w->bytes, (size_t)used);
	for (i = 0; i < tail.len && tail.ptr[i] == 0; i++)
		;	/* padding of blocks, disks and tapes */
	tail = slice_from(tail, i);
	if (tail.len == 0)
		return 0;
	r = extract_anomaly(w->holder, ANOMALY_AMBIGUOUS,
	    "data after the end of an archive");
	return r < 0 ? r : extract_member(w->holder, SLICE_NONE, tail);
}

/* 1 with w->entry, 0 at the end, or an error (told). */
static int
next_header(struct walk *w)
{
	struct extract_job *j = w->holder;
	int r;

	if (engine_is_late(j->engine, j->part->path))
		return 0;
	if (w->seen >= ARCHIVE_ENTRIES_MAX) {
		(void)extract_anomaly(j, ANOMALY_LIMIT,
		    "archive entry count over 2000");
		return 0;
	}
	w->seen++;
	r = archive_read_next_header(w->a, &w->entry);
	if (r == ARCHIVE_EOF)
		return 0;
	w->listed++;
	if (r == ARCHIVE_OK)
		return 1;
	if (r != ARCHIVE_WARN || !is_about_names(w->a))
		(void)tell(j, w->a);
	return r == ARCHIVE_WARN ? 1 : ERR_SYNTAX;
}

/* What a tree of a disc lists, as one number: where files stand, how long. */
static uint64_t
list_tree(struct walk *w)
{
	uint64_t sum = 0, x;

	for (w->seen = 0; next_header(w) > 0;) {
		if (archive_entry_filetype(w->entry) != AE_IFREG ||
		    archive_entry_size(w->entry) <= 0)
			continue;
		x = (uint64_t)archive_entry_ino64(w->entry) ^
		    (uint64_t)archive_entry_size(w->entry) << 32;
		sum += (x ^ x >> 29) * 0x9e3779b97f4a7c15u;
	}
	w->seen = 0;
	return sum;
}

static int
reopen(struct walk *w)
{
	archive_read_free(w->a);
	return open_memory(w) == ARCHIVE_OK ? 0 : ERR_SYNTAX;
}

/* Windows prefers UDF where a disc has both. */
static bool
has_udf(struct slice s)
{
	struct slice volumes = slice_sub(s, (size_t)32 * KIB, (size_t)64 * KIB);

	return slice_find(volumes, SLICE("NSR02\1"), 0) != SLICE_NPOS ||
	    slice_find(volumes, SLICE("NSR03\1"), 0) != SLICE_NPOS;
}

/*
 * A disc may have three trees of names over the same files; which one is
 * shown depends on the system.  1: the next one lists other files and is to
 * be read as well; 0: there is none.
 */
static int
next_tree(struct walk *w)
{
	if (w->kind->format != archive_read_support_format_iso9660)
		return 0;
	while (w->pass < 2) {
		w->pass++;
		if (reopen(w) < 0)
			return extract_anomaly(w->holder, ANOMALY_MALFORMED,
			    "disc with a tree that cannot be read");
		if (list_tree(w) == w->tree)
			continue;
		(void)extract_anomaly(w->holder, ANOMALY_AMBIGUOUS,
		    "disc whose trees list different files");
		return reopen(w) == 0 ? 1 : 0;
	}
	return 0;
}

/* Go on to the next entry with content, and queue it. */
static int
step(struct walk *w)
{
	int r, end;

	do {
		do {
			end = next_header(w);
			r = end > 0 ? put_entry(w) : 0;
		} while (end > 0 && r == 0);
		if (r != 0)
			return r < 0 ? r : 0;
		/* One that stopped working has no end to look behind. */
		if (end == 0 && w->pass == 0 &&
		    !w->holder->engine->too_late)
			r = look_behind(w);
		if (r == 0)
			r = next_tree(w);
	} while (r > 0);
	return r < 0 ? r : finish(w);
}

/* --- content ---------------------------------------------------------------------------------- */

/* ERR_LIMIT when out or the budget has no room; told. */
static int
put_block(struct extract_job *m, const void *block, size_t n, struct buf *out)
{
	size_t room = out->max - out->len;
	int r;

	r = extract_spend(m, n, 0);
	if (r < 0)
		return r;
	r = block != NULL ? buf_put(out, block, n < room ? n : room) :
	    buf_reserve(out, n < room ? n : room);
	if (r == 0 && block == NULL) {
		memset(out->ptr + out->len, 0, n < room ? n : room);
		out->len += n < room ? n : room;
	}
	if (r < 0 || n > room) {
		(void)extract_anomaly(m, ANOMALY_LIMIT,
		    "unpacked member over 64 MB");
		return ERR_LIMIT;
	}
	return 0;
}

/* Zeros that a sparse file leaves out. */
static int
fill_hole(struct extract_job *m, uint64_t n, struct buf *out)
{
	size_t piece;
	int r;

	for (r = 0; n > 0 && r == 0; n -= piece) {
		piece = n < CHUNK ? (size_t)n : CHUNK;
		r = put_block(m, NULL, piece, out);
	}
	return r;
}

/* All that the library has of one entry; what was read stands. */
static int
pull(struct extract_job *m, struct archive *a, bool has_holes,
    struct buf *out)
{
	const void *block;
	size_t n, base = out->len;
	la_int64_t at;
	int said, r;

	do {
		block = NULL;
		n = 0;
		said = archive_read_data_block(a, &block, &n, &at);
		if (said == ARCHIVE_EOF)
			return 0;
		if (said != ARCHIVE_OK)
			(void)tell(m, a);
		r = 0;
		if (said >= ARCHIVE_WARN && has_holes && at >= 0 &&
		    (uint64_t)at > out->len - base)
			r = fill_hole(m, (uint64_t)at - (out->len - base),
			    out);
		if (r == 0 && said >= ARCHIVE_WARN && n > 0)
			r = put_block(m, block, n, out);
	} while (r == 0 && (said == ARCHIVE_OK || (said == ARCHIVE_WARN &&
	    n > 0)));
	return r < 0 ? r : ERR_SYNTAX;
}

static int
make_member(struct extract_job *m, void *arg, struct buf *out)
{
	struct walk *w = arg;
	locale_t before = uselocale(state.utf8);
	int r, next;

	/* Only tar has sparse files; offsets elsewhere mean other things. */
	r = pull(m, w->a,
	    w->kind->format == archive_read_support_format_tar, out);
	if (units_container(m, slice_str(w->kind->name)) < 0)
		next = ERR_LIMIT;
	else if (r == ERR_LIMIT && !w->kind->seeks)
		/* Skipping would unpack all that the budget forbids. */
		next = w->kind->is_file ? 0 : extract_anomaly(w->holder,
		    ANOMALY_LIMIT, "rest of the archive is not unpacked");
	else {
		/* What is behind its end lives in its bytes. */
		w->holder->keep = w->keep;
		next = step(w);
		w->holder->keep = NULL;
	}
	(void)units_flush(w->holder);
	(void)uselocale(before);
	return r < 0 ? r : next;
}

/* --- one entry of a zip ------------------------------------------------------------------------------ */

#define LOCAL_SIZE	30
#define LOCAL_FLAGS	0x0006	/* of LZMA: does an end mark follow */

/* A local header of its own before the packed bytes: a zip of one member. */
struct wrapped {
	uint8_t head[LOCAL_SIZE + 1];
	struct slice data;
	int next;
};

static la_ssize_t
read_wrapped(struct archive *a, void *arg, const void **ret)
{
	struct wrapped *z = arg;

	(void)a;
	switch (z->next++) {
	case 0:
		*ret = z->head;
		return sizeof z->head;
	case 1:
		*ret = z->data.ptr;
		return (la_ssize_t)z->data.len;
	default:
		return 0;
	}
}

static void
put_le32(uint8_t *p, uint64_t v)
{
	int i;

	for (i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static void
wrap(struct wrapped *z, const struct zip_entry *e)
{
	memset(z, 0, sizeof *z);
	memcpy(z->head, "PK\3\4\x3f", 5);
	z->head[6] = (uint8_t)(e->flags & LOCAL_FLAGS);
	z->head[8] = (uint8_t)e->method;
	z->head[9] = (uint8_t)(e->method >> 8);
	put_le32(z->head + 14, e->crc);
	put_le32(z->head + 18, e->data.len);
	put_le32(z->head + 22, e->size);
	z->head[26] = 1;		/* length of its name */
	z->head[LOCAL_SIZE] = 'x';
	z->data = e->data;
}

int
archive_unzip(struct extract_job *j, const struct zip_entry *e,
    struct buf *out)
{
	locale_t before = uselocale(state.utf8);
	struct archive *a = archive_read_new();
	struct archive_entry *entry;
	struct wrapped z;
	int r;

	wrap(&z, e);
	r = extract_spend(j, 0, e->data.len);
	if (r == 0 && (a == NULL ||
	    archive_read_support_format_zip_streamable(a) != ARCHIVE_OK ||
	    archive_read_support_filter_none(a) != ARCHIVE_OK ||
	    (!e->crc_known && archive_read_set_options(a,
	    "zip:ignorecrc32") != ARCHIVE_OK) ||
	    archive_read_open(a, &z, NULL, read_wrapped, NULL) != ARCHIVE_OK ||
	    archive_read_next_header(a, &entry) < ARCHIVE_WARN)) {
		(void)extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "zip member of an unknown compression method");
		r = ERR_UNSUPPORTED;
	}
	if (r == 0)
		r = pull(j, a, false, out);
	if (a != NULL)
		archive_read_free(a);
	(void)uselocale(before);
	return r;
}

/* --- for 7z archives with a password ---------------------------------------------------------------- */

#define LZMA_HEAD	13
#define SOUND_MAX	(16 * MIB)

/* All that the library reads of one entry, up to so many bytes in all. */
static bool
drain(struct archive *a, size_t most, struct buf *out, size_t *seen)
{
	const void *block;
	size_t n;
	la_int64_t at;
	int r;

	while (*seen < most && (r = archive_read_data_block(a, &block, &n,
	    &at)) != ARCHIVE_EOF) {
		if (r != ARCHIVE_OK ||
		    (out != NULL && buf_put(out, block, n) < 0))
			return false;
		*seen += n;
	}
	return true;
}

int
archive_unlzma(struct slice props, struct slice data, uint64_t size,
    struct buf *out)
{
	struct buf file = BUF_INIT(data.len + LZMA_HEAD);
	struct archive *a = archive_read_new();
	locale_t before = uselocale(state.utf8);
	struct archive_entry *entry;
	uint8_t head[LZMA_HEAD] = { 0 };
	size_t from = out->len, room = 4096, seen = 0;
	int r = ERR_SYNTAX;

	/* Any dictionary that is large enough does; odd ones are refused. */
	while (room < size)
		room *= 2;
	head[0] = props.len == 5 ? props.ptr[0] : 0xff;
	put_le32(head + 1, room);
	put_le32(head + 5, size);
	put_le32(head + 9, size >> 32);
	(void)buf_put(&file, head, sizeof head);
	(void)buf_put_slice(&file, data);
	if (a != NULL && size <= SEVENZIP_HEADER_MAX &&
	    archive_read_support_filter_lzma(a) == ARCHIVE_OK &&
	    archive_read_support_format_raw(a) == ARCHIVE_OK &&
	    archive_read_open_memory(a, file.ptr, file.len) == ARCHIVE_OK &&
	    archive_filter_count(a) == 2 &&
	    archive_read_next_header(a, &entry) == ARCHIVE_OK &&
	    drain(a, SEVENZIP_HEADER_MAX + 1, out, &seen) &&
	    out->len - from == size)
		r = 0;
	if (a != NULL)
		archive_read_free(a);
	(void)uselocale(before);
	buf_free(&file);
	return r;
}

int
archive_check(struct slice bytes)
{
	locale_t before = uselocale(state.utf8);
	struct archive *a = archive_read_new();
	struct archive_entry *entry;
	int r, result = ERR_SYNTAX;
	size_t seen = 0;

	if (a == NULL ||
	    archive_read_support_filter_none(a) != ARCHIVE_OK ||
	    archive_read_support_format_7zip(a) != ARCHIVE_OK ||
	    archive_read_open_memory(a, bytes.ptr, bytes.len) != ARCHIVE_OK)
		goto out;
	while ((r = archive_read_next_header(a, &entry)) == ARCHIVE_OK ||
	    (r == ARCHIVE_WARN && is_about_names(a)))
		if (seen >= SOUND_MAX || !drain(a, SOUND_MAX, NULL, &seen))
			break;
	if (r == ARCHIVE_EOF)
		result = 0;
	else if (seen >= SOUND_MAX)
		result = ERR_LIMIT;
out:
	if (a != NULL)
		archive_read_free(a);
	(void)uselocale(before);
	return result;
}

/* --- the format ---------------------------------------------------------------------------------- */

static int
read_archive(struct extract_job *j)
{
	struct slice bytes = extract_bytes(j);
	const struct kind *k = kind_of(extract_part(j)->detected, bytes);
	locale_t before;
	struct walk *w;
	int r;

	if (k == NULL)
		return extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "archive of a kind that is not read");
	w = arena_zalloc(extract_arena(j), sizeof *w);
	if (w == NULL)
		return engine_exhausted(j->engine);
	*w = (struct walk){ .holder = j, .kind = k, .bytes = bytes,
	    .end = { let_go, w, NULL } };
	j->part->container = slice_str(k->name);
	r = units_container(j, slice_str(k->name));
	if (r == 0)
		r = extract_spend(j, 0, bytes.len);
	if (r == 0 && k->format == archive_read_support_format_7zip)
		r = sevenzip_look(j);
	if (r == 0 && slice_eq_str(extract_part(j)->detected,
	    "application/x-rar"))
		r = rar_look(j, &w->expected);
	if (r != 0)
		return r < 0 ? r : 0;
	j->knows_end = k->has_end ||
	    k->format == archive_read_support_format_iso9660 ||
	    k->format == archive_read_support_format_cab ||
	    k->format == archive_read_support_format_7zip ||
	    slice_eq_str(extract_part(j)->detected, "application/x-rar");
	w->keep = engine_hold(j);
	engine_at_end(j->engine, &w->end);
	before = uselocale(state.utf8);
	r = open_memory(w);
	if (r == ARCHIVE_OK &&
	    k->format == archive_read_support_format_iso9660) {
		if (has_udf(bytes))
			(void)extract_anomaly(j, ANOMALY_UNSUPPORTED,
			    "disc with a UDF tree that is not read");
		w->tree = list_tree(w);
		r = reopen(w);
	}
	if (r != ARCHIVE_OK)
		r = w->a == NULL ? extract_anomaly(j, ANOMALY_LIMIT,
		    "archive needs more memory than there is") :
		    tell(j, w->a);
	else
		r = step(w);
	(void)uselocale(before);
	return r;
}

/* --- with a password ---------------------------------------------------------------------------------- */

/* One of them: a cipher that the library does not know. */
struct keys {
	struct sevenkey *sevenzip;
	struct rarkey *rar;
};

static int
rebuild(struct extract_job *j, const struct keys *k, struct slice password,
    struct buf *out)
{
	return k->rar != NULL ? rarkey_rebuild(j, k->rar, password, out) :
	    sevenkey_rebuild(k->sevenzip, out);
}

/* All else of the message was read: is the password in it? */
static int
try_words(struct extract_job *j, void *arg)
{
	const struct keys *k = arg;
	struct trial_lock lock = k->rar != NULL ? rarkey_lock(k->rar) :
	    sevenkey_lock(k->sevenzip);
	size_t most = j->bytes.len + SEVENZIP_HEADER_MAX;
	struct buf again = BUF_INIT(most);
	struct slice password;

	if (trial_find(j, &lock, &password) &&
	    rebuild(j, k, password, &again) == 0) {
		trial_opened(j, true);
		*engine_blob(j, most) = again;
		j->bytes = buf_slice(&again);
	} else {
		buf_free(&again);
	}
	return read_archive(j);
}

static int
look_for_locks(struct extract_job *j, struct keys *k)
{
	struct slice detected = extract_part(j)->detected;

	if (slice_eq_str(detected, "application/x-7z-compressed"))
		return sevenkey_look(extract_bytes(j), extract_arena(j),
		    &k->sevenzip);
	if (slice_eq_str(detected, "application/x-rar"))
		return rarkey_look(extract_bytes(j), extract_arena(j),
		    &k->rar);
	return 0;
}

int
archive_read(struct extract_job *j)
{
	struct keys *k = arena_zalloc(extract_arena(j), sizeof *k);

	if (k == NULL || look_for_locks(j, k) < 0)
		return engine_exhausted(j->engine);
	if (k->sevenzip == NULL && k->rar == NULL)
		return read_archive(j);
	j->knows_end = true;
	engine_wait(j, try_words, k);
	return 0;
}

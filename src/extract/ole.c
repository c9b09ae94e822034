#include "extract/ole.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/le.h"
#include "extract/utf16.h"

#define HEADER_SIZE	512
#define HEADER_TABLES	109	/* FAT sectors named in the header */
#define ENTRY_SIZE	128
#define MINI_SECTOR	64
#define SECTOR_LAST	0xfffffffau	/* and above: no sector */
#define SECTOR_END	0xfffffffeu
#define SECTOR_FREE	0xffffffffu
#define SECTOR_FAT	0xfffffffdu

/* --- sectors ------------------------------------------------------------------- */

static void
mark(struct ole *o, struct slice s)
{
	size_t from = s.ptr == NULL ? 0 : (size_t)(s.ptr - o->bytes.ptr);
	size_t to = from + s.len;

	for (; from < to && from % 8 != 0; from++)
		o->seen[from / 8] |= (uint8_t)(1u << from % 8);
	if (to - from >= 8) {
		memset(o->seen + from / 8, 0xff, (to - from) / 8);
		from = to - (to - from) % 8;
	}
	for (; from < to; from++)
		o->seen[from / 8] |= (uint8_t)(1u << from % 8);
}

/* The last one may be cut; none past the end. */
static struct slice
sector_at(const struct ole *o, uint32_t n)
{
	size_t from;

	if (n >= o->sector_count)
		return SLICE_NONE;
	from = ((size_t)n + 1) * o->sector;
	return slice_sub(o->bytes, from, from + o->sector);
}

/*
 * The sectors of a chain, in the arena.  It ends where it leads out of the
 * file or into itself, which is said in the file's flags.
 */
static int
chain(struct ole *o, uint32_t first, uint32_t **ret, uint32_t *ret_count)
{
	uint32_t at, n = 0, *list = NULL;
	size_t cap = 0;
	bool *visited;

	visited = arena_array(o->arena, (size_t)o->sector_count + 1,
	    sizeof *visited);
	if (visited == NULL)
		return ERR_LIMIT;
	for (at = first; at < o->sector_count && !visited[at]; n++) {
		list = arena_grow(o->arena, list, n, &cap, sizeof *list);
		if (list == NULL)
			return ERR_LIMIT;
		list[n] = at;
		visited[at] = true;
		at = at < o->fat_count ? o->fat[at] : SECTOR_END;
	}
	if (at < o->sector_count)
		o->is_broken = true;
	else if (at < SECTOR_LAST)
		o->is_cut = true;
	*ret = list;
	*ret_count = n;
	return 0;
}

/* --- tables ----------------------------------------------------------------------- */

static void
load_fat_sector(struct ole *o, uint32_t sector)
{
	struct slice s = sector_at(o, sector);
	uint32_t i, per = o->sector / 4;

	if (s.len < o->sector)
		o->is_cut = true;
	mark(o, s);
	for (i = 0; i < per && o->fat_count < o->sector_count; i++)
		o->fat[o->fat_count++] = 4 * i + 4 <= s.len ?
		    le32(s, 4 * i) : SECTOR_FREE;
}

/* 2.3, 2.5: the sectors of the table, named in the header and in a chain. */
static int
load_fat(struct ole *o)
{
	uint32_t i, word, at, hops, per = o->sector / 4 - 1;
	struct slice s;

	o->fat = arena_array(o->arena, (size_t)o->sector_count + 1,
	    sizeof *o->fat);
	if (o->fat == NULL)
		return ERR_LIMIT;
	for (i = 0; i < HEADER_TABLES; i++) {
		word = le32(o->bytes, 76 + 4 * i);
		if (word < SECTOR_LAST)
			load_fat_sector(o, word);
	}
	/* Some writers leave a zero where there is no chain. */
	at = le32(o->bytes, 72) == 0 ? SECTOR_END : le32(o->bytes, 68);
	for (hops = 0; at < SECTOR_LAST && hops < o->sector_count &&
	    o->fat_count < o->sector_count; hops++) {
		s = sector_at(o, at);
		if (s.len < o->sector) {
			o->is_cut = true;
			break;
		}
		mark(o, s);
		for (i = 0; i < per; i++) {
			word = le32(s, 4 * i);
			if (word < SECTOR_LAST)
				load_fat_sector(o, word);
		}
		at = le32(s, 4 * per);
	}
	return 0;
}

/* 2.4: the table of small sectors, and where these lie. */
static int
load_mini(struct ole *o)
{
	const struct ole_entry *root = &o->entries[OLE_ROOT];
	uint32_t *list, n, i, k, per = o->sector / 4;
	struct slice s;
	int r;

	if (le32(o->bytes, 64) == 0)
		return 0;	/* no small streams; then 60 may say anything */
	r = chain(o, le32(o->bytes, 60), &list, &n);
	if (r < 0)
		return r;
	o->mini = arena_array(o->arena, (size_t)n * per + 1, sizeof *o->mini);
	if (o->mini == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n; i++) {
		s = sector_at(o, list[i]);
		mark(o, s);
		for (k = 0; k < per; k++)
			o->mini[o->mini_count++] = 4 * k + 4 <= s.len ?
			    le32(s, 4 * k) : SECTOR_FREE;
	}
	return chain(o, root->first, &o->mini_home,
	    &o->mini_home_count);
}

/* --- directory ------------------------------------------------------------------------ */

static int
load_entry(struct ole *o, struct slice s, struct ole_entry *e)
{
	uint8_t utf8[64 * 3];
	struct slice name = slice_sub(s, 0, 64);
	size_t n = le16(s, 64);

	e->parent = e->child = e->next = OLE_NONE;
	e->kind = le8(s, 66);
	e->first = le32(s, 116);
	e->size = o->sector == 4096 ? le64(s, 120) : le32(s, 120);
	memcpy(e->class, s.ptr + 80, sizeof e->class);
	if (e->kind == OLE_KIND_UNUSED)
		return 0;
	mark(o, s);
	/* The length counts its NUL; a wrong one is corrected. */
	name = slice_sub(name, 0, n >= 2 && n <= 64 ? n - 2 : 62);
	name = slice_of(utf8, utf16_raw(name, utf8));
	e->name = arena_dup(o->arena, name);
	return e->name.ptr == NULL ? ERR_LIMIT : 0;
}

struct links {
	uint32_t left, right, child;
};

static struct links
links_of(const struct ole *o, const uint32_t *list, uint32_t index)
{
	uint32_t per = o->sector / ENTRY_SIZE;
	struct slice s = sector_at(o, list[index / per]);

	s = slice_from(s, (size_t)(index % per) * ENTRY_SIZE);
	return (struct links){ le32(s, 68), le32(s, 72), le32(s, 76) };
}

/* Give an entry its parent and put it on the stack; twice is once too often. */
static void
reach(struct ole *o, uint32_t index, uint32_t parent, uint32_t *stack,
    uint32_t *n)
{
	if (index == OLE_NONE)
		return;
	if (index >= o->count || index == OLE_ROOT ||
	    o->entries[index].kind == OLE_KIND_UNUSED ||
	    o->entries[index].parent != OLE_NONE ||
	    o->entries[parent].depth >= OLE_DEPTH_MAX) {
		o->is_broken = true;
		return;
	}
	o->entries[index].parent = parent;
	o->entries[index].depth = (uint8_t)(o->entries[parent].depth + 1);
	stack[(*n)++] = index;
}

/* 2.6.4: each storage holds a tree of siblings.  Walked with a stack. */
static int
load_tree(struct ole *o, const uint32_t *list)
{
	uint32_t *stack, n = 0, index;
	struct ole_entry *e;
	struct links l;

	stack = arena_array(o->arena, (size_t)o->count + 1, sizeof *stack);
	if (stack == NULL)
		return ERR_LIMIT;
	reach(o, links_of(o, list, OLE_ROOT).child, OLE_ROOT, stack, &n);
	while (n > 0) {
		index = stack[--n];
		l = links_of(o, list, index);
		reach(o, l.left, o->entries[index].parent, stack, &n);
		reach(o, l.right, o->entries[index].parent, stack, &n);
		if (o->entries[index].kind == OLE_KIND_STORAGE)
			reach(o, l.child, index, stack, &n);
	}
	for (index = o->count; index-- > 1;) {
		e = &o->entries[index];
		if (e->parent == OLE_NONE)
			continue;
		e->next = o->entries[e->parent].child;
		o->entries[e->parent].child = index;
	}
	return 0;
}

static int
load_directory(struct ole *o)
{
	uint32_t *list, n, i, per = o->sector / ENTRY_SIZE;
	struct slice s;
	int r;

	r = chain(o, le32(o->bytes, 48), &list, &n);
	if (r < 0)
		return r;
	if (n > OLE_ENTRIES_MAX / per) {
		n = (uint32_t)OLE_ENTRIES_MAX / per;
		o->has_too_many = true;
	}
	o->entries = arena_array(o->arena, (size_t)n * per + 1,
	    sizeof *o->entries);
	if (o->entries == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n * per; i++) {
		s = slice_from(sector_at(o, list[i / per]),
		    (size_t)(i % per) * ENTRY_SIZE);
		if (s.len < ENTRY_SIZE)
			break;
		r = load_entry(o, slice_sub(s, 0, ENTRY_SIZE),
		    &o->entries[i]);
		if (r < 0)
			return r;
		o->count = i + 1;
	}
	if (o->count == 0 || o->entries[OLE_ROOT].kind != OLE_KIND_ROOT) {
		o->is_broken = true;
		return 0;
	}
	return load_tree(o, list);
}

int
ole_open(struct slice s, struct arena *a, struct ole **ret)
{
	struct ole *o;
	uint16_t shift = le16(s, 30);
	size_t sectors;
	int r;

	if (s.len < HEADER_SIZE || !slice_starts(s, OLE_MAGIC))
		return ERR_SYNTAX;
	o = arena_zalloc(a, sizeof *o);
	if (o == NULL)
		return ERR_LIMIT;
	o->bytes = s;
	o->arena = a;
	if (shift != 9 && shift != 12) {
		/* 2.2: there are but two; the version tells which was meant. */
		o->is_broken = true;
		shift = le16(s, 26) == 4 ? 12 : 9;
	}
	o->sector = (uint32_t)1 << shift;
	sectors = s.len > o->sector ?
	    (s.len - o->sector + o->sector - 1) / o->sector : 0;
	o->sector_count = sectors < SECTOR_LAST ? (uint32_t)sectors :
	    SECTOR_LAST - 1;
	o->mini_limit = le32(s, 56);
	o->seen = arena_array(a, s.len / 8 + 1, 1);
	if (o->seen == NULL)
		return ERR_LIMIT;
	mark(o, slice_sub(s, 0, HEADER_SIZE));
	r = load_fat(o);
	if (r == 0)
		r = load_directory(o);
	if (r == 0 && o->count > 0)
		r = load_mini(o);
	*ret = o;
	return r;
}

uint32_t
ole_child(const struct ole *o, uint32_t parent, const char *name)
{
	uint32_t i = parent < o->count ? o->entries[parent].child : OLE_NONE;

	while (i != OLE_NONE && !slice_ieq_str(o->entries[i].name, name))
		i = o->entries[i].next;
	return i;
}

uint32_t
ole_find(const struct ole *o, const char *name)
{
	uint32_t i;

	for (i = 1; i < o->count; i++)
		if (o->entries[i].kind != OLE_KIND_UNUSED &&
		    slice_ieq_str(o->entries[i].name, name))
			return i;
	return OLE_NONE;
}

bool
ole_is_below(const struct ole *o, uint32_t index, uint32_t storage)
{
	/* Parents were given along a tree, OLE_DEPTH_MAX deep: this ends. */
	while (index != OLE_NONE && index != storage && index != OLE_ROOT)
		index = o->entries[index].parent;
	return index == storage;
}

/* --- streams -------------------------------------------------------------------------------- */

/* Which bytes of a stream are wanted, while its sectors are walked. */
struct want {
	struct ole *ole;
	uint64_t left;		/* of the stream, from here to the last wanted */
	uint64_t skip;		/* of these, the first ones are not wanted */
	struct buf *out;	/* NULL: only marked as seen */
};

static int
take(struct want *w, struct slice s)
{
	size_t skip;

	s = slice_sub(s, 0, w->left < s.len ? (size_t)w->left : s.len);
	w->left -= s.len;
	skip = w->skip < s.len ? (size_t)w->skip : s.len;
	w->skip -= skip;
	s = slice_from(s, skip);
	mark(w->ole, s);
	return w->out == NULL ? 0 : buf_put_slice(w->out, s);
}

static int
take_large(struct want *w, uint32_t at)
{
	const struct ole *o = w->ole;
	uint32_t hops = o->sector_count;
	struct slice s;
	int r = 0;

	for (; w->left > 0 && hops > 0 && r == 0; hops--) {
		s = sector_at(o, at);
		if (s.len == 0)
			return ERR_SHORT;
		r = take(w, s);
		at = at < o->fat_count ? o->fat[at] : SECTOR_END;
	}
	return r < 0 ? r : w->left == 0 ? 0 : ERR_SHORT;
}

/* Small streams lie in 64-byte pieces of the root entry's stream. */
static int
take_small(struct want *w, uint32_t at)
{
	const struct ole *o = w->ole;
	uint32_t hops = o->mini_count, per = o->sector / MINI_SECTOR;
	struct slice s;
	size_t from;
	int r = 0;

	for (; w->left > 0 && hops > 0 && r == 0; hops--) {
		if (at >= o->mini_count || at / per >= o->mini_home_count)
			return ERR_SHORT;
		from = (size_t)(at % per) * MINI_SECTOR;
		s = slice_sub(sector_at(o, o->mini_home[at / per]), from,
		    from + MINI_SECTOR);
		if (s.len == 0)
			return ERR_SHORT;
		r = take(w, s);
		at = o->mini[at];
	}
	return r < 0 ? r : w->left == 0 ? 0 : ERR_SHORT;
}

int
ole_range(struct ole *o, uint32_t index, uint64_t from, uint64_t size,
    struct buf *out)
{
	const struct ole_entry *e = &o->entries[index];
	struct want w = { o, e->size, from, out };

	if (from >= e->size)
		return 0;
	if (size < e->size - from)
		w.left = from + size;
	return e->size < o->mini_limit ? take_small(&w, e->first) :
	    take_large(&w, e->first);
}

int
ole_stream(struct ole *o, uint32_t index, struct buf *out)
{
	return ole_range(o, index, 0, UINT64_MAX, out);
}

bool
ole_unseen(const struct ole *o, size_t *at, struct slice *ret)
{
	size_t i = *at, from;

	while (i < o->bytes.len && (o->seen[i / 8] & 1u << i % 8) != 0)
		i += i % 8 == 0 && o->seen[i / 8] == 0xff ? 8 : 1;
	from = i;
	while (i < o->bytes.len && (o->seen[i / 8] & 1u << i % 8) == 0)
		i += i % 8 == 0 && o->seen[i / 8] == 0 ? 8 : 1;
	if (i > o->bytes.len)
		i = o->bytes.len;
	*at = i;
	*ret = slice_sub(o->bytes, from, i);
	return ret->len > 0;
}

/* --- a part of it as a file of its own --------------------------------------------------------- */

struct copy {
	struct ole *ole;
	struct buf *out;
	size_t base;		/* where in out the file begins */
	uint32_t sector;
	uint32_t count;		/* of the new file's entries */
	uint32_t *entries;	/* which they were in the old file */
	uint32_t *first;	/* sector of each */
	uint64_t *size;
	uint32_t *sibling;	/* next one in the same storage */
	uint32_t *child;	/* by old entry: the first one in it */
	bool is_cut;
};

static void
copy_alloc(struct copy *c)
{
	size_t n = (size_t)c->ole->count + 1;

	c->entries = mem_zalloc(n * sizeof *c->entries);
	c->first = mem_zalloc(n * sizeof *c->first);
	c->size = mem_zalloc(n * sizeof *c->size);
	c->sibling = mem_zalloc(n * sizeof *c->sibling);
	c->child = mem_zalloc(n * sizeof *c->child);
	memset(c->child, 0xff, n * sizeof *c->child);
}

static void
copy_free(struct copy *c)
{
	free(c->entries);
	free(c->first);
	free(c->size);
	free(c->sibling);
	free(c->child);
}

/* Siblings hang on one another by their right links: order is not needed. */
static void
collect_below(struct copy *c, uint32_t storage)
{
	struct ole *o = c->ole;
	uint64_t total = 0;
	uint32_t i, parent;

	c->entries[c->count++] = storage;
	c->sibling[0] = OLE_NONE;
	for (i = 1; i < o->count; i++) {
		if (i == storage || o->entries[i].kind == OLE_KIND_UNUSED ||
		    !ole_is_below(o, i, storage))
			continue;
		parent = o->entries[i].parent;
		c->sibling[c->count] = c->child[parent];
		c->child[parent] = c->count;
		c->entries[c->count++] = i;
		total += HEADER_SIZE + (o->entries[i].size < o->bytes.len ?
		    o->entries[i].size : o->bytes.len);
	}
	/* What the header's 109 tables reach; larger sectors reach farther. */
	c->sector = total < 6 * MIB ? 512 : 4096;
}

static int
pad(struct copy *c, uint8_t with)
{
	int r = 0;

	while (r == 0 && (c->out->len - c->base) % c->sector != 0)
		r = buf_putc(c->out, with);
	return r;
}

static uint32_t
sector_here(const struct copy *c)
{
	return (uint32_t)((c->out->len - c->base) / c->sector) - 1;
}

static int
copy_streams(struct copy *c)
{
	struct ole *o = c->ole;
	size_t from;
	uint32_t i;
	int r;

	for (i = 0; i < c->count; i++) {
		c->first[i] = SECTOR_END;
		if (o->entries[c->entries[i]].kind != OLE_KIND_STREAM)
			continue;
		from = c->out->len;
		r = ole_stream(o, c->entries[i], c->out);
		if (r == ERR_SHORT)
			c->is_cut = true;
		else if (r < 0)
			return r;
		c->size[i] = c->out->len - from;
		if (c->size[i] > 0)
			c->first[i] = (uint32_t)((from - c->base) /
			    c->sector) - 1;
		r = pad(c, 0);
		if (r < 0)
			return r;
	}
	return 0;
}

static void
store32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
	p[2] = (uint8_t)(v >> 16);
	p[3] = (uint8_t)(v >> 24);
}

static void
fill_entry(const struct copy *c, uint32_t i, uint8_t out[ENTRY_SIZE])
{
	const struct ole_entry *e = &c->ole->entries[c->entries[i]];
	size_t n;

	memset(out, 0, ENTRY_SIZE);
	for (n = 0; n < e->name.len && n < 31; n++)
		out[2 * n] = e->name.ptr[n] < 0x80 ? e->name.ptr[n] : '?';
	out[64] = (uint8_t)(2 * n + 2);
	out[66] = i == 0 ? OLE_KIND_ROOT : e->kind;
	out[67] = 1;
	store32(out + 68, OLE_NONE);
	store32(out + 72, c->sibling[i]);
	store32(out + 76, c->child[c->entries[i]]);
	memcpy(out + 80, e->class, sizeof e->class);
	store32(out + 116, c->first[i]);
	store32(out + 120, (uint32_t)c->size[i]);
}

static int
copy_directory(struct copy *c)
{
	uint8_t entry[ENTRY_SIZE];
	uint32_t i;
	int r = 0;

	for (i = 0; i < c->count && r == 0; i++) {
		fill_entry(c, i, entry);
		r = buf_put(c->out, entry, sizeof entry);
	}
	return r < 0 ? r : pad(c, 0);
}

/* Every stream lies in one piece: the next sector follows, until the end. */
static int
copy_table(struct copy *c, uint32_t directory, uint32_t table)
{
	uint32_t *next, i, from, to, all;
	uint8_t word[4];
	int r = 0;

	for (all = table; (all - table) * (c->sector / 4) < all; all++)
		;
	next = mem_zalloc(((size_t)all + 1) * sizeof *next);
	for (i = 0; i < all; i++)
		next[i] = i < table ? i + 1 : SECTOR_FAT;
	next[table - 1] = SECTOR_END;
	if (directory > 0)
		next[directory - 1] = SECTOR_END;
	for (i = 1; i < c->count; i++) {
		from = c->first[i];
		to = (uint32_t)((c->size[i] + c->sector - 1) / c->sector);
		if (from != SECTOR_END)
			next[from + to - 1] = SECTOR_END;
	}
	for (i = 0; i < (all - table) * (c->sector / 4) && r == 0; i++) {
		store32(word, i < all ? next[i] : SECTOR_FREE);
		r = buf_put(c->out, word, 4);
	}
	free(next);
	return r;
}

static void
fill_header(const struct copy *c, uint32_t directory, uint32_t table)
{
	uint8_t *h = c->out->ptr + c->base;
	uint32_t i, n = sector_here(c) - table;

	memcpy(h, OLE_MAGIC.ptr, 8);
	h[24] = 0x3e;
	h[26] = c->sector == 4096 ? 4 : 3;
	h[28] = 0xfe;
	h[29] = 0xff;
	h[30] = c->sector == 4096 ? 12 : 9;
	h[32] = 6;
	store32(h + 44, n);
	store32(h + 48, directory);
	store32(h + 60, SECTOR_END);
	store32(h + 68, SECTOR_END);
	for (i = 0; i < HEADER_TABLES; i++)
		store32(h + 76 + 4 * i, i < n ? table + i : SECTOR_FREE);
}

int
ole_copy(struct ole *o, uint32_t storage, struct buf *out)
{
	struct copy c = { .ole = o, .out = out, .base = out->len };
	uint32_t directory = 0, table = 0;
	int r;

	copy_alloc(&c);
	collect_below(&c, storage);
	r = buf_putc(out, 0);
	if (r == 0)
		r = pad(&c, 0);
	if (r == 0)
		r = copy_streams(&c);
	if (r == 0) {
		directory = sector_here(&c);
		r = copy_directory(&c);
	}
	if (r == 0) {
		table = sector_here(&c);
		r = copy_table(&c, directory, table);
	}
	if (r == 0)
		fill_header(&c, directory, table);
	copy_free(&c);
	return r == 0 && c.is_cut ? ERR_SHORT : r;
}

/* --- what kind of file ---------------------------------------------------------------------------- */

static bool
has_class(const struct ole *o, const char *guid)
{
	return o->count > 0 &&
	    memcmp(o->entries[OLE_ROOT].class, guid, 16) == 0;
}

/* Streams and storages that tell a kind, the surest first. */
static const struct {
	const char *name, *mime;
} kinds[] = {
	{ "EncryptedPackage",	"application/x-ole-encrypted" },
	{ "\x09" "DRMContent",	"application/x-ole-encrypted" },
	{ "WordDocument",	"application/msword" },
	{ "Workbook",		"application/vnd.ms-excel" },
	{ "Book",		"application/vnd.ms-excel" },
	{ "PowerPoint Document", "application/vnd.ms-powerpoint" },
	{ "PP40",		"application/vnd.ms-powerpoint" },
	{ "__properties_version1.0", "application/vnd.ms-outlook" },
	{ "VisioDocument",	"application/vnd.ms-visio.drawing" },
	{ "Quill",		"application/x-mspublisher" },
	{ "HwpSummaryInformation", "application/x-hwp" },
	{ "\005HwpSummaryInformation", "application/x-hwp" },
	{ "MatOST",		"application/vnd.ms-works" },
	{ "StarWriterDocument",	"application/vnd.stardivision.writer" },
	{ "StarCalcDocument",	"application/vnd.stardivision.calc" },
	{ "StarDrawDocument3",	"application/vnd.stardivision.draw" },
	{ "Props9",		"application/vnd.ms-project" },
	{ "Props12",		"application/vnd.ms-project" },
	{ "Props14",		"application/vnd.ms-project" },
	{ "\001Ole10Native",	"application/x-ole-package" },
	{ "_VBA_PROJECT",	"application/vnd.ms-office.vbaproject" },
	{ "Catalog",		"application/x-thumbs-db" },
};

const char *
ole_storage_type(const struct ole *o, uint32_t storage)
{
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (ole_child(o, storage, kinds[i].name) != OLE_NONE)
			return kinds[i].mime;
	return NULL;
}

/* In the root, or lost in another place. */
static const char *
type_by_names(const struct ole *o)
{
	const char *mime = ole_storage_type(o, OLE_ROOT);
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0] && mime == NULL; i++)
		if (ole_find(o, kinds[i].name) != OLE_NONE)
			mime = kinds[i].mime;
	return mime;
}

const char *
ole_type(struct slice bytes)
{
	struct arena *a = arena_new(64 * MIB);
	const char *mime = NULL;
	struct ole *o;

	if (ole_open(bytes, a, &o) == 0) {
		/* Installers of Windows and their patches. */
		if (has_class(o, "\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0F") ||
		    has_class(o, "\x86\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0F"))
			mime = "application/x-msi";
		else
			mime = type_by_names(o);
	}
	arena_free(a);
	return mime != NULL ? mime : "application/x-ole-storage";
}

#include "olemaker.h"

#include <check.h>
#include <string.h>

#include "base/limits.h"

#define SMALL		4096u
#define MINI		64u
#define LAST		0xfffffffeu
#define FREE		0xffffffffu
#define IS_TABLE	0xfffffffdu
#define ITEMS_MAX	128
#define TABLE_MAX	4096

void
put16(struct buf *out, unsigned v)
{
	buf_putc(out, (uint8_t)v);
	buf_putc(out, (uint8_t)(v >> 8));
}

void
put32(struct buf *out, uint32_t v)
{
	put16(out, v & 0xffff);
	put16(out, v >> 16);
}

void
put_wide(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		put16(out, (uint8_t)*text);
}

struct making {
	const struct ole_item *items;
	size_t n;
	size_t sector;
	struct buf body;		/* all sectors */
	struct buf small;		/* the small streams */
	uint32_t next[TABLE_MAX];
	uint32_t mini[TABLE_MAX];
	size_t mini_count;
	uint32_t first[ITEMS_MAX];
};

static void
fill(struct buf *out, size_t unit, uint8_t with)
{
	while (out->len % unit != 0)
		buf_putc(out, with);
}

static uint32_t
sectors(const struct making *m)
{
	return (uint32_t)(m->body.len / m->sector);
}

/* Append bytes as a chain of sectors; its first one. */
static uint32_t
add_chain(struct making *m, struct slice s)
{
	uint32_t first = sectors(m), i;

	if (s.len == 0)
		return LAST;
	buf_put_slice(&m->body, s);
	fill(&m->body, m->sector, 0);
	ck_assert(sectors(m) < TABLE_MAX);
	for (i = first; i < sectors(m); i++)
		m->next[i] = i + 1 < sectors(m) ? i + 1 : LAST;
	return first;
}

static uint32_t
add_small(struct making *m, struct slice s)
{
	uint32_t first = (uint32_t)m->mini_count;

	if (s.len == 0)
		return LAST;
	buf_put_slice(&m->small, s);
	fill(&m->small, MINI, 0);
	while (m->mini_count < m->small.len / MINI) {
		m->mini[m->mini_count] = (uint32_t)m->mini_count + 1;
		m->mini_count++;
	}
	m->mini[m->mini_count - 1] = LAST;
	return first;
}

/* The next in the list with that parent; the list is not a tree of names. */
static uint32_t
next_of(const struct making *m, int parent, size_t from)
{
	for (; from < m->n; from++)
		if (m->items[from].parent == parent)
			return (uint32_t)from + 1;
	return FREE;
}

static void
put_entry(struct buf *out, const char *name, unsigned kind, uint32_t right,
    uint32_t child, uint32_t first, size_t size)
{
	size_t at = out->len, n = strlen(name);

	put_wide(out, name);
	while (out->len < at + 64)
		buf_putc(out, 0);
	put16(out, (unsigned)(2 * n + 2));
	buf_putc(out, (uint8_t)kind);
	buf_putc(out, 1);
	put32(out, FREE);
	put32(out, right);
	put32(out, child);
	while (out->len < at + 116)
		buf_putc(out, 0);
	put32(out, first);
	put32(out, (uint32_t)size);
	put32(out, 0);
}

static uint32_t
add_directory(struct making *m)
{
	struct buf out = BUF_INIT(MIB);
	uint32_t home = add_chain(m, buf_slice(&m->small)), first;
	const struct ole_item *item;
	size_t i;

	put_entry(&out, "Root Entry", 5, FREE, next_of(m, -1, 0), home,
	    m->small.len);
	for (i = 0; i < m->n; i++) {
		item = &m->items[i];
		put_entry(&out, item->name, item->is_storage ? 1 : 2,
		    next_of(m, item->parent, i + 1), item->is_storage ?
		    next_of(m, (int)i, 0) : FREE, m->first[i],
		    item->content.len);
	}
	first = add_chain(m, buf_slice(&out));
	buf_free(&out);
	return first;
}

static void
put_words(struct buf *out, const uint32_t *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		put32(out, words[i]);
}

/* Their sectors are in the table as well, and marked. */
static uint32_t
add_table(struct making *m, uint32_t *ret_count)
{
	uint32_t first = sectors(m), n = 1, i, per = (uint32_t)m->sector / 4;

	while ((first + n) > n * per)
		n++;
	for (i = 0; i < n; i++)
		m->next[first + i] = IS_TABLE;
	for (i = first + n; i < n * per; i++)
		m->next[i] = FREE;
	put_words(&m->body, m->next, n * per);
	*ret_count = n;
	return first;
}

void
olemaker(const struct ole_item *items, size_t n, unsigned shift,
    struct buf *out)
{
	static struct making m;
	struct buf mini = BUF_INIT(MIB);
	uint32_t directory, mini_first, table, tables, i;

	memset(&m, 0, sizeof m);
	m.items = items;
	m.n = n;
	m.sector = (size_t)1 << shift;
	buf_init(&m.body, 16 * MIB);
	buf_init(&m.small, MIB);
	ck_assert(n <= ITEMS_MAX);
	for (i = 0; i < n; i++)
		m.first[i] = items[i].is_storage ? 0 :
		    items[i].content.len < SMALL ?
		    add_small(&m, items[i].content) :
		    add_chain(&m, items[i].content);
	directory = add_directory(&m);
	put_words(&mini, m.mini, m.mini_count);
	fill(&mini, m.sector, 0xff);
	mini_first = add_chain(&m, buf_slice(&mini));
	table = add_table(&m, &tables);
	buf_puts(out, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
	while (out->len < 24)
		buf_putc(out, 0);
	put16(out, 0x3e);
	put16(out, shift == 9 ? 3 : 4);
	put16(out, 0xfffe);
	put16(out, shift);
	put16(out, 6);
	while (out->len < 44)
		buf_putc(out, 0);
	put32(out, tables);
	put32(out, directory);
	put32(out, 0);
	put32(out, SMALL);
	put32(out, mini_first);
	put32(out, mini.len > 0 ? 1 : 0);
	put32(out, LAST);
	put32(out, 0);
	for (i = 0; i < 109; i++)
		put32(out, i < tables ? table + i : FREE);
	fill(out, m.sector, 0);
	buf_put_slice(out, buf_slice(&m.body));
	buf_free(&m.body);
	buf_free(&m.small);
	buf_free(&mini);
}

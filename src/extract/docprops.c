#include "extract/docprops.h"

#include <stdlib.h>

#include "base/mem.h"
#include "extract/le.h"

#define PAGE		512u
#define RANGES_MAX	((size_t)1024 * 1024)	/* of one kind */
#define BX_SIZE		13			/* 2.9.23 */

/* 2.6: the few properties that matter here. */
enum sprm {
	SPRM_C_DELETED = 0x0800,	/* sprmCFRMarkDel */
	SPRM_C_INSERTED = 0x0801,	/* sprmCFRMark */
	SPRM_C_VANISH = 0x083c,
	SPRM_P_IN_TABLE = 0x2416,
	SPRM_P_ROW_END = 0x2417,
	SPRM_P_INNER_ROW_END = 0x244c,
	SPRM_P_CHANGE_TABS = 0xc615,
	SPRM_T_DEFINE_TABLE = 0xd608
};

/* --- property modifiers ------------------------------------------------------------- */

/* Bytes of the operand at the beginning of s. */
static size_t
operand_size(uint16_t sprm, struct slice s)
{
	static const uint8_t fixed[] = { 1, 1, 2, 4, 2, 2, 0, 3 };

	if (sprm == SPRM_T_DEFINE_TABLE)
		return (size_t)le16(s, 0) + 1;
	if (sprm == SPRM_P_CHANGE_TABS && le8(s, 0) == 255)
		return SIZE_MAX;	/* its size is computed; the last one */
	if (sprm >> 13 == 6)
		return (size_t)le8(s, 0) + 1;
	return fixed[sprm >> 13];
}

static unsigned
kinds_of(struct slice s)
{
	unsigned kinds = 0;
	uint16_t sprm;
	size_t n;

	for (; s.len > 2; s = slice_from(s, n)) {
		sprm = le16(s, 0);
		s = slice_from(s, 2);
		n = operand_size(sprm, s);
		if (n > s.len || le8(s, 0) == 0)
			continue;
		if (sprm == SPRM_C_VANISH)
			kinds |= 1u << DOCPROPS_HIDDEN;
		if (sprm == SPRM_C_DELETED)
			kinds |= 1u << DOCPROPS_DELETED;
		if (sprm == SPRM_C_INSERTED)
			kinds |= 1u << DOCPROPS_INSERTED;
		if (sprm == SPRM_P_IN_TABLE)
			kinds |= 1u << DOCPROPS_IN_TABLE;
		if (sprm == SPRM_P_ROW_END || sprm == SPRM_P_INNER_ROW_END)
			kinds |= 1u << DOCPROPS_ROW_END;
	}
	return kinds;
}

/* --- pages ------------------------------------------------------------------------------ */

static void
add_range(struct docprops *p, unsigned kinds, uint32_t from, uint32_t to)
{
	unsigned k;

	for (k = 0; k < DOCPROPS_KINDS; k++) {
		if ((kinds & 1u << k) == 0 || p->count[k] >= RANGES_MAX ||
		    from >= to)
			continue;
		p->ranges[k] = mem_grow(p->ranges[k], p->count[k], &p->cap[k],
		    sizeof(struct docprops_range));
		p->ranges[k][p->count[k]++] =
		    (struct docprops_range){ from, to };
	}
}

/* 2.9.33: runs of characters, each with the place of its properties. */
static void
read_chpx_page(struct docprops *p, struct slice page)
{
	size_t n = le8(page, PAGE - 1), i, at;
	struct slice s;

	for (i = 0; i < n; i++) {
		at = (size_t)le8(page, 4 * (n + 1) + i) * 2;
		if (at == 0)
			continue;
		s = slice_sub(page, at + 1, at + 1 + le8(page, at));
		add_range(p, kinds_of(s), le32(page, 4 * i),
		    le32(page, 4 * i + 4));
	}
}

/* 2.9.175: paragraphs; the count is in words, or comes as a second byte. */
static void
read_papx_page(struct docprops *p, struct slice page)
{
	size_t n = le8(page, PAGE - 1), i, at, size;
	struct slice s;

	for (i = 0; i < n; i++) {
		at = (size_t)le8(page, 4 * (n + 1) + BX_SIZE * i) * 2;
		if (at == 0)
			continue;
		size = (size_t)le8(page, at) * 2;
		if (size == 0)
			size = (size_t)le8(page, ++at) * 2;
		else
			size--;
		/* The number of its style comes first. */
		s = slice_sub(page, at + 3, at + 1 + size);
		add_range(p, kinds_of(s), le32(page, 4 * i),
		    le32(page, 4 * i + 4));
	}
}

/* 2.8.5, 2.8.6: n + 1 places, then the numbers of n pages. */
static void
read_table(struct docprops *p, struct slice main, struct slice table,
    void (*read_page)(struct docprops *p, struct slice page))
{
	size_t n = table.len >= 4 ? (table.len - 4) / 8 : 0, i, at;

	for (i = 0; i < n; i++) {
		at = (size_t)(le32(table, 4 * (n + 1) + 4 * i) & 0x3fffff) *
		    PAGE;
		if (at < main.len && main.len - at >= PAGE)
			read_page(p, slice_sub(main, at, at + PAGE));
	}
}

static int
compare(const void *a, const void *b)
{
	const struct docprops_range *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

/* Ordered, and without overlaps: a search then finds the only one. */
static void
settle(struct docprops *p, unsigned k)
{
	struct docprops_range *r = p->ranges[k];
	size_t i, n = 0;

	if (p->count[k] == 0)
		return;
	qsort(r, p->count[k], sizeof *r, compare);
	for (i = 1; i < p->count[k]; i++) {
		if (r[i].from > r[n].to)
			r[++n] = r[i];
		else if (r[i].to > r[n].to)
			r[n].to = r[i].to;
	}
	p->count[k] = n + 1;
}

void
docprops_read(struct docprops *p, struct slice main, struct slice chpx,
    struct slice papx)
{
	unsigned k;

	read_table(p, main, chpx, read_chpx_page);
	read_table(p, main, papx, read_papx_page);
	for (k = 0; k < DOCPROPS_KINDS; k++)
		settle(p, k);
}

void
docprops_free(struct docprops *p)
{
	unsigned k;

	for (k = 0; k < DOCPROPS_KINDS; k++)
		free(p->ranges[k]);
}

bool
docprops_has(const struct docprops *p, enum docprops_kind kind, uint32_t fc)
{
	const struct docprops_range *r = p->ranges[kind];
	size_t low = 0, high = p->count[kind], middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (fc >= r[middle].to)
			low = middle + 1;
		else if (fc < r[middle].from)
			high = middle;
		else
			return true;
	}
	return false;
}

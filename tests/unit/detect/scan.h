/*
 * scan -- what the programs here share: compile a configuration, scan one
 * text, look at its findings.
 */
#ifndef DETECT_SCAN_H
#define DETECT_SCAN_H

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "detect/detect.h"
#include "unit/unit.h"

struct scan {
	struct conf_diag *diag;
	struct conf_tree *tree;
	struct detect_plan *plan;
	struct arena *arena;
	struct detect_run *run;
	struct finding *list;
	size_t count;
	const char *detail;
	int r;			/* of the last scan */
	struct text text;	/* the last one: the run points to it */
	struct text_unit unit;
};

static inline void
scan_begin(struct scan *s, const char *conf)
{
	memset(s, 0, sizeof *s);
	s->diag = conf_diag_new();
	ck_assert_int_eq(conf_parse(slice_str(conf), "test.conf", s->diag,
	    &s->tree), 0);
	ck_assert_int_eq(detect_plan_new(s->tree, s->diag, &s->plan), 0);
	s->arena = arena_new(MESSAGE_ARENA_MAX);
	s->run = detect_run_new(s->plan, s->arena);
	ck_assert_ptr_nonnull(s->run);
}

static inline void
scan_end(struct scan *s)
{
	arena_free(s->arena);
	detect_plan_free(s->plan);
	conf_free(s->tree);
	conf_diag_free(s->diag);
}

static inline void
scan_units(struct scan *s, struct slice bytes, const struct text_unit *units,
    size_t n, const char *part)
{
	memset(&s->text, 0, sizeof s->text);
	s->text.bytes = bytes;
	s->text.units = units;
	s->text.unit_count = n;
	s->text.part = slice_str(part);
	s->text.container = slice_str("text");
	s->r = detect_scan(s->run, &s->text, &s->detail);
	ck_assert_int_eq(detect_findings(s->run, &s->list, &s->count), 0);
}

/* One body of one unit. */
static inline void
scan_body(struct scan *s, struct slice bytes)
{
	memset(&s->unit, 0, sizeof s->unit);
	s->unit.to = bytes.len;
	s->unit.where = FINDING_BODY;
	scan_units(s, bytes, &s->unit, 1, "1");
}

/* The nth finding of one detector; NULL if there are fewer. */
static inline const struct finding *
scan_nth(const struct scan *s, const char *id, size_t nth)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (slice_eq_str(s->list[i].detector, id) && nth-- == 0)
			return &s->list[i];
	return NULL;
}

/*
 * One cell of a table in row 2 under this header: the highest tier of one
 * detector; 0: nothing.
 */
static inline int
scan_cell(const char *conf, const char *id, const char *header,
    const char *cell)
{
	struct text_unit unit;
	const struct finding *f;
	struct scan s;
	size_t i;
	int tier;

	memset(&unit, 0, sizeof unit);
	unit.to = strlen(cell);
	unit.where = FINDING_ATTACHMENT;
	unit.place = slice_str("cell B2");
	unit.header = slice_str(header);
	unit.row = 2;
	scan_begin(&s, conf);
	scan_units(&s, slice_str(cell), &unit, 1, "2");
	ck_assert_int_eq(s.r, 0);
	tier = 0;
	for (i = 0; (f = scan_nth(&s, id, i)) != NULL; i++)
		if (f->tier > tier)
			tier = f->tier;
	scan_end(&s);
	return tier;
}

/*
 * The highest tier of one detector in a text scanned alone, bulk applied; 0:
 * nothing.  ret_count: distinct findings of it.
 */
static inline int
scan_tier(const char *conf, const char *id, struct slice text,
    size_t *ret_count)
{
	struct scan s;
	size_t i, n;
	int tier;

	scan_begin(&s, conf);
	scan_body(&s, text);
	ck_assert_int_eq(s.r, 0);
	tier = 0;
	for (i = n = 0; i < s.count; i++) {
		if (!slice_eq_str(s.list[i].detector, id))
			continue;
		n++;
		if (s.list[i].tier > tier)
			tier = s.list[i].tier;
	}
	scan_end(&s);
	if (ret_count != NULL)
		*ret_count = n;
	return tier;
}

/* A line of a detector's table. */
struct scan_case {
	const char *name;
	const char *text;
	int tier;		/* 0: no finding */
};

static inline void
scan_check_with(const char *conf, const struct scan_case *c, const char *id)
{
	int tier;

	tier = scan_tier(conf, id, slice_str(c->text), NULL);
	ck_assert_msg(tier == c->tier, "%s: tier %d, expected %d: %s",
	    c->name, tier, c->tier, c->text);
}

static inline void
scan_check(const struct scan_case *c, const char *id)
{
	scan_check_with("", c, id);
}

/* The same of a cell and its header. */
struct scan_column {
	const char *name;
	const char *header;
	const char *cell;
	int tier;
};

static inline void
scan_check_column(const char *conf, const struct scan_column *c,
    const char *id)
{
	int tier;

	tier = scan_cell(conf, id, c->header, c->cell);
	ck_assert_msg(tier == c->tier, "%s: tier %d, expected %d: %s | %s",
	    c->name, tier, c->tier, c->header, c->cell);
}

#endif

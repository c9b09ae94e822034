#include "register/incidents.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"

/* A mail that a sender brings again for days opens one case. */
#define RECORDS_KEEP_MS	((int64_t)3 * 365 * 24 * 3600 * 1000)

/* What a row says first: it is a case, or a note of one. */
enum { ROW_CASE = 1, ROW_NOTE = 2 };

static int64_t
keep_ms(const struct register_context *x)
{
	return x->settings->keep_ms > 0 ? x->settings->keep_ms :
	    RECORDS_KEEP_MS;
}

/* --- rows ------------------------------------------------------------------------ */

/* An open case has no end; a closed one stays as long as records do. */
static int
put_case(struct register_context *x, struct register_row *row,
    const struct incident *c)
{
	struct buf b = BUF_INIT(REGISTER_TEXT_MAX);
	struct wire_out w;
	int r;

	wire_out_init(&w, &b);
	wire_put_u8(&w, ROW_CASE);
	incident_put(&w, c);
	r = wire_out_err(&w);
	row->reg = REGISTER_INCIDENTS;
	row->at_ms = x->at_ms;
	row->count = c->note_count;
	row->until_ms = c->closed_ms == 0 ? 0 : c->closed_ms + keep_ms(x);
	row->text = buf_slice(&b);
	if (r == 0)
		r = register_put(x, row);
	buf_free(&b);
	return r;
}

/* 1: it is a case; 0: it is a note. */
static int
case_of(struct register_context *x, const struct register_row *row,
    struct incident *ret)
{
	struct wire_in w;
	uint8_t kind = 0;

	wire_in_init(&w, row->text);
	wire_u8(&w, &kind);
	if (kind == ROW_NOTE)
		return 0;
	if (kind != ROW_CASE || incident_get(&w, x->arena, ret) < 0 ||
	    wire_end(&w) < 0)
		return ERR_CORRUPT;
	ret->number = row->id;
	return 1;
}

static int
note_key(const struct register_context *x, uint64_t number, uint64_t index,
    struct register_row *row)
{
	char text[48];
	struct slice part;
	int r;

	row->reg = REGISTER_INCIDENTS;
	snprintf(text, sizeof text, "%llu", (unsigned long long)number);
	part = slice_str(text);
	r = register_digest(x, "notes of case", &part, 1, row->key);
	snprintf(text, sizeof text, "%llu", (unsigned long long)index);
	part = slice_str(text);
	return r < 0 ? r : register_digest(x, "note", &part, 1, row->sub);
}

static int
put_note(struct register_context *x, const struct incident *c,
    uint64_t index, struct slice who, struct slice text)
{
	const struct incident_note n = { x->at_ms, who, text };
	struct register_row row = { .at_ms = x->at_ms, .count = 1 };
	struct buf b = BUF_INIT(REGISTER_TEXT_MAX);
	struct wire_out w;
	int r;

	wire_out_init(&w, &b);
	wire_put_u8(&w, ROW_NOTE);
	incident_note_put(&w, &n);
	r = wire_out_err(&w);
	row.text = buf_slice(&b);
	if (r == 0)
		r = note_key(x, c->number, index, &row);
	if (r == 0)
		r = register_put(x, &row);
	buf_free(&b);
	return r;
}

static int
record(struct register_context *x, const char *act, const struct incident *c,
    struct slice who, struct slice detail)
{
	char object[32];

	snprintf(object, sizeof object, "case:%llu",
	    (unsigned long long)c->number);
	return x->record.append(x->record.arg, who, slice_str(act),
	    slice_str(object), SLICE_NONE, SLICE_NONE, detail);
}

/* --- opening ----------------------------------------------------------------------- */

/* ERR_EXISTS: this mail has opened one of that name already. */
static int
open_case(struct register_context *x, struct register_row *row,
    struct incident *c)
{
	struct slice detail;
	int r;

	row->reg = REGISTER_INCIDENTS;
	r = register_get(x, row);
	if (r == 0)
		return ERR_EXISTS;
	if (r != ERR_NOTFOUND)
		return r;
	c->opened_ms = x->at_ms;
	r = put_case(x, row, c);
	c->number = row->id;
	detail = arena_printf(x->arena, "name=%.*s rule=%.*s ref=%.*s",
	    (int)c->name.len, (const char *)c->name.ptr,
	    (int)c->rule.len, (const char *)c->rule.ptr,
	    (int)c->ref.len, (const char *)c->ref.ptr);
	if (r == 0 && detail.ptr == NULL)
		r = ERR_LIMIT;
	return r < 0 ? r : record(x, "case-opened", c, c->opened_by, detail);
}

static int
opened_by_rules(struct register_context *x, const struct memory_note *n)
{
	struct register_row row;
	struct slice parts[2];
	struct incident c;
	size_t i;
	int r;

	for (i = 0, r = 0; r == 0 && i < n->case_count; i++) {
		memset(&row, 0, sizeof row);
		parts[0] = n->cases[i].name;
		parts[1] = slice_of(n->question.retry_digest,
		    MAIL_DIGEST_SIZE);
		r = register_digest(x, "case of a mail", parts, 2, row.key);
		c = (struct incident){ .name = n->cases[i].name,
		    .rule = n->cases[i].rule, .ref = slice_str(x->ref),
		    .opened_by = SLICE("keeper") };
		if (r == 0)
			r = open_case(x, &row, &c);
		if (r == ERR_EXISTS)
			r = 0;
	}
	return r;
}

const struct register_kind incidents = {
	.id = REGISTER_INCIDENTS, .name = "incidents",
	.decided = opened_by_rules
};

/* The row of a case by its number, and what it says. */
static int
find(struct register_context *x, uint64_t number, struct register_row *row,
    struct incident *ret)
{
	struct register_row *rows;
	size_t n;
	int r;

	if (number == 0)
		return ERR_NOTFOUND;
	r = register_list(x, REGISTER_INCIDENTS, number - 1, 1, &rows, &n);
	if (r < 0)
		return r;
	if (n == 0 || rows[0].id != number)
		return ERR_NOTFOUND;
	*row = rows[0];
	r = case_of(x, row, ret);
	return r == 0 ? ERR_NOTFOUND : r < 0 ? r : 0;
}

static int
note_and_put(struct register_context *x, struct register_row *row,
    struct incident *c, struct slice who, struct slice text)
{
	int r;

	r = put_note(x, c, c->note_count, who, text);
	c->note_count++;
	return r < 0 ? r : put_case(x, row, c);
}

int
incidents_open(struct register_context *x, struct incident *c,
    struct slice reason)
{
	struct register_row row = { .reg = REGISTER_INCIDENTS };
	char at[32];
	struct slice parts[3];
	int r;

	snprintf(at, sizeof at, "%lld", (long long)x->at_ms);
	parts[0] = c->name;
	parts[1] = c->opened_by;
	parts[2] = slice_str(at);
	r = register_digest(x, "case of a person", parts, 3, row.key);
	if (r == 0)
		r = open_case(x, &row, c);
	return r < 0 ? r : note_and_put(x, &row, c, c->opened_by, reason);
}

/* A closed case takes its notes along when it goes. */
static int
date_notes(struct register_context *x, const struct incident *c)
{
	struct register_row row;
	uint64_t i;
	int r = 0;

	for (i = 0; r == 0 && i < c->note_count; i++) {
		memset(&row, 0, sizeof row);
		r = note_key(x, c->number, i, &row);
		if (r == 0)
			r = register_get(x, &row);
		row.until_ms = c->closed_ms + keep_ms(x);
		if (r == 0)
			r = register_put(x, &row);
	}
	return r;
}

/* --- working on one ----------------------------------------------------------------- */

static int
work(struct register_context *x, uint64_t number, struct slice who,
    struct slice text, bool ends, struct incident *ret)
{
	struct register_row row;
	struct incident c;
	int r;

	r = find(x, number, &row, &c);
	if (r < 0)
		return r;
	if (c.closed_ms != 0)
		return ERR_WRONG_STATE;
	if (ends)
		c.closed_ms = x->at_ms;
	r = note_and_put(x, &row, &c, who, text);
	if (r == 0 && ends)
		r = date_notes(x, &c);
	if (r == 0)
		r = record(x, ends ? "case-closed" : "case-noted", &c, who,
		    SLICE_NONE);
	if (r == 0)
		*ret = c;
	return r;
}

int
incidents_add(struct register_context *x, uint64_t number, struct slice who,
    struct slice text, struct incident *ret)
{
	return work(x, number, who, text, false, ret);
}

int
incidents_close(struct register_context *x, uint64_t number,
    struct slice who, struct slice text, struct incident *ret)
{
	return work(x, number, who, text, true, ret);
}

/* --- looking ------------------------------------------------------------------------- */

int
incidents_list(struct register_context *x, uint64_t after, size_t max,
    struct incident **ret, size_t *ret_n, uint64_t *ret_last)
{
	struct register_row *rows;
	struct incident *list;
	size_t i, n, count = 0;
	int r;

	r = register_list(x, REGISTER_INCIDENTS, after, max, &rows, &n);
	if (r < 0)
		return r;
	list = arena_array(x->arena, n + 1, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n; i++) {
		r = case_of(x, &rows[i], &list[count]);
		if (r < 0)
			return r;
		count += (size_t)r;
	}
	*ret = list;
	*ret_n = count;
	*ret_last = n == max ? rows[n - 1].id : 0;
	return 0;
}

static int
note_of(struct register_context *x, const struct register_row *row,
    struct incident_note *ret)
{
	struct wire_in w;
	uint8_t kind = 0;

	wire_in_init(&w, row->text);
	wire_u8(&w, &kind);
	if (kind != ROW_NOTE || incident_note_get(&w, x->arena, ret) < 0 ||
	    wire_end(&w) < 0)
		return ERR_CORRUPT;
	return 0;
}

int
incidents_show(struct register_context *x, uint64_t number, size_t max,
    struct incident *ret, struct incident_note **ret_notes, size_t *ret_n)
{
	struct register_row row;
	struct incident_note *list;
	uint64_t i;
	size_t n = 0;
	int r;

	r = find(x, number, &row, ret);
	if (r < 0)
		return r;
	list = arena_array(x->arena, max + 1, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	for (i = 0; r == 0 && i < ret->note_count && n < max; i++) {
		memset(&row, 0, sizeof row);
		r = note_key(x, number, i, &row);
		if (r == 0)
			r = register_get(x, &row);
		if (r == 0)
			r = note_of(x, &row, &list[n++]);
	}
	if (r == 0) {
		*ret_notes = list;
		*ret_n = n;
	}
	return r;
}

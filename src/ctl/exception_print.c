#include "ctl/exception_print.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"
#include "ctl/answer.h"
#include "ctl/jsontext.h"
#include "ctl/safe.h"

#define DAY_SIZE	16
#define NUMBER_SIZE	24

static struct slice
day_text(int day, char out[DAY_SIZE])
{
	if (day == 0)
		return SLICE_NONE;
	snprintf(out, DAY_SIZE, "%04d-%02d-%02d", day / 10000 % 10000,
	    day / 100 % 100, day % 100);
	return slice_str(out);
}

static struct slice
time_text(int64_t ms, char out[CLOCK_ISO_SIZE])
{
	if (ms == 0)
		return SLICE_NONE;
	clock_iso(ms, out, CLOCK_ISO_SIZE);
	return slice_str(out);
}

static struct slice
number_text(uint64_t n, char out[NUMBER_SIZE])
{
	snprintf(out, NUMBER_SIZE, "%" PRIu64, n);
	return slice_str(out);
}

/* --- for people ---------------------------------------------------------------- */

static void
put_party(struct buf *out, struct slice pattern)
{
	if (pattern.len == 0)
		(void)buf_puts(out, "anybody");
	else if (slice_chr(pattern, '@', 0) == SLICE_NPOS)
		(void)buf_puts(out, "anybody at ");
	safe_put_text(out, pattern);
}

static void
put_use(struct buf *out, const struct exception_entry *e)
{
	char last[CLOCK_ISO_SIZE];

	if (e->uses == 0) {
		(void)buf_puts(out, "never used");
		return;
	}
	(void)buf_printf(out, "used %s", e->uses == 1 ? "once" : "");
	if (e->uses > 1)
		(void)buf_printf(out, "%" PRIu64 " times, last", e->uses);
	time_text(e->used_ms, last);
	(void)buf_printf(out, " %s", last);
}

int
exception_human(const struct exception_item *x, struct buf *out)
{
	const struct exception_entry *e = &x->entry;
	char from[DAY_SIZE], until[DAY_SIZE], review[DAY_SIZE];

	day_text(e->from_day, from);
	day_text(e->until_day, until);
	(void)buf_printf(out, "%-4" PRIu64 " %-9s  ", e->number,
	    exception_state_name(x->state));
	safe_put_text(out, e->reg);
	(void)buf_printf(out, "  %s to %s  ", from, until);
	put_use(out, e);
	(void)buf_puts(out, "\n      ");
	put_party(out, e->sender);
	(void)buf_puts(out, " to ");
	put_party(out, e->recipient);
	if (e->files.len > 0) {
		(void)buf_puts(out, ", files of type ");
		safe_put_text(out, e->files);
	}
	(void)buf_puts(out, "\n      ");
	safe_put_text(out, e->reason);
	(void)buf_puts(out, "\n      approved by ");
	safe_put_text(out, e->approver);
	(void)buf_puts(out, ", ");
	safe_put_text(out, e->role);
	if (e->review_day != 0) {
		day_text(e->review_day, review);
		(void)buf_printf(out, "; review %s", review);
	}
	if (e->ended_ms != 0) {
		(void)buf_puts(out, "\n      ended by ");
		safe_put_text(out, e->ended_by);
		(void)buf_puts(out, ": ");
		safe_put_text(out, e->ended_why);
	}
	return buf_putc(out, '\n');
}

/* --- for programs ---------------------------------------------------------------- */

#define COLUMNS		19

/* Titles and values in one order, for both forms. */
static const char *const titles[COLUMNS] = { "number", "register", "state",
    "sender", "recipient", "files", "reason", "approver", "role",
    "entered_by", "from", "until", "review", "added", "uses", "last_used",
    "ended", "ended_by", "ended_reason" };

struct texts {
	char number[NUMBER_SIZE], uses[NUMBER_SIZE];
	char from[DAY_SIZE], until[DAY_SIZE], review[DAY_SIZE];
	char added[CLOCK_ISO_SIZE], used[CLOCK_ISO_SIZE],
	    ended[CLOCK_ISO_SIZE];
};

static void
columns(const struct exception_item *x, struct texts *t,
    struct slice out[COLUMNS])
{
	const struct exception_entry *e = &x->entry;
	struct slice all[COLUMNS] = { number_text(e->number, t->number),
	    e->reg, slice_str(exception_state_name(x->state)), e->sender,
	    e->recipient, e->files, e->reason, e->approver, e->role, e->actor,
	    day_text(e->from_day, t->from), day_text(e->until_day, t->until),
	    day_text(e->review_day, t->review),
	    time_text(e->added_ms, t->added), number_text(e->uses, t->uses),
	    time_text(e->used_ms, t->used), time_text(e->ended_ms, t->ended),
	    e->ended_by, e->ended_why };
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		out[i] = all[i];
}

static json_t *
item_json(const struct exception_item *x)
{
	struct slice values[COLUMNS];
	struct texts t;
	json_t *o = json_object();
	size_t i;

	columns(x, &t, values);
	for (i = 0; i < COLUMNS; i++)
		json_object_set_new(o, titles[i],
		    answer_string_or_null(values[i]));
	json_object_set_new(o, "number",
	    json_integer((json_int_t)x->entry.number));
	json_object_set_new(o, "uses", json_integer((json_int_t)x->entry.uses));
	return o;
}

int
exceptions_json(const struct exception_item *x, size_t n, struct buf *out)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(list, item_json(&x[i]));
	return jsontext_put(list, out);
}

static void
put_cell(struct buf *out, struct slice s, bool is_last)
{
	size_t i;

	(void)buf_putc(out, '"');
	if (s.len > 0 && (s.ptr[0] == '=' || s.ptr[0] == '+' ||
	    s.ptr[0] == '-' || s.ptr[0] == '@' || s.ptr[0] == '\t' ||
	    s.ptr[0] == '\r'))
		(void)buf_putc(out, '\'');
	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '"')
			(void)buf_putc(out, '"');
		(void)buf_putc(out, s.ptr[i]);
	}
	(void)buf_puts(out, is_last ? "\"\r\n" : "\",");
}

int
exceptions_csv(const struct exception_item *x, size_t n, struct buf *out)
{
	struct slice values[COLUMNS];
	struct texts t;
	size_t i, k, before;

	for (k = 0; k < COLUMNS; k++)
		put_cell(out, slice_str(titles[k]), k + 1 == COLUMNS);
	for (i = 0; i < n; i++) {
		before = out->len;
		columns(&x[i], &t, values);
		for (k = 0; k < COLUMNS; k++)
			put_cell(out, values[k], k + 1 == COLUMNS);
		if (out->len == before || out->ptr[out->len - 1] != '\n')
			return ERR_LIMIT;
	}
	return 0;
}

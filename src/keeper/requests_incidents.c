/*
 * requests_incidents -- what people ask of the register of cases, and do.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "keeper/protocol.h"
#include "keeper/request.h"
#include "register/incidents.h"

/* In one answer; who wants more asks from the last one on. */
#define LIST_STEP	80

/* All notes that fit one answer; a case that long has gone wrong. */
#define NOTES_SHOWN	25

_Static_assert(NOTES_SHOWN * (REASON_MAX + MEMORY_NAME_MAX + 16) <
    KEEPER_ANSWER_ROOM - 4 * KIB, "the notes of a case fit one answer");
_Static_assert(LIST_STEP * (3 * MEMORY_NAME_MAX + 64) <
    KEEPER_ANSWER_ROOM, "a list of cases fits one answer");

static int
say(struct request *r, int e, const char *words)
{
	snprintf(r->words, sizeof r->words, "%s", words);
	return e;
}

static struct register_context
context(struct request_context *x, struct request *r)
{
	return custody_registers(x->custody, &x->registers, r->arena,
	    clock_wall_ms(), "");
}

static int
put_list(struct register_context *c, struct request *r, uint64_t after)
{
	struct incident *list;
	struct wire_out w;
	uint64_t last;
	size_t i, n;
	int e;

	e = incidents_list(c, after, LIST_STEP, &list, &n, &last);
	if (e < 0)
		return e;
	wire_out_init(&w, &r->answer);
	wire_put_u64(&w, last);
	wire_put_u32(&w, (uint32_t)n);
	for (i = 0; i < n; i++)
		incident_put(&w, &list[i]);
	return wire_out_err(&w);
}

static int
put_one(struct register_context *c, struct request *r, uint64_t number)
{
	struct incident_note *notes;
	struct incident one;
	struct wire_out w;
	size_t i, n;
	int e;

	e = incidents_show(c, number, NOTES_SHOWN, &one, &notes, &n);
	if (e == ERR_NOTFOUND)
		return say(r, e, "there is no such case");
	if (e < 0)
		return e;
	wire_out_init(&w, &r->answer);
	incident_put(&w, &one);
	wire_put_u32(&w, (uint32_t)n);
	for (i = 0; i < n; i++)
		incident_note_put(&w, &notes[i]);
	return wire_out_err(&w);
}

int
cases_prepare(struct request_context *x, struct request *r)
{
	struct register_context c = context(x, r);
	uint64_t number, after;
	struct wire_in w;
	int e;

	wire_in_init(&w, buf_slice(&r->conn->in));
	if ((e = wire_u64(&w, &number)) < 0 ||
	    (e = wire_u64(&w, &after)) < 0 || (e = wire_end(&w)) < 0)
		return e;
	e = number == 0 ? put_list(&c, r, after) : put_one(&c, r, number);
	return e < 0 ? e : 1;
}

static bool
is_name(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_alpha(s.ptr[i]) &&
		    !ascii_is_digit(s.ptr[i]) && s.ptr[i] != '-')
			return false;
	return s.len > 0 && s.len <= MEMORY_NAME_MAX;
}

int
case_prepare(struct request_context *x, struct request *r)
{
	struct incident *c = &r->incident;
	struct slice name, ref, text;
	unsigned act = 0;
	struct wire_in w;
	int e;

	(void)x;
	wire_in_init(&w, buf_slice(&r->conn->in));
	if ((e = wire_enum(&w, KEEPER_CASE_ACT_COUNT, &act)) < 0 ||
	    (e = wire_u64(&w, &c->number)) < 0 ||
	    (e = wire_str(&w, MEMORY_NAME_MAX, &name)) < 0 ||
	    (e = wire_str(&w, REFERENCE_SIZE, &ref)) < 0 ||
	    (e = wire_str(&w, 4 * REASON_MAX, &text)) < 0 ||
	    (e = wire_end(&w)) < 0)
		return e;
	r->case_act = (uint8_t)act;
	text = slice_trim(text);
	if (text.len < REASON_MIN)
		return say(r, ERR_RANGE, "say what happened, or why");
	if (text.len > REASON_MAX)
		return say(r, ERR_RANGE, "the text is too long");
	if (act == KEEPER_CASE_NEW && !is_name(name))
		return say(r, ERR_SYNTAX, "a case has a name of letters, "
		    "digits and hyphens");
	if (ref.len > 0 && reference_parse(ref, r->ref) < 0)
		return say(r, ERR_SYNTAX, "this is no reference");
	c->name = arena_dup(r->arena, name);
	c->ref = slice_str(r->ref);
	c->opened_by = slice_str(r->conn->name);
	r->reason = arena_dup(r->arena, text);
	return r->reason.ptr == NULL || c->name.ptr == NULL ? ERR_LIMIT : 1;
}

int
case_run(struct request_context *x, struct request *r)
{
	struct register_context c = context(x, r);
	struct incident done = r->incident;
	struct slice who = slice_str(r->conn->name);
	struct wire_out w;
	int e = ERR_RANGE;

	switch ((enum keeper_case_act)r->case_act) {
	case KEEPER_CASE_NEW:
		e = incidents_open(&c, &done, r->reason);
		break;
	case KEEPER_CASE_ADD:
		e = incidents_add(&c, done.number, who, r->reason, &done);
		break;
	case KEEPER_CASE_CLOSE:
		e = incidents_close(&c, done.number, who, r->reason, &done);
		break;
	case KEEPER_CASE_ACT_COUNT:
		break;
	}
	if (e == ERR_NOTFOUND)
		return say(r, e, "there is no such case");
	if (e == ERR_WRONG_STATE)
		return say(r, e, "it is closed");
	if (e < 0)
		return e;
	wire_out_init(&w, &r->answer);
	incident_put(&w, &done);
	return wire_out_err(&w);
}

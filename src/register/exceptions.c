#include "register/exceptions.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/zone.h"
#include "mail/filetype.h"

#define RECORDS_KEEP_MS	((int64_t)3 * 365 * 24 * 3600 * 1000)
#define LIST_STEP	200
#define DETAIL_MAX	(2 * KIB)

/* --- rows ------------------------------------------------------------------------- */

/* Rows of one sender pattern stand together. */
static int
key_of(const struct register_context *x, struct slice sender,
    uint8_t ret[KEY_MAC_SIZE])
{
	return register_digest(x, "exceptions of sender", &sender, 1, ret);
}

/* Which of them: nothing of it changes while the entry is there. */
static int
sub_of(const struct register_context *x, const struct exception_entry *e,
    uint8_t ret[KEY_MAC_SIZE])
{
	char times[64];
	struct slice parts[] = { e->reg, e->recipient, e->files, SLICE_NONE };

	snprintf(times, sizeof times, "%d %d %lld", e->from_day,
	    e->until_day, (long long)e->added_ms);
	parts[3] = slice_str(times);
	return register_digest(x, "exception", parts, 4, ret);
}

static int
entry_of(struct register_context *x, const struct register_row *row,
    struct exception_entry *ret)
{
	int r;

	r = exception_decode(row->text, x->arena, ret);
	ret->number = row->id;
	return r < 0 ? ERR_CORRUPT : 0;
}

static int
entry_put(struct register_context *x, struct exception_entry *e)
{
	struct register_row row = { .reg = REGISTER_EXCEPTIONS,
	    .at_ms = e->added_ms, .count = e->uses };
	struct buf b = BUF_INIT(REGISTER_TEXT_MAX);
	int64_t keep = x->settings->keep_ms;
	int r;

	/* Records of it outlive it. */
	row.until_ms = e->end_ms + (keep > 0 ? keep : RECORDS_KEEP_MS);
	r = key_of(x, e->sender, row.key);
	if (r == 0)
		r = sub_of(x, e, row.sub);
	if (r == 0)
		r = exception_encode(e, &b);
	row.text = buf_slice(&b);
	if (r == 0)
		r = register_put(x, &row);
	if (r == 0)
		e->number = row.id;
	buf_free(&b);
	return r;
}

int
exceptions_list(struct register_context *x, uint64_t after, size_t max,
    struct exception_entry **ret, size_t *ret_n)
{
	struct register_row *rows;
	struct exception_entry *list;
	size_t i, n;
	int r;

	r = register_list(x, REGISTER_EXCEPTIONS, after, max, &rows, &n);
	if (r < 0)
		return r;
	list = arena_array(x->arena, n + 1, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n && r == 0; i++)
		r = entry_of(x, &rows[i], &list[i]);
	if (r == 0) {
		*ret = list;
		*ret_n = n;
	}
	return r;
}

static int
find(struct register_context *x, uint64_t number,
    struct exception_entry *ret)
{
	struct exception_entry *list;
	size_t n;
	int r;

	if (number == 0)
		return ERR_NOTFOUND;
	r = exceptions_list(x, number - 1, 1, &list, &n);
	if (r == 0 && (n == 0 || list[0].number != number))
		r = ERR_NOTFOUND;
	if (r == 0)
		*ret = list[0];
	return r;
}

/* --- the record ---------------------------------------------------------------------- */

/* A short keyed digest, the same that decisions have: to find equals by. */
static int
put_digest(const struct register_context *x, struct buf *b, const char *name,
    struct slice value)
{
	uint8_t mac[KEY_MAC_SIZE];
	size_t i;
	int r;

	if (value.len == 0)
		return buf_printf(b, " %s=any", name);
	r = keyed_digest(x->keys, KEY_SEARCH, value, mac);
	if (r == 0)
		r = buf_printf(b, " %s=", name);
	for (i = 0; i < 8 && r == 0; i++)
		r = buf_printf(b, "%02x", mac[i]);
	return r;
}

static int
put_day(struct buf *b, const char *name, int day)
{
	return buf_printf(b, " %s=%04d-%02d-%02d", name, day / 10000,
	    day / 100 % 100, day % 100);
}

static int
record(struct register_context *x, const char *actor, struct slice person,
    const char *act, const struct exception_entry *e, struct slice detail)
{
	struct slice object = arena_printf(x->arena, "exception %llu",
	    (unsigned long long)e->number);

	return object.ptr == NULL ? ERR_LIMIT :
	    x->record.append(x->record.arg, person.len > 0 ? person :
	    slice_str(actor), slice_str(act), object, SLICE_NONE, SLICE_NONE,
	    detail);
}

static int
record_added(struct register_context *x, const struct exception_entry *e)
{
	struct buf b = BUF_INIT(DETAIL_MAX);
	int r;

	r = buf_puts(&b, "register=");
	if (r == 0)
		r = buf_put_slice(&b, e->reg);
	if (r == 0)
		r = put_digest(x, &b, "sender", e->sender);
	if (r == 0)
		r = put_digest(x, &b, "recipient", e->recipient);
	if (r == 0)
		r = put_day(&b, "from", e->from_day);
	if (r == 0)
		r = put_day(&b, "until", e->until_day);
	if (r == 0)
		r = buf_printf(&b, " approved=%.*s:%.*s reason=%.*s",
		    (int)e->role.len, (const char *)e->role.ptr,
		    (int)e->approver.len, (const char *)e->approver.ptr,
		    (int)e->reason.len, e->reason.len > 0 ?
		    (const char *)e->reason.ptr : "");
	if (r == 0)
		r = record(x, "keeper", e->actor, "exception-added", e,
		    buf_slice(&b));
	buf_free(&b);
	return r;
}

/* --- adding ------------------------------------------------------------------------- */

const struct exception_terms *
exceptions_terms(const struct register_settings *s, struct slice name)
{
	size_t i;

	for (i = 0; i < s->exception_count; i++)
		if (slice_eq_str(name, s->exceptions[i].name))
			return &s->exceptions[i];
	return NULL;
}

static int
refuse(int err, const char *why, struct slice *ret_why)
{
	*ret_why = slice_str(why);
	return err;
}

/* The role that the block asks for, those above it, and a deputy for a while. */
static bool
may_approve(const struct exception_terms *t, const struct exception_entry *e)
{
	if (t->role[0] == '\0' || slice_eq_str(e->role, t->role) ||
	    slice_eq_str(e->role, "chair"))
		return true;
	if (slice_eq_str(e->role, "director"))
		return strcmp(t->role, "chair") != 0;
	return slice_eq_str(e->role, "deputy") &&
	    strcmp(t->role, "officer") == 0 &&
	    zone_days_between(e->from_day, e->until_day) <
	    EXCEPTION_DEPUTY_DAYS;
}

static int
check_people(struct register_context *x, const struct exception_terms *t,
    const struct exception_entry *e, struct slice *ret_why)
{
	if ((t->covers & EXCEPTION_COVERS_SENDER) != 0 && e->sender.len == 0)
		return refuse(ERR_RANGE, "a sender is needed", ret_why);
	if ((t->covers & EXCEPTION_COVERS_RECIPIENT) != 0 &&
	    e->recipient.len == 0)
		return refuse(ERR_RANGE, "a recipient is needed", ret_why);
	if (e->sender.len == 0 && e->recipient.len == 0)
		return refuse(ERR_RANGE,
		    "a sender or a recipient is needed", ret_why);
	if (slice_chr(e->approver, '@', 0) == SLICE_NPOS)
		return refuse(ERR_RANGE,
		    "the address of who approves it is needed", ret_why);
	if (exception_same_person(e->sender, e->approver))
		return refuse(ERR_DENIED,
		    "nobody approves an exception for himself", ret_why);
	if (exception_same_person(e->recipient, e->approver))
		return refuse(ERR_DENIED, "nobody approves an exception for "
		    "mail to himself", ret_why);
	if (!may_approve(t, e)) {
		*ret_why = arena_printf(x->arena, "it has to be approved by "
		    "the %s, not the %.*s", t->role, (int)e->role.len,
		    (const char *)e->role.ptr);
		return ERR_DENIED;
	}
	return 0;
}

static int
check_days(struct register_context *x, const struct exception_terms *t,
    const struct exception_entry *e, struct slice *ret_why)
{
	int today = zone_day(&x->settings->zone, x->at_ms), last;

	if (e->until_day == 0)
		return refuse(ERR_RANGE, "it needs its last day", ret_why);
	if (e->until_day < today)
		return refuse(ERR_RANGE, "its last day has passed", ret_why);
	if (e->until_day < e->from_day)
		return refuse(ERR_RANGE, "it ends before it begins", ret_why);
	if (zone_days_between(e->from_day, e->until_day) >= t->lasts_days) {
		last = zone_day_add(e->from_day, t->lasts_days - 1);
		*ret_why = arena_printf(x->arena, "it may last %d days at "
		    "most, until %04d-%02d-%02d", t->lasts_days, last / 10000,
		    last / 100 % 100, last % 100);
		return ERR_RANGE;
	}
	if (e->review_day != 0 && (e->review_day < e->from_day ||
	    e->review_day > e->until_day))
		return refuse(ERR_RANGE,
		    "the review is before its end, and not before it begins",
		    ret_why);
	return 0;
}

/* "spreadsheet,pdf" */
static int
check_files(const struct exception_entry *e, struct slice *ret_why)
{
	struct slice left = e->files, word;
	enum filetype type;
	size_t comma;

	while (left.len > 0) {
		comma = slice_chr(left, ',', 0);
		word = slice_sub(left, 0, comma == SLICE_NPOS ? left.len :
		    comma);
		left = slice_from(left, word.len + 1);
		if (filetype_parse(word, &type) != 0)
			return refuse(ERR_RANGE, "there is no such type of "
			    "file; see exeatctl list types", ret_why);
	}
	return 0;
}

static int
check_all(struct register_context *x, const struct exception_terms *t,
    const struct exception_entry *e, struct slice *ret_why)
{
	int r;

	if (t->needs_reason && e->reason.len < REASON_MIN)
		return refuse(ERR_RANGE, "a reason is needed", ret_why);
	if (e->reason.len > EXCEPTION_REASON_MAX ||
	    e->sender.len > EXCEPTION_ADDRESS_MAX ||
	    e->recipient.len > EXCEPTION_ADDRESS_MAX ||
	    e->approver.len > EXCEPTION_ADDRESS_MAX ||
	    e->files.len > EXCEPTION_FILES_MAX)
		return refuse(ERR_RANGE, "a text is too long", ret_why);
	r = check_people(x, t, e, ret_why);
	if (r == 0)
		r = check_days(x, t, e, ret_why);
	return r == 0 ? check_files(e, ret_why) : r;
}

/* Is the same there, and not ended?  Are there too many for this sender? */
static int
check_new(struct register_context *x, const struct exception_entry *e,
    struct slice *ret_why)
{
	uint8_t key[KEY_MAC_SIZE];
	struct register_row *rows = NULL;
	struct exception_entry old;
	size_t i, n = 0;
	int r;

	r = key_of(x, e->sender, key);
	if (r == 0)
		r = register_each(x, REGISTER_EXCEPTIONS, key,
		    EXCEPTION_ENTRIES_MAX, &rows, &n);
	if (r == 0 && n == EXCEPTION_ENTRIES_MAX)
		return refuse(ERR_RANGE, "there are too many for this sender",
		    ret_why);
	for (i = 0; i < n && r == 0; i++) {
		r = entry_of(x, &rows[i], &old);
		if (r < 0 || old.ended_ms != 0 ||
		    old.from_day != e->from_day ||
		    old.until_day != e->until_day ||
		    !slice_eq(old.reg, e->reg) ||
		    !slice_eq(old.recipient, e->recipient) ||
		    !slice_eq(old.files, e->files))
			continue;
		*ret_why = arena_printf(x->arena,
		    "it is there already, as number %llu",
		    (unsigned long long)old.number);
		return ERR_EXISTS;
	}
	return r;
}

int
exceptions_add(struct register_context *x, struct exception_entry *e,
    struct slice *ret_why)
{
	const struct exception_terms *t;
	const struct zone *z = &x->settings->zone;
	int r;

	*ret_why = SLICE_NONE;
	t = exceptions_terms(x->settings, e->reg);
	if (t == NULL)
		return refuse(ERR_NOTFOUND,
		    "the rules have no exceptions of that name", ret_why);
	if (e->from_day == 0)
		e->from_day = zone_day(z, x->at_ms);
	if (e->role.len == 0)
		e->role = slice_str(t->role[0] != '\0' ? t->role : "officer");
	r = check_all(x, t, e, ret_why);
	if (r == 0)
		r = check_new(x, e, ret_why);
	if (r < 0)
		return r;
	e->start_ms = zone_midnight(z, e->from_day);
	e->end_ms = zone_midnight(z, zone_day_add(e->until_day, 1));
	e->added_ms = x->at_ms;
	e->uses = 0;
	e->used_ms = e->ended_ms = 0;
	e->is_reminded = e->is_closed = false;
	r = entry_put(x, e);
	return r == 0 ? record_added(x, e) : r;
}

int
exceptions_end(struct register_context *x, uint64_t number,
    struct slice actor, struct slice reason, struct exception_entry *ret,
    struct slice *ret_why)
{
	struct exception_entry e;
	int r;

	*ret_why = SLICE_NONE;
	r = find(x, number, &e);
	if (r == ERR_NOTFOUND)
		return refuse(r, "there is no exception of that number",
		    ret_why);
	if (r < 0)
		return r;
	if (reason.len > EXCEPTION_REASON_MAX)
		return refuse(ERR_RANGE, "the reason is too long", ret_why);
	if (e.ended_ms != 0 || x->at_ms >= e.end_ms)
		return refuse(ERR_WRONG_STATE, e.ended_ms != 0 ?
		    "it was ended already" : "its time has passed", ret_why);
	e.ended_ms = x->at_ms;
	e.ended_by = actor;
	e.ended_why = reason;
	e.is_closed = true;
	r = entry_put(x, &e);
	if (r == 0)
		r = record(x, "keeper", actor, "exception-ended", &e, reason);
	if (r == 0)
		*ret = e;
	return r;
}

/* --- asked ------------------------------------------------------------------------------ */

/* The live entries for a sender: his own, his domain's, everybody's. */
struct live {
	struct exception_entry *list;
	size_t count, cap;
};

static int
live_under(struct register_context *x, struct slice pattern,
    struct slice sender, struct live *l)
{
	uint8_t key[KEY_MAC_SIZE];
	struct register_row *rows = NULL;
	struct exception_entry e;
	size_t i, n = 0;
	int r;

	r = key_of(x, pattern, key);
	if (r == 0)
		r = register_each(x, REGISTER_EXCEPTIONS, key,
		    EXCEPTION_ENTRIES_MAX, &rows, &n);
	for (i = 0; i < n && r == 0; i++) {
		r = entry_of(x, &rows[i], &e);
		/* One for a whole domain is none for who approved it. */
		if (r < 0 || !exception_is_live(&e, x->at_ms) ||
		    exception_same_person(sender, e.approver))
			continue;
		l->list = arena_grow(x->arena, l->list, l->count, &l->cap,
		    sizeof *l->list);
		if (l->list == NULL)
			return ERR_LIMIT;
		l->list[l->count++] = e;
	}
	return r;
}

static int
live_for(struct register_context *x, struct slice sender, struct live *l)
{
	size_t at = slice_rchr(sender, '@');
	int r;

	*l = (struct live){ .count = 0 };
	/* Reports come from nobody: nothing was granted to nobody. */
	if (sender.len == 0)
		return 0;
	r = live_under(x, sender, sender, l);
	if (r == 0 && at != SLICE_NPOS)
		r = live_under(x, slice_from(sender, at + 1), sender, l);
	return r == 0 ? live_under(x, SLICE_NONE, sender, l) : r;
}

static bool
is_told(const struct memory_of_party *p, struct slice name)
{
	size_t i;

	for (i = 0; i < p->exception_count; i++)
		if (slice_eq(p->exceptions[i], name))
			return true;
	return false;
}

static int
tell(struct register_context *x, const struct exception_entry *e,
    struct memory_of_party *p, size_t *cap)
{
	struct slice name = e->reg;

	if (e->files.len > 0)
		name = arena_printf(x->arena, "%.*s %.*s", (int)e->reg.len,
		    (const char *)e->reg.ptr, (int)e->files.len,
		    (const char *)e->files.ptr);
	if (name.ptr == NULL)
		return ERR_LIMIT;
	if (is_told(p, name) || p->exception_count == MEMORY_EXCEPTIONS_MAX)
		return 0;
	p->exceptions = arena_grow(x->arena, p->exceptions,
	    p->exception_count, cap, sizeof *p->exceptions);
	if (p->exceptions == NULL)
		return ERR_LIMIT;
	p->exceptions[p->exception_count++] = name;
	return 0;
}

static int
answer(struct register_context *x, const struct memory_question *q,
    struct memory_answer *m)
{
	struct live l;
	size_t i, k, cap;
	int r;

	r = live_for(x, q->parties[MEMORY_SENDER].address, &l);
	for (i = MEMORY_RECIPIENTS; i < q->party_count && r == 0; i++)
		for (k = cap = 0; k < l.count && r == 0; k++)
			if (exception_covers(l.list[k].recipient,
			    q->parties[i].address))
				r = tell(x, &l.list[k], &m->parties[i], &cap);
	return r;
}

/* --- used ---------------------------------------------------------------------------- */

static int
record_use(struct register_context *x, const struct exception_entry *e,
    struct slice rule)
{
	struct slice detail;

	detail = arena_printf(x->arena, "exception=%llu register=%.*s "
	    "rule=%.*s", (unsigned long long)e->number, (int)e->reg.len,
	    (const char *)e->reg.ptr, (int)rule.len, rule.len > 0 ?
	    (const char *)rule.ptr : "");
	return detail.ptr == NULL ? ERR_LIMIT :
	    x->record.append(x->record.arg, SLICE("milter"),
	    SLICE("exception-used"), slice_str(x->ref), SLICE_NONE,
	    SLICE_NONE, detail);
}

/* "name types" in an answer is the block's name in a use. */
static bool
is_of(const struct exception_entry *e, const struct memory_use *u)
{
	struct slice files = SLICE_NONE;
	size_t blank = slice_chr(u->exception, ' ', 0);
	struct slice name = u->exception;

	if (blank != SLICE_NPOS) {
		name = slice_sub(u->exception, 0, blank);
		files = slice_from(u->exception, blank + 1);
	}
	return slice_eq(name, e->reg) && slice_eq(files, e->files);
}

/* Once a message, however many of its recipients the entry covers. */
static int
use(struct register_context *x, const struct memory_note *n,
    const struct memory_use *u, struct live *l, bool *counted)
{
	struct slice to;
	size_t i;
	int r;

	if (u->party >= n->question.party_count || !n->is_let_go[u->party])
		return 0;
	to = n->question.parties[u->party].address;
	for (i = 0; i < l->count; i++)
		if (is_of(&l->list[i], u) &&
		    exception_covers(l->list[i].recipient, to))
			break;
	if (i == l->count || counted[i])
		return 0;
	counted[i] = true;
	l->list[i].uses++;
	l->list[i].used_ms = x->at_ms;
	r = entry_put(x, &l->list[i]);
	return r == 0 ? record_use(x, &l->list[i], u->rule) : r;
}

static int
learn(struct register_context *x, const struct memory_note *n)
{
	struct live l;
	bool *counted;
	size_t i;
	int r;

	if (n->use_count == 0)
		return 0;
	r = live_for(x, n->question.parties[MEMORY_SENDER].address, &l);
	if (r < 0)
		return r;
	counted = arena_array(x->arena, l.count + 1, sizeof *counted);
	if (counted == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n->use_count && r == 0; i++)
		r = use(x, n, &n->uses[i], &l, counted);
	return r;
}

/* --- every day ------------------------------------------------------------------------- */

/* Does the record lack that it nears its end, or that it has ended? */
static const char *
lacking(const struct register_context *x, const struct exception_entry *e)
{
	const struct exception_terms *t = exceptions_terms(x->settings,
	    e->reg);

	switch (exception_state(e, t != NULL ? t->remind_days : 0,
	    x->at_ms)) {
	case EXCEPTION_ENDS_SOON:
		return e->is_reminded ? NULL : "exception-ends-soon";
	case EXCEPTION_OVER:
		return e->is_closed ? NULL : "exception-over";
	case EXCEPTION_LATER:
	case EXCEPTION_LIVE:
	case EXCEPTION_ENDED:
	case EXCEPTION_STATE_COUNT:
		break;
	}
	return NULL;
}

static int
remind(struct register_context *x, struct exception_entry *e, const char *act)
{
	struct buf b = BUF_INIT(DETAIL_MAX);
	int r;

	e->is_closed = exception_state(e, 0, x->at_ms) == EXCEPTION_OVER;
	e->is_reminded = true;
	r = entry_put(x, e);
	if (r == 0)
		r = buf_printf(&b, "register=%.*s", (int)e->reg.len,
		    (const char *)e->reg.ptr);
	if (r == 0)
		r = put_day(&b, "until", e->until_day);
	if (r == 0)
		r = buf_printf(&b, " used=%llu",
		    (unsigned long long)e->uses);
	if (r == 0)
		r = record(x, "keeper", SLICE_NONE, act, e, buf_slice(&b));
	buf_free(&b);
	return r;
}

static int
expire(struct register_context *x, size_t max)
{
	struct exception_entry *list;
	uint64_t after = 0;
	const char *act;
	size_t i, n, done = 0;
	int r;

	do {
		r = exceptions_list(x, after, LIST_STEP, &list, &n);
		for (i = 0; i < n && r == 0 && done < max; i++) {
			after = list[i].number;
			act = lacking(x, &list[i]);
			if (act == NULL)
				continue;
			r = remind(x, &list[i], act);
			done++;
		}
	} while (r == 0 && n == LIST_STEP && done < max);
	return r < 0 ? r : (int)done;
}

const struct register_kind exceptions_kind = {
	.id = REGISTER_EXCEPTIONS, .name = "exceptions", .answer = answer,
	.learn = learn, .expire = expire
};

#include "extract/engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/buried.h"
#include "extract/embedded.h"
#include "extract/env.h"
#include "extract/recode.h"
#include "extract/trial.h"

/* --- content in memory ------------------------------------------------------ */

static struct blob *
blob_new(size_t max)
{
	struct blob *b = mem_zalloc(sizeof *b);

	buf_init(&b->buf, max);
	b->refs = 1;
	return b;
}

static struct blob *
blob_ref(struct blob *b)
{
	if (b != NULL)
		b->refs++;
	return b;
}

static void
blob_unref(struct blob *b)
{
	struct blob *under;

	for (; b != NULL && --b->refs == 0; b = under) {
		under = b->under;
		buf_free(&b->buf);
		free(b);
	}
}

struct buf *
engine_blob(struct extract_job *j, size_t max)
{
	struct blob *b = blob_new(max);

	blob_unref(j->keep);
	j->keep = b;
	return &b->buf;
}

void
engine_share(struct extract_job *j, const struct extract_job *other)
{
	j->keep = blob_ref(other->keep);
}

struct blob *
engine_hold(struct extract_job *j)
{
	return blob_ref(j->keep);
}

void
engine_let_go(struct blob *b)
{
	blob_unref(b);
}

void
engine_at_end(struct extract_engine *e, struct engine_end *end)
{
	end->next = e->ends;
	e->ends = end;
}

/* --- anomalies and limits ------------------------------------------------------ */

int
engine_exhausted(struct extract_engine *e)
{
	if (e->fatal == 0)
		e->fatal = ERR_LIMIT;
	return ERR_LIMIT;
}

int
engine_anomaly(struct extract_engine *e, enum anomaly_class class,
    struct slice part, struct slice detail)
{
	struct anomaly n = { class, part, detail };
	int r;

	r = e->sink->anomaly(e->sink->arg, &n);
	if (r < 0)
		e->fatal = r;
	return r;
}

bool
engine_is_late(struct extract_engine *e, struct slice part)
{
	if (e->too_late)
		return true;
	if (clock_mono_ms() < e->budget->deadline_mono_ms)
		return false;
	e->too_late = true;
	engine_anomaly(e, ANOMALY_TIMEOUT, part,
	    SLICE("time for reading is over"));
	return true;
}

int
extract_anomaly(struct extract_job *j, enum anomaly_class class,
    const char *detail)
{
	j->has_anomaly = true;
	return engine_anomaly(j->engine, class, j->part->path,
	    slice_str(detail));
}

int
extract_spend(struct extract_job *j, uint64_t out, uint64_t in)
{
	struct extract_budget *b = j->engine->budget;

	if (engine_is_late(j->engine, j->part->path)) {
		j->has_anomaly = true;
		return ERR_LIMIT;
	}
	b->in_bytes += in;
	if (out > UNPACK_TOTAL_MAX - b->out_bytes) {
		extract_anomaly(j, ANOMALY_LIMIT,
		    "unpacked content over 256 MB");
		return ERR_LIMIT;
	}
	b->out_bytes += out;
	if (b->out_bytes > UNPACK_RATIO_FLOOR &&
	    b->out_bytes / UNPACK_RATIO_MAX > b->in_bytes) {
		extract_anomaly(j, ANOMALY_LIMIT,
		    "unpacked content over 200 times its size");
		return ERR_LIMIT;
	}
	return 0;
}

/* --- what a format may ask --------------------------------------------------------- */

struct slice
extract_bytes(const struct extract_job *j)
{
	return j->bytes;
}

struct arena *
extract_arena(struct extract_job *j)
{
	return j->engine->arena;
}

const struct part *
extract_part(const struct extract_job *j)
{
	return j->part;
}

void
extract_set_flag(struct extract_job *j, enum part_flag flag)
{
	j->part->flags |= (uint32_t)flag;
	if (j->reported != NULL)
		j->reported->flags |= (uint32_t)flag;
}

void
extract_set_encryption(struct extract_job *j, enum encryption e,
    struct slice reason)
{
	j->part->encryption = e;
	j->part->encryption_reason = reason;
	if (j->reported != NULL && e > j->reported->encryption) {
		j->reported->encryption = e;
		j->reported->encryption_reason = reason;
	}
}

/* --- members ------------------------------------------------------------------------- */

struct extract_job *
engine_job(struct extract_engine *e, struct slice path, struct slice inside,
    uint32_t depth)
{
	struct extract_job *j;

	if (e->budget->nodes >= UNPACK_NODES_MAX) {
		if (!e->too_many)
			engine_anomaly(e, ANOMALY_LIMIT, inside,
			    SLICE("more than 2000 parts"));
		e->too_many = true;
		return NULL;
	}
	e->budget->nodes++;
	j = arena_zalloc(e->arena, sizeof *j);
	if (j != NULL)
		j->part = arena_zalloc(e->arena, sizeof *j->part);
	if (j == NULL || j->part == NULL) {
		engine_exhausted(e);
		return NULL;
	}
	j->engine = e;
	j->depth = depth;
	j->part->path = path;
	j->part->inside = inside;
	j->part->flags = PART_IS_LEAF;
	j->where = j->where_now = FINDING_ATTACHMENT;
	j->members_end = &j->members;
	return j;
}

void
engine_opened(struct extract_job *j)
{
	j->part->flags &= ~(uint32_t)PART_IS_LEAF;
	if (j->reported != NULL)
		j->reported->flags &= ~(uint32_t)PART_IS_LEAF;
}

static struct extract_job *
member_job(struct extract_job *holder, struct slice name)
{
	struct extract_engine *e = holder->engine;
	struct extract_job *j;
	struct slice path, shown;

	engine_opened(holder);
	if (e->too_many)
		return NULL;
	path = arena_printf(e->arena, "%.*s/%u", (int)holder->part->path.len,
	    (const char *)holder->part->path.ptr, ++holder->member_count);
	if (path.ptr == NULL) {
		engine_exhausted(e);
		return NULL;
	}
	j = engine_job(e, path, holder->part->path, holder->depth + 1);
	if (j == NULL)
		return NULL;
	j->part->flags |= PART_IS_MEMBER | PART_IS_ATTACHMENT;
	shown = name_utf8(name, e->arena);
	if (shown.ptr == NULL || name_set(e, j->part, &shown, 1) < 0) {
		engine_exhausted(e);
		return NULL;
	}
	if (name.len > NAME_MAX_BYTES && extract_anomaly(j, ANOMALY_LIMIT,
	    "name longer than 1 kB") < 0)
		return NULL;
	/* A holder that has been left: its next member comes before others. */
	engine_share(j, holder);
	if (holder != e->current)
		engine_push(e, j);
	else
		engine_append(holder, j);
	return j;
}

/* Limits are reported and not the format's trouble; a full arena is. */
static int
member_result(const struct extract_job *holder)
{
	return holder->engine->fatal;
}

int
extract_member(struct extract_job *j, struct slice name, struct slice content)
{
	struct extract_job *m = member_job(j, name);

	if (m != NULL)
		m->bytes = content;
	return member_result(j);
}

/* Lower case, without quotes and blanks, in the arena. */
static struct slice
label(struct extract_engine *e, struct slice s)
{
	char *copy;
	size_t i;

	s = slice_trim(s);
	if (s.len > 1 && (s.ptr[0] == '"' || s.ptr[0] == '\''))
		s = slice_sub(s, 1, s.len - 1);
	if (s.len == 0 || s.len > NAME_MAX_BYTES)
		return SLICE_NONE;
	copy = arena_str(e->arena, s);
	if (copy == NULL) {
		engine_exhausted(e);
		return SLICE_NONE;
	}
	for (i = 0; i < s.len; i++)
		copy[i] = (char)ascii_lower((uint8_t)copy[i]);
	return slice_of(copy, s.len);
}

int
engine_member(struct extract_job *j, struct slice name, struct slice content,
    struct slice type, struct slice charset)
{
	struct extract_job *m = member_job(j, name);

	if (m != NULL) {
		m->bytes = content;
		m->part->declared = label(j->engine, type);
		m->layout.charset = label(j->engine, charset);
	}
	return member_result(j);
}

int
extract_member_later(struct extract_job *j, struct slice name,
    extract_open make, void *arg)
{
	struct extract_job *m = member_job(j, name);

	if (m != NULL) {
		m->open = make;
		m->open_arg = arg;
	}
	return member_result(j);
}

int
extract_member_closed(struct extract_job *j, struct slice name, uint64_t size,
    enum encryption e, struct slice reason, enum anomaly_class class,
    struct slice detail)
{
	struct extract_job *m = member_job(j, name);
	char *words;

	if (m == NULL)
		return member_result(j);
	m->is_closed = true;
	m->part->size = size;
	m->part->encryption = e;
	m->part->encryption_reason = reason;
	m->part->detected = SLICE("application/octet-stream");
	if (e != ENCRYPTION_NO)
		m->part->type = FILETYPE_ENCRYPTED;
	words = arena_str(j->engine->arena, detail);
	if (words == NULL)
		return engine_exhausted(j->engine);
	/* Told of the holder, where the collector tells equal ones once. */
	return extract_anomaly(j, class, words);
}

int
extract_name(struct extract_job *j, struct slice name)
{
	enum finding_where before = j->where_now;
	struct slice shown = name_utf8(name, j->engine->arena);
	int r;

	if (shown.ptr == NULL)
		return engine_exhausted(j->engine);
	extract_unit_where(j, FINDING_FILENAME);
	r = extract_unit(j, SLICE_NONE, shown);
	extract_unit_where(j, before);
	return r;
}

int
engine_member_locked(struct extract_job *j, struct slice name, uint64_t size,
    enum encryption e, struct slice reason, extract_resume resume, void *arg)
{
	struct extract_job *m = member_job(j, name);

	if (m == NULL)
		return member_result(j);
	j->locked++;
	m->is_locked = true;
	m->resume = resume;
	m->resume_arg = arg;
	m->part->size = size;
	m->part->encryption = e;
	m->part->encryption_reason = reason;
	m->part->detected = SLICE("application/octet-stream");
	m->part->type = FILETYPE_ENCRYPTED;
	return 0;
}

/* --- working off --------------------------------------------------------------------------- */

void
engine_push(struct extract_engine *e, struct extract_job *list)
{
	struct extract_job **end = &list;

	while (*end != NULL)
		end = &(*end)->next;
	*end = e->todo;
	e->todo = list;
}

void
engine_append(struct extract_job *holder, struct extract_job *j)
{
	*holder->members_end = j;
	holder->members_end = &j->next;
}

/* Members of a reading must not take the numbers of another's. */
#define VARIANT_MEMBERS	100000

struct extract_job *
engine_variant(struct extract_job *j, struct slice bytes)
{
	struct extract_job *v;
	struct part *p;

	if (j->engine->readings >= UNPACK_READINGS_MAX) {
		/* Told once. */
		if (j->engine->readings++ == UNPACK_READINGS_MAX)
			engine_anomaly(j->engine, ANOMALY_LIMIT, SLICE_NONE,
			    SLICE("more readings of parts than are tried"));
		return NULL;
	}
	v = arena_zalloc(j->engine->arena, sizeof *v);
	p = arena_zalloc(j->engine->arena, sizeof *p);
	if (v == NULL || p == NULL) {
		engine_exhausted(j->engine);
		return NULL;
	}
	*v = *j;
	/* Its own type, and what else a format may ask; reported is the one. */
	*p = *j->part;
	v->part = p;
	v->reported = j->reported != NULL ? j->reported : j->part;
	v->is_variant = true;
	v->next = v->members = NULL;
	v->members_end = &v->members;
	v->open = NULL;
	v->keep = NULL;
	v->bytes = bytes;
	v->has_anomaly = false;
	v->where_now = v->where;
	v->reading = ++j->engine->readings;
	v->member_count = v->reading * VARIANT_MEMBERS;
	engine_share(v, j);
	engine_append(j, v);
	return v;
}

int
engine_report_part(struct extract_job *j)
{
	struct extract_engine *e = j->engine;
	struct part *p = j->part;
	struct slice rest, line;
	size_t end;
	bool first = true;
	int r;

	r = e->sink->part(e->sink->arg, p);
	if (r < 0) {
		e->fatal = r;
		return r;
	}
	if (p->names.len == 0)
		return 0;
	r = units_container(j, SLICE("filename"));
	j->where_now = FINDING_FILENAME;
	if (r == 0)
		r = extract_unit(j, SLICE_NONE, p->name);
	/* The first candidate is the name itself, folded. */
	for (rest = p->names; rest.len > 0 && r == 0; first = false) {
		end = slice_chr(rest, '\n', 0);
		line = slice_sub(rest, 0, end);
		rest = slice_from(rest, end == SLICE_NPOS ? rest.len : end + 1);
		if (!first)
			r = extract_unit(j, SLICE_NONE, line);
	}
	if (r == 0)
		r = units_flush(j);
	j->where_now = j->where;
	return r;
}

/*
 * A leaf of a message: other readings of it are queued that point into the
 * message's bytes, which a member of an archive may be the last to hold.
 */
static int
decode_leaf(struct extract_job *j)
{
	struct blob *source = blob_ref(j->keep);
	int r = walk_decode(j);

	if (j->keep != NULL && j->keep != source)
		j->keep->under = source;
	else
		blob_unref(source);
	return r;
}

/* Make the bytes of a job that has none yet. */
static int
open_content(struct extract_job *j)
{
	struct buf *made;
	struct blob *source;
	int r;

	if (j->node != NULL)
		return j->is_variant ? 0 : decode_leaf(j);
	if (j->open == NULL)
		return 0;
	source = blob_ref(j->keep);	/* the holder's, until we are done */
	made = engine_blob(j, UNPACK_MEMBER_MAX);
	r = j->open(j, j->open_arg, made);
	blob_unref(source);
	if (r < 0 && !j->has_anomaly)
		extract_anomaly(j, ANOMALY_MALFORMED, "member cannot be read");
	j->bytes = buf_slice(made);
	return j->engine->fatal;
}

static const struct extract_format *
choose_format(const struct extract_job *j)
{
	const struct extract_format *const *f, *best = NULL;
	int bid, best_bid = 0;

	if (j->is_message)
		return &format_message;
	for (f = extract_formats(); *f != NULL; f++) {
		bid = (*f)->can_read(j->bytes, j->part->detected,
		    j->part->names);
		if (bid > best_bid) {
			best = *f;
			best_bid = bid;
		}
	}
	return best;
}

/*
 * A picture that belongs to a page, or that a page carries in itself (a
 * member without a name), is no attachment.
 */
static void
settle_inline_picture(struct extract_job *j)
{
	struct part *p = j->part;
	bool in_page = (p->flags & PART_IS_MEMBER) != 0 && p->names.len == 0;

	if ((!j->may_be_shown && !in_page) ||
	    (p->type != FILETYPE_PICTURE && p->type != FILETYPE_BITMAP))
		return;
	p->flags &= ~(uint32_t)PART_IS_ATTACHMENT;
	p->flags |= PART_IS_INLINE_PICTURE;
}

static int
identify(struct extract_job *j)
{
	struct extract_engine *e = j->engine;
	struct part *p = j->part;
	struct type_found found;

	found = type_detect(e->env, j->bytes, p->declared, p->names);
	j->is_text = found.is_text;
	p->detected = arena_dup(e->arena, found.mime);
	if (p->detected.ptr == NULL)
		return engine_exhausted(e);
	p->type = found.type;
	if (j->is_variant)
		return 0;
	p->size = j->bytes.len;
	if (env_sha256(e->env, j->bytes, p->digest) < 0)
		return engine_exhausted(e);
	if (type_is_disguised(&found, j->bytes, p->declared, p->names))
		p->flags |= PART_IS_DISGUISED;
	settle_inline_picture(j);
	return 0;
}

/* What a reader answered. */
static int
end_reading(struct extract_job *j, int r)
{
	if (units_flush(j) < 0 || j->engine->fatal != 0)
		return j->engine->fatal != 0 ? j->engine->fatal : ERR_LIMIT;
	/* A format that gave up without a word would look like one that read. */
	if (r < 0 && !j->has_anomaly && !j->engine->too_much_text &&
	    !j->engine->too_late)
		return extract_anomaly(j, r == ERR_LIMIT ? ANOMALY_LIMIT :
		    ANOMALY_MALFORMED, "not read to its end");
	return 0;
}

static int
read_with(struct extract_job *j, const struct extract_format *f)
{
	if (f->read == NULL)
		return j->engine->fatal = ERR_ELSEWHERE;
	j->engine->out.container = slice_str(f->name);
	j->where_now = j->where;
	return end_reading(j, f->read(j));
}

/*
 * Is a page what the label or a name promises?  A browser shows one, however
 * much its first bytes look like a picture.
 */
static bool
is_called_page(const struct part *p)
{
	static const char *const endings[] = {
		".html\n", ".htm\n", ".xhtml\n", ".xht\n", ".shtml\n",
		".hta\n", ".svg\n",
	};
	size_t i;

	if (slice_eq_str(p->declared, "text/html") ||
	    slice_eq_str(p->declared, "application/xhtml+xml") ||
	    slice_eq_str(p->declared, "image/svg+xml"))
		return true;
	for (i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (slice_find(p->names, slice_str(endings[i]), 0) !=
		    SLICE_NPOS)
			return true;
	return false;
}

static int
read_content(struct extract_job *j)
{
	const struct extract_format *f = choose_format(j);
	int r;

	if (f == NULL)
		return extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    j->part->type == FILETYPE_UNIDENTIFIED ?
		    "type cannot be established" : "no reader for this type");
	if (!j->is_variant)
		j->part->container = slice_str(f->name);
	r = read_with(j, f);
	if (r == 0 && j->is_text && f != &format_message)
		r = recode_read(j);
	if (r == 0 && j->is_text && f != &format_message)
		r = buried_read(j);
	/* A zip behind something else: some open the one, some the other. */
	if (r == 0 && !j->knows_end && type_has_zip_tail(j->bytes)) {
		if (j->part->type != FILETYPE_PROGRAM &&
		    j->part->type != FILETYPE_INSTALLER)
			r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
			    "an archive is hidden at its end");
		if (r == 0)
			r = read_with(j, &format_zip);
	}
	if (r == 0 && (j->part->flags & PART_IS_OPAQUE) != 0 &&
	    is_called_page(j->part))
		r = read_with(j, &format_html);
	/* A reader that knows where its file ends has looked already. */
	if (r == 0 && (j->part->flags & PART_IS_OPAQUE) != 0 &&
	    (f == &format_opaque || j->member_count == 0))
		r = embedded_read(j);
	return r;
}

/* A multipart or a message in place: its parts are jobs of their own. */
static int
report_container(struct extract_job *j)
{
	struct extract_engine *e = j->engine;
	const struct mime_node *n = j->node;
	struct part *p = j->part;
	int r;

	r = walk_decode(j);
	if (r < 0)
		return r;
	p->detected = n->is_message ? SLICE("message/rfc822") : n->type.token;
	p->type = n->is_message ? FILETYPE_MESSAGE : FILETYPE_DATA;
	p->container = n->is_message ? SLICE("message") : SLICE_NONE;
	p->size = j->bytes.len;
	if (n->is_message && env_sha256(e->env, j->bytes, p->digest) < 0)
		return engine_exhausted(e);
	return engine_report_part(j);
}

static int
run_job(struct extract_job *j)
{
	int r;

	/* Too late to read it, but that it exists is told. */
	if (j->is_closed || engine_is_late(j->engine, j->part->path))
		return j->is_variant ? 0 : engine_report_part(j);
	if (j->is_locked)
		return engine_report_part(j);
	if (j->node != NULL && !j->node->is_leaf)
		return report_container(j);
	if (j->depth > UNPACK_DEPTH_MAX) {
		r = j->is_variant ? 0 : engine_report_part(j);
		return r < 0 ? r : extract_anomaly(j, ANOMALY_LIMIT,
		    "nested deeper than 16 levels");
	}
	r = open_content(j);
	if (r == 0)
		r = identify(j);
	if (r == 0 && !j->is_variant)
		r = engine_report_part(j);
	if (r == 0 && !engine_is_late(j->engine, j->part->path))
		r = read_content(j);
	return r;
}

/* --- waiting for all the text ------------------------------------------------ */

void
engine_wait(struct extract_job *j, extract_resume resume, void *arg)
{
	j->resume = resume;
	j->resume_arg = arg;
}

int
engine_unlocked(struct extract_job *m, struct extract_job *holder,
    extract_open make, void *arg)
{
	int r;

	m->is_locked = false;
	m->part->encryption = ENCRYPTION_NO;
	m->part->encryption_reason = SLICE_NONE;
	trial_opened(holder, --holder->locked == 0);
	m->open = make;
	m->open_arg = arg;
	if (m->depth > UNPACK_DEPTH_MAX)
		return extract_anomaly(m, ANOMALY_LIMIT,
		    "nested deeper than 16 levels");
	r = open_content(m);
	if (r == 0)
		r = identify(m);
	if (r == 0 && !engine_is_late(m->engine, m->part->path))
		r = read_content(m);
	return r;
}

/* False: with this one it would be too much. */
static bool
put_aside(struct extract_job *j)
{
	struct extract_engine *e = j->engine;
	const struct blob *b;
	size_t n = 0;

	if (j->keep != NULL && j->keep->waiting == 0)
		for (b = j->keep; b != NULL; b = b->under)
			n += b->buf.cap;
	if (n > TRIAL_KEPT_MAX - e->waiting_bytes)
		return false;
	e->waiting_bytes += n;
	if (j->keep != NULL && j->keep->waiting++ == 0)
		j->keep->counted = n;
	j->next = NULL;
	*e->waiting_end = j;
	e->waiting_end = &j->next;
	return true;
}

static struct extract_job *
take_waiting(struct extract_engine *e)
{
	struct extract_job *j = e->waiting;

	e->waiting = j->next;
	if (e->waiting == NULL)
		e->waiting_end = &e->waiting;
	j->next = NULL;
	if (j->keep != NULL && --j->keep->waiting == 0)
		e->waiting_bytes -= j->keep->counted;
	return j;
}

static int
go_on(struct extract_job *j)
{
	extract_resume resume = j->resume;

	j->resume = NULL;
	j->members = NULL;
	j->members_end = &j->members;
	j->engine->out.container = j->part->container;
	j->where_now = j->where;
	return end_reading(j, resume(j, j->resume_arg));
}

void
engine_leave(struct extract_job *j)
{
	engine_push(j->engine, j->members);
	/* What was locked may hold something that waits in its turn. */
	while (j->resume != NULL && j->engine->fatal == 0) {
		if (put_aside(j))
			return;
		go_on(j);
		engine_push(j->engine, j->members);
	}
	blob_unref(j->keep);
	j->keep = NULL;
}

int
engine_run(struct extract_engine *e)
{
	struct extract_job *j;

	while (e->todo != NULL || (e->waiting != NULL && e->fatal == 0)) {
		j = e->todo;
		/* An error that is not fatal was a limit, and is reported. */
		if (j != NULL) {
			e->todo = j->next;
			j->next = NULL;
			e->current = j;
			if (e->fatal == 0)
				run_job(j);
		} else {
			j = take_waiting(e);
			e->current = j;
			go_on(j);
		}
		engine_leave(j);
	}
	return e->fatal;
}

/* What is still queued when the work ends early holds memory. */
static void
drop_jobs(struct extract_engine *e)
{
	struct extract_job *j;

	for (j = e->todo; j != NULL; j = j->next)
		blob_unref(j->keep);
	for (j = e->waiting; j != NULL; j = j->next)
		blob_unref(j->keep);
	e->todo = e->waiting = NULL;
	for (; e->ends != NULL; e->ends = e->ends->next)
		e->ends->release(e->ends->arg);
}

int
extract_message(struct extract_env *env, struct mime_message *m,
    const uint8_t name_key[32], struct extract_budget *budget,
    struct arena *a, const struct extract_sink *sink)
{
	struct extract_engine e = {
		.env = env, .name_key = name_key, .budget = budget,
		.arena = a, .sink = sink,
	};
	int r;

	e.waiting_end = &e.waiting;
	e.trial = trial_new(a);
	buf_init(&e.out.bytes, 4 * TEXT_WINDOW);
	r = walk_message(&e, m);
	if (r == 0)
		r = engine_run(&e);
	drop_jobs(&e);
	trial_free(e.trial);
	buf_free(&e.out.bytes);
	free(e.out.units);
	arena_free(e.out.scratch);
	return r;
}

/*
 * `message contains WHAT, ... [at least N times] [in PART, ...]`: what the
 * detectors found, counted as distinct values over the whole message.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "policy/cond.h"

struct what {
	struct slice detector;		/* id; empty for a group */
	struct slice group;
	struct slice list;		/* of words, phrase, pattern */
	uint8_t tier;			/* least; 0: what counts by itself */
};

struct contains_args {
	struct what *whats;
	size_t count;
	uint64_t times;			/* 0: each detector's threshold */
	uint32_t where;			/* bits of enum finding_where; 0: all */
};

/* --- reading -------------------------------------------------------------------- */

/* Members of a group that this version cannot find yet. */
static int
check_group(struct cond_reader *rd, size_t word, struct slice group)
{
	struct buf missing = BUF_INIT(8 * KIB);
	const struct detector_info *d;
	struct conf_place at = rd->line->tokens[word].at;
	size_t built = 0, lack = 0;

	for (d = detector_table(); d->id != NULL; d++) {
		/* A pack is not asked for unless it is set. */
		if (!detector_in_group(d, group) || d->pack != NULL)
			continue;
		if (d->built) {
			built++;
			continue;
		}
		(void)buf_printf(&missing, "%s%s", lack++ > 0 ? ", " : "",
		    d->name);
	}
	if (built == 0)
		conf_error(rd->checker->diag, &at, "\"%.*s\" is not supported "
		    "by this version", (int)group.len,
		    (const char *)group.ptr);
	else if (lack > 0)
		conf_warning(rd->checker->diag, &at, "of \"%.*s\" this version "
		    "does not find yet: %s [not-yet]", (int)group.len,
		    (const char *)group.ptr, buf_cstr(&missing));
	buf_free(&missing);
	return built > 0 ? 0 : ERR_SYNTAX;
}

static const struct site_detector *
find_site(const struct policy *p, struct slice name)
{
	size_t i;

	for (i = 0; i < p->detector_count; i++)
		if (slice_eq(p->detectors[i].name, name))
			return &p->detectors[i];
	return NULL;
}

/* Known records or documents without a list: nothing will ever be found. */
static void
warn_unlisted(struct cond_reader *rd, size_t word, const char *id)
{
	static const struct {
		const char *id, *one, *list;
		enum list_kind kind;
	} known[] = {
		{ "edm_match", "record", "records", LIST_RECORDS },
		{ "fingerprint_match", "document", "documents",
		  LIST_DOCUMENTS },
	};
	const struct policy *p = rd->checker->policy;
	size_t i, k;

	for (k = 0; k < sizeof known / sizeof known[0]; k++)
		if (strcmp(id, known[k].id) == 0)
			break;
	if (k == sizeof known / sizeof known[0])
		return;
	for (i = 0; i < p->list_count; i++)
		if (p->lists[i]->kind == known[k].kind)
			return;
	conf_warning(rd->checker->diag, &rd->line->tokens[word].at,
	    "no %s is known: there is no list of %s [empty]", known[k].one,
	    known[k].list);
}

static int
read_detector(struct cond_reader *rd, struct what *w)
{
	struct checker *c = rd->checker;
	const struct detector_info *d;
	const struct site_detector *site;
	size_t word = rd->at;
	struct slice name;

	if (word >= rd->line->count ||
	    rd->line->tokens[word].kind != CONF_WORD) {
		check_expected(c, rd->line, word, "the name of a detector",
		    NULL);
		return ERR_SYNTAX;
	}
	name = rd->line->tokens[rd->at++].text;
	if (detector_is_group(name)) {
		w->group = name;
		return check_group(rd, word, name);
	}
	d = detector_by_name(name);
	site = find_site(c->policy, name);
	if (d != NULL && !d->built)
		return cond_unsupported(rd, word, d->name);
	if (d != NULL && d->pack != NULL && !c->policy->has_eu_us) {
		conf_error(c->diag, &rd->line->tokens[word].at, "%s is found "
		    "only with \"set packs %s\"", d->name, d->pack);
		return ERR_SYNTAX;
	}
	if (d == NULL && site == NULL) {
		conf_error(c->diag, &rd->line->tokens[word].at,
		    "unknown detector \"%.*s\"", (int)name.len,
		    (const char *)name.ptr);
		conf_suggest(c->diag, conf_nearest(name, c->detector_words));
		return ERR_SYNTAX;
	}
	w->detector = d != NULL ? slice_str(d->id) : site->id;
	if (d != NULL)
		warn_unlisted(rd, word, d->id);
	return 0;
}

/* words from NAME, records from NAME, documents from NAME */
static int
read_from(struct cond_reader *rd, size_t kind, struct what *w)
{
	static const enum list_kind kinds[] = { LIST_WORDS, LIST_RECORDS,
	    LIST_DOCUMENTS };
	static const char *const words[] = { "words", "records", "documents" };
	static const char *const ids[] = { "words", "edm_match",
	    "fingerprint_match" };
	struct checker *c = rd->checker;
	const struct policy *p = c->policy;
	size_t from = rd->at - 1, word, i;

	if (!check_words(c, rd->line, &rd->at, "from"))
		return ERR_SYNTAX;
	word = rd->at;
	if (names_read(c, NAME_LIST, rd->line, &rd->at) == SIZE_MAX)
		return ERR_SYNTAX;
	w->detector = slice_str(ids[kind]);
	w->list = rd->line->tokens[word].text;
	for (i = 0; i < p->list_count; i++) {
		if (!slice_eq(p->lists[i]->name, w->list) ||
		    p->lists[i]->kind == kinds[kind])
			continue;
		conf_error(c->diag, &rd->line->tokens[word].at, "list "
		    "\"%.*s\" does not hold %s", (int)w->list.len,
		    (const char *)w->list.ptr, words[kind]);
		return ERR_SYNTAX;
	}
	/* Words are always found; the others as soon as there is code. */
	if (kind == 0 || detector_by_id(w->detector)->built)
		return 0;
	return cond_unsupported(rd, from, kind == 1 ? "records from" :
	    "documents from");
}

static int
read_text(struct cond_reader *rd, const char *detector, struct what *w)
{
	w->detector = slice_str(detector);
	if (conf_get_string(rd->line, &rd->at, rd->checker->diag,
	    &w->list) < 0)
		return ERR_SYNTAX;
	if (w->list.len > 0)
		return 0;
	conf_error(rd->checker->diag, &rd->line->tokens[rd->at - 1].at,
	    "an empty %s is in every message", detector);
	return ERR_SYNTAX;
}

static int
read_one(struct cond_reader *rd, struct what *w)
{
	static const char *const tiers[] = { "possible", "likely", "certain" };
	static const char *const lists[] = { "words", "records", "documents" };
	size_t i, at;

	for (i = 0; i < 3; i++)
		if (conf_is_word(rd->line, &rd->at, tiers[i])) {
			w->tier = (uint8_t)(i + 1);
			return read_detector(rd, w);
		}
	for (i = 0; i < 3; i++)
		if (conf_is_word(rd->line, &rd->at, lists[i]))
			return read_from(rd, i, w);
	at = rd->at + 1;
	if (at < rd->line->count && rd->line->tokens[at].kind == CONF_STRING) {
		if (conf_is_word(rd->line, &rd->at, "phrase"))
			return read_text(rd, "phrase", w);
		if (conf_is_word(rd->line, &rd->at, "pattern"))
			return read_text(rd, "pattern", w);
	}
	return read_detector(rd, w);
}

static const struct {
	const char *word;
	uint32_t where;
} parts[] = {
	{ "subject", 1 << FINDING_SUBJECT },
	{ "body", 1 << FINDING_BODY | 1 << FINDING_QUOTED },
	{ "own-text", 1 << FINDING_BODY },
	{ "quoted-text", 1 << FINDING_QUOTED },
	{ "attachments", 1 << FINDING_ATTACHMENT },
	{ "filenames", 1 << FINDING_FILENAME },
	{ "headers", 1 << FINDING_HEADER },
};

#define PARTS	(sizeof parts / sizeof parts[0])

static int
read_limits(struct cond_reader *rd, struct contains_args *a)
{
	const char *words[PARTS + 1];
	size_t i;

	if (conf_is_word(rd->line, &rd->at, "at") &&
	    (!check_words(rd->checker, rd->line, &rd->at, "least") ||
	    conf_get_number(rd->line, &rd->at, 1, REPORT_FINDINGS_MAX,
	    rd->checker->diag, &a->times) < 0 ||
	    (!check_skip(rd->line, &rd->at, "time") &&
	    !check_words(rd->checker, rd->line, &rd->at, "times"))))
		return ERR_SYNTAX;
	if (!conf_is_word(rd->line, &rd->at, "in"))
		return 0;
	for (i = 0; i < PARTS; i++)
		words[i] = parts[i].word;
	words[PARTS] = NULL;
	do {
		i = check_choice(rd->checker, rd->line, &rd->at, "subject, "
		    "body, own-text, quoted-text, attachments, filenames or "
		    "headers", words);
		if (i == SIZE_MAX)
			return ERR_SYNTAX;
		a->where |= parts[i].where;
	} while (conf_is_comma(rd->line, &rd->at));
	return 0;
}

static int
parse(struct cond_reader *rd, struct condition *c)
{
	struct contains_args a = { .count = 0 };
	struct what w;
	size_t cap = 0;
	bool ok = true;

	do {
		w = (struct what){ .tier = 0 };
		/* One bad name must not hide the next one. */
		if (read_one(rd, &w) < 0)
			ok = false;
		a.whats = arena_grow(rd->checker->arena, a.whats, a.count,
		    &cap, sizeof *a.whats);
		if (a.whats == NULL)
			return ERR_LIMIT;
		a.whats[a.count++] = w;
	} while (conf_is_comma(rd->line, &rd->at));
	if (read_limits(rd, &a) < 0)
		return ERR_SYNTAX;
	c->args = cond_args(rd, &a, sizeof a);
	return ok && c->args != NULL ? 0 : ERR_SYNTAX;
}

/* --- counting -------------------------------------------------------------------- */

/* Tier 1 raised by number counts as tier 2. */
static uint8_t
tier_of(const struct finding *f)
{
	return f->bulk && f->tier < 2 ? 2 : f->tier;
}

/* A detector of the site belongs to the groups of the class that it states. */
static bool
is_of_group(const struct policy *p, struct slice id, struct slice group)
{
	const struct detector_info *d = detector_by_id(id);
	const struct site_detector *s;
	struct detector_info site = { .id = "" };

	if (d != NULL)
		return detector_in_group(d, group);
	s = policy_site_detector(p, id);
	if (s == NULL)
		return false;
	site.class = s->class;
	return detector_in_group(&site, group);
}

static bool
is_what(const struct policy *p, const struct what *w, const struct finding *f)
{
	if (w->list.len > 0)
		return slice_eq(w->detector, f->detector) &&
		    slice_eq(w->list, f->list);
	if (tier_of(f) < (w->tier > 0 ? w->tier : 2))
		return false;
	if (w->group.len == 0)
		return slice_eq(w->detector, f->detector);
	return is_of_group(p, f->detector, w->group);
}

static bool
counts(const struct policy *p, const struct contains_args *a,
    const struct finding *f)
{
	size_t i;

	if (a->where != 0 && (a->where >> f->where & 1) == 0)
		return false;
	for (i = 0; i < a->count; i++)
		if (is_what(p, &a->whats[i], f))
			return true;
	return false;
}

bool
cond_is_contains(const struct condition *c)
{
	return c->type == &cond_message_contains;
}

bool
cond_counts_finding(const struct condition *c, const struct policy *p,
    const struct finding *f)
{
	return cond_is_contains(c) && counts(p, c->args, f);
}

/*
 * Addresses that all can see tell more where the message is about health,
 * faith and the like (certain ones): half of them is enough then.
 */
static uint64_t
built_threshold(const struct policy *p, const struct detector_info *d,
    const struct finding *f)
{
	uint64_t n = p->thresholds[d - detector_table()];

	return f->tier == FINDING_TIER_MAX &&
	    slice_eq_str(f->detector, "recipient_exposure") ? (n + 1) / 2 : n;
}

static uint64_t
threshold(const struct policy *p, const struct finding *f)
{
	const struct detector_info *d = detector_by_id(f->detector);
	const struct site_detector *s;

	if (d != NULL)
		return built_threshold(p, d, f);
	s = policy_site_detector(p, f->detector);
	return s != NULL ? s->threshold : 1;
}

static int
finding_order(const void *x, const void *y)
{
	const struct finding *a = *(const struct finding *const *)x;
	const struct finding *b = *(const struct finding *const *)y;
	int r;

	r = slice_cmp(a->detector, b->detector);
	if (r == 0)
		r = slice_cmp(a->list, b->list);
	if (r != 0)
		return r;
	return a->value_hash < b->value_hash ? -1 :
	    a->value_hash > b->value_hash;
}

/* Findings that count, equal values next to each other; malloc'ed. */
static const struct finding **
collect(const struct policy *p, const struct contains_args *a,
    const struct report *r, size_t *ret_n)
{
	const struct finding **list;
	size_t i, n = 0;

	list = mem_array(NULL, r->finding_count + 1, sizeof *list);
	for (i = 0; i < r->finding_count; i++)
		if (counts(p, a, &r->findings[i]))
			list[n++] = &r->findings[i];
	qsort(list, n, sizeof *list, finding_order);
	*ret_n = n;
	return list;
}

static enum tri
test(const struct condition *c, struct view *v, size_t at)
{
	const struct contains_args *a = c->args;
	const struct finding **list;
	uint64_t all = 0, own = 0;
	enum tri t = TRI_NO;
	size_t i, n;

	(void)at;
	list = collect(v->policy, a, v->report, &n);
	for (i = 0; i < n && t == TRI_NO; i++) {
		if (i > 0 && finding_order(&list[i - 1], &list[i]) == 0)
			continue;
		if (i == 0 || !slice_eq(list[i - 1]->detector,
		    list[i]->detector))
			own = 0;
		all++;
		own++;
		if (a->times > 0 ? all >= a->times :
		    own >= threshold(v->policy, list[i]))
			t = TRI_YES;
	}
	free(list);
	return t == TRI_YES ? TRI_YES : view_no(v);
}

/* "2 national-insurance-number, 1 words": kinds and counts, never values. */
static struct slice
because(const struct condition *c, struct view *v)
{
	struct buf b = BUF_INIT(4 * KIB);
	const struct detector_info *d;
	const struct finding **list;
	struct slice s;
	size_t i, n, start = 0, distinct = 0;

	list = collect(v->policy, c->args, v->report, &n);
	for (i = 0; i < n; i++) {
		distinct += i == start ||
		    finding_order(&list[i - 1], &list[i]) != 0;
		if (i + 1 < n && slice_eq(list[i]->detector,
		    list[i + 1]->detector))
			continue;
		d = detector_by_id(list[i]->detector);
		s = d != NULL ? slice_str(d->name) : list[i]->detector;
		(void)buf_printf(&b, "%s%zu %.*s", b.len > 0 ? ", " : "",
		    distinct, (int)s.len, (const char *)s.ptr);
		start = i + 1;
		distinct = 0;
	}
	free(list);
	s = arena_dup(v->arena, buf_slice(&b));
	buf_free(&b);
	return s;
}

const struct cond_type cond_message_contains = {
	"message contains", parse, test, because
};

/*
 * plan_conf -- what the site's configuration adds to a plan: `detector`
 * blocks, words, phrases and patterns that rules ask for, own values.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "detect/own.h"
#include "detect/plan.h"
#include "detect/weighed.h"

struct reader {
	struct detect_plan *plan;
	const struct conf_tree *tree;
	struct conf_diag *diag;
};

/* One detector block while it is read. */
struct site_block {
	struct reader *reader;
	const struct conf_block *block;
	uint32_t source;
	size_t first_site, first_example;
	bool wants_near;
	uint8_t certainty;		/* 0: not stated */
};

/* --- words of one line ---------------------------------------------------- */

/* Call item for each string of a comma list; commas may be left out. */
static int
each_string(struct reader *rd, const struct conf_line *l,
    int (*item)(void *arg, const struct conf_token *t), void *arg)
{
	size_t at;
	int r;

	if (l->count < 2) {
		conf_error(rd->diag, &l->at, "nothing follows \"%.*s\"",
		    (int)l->tokens[0].text.len, l->tokens[0].text.ptr);
		return ERR_SYNTAX;
	}
	for (at = 1; at < l->count; at++) {
		if (conf_is_comma(l, &at))
			at--;
		else if (l->tokens[at].kind != CONF_STRING) {
			conf_error(rd->diag, &l->tokens[at].at,
			    "expected a text in quotes");
			return ERR_SYNTAX;
		} else {
			r = item(arg, &l->tokens[at]);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

/* --- patterns ------------------------------------------------------------- */

static struct site *
site_add(struct reader *rd, const struct conf_token *t, uint32_t source,
    const char *kind, struct slice name)
{
	struct detect_plan *p = rd->plan;
	struct pattern *pattern;
	struct site *site;
	char message[256];
	size_t at;

	if (pattern_new(t->text, &pattern, &at, message, sizeof message) < 0) {
		conf_error(rd->diag, &t->at,
		    "pattern is wrong at character %zu: %s", at + 1, message);
		return NULL;
	}
	p->sites = mem_grow(p->sites, p->site_count, &p->site_cap,
	    sizeof *p->sites);
	site = &p->sites[p->site_count++];
	memset(site, 0, sizeof *site);
	site->pattern = pattern;
	site->source = source;
	site->certainty = FINDING_TIER_MAX;
	site->name = arena_str(p->arena, arena_printf(p->arena, "%s %.*s",
	    kind, (int)name.len, name.ptr));
	return site;
}

/* --- detector blocks ------------------------------------------------------ */

static int
block_pattern(void *arg, const struct conf_token *t)
{
	struct site_block *b = arg;

	return site_add(b->reader, t, b->source, "detector",
	    b->block->name) != NULL ? 0 : ERR_SYNTAX;
}

static int
block_near(void *arg, const struct conf_token *t)
{
	struct site_block *b = arg;
	b->wants_near = true;
	if (plan_word(b->reader->plan, t->text,
	    LABEL_TAG(b->source, LABEL_TOPIC)) == 0)
		return 0;
	conf_error(b->reader->diag, &t->at,
	    "expected a word or phrase of 1 to %d bytes", LIST_WORD_MAX);
	return ERR_SYNTAX;
}

static void
example_add(struct site_block *b, const struct conf_token *t, bool is_counter)
{
	struct detect_plan *p = b->reader->plan;
	struct example *e;

	p->examples = mem_grow(p->examples, p->example_count, &p->example_cap,
	    sizeof *p->examples);
	e = &p->examples[p->example_count++];
	e->text = t->text;
	e->at = &t->at;
	e->source = b->source;
	e->is_counter = is_counter;
	e->tier = 0;
}

static int
block_example(void *arg, const struct conf_token *t)
{
	example_add(arg, t, false);
	return 0;
}

static int
block_counter(void *arg, const struct conf_token *t)
{
	example_add(arg, t, true);
	return 0;
}

static int
read_word(struct site_block *b, const struct conf_line *l, struct slice *ret)
{
	size_t at;
	int r;

	at = 1;
	r = conf_get_word(l, &at, b->reader->diag, ret);
	return r == 0 ? conf_get_end(l, at, b->reader->diag) : r;
}

static int
block_certainty(struct site_block *b, const struct conf_line *l)
{
	static const char *const words[] = {
		"possible", "likely", "certain", NULL
	};
	const char *near;
	struct slice word;
	uint8_t i;
	int r;

	r = read_word(b, l, &word);
	if (r < 0)
		return r;
	for (i = 0; words[i] != NULL; i++) {
		if (!slice_eq_str(word, words[i]))
			continue;
		b->certainty = (uint8_t)(i + 1);
		return 0;
	}
	conf_error(b->reader->diag, &l->tokens[1].at,
	    "expected possible, likely or certain");
	near = conf_nearest(word, words);
	if (near != NULL)
		conf_suggest(b->reader->diag, near);
	return ERR_SYNTAX;
}

static int
block_class(struct site_block *b, const struct conf_line *l)
{
	struct slice word;
	const char *name;
	size_t i, j;
	int r;

	r = read_word(b, l, &word);
	if (r < 0)
		return r;
	for (i = 0; i < DETECTOR_CLASS_COUNT; i++) {
		/* "special-category" and "special_category" are the same. */
		name = detector_class_name((enum detector_class)i);
		for (j = 0; j < word.len && name[j] != '\0'; j++)
			if (name[j] != word.ptr[j] &&
			    !(name[j] == '_' && word.ptr[j] == '-'))
				break;
		if (j == word.len && name[j] == '\0')
			return 0;
	}
	conf_error(b->reader->diag, &l->tokens[1].at,
	    "expected personal, special-category, criminal-offence, "
	    "financial, credential, conduct or site");
	return ERR_SYNTAX;
}

static int
block_line(struct site_block *b, const struct conf_line *l)
{
	static const char *const keys[] = {
		"pattern", "near", "examples", "not", "class", "certainty",
		NULL
	};
	struct slice key;
	const char *near;

	key = l->tokens[0].text;
	if (slice_eq_str(key, "pattern"))
		return each_string(b->reader, l, block_pattern, b);
	if (slice_eq_str(key, "near"))
		return each_string(b->reader, l, block_near, b);
	if (slice_eq_str(key, "examples"))
		return each_string(b->reader, l, block_example, b);
	if (slice_eq_str(key, "not"))
		return each_string(b->reader, l, block_counter, b);
	if (slice_eq_str(key, "class"))
		return block_class(b, l);
	if (slice_eq_str(key, "certainty"))
		return block_certainty(b, l);
	conf_error(b->reader->diag, &l->tokens[0].at,
	    "a detector has no \"%.*s\"", (int)key.len, key.ptr);
	near = conf_nearest(key, keys);
	if (near != NULL)
		conf_suggest(b->reader->diag, near);
	return ERR_SYNTAX;
}

/* "tenancy-number" is site_tenancy_number in reports. */
static struct slice
site_id(struct arena *a, struct slice name)
{
	struct slice id;
	uint8_t *p;
	size_t i;

	id = arena_printf(a, "site_%.*s", (int)name.len, name.ptr);
	p = arena_alloc(a, id.len);
	if (p == NULL)
		return SLICE_NONE;
	for (i = 0; i < id.len; i++)
		p[i] = id.ptr[i] == '-' ? '_' : id.ptr[i];
	return slice_of(p, id.len);
}

static void
block_finish(struct site_block *b)
{
	struct detect_plan *p = b->reader->plan;
	uint8_t tier;
	size_t i;

	/* A pattern alone is likely; a word beside it makes it certain. */
	tier = b->certainty != 0 ? b->certainty : b->wants_near ? 3 : 2;
	for (i = b->first_site; i < p->site_count; i++) {
		p->sites[i].certainty = tier;
		p->sites[i].wants_near = b->wants_near;
	}
	for (i = b->first_example; i < p->example_count; i++)
		p->examples[i].tier = tier;
	if (b->first_site == p->site_count)
		conf_error(b->reader->diag, &b->block->name_at,
		    "a detector needs a pattern");
}

static void
read_detector(struct reader *rd, const struct conf_block *block)
{
	struct site_block b;
	size_t i;

	memset(&b, 0, sizeof b);
	if (detector_by_name(block->name) != NULL ||
	    detector_is_group(block->name)) {
		conf_error(rd->diag, &block->name_at,
		    "\"%.*s\" is the name of a built-in detector",
		    (int)block->name.len, block->name.ptr);
		return;
	}
	b.reader = rd;
	b.block = block;
	b.source = plan_source(rd->plan, site_id(rd->plan->arena, block->name),
	    SLICE_NONE);
	b.first_site = rd->plan->site_count;
	b.first_example = rd->plan->example_count;
	for (i = 0; i < block->line_count; i++)
		if (block->lines[i].count > 0 &&
		    block_line(&b, &block->lines[i]) < 0)
			return;
	block_finish(&b);
}

/* --- what rules ask for --------------------------------------------------- */

static const struct conf_block *
find_list(const struct conf_tree *tree, struct slice name, const char *of)
{
	const struct conf_block *b;
	size_t i;

	for (i = 0; i < tree->block_count; i++) {
		b = &tree->blocks[i];
		if (strcmp(b->kind, "list") == 0 &&
		    slice_eq(b->name, name) && slice_eq_str(b->of, of))
			return b;
	}
	return NULL;
}

struct list_reader {
	struct reader *reader;
	uint32_t source;
	bool is_begun, is_weighed;	/* weighed.h */
};

static int
word_item(void *arg, struct slice item, const struct conf_place *at)
{
	struct list_reader *l = arg;

	if (!l->is_begun && weighed_is_mark(item)) {
		l->reader->plan->weighs++;
		l->is_begun = l->is_weighed = true;
		return 0;
	}
	l->is_begun = true;
	if (l->is_weighed) {
		if (weighed_add(l->reader->plan, l->source, item) < 0)
			conf_error(l->reader->diag, at, "expected 0, 1, 2, 3, "
			    "told, about, you or link, and a word or phrase of 1 "
			    "to %d bytes", LIST_WORD_MAX);
		return 0;
	}
	if (plan_word(l->reader->plan, item,
	    LABEL_TAG(l->source, LABEL_LIST)) < 0)
		conf_error(l->reader->diag, at,
		    "expected a word or phrase of 1 to %d bytes", LIST_WORD_MAX);
	return 0;
}

/* That the list exists is for the checker of rules to say. */
static void
read_words(struct reader *rd, const struct conf_token *name)
{
	const struct conf_block *b;
	struct list_reader l;
	size_t known;

	b = find_list(rd->tree, name->text, "words");
	if (b == NULL)
		return;
	known = rd->plan->source_count;
	l = (struct list_reader){ .reader = rd };
	l.source = plan_source(rd->plan, SLICE("words"), name->text);
	if (l.source == known)		/* new */
		conf_list_each(b, word_item, &l);
}

static void
read_phrase(struct reader *rd, const struct conf_token *t)
{
	struct list_reader l;
	size_t known;

	known = rd->plan->source_count;
	l = (struct list_reader){ .reader = rd, .is_begun = true };
	l.source = plan_source(rd->plan, SLICE("phrase"), t->text);
	if (l.source == known)
		word_item(&l, t->text, &t->at);
}

static void
read_pattern(struct reader *rd, const struct conf_block *rule,
    const struct conf_token *t)
{
	uint32_t source;
	size_t known;

	known = rd->plan->source_count;
	source = plan_source(rd->plan, SLICE("pattern"), t->text);
	if (source == known)
		site_add(rd, t, source, strcmp(rule->kind, "rule") == 0 ?
		    "rule" : "association", rule->name);
}

static bool
is_word(const struct conf_line *l, size_t at, const char *word)
{
	return at < l->count && l->tokens[at].kind == CONF_WORD &&
	    slice_eq_str(l->tokens[at].text, word);
}

static void
read_rule_line(struct reader *rd, const struct conf_block *rule,
    const struct conf_line *l)
{
	size_t i;

	for (i = 1; i + 1 < l->count; i++) {
		if (is_word(l, i, "words") && is_word(l, i + 1, "from") &&
		    i + 2 < l->count)
			read_words(rd, &l->tokens[i + 2]);
		else if (l->tokens[i + 1].kind != CONF_STRING)
			continue;
		else if (is_word(l, i, "phrase"))
			read_phrase(rd, &l->tokens[i + 1]);
		else if (is_word(l, i, "pattern"))
			read_pattern(rd, rule, &l->tokens[i + 1]);
	}
}

/* An association's texts are chosen by conditions too. */
static void
read_rule(struct reader *rd, const struct conf_block *rule)
{
	size_t i;

	for (i = 0; i < rule->line_count; i++)
		if (is_word(&rule->lines[i], 0, "when") ||
		    is_word(&rule->lines[i], 0, "unless") ||
		    is_word(&rule->lines[i], 0, "disclaimer"))
			read_rule_line(rd, rule, &rule->lines[i]);
}

/* --- settings ------------------------------------------------------------- */

static int
own_item(void *arg, struct slice item, const struct conf_place *at)
{
	struct reader *rd = arg;
	struct detect_plan *p = rd->plan;
	struct slice folded;

	if (shadow_fold(&p->fold, item, &folded) < 0) {
		conf_error(rd->diag, at, "this value is too long");
		return 0;
	}
	own_add(p, folded);
	return 0;
}

static void
read_own(struct reader *rd)
{
	const struct conf_line *l;
	const struct conf_block *b;
	struct slice name;
	size_t at, word;

	l = conf_setting(rd->tree, "own", &at);
	while (l != NULL && at < l->count) {
		if (conf_is_comma(l, &at))
			continue;
		word = at;
		if (conf_get_word(l, &at, rd->diag, &name) < 0)
			return;
		b = find_list(rd->tree, name, "values");
		if (b == NULL)
			conf_error(rd->diag, &l->tokens[word].at,
			    "there is no list \"%.*s\" of values",
			    (int)name.len, name.ptr);
		else
			conf_list_each(b, own_item, rd);
	}
}

/* What is wrong with the line is for the checker of settings to say. */
bool
plan_pack_is_set(const struct conf_tree *tree, const char *pack)
{
	const struct conf_line *l;
	size_t at;

	l = conf_setting(tree, "packs", &at);
	for (; l != NULL && at < l->count; at++)
		if (slice_eq_str(l->tokens[at].text, pack))
			return true;
	return false;
}

static void
read_test_numbers(struct reader *rd)
{
	const struct conf_line *l;
	struct slice word;
	size_t at;

	l = conf_setting(rd->tree, "test-numbers", &at);
	if (l == NULL || conf_get_word(l, &at, rd->diag, &word) < 0 ||
	    conf_get_end(l, at, rd->diag) < 0)
		return;
	if (slice_eq_str(word, "ignore"))
		rd->plan->ignores_test_numbers = true;
	else if (!slice_eq_str(word, "report"))
		conf_error(rd->diag, &l->at, "expected report or ignore");
}

int
plan_read_conf(struct detect_plan *p, const struct conf_tree *tree,
    struct conf_diag *diag)
{
	struct reader rd = { p, tree, diag };
	size_t i, errors;

	errors = conf_diag_errors(diag);
	for (i = 0; i < tree->block_count; i++)
		if (strcmp(tree->blocks[i].kind, "detector") == 0)
			read_detector(&rd, &tree->blocks[i]);
	for (i = 0; i < tree->block_count; i++)
		if (strcmp(tree->blocks[i].kind, "rule") == 0 ||
		    strcmp(tree->blocks[i].kind, "association") == 0)
			read_rule(&rd, &tree->blocks[i]);
	read_own(&rd);
	read_test_numbers(&rd);
	return conf_diag_errors(diag) > errors ? ERR_SYNTAX : 0;
}

/* --- examples ------------------------------------------------------------- */

/* 1: found at the example's tier; 0: not; ERR_LIMIT: could not tell. */
static int
example_found(const struct detect_plan *p, const struct example *e,
    struct arena *a, const char **ret_detail)
{
	struct text_unit unit;
	struct detect_run *run;
	struct finding *list;
	struct text text;
	size_t i, n;

	memset(&text, 0, sizeof text);
	memset(&unit, 0, sizeof unit);
	text.bytes = e->text;
	text.units = &unit;
	text.unit_count = 1;
	unit.to = e->text.len;
	unit.where = FINDING_BODY;
	run = detect_run_new(p, a);
	if (run == NULL || detect_scan(run, &text, ret_detail) < 0 ||
	    detect_findings(run, &list, &n) < 0)
		return ERR_LIMIT;
	for (i = 0; i < n; i++)
		if (list[i].tier >= e->tier &&
		    slice_eq(list[i].detector, p->sources[e->source].id))
			return 1;
	return 0;
}

int
plan_check_examples(struct detect_plan *p, struct conf_diag *diag)
{
	const struct example *e;
	const char *detail;
	struct arena *a;
	size_t i;
	int r, found;

	r = 0;
	for (i = 0; i < p->example_count; i++) {
		e = &p->examples[i];
		a = arena_new(MESSAGE_ARENA_MAX);
		detail = "memory";
		found = example_found(p, e, a, &detail);
		if (found < 0)
			conf_error(diag, e->at, "this could not be tried: %s",
			    detail);
		else if (found == 1 && e->is_counter)
			conf_error(diag, e->at,
			    "the detector finds this, and should not");
		else if (found == 0 && !e->is_counter)
			conf_error(diag, e->at,
			    "the detector does not find this example");
		if (found < 0 || (found == 1) == e->is_counter)
			r = ERR_SYNTAX;
		arena_free(a);
	}
	return r;
}

#include "ctl/catalogue.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "ctl/answer.h"
#include "ctl/said.h"
#include "mail/detector.h"
#include "mail/filetype.h"
#include "mail/recordset.h"
#include "policy/test.h"

static void
put(json_t *o, const char *key, json_t *value)
{
	if (json_object_set_new(o, key, value) < 0)
		mem_exhausted();
}

static void
put_text(json_t *o, const char *key, struct slice s)
{
	put(o, key, answer_string(s));
}

static void
append(json_t *list, json_t *value)
{
	if (json_array_append_new(list, value) < 0)
		mem_exhausted();
}

/* --- rules ----------------------------------------------------------------------- */

/* Each line of a block with this key, as written. */
static json_t *
lines_json(const struct conf_block *b, const char *key)
{
	struct buf text = BUF_INIT(MIB);
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < b->line_count; i++) {
		if (!slice_eq_str(b->lines[i].tokens[0].text, key))
			continue;
		buf_reset(&text);
		said_line(&b->lines[i], 1, &text);
		append(list, answer_string(buf_slice(&text)));
	}
	buf_free(&text);
	return list;
}

static json_t *
line_json(const struct conf_block *b, const char *key)
{
	json_t *list = lines_json(b, key), *first = json_null();

	if (json_array_size(list) > 0)
		first = json_incref(json_array_get(list, 0));
	json_decref(list);
	return first;
}

static json_t *
default_json(const struct conf_tree *t, struct slice rule, const char *key)
{
	struct buf text = BUF_INIT(MIB);
	json_t *j;

	said_default(t, rule, key, &text);
	j = answer_string_or_null(buf_slice(&text));
	buf_free(&text);
	return j;
}

static json_int_t
tests_of(const struct rule_test *tests, size_t count, struct slice rule)
{
	json_int_t n = 0;
	size_t i, k;

	for (i = 0; i < count; i++)
		for (k = 0; k < tests[i].expect_count; k++)
			if (slice_eq(tests[i].expect[k].rule, rule)) {
				n++;
				break;
			}
	return n;
}

static json_t *
rule_json(const struct loaded *l, const struct policy_rule_info *r)
{
	const struct conf_block *b = conf_block_find(l->tree, "rule", r->name);
	json_t *o = json_object();

	put_text(o, "name", r->name);
	put_text(o, "mode", r->mode);
	put_text(o, "clause", r->clause);
	put_text(o, "reason", r->reason);
	put_text(o, "file", r->file);
	put(o, "line", json_integer(r->line));
	put(o, "purpose", answer_string_or_null(said_purpose(l->tree,
	    r->name)));
	put(o, "approved", default_json(l->tree, r->name, "approved"));
	put(o, "review", default_json(l->tree, r->name, "review"));
	put(o, "severity", line_json(b, "severity"));
	put(o, "on", line_json(b, "on"));
	put(o, "when", line_json(b, "when"));
	put(o, "unless", line_json(b, "unless"));
	put(o, "then", lines_json(b, "then"));
	put(o, "override", line_json(b, "override"));
	return o;
}

json_t *
catalogue_rules(const struct loaded *l)
{
	struct conf_diag *diag = conf_diag_new();
	struct policy_rule_info *rules;
	struct rule_test *tests = NULL;
	json_t *list = json_array(), *o;
	struct arena *a;
	size_t i, n, count = 0;

	a = arena_new(RULESET_ARENA_MAX);
	/* policy_new() took them, so there is nothing to tell. */
	(void)rule_tests_read(l->tree, diag, a, &tests, &count);
	n = policy_rules(l->policy, a, &rules);
	for (i = 0; i < n; i++) {
		o = rule_json(l, &rules[i]);
		put(o, "tests", json_integer(tests_of(tests, count,
		    rules[i].name)));
		append(list, o);
	}
	conf_diag_free(diag);
	arena_free(a);
	return list;
}

/* --- detectors and types ------------------------------------------------------------ */

static json_t *
detector_json(struct slice id, struct slice name, enum detector_class class,
    const char *pack, unsigned threshold, bool built)
{
	json_t *o = json_object();

	put_text(o, "id", id);
	put_text(o, "name", name);
	put(o, "class", json_string(detector_class_name(class)));
	put(o, "pack", pack != NULL ? json_string(pack) : json_null());
	put(o, "threshold", json_integer(threshold));
	put(o, "supported", json_boolean(built));
	return o;
}

json_t *
catalogue_detectors(const struct loaded *l)
{
	const struct detector_info *d;
	const struct conf_block *b;
	struct buf id = BUF_INIT(REPORT_STRING_MAX);
	json_t *list = json_array();
	size_t i, k;

	for (d = detector_table(); d->id != NULL; d++)
		append(list, detector_json(slice_str(d->id),
		    slice_str(d->name), d->class, d->pack,
		    policy_threshold(l->policy, slice_str(d->id)), d->built));
	for (i = 0; i < l->tree->block_count; i++) {
		b = &l->tree->blocks[i];
		if (strcmp(b->kind, "detector") != 0)
			continue;
		buf_reset(&id);
		buf_puts(&id, "site_");
		for (k = 0; k < b->name.len; k++)
			buf_putc(&id, b->name.ptr[k] == '-' ? '_' :
			    b->name.ptr[k]);
		append(list, detector_json(buf_slice(&id), b->name,
		    policy_class_of(l->policy, buf_slice(&id)), NULL,
		    policy_threshold(l->policy, buf_slice(&id)), true));
	}
	buf_free(&id);
	return list;
}

json_t *
catalogue_types(const struct loaded *l)
{
	json_t *list = json_array(), *o;
	int t;

	(void)l;
	for (t = 0; t < FILETYPE_COUNT; t++) {
		o = json_object();
		put(o, "name", json_string(filetype_name((enum filetype)t)));
		append(list, o);
	}
	return list;
}

/* --- lists and messages -------------------------------------------------------------- */

static int
count_item(void *arg, struct slice item, const struct conf_place *at)
{
	(void)item;
	(void)at;
	++*(json_int_t *)arg;
	return 0;
}

/* Of an index of records the rows. */
static json_int_t
count_entries(const struct conf_block *b)
{
	struct recordset_info info;
	json_int_t entries = 0;

	if (!slice_eq_str(b->of, "records"))
		conf_list_each(b, count_item, &entries);
	else if (recordset_head(b->from_bytes, &info) == 0)
		entries = info.rows;
	return entries;
}

/* Rules that name it in one of their lines. */
static json_t *
users_json(const struct conf_tree *t, struct slice name)
{
	const struct conf_block *b;
	json_t *list = json_array();
	size_t i, k, n;
	bool uses;

	for (i = 0; i < t->block_count; i++) {
		b = &t->blocks[i];
		if (strcmp(b->kind, "rule") != 0)
			continue;
		uses = false;
		for (k = 0; k < b->line_count; k++)
			for (n = 1; n < b->lines[k].count; n++)
				uses = uses || (b->lines[k].tokens[n].kind ==
				    CONF_WORD && slice_eq(
				    b->lines[k].tokens[n].text, name));
		if (uses)
			append(list, answer_string(b->name));
	}
	return list;
}

static json_t *
list_json(const struct loaded *l, const struct conf_block *b)
{
	json_t *o = json_object();

	put_text(o, "name", b->name);
	put_text(o, "of", b->of);
	put(o, "entries", json_integer(count_entries(b)));
	put(o, "file", json_string(loaded_short(l, b->at.file)));
	put(o, "line", json_integer(b->at.line));
	put(o, "from", answer_string_or_null(b->from));
	put(o, "rules", users_json(l->tree, b->name));
	return o;
}

json_t *
catalogue_lists(const struct loaded *l)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < l->tree->block_count; i++)
		if (strcmp(l->tree->blocks[i].kind, "list") == 0)
			append(list, list_json(l, &l->tree->blocks[i]));
	return list;
}

/* The text after a key; null if the block has no such line. */
static json_t *
text_json(const struct conf_block *b, const char *key)
{
	const struct conf_line *line = conf_line_find(b, key, 0);

	return line != NULL && line->count > 1 ?
	    answer_string(line->tokens[1].text) : json_null();
}

static json_t *
languages_json(const struct conf_block *b)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < b->line_count; i++)
		if (slice_eq_str(b->lines[i].tokens[0].text, "text") &&
		    b->lines[i].count > 1)
			append(list,
			    answer_string(b->lines[i].tokens[1].text));
	return list;
}

static json_t *
message_json(const struct loaded *l, const struct conf_block *b)
{
	json_t *o = json_object();

	put_text(o, "name", b->name);
	put(o, "reply", text_json(b, "reply"));
	put(o, "file", json_string(loaded_short(l, b->at.file)));
	put(o, "line", json_integer(b->at.line));
	put(o, "next", text_json(b, "next"));
	put(o, "languages", languages_json(b));
	put(o, "rules", users_json(l->tree, b->name));
	return o;
}

json_t *
catalogue_messages(const struct loaded *l)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < l->tree->block_count; i++)
		if (strcmp(l->tree->blocks[i].kind, "message") == 0)
			append(list, message_json(l, &l->tree->blocks[i]));
	return list;
}

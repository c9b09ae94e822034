/*
 * exeatctl list -- what rules can name, and what the loaded rules are.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/answer.h"
#include "ctl/load.h"
#include "ctl/options.h"
#include "mail/recordset.h"
#include "mail/detector.h"
#include "mail/filetype.h"

static void
put(json_t *o, const char *key, struct slice s)
{
	json_object_set_new(o, key, answer_string(s));
}

static json_t *
list_rules(const struct loaded *l)
{
	struct policy_rule_info *rules;
	json_t *list = json_array(), *o;
	struct arena *a;
	size_t i, n;

	a = arena_new(RULESET_ARENA_MAX);
	n = policy_rules(l->policy, a, &rules);
	for (i = 0; i < n; i++) {
		o = json_object();
		put(o, "name", rules[i].name);
		put(o, "mode", rules[i].mode);
		put(o, "clause", rules[i].clause);
		put(o, "reason", rules[i].reason);
		put(o, "file", rules[i].file);
		json_object_set_new(o, "line", json_integer(rules[i].line));
		json_array_append_new(list, o);
	}
	arena_free(a);
	return list;
}

/* Clauses, each with the rules that serve it, in the order first named. */
static json_t *
list_clauses(const struct loaded *l)
{
	json_t *rules = list_rules(l), *list = json_array(), *r, *c;
	json_t *o = NULL;
	size_t i, k;

	json_array_foreach(rules, i, r) {
		c = json_object_get(r, "clause");
		json_array_foreach(list, k, o)
			if (json_equal(json_object_get(o, "clause"), c))
				break;
		if (k == json_array_size(list)) {
			o = json_object();
			json_object_set(o, "clause", c);
			json_object_set_new(o, "rules", json_array());
			json_array_append_new(list, o);
		}
		json_array_append(json_object_get(o, "rules"),
		    json_object_get(r, "name"));
	}
	json_decref(rules);
	return list;
}

static json_t *
list_detectors(const struct loaded *l)
{
	const struct detector_info *d;
	json_t *list = json_array(), *o;
	struct buf id = BUF_INIT(REPORT_STRING_MAX);
	size_t i, k;

	for (d = detector_table(); d->id != NULL; d++) {
		o = json_object();
		json_object_set_new(o, "id", json_string(d->id));
		json_object_set_new(o, "name", json_string(d->name));
		json_object_set_new(o, "class",
		    json_string(detector_class_name(d->class)));
		json_object_set_new(o, "pack", d->pack != NULL ?
		    json_string(d->pack) : json_null());
		json_object_set_new(o, "threshold", json_integer(d->threshold));
		json_object_set_new(o, "supported", json_boolean(d->built));
		json_array_append_new(list, o);
	}
	for (i = 0; i < l->tree->block_count; i++) {
		const struct conf_block *b = &l->tree->blocks[i];

		if (strcmp(b->kind, "detector") != 0)
			continue;
		buf_reset(&id);
		buf_puts(&id, "site_");
		for (k = 0; k < b->name.len; k++)
			buf_putc(&id, b->name.ptr[k] == '-' ? '_' : b->name.ptr[k]);
		o = json_object();
		put(o, "id", buf_slice(&id));
		put(o, "name", b->name);
		json_object_set_new(o, "class",
		    json_string(detector_class_name(policy_class_of(l->policy,
		    buf_slice(&id)))));
		json_object_set_new(o, "pack", json_null());
		json_object_set_new(o, "threshold", json_integer(1));
		json_object_set_new(o, "supported", json_true());
		json_array_append_new(list, o);
	}
	buf_free(&id);
	return list;
}

static json_t *
list_types(const struct loaded *l)
{
	json_t *list = json_array(), *o;
	int t;

	(void)l;
	for (t = 0; t < FILETYPE_COUNT; t++) {
		o = json_object();
		json_object_set_new(o, "name",
		    json_string(filetype_name((enum filetype)t)));
		json_array_append_new(list, o);
	}
	return list;
}

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

static json_t *
list_lists(const struct loaded *l)
{
	json_t *list = json_array(), *o;
	json_int_t entries;
	size_t i;

	for (i = 0; i < l->tree->block_count; i++) {
		const struct conf_block *b = &l->tree->blocks[i];

		if (strcmp(b->kind, "list") != 0)
			continue;
		entries = count_entries(b);
		o = json_object();
		put(o, "name", b->name);
		put(o, "of", b->of);
		json_object_set_new(o, "entries", json_integer(entries));
		json_object_set_new(o, "file", json_string(b->at.file));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
list_messages(const struct loaded *l)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < l->tree->block_count; i++) {
		const struct conf_block *b = &l->tree->blocks[i];
		const struct conf_line *reply;

		if (strcmp(b->kind, "message") != 0)
			continue;
		o = json_object();
		put(o, "name", b->name);
		reply = conf_line_find(b, "reply", 0);
		if (reply != NULL && reply->count > 1)
			put(o, "reply", reply->tokens[1].text);
		json_object_set_new(o, "file", json_string(b->at.file));
		json_object_set_new(o, "line", json_integer(b->at.line));
		json_array_append_new(list, o);
	}
	return list;
}

static const struct {
	const char *what;
	json_t *(*list)(const struct loaded *l);
} lists[] = {
	{ "rules", list_rules },
	{ "detectors", list_detectors },
	{ "lists", list_lists },
	{ "messages", list_messages },
	{ "types", list_types },
	{ "clauses", list_clauses },
};

/* One line an entry: its values in order, separated by three blanks. */
static void
print_human(const json_t *list)
{
	const char *key, *between;
	json_t *o, *v, *e;
	size_t i, k;

	json_array_foreach(list, i, o) {
		between = "";
		json_object_foreach(o, key, v) {
			fputs(between, stdout);
			between = "   ";
			if (json_is_string(v))
				fputs(json_string_value(v), stdout);
			else if (json_is_integer(v))
				printf("%s %lld", key,
				    (long long)json_integer_value(v));
			else if (json_is_false(v))
				printf("not %s", key);
			else if (json_is_true(v) || json_is_null(v))
				printf("%s", json_is_true(v) ? key : "-");
			json_array_foreach(v, k, e)
				printf("%s%s", k > 0 ? ", " : "",
				    json_string_value(e));
		}
		putchar('\n');
	}
}

enum ctl_exit
cmd_list(int argc, char **argv)
{
	const char *config = NULL, *format = NULL, *what = NULL;
	const struct option_rule rules[] = {
		{ .name = "--config", .value = &config },
		{ .name = "--format", .value = &format },
		{ .name = NULL }
	};
	struct loaded l;
	enum ctl_exit x;
	json_t *list;
	char *text;
	size_t i, n;

	x = options_read(argc, argv, rules, &what, 1, &n);
	if (x != CTL_OK)
		return x;
	for (i = 0; what != NULL && i < sizeof lists / sizeof lists[0]; i++)
		if (strcmp(lists[i].what, what) == 0)
			break;
	if (what == NULL || i == sizeof lists / sizeof lists[0])
		return command_misused("list",
		    "rules, detectors, lists, messages, types or clauses?");
	x = loaded_open(&l, config, clock_wall_ms());
	if (x != CTL_OK) {
		loaded_print_diag(&l);
		loaded_free(&l);
		return x;
	}
	list = lists[i].list(&l);
	if (format != NULL && strcmp(format, "json") == 0) {
		text = json_dumps(list, JSON_INDENT(1));
		puts(text != NULL ? text : "[]");
		free(text);
	} else {
		print_human(list);
	}
	json_decref(list);
	loaded_free(&l);
	return CTL_OK;
}

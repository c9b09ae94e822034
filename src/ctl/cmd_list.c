/*
 * exeatctl list -- what rules can name, and what the loaded rules are.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "ctl/catalogue.h"
#include "ctl/jsontext.h"
#include "ctl/options.h"

static const struct {
	const char *what;
	json_t *(*list)(const struct loaded *l);
	/* Keys of a line for people, NULL-ended; NULL: all of them. */
	const char *const *shown;
} lists[] = {
	{ "rules", catalogue_rules, (const char *const[]){ "name", "mode",
	    "clause", "reason", "file", "line", "tests", NULL } },
	{ "detectors", catalogue_detectors, NULL },
	{ "lists", catalogue_lists, NULL },
	{ "messages", catalogue_messages, (const char *const[]){ "name",
	    "reply", "languages", "rules", "file", "line", NULL } },
	{ "types", catalogue_types, NULL },
	{ "clauses", catalogue_clauses, (const char *const[]){ "clause",
	    "about", "rules", "modes", "tests", "served_by", NULL } },
};

#define LISTS	(sizeof lists / sizeof lists[0])

/* --- values as text ---------------------------------------------------------------- */

static void
put_joined(const json_t *v, const char *between, struct buf *out)
{
	json_t *e;
	size_t i;

	json_array_foreach(v, i, e) {
		if (i > 0)
			(void)buf_puts(out, between);
		(void)buf_puts(out, json_string_value(e));
	}
}

/*
 * One line an entry, its values parted by three blanks.  What has many
 * entries is counted, what is not there is "-".
 */
static void
put_human(const char *key, const json_t *v, struct buf *out)
{
	size_t many = json_array_size(v);

	if (json_is_string(v))
		(void)buf_puts(out, json_string_value(v));
	else if (json_is_integer(v))
		(void)buf_printf(out, "%s %lld", key,
		    (long long)json_integer_value(v));
	else if (json_is_boolean(v))
		(void)buf_printf(out, json_is_true(v) ? "%s" : "not %s", key);
	else if (many > 0 && strcmp(key, "tests") == 0)
		(void)buf_printf(out, "%zu test%s", many,
		    many == 1 ? "" : "s");
	else if (many > 0)
		put_joined(v, ", ", out);
	else
		(void)buf_puts(out, "-");
}

static void
print_entry(const json_t *o, const char *const *shown)
{
	struct buf line = BUF_INIT(MIB);
	const char *key;
	json_t *v;
	size_t i;

	if (shown == NULL) {
		json_object_foreach((json_t *)(uintptr_t)o, key, v) {
			if (line.len > 0)
				(void)buf_puts(&line, "   ");
			put_human(key, v, &line);
		}
	} else {
		for (i = 0; shown[i] != NULL; i++) {
			if (i > 0)
				(void)buf_puts(&line, "   ");
			put_human(shown[i], json_object_get(o, shown[i]),
			    &line);
		}
	}
	puts(buf_cstr(&line));
	buf_free(&line);
}

/* --- CSV (RFC 4180) ------------------------------------------------------------------- */

static void
put_field(const char *text, bool first, struct buf *out)
{
	const char *p;
	bool quoted = strpbrk(text, "\",\r\n") != NULL;

	if (!first)
		(void)buf_putc(out, ',');
	if (quoted)
		(void)buf_putc(out, '"');
	for (p = text; *p != '\0'; p++) {
		if (*p == '"')
			(void)buf_putc(out, '"');
		(void)buf_putc(out, (uint8_t)*p);
	}
	if (quoted)
		(void)buf_putc(out, '"');
}

static void
put_value(const json_t *v, bool first, struct buf *out)
{
	struct buf text = BUF_INIT(MIB);

	if (json_is_string(v))
		(void)buf_puts(&text, json_string_value(v));
	else if (json_is_integer(v))
		(void)buf_printf(&text, "%lld",
		    (long long)json_integer_value(v));
	else if (json_is_boolean(v))
		(void)buf_puts(&text, json_is_true(v) ? "yes" : "no");
	else
		put_joined(v, "; ", &text);
	put_field(buf_cstr(&text), first, out);
	buf_free(&text);
}

static void
print_csv(const json_t *list)
{
	struct buf out = BUF_INIT(64 * MIB);
	const char *key;
	json_t *o, *v;
	size_t i;
	bool first = true;

	json_object_foreach(json_array_get(list, 0), key, v) {
		put_field(key, first, &out);
		first = false;
	}
	(void)buf_puts(&out, "\r\n");
	json_array_foreach(list, i, o) {
		first = true;
		json_object_foreach(o, key, v) {
			put_value(v, first, &out);
			first = false;
		}
		(void)buf_puts(&out, "\r\n");
	}
	fwrite(out.ptr, 1, out.len, stdout);
	buf_free(&out);
}

/* --- the command ------------------------------------------------------------------------ */

static enum ctl_exit
print(size_t what, json_t *list, const char *format)
{
	json_t *o;
	size_t i;

	if (format == NULL || strcmp(format, "human") == 0 ||
	    strcmp(format, "text") == 0)
		json_array_foreach(list, i, o)
			print_entry(o, lists[what].shown);
	else if (strcmp(format, "json") == 0)
		jsontext_print(json_incref(list), false);
	else if (strcmp(format, "jsonl") == 0)
		json_array_foreach(list, i, o)
			jsontext_print(json_incref(o), true);
	else
		print_csv(list);
	return CTL_OK;
}

static bool
is_format(const char *f)
{
	static const char *const formats[] = { "human", "text", "json",
	    "jsonl", "csv" };
	size_t i;

	for (i = 0; f != NULL && i < sizeof formats / sizeof formats[0]; i++)
		if (strcmp(formats[i], f) == 0)
			return true;
	return f == NULL;
}

enum ctl_exit
cmd_list(int argc, char **argv)
{
	const char *config = NULL, *control = NULL, *format = NULL,
	    *what = NULL;
	const struct option_rule rules[] = {
		{ .name = "--config", .value = &config },
		{ .name = "--control", .value = &control },
		{ .name = "--format", .value = &format },
		{ .name = NULL }
	};
	struct loaded l;
	enum ctl_exit x;
	json_t *list;
	size_t i, n;

	x = options_read(argc, argv, rules, &what, 1, &n);
	if (x != CTL_OK)
		return x;
	if (what != NULL && strcmp(what, "revisions") == 0)
		return is_format(format) ? list_revisions(config, control,
		    format != NULL && strcmp(format, "json") == 0) :
		    command_misused("list", "no format \"%s\" here", format);
	for (i = 0; what != NULL && i < LISTS; i++)
		if (strcmp(lists[i].what, what) == 0)
			break;
	if (what == NULL || i == LISTS)
		return command_misused("list",
		    "rules, detectors, lists, messages, types, clauses "
		    "or revisions?");
	if (!is_format(format))
		return command_misused("list", "no format \"%s\" here",
		    format);
	x = loaded_open(&l, config, clock_wall_ms());
	if (x == CTL_OK) {
		list = lists[i].list(&l);
		x = print(i, list, format);
		json_decref(list);
	} else {
		loaded_print_diag(&l);
	}
	loaded_free(&l);
	return x;
}

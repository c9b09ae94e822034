/*
 * exeatctl held -- held email, as the keeper lets this user see it.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "ctl/answer.h"
#include "ctl/control.h"
#include "ctl/options.h"

struct held_given {
	const char *control, *config, *state, *reason, *format, *wait;
	bool text;
	bool json;
	char ref[REFERENCE_SIZE];
};

static void
time_words(int64_t ms, char out[CLOCK_ISO_SIZE])
{
	if (ms == 0)
		snprintf(out, CLOCK_ISO_SIZE, "-");
	else
		clock_iso(ms, out, CLOCK_ISO_SIZE);
}

/* Foreign text for a terminal: control and 8-bit bytes made visible. */
static void
print_safe(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x20 && s.ptr[i] < 0x7f)
			putchar(s.ptr[i]);
		else
			printf("\\x%02x", s.ptr[i]);
}

static json_t *
item_json(const struct held_item *h)
{
	char held[CLOCK_ISO_SIZE], due[CLOCK_ISO_SIZE];
	json_t *o = json_object();

	time_words(h->held_ms, held);
	time_words(h->due_ms, due);
	json_object_set_new(o, "reference", json_string(h->ref));
	json_object_set_new(o, "state", answer_string(h->state));
	json_object_set_new(o, "role", answer_string(h->role));
	json_object_set_new(o, "held", json_string(held));
	json_object_set_new(o, "due", h->due_ms == 0 ? json_null() :
	    json_string(due));
	json_object_set_new(o, "sender", answer_string(h->sender));
	json_object_set_new(o, "rule", answer_string(h->rule));
	json_object_set_new(o, "recipients", json_integer(h->recipients));
	json_object_set_new(o, "size", json_integer((json_int_t)h->size));
	json_object_set_new(o, "attempts", json_integer(h->attempts));
	return o;
}

static void
item_print(const struct held_item *h)
{
	char held[CLOCK_ISO_SIZE], due[CLOCK_ISO_SIZE];

	time_words(h->held_ms, held);
	time_words(h->due_ms, due);
	printf("%s   ", h->ref);
	print_safe(h->state);
	printf("   held %s   due %s   for ", held, due);
	print_safe(h->role);
	printf("\n      ");
	print_safe(h->sender);
	printf(" to %u recipient%s   rule ", h->recipients,
	    h->recipients == 1 ? "" : "s");
	print_safe(h->rule);
	printf("   %" PRIu64 " bytes", h->size);
	if (h->attempts > 1)
		printf("   sent %u times", h->attempts);
	putchar('\n');
}

static void
print_json(json_t *j, const char *fallback)
{
	char *text;

	text = json_dumps(j, JSON_INDENT(1));
	puts(text != NULL ? text : fallback);
	free(text);
	json_decref(j);
}

static enum ctl_exit
held_list(struct keeper *k, const struct held_given *g, struct arena *a)
{
	struct held_item *items;
	json_t *list;
	size_t i, n;
	int r;

	r = keeper_held_list(k, slice_str(g->state), a, &items, &n);
	if (r < 0)
		return control_failed("held", r);
	if (g->json) {
		list = json_array();
		for (i = 0; i < n; i++)
			json_array_append_new(list, item_json(&items[i]));
		print_json(list, "[]");
		return CTL_OK;
	}
	for (i = 0; i < n; i++)
		item_print(&items[i]);
	printf("%zu held email%s\n", n, n == 1 ? "" : "s");
	return CTL_OK;
}

static void
preview_print(struct slice p)
{
	size_t at, nl;

	for (at = 0; at < p.len; at = nl + 1) {
		nl = slice_chr(p, '\n', at);
		if (nl == SLICE_NPOS)
			nl = p.len;
		printf("Text      > ");
		print_safe(slice_sub(p, at, nl));
		putchar('\n');
	}
}

static void
detail_print(const struct held_detail *d, bool text)
{
	size_t i;

	item_print(&d->item);
	for (i = 0; i < d->recipient_count; i++) {
		printf("To        ");
		print_safe(d->recipients[i]);
		putchar('\n');
	}
	for (i = 0; d->verdict != NULL && i < d->verdict->rule_count; i++) {
		const struct rule_result *r = &d->verdict->rules[i];

		if (r->outcome == RULE_NOT_MATCHED)
			continue;
		printf("Rule      ");
		print_safe(r->name);
		printf("   ");
		print_safe(r->clause);
		printf("   ");
		print_safe(r->reason);
		putchar('\n');
	}
	for (i = 0; d->report != NULL && i < d->report->finding_count; i++) {
		const struct finding *f = &d->report->findings[i];

		printf("Found     ");
		print_safe(f->detector);
		printf("   %s, part ", finding_where_name(f->where));
		print_safe(f->part);
		printf("   ");
		print_safe(f->mask);
		putchar('\n');
	}
	for (i = 0; i < d->history_count; i++) {
		printf("History   ");
		print_safe(d->history[i]);
		putchar('\n');
	}
	if (text && d->report != NULL)
		preview_print(d->report->preview);
}

static json_t *
detail_json(const struct held_detail *d, bool text)
{
	json_t *o = item_json(&d->item), *list = json_array();
	size_t i;

	for (i = 0; i < d->recipient_count; i++)
		json_array_append_new(list, answer_string(d->recipients[i]));
	json_object_set_new(o, "to", list);
	list = json_array();
	for (i = 0; i < d->history_count; i++)
		json_array_append_new(list, answer_string(d->history[i]));
	json_object_set_new(o, "history", list);
	if (text && d->report != NULL)
		json_object_set_new(o, "text", answer_string(d->report->preview));
	return o;
}

static enum ctl_exit
held_show(struct keeper *k, const struct held_given *g, struct arena *a)
{
	struct held_detail d;
	int r;

	r = keeper_held_show(k, g->ref, g->text, slice_str(g->reason), a, &d);
	if (r < 0)
		return control_failed("held", r);
	if (g->json)
		print_json(detail_json(&d, g->text), "{}");
	else
		detail_print(&d, g->text);
	return CTL_OK;
}

static enum ctl_exit
held_release(struct keeper *k, const struct held_given *g, struct arena *a)
{
	struct slice state;
	long wait = 20;
	char *end;
	int r;

	if (g->wait != NULL) {
		wait = strtol(g->wait, &end, 10);
		if (*end != '\0' || wait < 0 || wait > 3600)
			return command_misused("held",
			    "--wait takes seconds from 0 to 3600");
	}
	r = keeper_held_release(k, g->ref, slice_str(g->reason),
	    clock_mono_ms() + wait * 1000, a, &state);
	if (r < 0)
		return control_failed("held", r);
	printf("%s   ", g->ref);
	print_safe(state);
	putchar('\n');
	return CTL_OK;
}

static enum ctl_exit
held_refuse(struct keeper *k, const struct held_given *g, struct arena *a)
{
	int r;

	(void)a;
	r = keeper_held_refuse(k, g->ref, slice_str(g->reason));
	if (r < 0)
		return control_failed("held", r);
	printf("%s   REFUSED\n", g->ref);
	return CTL_OK;
}

static const struct {
	const char *name;
	bool takes_ref, needs_reason;
	enum ctl_exit (*run)(struct keeper *, const struct held_given *,
	    struct arena *);
} verbs[] = {
	{ "list", false, false, held_list },
	{ "show", true, false, held_show },
	{ "release", true, true, held_release },
	{ "refuse", true, true, held_refuse },
};

static enum ctl_exit
held_run(struct held_given *g, const char **words, size_t n)
{
	struct keeper *k = NULL;
	struct arena *a;
	enum ctl_exit x;
	size_t i;

	for (i = 0; n > 0 && i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(verbs[i].name, words[0]) == 0)
			break;
	if (n == 0 || i == sizeof verbs / sizeof verbs[0])
		return command_misused("held", "list, show, release or refuse?");
	if (verbs[i].takes_ref != (n == 2))
		return command_misused("held", verbs[i].takes_ref ?
		    "%s needs one reference" : "%s takes no reference", words[0]);
	if (n == 2 && reference_parse(slice_str(words[1]), g->ref) < 0)
		return command_misused("held",
		    "\"%s\" is no reference; was it typed right?", words[1]);
	if ((verbs[i].needs_reason || g->text) && (g->reason == NULL ||
	    strlen(g->reason) < REASON_MIN))
		return command_misused("held",
		    "this needs --reason \"why\"; it is kept in the record");
	x = control_open("held", g->config, g->control, &k);
	if (x != CTL_OK)
		return x;
	a = arena_new(MESSAGE_ARENA_MAX);
	x = verbs[i].run(k, g, a);
	arena_free(a);
	keeper_unref(k);
	return x;
}

enum ctl_exit
cmd_held(int argc, char **argv)
{
	struct held_given g = { 0 };
	const struct option_rule rules[] = {
		{ .name = "--control", .value = &g.control },
		{ .name = "--config", .value = &g.config },
		{ .name = "--state", .value = &g.state },
		{ .name = "--reason", .value = &g.reason },
		{ .name = "--format", .value = &g.format },
		{ .name = "--wait", .value = &g.wait },
		{ .name = "--text", .flag = &g.text },
		{ .name = NULL }
	};
	const char *words[2];
	enum ctl_exit x;
	size_t n;

	x = options_read(argc, argv, rules, words, 2, &n);
	if (x == CTL_OK)
		x = options_json("held", g.format, &g.json);
	return x == CTL_OK ? held_run(&g, words, n) : x;
}

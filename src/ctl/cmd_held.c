/*
 * exeatctl held -- held email, as the keeper lets this user see it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/limits.h"
#include "ctl/act.h"
#include "ctl/answer.h"
#include "ctl/control.h"
#include "ctl/jsontext.h"
#include "ctl/options.h"
#include "ctl/safe.h"

#define VERB	"held"

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

static void
print_safe(struct slice s)
{
	struct buf b = BUF_INIT(4 * MIB);

	safe_put(&b, s);
	if (b.len > 0)
		fwrite(b.ptr, 1, b.len, stdout);
	buf_free(&b);
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
	json_object_set_new(o, "copy_of", h->of.len == 0 ? json_null() :
	    answer_string(h->of));
	json_object_set_new(o, "code", h->code.len == 0 ? json_null() :
	    answer_string(h->code));
	return o;
}

/* Where a copy for those inside stands: what has to be done, if anything. */
static const struct {
	const char *state, *words;
} copy_words[] = {
	{ "HELD", "It was not delivered to them: the mail server refused it "
	    "for good. Mend\n      the cause and release it, or refuse it; "
	    "the sender was not told" },
	{ "RELEASING", "It is on its way; the mail server has not taken it "
	    "yet" },
	{ "OFFERED", "It is on its way" },
	{ "SEPARATED", "It waits for the end of the email itself" },
	{ "RELEASED", "It was delivered" },
	{ "DROPPED", "It was not needed: the email itself did not go" },
	{ "REFUSED", "A person decided not to deliver it" },
	{ "CORRUPT", "It was not delivered to them and cannot be: what was "
	    "stored is damaged.\n      Ask the sender to send it to them "
	    "again, and refuse it" },
};

static void
copy_print(const struct held_item *h)
{
	size_t i;

	printf("      Copy for recipients inside, of ");
	print_safe(h->of);
	printf(". ");
	for (i = 0; i < sizeof copy_words / sizeof copy_words[0]; i++)
		if (slice_eq_str(h->state, copy_words[i].state))
			printf("%s", copy_words[i].words);
	if (h->code.len > 0) {
		printf(" (last answer ");
		print_safe(h->code);
		putchar(')');
	}
	puts(".");
}

/* Nothing is known of it but its name: nobody can tell what it is about. */
static bool
is_damaged(const struct held_item *h)
{
	return slice_eq_str(h->state, "CORRUPT") && h->recipients == 0;
}

static void
item_print(const struct held_item *h)
{
	char held[CLOCK_ISO_SIZE], due[CLOCK_ISO_SIZE];

	time_words(h->held_ms, held);
	time_words(h->due_ms, due);
	printf("%s   ", h->ref);
	print_safe(h->state);
	if (is_damaged(h)) {
		puts("\n      Its record in the store is damaged: it cannot be "
		    "sent, shown or refused;\n      see \"Damage\" in "
		    "exeat-keeper(8).");
		return;
	}
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
	if (h->of.len > 0)
		copy_print(h);
}

static enum ctl_exit
held_list(struct keeper *k, const struct held_given *g, struct arena *a)
{
	struct held_item *items;
	json_t *list;
	size_t i, n, copies = 0, damaged = 0;
	int r;

	r = keeper_held_list(k, slice_str(g->state), a, &items, &n);
	if (r < 0)
		return control_failed(VERB, r);
	if (g->json) {
		list = json_array();
		for (i = 0; i < n; i++)
			json_array_append_new(list, item_json(&items[i]));
		jsontext_print(list, false);
		return CTL_OK;
	}
	for (i = 0; i < n; i++) {
		item_print(&items[i]);
		copies += items[i].of.len > 0;
		damaged += slice_eq_str(items[i].state, "CORRUPT");
	}
	printf("%zu held email%s", n, n == 1 ? "" : "s");
	if (copies > 0)
		printf(", of them %zu for recipients inside", copies);
	if (damaged > 0)
		printf(", %zu damaged", damaged);
	putchar('\n');
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
		return control_failed(VERB, r);
	if (g->json)
		jsontext_print(detail_json(&d, g->text), false);
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
			return command_misused(VERB,
			    "--wait takes seconds from 0 to 3600");
	}
	r = keeper_held_release(k, g->ref, slice_str(g->reason),
	    clock_mono_ms() + wait * 1000, a, &state);
	if (r < 0)
		return control_failed(VERB, r);
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
		return control_failed(VERB, r);
	printf("%s   REFUSED\n", g->ref);
	return CTL_OK;
}

static const struct act acts[] = {
	{ "list", ACT_ALONE, "takes no reference", false },
	{ "show", ACT_WITH_ONE, "needs one reference", false },
	{ "release", ACT_WITH_ONE, "needs one reference", true },
	{ "refuse", ACT_WITH_ONE, "needs one reference", true },
	{ NULL, ACT_ALONE, NULL, false }
};

/* By the same index. */
static enum ctl_exit (*const runs[])(struct keeper *,
    const struct held_given *, struct arena *) = {
	held_list, held_show, held_release, held_refuse
};

static enum ctl_exit
held_run(struct held_given *g, size_t which, const char *ref)
{
	struct keeper *k = NULL;
	struct arena *a;
	enum ctl_exit x = CTL_OK;

	if (ref != NULL && reference_parse(slice_str(ref), g->ref) < 0)
		return command_misused(VERB,
		    "\"%s\" is no reference; was it typed right?", ref);
	if (g->text)
		x = act_reason(VERB, "--text", g->reason);
	if (x == CTL_OK)
		x = control_open(VERB, g->config, g->control, &k);
	if (x != CTL_OK)
		return x;
	a = arena_new(MESSAGE_ARENA_MAX);
	x = runs[which](k, g, a);
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
	size_t which, n;

	x = options_read(argc, argv, rules, words, 2, &n);
	if (x == CTL_OK)
		x = options_json(VERB, g.format, &g.json);
	if (x == CTL_OK)
		x = act_choose(VERB, acts, words, n, g.reason, &which);
	return x == CTL_OK ? held_run(&g, which, n > 1 ? words[1] : NULL) : x;
}

/*
 * exeatctl rollback, exeatctl list revisions -- go back to rules that were in
 * force before, and which those are.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/limits.h"
#include "ctl/control.h"
#include "ctl/jsontext.h"
#include "ctl/options.h"

#define ROLLBACK_WAIT_MS	60000

static enum ctl_exit
go_back(struct keeper *k, uint64_t number, const char *reason)
{
	struct arena *a = arena_new(RULESET_ARENA_MAX);
	enum ctl_exit x = CTL_OK;
	struct slice wrong;
	int r;

	r = keeper_rollback(k, number, slice_str(reason),
	    clock_mono_ms() + ROLLBACK_WAIT_MS, a, &wrong);
	if (r < 0) {
		x = control_failed("rollback", r);
	} else if (wrong.len > 0) {
		fwrite(wrong.ptr, 1, wrong.len, stderr);
		fprintf(stderr, "\nThe rules in force stay.\n");
		x = CTL_INVALID;
	} else {
		printf("The rules of revision %" PRIu64 " are in force again.  "
		    "The files on disk are as they were.\n", number);
	}
	arena_free(a);
	return x;
}

enum ctl_exit
cmd_rollback(int argc, char **argv)
{
	const char *control = NULL, *config = NULL, *reason = NULL;
	const struct option_rule rules[] = {
		{ .name = "--control", .value = &control },
		{ .name = "--config", .value = &config },
		{ .name = "--reason", .value = &reason },
		{ .name = NULL }
	};
	struct keeper *k = NULL;
	const char *word = NULL;
	char *end = NULL;
	uint64_t number;
	enum ctl_exit x;
	size_t n;

	x = options_read(argc, argv, rules, &word, 1, &n);
	if (x != CTL_OK)
		return x;
	number = n == 1 ? strtoull(word, &end, 10) : 0;
	if (number == 0 || *end != '\0')
		return command_misused("rollback", "the number of a revision "
		    "is needed; exeatctl list revisions has them");
	if (reason == NULL || strlen(reason) < REASON_MIN)
		return command_misused("rollback",
		    "this needs --reason \"why\"; it is kept in the record");
	x = control_open("rollback", config, control, &k);
	if (x != CTL_OK)
		return x;
	x = go_back(k, number, reason);
	keeper_unref(k);
	return x;
}

/* --- list ------------------------------------------------------------------------ */

static json_t *
entry_json(const struct revision_entry *e, bool in_force)
{
	char at[CLOCK_ISO_SIZE], digest[2 * REVISION_DIGEST_SIZE + 1];
	json_t *o = json_object();

	clock_iso(e->at_ms, at, sizeof at);
	hex_put(e->digest, sizeof e->digest, digest);
	json_object_set_new(o, "number", json_integer((json_int_t)e->number));
	json_object_set_new(o, "revision", json_string(digest));
	json_object_set_new(o, "from", json_string(at));
	json_object_set_new(o, "in_force", json_boolean(in_force));
	return o;
}

enum ctl_exit
list_revisions(const char *config, const char *control, bool as_json)
{
	struct arena *a = arena_new(RULESET_ARENA_MAX);
	struct revision_entry *list = NULL;
	struct keeper *k = NULL;
	json_t *all = json_array(), *o;
	enum ctl_exit x;
	size_t i, n = 0;
	int r = 0;

	x = control_open("list", config, control, &k);
	if (x == CTL_OK)
		r = keeper_revisions(k, a, &list, &n);
	if (r < 0)
		x = control_failed("list", r);
	for (i = 0; i < n && x == CTL_OK; i++) {
		o = entry_json(&list[i], i + 1 == n);
		if (!as_json)
			printf("%-5" PRIu64 " %s   from %s%s\n",
			    list[i].number,
			    json_string_value(json_object_get(o, "revision")),
			    json_string_value(json_object_get(o, "from")),
			    i + 1 == n ? "   in force" : "");
		json_array_append_new(all, o);
	}
	if (x == CTL_OK && as_json)
		jsontext_print(json_incref(all), false);
	json_decref(all);
	keeper_unref(k);
	arena_free(a);
	return x;
}

#include "ctl/trial_print.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "conf/utf8.h"
#include "ctl/answer.h"
#include "ctl/safe.h"

size_t
trials_failed(const struct trials *t)
{
	size_t i, n = 0;

	for (i = 0; i < t->count; i++)
		n += t->list[i].error != NULL || t->list[i].miss_count > 0;
	return n;
}

/* --- for people --------------------------------------------------------------------- */

static void
put_safe(FILE *out, struct slice s)
{
	struct buf b = BUF_INIT(MIB);

	safe_put_text(&b, s);
	if (b.len > 0)
		fwrite(b.ptr, 1, b.len, out);
	buf_free(&b);
}

static void
put_place(const struct loaded *l, const struct conf_place *at, FILE *out)
{
	fprintf(out, "     %s:%u", loaded_short(l, at->file), at->line);
}

void
trial_print(const struct loaded *l, const struct trial *t, FILE *out)
{
	size_t i;

	fputs(t->error == NULL && t->miss_count == 0 ? "ok   " : "FAIL ", out);
	put_safe(out, t->test->name);
	if (t->error != NULL) {
		put_place(l, &t->error_at, out);
		fprintf(out, ":%u\n       %s\n", t->error_at.column, t->error);
		return;
	}
	if (t->miss_count > 0)
		put_place(l, &t->misses[0].line->at, out);
	fputc('\n', out);
	for (i = 0; i < t->miss_count; i++) {
		fputs("       expected: ", out);
		put_safe(out, t->misses[i].line->words);
		fputs("      got: ", out);
		put_safe(out, t->misses[i].got);
		fputc('\n', out);
	}
}

void
trials_print_end(const struct trials *t, FILE *out)
{
	size_t failed = trials_failed(t);

	fprintf(out, "%zu passed, %zu failed\n", t->count - failed, failed);
}

static size_t
tests_that_need(const struct trials *t, size_t rule)
{
	size_t i, n = 0;

	for (i = 0; i < t->count; i++)
		n += t->list[i].needs != NULL && t->list[i].needs[rule];
	return n;
}

static void
put_rule(const struct policy_rule_info *rule, const char *label, FILE *out)
{
	fprintf(out, "%s ", label);
	put_safe(out, rule->name);
	fputs("     ", out);
	put_safe(out, rule->file);
	fprintf(out, ":%u\n       ", rule->line);
}

static size_t
print_loose(const struct trials *t, const struct policy_rule_info *rules,
    FILE *out)
{
	size_t i, n = 0;

	for (i = 0; i < t->term_count; i++) {
		if (t->terms[i].is_noticed)
			continue;
		n++;
		put_rule(&rules[t->terms[i].rule], "LOOSE ", out);
		fputs("no test fails without: ", out);
		put_safe(out, t->terms[i].words);
		fputc('\n', out);
	}
	return n;
}

size_t
trials_print_needs(const struct loaded *l, const struct trials *t, FILE *out)
{
	struct policy_rule_info *rules;
	struct arena *a = arena_new(RULESET_ARENA_MAX);
	size_t count = policy_rules(l->policy, a, &rules);
	size_t i, k, any, with = 0, missing = 0, loose;

	for (i = 0; i < count; i++) {
		if (tests_that_need(t, i) > 0)
			continue;
		missing++;
		put_rule(&rules[i], "MISSED", out);
		fputs("no test fails when this rule is removed\n", out);
	}
	loose = print_loose(t, rules, out);
	for (i = 0; i < t->count; i++) {
		for (k = any = 0; t->list[i].needs != NULL && k < count; k++)
			any = any || t->list[i].needs[k];
		with += any;
	}
	fprintf(out, "%zu of %zu tests fail when a rule of theirs is removed; "
	    "%zu of %zu rules have one that does\n"
	    "%zu of %zu terms of conditions have a test that fails without "
	    "them\n", with, t->count, count - missing, count,
	    t->term_count - loose, t->term_count);
	arena_free(a);
	return missing;
}

/* --- for programs ----------------------------------------------------------------------- */

static void
put(json_t *o, const char *key, json_t *value)
{
	if (json_object_set_new(o, key, value) < 0)
		mem_exhausted();
}

static json_t *
misses_json(const struct loaded *l, const struct trial *t)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < t->miss_count; i++) {
		o = json_object();
		put(o, "file", json_string(loaded_short(l,
		    t->misses[i].line->at.file)));
		put(o, "line", json_integer(t->misses[i].line->at.line));
		put(o, "expected", answer_string(t->misses[i].line->words));
		put(o, "got", answer_string(t->misses[i].got));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
needs_json(const struct trial *t, const struct policy_rule_info *rules,
    size_t count)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; t->needs != NULL && i < count; i++)
		if (t->needs[i])
			json_array_append_new(list,
			    answer_string(rules[i].name));
	return list;
}

static json_t *
trial_json(const struct loaded *l, const struct trial *t)
{
	json_t *o = json_object();

	put(o, "name", answer_string(t->test->name));
	put(o, "file", json_string(loaded_short(l, t->test->at.file)));
	put(o, "line", json_integer(t->test->at.line));
	put(o, "result", json_string(t->error != NULL ? "error" :
	    t->miss_count > 0 ? "failed" : "passed"));
	put(o, "error", t->error != NULL ? answer_string(slice_str(t->error)) :
	    json_null());
	put(o, "failures", misses_json(l, t));
	put(o, "milliseconds", json_real((double)(t->took_us / 100) / 10.0));
	return o;
}

static json_t *
loose_json(const struct trials *t, const struct policy_rule_info *rules)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < t->term_count; i++) {
		if (t->terms[i].is_noticed)
			continue;
		o = json_object();
		put(o, "rule", answer_string(rules[t->terms[i].rule].name));
		put(o, "term", answer_string(t->terms[i].words));
		json_array_append_new(list, o);
	}
	return list;
}

json_t *
trials_json(const struct loaded *l, const struct trials *t)
{
	struct arena *a = arena_new(RULESET_ARENA_MAX);
	struct policy_rule_info *rules = NULL;
	size_t count = policy_rules(l->policy, a, &rules), i;
	size_t failed = trials_failed(t);
	json_t *o = json_object(), *list = json_array(), *one;

	put(o, "schema", json_integer(1));
	put(o, "passed", json_integer((json_int_t)(t->count - failed)));
	put(o, "failed", json_integer((json_int_t)failed));
	for (i = 0; i < t->count; i++) {
		one = trial_json(l, &t->list[i]);
		if (t->has_needs)
			put(one, "needs", needs_json(&t->list[i], rules,
			    count));
		json_array_append_new(list, one);
	}
	put(o, "tests", list);
	if (t->has_needs) {
		list = json_array();
		for (i = 0; i < count; i++)
			if (tests_that_need(t, i) == 0)
				json_array_append_new(list,
				    answer_string(rules[i].name));
		put(o, "unmissed_rules", list);
		put(o, "unmissed_terms", loose_json(t, rules));
	}
	arena_free(a);
	return o;
}

/* --- for build servers ---------------------------------------------------------------------- */

/* XML 1.0 has no control characters, not even escaped ones. */
static void
put_xml(struct buf *out, struct slice s)
{
	uint32_t c;
	size_t n;

	for (; s.len > 0; s = slice_from(s, n)) {
		n = utf8_get(s, &c);
		if (c == '<' || c == '>' || c == '&' || c == '"')
			(void)buf_printf(out, "&#%u;", (unsigned)c);
		else if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f ||
		    (c & 0xfffe) == 0xfffe || c == 0xfffd)
			(void)buf_putc(out, '?');
		else
			(void)buf_put(out, s.ptr, n);
	}
}

static void
put_attribute(struct buf *out, const char *name, struct slice value)
{
	(void)buf_printf(out, " %s=\"", name);
	put_xml(out, value);
	(void)buf_putc(out, '"');
}

static void
put_miss(struct buf *out, const struct loaded *l, const struct expect_miss *m)
{
	(void)buf_puts(out, "expected: ");
	put_xml(out, m->line->words);
	(void)buf_puts(out, "; got: ");
	put_xml(out, m->got);
	(void)buf_printf(out, " (%s:%u)\n", loaded_short(l, m->line->at.file),
	    m->line->at.line);
}

static void
put_case(struct buf *out, const struct loaded *l, const struct trial *t)
{
	size_t i;

	(void)buf_puts(out, "  <testcase");
	put_attribute(out, "name", t->test->name);
	put_attribute(out, "classname",
	    slice_str(loaded_short(l, t->test->at.file)));
	put_attribute(out, "file",
	    slice_str(loaded_short(l, t->test->at.file)));
	(void)buf_printf(out, " line=\"%u\" time=\"%.3f\"", t->test->at.line,
	    (double)t->took_us / 1e6);
	if (t->error == NULL && t->miss_count == 0) {
		(void)buf_puts(out, "/>\n");
		return;
	}
	(void)buf_puts(out, ">\n");
	if (t->error != NULL) {
		(void)buf_puts(out, "    <error");
		put_attribute(out, "message", slice_str(t->error));
		(void)buf_puts(out, "/>\n");
	} else {
		(void)buf_puts(out, "    <failure");
		put_attribute(out, "message", t->misses[0].line->words);
		(void)buf_puts(out, ">");
		for (i = 0; i < t->miss_count; i++)
			put_miss(out, l, &t->misses[i]);
		(void)buf_puts(out, "</failure>\n");
	}
	(void)buf_puts(out, "  </testcase>\n");
}

void
trials_junit(const struct loaded *l, const struct trials *t, struct buf *out)
{
	size_t i, errors = 0;
	int64_t us = 0;

	for (i = 0; i < t->count; i++) {
		errors += t->list[i].error != NULL;
		us += t->list[i].took_us;
	}
	(void)buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	(void)buf_printf(out, "<testsuites>\n <testsuite name=\"exeat rules\" "
	    "tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%.3f\">\n",
	    t->count, trials_failed(t) - errors, errors, (double)us / 1e6);
	for (i = 0; i < t->count; i++)
		put_case(out, l, &t->list[i]);
	(void)buf_puts(out, " </testsuite>\n</testsuites>\n");
}

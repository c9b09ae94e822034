#include "ctl/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/compose.h"
#include "ctl/given.h"
#include "ctl/judge.h"
#include "policy/test.h"

#define TRIALS_ARENA_MAX	(64 * MIB)

/* One test in flight. */
struct slot {
	struct trial *trial;
	struct judged judged;
	struct judge_input input;
	struct arena *arena;
	struct buf message;
	struct slice bytes;
	bool started;
};

struct runner {
	struct engine *engine;
	const struct policy *policy;	/* as under `set mode enforce` */
	struct trials *trials;
	struct slot *slots;
	unsigned count;
	int64_t now_ms;
	trial_done done;
	void *arg;
};

__attribute__((format(printf, 4, 5)))
static void
fail(const struct runner *r, struct trial *t, const struct conf_place *at,
    const char *fmt, ...)
{
	struct buf b = BUF_INIT(4096);
	va_list ap;

	va_start(ap, fmt);
	(void)buf_vprintf(&b, fmt, ap);
	va_end(ap);
	t->error = arena_str(r->trials->arena, buf_slice(&b));
	t->error_at = at != NULL ? *at : t->test->at;
	if (t->error == NULL)
		mem_exhausted();
	buf_free(&b);
}

/* --- envelope --------------------------------------------------------------------- */

static const char *
keep(struct slot *s, struct slice text)
{
	const char *c = arena_str(s->arena, text);

	if (c == NULL)
		mem_exhausted();
	return c;
}

static void
add_recipients(struct slot *s, const struct slice *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		s->input.to[s->input.to_count++] = keep(s, list[i]);
}

/*
 * Who has an account signs in to send: without `auth` the sender is signed
 * in where that is usual, on submission and as one of us.
 */
static const char *
login_of(const struct runner *r, struct slot *s, struct slice from)
{
	const struct rule_test *t = s->trial->test;
	struct party party;

	switch (t->auth) {
	case TEST_AUTH_NONE:
		return NULL;
	case TEST_AUTH_LOGIN:
		return keep(s, t->login);
	case TEST_AUTH_DEFAULT:
		break;
	}
	if (t->class != MAIL_CLASS_SUBMISSION || from.len == 0 ||
	    policy_party(r->policy, from, s->arena, &party) < 0 ||
	    !party.inside)
		return NULL;
	return keep(s, party.address);
}

/* From the test's own lines; of a message alone, from what its header says. */
static void
fill_envelope(const struct runner *r, struct slot *s,
    const struct message_facts *f)
{
	const struct rule_test *t = s->trial->test;
	struct slice from = t->from;
	size_t n = t->to_count + t->cc_count + t->bcc_count;
	bool named = n > 0;

	if (!t->has_from && f != NULL && f->from_count > 0)
		from = f->from[0];
	if (!named && f != NULL)
		n = f->visible_count;
	s->input.from = keep(s, from);
	s->input.to = arena_array(s->arena, n + 1, sizeof *s->input.to);
	if (s->input.to == NULL)
		mem_exhausted();
	s->input.to_count = 0;
	if (named) {
		add_recipients(s, t->to, t->to_count);
		add_recipients(s, t->cc, t->cc_count);
		add_recipients(s, t->bcc, t->bcc_count);
	} else if (f != NULL) {
		add_recipients(s, f->visible, f->visible_count);
	}
	s->input.auth = login_of(r, s, slice_str(s->input.from));
	s->input.class = t->class;
	s->input.client = t->class == MAIL_CLASS_INBOUND ? "192.0.2.1" :
	    "127.0.0.1";
}

/* --- one test ------------------------------------------------------------------------ */

static void
begin(struct runner *r, struct slot *s, struct trial *trial)
{
	const struct rule_test *t = trial->test;
	struct conf_place at;
	char error[512];

	memset(s, 0, sizeof *s);
	s->trial = trial;
	s->judged.spool_fd = -1;
	s->arena = arena_new(2 * MESSAGE_MAX_DEFAULT);
	s->message = BUF_INIT(2 * MESSAGE_MAX_DEFAULT);
	s->input.at_ms = t->day == 0 ? r->now_ms :
	    policy_moment(r->policy, t->day, t->minute);
	if (compose_message(r->engine->loaded.tree, t, s->input.at_ms,
	    s->arena, &s->message, &at, error, sizeof error) < 0) {
		fail(r, trial, &at, "%s", error);
		return;
	}
	s->bytes = buf_slice(&s->message);
	s->input.file = "test";
	s->input.message = &s->bytes;
	s->input.shape = JUDGE_MESSAGE;
	fill_envelope(r, s, NULL);
	s->started = true;
	if (judge_start(&s->judged, &s->input,
	    r->engine->inspector.inspector) < 0)
		fail(r, trial, NULL, "%s", s->judged.error);
}

/* A message that alone says from whom and to whom it goes: asked first. */
static int
read_envelope(const struct runner *r, struct slot *s)
{
	const struct rule_test *t = s->trial->test;
	struct judged second;

	if (t->has_from && s->input.to_count > 0)
		return 0;
	if (judge_report(&s->judged) < 0)
		return -1;
	fill_envelope(r, s, &s->judged.report->facts);
	if (s->input.to_count == 0) {
		fail(r, s->trial, &t->message->at, "its header names nobody "
		    "to send it to; add a line \"to\" to the test");
		return 0;
	}
	(void)judge_start(&second, &s->input, r->engine->inspector.inspector);
	judge_free(&s->judged);
	s->judged = second;
	return s->judged.error[0] != '\0' ? -1 : 0;
}

/* Would the test fail with these rules in their place? */
static bool
notices(const struct policy *other, struct slot *s)
{
	const struct verdict *full = s->judged.verdict;
	struct arena *a = s->judged.arena;
	struct expect_miss *misses;
	struct verdict *v;

	if (policy_evaluate(other, &s->judged.envelope, s->judged.report,
	    &s->judged.memory, JUDGE_REFERENCE, a, &v) < 0)
		mem_exhausted();
	/* Asked for still, and it was added when it was tried. */
	if (v->disclaimer == DISCLAIMER_WANTED) {
		v->disclaimer = full->disclaimer;
		v->disclaimer_text = full->disclaimer_text;
	}
	return expect_check(s->trial->test, other, s->judged.report, v, a,
	    &misses) > 0;
}

static bool
needs_rule(const struct runner *r, struct slot *s, size_t rule)
{
	struct policy *less;

	less = policy_without(r->policy, rule, s->judged.arena);
	if (less == NULL)
		mem_exhausted();
	return notices(less, s);
}

static void
find_needs(const struct runner *r, struct slot *s)
{
	const struct verdict *v = s->judged.verdict;
	struct trials *all = r->trials;
	size_t i;

	s->trial->needs = arena_array(all->arena, v->rule_count + 1,
	    sizeof *s->trial->needs);
	if (s->trial->needs == NULL)
		mem_exhausted();
	for (i = 0; i < v->rule_count; i++)
		s->trial->needs[i] = v->rules[i].outcome != RULE_NOT_MATCHED &&
		    needs_rule(r, s, i);
	for (i = 0; i < all->term_count; i++)
		if (!all->terms[i].is_noticed)
			all->terms[i].is_noticed =
			    notices(all->terms[i].loosened, s);
}

/* Each rule loosened by each term of its condition. */
static void
make_terms(struct runner *r)
{
	struct trials *all = r->trials;
	struct policy_rule_info *rules;
	struct trial_term *t;
	size_t i, k, n, count = 0;

	n = policy_rules(r->policy, all->arena, &rules);
	for (i = 0; i < n; i++)
		count += policy_terms(r->policy, i);
	all->terms = arena_array(all->arena, count + 1, sizeof *all->terms);
	for (i = 0; all->terms != NULL && i < n; i++)
		for (k = 0; k < policy_terms(r->policy, i); k++) {
			t = &all->terms[all->term_count++];
			t->rule = i;
			t->loosened = policy_without_term(r->policy, i, k,
			    all->arena, &t->words);
			if (t->loosened == NULL)
				mem_exhausted();
		}
	if (all->terms == NULL)
		mem_exhausted();
}

/* Copies that outlive the message. */
static void
keep_misses(const struct runner *r, struct trial *t,
    const struct expect_miss *misses)
{
	size_t i;

	t->misses = arena_array(r->trials->arena, t->miss_count + 1,
	    sizeof *t->misses);
	for (i = 0; t->misses != NULL && i < t->miss_count; i++) {
		t->misses[i].line = misses[i].line;
		t->misses[i].got = arena_dup(r->trials->arena, misses[i].got);
	}
	if (t->misses == NULL)
		mem_exhausted();
}

/* The answer that the keeper would have given, from the `given` lines. */
static bool
remember(const struct runner *r, struct slot *s)
{
	const struct rule_test *t = s->trial->test;
	const char *why = NULL;
	size_t i;

	for (i = 0; i < t->given_count; i++) {
		if (given_apply(&t->given[i], &s->judged.question,
		    s->judged.arena, &s->judged.memory, &why) == 0)
			continue;
		if (why == NULL)
			mem_exhausted();
		fail(r, s->trial, &t->given[i].at, "%s", why);
		return false;
	}
	return true;
}

static void
judge_test(const struct runner *r, struct slot *s)
{
	struct expect_miss *misses = NULL;
	struct trial *t = s->trial;

	if (read_envelope(r, s) < 0)
		fail(r, t, NULL, "%s", s->judged.error);
	if (t->error != NULL)
		return;
	if (judge_ask(&s->judged, r->policy) < 0 || !remember(r, s) ||
	    judge_decide(&s->judged, r->policy) < 0) {
		if (t->error == NULL)
			fail(r, t, NULL, "%s", s->judged.error);
		return;
	}
	t->took_us = s->judged.took_us;
	t->miss_count = expect_check(t->test, r->policy, s->judged.report,
	    s->judged.verdict, s->judged.arena, &misses);
	if (t->miss_count == SIZE_MAX)
		mem_exhausted();
	keep_misses(r, t, misses);
	if (r->trials->has_needs && t->miss_count == 0)
		find_needs(r, s);
}

static void
finish(const struct runner *r, struct slot *s)
{
	if (s->trial->error == NULL)
		judge_test(r, s);
	r->done(r->arg, s->trial);
	if (s->started)
		judge_free(&s->judged);
	buf_free(&s->message);
	arena_free(s->arena);
	s->trial = NULL;
}

/* --- all of them ------------------------------------------------------------------------ */

static unsigned
at_once(unsigned parallel)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (parallel > 0)
		return parallel;
	return cpus > 0 ? 2 * (unsigned)cpus : 2;
}

void
trials_run(struct engine *e, struct rule_test *tests, size_t count,
    unsigned parallel, bool find, int64_t now_ms, trial_done done, void *arg,
    struct trials *ret)
{
	struct runner r = { .engine = e, .trials = ret, .now_ms = now_ms,
	    .count = at_once(parallel), .done = done, .arg = arg };
	size_t i;

	*ret = (struct trials){ .arena = arena_new(TRIALS_ARENA_MAX),
	    .count = count, .has_needs = find };
	ret->list = arena_array(ret->arena, count + 1, sizeof *ret->list);
	r.policy = policy_uncapped(e->loaded.policy, ret->arena);
	r.slots = mem_zalloc(r.count * sizeof *r.slots);
	if (ret->list == NULL || r.policy == NULL)
		mem_exhausted();
	if (find)
		make_terms(&r);
	for (i = 0; i < count + r.count; i++) {
		struct slot *s = &r.slots[i % r.count];

		if (s->trial != NULL)
			finish(&r, s);
		if (i >= count)
			continue;
		ret->list[i].test = &tests[i];
		begin(&r, s, &ret->list[i]);
	}
	free(r.slots);
}

void
trials_free(struct trials *t)
{
	arena_free(t->arena);
	memset(t, 0, sizeof *t);
}

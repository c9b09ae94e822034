/*
 * kill -- SIGKILL at each named point of taking a message, and at random ones
 * under load: what was acknowledged is there, nothing is there by half, a
 * sender's retry ends in one case (A1, A4, C2, C7, H3).
 */
#include <poll.h>
#include <pthread.h>

#include "unit/keeper/rig.h"

/* The points, and whether the message is in custody after them. */
static const struct {
	const char *fault;
	enum { GONE, KEPT } after;
} points[] = {
	{ "before-blob",	GONE },
	{ "blob-flushed",	GONE },
	{ "after-blob",		GONE },
	{ "decide-run",		GONE },
	{ "audit-sealed:2",	GONE },		/* the first is the start's */
	/* A look for releases at the start is the first commit. */
	{ "before-commit:2",	GONE },
	{ "after-commit:2",	KEPT },
	{ "before-answer",	KEPT },
};

#define ROUNDS	3

START_TEST(test_points)
{
	const char *fault = points[_i % N_OF(points)].fault;
	bool kept = points[_i % N_OF(points)].after == KEPT;
	struct held_item *items;
	struct keeper_receipt got;
	struct mail m;
	struct rig g;
	size_t n;
	int r;

	rig_make(&g);
	rig_start(&g, NULL);
	ck_assert_int_eq(rig_drain(&g), 0);
	mail_make(&g, &m, "kill", 200000, 2, 1);
	rig_start(&g, fault);
	r = mail_decide(&g, &m, 1, &got);
	ck_assert_msg(r == ERR_CLOSED, "%s: %s", fault, err_text(r));
	ck_assert_int_eq(rig_wait(&g), 256 + SIGKILL);
	ck_assert_int_eq(store_grep(&g, "canary-"), 0);

	rig_start(&g, NULL);
	ck_assert_msg(held_count(&g, "HELD") == kept, "%s", fault);
	audit_is_right(&g);
	/* The sender tries again, under a reference of its own. */
	ck_assert_int_eq(mail_decide(&g, &m, 2, &got), 0);
	ck_assert(got.joined == kept);
	ck_assert_int_eq(keeper_held_list(g.people, SLICE_NONE, g.a, &items,
	    &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(items[0].attempts, kept ? 2 : 1);
	audit_is_right(&g);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

/* A store whose making was interrupted is made at the next start. */
static const char *const births[] = {
	"store-made", "store-named", "key-made", "audit-sealed"
};

START_TEST(test_births)
{
	char ref[REFERENCE_SIZE];
	struct rig g;

	rig_make(&g);
	ck_assert_int_eq(rig_try_start(&g, births[_i]), 256 + SIGKILL);
	rig_start(&g, NULL);
	hold_one(&g, "born", 1000, 1, ref);
	ck_assert_uint_eq(held_count(&g, "HELD"), 1);
	audit_is_right(&g);
	rig_end(&g);
}
END_TEST

/* --- under load ---------------------------------------------------------------- */

#define THREADS	6
#define PER_THREAD 200

struct load {
	pthread_t thread;
	struct rig *g;
	unsigned number, round;
	unsigned acknowledged;		/* references 0..n-1 of this thread */
	bool held[PER_THREAD];
};

static unsigned
load_ref(const struct load *l, unsigned i)
{
	return (l->round * THREADS + l->number) * PER_THREAD + i;
}

static void *
load_run(void *arg)
{
	struct load *l = arg;
	struct rig own = { .link = l->g->link, .a = arena_new(64 * MIB) };
	struct keeper_receipt got;
	struct mail m;
	char topic[48];
	unsigned i;
	int r = 0;

	for (i = 0; i < PER_THREAD && r == 0; i++) {
		snprintf(topic, sizeof topic, "load %u %u %u", l->round,
		    l->number, i);
		l->held[i] = i % 3 == 0;
		mail_make(&own, &m, topic, 3000, 2, l->held[i] ? 2 : 0);
		r = mail_decide(&own, &m, load_ref(l, i), &got);
		if (r == 0)
			l->acknowledged++;
		mail_end(&m);
	}
	arena_free(own.a);
	return NULL;
}

static void
load_check(struct rig *g, const struct load *l)
{
	struct keeper_answer ans;
	struct held_detail d;
	char ref[REFERENCE_SIZE];
	struct arena *a;
	unsigned i;
	int r;

	for (i = 0; i < l->acknowledged; i++) {
		a = arena_new(32 * MIB);
		ref_make(load_ref(l, i), ref);
		r = keeper_explain(g->people, ref, a, &ans);
		ck_assert_msg(r == 0, "%s was acknowledged: %s", ref,
		    err_text(r));
		if (l->held[i])
			ck_assert_int_eq(keeper_held_show(g->people, ref,
			    false, SLICE_NONE, a, &d), 0);
		arena_free(a);
	}
}

START_TEST(test_load)
{
	static struct load loads[THREADS];
	unsigned i, round, total = 0;
	struct rig g;

	rig_make(&g);
	srandom((unsigned)_i + 1);
	for (round = 0; round < 6; round++) {
		rig_start(&g, NULL);
		for (i = 0; i < THREADS; i++) {
			memset(&loads[i], 0, sizeof loads[i]);
			loads[i].g = &g;
			loads[i].number = i;
			loads[i].round = round;
			pthread_create(&loads[i].thread, NULL, load_run,
			    &loads[i]);
		}
		/* A moment chosen at random is the point of this test. */
		poll(NULL, 0, (int)(random() % 200));
		rig_kill(&g);
		for (i = 0; i < THREADS; i++)
			pthread_join(loads[i].thread, NULL);
		ck_assert_int_eq(store_grep(&g, "canary-"), 0);
		rig_start(&g, NULL);
		audit_is_right(&g);
		for (i = 0; i < THREADS; i++) {
			load_check(&g, &loads[i]);
			total += loads[i].acknowledged;
		}
		rig_kill(&g);
	}
	printf("# %u acknowledged over 6 kills, all there\n", total);
	rig_end(&g);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "points", test_points, ROUNDS * N_OF(points) },
		{ "births", test_births, N_OF(births) },
		{ "load", test_load, 3 },
		{ NULL, NULL, 0 },
	};

	return unit_main("kill", cases);
}

#include "milter/engine.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "double.h"
#include "unit/unit.h"

/* A ruleset whose digest begins with this byte. */
static struct policy *
ruleset(uint8_t first)
{
	struct conf_tree tree = { .digest = { first } };
	struct policy *p;

	policy_new(&tree, NULL, 0, &p);
	return p;
}

static uint8_t
current(struct engine *e, struct inspector **ret)
{
	struct policy *p;
	uint8_t first;

	engine_current(e, &p, ret);
	first = policy_digest(p)[0];
	policy_unref(p);
	inspector_unref(*ret);
	return first;
}

/* Rules and inspector change together or not at all. */
START_TEST(test_reload)
{
	const uint8_t old[8] = { 0 }, next[8] = { 7 }, other[8] = { 9 };
	struct inspector *before, *after;
	struct engine *e;

	double_reset();
	e = double_engine(MAIL_CLASS_SUBMISSION, MIB, MIB);
	ck_assert_uint_eq(current(e, &before), 0);
	/* Prepared: nothing changes yet. */
	engine_prepare(e, ruleset(7));
	ck_assert_uint_eq(current(e, &after), 0);
	ck_assert_ptr_eq(after, before);
	/* An inspector with rules that nobody has is refused. */
	ck_assert_int_eq(engine_adopt(e, -1, other), ERR_MISMATCH);
	ck_assert_uint_eq(current(e, &after), 0);
	/* A restarted inspector of the old rules meanwhile. */
	ck_assert_int_eq(engine_adopt(e, -1, old), 0);
	ck_assert_uint_eq(current(e, &after), 0);
	ck_assert_int_eq(engine_adopt(e, -1, next), 0);
	ck_assert_uint_eq(current(e, &after), 7);
	ck_assert_int_eq(engine_adopt(e, -1, old), ERR_MISMATCH);
	/* Dropped: its inspector comes too late. */
	engine_prepare(e, ruleset(9));
	engine_prepare(e, NULL);
	ck_assert_int_eq(engine_adopt(e, -1, other), ERR_MISMATCH);
	ck_assert_uint_eq(current(e, &after), 7);
	engine_free(e);
}
END_TEST

/* A message keeps what was current at its MAIL, whatever comes. */
START_TEST(test_kept)
{
	const uint8_t next[8] = { 7 };
	struct inspector *i;
	struct policy *p;
	struct engine *e;

	double_reset();
	e = double_engine(MAIL_CLASS_SUBMISSION, MIB, MIB);
	engine_current(e, &p, &i);
	engine_prepare(e, ruleset(7));
	ck_assert_int_eq(engine_adopt(e, -1, next), 0);
	ck_assert_uint_eq(policy_digest(p)[0], 0);
	policy_unref(p);
	inspector_unref(i);
	engine_free(e);
}
END_TEST

static void *
end_later(void *arg)
{
	usleep(50000);
	engine_end(arg);
	return NULL;
}

START_TEST(test_drain)
{
	pthread_t thread;
	struct engine *e;
	int64_t from;

	double_reset();
	e = double_engine(MAIL_CLASS_SUBMISSION, MIB, MIB);
	ck_assert(engine_begin(e));
	/* The grace ends: what is left is counted. */
	from = clock_mono_ms();
	ck_assert_uint_eq(engine_drain(e, 30), 1);
	ck_assert_int_ge(clock_mono_ms() - from, 29);
	ck_assert(!engine_begin(e));
	/* The last one ends: no waiting for the grace. */
	ck_assert_int_eq(pthread_create(&thread, NULL, end_later, e), 0);
	ck_assert_uint_eq(engine_drain(e, 2000 * UNIT_TIMEOUT_S), 0);
	pthread_join(thread, NULL);
	engine_free(e);
}
END_TEST

/* Asked at the first need, and again when there is another keeper. */
START_TEST(test_mark_key)
{
	uint8_t key[MARK_KEY_SIZE], again[MARK_KEY_SIZE];
	struct engine *e;

	double_reset();
	e = double_engine(MAIL_CLASS_SUBMISSION, MIB, MIB);
	ck_assert_uint_eq(atomic_load(&script.mark_keys), 0);
	script.mark_key_err = ERR_CLOSED;
	ck_assert_int_eq(engine_mark_key(e, 0, key), ERR_CLOSED);
	script.mark_key_err = 0;
	ck_assert_int_eq(engine_mark_key(e, 0, key), 0);
	ck_assert_int_eq(engine_mark_key(e, 0, again), 0);
	ck_assert_int_eq(memcmp(key, again, sizeof key), 0);
	ck_assert_uint_eq(atomic_load(&script.mark_keys), 2);
	engine_forget_mark_key(e);
	ck_assert_int_eq(engine_mark_key(e, 0, again), 0);
	ck_assert_int_ne(memcmp(key, again, sizeof key), 0);
	engine_free(e);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "reload", test_reload, 0 },
		{ "kept", test_kept, 0 },
		{ "drain", test_drain, 0 },
		{ "mark key", test_mark_key, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("engine", tests);
}

/*
 * unit -- what every libcheck program here shares: run one suite, answer with
 * an exit status.
 *
 *	int
 *	main(void)
 *	{
 *		const struct unit_case cases[] = {
 *			{ "find", test_find, N_OF(find_cases) },
 *			{ "trim", test_trim, 0 },
 *			{ NULL, NULL, 0 },
 *		};
 *
 *		return unit_main("slice", cases);
 *	}
 *
 * Each test runs in a process of its own (CK_FORK, libcheck's default), so
 * that a crash fails that test only.  With a loop count the test runs once
 * for each index, and sees it as _i: one run, one line of its table.
 */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include <check.h>
#include <stddef.h>
#include <stdlib.h>

#define N_OF(array)	((int)(sizeof(array) / sizeof((array)[0])))

/* A test that hangs is ended; a sanitizer or a busy machine is no hang. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNIT_TIMEOUT_S	600
#else
#define UNIT_TIMEOUT_S	300
#endif

/*
 * How long a test waits for what must come.  It is no measure of how fast
 * that is: a machine with much else to do takes long over anything, and a
 * wait that is over still has to say what did not come.
 */
#define UNIT_PATIENCE_MS	90000

struct unit_case {
	const char *name;	/* NULL ends the list */
	const TTest *test;	/* made by START_TEST */
	int loops;		/* 0: once */
};

/*
 * Run all cases; EXIT_SUCCESS only if every one passed and there was at least
 * one.
 */
static inline int
unit_main(const char *name, const struct unit_case *cases)
{
	const struct unit_case *c;
	Suite *suite;
	TCase *tc;
	SRunner *runner;
	int failed, ran;

	suite = suite_create(name);
	for (c = cases; c->name != NULL; c++) {
		tc = tcase_create(c->name);
		tcase_set_timeout(tc, UNIT_TIMEOUT_S);
		if (c->loops > 0)
			tcase_add_loop_test(tc, c->test, 0, c->loops);
		else
			tcase_add_test(tc, c->test);
		suite_add_tcase(suite, tc);
	}
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	ran = srunner_ntests_run(runner);
	srunner_free(runner);
	return failed == 0 && ran > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif

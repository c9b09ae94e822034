#include "base/mem.h"

#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/unit.h"

START_TEST(test_nothing_asked_is_still_a_place)
{
	void *p[3];
	size_t i;

	p[0] = mem_alloc(0);
	p[1] = mem_zalloc(0);
	p[2] = mem_array(NULL, 0, 8);
	for (i = 0; i < 3; i++) {
		ck_assert_ptr_nonnull(p[i]);
		free(p[i]);
	}
}
END_TEST

START_TEST(test_str_is_a_copy)
{
	char text[] = "abc", *copy;

	copy = mem_str(text);
	text[0] = 'x';
	ck_assert_str_eq(copy, "abc");
	free(copy);
}
END_TEST

START_TEST(test_grow_keeps_what_stands)
{
	size_t cap = 0, i;
	int *v = NULL;

	for (i = 0; i < 1000; i++) {
		v = mem_grow(v, i, &cap, sizeof *v);
		ck_assert_uint_gt(cap, i);
		v[i] = (int)i;
	}
	for (i = 0; i < 1000; i++)
		ck_assert_int_eq(v[i], (int)i);
	free(v);
}
END_TEST

/* Sizes that no machine has, most of which wrap when multiplied. */
static const struct {
	const char *name;
	size_t count, size;
} exhausting[] = {
	{ "all addresses",		1, SIZE_MAX },
	{ "a product that wraps to 0",	SIZE_MAX / 2 + 1, 2 },
	{ "a product that wraps to 16",	SIZE_MAX / 16 + 2, 16 },
};

static void
exhaust(int how, size_t count, size_t size)
{
	size_t cap = 0;
	void *p;

	switch (how) {
	case 0:
		p = mem_array(NULL, count, size);
		break;
	case 1:
		p = mem_grow(NULL, count, &cap, size);
		break;
	default:
		p = size == SIZE_MAX ? mem_alloc(size) : mem_zalloc(SIZE_MAX);
		break;
	}
	/* Used, so that the compiler cannot leave the call out. */
	_exit(p != NULL ? 0 : 1);
}

START_TEST(test_running_out_ends_the_process_with_71)
{
	char words[100] = "";
	int how, status, fd[2];
	pid_t pid;

	for (how = 0; how < 3; how++) {
		ck_assert_int_eq(pipe(fd), 0);
		pid = fork();
		ck_assert_int_ne(pid, -1);
		if (pid == 0) {
			dup2(fd[1], STDERR_FILENO);
			exhaust(how, exhausting[_i].count, exhausting[_i].size);
		}
		close(fd[1]);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_int_gt(read(fd[0], words, sizeof words - 1), 0);
		close(fd[0]);
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 71,
		    "%s, way %d: %d", exhausting[_i].name, how, status);
		ck_assert_ptr_nonnull(strstr(words, "out of memory"));
	}
}
END_TEST

int
main(void)
{
	/*
	 * A sanitizer's allocator answers a size that no machine has with an
	 * abort of its own; here it shall say NULL, as the C library does.
	 */
	const struct unit_case cases[] = {
		{ "nothing", test_nothing_asked_is_still_a_place, 0 },
		{ "str", test_str_is_a_copy, 0 },
		{ "grow", test_grow_keeps_what_stands, 0 },
		{ "exhausted", test_running_out_ends_the_process_with_71,
		    N_OF(exhausting) },
		{ NULL, NULL, 0 },
	};

	return unit_main("mem", cases);
}

#if defined(__SANITIZE_ADDRESS__)
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}
#endif

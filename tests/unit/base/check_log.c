#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "unit/unit.h"

static char line[8192];

/* Take standard error; give what was written to it since as one string. */
static int
stderr_take(void)
{
	int fd[2];

	ck_assert_int_eq(pipe(fd), 0);
	ck_assert_int_ne(dup2(fd[1], STDERR_FILENO), -1);
	close(fd[1]);
	return fd[0];
}

static const char *
stderr_text(int fd)
{
	size_t at = 0;
	ssize_t n;

	close(STDERR_FILENO);
	while ((n = read(fd, line + at, sizeof line - 1 - at)) > 0)
		at += (size_t)n;
	line[at] = '\0';
	close(fd);
	return line;
}

/* The line without "role[pid]: " and its newline. */
static const char *
event_of(const char *text)
{
	char head[64];
	size_t n;

	n = (size_t)snprintf(head, sizeof head, "check-log[%ld]: ",
	    (long)getpid());
	ck_assert_msg(strncmp(text, head, n) == 0, "%s", text);
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	line[strlen(line) - 1] = '\0';
	return text + n;
}

static const struct {
	const char *name, *value, *written;
} value_cases[] = {
	{ "plain text as it is",	"4XyZ.1/a@b",	"4XyZ.1/a@b" },
	{ "no value is a dash",		NULL,		"-" },
	{ "an empty value",		"",		"" },
	{ "a blank cannot end it",	"a b",		"a_b" },
	{ "a line feed cannot forge a line", "a\nevent=x", "a\\x0aevent=x" },
	{ "a carriage return",		"a\rb",		"a\\x0db" },
	{ "a tab",			"a\tb",		"a\\x09b" },
	{ "an escape sequence",		"\033[2J",	"\\x1b[2J" },
	{ "a quote",			"a\"b",		"a\\x22b" },
	{ "a backslash",		"a\\x0a",	"a\\x5cx0a" },
	{ "delete",			"\x7f",		"\\x7f" },
	{ "bytes past ASCII",		"\xc3\xa4",	"\\xc3\\xa4" },
	{ "a C1 control in UTF-8",	"\xc2\x9b",	"\\xc2\\x9b" },
};

START_TEST(test_values)
{
	char want[200];
	int fd;

	log_open("check-log", LOG_TO_STDERR, false);
	fd = stderr_take();
	LOG_EVENT(LOG_LEVEL_INFO, value_cases[_i].value, "test",
	    KV_STR("key", value_cases[_i].value));
	snprintf(want, sizeof want, "%s%sevent=test key=%s",
	    value_cases[_i].value != NULL ? value_cases[_i].written : "",
	    value_cases[_i].value != NULL ? ": " : "", value_cases[_i].written);
	ck_assert_str_eq(event_of(stderr_text(fd)), want);
}
END_TEST

START_TEST(test_numbers)
{
	int fd;

	log_open("check-log", LOG_TO_STDERR, false);
	fd = stderr_take();
	LOG_EVENT(LOG_LEVEL_WARN, "id", "n", KV_INT("min", INT64_MIN),
	    KV_INT("zero", 0), KV_UINT("max", UINT64_MAX));
	ck_assert_str_eq(event_of(stderr_text(fd)), "id: event=n "
	    "min=-9223372036854775808 zero=0 max=18446744073709551615");
}
END_TEST

START_TEST(test_an_event_without_pairs)
{
	int fd;

	log_open("check-log", LOG_TO_STDERR, false);
	fd = stderr_take();
	LOG_EVENT(LOG_LEVEL_ERROR, NULL, "alone");
	ck_assert_str_eq(event_of(stderr_text(fd)), "event=alone");
}
END_TEST

START_TEST(test_errors_are_words)
{
	int fd;

	log_open("check-log", LOG_TO_STDERR, false);
	fd = stderr_take();
	LOG_EVENT(LOG_LEVEL_ERROR, NULL, "e", KV_ERR(ERR_SHORT));
	ck_assert_str_eq(event_of(stderr_text(fd)),
	    "event=e error=input_ends_too_early");
	errno = ENOSPC;
	ck_assert_ptr_nonnull(strstr(log_err(ERR_SYSTEM), strerror(ENOSPC)));
	ck_assert_ptr_null(strstr(log_err(ERR_SHORT), strerror(ENOSPC)));
}
END_TEST

START_TEST(test_errno_outlives_a_line)
{
	int fd;

	log_open("check-log", LOG_TO_STDERR, false);
	fd = stderr_take();
	close(STDERR_FILENO);
	errno = EXDEV;
	LOG_EVENT(LOG_LEVEL_ERROR, NULL, "e");
	ck_assert_int_eq(errno, EXDEV);
	ck_assert_str_eq(stderr_text(fd), "");
}
END_TEST

START_TEST(test_debug_is_silent_unless_asked_for)
{
	int fd;

	fd = stderr_take();
	log_open("check-log", LOG_TO_STDERR, _i == 1);
	LOG_EVENT(LOG_LEVEL_DEBUG, NULL, "d");
	if (_i == 1)
		ck_assert_str_eq(event_of(stderr_text(fd)), "event=d");
	else
		ck_assert_str_eq(stderr_text(fd), "");
}
END_TEST

START_TEST(test_a_long_value_is_cut_and_stays_one_line)
{
	static char value[9000];
	const char *text;
	size_t i;
	int fd;

	/* A different length each time meets each place of the cut. */
	for (i = 0; i < 5000 + (size_t)_i; i++)
		value[i] = _i % 2 == 0 ? '\n' : 'v';
	value[i] = '\0';
	log_open("check-log", LOG_TO_STDERR, false);
	fd = stderr_take();
	LOG_EVENT(LOG_LEVEL_INFO, _i % 3 == 0 ? value : "id", "long",
	    KV_STR("a", value), KV_UINT("b", UINT64_MAX), KV_STR("c", value));
	text = event_of(stderr_text(fd));
	ck_assert_uint_gt(strlen(text), 1900);
	ck_assert_uint_le(strlen(text), 2000);
}
END_TEST

START_TEST(test_a_long_role_name_is_cut)
{
	log_open("a-name-of-a-role-that-is-far-longer-than-any-of-ours",
	    LOG_TO_STDERR, false);
	ck_assert_uint_eq(strlen(log_role()), 31);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "values", test_values, N_OF(value_cases) },
		{ "numbers", test_numbers, 0 },
		{ "alone", test_an_event_without_pairs, 0 },
		{ "errors", test_errors_are_words, 0 },
		{ "errno", test_errno_outlives_a_line, 0 },
		{ "debug", test_debug_is_silent_unless_asked_for, 2 },
		{ "long", test_a_long_value_is_cut_and_stays_one_line, 12 },
		{ "role", test_a_long_role_name_is_cut, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("log", cases);
}

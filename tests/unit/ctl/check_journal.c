#include "ctl/journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "unit/unit.h"

static char folder[] = "check_journal.XXXXXX";

static struct journal_head
head(uint8_t first)
{
	struct journal_head h = { .settings = { first }, .started_ms = 1234 };

	return h;
}

static const uint8_t *
key(uint8_t n)
{
	static uint8_t bytes[JOURNAL_KEY_SIZE];

	memset(bytes, n, sizeof bytes);
	return bytes;
}

static void
go_there(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static void
write_two(const char *path)
{
	struct journal_head h = head(1);
	struct journal *j;

	ck_assert_int_eq(journal_open("scan", path, &h, &j), CTL_OK);
	ck_assert_int_eq(journal_put(j, key(1), SLICE("one")), 0);
	ck_assert_int_eq(journal_put(j, key(2), SLICE("two")), 0);
	ck_assert_int_eq(journal_put(j, key(1), SLICE("again")), 0);
	ck_assert_str_eq(journal_keep(j), path);
	journal_close(j);
}

static void
take(struct journal *j, uint8_t n, const char *text)
{
	struct buf b = BUF_INIT(KIB);
	bool there = journal_take(j, key(n), &b);

	ck_assert(there == (text != NULL));
	if (text != NULL)
		ck_assert_str_eq(buf_cstr(&b), text);
	buf_free(&b);
}

START_TEST(test_go_on)
{
	struct journal_head h = head(1);
	struct journal *j;
	struct stat st;

	go_there();
	write_two("r");
	ck_assert_int_eq(stat("r", &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	h.started_ms = 99;
	ck_assert_int_eq(journal_open("scan", "r", &h, &j), CTL_OK);
	ck_assert_int_eq(h.started_ms, 1234);
	ck_assert_uint_eq(journal_count(j), 3);
	take(j, 2, "two");
	take(j, 2, NULL);
	take(j, 1, "one");
	take(j, 1, "again");
	take(j, 1, NULL);
	take(j, 3, NULL);
	ck_assert_int_eq(journal_put(j, key(3), SLICE("three")), 0);
	journal_close(j);
	ck_assert_int_eq(journal_open("scan", "r", &h, &j), CTL_OK);
	ck_assert_uint_eq(journal_count(j), 4);
	take(j, 3, "three");
	journal_remove(j);
	journal_close(j);
	ck_assert_int_eq(access("r", F_OK), -1);
}
END_TEST

/* Killed while writing, at any byte: what is whole counts, and it goes on. */
START_TEST(test_cut)
{
	struct journal_head h = head(1);
	struct journal *j;
	struct stat st;
	off_t n, size;

	go_there();
	write_two("r");
	ck_assert_int_eq(stat("r", &st), 0);
	size = st.st_size;
	for (n = size - 1; n > size - 40; n--) {
		ck_assert_int_eq(truncate("r", n), 0);
		ck_assert_int_eq(journal_open("scan", "r", &h, &j), CTL_OK);
		ck_assert_uint_eq(journal_count(j), 2);
		ck_assert_int_eq(journal_put(j, key(1), SLICE("again")), 0);
		journal_close(j);
		ck_assert_int_eq(journal_open("scan", "r", &h, &j), CTL_OK);
		ck_assert_uint_eq(journal_count(j), 3);
		take(j, 1, "one");
		take(j, 1, "again");
		journal_close(j);
	}
}
END_TEST

START_TEST(test_refused)
{
	struct journal_head h = head(2);
	struct journal *j;
	int fd;

	go_there();
	write_two("r");
	ck_assert_int_eq(journal_open("scan", "r", &h, &j), CTL_USAGE);
	journal_close(j);
	fd = open("x", O_WRONLY | O_CREAT, 0600);
	ck_assert_int_eq(write(fd, "From a@b\n\nhello\n", 16), 16);
	close(fd);
	ck_assert_int_eq(journal_open("scan", "x", &h, &j), CTL_USAGE);
	journal_close(j);
	ck_assert_int_eq(symlink("r", "l"), 0);
	ck_assert_int_eq(journal_open("scan", "l", &h, &j), CTL_PARTLY);
	journal_close(j);
	ck_assert_int_eq(journal_open("scan", ".", &h, &j), CTL_PARTLY);
	journal_close(j);
	ck_assert_int_eq(journal_open("scan", "none/r", &h, &j), CTL_PARTLY);
	journal_close(j);
}
END_TEST

/* A record that says it is longer than one may be. */
START_TEST(test_damaged)
{
	struct journal_head h = head(1);
	struct journal *j;
	uint8_t long_one[4] = { 0xff, 0xff, 0xff, 0xff };
	int fd;

	go_there();
	write_two("r");
	fd = open("r", O_WRONLY);
	ck_assert_int_eq(pwrite(fd, long_one, 4, 15 + 40 + 32), 4);
	close(fd);
	ck_assert_int_eq(journal_open("scan", "r", &h, &j), CTL_PARTLY);
	journal_close(j);
}
END_TEST

START_TEST(test_without_name)
{
	struct journal_head h = head(1);
	struct journal *j;
	const char *path;

	go_there();
	ck_assert_int_eq(journal_open("scan", NULL, &h, &j), CTL_OK);
	ck_assert_int_eq(journal_put(j, key(1), SLICE("one")), 0);
	path = journal_keep(j);
	/* A file system may have no files without a name. */
	if (path != NULL) {
		ck_assert_int_eq(strncmp(path, "exeatctl-scan-", 14), 0);
		ck_assert_int_eq(access(path, R_OK), 0);
	}
	journal_close(j);
	ck_assert_int_eq(journal_open("scan", NULL, &h, &j), CTL_OK);
	journal_remove(j);
	journal_close(j);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "go on", test_go_on, 0 },
		{ "cut", test_cut, 0 },
		{ "refused", test_refused, 0 },
		{ "damaged", test_damaged, 0 },
		{ "without a name", test_without_name, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("journal", cases);
}

#include "ctl/mailbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "unit/unit.h"

#define MAIL	"From: a@b.example\nTo: c@d.example\nSubject: x\n\n"
#define FROM	"From a@b.example Tue May  5 10:15:00 2026\n"

static char folder[] = "check_mailbox.XXXXXX";

static void
put(const char *path, const char *text)
{
	char part[200];
	size_t i;
	int fd;

	for (i = 1; path[i] != '\0'; i++) {
		if (path[i] != '/')
			continue;
		snprintf(part, sizeof part, "%.*s", (int)i, path);
		(void)mkdir(part, 0700);
	}
	if (path[i - 1] == '/')
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, text, strlen(text)),
	    (ssize_t)strlen(text));
	close(fd);
}

static void
go_there(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

/* "path#number body", or "path!error", a line each; the count has to agree. */
static void
read_all(const char *const *paths, size_t n, const char *want)
{
	struct buf got = BUF_INIT(MIB);
	struct mailbox_item item;
	struct mailbox *m;
	uint64_t total = 0, seen = 0;
	size_t body;

	ck_assert_int_eq(mailbox_open("scan", paths, n, -1, &m), CTL_OK);
	ck_assert(mailbox_count(m, &total));
	for (; mailbox_next(m, &item) > 0; seen++) {
		if (n > 1)
			buf_printf(&got, "%u:", item.root);
		buf_put_slice(&got, item.path);
		if (item.number > 0)
			buf_printf(&got, "#%llu",
			    (unsigned long long)item.number);
		if (item.error != NULL) {
			buf_printf(&got, "!%s\n", item.error);
			continue;
		}
		body = slice_find(item.bytes, SLICE("\n\n"), 0);
		buf_putc(&got, ' ');
		if (body != SLICE_NPOS)
			buf_put_slice(&got, slice_from(item.bytes, body + 2));
	}
	buf_printf(&got, "%zu left out", mailbox_left_out(m));
	ck_assert_str_eq(buf_cstr(&got), want);
	ck_assert_uint_eq(total, seen);
	mailbox_close(m);
	buf_free(&got);
}

START_TEST(test_maildir)
{
	go_there();
	put("M/new/2", MAIL "two\n");
	put("M/cur/1:2,S", MAIL "one\n");
	put("M/cur/0:2,S", FROM MAIL "zero\n");
	put("M/tmp/3", MAIL "never\n");
	put("M/dovecot-uidlist", "3 V1 N4\n");
	put("M/.Sent/cur/4:2,S", MAIL "sent\n");
	put("M/.Sent.2025/cur/5", MAIL "old\n");
	put("M/Archive/new/6", MAIL "fs\n");
	put("M/cur/empty", "");
	read_all((const char *[]){ "M" }, 1,
	    "cur/0:2,S zero\ncur/1:2,S one\ncur/empty!it is empty\n"
	    "new/2 two\n.Sent/cur/4:2,S sent\n.Sent.2025/cur/5 old\n"
	    "Archive/new/6 fs\n0 left out");
}
END_TEST

START_TEST(test_folder)
{
	go_there();
	put("F/b.eml", MAIL "b\n");
	put("F/a/box", FROM MAIL "one\n\n" FROM MAIL "two\n");
	put("F/1", MAIL "mh\n");
	put("F/odd.eml", "no header at all\n\nodd\n");
	put("F/notes.txt", "buy milk\n");
	put("F/image.png", "\x89PNG");
	ck_assert_int_eq(symlink("../F", "F/loop"), 0);
	ck_assert_int_eq(symlink("b.eml", "F/link.eml"), 0);
	ck_assert_int_eq(mkfifo("F/fifo.eml", 0600), 0);
	read_all((const char *[]){ "F" }, 1,
	    "1 mh\nb.eml b\nlink.eml!it is a link\nloop!it is a link\n"
	    "odd.eml odd\na/box#1 one\na/box#2 two\n3 left out");
}
END_TEST

START_TEST(test_files)
{
	go_there();
	put("x/notes.txt", "buy milk\n\nand bread\n");
	put("x/box", FROM MAIL "one\n\n" FROM MAIL "two\n");
	put("x/z.gz", "\x1f\x8b\x08");
	put("y/box", MAIL "y\n");
	ck_assert_int_eq(symlink("y/box", "named"), 0);
	read_all((const char *[]){ "x/notes.txt", "x/box", "x/z.gz", "named" },
	    4, "1:notes.txt and bread\n2:box#1 one\n2:box#2 two\n"
	    "3:z.gz!it is compressed; unpack it first, for example: zcat "
	    "FILE | exeatctl scan -\n4:named y\n0 left out");
}
END_TEST

/* A mail program marks one as read, another one goes, while we are at work. */
START_TEST(test_moved)
{
	struct mailbox_item item;
	struct mailbox *m;

	go_there();
	put("M/new/1", MAIL "one\n");
	put("M/new/2", MAIL "two\n");
	put("M/cur/", "");
	ck_assert_int_eq(mailbox_open("scan", (const char *[]){ "M" }, 1, -1,
	    &m), CTL_OK);
	ck_assert_int_eq(rename("M/new/1", "M/cur/1:2,S"), 0);
	ck_assert_int_eq(unlink("M/new/2"), 0);
	ck_assert_int_eq(mailbox_next(m, &item), 1);
	ck_assert_ptr_null(item.error);
	ck_assert(slice_ends(item.bytes, SLICE("one\n")));
	ck_assert_int_eq(mailbox_next(m, &item), 1);
	ck_assert_str_eq(item.error, "it is gone since the folder was read");
	ck_assert_int_eq(mailbox_next(m, &item), 0);
	mailbox_close(m);
}
END_TEST

START_TEST(test_not_there)
{
	struct mailbox *m;

	go_there();
	ck_assert_int_eq(mailbox_open("scan", (const char *[]){ "none" }, 1,
	    -1, &m), CTL_USAGE);
	mailbox_close(m);
	ck_assert_int_eq(mailbox_open("scan", (const char *[]){ "-", "-" }, 2,
	    -1, &m), CTL_USAGE);
	mailbox_close(m);
}
END_TEST

START_TEST(test_depth)
{
	enum ctl_exit want = _i == 0 ? CTL_OK : CTL_PARTLY;
	char path[400] = "d";
	struct mailbox *m;
	int i;

	go_there();
	for (i = 0; i < MAILBOX_DEPTH_MAX + _i; i++)
		snprintf(path + strlen(path), sizeof path - strlen(path),
		    "/d");
	snprintf(path + strlen(path), sizeof path - strlen(path), "/m.eml");
	put(path, MAIL "deep\n");
	ck_assert_int_eq(mailbox_open("scan", (const char *[]){ "d" }, 1, -1,
	    &m), want);
	mailbox_close(m);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "maildir", test_maildir, 0 },
		{ "folder", test_folder, 0 },
		{ "files", test_files, 0 },
		{ "moved", test_moved, 0 },
		{ "not there", test_not_there, 0 },
		{ "depth", test_depth, 2 },
		{ NULL, NULL, 0 },
	};

	return unit_main("mailbox", cases);
}

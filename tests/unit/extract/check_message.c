#include "unit/unit.h"

#include "base/limits.h"
#include "probe.h"

#define LINE	"From a@b.example Sat Nov 21 10:20:30 2026\r\n"
#define FIRST	LINE "From: a@b.example\r\nSubject: one\r\n\r\nfirst 94\r\n"
#define SECOND	LINE "From: a@b.example\r\nSubject: two\r\nContent-Type: " \
	"text/html\r\n\r\n<p>second <b>34</b></p>\r\n"

START_TEST(test_mailbox)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.mbox", "application/mbox", SLICE(FIRST "\r\n"
	    SECOND));
	ck_assert(probe_part(&p, "2/1")->type == FILETYPE_MESSAGE);
	ck_assert(probe_part(&p, "2/2")->type == FILETYPE_MESSAGE);
	ck_assert(probe_unit(&p, "first 94") != NULL);
	ck_assert(probe_unit(&p, "second 34") != NULL);
	ck_assert(probe_unit(&p, "two") != NULL);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* Without a name and a label, by what it looks like. */
START_TEST(test_mailbox_by_content)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, NULL, "application/octet-stream", SLICE(FIRST "\r\n"
	    SECOND FIRST));
	ck_assert(probe_unit(&p, "second 34") != NULL);
	ck_assert(probe_part(&p, "2/3")->type == FILETYPE_MESSAGE);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

START_TEST(test_mailbox_of_one)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.mbox", "application/mbox", SLICE(SECOND));
	ck_assert(probe_unit(&p, "second 34") != NULL);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

static const char *const letters[] = {
	"From 9:30 we meet.\r\nBring tea.\r\n",
	"From Monday on.\r\nNote: bring tea.\r\n",
	"From here\r\n\r\nFrom there at 10:20:30\r\n",
};

START_TEST(test_a_letter_is_no_mailbox)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.txt", "text/plain", slice_str(letters[_i]));
	ck_assert(slice_eq_str(probe_part(&p, "2")->container, "text"));
	ck_assert(probe_reads(&p, "From "));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

#define WEB_PAGE "MIME-Version: 1.0\r\nContent-Type: multipart/related; " \
	"boundary=\"X\"\r\n\r\n--X\r\nContent-Location: file:///C:/a.htm\r\n" \
	"Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/" \
	"html\r\n\r\n<p>94<b>=33=34</b></p>\r\n--X--\r\n"

static const char *const pages[] = { "a.doc", "a.mht", "a.mhtml", "a.xls" };

START_TEST(test_single_file_web_page)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, pages[_i], "application/octet-stream",
	    SLICE(WEB_PAGE));
	ck_assert(probe_unit(&p, "9434") != NULL);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

START_TEST(test_hostile_repetition)
{
	struct buf b = BUF_INIT(2 * MIB);
	struct probe p;

	buf_puts(&b, FIRST);
	while (b.len < MIB)
		buf_puts(&b, "\nFrom 1:1\n");
	probe_open(&p);
	probe_file(&p, "a.mbox", "application/mbox", buf_slice(&b));
	ck_assert_int_eq(p.result, 0);
	ck_assert(!probe_raised(&p, ANOMALY_TIMEOUT));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "mailbox", test_mailbox, 0 },
		{ "by content", test_mailbox_by_content, 0 },
		{ "of one", test_mailbox_of_one, 0 },
		{ "letter", test_a_letter_is_no_mailbox, N_OF(letters) },
		{ "web page", test_single_file_web_page, N_OF(pages) },
		{ "repetition", test_hostile_repetition, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("message", tests);
}

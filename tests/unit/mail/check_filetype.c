#include "mail/filetype.h"

#include "base/err.h"
#include "unit/unit.h"

static const struct {
	enum filetype type;
	const char *word;
} words[] = {
	{ FILETYPE_UNIDENTIFIED, "unidentified" }, { FILETYPE_TEXT, "text" },
	{ FILETYPE_HTML, "html" }, { FILETYPE_DOCUMENT, "document" },
	{ FILETYPE_SPREADSHEET, "spreadsheet" },
	{ FILETYPE_PRESENTATION, "presentation" }, { FILETYPE_PDF, "pdf" },
	{ FILETYPE_MESSAGE, "message" }, { FILETYPE_CALENDAR, "calendar" },
	{ FILETYPE_CONTACT, "contact" }, { FILETYPE_ARCHIVE, "archive" },
	{ FILETYPE_PICTURE, "picture" }, { FILETYPE_BITMAP, "bitmap" },
	{ FILETYPE_SOUND, "sound" }, { FILETYPE_VIDEO, "video" },
	{ FILETYPE_PROGRAM, "program" }, { FILETYPE_SCRIPT, "script" },
	{ FILETYPE_INSTALLER, "installer" },
	{ FILETYPE_SCREEN_SAVER, "screen-saver" }, { FILETYPE_GAME, "game" },
	{ FILETYPE_DATABASE, "database" }, { FILETYPE_FONT, "font" },
	{ FILETYPE_CERTIFICATE, "certificate" },
	{ FILETYPE_ENCRYPTED, "encrypted" },
	{ FILETYPE_DISK_IMAGE, "disk-image" }, { FILETYPE_DATA, "data" },
};

START_TEST(test_words)
{
	enum filetype t;

	ck_assert_int_eq(filetype_parse(slice_str(words[_i].word), &t), 0);
	ck_assert_int_eq(t, words[_i].type);
	ck_assert_str_eq(filetype_name(t), words[_i].word);
}
END_TEST

START_TEST(test_all)
{
	enum filetype t;

	ck_assert_int_eq(N_OF(words), FILETYPE_COUNT);
	ck_assert_int_eq(filetype_parse(SLICE("exe"), &t), ERR_NOTFOUND);
	ck_assert_int_eq(filetype_parse(SLICE("screen saver"), &t),
	    ERR_NOTFOUND);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "words", test_words, N_OF(words) },
		{ "all", test_all, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("filetype", tests);
}

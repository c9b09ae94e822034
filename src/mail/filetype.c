#include "mail/filetype.h"

#include "base/err.h"
#include "mail/codec.h"

static const char *const names[FILETYPE_COUNT] = {
	[FILETYPE_UNIDENTIFIED] = "unidentified",
	[FILETYPE_TEXT] = "text",
	[FILETYPE_HTML] = "html",
	[FILETYPE_DOCUMENT] = "document",
	[FILETYPE_SPREADSHEET] = "spreadsheet",
	[FILETYPE_PRESENTATION] = "presentation",
	[FILETYPE_PDF] = "pdf",
	[FILETYPE_MESSAGE] = "message",
	[FILETYPE_CALENDAR] = "calendar",
	[FILETYPE_CONTACT] = "contact",
	[FILETYPE_ARCHIVE] = "archive",
	[FILETYPE_PICTURE] = "picture",
	[FILETYPE_BITMAP] = "bitmap",
	[FILETYPE_SOUND] = "sound",
	[FILETYPE_VIDEO] = "video",
	[FILETYPE_PROGRAM] = "program",
	[FILETYPE_SCRIPT] = "script",
	[FILETYPE_INSTALLER] = "installer",
	[FILETYPE_SCREEN_SAVER] = "screen-saver",
	[FILETYPE_GAME] = "game",
	[FILETYPE_DATABASE] = "database",
	[FILETYPE_FONT] = "font",
	[FILETYPE_CERTIFICATE] = "certificate",
	[FILETYPE_ENCRYPTED] = "encrypted",
	[FILETYPE_DISK_IMAGE] = "disk-image",
	[FILETYPE_DATA] = "data",
};

const char *
filetype_name(enum filetype t)
{
	return t < FILETYPE_COUNT ? names[t] : "?";
}

int
filetype_parse(struct slice word, enum filetype *ret)
{
	unsigned i;

	i = codec_word(names, FILETYPE_COUNT, word);
	if (i == FILETYPE_COUNT)
		return ERR_NOTFOUND;
	*ret = (enum filetype)i;
	return 0;
}

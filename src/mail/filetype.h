/*
 * filetype -- the words of rules for what a part is ("attachment of type").
 *
 * The inspector decides by content (extract/type.c); this is the vocabulary
 * only.  A MIME type is what detection found, the word is what people say.
 */
#ifndef MAIL_FILETYPE_H
#define MAIL_FILETYPE_H

#include "base/slice.h"

enum filetype {
	FILETYPE_UNIDENTIFIED,	/* could not be established */
	FILETYPE_TEXT,		/* plain text, csv, markup other than below */
	FILETYPE_HTML,
	FILETYPE_DOCUMENT,	/* word processing, rtf, odt */
	FILETYPE_SPREADSHEET,
	FILETYPE_PRESENTATION,
	FILETYPE_PDF,
	FILETYPE_MESSAGE,	/* an email in a file or part */
	FILETYPE_CALENDAR,
	FILETYPE_CONTACT,	/* vCard */
	FILETYPE_ARCHIVE,
	FILETYPE_PICTURE,	/* but not a bitmap */
	FILETYPE_BITMAP,	/* uncompressed bitmaps: the policies name them */
	FILETYPE_SOUND,
	FILETYPE_VIDEO,
	FILETYPE_PROGRAM,
	FILETYPE_SCRIPT,
	FILETYPE_INSTALLER,
	FILETYPE_SCREEN_SAVER,
	FILETYPE_GAME,
	FILETYPE_DATABASE,
	FILETYPE_FONT,
	FILETYPE_CERTIFICATE,	/* certificates, keys, detached signatures */
	FILETYPE_ENCRYPTED,	/* ciphertext container (PGP, CMS enveloped) */
	FILETYPE_DISK_IMAGE,
	FILETYPE_DATA,		/* known, none of the above */
	FILETYPE_COUNT
};

const char *filetype_name(enum filetype t);	/* "screen-saver"; list types */
int	filetype_parse(struct slice word, enum filetype *ret); /* or ERR_NOTFOUND */

#endif

/*
 * disguise -- does a name or a label say another family than the content has?
 *
 * Where this is wrong, an honest file looks like a lie: only what is known for
 * certain on both sides counts.
 */
#include "extract/type.h"

#define BIT(t)	(1u << (t))
#define TEXTS	(BIT(FILETYPE_TEXT) | BIT(FILETYPE_HTML) | \
	BIT(FILETYPE_CALENDAR) | BIT(FILETYPE_CONTACT) | \
	BIT(FILETYPE_MESSAGE) | BIT(FILETYPE_CERTIFICATE) | \
	BIT(FILETYPE_ENCRYPTED))
#define OFFICE	(BIT(FILETYPE_DOCUMENT) | BIT(FILETYPE_SPREADSHEET) | \
	BIT(FILETYPE_PRESENTATION))
#define PROGRAMS (BIT(FILETYPE_PROGRAM) | BIT(FILETYPE_INSTALLER) | \
	BIT(FILETYPE_SCREEN_SAVER) | BIT(FILETYPE_GAME))

/* Families whose members may stand for each other. */
static const unsigned families[] = {
	TEXTS,
	BIT(FILETYPE_PICTURE) | BIT(FILETYPE_BITMAP),
	BIT(FILETYPE_SOUND) | BIT(FILETYPE_VIDEO),
	PROGRAMS,
	BIT(FILETYPE_SCRIPT) | BIT(FILETYPE_INSTALLER),
	BIT(FILETYPE_CERTIFICATE) | BIT(FILETYPE_ENCRYPTED),
};

static bool
agree(enum filetype claim, enum filetype content, bool is_zip, bool is_text,
    bool is_ole)
{
	unsigned c = BIT(claim), t = BIT(content);
	size_t i;

	if (claim == FILETYPE_COUNT || claim == content ||
	    claim == FILETYPE_DATA || content == FILETYPE_UNIDENTIFIED ||
	    content == FILETYPE_DATA)
		return true;
	for (i = 0; i < sizeof families / sizeof families[0]; i++)
		if ((families[i] & c) != 0 && (families[i] & t) != 0)
			return true;
	/* Office programs write and open web pages, tables and plain text. */
	if ((c & OFFICE) != 0 && is_text && content != FILETYPE_SCRIPT)
		return true;
	/* A document of today is a zip, and its label may say so. */
	if (claim == FILETYPE_ARCHIVE && is_zip)
		return true;
	/* A text ending or label on XML, SVG or source code. */
	if ((c & TEXTS) != 0 && is_text &&
	    (content == FILETYPE_PICTURE || content == FILETYPE_SCRIPT))
		return content == FILETYPE_PICTURE;
	/* Source code is text, and a label that says only text is no lie. */
	if (claim == FILETYPE_SCRIPT && is_text)
		return true;
	/* Outlook's messages, Access and others share one container. */
	return is_ole && (claim == FILETYPE_MESSAGE ||
	    claim == FILETYPE_INSTALLER || claim == FILETYPE_DATABASE) &&
	    content == FILETYPE_DATA;
}

bool
type_is_disguised(const struct type_found *found, struct slice s,
    struct slice declared, struct slice names)
{
	bool is_zip = slice_starts(s, SLICE("PK\3\4"));
	bool is_ole = slice_starts(s, SLICE("\xd0\xcf\x11\xe0"));
	struct slice line;
	size_t end;

	if (s.len == 0)
		return false;
	/* A script sent as text/plain is what mail programs do by themselves. */
	if (declared.len > 0 &&
	    !(slice_starts(declared, SLICE("text/")) && found->is_text) &&
	    !agree(typetable_by_mime(declared), found->type, is_zip,
	    found->is_text, is_ole))
		return true;
	for (; names.len > 0; names = slice_from(names, end + 1)) {
		end = slice_chr(names, '\n', 0);
		if (end == SLICE_NPOS)
			end = names.len;
		line = slice_sub(names, 0, end);
		if (!agree(typetable_by_ending(name_ending(line)),
		    found->type, is_zip, found->is_text, is_ole))
			return true;
	}
	return false;
}

/* --- names that mislead by themselves ---------------------------------------------- */

/* Characters that turn the order of what follows: "exe.pdf" for "fdp.exe". */
static bool
turns_order(struct slice name)
{
	return slice_find(name, SLICE("\xe2\x80\xae"), 0) != SLICE_NPOS ||
	    slice_find(name, SLICE("\xe2\x80\xad"), 0) != SLICE_NPOS;
}

/*
 * "invoice.pdf.exe", "photo.jpg      .scr": what Windows shows without its last
 * ending is a document, what it starts is a program.
 */
static bool
has_two_endings(struct slice name)
{
	struct slice last = name_ending(name), before;
	enum filetype program, shown;

	if (last.len == 0)
		return false;
	program = typetable_by_ending(last);
	if (program == FILETYPE_COUNT ||
	    ((BIT(program) & PROGRAMS) == 0 && program != FILETYPE_SCRIPT))
		return false;
	before = slice_trim(slice_sub(name, 0, name.len - last.len - 1));
	shown = typetable_by_ending(name_ending(before));
	return shown != FILETYPE_COUNT && (BIT(shown) & (OFFICE |
	    BIT(FILETYPE_PDF) | BIT(FILETYPE_PICTURE) | BIT(FILETYPE_BITMAP) |
	    BIT(FILETYPE_SOUND) | BIT(FILETYPE_VIDEO) |
	    BIT(FILETYPE_MESSAGE) | BIT(FILETYPE_TEXT))) != 0 &&
	    !(shown == FILETYPE_TEXT && program == FILETYPE_SCRIPT);
}

bool
name_misleads(struct slice name, struct slice folded)
{
	struct slice line;
	size_t end;

	if (turns_order(name))
		return true;
	for (; folded.len > 0; folded = slice_from(folded, end + 1)) {
		end = slice_chr(folded, '\n', 0);
		if (end == SLICE_NPOS)
			end = folded.len;
		line = slice_sub(folded, 0, end);
		if (has_two_endings(line))
			return true;
	}
	return false;
}

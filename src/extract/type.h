/*
 * type -- what a content is, decided by its bytes; names and labels only add.
 *
 * The common types by our own magic, the rest by libmagic, whose database is
 * loaded before the sandbox closes.
 */
#ifndef EXTRACT_TYPE_H
#define EXTRACT_TYPE_H

#include <stdbool.h>

#include "base/slice.h"
#include "mail/filetype.h"

struct extract_env;

struct type_found {
	struct slice mime;	/* static storage or the environment's */
	enum filetype type;
	bool is_text;		/* reads as text in some charset */
};

/*
 *   declared  the label's type, lower case, or empty
 *   names     folded candidates, each ended by '\n'
 */
struct type_found type_detect(struct extract_env *env, struct slice bytes,
	    struct slice declared, struct slice names);

/*
 * Do a name or the label say another family than the content has?  Only
 * where both are known for certain: text is text, an office file may be saved
 * as web page or table, unknown endings claim nothing.
 */
bool	type_is_disguised(const struct type_found *found, struct slice bytes,
	    struct slice declared, struct slice names);

/*
 * Does a name mislead by itself: a document's ending before a program's, or
 * characters that turn the order of the others?  folded: candidates, each
 * ended by '\n'.
 */
bool	name_misleads(struct slice name, struct slice folded);

/* How bytes look as text. */
enum text_look {
	TEXT_LOOK_NO,		/* not like text at all */
	TEXT_LOOK_8BIT,		/* ASCII or a superset of it */
	TEXT_LOOK_UTF16LE,	/* by its pattern of NULs or its mark */
	TEXT_LOOK_UTF16BE
};
enum text_look text_look(struct slice bytes);

/* A zip's end record near the end, with a directory where it says. */
bool	type_has_zip_tail(struct slice bytes);

/* --- typebytes.c ------------------------------------------------------------- */

/* Archives, compressed files, images of disks and ciphertext; or NULL. */
const char *typebytes_container(struct slice bytes);

/* --- ziptype.c ----------------------------------------------------------------- */

/* What a zip is used for: a MIME type, static. */
const char *ziptype_detect(struct slice bytes);

/* --- typetable.c ------------------------------------------------------------- */

/* FILETYPE_COUNT when the table does not know it. */
enum filetype typetable_by_mime(struct slice mime);
enum filetype typetable_by_ending(struct slice ending);
/* The part of a name after its last dot; empty if there is none. */
struct slice name_ending(struct slice name);

#endif

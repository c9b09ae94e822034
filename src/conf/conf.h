/*
 * conf -- the one language that exeat reads: settings, lists, rules, texts.
 *
 * Turns files into a tree of settings and blocks whose lines are token lists,
 * each token with file, line and column.  conf knows no keys and no
 * conditions: each module owns its table of keys and reads its own blocks
 * with the typed readers below; `when` and `then` lines are policy's.
 *
 * Grammar (exeat.rules(5)):
 *   file  = { "include" S | "set" key { value }
 *           | kind NAME [ "of" word ] ( "{" { line } "}" | "from" S ) }
 *   line  = key { value | "," }    ends at ";" or the end of the line, but not
 *           inside ( ), after a comma, or before a line starting and / or
 *   S     = "text" with \" \\ \n \t escapes, or """block"""; # comments
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"

/* --- where files come from ------------------------------------------------ */

/*
 * A role that has closed its sandbox cannot open files: its reload reads
 * from memory.  Both kinds answer the same calls.
 */
struct conf_source {
	/*
	 * Append the file's bytes to out.  0 or ERR_*; errno for ERR_SYSTEM.
	 * ERR_LIMIT: there are more than fit; out is full of the first ones.
	 */
	int (*read)(void *arg, const char *path, struct buf *out);
	/*
	 * The paths that a pattern such as "rules.d/ *.rules" names, sorted,
	 * as NUL-ended strings in the arena.
	 */
	int (*glob)(void *arg, const char *pattern, struct arena *a,
	    char ***ret, size_t *ret_n);
	void *arg;
};

/*
 * Files on disk.  Refuses (ERR_DENIED) files that are writable by group or
 * others, or owned by neither root nor the user that runs us.
 */
extern const struct conf_source conf_source_disk;

/* Files handed over as bytes. */
struct conf_files;
struct conf_files *conf_files_new(void);
void	conf_files_free(struct conf_files *f);
int	conf_files_add(struct conf_files *f, const char *path, struct slice bytes);
struct conf_source conf_files_source(struct conf_files *f);
/*
 * Wrap a source so that all it reads is also recorded: the parent does this
 * to know which files to hand on.  The record belongs to the caller.
 */
struct conf_source conf_files_record(struct conf_files *into,
	    const struct conf_source *from, struct arena *a);
size_t	conf_files_count(const struct conf_files *f);
void	conf_files_get(const struct conf_files *f, size_t i, const char **ret_path,
	    struct slice *ret_bytes);

/* --- diagnostics ------------------------------------------------------------ */

struct conf_place {
	const char *file;	/* path as opened; in the tree's arena */
	uint32_t line;		/* from 1; 0: the file as a whole */
	uint32_t column;	/* from 1, in characters */
	uint32_t width;		/* characters to underline, at least 1 */
};

enum conf_severity {
	CONF_ERROR,
	CONF_WARNING
};

/*
 * Collects errors and warnings; shown in the order of files and lines, paths
 * below the first file's folder without that folder.
 */
struct conf_diag;
struct conf_diag *conf_diag_new(void);
void	conf_diag_free(struct conf_diag *d);
void	conf_error(struct conf_diag *d, const struct conf_place *at,
	    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void	conf_warning(struct conf_diag *d, const struct conf_place *at,
	    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/*
 * Report that a file cannot be read: err is of conf_source.read, saved is
 * errno if err is ERR_SYSTEM; it could have had max bytes.
 */
void	conf_unreadable(struct conf_diag *d, const struct conf_place *at,
	    const char *path, int err, int saved, size_t max);
/* Where byte `at` of a file is: its line and column. */
struct conf_place conf_place_in(const char *file, struct slice bytes,
	    size_t at, size_t len);
/* Attach 'did you mean "x"?' to the last message. */
void	conf_suggest(struct conf_diag *d, const char *word);
size_t	conf_diag_errors(const struct conf_diag *d);
size_t	conf_diag_warnings(const struct conf_diag *d);
/* file:line:column: error: text, the line, the caret and the suggestion. */
void	conf_diag_print(const struct conf_diag *d, struct buf *out);
/* One message, for programs; strings are borrowed from diag. */
struct conf_message {
	enum conf_severity severity;
	struct slice file;	/* without the first file's folder; or empty */
	uint32_t line, column;	/* 0 for a file as a whole, or none */
	const char *words;
	const char *suggestion;	/* or NULL */
};
/* In the order in which they are printed. */
void	conf_diag_each(const struct conf_diag *d,
	    void (*message)(void *arg, const struct conf_message *m),
	    void *arg);
/* Only the first error, one line, no source text: for a log. */
void	conf_diag_first(const struct conf_diag *d, struct buf *out);

/* The closest of a NULL-ended word list, or NULL if none is near. */
const char *conf_nearest(struct slice word, const char *const *words);

/* --- the tree ------------------------------------------------------------------ */

enum conf_token_kind {
	CONF_WORD,		/* letters, digits, - _ . @ * / : + % and the like */
	CONF_STRING,		/* value decoded */
	CONF_NUMBER,		/* digits only */
	CONF_COMMA,
	CONF_OPEN,		/* ( */
	CONF_CLOSE		/* ) */
};

struct conf_token {
	enum conf_token_kind kind;
	struct slice text;	/* decoded; words as written */
	struct conf_place at;
	/* Of the string in `from "file"`: the path as opened, and its bytes. */
	const char *from_file;	/* NULL for any other token */
	struct slice from_bytes;
};

/* A line of a block, or a setting: its words, the key first. */
struct conf_line {
	struct conf_token *tokens;	/* tokens[0] is the key's first word */
	size_t count;
	struct conf_place at;
};

struct conf_block {
	const char *kind;	/* "rule", "list", "association" ... (any word) */
	struct slice name;
	struct conf_place name_at;
	bool name_is_string;	/* tests are named by strings */
	struct slice of;	/* after "of"; empty if absent */
	struct slice from;	/* file named by "from S"; empty if none */
	struct slice from_bytes; /* its content; of an index, CONF_HEAD_MAX */
	const char *from_file;	/* its path as opened; NULL if none */
	struct conf_line *lines;
	size_t line_count;
	struct conf_place at;
};

struct conf_tree {
	struct arena *arena;
	const char *file;		/* the first one, as it was named */
	struct conf_line *settings;	/* tokens[0] is the word after "set" */
	size_t setting_count;
	struct conf_block *blocks;
	size_t block_count;
	uint8_t digest[32];		/* SHA-256 over all files in order */
	size_t file_count;
};

/*
 * Read a file and what it includes (relative to the including file), and
 * every `from "file"` in blocks and settings.  Syntax errors go to diag and
 * reading goes on where it can.  Returns 0, ERR_SYNTAX (see diag), ERR_LIMIT
 * or ERR_SYSTEM (diag names the file).  The tree is freed by conf_free().
 */
int	conf_load(const struct conf_source *src, const char *path,
	    struct conf_diag *diag, struct conf_tree **ret);
void	conf_free(struct conf_tree *t);

/*
 * The same from one piece of text, for tests and one-line uses: include and
 * from are errors.
 */
int	conf_parse(struct slice text, const char *name, struct conf_diag *diag,
	    struct conf_tree **ret);

/*
 * A file named inside another one: relative names count from the folder of
 * the file that names them.  In the arena; NULL past its ceiling.
 */
char	*conf_path_beside(struct arena *a, const char *file, struct slice name);

/*
 * Where a file is that a token of the tree names: beside the file that names
 * it, or else beside the main one, so that rules.d/x.rules may say "lists/y"
 * as exeat.conf does.  In the arena; NULL past its ceiling.
 */
char	*conf_path_named(const struct conf_source *src,
	    const struct conf_tree *t, const struct conf_place *at,
	    struct slice name, struct arena *a);

/*
 * Is token i of a block's line the name of a template's file: the string after
 * text, html or logo in an association's `disclaimer` line?  Such files are in
 * the digest, not in the tree.
 */
bool	conf_names_template(const struct conf_line *l, size_t i);

/* --- typed readers ---------------------------------------------------------------- */

/*
 * The setting whose key words are exactly `key` ("inside domains"), or NULL.
 * ret_at is the index of the first value token.
 */
const struct conf_line *conf_setting(const struct conf_tree *t,
	    const char *key, size_t *ret_at);
/* The line of a block with that key, or NULL; from: index to start at. */
/* The block of that kind and name, or NULL. */
const struct conf_block *conf_block_find(const struct conf_tree *t,
	    const char *kind, struct slice name);
const struct conf_line *conf_line_find(const struct conf_block *b,
	    const char *key, size_t from);

/* Each reads token *at and moves on; 0 or ERR_SYNTAX/ERR_RANGE with a message. */
int	conf_get_word(const struct conf_line *l, size_t *at,
	    struct conf_diag *d, struct slice *ret);	/* word or string */
int	conf_get_string(const struct conf_line *l, size_t *at,
	    struct conf_diag *d, struct slice *ret);
int	conf_get_number(const struct conf_line *l, size_t *at, uint64_t min,
	    uint64_t max, struct conf_diag *d, uint64_t *ret);
int	conf_get_size(const struct conf_line *l, size_t *at, uint64_t min,
	    uint64_t max, struct conf_diag *d, uint64_t *ret); /* 128 MB, 10 kB */
int	conf_get_duration_ms(const struct conf_line *l, size_t *at,
	    int64_t min, int64_t max, struct conf_diag *d, int64_t *ret);
int	conf_get_date(const struct conf_line *l, size_t *at,
	    struct conf_diag *d, int *ret_yyyymmdd);
/* Is token `at` this word?  Moves on if so. */
bool	conf_is_word(const struct conf_line *l, size_t *at, const char *word);
bool	conf_is_comma(const struct conf_line *l, size_t *at);
int	conf_get_end(const struct conf_line *l, size_t at, struct conf_diag *d);

/*
 * Items of a list file or of an inline list block.  In a file: one per line,
 * "#" comments (at the start, or after a blank) and blank lines left out,
 * blanks trimmed.  In a block: between commas, line ends and ";", as written;
 * a string is an item of its own.  Called for each item, with bytes that live as long
 * as the tree; a negative return stops and is handed back.
 */
int	conf_list_each(const struct conf_block *b,
	    int (*item)(void *arg, struct slice item, const struct conf_place *at),
	    void *arg);
/* The same for the values of a setting or line from token `at` on. */
int	conf_values_each(const struct conf_line *l, size_t at,
	    int (*item)(void *arg, struct slice item, const struct conf_place *at),
	    void *arg);

/*
 * The secret of a store that a list names stands beside it, under its name and
 * this: exeatd reads it and hands it to inspectors only.
 */
#define CONF_KEY_SUFFIX		".key"
#define CONF_KEY_SIZE_MAX	64

/*
 * The path of the key of a list of documents or records: beside the store, or
 * where `set records-key` says.  In the arena; NULL past its ceiling, or if
 * the list names no store.
 */
const char *conf_key_path(const struct conf_tree *t,
	    const struct conf_block *list, struct arena *a);
/* May only its owner use it?  0, ERR_DENIED, ERR_SYSTEM. */
int	conf_key_private(const char *path);

/* --- files that are no text ------------------------------------------------------- */

/*
 * An index that a list names (`list NAME of records from S`) is too large to
 * be handed on with the rules: only its head is in the tree and its digest.
 * A role that reads the rest maps it before its sandbox closes; bytes stay
 * valid until conf_unmap().  0, ERR_SYSTEM, ERR_DENIED (as
 * conf_source_disk), ERR_TYPE, ERR_SHORT (it is empty), ERR_LIMIT.
 */
int	conf_map(const char *path, struct slice *ret);
void	conf_unmap(struct slice bytes);

/* --- settings of the machine that several roles read ------------------------------- */

#define CONF_DEFAULT_FILE	"exeat.conf"

#endif

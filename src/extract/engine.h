/*
 * engine -- what stands behind extract.h: jobs, the one budget, and text on
 * its way out.  For the files of this folder only.
 *
 * A job is one part being read.  Jobs wait on a list and are worked off one
 * after the other, members right after their holder, so that nothing recurses
 * and few contents are in memory at a time.
 */
#ifndef EXTRACT_ENGINE_H
#define EXTRACT_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "extract/extract.h"
#include "extract/type.h"

/* Content held in memory of its own until the last job on it is done. */
struct blob {
	struct buf buf;
	unsigned refs;
	unsigned waiting;		/* jobs that wait and need it */
	size_t counted;			/* for them */
	struct blob *under;		/* what was decoded to it; NULL for most */
};

/* How a MIME leaf says that its text is laid out. */
struct text_layout {
	struct slice charset;	/* declared, lower case */
	bool flowed;		/* RFC 3676 */
	bool delsp;
};

struct trial;		/* trial.h */

/*
 * Reading that goes on later.  It may emit text and members; 0, or an error
 * after an anomaly, as a format's read.
 */
typedef int (*extract_resume)(struct extract_job *j, void *arg);

struct extract_job {
	struct extract_engine *engine;
	struct extract_job *next;
	struct part *part;		/* in the arena */
	struct part *reported;		/* of a variant: the one that was told */
	struct slice bytes;
	struct blob *keep;		/* where bytes live, unless in the arena */
	uint32_t depth;
	bool is_variant;		/* another reading of a part reported already */
	bool is_text;			/* its bytes read as text */
	bool is_recoded;		/* a reading in another charset */
	bool is_message;		/* to be read as one, whatever its type */
	bool is_pasted;			/* inside a message that stood in a text */

	/* Where the bytes come from, when they are not there yet. */
	const struct mime_message *message;
	const struct mime_node *node;
	extract_open open;
	void *open_arg;

	/* Waits until all else of the message was read; then this goes on. */
	extract_resume resume;
	void *resume_arg;
	uint64_t tried;			/* spent on its passwords; trial.h */

	struct text_layout layout;
	enum finding_where where;	/* of its text, unless the format says */
	enum finding_where where_now;
	uint32_t member_count;
	uint32_t reading;		/* of a variant: its number in the message */
	struct extract_job *members;	/* queued while it was read */
	struct extract_job **members_end;
	bool is_closed;			/* reported, never read */
	bool is_locked;			/* reported; read if resume() opens it */
	uint32_t locked;		/* members of it that are */
	bool knows_end;			/* its reader looked behind its end */
	bool may_be_shown;		/* a picture here is shown in the text */
	bool has_anomaly;
	bool has_text;
};

/* Text collected for the sink: one window of one part. */
struct text_out {
	struct buf bytes;
	struct text_unit *units;
	size_t unit_count;
	size_t unit_cap;
	bool is_open;			/* the last unit goes on */
	struct arena *scratch;		/* places and headers of this window */
	struct slice container;
};

/* What has to be let go when all is over, whatever happened. */
struct engine_end {
	void (*release)(void *arg);
	void *arg;
	struct engine_end *next;
};

struct extract_engine {
	struct extract_env *env;
	const uint8_t *name_key;
	struct extract_budget *budget;
	struct arena *arena;
	const struct extract_sink *sink;
	struct extract_job *todo;	/* list, first is next */
	struct extract_job *current;	/* being worked on */
	struct extract_job *waiting;	/* for all the text of the message */
	struct extract_job **waiting_end;
	size_t waiting_bytes;		/* of the contents that they keep */
	struct trial *trial;		/* text, as words of passwords */
	struct engine_end *ends;
	struct text_out out;
	uint32_t readings;		/* variants so far */
	int fatal;			/* of the sink or the arena; ends it all */
	bool too_late;			/* deadline passed and reported */
	bool too_many;			/* nodes: reported */
	bool too_much_text;		/* text budget: reported */
};

/* Every window holds about this much; a longer unit is cut with overlap. */
#define TEXT_WINDOW	((size_t)1024 * 1024)
#define TEXT_OVERLAP	((size_t)4096)

/* --- engine.c ---------------------------------------------------------------- */

/*
 * A new part on the list of jobs; NULL when a limit says no (reported) or the
 * arena is exhausted (engine->fatal).
 */
struct extract_job *engine_job(struct extract_engine *e, struct slice path,
	    struct slice inside, uint32_t depth);
void	engine_push(struct extract_engine *e, struct extract_job *list);
/* It holds others: no leaf. */
void	engine_opened(struct extract_job *holder);
/* Queue one behind the others that its holder has. */
void	engine_append(struct extract_job *holder, struct extract_job *j);
/* A buffer for the job's content, in place of what it had before. */
struct buf *engine_blob(struct extract_job *j, size_t max);
/* Let j's bytes stay as long as those of the other job do. */
void	engine_share(struct extract_job *j, const struct extract_job *other);
/*
 * Let j's bytes stay until engine_let_go(), also when j itself is done: for
 * readers that go through an archive once, from member to member, and queue
 * the next one while they make the one before.
 */
struct blob *engine_hold(struct extract_job *j);
void	engine_let_go(struct blob *b);		/* NULL is fine */
/* Call release() at the end of the message; end lives in the arena. */
void	engine_at_end(struct extract_engine *e, struct engine_end *end);
/*
 * extract_member() with a label: a type and a character set as written beside
 * the content, each may be empty.  Borrowed until the next call only.
 */
int	engine_member(struct extract_job *j, struct slice name,
	    struct slice content, struct slice type, struct slice charset);
/*
 * Queue another reading of the same part: these bytes, which must live in the
 * arena or with j's own.  NULL when there are too many (told) or the arena is
 * exhausted (engine->fatal).
 */
struct extract_job *engine_variant(struct extract_job *j, struct slice bytes);
/*
 * Go on with j when all else of the message was read: resume(j, arg) is then
 * called.  j's bytes stay; arg lives in the arena.  Too much waiting already:
 * it is called as soon as j's reader is done.
 */
void	engine_wait(struct extract_job *j, extract_resume resume, void *arg);
/*
 * A member that waits for its password: told of like a closed one.  resume()
 * then calls engine_unlocked(), or raises its anomaly.  0, or an error of the
 * engine.
 */
int	engine_member_locked(struct extract_job *j, struct slice name,
	    uint64_t size, enum encryption e, struct slice reason,
	    extract_resume resume, void *arg);
/* A password opened it: read what make() appends. */
int	engine_unlocked(struct extract_job *m, struct extract_job *holder,
	    extract_open make, void *arg);
/* A job was worked on: queue its members; it is done with, or waits. */
void	engine_leave(struct extract_job *j);
/* Work until the list is empty. */
int	engine_run(struct extract_engine *e);

/* Report an anomaly; an error of the sink becomes engine->fatal. */
int	engine_anomaly(struct extract_engine *e, enum anomaly_class class,
	    struct slice part, struct slice detail);
/* Is the soft deadline over?  Reports it once. */
bool	engine_is_late(struct extract_engine *e, struct slice part);
/* The arena said no: remember and return ERR_LIMIT. */
int	engine_exhausted(struct extract_engine *e);

/* Report the part and the text of its names; once, before its other text. */
int	engine_report_part(struct extract_job *j);

/* --- units.c --------------------------------------------------------------------- */

/* Hand the collected text to the sink. */
int	units_flush(struct extract_job *j);
/* A container other than the format's for what follows; flushes. */
int	units_container(struct extract_job *j, struct slice container);

/* --- walk.c ------------------------------------------------------------------------ */

/* Queue the nodes of a message that was read, and give out its headers. */
int	walk_message(struct extract_engine *e, struct mime_message *m);
/* A job whose content is a message: read it with mime and queue its nodes. */
int	walk_nested(struct extract_job *j);
/* Decode the leaf of a job into its bytes; queue its other readings. */
int	walk_decode(struct extract_job *j);

/* --- name.c -------------------------------------------------------------------------- */

/*
 * One candidate name to its folded form: percent-decoded, NFKC, case folded,
 * invisible characters out, last path component, trailing dots and blanks off.
 * In the arena; ptr is NULL when that is exhausted.
 */
struct slice name_fold(struct slice utf8, struct arena *a);
/*
 * Set name, names and name_hash of a part from its candidates, best first.
 * 0, or ERR_LIMIT when the arena is exhausted.
 */
int	name_set(struct extract_engine *e, struct part *p,
	    const struct slice *names, size_t n);
/*
 * "report.tar" of "report.tar.bz2", "a.tar" of "a.tgz": the name that a
 * program which opens a compressed file makes.  Empty if there is no ending.
 */
struct slice name_unpacked(struct slice name, struct arena *a);
/* A stored name (an archive's; any bytes) as UTF-8 in the arena. */
struct slice name_utf8(struct slice stored, struct arena *a);

/* --- formats ------------------------------------------------------------------------------ */

/* Those that the engine, or another format, hands a part to by name. */
extern const struct extract_format format_text;
extern const struct extract_format format_html;
extern const struct extract_format format_zip;
extern const struct extract_format format_message;
extern const struct extract_format format_opaque;

#endif

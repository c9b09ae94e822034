/*
 * extract -- a message to parts, text and anomalies.
 *
 * The engine walks the MIME tree and then, for each leaf and archive member,
 * establishes its type by content, asks the table which format reads it, and
 * lets that format emit text and members.  Formats never recurse: members go
 * back to the engine.  One budget per message covers everything.  Runs in the
 * inspector child on hostile bytes; opens nothing.
 */
#ifndef EXTRACT_EXTRACT_H
#define EXTRACT_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "mail/anomaly.h"
#include "mail/part.h"
#include "mail/text.h"
#include "mime/mime.h"

/* Where results go.  A negative return ends the work with that code. */
struct extract_sink {
	/*
	 * Before its text.  p lives in the arena; its encryption, container,
	 * flags and text_bytes are final when extract_message() has returned.
	 */
	int (*part)(void *arg, const struct part *p);
	int (*text)(void *arg, const struct text *t);	/* borrowed for the call */
	int (*anomaly)(void *arg, const struct anomaly *n);
	void *arg;
};

/* Preloaded in the zygote, before the sandbox: libmagic's database. */
struct extract_env;
int	extract_env_new(struct extract_env **ret);	/* 0 or ERR_SYSTEM */
void	extract_env_free(struct extract_env *e);

/* Everything counted against the one budget of a message. */
struct extract_budget {
	uint64_t out_bytes;	/* unpacked so far */
	uint64_t in_bytes;	/* compressed bytes behind them, for the ratio */
	uint64_t text_bytes;
	uint32_t nodes;
	int64_t deadline_mono_ms;	/* soft wall: past it, ANOMALY_TIMEOUT */
};

/*
 * Inspect a whole message that mime_read() has read.  name_key keys the file
 * name hashes.  Returns 0 when everything was visited (anomalies tell what
 * could not be read), or an error of the sink, or ERR_LIMIT when the arena is
 * exhausted (the report is then not complete), or ERR_ELSEWHERE when it holds
 * something whose library this process is without: what the sink was given
 * counts for nothing, another process has to start afresh.
 */
int	extract_message(struct extract_env *env, struct mime_message *m,
	    const uint8_t name_key[32], struct extract_budget *budget,
	    struct arena *a, const struct extract_sink *sink);

/* --- for formats --------------------------------------------------------------------- */

struct extract_job;		/* one part being read */

/* What a format may ask of the engine. */
struct slice extract_bytes(const struct extract_job *j);	/* decoded content */
struct arena *extract_arena(struct extract_job *j);
const struct part *extract_part(const struct extract_job *j);

/*
 * Begin a unit of text, add UTF-8 to it, end it.  ERR_LIMIT: budget.  A byte
 * that is no UTF-8 would become "?".
 */
int	extract_unit_begin(struct extract_job *j, struct slice place,
	    struct slice header, uint32_t row);
int	extract_unit_add(struct extract_job *j, struct slice utf8);
int	extract_unit_end(struct extract_job *j);
/* The class of place of what follows (own text, quoted); default by the part. */
void	extract_unit_where(struct extract_job *j, enum finding_where w);

/*
 * A member: its name (as stored, hostile), the bytes of its content (the
 * engine keeps them until it has read them: they must live in the arena or in
 * the job's bytes).  The engine queues it.
 */
int	extract_member(struct extract_job *j, struct slice name,
	    struct slice content);
/*
 * The same, but the content is made when its turn comes, so that few members
 * are in memory at a time.  make() appends to out (after extract_spend()) and
 * returns 0, or an error after raising an anomaly: what is in out is read in
 * any case.  arg lives in the arena; the holder's bytes stay until then.
 */
typedef int (*extract_open)(struct extract_job *member, void *arg,
	    struct buf *out);
int	extract_member_later(struct extract_job *j, struct slice name,
	    extract_open make, void *arg);
/* A member that exists but cannot be read; reported as a part of its own. */
int	extract_member_closed(struct extract_job *j, struct slice name,
	    uint64_t size, enum encryption e, struct slice reason,
	    enum anomaly_class class, struct slice detail);
/* Text of a name that is no member's: a folder, a second name. */
int	extract_name(struct extract_job *j, struct slice name);
/* Output about to be produced: 0, or ERR_LIMIT (anomaly is raised already). */
int	extract_spend(struct extract_job *j, uint64_t out, uint64_t in);
int	extract_anomaly(struct extract_job *j, enum anomaly_class class,
	    const char *detail);
void	extract_set_encryption(struct extract_job *j, enum encryption e,
	    struct slice reason);
void	extract_set_flag(struct extract_job *j, enum part_flag flag);
/* A whole unit in one call; nothing for empty text. */
int	extract_unit(struct extract_job *j, struct slice place,
	    struct slice utf8);

struct extract_format {
	const char *name;	/* "docx": container in findings */
	/* 0: not mine; higher wins.  detected: what type.c found in the bytes,
	 * where label and name only add ("text/csv" for text named .csv). */
	int (*can_read)(struct slice bytes, struct slice detected,
	    struct slice name);
	/*
	 * 0, or an error; an anomaly has been raised for what was not read.
	 * NULL: only a process with the document libraries has it (table.c).
	 */
	int (*read)(struct extract_job *j);
};

/* The table; ended by NULL.  One line a format. */
const struct extract_format *const *extract_formats(void);
/* Are the document libraries in this process? */
bool	extract_has_documents(void);

#endif

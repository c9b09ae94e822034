/*
 * log -- one line per event, key=value pairs, for roles only.
 *
 * The logger takes no slices: message bytes cannot be passed to it by
 * accident.  Values that come from outside (queue ids, logins) are C strings
 * that the caller has bounded; a blank becomes "_", and every other byte
 * outside printable ASCII, every quote and backslash is escaped as \xNN, so
 * one event is one line.  Never pass a subject, a file name, a matched value or
 * body text.
 *
 * The target is process-wide state: set once by the role at its start.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_INFO,
	LOG_LEVEL_NOTICE,
	LOG_LEVEL_WARN,
	LOG_LEVEL_ERROR
};

enum log_target {
	LOG_TO_STDERR,
	LOG_TO_SYSLOG		/* facility mail */
};

struct log_pair {
	const char *key;	/* NULL ends a list */
	enum { LOG_PAIR_STR, LOG_PAIR_INT, LOG_PAIR_UINT } kind;
	const char *str;	/* NULL is written as "-" */
	int64_t num;
	uint64_t unum;
};

#define KV_STR(k, v)	((struct log_pair){ (k), LOG_PAIR_STR, (v), 0, 0 })
#define KV_INT(k, v)	((struct log_pair){ (k), LOG_PAIR_INT, NULL, (v), 0 })
#define KV_UINT(k, v)	((struct log_pair){ (k), LOG_PAIR_UINT, NULL, 0, (v) })
/* An error code of base/err.h, in words; for ERR_SYSTEM also errno's. */
#define KV_ERR(v)	KV_STR("error", log_err(v))

void	log_open(const char *role, enum log_target target, bool debug);
/* From now on nothing but warnings and errors. */
void	log_only_trouble(void);
const char *log_role(void);

/* Writes "id: event=EVENT key=value ..."; id may be NULL. */
void	log_pairs(enum log_level level, const char *id, const char *event,
	    const struct log_pair *pairs);
#define LOG_EVENT(level, id, event, ...) \
	log_pairs((level), (id), (event), (const struct log_pair[]){ \
	    __VA_ARGS__ __VA_OPT__(,) { .key = NULL } })

/* Words for an error code; in a buffer of this thread, until the next call. */
const char *log_err(int err);

#endif

/*
 * probe -- run a message, or one file as its attachment, through the reading
 * engine, and ask what came out.  Shared by the tests of this folder.
 */
#ifndef UNIT_EXTRACT_PROBE_H
#define UNIT_EXTRACT_PROBE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "extract/extract.h"

struct probe_unit {
	struct slice part, container, place, header, text;
	enum finding_where where;
	uint32_t row;
};

struct probe {
	struct arena *arena;
	struct extract_env *env;
	struct extract_budget budget;
	const struct part **parts;
	size_t part_count, part_cap;
	struct probe_unit *units;
	size_t unit_count, unit_cap;
	struct anomaly *anomalies;
	size_t anomaly_count, anomaly_cap;
	int result;
	int fail_text;		/* what the sink answers to the first text */
	const char *body;	/* of probe_file(); NULL: a short text */
};

/* Fails the test if the environment cannot be set up. */
void	probe_open(struct probe *p);
void	probe_close(struct probe *p);

/* Read a message with an arena of the caller's; what extract_message() says. */
int	probe_extract(struct probe *p, struct mime_message *m, struct arena *a);

/* A whole message, any line ends. */
void	probe_message(struct probe *p, struct slice message);
/*
 * A message of a short text and this file; the file is part "2".  declared
 * "application/octet-stream" and the like; name may be NULL.
 */
void	probe_file(struct probe *p, const char *name, const char *declared,
	    struct slice bytes);
/* A single-part message with this content type line and body. */
void	probe_body(struct probe *p, const char *type, struct slice body);

const struct part *probe_part(const struct probe *p, const char *path);
/* The unit with exactly this text, or NULL. */
const struct probe_unit *probe_unit(const struct probe *p, const char *text);
/* Does any unit hold it? */
bool	probe_reads(const struct probe *p, const char *text);
bool	probe_raised(const struct probe *p, enum anomaly_class class);
/* No anomaly at all. */
bool	probe_is_clean(const struct probe *p);
bool	probe_has(const struct probe *p, const char *path, enum part_flag f);

#endif

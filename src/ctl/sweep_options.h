/*
 * sweep_options -- what the command lines of scan and compare share.
 */
#ifndef CTL_SWEEP_OPTIONS_H
#define CTL_SWEEP_OPTIONS_H

#include "ctl/options.h"
#include "ctl/sweep.h"

/* As given; all zero at first, freed by sweep_given_free(). */
struct sweep_given {
	const char *config, *since, *parallel, *report, *format, *progress;
	const char *resume, *from, *class, *at, *state;
	const char **to, **rules;
	size_t to_count, rule_count;
	const char **paths;
	size_t path_count;
};

enum sweep_format {
	SWEEP_HUMAN,
	SWEEP_JSON,		/* one object at the end */
	SWEEP_JSONL,		/* one a message */
	SWEEP_CSV		/* a row a message */
};

#define SWEEP_OPTIONS(g)						\
	{ .name = "--config", .value = &(g).config },			\
	{ .name = "--since", .value = &(g).since },			\
	{ .name = "--rule", .many = &(g).rules,				\
	  .many_count = &(g).rule_count },				\
	{ .name = "--parallel", .value = &(g).parallel },		\
	{ .name = "--report", .value = &(g).report },			\
	{ .name = "--format", .value = &(g).format },			\
	{ .name = "--progress", .value = &(g).progress },		\
	{ .name = "--resume", .value = &(g).resume },			\
	{ .name = "--from", .value = &(g).from },			\
	{ .name = "--to", .many = &(g).to, .many_count = &(g).to_count }, \
	{ .name = "--class", .value = &(g).class },			\
	{ .name = "--state", .value = &(g).state },			\
	{ .name = "--at", .value = &(g).at }

/*
 * Read argv by the rules, which begin with SWEEP_OPTIONS(*g), into options for
 * sweep_open(); the verb's own are left to it.  CTL_OK or CTL_USAGE.
 */
enum ctl_exit sweep_options_read(int argc, char **argv,
	    const struct option_rule *rules, struct sweep_given *g,
	    struct sweep_options *ret, enum sweep_format *ret_format);
void	sweep_given_free(struct sweep_given *g);

/* Is every --rule a rule of one of the sets?  Tells the first that is not. */
enum ctl_exit sweep_check_rules(const struct sweep_given *g,
	    const struct sweep *s, size_t sets);

/* Does the report's name end in .html (or .htm)? */
bool	sweep_is_page(const char *report);

/* "cur/123:2,S", "2: mail.mbox, message 17 (byte 20394)". */
void	sweep_place(const struct sweep_message *m, struct buf *out);
/* "2026-05-05 10:15", in UTC. */
void	sweep_date(int64_t ms, char out[20]);
/* The keys that name a message, into an object. */
void	sweep_place_json(const struct sweep_message *m, json_t *j);

/* "1 message", "4,210 messages". */
void	sweep_put_count(uint64_t n, struct buf *out);
/* What was interrupted or left out, for people, a line each. */
void	sweep_put_notes(const struct sweep_end *end, struct buf *out);
/* After an interruption, on standard error: how to go on. */
void	sweep_tell_resume(const char *verb, const struct sweep_end *end);

#endif

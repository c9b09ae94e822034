/*
 * command -- the verbs of exeatctl: one file a verb (cmd_<verb>.c), one line
 * in table.c; --help is made from the same table.
 */
#ifndef CTL_COMMAND_H
#define CTL_COMMAND_H

#include <stdbool.h>

/* Exit statuses, documented in exeatctl(8). */
enum ctl_exit {
	CTL_OK = 0,		/* done, nothing found */
	CTL_FOUND = 1,		/* done, something found */
	CTL_USAGE = 2,
	CTL_INVALID = 3,	/* rules or settings invalid */
	CTL_DENIED = 4,
	CTL_UNREACHABLE = 5,	/* daemon or store */
	CTL_PARTLY = 6,		/* some input unreadable */
	CTL_INTERNAL = 70
};

struct command {
	const char *name;
	const char *summary;	/* one line of --help */
	const char *usage;	/* the whole of `exeatctl NAME --help` */
	/* argv[0] is the verb. */
	enum ctl_exit (*run)(int argc, char **argv);
};

/* Ends with .name == NULL. */
const struct command *command_table(void);

enum ctl_exit cmd_case(int argc, char **argv);
enum ctl_exit cmd_check(int argc, char **argv);
enum ctl_exit cmd_compare(int argc, char **argv);
enum ctl_exit cmd_completion(int argc, char **argv);
enum ctl_exit cmd_disclaimer(int argc, char **argv);
enum ctl_exit cmd_doctor(int argc, char **argv);
enum ctl_exit cmd_edm(int argc, char **argv);
enum ctl_exit cmd_exceptions(int argc, char **argv);
enum ctl_exit cmd_explain(int argc, char **argv);
enum ctl_exit cmd_fmt(int argc, char **argv);
enum ctl_exit cmd_ledger(int argc, char **argv);
enum ctl_exit cmd_list(int argc, char **argv);
enum ctl_exit cmd_fingerprint(int argc, char **argv);
enum ctl_exit cmd_held(int argc, char **argv);
enum ctl_exit cmd_audit(int argc, char **argv);
enum ctl_exit cmd_proof(int argc, char **argv);
enum ctl_exit cmd_reload(int argc, char **argv);
enum ctl_exit cmd_rollback(int argc, char **argv);
/* `exeatctl list revisions`; cmd_rollback.c. */
enum ctl_exit list_revisions(const char *config, const char *control,
	    bool as_json);
enum ctl_exit cmd_scan(int argc, char **argv);
enum ctl_exit cmd_test(int argc, char **argv);
enum ctl_exit cmd_text(int argc, char **argv);
enum ctl_exit cmd_version(int argc, char **argv);

/* "exeatctl VERB: text" and how to get help, on standard error; CTL_USAGE. */
enum ctl_exit command_misused(const char *verb, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

#endif

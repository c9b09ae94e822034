/*
 * lifeline -- how exeatd and its roles are wired: descriptor numbers given by
 * exec, and the frames between parent and role.
 *
 * The lifeline is one end of a SOCK_SEQPACKET pair (ipc/frame.h).  When it
 * closes, the other side is gone: a role drains and exits, the parent reaps.
 *
 * A reload has two phases, so that all milters and the inspector change
 * together or not at all:
 *
 *   parent                                  milter, keeper
 *   RULES_BEGIN, RULES_FILE..., RULES_END ->
 *                    <- RELOAD_OK{digest}  (compiled, kept aside: pending)
 *                    <- RELOAD_FAILED{text}  (nothing kept)
 *   milter: NEW_INSPECTOR{digest}+fd     -> pending becomes current
 *   keeper: RULES_COMMIT                 -> pending becomes current
 *   or RULES_ABORT                       -> pending is dropped
 *
 * The first ruleset comes the same way: exeatd starts every role with
 * --rules-on-lifeline (role.h) and sends the files of its revision at once, so
 * that a role restarted next week runs the rules in force, not whatever stands
 * on the disk by then.  The files go into conf_files_source() (conf/conf.h).
 *
 * Sessions keep the ruleset and the inspector channel that were current at
 * their MAIL FROM.  The inspector is never reloaded: a second one is started.
 */
#ifndef PRIVSEP_LIFELINE_H
#define PRIVSEP_LIFELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "ipc/frame.h"

/* Descriptors of a role at its start; 0 to 2 are as usual. */
#define ROLE_FD_LIFELINE	3

#define MILTER_FD_LISTEN	4	/* bound and listening: "fd:4" */
#define MILTER_FD_INSPECTOR	5	/* requests to the zygote; shared */
#define MILTER_FD_KEEPER	6	/* KEEPER_CONNECT frames; shared */

#define INSPECTOR_FD_REQUESTS	4	/* receiving end */

#define KEEPER_FD_LINKS		4	/* receiving end of MILTER_FD_KEEPER */
#define KEEPER_FD_CONTROL	5	/* listening, SOCK_SEQPACKET */

/* Exit statuses of a role. */
enum role_exit {
	ROLE_EXIT_OK = 0,	/* drained, or -n and all is well */
	ROLE_EXIT_FAILED = 1,	/* cannot run (store, socket...): logged why */
	ROLE_EXIT_USAGE = 2,
	ROLE_EXIT_CONFIG = 3,	/* file:line:column errors are on stderr */
	ROLE_EXIT_SANDBOX = 4,	/* a layer of the sandbox is missing */
	ROLE_EXIT_MEMORY = 71	/* base/mem.h */
};

/* Frame types.  -> parent to role, <- role to parent. */
enum lifeline_type {
	/*
	 * <- The sandbox stands, work can come.  Body: LIFELINE_DIGEST_SIZE
	 * bytes of the ruleset's digest (milter, inspector) or empty.
	 */
	LIFELINE_READY = 0x0100,
	/* <- One line for the audit record, printable text (no newline). */
	LIFELINE_NOTE = 0x0101,
	/* <- Body: digest of the pending ruleset (as in READY) or empty. */
	LIFELINE_RELOAD_OK = 0x0102,
	/* <- Body: the error text, file:line:column first. */
	LIFELINE_RELOAD_FAILED = 0x0103,
	/* <- keeper only: a person asked for a reload or a stop by control. */
	LIFELINE_ASK_RELOAD = 0x0104,
	/* <- keeper only: the same, to an earlier revision; body: digest. */
	LIFELINE_ASK_ROLLBACK = 0x0105,

	/*
	 * -> Stop accepting, finish, exit 0 within the body's milliseconds
	 * (u32); running transactions past that are answered 451.  An
	 * inspector goes on serving its channel until that ends (no milter
	 * holds it any more: sessions of the old rules are over) or the time
	 * is up.  A closed channel without DRAIN means the same.
	 */
	LIFELINE_DRAIN = 0x0110,
	/* -> milter: one descriptor, the channel of a new inspector; body:
	 * digest.  If it equals the pending ruleset's, that becomes current. */
	LIFELINE_NEW_INSPECTOR = 0x0111,
	/* -> milter: one descriptor, the link channel of a new keeper. */
	LIFELINE_NEW_KEEPER = 0x0112,
	LIFELINE_RULES_BEGIN = 0x0113,	/* -> u32 number of files */
	LIFELINE_RULES_FILE = 0x0114,	/* -> str path, bool last, bytes */
	LIFELINE_RULES_END = 0x0115,	/* -> empty */
	LIFELINE_RULES_COMMIT = 0x0116,	/* -> keeper: empty */
	LIFELINE_RULES_ABORT = 0x0117,	/* -> empty */
	/* -> keeper: a NOTE of another role or of the parent, to be recorded
	 * in the audit: str role, str text. */
	LIFELINE_RECORD = 0x0118,
	/* -> keeper: how the reload it asked for went: text, empty = ok. */
	LIFELINE_RELOAD_DONE = 0x0119,

	/*
	 * On the milters' keeper link channel (MILTER_FD_KEEPER to
	 * KEEPER_FD_LINKS): one descriptor, a SEQPACKET end on which this
	 * milter's requests will come.  Body: str socket class.
	 */
	KEEPER_CONNECT = 0x0120
};

#define LIFELINE_DIGEST_SIZE	8	/* first bytes of the ruleset's SHA-256 */

/* All types a role can get; for frame_recv()'s list of legal types. */
extern const uint16_t lifeline_to_role[];
extern const size_t lifeline_to_role_count;
extern const uint16_t lifeline_to_parent[];
extern const size_t lifeline_to_parent_count;

/*
 * Role side.  Each sends one frame and waits at most 5 s for room; returns
 * as frame_send().  All may be called from any thread.
 */
int	lifeline_ready(int sock, const uint8_t *digest);	/* may be NULL */
int	lifeline_note(int sock, const char *text);
int	lifeline_reload_ok(int sock, const uint8_t *digest);	/* may be NULL */
int	lifeline_reload_failed(int sock, const char *text);
int	lifeline_ask_reload(int sock);
int	lifeline_ask_rollback(int sock, const uint8_t *digest);
/*
 * --insecure-no-sandbox with layers missing: logs at WARN and notes it for
 * the audit; a role calls it at its start and after each reload.
 *
 *   missing   what sandbox_available() lacked before sandbox_enter() (asking
 *             afterwards is a violation); 0: does nothing.
 */
int	lifeline_note_override(int sock, unsigned missing);
/* The body of a DRAIN frame; 0 or an error of ipc/wire.h. */
int	lifeline_drain_grace(const struct frame *f, uint32_t *ret_grace_ms);
/* The body of READY, RELOAD_OK, NEW_INSPECTOR: a digest or nothing. */
int	lifeline_digest(const struct frame *f,
	    uint8_t ret[LIFELINE_DIGEST_SIZE], bool *ret_has);
/* The body of RECORD; both slices are borrowed from the frame. */
int	lifeline_record_read(const struct frame *f, struct slice *ret_role,
	    struct slice *ret_text);

/* --- rule files by frame ---------------------------------------------------- */

struct rules_file {
	char *path;		/* as the configuration names it */
	uint8_t *bytes;
	size_t len;
	bool is_secret;		/* for inspectors only */
};

/* The files of one revision, the main file first.  Owned. */
struct rules_files {
	struct rules_file *file;
	size_t count;
	size_t cap;
	size_t total;		/* bytes of all files */
};

void	rules_files_free(struct rules_files *set);	/* NULL is fine */
/* A copy; ERR_LIMIT past CONF_FILES_MAX, CONF_FILE_MAX, RULES_BYTES_MAX. */
int	rules_files_add(struct rules_files *set, const char *path,
	    struct slice bytes);
/* NULL when the set has no such path. */
const struct rules_file *rules_files_find(const struct rules_files *set,
	    const char *path);

/* The last file that was added is a key: it goes to inspectors only. */
void	rules_files_set_secret(struct rules_files *set);

/*
 * Parent side: RULES_BEGIN, every file in chunks, RULES_END.  Secret ones are
 * left out, but not by the second, which is for inspectors.  At the other end
 * they are files like all others.
 */
int	rules_files_send(int sock, const struct rules_files *set,
	    int64_t deadline_ms);
int	rules_files_send_all(int sock, const struct rules_files *set,
	    int64_t deadline_ms);

/*
 * Role side: feed each RULES_* frame in turn.
 *
 * Returns 1 when RULES_END completed the set (*set is then the caller's), 0
 * when more is to come, or ERR_SYNTAX, ERR_LIMIT, ERR_WRONG_STATE: the set is then
 * empty and the role answers RELOAD_FAILED.
 */
struct rules_intake {
	struct rules_files set;
	uint32_t expected;
	bool open;		/* between BEGIN and END */
	bool partial;		/* the last file has more chunks to come */
};
int	rules_intake_feed(struct rules_intake *in, const struct frame *f,
	    struct rules_files *ret_set);
void	rules_intake_free(struct rules_intake *in);

/* Parent side helpers. */
int	lifeline_drain(int sock, uint32_t grace_ms);
int	lifeline_new_inspector(int sock, int channel,
	    const uint8_t *digest);		/* may be NULL */
int	lifeline_new_keeper(int sock, int channel);
int	lifeline_rules_commit(int sock);
int	lifeline_rules_abort(int sock);
int	lifeline_reload_done(int sock, const char *text);
int	lifeline_record(int sock, const char *role, const char *text);

#endif

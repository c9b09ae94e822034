/*
 * stub_milter -- libmilter's symbols, for tests: it counts what changes a
 * message, fails the n-th such call, and checks each argument as strictly as
 * the real one does or more so.
 */
#ifndef UNIT_MILTER_STUB_MILTER_H
#define UNIT_MILTER_STUB_MILTER_H

#include <libmilter/mfapi.h>
#include <stdbool.h>

#include "base/buf.h"

#define STUB_CALLS_MAX	256

struct smfi_str {		/* SMFICTX */
	void *priv;
	const char *queue_id;
	const char *login;

	unsigned fail_at;	/* the n-th modifying call fails; 0: none */
	unsigned modifying;	/* calls so far */
	bool fail_progress;
	unsigned progress;

	struct buf body;	/* of smfi_replacebody() */
	char calls[STUB_CALLS_MAX][64];	/* "chgheader Subject 1" */
	unsigned call_count;

	char code[8], status[16];
	char lines[4][1024];
	unsigned line_count;
	bool refused_reply;	/* the real one would have refused it */
};

void	stub_init(struct smfi_str *ctx);
void	stub_free(struct smfi_str *ctx);

/* What smfi_register() was given. */
extern struct smfiDesc stub_desc;

#endif

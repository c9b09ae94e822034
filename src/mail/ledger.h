/*
 * ledger -- a file that somebody asks the ledger of files about, and what he
 * is told of it (register/ledger.h).  Plain values, with their wire form.
 */
#ifndef MAIL_LEDGER_H
#define MAIL_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "ipc/wire.h"
#include "mail/envelope.h"
#include "mail/textsignature.h"

/* Its content and, if it has enough of it, its text. */
struct ledger_file {
	uint8_t digest[MAIL_DIGEST_SIZE];
	struct text_signature signature;
};

struct ledger_entry {
	uint8_t digest[MAIL_DIGEST_SIZE];
	uint32_t seen;			/* enum memory_seen */
	int64_t first_ms, last_ms;	/* 0: never by its bytes */
	uint64_t count;
	/* Of the approval; empty if there is none. */
	struct slice approver, reason;
	int64_t approved_ms;
};

void	ledger_files_put(struct wire_out *w, const struct ledger_file *f,
	    size_t n);
/* Up to REPORT_PARTS_MAX; in the arena. */
int	ledger_files_get(struct wire_in *w, struct arena *a,
	    struct ledger_file **ret, size_t *ret_n);
void	ledger_entries_put(struct wire_out *w, const struct ledger_entry *e,
	    size_t n);
int	ledger_entries_get(struct wire_in *w, struct arena *a,
	    struct ledger_entry **ret, size_t *ret_n);

#endif

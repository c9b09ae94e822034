/*
 * reload -- a new revision of the configuration, as the keeper takes part in
 * it: it reads its settings, and refuses those that it cannot change.
 */
#ifndef KEEPER_RELOAD_H
#define KEEPER_RELOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/conf.h"
#include "ipc/frame.h"
#include "keeper/settings.h"
#include "privsep/lifeline.h"

struct reload {
	const struct keeper_settings *settings;	/* in force */
	struct rules_intake intake;
	bool is_pending;
	struct register_settings registers;	/* of what is pending */
	uint8_t digest[LIFELINE_DIGEST_SIZE];
};

void	reload_init(struct reload *r, const struct keeper_settings *s);
void	reload_end(struct reload *r);
/* A RULES_* frame; answers the parent when the set is whole. */
void	reload_feed(struct reload *r, const struct frame *f, int lifeline);
/* false if nothing was pending; else "digest=...", and the new settings. */
bool	reload_commit(struct reload *r, char *out, size_t size,
	    struct register_settings *ret_registers);
void	reload_abort(struct reload *r);

/* Settings of one revision: files by frame, or from the disk. */
int	reload_settings(const struct rules_files *set,
	    struct conf_diag *diag, struct keeper_settings *ret,
	    uint8_t ret_digest[LIFELINE_DIGEST_SIZE]);
int	reload_settings_disk(const char *path, struct conf_diag *diag,
	    struct keeper_settings *ret);

#endif

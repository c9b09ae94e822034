/*
 * server_parent -- the lifeline: drain, reload, notes of other roles.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "keeper/protocol.h"
#include "keeper/server_parts.h"
#include "privsep/lifeline.h"

#define ORPHAN_GRACE_MS	3000

static void
take_record(struct server *s, const struct frame *f)
{
	struct slice role, text;
	char *actor;

	if (lifeline_record_read(f, &role, &text) < 0)
		return;
	actor = slice_cstr(slice_sub(role, 0, 64));
	server_note(s, actor, "note", text);
	free(actor);
}

static void
tell_reload(struct server *s, const struct frame *f)
{
	struct request *r;

	for (r = s->requests; r != NULL; r = r->next) {
		if ((r->kind->type != KEEPER_RELOAD &&
		    r->kind->type != KEEPER_ROLLBACK) || r->is_told)
			continue;
		r->state = f->body.len > 0 ? arena_dup(r->arena, f->body) :
		    SLICE_NONE;
		r->is_told = true;
	}
}

static void
take_frame(struct server *s, const struct frame *f)
{
	char digest[2 * LIFELINE_DIGEST_SIZE + 16];
	uint32_t grace = 0;

	switch (f->type) {
	case LIFELINE_DRAIN:
		(void)lifeline_drain_grace(f, &grace);
		begin_drain(s, grace);
		break;
	case LIFELINE_RULES_BEGIN:
	case LIFELINE_RULES_FILE:
	case LIFELINE_RULES_END:
		reload_feed(&s->reload, f, s->o.lifeline);
		break;
	case LIFELINE_RULES_COMMIT:
		if (reload_commit(&s->reload, digest, sizeof digest,
		    &s->x.registers))
			server_note(s, "exeatd", "rules", slice_str(digest));
		break;
	case LIFELINE_RULES_ABORT:
		reload_abort(&s->reload);
		break;
	case LIFELINE_RECORD:
		take_record(s, f);
		break;
	case LIFELINE_RELOAD_DONE:
		tell_reload(s, f);
		break;
	default:
		break;
	}
}

void
serve_lifeline(struct server *s)
{
	struct frame f;
	int i, r;

	for (i = 0; i < FRAMES_A_TURN; i++) {
		r = frame_recv_now(s->o.lifeline, &s->store, lifeline_to_role,
		    lifeline_to_role_count, &f);
		if (r == ERR_TIMEOUT)
			return;
		if (r < 0) {
			/* The parent is gone: nobody will come any more. */
			begin_drain(s, ORPHAN_GRACE_MS);
			close(s->o.lifeline);
			s->o.lifeline = -1;
			return;
		}
		take_frame(s, &f);
		frame_close_fds(&f);
	}
}

/*
 * remember -- notes for the mails of a rig, and a look at what was learnt
 * when the keeper has ended.
 */
#ifndef UNIT_KEEPER_REMEMBER_H
#define UNIT_KEEPER_REMEMBER_H

#include "register/register.h"
#include "store/store.h"
#include "unit/keeper/rig.h"

/* As policy makes it: of this envelope, for those who get the mail. */
static inline void
note_make(struct rig *g, struct mail *m)
{
	struct memory_note *n = arena_zalloc(g->a, sizeof *n);
	struct memory_question *q = &n->question;
	size_t i;

	q->class = m->e.class;
	q->is_signed_in = true;
	q->at_ms = m->e.at_ms;
	q->party_count = MEMORY_RECIPIENTS + m->e.recipient_count;
	q->parties = arena_array(g->a, q->party_count, sizeof *q->parties);
	n->is_let_go = arena_array(g->a, q->party_count,
	    sizeof *n->is_let_go);
	q->parties[MEMORY_SENDER].address = m->e.sender.full;
	for (i = 0; i < m->e.recipient_count; i++) {
		q->parties[MEMORY_RECIPIENTS + i].address =
		    m->e.recipients[i].address.full;
		n->is_let_go[MEMORY_RECIPIENTS + i] =
		    m->v.recipients[i].disposition == DISPOSITION_ACCEPT;
	}
	memcpy(q->retry_digest, m->e.retry_digest, sizeof q->retry_digest);
	m->note = n;
}

/* Mails that were learnt from; no keeper may run. */
static inline size_t
learnt(struct rig *g)
{
	struct store_options o = { .folder = scratch_path(&g->dir, "store") };
	struct store_entry *rows;
	struct store *s;
	size_t n = 0;

	ck_assert_int_eq(store_open(store_backend("sqlite"), &o, &s), 0);
	ck_assert_int_eq(store_entry_list(s, REGISTER_SEEN, 0, 1000, g->a,
	    &rows, &n), 0);
	store_close(s);
	return n;
}

#endif

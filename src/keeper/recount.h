/*
 * recount -- the stored decisions of a month, read again one by one: what the
 * account of notices should be, or which messages are of one kind.
 *
 * In steps, so that mail does not wait.
 */
#ifndef KEEPER_RECOUNT_H
#define KEEPER_RECOUNT_H

#include "keeper/request.h"

struct recount_wish {
	int month;
	bool is_list;			/* else an account */
	bool is_of_one;			/* of this association only */
	struct slice association, word;
};

struct recount;

/* The wish must live as long. */
struct recount *recount_new(const struct recount_wish *w);
void	recount_free(struct recount *c);	/* NULL is fine */
/* 1: done; 0: again; or an error. */
int	recount_step(struct recount *c, struct request_context *x);
/* What is told to who asked, once it is done. */
int	recount_put(const struct recount *c, struct buf *out);

#endif

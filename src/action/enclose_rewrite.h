/*
 * enclose -- a text part where there was no body (disclaimer-safety 8, D17).
 *
 * Inside action.
 */
#ifndef ACTION_ENCLOSE_REWRITE_H
#define ACTION_ENCLOSE_REWRITE_H

#include "action/job_rewrite.h"

/* A first child of the multipart at the root. */
int	enclose_child(struct rewrite_job *j, const struct disclaimer *d);

/* The whole entity becomes the second part of a new multipart/mixed. */
int	enclose_whole(struct rewrite_job *j, const struct disclaimer *d);

#endif

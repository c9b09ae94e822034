/*
 * outfile -- a file that a command writes: whole under its name, or not there.
 */
#ifndef CTL_OUTFILE_H
#define CTL_OUTFILE_H

#include <stdio.h>

struct outfile {
	FILE *out;
	char *path, *partial;
};

/* A new file beside path, readable by its owner.  0 or ERR_SYSTEM. */
int	outfile_open(struct outfile *f, const char *path);
/* It takes the place of what is there.  0 or ERR_SYSTEM; closed in any case. */
int	outfile_commit(struct outfile *f);
/* Forget it; of one that was never opened (all zero) or is closed, nothing. */
void	outfile_drop(struct outfile *f);

#endif

/*
 * profile -- what is told of each person of a window: the marks that belong
 * to a name (personal-data reference 7).
 *
 * In the row of a table all of it belongs to the first person in it.  In
 * text, what follows a name belongs to it, up to the next name or 400
 * characters on; what precedes the first name of a sentence, to that one.
 */
#ifndef DETECT_PROFILE_H
#define DETECT_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "detect/scene.h"

enum profile_kind {
	PROFILE_BIRTH = 1 << 0,
	PROFILE_ADDRESS = 1 << 1,
	PROFILE_PHONE = 1 << 2,
	PROFILE_EMAIL = 1 << 3,
	PROFILE_IDENTITY = 1 << 4,	/* of another detector, likely or better */
	PROFILE_KIN = 1 << 5		/* next of kin, somebody to call */
};

struct profile {
	const struct mark *person;
	uint64_t contact;		/* of her and a way to reach her: her row */
	unsigned told;			/* bits: all that stands there */
	unsigned private;		/* bits: what is not of an office */
	bool is_row;
};

/* Call found() for each person; a negative answer ends and is returned. */
int	profile_each(struct scene *s,
	    int (*found)(struct scene *s, const struct profile *p));

/* MARK_BIRTH if from..to of the window is a date, all of it. */
int	profile_mark_birth(struct detect_run *run, size_t from, size_t to);

/*
 * MARK_BIRTH for the cells of columns of dates of birth: what no label stands
 * beside.  0 or ERR_LIMIT.
 */
int	profile_mark_cells(struct detect_run *run);

#endif

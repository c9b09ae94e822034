/*
 * rarmaker -- rar archives of both kinds, stored, honest or locked: there is
 * no free program that writes them.
 */
#ifndef UNIT_EXTRACT_RARMAKER_H
#define UNIT_EXTRACT_RARMAKER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

struct rar_made {
	const char *name;
	struct slice data;
	bool locked;		/* says that the data is ciphertext */
	bool folder;
	bool goes_on;		/* in the next volume */
	bool service;		/* of that name: "CMT" */
	bool bad_sum;		/* of its header */
};

struct rar_shape {
	bool five;
	bool names_locked;
	bool volume;
	bool no_end;
	const char *behind;	/* the end */
};

void	rarmaker(const struct rar_shape *shape, const struct rar_made *m,
	    size_t n, struct buf *out);

#endif

/*
 * shape -- which parts of a message are its body (disclaimer-safety 2, 3, 8).
 *
 * Inside action.
 */
#ifndef ACTION_SHAPE_REWRITE_H
#define ACTION_SHAPE_REWRITE_H

#include "mail/edit.h"
#include "mime/mime.h"

#define SHAPE_LEAVES_MAX	16	/* text members of one alternative */

enum shape_kind {
	SHAPE_LEAVES,		/* these, all of them or none */
	SHAPE_CHILD,		/* no body: a first child goes in */
	SHAPE_ENCLOSE,		/* no body: the whole becomes an attachment */
	SHAPE_REFUSED		/* not to be touched; reason says why */
};

struct shape {
	enum shape_kind kind;
	uint32_t leaf[SHAPE_LEAVES_MAX];
	size_t count;
	const char *reason;	/* a fixed word */
};

/*
 * Must the message be left alone whatever its body?  The reason, or NULL.
 * how: never NULL.
 */
const char *shape_screen(const struct mime_message *m,
	    const struct edit_disclaimer *how);

void	shape_find(const struct mime_message *m, struct shape *ret);

/* Outlook shows the body inside winmail.dat and not the parts beside it. */
bool	shape_is_tnef(const struct mime_node *n);
bool	shape_is_calendar(const struct mime_node *n);
bool	shape_is_report(const struct mime_node *n);

#endif

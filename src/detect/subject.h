/*
 * subject -- who a sentence is about.
 *
 * A name, a pronoun, "my daughter", "the tenant at 4 Mill Lane": whatever
 * stands for one person.  Groups, roles that nobody fills yet, public and
 * invented figures are nobody.
 */
#ifndef DETECT_SUBJECT_H
#define DETECT_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"
#include "detect/scene.h"

/* From least to most: who knows of whom a text speaks. */
enum who {
	WHO_NOBODY,
	WHO_READER,		/* you, your */
	WHO_WRITER,		/* I, my */
	WHO_THEY,		/* they, their: one person or many */
	WHO_PRONOUN,		/* he, her */
	WHO_ROLE,		/* my daughter, the tenant, service user 4471 */
	WHO_GIVEN,		/* a given name alone */
	WHO_NAMED
};

struct subject {
	enum who who;
	size_t from, to;
	bool owns;		/* his, my, her: what follows is theirs */
};

/* Does the mark stand for one person?  Then *ret says for whom. */
bool	subject_read(const struct scene *s, const struct mark *m,
	    struct subject *ret);

/*
 * The person meant by a word at from..to that does not name one: the name
 * before it, or else any near it.  NULL: nobody is named near by.
 */
const struct mark *subject_named(const struct scene *s, size_t from,
	    size_t reach);

/* Is anything near that tells whose matter it is: a name, a number, a role? */
bool	subject_is_known(const struct scene *s, size_t at, size_t reach);

/* As findings count them: the surname, or what stands there. */
struct slice subject_value(const struct scene *s, const struct mark *m);

#endif

/*
 * people -- who is spoken of in a window: marks of persons (personal-data
 * reference 7).
 *
 * A title and a family name, a given name of the list and a family name,
 * "Surname, Given", a cell under "Tenant", what follows "Tenant:".  Not the
 * writer's signature, nor who is named in the header of quoted mail, nor
 * streets, companies and places that have the name of somebody.
 */
#ifndef DETECT_PEOPLE_H
#define DETECT_PEOPLE_H

#include "detect/run.h"

/*
 * MARK_PERSON and MARK_NAME for the whole window; signatures are found first
 * (signature.h).  The value of a mark is the name without titles, the given
 * name first.  0 or ERR_LIMIT.
 */
int	people_mark(struct detect_run *run);

#endif

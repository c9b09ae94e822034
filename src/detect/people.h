/*
 * people -- who is spoken of in a window: marks of persons.
 */
#ifndef DETECT_PEOPLE_H
#define DETECT_PEOPLE_H

#include "detect/run.h"

/* MARK_PERSON and MARK_NAME for the whole window.  0 or ERR_LIMIT. */
int	people_mark(struct detect_run *run);

#endif

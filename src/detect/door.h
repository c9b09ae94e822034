/*
 * door -- codes of key safes and doors, with the address that they open
 * (personal-data reference 11).
 */
#ifndef DETECT_DOOR_H
#define DETECT_DOOR_H

#include <stdbool.h>
#include <stddef.h>

#include "detect/context.h"

/* The labels, each a DETECT_TRIGGER. */
#define DOOR_LABELS(LABEL) \
LABEL("key safe") \
LABEL("keysafe") \
LABEL("key-safe") \
LABEL("key box") \
LABEL("key lock box") \
LABEL("lockbox") \
LABEL("lock box") \
LABEL("door code") \
LABEL("door entry code") \
LABEL("door entry") \
LABEL("entry code") \
LABEL("entrance code") \
LABEL("gate code") \
LABEL("alarm code") \
LABEL("access code") \
LABEL("keypad code") \
LABEL("keypad") \
LABEL("intercom code")

/*
 * Read at a label.  Where the code stands in the window's shadow; *ret_tier is
 * 3 with an address near by, else 1.
 */
bool	door_read(const struct detect_context *c, size_t *ret_from,
	    size_t *ret_to, int *ret_tier);

#endif

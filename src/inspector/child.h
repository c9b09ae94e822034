/*
 * child -- one message, then the end.  See zygote.h.
 */
#ifndef INSPECTOR_CHILD_H
#define INSPECTOR_CHILD_H

#include "inspector/zygote.h"

/*
 * The child's whole life; never returns.  Its exit status is 0 unless the
 * request could not be served; address_space is the zygote's.
 */
_Noreturn void child_serve(const struct zygote *z, uint64_t address_space);

#endif

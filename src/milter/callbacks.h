/*
 * callbacks -- libmilter's calls into session.h's.
 */
#ifndef MILTER_CALLBACKS_H
#define MILTER_CALLBACKS_H

#include "milter/engine.h"

/*
 * Register with libmilter for sessions on this engine; conn is libmilter's
 * name of the socket ("fd:4").  The engine is process-wide from here on.
 * 0 or ERR_SYSTEM.
 */
int	callbacks_register(struct engine *e, const char *conn);

#endif

/*
 * notice_list -- `exeatctl disclaimer list`: each text of each association,
 * and when it is chosen.
 */
#ifndef CTL_NOTICE_LIST_H
#define CTL_NOTICE_LIST_H

#include <stdbool.h>

#include "ctl/command.h"

enum ctl_exit notice_list(const char *config, bool json);

#endif

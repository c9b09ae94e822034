/*
 * catalogue -- what the loaded configuration holds, as tables: rules,
 * detectors, lists, messages, types, and which rule serves which clause.
 */
#ifndef CTL_CATALOGUE_H
#define CTL_CATALOGUE_H

#include <jansson.h>

#include "ctl/load.h"

/*
 * A new array of objects with the same keys in the same order.  Values are
 * strings, numbers, true, false, null, or arrays of strings.
 */
json_t	*catalogue_rules(const struct loaded *l);
json_t	*catalogue_clauses(const struct loaded *l);
json_t	*catalogue_detectors(const struct loaded *l);
json_t	*catalogue_lists(const struct loaded *l);
json_t	*catalogue_messages(const struct loaded *l);
json_t	*catalogue_types(const struct loaded *l);

#endif

/*
 * edm_match -- known records.  Lists of them have sources of their own, as
 * lists of words have; this name stands for all of them.  See records.h.
 */
#include "detect/detect.h"

const struct detector edm_match_detector = { .on = 0 };

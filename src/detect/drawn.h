/*
 * drawn -- the people and dates of birth of tables that are drawn in text with
 * tabs or bars, as a spreadsheet is pasted into a message: their columns say
 * what no words do.
 */
#ifndef DETECT_DRAWN_H
#define DETECT_DRAWN_H

#include "detect/run.h"

/* Marks on the whole window.  0 or ERR_LIMIT. */
int	drawn_mark(struct detect_run *run);

#endif

/*
 * watch -- a sink that holds whatever is read from hostile bytes against what
 * extract.h promises, and aborts when a promise is broken.
 */
#ifndef FUZZ_WATCH_H
#define FUZZ_WATCH_H

#include "extract/extract.h"

struct watch {
	size_t parts, anomalies;
};

/* Borrows w. */
struct extract_sink watch_sink(struct watch *w);

/* The work is over: the budget held. */
void	watch_budget(const struct extract_budget *b);

/* libmagic's database and the charsets, loaded once. */
struct extract_env *watch_env(void);

#endif

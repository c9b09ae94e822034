/*
 * near -- finding the known domains that another one nearly is
 * (mail/lookalike.h) without looking at all of them, and without keeping any
 * of them in clear: each known domain is found under every text that all who
 * are nearly it share with it, and each of those is a keyed digest.
 *
 * The texts are: the name as it looks; the name, for other endings; how it
 * begins and how it ends, one of which two names that differ by a letter, or
 * by two that changed places, have in common; the whole without dots and
 * hyphens; the whole itself, for those that carry it among their labels.
 */
#ifndef REGISTER_NEAR_H
#define REGISTER_NEAR_H

#include "mail/lookalike.h"
#include "register/register.h"

/* Pure: each text with what kind it is; a negative answer ends it. */
typedef int (*near_each)(void *arg, const char *kind, struct slice text);

/* Under which texts a known domain is found. */
int	near_known(const struct lookalike *k, near_each each, void *arg);
/* Under which to look for what a domain nearly is. */
int	near_asked(const struct lookalike *x, near_each each, void *arg);

/* [transaction] Let `domain` (as in memory_party) be found. */
int	near_put(struct register_context *x, uint16_t reg, struct slice domain,
	    int64_t until_ms);
/* A known domain that this one nearly is, in the arena; or empty. */
int	near_find(struct register_context *x, uint16_t reg,
	    struct slice domain, struct slice *ret);

#endif

/*
 * cond -- inside policy: the facts of `when`, one file a noun.
 */
#ifndef POLICY_COND_H
#define POLICY_COND_H

#include "policy/check.h"
#include "policy/view.h"

extern const struct cond_type cond_sender, cond_original_sender,
    cond_any_recipient, cond_every_recipient, cond_recipients_over,
    cond_visible_recipients_over, cond_forward_depth_over,
    cond_message_contains, cond_message_is, cond_message_mentions,
    cond_message_asks, cond_no_attachment, cond_any_attachment,
    cond_every_attachment, cond_time, cond_same_text;

/* The fact that is being read asks for what is remembered. */
void	cond_needs_memory(struct cond_reader *rd);

/* A copy of args that lives with the policy; NULL past its ceiling. */
const void *cond_args(struct cond_reader *rd, const void *args, size_t size);

/* "because CLASS, CLASS": a set of anomaly classes as bits; 0 if absent. */
int	cond_read_because(struct cond_reader *rd, uint32_t *ret);
/* Was the message (or, if not empty, the part) unreadable for such a reason? */
bool	cond_is_unreadable(const struct view *v, struct slice part,
	    uint32_t classes);

/* The findings that a `message contains` fact counts, by kind and place. */
bool	cond_counts_finding(const struct condition *c,
	    const struct policy *p, const struct finding *f);
bool	cond_is_contains(const struct condition *c);

#endif

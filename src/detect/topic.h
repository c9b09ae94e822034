/*
 * topic -- is a term only what something is about: training, a policy, a
 * group, a service, an invented case?
 */
#ifndef DETECT_TOPIC_H
#define DETECT_TOPIC_H

#include <stdbool.h>

#include "detect/about.h"

/* Is it who helps ("a diabetes nurse"), not who is helped? */
bool	topic_is_service(const struct scene *s, const struct about_term *t);

/* Does a signature begin shortly before? */
bool	topic_is_signature(const struct scene *s, const struct about_term *t);

/* "Case study (fictional): Jane ...", or of two centuries ago. */
bool	topic_is_invented(const struct scene *s, const struct about_term *t);

#endif

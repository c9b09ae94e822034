/*
 * patient -- ten digits with the check digit of NHS and CHI numbers: what
 * the detectors of the two share, so that one number is never both.
 */
#ifndef DETECT_PATIENT_H
#define DETECT_PATIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect/context.h"

#define PATIENT_DIGITS	10

enum patient_kind {
	PATIENT_NONE,		/* no such number here */
	PATIENT_SHAPE,		/* ten digits, but the check digit is wrong */
	PATIENT_NHS,
	PATIENT_CHI
};

struct patient {
	enum patient_kind kind;
	uint8_t value[PATIENT_DIGITS];	/* as text */
	size_t to;
	bool is_padded;		/* the header says so; leading zeros were put back */
	bool is_dated;		/* begins with a day, as CHI numbers do */
	bool is_clock;		/* may be seconds since 1970 */
	bool is_named;		/* NHS or CHI right before, without a blank */
};

/* At c->at, where a number or a code begins; any of the two may ask. */
void	patient_read(struct detect_context *c, struct patient *ret);

/* Report it for the detector that asks, with its context. */
int	patient_put(struct detect_context *c, const struct patient *p);

#endif

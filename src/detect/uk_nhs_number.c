/*
 * uk_nhs_number -- NHS numbers of England, Wales, the Isle of Man and
 * Northern Ireland (NHS Data Dictionary; personal-data reference 5.2).
 * Scottish ones are uk_chi_number's; patient.h decides.
 */
#include "detect/context.h"
#include "detect/labels.h"
#include "detect/patient.h"

static const struct detect_label labels[] = {
	{ "nhs", DETECT_LABEL },
	{ "nhs no", DETECT_LABEL },
	{ "nhs number", DETECT_LABEL },
	{ "nhs ref", DETECT_LABEL },
	{ "nhs reference", DETECT_LABEL },
	{ "nhsno", DETECT_LABEL },
	{ "nhsnumber", DETECT_LABEL },
	{ "nhs_no", DETECT_LABEL },
	{ "nhs_number", DETECT_LABEL },
	{ "national health service", DETECT_LABEL },
	{ "health and care number", DETECT_LABEL },
	{ "h&c number", DETECT_LABEL },
	{ "h&c no", DETECT_LABEL },
	{ "rhif gig", DETECT_LABEL },
	{ "gig", DETECT_HEADER },
	{ "patient no", DETECT_LABEL },
	{ "patient number", DETECT_LABEL },
	{ "patient id", DETECT_LABEL },
	{ "patient ref", DETECT_LABEL },
	{ "patient reference", DETECT_LABEL },
	{ "patient", DETECT_TOPIC },
	{ "patients", DETECT_TOPIC },
	{ "gp", DETECT_TOPIC },
	{ "surgery", DETECT_TOPIC },
	{ "clinic", DETECT_TOPIC },
	{ "hospital", DETECT_TOPIC },
	{ "referral", DETECT_TOPIC },
	{ "discharge", DETECT_TOPIC },
	{ "ward", DETECT_TOPIC },
	{ "ot assessment", DETECT_TOPIC },
	LABELS_TELEPHONE,
	LABELS_TAXPAYER,
	LABELS_LEARNER,
	LABELS_COMPANY,
	{ NULL, DETECT_LABEL }
};

static int
scan(struct detect_context *c)
{
	struct patient p;

	patient_read(c, &p);
	if (p.kind == PATIENT_NONE || p.kind == PATIENT_CHI)
		return 0;
	if (!p.is_padded && !p.is_named)
		detect_shape(c);
	if (p.kind == PATIENT_SHAPE)
		return 0;
	/* Numbers of training data; nobody has one of these. */
	if (c->ignores_test_numbers && p.value[0] == '9' &&
	    p.value[1] == '9' && p.value[2] == '9')
		return 0;
	return patient_put(c, &p);
}

const struct detector uk_nhs_number_detector = {
	.on = DETECT_ON_NUMBER | DETECT_ON_CODE,
	.lengths = 1 << 8 | 1 << 9 | 1 << 10,
	.letters = 1 << 3,
	.labels = labels,
	.scan = scan,
};

/*
 * uk_chi_number -- Community Health Index numbers of Scotland (NHS Data
 * Dictionary; personal-data reference 5.3): a birthday, three digits and the
 * check digit of NHS numbers.  Only where something Scottish speaks for it;
 * patient.h decides, and leaves all others to uk_nhs_number.
 */
#include "detect/context.h"
#include "detect/labels.h"
#include "detect/patient.h"

static const struct detect_label labels[] = {
	{ "chi", DETECT_LABEL },
	{ "chi no", DETECT_LABEL },
	{ "chi number", DETECT_LABEL },
	{ "chi ref", DETECT_LABEL },
	{ "chi reference", DETECT_LABEL },
	{ "chino", DETECT_LABEL },
	{ "chinumber", DETECT_LABEL },
	{ "chi_no", DETECT_LABEL },
	{ "chi_number", DETECT_LABEL },
	{ "community health index", DETECT_LABEL },
	{ "community health number", DETECT_LABEL },
	{ "àireamh chi", DETECT_LABEL },
	{ "nhs 24", DETECT_TOPIC },
	{ "nhs24", DETECT_TOPIC },
	{ "nhs scotland", DETECT_TOPIC },
	{ "nhsscotland", DETECT_TOPIC },
	{ "nhs ayrshire", DETECT_TOPIC },
	{ "nhs borders", DETECT_TOPIC },
	{ "nhs dumfries", DETECT_TOPIC },
	{ "nhs fife", DETECT_TOPIC },
	{ "nhs forth valley", DETECT_TOPIC },
	{ "nhs grampian", DETECT_TOPIC },
	{ "nhs greater glasgow", DETECT_TOPIC },
	{ "nhsggc", DETECT_TOPIC },
	{ "nhs highland", DETECT_TOPIC },
	{ "nhs lanarkshire", DETECT_TOPIC },
	{ "nhs lothian", DETECT_TOPIC },
	{ "nhs orkney", DETECT_TOPIC },
	{ "nhs shetland", DETECT_TOPIC },
	{ "nhs tayside", DETECT_TOPIC },
	{ "nhs western isles", DETECT_TOPIC },
	{ "hscp", DETECT_TOPIC },
	{ "health and social care partnership", DETECT_TOPIC },
	{ "sci gateway", DETECT_TOPIC },
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
	return p.kind == PATIENT_CHI ? patient_put(c, &p) : 0;
}

const struct detector uk_chi_number_detector = {
	.on = DETECT_ON_NUMBER | DETECT_ON_CODE,
	.lengths = 1 << 8 | 1 << 9 | 1 << 10,
	.letters = 1 << 3,
	.labels = labels,
	.scan = scan,
};

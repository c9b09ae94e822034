/*
 * labels -- words that name one kind of number and so speak against another:
 * what several detectors list as DETECT_OTHER.
 */
#ifndef DETECT_LABELS_H
#define DETECT_LABELS_H

#define LABELS_TELEPHONE \
	{ "tel", DETECT_OTHER }, \
	{ "telephone", DETECT_OTHER }, \
	{ "phone", DETECT_OTHER }, \
	{ "mobile", DETECT_OTHER }, \
	{ "mob", DETECT_OTHER }, \
	{ "fax", DETECT_OTHER }, \
	{ "ffôn", DETECT_OTHER }, \
	{ "fòn", DETECT_OTHER }

#define LABELS_PATIENT \
	{ "nhs no", DETECT_OTHER }, \
	{ "nhs number", DETECT_OTHER }, \
	{ "nhs", DETECT_OTHER }, \
	{ "chi", DETECT_OTHER }, \
	{ "chi no", DETECT_OTHER }, \
	{ "chi number", DETECT_OTHER }

#define LABELS_TAXPAYER \
	{ "utr", DETECT_OTHER }, \
	{ "unique taxpayer reference", DETECT_OTHER }

#define LABELS_LEARNER \
	{ "uln", DETECT_OTHER }, \
	{ "unique learner number", DETECT_OTHER }

/* Numbers of companies and charities. */
#define LABELS_COMPANY \
	{ "vat", DETECT_OTHER }, \
	{ "vat no", DETECT_OTHER }, \
	{ "vat number", DETECT_OTHER }, \
	{ "vat reg no", DETECT_OTHER }, \
	{ "vat registration", DETECT_OTHER }, \
	{ "company no", DETECT_OTHER }, \
	{ "company number", DETECT_OTHER }, \
	{ "company registration", DETECT_OTHER }, \
	{ "registered in england", DETECT_OTHER }, \
	{ "registered in scotland", DETECT_OTHER }, \
	{ "charity no", DETECT_OTHER }, \
	{ "charity number", DETECT_OTHER }, \
	{ "registered charity", DETECT_OTHER }, \
	{ "duns", DETECT_OTHER }

#endif

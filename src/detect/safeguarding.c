/*
 * safeguarding -- the protection of somebody from harm: a judge of sentences, fields and tables.
 */
#include "detect/about.h"

const struct detector safeguarding_detector = {
	.judge = about_judge
};

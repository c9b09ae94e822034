/*
 * criminal -- somebody's offences, charges and convictions: a judge of sentences, fields and tables.
 */
#include "detect/about.h"

const struct detector criminal_detector = {
	.judge = about_judge
};

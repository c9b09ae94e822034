/*
 * special_biometric -- somebody's biometric or genetic data: a judge of sentences, fields and tables.
 */
#include "detect/about.h"

const struct detector special_biometric_detector = {
	.judge = about_judge
};

/*
 * special_hiv -- somebody's HIV status and sexual health: a judge of sentences, fields and tables.
 */
#include "detect/about.h"

const struct detector special_hiv_detector = {
	.judge = about_judge
};

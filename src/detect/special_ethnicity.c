/*
 * special_ethnicity -- somebody's racial or ethnic origin: a judge of sentences, fields and tables.
 */
#include "detect/about.h"

const struct detector special_ethnicity_detector = {
	.judge = about_judge_adjectives
};

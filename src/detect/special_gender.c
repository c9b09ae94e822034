/*
 * special_gender -- somebody's gender history: a judge of sentences, fields and tables.
 */
#include "detect/about.h"

const struct detector special_gender_detector = {
	.judge = about_judge
};

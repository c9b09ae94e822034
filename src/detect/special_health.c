/*
 * special_health -- somebody's health, disability or care: a judge of sentences, fields and tables.
 */
#include "detect/about.h"

const struct detector special_health_detector = {
	.judge = about_judge
};

/*
 * special_politics -- somebody's political opinion: a judge of sentences, fields and tables.
 */
#include "detect/about.h"

const struct detector special_politics_detector = {
	.judge = about_judge
};

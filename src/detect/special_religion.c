/*
 * special_religion -- somebody's religion or belief: a judge of sentences, fields and tables.
 */
#include "detect/about.h"

const struct detector special_religion_detector = {
	.judge = about_judge
};

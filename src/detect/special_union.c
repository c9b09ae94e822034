/*
 * special_union -- somebody's membership of a trade union: a judge of sentences, fields and tables.
 */
#include "detect/about.h"

const struct detector special_union_detector = {
	.judge = about_judge
};

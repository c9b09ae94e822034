/*
 * special_sexuality -- somebody's sexual orientation or sex life: a judge of sentences, fields and tables.
 */
#include "detect/about.h"

const struct detector special_sexuality_detector = {
	.judge = about_judge
};

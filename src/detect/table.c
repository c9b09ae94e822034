/*
 * The detectors that have code in this version.  Nothing is written here: a
 * DETECTOR_BUILT line of mail/detector.h makes its entry.
 */
#include "detect/detect.h"

#define BUILT(id, ...)	{ #id, &id##_detector },
#define NAMED(id, ...)

const struct detector_entry detect_table[] = {
	DETECTOR_TABLE(BUILT, NAMED)
	{ NULL, NULL },
};

#define RECOGNISER(id)	{ #id, &id##_recogniser },

const struct detector_entry recogniser_table[] = {
	RECOGNISER_TABLE(RECOGNISER)
	{ NULL, NULL },
};

/*
 * rtfblob -- bytes that RTF carries as hex digits or behind \bin: pictures,
 * objects, themes.
 */
#ifndef EXTRACT_RTFBLOB_H
#define EXTRACT_RTFBLOB_H

#include "extract/extract.h"
#include "extract/rtfdest.h"

enum rtf_picture {
	RTF_PICTURE_FILE,	/* PNG, JPEG, EMF, WMF: a file as it is */
	RTF_PICTURE_DIB		/* a bitmap without the head of its file */
};

/*
 * Give out what a group holds; range: from behind its word to its end.  It
 * lives as long as the job's bytes.  0 or an error.
 */
int	rtfblob_read(struct extract_job *j, struct slice range,
	    enum rtf_dest dest, enum rtf_picture picture);

#endif

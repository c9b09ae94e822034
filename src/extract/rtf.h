/*
 * rtf -- Rich Text Format (1.9.1), and HTML encapsulated in it
 * ([MS-OXRTFEX]).
 */
#ifndef EXTRACT_RTF_H
#define EXTRACT_RTF_H

#include "extract/extract.h"

/*
 * Give out the text and members of RTF for the job: unpacked bodies of
 * Outlook as well as files.  bytes must live as long as the job's own do, or
 * in the arena.  0 or an error; an anomaly has been raised for what was not
 * read.
 */
int	rtf_text(struct extract_job *j, struct slice bytes);

#endif

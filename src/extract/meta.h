/*
 * meta -- what pictures, sound and film tell about themselves: the readers of
 * single kinds of it.  For the media formats only.
 *
 * Photographs are everyday mail, and cameras write badly: nothing in here is
 * an anomaly unless text was there and could not be unpacked.  Each reader
 * returns 0 or an error; damage ends it quietly, for its bytes are searched
 * for printable runs all the same.
 */
#ifndef EXTRACT_META_H
#define EXTRACT_META_H

#include <stdbool.h>
#include <stddef.h>

#include "extract/extract.h"

/* UTF-8, or else windows-1252; a text of its own; ends at the first NUL. */
int	meta_text(struct extract_job *j, struct slice place,
	    struct slice bytes);
/* The same for UTF-16. */
int	meta_wide(struct extract_job *j, struct slice place,
	    struct slice bytes, bool is_big);

/*
 * TIFF 6.0, which is what EXIF is inside.  is_inner: within Photoshop's
 * resources, which then are not looked for in it again.
 */
int	tiff_meta(struct extract_job *j, struct slice tiff, bool is_inner);
/* EXIF with or without the mark in front of it. */
int	exif_meta(struct extract_job *j, struct slice bytes, bool is_inner);
/* XMP (ISO 16684-1): the texts and attributes of its XML. */
int	xmp_meta(struct extract_job *j, struct slice xml);
/* Image resources of Photoshop ("8BIM"), IPTC among them. */
int	photoshop_meta(struct extract_job *j, struct slice resources);
/* IPTC-IIM records by themselves. */
int	iptc_meta(struct extract_job *j, struct slice records);
/* ID3v2 (2.2 to 2.4) at the beginning. */
int	id3_meta(struct extract_job *j, struct slice bytes);

/*
 * Whole files.  *ret_end: where the medium ends, what hangs on behind it
 * begins; the length of the file if there is no end mark.
 */
int	jpeg_meta(struct extract_job *j, struct slice s, size_t *ret_end);
int	png_meta(struct extract_job *j, struct slice s, size_t *ret_end);
int	gif_meta(struct extract_job *j, struct slice s, size_t *ret_end);
int	riff_meta(struct extract_job *j, struct slice s, size_t *ret_end);
int	bmff_meta(struct extract_job *j, struct slice s, size_t *ret_end);

#endif

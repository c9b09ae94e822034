/*
 * table -- every format that is read.  One line each: HERE for those that
 * every inspector process reads, APART with the detected types for those that
 * need a document library.
 *
 * Compiled twice: WITH_DOCUMENTS for processes that have the libraries; without
 * it, an APART format is known and has no reader.
 */
#include <stddef.h>

#include "base/err.h"
#include "extract/archive.h"
#include "extract/documents.h"
#include "extract/engine.h"

#define FORMATS(HERE, APART) \
	HERE(text) \
	HERE(html) \
	HERE(csv) \
	HERE(calendar) \
	HERE(xml) \
	HERE(json) \
	HERE(sylk) \
	HERE(dif) \
	HERE(message) \
	HERE(zip) \
	HERE(docx) \
	HERE(xlsx) \
	HERE(pptx) \
	HERE(xlsb) \
	HERE(pages) \
	HERE(odf) \
	HERE(fodf) \
	HERE(flat) \
	HERE(abiword) \
	HERE(iwork) \
	HERE(gzip) \
	HERE(doc) \
	HERE(xls) \
	HERE(ppt) \
	HERE(msg) \
	HERE(rpmsg) \
	HERE(ole) \
	HERE(cms) \
	HERE(pgp) \
	HERE(key) \
	HERE(vault) \
	HERE(rtf) \
	HERE(tnef) \
	HERE(image) \
	HERE(media) \
	HERE(emf) \
	HERE(wmf) \
	HERE(psd) \
	HERE(postscript) \
	HERE(pdf) \
	HERE(opaque) \
	APART(archive, "application/x-tar", "application/x-cpio", \
	    "application/x-archive", "application/vnd.debian.binary-package", \
	    "application/x-7z-compressed", "application/x-rar", \
	    "application/vnd.ms-cab-compressed", \
	    "application/x-iso9660-image", "application/x-lzh-compressed", \
	    "application/x-xar", "application/warc", "application/x-bzip2", \
	    "application/x-xz", "application/x-lzma", "application/x-lzip", \
	    "application/zstd", "application/x-lz4", \
	    "application/x-compress", "application/x-rpm")

#ifdef WITH_DOCUMENTS
#define READER(id)	id##_read
#else
#define READER(id)	NULL
#endif

/* What an APART format bids for a type that is its own. */
#define APART_BID	50

static bool
is_among(struct slice detected, const char *const *types)
{
	for (; *types != NULL; types++)
		if (slice_eq_str(detected, *types))
			return true;
	return false;
}

#define DECLARE_HERE(id)	extern const struct extract_format format_##id;
#define DEFINE_APART(id, ...)						\
	static int							\
	id##_claims(struct slice bytes, struct slice detected,		\
	    struct slice name)						\
	{								\
		static const char *const types[] = { __VA_ARGS__, NULL }; \
									\
		(void)bytes;						\
		(void)name;						\
		return is_among(detected, types) ? APART_BID : 0;	\
	}								\
	static const struct extract_format apart_##id = {		\
		#id, id##_claims, READER(id)				\
	};
FORMATS(DECLARE_HERE, DEFINE_APART)

#define ROW_HERE(id)		&format_##id,
#define ROW_APART(id, ...)	&apart_##id,

const struct extract_format *const *
extract_formats(void)
{
	static const struct extract_format *const table[] = {
		FORMATS(ROW_HERE, ROW_APART)
		NULL
	};

	return table;
}

bool
extract_has_documents(void)
{
#ifdef WITH_DOCUMENTS
	return true;
#else
	return false;
#endif
}

#ifndef WITH_DOCUMENTS
int
documents_load(void)
{
	return 0;
}

/* A zip is read here, and handed on only if a member asks for it. */
int
archive_unzip(struct extract_job *j, const struct zip_entry *e,
    struct buf *out)
{
	(void)e;
	(void)out;
	return j->engine->fatal = ERR_ELSEWHERE;
}
#endif

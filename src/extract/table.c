/*
 * table -- every format that is read.  One line each: HERE for those that
 * every inspector process reads, APART with the detected types for those that
 * need a document library.
 *
 * Compiled twice: WITH_DOCUMENTS for processes that have the libraries; without
 * it, an APART format is known and has no reader.
 */
#include <stddef.h>

#include "extract/documents.h"
#include "extract/engine.h"

#define FORMATS(HERE, APART) \
	HERE(text) \
	HERE(html) \
	HERE(csv) \
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
	HERE(ole) \
	HERE(sevenzip) \
	HERE(cms) \
	HERE(pgp) \
	HERE(rtf) \
	HERE(tnef) \
	HERE(opaque) \
	APART(pdf, "application/pdf")

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

#define NOTHING(id)
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
FORMATS(NOTHING, DEFINE_APART)

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
#endif

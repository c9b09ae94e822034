/*
 * boundary -- delimiter lines, and which boundary a multipart really has
 * (RFC 2046 5.1.1; mime-traps 3.4, 3.5).
 *
 * Internal to src/mime.  All of it linear in the body.
 */
#ifndef MIME_BOUNDARY_H
#define MIME_BOUNDARY_H

#include "mime/mime.h"
#include "mime/value.h"

#define BOUNDARY_CANDIDATES_MAX	16

struct boundary_set {
	struct slice word[BOUNDARY_CANDIDATES_MAX];
	size_t count;
	bool has_limit;		/* one is longer than we accept, or too many */
};

struct delimiter {
	size_t from;		/* with the end of line before it */
	size_t line;		/* where "--" stands */
	size_t to;		/* after its end of line */
	bool is_close;
	bool is_bare;		/* an end of line here is not CRLF */
};

/* Every way to read the boundary parameters; the standard way first. */
int	boundary_candidates(const struct value *type, struct arena *a,
	    struct boundary_set *ret);

/* Keep those that occur in from..to as delimiter lines. */
void	boundary_filter(struct boundary_set *set, struct slice bytes,
	    size_t from, size_t to);

/*
 * The next delimiter line of this boundary that starts at or after `at`;
 * body_from is where the multipart's body starts.
 */
bool	delimiter_next(struct slice bytes, size_t body_from, size_t at,
	    size_t to, struct slice boundary, struct delimiter *ret);

/*
 * A line "--word" with a Content-* field after it, at or after `at`: a
 * delimiter to readers that do not care for the parameter.
 */
bool	delimiter_guess(struct slice bytes, size_t body_from, size_t at,
	    size_t to, struct slice *ret_boundary);

/*
 * The next line that only a lax reader takes for a delimiter: white space or
 * more dashes before it, anything after it, after a bare CR, or glued to the
 * end of a line.  *ret_after is where its part would start, *ret_is_glued
 * whether text stands before it on its line.
 */
bool	delimiter_lax(struct slice bytes, size_t body_from, size_t at,
	    size_t to, struct slice boundary, size_t *ret_at,
	    size_t *ret_after, bool *ret_is_glued);

#endif

/*
 * job -- inside action: the edits of one message while they are worked out.
 *
 * A rewriter adds splices and header changes to the job, tells what it
 * expects of the result, and answers with an outcome.  Nothing is copied but
 * what is inserted.
 */
#ifndef ACTION_JOB_REWRITE_H
#define ACTION_JOB_REWRITE_H

#include "action/rewrite.h"

/* One leaf that an edit touches, and what it must be afterwards. */
struct rewrite_leaf {
	uint32_t node;		/* of the message before */
	size_t place;		/* where in the decoded bytes */
	struct slice inserted;	/* decoded: in the leaf's charset */
	bool is_html;
	bool has_new_encoding;	/* converted to quoted-printable or base64 */
	bool has_new_charset;
};

/* A part that an edit adds. */
enum rewrite_shape {
	REWRITE_SAME,		/* none */
	REWRITE_FIRST_CHILD,	/* a text before the children of the root */
	REWRITE_ENCLOSED,	/* the root became the second part of a mixed */
	REWRITE_WRAPPED,	/* all of it is a message in one, beside a text */
	REWRITE_PICTURE_LAST,	/* behind the children of a related */
	REWRITE_PICTURE_BESIDE,	/* a page is the first part of a new related */
	REWRITE_PICTURE_ROOT	/* the same, and the page was the root */
};

struct rewrite_job {
	const struct rewrite_env *env;
	const struct mime_message *m;
	struct arena *arena;
	/* What was asked for, and what was answered so far. */
	const struct edit_request *requests;
	const struct edit_outcome *outcomes;
	size_t request_count;

	struct splice *splices;		/* of this request; any order */
	size_t splice_count, splice_cap;
	struct header_change *headers;
	size_t header_count, header_cap;

	struct rewrite_leaf *leaves;
	size_t leaf_count, leaf_cap;
	enum rewrite_shape shape;
	/* Of REWRITE_PICTURE_...: the related or the page; its Content-ID. */
	uint32_t picture_at;
	struct slice picture_id;
	struct slice picture_boundary;	/* of a new related; else empty */
	bool has_no_picture;		/* not this time: it failed its proof */
	const struct disclaimer *text;	/* must be found in what was touched */
	/*
	 * Why the edit failed its proof, so that only what goes in its place
	 * is left to do; empty: it has not failed.
	 */
	struct slice failed;
};

/* How far a job has come, to go back to. */
struct rewrite_mark {
	size_t splices, headers, leaves;
	enum rewrite_shape shape;
	const struct disclaimer *text;
};

struct rewrite_mark	rewrite_mark(const struct rewrite_job *j);
void	rewrite_back(struct rewrite_job *j, struct rewrite_mark m);
/* How long the message gets. */
uint64_t rewrite_size(const struct rewrite_job *j);

/* All return 0 or ERR_LIMIT (arena). */

int	rewrite_splice(struct rewrite_job *j, size_t from, size_t to,
	    struct slice bytes);
int	rewrite_header(struct rewrite_job *j, enum header_op op, uint32_t index,
	    struct slice name, struct slice value);
/* Does a change so far delete this field of the root? */
bool	rewrite_deletes(const struct rewrite_job *j,
	    const struct mime_field *f);
int	rewrite_leaf_add(struct rewrite_job *j, const struct rewrite_leaf *l);

/*
 * Give a node's field another value (or, with its first occurrence missing,
 * add it): a header change for the root, a splice for a part.
 */
int	rewrite_field(struct rewrite_job *j, uint32_t node, const char *name,
	    struct slice value);

/* A copy of a buffer in the job's arena. */
int	rewrite_keep(struct rewrite_job *j, const struct buf *b,
	    struct slice *ret);

/* One kind of edit; outcome is EDIT_DONE when it is called. */
struct rewriter {
	enum edit_kind kind;
	int (*rewrite)(struct rewrite_job *j, const struct edit_request *q,
	    struct edit_outcome *outcome);
};

extern const struct rewriter rewrite_table[];	/* ended by a NULL rewrite */

int	disclaimer_rewrite(struct rewrite_job *j, const struct edit_request *q,
	    struct edit_outcome *outcome);
int	subject_rewrite(struct rewrite_job *j, const struct edit_request *q,
	    struct edit_outcome *outcome);
int	field_add_rewrite(struct rewrite_job *j, const struct edit_request *q,
	    struct edit_outcome *outcome);
int	field_remove_rewrite(struct rewrite_job *j,
	    const struct edit_request *q, struct edit_outcome *outcome);

/*
 * Is the result what the requests can lead to, and nothing else
 * (disclaimer-safety 12)?  0, ERR_MISMATCH, ERR_FULL (it would take more
 * memory than a proof may have) or ERR_LIMIT (arena).
 */
int	proof_rewrite(const struct rewrite_job *j, const struct edit_list *l);

#endif

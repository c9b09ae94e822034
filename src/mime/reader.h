/*
 * reader -- the work of mime_read(): nodes waiting to be read, ranges so far.
 *
 * Internal to src/mime.  read.c drives it, structure.c opens multiparts and
 * messages, reading.c adds the further readings.  Arrays grow on the heap and
 * are copied to the arena at the end.
 */
#ifndef MIME_READER_H
#define MIME_READER_H

#include "mime/boundary.h"
#include "mime/entity.h"
#include "mime/header.h"
#include "mime/mime.h"

/* What a node needs only while it is being read. */
struct pending {
	size_t from, to;	/* the whole entity */
	struct slice prefix;	/* before the numbers of its children */
	uint32_t child_count;
	uint32_t last_child;
	bool is_root;		/* of a message */
	bool in_digest;
	bool has_header;	/* fields are in the node already */
	bool has_type;		/* and its type, chosen by a reading */
};

struct reader {
	struct slice bytes;
	struct arena *arena;
	struct slice base_path;
	uint32_t base_depth;
	bool is_crlf;		/* the message's lines end in CRLF */

	struct mime_node *nodes;
	struct pending *pending;	/* of each node */
	size_t node_count, node_cap, pending_cap;
	struct mime_range *ranges;
	size_t range_count, range_cap;
	struct anomaly *anomalies;
	size_t anomaly_count, anomaly_cap;
	uint32_t *stack;
	size_t stack_count, stack_cap;

	struct header header;
	struct header other;	/* the same block, read another way */
	size_t fields_left;
	size_t readings;
	bool has_limit;		/* nodes or readings: reported once */
};

/* Each returns 0 or ERR_LIMIT (arena). */

/* An anomaly at a node (MIME_NONE: of the message); told once for each. */
int	reader_anomaly(struct reader *r, uint32_t node,
	    enum anomaly_class class, const char *detail);

void	reader_range(struct reader *r, enum mime_range_kind kind, uint32_t node,
	    size_t from, size_t to);

/*
 * A new child of parent (or the root: MIME_NONE) over from..to, put on the
 * stack.  *ret is MIME_NONE when there are too many nodes.
 */
int	reader_child(struct reader *r, uint32_t parent, size_t from, size_t to,
	    bool is_extra, uint32_t *ret);

/* One more way to read the message; false when there are too many. */
bool	reader_diverge(struct reader *r, uint32_t node, int *ret);

/* structure.c: what is inside a node whose header is known. */
int	structure_open(struct reader *r, uint32_t node,
	    const struct entity *e);

/* Split a multipart's body by this boundary; is_extra: children only. */
int	structure_split(struct reader *r, uint32_t node, struct slice boundary,
	    bool is_extra);

/* reading.c: other ways to read a header block, and the values in it. */
int	reading_header(struct reader *r, uint32_t node);
int	reading_values(struct reader *r, uint32_t node,
	    const struct entity *e);
/* Once the first reading stands: delimiters that only lax readers see. */
int	reading_lax(struct reader *r);

#endif

#include "policy/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

static const char *const names[] = {
	[SOURCE_APPROVED] = "approved",
	[SOURCE_RECEIVED_KNOWN] = "received-known",
	[SOURCE_INTERNAL] = "internal",
	[SOURCE_AUTHORED] = "authored",
	[SOURCE_UNIDENTIFIED] = "unidentified",
	[SOURCE_UNAUTHENTICATED] = "unauthenticated",
	[SOURCE_FORWARDED_UNKNOWN] = "forwarded-unknown",
	[SOURCE_RECEIVED_UNKNOWN] = "received-unknown",
};

const char *
source_name(enum source s)
{
	return names[s];
}

/* --- which holds which ------------------------------------------------------------ */

/* One attachment on the way to its verdict. */
struct node {
	const struct part *part;
	size_t at;		/* in v->attachments */
	size_t holder;		/* in the nodes, before this; SIZE_MAX if none */
	uint32_t seen;		/* enum memory_seen */
	struct part_source own;
	bool is_piece;		/* of a document */
	bool is_partly_read;
	/* Of what it holds. */
	size_t held;
	bool all_known;
	struct part_source worst;
};

static int
by_path(const void *a, const void *b)
{
	const struct node *x = a, *y = b;

	return slice_cmp(x->part->path, y->part->path);
}

/* With this path; SIZE_MAX if none. */
static size_t
find_node(const struct node *nodes, size_t n, struct slice path)
{
	struct part part = { .path = path };
	struct node key = { .part = &part };
	const struct node *found;

	found = bsearch(&key, nodes, n, sizeof *nodes, by_path);
	return found != NULL ? (size_t)(found - nodes) : SIZE_MAX;
}

/* "2" of "2/1", "3.1" of "3.1.2": the next one above that is an attachment. */
static size_t
find_holder(const struct node *nodes, size_t n, struct slice path)
{
	size_t at;

	while (path.len > 0) {
		while (path.len > 0 && path.ptr[path.len - 1] != '.' &&
		    path.ptr[path.len - 1] != '/')
			path.len--;
		if (path.len == 0)
			break;
		path.len--;
		at = find_node(nodes, n, path);
		if (at != SIZE_MAX)
			return at;
	}
	return SIZE_MAX;
}

/* What it holds are files that somebody put there, not pieces of itself. */
static bool
holds_files(const struct part *p)
{
	return p->type == FILETYPE_ARCHIVE || p->type == FILETYPE_MESSAGE ||
	    p->type == FILETYPE_DISK_IMAGE || p->type == FILETYPE_ENCRYPTED ||
	    p->type == FILETYPE_INSTALLER;
}

/* What people embed in a document, while its programs make the rest. */
static bool
is_file_by_itself(const struct part *p)
{
	switch (p->type) {
	case FILETYPE_DOCUMENT:
	case FILETYPE_SPREADSHEET:
	case FILETYPE_PRESENTATION:
	case FILETYPE_PDF:
	case FILETYPE_MESSAGE:
	case FILETYPE_ARCHIVE:
	case FILETYPE_PROGRAM:
	case FILETYPE_SCRIPT:
	case FILETYPE_INSTALLER:
	case FILETYPE_SCREEN_SAVER:
	case FILETYPE_GAME:
	case FILETYPE_DATABASE:
	case FILETYPE_ENCRYPTED:
	case FILETYPE_DISK_IMAGE:
		return true;
	case FILETYPE_UNIDENTIFIED:
	case FILETYPE_TEXT:
	case FILETYPE_HTML:
	case FILETYPE_CALENDAR:
	case FILETYPE_CONTACT:
	case FILETYPE_PICTURE:
	case FILETYPE_BITMAP:
	case FILETYPE_SOUND:
	case FILETYPE_VIDEO:
	case FILETYPE_FONT:
	case FILETYPE_CERTIFICATE:
	case FILETYPE_DATA:
	case FILETYPE_COUNT:
		break;
	}
	return false;
}

/* In the order of their paths, so that each follows what holds it. */
static struct node *
make_nodes(const struct view *v)
{
	struct node *nodes;
	size_t i, n = v->attachment_count;

	nodes = arena_array(v->arena, n + 1, sizeof *nodes);
	if (nodes == NULL)
		return NULL;
	for (i = 0; i < n; i++) {
		nodes[i].part = v->attachments[i];
		nodes[i].at = i;
		nodes[i].all_known = true;
	}
	qsort(nodes, n, sizeof *nodes, by_path);
	for (i = 0; i < n; i++) {
		nodes[i].holder = find_holder(nodes, n, nodes[i].part->path);
		nodes[i].is_piece = nodes[i].holder != SIZE_MAX &&
		    !holds_files(nodes[nodes[i].holder].part) &&
		    !is_file_by_itself(nodes[i].part);
		nodes[i].is_partly_read =
		    nodes[i].part->encryption != ENCRYPTION_NO;
	}
	return nodes;
}

static void
mark_unread(const struct view *v, struct node *nodes)
{
	const struct report *r = v->report;
	size_t i, at;

	for (i = 0; i < r->anomaly_count; i++) {
		at = find_node(nodes, v->attachment_count,
		    r->anomalies[i].part);
		if (at != SIZE_MAX)
			nodes[at].is_partly_read = true;
	}
}

/* --- one file by itself ------------------------------------------------------------ */

/* Ciphertext and nothing at all are what they are. */
static bool
is_identified(const struct part *p)
{
	return p->type != FILETYPE_UNIDENTIFIED || p->size == 0 ||
	    p->encryption != ENCRYPTION_NO;
}

#define SEEN_GOOD	(MEMORY_SEEN_APPROVED | MEMORY_SEEN_RECEIVED_KNOWN | \
	MEMORY_SEEN_INTERNAL | MEMORY_SEEN_SENT)

/* What is recorded of the node and, failing that, of what holds it. */
static void
inherit(struct node *nodes, struct node *x)
{
	const struct node *h;
	uint32_t from;

	if ((x->seen & MEMORY_SEEN_BY_TEXT) != 0 &&
	    (x->part->flags & PART_HAS_MACROS) != 0)
		x->seen &= ~(uint32_t)SEEN_GOOD;
	if (x->holder == SIZE_MAX)
		return;
	h = &nodes[x->holder];
	/* That a text is known says nothing of the files beside it. */
	from = (h->seen & MEMORY_SEEN_BY_TEXT) != 0 ? 0 : h->seen;
	if ((x->seen & ~(uint32_t)MEMORY_SEEN_BY_TEXT) == 0)
		x->seen = from;
	else
		x->seen |= from & MEMORY_SEEN_APPROVED;
}

/* SOURCE_COUNT: nothing that would tell. */
static enum source
recorded(uint32_t seen, bool is_identified)
{
	if ((seen & MEMORY_SEEN_APPROVED) != 0)
		return SOURCE_APPROVED;
	if ((seen & MEMORY_SEEN_RECEIVED_KNOWN) != 0)
		return SOURCE_RECEIVED_KNOWN;
	if ((seen & MEMORY_SEEN_RECEIVED_UNKNOWN) != 0)
		return SOURCE_RECEIVED_UNKNOWN;
	if ((seen & MEMORY_SEEN_FORWARDED_UNKNOWN) != 0)
		return SOURCE_FORWARDED_UNKNOWN;
	if ((seen & MEMORY_SEEN_INTERNAL) != 0)
		return SOURCE_INTERNAL;
	/* Ours is what we know to be something. */
	if ((seen & MEMORY_SEEN_SENT) != 0 && is_identified)
		return SOURCE_AUTHORED;
	return SOURCE_COUNT;
}

static bool
is_passed_on_from_unknown(const struct view *v)
{
	return (v->report->facts.is & MESSAGE_IS_FORWARD) != 0 &&
	    v->original.address.full.len > 0 &&
	    view_is_known(v, MEMORY_ORIGINAL, &v->original) == TRI_NO;
}

/* What the message alone says of a file. */
static enum source
first_seen(const struct view *v, bool is_identified)
{
	if (v->envelope->class == MAIL_CLASS_INBOUND)
		return SOURCE_RECEIVED_UNKNOWN;
	if (!is_identified)
		return SOURCE_UNIDENTIFIED;
	if (v->envelope->auth.len == 0 && !view_is_from_system(v))
		return SOURCE_UNAUTHENTICATED;
	return is_passed_on_from_unknown(v) ? SOURCE_FORWARDED_UNKNOWN :
	    SOURCE_AUTHORED;
}

static void
judge_alone(const struct view *v, struct node *nodes, struct node *x,
    bool comes_from_known)
{
	bool identified = x->is_piece || is_identified(x->part);
	enum source s;

	inherit(nodes, x);
	if (comes_from_known)
		x->seen |= MEMORY_SEEN_RECEIVED_KNOWN;
	s = recorded(x->seen, identified);
	x->own.is_recorded = s != SOURCE_COUNT;
	x->own.is_by_text = x->own.is_recorded &&
	    (x->seen & MEMORY_SEEN_BY_TEXT) != 0;
	if (x->own.is_recorded)
		x->own.source = s;
	else if (x->is_piece)
		x->own = nodes[x->holder].own;
	else
		x->own.source = first_seen(v, identified);
}

/* --- archives: from what they hold up to themselves ---------------------------------- */

/* All that it holds was judged before. */
static void
judge_with_held(struct node *x)
{
	bool is_whole = holds_files(x->part) && !x->is_partly_read;

	if (x->held == 0 || (x->own.source == SOURCE_APPROVED &&
	    !x->own.is_by_text))
		return;
	if (x->worst.source > x->own.source || (is_whole && x->all_known))
		x->own = x->worst;
}

static void
tell_holder(struct node *nodes, const struct node *x)
{
	struct node *h;

	if (x->holder == SIZE_MAX)
		return;
	h = &nodes[x->holder];
	if (h->held++ == 0 || x->own.source > h->worst.source)
		h->worst = x->own;
	if (!x->own.is_recorded || x->own.source > SOURCE_AUTHORED)
		h->all_known = false;
}

const struct part_source *
view_sources(struct view *v)
{
	struct part_source *sources;
	struct node *nodes;
	bool from_known;
	size_t i, n = v->attachment_count;

	if (v->sources != NULL || v->memory == NULL ||
	    v->memory->file_count != n)
		return v->sources;
	nodes = make_nodes(v);
	sources = arena_array(v->arena, n + 1, sizeof *sources);
	if (nodes == NULL || sources == NULL)
		return NULL;
	mark_unread(v, nodes);
	from_known = v->envelope->class == MAIL_CLASS_INBOUND &&
	    view_is_known(v, MEMORY_SENDER, &v->sender) == TRI_YES;
	for (i = 0; i < n; i++) {
		nodes[i].seen = v->memory->files[nodes[i].at].seen;
		judge_alone(v, nodes, &nodes[i], from_known);
	}
	for (i = n; i-- > 0;) {
		judge_with_held(&nodes[i]);
		tell_holder(nodes, &nodes[i]);
		sources[nodes[i].at] = nodes[i].own;
	}
	v->sources = sources;
	return sources;
}

int
source_mark_files(const struct view *v, struct memory_file *files)
{
	struct node *nodes = make_nodes(v);
	size_t i;

	if (nodes == NULL)
		return ERR_LIMIT;
	for (i = 0; i < v->attachment_count; i++) {
		if (is_identified(nodes[i].part))
			files[nodes[i].at].flags |= MEMORY_FILE_IS_IDENTIFIED;
		if (nodes[i].is_piece)
			files[nodes[i].at].flags |= MEMORY_FILE_IS_PIECE;
	}
	return 0;
}

/* --- what exeatctl shows --------------------------------------------------------------- */

int
policy_sources(const struct policy *p, const struct envelope *envelope,
    const struct report *report, const struct memory_answer *memory,
    struct arena *a, struct file_source **ret)
{
	const struct part_source *sources;
	struct file_source *list;
	enum source other;
	struct view v;
	size_t i, k = 0;

	list = arena_array(a, report->part_count + 1, sizeof *list);
	if (list == NULL ||
	    view_make(p, envelope, report, memory, a, &v) < 0)
		return ERR_LIMIT;
	sources = view_sources(&v);
	if (sources == NULL)
		return memory == NULL ? ERR_NOTFOUND : ERR_LIMIT;
	for (i = 0; i < report->part_count; i++) {
		/* Pictures in the text, and what is no attachment. */
		other = first_seen(&v, true);
		list[i] = (struct file_source){ source_name(other),
		    (p->unknown_sources & SOURCE_BIT(other)) != 0, false };
		if (k == v.attachment_count ||
		    v.attachments[k] != &report->parts[i])
			continue;
		list[i] = (struct file_source){
		    source_name(sources[k].source), (p->unknown_sources &
		    SOURCE_BIT(sources[k].source)) != 0,
		    sources[k].is_by_text };
		k++;
	}
	*ret = list;
	return 0;
}

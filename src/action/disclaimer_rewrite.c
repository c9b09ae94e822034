/*
 * Put an association's text into the body of a message, once, or say why not.
 * When in doubt the message stays as it is.
 */
#include "action/job_rewrite.h"

#include <string.h>

#include "action/bodyhash_rewrite.h"
#include "action/dkim_rewrite.h"
#include "action/enclose_rewrite.h"
#include "action/leaf_rewrite.h"
#include "action/logo_rewrite.h"
#include "action/mark_rewrite.h"
#include "action/shape_rewrite.h"
#include "action/wrap_rewrite.h"
#include "base/err.h"
#include "base/limits.h"

static void
skip(struct edit_outcome *outcome, const char *reason)
{
	outcome->result = EDIT_SKIPPED;
	outcome->reason = slice_str(reason);
}

/* Their values count lines or bytes that are no longer there. */
static int
drop_all(struct rewrite_job *j, struct slice name)
{
	const struct mime_node *root = &j->m->nodes[0];
	size_t i;
	int r = 0;

	for (i = 0; i < root->field_count && r == 0; i++)
		if (slice_ieq(root->fields[i].name, name))
			r = rewrite_header(j, HEADER_DELETE,
			    root->fields[i].occurrence, root->fields[i].name,
			    SLICE(""));
	return r;
}

/* Outlook shows the body inside it and not the parts that we edit. */
static bool
has_tnef(const struct mime_message *m)
{
	size_t i;

	for (i = 0; i < m->node_count; i++)
		if (shape_is_tnef(&m->nodes[i]))
			return true;
	return false;
}

/*
 * Is the text in an older message of the thread alone, and once is enough?
 * The versions of an alternative are judged together.
 */
static bool
is_in_thread(const struct leaf_plan *plans, size_t n)
{
	bool found = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (plans[i].is_present)
			return false;
		found = found || plans[i].is_in_thread;
	}
	return found;
}

/* How many are to be edited; 0 with the outcome set if none can be. */
static size_t
missing_count(const struct leaf_plan *plans, size_t n,
    struct edit_outcome *outcome)
{
	size_t i, missing;

	if (is_in_thread(plans, n)) {
		outcome->result = EDIT_ALREADY;
		outcome->reason = SLICE("in-thread");
		return 0;
	}

	for (i = missing = 0; i < n; i++) {
		if (plans[i].is_present)
			continue;
		missing++;
		if (plans[i].reason != NULL) {
			skip(outcome, plans[i].reason);
			return 0;
		}
	}
	if (missing == 0)
		outcome->result = EDIT_ALREADY;
	return missing;
}

/* The one page that gets the text, to which a logo could go; or NULL. */
static struct leaf_plan *
only_page(struct leaf_plan *plans, size_t n)
{
	struct leaf_plan *page = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!plans[i].is_html)
			continue;
		if (page != NULL || plans[i].is_present || plans[i].is_anew ||
		    plans[i].is_utf8)
			return NULL;
		page = &plans[i];
	}
	return page;
}

/* Plan the page once more, with the logo; it stays as it was if that fails. */
static int
logo_add(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, struct leaf_plan *page)
{
	struct leaf_plan with;
	struct disclaimer text;
	int r;

	if (j->has_no_picture)
		return 0;
	r = logo_plan(j, d, page->node, &text);
	if (r < 0)
		return r == ERR_UNSUPPORTED ? 0 : r;
	r = leaf_plan(j, &text, how, page->node, &with);
	if (r == 0 && !with.is_present && with.reason == NULL &&
	    !with.is_anew && !with.is_utf8) {
		leaf_plan_free(page);
		*page = with;
		return 0;
	}
	leaf_plan_free(&with);
	j->shape = REWRITE_SAME;
	return r;
}

/* All leaves are planned; edit each that lacks the text, or none. */
static int
leaves_apply(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, struct leaf_plan *plans, size_t n,
    struct edit_outcome *outcome)
{
	struct leaf_plan *page = only_page(plans, n);
	size_t i;
	int r = 0;

	if (missing_count(plans, n, outcome) == 0)
		return 0;
	if (page != NULL)
		r = logo_add(j, d, how, page);
	if (r == 0 && j->shape != REWRITE_SAME)
		r = logo_open(j);
	for (i = 0; i < n && r == 0; i++)
		if (!plans[i].is_present)
			r = leaf_edit(j, &plans[i]);
	if (r == 0 && j->shape != REWRITE_SAME)
		r = logo_close(j);
	if (r == ERR_UNSUPPORTED) {
		skip(outcome, "encoding");
		return 0;
	}
	return r;
}

/* All are decoded side by side. */
static size_t
leaves_size(const struct rewrite_job *j, const struct shape *s)
{
	size_t i, n;

	for (i = n = 0; i < s->count; i++)
		n += j->m->nodes[s->leaf[i]].body_to -
		    j->m->nodes[s->leaf[i]].body_from;
	return n;
}

static int
leaves_edit(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, const struct shape *s,
    struct edit_outcome *outcome)
{
	struct leaf_plan plans[SHAPE_LEAVES_MAX];
	size_t i, n;
	int r;

	if (leaves_size(j, s) > EDIT_LEAF_MAX) {
		skip(outcome, "size");
		return 0;
	}
	for (n = 0, r = 0; n < s->count && r == 0; n++)
		r = leaf_plan(j, d, how, s->leaf[n], &plans[n]);
	if (r == 0)
		r = leaves_apply(j, d, how, plans, n, outcome);
	for (i = 0; i < n; i++)
		leaf_plan_free(&plans[i]);
	return r;
}

static int
part_add(struct rewrite_job *j, const struct disclaimer *d,
    const struct shape *s, struct edit_outcome *outcome)
{
	int r;

	r = s->kind == SHAPE_CHILD ? enclose_child(j, d) :
	    enclose_whole(j, d);
	if (r == ERR_UNSUPPORTED) {
		skip(outcome, "no-body");
		return 0;
	}
	return r;
}

static int
shape_edit(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, struct edit_outcome *outcome)
{
	struct shape s;

	shape_find(j->m, &s);
	switch (s.kind) {
	case SHAPE_LEAVES:
		return leaves_edit(j, d, how, &s, outcome);
	case SHAPE_CHILD:
	case SHAPE_ENCLOSE:
		return part_add(j, d, &s, outcome);
	case SHAPE_REFUSED:
		skip(outcome, s.reason);
		return 0;
	}
	return 0;
}

/* A checksum that is none, over what was edited or round it? */
static bool
has_void_md5(const struct rewrite_job *j)
{
	uint32_t i;
	size_t k;

	for (k = 0; k < j->leaf_count; k++)
		for (i = j->leaves[k].node; i != MIME_NONE;
		    i = j->m->nodes[i].parent)
			if (dkim_has_void_md5(&j->m->nodes[i]))
				return true;
	return false;
}

/* The body has the text now: what the header says of it must be true. */
static int
finish(struct rewrite_job *j, const struct edit_disclaimer *how,
    struct edit_outcome *outcome)
{
	int r;

	if (has_tnef(j->m))
		outcome->reason = SLICE("tnef-body-not-covered");
	else if (dkim_has_void(&j->m->nodes[0]) || has_void_md5(j))
		outcome->reason = SLICE("void-signature");
	r = drop_all(j, SLICE("Content-Length"));
	/* Never leave a signature that no longer holds. */
	if (r == 0 && how->replaces_signatures)
		r = drop_all(j, SLICE("DKIM-Signature"));
	if (r == 0)
		r = mark_rewrite(j, how->mark);
	if (r == 0 && how->size_max > 0 && rewrite_size(j) > how->size_max)
		skip(outcome, "size");
	return r;
}

/*
 * Signed for DKIM on its way out and back again, from a requeue for instance:
 * then the text is there, and that is what there is to say of it.
 */
static bool
may_be_present(const char *why)
{
	return strcmp(why, "dkim") == 0 || strcmp(why, "arc") == 0;
}

/*
 * A signature that an edit would break stops it.  Was it not over this body
 * either way, then no reader of the record is to think that it was.
 */
static const char *
why_signed(const struct mime_message *m, const char *why)
{
	const struct mime_node *root = &m->nodes[0];

	return strcmp(why, "dkim") == 0 && !dkim_has_domainkey(root) &&
	    !bodyhash_may_fit(m) ? "dkim-unfit" : why;
}

/* Put it into the body; the outcome says why not. */
static int
body_edit(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, struct edit_outcome *outcome)
{
	const char *why;
	int r;

	why = j->env->has_structural_anomaly ? "structure" :
	    shape_screen(j->m, how);
	if (why == NULL && how->size_max > 0 &&
	    j->m->bytes.len > how->size_max)
		why = "size";
	r = why == NULL || may_be_present(why) ?
	    shape_edit(j, d, how, outcome) : 0;
	/* What was worked out is taken back with the skip. */
	if (r == 0 && why != NULL && outcome->result != EDIT_ALREADY) {
		skip(outcome, why_signed(j->m, why));
		return 0;
	}
	return r == 0 && outcome->result == EDIT_DONE ?
	    finish(j, how, outcome) : r;
}

/* What the rule says is to be done instead. */
static int
otherwise_edit(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, struct edit_outcome *outcome)
{
	int r;

	r = wrap_otherwise(j, d, how->otherwise, outcome);
	/* Another Message-ID: ours would not fit.  Its text stands alone. */
	if (r == 0 && outcome->otherwise == EDIT_OTHERWISE_WRAP)
		r = mark_rewrite(j, SLICE_NONE);
	/* It may not grow past the limit either. */
	if (r == 0 && how->size_max > 0 && rewrite_size(j) > how->size_max)
		outcome->otherwise = EDIT_OTHERWISE_NONE;
	return r;
}

/* The text that is asked for, as it reads in this message; NULL: none. */
static int
text_of_message(struct rewrite_job *j, const struct edit_request *q,
    const struct disclaimer **ret)
{
	const struct edit_disclaimer *how = q->disclaimer;
	const struct disclaimer *template;
	struct disclaimer *d;

	*ret = NULL;
	template = disclaimer_find(j->env->disclaimers, q->name);
	if (template == NULL)
		return 0;
	d = arena_zalloc(j->arena, sizeof *d);
	if (d == NULL)
		return ERR_LIMIT;
	*ret = d;
	return disclaimer_expand(template, how != NULL ? how->variables : NULL,
	    how != NULL ? how->variable_count : 0, j->arena, d);
}

int
disclaimer_rewrite(struct rewrite_job *j, const struct edit_request *q,
    struct edit_outcome *outcome)
{
	static const struct edit_disclaimer plainly;
	const struct edit_disclaimer *how = q->disclaimer != NULL ?
	    q->disclaimer : &plainly;
	struct rewrite_mark before = rewrite_mark(j);
	const struct disclaimer *d;
	int r;

	r = text_of_message(j, q, &d);
	/* With these values it cannot stand in mail: then nothing goes in. */
	if (r == ERR_MISMATCH) {
		outcome->result = EDIT_FAILED;
		outcome->reason = SLICE("selfcheck-failed");
		return 0;
	}
	if (r < 0)
		return r;
	if (d == NULL) {
		skip(outcome, "no-text");
		return 0;
	}
	outcome->text = d->name;
	if (j->text != NULL) {
		skip(outcome, "one-text-only");
		return 0;
	}
	j->text = d;
	if (j->failed.len > 0) {
		outcome->result = EDIT_FAILED;
		outcome->reason = j->failed;
	} else {
		r = body_edit(j, d, how, outcome);
	}
	if (r < 0 || outcome->result == EDIT_DONE ||
	    outcome->result == EDIT_ALREADY)
		return r;
	rewrite_back(j, before);
	j->text = d;
	return otherwise_edit(j, d, how, outcome);
}

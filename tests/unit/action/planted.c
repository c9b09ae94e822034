#include "unit/action/planted.h"

#include <string.h>

/* --- the right edit ---------------------------------------------------------------- */

/* As rewrite.c does: by place, and at one place as they were added. */
static void
splices_sort(struct splice *s, size_t n)
{
	struct splice one;
	size_t i, k;

	for (i = 1; i < n; i++) {
		one = s[i];
		for (k = i; k > 0 && s[k - 1].from > one.from; k--)
			s[k] = s[k - 1];
		s[k] = one;
	}
}

static void
requests_fill(struct planted *t, const char *text)
{
	static const struct edit_request more[] = {
		{ EDIT_ADD_FIELD, { (const uint8_t *)"X-Added", 7 },
		    { (const uint8_t *)"a b", 3 }, NULL },
		{ EDIT_REMOVE_FIELD, { (const uint8_t *)"X-Gone", 6 },
		    { NULL, 0 }, NULL },
	};
	size_t i;

	t->requests[0] = (struct edit_request){ EDIT_DISCLAIMER,
	    slice_str(text), SLICE(""), &t->how };
	t->request_count = 1;
	if (mime_field(&t->m->nodes[0], "X-Gone") != NULL)
		for (i = 0; i < 2; i++)
			t->requests[t->request_count++] = more[i];
	for (i = 0; i < t->request_count; i++)
		t->outcomes[i].result = EDIT_DONE;
}

static int
rewrite_all(struct planted *t)
{
	const struct rewriter *w;
	size_t i;
	int r = 0;

	for (i = 0; i < t->request_count && r == 0; i++) {
		for (w = rewrite_table; w->kind != t->requests[i].kind; w++)
			;
		r = w->rewrite(&t->job, &t->requests[i], &t->outcomes[i]);
	}
	return r;
}

bool
planted_make(struct planted *t, const struct disclaimers *d, const char *name,
    struct slice bytes, const char *text, enum edit_place place,
    enum edit_otherwise otherwise)
{
	struct rewrite_job *j = &t->job;

	memset(t, 0, sizeof *t);
	t->how.place = place;
	t->how.mark = SLICE(EDITED_MARK);
	t->how.otherwise = otherwise;
	t->name = name;
	t->texts = d;
	t->arena = arena_new(MESSAGE_ARENA_MAX);
	t->env = (struct rewrite_env){ .disclaimers = d };
	buf_init(&t->right, bytes.len + 16 * MIB);
	if (mime_read(bytes, SLICE(""), 0, t->arena, &t->m) < 0)
		return false;
	/* Whatever is signed, we signed. */
	t->how.replaces_signatures = mime_field(&t->m->nodes[0],
	    "DKIM-Signature") != NULL;
	requests_fill(t, text);
	*j = (struct rewrite_job){ .env = &t->env, .m = t->m,
	    .arena = t->arena, .requests = t->requests,
	    .outcomes = t->outcomes, .request_count = t->request_count };
	if (rewrite_all(t) < 0 || (t->outcomes[0].result != EDIT_DONE &&
	    t->outcomes[0].otherwise == EDIT_OTHERWISE_NONE))
		return false;
	splices_sort(j->splices, j->splice_count);
	t->list = (struct edit_list){ .outcomes = t->outcomes,
	    .outcome_count = t->request_count, .splices = j->splices,
	    .splice_count = j->splice_count, .headers = j->headers,
	    .header_count = j->header_count,
	    .body_offset = t->m->nodes[0].body_from };
	return edit_apply(bytes, &t->list, &t->right) == 0 &&
	    proof_rewrite(j, &t->list) == 0;
}

void
planted_free(struct planted *t)
{
	arena_free(t->arena);
	buf_free(&t->right);
}

/* --- one bug -------------------------------------------------------------------------- */

static void
missed(struct planted *t, const char *kind, struct slice wrong)
{
	size_t i;

	for (i = 0; i < t->missed_count; i++)
		if (t->missed[i] == kind)
			return;
	if (t->missed_count == sizeof t->missed / sizeof t->missed[0])
		return;
	t->missed[t->missed_count++] = kind;
	printf("MISSED in \"%s\": %s\n", t->name, kind);
	if (getenv("PLANTED_SHOW") != NULL)
		printf("<<<%.*s>>>\n", (int)wrong.len,
		    (const char *)wrong.ptr);
	fflush(stdout);
}

static void
judge(struct planted *t, struct rewrite_job j, const struct edit_list *l,
    const char *kind)
{
	struct buf wrong = BUF_INIT(64 * MIB);
	int r;

	j.arena = arena_new(MESSAGE_ARENA_MAX);
	t->mutants++;
	r = proof_rewrite(&j, l);
	if (r == ERR_MISMATCH) {
		t->caught++;
	} else if (r == 0 && edit_apply(t->m->bytes, l, &wrong) == 0 &&
	    slice_eq(buf_slice(&wrong), buf_slice(&t->right))) {
		t->same++;
	} else {
		missed(t, kind, buf_slice(&wrong));
	}
	arena_free(j.arena);
	buf_free(&wrong);
}

/* What was put into this leaf, as its rewriter would now tell it. */
static bool
believe(const struct rewrite_job *j, const struct mime_message *new,
    struct rewrite_leaf *l)
{
	struct proof p = { .job = j, .old = j->m, .new = new };
	struct buf was = BUF_INIT(64 * MIB), is = BUF_INIT(64 * MIB);
	uint32_t at = proof_picture_map(&p) < 0 ? MIME_NONE :
	    proof_map(&p, l->node);
	const struct mime_node *n;
	struct slice s;
	size_t k;
	bool found = false;

	if (at >= new->node_count)
		return false;
	n = &new->nodes[at];
	if (mime_decode(slice_sub(j->m->bytes,
	    j->m->nodes[l->node].body_from, j->m->nodes[l->node].body_to),
	    j->m->nodes[l->node].encoding, &was, &(unsigned){ 0 }) == 0 &&
	    mime_decode(slice_sub(new->bytes, n->body_from, n->body_to),
	    n->encoding, &is, &(unsigned){ 0 }) == 0 && is.len >= was.len) {
		/* As near to the old place as the bytes allow. */
		for (k = 0; k < was.len && k < l->place &&
		    was.ptr[k] == is.ptr[k]; k++)
			;
		l->place = k;
		s = slice_sub(buf_slice(&is), k, k + is.len - was.len);
		l->inserted = arena_dup(j->arena, s);
		found = true;
	}
	l->has_new_charset = !slice_eq(n->charset,
	    j->m->nodes[l->node].charset);
	l->has_new_encoding = n->encoding != j->m->nodes[l->node].encoding;
	buf_free(&was);
	buf_free(&is);
	return found;
}

void
planted_try(struct planted *t, const struct rewrite_job *j,
    const struct edit_list *l, const char *kind)
{
	struct buf wrong = BUF_INIT(64 * MIB);
	struct rewrite_job sure = *j;
	struct mime_message *m;
	size_t i;

	judge(t, *j, l, kind);
	sure.arena = arena_new(MESSAGE_ARENA_MAX);
	sure.leaves = arena_array(sure.arena, j->leaf_count + 1,
	    sizeof *sure.leaves);
	if (edit_apply(t->m->bytes, l, &wrong) == 0 &&
	    mime_read(buf_slice(&wrong), SLICE(""), 0, sure.arena, &m) == 0) {
		for (i = 0; i < j->leaf_count; i++) {
			sure.leaves[i] = j->leaves[i];
			if (j->leaves[i].node >= j->m->node_count ||
			    !believe(&sure, m, &sure.leaves[i]))
				break;
		}
		if (i == j->leaf_count && i > 0)
			judge(t, sure, l, kind);
	}
	arena_free(sure.arena);
	buf_free(&wrong);
}

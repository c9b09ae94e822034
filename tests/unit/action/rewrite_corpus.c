/*
 * rewrite_corpus -- put a disclaimer into each message named as an argument
 * and check what must hold for all of them: what is not the body keeps its
 * bytes, a second pass changes nothing, and nothing fails its self-check.
 *
 * The first argument is a folder: each message is written there as
 * NAME.old and NAME.new, for another parser to compare.
 */
#include <string.h>

#include "unit/action/edited.h"
#include "unit/mime/corpus.h"

static int failures;

static void
fail(const char *path, const char *what)
{
	printf("FAIL %s: %s\n", path, what);
	failures++;
}

static void
leaf_bytes(const struct mime_message *m, uint32_t i, struct buf *out)
{
	const struct mime_node *n = &m->nodes[i];
	unsigned notes;

	buf_reset(out);
	mime_decode(slice_sub(m->bytes, n->body_from, n->body_to), n->encoding,
	    out, &notes);
}

/*
 * Walk both trees leaf by leaf: each old leaf is found again, in order, with
 * its bytes or with more of them; at most one leaf is new.  A logo's container
 * changes their order: those the other parser compares.
 */
static void
check_leaves(const char *path, const struct mime_message *old,
    const struct mime_message *new)
{
	struct buf a = BUF_INIT(256 * MIB), b = BUF_INIT(256 * MIB);
	size_t added, grown, leaves;
	uint32_t i, k;

	for (i = k = 0, added = grown = leaves = 0; i < old->node_count; i++) {
		if (!old->nodes[i].is_leaf)
			continue;
		leaves++;
		leaf_bytes(old, i, &a);
		for (; k < new->node_count; k++) {
			if (!new->nodes[k].is_leaf)
				continue;
			leaf_bytes(new, k, &b);
			if (slice_eq(old->nodes[i].type.token,
			    new->nodes[k].type.token) &&
			    (b.len >= a.len || a.len == 0) &&
			    old->nodes[i].name_count ==
			    new->nodes[k].name_count && !(added == 0 &&
			    new->node_count > old->node_count))
				break;
			added++;
		}
		if (k == new->node_count) {
			fail(path, "a leaf is gone");
			break;
		}
		if (!slice_eq(buf_slice(&a), buf_slice(&b))) {
			grown++;
			if (old->nodes[i].name_count > 0 ||
			    !slice_istarts(old->nodes[i].type.token,
			    SLICE("text/")))
				fail(path, "an attachment changed");
		}
		k++;
	}
	if (added > 1 || (added == 0 && grown == 0))
		fail(path, "nothing was added, or more than one part");
	buf_free(&a);
	buf_free(&b);
}

static void
check_again(const char *path, const struct disclaimers *d, struct slice bytes,
    const char *association)
{
	struct edited e;

	edited_add(&e, d, bytes, association);
	if (e.error < 0 || e.result != EDIT_ALREADY ||
	    e.list.splice_count + e.list.header_count > 0)
		fail(path, "a second pass does something");
	edited_free(&e);
}

static void
write_file(const char *folder, const char *path, const char *association,
    const char *ending, struct slice bytes)
{
	const char *name = strrchr(path, '/') + 1;
	struct buf to = BUF_INIT(4096);
	FILE *f;

	buf_printf(&to, "%s/%s.%s.%s", folder, name, association, ending);
	f = fopen(buf_cstr(&to), "wb");
	if (f == NULL || fwrite(bytes.ptr, 1, bytes.len, f) != bytes.len ||
	    fclose(f) != 0)
		fail(path, "cannot be written");
	buf_free(&to);
}

static void
check_one(const char *folder, const char *path, const struct disclaimers *d,
    struct slice bytes, const char *association)
{
	struct mime_message *m;
	struct edited e;

	edited_add(&e, d, bytes, association);
	if (e.error < 0) {
		fail(path, "error");
	} else if (e.result == EDIT_FAILED) {
		fail(path, "failed its self-check");
	} else if (e.result == EDIT_DONE) {
		mime_read(buf_slice(&e.after), SLICE(""), 0, e.arena, &m);
		if (strcmp(association, "logo") != 0)
			check_leaves(path, e.before, m);
		check_again(path, d, buf_slice(&e.after), association);
		write_file(folder, path, association, "old", bytes);
		write_file(folder, path, association, "new",
		    buf_slice(&e.after));
	} else if (!slice_eq(bytes, buf_slice(&e.after))) {
		fail(path, "skipped, and yet changed");
	}
	printf("%s %s %d %.*s\n", path, association, (int)e.result,
	    (int)e.reason.len, (const char *)e.reason.ptr);
	edited_free(&e);
}

/*
 * What cannot be edited, wrapped: the original is in it byte for byte, and a
 * second pass does nothing.
 */
static void
check_wrapped(const char *folder, const char *path,
    const struct disclaimers *d, struct slice bytes)
{
	struct edit_disclaimer how = { .otherwise = EDIT_OTHERWISE_WRAP };
	struct edit_request q = { EDIT_DISCLAIMER, SLICE("wide"), SLICE(""),
	    &how };
	struct edited e;

	edited_run(&e, d, bytes, &q, 1);
	if (e.error < 0) {
		fail(path, "error when wrapped");
	} else if (e.list.outcomes[0].otherwise == EDIT_OTHERWISE_WRAP) {
		if (slice_find(buf_slice(&e.after), bytes, 0) == SLICE_NPOS)
			fail(path, "wrapped, and not whole");
		if (!edit_list_is_asked_for(&e.list, &q, 1))
			fail(path, "wrapped as nobody asked");
		check_again(path, d, buf_slice(&e.after), "wide");
		write_file(folder, path, "wrapped", "old", bytes);
		write_file(folder, path, "wrapped", "new",
		    buf_slice(&e.after));
		printf("%s wrapped 9 %.*s\n", path, (int)e.reason.len,
		    (const char *)e.reason.ptr);
	}
	edited_free(&e);
}

int
main(int argc, char **argv)
{
	struct buf raw = BUF_INIT(256 * MIB), crlf = BUF_INIT(256 * MIB);
	struct disclaimers *d;
	const char *bad;
	int i;

	if (argc < 2 || mime_charset_preload(&bad) < 0)
		return 2;
	d = edited_texts();
	for (i = 2; i < argc; i++) {
		buf_reset(&raw);
		buf_reset(&crlf);
		if (!corpus_load(argv[i], &raw))
			fail(argv[i], "unreadable file");
		corpus_crlf(buf_slice(&raw), &crlf);
		check_one(argv[1], argv[i], d, buf_slice(&crlf), "plain");
		check_one(argv[1], argv[i], d, buf_slice(&crlf), "wide");
		check_one(argv[1], argv[i], d, buf_slice(&crlf), "logo");
		check_wrapped(argv[1], argv[i], d, buf_slice(&crlf));
	}
	disclaimers_free(d);
	buf_free(&raw);
	buf_free(&crlf);
	mime_charset_unload();
	return failures > 0;
}

/*
 * known -- stores of documents for the programs here: made as exeatctl makes
 * them, and put beside a configuration in memory.
 */
#ifndef DETECT_TEST_KNOWN_H
#define DETECT_TEST_KNOWN_H

#include <stdlib.h>

#include "detect/documents.h"
#include "detect/fingerprint.h"
#include "scan.h"

static const uint8_t known_secret[DOCUMENTS_SECRET_SIZE] = "of this test";

struct known_text {
	const char *name, *text;
};

static inline int
known_order(const void *a, const void *b)
{
	const struct document_print *x = a, *y = b;

	return x->value < y->value ? -1 : x->value > y->value;
}

/* The bytes of a store of texts; the list ends with .name == NULL. */
static inline void
known_store(const struct known_text *t, struct buf *out)
{
	struct arena *a = arena_new(64 * MIB);
	struct documents d = { NULL, 0, 0 };
	struct document *x;
	struct document_key k;
	struct fingerprint *f;
	const uint64_t *hash;
	size_t i;

	ck_assert_int_eq(document_key_init(&k, slice_of(known_secret,
	    sizeof known_secret)), 0);
	for (; t->name != NULL; t++) {
		d.list = arena_grow(a, d.list, d.count, &d.cap,
		    sizeof *d.list);
		x = &d.list[d.count++];
		memset(x, 0, sizeof *x);
		x->name = slice_str(t->name);
		memcpy(x->date, "2026-05-05", sizeof x->date);
		f = fingerprint_new(&k.gram, false);
		ck_assert_int_eq(fingerprint_text(f, slice_str(t->text)), 0);
		hash = fingerprint_hashes(f, &x->count);
		x->letters = fingerprint_letters(f);
		x->prints = arena_array(a, x->count, sizeof *x->prints);
		for (i = 0; i < x->count; i++)
			x->prints[i] = document_print(&k, hash[i]);
		qsort(x->prints, x->count, sizeof *x->prints, known_order);
		fingerprint_free(f);
	}
	ck_assert_int_eq(documents_print(&d, &k, out), 0);
	arena_free(a);
}

/*
 * As scan_begin(), with files: conf says `list forms of documents from
 * "forms"`.  key may be empty: then there is none.  The answer is
 * detect_plan_documents()'s; only after 0 is there a run.
 */
static inline int
known_begin(struct scan *s, const char *conf, struct slice store,
    struct slice key)
{
	struct conf_files *files = conf_files_new();
	struct conf_source src = conf_files_source(files);
	int r;

	memset(s, 0, sizeof *s);
	s->diag = conf_diag_new();
	conf_files_add(files, "test.conf", slice_str(conf));
	conf_files_add(files, "forms", store);
	if (key.len > 0)
		conf_files_add(files, "forms.key", key);
	ck_assert_int_eq(conf_load(&src, "test.conf", s->diag, &s->tree), 0);
	ck_assert_int_eq(detect_plan_new(s->tree, s->diag, &s->plan), 0);
	r = detect_plan_documents(s->plan, s->tree, &src, s->diag);
	s->arena = arena_new(MESSAGE_ARENA_MAX);
	s->run = detect_run_new(s->plan, s->arena);
	ck_assert_ptr_nonnull(s->run);
	conf_files_free(files);
	return r;
}

static inline struct slice
known_key(void)
{
	return slice_of(known_secret, sizeof known_secret);
}

#define KNOWN_CONF	"list forms of documents from \"forms\"\n"

#endif

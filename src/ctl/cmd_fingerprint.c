/*
 * exeatctl fingerprint -- which documents are known: add, list and remove
 * those of a `list ... of documents`.
 *
 * A document is read by an inspector in its sandbox, like any mail; what
 * comes here is its text, and what stays is hashes under a key.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/answer.h"
#include "ctl/docstore.h"
#include "ctl/engine.h"
#include "ctl/jsontext.h"
#include "ctl/judge.h"
#include "ctl/options.h"
#include "ctl/safe.h"
#include "detect/fingerprint.h"

/* Letters that make FINGERPRINT_LEAST: one kept of (window + 1) / 2. */
#define LETTERS_LEAST	(FINGERPRINT_LEAST * (FINGERPRINT_WINDOW + 1) / 2 + \
	FINGERPRINT_GRAM)

struct request {
	const char *store, *list, *config, *name, *format;
	const char **templates, **minus;
	size_t template_count, minus_count;
	const char **operands;
	size_t count;
	bool json;
	/* The notices that the configuration puts under each mail: paths. */
	char **notices;
	size_t notice_count, notice_cap;
};

/* --- where the store is ---------------------------------------------------- */

/* The one list of documents, or the one that is named. */
static const struct conf_block *
find_list(const struct conf_tree *t, const char *name)
{
	const struct conf_block *b, *found = NULL;
	size_t i, count = 0;

	for (i = 0; i < t->block_count; i++) {
		b = &t->blocks[i];
		if (strcmp(b->kind, "list") != 0 ||
		    !slice_eq_str(b->of, "documents") || b->from_file == NULL ||
		    (name != NULL && !slice_eq_str(b->name, name)))
			continue;
		found = b;
		count++;
	}
	if (count == 1)
		return found;
	if (count > 1)
		fprintf(stderr, "exeatctl fingerprint: the configuration has "
		    "several lists of documents; which one? --list NAME\n");
	else if (name != NULL)
		fprintf(stderr, "exeatctl fingerprint: the configuration has "
		    "no list \"%s\" of documents; or name a file: --store "
		    "FILE\n", name);
	else
		fprintf(stderr, "exeatctl fingerprint: the configuration has "
		    "no list of documents; name a file: --store FILE\n");
	return NULL;
}

static bool
names_notice(const struct conf_line *l, size_t i)
{
	return i > 0 && l->tokens[i].kind == CONF_STRING &&
	    l->tokens[i - 1].kind == CONF_WORD &&
	    (slice_eq_str(l->tokens[i - 1].text, "text") ||
	    slice_eq_str(l->tokens[i - 1].text, "html"));
}

static void
add_notices(struct request *q, const struct conf_tree *t,
    const struct conf_line *l)
{
	const char *path;
	size_t i;

	for (i = 0; i < l->count; i++) {
		if (!names_notice(l, i))
			continue;
		path = conf_path_named(&conf_source_disk, t,
		    &l->tokens[i].at, l->tokens[i].text, t->arena);
		/* One that is missing is told by exeatctl check. */
		if (path == NULL || access(path, R_OK) == -1)
			continue;
		q->notices = mem_grow(q->notices, q->notice_count,
		    &q->notice_cap, sizeof *q->notices);
		q->notices[q->notice_count++] = mem_str(path);
	}
}

/* What stands under each mail says nothing of a document. */
static void
find_notices(struct request *q, const struct conf_tree *t)
{
	const struct conf_block *b;
	size_t i, k;

	for (i = 0; i < t->block_count; i++) {
		b = &t->blocks[i];
		for (k = 0; strcmp(b->kind, "association") == 0 &&
		    k < b->line_count; k++)
			add_notices(q, t, &b->lines[k]);
	}
}

/* The path of the store; *ret is the caller's. */
static enum ctl_exit
find_store(struct request *q, char **ret)
{
	const struct conf_block *b;
	struct loaded l;
	enum ctl_exit x;

	if (q->store != NULL) {
		*ret = mem_str(q->store);
		return CTL_OK;
	}
	x = loaded_open(&l, q->config, clock_wall_ms());
	if (x != CTL_OK) {
		loaded_print_diag(&l);
		fprintf(stderr, "exeatctl fingerprint: where the store is was "
		    "not found out; name it: --store FILE\n");
	} else {
		b = find_list(l.tree, q->list);
		if (b == NULL)
			x = CTL_INVALID;
		else
			*ret = mem_str(b->from_file);
		find_notices(q, l.tree);
	}
	loaded_free(&l);
	return x;
}

/* --- reading documents ------------------------------------------------------ */

/* One file on its way through the inspector. */
struct taking {
	const struct gram_key *key;
	bool every;
	struct fingerprint *print;
	bool is_too_long;
};

/*
 * One word by itself: a setting of the program that wrote the file (there are
 * hundreds in some), or the name of a field that will be filled in.
 */
static bool
is_word(struct slice s)
{
	size_t i;

	s = slice_trim(s);
	for (i = 0; i < s.len && !ascii_is_space(s.ptr[i]); i++)
		;
	return i == s.len && s.len < 2 * FINGERPRINT_GRAM;
}

static int
on_unit(void *arg, const struct shown_unit *u)
{
	struct taking *t = arg;

	if (u == NULL) {
		/* Another child begins again. */
		fingerprint_free(t->print);
		t->print = fingerprint_new(t->key, t->every);
		return 0;
	}
	/* The message was made for the file: its header is not the file's. */
	if (slice_eq_str(u->part, "0") || u->where == FINDING_FILENAME ||
	    u->where == FINDING_HEADER)
		return 0;
	if (is_word(u->bytes)) {
		fingerprint_break(t->print);
		return 0;
	}
	/* Past the limit it is read to its end, to say so. */
	if (fingerprint_text(t->print, u->bytes) < 0)
		t->is_too_long = true;
	return 0;
}

/* A document that is read in part would be known in part. */
static bool
was_read(const char *file, const struct report *r)
{
	struct buf why = BUF_INIT(4 * REPORT_STRING_MAX + KIB);

	if (r->complete && r->anomaly_count == 0)
		return true;
	if (r->anomaly_count > 0) {
		buf_printf(&why, "%s, ",
		    anomaly_class_name(r->anomalies[0].class));
		safe_put(&why, r->anomalies[0].detail);
	} else {
		buf_puts(&why, "the report is incomplete");
	}
	fprintf(stderr, "exeatctl fingerprint: %s: it cannot be read whole: "
	    "%s; save it anew, without a password, or as PDF or text\n",
	    file, buf_cstr(&why));
	buf_free(&why);
	return false;
}

/* *ret is the caller's, in any case. */
static enum ctl_exit
take_file(struct engine *e, const char *file, const struct gram_key *key,
    bool every, struct fingerprint **ret)
{
	struct judge_input in = { .file = file, .shape = JUDGE_ATTACHMENT,
	    .from = "<>", .client = "127.0.0.1",
	    .class = MAIL_CLASS_SUBMISSION, .at_ms = clock_wall_ms() };
	struct taking t = { .key = key, .every = every };
	enum ctl_exit x = CTL_OK;
	struct judged j;
	int r;

	t.print = fingerprint_new(key, every);
	r = judge_start(&j, &in, e->inspector.inspector);
	if (r == 0) {
		inspection_show(j.inspection, on_unit, &t);
		r = judge_report(&j);
	}
	if (r < 0) {
		fprintf(stderr, "exeatctl fingerprint: %s: %s\n", file,
		    j.error);
		x = engine_exit_of(r);
	} else if (!was_read(file, j.report)) {
		x = CTL_PARTLY;
	} else if (t.is_too_long) {
		fprintf(stderr, "exeatctl fingerprint: %s: the document is "
		    "too long, %zu letters at most\n", file,
		    FINGERPRINT_TEXT_MAX);
		x = CTL_PARTLY;
	}
	judge_free(&j);
	*ret = t.print;
	return x;
}

/* --- add -------------------------------------------------------------------- */

struct adding {
	const struct request *q;
	struct docstore store;
	struct engine engine;
	struct fingerprint **minus;
	size_t minus_count;
	struct document *new;		/* in the store's arena */
};

/* The i-th of the files whose text is left out. */
static const char *
minus_file(const struct request *q, size_t i)
{
	if (i < q->template_count)
		return q->templates[i];
	i -= q->template_count;
	return i < q->minus_count ? q->minus[i] :
	    q->notices[i - q->minus_count];
}

/* What is called by its file is called by the last part of its path. */
static struct slice
name_of(const struct request *q, const char *operand)
{
	struct slice path = slice_str(q->name != NULL ? q->name : operand);
	size_t slash;

	slash = q->name != NULL ? SLICE_NPOS : slice_rchr(path, '/');
	return slash == SLICE_NPOS ? path : slice_from(path, slash + 1);
}

static enum ctl_exit
take_minus(struct adding *a)
{
	const struct request *q = a->q;
	enum ctl_exit x = CTL_OK;
	size_t i, n = q->template_count + q->minus_count + q->notice_count;

	a->minus = mem_array(NULL, n + 1, sizeof *a->minus);
	for (i = 0; i < n && x == CTL_OK; i++) {
		x = take_file(&a->engine, minus_file(q, i),
		    &a->store.key.gram, true, &a->minus[i]);
		a->minus_count++;
	}
	return x;
}

static enum ctl_exit
too_little(const char *file, uint64_t letters, size_t prints, bool subtracted)
{
	fprintf(stderr, "exeatctl fingerprint: %s: %llu letters of text%s are "
	    "too little to know it again (%zu fingerprints, %d are needed): "
	    "it takes about %d letters of its own%s\n", file,
	    (unsigned long long)letters, subtracted ?
	    ", less what is subtracted," : "", prints, FINGERPRINT_LEAST,
	    LETTERS_LEAST, letters < FINGERPRINT_GRAM ?
	    "; a scan has to be made into text first" : "");
	return CTL_PARTLY;
}

static int
value_order(const void *a, const void *b)
{
	const struct document_print *x = a, *y = b;

	return x->value < y->value ? -1 : x->value > y->value;
}

/* From hashes to what a store keeps. */
static enum ctl_exit
make_document(struct adding *a, size_t i, struct fingerprint *f)
{
	struct document *d = &a->new[i];
	char now[CLOCK_ISO_SIZE];
	const uint64_t *hashes;
	size_t k;

	for (k = 0; k < a->minus_count; k++)
		fingerprint_subtract(f, a->minus[k]);
	hashes = fingerprint_hashes(f, &d->count);
	d->letters = fingerprint_letters(f);
	if (d->count < FINGERPRINT_LEAST)
		return too_little(a->q->operands[i], d->letters, d->count,
		    a->minus_count > 0);
	d->name = name_of(a->q, a->q->operands[i]);
	clock_iso(clock_wall_ms(), now, sizeof now);
	memcpy(d->date, now, sizeof d->date - 1);
	d->prints = arena_array(a->store.arena, d->count, sizeof *d->prints);
	if (d->prints == NULL)
		return CTL_INTERNAL;
	for (k = 0; k < d->count; k++)
		d->prints[k] = document_print(&a->store.key, hashes[k]);
	qsort(d->prints, d->count, sizeof *d->prints, value_order);
	return CTL_OK;
}

static enum ctl_exit
take_documents(struct adding *a)
{
	enum ctl_exit x = CTL_OK, one;
	struct fingerprint *f;
	size_t i;

	a->new = arena_array(a->store.arena, a->q->count, sizeof *a->new);
	if (a->new == NULL)
		return CTL_INTERNAL;
	/* Each that is wrong is told, not only the first. */
	for (i = 0; i < a->q->count; i++) {
		one = take_file(&a->engine, a->q->operands[i],
		    &a->store.key.gram, false, &f);
		if (one == CTL_OK)
			one = make_document(a, i, f);
		fingerprint_free(f);
		if (one != CTL_OK)
			x = one;
	}
	return x;
}

/* In the place of the one of that name, or at the end. */
static enum ctl_exit
put_document(struct docstore *s, const struct document *d, bool *ret_replaced)
{
	struct documents *all = &s->documents;
	struct document *old = documents_find(all, d->name);

	*ret_replaced = old != NULL;
	if (old != NULL) {
		*old = *d;
		return CTL_OK;
	}
	if (all->count == FINGERPRINT_DOCUMENTS_MAX) {
		fprintf(stderr, "exeatctl fingerprint: %s: the store has %d "
		    "documents, and no room for more; begin a second one\n",
		    s->path, FINGERPRINT_DOCUMENTS_MAX);
		return CTL_PARTLY;
	}
	all->list = arena_grow(s->arena, all->list, all->count, &all->cap,
	    sizeof *all->list);
	if (all->list == NULL)
		return CTL_INTERNAL;
	all->list[all->count++] = *d;
	return CTL_OK;
}

/*
 * What more than a few documents share is boilerplate.  Many editions of one
 * form are nothing but: none of them would be known any more.
 */
static enum ctl_exit
check_own(const struct docstore *s)
{
	const struct documents *d = &s->documents;
	enum ctl_exit x = CTL_OK;
	size_t *own, i;

	own = mem_array(NULL, d->count + 1, sizeof *own);
	documents_count_own(d, own);
	for (i = 0; i < d->count; i++) {
		if (own[i] >= FINGERPRINT_LEAST)
			continue;
		fprintf(stderr, "exeatctl fingerprint: nearly all of \"%.*s\" "
		    "would stand in more than %d documents of the store, and "
		    "none of these could be known any more; remove the older "
		    "ones first, or add them with --template and what they "
		    "share\n", (int)d->list[i].name.len,
		    (const char *)d->list[i].name.ptr, FINGERPRINT_COMMON);
		x = CTL_INVALID;
	}
	free(own);
	return x;
}

static enum ctl_exit
store_documents(struct adding *a)
{
	bool *replaced;
	enum ctl_exit x;
	size_t i;

	replaced = mem_array(NULL, a->q->count, sizeof *replaced);
	x = docstore_lock(&a->store);
	if (x == CTL_OK)
		x = docstore_load(&a->store);
	for (i = 0; i < a->q->count && x == CTL_OK; i++)
		x = put_document(&a->store, &a->new[i], &replaced[i]);
	if (x == CTL_OK)
		x = check_own(&a->store);
	if (x == CTL_OK)
		x = docstore_save(&a->store);
	for (i = 0; i < a->q->count && x == CTL_OK; i++)
		printf("%s  %.*s  %zu fingerprints, %llu letters\n",
		    replaced[i] ? "replaced" : "added",
		    (int)a->new[i].name.len, (const char *)a->new[i].name.ptr,
		    a->new[i].count, (unsigned long long)a->new[i].letters);
	free(replaced);
	return x;
}

static enum ctl_exit
check_names(const struct request *q)
{
	struct slice name;
	size_t i, k;

	for (i = 0; i < q->count; i++) {
		name = name_of(q, q->operands[i]);
		if (!document_name_is_good(name))
			return command_misused("fingerprint", "\"%s\" cannot "
			    "be a document's name (1 to %d bytes, one line); "
			    "give it another one: --name",
			    q->name != NULL ? q->name : q->operands[i],
			    FINGERPRINT_NAME_MAX);
		for (k = 0; k < i; k++)
			if (slice_eq(name, name_of(q, q->operands[k])))
				return command_misused("fingerprint",
				    "two files would be called \"%.*s\"",
				    (int)name.len, (const char *)name.ptr);
	}
	return CTL_OK;
}

static enum ctl_exit
run_add(const struct request *q, const char *path)
{
	struct adding a = { .q = q };
	enum ctl_exit x;
	size_t i;

	x = check_names(q);
	if (x != CTL_OK)
		return x;
	x = docstore_open(&a.store, path, true);
	/* Before the work: a store that cannot be read will not be written. */
	if (x == CTL_OK)
		x = docstore_load(&a.store);
	if (x == CTL_OK)
		x = engine_open_bare(&a.engine, "fingerprint");
	if (x == CTL_OK)
		x = take_minus(&a);
	if (x == CTL_OK)
		x = take_documents(&a);
	if (x == CTL_OK)
		x = store_documents(&a);
	if (x != CTL_OK)
		fprintf(stderr, "exeatctl fingerprint: nothing was added\n");
	else
		puts("It counts from the next \"exeatctl reload\" on.");
	for (i = 0; i < a.minus_count; i++)
		fingerprint_free(a.minus[i]);
	free(a.minus);
	engine_close(&a.engine);
	docstore_close(&a.store);
	return x;
}

/* --- list and remove -------------------------------------------------------- */

static void
list_json(const struct docstore *s, const size_t *own)
{
	json_t *o = json_object(), *list = json_array(), *d;
	const struct document *x;
	size_t i;

	for (i = 0; i < s->documents.count; i++) {
		x = &s->documents.list[i];
		d = json_object();
		json_object_set_new(d, "name", answer_string(x->name));
		json_object_set_new(d, "added", json_string(x->date));
		json_object_set_new(d, "fingerprints",
		    json_integer((json_int_t)x->count));
		json_object_set_new(d, "own", json_integer((json_int_t)own[i]));
		json_object_set_new(d, "letters",
		    json_integer((json_int_t)x->letters));
		json_array_append_new(list, d);
	}
	json_object_set_new(o, "schema", json_integer(1));
	json_object_set_new(o, "store", answer_string(slice_str(s->path)));
	json_object_set_new(o, "documents", list);
	jsontext_print(o, true);
}

static void
list_human(const struct docstore *s, const size_t *own)
{
	const struct document *x;
	struct buf name = BUF_INIT(16 * KIB);
	size_t i;

	for (i = 0; i < s->documents.count; i++) {
		x = &s->documents.list[i];
		buf_reset(&name);
		safe_put_text(&name, x->name);
		printf("%s  %6zu fingerprints  %8llu letters  %s%s\n", x->date,
		    x->count, (unsigned long long)x->letters, buf_cstr(&name),
		    own[i] < FINGERPRINT_LEAST ? "   (not looked for: nearly "
		    "all of it stands in others)" : "");
	}
	buf_free(&name);
}

static enum ctl_exit
run_list(const struct request *q, const char *path)
{
	struct docstore s;
	enum ctl_exit x;
	size_t *own;

	if (q->count > 0)
		return command_misused("fingerprint", "\"%s\" is one word too "
		    "many", q->operands[0]);
	x = docstore_open(&s, path, false);
	if (x == CTL_OK)
		x = docstore_load(&s);
	if (x == CTL_OK) {
		own = mem_array(NULL, s.documents.count + 1, sizeof *own);
		documents_count_own(&s.documents, own);
		if (q->json)
			list_json(&s, own);
		else
			list_human(&s, own);
		free(own);
	}
	docstore_close(&s);
	return x;
}

/* By its name, or by the path of the file that it was. */
static enum ctl_exit
remove_one(struct docstore *s, const struct request *q, const char *operand)
{
	struct documents *all = &s->documents;
	struct document *d;
	size_t i;

	d = documents_find(all, slice_str(operand));
	if (d == NULL)
		d = documents_find(all, name_of(q, operand));
	if (d == NULL) {
		fprintf(stderr, "exeatctl fingerprint: %s: the store has no "
		    "document \"%s\"; \"exeatctl fingerprint list\" shows "
		    "what it has\n", s->path, operand);
		return CTL_PARTLY;
	}
	all->count--;
	for (i = (size_t)(d - all->list); i < all->count; i++)
		all->list[i] = all->list[i + 1];
	return CTL_OK;
}

static enum ctl_exit
run_remove(const struct request *q, const char *path)
{
	struct docstore s;
	enum ctl_exit x;
	size_t i;

	x = docstore_open(&s, path, false);
	if (x == CTL_OK)
		x = docstore_lock(&s);
	if (x == CTL_OK)
		x = docstore_load(&s);
	for (i = 0; i < q->count && x == CTL_OK; i++)
		x = remove_one(&s, q, q->operands[i]);
	if (x == CTL_OK)
		x = docstore_save(&s);
	for (i = 0; i < q->count && x == CTL_OK; i++)
		printf("removed  %s\n", q->operands[i]);
	if (x != CTL_OK)
		fprintf(stderr, "exeatctl fingerprint: nothing was removed\n");
	docstore_close(&s);
	return x;
}

/* --- the command -------------------------------------------------------------- */

static const struct action {
	const char *word;
	bool needs_operand, makes;
	enum ctl_exit (*run)(const struct request *q, const char *path);
} actions[] = {
	{ "add", true, true, run_add },
	{ "list", false, false, run_list },
	{ "remove", true, false, run_remove },
};

static enum ctl_exit
check_request(const struct request *q, const struct action *a)
{
	if (a->needs_operand && q->count == 0)
		return command_misused("fingerprint", "%s which document?",
		    a->word);
	if (q->store != NULL && (q->list != NULL || q->config != NULL))
		return command_misused("fingerprint", "--store, or --list of "
		    "the configuration, not both");
	if (!a->makes && (q->name != NULL || q->template_count > 0 ||
	    q->minus_count > 0))
		return command_misused("fingerprint", "--name, --template and "
		    "--minus go with add");
	if (q->name != NULL && q->count != 1)
		return command_misused("fingerprint", "--name is for one file");
	if (q->format != NULL && a->needs_operand)
		return command_misused("fingerprint", "--format goes with "
		    "list");
	return CTL_OK;
}

static enum ctl_exit
run(struct request *q, const char *word)
{
	const struct action *a = NULL;
	char *path = NULL;
	enum ctl_exit x;
	size_t i;

	for (i = 0; i < sizeof actions / sizeof actions[0]; i++)
		if (strcmp(actions[i].word, word) == 0)
			a = &actions[i];
	if (a == NULL)
		return command_misused("fingerprint", "add, list or remove, "
		    "not \"%s\"", word);
	x = options_json("fingerprint", q->format, &q->json);
	if (x == CTL_OK)
		x = check_request(q, a);
	if (x == CTL_OK)
		x = find_store(q, &path);
	if (x == CTL_OK)
		x = a->run(q, path);
	free(path);
	return x;
}

enum ctl_exit
cmd_fingerprint(int argc, char **argv)
{
	struct request q = { .store = NULL };
	const struct option_rule rules[] = {
		{ .name = "--config", .value = &q.config },
		{ .name = "--format", .value = &q.format },
		{ .name = "--list", .value = &q.list },
		{ .name = "--minus", .many = &q.minus,
		    .many_count = &q.minus_count },
		{ .name = "--name", .value = &q.name },
		{ .name = "--store", .value = &q.store },
		{ .name = "--template", .many = &q.templates,
		    .many_count = &q.template_count },
		{ .name = NULL }
	};
	const char **words;
	enum ctl_exit x;
	size_t n = 0;

	words = mem_array(NULL, (size_t)argc, sizeof *words);
	x = options_read(argc, argv, rules, words, (size_t)argc, &n);
	if (x == CTL_OK && n == 0)
		x = command_misused("fingerprint", "add, list or remove?");
	if (x == CTL_OK) {
		q.operands = words + 1;
		q.count = n - 1;
		x = run(&q, words[0]);
	}
	for (n = 0; n < q.notice_count; n++)
		free(q.notices[n]);
	free(q.notices);
	free(words);
	free(q.minus);
	free(q.templates);
	return x;
}

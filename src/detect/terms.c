#include "detect/terms.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/chain.h"
#include "detect/scene.h"

/* Lists that are no detector's lexicon: all judges share them. */
static const struct {
	const char *name;
	enum mark_kind kind;
} classes[] = {
	{ "pronouns", MARK_PRONOUN },
	{ "predicates", MARK_PREDICATE },
	{ "groups", MARK_GROUP },
	{ "services", MARK_SERVICE },
	{ "case-verbs", MARK_CASE_VERB },
	{ "general", MARK_GENERAL },
	{ "sign-offs", MARK_SIGN_OFF },
	{ NULL, MARK_KIND_COUNT }
};

static const struct {
	const char *name;
	unsigned kind;
} names[] = {
	{ "given-names", NAME_GIVEN },
	{ "surnames", NAME_SURNAME },
	{ NULL, 0 }
};

/* The keys of the list "name-words". */
static const struct {
	const char *key;
	unsigned kind;
} name_words[] = {
	{ "title", NAME_TITLE },
	{ "particle", NAME_PARTICLE },
	{ "street", NAME_STREET },
	{ "body", NAME_BODY },
	{ "role", NAME_ROLE },
	{ "label", NAME_LABEL },
	{ "other", NAME_OTHER },
	{ NULL, 0 }
};

/* Lists of words that have a reader of their own, not the plan. */
static const char *const others[] = { "promises", NULL };

static const char *const columns[] = {
	[COLUMN_PERSON] = "person",
	[COLUMN_GIVEN] = "given",
	[COLUMN_SURNAME] = "surname",
	[COLUMN_ADDRESS] = "address",
	[COLUMN_POSTCODE] = "postcode",
	[COLUMN_BIRTH] = "birth",
	[COLUMN_PHONE] = "telephone",
	[COLUMN_EMAIL] = "mail",
	[COLUMN_IDENTITY] = "identity",
	[COLUMN_BANK] = "bank",
	[COLUMN_DEBT] = "debt",
	[COLUMN_REFERENCE] = "reference",
	[COLUMN_SECRET] = "secret",
	[COLUMN_KIND_COUNT] = NULL
};

/* Lists of signs of chain letters: an entry's key is its weight. */
static const struct {
	const char *name;
	enum chain_kind kind;
} chain_signs[] = {
	{ "chain-urging", CHAIN_URGING },
	{ "chain-luck", CHAIN_LUCK },
	{ "chain-threat", CHAIN_THREAT },
	{ "chain-prize", CHAIN_PRIZE },
	{ "chain-hoax", CHAIN_HOAX },
	{ "chain-money", CHAIN_MONEY },
	{ "chain-petition", CHAIN_PETITION },
	{ "chain-feeling", CHAIN_FEELING },
	{ "chain-about", CHAIN_ABOUT },
	{ "chain-ordinary", CHAIN_ORDINARY },
	{ NULL, CHAIN_KIND_COUNT }
};

/* The keys of the list "chain-passing". */
static const struct {
	const char *key;
	unsigned extra;
} chain_words[] = {
	{ "pass", CHAIN_EXTRA(CHAIN_PASS, 2) },
	{ "send", CHAIN_EXTRA(CHAIN_SEND, 2) },
	{ "share", CHAIN_EXTRA(CHAIN_SEND, 1) },
	{ "count", CHAIN_EXTRA(CHAIN_COUNT, 1) },
	{ "some", CHAIN_EXTRA(CHAIN_PEOPLE, 1) },
	{ "many", CHAIN_EXTRA(CHAIN_PEOPLE, 2) },
	{ "all", CHAIN_EXTRA(CHAIN_PEOPLE, 3) },
	{ "closed", CHAIN_EXTRA(CHAIN_CLOSED, 1) },
	{ "refused", CHAIN_EXTRA(CHAIN_REFUSED, 1) },
	{ "done", CHAIN_EXTRA(CHAIN_REFUSED, 2) },
	{ "never", CHAIN_EXTRA(CHAIN_REFUSED, 0) },
	{ NULL, 0 }
};

/* What the entries of one list mean. */
struct lexicon {
	struct detect_plan *plan;
	struct conf_diag *diag;		/* NULL: a list of our own */
	enum { OF_DETECTOR, OF_CLASS, OF_NAMES, OF_NAME_WORDS, OF_COLUMNS,
	    OF_CHAIN, OF_CHAIN_WORDS, OF_ANOTHER } of;
	uint32_t source;
	unsigned kind;			/* enum mark_kind, name_kind or chain_kind */
};

/* The source of a detector's name; LABEL_NO_SOURCE if it has no code. */
static uint32_t
detector_source(struct slice name)
{
	const struct detector_info *d = detector_by_name(name);
	uint32_t i;

	for (i = 0; d != NULL && detect_table[i].id != NULL; i++)
		if (strcmp(detect_table[i].id, d->id) == 0)
			return i;
	return LABEL_NO_SOURCE;
}

/* 0, or ERR_NOTFOUND if no list has that name. */
static int
lexicon_named(struct lexicon *l, struct slice name)
{
	size_t i;

	l->source = LABEL_NO_SOURCE;
	for (i = 0; classes[i].name != NULL; i++)
		if (slice_eq_str(name, classes[i].name)) {
			l->of = OF_CLASS;
			l->kind = classes[i].kind;
			return 0;
		}
	for (i = 0; names[i].name != NULL; i++)
		if (slice_eq_str(name, names[i].name)) {
			l->of = OF_NAMES;
			l->kind = names[i].kind;
			return 0;
		}
	for (i = 0; chain_signs[i].name != NULL; i++)
		if (slice_eq_str(name, chain_signs[i].name)) {
			l->of = OF_CHAIN;
			l->kind = chain_signs[i].kind;
			return 0;
		}
	if (slice_eq_str(name, "chain-passing")) {
		l->of = OF_CHAIN_WORDS;
		return 0;
	}
	if (slice_eq_str(name, "columns")) {
		l->of = OF_COLUMNS;
		return 0;
	}
	if (slice_eq_str(name, "name-words")) {
		l->of = OF_NAME_WORDS;
		return 0;
	}
	for (i = 0; others[i] != NULL; i++)
		if (slice_eq_str(name, others[i])) {
			l->of = OF_ANOTHER;
			return 0;
		}
	l->of = OF_DETECTOR;
	l->source = detector_source(name);
	return l->source != LABEL_NO_SOURCE ? 0 : ERR_NOTFOUND;
}

static int
wrong(struct lexicon *l, const struct conf_place *at, const char *what)
{
	if (l->diag != NULL)
		conf_error(l->diag, at, "%s", what);
	return ERR_SYNTAX;
}

/* The first word of an entry, and the rest. */
static struct slice
entry_key(struct slice item, struct slice *ret_rest)
{
	size_t blank = slice_chr(item, ' ', 0), tab = slice_chr(item, '\t', 0);

	blank = tab < blank ? tab : blank;
	*ret_rest = blank == SLICE_NPOS ? SLICE_NONE :
	    slice_trim(slice_from(item, blank));
	return slice_sub(item, 0, blank);
}

/* "MS", "HIV+", "PrEP", but not "B", "1" or "Unite". */
static bool
is_in_capitals(struct slice item)
{
	size_t i, upper, lower;

	for (i = upper = lower = 0; i < item.len; i++) {
		if (item.ptr[i] >= 0x80)
			return false;
		if (!ascii_is_alpha(item.ptr[i]))
			continue;
		if (ascii_lower(item.ptr[i]) == item.ptr[i])
			lower++;
		else
			upper++;
	}
	return upper > 1 && (lower == 0 || (lower == 1 && upper > 2));
}

static int
put_term(struct lexicon *l, struct slice item)
{
	struct slice key, rest;
	uint8_t weight = 2;
	int r;

	key = entry_key(item, &rest);
	if (rest.len > 0 && slice_eq_str(key, "header")) {
		r = plan_word(l->plan, rest, LABEL_TAG(l->source,
		    LABEL_HEADER));
		return r < 0 ? r : plan_word(l->plan, rest,
		    LABEL_TAG_EXTRA(l->source, LABEL_TERM, TERM_HEADER));
	}
	if (rest.len > 0 && key.len == 1 && key.ptr[0] >= '0' &&
	    key.ptr[0] <= '3') {
		weight = (uint8_t)(key.ptr[0] - '0');
		item = rest;
	}
	if (is_in_capitals(item))
		weight |= TERM_CAPITALS;
	return plan_word(l->plan, item, LABEL_TAG_EXTRA(l->source, LABEL_TERM,
	    weight));
}

static int
put_name(struct lexicon *l, struct slice item)
{
	struct slice key, rest;
	unsigned kinds = l->kind;

	key = entry_key(item, &rest);
	if (rest.len > 0 && slice_eq_str(key, "1")) {
		kinds |= kinds == NAME_GIVEN ? NAME_WEAK_GIVEN :
		    NAME_WEAK_SURNAME;
		item = rest;
	}
	return plan_name_add(l->plan, item, kinds);
}

/* ERR_NOTFOUND if there is no such kind of word. */
static int
put_name_word(struct lexicon *l, struct slice item)
{
	struct slice key, rest;
	size_t i;

	key = entry_key(item, &rest);
	for (i = 0; name_words[i].key != NULL; i++)
		if (slice_eq_str(key, name_words[i].key) && rest.len > 0)
			return plan_name_add(l->plan, rest,
			    name_words[i].kind);
	return ERR_NOTFOUND;
}

/* ERR_NOTFOUND if there is no such kind of column. */
static int
put_column(struct lexicon *l, struct slice item)
{
	struct slice key, rest;
	size_t i;

	key = entry_key(item, &rest);
	for (i = 0; i < COLUMN_KIND_COUNT; i++)
		if (slice_eq_str(key, columns[i]) && rest.len > 0)
			return plan_word(l->plan, rest, LABEL_TAG_EXTRA(
			    LABEL_NO_SOURCE, LABEL_COLUMN, i));
	return ERR_NOTFOUND;
}

/*
 * A phrase of chain letters: also as people write it who have no accents on
 * their keys, and its words for letters that stand apart.
 */
static int
put_chain_phrase(struct lexicon *l, struct slice phrase, unsigned extra)
{
	uint8_t plain[LIST_WORD_MAX];
	struct slice folded;
	uint32_t tag;
	size_t n;
	int r;

	tag = LABEL_TAG_EXTRA(LABEL_NO_SOURCE, LABEL_CHAIN, extra);
	r = shadow_fold(&l->plan->fold, phrase, &folded);
	if (r < 0 || folded.len > sizeof plain)
		return ERR_LIMIT;
	n = disguise_plain(folded, plain, sizeof plain);
	vocabulary_add(&l->plan->vocabulary, slice_of(plain, n));
	r = plan_word(l->plan, phrase, tag);
	if (r < 0 || slice_is_ascii(phrase))
		return r;
	return plan_word(l->plan, slice_of(plain, n), tag);
}

static int
put_chain(struct lexicon *l, struct slice item)
{
	struct slice key, rest;

	key = entry_key(item, &rest);
	if (rest.len == 0 || key.len != 1 || key.ptr[0] < '0' ||
	    key.ptr[0] > '3')
		return ERR_NOTFOUND;
	return put_chain_phrase(l, rest, CHAIN_EXTRA(l->kind,
	    (unsigned)(key.ptr[0] - '0')));
}

static int
put_chain_word(struct lexicon *l, struct slice item)
{
	struct slice key, rest;
	size_t i;

	key = entry_key(item, &rest);
	for (i = 0; chain_words[i].key != NULL && rest.len > 0; i++)
		if (slice_eq_str(key, chain_words[i].key))
			return put_chain_phrase(l, rest, chain_words[i].extra);
	return ERR_NOTFOUND;
}

static int
put_entry(void *arg, struct slice item, const struct conf_place *at)
{
	struct lexicon *l = arg;
	int r = 0;

	switch (l->of) {
	case OF_DETECTOR:
		r = put_term(l, item);
		break;
	case OF_CLASS:
		r = plan_word(l->plan, item, LABEL_TAG_EXTRA(LABEL_NO_SOURCE,
		    LABEL_CLASS, l->kind));
		break;
	case OF_NAMES:
		r = put_name(l, item);
		break;
	case OF_NAME_WORDS:
		r = put_name_word(l, item);
		break;
	case OF_COLUMNS:
		r = put_column(l, item);
		break;
	case OF_CHAIN:
		r = put_chain(l, item);
		break;
	case OF_CHAIN_WORDS:
		r = put_chain_word(l, item);
		break;
	case OF_ANOTHER:
		return 0;
	}
	if (r == ERR_NOTFOUND && l->of == OF_NAME_WORDS)
		return wrong(l, at, "expected a kind of word and the word, "
		    "as in \"title mrs\"");
	if (r == ERR_NOTFOUND && l->of == OF_CHAIN)
		return wrong(l, at, "expected a weight from 0 to 3 and the "
		    "words, as in \"3 bad luck\"");
	if (r == ERR_NOTFOUND && l->of == OF_CHAIN_WORDS)
		return wrong(l, at, "expected a kind of word and the word, "
		    "as in \"pass forward\"");
	if (r == ERR_NOTFOUND)
		return wrong(l, at, "expected a kind of column and its name, "
		    "as in \"person tenant\"");
	if (r == ERR_SYNTAX || r == ERR_LIMIT)
		return wrong(l, at, "expected a word or phrase that is not "
		    "too long");
	return r;
}

static const struct conf_block *
find_terms(const struct conf_tree *tree, struct slice name)
{
	size_t i;

	for (i = 0; i < tree->block_count; i++)
		if (strcmp(tree->blocks[i].kind, "list") == 0 &&
		    slice_eq_str(tree->blocks[i].of, "terms") &&
		    slice_eq(tree->blocks[i].name, name))
			return &tree->blocks[i];
	return NULL;
}

static int
read_default(struct lexicon *l, const struct terms_default *d)
{
	size_t i;
	int r;

	r = 0;
	for (i = 0; d->entries[i] != NULL && r == 0; i++)
		r = put_entry(l, slice_str(d->entries[i]), NULL);
	return r;
}

int
terms_each(const struct conf_tree *tree, const char *name,
    int (*item)(void *arg, struct slice item, const struct conf_place *at),
    void *arg)
{
	const struct conf_block *b = NULL;
	const struct terms_default *d;
	size_t i;
	int r = 0;

	if (tree != NULL)
		b = find_terms(tree, slice_str(name));
	if (b != NULL)
		return conf_list_each(b, item, arg);
	for (d = terms_defaults; d->name != NULL; d++)
		if (strcmp(d->name, name) == 0)
			break;
	if (d->name == NULL)
		return ERR_NOTFOUND;
	for (i = 0; r == 0 && d->entries[i] != NULL; i++)
		r = item(arg, slice_str(d->entries[i]), NULL);
	return r;
}

static void
unknown_name(struct conf_diag *diag, const struct conf_block *b)
{
	const struct detector_info *d;
	const char *known[128];
	const char *near;
	size_t i, n;

	n = 0;
	for (i = 0; terms_defaults[i].name != NULL && n + 1 < 128; i++)
		known[n++] = terms_defaults[i].name;
	for (d = detector_table(); d->id != NULL && n + 1 < 128; d++)
		known[n++] = d->name;
	known[n] = NULL;
	conf_error(diag, &b->name_at, "\"%.*s\" is not the name of a detector "
	    "or of a class of words", (int)b->name.len,
	    (const char *)b->name.ptr);
	near = conf_nearest(b->name, known);
	if (near != NULL)
		conf_suggest(diag, near);
}

int
terms_read(struct detect_plan *p, const struct conf_tree *tree,
    struct conf_diag *diag)
{
	struct lexicon l = { .plan = p, .diag = diag };
	size_t i, errors;
	int r;

	errors = conf_diag_errors(diag);
	for (i = 0; i < tree->block_count; i++) {
		if (strcmp(tree->blocks[i].kind, "list") != 0 ||
		    !slice_eq_str(tree->blocks[i].of, "terms"))
			continue;
		if (lexicon_named(&l, tree->blocks[i].name) < 0)
			unknown_name(diag, &tree->blocks[i]);
		else
			conf_list_each(&tree->blocks[i], put_entry, &l);
	}
	if (conf_diag_errors(diag) > errors)
		return ERR_SYNTAX;
	l.diag = NULL;
	r = 0;
	for (i = 0; terms_defaults[i].name != NULL && r == 0; i++)
		/* Of a detector that is only named: nobody asks. */
		if (find_terms(tree, slice_str(terms_defaults[i].name)) ==
		    NULL && lexicon_named(&l,
		    slice_str(terms_defaults[i].name)) == 0)
			r = read_default(&l, &terms_defaults[i]);
	return r;
}

#include "register/near.h"

#include <string.h>

#include "base/err.h"

#define LOOKS		"looks"
#define NAME		"name"
#define BEGINNING	"beginning"
#define END		"end"
#define RUN_TOGETHER	"run together"
#define WHOLE		"whole"

/* Longest domain, in UTF-8: each octet of an A-label is one letter at most. */
#define DOMAIN_MAX	1024

/* --- texts ---------------------------------------------------------------------- */

/*
 * One half of a name of so many letters: how it begins, or how it ends.
 * Between the two stands a letter at least that is in neither, so that a slip
 * of a finger, be it two letters that changed places, leaves one of them whole.
 */
static int
half(const struct lookalike *x, size_t letters, bool is_end, near_each each,
    void *arg)
{
	uint8_t text[LOOKALIKE_LABEL_MAX + 1];
	size_t n = letters > 0 ? (letters - 1) / 2 : 0;

	if (n == 0 || n > x->text_len)
		return 0;
	text[0] = (uint8_t)letters;
	memcpy(text + 1, x->text + (is_end ? x->text_len - n : 0), n);
	return each(arg, is_end ? END : BEGINNING, slice_of(text, n + 1));
}

static int
halves(const struct lookalike *x, size_t letters, near_each each, void *arg)
{
	int r = half(x, letters, false, each, arg);

	return r < 0 ? r : half(x, letters, true, each, arg);
}

static struct slice
name_of(const struct lookalike *x)
{
	return slice_of(x->text, x->text_len);
}

static int
run_together(struct slice domain, near_each each, void *arg)
{
	uint8_t text[DOMAIN_MAX];
	size_t i, n = 0;

	if (domain.len > sizeof text)
		return 0;
	for (i = 0; i < domain.len; i++)
		if (domain.ptr[i] != '.' && domain.ptr[i] != '-')
			text[n++] = domain.ptr[i];
	return each(arg, RUN_TOGETHER, slice_of(text, n));
}

/* The name and its ending, without what stands below it. */
static struct slice
whole(const struct lookalike *k)
{
	return k->suffix.len == 0 ? k->label :
	    slice_of(k->label.ptr, k->label.len + 1 + k->suffix.len);
}

int
near_known(const struct lookalike *k, near_each each, void *arg)
{
	int r;

	r = each(arg, LOOKS, slice_of(k->skeleton, k->skeleton_len));
	if (r >= 0)
		r = each(arg, NAME, name_of(k));
	if (r >= 0)
		r = halves(k, k->text_len, each, arg);
	if (r >= 0)
		r = run_together(whole(k), each, arg);
	return r >= 0 ? each(arg, WHOLE, whole(k)) : r;
}

/* Two labels and more, one after another, that stand before the ending. */
static int
runs_of_labels(struct slice names, near_each each, void *arg)
{
	size_t start[NEAR_LABELS_MAX + 1], n = 0, i, k, dot;
	int r = 0;

	for (dot = 0; n < NEAR_LABELS_MAX && dot < names.len; n++) {
		start[n] = dot;
		dot = slice_chr(names, '.', dot);
		dot = dot == SLICE_NPOS ? names.len : dot + 1;
	}
	start[n] = dot < names.len ? dot : names.len + 1;
	for (i = 0; r >= 0 && i + 1 < n; i++)
		for (k = i + 2; r >= 0 && k <= n; k++)
			r = each(arg, WHOLE, slice_sub(names, start[i],
			    start[k] - 1));
	return r;
}

int
near_asked(const struct lookalike *x, near_each each, void *arg)
{
	size_t ending = x->suffix.len > 0 ? x->suffix.len + 1 : 0;
	size_t letters;
	int r;

	r = each(arg, LOOKS, slice_of(x->skeleton, x->skeleton_len));
	if (r >= 0)
		r = each(arg, NAME, name_of(x));
	/* A letter more than the known one, as many, or one less. */
	for (letters = x->text_len > 0 ? x->text_len - 1u : 0; r >= 0 &&
	    letters <= x->text_len + 1u; letters++)
		r = halves(x, letters, each, arg);
	if (r >= 0)
		r = run_together(x->domain, each, arg);
	if (r >= 0)
		r = run_together(x->label, each, arg);
	return r >= 0 ? runs_of_labels(slice_sub(x->domain, 0,
	    x->domain.len - ending), each, arg) : r;
}

/* --- rows ------------------------------------------------------------------------- */

struct errand {
	struct register_context *x;
	uint16_t reg;
	struct register_row row;	/* put: the domain's */
	const struct lookalike *asked;
	struct slice found;
};

static int
text_digest(const struct register_context *x, const char *kind,
    struct slice text, uint8_t ret[KEY_MAC_SIZE])
{
	const struct slice parts[] = { slice_str(kind), text };

	return register_digest(x, "near a domain", parts, 2, ret);
}

static int
put_one(void *arg, const char *kind, struct slice text)
{
	struct errand *e = arg;
	struct register_row row = e->row;
	int r;

	r = text_digest(e->x, kind, text, row.key);
	return r < 0 ? r : register_put(e->x, &row);
}

int
near_put(struct register_context *x, uint16_t reg, struct slice domain,
    int64_t until_ms)
{
	struct errand e = { .x = x, .reg = reg };
	struct lookalike k;
	int r;

	if (domain.len > DOMAIN_MAX || !lookalike_make(domain, &k))
		return 0;
	e.row.reg = reg;
	e.row.at_ms = x->at_ms;
	e.row.count = 1;
	e.row.until_ms = until_ms;
	e.row.text = domain;
	r = register_digest(x, "domain", &domain, 1, e.row.sub);
	return r < 0 ? r : near_known(&k, put_one, &e);
}

static int
look_one(void *arg, const char *kind, struct slice text)
{
	struct errand *e = arg;
	struct register_row *rows;
	uint8_t key[KEY_MAC_SIZE];
	struct lookalike k;
	size_t i, n = 0;
	int r;

	if (e->found.len > 0)
		return 0;
	r = text_digest(e->x, kind, text, key);
	if (r == 0)
		r = register_each(e->x, e->reg, key, NEAR_EACH_MAX, &rows,
		    &n);
	for (i = 0; r == 0 && i < n; i++)
		if (lookalike_make(rows[i].text, &k) &&
		    lookalike_is(e->asked, &k, LOOKALIKE_WRITTEN_TO)) {
			e->found = rows[i].text;
			break;
		}
	return r;
}

int
near_find(struct register_context *x, uint16_t reg, struct slice domain,
    struct slice *ret)
{
	struct lookalike asked;
	struct errand e = { .x = x, .reg = reg, .asked = &asked };
	int r = 0;

	if (domain.len <= DOMAIN_MAX && lookalike_make(domain, &asked))
		r = near_asked(&asked, look_one, &e);
	if (r == 0)
		*ret = e.found;
	return r;
}

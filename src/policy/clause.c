#include "policy/clause.h"

#include "base/err.h"
#include "policy/check.h"

/* --- names in a rule's `policy` line ------------------------------------------------ */

/* "29", "4.2", "12a", "27-29": what stands for a clause of the same document. */
static bool
is_number(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_digit(s.ptr[i]) && s.ptr[i] != '.' &&
		    s.ptr[i] != '-' && !(i + 1 == s.len && i > 0 &&
		    ascii_is_alpha(s.ptr[i])))
			return false;
	return s.len > 0 && ascii_is_digit(s.ptr[0]);
}

struct slice
clause_document(struct slice clause)
{
	size_t blank = slice_rchr(clause, ' ');

	if (blank == SLICE_NPOS || !is_number(slice_from(clause, blank + 1)))
		return SLICE_NONE;
	return slice_trim(slice_sub(clause, 0, blank));
}

struct splitter {
	struct arena *arena;
	struct slice *list;
	size_t count, cap;
};

static int
add(struct splitter *s, struct slice clause)
{
	s->list = arena_grow(s->arena, s->list, s->count, &s->cap,
	    sizeof *s->list);
	if (s->list == NULL)
		return ERR_LIMIT;
	s->list[s->count++] = clause;
	return 0;
}

/* The clauses of one document, "Name 27, 29". */
static int
split_document(struct splitter *s, struct slice text)
{
	struct slice document = SLICE_NONE, number, clause = SLICE_NONE;
	size_t at = 0, comma;
	int r = 0;

	while (r == 0 && at <= text.len) {
		comma = slice_chr(text, ',', at);
		if (comma == SLICE_NPOS)
			comma = text.len;
		number = slice_trim(slice_sub(text, at, comma));
		at = comma + 1;
		if (document.len > 0 || is_number(clause)) {
			/* The one before it is whole. */
			r = add(s, clause);
			clause = document.len > 0 && is_number(number) ?
			    arena_printf(s->arena,
			    "%.*s %.*s", (int)document.len,
			    (const char *)document.ptr, (int)number.len,
			    (const char *)number.ptr) : number;
			if (clause.ptr == NULL)
				r = ERR_LIMIT;
		} else {
			/* "charity policy, Duties 3" is one name. */
			clause = clause.len == 0 ? number : slice_of(
			    clause.ptr, (size_t)(number.ptr + number.len -
			    clause.ptr));
		}
		document = clause_document(clause);
	}
	return r == 0 && clause.len > 0 ? add(s, clause) : r;
}

int
clause_split(struct slice text, struct arena *a, struct slice **ret,
    size_t *ret_count)
{
	struct splitter s = { .arena = a };
	size_t at = 0, end;
	int r = 0;

	while (r == 0 && at < text.len) {
		end = slice_chr(text, ';', at);
		if (end == SLICE_NPOS)
			end = text.len;
		r = split_document(&s, slice_trim(slice_sub(text, at, end)));
		at = end + 1;
	}
	if (r < 0)
		return r;
	*ret = s.list;
	*ret_count = s.count;
	return 0;
}

/* --- clause blocks ------------------------------------------------------------------ */

static void
clause_about(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct clause_info *info = target;

	if (conf_get_string(l, &at, c->diag, &info->about) == 0)
		check_end(c, l, at);
}

static void
clause_served(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct clause_info *info = target;

	if (check_words(c, l, &at, "by") &&
	    conf_get_string(l, &at, c->diag, &info->served_by) == 0)
		check_end(c, l, at);
}

static void
read_block(struct checker *c, const struct conf_block *b,
    struct clause_info *info)
{
	static const struct key keys[] = {
		{ "about", false, clause_about },
		{ "served", false, clause_served },
		{ NULL, false, NULL },
	};

	*info = (struct clause_info){ .name = b->name, .at = b->name_at };
	check_lines(c, b, keys, info);
}

void
clause_check(struct checker *c, const struct conf_block *b)
{
	struct clause_info info;

	read_block(c, b, &info);
	if (slice_trim(b->name).len == 0)
		conf_error(c->diag, &b->name_at, "a clause is named as the "
		    "rules name it: \"IT System Security 12\"");
}

int
clauses_read(const struct conf_tree *tree, struct arena *a,
    struct clause_info **ret, size_t *ret_count)
{
	struct conf_diag *diag = conf_diag_new();
	struct checker c = { .tree = tree, .diag = diag, .arena = a,
	    .scratch = a };
	struct clause_info *list;
	size_t i, n = 0;

	list = arena_array(a, tree->block_count + 1, sizeof *list);
	for (i = 0; list != NULL && i < tree->block_count; i++)
		if (slice_eq_str(slice_str(tree->blocks[i].kind), "clause"))
			read_block(&c, &tree->blocks[i], &list[n++]);
	conf_diag_free(diag);
	if (list == NULL)
		return ERR_LIMIT;
	*ret = list;
	*ret_count = n;
	return 0;
}

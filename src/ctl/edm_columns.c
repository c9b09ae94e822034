#include "ctl/edm_columns.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/conf.h"

#define HEADER_MAX	128
#define WEAK_SHARE	10	/* a tenth of a primary's values may be unusable */

/* --- the specification -------------------------------------------------------- */

/* Why values of a type do not name one person; NULL: they may. */
static const char *
weakness(enum record_type t)
{
	switch (t) {
	case RECORD_SURNAME:
	case RECORD_GIVEN_NAME:
	case RECORD_FULL_NAME:
		return "a name alone is borne by many people";
	case RECORD_POSTCODE:
	case RECORD_HOUSE:
		return "an address is shared by all who live there";
	case RECORD_BIRTH:
		return "many people are born on one day; a date of birth counts "
		    "by itself with two other values of its row";
	case RECORD_REFERENCE:
	case RECORD_NINO:
	case RECORD_HEALTH:
	case RECORD_PHONE:
	case RECORD_EMAIL:
	case RECORD_NAME_WORD:
	case RECORD_TYPE_COUNT:
		break;
	}
	return NULL;
}

static int
refuse_type(struct slice word, struct buf *why)
{
	static const char *const words[] = { "reference", "nino", "nhs", "chi",
	    "mobile", "phone", "email", "surname", "given-name", "full-name",
	    "postcode", "house", "dob", NULL };
	const char *near;

	(void)buf_printf(why, "\"%.*s\" is no type of column",
	    (int)word.len, (const char *)word.ptr);
	near = conf_nearest(word, words);
	if (near != NULL)
		(void)buf_printf(why, "; did you mean \"%s\"?", near);
	else
		(void)buf_printf(why, ": write HEADER=TYPE, where TYPE is %s",
		    record_type_words());
	return ERR_SYNTAX;
}

static int
read_column(struct slice item, struct edm_column *c, struct buf *why)
{
	size_t equals;

	memset(c, 0, sizeof *c);
	item = slice_trim(item);
	equals = slice_rchr(item, '=');
	c->word = slice_trim(equals == SLICE_NPOS ? item :
	    slice_from(item, equals + 1));
	if (slice_istarts(c->word, SLICE("primary:"))) {
		c->is_primary = true;
		c->word = slice_trim(slice_from(c->word, 8));
	}
	c->header = equals == SLICE_NPOS ? c->word :
	    slice_trim(slice_sub(item, 0, equals));
	if (!record_type_of(c->word, &c->type))
		return refuse_type(c->word, why);
	if (c->header.len == 0) {
		(void)buf_printf(why, "the column of \"%.*s\" has no name: "
		    "write HEADER=%.*s", (int)c->word.len,
		    (const char *)c->word.ptr, (int)c->word.len,
		    (const char *)c->word.ptr);
		return ERR_SYNTAX;
	}
	if (!c->is_primary || weakness(c->type) == NULL)
		return 0;
	(void)buf_printf(why, "%.*s cannot be primary: %s.  Write \"%.*s=%.*s\"",
	    (int)c->word.len, (const char *)c->word.ptr, weakness(c->type),
	    (int)c->header.len, (const char *)c->header.ptr,
	    (int)c->word.len, (const char *)c->word.ptr);
	return ERR_SYNTAX;
}

const struct edm_column *
edm_columns_find(const struct edm_columns *c, enum record_type t)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		if (c->list[i].type == t)
			return &c->list[i];
	return NULL;
}

/* What can never match is a mistake. */
static int
check_whole(const struct edm_columns *c, struct buf *why)
{
	bool has_primary = false;
	size_t i;

	for (i = 0; i < c->count; i++)
		has_primary = has_primary || c->list[i].is_primary;
	if (edm_columns_find(c, RECORD_HOUSE) != NULL &&
	    edm_columns_find(c, RECORD_POSTCODE) == NULL)
		(void)buf_puts(why, "a house number means nothing without its "
		    "postcode: name that column too");
	else if (!has_primary && edm_columns_find(c, RECORD_BIRTH) == NULL)
		(void)buf_puts(why, "no column is primary, so nothing would "
		    "ever be found: write \"primary:\" before the type of one "
		    "whose values name one person (reference, nino, nhs, chi, "
		    "mobile, phone, email)");
	else if (c->count < (has_primary ? 2 : 3))
		(void)buf_puts(why, has_primary ? "a primary value is found "
		    "only beside another value of its row: name one more "
		    "column" : "a date of birth is found only beside two other "
		    "values of its row: name more columns");
	return why->len > 0 ? ERR_SYNTAX : 0;
}

int
edm_columns_read(const char *spec, struct edm_columns *ret, struct buf *why)
{
	struct slice s = slice_str(spec);
	size_t from = 0, to;
	int r;

	ret->count = 0;
	while (from <= s.len) {
		to = slice_chr(s, ',', from);
		if (to == SLICE_NPOS)
			to = s.len;
		/* One more may be derived: the full name. */
		if (ret->count == RECORDSET_COLUMNS_MAX - 1) {
			(void)buf_printf(why, "an index has at most %d columns",
			    RECORDSET_COLUMNS_MAX - 1);
			return ERR_SYNTAX;
		}
		r = read_column(slice_sub(s, from, to),
		    &ret->list[ret->count], why);
		if (r < 0)
			return r;
		ret->count++;
		from = to + 1;
	}
	return check_whole(ret, why);
}

/* --- the first line ------------------------------------------------------------ */

static bool
same_header(struct slice a, struct slice b)
{
	uint8_t x[HEADER_MAX], y[HEADER_MAX];
	size_t n;

	n = record_fold(a, x, sizeof x);
	return n > 0 && n == record_fold(b, y, sizeof y) &&
	    memcmp(x, y, n) == 0;
}

/* Only a line that has some of the names is a header, and may be shown. */
static int
refuse_header(const struct edm_column *c, const struct slice *fields, size_t n,
    bool is_header, struct buf *why)
{
	size_t i;

	(void)buf_printf(why, "line 1: there is no column \"%.*s\"",
	    (int)c->header.len, (const char *)c->header.ptr);
	if (!is_header) {
		(void)buf_puts(why, ", nor any other of --columns: the first "
		    "line must hold the names of the columns");
		return ERR_SYNTAX;
	}
	(void)buf_puts(why, "; there are");
	for (i = 0; i < n && i < 50; i++)
		(void)buf_printf(why, "%s \"%.*s\"", i > 0 ? "," : "",
		    (int)fields[i].len, (const char *)fields[i].ptr);
	return ERR_SYNTAX;
}

int
edm_columns_match(struct edm_columns *c, const struct slice *fields, size_t n,
    struct buf *why)
{
	const struct edm_column *missing = NULL;
	bool is_header = false;
	size_t i, k;

	for (i = 0; i < c->count; i++) {
		for (k = 0; k < n; k++)
			if (same_header(c->list[i].header, fields[k]))
				break;
		c->list[i].field = k;
		if (k < n)
			is_header = true;
		else if (missing == NULL)
			missing = &c->list[i];
	}
	return missing == NULL ? 0 :
	    refuse_header(missing, fields, n, is_header, why);
}

/* --- the whole table ------------------------------------------------------------ */

/* A column that would match everywhere, or nothing. */
static int
refuse_values(const struct edm_column *c, size_t n, const char *what,
    size_t line, const char *remedy, struct buf *why)
{
	(void)buf_printf(why, "column \"%.*s\" cannot be primary: %zu of its "
	    "%zu values %s", (int)c->header.len, (const char *)c->header.ptr,
	    n, c->filled, what);
	if (line > 0)
		(void)buf_printf(why, " (the first in line %zu)", line);
	(void)buf_printf(why, "; %s", remedy);
	return ERR_SYNTAX;
}

static int
judge_one(const struct edm_column *c, const struct recordset_info *info,
    struct buf *why)
{
	size_t common = info->columns[c->index].common;
	size_t limit = c->filled / WEAK_SHARE;

	if (c->filled == 0) {
		(void)buf_printf(why, "column \"%.*s\" is empty",
		    (int)c->header.len, (const char *)c->header.ptr);
		return ERR_SYNTAX;
	}
	if (c->wrong > (c->is_primary ? limit : c->filled / 2)) {
		(void)buf_printf(why, "column \"%.*s\": %zu of its %zu values "
		    "are no %.*s (the first in line %zu); is it the right "
		    "column?", (int)c->header.len,
		    (const char *)c->header.ptr, c->wrong, c->filled,
		    (int)c->word.len, (const char *)c->word.ptr,
		    c->first_wrong);
		return ERR_SYNTAX;
	}
	if (!c->is_primary)
		return 0;
	if (c->short_ones > limit)
		return refuse_values(c, c->short_ones, "have fewer than five "
		    "letters and digits", c->first_short, "such numbers "
		    "stand in every message: choose a longer one", why);
	if (c->own > limit)
		return refuse_values(c, c->own, "are addresses of our own "
		    "domains", 0, "our staff write to each other all day: "
		    "choose the column of private addresses", why);
	if (common > limit)
		return refuse_values(c, common, "stand in too many rows", 0,
		    "they do not tell people apart: choose another column",
		    why);
	return 0;
}

int
edm_columns_judge(const struct edm_columns *c,
    const struct recordset_info *info, struct buf *why)
{
	size_t i;
	int r = 0;

	for (i = 0; i < c->count && r == 0; i++)
		r = judge_one(&c->list[i], info, why);
	return r;
}

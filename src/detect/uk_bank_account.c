/*
 * uk_bank_account -- sort code and account number (personal-data reference
 * 6.1).  Each leaves a mark where it stands; the judge pairs the two within
 * 60 characters or in one row of a table.  Without a licensed table of
 * weights there is no check digit: structure and labels carry the evidence.
 */
#include <string.h>

#include "base/limits.h"
#include "detect/bank.h"
#include "detect/checkdigit.h"
#include "detect/labels.h"
#include "detect/own.h"
#include "detect/scene.h"

#define SORT_DIGITS	6
#define ACCOUNT_DIGITS	8
#define PAIR_REACH	60	/* characters from one to the other */
#define BREAK_COST	30	/* in these, for a line or unit between them */
#define SMALL_ROW	3	/* cells of a row that is a label and its value */
#define SPOKEN_REACH	100

static const struct detect_label labels[] = {
	{ "sort code", DETECT_LABEL },
	{ "sort-code", DETECT_LABEL },
	{ "sortcode", DETECT_LABEL },
	{ "sort_code", DETECT_LABEL },
	{ "sort", DETECT_LABEL },
	{ "sc", DETECT_LABEL },
	{ "s/c", DETECT_LABEL },
	{ "branch code", DETECT_LABEL },
	{ "bank code", DETECT_LABEL },
	{ "bank details", DETECT_LABEL },
	{ "banking details", DETECT_LABEL },
	{ "manylion banc", DETECT_LABEL },
	{ "cod didoli", DETECT_LABEL },
	{ "còd-seòrsachaidh", DETECT_LABEL },
	{ "còd seòrsachaidh", DETECT_LABEL },
	{ "pay", DETECT_TOPIC },
	{ "pays", DETECT_TOPIC },
	{ "paid", DETECT_TOPIC },
	{ "payment", DETECT_TOPIC },
	{ "payments", DETECT_TOPIC },
	{ "transfer", DETECT_TOPIC },
	{ "transferred", DETECT_TOPIC },
	{ "refund", DETECT_TOPIC },
	{ "refunded", DETECT_TOPIC },
	{ "deposit", DETECT_TOPIC },
	{ "salary", DETECT_TOPIC },
	{ "wages", DETECT_TOPIC },
	{ "remit", DETECT_TOPIC },
	{ "payee", DETECT_TOPIC },
	{ "bacs", DETECT_TOPIC },
	{ "direct debit", DETECT_TOPIC },
	{ "standing order", DETECT_TOPIC },
	{ NULL, DETECT_LABEL }
};

static const char *const spoken[] = {
	"bank", "bacs", "direct debit", "payee", "standing order", NULL
};
/* A payment has its date beside an account of anything. */
static const char *const dated_spoken[] = { "bank account", NULL };

/* --- marks ---------------------------------------------------------------- */

/* The group that ends a sort code which begins with group g. */
static size_t
sort_end(const struct number *n, size_t g)
{
	size_t before;

	before = g > 0 ? n->upto[g - 1] : 0;
	if (n->upto[g] - before == SORT_DIGITS)
		return g;
	if (g + 2 < n->group_count && n->upto[g] - before == 2 &&
	    n->upto[g + 1] - before == 4 &&
	    n->upto[g + 2] - before == SORT_DIGITS &&
	    n->sep[g] == n->sep[g + 1] && !n->is_broken[g] &&
	    !n->is_broken[g + 1])
		return g + 2;
	return SIZE_MAX;
}

/* The same for an account: 8, or 4-4. */
static size_t
account_end(const struct number *n, size_t g)
{
	size_t before;

	before = g > 0 ? n->upto[g - 1] : 0;
	if (n->upto[g] - before == ACCOUNT_DIGITS)
		return g;
	if (g + 1 < n->group_count && n->upto[g] - before == 4 &&
	    n->upto[g + 1] - before == ACCOUNT_DIGITS)
		return g + 1;
	return SIZE_MAX;
}

static bool
ends_at(const struct number *n, size_t g)
{
	return !(n->is_cut && g + 1 == n->group_count) &&
	    (n->sep[g] == 0 || n->is_broken[g]);
}

/* Where group g begins in the text: its digits up to its end are solid. */
static size_t
group_from(const struct number *n, size_t g)
{
	return n->end[g] - (n->upto[g] - (g > 0 ? n->upto[g - 1] : 0u));
}

static int
mark_sort(struct detect_context *c, size_t first, size_t last)
{
	const struct number *n = c->number;
	const uint8_t *digits = n->digits + (first > 0 ? n->upto[first - 1] : 0);
	uint8_t value[SORT_DIGITS];
	size_t from, to, i;
	unsigned near, flags;

	from = group_from(n, first);
	to = n->end[last];
	near = detect_near(c, from, to);
	flags = (near & (NEAR_LABEL | NEAR_HEADER)) != 0 ? BANK_LABELLED : 0;
	if (first == last) {
		/* Six digits are anything without their label. */
		if ((near & (NEAR_BESIDE | NEAR_HEADER)) == 0)
			return 0;
		flags |= BANK_SOLID;
	}
	if ((near & NEAR_NEGATIVE) != 0 && (flags & BANK_LABELLED) == 0)
		return 0;
	if (checkdigit_is_day(checkdigit_pair(digits),
	    checkdigit_pair(digits + 2), checkdigit_pair(digits + 4)) ||
	    checkdigit_is_day(checkdigit_pair(digits + 2),
	    checkdigit_pair(digits), checkdigit_pair(digits + 4)))
		flags |= BANK_DATED;
	if ((near & (NEAR_TOPIC | NEAR_PERSON)) != 0)
		flags |= BANK_SUPPORT;
	for (i = 0; i < SORT_DIGITS; i++)
		value[i] = (uint8_t)('0' + digits[i]);
	return detect_mark_graded(c, MARK_SORT_CODE, flags, from, to,
	    slice_of(value, sizeof value));
}

/* Beside a sort code: its label may stand before both of them. */
static int
mark_account(struct detect_context *c, size_t first, size_t last)
{
	const struct number *n = c->number;
	size_t from;
	unsigned near;

	from = group_from(n, first);
	near = detect_near_of(c, &account_number_recogniser, from,
	    n->end[last]);
	return bank_mark_account(c, from, n->end[last],
	    (near & (NEAR_BESIDE | NEAR_HEADER)) != 0 ? BANK_LABELLED : 0);
}

/* "80-12-34 12345678", and the other way round. */
static int
mark_both(struct detect_context *c, size_t last)
{
	const struct number *n = c->number;
	size_t account, sort;
	int r;

	account = account_end(n, last + 1);
	if (account != SIZE_MAX && ends_at(n, account)) {
		r = mark_sort(c, 0, last);
		return r < 0 ? r : mark_account(c, last + 1, account);
	}
	account = account_end(n, 0);
	if (account == SIZE_MAX || account + 1 >= n->group_count)
		return 0;
	sort = sort_end(n, account + 1);
	if (sort == SIZE_MAX || !ends_at(n, sort))
		return 0;
	r = mark_sort(c, account + 1, sort);
	return r < 0 ? r : mark_account(c, 0, account);
}

/* "80-12-34/12345678", as it stands on some forms. */
static int
mark_slash(struct detect_context *c, size_t last)
{
	const struct number *n = c->number;
	struct detect_context other = *c;
	struct number account;
	size_t at, end;
	int r;

	at = n->end[last] + 1;
	if (at >= c->text.len || c->text.ptr[at - 1] != '/' ||
	    !ascii_is_digit(c->text.ptr[at]) || last + 1 < n->group_count)
		return 0;
	number_read(c->text, at, &account);
	end = account_end(&account, 0);
	if (end == SIZE_MAX || !ends_at(&account, end) ||
	    !detect_is_apart(c, at, account.end[end]))
		return 0;
	r = mark_sort(c, 0, last);
	other.number = &account;
	return r < 0 ? r : mark_account(&other, 0, end);
}

/* A cell that was stored as a number lost the zero of 01-23-45. */
static int
mark_padded(struct detect_context *c)
{
	const struct number *n = c->number;

	if (c->unit->row == 0 || c->at != 0 || n->group_count != 1 ||
	    n->end[0] != c->text.len ||
	    (detect_near(c, 0, n->end[0]) & NEAR_HEADER) == 0)
		return 0;
	return detect_mark_graded(c, MARK_SORT_CODE, BANK_LABELLED |
	    BANK_SOLID, 0, n->end[0], c->text);
}

static int
scan(struct detect_context *c)
{
	const struct number *n = c->number;
	size_t last;

	if (n->total == SORT_DIGITS - 1)
		return mark_padded(c);
	last = sort_end(n, 0);
	if (last != SIZE_MAX && n->end[last] < c->text.len &&
	    c->text.ptr[n->end[last]] == '/')
		return mark_slash(c, last);
	if (!detect_is_apart(c, c->at, n->end[n->group_count - 1]))
		return 0;
	if (last != SIZE_MAX && ends_at(n, last))
		return mark_sort(c, 0, last);
	if (last == SIZE_MAX)
		last = 0;
	return last + 1 < n->group_count ? mark_both(c, last) : 0;
}

/* --- pairs ---------------------------------------------------------------- */

/* How far apart two marks are; a line or a unit between them counts. */
static size_t
distance(const struct scene *s, const struct mark *a, const struct mark *b)
{
	size_t from, to, i, d;

	from = a->from < b->from ? a->to : b->to;
	to = a->from < b->from ? b->from : a->from;
	if (from > to || to - from > PAIR_REACH)
		return SIZE_MAX;
	d = to - from;
	for (i = from; i < to; i++)
		if (s->text.ptr[i] == '\n' || s->text.ptr[i] == SHADOW_UNIT) {
			d += BREAK_COST;
			break;
		}
	return d;
}

static const struct mark *
nearest(const struct scene *s, const struct mark *sort)
{
	const struct mark *m, *best;
	size_t d, least;

	best = NULL;
	least = SIZE_MAX;
	for (m = sort; m-- > s->marks && sort->from - m->from <=
	    PAIR_REACH + NUMBER_DIGITS_MAX; ) {
		d = m->kind == MARK_ACCOUNT ? distance(s, sort, m) : SIZE_MAX;
		if (d < least) {
			least = d;
			best = m;
		}
	}
	for (m = sort + 1; m < s->marks + s->count && m->from - sort->from <=
	    PAIR_REACH + NUMBER_DIGITS_MAX; m++) {
		d = m->kind == MARK_ACCOUNT ? distance(s, sort, m) : SIZE_MAX;
		/* The account usually follows. */
		if (d <= least && d != SIZE_MAX) {
			least = d;
			best = m;
		}
	}
	return best;
}

/* Inside of what another detector found: the digits of a NINO are pairs, too. */
static bool
is_taken(const struct scene *s, const struct mark *mark)
{
	const struct mark *m;

	for (m = mark; m-- > s->marks && mark->from - m->from <= PAIR_REACH; )
		if (m->kind == MARK_NUMBER && m->to >= mark->to)
			return true;
	for (m = mark + 1; m < s->marks + s->count && m->from == mark->from;
	    m++)
		if (m->kind == MARK_NUMBER && m->to >= mark->to)
			return true;
	return false;
}

static bool
is_one_cell(const struct scene *s, const struct mark *a, const struct mark *b)
{
	size_t from, to;

	from = a->from < b->from ? a->to : b->to;
	to = a->from < b->from ? b->from : a->from;
	return from <= to && slice_chr(slice_sub(s->text, from, to),
	    SHADOW_UNIT, 0) == SLICE_NPOS;
}

/*
 * In a row the one of the same cell, or the labelled one; a row of a label
 * and its value is no table.
 */
static const struct mark *
account_of(struct scene *s, const struct mark *sort)
{
	const struct mark *m, *any;
	struct scene_cell cell;
	struct span row;
	size_t i, cells, at;

	if (!scene_row(s, sort->from, &row))
		return nearest(s, sort);
	any = nearest(s, sort);
	if (any != NULL && is_one_cell(s, sort, any))
		return any;
	any = NULL;
	for (i = row.first; i < row.last; i++) {
		m = &s->marks[i];
		if (m->kind != MARK_ACCOUNT)
			continue;
		if ((m->weight & BANK_LABELLED) != 0)
			return m;
		if (any == NULL)
			any = m;
	}
	if (any != NULL)
		return any;
	for (cells = at = 0; cells < SMALL_ROW &&
	    scene_cell(s, &row, &at, &cell); cells++)
		;
	return cells < SMALL_ROW ? nearest(s, sort) : NULL;
}

/* Does enough speak for these two? */
static bool
is_pair(const struct scene *s, const struct mark *sort,
    const struct mark *account)
{
	bool ours, theirs;

	ours = (sort->weight & BANK_LABELLED) != 0;
	theirs = (account->weight & BANK_LABELLED) != 0;
	if ((sort->weight & BANK_SOLID) != 0)
		return ours && theirs;
	if (ours || (theirs && (sort->weight & BANK_DATED) == 0))
		return true;
	return (theirs || (sort->weight & BANK_DATED) == 0) &&
	    run_line_says(s->run, sort->from, sort->to, SPOKEN_REACH,
	    (sort->weight & BANK_DATED) != 0 ? dated_spoken : spoken);
}

static int
tier(const struct scene *s, const struct mark *sort)
{
	struct span around;

	if ((sort->weight & BANK_SUPPORT) != 0)
		return 3;
	around = scene_around(s, sort->from, sort->to, CONTEXT_TOPIC);
	return scene_find(s, &around, MARK_PERSON, SIZE_MAX) != NULL ? 3 : 2;
}

static size_t
put_digits(const struct scene *s, const struct mark *m, uint8_t *to, size_t n)
{
	size_t i;

	for (i = m->from; i < m->to; i++)
		if (ascii_is_digit(s->text.ptr[i]) &&
		    n < SORT_DIGITS + ACCOUNT_DIGITS)
			to[n++] = s->text.ptr[i];
	return n;
}

static int
put_pair(struct scene *s, const struct mark *sort, const struct mark *account)
{
	uint8_t value[SORT_DIGITS + ACCOUNT_DIGITS];
	struct slice v;
	size_t n, length;

	n = put_digits(s, sort, value, 0);
	if (n < SORT_DIGITS) {
		memmove(value + 1, value, n++);
		value[0] = '0';
	}
	/* Old accounts have leading zeros that nobody writes. */
	length = put_digits(s, account, value, n) - n;
	memmove(value + n + ACCOUNT_DIGITS - length, value + n, length);
	memset(value + n, '0', ACCOUNT_DIGITS - length);
	v = slice_of(value, n + ACCOUNT_DIGITS);
	if (own_has(s->run->plan, v) || own_has(s->run->plan,
	    slice_sub(v, n, v.len)))
		return 0;
	return scene_put(s, sort->from, sort->to, tier(s, sort), v, true);
}

static int
judge(struct scene *s)
{
	const struct mark *account;
	size_t i;
	int r;

	r = 0;
	for (i = 0; i < s->count && r == 0; i++) {
		if (s->marks[i].kind != MARK_SORT_CODE)
			continue;
		account = is_taken(s, &s->marks[i]) ? NULL :
		    account_of(s, &s->marks[i]);
		if (account != NULL && is_pair(s, &s->marks[i], account))
			r = put_pair(s, &s->marks[i], account);
	}
	return r;
}

const struct detector uk_bank_account_detector = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << 5 | 1 << 6 | 1 << 14,
	.labels = labels,
	.scan = scan,
	.judge = judge,
};

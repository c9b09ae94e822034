#include "register/proofs.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/fault.h"
#include "mail/codec.h"

#define RECORDS_KEEP_MS	((int64_t)3 * 365 * 24 * 3600 * 1000)
#define LIST_STEP	200

/* A full account, and the longest Message-ID's row, fit one row. */
_Static_assert(PROOF_LINES_MAX * (1 + 1 + 4 + PROOF_REASON_MAX + 8) +
    PROOF_NAME_MAX + 64 <= REGISTER_TEXT_MAX, "an account fits a row");
_Static_assert(2 * PROOF_NAME_MAX + PROOF_REASON_MAX + 64 <=
    REGISTER_TEXT_MAX, "an amendment fits a row");

const struct register_kind proofs_kind = {
	.id = REGISTER_PROOFS, .name = "proofs"
};

const struct register_kind proof_ids_kind = {
	.id = REGISTER_PROOF_IDS, .name = "proof-ids"
};

static int64_t
keep_ms(const struct register_context *x)
{
	return x->settings->keep_ms > 0 ? x->settings->keep_ms :
	    RECORDS_KEEP_MS;
}

int
proofs_month_of(const struct register_context *x, int64_t at_ms)
{
	return zone_day(&x->settings->zone, at_ms) / 100;
}

/* --- accounts ------------------------------------------------------------------- */

static int
month_key(const struct register_context *x, int month,
    uint8_t key[KEY_MAC_SIZE])
{
	char text[16];
	struct slice part;

	snprintf(text, sizeof text, "%d", month);
	part = slice_str(text);
	return register_digest(x, "notices of month", &part, 1, key);
}

static int
account_name(const struct register_context *x,
    const struct proof_account *a, struct register_row *row)
{
	struct slice parts[3] = { a->association,
	    a->is_release ? SLICE("release") : SLICE_NONE,
	    a->is_confidential ? SLICE("confidential") : SLICE_NONE };
	int r;

	row->reg = REGISTER_PROOFS;
	r = month_key(x, a->month, row->key);
	return r < 0 ? r : register_digest(x, "account", parts, 3, row->sub);
}

static int
account_read(struct register_context *x, const struct register_row *row,
    struct proof_account *ret)
{
	struct wire_in w;

	wire_in_init(&w, row->text);
	if (proof_account_get(&w, x->arena, ret) < 0 || wire_end(&w) < 0)
		return w.err == ERR_LIMIT ? ERR_LIMIT : ERR_CORRUPT;
	return 0;
}

/* The account that is there, or an empty one; named by what *ret says. */
static int
account_get(struct register_context *x, struct register_row *row,
    struct proof_account *a)
{
	struct proof_account found;
	int r;

	x->at_work = proofs_kind.name;
	r = account_name(x, a, row);
	if (r == 0)
		r = register_get(x, row);
	if (r == ERR_NOTFOUND)
		return 0;
	if (r == 0)
		r = account_read(x, row, &found);
	if (r == 0)
		*a = found;
	return r;
}

/* It stays as long after the month's end as records do. */
static int
account_put(struct register_context *x, struct register_row *row,
    const struct proof_account *a)
{
	struct buf b = BUF_INIT(REGISTER_TEXT_MAX);
	const struct zone *z = &x->settings->zone;
	int next = a->month % 100 == 12 ? a->month + 89 : a->month + 1;
	struct wire_out w;
	int r;

	wire_out_init(&w, &b);
	proof_account_put(&w, a);
	r = wire_out_err(&w);
	/* When the last one came is nobody's business. */
	row->at_ms = zone_midnight(z, a->month * 100 + 1);
	row->until_ms = zone_midnight(z, next * 100 + 1) + keep_ms(x);
	row->count = a->total;
	row->text = buf_slice(&b);
	if (r == 0)
		r = register_put(x, row);
	row->text = SLICE_NONE;
	buf_free(&b);
	return r;
}

static struct proof_account
account_of(const struct register_context *x, const struct proof *p,
    bool is_release)
{
	return (struct proof_account){
	    .month = proofs_month_of(x, x->at_ms),
	    .association = p->association, .is_release = is_release,
	    .is_confidential = p->is_confidential };
}

int
proofs_count(struct register_context *x, const struct proof *p,
    bool is_release, bool is_external, bool *ret_accounted)
{
	struct proof_account a = account_of(x, p, is_release);
	struct register_row row = { 0 };
	int r;

	*ret_accounted = true;
	if (!is_external && p->kind == PROOF_NONE)
		return 0;
	r = account_get(x, &row, &a);
	if (r < 0)
		return r;
	if (is_external && a.total < INT64_MAX)
		a.total++;
	r = proof_account_note(&a, x->arena, p, true);
	if (r == 0)
		r = account_put(x, &row, &a);
	*ret_accounted = is_external && p->kind != PROOF_NONE &&
	    p->kind != PROOF_UNACCOUNTED;
	FAULT_POINT("decide-counted");
	return r;
}

int
proofs_give_up(struct register_context *x, const struct proof *p,
    bool is_release)
{
	struct proof_account a = account_of(x, p, is_release);
	struct register_row row = { 0 };
	int r;

	r = account_get(x, &row, &a);
	if (r == 0)
		r = proof_account_note(&a, x->arena, p, false);
	/* Counted by a version before accounts, or in another time zone. */
	if (r == ERR_RANGE)
		return 0;
	if (r < 0)
		return r;
	if (a.total > 0)
		a.total--;
	if (a.given_up < INT64_MAX)
		a.given_up++;
	return account_put(x, &row, &a);
}

static int
ref_key(const struct register_context *x, const char *label,
    uint8_t key[KEY_MAC_SIZE])
{
	const struct slice part = slice_str(x->ref);

	return register_digest(x, label, &part, 1, key);
}

int
proofs_amend(struct register_context *x, const struct proof *was,
    const struct proof *is)
{
	struct register_row amended = { .reg = REGISTER_PROOF_IDS,
	    .at_ms = x->at_ms, .until_ms = x->at_ms + keep_ms(x) };
	struct proof_account a = account_of(x, was, false);
	struct register_row row = { 0 };
	struct buf b = BUF_INIT(REGISTER_TEXT_MAX);
	struct proof kept = *is;
	int r;

	r = account_get(x, &row, &a);
	if (r == 0)
		r = proof_account_note(&a, x->arena, was, false);
	if (r == 0)
		r = proof_account_note(&a, x->arena, is, true);
	if (r == 0)
		r = account_put(x, &row, &a);
	kept.id_count = 0;
	if (r == 0)
		r = proof_encode(&kept, &b);
	amended.text = buf_slice(&b);
	x->at_work = proof_ids_kind.name;
	if (r == 0)
		r = ref_key(x, "amended", amended.key);
	if (r == 0)
		r = register_put(x, &amended);
	buf_free(&b);
	return r;
}

int
proofs_amended(struct register_context *x, struct proof *ret)
{
	struct register_row row = { .reg = REGISTER_PROOF_IDS };
	int r;

	x->at_work = proof_ids_kind.name;
	r = ref_key(x, "amended", row.key);
	if (r == 0)
		r = register_get(x, &row);
	return r < 0 ? r : proof_decode(row.text, x->arena, ret) < 0 ?
	    ERR_CORRUPT : 0;
}

/* --- reading accounts ------------------------------------------------------------- */

static int
take_rows(struct register_context *x, const struct register_row *rows,
    size_t n, struct proof_account **list, size_t *count, size_t *cap)
{
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < n; i++) {
		*list = arena_grow(x->arena, *list, *count, cap,
		    sizeof **list);
		if (*list == NULL)
			return ERR_LIMIT;
		r = account_read(x, &rows[i], &(*list)[(*count)++]);
	}
	return r;
}

static int
list_all(struct register_context *x, struct proof_account **ret,
    size_t *ret_n)
{
	struct proof_account *list = NULL;
	struct register_row *rows;
	size_t n, count = 0, cap = 0;
	uint64_t after = 0;
	int r;

	do {
		r = register_list(x, REGISTER_PROOFS, after, LIST_STEP, &rows,
		    &n);
		if (r == 0 && n > 0) {
			after = rows[n - 1].id;
			r = take_rows(x, rows, n, &list, &count, &cap);
		}
	} while (r == 0 && n == LIST_STEP);
	if (r == 0) {
		*ret = list;
		*ret_n = count;
	}
	return r;
}

int
proofs_list(struct register_context *x, int month,
    struct proof_account **ret, size_t *ret_n)
{
	struct proof_account *list = NULL;
	uint8_t key[KEY_MAC_SIZE];
	struct register_row *rows;
	size_t n, count = 0, cap = 0;
	int r;

	x->at_work = proofs_kind.name;
	if (month == 0)
		return list_all(x, ret, ret_n);
	r = month_key(x, month, key);
	if (r == 0)
		r = register_each(x, REGISTER_PROOFS, key,
		    PROOF_ACCOUNTS_MAX + 1, &rows, &n);
	if (r == 0 && n > PROOF_ACCOUNTS_MAX)
		r = ERR_LIMIT;
	if (r == 0)
		r = take_rows(x, rows, n, &list, &count, &cap);
	if (r == 0) {
		*ret = list;
		*ret_n = count;
	}
	return r;
}

/* --- Message-IDs -------------------------------------------------------------------- */

static int
put_ref(struct register_context *x, struct slice id)
{
	struct register_row row = { .reg = REGISTER_PROOF_IDS,
	    .at_ms = x->at_ms, .until_ms = x->at_ms + keep_ms(x), .count = 1,
	    .text = slice_str(x->ref) };
	int r;

	r = register_digest(x, "message id", &id, 1, row.key);
	if (r == 0)
		r = ref_key(x, "decision", row.sub);
	return r == 0 ? register_put(x, &row) : r;
}

/* From the decision to its Message-IDs, which nothing else leads to. */
static int
put_id(struct register_context *x, struct slice id)
{
	struct register_row row = { .reg = REGISTER_PROOF_IDS,
	    .at_ms = x->at_ms, .until_ms = x->at_ms + keep_ms(x), .count = 1 };
	uint8_t key[KEY_MAC_SIZE];
	int r;

	r = register_digest(x, "message id", &id, 1, key);
	row.text = slice_of(key, sizeof key);
	if (r == 0)
		r = ref_key(x, "ids of", row.key);
	memcpy(row.sub, key, sizeof row.sub);
	return r == 0 ? register_put(x, &row) : r;
}

int
proofs_index(struct register_context *x, const struct proof *p)
{
	bool is_held = p->kind == PROOF_HELD || p->is_partly_held;
	size_t i;
	int r = 0;

	x->at_work = proof_ids_kind.name;
	for (i = 0; r == 0 && i < p->id_count; i++) {
		r = put_ref(x, p->ids[i]);
		if (r == 0 && is_held)
			r = put_id(x, p->ids[i]);
	}
	FAULT_POINT("decide-indexed");
	return r;
}

/* References of one key that are not in the list yet. */
static int
take_refs(struct register_context *x, const uint8_t key[KEY_MAC_SIZE],
    struct proof_ref *list, size_t *n, bool *ret_more)
{
	struct register_row *rows;
	size_t i, k, count;
	char ref[REFERENCE_SIZE];
	int r;

	r = register_each(x, REGISTER_PROOF_IDS, key, PROOF_TOLD_MAX + 1,
	    &rows, &count);
	for (i = 0; r == 0 && i < count; i++) {
		if (reference_parse(rows[i].text, ref) < 0)
			return ERR_CORRUPT;
		for (k = 0; k < *n && strcmp(list[k].ref, ref) != 0; k++)
			;
		if (k < *n)
			continue;
		if (*n == PROOF_TOLD_MAX) {
			*ret_more = true;
			return 0;
		}
		memcpy(list[(*n)++].ref, ref, sizeof ref);
	}
	return r;
}

int
proofs_of_id(struct register_context *x, struct slice id,
    struct proof_ref **ret, size_t *ret_n, bool *ret_more)
{
	uint8_t key[KEY_MAC_SIZE];
	struct proof_ref *list;
	size_t n = 0;
	int r;

	x->at_work = proof_ids_kind.name;
	*ret_more = false;
	list = arena_array(x->arena, PROOF_TOLD_MAX, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	r = register_digest(x, "message id", &id, 1, key);
	if (r == 0)
		r = take_refs(x, key, list, &n, ret_more);
	if (r == 0) {
		*ret = list;
		*ret_n = n;
	}
	return r;
}

int
proofs_beside(struct register_context *x, struct proof_ref **ret,
    size_t *ret_n)
{
	uint8_t key[KEY_MAC_SIZE];
	struct register_row *rows;
	struct proof_ref *list;
	size_t i, count, n = 0;
	bool more = false;
	int r;

	x->at_work = proof_ids_kind.name;
	list = arena_array(x->arena, PROOF_TOLD_MAX, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	r = ref_key(x, "ids of", key);
	if (r == 0)
		r = register_each(x, REGISTER_PROOF_IDS, key, PROOF_IDS_MAX,
		    &rows, &count);
	for (i = 0; r == 0 && i < count; i++) {
		if (rows[i].text.len != KEY_MAC_SIZE)
			return ERR_CORRUPT;
		r = take_refs(x, rows[i].text.ptr, list, &n, &more);
	}
	if (r == 0) {
		*ret = list;
		*ret_n = n;
	}
	return r;
}

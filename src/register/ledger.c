#include "register/ledger.h"

#include <string.h>

#include "base/err.h"
#include "base/hex.h"
#include "mail/codec.h"
#include "register/bands.h"
#include "register/correspondents.h"

/*
 * Hashes of 32 that must be equal for one text to be the other, saved again:
 * a page number or a date more makes a difference of one or two.
 */
#define ALIKE_LEAST	28

#define RECEIVED	(MEMORY_SEEN_RECEIVED_KNOWN | \
	MEMORY_SEEN_RECEIVED_UNKNOWN | MEMORY_SEEN_FORWARDED_UNKNOWN)
#define OURS		(MEMORY_SEEN_INTERNAL | MEMORY_SEEN_SENT)

#define TEXT_LABEL	"text of a file"
#define ROW_VERSION	1

/* One row, opened. */
struct file_row {
	struct register_row row;
	bool is_there;
	uint32_t seen;
	int64_t first_ms, approved_ms;
	struct text_signature signature;
	struct slice approver, reason;
};

/* --- rows -------------------------------------------------------------------------- */

static bool
has_digest(const uint8_t digest[MAIL_DIGEST_SIZE])
{
	static const uint8_t none[MAIL_DIGEST_SIZE];

	return memcmp(digest, none, sizeof none) != 0;
}

static int
row_decode(struct file_row *f)
{
	uint64_t first = 0, approved = 0;
	uint8_t version = 0;
	struct wire_in w;

	wire_in_init(&w, f->row.text);
	wire_u8(&w, &version);
	wire_u32(&w, &f->seen);
	wire_u64(&w, &first);
	text_signature_get(&w, &f->signature);
	wire_u64(&w, &approved);
	wire_str(&w, REGISTER_TEXT_MAX, &f->approver);
	wire_str(&w, REGISTER_TEXT_MAX, &f->reason);
	if (wire_end(&w) < 0 || version != ROW_VERSION ||
	    (f->seen & ~(uint32_t)MEMORY_SEEN_ALL) != 0)
		return ERR_CORRUPT;
	f->first_ms = (int64_t)first;
	f->approved_ms = (int64_t)approved;
	return 0;
}

static int
row_write(struct register_context *x, struct file_row *f)
{
	struct buf b = BUF_INIT(REGISTER_TEXT_MAX);
	struct wire_out w;
	int r;

	wire_out_init(&w, &b);
	wire_put_u8(&w, ROW_VERSION);
	wire_put_u32(&w, f->seen);
	wire_put_u64(&w, (uint64_t)f->first_ms);
	text_signature_put(&w, &f->signature);
	wire_put_u64(&w, (uint64_t)f->approved_ms);
	wire_put_str(&w, f->approver);
	wire_put_str(&w, f->reason);
	r = wire_out_err(&w);
	f->row.text = buf_slice(&b);
	f->row.at_ms = x->at_ms;
	f->row.until_ms = register_until(x);
	f->row.count++;
	if (r == 0)
		r = register_put(x, &f->row);
	f->row.text = SLICE_NONE;
	buf_free(&b);
	return r;
}

/* The row that a key names, or an empty one. */
static int
row_get(struct register_context *x, struct file_row *f)
{
	int r;

	f->row.reg = REGISTER_LEDGER;
	r = register_get(x, &f->row);
	if (r == ERR_NOTFOUND)
		return 0;
	f->is_there = r == 0;
	return r < 0 ? r : row_decode(f);
}

static int
row_of_digest(struct register_context *x,
    const uint8_t digest[MAIL_DIGEST_SIZE], struct file_row *ret)
{
	struct slice part = slice_of(digest, MAIL_DIGEST_SIZE);
	int r;

	*ret = (struct file_row){ .is_there = false };
	r = register_digest(x, "file", &part, 1, ret->row.key);
	return r < 0 ? r : row_get(x, ret);
}

/* --- the same text ------------------------------------------------------------------- */

struct text_match {
	size_t alike;		/* hashes; 0: none is alike enough */
	uint32_t seen;		/* of those that are most alike */
	bool is_approved;	/* of any that is alike enough */
};

static int
match_text(struct register_context *x, const struct text_signature *s,
    struct text_match *ret)
{
	struct band_key *keys;
	struct file_row f;
	size_t i, n, alike;
	int r;

	*ret = (struct text_match){ .alike = 0 };
	r = bands_find(x, REGISTER_LEDGER, TEXT_LABEL, s, &keys, &n);
	for (i = 0; r == 0 && i < n; i++) {
		f = (struct file_row){ .is_there = false };
		memcpy(f.row.key, keys[i].bytes, sizeof f.row.key);
		r = row_get(x, &f);
		alike = text_signature_alike(s, &f.signature);
		if (r < 0 || !f.is_there || alike < ALIKE_LEAST)
			continue;
		if ((f.seen & MEMORY_SEEN_APPROVED) != 0)
			ret->is_approved = true;
		if (alike > ret->alike)
			ret->seen = 0;
		if (alike >= ret->alike) {
			ret->alike = alike;
			ret->seen |= f.seen;
		}
	}
	return r;
}

/* What is known of a file, by its bytes before its text. */
static int
look_up(struct register_context *x, const struct ledger_file *f,
    struct file_row *row, uint32_t *ret_seen)
{
	struct text_match m;
	int r;

	*ret_seen = 0;
	r = row_of_digest(x, f->digest, row);
	if (r < 0)
		return r;
	if (row->is_there && (row->seen & MEMORY_SEEN_APPROVED) != 0) {
		*ret_seen = row->seen;
		return 0;
	}
	r = match_text(x, &f->signature, &m);
	if (row->is_there)
		*ret_seen = row->seen;
	else if (m.alike > 0)
		*ret_seen = m.seen | MEMORY_SEEN_BY_TEXT;
	/* An officer's word counts for every copy. */
	if (m.is_approved)
		*ret_seen |= MEMORY_SEEN_APPROVED | MEMORY_SEEN_BY_TEXT;
	return r;
}

static int
ledger_answer(struct register_context *x, const struct memory_question *q,
    struct memory_answer *m)
{
	const struct memory_file *f;
	struct ledger_file asked;
	struct file_row row;
	size_t i, texts = 0;
	int r = 0;

	for (i = 0; r == 0 && i < q->file_count; i++) {
		f = &q->files[i];
		if ((f->flags & MEMORY_FILE_IS_PIECE) != 0 ||
		    !has_digest(f->digest))
			continue;
		asked = (struct ledger_file){ .digest = { 0 } };
		memcpy(asked.digest, f->digest, sizeof asked.digest);
		if (!text_signature_is_none(&f->signature) &&
		    texts++ < LEDGER_TEXTS_MAX)
			asked.signature = f->signature;
		r = look_up(x, &asked, &row, &m->files[i].seen);
	}
	return r;
}

/* --- learning ----------------------------------------------------------------------- */

/* What a message teaches of all its files. */
struct lesson {
	uint32_t seen;		/* of each that is new, or ours already */
	bool came_in;
	size_t texts;
};

/* Who gets it, inside and outside? */
static uint32_t
goes_to(const struct memory_note *n)
{
	const struct memory_question *q = &n->question;
	uint32_t seen = 0;
	size_t i;

	for (i = MEMORY_RECIPIENTS; i < q->party_count; i++)
		if (n->is_let_go[i])
			seen |= (q->parties[i].flags & MEMORY_IS_INSIDE) != 0 ?
			    MEMORY_SEEN_INTERNAL : MEMORY_SEEN_SENT;
	return seen;
}

static bool
is_passed_on(const struct memory_question *q)
{
	return q->is_forward && q->parties[MEMORY_ORIGINAL].address.len > 0;
}

static int
lesson_of(struct register_context *x, const struct memory_note *n,
    struct lesson *ret)
{
	const struct memory_question *q = &n->question;
	int known = 1;

	*ret = (struct lesson){ .seen = 0 };
	if (q->class == MAIL_CLASS_INBOUND) {
		known = correspondents_know(x, q, MEMORY_SENDER);
		ret->came_in = true;
		ret->seen = known == 1 ? MEMORY_SEEN_RECEIVED_KNOWN :
		    MEMORY_SEEN_RECEIVED_UNKNOWN;
	} else if (register_trusts_sender(q)) {
		if (is_passed_on(q))
			known = correspondents_know(x, q, MEMORY_ORIGINAL);
		ret->seen = known == 1 ? goes_to(n) :
		    MEMORY_SEEN_FORWARDED_UNKNOWN;
	}
	return known < 0 ? known : 0;
}

/* What is new of a file of which this is known by its bytes. */
static uint32_t
taught(const struct lesson *l, const struct memory_file *f, uint32_t known)
{
	uint32_t seen = l->seen;

	/* Ours is only what we know to be something. */
	if ((f->flags & MEMORY_FILE_IS_IDENTIFIED) == 0)
		seen &= ~(uint32_t)OURS;
	if (l->came_in) {
		/* Ours that comes back is ours. */
		if ((known & (OURS | MEMORY_SEEN_RECEIVED_KNOWN)) != 0)
			seen &= ~(uint32_t)MEMORY_SEEN_RECEIVED_UNKNOWN;
		return seen & ~known;
	}
	if ((known & RECEIVED) != 0)
		return 0;
	if ((known & OURS) != 0)
		seen &= ~(uint32_t)MEMORY_SEEN_FORWARDED_UNKNOWN;
	return seen & ~known;
}

/* The same again within a day is not written again. */
static bool
is_fresh(const struct register_context *x, const struct file_row *f)
{
	return f->is_there && f->row.at_ms <= x->at_ms &&
	    x->at_ms - f->row.at_ms < (int64_t)24 * 3600 * 1000;
}

static int
learn_text(struct register_context *x, struct lesson *l,
    const struct file_row *f)
{
	if (text_signature_is_none(&f->signature) ||
	    l->texts++ >= LEDGER_TEXTS_MAX)
		return 0;
	return bands_put(x, REGISTER_LEDGER, TEXT_LABEL, &f->signature,
	    f->row.key, register_until(x));
}

static int
learn_file(struct register_context *x, struct lesson *l,
    const struct memory_file *f)
{
	struct text_match m = { .alike = 0 };
	struct file_row row;
	uint32_t news;
	int r;

	r = row_of_digest(x, f->digest, &row);
	if (r == 0 && !row.is_there)
		r = match_text(x, &f->signature, &m);
	/* Its text is recorded already. */
	if (r < 0 || (m.alike > 0 && !l->came_in))
		return r;
	news = taught(l, f, row.seen);
	if (news == 0 && (!row.is_there || is_fresh(x, &row)))
		return 0;
	row.seen |= news;
	if (!row.is_there)
		row.first_ms = x->at_ms;
	if (text_signature_is_none(&row.signature))
		row.signature = f->signature;
	r = row_write(x, &row);
	/* A hundred copies of a form must not hide what came before them. */
	if (r < 0 || (m.alike > 0 && (l->seen & ~m.seen) == 0))
		return r;
	return learn_text(x, l, &row);
}

static int
ledger_learn(struct register_context *x, const struct memory_note *n)
{
	const struct memory_question *q = &n->question;
	struct lesson l;
	size_t i;
	int r;

	r = lesson_of(x, n, &l);
	for (i = 0; r == 0 && l.seen != 0 && i < q->file_count; i++)
		if ((q->files[i].flags & MEMORY_FILE_IS_PIECE) == 0 &&
		    has_digest(q->files[i].digest))
			r = learn_file(x, &l, &q->files[i]);
	return r;
}

const struct register_kind ledger = {
	.id = REGISTER_LEDGER,
	.name = "ledger",
	.answer = ledger_answer,
	.learn = ledger_learn,
};

/* --- what people ask and say ----------------------------------------------------------- */

static void
entry_of(const struct file_row *f, const uint8_t digest[MAIL_DIGEST_SIZE],
    uint32_t seen, struct ledger_entry *ret)
{
	*ret = (struct ledger_entry){ .seen = seen };
	memcpy(ret->digest, digest, sizeof ret->digest);
	if (!f->is_there)
		return;
	ret->first_ms = f->first_ms;
	ret->last_ms = f->row.at_ms;
	ret->count = f->row.count;
	ret->approver = f->approver;
	ret->reason = f->reason;
	ret->approved_ms = f->approved_ms;
}

int
ledger_show(struct register_context *x, const struct ledger_file *f,
    struct ledger_entry *ret)
{
	struct file_row row;
	uint32_t seen;
	int r;

	r = look_up(x, f, &row, &seen);
	if (r == 0)
		entry_of(&row, f->digest, seen, ret);
	return r;
}

/* One row for each approval, so that they can be listed. */
static int
approval_row(struct register_context *x, const uint8_t file[KEY_MAC_SIZE],
    struct register_row *ret)
{
	*ret = (struct register_row){ .reg = REGISTER_LEDGER, .count = 1,
	    .at_ms = x->at_ms, .until_ms = register_until(x) };
	memcpy(ret->sub, file, sizeof ret->sub);
	return register_digest(x, "approvals of files", NULL, 0, ret->key);
}

int
ledger_approvals(struct register_context *x, struct ledger_entry **ret,
    size_t *ret_n)
{
	struct register_row named, *rows = NULL;
	struct ledger_entry *list;
	struct file_row f;
	size_t i, n = 0, kept = 0;
	int r;

	r = approval_row(x, (const uint8_t[KEY_MAC_SIZE]){ 0 }, &named);
	if (r == 0)
		r = register_each(x, REGISTER_LEDGER, named.key,
		    LEDGER_LIST_MAX, &rows, &n);
	list = arena_array(x->arena, n + 1, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	for (i = 0; r == 0 && i < n; i++) {
		f = (struct file_row){ .is_there = false };
		memcpy(f.row.key, rows[i].sub, sizeof f.row.key);
		r = row_get(x, &f);
		if (r == 0 && (f.seen & MEMORY_SEEN_APPROVED) != 0 &&
		    rows[i].text.len == MAIL_DIGEST_SIZE)
			entry_of(&f, rows[i].text.ptr, f.seen, &list[kept++]);
	}
	if (r == 0) {
		*ret = list;
		*ret_n = kept;
	}
	return r;
}

/* The object of the line is the digest: which file it was can be shown. */
static int
record(struct register_context *x, const char *act,
    const uint8_t digest[MAIL_DIGEST_SIZE], struct slice who,
    struct slice reason)
{
	char hex[2 * MAIL_DIGEST_SIZE + 1];

	hex_put(digest, MAIL_DIGEST_SIZE, hex);
	return x->record.append(x->record.arg, who, slice_str(act),
	    slice_str(hex), SLICE_NONE, SLICE_NONE, reason);
}

int
ledger_approve(struct register_context *x, const struct ledger_file *f,
    struct slice approver, struct slice reason)
{
	struct lesson l = { .seen = 0 };
	struct register_row approval;
	struct file_row row;
	int r;

	if (reason.len < REASON_MIN || reason.len > REASON_MAX ||
	    approver.len > MEMORY_NAME_MAX || !has_digest(f->digest))
		return ERR_RANGE;
	r = row_of_digest(x, f->digest, &row);
	if (r < 0)
		return r;
	if (!row.is_there)
		row.first_ms = x->at_ms;
	row.seen |= MEMORY_SEEN_APPROVED;
	row.approver = approver;
	row.reason = reason;
	row.approved_ms = x->at_ms;
	if (!text_signature_is_none(&f->signature))
		row.signature = f->signature;
	r = row_write(x, &row);
	if (r == 0)
		r = learn_text(x, &l, &row);
	if (r == 0)
		r = approval_row(x, row.row.key, &approval);
	approval.text = slice_of(f->digest, MAIL_DIGEST_SIZE);
	if (r == 0)
		r = register_put(x, &approval);
	return r < 0 ? r : record(x, "approved-file", f->digest, approver,
	    reason);
}

int
ledger_forget(struct register_context *x, const struct ledger_file *f,
    struct slice who, struct slice reason)
{
	struct register_row approval;
	struct file_row row;
	int r;

	if (reason.len < REASON_MIN || reason.len > REASON_MAX)
		return ERR_RANGE;
	r = row_of_digest(x, f->digest, &row);
	if (r == 0 && !row.is_there)
		r = ERR_NOTFOUND;
	if (r == 0)
		r = bands_remove(x, REGISTER_LEDGER, TEXT_LABEL,
		    &row.signature, row.row.key);
	if (r == 0)
		r = register_remove(x, &row.row);
	if (r == 0)
		r = approval_row(x, row.row.key, &approval);
	if (r == 0)
		r = register_remove(x, &approval);
	if (r == ERR_NOTFOUND && row.is_there)
		r = 0;
	return r < 0 ? r : record(x, "forgot-file", f->digest, who, reason);
}

#include "mail/ledger.h"

#include "base/err.h"
#include "base/limits.h"
#include "mail/codec.h"
#include "mail/memory.h"

/* Fewest bytes that one takes, for bounding counts. */
#define FILE_WIRE_MIN	(MAIL_DIGEST_SIZE + 1)
#define ENTRY_WIRE_MIN	(MAIL_DIGEST_SIZE + 4 + 4 * 8 + 2 * 4)

void
ledger_files_put(struct wire_out *w, const struct ledger_file *f, size_t n)
{
	size_t i;

	codec_put_count(w, n, REPORT_PARTS_MAX);
	for (i = 0; i < n; i++) {
		wire_put_bytes(w, f[i].digest, MAIL_DIGEST_SIZE);
		text_signature_put(w, &f[i].signature);
	}
}

int
ledger_files_get(struct wire_in *w, struct arena *a, struct ledger_file **ret,
    size_t *ret_n)
{
	struct ledger_file *list;
	size_t i, n;

	list = codec_items(w, a, REPORT_PARTS_MAX, FILE_WIRE_MIN,
	    sizeof *list, &n);
	for (i = 0; w->err == 0 && i < n; i++) {
		wire_bytes(w, list[i].digest, MAIL_DIGEST_SIZE);
		text_signature_get(w, &list[i].signature);
	}
	if (w->err == 0) {
		*ret = list;
		*ret_n = n;
	}
	return w->err;
}

void
ledger_entries_put(struct wire_out *w, const struct ledger_entry *e, size_t n)
{
	size_t i;

	codec_put_count(w, n, REPORT_PARTS_MAX);
	for (i = 0; i < n; i++) {
		wire_put_bytes(w, e[i].digest, MAIL_DIGEST_SIZE);
		wire_put_u32(w, e[i].seen);
		wire_put_u64(w, (uint64_t)e[i].first_ms);
		wire_put_u64(w, (uint64_t)e[i].last_ms);
		wire_put_u64(w, e[i].count);
		codec_put_str(w, e[i].approver, MEMORY_NAME_MAX);
		codec_put_str(w, e[i].reason, REASON_MAX);
		wire_put_u64(w, (uint64_t)e[i].approved_ms);
	}
}

static void
get_entry(struct wire_in *w, struct arena *a, struct ledger_entry *e)
{
	wire_bytes(w, e->digest, MAIL_DIGEST_SIZE);
	wire_u32(w, &e->seen);
	codec_time(w, &e->first_ms);
	codec_time(w, &e->last_ms);
	wire_u64(w, &e->count);
	codec_str(w, a, MEMORY_NAME_MAX, &e->approver);
	codec_str(w, a, REASON_MAX, &e->reason);
	codec_time(w, &e->approved_ms);
	if (w->err == 0 && (e->seen & ~(uint32_t)MEMORY_SEEN_ALL) != 0)
		codec_fail(w, ERR_RANGE);
}

int
ledger_entries_get(struct wire_in *w, struct arena *a,
    struct ledger_entry **ret, size_t *ret_n)
{
	struct ledger_entry *list;
	size_t i, n;

	list = codec_items(w, a, REPORT_PARTS_MAX, ENTRY_WIRE_MIN,
	    sizeof *list, &n);
	for (i = 0; w->err == 0 && i < n; i++)
		get_entry(w, a, &list[i]);
	if (w->err == 0) {
		*ret = list;
		*ret_n = n;
	}
	return w->err;
}

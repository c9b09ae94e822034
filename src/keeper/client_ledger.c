/*
 * client_ledger -- the ledger of files, for people.
 */
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "keeper/client.h"
#include "keeper/protocol.h"
#include "keeper/talk.h"

#define PATIENCE_MS	30000

/* What people ask fits one frame; a file takes 161 bytes at most. */
#define FILES_AT_ONCE	((size_t)256)

_Static_assert(FILES_AT_ONCE * (MAIL_DIGEST_SIZE + 1 +
    4 * TEXT_SIGNATURE_HASHES) + 5 * REASON_MAX < FRAME_BODY_MAX,
    "a request of people fits one frame");

static uint16_t
frame_of(enum keeper_ledger_act act)
{
	switch (act) {
	case KEEPER_LEDGER_SHOWS:
		return KEEPER_LEDGER_SHOW;
	case KEEPER_LEDGER_APPROVES:
		return KEEPER_LEDGER_APPROVE;
	case KEEPER_LEDGER_FORGETS:
		break;
	}
	return KEEPER_LEDGER_FORGET;
}

/* Entries of one answer behind those that are there already. */
struct entries {
	struct ledger_entry *list;
	size_t n, cap;
};

static int
add_entries(struct entries *all, struct arena *a,
    const struct ledger_entry *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		all->list = arena_grow(a, all->list, all->n, &all->cap,
		    sizeof *all->list);
		if (all->list == NULL)
			return ERR_LIMIT;
		all->list[all->n++] = list[i];
	}
	return 0;
}

static int
ask(struct keeper *k, enum keeper_ledger_act act,
    const struct keeper_ledger_files *f, struct slice reason,
    struct arena *a, struct entries *all)
{
	struct buf body = BUF_INIT(FRAME_BODY_MAX);
	struct ledger_entry *list;
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	size_t n;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, f->ref);
	wire_put_str(&w, f->part);
	ledger_files_put(&w, f->files, f->count);
	wire_put_str(&w, reason);
	r = wire_out_err(&w);
	if (r == 0)
		r = talk_ask_buf(k, &t, frame_of(act), &body,
		    clock_mono_ms() + PATIENCE_MS);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		if (ledger_entries_get(&in, a, &list, &n) < 0 ||
		    wire_end(&in) < 0)
			r = ERR_PEER;
		else
			r = add_entries(all, a, list, n);
	}
	talk_end(&t);
	buf_free(&body);
	return r;
}

int
keeper_ledger(struct keeper *k, enum keeper_ledger_act act,
    const struct keeper_ledger_files *f, struct slice reason,
    struct arena *a, struct ledger_entry **ret, size_t *ret_n)
{
	struct keeper_ledger_files some = *f;
	struct entries all = { NULL, 0, 0 };
	size_t done = 0, known = 0;
	int r;

	do {
		some.files = f->count > 0 ? f->files + done : NULL;
		some.count = f->count - done < FILES_AT_ONCE ?
		    f->count - done : FILES_AT_ONCE;
		r = ask(k, act, &some, reason, a, &all);
		known += r == 0;
		done += some.count;
		/* Among the files of an archive some may be unknown. */
	} while (done < f->count && (r == 0 || (r == ERR_NOTFOUND &&
	    act == KEEPER_LEDGER_FORGETS)));
	if (r == ERR_NOTFOUND && known > 0)
		r = 0;
	if (r == 0) {
		*ret = all.list;
		*ret_n = all.n;
	}
	return r;
}

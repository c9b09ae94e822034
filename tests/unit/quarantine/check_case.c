/*
 * case -- what a row of a held message is worth after somebody wrote into the
 * store: nothing, and it says so.  In process, on both backends.
 */
#include "place.h"

/* Hold "hello" for one recipient. */
static void
hold(struct place *p)
{
	struct recipient_verdict rv = {
	    .disposition = DISPOSITION_QUARANTINE, .rule = SLICE("r") };
	struct buf eb = BUF_INIT(1 * MIB), vb = BUF_INIT(1 * MIB);
	struct verdict v = { .disposition = DISPOSITION_QUARANTINE,
	    .recipients = &rv, .recipient_count = 1,
	    .hold = { SLICE("officer"), 2, true, SLICE("refuse"), false } };
	struct decided_receipt got;
	struct intake *in;
	struct envelope e;
	struct decided d;
	int fd = memfd_create("m", 0);

	ck_assert_int_eq(write(fd, "hello", 5), 5);
	envelope_init(&e, MAIL_CLASS_SUBMISSION);
	ck_assert_int_eq(envelope_add_recipient(&e, p->a,
	    SLICE("x@out.example"), SLICE_NONE, SLICE_NONE), 0);
	e.size = 5;
	EVP_Digest("hello", 5, e.digest, NULL, EVP_sha256(), NULL);
	ck_assert_int_eq(envelope_encode(&e, &eb), 0);
	ck_assert_int_eq(verdict_encode(&v, &vb), 0);
	/* A Friday, 10:15 UTC. */
	d = (struct decided){ p->ref, &e, &v, buf_slice(&eb), buf_slice(&vb),
	    SLICE_NONE, 1778235300000 };
	ck_assert_int_eq(intake_new(p->q, &d, fd, &in), 0);
	ck_assert_int_eq(intake_step(in, 1 * MIB), 1);
	ck_assert_int_eq(store_begin(p->o.store), 0);
	ck_assert_int_eq(quarantine_decide(p->q, &d, in, &got), 0);
	ck_assert_int_eq(blob_flush(p->o.blobs), 0);
	ck_assert_int_eq(store_commit(p->o.store), 0);
	intake_keep(in);
	intake_free(in);
	close(fd);
	buf_free(&eb);
	buf_free(&vb);
	ck_assert_uint_eq(p->records, 2);
}

START_TEST(test_whole)
{
	struct held_case c;
	struct place p;

	place_make(&p, _i);
	hold(&p);
	ck_assert_int_eq(case_get(p.q, p.ref, p.a, &c), 0);
	ck_assert_uint_eq(c.recipient_count, 1);
	ck_assert(slice_eq_str(c.role, "officer"));
	ck_assert(slice_eq_str(c.rule, "r"));
	/* Two working days from a Friday: Tuesday, the same time. */
	ck_assert_int_eq(c.row.due_ms - c.row.held_ms,
	    (int64_t)4 * 24 * 3600 * 1000);
	place_end(&p);
}
END_TEST

/* Each column changed, with its old authenticator. */
static void
tamper(struct store_hold *h, int how)
{
	static const uint8_t longer[300] = { 1 };

	switch (how) {
	case 0: h->state = HOLD_RELEASING; break;
	case 1: h->state = HOLD_REFUSED; break;
	case 2: h->attempts = 0; break;
	case 3: h->tries++; break;
	case 4: h->size++; break;
	case 5: h->due_ms += 1000; break;
	case 6: h->next_ms = 1; break;
	case 7: h->expires_ms = INT64_MAX; break;
	case 8: h->item[3] ^= 1; break;
	case 9: h->retry[0] ^= 1; break;
	case 10: h->nonce[15] ^= 1; break;
	case 11: h->states = SLICE("\0\0\0\0\6"); break;
	case 12: h->key = slice_of(longer, sizeof longer); break;
	case 13: h->sealed = SLICE("nothing"); break;
	case 14: h->progress = SLICE("something"); break;
	case 15: h->mac[0] ^= 1; break;
	case 16: h->recipients = 0; break;
	case 17: h->open = false; break;
	default: break;
	}
}
#define TAMPERS	18

START_TEST(test_tampered)
{
	struct case_view *views;
	struct store_hold h;
	struct held_case c;
	struct place p;
	size_t n;

	place_make(&p, _i / TAMPERS);
	hold(&p);
	ck_assert_int_eq(store_hold_get(p.o.store, p.ref, p.a, &h), 0);
	tamper(&h, _i % TAMPERS);
	ck_assert_int_eq(store_begin(p.o.store), 0);
	ck_assert_int_eq(store_hold_update(p.o.store, &h, h.version), 0);
	ck_assert_int_eq(store_commit(p.o.store), 0);

	ck_assert_int_eq(case_get(p.q, p.ref, p.a, &c), ERR_CORRUPT);
	ck_assert_int_eq(store_begin(p.o.store), 0);
	ck_assert_int_eq(quarantine_release(p.q, p.ref, SLICE("root"),
	    SLICE("let go"), 1), ERR_CORRUPT);
	ck_assert_int_eq(quarantine_refuse(p.q, p.ref, SLICE("root"),
	    SLICE("no no")), ERR_CORRUPT);
	ck_assert_int_ge(quarantine_recover(p.q, 1), 0);
	ck_assert_int_eq(store_commit(p.o.store), 0);
	ck_assert_uint_eq(p.records, 2);
	if (_i % TAMPERS != 17) {
		ck_assert_int_eq(quarantine_list(p.q, SLICE_NONE, p.a,
		    &views, &n), 0);
		ck_assert_uint_eq(n, 1);
		ck_assert(slice_eq_str(views[0].state, "CORRUPT"));
	}
	place_end(&p);
}
END_TEST

/* C7: rows without a blob are told. */
static void
note_stray(void *arg, const char *what, const char *name)
{
	char *out = arg;

	snprintf(out, 100, "%s %s", what, name);
}

START_TEST(test_row_without_blob)
{
	char said[100] = "", want[100];
	struct held_case c;
	struct place p;

	place_make(&p, _i);
	hold(&p);
	ck_assert_int_eq(quarantine_check(p.q, 0,
	    &(struct quarantine_stray){ note_stray, said }), 0);
	ck_assert_str_eq(said, "");
	ck_assert_int_eq(case_get(p.q, p.ref, p.a, &c), 0);
	ck_assert_int_eq(blob_remove(p.o.blobs, c.row.item), 0);
	ck_assert_int_eq(quarantine_check(p.q, 0,
	    &(struct quarantine_stray){ note_stray, said }), 0);
	snprintf(want, sizeof want, "row-without-blob %s", p.ref);
	ck_assert_str_eq(said, want);
	place_end(&p);
}
END_TEST

/* I2: no random bytes, no custody; nothing is written. */
int	__real_RAND_bytes(unsigned char *buf, int num);
int	__wrap_RAND_bytes(unsigned char *buf, int num);

static int random_left = -1;	/* calls that still succeed; -1: all */

int
__wrap_RAND_bytes(unsigned char *buf, int num)
{
	if (random_left == 0)
		return 0;
	if (random_left > 0)
		random_left--;
	return __real_RAND_bytes(buf, num);
}

START_TEST(test_no_random)
{
	struct recipient_verdict rv = {
	    .disposition = DISPOSITION_QUARANTINE, .rule = SLICE("r") };
	struct verdict v = { .recipients = &rv, .recipient_count = 1 };
	struct decided_receipt got;
	struct intake *in = NULL;
	struct envelope e;
	struct decided d;
	struct place p;
	int fd = memfd_create("m", 0), r, left;

	place_make(&p, 0);
	ck_assert_int_eq(write(fd, "hello", 5), 5);
	envelope_init(&e, MAIL_CLASS_SUBMISSION);
	ck_assert_int_eq(envelope_add_recipient(&e, p.a,
	    SLICE("x@out.example"), SLICE_NONE, SLICE_NONE), 0);
	e.size = 5;
	EVP_Digest("hello", 5, e.digest, NULL, EVP_sha256(), NULL);
	d = (struct decided){ p.ref, &e, &v, SLICE("e"), SLICE("v"),
	    SLICE("r"), 1 };
	/* Item, key, and a nonce for each of four sealed values. */
	for (left = 0; left < 6; left++) {
		in = NULL;
		random_left = left;
		r = intake_new(p.q, &d, fd, &in);
		if (r == 0)
			r = intake_step(in, 1 * MIB);
		ck_assert_int_eq(store_begin(p.o.store), 0);
		if (r == 1)
			r = quarantine_decide(p.q, &d, in, &got);
		random_left = -1;
		ck_assert_msg(r == ERR_CRYPTO, "%d: %s", left, err_text(r));
		store_rollback(p.o.store);
		intake_free(in);
		ck_assert_int_eq(quarantine_check(p.q, 0,
		    &(struct quarantine_stray){ note_stray,
		    (char[100]){ "" } }), 0);
	}
	close(fd);
	place_end(&p);
}
END_TEST

int
main(void)
{
	int n = 0;

	while (store_backends[n] != NULL)
		n++;
	const struct unit_case cases[] = {
		{ "whole", test_whole, n },
		{ "tampered", test_tampered, n * TAMPERS },
		{ "row without blob", test_row_without_blob, n },
		{ "no random", test_no_random, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("case", cases);
}

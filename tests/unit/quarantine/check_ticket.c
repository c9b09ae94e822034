#include "quarantine/ticket.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/store/scratch.h"
#include "unit/unit.h"

static const uint8_t salt[KEY_SALT_SIZE] = { 5 };
static const uint8_t digest[MAIL_DIGEST_SIZE] = { 9 };
static const struct slice people[] = {
	{ (const uint8_t *)"b@x.example", 11 },
	{ (const uint8_t *)"a@x.example", 11 },
};
static const struct ticket_about about = { digest, people, 2 };

struct place {
	struct scratch dir;
	struct keyring *k;
	struct ticket t;
	char text[TICKET_MAX];
};

static void
place_make(struct place *p)
{
	struct buf b = BUF_INIT(TICKET_MAX);

	scratch_make(&p->dir);
	ck_assert_int_eq(keyring_create(scratch_path(&p->dir, "key")), 0);
	ck_assert_int_eq(keyring_open(scratch_path(&p->dir, "key"), salt,
	    &p->k), 0);
	memset(&p->t, 0, sizeof p->t);
	reference_make(4711, p->t.ref);
	p->t.expires_ms = 1780000000000;
	memset(p->t.nonce, 0xab, sizeof p->t.nonce);
	ck_assert_int_eq(ticket_sign(p->k, &p->t, &about), 0);
	ck_assert_int_eq(ticket_write(&p->t, &b), 0);
	snprintf(p->text, sizeof p->text, "%s", buf_cstr(&b));
	buf_free(&b);
}

static void
place_end(struct place *p)
{
	keyring_free(p->k);
	scratch_remove(&p->dir);
}

START_TEST(test_round)
{
	struct ticket got;
	struct place p;

	place_make(&p);
	ck_assert_int_eq(ticket_read(slice_str(p.text), &got), 0);
	ck_assert_str_eq(got.ref, p.t.ref);
	ck_assert_int_eq(got.expires_ms, p.t.expires_ms);
	ck_assert_mem_eq(got.nonce, p.t.nonce, sizeof got.nonce);
	ck_assert_int_eq(ticket_check(p.k, &got, &about), 0);
	place_end(&p);
}
END_TEST

/* Any character of it changed, or any end cut off, and it is nothing. */
START_TEST(test_altered)
{
	char bad[TICKET_MAX];
	struct ticket got;
	struct place p;
	size_t i, n;

	place_make(&p);
	n = strlen(p.text);
	for (i = 0; i < n; i++) {
		memcpy(bad, p.text, n + 1);
		bad[i] = bad[i] == '1' ? '2' : '1';
		ck_assert_msg(ticket_read(slice_str(bad), &got) < 0 ||
		    ticket_check(p.k, &got, &about) == ERR_DENIED,
		    "changed at %zu: %s", i, bad);
		ck_assert_int_eq(ticket_read(slice_of(p.text, i), &got),
		    ERR_SYNTAX);
	}
	place_end(&p);
}
END_TEST

START_TEST(test_bound)
{
	static const uint8_t other[MAIL_DIGEST_SIZE] = { 8 };
	struct slice swapped[] = { people[1], people[0] };
	struct slice more[] = { people[0], people[1], SLICE("c@x.example") };
	struct slice joined[] = { SLICE("a@x.exampleb@x.example") };
	const struct {
		const char *name;
		struct ticket_about about;
		int want;
	} cases[] = {
		{ "the same in another order", { digest, swapped, 2 }, 0 },
		{ "another message", { other, people, 2 }, ERR_DENIED },
		{ "one recipient less", { digest, people, 1 }, ERR_DENIED },
		{ "one recipient more", { digest, more, 3 }, ERR_DENIED },
		{ "two run together", { digest, joined, 1 }, ERR_DENIED },
		{ "none", { digest, NULL, 0 }, ERR_DENIED },
	};
	struct place p;
	size_t i;

	place_make(&p);
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ck_assert_msg(ticket_check(p.k, &p.t, &cases[i].about) ==
		    cases[i].want, "%s", cases[i].name);
	p.t.expires_ms++;
	ck_assert_int_eq(ticket_check(p.k, &p.t, &about), ERR_DENIED);
	p.t.expires_ms--;
	p.t.revision[7] ^= 1;
	ck_assert_int_eq(ticket_check(p.k, &p.t, &about), ERR_DENIED);
	place_end(&p);
}
END_TEST

static const char *const nonsense[] = {
	"", ".", ".....", "1.....", "1.EX-0000-0000....", "\0\0",
	"2.EX-7K3M-2QPX.0000000000000000.1.0.0",
	"1.ex-7k3m-2qpx.0000000000000000.1."
	"00000000000000000000000000000000."
	"0000000000000000000000000000000000000000000000000000000000000000",
	"1.EX-7K3M-2QPX.0000000000000000.-1."
	"00000000000000000000000000000000."
	"0000000000000000000000000000000000000000000000000000000000000000",
};

START_TEST(test_nonsense)
{
	struct ticket got;

	ck_assert_int_eq(ticket_read(slice_str(nonsense[_i]), &got),
	    ERR_SYNTAX);
}
END_TEST

START_TEST(test_too_long)
{
	char text[TICKET_MAX + 8];
	struct ticket got;
	struct place p;

	place_make(&p);
	memset(text, '1', sizeof text);
	ck_assert_int_eq(ticket_read(slice_of(text, sizeof text), &got),
	    ERR_SYNTAX);
	/* Blanks around it are the header field's. */
	snprintf(text, sizeof text, "  %s \r\n", p.text);
	ck_assert_int_eq(ticket_read(slice_str(text), &got), 0);
	place_end(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "round", test_round, 0 },
		{ "altered", test_altered, 0 },
		{ "bound", test_bound, 0 },
		{ "nonsense", test_nonsense, N_OF(nonsense) },
		{ "too long", test_too_long, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("ticket", cases);
}

/*
 * fuzz_people -- a broken directory of staff through its reader; whatever it
 * makes is asked about the addresses, names and domains that the same bytes
 * hold.
 *
 * With clang -fsanitize=fuzzer (-DFUZZ_ENGINE) the engine drives it; without,
 * it replays its seeds, the files named as arguments, and some thousands of
 * damaged copies of each, always the same ones.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "fuzz/replay.h"
#include "mail/lookalike.h"
#include "policy/policy.h"
#include "policy/private.h"

#define COPIES	3000

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct policy *
load(struct slice csv)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct buf out = BUF_INIT(16 * MIB);
	struct conf_tree *t = NULL;
	struct policy *p = NULL;
	int r;

	if (conf_files_add(f, "main", SLICE("set inside domains in.example\n"
	    "set contact \"O\", o@in.example\nset directory \"s.csv\"\n")) < 0 ||
	    conf_files_add(f, "s.csv", csv) < 0)
		abort();
	r = conf_load(&src, "main", d, &t);
	if (r == 0)
		r = policy_new(t, d, 1777972500000, &p);
	/* No silent failure, and no success beside an error. */
	assert((r == 0) == (conf_diag_errors(d) == 0));
	conf_diag_print(d, &out);
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(f);
	buf_free(&out);
	return p;
}

/* Each piece of the bytes as local part, as domain and as a shown name. */
static void
ask(const struct policy *p, struct slice bytes)
{
	struct slice from = SLICE("a@in.example"), piece, shown[1], to[1];
	struct report report = { .complete = true };
	struct acquaintance *all;
	struct arena *a = arena_new(64 * MIB);
	struct envelope e;
	size_t n, at, end;

	report.facts.from = &from;
	report.facts.from_count = 1;
	report.facts.from_names = shown;
	report.facts.visible = to;
	report.facts.visible_names = shown;
	report.facts.visible_count = 1;
	for (at = 0; at < bytes.len && arena_used(a) < 32 * MIB;
	    at = end + 1) {
		end = at;
		while (end < bytes.len && end - at < 60 &&
		    bytes.ptr[end] != ',' && bytes.ptr[end] != '\n')
			end++;
		piece = slice_sub(bytes, at, end);
		shown[0] = piece;
		envelope_init(&e, MAIL_CLASS_SUBMISSION);
		to[0] = arena_printf(a, "%.*s@gmail.com", (int)piece.len,
		    (const char *)piece.ptr);
		if (address_parse(a, from, &e.sender) < 0)
			abort();
		(void)envelope_add_recipient(&e, a, to[0], SLICE_NONE,
		    SLICE_NONE);
		(void)envelope_add_recipient(&e, a, arena_printf(a, "x@%.*s",
		    (int)piece.len, (const char *)piece.ptr), SLICE_NONE,
		    SLICE_NONE);
		if (policy_acquaintance(p, &e, &report, NULL, a, &all,
		    &n) == 0)
			assert(n == MEMORY_RECIPIENTS + e.recipient_count);
	}
	arena_free(a);
}

static void
compare(struct slice bytes)
{
	struct lookalike x, y;
	size_t half = bytes.len / 2;
	unsigned owner;

	for (owner = 0; owner < 3; owner++)
		if (lookalike_make(slice_sub(bytes, 0, half), &x) &&
		    lookalike_make(slice_from(bytes, half), &y)) {
			(void)lookalike_is(&x, &y, (enum lookalike_owner)owner);
			/* Nothing looks like itself. */
			assert(!lookalike_is(&x, &x,
			    (enum lookalike_owner)owner));
		}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct slice s = slice_of(bytes, len);
	struct policy *p;

	if (len == 0 || len > 4096)
		return 0;
	compare(s);
	p = load(s);
	if (p != NULL)
		ask(p, s);
	policy_unref(p);
	return 0;
}

#ifndef FUZZ_ENGINE
static const char *const seeds[] = {
	"name,other names,addresses,department,manager,leaving date,login\n"
	"Morag Reid,,mr@in.example;m.reid@in.example,Office,,,mreid\n"
	"\"Smith, John\",Skip,js@in.example,Housing,mreid,2026-03-31,js\n"
	"Mary Campbell-Ross,Mary Ross,mary@in.example,Housing,Morag Reid,,\n"
	"Zofia Wi\u015bniewska,,z@in.example,\"a \"\"b\"\"\",mr@in.example,,z\n",

	"cn;sn;givenName;mail;proxyAddresses;manager\r\n"
	"M\u00fcller J\u00f6rg;M\u00fcller;J\u00f6rg;j@in.example;"
	"SMTP:j@in.example|sip:x|smtp:j@gmail.com;CN=J,OU=x\r\n"
	"O'Brien de la Cruz;O'Brien;Ann Mary;a@in.example;;\r\n",

	"oakva1e-council.gov.ukoakvale-council.gov.uk",
	"name\taddress\njohn smith\tjohn.smith@in.example\n",
};

static void
replay(struct slice seed)
{
	struct buf b = BUF_INIT(64 * KIB);
	uint64_t state = 1;
	unsigned i, k;

	(void)LLVMFuzzerTestOneInput(seed.ptr, seed.len);
	for (i = 0; i < COPIES; i++) {
		buf_reset(&b);
		if (buf_put_slice(&b, seed) < 0)
			abort();
		for (k = 0; k <= i % 4; k++)
			replay_damage(&b, slice_str(seeds[i % 4]), &state);
		(void)LLVMFuzzerTestOneInput(b.ptr, b.len);
	}
	buf_free(&b);
}

int
main(int argc, char **argv)
{
	static uint8_t bytes[64 * KIB];
	size_t i, n;
	FILE *f;
	int k;

	for (i = 0; i < sizeof seeds / sizeof seeds[0]; i++)
		replay(slice_str(seeds[i]));
	for (k = 1; k < argc; k++) {
		f = fopen(argv[k], "rb");
		if (f == NULL)
			return EXIT_FAILURE;
		n = fread(bytes, 1, sizeof bytes, f);
		fclose(f);
		replay(slice_of(bytes, n));
	}
	return EXIT_SUCCESS;
}
#endif

/*
 * fuzz_conf -- broken rules through the reader, the checker and, where they
 * still load, the judge.
 *
 * With clang -fsanitize=fuzzer (-DFUZZ_ENGINE) the engine drives it; without,
 * it replays its seeds, the files named as arguments, and some thousands of
 * damaged copies of each, always the same ones.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/format.h"
#include "fuzz/replay.h"
#include "policy/policy.h"

#define MUTATIONS	1500
#define SEED_MAX	8192
#define WORDS_MAX	1024
#define BREAKS		8

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Whatever rules load must judge a message, read in full or not. */
static void
judge(const struct policy *p)
{
	struct arena *a = arena_new(16 * MIB);
	struct report *r;
	struct envelope e;
	struct verdict *v = NULL;
	size_t i;

	envelope_init(&e, MAIL_CLASS_SUBMISSION);
	e.at_ms = 1777972500000;
	if (address_parse(a, SLICE("a@in.example"), &e.sender) < 0 ||
	    envelope_add_recipient(&e, a, SLICE("b@out.example"), SLICE_NONE,
	    SLICE_NONE) < 0)
		abort();
	r = report_incomplete(a, ANOMALY_LIMIT, "fuzz");
	for (i = 0; i < 2; i++) {
		r->complete = i == 1;
		if (i == 1)
			r->anomaly_count = 0;
		if (policy_evaluate(p, &e, r, NULL, "EX-7K3M-2QPX", a,
		    &v) == 0) {
			assert(v->recipient_count == 1);
			assert((v->disposition == DISPOSITION_REJECT) ==
			    (v->smtp_code / 100 == 5));
			assert(v->reply_count <= REPLY_LINES_MAX);
		}
	}
	arena_free(a);
}

/* What parses has a layout, which means the same and is its own layout. */
static void
lay_out(struct slice text)
{
	struct conf_diag *d = conf_diag_new();
	struct buf out = BUF_INIT(4 * MIB);
	int r;

	r = conf_format(text, "dir/f", d, &out);
	if (r == ERR_MISMATCH)
		fprintf(stderr, "changed by its layout:\n%.*s\n", (int)text.len,
		    (const char *)text.ptr);
	assert(r == 0 || r == ERR_SYNTAX || r == ERR_LIMIT);
	assert((r == ERR_SYNTAX) == (conf_diag_errors(d) > 0));
	buf_free(&out);
	conf_diag_free(d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct conf_diag *d = conf_diag_new();
	struct buf out = BUF_INIT(4 * MIB);
	struct conf_tree *t = NULL;
	struct policy *p = NULL;
	int r;

	r = conf_parse(slice_of(bytes, len), "dir/f", d, &t);
	if (r == 0)
		r = policy_new(t, d, 1777972500000, &p);
	/* No silent failure, and no success beside an error. */
	assert((r == 0) == (conf_diag_errors(d) == 0));
	conf_diag_print(d, &out);
	buf_reset(&out);
	conf_diag_first(d, &out);
	assert((out.len > 0) == (conf_diag_errors(d) > 0));
	conf_free(t);
	if (p != NULL)
		judge(p);
	policy_unref(p);
	conf_diag_free(d);
	buf_free(&out);
	lay_out(slice_of(bytes, len));
	return 0;
}

#ifndef FUZZ_ENGINE
static const char *const seeds[] = {
	"set inside domains in.example , *.deep.example\n"
	"set contact \"O\" , o@in.example , \"0141\"\n"
	"set mode enforce\n"
	"set unreadable limit reject with m ; set unreadable tempfail\n"
	"set threshold iban 3\nset time-zone \"GMT0BST,M3.5.0/1,M10.5.0\"\n"
	"set rule-defaults mode enforce , purpose \"p\" , approved director "
	"2026-01-01\n"
	"association a { name \"A\" ; domains in.example }\n"
	"list l of addresses { b@out.example }\n"
	"list w of words { one two }\n"
	"detector d { pattern \"x\" ; near \"y\" ; certainty likely }\n"
	"schedule s { open mon-fri 09:00-17:00 ; closed 2026-12-25 }\n"
	"message m { reply \"No.\" ; next \"\"\"\n  Do\n  this.\n\"\"\" }\n",

	"set inside domains in.example\nset contact \"O\" , o@in.example\n"
	"set mode enforce\nset rule-defaults mode enforce , purpose \"p\" , "
	"approved director 2026-01-01\nmessage m { reply \"No.\" }\n"
	"list l of domains { out.example }\nlist w of words { a }\n"
	"association a { domains in.example }\n"
	"rule r {\n policy \"1\" , \"Because\"\n mode watch until 2026-01-01 "
	"then enforce\n severity high\n when ( any recipient outside and not "
	"any recipient in list l )\n or ( message contains words from w , "
	"certain iban , phrase \"x\" at least 2 times in subject , body and "
	"any attachment named \"*.exe\" , \"a?\" and any attachment over 10 kB "
	")\n unless sender signed in and every attachment encrypted\n then "
	"reject with m\n then quarantine for officer decide within 2 working "
	"days otherwise escalate to director\n then add disclaimer otherwise "
	"quarantine for officer decide within 2 hours otherwise refuse\n "
	"override with word \"[go]\" }\n"
	"rule q { policy \"2\" , \"x\" ; on inbound ; when message is "
	"unreadable because limit , crash or recipients over 3 ; then "
	"quarantine for it-support decide within 1 hours otherwise refuse }\n"
	"test \"t\" { from a@in.example ; to b@out.example ; expect reject by "
	"r ; expect no rule q ; at 2026-05-05 10:15 }\n",
};

static uint32_t
next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Words of the seed, with the blanks that follow them. */
static size_t
split(struct slice seed, struct slice *words)
{
	size_t at = 0, end, n = 0;

	while (at < seed.len && n < WORDS_MAX) {
		end = at;
		while (end < seed.len && !ascii_is_space(seed.ptr[end]))
			end++;
		while (end < seed.len && ascii_is_space(seed.ptr[end]))
			end++;
		words[n++] = slice_sub(seed, at, end);
		at = end;
	}
	return n;
}

/* Words left out, doubled or taken from elsewhere; now and then a byte. */
static size_t
mutate(uint32_t *state, const struct slice *words, size_t n, uint8_t *out)
{
	static const char odd[] = "\"\\(){};,#\n\xc2\xa0\xff\x01";
	/* Where lines end, and what stands between words. */
	static const char *const breaks[BREAKS] = { "\n", "; ", "\n\n\n",
	    "# c\n", "\t", "\r\n", ", ", " \n #\n" };
	uint32_t rate = 4 + next(state) % 200;
	const char *between;
	struct slice w;
	size_t i, len = 0;

	for (i = 0; i < n; i++) {
		w = words[i];
		if (next(state) % rate == 0)
			w = words[next(state) % n];
		if (next(state) % rate == 0)
			continue;
		if (next(state) % rate == 0 && len + 8 < SEED_MAX) {
			between = breaks[next(state) % BREAKS];
			memcpy(out + len, between, strlen(between));
			len += strlen(between);
		}
		if (len + w.len > SEED_MAX)
			break;
		memcpy(out + len, w.ptr, w.len);
		len += w.len;
	}
	if (len > 0 && next(state) % 3 == 0)
		out[next(state) % len] = (uint8_t)odd[next(state) %
		    (sizeof odd - 1)];
	return len;
}

static void
replay(struct slice seed)
{
	static struct slice words[WORDS_MAX];
	uint8_t copy[SEED_MAX], *exact;
	uint32_t state = 1;
	size_t i, n, len;

	LLVMFuzzerTestOneInput(seed.ptr, seed.len);
	n = split(seed, words);
	for (i = 0; i < MUTATIONS && n > 0; i++) {
		len = mutate(&state, words, n, copy);
		/* A block of its own size: a sanitizer sees one byte too far. */
		exact = mem_alloc(len > 0 ? len : 1);
		memcpy(exact, copy, len);
		LLVMFuzzerTestOneInput(exact, len);
		free(exact);
	}
}

int
main(int argc, char **argv)
{
	static uint8_t bytes[4 * MIB];
	FILE *f;
	size_t i, n;
	int k;

	for (i = 0; i < sizeof seeds / sizeof *seeds; i++)
		replay(slice_str(seeds[i]));
	(void)replay_folder("conf", MUTATIONS, LLVMFuzzerTestOneInput);
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

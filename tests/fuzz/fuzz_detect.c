/*
 * fuzz_detect -- hostile text through the detectors.
 *
 * With clang -fsanitize=fuzzer (-DFUZZ_ENGINE) the engine drives it; without,
 * it replays its seeds, the files named as arguments, and some thousands of
 * damaged copies of each, always the same ones.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "detect/detect.h"
#include "fuzz/replay.h"

#define MUTATIONS	4000
#define SEED_MAX	4096
#define UNITS_MAX	8

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char rules[] =
    "set packs eu-us\n"
    "detector code {\n pattern \"\\\\b[a-z]{2}-[0-9]+\\\\b\"\n near \"tenant\"\n}\n"
    "list w of words {\n good luck\n \xc3\xa0ireamh\n}\n"
    "list ours of values {\n 4111 1100 0000 1235\n}\n"
    "set own ours\n"
    "rule r {\n when message contains words from w, phrase \"a b\",\n"
    "  pattern \"([a-z]+[0-9]?)+x\"\n}\n";

static struct detect_plan *
plan(void)
{
	static struct detect_plan *p;
	struct conf_diag *d;
	struct conf_tree *t;

	if (p != NULL)
		return p;
	d = conf_diag_new();
	if (conf_parse(slice_str(rules), "fuzz", d, &t) < 0 ||
	    detect_plan_new(t, d, &p) < 0)
		abort();
	conf_free(t);
	conf_diag_free(d);
	return p;
}

/* The first bytes choose where units end and what they are. */
static size_t
cut_units(const uint8_t *bytes, size_t len, struct text_unit *units)
{
	size_t i, n, at;

	n = len > 0 ? bytes[0] % UNITS_MAX + 1 : 1;
	memset(units, 0, UNITS_MAX * sizeof *units);
	for (i = at = 0; i < n; i++) {
		units[i].from = at;
		at = i + 1 == n ? len : at + (len - at) / 2;
		units[i].to = at;
		units[i].where = (enum finding_where)(i % FINDING_WHERE_COUNT);
		units[i].row = len > 1 && bytes[1] % 2 == 1 ? 1 : 0;
		units[i].header = i % 2 == 1 ? slice_of(bytes, len / 3) :
		    SLICE_NONE;
	}
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct text_unit units[UNITS_MAX];
	struct detect_run *run;
	struct finding *list;
	struct text t;
	struct arena *a;
	const char *detail;
	size_t i, n;
	int r;

	a = arena_new(32 * MIB);
	run = detect_run_new(plan(), a);
	assert(run != NULL);
	memset(&t, 0, sizeof t);
	t.bytes = slice_of(bytes, len);
	t.units = units;
	t.unit_count = cut_units(bytes, len, units);
	r = detect_scan(run, &t, &detail);
	assert((r < 0) == (detail != NULL));
	r = detect_findings(run, &list, &n);
	assert(r == 0 && n <= REPORT_FINDINGS_MAX);
	for (i = 0; i < n; i++)
		assert(list[i].tier >= 1 && list[i].tier <= FINDING_TIER_MAX &&
		    list[i].occurrences > 0);
	arena_free(a);
	return 0;
}

#ifndef FUZZ_ENGINE
static const char *const seeds[] = {
	"NHS no 943 476 5919, card 4111 1100 0000 1235 12/27\n> JX 12 34 56 C",
	"GB85 TEST 1234 5612 3456 78 good\nluck tenant tn-123456 a  b",
	("\xef\xbc\x91\xc2\xad\xe2\x80\x93" "1 A\xcc\x80ireamh \xef\xb7\xba\r\n>> 9"),
	("CHI 0101901232 UTR K6123400077 NHS9434765919 JX.12.34.56.C J X 1 2 3\n"
	    "sort code 80-12-34/12345678 account 12345678 80-12-34\n"
	    "passport AB1234567 WEAVE 803127 JB9KZ 01 BRP ZXX012345\n"
	    "share code W7X 4K2 9PQ DOB UPN D801200012001 ULN 1000200034\n"
	    "SCN 120003453 PNC 15/42Y CRO 12/05K"),
	("PPSN 6433435F NIR 253072B07300470 Steuer-ID 12234567899\n"
	    "DNI x-2482300w RCCMNL83S18D969H PESEL 44051401359\n"
	    "BSN 1112.22.333 NISS 85.07.30-033 28 SSN 536-22-8145"),
	("NI\tSort code\nJX123456C\t801234\n|a|NI|\n|-|-|\n|1|jx123456c|\n"
	    "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n"
	    "1234567897GBR8001014F3501014<<<<<<<<<<<<<<<8\n"
	    "IRGBRZX00123457<<<<<<<<<<<<<<<\n8001014M3501014NGA<<<<<<<<<<<8\n"),
	"http://x.example/?q=9434765919 a@b 550e8400-e29b-41d4-a716-446655440000",
};

static uint32_t
next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* A damaged copy: bytes changed, pieces doubled, an end cut off. */
static size_t
mutate(uint32_t *state, const uint8_t *seed, size_t n, uint8_t *out)
{
	static const char odd[] = "0193 -.\n>\t@/\xc2\xa0\xad\xff\x1e";
	size_t i, at, from, count;

	memcpy(out, seed, n);
	for (count = next(state) % 6; count > 0 && n > 0; count--) {
		at = next(state) % n;
		switch (next(state) % 4) {
		case 0:
			out[at] = (uint8_t)next(state);
			break;
		case 1:
			out[at] = (uint8_t)odd[next(state) % sizeof odd];
			break;
		case 2:
			from = next(state) % n;
			for (i = 0; i < 16 && from + i < n && n < SEED_MAX; i++)
				out[n++] = out[from + i];
			break;
		case 3:
			n = at + 1;
			break;
		}
	}
	return n;
}

static void
replay(const uint8_t *seed, size_t n)
{
	uint8_t copy[SEED_MAX + 16], *exact;
	uint32_t state;
	size_t i, len;

	LLVMFuzzerTestOneInput(seed, n);
	state = 1;
	for (i = 0; i < MUTATIONS; i++) {
		len = mutate(&state, seed, n < SEED_MAX ? n : SEED_MAX, copy);
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
		replay((const uint8_t *)seeds[i], strlen(seeds[i]));
	(void)replay_folder("detect", MUTATIONS, LLVMFuzzerTestOneInput);
	for (k = 1; k < argc; k++) {
		f = fopen(argv[k], "rb");
		if (f == NULL)
			return EXIT_FAILURE;
		n = fread(bytes, 1, sizeof bytes, f);
		fclose(f);
		replay(bytes, n);
	}
	return EXIT_SUCCESS;
}
#endif

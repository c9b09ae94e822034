#include "detect/known.h"

#include <stdio.h>
#include <string.h>

#include "detect/plan.h"
#include "known.h"

/* Words enough for a document, and none like another. */
static char *
words(unsigned seed, size_t count)
{
	static const char *const list[] = {
		"tenant", "landlord", "kitchen", "assessment", "support",
		"worker", "garden", "heating", "council", "benefit", "letter",
		"hospital", "weekly", "review", "number", "school", "family",
		"street", "window", "meeting", "record", "charity", "visit",
		"notice", "repair", "doctor", "safety", "winter", "summer",
		"travel", "office", "advice",
	};
	struct buf b = BUF_INIT(1 * MIB);
	uint64_t state = seed;
	char *text;
	size_t i;

	for (i = 0; i < count; i++) {
		state = state * 6364136223846793005ULL + 1442695040888963407ULL;
		buf_printf(&b, "%s ", list[state >> 59]);
	}
	text = strdup(buf_cstr(&b));
	buf_free(&b);
	return text;
}

START_TEST(test_tier)
{
	static const struct { uint64_t hits, total; int tier; } cases[] = {
		{ 0, 0, 0 }, { 5, 0, 0 },
		/* Over forty in a hundred. */
		{ 40, 100, 2 }, { 41, 100, 3 }, { 13, 30, 3 }, { 12, 30, 0 },
		/* Over fifteen in a hundred, and thirty. */
		{ 30, 100, 2 }, { 29, 100, 0 }, { 30, 200, 0 }, { 31, 200, 2 },
		{ 16, 100, 0 }, { 151, 1000, 2 }, { 150, 1000, 0 },
		{ 100, 100, 3 },
	};

	ck_assert_int_eq(known_tier(cases[_i].hits, cases[_i].total),
	    cases[_i].tier);
}
END_TEST

/* Each fingerprint is found again, and passes the filter; others are not. */
START_TEST(test_entries)
{
	struct known_text t[] = { { "a", words(1, 400) }, { "b", words(2, 90) },
	    { NULL, NULL } };
	struct buf store = BUF_INIT(4 * MIB);
	struct fingerprint *f;
	struct known_list *l;
	const uint64_t *hash;
	struct scan s;
	size_t i, k, n, at, passed;

	known_store(t, &store);
	ck_assert_int_eq(known_begin(&s, KNOWN_CONF, buf_slice(&store),
	    known_key()), 0);
	ck_assert_uint_eq(s.plan->known->count, 1);
	l = &s.plan->known->lists[0];
	ck_assert_uint_eq(l->count, 2);
	for (i = 0; i < 2; i++) {
		f = fingerprint_new(&l->key.gram, false);
		fingerprint_text(f, slice_str(t[i].text));
		hash = fingerprint_hashes(f, &n);
		ck_assert_uint_eq(l->documents[i].total, n);
		for (k = 0; k < n; k++) {
			ck_assert(known_may_be(l, hash[k]));
			at = known_entry(l, hash[k]);
			ck_assert_uint_lt(at, l->entry_count);
			ck_assert_uint_eq(l->holders[l->first[at]], i);
		}
		fingerprint_free(f);
	}
	for (i = passed = 0; i < 100000; i++) {
		passed += known_may_be(l, i * 0x9e3779b97f4a7c15ULL);
		ck_assert_uint_eq(known_entry(l, i * 0x9e3779b97f4a7c15ULL),
		    SIZE_MAX);
	}
	ck_assert_uint_lt(passed, 100000 / 50);
	scan_end(&s);
	buf_free(&store);
	free((char *)(uintptr_t)t[0].text);
	free((char *)(uintptr_t)t[1].text);
}
END_TEST

/* What six documents share is none's; what is left may be too little. */
START_TEST(test_boilerplate)
{
	struct known_text t[FINGERPRINT_COMMON + 2];
	struct buf store = BUF_INIT(4 * MIB), text = BUF_INIT(1 * MIB);
	char *shared = words(9, 200), *own, name[8];
	struct known_list *l;
	struct scan s;
	size_t i, warned;

	memset(t, 0, sizeof t);
	for (i = 0; i < FINGERPRINT_COMMON + 1; i++) {
		/* The first has nothing else. */
		own = words(20 + (unsigned)i, i == 0 ? 0 : 100);
		buf_reset(&text);
		buf_printf(&text, "%s %s", own, shared);
		snprintf(name, sizeof name, "%zu", i);
		t[i] = (struct known_text){ strdup(name),
		    strdup(buf_cstr(&text)) };
		free(own);
	}
	known_store(t, &store);
	ck_assert_int_eq(known_begin(&s, KNOWN_CONF, buf_slice(&store),
	    known_key()), 0);
	l = &s.plan->known->lists[0];
	warned = conf_diag_warnings(s.diag);
	ck_assert_uint_eq(warned, 1);
	ck_assert_uint_eq(l->documents[0].total, 0);
	for (i = 1; i < l->count; i++)
		ck_assert_uint_ge(l->documents[i].total, FINGERPRINT_LEAST);
	scan_end(&s);
	for (i = 0; t[i].name != NULL; i++) {
		free((char *)(uintptr_t)t[i].name);
		free((char *)(uintptr_t)t[i].text);
	}
	free(shared);
	buf_free(&text);
	buf_free(&store);
}
END_TEST

static const struct {
	const char *name, *conf;
	const char *store;		/* NULL: a good one */
	size_t key;			/* bytes of the key */
	bool other_key;
	const char *said;
} faults[] = {
	{ "no key", KNOWN_CONF, NULL, 0, false,
	    "\"forms.key\", cannot be used: not found; put back" },
	{ "a short key", KNOWN_CONF, NULL, 31, false,
	    "it is not 32 bytes long" },
	{ "another key", KNOWN_CONF, NULL, 32, true,
	    "it was made with another key; put the key beside it" },
	{ "a list of words", KNOWN_CONF, "rent\n", 32, false,
	    "\"forms\" cannot be used: it is no store of fingerprints" },
	{ "no file", "list forms of documents { a; b }\n", NULL, 32, false,
	    "documents are kept in a store: list forms of documents from" },
};

START_TEST(test_faults)
{
	struct known_text t[] = { { "a", words(1, 400) }, { NULL, NULL } };
	struct buf store = BUF_INIT(4 * MIB), said = BUF_INIT(64 * KIB);
	uint8_t key[33];
	struct scan s;

	memcpy(key, known_secret, 32);
	key[0] = (uint8_t)(key[0] ^ faults[_i].other_key);
	known_store(t, &store);
	ck_assert_int_eq(known_begin(&s, faults[_i].conf,
	    faults[_i].store != NULL ? slice_str(faults[_i].store) :
	    buf_slice(&store), slice_of(key, faults[_i].key)), ERR_SYNTAX);
	conf_diag_print(s.diag, &said);
	ck_assert_msg(strstr(buf_cstr(&said), faults[_i].said) != NULL,
	    "%s: %s", faults[_i].name, buf_cstr(&said));
	scan_end(&s);
	buf_free(&said);
	buf_free(&store);
	free((char *)(uintptr_t)t[0].text);
}
END_TEST

START_TEST(test_lists)
{
	struct known_text t[] = { { "a", words(1, 400) }, { NULL, NULL } };
	struct buf store = BUF_INIT(4 * MIB), conf = BUF_INIT(64 * KIB);
	struct scan s;
	int i;

	known_store(t, &store);
	for (i = 0; i < FINGERPRINT_LISTS_MAX; i++)
		buf_printf(&conf, "list l%d of documents from \"forms\"\n", i);
	ck_assert_int_eq(known_begin(&s, buf_cstr(&conf), buf_slice(&store),
	    known_key()), 0);
	ck_assert_uint_eq(s.plan->known->count, FINGERPRINT_LISTS_MAX);
	scan_end(&s);
	buf_printf(&conf, "list x of documents from \"forms\"\n");
	ck_assert_int_eq(known_begin(&s, buf_cstr(&conf), buf_slice(&store),
	    known_key()), ERR_SYNTAX);
	scan_end(&s);
	buf_free(&conf);
	buf_free(&store);
	free((char *)(uintptr_t)t[0].text);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "tier", test_tier, 14 },
		{ "entries", test_entries, 0 },
		{ "boilerplate", test_boilerplate, 0 },
		{ "faults", test_faults, N_OF(faults) },
		{ "lists", test_lists, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("known", suite);
}

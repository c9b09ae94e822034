#include "detect/wordlist.h"

#include "unit/unit.h"

#define LIST	"must expir* n/a "

static const struct {
	const char *word;
	bool yes;
} words[] = {
	{ "must", true }, { "mus", false }, { "muster", false },
	{ "expir", true }, { "expires", true }, { "expi", false },
	{ "n/a", true }, { "", false },
};

START_TEST(test_has)
{
	ck_assert_msg(wordlist_has(LIST, slice_str(words[_i].word)) ==
	    words[_i].yes, "%s", words[_i].word);
}
END_TEST

static const struct {
	const char *text;
	bool yes;
} texts[] = {
	{ "it must be", true }, { "(must)", true }, { "mustard", false },
	{ "it expires", true }, { "\xc5\x82must", false }, { "", false },
	{ "must", true }, { "musn't", false },
};

START_TEST(test_meets)
{
	ck_assert_msg(wordlist_meets(slice_str(texts[_i].text), LIST) ==
	    texts[_i].yes, "%s", texts[_i].text);
}
END_TEST

START_TEST(test_next)
{
	struct slice s = SLICE(" don't, has\xc5\x82o. ");
	size_t at = 0;

	ck_assert(slice_eq_str(wordlist_next(s, &at), "don't"));
	ck_assert(slice_eq_str(wordlist_next(s, &at), "has\xc5\x82o"));
	ck_assert_uint_eq(wordlist_next(s, &at).len, 0);
	ck_assert_uint_eq(at, s.len);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "has", test_has, N_OF(words) },
		{ "meets", test_meets, N_OF(texts) },
		{ "next", test_next, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("wordlist", suite);
}

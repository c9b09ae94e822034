#include "base/err.h"

#include <limits.h>
#include <string.h>

#include "unit/unit.h"

START_TEST(test_every_code_has_words_of_its_own)
{
	const char *words;
	int err, other;

	for (err = 0; err >= ERR_PEER; err--) {
		words = err_text(err);
		ck_assert_ptr_nonnull(words);
		ck_assert_msg(strcmp(words, "unknown error") != 0,
		    "code %d has no words", err);
		for (other = 0; other > err; other--)
			ck_assert_msg(strcmp(words, err_text(other)) != 0,
			    "codes %d and %d read the same", err, other);
	}
}
END_TEST

static const int strangers[] = { 1, 99, ERR_ELSEWHERE - 1, -1000, INT_MAX, INT_MIN };

START_TEST(test_a_stranger_is_named_as_such)
{
	ck_assert_str_eq(err_text(strangers[_i]), "unknown error");
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "words", test_every_code_has_words_of_its_own, 0 },
		{ "strangers", test_a_stranger_is_named_as_such,
		    N_OF(strangers) },
		{ NULL, NULL, 0 },
	};

	return unit_main("err", cases);
}

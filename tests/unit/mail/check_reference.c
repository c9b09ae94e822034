#include "mail/reference.h"

#include <string.h>

#include "base/err.h"
#include "hostile.h"
#include "unit/unit.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

START_TEST(test_make)
{
	char out[REFERENCE_SIZE], again[REFERENCE_SIZE];
	uint64_t state = 1;
	int i, j;

	for (i = 0; i < 10000; i++) {
		reference_make(hostile_next(&state), out);
		ck_assert_uint_eq(strlen(out), REFERENCE_SIZE - 1);
		ck_assert_int_eq(strncmp(out, "EX-", 3), 0);
		ck_assert_int_eq(out[7], '-');
		for (j = 3; j < REFERENCE_SIZE - 1; j++)
			ck_assert(j == 7 || strchr(alphabet, out[j]) != NULL);
		ck_assert_int_eq(reference_parse(slice_str(out), again), 0);
		ck_assert_str_eq(out, again);
	}
}
END_TEST

/* Every single wrong symbol, and every swap but of the first and last of the
 * alphabet, which no check symbol of this kind can tell apart. */
START_TEST(test_mistakes)
{
	char out[REFERENCE_SIZE], bad[REFERENCE_SIZE], got[REFERENCE_SIZE];
	static const int at[] = { 3, 4, 5, 6, 8, 9, 10, 11 };
	uint64_t state = 7;
	int i, j, k;
	char c;

	for (i = 0; i < 500; i++) {
		reference_make(hostile_next(&state), out);
		for (j = 0; j < 8; j++) {
			for (k = 0; k < 32; k++) {
				memcpy(bad, out, sizeof bad);
				bad[at[j]] = alphabet[k];
				ck_assert_int_eq(reference_parse(slice_str(bad),
				    got), strcmp(bad, out) == 0 ? 0 :
				    ERR_CORRUPT);
			}
		}
		for (j = 0; j < 7; j++) {
			memcpy(bad, out, sizeof bad);
			c = bad[at[j]];
			bad[at[j]] = bad[at[j + 1]];
			bad[at[j + 1]] = c;
			if (strcmp(bad, out) == 0 || (strchr("0Z", c) != NULL &&
			    strchr("0Z", bad[at[j]]) != NULL))
				continue;
			ck_assert_int_eq(reference_parse(slice_str(bad), got),
			    ERR_CORRUPT);
		}
	}
}
END_TEST

START_TEST(test_forgiving)
{
	char out[REFERENCE_SIZE], got[REFERENCE_SIZE];

	reference_make(0, out);
	ck_assert_str_eq(out, "EX-0000-0000");
	ck_assert_int_eq(reference_parse(SLICE("ex oooo oooo"), got), 0);
	ck_assert_str_eq(got, out);
	ck_assert_int_eq(reference_parse(SLICE("00-00-00-00"), got), 0);
	ck_assert_str_eq(got, out);
	reference_make(1, out);
	ck_assert_int_eq(reference_parse(slice_str(out), got), 0);
	out[3] = out[3] == '1' ? 'l' : out[3];
	ck_assert_int_eq(reference_parse(slice_str(out), got), 0);
}
END_TEST

static const char *const refused[] = {
	"", "EX-", "EX-000-0000", "EX-0000-00000", "EX-0000-000U", "EX-0000-000!",
	"AB-0000-0000", "EX-0000-0000-0000-0000",
};

START_TEST(test_refused)
{
	char got[REFERENCE_SIZE];

	ck_assert_int_eq(reference_parse(slice_str(refused[_i]), got),
	    ERR_SYNTAX);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "make", test_make, 0 },
		{ "mistakes", test_mistakes, 0 },
		{ "forgiving", test_forgiving, 0 },
		{ "refused", test_refused, N_OF(refused) },
		{ NULL, NULL, 0 },
	};

	return unit_main("reference", tests);
}

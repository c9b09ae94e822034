#include "detect/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "unit/unit.h"

static const char form[] =
	"Do you have any long term illness, health problem or disability which "
	"limits your daily activities or the work that you can do? Please say "
	"how it affects you, which medication you take, and who looks after "
	"you. Have you stayed in hospital during the last twelve months?";
static const char notice[] =
	"This email is for the person it is addressed to. If it reached you by "
	"mistake, please tell us and delete it.";

static struct gram_key key;

static struct fingerprint *
of(bool every, const char *a, const char *b)
{
	struct fingerprint *f = fingerprint_new(&key, every);

	ck_assert_int_eq(fingerprint_text(f, slice_str(a)), 0);
	ck_assert_int_eq(fingerprint_text(f, slice_str(b)), 0);
	return f;
}

START_TEST(test_same_document)
{
	static const char *const pieces[] = { form, "",
	    "DO YOU HAVE ANY LONG-TERM ILLNESS, health problem, or disability "
	    "which\r\n> limits your daily activities or the work that you can "
	    "do? 7. Please say\n",
	    "\xef\xbd\x88ow it aff\xc2\xad""ects you, which medication you "
	    "take, and who looks after you. Have you stayed in hospital "
	    "during the last twelve months 12/05/2026" };
	struct fingerprint *a, *b;
	const uint64_t *x, *y;
	size_t n, m;

	gram_key_init(&key, 1);
	a = of(false, pieces[0], pieces[1]);
	b = of(false, pieces[2], pieces[3]);
	ck_assert_uint_eq(fingerprint_letters(a), fingerprint_letters(b));
	x = fingerprint_hashes(a, &n);
	y = fingerprint_hashes(b, &m);
	ck_assert_uint_eq(n, m);
	ck_assert_uint_gt(n, 15);
	ck_assert_mem_eq(x, y, n * sizeof *x);
	fingerprint_free(a);
	fingerprint_free(b);
}
END_TEST

START_TEST(test_subtract)
{
	struct fingerprint *whole, *own, *blank;
	const uint64_t *x;
	size_t n, m, i;

	gram_key_init(&key, 1);
	whole = of(false, notice, form);
	own = of(true, form, "");
	blank = of(true, notice, "");
	x = fingerprint_hashes(whole, &n);
	fingerprint_subtract(whole, blank);
	x = fingerprint_hashes(whole, &m);
	ck_assert_uint_lt(m, n);
	ck_assert_uint_gt(m, 10);
	for (i = 1; i < m; i++)
		ck_assert_uint_gt(x[i], x[i - 1]);
	/* What is left stands in the form, or goes over from one to the other. */
	fingerprint_subtract(whole, own);
	fingerprint_hashes(whole, &m);
	ck_assert_uint_le(m, FINGERPRINT_GRAM);
	fingerprint_subtract(blank, blank);
	fingerprint_hashes(blank, &m);
	ck_assert_uint_eq(m, 0);
	fingerprint_free(whole);
	fingerprint_free(own);
	fingerprint_free(blank);
}
END_TEST

/* Nothing goes over a gap, and all the rest is as it was. */
START_TEST(test_break)
{
	struct fingerprint *joined, *apart;
	size_t n, m, left;

	gram_key_init(&key, 1);
	joined = of(true, form, notice);
	apart = fingerprint_new(&key, true);
	ck_assert_int_eq(fingerprint_text(apart, slice_str(form)), 0);
	fingerprint_break(apart);
	ck_assert_int_eq(fingerprint_text(apart, slice_str(notice)), 0);
	ck_assert_uint_eq(fingerprint_letters(apart),
	    fingerprint_letters(joined));
	fingerprint_hashes(joined, &n);
	fingerprint_hashes(apart, &m);
	ck_assert_uint_eq(n - m, FINGERPRINT_GRAM - 1);
	fingerprint_subtract(apart, joined);
	fingerprint_hashes(apart, &left);
	ck_assert_uint_eq(left, 0);
	fingerprint_free(joined);
	fingerprint_free(apart);
}
END_TEST

START_TEST(test_nothing)
{
	struct fingerprint *f;
	size_t n;

	gram_key_init(&key, 1);
	f = of(false, "1234 5678", "...");
	ck_assert_uint_eq(fingerprint_letters(f), 0);
	fingerprint_hashes(f, &n);
	ck_assert_uint_eq(n, 0);
	fingerprint_free(f);
}
END_TEST

START_TEST(test_longest)
{
	struct fingerprint *f;
	uint8_t *text;
	size_t i, n;

	gram_key_init(&key, 1);
	text = mem_alloc(FINGERPRINT_TEXT_MAX);
	for (i = 0; i < FINGERPRINT_TEXT_MAX; i++)
		text[i] = (uint8_t)('a' + i * i / 7 % 26);
	f = fingerprint_new(&key, false);
	ck_assert_int_eq(fingerprint_text(f, slice_of(text,
	    FINGERPRINT_TEXT_MAX)), 0);
	ck_assert_uint_eq(fingerprint_letters(f), FINGERPRINT_TEXT_MAX);
	ck_assert_int_eq(fingerprint_text(f, SLICE("a")), ERR_LIMIT);
	fingerprint_hashes(f, &n);
	ck_assert_uint_gt(n, 0);
	fingerprint_free(f);
	free(text);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "same document", test_same_document, 0 },
		{ "subtract", test_subtract, 0 },
		{ "break", test_break, 0 },
		{ "nothing", test_nothing, 0 },
		{ "longest", test_longest, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("fingerprint", suite);
}

#include "action/bodyhash_rewrite.h"

#include <string.h>

#include "base/limits.h"
#include "unit/unit.h"

#define N	"\r\n"

/* Hashes: RFC 6376 3.4.3 and 3.4.4; the others by python3-dkim. */
#define EMPTY_SIMPLE	"bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="
#define EMPTY_RELAXED	"bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define HI		"bh=j+uJ1+KwQjMpdNiCngwvlv2FTzZnzkokoCYASnN36NE="
#define WORDS_SIMPLE	"bh=NOeivbQlDH9TmNKJUw7D53wZfsk8YMZ/hTuVVwTgi8s="
#define WORDS_RELAXED	"bh=unak6JHq0wL+Q1HP7dW1tjBx9FLA6DffoZ0qrLwbbpo="
#define LEAD		"bh=9pKCuq9ZQZOdRiX4VJuOMKdFOn0TsOxv+CFxYoAcvG4="
#define CR		"bh=LyKRrVaOri6zT8fJNyWWbX0dJvvNQVCly5aCYrYNasE="
#define WORDS		" C " N "D \t E" N N N

/* What it says of itself, after what every signature has. */
static const struct {
	const char *name, *tags, *body;
	bool may_fit;
} cases[] = {
	{ "an empty body", "a=rsa-sha256; c=simple/simple; " EMPTY_SIMPLE, "",
	    true },
	{ "empty lines", "a=rsa-sha256; " EMPTY_SIMPLE, N N, true },
	{ "an empty body, relaxed", "a=rsa-sha256; c=relaxed/relaxed; "
	    EMPTY_RELAXED, "", true },
	{ "blanks alone, relaxed", "a=rsa-sha256; c=simple/relaxed; "
	    EMPTY_RELAXED, "  " N "\t" N, true },
	{ "blanks alone, simple", "a=rsa-sha256; c=relaxed/simple; "
	    EMPTY_SIMPLE, "  " N "\t" N, false },
	{ "SHA-1, empty", "a=rsa-sha1; bh=uoq1oCgLlTqpdDX/iUbLy7J1Wic=", "",
	    true },
	{ "SHA-1, empty, relaxed", "a=rsa-sha1; c=relaxed/relaxed; "
	    "bh=2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "", true },
	{ "SHA-1", "a=rsa-sha1; bh=CSbuGGcoeYJFyw+cZO2DPFHmfCo=", WORDS,
	    true },
	{ "SHA-1 of another body", "a=rsa-sha1; "
	    "bh=CSbuGGcoeYJFyw+cZO2DPFHmfCo=", "Hi" N, false },
	{ "words", "a=rsa-sha256; " WORDS_SIMPLE, WORDS, true },
	{ "words, relaxed", "a=rsa-sha256; c=relaxed/relaxed; " WORDS_RELAXED,
	    WORDS, true },
	{ "relaxed in the header alone", "a=rsa-sha256; c=relaxed; "
	    WORDS_SIMPLE, WORDS, true },
	{ "the hash of the other form", "a=rsa-sha256; c=relaxed/relaxed; "
	    WORDS_SIMPLE, WORDS, false },
	{ "no line end at the end", "a=rsa-sha256; " WORDS_SIMPLE,
	    " C " N "D \t E", true },
	{ "the same, relaxed", "a=rsa-sha256; c=simple/relaxed; "
	    WORDS_RELAXED, " C " N "D \t E ", true },
	{ "bare line ends", "a=rsa-sha256; " WORDS_SIMPLE, " C \nD \t E\n\n",
	    true },
	{ "a bare CR is none", "a=rsa-sha256; " CR, "a\rb" N, true },
	{ "empty lines at the front", "a=ed25519-sha256; " LEAD, N N "Hi" N,
	    true },
	{ "and not there", "a=ed25519-sha256; " LEAD, "Hi" N, false },
	{ "a folded hash", "a=rsa-sha256; bh=j+uJ1+KwQjMpdNiC" N
	    "\tngwvlv2FTzZnzkokoCYA SnN36NE=", "Hi" N, true },
	{ "one letter more in the body", "a=rsa-sha256; " HI, "Hi!" N,
	    false },
	{ "half a hash", "a=rsa-sha256; bh=j+uJ1+KwQjMpdNiCngwvlg==", "Hi" N,
	    false },
	{ "a length: all", "a=rsa-sha256; l=4; " HI, "Hi" N, true },
	{ "a length: what follows does not count", "a=rsa-sha256; l=4; " HI,
	    "Hi" N "more" N, true },
	{ "a length past the end", "a=rsa-sha256; l=5; " HI, "Hi" N, false },
	{ "a length of nothing", "a=rsa-sha256; l=0; " EMPTY_RELAXED, "Hi" N,
	    true },
	{ "a length that is no number", "a=rsa-sha256; l=4x; " HI, "Hi" N,
	    false },
	{ "a length in the canonical form", "a=rsa-sha256; l=9; "
	    "c=relaxed/relaxed; " WORDS_RELAXED, WORDS "more" N, true },
	{ "an algorithm that nobody knows", "a=rsa-sha3; bh=YQ==", "Hi" N,
	    true },
	{ "a form that nobody knows", "a=rsa-sha256; c=relaxed/odd; bh=YQ==",
	    "Hi" N, true },
	{ "an algorithm unsaid", "bh=YQ==", "Hi" N, true },
	{ "no hash", "a=rsa-sha256", "Hi" N, true },
	{ "one that is none", "a=rsa-sha256; bh=...", "Hi" N, false },
};

static bool
may_fit(const char *tags, struct slice body)
{
	struct buf b = BUF_INIT(2 * BODY_HASHED_MAX);
	struct arena *a = arena_new(MIB);
	struct mime_message *m;
	bool may;

	buf_printf(&b, "Subject: x" N "DKIM-Signature: v=1; b=YQ==; "
	    "d=a.example; h=From; s=x;" N "\t%s" N N, tags);
	ck_assert_int_eq(buf_put_slice(&b, body), 0);
	ck_assert_int_eq(mime_read(buf_slice(&b), SLICE(""), 0, a, &m), 0);
	may = bodyhash_may_fit(m);
	arena_free(a);
	buf_free(&b);
	return may;
}

START_TEST(test_one)
{
	ck_assert_msg(may_fit(cases[_i].tags, slice_str(cases[_i].body)) ==
	    cases[_i].may_fit, "%s", cases[_i].name);
}
END_TEST

/* One signature that fits is enough; without any, none does. */
START_TEST(test_several)
{
	struct arena *a = arena_new(MIB);
	struct mime_message *m;
	static const char both[] =
	    "DKIM-Signature: v=1; b=YQ==; d=a.example; h=From; s=x; "
	    "a=rsa-sha256; bh=YQ==" N
	    "DKIM-Signature: v=1; b=YQ==; d=a.example; h=From; s=x; "
	    "a=rsa-sha256; " HI N N "Hi" N;

	ck_assert_int_eq(mime_read(slice_str(both), SLICE(""), 0, a, &m), 0);
	ck_assert(bodyhash_may_fit(m));
	ck_assert_int_eq(mime_read(SLICE("Subject: x" N N "Hi" N), SLICE(""),
	    0, a, &m), 0);
	ck_assert(!bodyhash_may_fit(m));
	arena_free(a);
}
END_TEST

/* A body at the limit is looked at, past it nobody says that it does not fit. */
START_TEST(test_limit)
{
	struct slice body;
	char *bytes = malloc(BODY_HASHED_MAX + 1);

	ck_assert_ptr_nonnull(bytes);
	memset(bytes, 'a', BODY_HASHED_MAX + 1);
	body = slice_of(bytes, BODY_HASHED_MAX + 1);
	ck_assert(!may_fit("a=rsa-sha256; " HI,
	    slice_sub(body, 0, BODY_HASHED_MAX)));
	ck_assert(may_fit("a=rsa-sha256; " HI, body));
	free(bytes);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "one", test_one, N_OF(cases) },
		{ "several", test_several, 0 },
		{ "limit", test_limit, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("bodyhash_rewrite", tests);
}

/*
 * Candidates, and the parts that make them passwords, logins or nothing.
 */
#include "inspector/secrets.h"

#include <string.h>

#include "unit/unit.h"

static const struct {
	const char *name;
	int tier;			/* of the candidate */
	const char *detected;		/* of the other part */
	enum encryption encryption;
	uint32_t flags;
	const char *subject;
	const char *want;		/* "" : dropped */
	int want_tier;
} cases[] = {
	{ "beside a locked archive", 1, "application/zip", ENCRYPTION_STRONG,
	  0, "x", "archive_password", 3 },
	{ "weak locks count", 3, "application/zip", ENCRYPTION_WEAK, 0, "x",
	  "archive_password", 3 },
	{ "some members are locked", 2, "application/zip", ENCRYPTION_PARTLY,
	  0, "x", "archive_password", 3 },
	{ "alone, of a file", 1, "application/zip", ENCRYPTION_NO, 0, "x",
	  "", 0 },
	{ "alone, of nothing said", 3, "text/plain", ENCRYPTION_NO, 0, "x",
	  "credential", 3 },
	{ "alone, perhaps none", 2, "text/plain", ENCRYPTION_NO, 0, "x",
	  "credential", 2 },
	{ "alone, the subject says of a file", 3, "text/plain", ENCRYPTION_NO,
	  0, "Password for the ZIP", "", 0 },
	{ "mail to a key has no password", 3, "application/pgp-encrypted",
	  ENCRYPTION_STRONG, 0, "x", "credential", 3 },
	{ "nor has S/MIME", 1, "application/pkcs7-mime", ENCRYPTION_STRONG, 0,
	  "x", "", 0 },
	{ "opened by it", 1, "application/zip", ENCRYPTION_NO,
	  PART_PASSWORD_IS_HERE, "x", "archive_password", 3 },
};

static struct report
report_of(struct arena *a, const char *detected)
{
	struct report r;

	memset(&r, 0, sizeof r);
	r.parts = arena_zalloc(a, sizeof *r.parts);
	r.parts[0].path = SLICE("2");
	r.parts[0].detected = slice_str(detected);
	r.part_count = 1;
	r.findings = arena_zalloc(a, 2 * sizeof *r.findings);
	return r;
}

START_TEST(test_candidate)
{
	struct arena *a = arena_new(64 * 1024);
	struct report r = report_of(a, cases[_i].detected);
	const char *name = cases[_i].name;
	bool opened = (cases[_i].flags & PART_PASSWORD_IS_HERE) != 0;

	r.parts[0].encryption = cases[_i].encryption;
	r.parts[0].flags = cases[_i].flags;
	r.facts.subject = slice_str(cases[_i].subject);
	r.findings[0].detector = SLICE("uk_nino");
	r.findings[0].tier = 1;
	r.findings[1].detector = SLICE("archive_password");
	r.findings[1].tier = (uint8_t)cases[_i].tier;
	r.finding_count = 2;
	ck_assert_int_eq(secrets_settle(&r, a), 0);
	/* The other is left as it is. */
	ck_assert(slice_eq_str(r.findings[0].detector, "uk_nino"));
	ck_assert_uint_eq(r.findings[0].tier, 1);
	if (cases[_i].want_tier == 0) {
		ck_assert_msg(r.finding_count == 1, "%s", name);
	} else {
		ck_assert_msg(r.finding_count == (opened ? 3 : 2), "%s", name);
		ck_assert_msg(slice_eq_str(r.findings[1].detector,
		    cases[_i].want), "%s", name);
		ck_assert_msg(r.findings[1].tier == cases[_i].want_tier,
		    "%s", name);
	}
	arena_free(a);
}
END_TEST

static const struct {
	const char *detected;
	bool is_key;
} types[] = {
	{ "application/x-pkcs12", true },
	{ "application/pkcs8", true },
	{ "application/x-der-key", true },
	{ "application/x-pgp-secret-keys", true },
	{ "application/x-der-public-key", false },
	{ "application/pgp-keys", false },
	{ "application/pkix-cert", false },
	{ "application/pkcs10", false },
};

START_TEST(test_key_by_type)
{
	struct arena *a = arena_new(64 * 1024);
	struct report r = report_of(a, types[_i].detected);

	r.parts[0].digest[0] = 7;
	ck_assert_int_eq(secrets_settle(&r, a), 0);
	ck_assert_uint_eq(r.finding_count, types[_i].is_key);
	if (types[_i].is_key) {
		ck_assert(slice_eq_str(r.findings[0].detector, "private_key"));
		ck_assert(slice_eq_str(r.findings[0].part, "2"));
		ck_assert_uint_eq(r.findings[0].tier, 3);
		ck_assert_uint_ne(r.findings[0].value_hash, 0);
	}
	arena_free(a);
}
END_TEST

/* Proof needs no words. */
START_TEST(test_opened_without_a_phrase)
{
	struct arena *a = arena_new(64 * 1024);
	struct report r = report_of(a, "application/pdf");

	r.parts[0].flags = PART_PASSWORD_IS_HERE;
	ck_assert_int_eq(secrets_settle(&r, a), 0);
	ck_assert_uint_eq(r.finding_count, 1);
	ck_assert(slice_eq_str(r.findings[0].detector, "archive_password"));
	ck_assert_uint_eq(r.findings[0].tier, 3);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "candidate", test_candidate, N_OF(cases) },
		{ "key", test_key_by_type, N_OF(types) },
		{ "opened", test_opened_without_a_phrase, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("secrets", suite);
}

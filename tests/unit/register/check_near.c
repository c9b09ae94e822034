/*
 * Whatever is nearly a known domain is found by one of its texts: held
 * against lookalike_is() over names with every slip, and by hand.
 */
#include "register/near.h"

#include "unit/register/bench.h"

/* --- every slip shares a text ------------------------------------------------------- */

struct texts {
	char text[256][1100];
	size_t n;
};

static int
keep(void *arg, const char *kind, struct slice text)
{
	struct texts *t = arg;

	ck_assert_uint_lt(t->n, 256);
	snprintf(t->text[t->n++], sizeof t->text[0], "%s:%.*s", kind,
	    (int)text.len, (const char *)text.ptr);
	return 0;
}

static bool
share_text(const struct lookalike *x, const struct lookalike *k)
{
	static struct texts asked, known;
	size_t i, j;

	asked.n = known.n = 0;
	ck_assert_int_eq(near_asked(x, keep, &asked), 0);
	ck_assert_int_eq(near_known(k, keep, &known), 0);
	for (i = 0; i < asked.n; i++)
		for (j = 0; j < known.n; j++)
			if (strcmp(asked.text[i], known.text[j]) == 0)
				return true;
	return false;
}

static size_t
check_pair(const char *name, const char *known)
{
	struct lookalike x, k;

	if (!lookalike_make(slice_str(name), &x) ||
	    !lookalike_make(slice_str(known), &k) ||
	    !lookalike_is(&x, &k, LOOKALIKE_WRITTEN_TO))
		return 0;
	ck_assert_msg(share_text(&x, &k), "%s is near %s", name, known);
	return 1;
}

static const char *const knowns[] = { "oakvale-council.example",
    "exampleton.example", "foundryrow.org.uk", "oakvale.gov.uk",
    "glass-and-hill.co.uk", "correspondence.com", "mail.bellhousing.net",
    "aabbccddee.org", "btinternet.com" };

/* Each known name with one letter put in, left out, changed or moved. */
START_TEST(test_slips)
{
	const char *known = knowns[_i], *c;
	size_t i, len = strlen(known), near = 0;
	char name[64];

	for (i = 0; i < len; i++) {
		for (c = "abcdefghijklmnopqrstuvwxyz01345-."; *c != '\0';
		    c++) {
			snprintf(name, sizeof name, "%.*s%c%s", (int)i, known,
			    *c, known + i);
			near += check_pair(name, known);
			snprintf(name, sizeof name, "%.*s%c%s", (int)i, known,
			    *c, known + i + 1);
			near += check_pair(name, known);
		}
		snprintf(name, sizeof name, "%.*s%s", (int)i, known,
		    known + i + 1);
		near += check_pair(name, known);
		snprintf(name, sizeof name, "%s", known);
		if (i + 1 < len) {
			name[i] = known[i + 1];
			name[i + 1] = known[i];
			near += check_pair(name, known);
		}
	}
	ck_assert_uint_gt(near, 10);
}
END_TEST

static const struct { const char *x, *known; } pairs[] = {
	{ "oakvale-c0uncil.gov.uk", "oakvale-council.gov.uk" },
	{ "exarnpleton.example", "exampleton.example" },
	{ "caf\u00e9-paul.example", "cafe-paul.example" },
	{ "\u043e\u0430kvale-council.example", "oakvale-council.example" },
	{ "bt.con", "bt.com" },
	{ "oakvale-council.co.ik", "oakvale-council.co.uk" },
	{ "oakvale.gov.exmaple", "oakvale.gov.example" },
	{ "foundryrow.example.evil.example", "foundryrow.example" },
	{ "mail.foundryrow.example.evil.com", "foundryrow.example" },
	{ "foundryrow-example.com", "foundryrow.example" },
	{ "foundryrowexample.com", "foundryrow.example" },
	{ "oakvale-gov.uk", "oakvale.gov.uk" },
	{ "oakvale-gov-uk.com", "oakvale.gov.uk" },
	{ "oakvale.gov.uk.com", "oakvale.gov.uk" },
	{ "a.b.c.d.e.f.foundryrow.example.h.evil.com", "foundryrow.example" },
};

START_TEST(test_pairs)
{
	ck_assert_uint_eq(check_pair(pairs[_i].x, pairs[_i].known), 1);
}
END_TEST

/* --- in the store ---------------------------------------------------------------------- */

static struct slice
find(struct bench *b, const char *domain)
{
	struct slice found;

	ck_assert_int_eq(near_find(&b->x, REGISTER_TEST, slice_str(domain),
	    &found), 0);
	return found;
}

static void
put(struct bench *b, const char *domain)
{
	ck_assert_int_eq(near_put(&b->x, REGISTER_TEST, slice_str(domain),
	    NOW + DAY_MS), 0);
}

START_TEST(test_found)
{
	struct bench b;

	bench_make(&b, _i);
	put(&b, "oakvale-council.example");
	put(&b, "exampleton.example");
	put(&b, "[192.0.2.1]");
	ck_assert(slice_eq_str(find(&b, "exarnpleton.example"),
	    "exampleton.example"));
	ck_assert(slice_eq_str(find(&b, "oakvale-counicl.example"),
	    "oakvale-council.example"));
	ck_assert_uint_eq(find(&b, "oakvale-council.example").len, 0);
	ck_assert_uint_eq(find(&b, "bolton.example").len, 0);
	ck_assert_uint_eq(find(&b, "[192.0.2.2]").len, 0);
	ck_assert_uint_eq(find(&b, "").len, 0);
	b.x.at_ms += DAY_MS;
	ck_assert_uint_eq(find(&b, "exarnpleton.example").len, 0);
	bench_end(&b);
}
END_TEST

/* Of the domains that share a text the latest are held against it. */
START_TEST(test_most)
{
	char domain[64];
	struct bench b;
	int i;

	bench_make(&b, _i);
	put(&b, "oakvale-council.example");
	for (i = 1; i < NEAR_EACH_MAX; i++) {
		snprintf(domain, sizeof domain,
		    "oakvale-council.place%d.example", i);
		put(&b, domain);
	}
	for (i = 0; i < NEAR_EACH_MAX - 1; i++) {
		b.x.at_ms++;
		snprintf(domain, sizeof domain, "oakvale-council.c%d", i);
		put(&b, domain);
	}
	ck_assert(slice_eq_str(find(&b, "oakvale-council.exmaple"),
	    "oakvale-council.example"));
	b.x.at_ms++;
	put(&b, "oakvale-council.ending");
	ck_assert_uint_eq(find(&b, "oakvale-council.exmaple").len, 0);
	ck_assert(slice_eq_str(find(&b, "oakvale-council.endnig"),
	    "oakvale-council.ending"));
	bench_end(&b);
}
END_TEST

/* As many labels as are joined, and one more; the longest name. */
START_TEST(test_long)
{
	static struct texts t;
	char name[2 * NEAR_LABELS_MAX + 32] = "", long_name[1100];
	struct lookalike x;
	struct bench b;
	size_t i;

	for (i = 0; i + 2 < NEAR_LABELS_MAX; i++)
		strcat(name, "l.");
	strcat(name, "hill.example.evil.example");
	ck_assert(lookalike_make(slice_str(name), &x));
	t.n = 0;
	ck_assert_int_eq(near_asked(&x, keep, &t), 0);
	for (i = 0; i < t.n; i++)
		if (strcmp(t.text[i], "whole:hill.example") == 0)
			break;
	ck_assert_uint_lt(i, t.n);
	memmove(name + 2, name, strlen(name) + 1);
	ck_assert(lookalike_make(slice_str(name), &x));
	t.n = 0;
	ck_assert_int_eq(near_asked(&x, keep, &t), 0);
	for (i = 0; i < t.n; i++)
		ck_assert_str_ne(t.text[i], "whole:hill.example");
	bench_make(&b, 0);
	memset(long_name, 'a', sizeof long_name);
	for (i = 50; i < sizeof long_name; i += 50)
		long_name[i] = '.';
	long_name[1024] = '\0';
	put(&b, long_name);
	(void)find(&b, long_name);
	long_name[1024] = 'a';
	long_name[1025] = '\0';
	put(&b, long_name);
	ck_assert_uint_eq(find(&b, long_name).len, 0);
	bench_end(&b);
}
END_TEST

int
main(void)
{
	int n = backend_count();
	const struct unit_case all[] = {
		{ "slips", test_slips, N_OF(knowns) },
		{ "pairs", test_pairs, N_OF(pairs) },
		{ "found", test_found, n },
		{ "most", test_most, n },
		{ "long", test_long, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("near", all);
}

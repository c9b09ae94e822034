#include "register/bands.h"

#include "unit/register/bench.h"

static struct text_signature
signature(uint32_t seed)
{
	struct text_signature s;
	size_t i;

	for (i = 0; i < TEXT_SIGNATURE_HASHES; i++)
		s.least[i] = seed + (uint32_t)i * 2654435761u;
	return s;
}

static struct band_key
way(uint8_t name)
{
	struct band_key k;

	memset(k.bytes, name, sizeof k.bytes);
	return k;
}

static size_t
found(struct bench *b, const struct text_signature *s, const char *label)
{
	struct band_key *keys;
	size_t n;

	ck_assert_int_eq(bands_find(&b->x, REGISTER_TEST, label, s, &keys,
	    &n), 0);
	return n;
}

static void
put(struct bench *b, const struct text_signature *s, uint8_t to)
{
	ck_assert_int_eq(bands_put(&b->x, REGISTER_TEST, "text", s,
	    way(to).bytes, NOW + DAY_MS), 0);
}

/* One whole group in common is enough, and one hash short of it is not. */
START_TEST(test_groups)
{
	struct text_signature s = signature(7), other;
	struct band_key *keys;
	struct bench b;
	size_t i, n;

	bench_make(&b, _i);
	put(&b, &s, 1);
	ck_assert_uint_eq(found(&b, &s, "text"), 1);
	ck_assert_uint_eq(found(&b, &s, "file"), 0);
	for (i = 0; i < BANDS_COUNT; i++) {
		other = signature(900);
		memcpy(other.least + i * BANDS_HASHES,
		    s.least + i * BANDS_HASHES,
		    BANDS_HASHES * sizeof s.least[0]);
		ck_assert_int_eq(bands_find(&b.x, REGISTER_TEST, "text",
		    &other, &keys, &n), 0);
		ck_assert_uint_eq(n, 1);
		ck_assert_mem_eq(keys[0].bytes, way(1).bytes, KEY_MAC_SIZE);
		other.least[i * BANDS_HASHES]++;
		ck_assert_uint_eq(found(&b, &other, "text"), 0);
	}
	bench_end(&b);
}
END_TEST

START_TEST(test_ways)
{
	struct text_signature s = signature(7), none = { .least = { 0 } };
	struct bench b;

	bench_make(&b, _i);
	put(&b, &s, 1);
	put(&b, &s, 2);
	put(&b, &s, 2);
	put(&b, &none, 3);
	ck_assert_uint_eq(found(&b, &s, "text"), 2);
	ck_assert_uint_eq(found(&b, &none, "text"), 0);
	ck_assert_int_eq(bands_remove(&b.x, REGISTER_TEST, "text", &s,
	    way(1).bytes), 0);
	ck_assert_int_eq(bands_remove(&b.x, REGISTER_TEST, "text", &s,
	    way(1).bytes), 0);
	ck_assert_uint_eq(found(&b, &s, "text"), 1);
	b.x.at_ms += DAY_MS;
	ck_assert_uint_eq(found(&b, &s, "text"), 0);
	bench_end(&b);
}
END_TEST

/* What was seen last is found, however common the text. */
START_TEST(test_most)
{
	struct text_signature s = signature(7);
	struct band_key *keys;
	struct bench b;
	size_t i, n;

	bench_make(&b, _i);
	for (i = 0; i < BANDS_EACH_MAX; i++) {
		b.x.at_ms++;
		put(&b, &s, (uint8_t)i);
	}
	ck_assert_uint_eq(found(&b, &s, "text"), BANDS_EACH_MAX);
	b.x.at_ms++;
	put(&b, &s, 200);
	ck_assert_int_eq(bands_find(&b.x, REGISTER_TEST, "text", &s, &keys,
	    &n), 0);
	ck_assert_uint_eq(n, BANDS_EACH_MAX);
	ck_assert_mem_eq(keys[n - 1].bytes, way(200).bytes, KEY_MAC_SIZE);
	ck_assert_mem_eq(keys[0].bytes, way(1).bytes, KEY_MAC_SIZE);
	bench_end(&b);
}
END_TEST

int
main(void)
{
	int n = backend_count();
	const struct unit_case all[] = {
		{ "groups", test_groups, n },
		{ "ways", test_ways, n },
		{ "most", test_most, n },
		{ NULL, NULL, 0 },
	};

	return unit_main("bands", all);
}

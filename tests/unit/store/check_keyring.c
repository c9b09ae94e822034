#include "store/keyring.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "unit/store/scratch.h"
#include "unit/unit.h"

static const uint8_t salt[KEY_SALT_SIZE] = "a salt of thirty-two bytes.....";

static struct keyring *
ring_open(struct scratch *s)
{
	struct keyring *k;

	ck_assert_int_eq(keyring_create(scratch_path(s, "key")), 0);
	ck_assert_int_eq(keyring_open(scratch_path(s, "key"), salt, &k), 0);
	return k;
}

START_TEST(test_create)
{
	struct scratch s;
	struct stat st;

	scratch_make(&s);
	ck_assert_int_eq(keyring_create(scratch_path(&s, "key")), 0);
	ck_assert_int_eq(stat(scratch_path(&s, "key"), &st), 0);
	ck_assert_int_eq(st.st_size, KEY_SIZE);
	ck_assert_uint_eq(st.st_mode & 07777, 0400);
	ck_assert_int_eq(keyring_create(scratch_path(&s, "key")), ERR_EXISTS);
	scratch_remove(&s);
}
END_TEST

/* I1: missing, short, long, open to others, a link, a folder. */
static const struct {
	const char *name;
	size_t size;
	mode_t mode;
	int want;
} bad_keys[] = {
	{ "as it should be",	32, 0400, 0 },
	{ "writable by its owner", 32, 0600, 0 },
	{ "readable by a group", 32, 0440, ERR_DENIED },
	{ "readable by others",	32, 0404, ERR_DENIED },
	{ "writable by a group", 32, 0420, ERR_DENIED },
	{ "one byte short",	31, 0400, ERR_SHORT },
	{ "one byte long",	33, 0400, ERR_SHORT },
	{ "empty",		0, 0400, ERR_SHORT },
};

START_TEST(test_bad_keys)
{
	uint8_t bytes[64] = { 7 };
	struct keyring *k = NULL;
	struct scratch s;

	scratch_make(&s);
	scratch_write(scratch_path(&s, "key"), bytes, bad_keys[_i].size);
	ck_assert_int_eq(chmod(scratch_path(&s, "key"), bad_keys[_i].mode), 0);
	ck_assert_msg(keyring_open(scratch_path(&s, "key"), salt, &k) ==
	    bad_keys[_i].want, "%s", bad_keys[_i].name);
	keyring_free(k);
	scratch_remove(&s);
}
END_TEST

START_TEST(test_no_key)
{
	struct keyring *k = NULL;
	struct scratch s;

	scratch_make(&s);
	ck_assert_int_eq(keyring_open(scratch_path(&s, "key"), salt, &k),
	    ERR_NOTFOUND);
	ck_assert_int_eq(symlink("/dev/zero", scratch_path(&s, "link")), 0);
	ck_assert_int_eq(keyring_open(scratch_path(&s, "link"), salt, &k),
	    ERR_DENIED);
	ck_assert_int_eq(mkdir(scratch_path(&s, "folder"), 0700), 0);
	ck_assert_int_eq(keyring_open(scratch_path(&s, "folder"), salt, &k),
	    ERR_DENIED);
	scratch_remove(&s);
}
END_TEST

START_TEST(test_purposes)
{
	static const uint8_t other[KEY_SALT_SIZE] = { 1 };
	struct keyring *k, *l;
	struct scratch s;
	int i, j;

	scratch_make(&s);
	k = ring_open(&s);
	for (i = 0; i < KEY_PURPOSE_COUNT; i++)
		for (j = 0; j < i; j++)
			ck_assert_int_ne(memcmp(keyring_key(k,
			    (enum key_purpose)i), keyring_key(k,
			    (enum key_purpose)j), KEY_SIZE), 0);
	ck_assert_int_eq(keyring_open(scratch_path(&s, "key"), other, &l), 0);
	ck_assert_uint_ne(keyring_id(k), keyring_id(l));
	ck_assert_int_ne(memcmp(keyring_key(k, KEY_ROW),
	    keyring_key(l, KEY_ROW), KEY_SIZE), 0);
	keyring_free(k);
	keyring_free(l);
	scratch_remove(&s);
}
END_TEST

/* The same inputs, the same key; any other input, another. */
START_TEST(test_derive)
{
	static const uint8_t secret[KEY_SIZE] = { 0x0b, 0x0b, 0x0b, 0x0b };
	uint8_t a[KEY_SIZE], b[KEY_SIZE], c[KEY_SIZE];

	ck_assert_int_eq(key_derive(secret, SLICE_NONE, "one", a), 0);
	ck_assert_int_eq(key_derive(secret, SLICE_NONE, "one", b), 0);
	ck_assert_int_eq(key_derive(secret, SLICE_NONE, "two", c), 0);
	ck_assert_mem_eq(a, b, sizeof a);
	ck_assert_mem_ne(a, c, sizeof a);
	ck_assert_int_eq(key_derive(secret, SLICE("salt"), "one", c), 0);
	ck_assert_mem_ne(a, c, sizeof a);
}
END_TEST

START_TEST(test_seal)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 4096, 70000 };
	uint8_t clear[70000];
	struct keyring *k;
	struct scratch s;
	size_t i;

	scratch_make(&s);
	k = ring_open(&s);
	memset(clear, 'x', sizeof clear);
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct buf sealed = BUF_INIT(200000), again = BUF_INIT(200000);
		struct slice in = slice_of(clear, sizes[i]);

		ck_assert_int_eq(seal_put(k, KEY_ROW, SLICE("row 1"), in,
		    &sealed), 0);
		ck_assert_uint_eq(sealed.len, in.len + SEAL_OVERHEAD);
		ck_assert_int_eq(seal_get(k, KEY_ROW, SLICE("row 1"),
		    buf_slice(&sealed), &again), 0);
		ck_assert(slice_eq(buf_slice(&again), in));
		/* Elsewhere, or under another purpose, it is nothing. */
		ck_assert_int_eq(seal_get(k, KEY_ROW, SLICE("row 2"),
		    buf_slice(&sealed), &again), ERR_CORRUPT);
		ck_assert_int_eq(seal_get(k, KEY_WRAP, SLICE("row 1"),
		    buf_slice(&sealed), &again), ERR_CORRUPT);
		buf_free(&sealed);
		buf_free(&again);
	}
	keyring_free(k);
	scratch_remove(&s);
}
END_TEST

START_TEST(test_seal_tampered)
{
	struct buf sealed = BUF_INIT(1000), again = BUF_INIT(1000);
	struct keyring *k;
	struct scratch s;
	size_t i;

	scratch_make(&s);
	k = ring_open(&s);
	ck_assert_int_eq(seal_put(k, KEY_ROW, SLICE("about"),
	    SLICE("a subject line"), &sealed), 0);
	for (i = 0; i < sealed.len * 8; i++) {
		sealed.ptr[i / 8] ^= (uint8_t)(1 << (i % 8));
		ck_assert_int_eq(seal_get(k, KEY_ROW, SLICE("about"),
		    buf_slice(&sealed), &again), ERR_CORRUPT);
		sealed.ptr[i / 8] ^= (uint8_t)(1 << (i % 8));
	}
	for (i = 0; i < sealed.len; i++)
		ck_assert_int_eq(seal_get(k, KEY_ROW, SLICE("about"),
		    slice_of(sealed.ptr, i), &again), ERR_CORRUPT);
	ck_assert_uint_eq(again.len, 0);
	buf_free(&sealed);
	buf_free(&again);
	keyring_free(k);
	scratch_remove(&s);
}
END_TEST

/* Two sealings of one value share no bytes: the nonce is fresh. */
START_TEST(test_seal_fresh)
{
	struct buf a = BUF_INIT(1000), b = BUF_INIT(1000);
	struct keyring *k;
	struct scratch s;

	scratch_make(&s);
	k = ring_open(&s);
	ck_assert_int_eq(seal_put(k, KEY_ROW, SLICE("x"), SLICE("same"), &a),
	    0);
	ck_assert_int_eq(seal_put(k, KEY_ROW, SLICE("x"), SLICE("same"), &b),
	    0);
	ck_assert_mem_ne(a.ptr + 5, b.ptr + 5, 12);
	ck_assert_mem_ne(a.ptr + 17, b.ptr + 17, 4);
	buf_free(&a);
	buf_free(&b);
	keyring_free(k);
	scratch_remove(&s);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "create", test_create, 0 },
		{ "bad keys", test_bad_keys, N_OF(bad_keys) },
		{ "no key", test_no_key, 0 },
		{ "purposes", test_purposes, 0 },
		{ "derive", test_derive, 0 },
		{ "seal", test_seal, 0 },
		{ "seal tampered", test_seal_tampered, 0 },
		{ "seal fresh", test_seal_fresh, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("keyring", cases);
}

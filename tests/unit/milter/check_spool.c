#include "milter/spool.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "unit/unit.h"

#define SIZE	(3 * 64 * KIB + 17)

static uint8_t *
pattern(void)
{
	uint8_t *p = mem_alloc(SIZE);
	size_t i;

	for (i = 0; i < SIZE; i++)
		p[i] = (uint8_t)(i * 7 + i / 251);
	return p;
}

static const size_t cuts[] = { 1, 7, 4095, 4096, 65535, 65536, 65537, SIZE };

/* However the bytes are cut, they and their digest are the same (O2). */
START_TEST(test_chunks)
{
	uint8_t digest[MAIL_DIGEST_SIZE], retry[MAIL_DIGEST_SIZE];
	uint8_t want[MAIL_DIGEST_SIZE], *bytes;
	struct slice view, rest, piece;
	struct spool_pool pool;
	struct spool *s;

	bytes = pattern();
	EVP_Digest(bytes, SIZE, want, NULL, EVP_sha256(), NULL);
	spool_pool_init(&pool, MIB, MIB);
	s = spool_new(&pool);
	for (rest = slice_of(bytes, SIZE); rest.len > 0;
	    rest = slice_from(rest, piece.len)) {
		piece = slice_sub(rest, 0, cuts[_i]);
		ck_assert_int_eq(spool_add(s, piece), 0);
	}
	ck_assert_int_eq(spool_finish(s, digest, retry), 0);
	ck_assert_uint_eq(spool_size(s), SIZE);
	ck_assert_int_eq(memcmp(digest, want, sizeof want), 0);
	ck_assert_int_eq(spool_view(s, &view), 0);
	ck_assert(slice_eq(view, slice_of(bytes, SIZE)));
	spool_free(s);
	ck_assert_uint_eq(atomic_load(&pool.used), 0);
	free(bytes);
}
END_TEST

/* Once sealed nobody, the child included, can change or cut it. */
START_TEST(test_sealed)
{
	uint8_t digest[MAIL_DIGEST_SIZE], retry[MAIL_DIGEST_SIZE];
	struct spool_pool pool;
	struct stat st;
	struct spool *s;
	int fd, seals;

	spool_pool_init(&pool, MIB, MIB);
	s = spool_new(&pool);
	ck_assert_int_eq(spool_add(s, SLICE("hello")), 0);
	ck_assert_int_eq(spool_finish(s, digest, retry), 0);
	fd = spool_fd(s);
	seals = fcntl(fd, F_GET_SEALS);
	ck_assert_int_eq(seals, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE |
	    F_SEAL_SEAL);
	ck_assert_int_eq(pwrite(fd, "H", 1, 0), -1);
	ck_assert_int_eq(ftruncate(fd, 1), -1);
	ck_assert_int_eq(ftruncate(fd, 100), -1);
	/* No name anywhere, and gone with its last descriptor. */
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_uint_eq(st.st_nlink, 0);
	ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	spool_free(s);
}
END_TEST

START_TEST(test_message_ceiling)
{
	uint8_t digest[MAIL_DIGEST_SIZE], retry[MAIL_DIGEST_SIZE];
	struct spool_pool pool;
	struct spool *s;

	spool_pool_init(&pool, MIB, 10);
	s = spool_new(&pool);
	ck_assert_int_eq(spool_add(s, SLICE("0123456789")), 0);
	ck_assert_int_eq(spool_finish(s, digest, retry), 0);
	spool_free(s);
	s = spool_new(&pool);
	ck_assert_int_eq(spool_add(s, SLICE("0123456789")), 0);
	ck_assert_int_eq(spool_add(s, SLICE("x")), ERR_LIMIT);
	/* Nor anything after: a message with a hole is no message. */
	ck_assert_int_eq(spool_add(s, SLICE("")), ERR_LIMIT);
	ck_assert_int_eq(spool_finish(s, digest, retry), ERR_LIMIT);
	spool_free(s);
	ck_assert_uint_eq(atomic_load(&pool.used), 0);
}
END_TEST

START_TEST(test_total_ceiling)
{
	struct spool *first, *second;
	struct spool_pool pool;

	spool_pool_init(&pool, 15, 10);
	first = spool_new(&pool);
	second = spool_new(&pool);
	ck_assert_int_eq(spool_add(first, SLICE("0123456789")), 0);
	ck_assert_int_eq(spool_add(second, SLICE("01234")), 0);
	ck_assert_int_eq(spool_add(second, SLICE("5")), ERR_FULL);
	spool_free(first);
	/* What is freed is there for the next. */
	first = spool_new(&pool);
	ck_assert_int_eq(spool_add(first, SLICE("0123456789")), 0);
	spool_free(first);
	spool_free(second);
	ck_assert_uint_eq(atomic_load(&pool.used), 0);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "chunks", test_chunks, N_OF(cuts) },
		{ "sealed", test_sealed, 0 },
		{ "message ceiling", test_message_ceiling, 0 },
		{ "total ceiling", test_total_ceiling, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("spool", tests);
}

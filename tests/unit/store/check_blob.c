#include "store/blob.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"
#include "unit/store/scratch.h"
#include "unit/unit.h"

#define CANARY	"canary: no byte of this may reach the disk"
#define MAGIC	(sizeof BLOB_MAGIC - 1)
#define SEALED	(BLOB_CHUNK + BLOB_TAG_SIZE)

struct place {
	struct scratch dir;
	struct blob_folder *folder;
	int dirfd;
	uint8_t id[BLOB_ID_SIZE], key[KEY_SIZE];
};

static void
place_make(struct place *p)
{
	scratch_make(&p->dir);
	p->dirfd = open(p->dir.path, O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(blob_folder_open(p->dirfd, &p->folder), 0);
	ck_assert_int_eq(random_bytes(p->id, sizeof p->id), 0);
	ck_assert_int_eq(random_bytes(p->key, sizeof p->key), 0);
}

static void
place_end(struct place *p)
{
	blob_folder_close(p->folder);
	close(p->dirfd);
	scratch_remove(&p->dir);
}

/* size bytes, different in each chunk, in a memfd; with their digest. */
static int
message_make(size_t size, uint8_t digest[32])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	uint8_t line[80];
	size_t at, n;
	int fd;

	fd = memfd_create("message", MFD_CLOEXEC);
	EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	for (at = 0; at < size; at += n) {
		memset(line, '.', sizeof line);
		snprintf((char *)line, sizeof line, "%s %zu\n", CANARY, at);
		n = size - at < sizeof line ? size - at : sizeof line;
		ck_assert_int_eq(write(fd, line, n), (ssize_t)n);
		EVP_DigestUpdate(md, line, n);
	}
	EVP_DigestFinal_ex(md, digest, NULL);
	EVP_MD_CTX_free(md);
	return fd;
}

static int
blob_store(struct place *p, const uint8_t *id, int fd, size_t size,
    const uint8_t digest[32])
{
	struct blob_writer *w = NULL;
	int r;

	r = blob_writer_new(p->folder, id, p->key, fd, size, digest, &w);
	while (r == 0)
		r = blob_writer_step(w, 3 * BLOB_CHUNK);
	if (r == 1) {
		blob_writer_keep(w);
		r = blob_flush(p->folder);
	}
	blob_writer_free(w);
	return r;
}

static void
blob_make(struct place *p, size_t size)
{
	uint8_t digest[32];
	int fd = message_make(size, digest);

	ck_assert_int_eq(blob_store(p, p->id, fd, size, digest), 0);
	close(fd);
}

/* Read it all; the number of bytes, or the error. */
static int
blob_drain(struct place *p, const uint8_t *id, uint8_t digest[32])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	struct blob_reader *rd = NULL;
	struct slice s;
	int r, total = 0;

	EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	r = blob_reader_new(p->folder, id, p->key, &rd);
	while (r == 0 && (r = blob_reader_next(rd, &s)) == 0 && s.len > 0) {
		EVP_DigestUpdate(md, s.ptr, s.len);
		total += (int)s.len;
	}
	EVP_DigestFinal_ex(md, digest, NULL);
	EVP_MD_CTX_free(md);
	blob_reader_free(rd);
	return r < 0 ? r : total;
}

static const char *
blob_path(struct place *p, const uint8_t *id)
{
	char name[2 * BLOB_ID_SIZE + 1], path[64];

	hex_put(id, BLOB_ID_SIZE, name);
	snprintf(path, sizeof path, "blobs/%s", name);
	return scratch_path(&p->dir, path);
}

static size_t
names_in(struct place *p)
{
	DIR *d = opendir(scratch_path(&p->dir, "blobs"));
	struct dirent *e;
	size_t n = 0;

	while ((e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static const size_t sizes[] = {
	0, 1, BLOB_CHUNK - 1, BLOB_CHUNK, BLOB_CHUNK + 1, 4 * BLOB_CHUNK,
	5 * BLOB_CHUNK + 17
};

START_TEST(test_sizes)
{
	uint8_t digest[32], again[32];
	struct place p;
	int fd;

	place_make(&p);
	fd = message_make(sizes[_i], digest);
	ck_assert_int_eq(blob_store(&p, p.id, fd, sizes[_i], digest), 0);
	close(fd);
	ck_assert_int_eq(blob_drain(&p, p.id, again), (int)sizes[_i]);
	ck_assert_mem_eq(digest, again, 32);
	ck_assert(blob_exists(p.folder, p.id));
	ck_assert_int_eq(blob_remove(p.folder, p.id), 0);
	ck_assert(!blob_exists(p.folder, p.id));
	ck_assert_int_eq(blob_remove(p.folder, p.id), ERR_NOTFOUND);
	ck_assert_int_eq(blob_drain(&p, p.id, again), ERR_NOTFOUND);
	place_end(&p);
}
END_TEST

START_TEST(test_no_plain_text)
{
	static uint8_t file[6 * SEALED];
	struct place p;
	struct stat st;
	size_t n;

	place_make(&p);
	blob_make(&p, 5 * BLOB_CHUNK);
	n = scratch_read(blob_path(&p, p.id), file, sizeof file);
	ck_assert_uint_eq(n, MAGIC + 5 * SEALED);
	ck_assert_ptr_null(memmem(file, n, CANARY, 12));
	ck_assert_int_eq(stat(blob_path(&p, p.id), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	ck_assert_uint_eq(names_in(&p), 1);
	place_end(&p);
}
END_TEST

/* What was said about the message must be true, or nothing is kept. */
START_TEST(test_lies)
{
	struct blob_writer *w = NULL;
	uint8_t digest[32];
	struct place p;
	int fd;

	place_make(&p);
	fd = message_make(100000, digest);
	digest[31] ^= 1;
	ck_assert_int_eq(blob_store(&p, p.id, fd, 100000, digest),
	    ERR_MISMATCH);
	digest[31] ^= 1;
	ck_assert_int_eq(blob_writer_new(p.folder, p.id, p.key, fd, 99999,
	    digest, &w), ERR_MISMATCH);
	/* It shrinks between the look and the reading. */
	ck_assert_int_eq(blob_writer_new(p.folder, p.id, p.key, fd, 100000,
	    digest, &w), 0);
	ck_assert_int_eq(ftruncate(fd, 70000), 0);
	ck_assert_int_eq(blob_writer_step(w, 1000000), ERR_MISMATCH);
	blob_writer_free(w);
	close(fd);
	ck_assert_uint_eq(names_in(&p), 0);
	place_end(&p);
}
END_TEST

START_TEST(test_never_over_another)
{
	uint8_t digest[32], again[32];
	struct place p;
	int fd;

	place_make(&p);
	blob_make(&p, 1000);
	fd = message_make(2000, digest);
	ck_assert_int_eq(blob_store(&p, p.id, fd, 2000, digest), ERR_EXISTS);
	close(fd);
	ck_assert_int_eq(blob_drain(&p, p.id, again), 1000);
	ck_assert_uint_eq(names_in(&p), 1);
	place_end(&p);
}
END_TEST

/* What was published but not kept goes away: its row never came. */
START_TEST(test_not_kept)
{
	struct blob_writer *w = NULL;
	uint8_t digest[32];
	struct place p;
	int fd;

	place_make(&p);
	fd = message_make(1000, digest);
	ck_assert_int_eq(blob_writer_new(p.folder, p.id, p.key, fd, 1000,
	    digest, &w), 0);
	ck_assert_int_eq(blob_writer_step(w, BLOB_CHUNK), 1);
	ck_assert(blob_exists(p.folder, p.id));
	blob_writer_free(w);
	ck_assert(!blob_exists(p.folder, p.id));
	close(fd);
	place_end(&p);
}
END_TEST

/* C8: random flips, and a cut at each edge of a chunk and beside it. */
START_TEST(test_flips)
{
	static uint8_t file[4 * SEALED];
	uint8_t ignored[32];
	struct place p;
	size_t n, i, at;

	place_make(&p);
	blob_make(&p, 2 * BLOB_CHUNK + 1234);
	n = scratch_read(blob_path(&p, p.id), file, sizeof file);
	srandom(7);
	for (i = 0; i < 2000; i++) {
		at = (size_t)random() % n;
		file[at] ^= (uint8_t)(1 << (i % 8));
		scratch_write(blob_path(&p, p.id), file, n);
		ck_assert_msg(blob_drain(&p, p.id, ignored) == ERR_CORRUPT,
		    "a flip at %zu was not seen", at);
		file[at] ^= (uint8_t)(1 << (i % 8));
	}
	for (i = 0; i < 4; i++) {
		at = MAGIC + i * SEALED;
		if (at >= n)
			break;
		scratch_write(blob_path(&p, p.id), file, at);
		ck_assert_int_eq(blob_drain(&p, p.id, ignored), ERR_CORRUPT);
		scratch_write(blob_path(&p, p.id), file, at + 1);
		ck_assert_int_eq(blob_drain(&p, p.id, ignored), ERR_CORRUPT);
		scratch_write(blob_path(&p, p.id), file, at - 1);
		ck_assert_int_eq(blob_drain(&p, p.id, ignored), ERR_CORRUPT);
	}
	scratch_write(blob_path(&p, p.id), file, n);
	ck_assert_int_eq(blob_drain(&p, p.id, ignored),
	    (int)(2 * BLOB_CHUNK + 1234));
	place_end(&p);
}
END_TEST

/* C9: every order of four chunks but the right one, and repetitions. */
START_TEST(test_chunk_orders)
{
	static uint8_t file[MAGIC + 4 * SEALED], mixed[sizeof file];
	uint8_t ignored[32];
	struct place p;
	unsigned order;
	size_t i;
	int want;

	place_make(&p);
	blob_make(&p, 4 * BLOB_CHUNK);
	ck_assert_uint_eq(scratch_read(blob_path(&p, p.id), file,
	    sizeof file), sizeof file);
	memcpy(mixed, file, MAGIC);
	for (order = 0; order < 256; order++) {
		for (i = 0; i < 4; i++)
			memcpy(mixed + MAGIC + i * SEALED, file + MAGIC +
			    (order >> (2 * i) & 3) * SEALED, SEALED);
		scratch_write(blob_path(&p, p.id), mixed, sizeof mixed);
		want = order == (0 | 1 << 2 | 2 << 4 | 3 << 6) ?
		    (int)(4 * BLOB_CHUNK) : ERR_CORRUPT;
		ck_assert_int_eq(blob_drain(&p, p.id, ignored), want);
	}
	/* One chunk dropped, one too many. */
	scratch_write(blob_path(&p, p.id), file, sizeof file - SEALED);
	ck_assert_int_eq(blob_drain(&p, p.id, ignored), ERR_CORRUPT);
	place_end(&p);
}
END_TEST

/* C9: the file of one item under the name of another, with the same key. */
START_TEST(test_swapped_items)
{
	uint8_t other[BLOB_ID_SIZE] = { 9 }, ignored[32], digest[32];
	struct place p;
	int fd;

	place_make(&p);
	blob_make(&p, 3000);
	fd = message_make(4000, digest);
	ck_assert_int_eq(blob_store(&p, other, fd, 4000, digest), 0);
	close(fd);
	ck_assert_int_eq(renameat2(AT_FDCWD, blob_path(&p, p.id), AT_FDCWD,
	    blob_path(&p, other), RENAME_EXCHANGE), 0);
	ck_assert_int_eq(blob_drain(&p, p.id, ignored), ERR_CORRUPT);
	ck_assert_int_eq(blob_drain(&p, other, ignored), ERR_CORRUPT);
	place_end(&p);
}
END_TEST

START_TEST(test_wrong_key)
{
	uint8_t ignored[32];
	struct place p;

	place_make(&p);
	blob_make(&p, 3000);
	p.key[0] ^= 1;
	ck_assert_int_eq(blob_drain(&p, p.id, ignored), ERR_CORRUPT);
	place_end(&p);
}
END_TEST

START_TEST(test_folder)
{
	struct blob_folder *f;
	struct scratch s;
	int fd;

	scratch_make(&s);
	fd = open(s.path, O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(mkdir(scratch_path(&s, "elsewhere"), 0700), 0);
	ck_assert_int_eq(symlink("elsewhere", scratch_path(&s, "blobs")), 0);
	ck_assert_int_eq(blob_folder_open(fd, &f), ERR_DENIED);
	ck_assert_int_eq(unlink(scratch_path(&s, "blobs")), 0);
	ck_assert_int_eq(mkdir(scratch_path(&s, "blobs"), 0700), 0);
	ck_assert_int_eq(chmod(scratch_path(&s, "blobs"), 0750), 0);
	ck_assert_int_eq(blob_folder_open(fd, &f), ERR_DENIED);
	close(fd);
	scratch_remove(&s);
}
END_TEST

/* A link at the place of the next temporary file is not followed. */
START_TEST(test_planted_link)
{
	char name[2 * BLOB_ID_SIZE + 1], path[80];
	uint8_t digest[32];
	struct place p;
	int fd;

	place_make(&p);
	hex_put(p.id, BLOB_ID_SIZE, name);
	snprintf(path, sizeof path, "blobs/tmp.%s", name);
	ck_assert_int_eq(symlink("../target", scratch_path(&p.dir, path)), 0);
	fd = message_make(1000, digest);
	ck_assert_int_lt(blob_store(&p, p.id, fd, 1000, digest), 0);
	close(fd);
	ck_assert_int_ne(access(scratch_path(&p.dir, "target"), F_OK), 0);
	place_end(&p);
}
END_TEST

/* --- C7: what the checker says ------------------------------------------------ */

struct seen {
	int count[4];
};

static int
only_even(void *arg, const uint8_t id[BLOB_ID_SIZE])
{
	(void)arg;
	return id[0] % 2 == 0;
}

static void
note_stray(void *arg, enum blob_stray what, const char *name)
{
	struct seen *s = arg;

	ck_assert_uint_gt(strlen(name), 0);
	s->count[what]++;
}

START_TEST(test_check)
{
	struct timespec old[2] = { { 0, UTIME_NOW }, { 1000, 0 } };
	struct seen seen = { { 0 } };
	uint8_t id[BLOB_ID_SIZE] = { 0 };
	char name[2 * BLOB_ID_SIZE + 1], path[80];
	struct place p;
	struct timeval now;
	int i;

	place_make(&p);
	for (i = 0; i < 100; i++) {
		id[0] = (uint8_t)i;
		hex_put(id, sizeof id, name);
		snprintf(path, sizeof path, "blobs/%s", name);
		scratch_write(scratch_path(&p.dir, path), "x", 1);
		snprintf(path, sizeof path, "blobs/tmp.%s", name);
		scratch_write(scratch_path(&p.dir, path), "x", 1);
		if (i % 2 == 0)
			ck_assert_int_eq(utimensat(AT_FDCWD,
			    scratch_path(&p.dir, path), old, 0), 0);
	}
	scratch_write(scratch_path(&p.dir, "blobs/README"), "x", 1);
	gettimeofday(&now, NULL);
	ck_assert_int_eq(blob_check(p.folder, &(struct blob_check){
	    only_even, note_stray, &seen, (int64_t)now.tv_sec * 1000 }), 0);
	ck_assert_int_eq(seen.count[BLOB_STRAY_SWEPT], 50);
	ck_assert_int_eq(seen.count[BLOB_STRAY_TEMPORARY], 50);
	ck_assert_int_eq(seen.count[BLOB_STRAY_NO_ROW], 50);
	ck_assert_int_eq(seen.count[BLOB_STRAY_UNKNOWN], 1);
	/* Nothing but the old temporaries is gone. */
	ck_assert_uint_eq(names_in(&p), 151);
	place_end(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "sizes", test_sizes, N_OF(sizes) },
		{ "no plain text", test_no_plain_text, 0 },
		{ "lies", test_lies, 0 },
		{ "never over another", test_never_over_another, 0 },
		{ "not kept", test_not_kept, 0 },
		{ "flips", test_flips, 0 },
		{ "chunk orders", test_chunk_orders, 0 },
		{ "swapped items", test_swapped_items, 0 },
		{ "wrong key", test_wrong_key, 0 },
		{ "folder", test_folder, 0 },
		{ "planted link", test_planted_link, 0 },
		{ "check", test_check, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("blob", cases);
}

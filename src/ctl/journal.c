#include "ctl/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

/* The file: MAGIC, settings, started_ms; then records: key, u32 length, body. */
#define MAGIC		"exeat resume 1\n"
#define MAGIC_SIZE	15
#define HEAD_SIZE	(MAGIC_SIZE + 32 + 8)
#define RECORD_HEAD	(JOURNAL_KEY_SIZE + 4)

/* A record, found by its key; a chain of those in one slot of the table. */
struct record {
	uint64_t offset;	/* of its body */
	uint32_t size;
	uint32_t next;		/* index + 1; 0 ends the chain */
	uint8_t key[JOURNAL_KEY_SIZE];
	bool is_taken;
};

struct journal {
	const char *verb;
	int fd;
	char *path;		/* NULL: the file has no name yet */
	uint64_t end;		/* where the next record goes */
	struct record *records;
	size_t count, cap;
	uint32_t *slots;
	size_t slot_count;	/* a power of two */
};

/* --- bytes ------------------------------------------------------------------ */

static void
put_number(uint8_t *out, uint64_t n, size_t size)
{
	for (; size > 0; size--, n >>= 8)
		out[size - 1] = (uint8_t)n;
}

static uint64_t
get_number(const uint8_t *p, size_t size)
{
	uint64_t n = 0;

	for (; size > 0; size--)
		n = n << 8 | *p++;
	return n;
}

/* All of it at that place.  0, ERR_SHORT (the file ends) or ERR_SYSTEM. */
static int
read_at(int fd, void *out, size_t n, uint64_t at)
{
	uint8_t *p = out;
	ssize_t got;

	while (n > 0) {
		got = pread(fd, p, n, (off_t)at);
		if (got == -1 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0 ? ERR_SHORT : ERR_SYSTEM;
		p += got;
		n -= (size_t)got;
		at += (uint64_t)got;
	}
	return 0;
}

static int
write_at(int fd, const void *bytes, size_t n, uint64_t at)
{
	const uint8_t *p = bytes;
	ssize_t done;

	while (n > 0) {
		done = pwrite(fd, p, n, (off_t)at);
		if (done == -1 && errno == EINTR)
			continue;
		if (done <= 0)
			return ERR_SYSTEM;
		p += done;
		n -= (size_t)done;
		at += (uint64_t)done;
	}
	return 0;
}

/* --- what is in it ------------------------------------------------------------ */

/* A digest is as good a hash as any. */
static size_t
slot_of(const struct journal *j, const uint8_t *key)
{
	return get_number(key, 8) & (j->slot_count - 1);
}

/* Chains keep the order of the file: equal messages are given in it. */
static void
index_records(struct journal *j)
{
	size_t i, slot;

	for (j->slot_count = 1024; j->slot_count < j->count; )
		j->slot_count *= 2;
	j->slots = mem_zalloc(j->slot_count * sizeof *j->slots);
	for (i = j->count; i > 0; i--) {
		slot = slot_of(j, j->records[i - 1].key);
		j->records[i - 1].next = j->slots[slot];
		j->slots[slot] = (uint32_t)i;
	}
}

/*
 * One record.  ERR_SHORT: the file ends in the middle of it, which is where
 * the run was killed.
 */
static int
read_record(struct journal *j, uint64_t file_size)
{
	uint8_t head[RECORD_HEAD];
	struct record *r;
	int err;

	err = read_at(j->fd, head, sizeof head, j->end);
	if (err < 0)
		return err;
	j->records = mem_grow(j->records, j->count, &j->cap,
	    sizeof *j->records);
	r = &j->records[j->count];
	memset(r, 0, sizeof *r);
	memcpy(r->key, head, JOURNAL_KEY_SIZE);
	r->size = (uint32_t)get_number(head + JOURNAL_KEY_SIZE, 4);
	r->offset = j->end + RECORD_HEAD;
	if (r->size > RESULT_BYTES_MAX)
		return ERR_SYNTAX;
	if (r->size > file_size - r->offset)
		return ERR_SHORT;
	j->count++;
	j->end = r->offset + r->size;
	return 0;
}

static int
read_records(struct journal *j, uint64_t file_size)
{
	int r = 0;

	while (r == 0 && j->end < file_size && j->count < UINT32_MAX - 1)
		r = read_record(j, file_size);
	/* What was half written is written over. */
	if (r == ERR_SHORT)
		r = ftruncate(j->fd, (off_t)j->end) == -1 ? ERR_SYSTEM : 0;
	index_records(j);
	return r;
}

/* --- opening -------------------------------------------------------------------- */

static enum ctl_exit
fault(const struct journal *j, const char *why)
{
	fprintf(stderr, "exeatctl %s: %s: %s\n", j->verb, j->path, why);
	return CTL_PARTLY;
}

static enum ctl_exit
begin(struct journal *j, const struct journal_head *head)
{
	uint8_t bytes[HEAD_SIZE];

	memcpy(bytes, MAGIC, MAGIC_SIZE);
	memcpy(bytes + MAGIC_SIZE, head->settings, 32);
	put_number(bytes + MAGIC_SIZE + 32, (uint64_t)head->started_ms, 8);
	if (write_at(j->fd, bytes, sizeof bytes, 0) < 0)
		return j->path != NULL ? fault(j, strerror(errno)) :
		    CTL_PARTLY;
	j->end = sizeof bytes;
	index_records(j);
	return CTL_OK;
}

static enum ctl_exit
go_on(struct journal *j, struct journal_head *head, uint64_t size)
{
	uint8_t bytes[HEAD_SIZE];
	int r;

	r = read_at(j->fd, bytes, sizeof bytes, 0);
	if (r == ERR_SYSTEM)
		return fault(j, strerror(errno));
	if (r < 0 || memcmp(bytes, MAGIC, MAGIC_SIZE) != 0)
		return command_misused(j->verb, "%s is no resume file",
		    j->path);
	if (memcmp(bytes + MAGIC_SIZE, head->settings, 32) != 0)
		return command_misused(j->verb, "%s is of a run with other "
		    "rules or other options; remove it to begin anew",
		    j->path);
	head->started_ms = (int64_t)get_number(bytes + MAGIC_SIZE + 32, 8);
	j->end = sizeof bytes;
	r = read_records(j, size);
	if (r < 0)
		return fault(j, r == ERR_SYSTEM ? strerror(errno) :
		    "it is damaged; remove it to begin anew");
	return CTL_OK;
}

static enum ctl_exit
open_named(struct journal *j, struct journal_head *head)
{
	struct stat st;

	j->fd = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (j->fd == -1 || fstat(j->fd, &st) == -1)
		return fault(j, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fault(j, "it is no file");
	if (st.st_uid != geteuid())
		return fault(j, "it belongs to somebody else");
	return st.st_size == 0 ? begin(j, head) :
	    go_on(j, head, (uint64_t)st.st_size);
}

enum ctl_exit
journal_open(const char *verb, const char *path, struct journal_head *head,
    struct journal **ret)
{
	struct journal *j = mem_zalloc(sizeof *j);

	*ret = j;
	j->verb = verb;
	if (path != NULL) {
		j->path = mem_str(path);
		return open_named(j, head);
	}
	j->fd = open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (j->fd != -1 && begin(j, head) != CTL_OK) {
		close(j->fd);
		j->fd = -1;
	}
	return CTL_OK;
}

void
journal_close(struct journal *j)
{
	if (j == NULL)
		return;
	if (j->fd != -1)
		close(j->fd);
	free(j->path);
	free(j->records);
	free(j->slots);
	free(j);
}

uint64_t
journal_count(const struct journal *j)
{
	return j->count;
}

/* --- records ---------------------------------------------------------------------- */

bool
journal_take(struct journal *j, const uint8_t key[JOURNAL_KEY_SIZE],
    struct buf *out)
{
	struct record *r;
	uint32_t i;

	if (j->count == 0)
		return false;
	for (i = j->slots[slot_of(j, key)]; i != 0; i = r->next) {
		r = &j->records[i - 1];
		if (r->is_taken || memcmp(r->key, key, JOURNAL_KEY_SIZE) != 0)
			continue;
		r->is_taken = true;
		if (buf_reserve(out, r->size + 1) < 0 ||
		    read_at(j->fd, out->ptr + out->len, r->size,
		    r->offset) < 0)
			return false;
		out->len += r->size;
		return true;
	}
	return false;
}

int
journal_put(struct journal *j, const uint8_t key[JOURNAL_KEY_SIZE],
    struct slice body)
{
	uint8_t head[RECORD_HEAD];
	int r;

	if (j->fd == -1)
		return 0;
	memcpy(head, key, JOURNAL_KEY_SIZE);
	put_number(head + JOURNAL_KEY_SIZE, body.len, 4);
	r = write_at(j->fd, head, sizeof head, j->end);
	if (r == 0)
		r = write_at(j->fd, body.ptr, body.len,
		    j->end + sizeof head);
	if (r == 0)
		j->end += sizeof head + body.len;
	return r;
}

/* --- at the end --------------------------------------------------------------------- */

static void
name_it(struct journal *j)
{
	char from[64], name[64], date[32];
	struct tm tm;
	time_t now = (time_t)(clock_wall_ms() / 1000);

	if (gmtime_r(&now, &tm) == NULL ||
	    strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", &tm) == 0)
		return;
	snprintf(from, sizeof from, "/proc/self/fd/%d", j->fd);
	snprintf(name, sizeof name, "exeatctl-%s-%s.resume", j->verb, date);
	if (linkat(AT_FDCWD, from, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
		j->path = mem_str(name);
}

const char *
journal_keep(struct journal *j)
{
	if (j->fd == -1)
		return NULL;
	if (j->path == NULL)
		name_it(j);
	return fsync(j->fd) == 0 ? j->path : NULL;
}

void
journal_remove(struct journal *j)
{
	if (j->path != NULL)
		unlink(j->path);
}

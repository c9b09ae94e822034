#include "ctl/docstore.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/conf.h"

#define VERB	"exeatctl fingerprint"

static char *
join(const char *a, const char *b)
{
	struct buf out = BUF_INIT(64 * KIB);
	char *s;

	buf_printf(&out, "%s%s", a, b);
	s = mem_str(buf_cstr(&out));
	buf_free(&out);
	return s;
}

/* "exeatctl fingerprint: FILE: why"; what kind of failure it is. */
static enum ctl_exit
at_fault(const char *file, const char *why)
{
	fprintf(stderr, VERB ": %s: %s\n", file, why);
	return CTL_PARTLY;
}

static enum ctl_exit
system_fault(const char *file)
{
	int saved = errno;

	at_fault(file, strerror(saved));
	return saved == EACCES || saved == EPERM ? CTL_DENIED : CTL_PARTLY;
}

/* --- the key --------------------------------------------------------------- */

static int
write_all(int fd, const uint8_t *p, size_t n)
{
	ssize_t done;

	while (n > 0) {
		done = write(fd, p, n);
		if (done == -1 && errno == EINTR)
			continue;
		if (done == -1)
			return ERR_SYSTEM;
		p += done;
		n -= (size_t)done;
	}
	return fsync(fd) == -1 ? ERR_SYSTEM : 0;
}

/*
 * Names that are changed in a folder last only when it is written, too.
 */
static int
sync_folder(const char *path)
{
	char *copy = mem_str(path);
	int fd, r = 0;

	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 || fsync(fd) == -1)
		r = ERR_SYSTEM;
	if (fd != -1)
		close(fd);
	free(copy);
	return r;
}

/* Whole under its name, or not there; if another was faster, that one is it. */
static int
make_key(const char *path)
{
	uint8_t secret[DOCUMENTS_SECRET_SIZE];
	char suffix[32], *new;
	int fd, r;

	if (RAND_bytes(secret, sizeof secret) != 1)
		return ERR_CRYPTO;
	snprintf(suffix, sizeof suffix, ".%ld", (long)getpid());
	new = join(path, suffix);
	fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
	r = fd == -1 ? ERR_SYSTEM : write_all(fd, secret, sizeof secret);
	explicit_bzero(secret, sizeof secret);
	if (fd != -1)
		close(fd);
	if (r == 0 && link(new, path) == -1 && errno != EEXIST)
		r = ERR_SYSTEM;
	if (fd != -1)
		unlink(new);
	if (r == 0)
		r = sync_folder(path);
	free(new);
	return r;
}

static enum ctl_exit
read_key(struct docstore *s)
{
	uint8_t secret[DOCUMENTS_SECRET_SIZE + 1];
	enum ctl_exit x = CTL_OK;
	struct stat st;
	ssize_t n;

	if (fstat(s->key_fd, &st) == -1)
		return system_fault(s->key_path);
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return at_fault(s->key_path, "others than its owner may use "
		    "this key; chmod 0400 it, and make a new store if they "
		    "could read it");
	n = pread(s->key_fd, secret, sizeof secret, 0);
	if (n == -1)
		return system_fault(s->key_path);
	if (document_key_init(&s->key, slice_of(secret, (size_t)n)) < 0)
		x = at_fault(s->key_path, "this is no key: it is not 32 bytes "
		    "long; put back the one that the store was made with");
	explicit_bzero(secret, sizeof secret);
	return x;
}

enum ctl_exit
docstore_open(struct docstore *s, const char *path, bool make)
{
	int r;

	memset(s, 0, sizeof *s);
	s->path = mem_str(path);
	s->key_path = join(path, CONF_KEY_SUFFIX);
	s->arena = arena_new(RULESET_ARENA_MAX);
	s->key_fd = -1;
	s->exists = stat(path, &s->was) == 0;
	if (!s->exists && errno != ENOENT)
		return system_fault(path);
	if (!s->exists && !make)
		return at_fault(path, "there is no store; \"exeatctl "
		    "fingerprint add\" makes one");
	s->key_fd = open(s->key_path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (s->key_fd == -1 && errno == ENOENT && !s->exists) {
		r = make_key(s->key_path);
		if (r < 0)
			return r == ERR_SYSTEM ? system_fault(s->key_path) :
			    at_fault(s->key_path, err_text(r));
		s->key_fd = open(s->key_path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	}
	if (s->key_fd == -1 && errno == ENOENT)
		return at_fault(s->key_path, "the key of the store is missing; "
		    "put it back, or remove the store and begin a new one");
	return s->key_fd == -1 ? system_fault(s->key_path) : read_key(s);
}

void
docstore_close(struct docstore *s)
{
	document_key_wipe(&s->key);
	if (s->key_fd != -1)
		close(s->key_fd);	/* and with it the lock */
	if (s->arena != NULL)
		arena_free(s->arena);
	free(s->path);
	free(s->key_path);
	memset(s, 0, sizeof *s);
	s->key_fd = -1;
}

/* --- the store ------------------------------------------------------------- */

enum ctl_exit
docstore_lock(struct docstore *s)
{
	while (flock(s->key_fd, LOCK_EX) == -1)
		if (errno != EINTR)
			return system_fault(s->key_path);
	return CTL_OK;
}

static enum ctl_exit
unread(const struct docstore *s, int err)
{
	if (err == ERR_SYSTEM)
		return system_fault(s->path);
	if (err == ERR_DENIED)
		return at_fault(s->path, "others may write to it, or it "
		    "belongs to neither root nor you");
	return at_fault(s->path, err == ERR_LIMIT ? "it is too large" :
	    err_text(err));
}

enum ctl_exit
docstore_load(struct docstore *s)
{
	struct buf bytes = BUF_INIT(CONF_FILE_MAX);
	const char *why;
	int r;

	s->documents = (struct documents){ NULL, 0, 0 };
	s->exists = stat(s->path, &s->was) == 0;
	if (!s->exists)
		return errno == ENOENT ? CTL_OK : system_fault(s->path);
	errno = 0;
	r = conf_source_disk.read(conf_source_disk.arg, s->path, &bytes);
	if (r < 0) {
		buf_free(&bytes);
		return unread(s, r);
	}
	r = documents_parse(buf_slice(&bytes), &s->key, s->arena,
	    &s->documents, &why);
	buf_free(&bytes);
	if (r == 0)
		return CTL_OK;
	fprintf(stderr, VERB ": %s: %s; %s\n", s->path, why,
	    r == ERR_MISMATCH ? "put the key beside it that it was made with" :
	    "put back a copy, or remove it and add the documents again");
	return CTL_PARTLY;
}

/* Owner and rights of the old one, as far as we may give them. */
static int
keep_rights(const struct docstore *s, int fd)
{
	if (!s->exists)
		return 0;
	if (fchown(fd, s->was.st_uid, s->was.st_gid) == -1 && errno != EPERM)
		return ERR_SYSTEM;
	return fchmod(fd, s->was.st_mode & 0777) == -1 ? ERR_SYSTEM : 0;
}

static enum ctl_exit
replace(struct docstore *s, struct slice bytes)
{
	char *new = join(s->path, ".new");
	enum ctl_exit x = CTL_OK;
	int fd;

	/* Left by one that was stopped half-way: we have the lock. */
	unlink(new);
	fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1 || keep_rights(s, fd) < 0 ||
	    write_all(fd, bytes.ptr, bytes.len) < 0)
		x = system_fault(new);
	if (fd != -1)
		close(fd);
	if (x == CTL_OK && (rename(new, s->path) == -1 ||
	    sync_folder(s->path) < 0))
		x = system_fault(s->path);
	if (x != CTL_OK && fd != -1)
		unlink(new);
	free(new);
	return x;
}

enum ctl_exit
docstore_save(struct docstore *s)
{
	struct buf bytes = BUF_INIT(CONF_FILE_MAX);
	enum ctl_exit x;
	int r;

	r = documents_print(&s->documents, &s->key, &bytes);
	if (r == ERR_LIMIT)
		x = at_fault(s->path, "the store would be too large (4 MB); "
		    "begin a second one, with a list of its own");
	else
		x = r < 0 ? at_fault(s->path, err_text(r)) :
		    replace(s, buf_slice(&bytes));
	buf_free(&bytes);
	return x;
}

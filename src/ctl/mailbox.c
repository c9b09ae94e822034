#include "ctl/mailbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/mbox.h"
#include "ctl/wrap.h"

#define HEAD_LOOK	(16 * KIB)	/* of a file, to see whether it is mail */
#define PATH_BYTES_MAX	(8 * KIB)	/* Linux opens half of that */

/* A file that is, or may be, mail. */
struct entry {
	const char *name;	/* below its root; all in the arena */
	unsigned root;		/* index into roots */
	bool in_maildir;	/* one message, whatever it looks like */
	bool is_named;		/* itself a path that was given */
};

struct root {
	const char *path;
	bool is_stdin;
};

struct mailbox {
	const char *verb;
	struct arena *arena;
	struct root *roots;
	struct entry *entries;
	size_t entry_count, entry_cap;
	bool has_stdin;
	bool has_pipe;			/* something that is read but once */
	int stop_fd;
	size_t left_out;
	/* Where mailbox_next() stands. */
	size_t at;
	struct mbox *file;
	int64_t file_ms;
	struct buf path;
};

/* --- finding the files ------------------------------------------------------- */

struct names {
	char **list;
	size_t count, cap;
};

static int
name_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
names_free(struct names *n)
{
	size_t i;

	for (i = 0; i < n->count; i++)
		free(n->list[i]);
	free(n->list);
	memset(n, 0, sizeof *n);
}

/* The names in a folder, sorted.  0 or ERR_SYSTEM. */
static int
names_read(const char *path, struct names *ret)
{
	struct dirent *d;
	DIR *dir;
	int fd;

	memset(ret, 0, sizeof *ret);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		if (fd != -1)
			close(fd);
		return ERR_SYSTEM;
	}
	while ((d = readdir(dir)) != NULL &&
	    ret->count < MAILBOX_FILES_MAX) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		ret->list = mem_grow(ret->list, ret->count, &ret->cap,
		    sizeof *ret->list);
		ret->list[ret->count++] = mem_str(d->d_name);
	}
	closedir(dir);
	if (ret->count > 0)
		qsort(ret->list, ret->count, sizeof *ret->list, name_order);
	return 0;
}

/* "a/b", "b" without a; in the arena. */
static const char *
join(struct mailbox *m, const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	char *s;

	s = arena_zalloc(m->arena, la + lb + 2);
	if (s == NULL)
		mem_exhausted();
	memcpy(s, a, la);
	if (la > 0)
		s[la++] = '/';
	memcpy(s + la, b, lb);
	return s;
}

/* NUL-ended, borrowed until the next call. */
static const char *
full_path(struct mailbox *m, unsigned root, const char *name)
{
	buf_reset(&m->path);
	buf_puts(&m->path, m->roots[root].path);
	if (name[0] != '\0') {
		buf_putc(&m->path, '/');
		buf_puts(&m->path, name);
	}
	return buf_cstr(&m->path);
}

static void
add_entry(struct mailbox *m, unsigned root, const char *name, bool in_maildir,
    bool is_named)
{
	m->entries = mem_grow(m->entries, m->entry_count, &m->entry_cap,
	    sizeof *m->entries);
	m->entries[m->entry_count++] = (struct entry){ .name = name,
	    .root = root, .in_maildir = in_maildir, .is_named = is_named };
}

static bool
is_folder(struct mailbox *m, unsigned root, const char *name)
{
	struct stat st;

	return lstat(full_path(m, root, name), &st) == 0 &&
	    S_ISDIR(st.st_mode);
}

/* Folders that wait to be gone through: a stack, the next one on top. */
struct walk {
	struct { const char *name; unsigned depth; } *list;
	size_t count, cap;
};

static void
walk_push(struct walk *w, const char *name, unsigned depth)
{
	w->list = mem_grow(w->list, w->count, &w->cap, sizeof *w->list);
	w->list[w->count].name = name;
	w->list[w->count++].depth = depth;
}

static enum ctl_exit
fault(const struct mailbox *m, const char *path, const char *why)
{
	fprintf(stderr, "exeatctl %s: %s: %s\n", m->verb, path, why);
	return CTL_PARTLY;
}

static enum ctl_exit
add_files(struct mailbox *m, unsigned root, const char *folder,
    bool in_maildir)
{
	struct names n;
	size_t i;

	if (names_read(full_path(m, root, folder), &n) < 0)
		return fault(m, full_path(m, root, folder), strerror(errno));
	for (i = 0; i < n.count; i++)
		if (!is_folder(m, root, join(m, folder, n.list[i])))
			add_entry(m, root, join(m, folder, n.list[i]),
			    in_maildir, false);
	names_free(&n);
	return m->entry_count <= MAILBOX_FILES_MAX ? CTL_OK :
	    fault(m, m->roots[root].path, "there are too many files in it");
}

static bool
is_maildirs_own(const char *name)
{
	return strcmp(name, "cur") == 0 || strcmp(name, "new") == 0 ||
	    strcmp(name, "tmp") == 0;
}

/* One folder: its own mail, and its folders onto the stack. */
static enum ctl_exit
visit(struct mailbox *m, unsigned root, const char *folder, unsigned depth,
    struct walk *w)
{
	const char *cur = join(m, folder, "cur"), *new = join(m, folder, "new");
	bool maildir = is_folder(m, root, cur) || is_folder(m, root, new);
	enum ctl_exit x = CTL_OK;
	struct names n;
	size_t i;

	if (depth > MAILBOX_DEPTH_MAX)
		return fault(m, m->roots[root].path, "folders are too deep");
	if (names_read(full_path(m, root, folder), &n) < 0)
		return fault(m, full_path(m, root, folder), strerror(errno));
	if (!maildir)
		x = add_files(m, root, folder, false);
	if (x == CTL_OK && is_folder(m, root, cur))
		x = add_files(m, root, cur, true);
	if (x == CTL_OK && is_folder(m, root, new))
		x = add_files(m, root, new, true);
	for (i = n.count; i > 0; i--) {
		const char *name = join(m, folder, n.list[i - 1]);

		if (is_folder(m, root, name) &&
		    !(maildir && is_maildirs_own(n.list[i - 1])))
			walk_push(w, name, depth + 1);
	}
	names_free(&n);
	return x;
}

static enum ctl_exit
walk_folder(struct mailbox *m, unsigned root)
{
	struct walk w = { NULL, 0, 0 };
	enum ctl_exit x = CTL_OK;

	walk_push(&w, "", 0);
	while (x == CTL_OK && w.count > 0) {
		w.count--;
		x = visit(m, root, w.list[w.count].name,
		    w.list[w.count].depth, &w);
	}
	free(w.list);
	return x;
}

static enum ctl_exit
add_root(struct mailbox *m, unsigned i, const char *path)
{
	struct stat st;

	m->roots[i].path = path;
	m->roots[i].is_stdin = strcmp(path, "-") == 0;
	if (m->roots[i].is_stdin) {
		if (m->has_stdin)
			return command_misused(m->verb, "\"-\" is given twice");
		m->has_stdin = m->has_pipe = true;
		add_entry(m, i, "", false, true);
		return CTL_OK;
	}
	if (stat(path, &st) == -1)
		return command_misused(m->verb, "%s: %s", path,
		    strerror(errno));
	if (S_ISDIR(st.st_mode))
		return walk_folder(m, i);
	m->has_pipe = m->has_pipe || !S_ISREG(st.st_mode);
	add_entry(m, i, "", false, true);
	return CTL_OK;
}

enum ctl_exit
mailbox_open(const char *verb, const char *const *paths, size_t count,
    int stop_fd, struct mailbox **ret)
{
	struct mailbox *m = mem_zalloc(sizeof *m);
	enum ctl_exit x = CTL_OK;
	size_t i;

	m->verb = verb;
	m->stop_fd = stop_fd;
	m->arena = arena_new(2048 * MIB);
	m->roots = mem_array(NULL, count, sizeof *m->roots);
	memset(m->roots, 0, count * sizeof *m->roots);
	buf_init(&m->path, PATH_BYTES_MAX);
	for (i = 0; i < count && x == CTL_OK; i++)
		x = add_root(m, (unsigned)i, paths[i]);
	*ret = m;
	return x;
}

void
mailbox_close(struct mailbox *m)
{
	if (m == NULL)
		return;
	mbox_close(m->file);
	free(m->entries);
	free(m->roots);
	buf_free(&m->path);
	arena_free(m->arena);
	free(m);
}

size_t
mailbox_left_out(const struct mailbox *m)
{
	return m->left_out;
}

/* --- opening one --------------------------------------------------------------- */

/* cur/NAME:2,S and new/NAME are one message (the name is up to the ":"). */
static bool
is_same_mail(const char *a, const char *b)
{
	size_t n = strcspn(a, ":");

	return n == strcspn(b, ":") && memcmp(a, b, n) == 0;
}

/* A mail program may have moved a message since the folder was read. */
static const char *
find_moved(struct mailbox *m, const struct entry *e, const char *sub)
{
	const char *slash = strrchr(e->name, '/'), *name, *found = NULL;
	char *folder;
	struct names n;
	size_t i;

	name = slash != NULL ? slash + 1 : e->name;
	folder = mem_str(e->name);
	folder[name - e->name > 4 ? name - e->name - 4 : 0] = '\0';
	slash = join(m, folder[0] == '\0' ? "" : folder, sub);
	free(folder);
	if (names_read(full_path(m, e->root, slash), &n) < 0)
		return NULL;
	for (i = 0; i < n.count && found == NULL; i++)
		if (is_same_mail(n.list[i], name))
			found = join(m, slash, n.list[i]);
	names_free(&n);
	return found;
}

/* The descriptor, or -1 with errno. */
static int
open_entry(struct mailbox *m, const struct entry *e)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	const char *moved;
	int fd;

	if (m->roots[e->root].is_stdin)
		return dup(STDIN_FILENO);
	/* The path that was given may be a link; one in a folder may not. */
	if (!e->is_named)
		flags |= O_NOFOLLOW;
	fd = open(full_path(m, e->root, e->name), flags);
	if (fd != -1 || errno != ENOENT || !e->in_maildir)
		return fd;
	moved = find_moved(m, e, "cur");
	if (moved == NULL)
		moved = find_moved(m, e, "new");
	if (moved == NULL) {
		errno = ENOENT;
		return -1;
	}
	return open(full_path(m, e->root, moved), flags);
}

static bool
ends_in_eml(const char *name)
{
	return slice_iends(slice_str(name), SLICE(".eml"));
}

static bool
is_compressed(struct slice head)
{
	return slice_starts(head, SLICE("\x1f\x8b")) ||
	    slice_starts(head, SLICE("BZh")) ||
	    slice_starts(head, SLICE("\xfd" "7zXZ")) ||
	    slice_starts(head, SLICE("\x28\xb5\x2f\xfd"));
}

/* What a file is worth. */
enum kind { KIND_MAIL, KIND_OTHER, KIND_COMPRESSED };

static enum kind
kind_of(const struct entry *e, struct slice head)
{
	size_t nl = slice_chr(head, '\n', 0);
	struct slice line = slice_trim(slice_sub(head, 0,
	    nl == SLICE_NPOS ? head.len : nl));

	if (is_compressed(head))
		return e->is_named || e->in_maildir ? KIND_COMPRESSED :
		    KIND_OTHER;
	if (e->is_named || e->in_maildir || ends_in_eml(e->name) ||
	    mbox_is_from_line(line) || wrap_is_message(head))
		return KIND_MAIL;
	return KIND_OTHER;
}

/* By its first bytes; a pipe cannot give them twice, and is what it is. */
static enum kind
look_at(const struct entry *e, int fd)
{
	uint8_t head[HEAD_LOOK];
	ssize_t n;

	n = pread(fd, head, sizeof head, 0);
	return n < 0 ? KIND_MAIL : kind_of(e, slice_of(head, (size_t)n));
}

static const char *
why_not_opened(int err)
{
	switch (err) {
	case ENOENT:
		return "it is gone since the folder was read";
	case ELOOP:
		return "it is a link";
	case EACCES:
	case EPERM:
		return "it may not be read";
	default:
		return "it cannot be opened";
	}
}

/* 1: m->file is open; 0: left out; or *ret_error. */
static int
begin_file(struct mailbox *m, const struct entry *e, const char **ret_error)
{
	struct stat st;
	int fd;

	*ret_error = NULL;
	fd = open_entry(m, e);
	if (fd == -1 || fstat(fd, &st) == -1) {
		*ret_error = why_not_opened(errno);
	} else if (!e->is_named && !S_ISREG(st.st_mode)) {
		close(fd);
		return 0;
	} else {
		switch (look_at(e, fd)) {
		case KIND_MAIL:
			m->file_ms = S_ISREG(st.st_mode) ?
			    (int64_t)st.st_mtim.tv_sec * 1000 : 0;
			m->file = mbox_open(fd, e->in_maildir ? MBOX_ONE :
			    MBOX_EITHER, m->stop_fd);
			return 1;
		case KIND_OTHER:
			close(fd);
			return 0;
		case KIND_COMPRESSED:
			*ret_error = "it is compressed; unpack it first, "
			    "for example: zcat FILE | exeatctl scan -";
			break;
		}
	}
	if (fd != -1)
		close(fd);
	return -1;
}

/* --- one after the other ---------------------------------------------------------- */

static struct slice
shown_path(const struct mailbox *m, const struct entry *e)
{
	const struct root *root = &m->roots[e->root];
	struct slice s = slice_str(e->name);
	size_t slash;

	if (s.len > 0)
		return s;
	s = slice_str(root->path);
	slash = slice_rchr(s, '/');
	return slash == SLICE_NPOS ? s : slice_from(s, slash + 1);
}

/* The next message of the open file: 1; 0: it is read to its end; ERR_CLOSED. */
static int
next_in_file(struct mailbox *m, struct mailbox_item *ret)
{
	struct mbox_message msg;
	int r;

	r = mbox_next(m->file, &msg);
	if (r == 0 || r == ERR_CLOSED)
		return r;
	if (r < 0) {
		ret->error = "it cannot be read to its end";
		mbox_close(m->file);
		m->file = NULL;
		m->at++;
		return 1;
	}
	ret->number = msg.number;
	ret->offset = msg.offset;
	ret->bytes = msg.bytes;
	ret->from_line = msg.from_line;
	if (msg.too_long)
		ret->error = "the message is over 128 MB";
	else if (msg.bytes.len == 0)
		ret->error = "it is empty";
	return 1;
}

int
mailbox_next(struct mailbox *m, struct mailbox_item *ret)
{
	const struct entry *e;
	int r;

	for (; m->at < m->entry_count; m->at++) {
		e = &m->entries[m->at];
		memset(ret, 0, sizeof *ret);
		ret->path = shown_path(m, e);
		ret->root = e->root + 1;
		if (m->file == NULL) {
			r = begin_file(m, e, &ret->error);
			if (r < 0) {
				m->at++;
				return 1;
			}
			if (r == 0) {
				m->left_out++;
				continue;
			}
		}
		ret->file_ms = m->file_ms;
		r = next_in_file(m, ret);
		if (r != 0)
			return r > 0;
		mbox_close(m->file);
		m->file = NULL;
	}
	return 0;
}

/* In a Maildir a file is a message: it need not be opened. */
static int
count_entry(struct mailbox *m, const struct entry *e, uint64_t *ret)
{
	const char *error;
	int r;

	*ret = 1;
	if (e->in_maildir)
		return 0;
	r = begin_file(m, e, &error);
	if (r == 0)
		*ret = 0;
	if (r <= 0)
		return 0;
	r = mbox_count(m->file, ret);
	mbox_close(m->file);
	m->file = NULL;
	return r;
}

bool
mailbox_count(struct mailbox *m, uint64_t *ret)
{
	uint64_t n, total = 0;
	size_t i;

	if (m->has_pipe)
		return false;
	for (i = 0; i < m->entry_count; i++) {
		if (count_entry(m, &m->entries[i], &n) < 0)
			return false;
		total += n;
	}
	*ret = total;
	return true;
}

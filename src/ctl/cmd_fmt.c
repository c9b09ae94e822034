/*
 * exeatctl fmt -- files of settings and rules in the one layout, so that a
 * difference between two of them is one of meaning.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/format.h"
#include "ctl/difference.h"
#include "ctl/infile.h"
#include "ctl/options.h"

#define FILES_MAX	CONF_FILES_MAX

struct options {
	bool check, diff;
};

static int
write_all(int fd, struct slice s)
{
	ssize_t n;
	size_t at;

	for (at = 0; at < s.len; at += (size_t)n) {
		n = write(fd, s.ptr + at, s.len - at);
		if (n == -1)
			return ERR_SYSTEM;
	}
	return 0;
}

/*
 * A new file in the same folder takes the old one's place, with its owner and
 * rights: whoever reads meanwhile sees the one or the other.
 */
static int
replace(const char *path, struct slice text)
{
	struct buf name = BUF_INIT(64 * KIB);
	struct stat st;
	char *real;
	int fd = -1, r = ERR_SYSTEM;

	real = realpath(path, NULL);
	if (real == NULL || stat(real, &st) == -1 ||
	    buf_printf(&name, "%s.XXXXXX", real) < 0 ||
	    buf_cstr(&name) == NULL)
		goto out;
	fd = mkostemp((char *)name.ptr, O_CLOEXEC);
	if (fd == -1)
		goto out;
	if (write_all(fd, text) == 0 &&
	    (fchown(fd, st.st_uid, st.st_gid) == 0 || errno == EPERM) &&
	    fchmod(fd, st.st_mode & 07777) == 0 && fsync(fd) == 0 &&
	    rename((char *)name.ptr, real) == 0)
		r = 0;
	else
		unlink((char *)name.ptr);
out:
	if (fd != -1)
		close(fd);
	buf_free(&name);
	free(real);
	return r;
}

static enum ctl_exit
told(const char *path, int err)
{
	fprintf(stderr, "exeatctl fmt: %s: %s\n", path, err == ERR_SYSTEM ?
	    strerror(errno) : err == ERR_MISMATCH ? "the layout would change "
	    "what it says; the file stays as it is, please report this" :
	    err_text(err));
	return err == ERR_SYSTEM || err == ERR_LIMIT ? CTL_PARTLY :
	    CTL_INTERNAL;
}

static void
print(struct slice s)
{
	if (s.len > 0)
		fwrite(s.ptr, 1, s.len, stdout);
}

/* CTL_FOUND: it was not in our layout. */
static enum ctl_exit
settle(const struct options *o, const char *path, struct slice old,
    struct slice new)
{
	struct buf d = BUF_INIT(16 * CONF_FILE_MAX);
	bool is_stdin = strcmp(path, "-") == 0, same = slice_eq(old, new);

	if (o->diff) {
		difference_put(old, new, is_stdin ? "standard input" : path,
		    is_stdin ? "standard input, formatted" : path, &d);
		print(buf_slice(&d));
		buf_free(&d);
	} else if (o->check) {
		if (!same)
			puts(is_stdin ? "standard input" : path);
	} else if (is_stdin) {
		print(new);
		return CTL_OK;
	} else if (!same) {
		if (replace(path, new) < 0)
			return told(path, ERR_SYSTEM);
		printf("formatted %s\n", path);
		return CTL_OK;
	}
	return same ? CTL_OK : CTL_FOUND;
}

static enum ctl_exit
format_file(const struct options *o, const char *path)
{
	struct buf old = BUF_INIT(CONF_FILE_MAX), new = BUF_INIT(2 *
	    CONF_FILE_MAX), said = BUF_INIT(16 * MIB);
	struct conf_diag *diag = conf_diag_new();
	enum ctl_exit x;
	int r;

	r = infile_read(path, &old);
	if (r == 0)
		r = conf_format(buf_slice(&old), path, diag, &new);
	if (r == ERR_SYNTAX) {
		conf_diag_print(diag, &said);
		if (said.len > 0)
			fwrite(said.ptr, 1, said.len, stderr);
		x = CTL_INVALID;
	} else {
		x = r < 0 ? told(path, r) : settle(o, path, buf_slice(&old),
		    buf_slice(&new));
	}
	buf_free(&old);
	buf_free(&new);
	buf_free(&said);
	conf_diag_free(diag);
	return x;
}

/* What went wrong counts more than what was found. */
static enum ctl_exit
worse(enum ctl_exit a, enum ctl_exit b)
{
	return b > a ? b : a;
}

enum ctl_exit
cmd_fmt(int argc, char **argv)
{
	struct options o = { false, false };
	const struct option_rule rules[] = {
		{ .name = "--check", .flag = &o.check },
		{ .name = "--diff", .flag = &o.diff },
		{ .name = NULL }
	};
	const char **files = mem_array(NULL, FILES_MAX, sizeof *files);
	enum ctl_exit x;
	size_t n, i;

	x = options_read(argc, argv, rules, files, FILES_MAX, &n);
	if (x == CTL_OK && n == 0)
		x = command_misused("fmt", "which files?");
	else
		for (i = 0; x != CTL_USAGE && i < n; i++)
			x = worse(x, format_file(&o, files[i]));
	free(files);
	return x;
}

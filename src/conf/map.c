/*
 * Files that are no text: an index, mapped, and where its key is.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "conf/loader.h"

/* O_NONBLOCK: a pipe put in a file's place must not stop a reload. */
static int
open_file(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

int
conf_map(const char *path, struct slice *ret)
{
	struct stat st;
	void *p;
	int fd, r;

	fd = open_file(path);
	if (fd == -1)
		return ERR_SYSTEM;
	r = source_check_owner(fd);
	if (r == 0 && fstat(fd, &st) == -1)
		r = ERR_SYSTEM;
	if (r == 0 && st.st_size == 0)
		r = ERR_SHORT;
	if (r == 0 && (uint64_t)st.st_size > RECORDS_FILE_MAX)
		r = ERR_LIMIT;
	if (r == 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd,
		    0);
		if (p == MAP_FAILED)
			r = ERR_SYSTEM;
		else
			*ret = slice_of(p, (size_t)st.st_size);
	}
	close(fd);
	return r;
}

void
conf_unmap(struct slice bytes)
{
	union {
		const uint8_t *borrowed;
		void *mapped;
	} p = { bytes.ptr };

	if (bytes.len > 0)
		munmap(p.mapped, bytes.len);
}

/* --- its key ------------------------------------------------------------------ */

const char *
conf_key_path(const struct conf_tree *t, const struct conf_block *list,
    struct arena *a)
{
	const struct conf_line *l;
	size_t at;

	if (list->from_file == NULL)
		return NULL;
	l = slice_eq_str(list->of, "records") ?
	    conf_setting(t, "records-key", &at) : NULL;
	if (l != NULL && at < l->count)
		return conf_path_beside(a, t->file, l->tokens[at].text);
	return arena_str(a, arena_printf(a, "%s" CONF_KEY_SUFFIX,
	    list->from_file));
}

int
conf_key_private(const char *path)
{
	struct stat st;

	if (stat(path, &st) == -1)
		return ERR_SYSTEM;
	return (st.st_mode & (S_IRWXG | S_IRWXO)) != 0 ? ERR_DENIED : 0;
}

/*
 * Put a disclaimer into pages, each as a message of its own, and write what
 * becomes of them: for a test that lets a browser judge.
 *
 *	html_pages OUT PLACE PAGE...
 *
 * A line for each: its name and "done" or why not.  PLACE is end, quote or
 * signature.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "action/leaf_rewrite.h"
#include "base/err.h"
#include "unit/action/edited.h"

#define PAGE_MAX	(4 * MIB)
#define HEAD		"MIME-Version: 1.0\r\n" \
	"Content-Type: text/html; charset=utf-8\r\n" \
	"Content-Transfer-Encoding: 8bit\r\n\r\n"

static int
read_page(const char *path, struct buf *out)
{
	uint8_t piece[64 * KIB];
	ssize_t n;
	int fd, r;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return ERR_SYSTEM;
	r = buf_puts(out, HEAD);
	while (r == 0 && (n = read(fd, piece, sizeof piece)) > 0)
		r = buf_put(out, piece, (size_t)n);
	close(fd);
	return r;
}

static int
write_page(const char *dir, const char *name, struct slice s)
{
	char path[4096];
	FILE *f;
	size_t n;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "wb");
	if (f == NULL)
		return ERR_SYSTEM;
	n = fwrite(s.ptr, 1, s.len, f);
	return fclose(f) == 0 && n == s.len ? 0 : ERR_SYSTEM;
}

/* The page as a reader has it: its encoding may have changed. */
static int
write_result(const struct edited *e, const char *dir, const char *name)
{
	struct buf page = BUF_INIT(2 * PAGE_MAX);
	struct mime_message *m;
	int r;

	r = mime_read(buf_slice(&e->after), SLICE(""), 0, e->arena, &m);
	if (r == 0)
		r = leaf_decode(m, &m->nodes[0], &page);
	if (r == 0)
		r = write_page(dir, name, buf_slice(&page));
	buf_free(&page);
	return r;
}

static int
page(const struct disclaimers *texts, const char *dir, enum edit_place place,
    const char *path)
{
	struct edit_disclaimer how = { .place = place };
	struct edit_request q = { EDIT_DISCLAIMER, SLICE("plain"), SLICE(""),
	    &how };
	struct buf bytes = BUF_INIT(PAGE_MAX);
	const char *name = strrchr(path, '/');
	struct edited e;
	int r;

	name = name == NULL ? path : name + 1;
	r = read_page(path, &bytes);
	if (r < 0) {
		printf("%s unread\n", name);
		buf_free(&bytes);
		return r;
	}
	edited_run(&e, texts, buf_slice(&bytes), &q, 1);
	if (e.error < 0) {
		printf("%s error\n", name);
		r = e.error;
	} else if (e.result == EDIT_DONE) {
		printf("%s done\n", name);
		r = write_result(&e, dir, name);
	} else {
		printf("%s %.*s\n", name, (int)e.reason.len,
		    (const char *)e.reason.ptr);
	}
	edited_free(&e);
	buf_free(&bytes);
	return r;
}

static enum edit_place
place_named(const char *s)
{
	if (strcmp(s, "quote") == 0)
		return EDIT_PLACE_ABOVE_QUOTE;
	return strcmp(s, "signature") == 0 ? EDIT_PLACE_ABOVE_SIGNATURE :
	    EDIT_PLACE_END;
}

int
main(int argc, char **argv)
{
	struct disclaimers *texts;
	const char *bad;
	int i, r;

	if (argc < 3 || mime_charset_preload(&bad) < 0)
		return 2;
	texts = edited_texts();
	for (i = 3, r = 0; i < argc; i++)
		if (page(texts, argv[1], place_named(argv[2]), argv[i]) < 0)
			r = 1;
	disclaimers_free(texts);
	mime_charset_unload();
	return r;
}

#include "ctl/edm_build.h"

#include <sys/random.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/conf.h"

#define PROGRESS_ROWS	4096

/* --- columns of the index ------------------------------------------------------- */

/*
 * What a hit proves.  A full name proves two things, as given name and surname
 * would: together with a date of birth it is enough.
 */
#define SECOND_BIT	31

/* Given name and surname as one value: short ones are worth something so. */
static uint32_t
derive_full_name(struct recordset_maker *m, const struct edm_column *given,
    const struct edm_column *surname)
{
	struct recordset_column c = { .type = RECORD_FULL_NAME,
	    .is_derived = true };

	c.counts = (uint32_t)1 << given->index | (uint32_t)1 << surname->index;
	return (uint32_t)recordset_maker_column(m, &c);
}

static void
make_columns(struct recordset_maker *m, struct edm_columns *columns)
{
	struct recordset_column c;
	struct edm_column *e;
	size_t i;

	for (i = 0; i < columns->count; i++) {
		e = &columns->list[i];
		memset(&c, 0, sizeof c);
		c.type = e->type;
		c.is_primary = e->is_primary;
		c.counts = (uint32_t)1 << i;
		if (e->type == RECORD_FULL_NAME)
			c.counts |= (uint32_t)1 << SECOND_BIT;
		e->index = (uint32_t)recordset_maker_column(m, &c);
	}
}

/* --- rows ------------------------------------------------------------------------- */

struct building {
	struct edm_build *b;
	struct recordset_maker *m;
	const struct edm_column *given, *surname, *postcode;
	uint32_t full_name;
};

static struct slice
value_of(const struct building *g, const struct edm_column *c)
{
	return c != NULL && c->field < g->b->csv.count ?
	    g->b->csv.fields[c->field] : SLICE_NONE;
}

/* "@foundryrow.example", or below it. */
static bool
is_own_address(const struct edm_build *b, const struct record_value *v)
{
	struct slice domain, own;
	size_t i, at;

	at = slice_rchr(slice_of(v->bytes, v->len), '@');
	domain = slice_from(slice_of(v->bytes, v->len), at + 1);
	for (i = 0; i < b->own_domain_count; i++) {
		own = b->own_domains[i];
		if (slice_ieq(domain, own) || (domain.len > own.len &&
		    slice_iends(domain, own) &&
		    domain.ptr[domain.len - own.len - 1] == '.'))
			return true;
	}
	return false;
}

static int
make_value(struct building *g, struct edm_column *c, struct record_value *v)
{
	struct record_value postcode;
	struct slice raw = value_of(g, c);

	if (c->type != RECORD_HOUSE)
		return record_value(c->type, raw, v);
	if (record_value(RECORD_POSTCODE, value_of(g, g->postcode),
	    &postcode) < 0)
		return ERR_NOTFOUND;
	return record_house(raw, &postcode, v);
}

static void
put_value(struct building *g, uint32_t row, struct edm_column *c)
{
	struct record_value v;
	int r;

	r = make_value(g, c, &v);
	if (r == ERR_NOTFOUND)
		return;
	c->filled++;
	if (r == 0 && c->type == RECORD_EMAIL && is_own_address(g->b, &v)) {
		c->own++;
		r = ERR_DENIED;
	} else if (r == ERR_RANGE && c->short_ones++ == 0) {
		c->first_short = g->b->csv.line;
	} else if (r == ERR_SYNTAX && c->wrong++ == 0) {
		c->first_wrong = g->b->csv.line;
	}
	if (r == 0)
		recordset_maker_put(g->m, row, c->index, &v);
	else
		recordset_maker_weak(g->m, c->index);
	if (c->type == RECORD_SURNAME || c->type == RECORD_GIVEN_NAME ||
	    c->type == RECORD_FULL_NAME)
		recordset_maker_name(g->m, value_of(g, c));
}

static int
put_row(struct building *g, struct buf *why)
{
	struct record_value v;
	uint32_t row;
	size_t i;

	if (recordset_maker_row(g->m, &row) < 0) {
		(void)buf_printf(why, "line %zu: an index holds at most %u "
		    "rows; build more than one", g->b->csv.line,
		    RECORDS_ROWS_MAX);
		return ERR_LIMIT;
	}
	for (i = 0; i < g->b->columns.count; i++)
		put_value(g, row, &g->b->columns.list[i]);
	if (g->given != NULL && g->surname != NULL &&
	    record_full_name(value_of(g, g->given), value_of(g, g->surname),
	    &v) == 0)
		recordset_maker_put(g->m, row, g->full_name, &v);
	return 0;
}

static int
bad_row(const struct csv *c, int err, struct buf *why)
{
	if (err == ERR_LIMIT)
		(void)buf_printf(why, "line %zu: more than %d columns", c->line,
		    CSV_FIELDS_MAX);
	else
		(void)buf_printf(why, "line %zu: a quote (\") begins there that "
		    "is never closed; export the table again, or double the "
		    "quotes inside its values", c->line);
	return err;
}

static int
read_rows(struct building *g, size_t width, struct buf *why)
{
	struct edm_build *b = g->b;
	size_t rows;
	int r;

	for (rows = 0; (r = csv_next(&b->csv)) > 0; ) {
		if (b->csv.count > width && b->ragged++ == 0)
			b->first_ragged = b->csv.line;
		r = put_row(g, why);
		if (r < 0)
			return r;
		if (++rows % PROGRESS_ROWS == 0 && b->progress != NULL)
			b->progress(b->arg, rows, (unsigned)(b->csv.at * 100 /
			    b->csv.len));
	}
	if (r < 0)
		return bad_row(&b->csv, r, why);
	if (rows > 0)
		return 0;
	(void)buf_puts(why, "there are no rows after the first line");
	return ERR_SYNTAX;
}

int
edm_build_run(struct edm_build *b, const uint8_t key[RECORDSET_KEY_SIZE],
    uint64_t now_s, struct recordset_maker **ret, struct buf *why)
{
	struct building g = { .b = b };
	size_t width;
	int r;

	r = csv_next(&b->csv);
	if (r < 0)
		return bad_row(&b->csv, r, why);
	width = b->csv.count;
	r = edm_columns_match(&b->columns, b->csv.fields, width, why);
	if (r < 0)
		return r;
	g.m = recordset_maker_new(key, now_s);
	make_columns(g.m, &b->columns);
	g.given = edm_columns_find(&b->columns, RECORD_GIVEN_NAME);
	g.surname = edm_columns_find(&b->columns, RECORD_SURNAME);
	g.postcode = edm_columns_find(&b->columns, RECORD_POSTCODE);
	if (g.given != NULL && g.surname != NULL)
		g.full_name = derive_full_name(g.m, g.given, g.surname);
	r = read_rows(&g, width, why);
	if (r == 0) {
		recordset_maker_finish(g.m, &b->info);
		r = edm_columns_judge(&b->columns, &b->info, why);
	}
	if (r < 0)
		recordset_maker_free(g.m);
	else
		*ret = g.m;
	return r;
}

/* --- files ------------------------------------------------------------------------ */

static int
write_all(int fd, const void *ptr, size_t n)
{
	const uint8_t *p = ptr;
	ssize_t done;

	for (; n > 0; p += done, n -= (size_t)done) {
		done = write(fd, p, n);
		if (done == -1 && errno == EINTR)
			done = 0;
		else if (done == -1)
			return ERR_SYSTEM;
	}
	return 0;
}

int
edm_key_make(const char *path, uint8_t key[RECORDSET_KEY_SIZE])
{
	int fd, r;

	if (getrandom(key, RECORDSET_KEY_SIZE, 0) != RECORDSET_KEY_SIZE)
		return ERR_SYSTEM;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
	if (fd == -1)
		return ERR_SYSTEM;
	r = fchmod(fd, 0400) == -1 ? ERR_SYSTEM : 0;
	if (r == 0)
		r = write_all(fd, key, RECORDSET_KEY_SIZE);
	if (r == 0 && fsync(fd) == -1)
		r = ERR_SYSTEM;
	close(fd);
	if (r < 0)
		unlink(path);
	return r;
}

int
edm_key_read(const char *path, uint8_t key[RECORDSET_KEY_SIZE])
{
	struct buf b = BUF_INIT(RECORDSET_KEY_SIZE);
	int r;

	r = conf_source_disk.read(conf_source_disk.arg, path, &b);
	if (r == ERR_LIMIT || (r == 0 && b.len != RECORDSET_KEY_SIZE))
		r = ERR_RANGE;
	if (r == 0)
		r = conf_key_private(path);
	if (r == 0)
		memcpy(key, b.ptr, RECORDSET_KEY_SIZE);
	if (b.ptr != NULL)
		explicit_bzero(b.ptr, b.len);
	buf_free(&b);
	return r;
}

static int
put_bytes(void *arg, const void *ptr, size_t n)
{
	return write_all(*(int *)arg, ptr, n);
}

/* A rename lasts once its folder is on the disk. */
static int
sync_folder(const char *path)
{
	char *folder = mem_str(path), *slash = strrchr(folder, '/');
	int fd, r;

	if (slash != NULL)
		slash[1] = '\0';
	fd = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC);
	r = fd == -1 || fsync(fd) == -1 ? ERR_SYSTEM : 0;
	if (fd != -1)
		close(fd);
	free(folder);
	return r;
}

int
edm_write(const struct recordset_maker *m, const char *path, gid_t group)
{
	struct buf name = BUF_INIT(64 * KIB);
	char *temporary;
	int fd, r;

	(void)buf_printf(&name, "%s.XXXXXX", path);
	temporary = mem_str(buf_cstr(&name));
	buf_free(&name);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd == -1) {
		free(temporary);
		return ERR_SYSTEM;
	}
	r = recordset_maker_write(m, put_bytes, &fd);
	if (r == 0 && group != (gid_t)-1 &&
	    fchown(fd, (uid_t)-1, group) == -1)
		r = ERR_SYSTEM;
	if (r == 0 && (fchmod(fd, 0440) == -1 || fsync(fd) == -1 ||
	    rename(temporary, path) == -1))
		r = ERR_SYSTEM;
	if (r < 0)
		unlink(temporary);
	else
		r = sync_folder(path);
	close(fd);
	free(temporary);
	return r;
}

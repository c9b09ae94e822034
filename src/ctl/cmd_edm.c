/*
 * exeatctl edm -- an index of the organisation's own records: build one from a
 * table, or show what one holds.  No value is ever shown.
 */
#include <sys/mman.h>

#include <errno.h>
#include <jansson.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "ctl/edm_build.h"
#include "ctl/jsontext.h"
#include "ctl/load.h"
#include "ctl/options.h"
#include "ctl/progress.h"

#define ACCOUNT		"_exeat-inspect"

struct edm_options {
	const char *columns, *key, *out, *config, *account, *format, *progress;
	const char **own;
	size_t own_count;
	struct loaded loaded;
	struct slice *domains;
	size_t domain_count;
};

/* --- output ------------------------------------------------------------------------ */

static void
time_text(uint64_t s, char *out, size_t size)
{
	time_t t = (time_t)s;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		out[0] = '\0';
}

static json_t *
info_json(const struct recordset_info *f)
{
	json_t *o = json_object(), *list = json_array(), *c;
	char made[32];
	size_t i;

	time_text(f->made_s, made, sizeof made);
	json_object_set_new(o, "schema", json_integer(1));
	json_object_set_new(o, "made", json_string(made));
	json_object_set_new(o, "rows", json_integer(f->rows));
	json_object_set_new(o, "bytes", json_integer((json_int_t)f->size));
	json_object_set_new(o, "common_from", json_integer(f->common_from));
	for (i = 0; i < f->column_count; i++) {
		c = json_object();
		json_object_set_new(c, "type",
		    json_string(record_type_name(f->columns[i].type)));
		json_object_set_new(c, "primary",
		    json_boolean(f->columns[i].is_primary));
		json_object_set_new(c, "derived",
		    json_boolean(f->columns[i].is_derived));
		json_object_set_new(c, "values",
		    json_integer(f->columns[i].values));
		json_object_set_new(c, "common",
		    json_integer(f->columns[i].common));
		json_object_set_new(c, "unusable",
		    json_integer(f->columns[i].weak));
		json_array_append_new(list, c);
	}
	json_object_set_new(o, "columns", list);
	return o;
}

static void
print_column(const struct recordset_column *c, uint32_t common_from)
{
	printf("  %-11s %-13s %10u values", record_type_name(c->type),
	    c->is_primary ? "primary" : c->is_derived ? "made of both" :
	    "corroborating", c->values);
	if (c->common > 0)
		printf(", %u left out: in %u rows or more", c->common,
		    common_from);
	if (c->weak > 0)
		printf(", %u left out: too short, malformed or our own",
		    c->weak);
	putchar('\n');
}

static void
print_info(const char *path, const struct recordset_info *f, bool json)
{
	char made[32];
	size_t i;

	if (json) {
		jsontext_print(info_json(f), true);
		return;
	}
	time_text(f->made_s, made, sizeof made);
	printf("%s: %u rows, %llu bytes, made %s\n", path, f->rows,
	    (unsigned long long)f->size, made);
	for (i = 0; i < f->column_count; i++)
		print_column(&f->columns[i], f->common_from);
}

/* --- progress ------------------------------------------------------------------------ */

static void
show_progress(void *arg, size_t rows, unsigned share)
{
	char line[80];

	if (!progress_is_due(arg))
		return;
	snprintf(line, sizeof line, "edm  %zu rows  %u %%", rows, share);
	progress_show(arg, line);
}

static enum ctl_exit
set_progress(const struct edm_options *o, struct edm_build *b,
    struct progress *p)
{
	b->progress = show_progress;
	b->arg = p;
	return progress_open(p, "edm", o->progress);
}

/* --- what the configuration says ------------------------------------------------------- */

static int
add_domain(void *arg, struct slice item, const struct conf_place *at)
{
	struct edm_options *o = arg;

	(void)at;
	if (slice_starts(item, SLICE("*.")))
		item = slice_from(item, 2);
	o->domains = mem_array(o->domains, o->domain_count + 1,
	    sizeof *o->domains);
	o->domains[o->domain_count++] = item;
	return 0;
}

/* Our own domains, and the account of the inspector. */
static enum ctl_exit
read_configuration(struct edm_options *o)
{
	const struct conf_line *l;
	enum ctl_exit x;
	struct slice s;
	size_t i, at;

	for (i = 0; i < o->own_count; i++)
		(void)add_domain(o, slice_str(o->own[i]), NULL);
	if (o->config == NULL)
		return CTL_OK;
	x = loaded_open(&o->loaded, o->config, clock_wall_ms());
	/* The list of records itself may be what is missing. */
	if (o->loaded.tree == NULL) {
		loaded_print_diag(&o->loaded);
		return x;
	}
	l = conf_setting(o->loaded.tree, "inside domains", &at);
	if (l != NULL)
		(void)conf_values_each(l, at, add_domain, o);
	l = conf_setting(o->loaded.tree, "account inspector", &at);
	if (l != NULL && o->account == NULL && at < l->count) {
		s = l->tokens[at].text;
		o->account = arena_str(o->loaded.tree->arena, s);
	}
	return CTL_OK;
}

/* Who reads the index when root made it; -1: only we do. */
static gid_t
find_group(const struct edm_options *o)
{
	const char *name = o->account != NULL ? o->account : ACCOUNT;
	const struct passwd *pw;

	if (geteuid() != 0)
		return (gid_t)-1;
	pw = getpwnam(name);
	if (pw != NULL)
		return pw->pw_gid;
	fprintf(stderr, "exeatctl edm: there is no account %s: only root can "
	    "read the index; name the inspector's with --account\n", name);
	return (gid_t)-1;
}

/* --- build ----------------------------------------------------------------------------- */

static enum ctl_exit
say_failed(const char *path, int err, int saved)
{
	const char *why = err_text(err);

	if (err == ERR_SYSTEM)
		why = strerror(saved);
	else if (err == ERR_DENIED)
		why = "others than its owner may use it; chown it to root and "
		    "chmod 0400, and make a new one if they could read it";
	else if (err == ERR_RANGE)
		why = "a key has 32 bytes";
	else if (err == ERR_SHORT)
		why = "it is empty";
	else if (err == ERR_LIMIT)
		why = "it is too large";
	fprintf(stderr, "exeatctl edm: %s: %s\n", path, why);
	return CTL_INVALID;
}

/* The key first: nothing is read that could not be written. */
static enum ctl_exit
build_index(struct edm_options *o, const char *table, const char *key_path,
    struct edm_build *b)
{
	uint8_t key[RECORDSET_KEY_SIZE];
	struct recordset_maker *m = NULL;
	struct buf why = BUF_INIT(64 * KIB);
	enum ctl_exit x;
	bool made = false;
	int r;

	r = edm_key_read(key_path, key);
	if (r == ERR_SYSTEM && errno == ENOENT) {
		r = edm_key_make(key_path, key);
		made = r == 0;
	}
	if (r < 0)
		return say_failed(key_path, r, errno);
	r = edm_build_run(b, key, (uint64_t)(clock_wall_ms() / 1000), &m,
	    &why);
	progress_clear(b->arg);
	if (r < 0)
		fprintf(stderr, "exeatctl edm: %s: %s\n", table,
		    buf_cstr(&why));
	x = r < 0 ? CTL_INVALID : CTL_OK;
	if (r == 0) {
		r = edm_write(m, o->out, find_group(o));
		if (r < 0)
			x = say_failed(o->out, r, errno);
	}
	if (x == CTL_OK && made)
		fprintf(stderr, "made the key %s: without it the index is "
		    "useless, and with it its values can be guessed; keep it "
		    "out of backups of the index\n", key_path);
	else if (made)
		unlink(key_path);
	explicit_bzero(key, sizeof key);
	recordset_maker_free(m);
	buf_free(&why);
	return x;
}

static void
warn_rows(const char *table, const struct edm_build *b)
{
	if (b->ragged > 0)
		fprintf(stderr, "exeatctl edm: %s: %zu rows have more fields "
		    "than the first line (the first in line %zu): values with "
		    "the separator in them need quotes\n", table, b->ragged,
		    b->first_ragged);
}

static enum ctl_exit
run_build(struct edm_options *o, const char *table, bool json)
{
	struct edm_build b = { .info = { .rows = 0 } };
	struct buf why = BUF_INIT(64 * KIB), key = BUF_INIT(64 * KIB);
	struct progress p;
	enum ctl_exit x;
	int r;

	if (edm_columns_read(o->columns, &b.columns, &why) < 0) {
		x = command_misused("edm", "--columns: %s", buf_cstr(&why));
		goto out;
	}
	x = set_progress(o, &b, &p);
	if (x == CTL_OK)
		x = read_configuration(o);
	if (x != CTL_OK)
		goto out;
	b.own_domains = o->domains;
	b.own_domain_count = o->domain_count;
	r = csv_open(&b.csv, table);
	if (r < 0) {
		x = say_failed(table, r, errno);
		goto out;
	}
	(void)buf_printf(&key, "%s.key", o->out);
	x = build_index(o, table, o->key != NULL ? o->key : buf_cstr(&key),
	    &b);
	warn_rows(table, &b);
	if (x == CTL_OK)
		print_info(o->out, &b.info, json);
out:
	csv_close(&b.csv);
	buf_free(&why);
	buf_free(&key);
	return x;
}

/* --- show ------------------------------------------------------------------------------ */

static enum ctl_exit
say_index(const char *path, int err, int saved)
{
	const char *why = err_text(err);

	if (err == ERR_SYSTEM)
		why = strerror(saved);
	else if (err == ERR_SYNTAX || err == ERR_SHORT)
		why = "it is no index of records";
	else if (err == ERR_UNSUPPORTED)
		why = "another version of exeat made it; build it again";
	else if (err == ERR_MISMATCH)
		why = "it was made with another key";
	else if (err == ERR_CORRUPT)
		why = "it is damaged; build it again";
	else if (err == ERR_DENIED)
		why = "others may write to it, or it belongs to neither root "
		    "nor you";
	fprintf(stderr, "exeatctl edm: %s: %s\n", path, why);
	return CTL_INVALID;
}

static enum ctl_exit
run_show(const struct edm_options *o, const char *path, bool json)
{
	uint8_t key[RECORDSET_KEY_SIZE];
	struct recordset_info info;
	struct recordset *set = NULL;
	struct slice file;
	enum ctl_exit x = CTL_OK;
	int r;

	r = conf_map(path, &file);
	if (r < 0)
		return say_index(path, r, errno);
	r = recordset_head(file, &info);
	if (r == 0 && info.size != file.len)
		r = ERR_CORRUPT;
	if (r < 0) {
		x = say_index(path, r, errno);
	} else if (o->key != NULL) {
		r = edm_key_read(o->key, key);
		if (r < 0)
			x = say_failed(o->key, r, errno);
		else if ((r = recordset_open(file, key, &set)) < 0)
			x = say_index(path, r, errno);
		explicit_bzero(key, sizeof key);
		recordset_free(set);
	}
	if (x == CTL_OK)
		print_info(path, &info, json);
	if (x == CTL_OK && o->key != NULL && !json)
		printf("  whole, and made with the key %s\n", o->key);
	conf_unmap(file);
	return x;
}

/* --- the command ----------------------------------------------------------------------- */

enum ctl_exit
cmd_edm(int argc, char **argv)
{
	struct edm_options o = { .columns = NULL };
	const struct option_rule rules[] = {
		{ .name = "--columns", .value = &o.columns },
		{ .name = "--key", .value = &o.key },
		{ .name = "--out", .value = &o.out },
		{ .name = "--config", .value = &o.config },
		{ .name = "--account", .value = &o.account },
		{ .name = "--own-domain", .many = &o.own,
		  .many_count = &o.own_count },
		{ .name = "--format", .value = &o.format },
		{ .name = "--progress", .value = &o.progress },
		{ .name = NULL }
	};
	const char *words[2] = { NULL, NULL };
	enum ctl_exit x;
	bool json;
	size_t n;

	x = options_read(argc, argv, rules, words, 2, &n);
	if (x == CTL_OK)
		x = options_json("edm", o.format, &json);
	if (x != CTL_OK)
		goto out;
	if (n == 0 || (strcmp(words[0], "build") != 0 &&
	    strcmp(words[0], "show") != 0))
		x = command_misused("edm", "build or show?");
	else if (n == 1)
		x = command_misused("edm", "%s which file?", words[0]);
	else if (strcmp(words[0], "show") == 0)
		x = run_show(&o, words[1], json);
	else if (o.columns == NULL)
		x = command_misused("edm", "--columns says which column is "
		    "what: tenancy-ref=primary:reference,surname,postcode");
	else if (o.out == NULL)
		x = command_misused("edm", "--out names the index to write");
	else
		x = run_build(&o, words[1], json);
out:
	loaded_free(&o.loaded);
	free(o.domains);
	free(o.own);
	return x;
}

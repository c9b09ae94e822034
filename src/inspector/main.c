/*
 * exeat-inspector -- reads messages in children that can do nothing else.
 * Started by exeatd, or by exeatctl for a what-if.
 */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "conf/conf.h"
#include "inspector/work.h"
#include "inspector/zygote.h"
#include "privsep/lifeline.h"
#include "privsep/role.h"

/* `set inspections N`: children at once. */
static int
read_settings(const struct conf_tree *t, struct conf_diag *diag,
    struct zygote_limits *limits)
{
	const struct conf_line *l;
	uint64_t n;
	size_t at;

	l = conf_setting(t, "inspections", &at);
	if (l == NULL)
		return 0;
	if (conf_get_number(l, &at, 1, 256, diag, &n) < 0 ||
	    conf_get_end(l, at, diag) < 0)
		return ERR_SYNTAX;
	limits->children = (unsigned)n;
	return 0;
}

static void
print_diag(const struct conf_diag *diag)
{
	struct buf b = BUF_INIT(1 * MIB);

	conf_diag_print(diag, &b);
	if (b.len > 0)
		fwrite(b.ptr, 1, b.len, stderr);
	buf_free(&b);
}

/* The revision as the parent has it; the files may have changed since. */
static int
files_from_lifeline(struct conf_files *files)
{
	struct rules_files set = { 0 };
	size_t i;
	int r;

	r = role_first_rules(&set);
	for (i = 0; r == 0 && i < set.count; i++)
		r = conf_files_add(files, set.file[i].path,
		    slice_of(set.file[i].bytes, set.file[i].len));
	rules_files_free(&set);
	return r;
}

/* The tree is freed before the children are made: they need none of it. */
static int
load(const struct role_options *o, struct zygote *z, struct workshop **ret)
{
	struct conf_source src = conf_source_disk;
	struct conf_files *files = conf_files_new();
	struct conf_diag *diag = conf_diag_new();
	struct conf_tree *tree = NULL;
	int r = 0;

	if (o->rules_on_lifeline) {
		r = files_from_lifeline(files);
		src = conf_files_source(files);
	}
	if (r == 0)
		r = conf_load(&src, o->config, diag, &tree);
	if (r == 0)
		r = read_settings(tree, diag, &z->limits);
	if (r == 0)
		r = workshop_new(tree, &src, diag, ret);
	if (r == 0)
		memcpy(z->digest, tree->digest, sizeof z->digest);
	print_diag(diag);
	if (tree != NULL)
		conf_free(tree);
	conf_diag_free(diag);
	conf_files_free(files);
	return r;
}

int
main(int argc, char **argv)
{
	struct zygote z = { .requests = INSPECTOR_FD_REQUESTS, .lifeline = -1,
	    .limits = zygote_default_limits(), .work = workshop_inspect };
	struct workshop *shop = NULL;
	struct role_options o;
	int r;

	role_start(argc, argv, "exeat-inspector", false, &o);
	/* One arena, no threads; big blocks come and go by mmap. */
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 1 << 26);
	mallopt(M_TOP_PAD, 1 << 18);
	r = load(&o, &z, &shop);
	if (r < 0) {
		if (r != ERR_SYNTAX)
			LOG_EVENT(LOG_LEVEL_ERROR, NULL, "start-failed",
			    KV_ERR(r));
		return r == ERR_SYNTAX || r == ERR_LIMIT ? ROLE_EXIT_CONFIG :
		    ROLE_EXIT_FAILED;
	}
	if (o.check_only) {
		workshop_free(shop);
		return ROLE_EXIT_OK;
	}
	if (!role_has_lifeline()) {
		fprintf(stderr, "exeat-inspector is started by exeatd; "
		    "by hand only with -n\n");
		return ROLE_EXIT_USAGE;
	}
	z.lifeline = ROLE_FD_LIFELINE;
	z.insecure = o.insecure;
	z.arg = shop;
	return zygote_serve(&z);
}

/*
 * What we ship must check clean: the rules, the charity's policy, and the
 * example of the manual page.
 */
#include "unit/policy/fixture.h"

/* $EXEAT_SRC, or three folders up where the test is run by hand. */
static void
source_path(const char *name, char *out, size_t size)
{
	const char *src = getenv("EXEAT_SRC");

	snprintf(out, size, "%s/%s", src != NULL ? src : ".", name);
}

/* As conf_source_disk, whoever owns the checkout. */
static int
read_any(void *arg, const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	char piece[4096];
	size_t n;

	(void)arg;
	if (f == NULL)
		return ERR_SYSTEM;
	while ((n = fread(piece, 1, sizeof piece, f)) > 0)
		if (buf_put(out, piece, n) < 0)
			break;
	fclose(f);
	return 0;
}

static int
glob_any(void *arg, const char *pattern, struct arena *a, char ***ret,
    size_t *ret_n)
{
	(void)arg;
	return conf_source_disk.glob(NULL, pattern, a, ret, ret_n);
}

static const struct conf_source any_disk = { read_any, glob_any, NULL };

static void
expect_clean(const struct conf_source *src, const char *path, size_t rules)
{
	struct conf_diag *d = conf_diag_new();
	struct arena *a = arena_new(16 * MIB);
	struct buf b = BUF_INIT(MIB);
	struct policy_rule_info *info;
	struct conf_tree *t;
	struct policy *p = NULL;
	int r;

	r = conf_load(src, path, d, &t);
	if (r == 0)
		r = policy_new(t, d, FIXTURE_NOW, &p);
	conf_diag_print(d, &b);
	ck_assert_msg(r == 0 && b.len == 0, "%s: %s", path, buf_cstr(&b));
	ck_assert_uint_ge(policy_rules(p, a, &info), rules);
	ck_assert_uint_ge(policy_test_count(p), 1);
	policy_unref(p);
	conf_free(t);
	arena_free(a);
	buf_free(&b);
	conf_diag_free(d);
}

START_TEST(test_shipped)
{
	static const char *const files[] = { "rules/exeat.conf",
	    "rules/charity.rules" };
	char path[4096];

	source_path(files[_i], path, sizeof path);
	expect_clean(&any_disk, path, 6);
}
END_TEST

/* A main file from memory, which includes others from the disk. */
struct alone {
	struct slice main_text;
};

static int
read_alone(void *arg, const char *path, struct buf *out)
{
	struct alone *x = arg;

	return strcmp(path, "alone") == 0 ?
	    buf_put_slice(out, x->main_text) : read_any(NULL, path, out);
}

/* Those with rules in them: not the house, the clauses or the tests. */
static bool
is_topic(const char *path)
{
	struct buf text = BUF_INIT(MIB);
	bool has_rules;

	ck_assert_int_eq(read_any(NULL, path, &text), 0);
	has_rules = slice_find(buf_slice(&text), SLICE("\nrule "), 0) !=
	    SLICE_NPOS;
	buf_free(&text);
	return has_rules;
}

static void
load_alone(const char *house, const char *topic, const char *tests)
{
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(MIB), main_text = BUF_INIT(10000);
	struct conf_tree *t = NULL;
	struct policy *p = NULL;
	struct alone x;
	const struct conf_source src = { read_alone, glob_any, &x };

	buf_printf(&main_text, "include \"%s\"\ninclude \"%s\"\n"
	    "include \"%s\"\n", house, topic, tests);
	x.main_text = buf_slice(&main_text);
	if (conf_load(&src, "alone", d, &t) == 0)
		(void)policy_new(t, d, FIXTURE_NOW, &p);
	conf_diag_print(d, &b);
	ck_assert_msg(p != NULL, "%s: %s", topic, buf_cstr(&b));
	ck_assert_msg(policy_test_count(p) > 0, "%s", tests);
	policy_unref(p);
	conf_free(t);
	buf_free(&main_text);
	buf_free(&b);
	conf_diag_free(d);
}

START_TEST(test_each_file_of_rules_stands_alone)
{
	struct arena *a = arena_new(MIB);
	char house[4096], pattern[4096], tests[4096], **paths;
	size_t i, n, topics = 0;

	source_path("rules/rules.d/10-organisation.rules", house, sizeof house);
	source_path("rules/rules.d/*.rules", pattern, sizeof pattern);
	ck_assert_int_eq(glob_any(NULL, pattern, a, &paths, &n), 0);
	for (i = 0; i < n; i++) {
		if (!is_topic(paths[i]))
			continue;
		/* Its tests beside it ask for none of the other files. */
		snprintf(tests, sizeof tests, "%.*s-tests.rules",
		    (int)(strlen(paths[i]) - strlen(".rules")), paths[i]);
		load_alone(house, paths[i], tests);
		topics++;
	}
	ck_assert_uint_ge(topics, 8);
	arena_free(a);
}
END_TEST

START_TEST(test_the_manuals_example)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct buf b = BUF_INIT(MIB);
	char path[4096];
	size_t from, to;

	source_path("src/policy/exeat.rules.5", path, sizeof path);
	ck_assert_msg(read_any(NULL, path, &b) == 0, "%s", path);
	from = slice_find(buf_slice(&b), SLICE(".Sh EXAMPLES"), 0);
	from = slice_find(buf_slice(&b), SLICE("\nset inside"), from);
	to = slice_find(buf_slice(&b), SLICE("\n.Ed"), from);
	ck_assert(from != SLICE_NPOS && to != SLICE_NPOS);
	conf_files_add(f, "example", slice_sub(buf_slice(&b), from, to));
	expect_clean(&src, "example", 1);
	buf_free(&b);
	conf_files_free(f);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "shipped", test_shipped, 2 },
		{ "alone", test_each_file_of_rules_stands_alone, 0 },
		{ "manual", test_the_manuals_example, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("shipped", all);
}

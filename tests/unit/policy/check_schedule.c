/*
 * Schedules: the hours of the week in local time, their edges, closed days
 * and the days on which clocks change.
 */
#include "base/clock.h"
#include "unit/policy/fixture.h"

#define OFFICE	"open mon-fri 09:00-12:30, mon-fri 13:30-17:00; " \
		"closed 2026-12-25, 2026-05-04"

/* London: 29 March 2026 lacks 01:00-02:00, 25 October has it twice. */
static const struct {
	const char *name, *schedule, *utc;
	bool open;
} cases[] = {
	/* edges */
	{ "before it opens", OFFICE, "2026-05-05T07:59:59Z", false },
	{ "the moment it opens", OFFICE, "2026-05-05T08:00:00Z", true },
	{ "before it closes", OFFICE, "2026-05-05T15:59:59Z", true },
	{ "the moment it closes", OFFICE, "2026-05-05T16:00:00Z", false },
	{ "at lunch", OFFICE, "2026-05-05T11:30:00Z", false },
	{ "after lunch", OFFICE, "2026-05-05T12:30:00Z", true },
	{ "in winter", OFFICE, "2026-01-05T09:00:00Z", true },
	{ "an hour off in winter", OFFICE, "2026-01-05T08:59:59Z", false },
	/* the week */
	{ "on Friday", OFFICE, "2026-05-08T09:00:00Z", true },
	{ "on Saturday", OFFICE, "2026-05-09T09:00:00Z", false },
	{ "on Sunday", OFFICE, "2026-05-10T09:00:00Z", false },
	{ "the last moment of Sunday", "open sun 00:00-24:00",
	    "2026-05-10T22:59:59Z", true },
	{ "Monday in London is no Sunday", "open sun 00:00-24:00",
	    "2026-05-10T23:00:00Z", false },
	{ "over the week's end", "open sat-mon 10:00-11:00",
	    "2026-05-11T09:30:00Z", true },
	{ "and not on Tuesday", "open sat-mon 10:00-11:00",
	    "2026-05-12T09:30:00Z", false },
	{ "a later line adds", "open mon 09:00-10:00\nopen tue 09:00-10:00",
	    "2026-05-05T08:30:00Z", true },
	{ "hours that meet", "open tue 09:00-12:00, tue 12:00-17:00",
	    "2026-05-05T11:00:00Z", true },
	/* closed days are local days */
	{ "a holiday", OFFICE, "2026-05-04T10:00:00Z", false },
	{ "the day after", OFFICE, "2026-05-05T10:00:00Z", true },
	{ "a holiday begins at local midnight",
	    "open mon-sun 00:00-24:00; closed 2026-05-04",
	    "2026-05-03T23:00:00Z", false },
	{ "and not an hour later",
	    "open mon-sun 00:00-24:00; closed 2026-05-04",
	    "2026-05-03T22:59:59Z", true },
	{ "and ends there", "open mon-sun 00:00-24:00; closed 2026-05-04",
	    "2026-05-04T23:00:00Z", true },
	/* clocks */
	{ "before an hour that never comes", "open sun 01:00-02:00",
	    "2026-03-29T00:59:59Z", false },
	{ "after it", "open sun 01:00-02:00", "2026-03-29T01:00:00Z", false },
	{ "hours around it", "open sun 00:30-02:30", "2026-03-29T01:29:59Z",
	    true },
	{ "and their end", "open sun 00:30-02:30", "2026-03-29T01:30:00Z",
	    false },
	{ "the hour that comes twice, first", "open sun 01:00-02:00",
	    "2026-10-25T00:30:00Z", true },
	{ "the hour that comes twice, again", "open sun 01:00-02:00",
	    "2026-10-25T01:30:00Z", true },
	{ "and its end", "open sun 01:00-02:00", "2026-10-25T02:00:00Z",
	    false },
	{ "half of it, first", "open sun 01:30-02:00",
	    "2026-10-25T00:30:00Z", true },
	{ "half of it, between", "open sun 01:30-02:00",
	    "2026-10-25T01:15:00Z", false },
	{ "half of it, again", "open sun 01:30-02:00",
	    "2026-10-25T01:30:00Z", true },
	{ "the morning after the clocks went back", OFFICE,
	    "2026-10-26T09:00:00Z", true },
	{ "and not by the old clock", OFFICE, "2026-10-26T08:59:59Z", false },
};

static struct policy *
load(const char *schedule)
{
	char text[600];

	snprintf(text, sizeof text, "schedule hours { %s }\n"
	    "rule r { mode watch; when time in schedule hours; "
	    "then deliver }", schedule);
	return fixture_policy(text);
}

START_TEST(test_hours)
{
	struct mail *m = mail_new("ann@in.example", "bob@out.example");
	struct policy *p = load(cases[_i].schedule);
	struct slice *names = NULL;
	struct verdict *v;
	size_t i, n;
	bool named = false;

	ck_assert_int_eq(clock_parse_iso(slice_str(cases[_i].utc),
	    &m->envelope.at_ms), 0);
	v = mail_judge(m, p);
	ck_assert_msg((v->rules[0].outcome == RULE_WATCHED) == cases[_i].open,
	    "%s: %s", cases[_i].name,
	    rule_outcome_name(v->rules[0].outcome));
	n = policy_schedules(p, m->envelope.at_ms, m->arena, &names);
	for (i = 0; i < n; i++)
		named = named || slice_eq_str(names[i], "hours");
	ck_assert_msg(named == cases[_i].open, "%s: named", cases[_i].name);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_the_trace_tells_the_time)
{
	struct mail *m = mail_new("ann@in.example", "bob@out.example");
	struct policy *p = load(OFFICE);
	struct verdict *v;

	v = mail_judge(m, p);
	ck_assert(slice_eq_str(v->rules[0].facts[0].because,
	    "Tuesday 10:15 local time"));
	m->envelope.at_ms -= 24 * 3600 * 1000;
	v = mail_judge(m, p);
	ck_assert(slice_eq_str(v->rules[0].facts[0].because,
	    "Monday 10:15 local time, a closed day"));
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* FIXTURE_NOW is 5 May 2026. */
static const struct {
	const char *name, *closed;
	const char *warning;	/* NULL: none */
} lists[] = {
	{ "a day to come", "closed 2026-12-25", NULL },
	{ "today", "closed 2026-05-05", NULL },
	{ "the last day of twelve months", "closed 2027-05-04", NULL },
	{ "yesterday", "closed 2026-01-01, 2026-05-04",
	    "none of the closed days is in the coming 12 months; the last "
	    "one is 2026-05-04" },
	{ "in a year", "closed 2027-05-05",
	    "none of the closed days is in the coming 12 months" },
	{ "one of two lines", "closed 2025-12-25\nclosed 2026-12-25", NULL },
	{ "never closed", "", NULL },
};

START_TEST(test_a_list_of_holidays_runs_out)
{
	struct buf b = BUF_INIT(MIB);
	struct policy *p = NULL;
	char text[300];
	bool warned;

	snprintf(text, sizeof text,
	    "schedule s { open mon 09:00-10:00\n%s }", lists[_i].closed);
	ck_assert_int_eq(fixture_load(text, "watch", &b, &p), 0);
	warned = strstr(buf_cstr(&b), "closed days") != NULL;
	ck_assert_msg(warned == (lists[_i].warning != NULL), "%s: %s",
	    lists[_i].name, buf_cstr(&b));
	if (warned)
		ck_assert_msg(strstr(buf_cstr(&b), lists[_i].warning) != NULL,
		    "%s: %s", lists[_i].name, buf_cstr(&b));
	buf_free(&b);
	policy_unref(p);
}
END_TEST

/* --- the lists that are shipped ------------------------------------------------ */

static const struct {
	const char *file;
	unsigned days[4];	/* of 2025 to 2028 */
} shipped[] = {
	/* One more in 2026, for the football. */
	{ "scotland-bank-holidays.dates", { 9, 10, 9, 9 } },
	{ "england-and-wales-bank-holidays.dates", { 8, 8, 8, 8 } },
};

/* $EXEAT_SRC, or here where the test is run by hand. */
static void
read_list(const char *name, struct buf *out)
{
	const char *src = getenv("EXEAT_SRC");
	char path[4096], piece[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof path, "%s/rules/lists/%s",
	    src != NULL ? src : ".", name);
	f = fopen(path, "r");
	ck_assert_msg(f != NULL, "%s", path);
	while ((n = fread(piece, 1, sizeof piece, f)) > 0)
		(void)buf_put(out, piece, n);
	fclose(f);
}

static struct policy *
load_list(const char *name)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(MIB);
	struct conf_tree *t = NULL;
	struct policy *p = NULL;

	read_list(name, &b);
	conf_files_add(f, "list", buf_slice(&b));
	conf_files_add(f, "main", SLICE("set inside domains in.example\n"
	    "set contact \"O\", o@in.example\nset policy \"P\"\n"
	    "schedule s { open mon-sun 00:00-24:00; closed from \"list\" }\n"
	    "rule r { when time in schedule s; then deliver }\ntest \"t\" { "
	    "from a@in.example; to b@in.example; expect no rule r }"));
	ck_assert_int_eq(conf_load(&src, "main", d, &t), 0);
	ck_assert_int_eq(policy_new(t, d, FIXTURE_NOW, &p), 0);
	buf_reset(&b);
	conf_diag_print(d, &b);
	ck_assert_msg(b.len == 0, "%s", buf_cstr(&b));
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(f);
	buf_free(&b);
	return p;
}

START_TEST(test_shipped_lists)
{
	struct policy *p = load_list(shipped[_i].file);
	struct arena *a = arena_new(MIB);
	struct slice *names;
	unsigned days[4] = { 0 };
	int64_t noon;
	int day, weekday;

	ck_assert_int_eq(clock_parse_iso(SLICE("2025-01-01T12:00:00Z"),
	    &noon), 0);
	/* That was a Wednesday; 1,461 days are four years. */
	for (day = 0; day < 1461; day++, noon += 24 * 3600 * 1000) {
		if (policy_schedules(p, noon, a, &names) > 0)
			continue;
		weekday = (day + 2) % 7;
		ck_assert_msg(weekday < 5, "day %d is at a weekend", day);
		days[day < 365 ? 0 : day < 730 ? 1 : day < 1095 ? 2 : 3]++;
	}
	ck_assert_mem_eq(days, shipped[_i].days, sizeof days);
	arena_free(a);
	policy_unref(p);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "hours", test_hours, N_OF(cases) },
		{ "trace", test_the_trace_tells_the_time, 1 },
		{ "run out", test_a_list_of_holidays_runs_out, N_OF(lists) },
		{ "shipped", test_shipped_lists, N_OF(shipped) },
		{ NULL, NULL, 0 },
	};

	return unit_main("schedule", all);
}

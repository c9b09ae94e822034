#include "policy/directory.h"

#include "policy/ruleset.h"
#include "unit/policy/fixture.h"

/* Load a policy with this directory; its messages, or nothing, go to out. */
static int
load(struct slice csv, const char *rules, struct buf *out, struct policy **ret)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t = NULL;
	int r;

	conf_files_add(f, "main", SLICE("include \"house\"\ninclude \"f\"\n"
	    "set directory \"staff.csv\"\n"));
	conf_files_add(f, "house", slice_str(fixture_house));
	conf_files_add(f, "f", slice_str(rules));
	conf_files_add(f, "staff.csv", csv);
	r = conf_load(&src, "main", d, &t);
	if (r == 0)
		r = policy_new(t, d, FIXTURE_NOW, ret);
	conf_diag_print(d, out);
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(f);
	return r;
}

static struct policy *
must_load(const char *csv)
{
	struct buf b = BUF_INIT(MIB);
	struct policy *p = NULL;

	ck_assert_msg(load(slice_str(csv), "", &b, &p) == 0, "%s",
	    buf_cstr(&b));
	buf_free(&b);
	return p;
}

static const struct staff *
find(const struct policy *p, const char *address)
{
	size_t i = directory_by_address(p->directory, slice_str(address));

	return i == SIZE_MAX ? NULL : &p->directory->staff[i];
}

START_TEST(test_a_whole_one)
{
	struct policy *p = must_load("name,other names,addresses,department,"
	    "manager,leaving date,login\n"
	    "Morag Reid,,mr@in.example;Morag.Reid@in.example,Office,,,mreid\n"
	    "\"Smith, John\",Skip,\"js@in.example, john@in.example\","
	    "housing ,mr@in.example,2026-05-04,JSmith\n"
	    "Mary Campbell,Mary Ross,mary@kirk.example,HOUSING,"
	    "Morag Reid,,\n");
	const struct staff *s = find(p, "john@in.example");
	const struct directory *d = p->directory;

	ck_assert_uint_eq(d->count, 3);
	ck_assert_ptr_nonnull(s);
	ck_assert(slice_eq_str(s->address, "js@in.example"));
	ck_assert_uint_eq(s->line, 3);
	ck_assert(staff_has_left(s, 20260505) && !staff_has_left(s, 20260504));
	ck_assert(slice_eq_str(d->staff[s->manager].address,
	    "mr@in.example"));
	ck_assert_uint_eq(find(p, "mary@kirk.example")->manager, s->manager);
	ck_assert_uint_eq(find(p, "mary@kirk.example")->department,
	    s->department);
	ck_assert_uint_eq(d->department_count, 2);
	ck_assert_uint_eq(directory_by_login(d, SLICE("jsmith")), 1);
	ck_assert_uint_eq(directory_by_login(d, SLICE("JSMITH")), 1);
	ck_assert_uint_eq(directory_by_login(d, SLICE("")), SIZE_MAX);
	ck_assert_ptr_null(find(p, "sam@in.example"));
	ck_assert_uint_eq(find(p, "mr@in.example")->manager, SIZE_MAX);
	policy_unref(p);
}
END_TEST

/* What other programs export. */
static const char *const exports[] = {
	/* an LDAP browser */
	"dn,cn,sn,givenName,mail,proxyAddresses,department,manager,"
	"telephoneNumber,sAMAccountName\n"
	"\"CN=Mary Ross,OU=x,DC=y\",Mary Ross,Ross,Mary,mary@in.example,"
	"SMTP:mary@in.example|smtp:mross@in.example|x500:/o=x|"
	"sip:mary@in.example,Housing,,0141,mross\n"
	"\"CN=John Smith,OU=x\",John Smith,Smith,John,john@in.example,,"
	"Housing,\"CN=Mary Ross,OU=x,DC=y\",,jsmith\n",
	/* a spreadsheet, from abroad */
	"\xef\xbb\xbfLast Name;First Name;E-mail Address;Email aliases;"
	"Dept;Line Manager;User ID\r\n"
	"Ross;Mary;mary@in.example;mross@in.example;Housing;;mross\r\n"
	"Smith;John;john@in.example;;housing;mross;jsmith\r\n",
	/* by hand */
	"Name\tAddress\tother_addresses\tTeam\tReports to\tLogin\n"
	"Mary Ross\tmary@in.example\tmross@in.example\tHousing\t\tmross\n"
	"\n"
	"John Smith\tjohn@in.example\t\tHousing\tmary ross\tjsmith\n",
};

/* However the columns stand, the main address is one of ours. */
START_TEST(test_main_address)
{
	static const char *const files[] = {
	    "proxyAddresses,mail,name\nsmtp:b@in.example|SMTP:c@in.example,"
	    "a@in.example,A B\n",
	    "name,proxyAddresses\nA B,smtp:b@in.example|x@out.example|"
	    "SMTP:a@in.example\n",
	    "name,address,aliases\nA B,ab@gmail.com,a@in.example;b@in.example\n",
	    "name,addresses\nA B,x@out.example;a@in.example;b@in.example\n",
	    "name,address\nA B,a@in.example;b@in.example\n",
	};
	struct policy *p = must_load(files[_i]);

	ck_assert(slice_eq_str(p->directory->staff[0].address,
	    "a@in.example"));
	policy_unref(p);
}
END_TEST

START_TEST(test_exports)
{
	struct policy *p = must_load(exports[_i]);
	const struct staff *john = find(p, "john@in.example");

	ck_assert_uint_eq(p->directory->count, 2);
	ck_assert_ptr_eq(find(p, "mross@in.example"),
	    find(p, "mary@in.example"));
	ck_assert_uint_eq(p->directory->addresses.count, 3);
	ck_assert_ptr_eq(&p->directory->staff[john->manager],
	    find(p, "mary@in.example"));
	ck_assert_uint_eq(john->department, 0);
	ck_assert_uint_eq(p->directory->department_count, 1);
	ck_assert_uint_eq(directory_by_login(p->directory, SLICE("jsmith")),
	    1);
	policy_unref(p);
}
END_TEST

#define HEAD	"name,address,department,manager,leaving date,login\n"

static const struct {
	const char *name, *csv, *message;
} refused[] = {
	{ "nothing", "", "staff.csv: error: the directory is empty" },
	{ "no names", "address\na@in.example\n",
	    "staff.csv:1:1: error: the directory needs a column \"name\"" },
	{ "no addresses", "name\nJohn\n",
	    "staff.csv:1:1: error: the directory needs a column \"address\"" },
	{ "two columns for one thing", "name,address,dept,department\n",
	    "staff.csv:1:1: error: column \"department\" says what another" },
	{ "a field too few", HEAD "A B,a@in.example,,,\n",
	    "staff.csv:2:1: error: this row has 5 fields, the first one "
	    "has 6" },
	{ "a field too many", HEAD "A B,a@in.example,,,,,\n",
	    "staff.csv:2:1: error: this row has 7 fields" },
	{ "no address", HEAD "A B,a@in.example,,,,\nC D,c at in,,,,\n",
	    "staff.csv:3:1: error: \"c at in\" is no mail address" },
	{ "a name left out", HEAD ",a@in.example,,,,\n",
	    "staff.csv:2:1: error: this row names nobody" },
	{ "one address twice",
	    HEAD "A B,a@in.example,,,,\nC D,A@IN.example,,,,\n",
	    "staff.csv:3:1: error: the address \"a@in.example\" stands in "
	    "line 2 already" },
	{ "one login twice",
	    HEAD "A B,a@in.example,,,,x\nC D,c@in.example,,,,X\n",
	    "staff.csv:3:1: error: the login \"x\" stands in line 2" },
	{ "no date", HEAD "A B,a@in.example,,,1.4.26,\n",
	    "staff.csv:2:1: error: \"1.4.26\" is no date" },
	{ "a month too many", HEAD "A B,a@in.example,,,2026-13-01,\n",
	    "is no date; write 2026-04-01" },
	{ "a manager who is nobody", HEAD "A B,a@in.example,,Zo,,\n",
	    "staff.csv:2:1: warning: the manager \"Zo\" is nobody" },
	{ "a manager who is two", HEAD "A B,a@in.example,,,,\n"
	    "A B,b@in.example,,,,\nC D,c@in.example,,A B,,\n",
	    "staff.csv:4:1: warning: the manager \"A B\" is nobody, or more "
	    "than one" },
	{ "a quote without end", HEAD "\"A B,a@in.example,,,,\n",
	    "staff.csv:2:1: error: a quotation mark is never closed" },
	{ "a slip in a title", "name,address,departmnet\n"
	    "A B,a@in.example,x\n", "staff.csv:1:1: warning: column "
	    "\"departmnet\" is not read" },
};

START_TEST(test_refused)
{
	struct buf b = BUF_INIT(MIB);
	struct policy *p = NULL;
	bool is_error = strstr(refused[_i].message, "warning") == NULL;
	int r;

	r = load(slice_str(refused[_i].csv), "", &b, &p);
	ck_assert_msg(strstr(buf_cstr(&b), refused[_i].message) != NULL,
	    "%s: %s", refused[_i].name, buf_cstr(&b));
	ck_assert_msg(is_error == (r == ERR_SYNTAX), "%s: %d",
	    refused[_i].name, r);
	policy_unref(p);
	buf_free(&b);
}
END_TEST

/* A caretaker without a mailbox; and nobody's manager is hers. */
START_TEST(test_no_address)
{
	struct policy *p = must_load(HEAD "Ann Weir,,Works,,,\n"
	    "A B,a@in.example,,,,\n");

	ck_assert_uint_eq(p->directory->count, 2);
	ck_assert_uint_eq(p->directory->staff[0].address.len, 0);
	ck_assert_uint_eq(directory_by_address(p->directory, SLICE("")),
	    SIZE_MAX);
	ck_assert(!likeness_is_empty(&p->directory->staff[0].likeness));
	policy_unref(p);
}
END_TEST

/* 1 January 2026, three ways. */
START_TEST(test_dates)
{
	struct policy *p = must_load(HEAD
	    "A B,a@in.example,,,2026-01-01,\nA C,b@in.example,,,01/01/2026,\n"
	    "A D,c@in.example,,,20260101000000Z,\n"
	    "A E,d@in.example,,,01.01.2026,\n");
	size_t i;

	for (i = 0; i < 4; i++)
		ck_assert_int_eq(p->directory->staff[i].leaves, 20260101);
	policy_unref(p);
}
END_TEST

static struct buf
people(size_t n)
{
	struct buf b = BUF_INIT(4 * MIB);
	size_t i;

	buf_puts(&b, "name,address\n");
	for (i = 0; i < n; i++)
		buf_printf(&b, "P,p%zu@in.example\n", i);
	return b;
}

START_TEST(test_most_people)
{
	struct buf b = BUF_INIT(MIB), csv = people(DIRECTORY_STAFF_MAX);
	struct policy *p = NULL;

	ck_assert_int_eq(load(buf_slice(&csv), "", &b, &p), 0);
	ck_assert_uint_eq(p->directory->count, DIRECTORY_STAFF_MAX);
	policy_unref(p);
	buf_free(&csv);
	csv = people(DIRECTORY_STAFF_MAX + 1);
	ck_assert_int_eq(load(buf_slice(&csv), "", &b, &p), ERR_SYNTAX);
	ck_assert_msg(strstr(buf_cstr(&b), "20000 people at most") != NULL,
	    "%s", buf_cstr(&b));
	buf_free(&csv);
	buf_free(&b);
}
END_TEST

START_TEST(test_most_columns)
{
	struct buf b = BUF_INIT(MIB), csv = BUF_INIT(MIB);
	struct policy *p = NULL;
	size_t i;

	buf_puts(&csv, "name,address");
	for (i = 2; i < DIRECTORY_COLUMNS_MAX; i++)
		buf_puts(&csv, ",x");
	ck_assert_int_eq(load(buf_slice(&csv), "", &b, &p), 0);
	policy_unref(p);
	buf_puts(&csv, ",x");
	ck_assert_int_eq(load(buf_slice(&csv), "", &b, &p), ERR_SYNTAX);
	buf_free(&csv);
	buf_free(&b);
}
END_TEST

START_TEST(test_longest_login)
{
	struct buf b = BUF_INIT(MIB), csv = BUF_INIT(MIB);
	struct policy *p = NULL;
	char login[DIRECTORY_LOGIN_MAX + 2];
	size_t i;

	memset(login, 'x', sizeof login);
	for (i = 0; i < 2; i++) {
		login[DIRECTORY_LOGIN_MAX + i] = '\0';
		buf_reset(&csv);
		buf_printf(&csv, "name,address,login\nA B,a@in.example,%s\n",
		    login);
		ck_assert_int_eq(load(buf_slice(&csv), "", &b, &p),
		    i == 0 ? 0 : ERR_SYNTAX);
		login[DIRECTORY_LOGIN_MAX] = 'x';
	}
	policy_unref(p);
	buf_free(&csv);
	buf_free(&b);
}
END_TEST

/* --- in rules ------------------------------------------------------------------ */

#define ENFORCED	"policy \"1\", \"w\"; purpose \"p\"; approved director " \
			"2026-01-01; mode enforce; "

static const struct {
	const char *name, *rules, *message;	/* NULL: it loads */
} rules[] = {
	{ "a department", "rule r { when sender in department housing; "
	    "then deliver }", NULL },
	{ "a department of two words", "rule r { when any recipient in "
	    "department \"head office\"; then deliver }", NULL },
	{ "a slip", "rule r { when sender in department houisng; "
	    "then deliver }", "f:1:36: error: nobody of the directory is in "
	    "department \"houisng\"" },
	{ "what was meant", "rule r { when sender in department houisng; "
	    "then deliver }", "did you mean \"Housing\"?" },
	{ "for the manager", "rule r { " ENFORCED "when no attachment; then "
	    "quarantine for manager decide within 2 hours otherwise "
	    "escalate to officer }", NULL },
};

#define STAFF	"name,address,department,manager\n" \
		"A B,a@in.example,Housing,C D\nC D,c@in.example,Head Office,\n"

START_TEST(test_rules)
{
	struct buf b = BUF_INIT(MIB);
	struct policy *p = NULL;
	int r;

	r = load(SLICE(STAFF), rules[_i].rules, &b, &p);
	if (rules[_i].message == NULL)
		ck_assert_msg(r == 0, "%s: %s", rules[_i].name, buf_cstr(&b));
	else
		ck_assert_msg(strstr(buf_cstr(&b), rules[_i].message) != NULL,
		    "%s: %s", rules[_i].name, buf_cstr(&b));
	policy_unref(p);
	buf_free(&b);
}
END_TEST

START_TEST(test_no_manager_anywhere)
{
	struct buf b = BUF_INIT(MIB);
	struct policy *p = NULL;

	ck_assert_int_eq(load(SLICE("name,address\nA B,a@in.example\n"),
	    rules[4].rules, &b, &p), ERR_SYNTAX);
	ck_assert_ptr_nonnull(strstr(buf_cstr(&b),
	    "the directory names no managers"));
	buf_reset(&b);
	ck_assert_int_eq(fixture_load(rules[4].rules, "", &b, &p),
	    ERR_SYNTAX);
	ck_assert_ptr_nonnull(strstr(buf_cstr(&b), "the role manager is known "
	    "by \"set directory\", which is not set"));
	buf_free(&b);
}
END_TEST

/* Who decides: the sender's manager, or the officer. */
START_TEST(test_whose_manager)
{
	static const char *const senders[] = { "a@in.example", "c@in.example",
	    "z@in.example" };
	static const char *const roles[] = { "manager", "officer", "officer" };
	struct buf b = BUF_INIT(MIB);
	struct policy *p = NULL;
	struct verdict *v;
	struct mail *m;

	ck_assert_msg(load(SLICE(STAFF "set mode enforce\n"), "", &b, &p) ==
	    ERR_SYNTAX, "a CSV file is no rules");
	buf_reset(&b);
	ck_assert_msg(load(SLICE(STAFF), "set mode enforce\nrule r { " ENFORCED
	    "when no attachment; then quarantine for manager decide within 2 "
	    "hours otherwise escalate to officer }", &b, &p) == 0, "%s",
	    buf_cstr(&b));
	m = mail_new(senders[_i], "x@out.example");
	v = mail_judge(m, p);
	ck_assert_int_eq(v->disposition, DISPOSITION_QUARANTINE);
	ck_assert(slice_eq_str(v->hold.role, roles[_i]));
	mail_free(m);
	policy_unref(p);
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "a whole one", test_a_whole_one, 0 },
		{ "main address", test_main_address, 5 },
		{ "exports", test_exports, N_OF(exports) },
		{ "refused", test_refused, N_OF(refused) },
		{ "no address", test_no_address, 0 },
		{ "dates", test_dates, 0 },
		{ "most people", test_most_people, 0 },
		{ "most columns", test_most_columns, 0 },
		{ "longest login", test_longest_login, 0 },
		{ "rules", test_rules, N_OF(rules) },
		{ "no manager anywhere", test_no_manager_anywhere, 0 },
		{ "whose manager", test_whose_manager, 3 },
		{ NULL, NULL, 0 },
	};

	return unit_main("directory", tests);
}

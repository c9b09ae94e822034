#include "policy/directory.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/csv.h"
#include "mail/address.h"
#include "policy/check.h"

enum column {
	COLUMN_NONE,
	COLUMN_NAME,
	COLUMN_GIVEN,
	COLUMN_FAMILY,
	COLUMN_OTHER,		/* any other name */
	COLUMN_PET,		/* known as */
	COLUMN_FORMER,		/* family name before */
	COLUMN_ADDRESS,
	COLUMN_ADDRESSES,	/* further ones */
	COLUMN_LOGIN,
	COLUMN_DEPARTMENT,
	COLUMN_MANAGER,
	COLUMN_LEAVES,
	COLUMN_COUNT
};

/* Without blanks, "-" and "_", in small letters. */
static const struct {
	const char *title;
	enum column column;
} titles[] = {
	{ "name", COLUMN_NAME }, { "fullname", COLUMN_NAME },
	{ "displayname", COLUMN_NAME }, { "cn", COLUMN_NAME },
	{ "commonname", COLUMN_NAME }, { "staffname", COLUMN_NAME },
	{ "employee", COLUMN_NAME }, { "employeename", COLUMN_NAME },
	{ "givenname", COLUMN_GIVEN }, { "givennames", COLUMN_GIVEN },
	{ "firstname", COLUMN_GIVEN }, { "firstnames", COLUMN_GIVEN },
	{ "forename", COLUMN_GIVEN }, { "forenames", COLUMN_GIVEN },
	{ "gn", COLUMN_GIVEN },
	{ "sn", COLUMN_FAMILY }, { "surname", COLUMN_FAMILY },
	{ "lastname", COLUMN_FAMILY }, { "familyname", COLUMN_FAMILY },
	{ "othernames", COLUMN_OTHER }, { "othername", COLUMN_OTHER },
	{ "alsoknownas", COLUMN_OTHER }, { "aliasnames", COLUMN_OTHER },
	{ "preferredname", COLUMN_PET }, { "knownas", COLUMN_PET },
	{ "nickname", COLUMN_PET }, { "nicknames", COLUMN_PET },
	{ "preferredfirstname", COLUMN_PET },
	{ "preferredgivenname", COLUMN_PET },
	{ "maidenname", COLUMN_FORMER }, { "formername", COLUMN_FORMER },
	{ "formernames", COLUMN_FORMER }, { "previousname", COLUMN_FORMER },
	{ "previoussurname", COLUMN_FORMER },
	{ "previousnames", COLUMN_FORMER },
	{ "surnameatbirth", COLUMN_FORMER },
	{ "birthname", COLUMN_FORMER },
	{ "address", COLUMN_ADDRESS }, { "mail", COLUMN_ADDRESS },
	{ "email", COLUMN_ADDRESS }, { "emailaddress", COLUMN_ADDRESS },
	{ "mailaddress", COLUMN_ADDRESS }, { "workemail", COLUMN_ADDRESS },
	{ "primarysmtpaddress", COLUMN_ADDRESS },
	{ "rfc822mailbox", COLUMN_ADDRESS },
	{ "addresses", COLUMN_ADDRESSES },
	{ "emailaddresses", COLUMN_ADDRESSES },
	{ "otheraddresses", COLUMN_ADDRESSES },
	{ "proxyaddresses", COLUMN_ADDRESSES },
	{ "alias", COLUMN_ADDRESSES }, { "aliases", COLUMN_ADDRESSES },
	{ "emailaliases", COLUMN_ADDRESSES },
	{ "mailalternateaddress", COLUMN_ADDRESSES },
	{ "login", COLUMN_LOGIN }, { "user", COLUMN_LOGIN },
	{ "username", COLUMN_LOGIN }, { "userid", COLUMN_LOGIN },
	{ "uid", COLUMN_LOGIN }, { "samaccountname", COLUMN_LOGIN },
	{ "userprincipalname", COLUMN_LOGIN },
	{ "account", COLUMN_LOGIN },
	{ "department", COLUMN_DEPARTMENT }, { "dept", COLUMN_DEPARTMENT },
	{ "departmentname", COLUMN_DEPARTMENT },
	{ "team", COLUMN_DEPARTMENT }, { "ou", COLUMN_DEPARTMENT },
	{ "manager", COLUMN_MANAGER }, { "linemanager", COLUMN_MANAGER },
	{ "manageremail", COLUMN_MANAGER }, { "reportsto", COLUMN_MANAGER },
	{ "linemanageremail", COLUMN_MANAGER },
	{ "manageraddress", COLUMN_MANAGER },
	{ "managername", COLUMN_MANAGER },
	{ "supervisor", COLUMN_MANAGER },
	{ "leavingdate", COLUMN_LEAVES }, { "leavedate", COLUMN_LEAVES },
	{ "leaves", COLUMN_LEAVES }, { "leaver", COLUMN_LEAVES },
	{ "leaverdate", COLUMN_LEAVES }, { "dateofleaving", COLUMN_LEAVES },
	{ "leavingon", COLUMN_LEAVES }, { "left", COLUMN_LEAVES },
	{ "employmentenddate", COLUMN_LEAVES },
	{ "enddate", COLUMN_LEAVES }, { "lastday", COLUMN_LEAVES },
	{ "dateleft", COLUMN_LEAVES }, { "terminationdate", COLUMN_LEAVES },
};

#define TITLES	(sizeof titles / sizeof titles[0])

/* Which of a row's addresses is the main one: the first of the highest. */
enum main_rank {
	MAIN_NONE,
	MAIN_OUTSIDE,		/* a private one, or of the mail service */
	MAIN_ALIAS,
	MAIN_MARKED,		/* "SMTP:" in proxyAddresses */
	MAIN_COLUMN		/* its column says so */
};

/* A manager as the file writes it, until all are read. */
struct boss {
	struct slice text;
	size_t staff;
	uint32_t line;
};

struct reader {
	struct checker *c;
	struct directory *d;
	const char *file;
	struct csv csv;
	enum column columns[DIRECTORY_COLUMNS_MAX];
	size_t column_count;
	struct boss *bosses;
	size_t boss_count, boss_cap;
	enum main_rank rank;	/* of this row's main address */
};

static struct conf_place
place(const struct reader *rd, size_t line)
{
	return (struct conf_place){ rd->file, (uint32_t)line, 1, 1 };
}

/* Of the row that was read last. */
#define ERROR(rd, ...) do {						\
	struct conf_place at_ = place((rd), (rd)->csv.line);		\
	conf_error((rd)->c->diag, &at_, __VA_ARGS__);			\
} while (0)

/* --- the first row ------------------------------------------------------------- */

static struct slice
plain_title(struct arena *a, struct slice s)
{
	uint8_t *p = arena_alloc(a, s.len + 1);
	size_t i, n = 0;

	for (i = 0; p != NULL && i < s.len; i++)
		if (s.ptr[i] != ' ' && s.ptr[i] != '-' && s.ptr[i] != '_' &&
		    s.ptr[i] != '\'')
			p[n++] = ascii_lower(s.ptr[i]);
	return slice_of(p, p == NULL ? 0 : n);
}

/* A column of which we make nothing is fine; one that was meant is not. */
static enum column
read_title(struct reader *rd, struct slice field)
{
	const char *words[TITLES + 1], *near;
	struct slice title = plain_title(rd->c->scratch, field);
	struct conf_place at = place(rd, rd->csv.line);
	size_t i;

	for (i = 0; i < TITLES; i++) {
		if (slice_eq_str(title, titles[i].title))
			return titles[i].column;
		words[i] = titles[i].title;
	}
	words[i] = NULL;
	near = title.len > 4 ? conf_nearest(title, words) : NULL;
	if (near != NULL) {
		conf_warning(rd->c->diag, &at, "column \"%.*s\" is not read "
		    "[column]",
		    (int)field.len, (const char *)field.ptr);
		conf_suggest(rd->c->diag, near);
	}
	return COLUMN_NONE;
}

static bool
has_column(const struct reader *rd, enum column column)
{
	size_t i;

	for (i = 0; i < rd->column_count; i++)
		if (rd->columns[i] == column)
			return true;
	return false;
}

static bool
read_titles(struct reader *rd)
{
	enum column k;
	size_t i;

	if (csv_next(&rd->csv) <= 0) {
		ERROR(rd, "the directory has no row of columns' names");
		return false;
	}
	if (rd->csv.count > DIRECTORY_COLUMNS_MAX) {
		ERROR(rd, "a directory has %d columns at most",
		    DIRECTORY_COLUMNS_MAX);
		return false;
	}
	for (i = 0; i < rd->csv.count; i++) {
		k = read_title(rd, rd->csv.fields[i]);
		/* An export has a name and a display name; both are names. */
		if ((k == COLUMN_DEPARTMENT || k == COLUMN_MANAGER ||
		    k == COLUMN_LEAVES) && has_column(rd, k)) {
			ERROR(rd, "column \"%.*s\" says what another one says",
			    (int)rd->csv.fields[i].len,
			    (const char *)rd->csv.fields[i].ptr);
			return false;
		}
		rd->columns[i] = k;
		rd->column_count = i + 1;
	}
	if (!has_column(rd, COLUMN_NAME) && !has_column(rd, COLUMN_FAMILY)) {
		ERROR(rd, "the directory needs a column \"name\"");
		return false;
	}
	if (!has_column(rd, COLUMN_ADDRESS) &&
	    !has_column(rd, COLUMN_ADDRESSES)) {
		ERROR(rd, "the directory needs a column \"address\"");
		return false;
	}
	return true;
}

/* --- fields of a row --------------------------------------------------------- */

/* The next of several values in one field; empty at the end. */
static struct slice
next_value(struct slice s, uint8_t sign, size_t *at)
{
	struct slice value;
	size_t from;

	while (*at < s.len) {
		for (from = *at; *at < s.len && s.ptr[*at] != ';' &&
		    s.ptr[*at] != '|' && s.ptr[*at] != '\n' &&
		    s.ptr[*at] != sign; (*at)++)
			;
		value = slice_trim(slice_sub(s, from, *at));
		(*at)++;
		if (value.len > 0)
			return value;
	}
	return SLICE_NONE;
}

static void
add_address(struct reader *rd, struct staff *s, enum column column,
    struct slice text)
{
	enum main_rank rank = column == COLUMN_ADDRESS ? MAIN_COLUMN :
	    slice_starts(text, SLICE("SMTP:")) ? MAIN_MARKED : MAIN_ALIAS;
	struct directory *d = rd->d;
	struct address a;
	struct slice folded;

	/* proxyAddresses: "SMTP:" is the main one, "sip:" and others are none. */
	if (slice_istarts(text, SLICE("smtp:")))
		text = slice_from(text, 5);
	else if (slice_chr(text, ':', 0) != SLICE_NPOS)
		return;
	if (address_parse(rd->c->scratch, text, &a) != 0 ||
	    a.domain.len == 0) {
		ERROR(rd, "\"%.*s\" is no mail address", (int)text.len,
		    (const char *)text.ptr);
		return;
	}
	folded = address_fold(rd->c->arena, &a);
	if (folded.ptr == NULL || name_set_add(&d->addresses, rd->c->arena,
	    folded, d->count) < 0) {
		rd->c->failed = true;
		return;
	}
	if (name_set_domain(&rd->c->policy->inside,
	    domain_fold(rd->c->scratch, a.domain)) == NULL)
		rank = MAIN_OUTSIDE;
	else if (likeness_add_local(&s->likeness, rd->c->arena, a.local) < 0)
		rd->c->failed = true;
	if (rank > rd->rank) {
		s->address = folded;
		rd->rank = rank;
	}
}

static void
add_login(struct reader *rd, struct slice login)
{
	struct slice kept = check_keep(rd->c, login);
	uint8_t *p;
	size_t i;

	if (login.len > DIRECTORY_LOGIN_MAX)
		ERROR(rd, "the login is too long");
	p = (uint8_t *)(uintptr_t)kept.ptr;
	for (i = 0; i < kept.len; i++)
		p[i] = ascii_lower(p[i]);
	if (kept.len > 0 && name_set_add(&rd->d->logins, rd->c->arena, kept,
	    rd->d->count) < 0)
		rd->c->failed = true;
}

static size_t
add_department(struct reader *rd, struct slice name)
{
	struct directory *d = rd->d;
	size_t i = directory_department(d, name);

	if (i != SIZE_MAX)
		return i;
	d->departments = arena_grow(rd->c->arena, d->departments,
	    d->department_count, &d->department_cap, sizeof *d->departments);
	if (d->departments == NULL) {
		d->department_count = d->department_cap = 0;
		rd->c->failed = true;
		return SIZE_MAX;
	}
	d->departments[d->department_count] = check_keep(rd->c, name);
	return d->department_count++;
}

static void
add_boss(struct reader *rd, struct slice text)
{
	rd->bosses = arena_grow(rd->c->scratch, rd->bosses, rd->boss_count,
	    &rd->boss_cap, sizeof *rd->bosses);
	if (rd->bosses == NULL) {
		rd->boss_count = rd->boss_cap = 0;
		rd->c->failed = true;
		return;
	}
	rd->bosses[rd->boss_count++] = (struct boss){
	    arena_dup(rd->c->scratch, text), rd->d->count,
	    (uint32_t)rd->csv.line };
}

static int
digits(struct slice s, size_t from, size_t n)
{
	int value = 0;
	size_t i;

	for (i = from; i < from + n; i++) {
		if (i >= s.len || !ascii_is_digit(s.ptr[i]))
			return -1;
		value = 10 * value + (s.ptr[i] - '0');
	}
	return value;
}

/* 2026-04-01, 01/04/2026, 20260401, 20260401000000Z: as 20260401, or -1. */
static int
read_day(struct slice s)
{
	int year, month, day;

	if (s.len >= 10 && s.ptr[4] == '-' && s.ptr[7] == '-') {
		year = digits(s, 0, 4);
		month = digits(s, 5, 2);
		day = digits(s, 8, 2);
	} else if (s.len == 10 && (s.ptr[2] == '/' || s.ptr[2] == '.') &&
	    s.ptr[5] == s.ptr[2]) {
		day = digits(s, 0, 2);
		month = digits(s, 3, 2);
		year = digits(s, 6, 4);
	} else {
		year = digits(s, 0, 4);
		month = digits(s, 4, 2);
		day = digits(s, 6, 2);
	}
	if (year < 1900 || year > 9999 || month < 1 || month > 12 ||
	    day < 1 || day > 31)
		return -1;
	return 10000 * year + 100 * month + day;
}

static void
add_names(struct reader *rd, struct staff *s, struct slice field,
    enum name_part part)
{
	struct slice value;
	size_t at = 0;

	while ((value = next_value(field, ';', &at)).len > 0)
		if (likeness_add_name(&s->likeness, rd->c->arena, value,
		    part) < 0)
			rd->c->failed = true;
}

/* Names first: what a local part may mean is asked only without one. */
static void
read_name_field(struct reader *rd, struct staff *s, enum column column,
    struct slice field)
{
	switch (column) {
	case COLUMN_NAME:
		if (s->name.len == 0)
			s->name = check_keep(rd->c, field);
		add_names(rd, s, field, NAME_WHOLE);
		break;
	case COLUMN_GIVEN:
	case COLUMN_PET:
		add_names(rd, s, field, NAME_GIVEN);
		break;
	case COLUMN_FAMILY:
		if (s->name.len == 0)
			s->name = check_keep(rd->c, field);
		add_names(rd, s, field, NAME_FAMILY);
		break;
	case COLUMN_FORMER:
		/* "Mary Ross" as well as "Ross" */
		add_names(rd, s, field, slice_chr(slice_trim(field), ' ', 0) !=
		    SLICE_NPOS ? NAME_WHOLE : NAME_FAMILY);
		break;
	case COLUMN_OTHER:
		add_names(rd, s, field, NAME_ANY);
		break;
	case COLUMN_NONE:
	case COLUMN_ADDRESS:
	case COLUMN_ADDRESSES:
	case COLUMN_LOGIN:
	case COLUMN_DEPARTMENT:
	case COLUMN_MANAGER:
	case COLUMN_LEAVES:
	case COLUMN_COUNT:
		break;
	}
}

static void
read_other_field(struct reader *rd, struct staff *s, enum column column,
    struct slice field)
{
	struct slice value;
	size_t at = 0;

	switch (column) {
	case COLUMN_ADDRESS:
	case COLUMN_ADDRESSES:
		while ((value = next_value(field, ',', &at)).len > 0)
			add_address(rd, s, column, value);
		break;
	case COLUMN_LOGIN:
		add_login(rd, field);
		break;
	case COLUMN_DEPARTMENT:
		s->department = add_department(rd, field);
		break;
	case COLUMN_MANAGER:
		add_boss(rd, field);
		break;
	case COLUMN_LEAVES:
		s->leaves = read_day(field);
		if (s->leaves < 0) {
			ERROR(rd, "\"%.*s\" is no date; write 2026-04-01",
			    (int)field.len, (const char *)field.ptr);
			s->leaves = 0;
		}
		break;
	case COLUMN_NONE:
	case COLUMN_NAME:
	case COLUMN_GIVEN:
	case COLUMN_FAMILY:
	case COLUMN_OTHER:
	case COLUMN_PET:
	case COLUMN_FORMER:
	case COLUMN_COUNT:
		break;
	}
}

static void
read_row(struct reader *rd)
{
	struct directory *d = rd->d;
	struct staff s = { .department = SIZE_MAX, .manager = SIZE_MAX,
	    .line = (uint32_t)rd->csv.line };
	size_t i;

	if (rd->csv.count != rd->column_count) {
		ERROR(rd, "this row has %zu fields, the first one has %zu",
		    rd->csv.count, rd->column_count);
		return;
	}
	rd->rank = MAIN_NONE;
	for (i = 0; i < rd->csv.count; i++)
		if (rd->csv.fields[i].len > 0)
			read_name_field(rd, &s, rd->columns[i],
			    rd->csv.fields[i]);
	for (i = 0; i < rd->csv.count; i++)
		if (rd->csv.fields[i].len > 0)
			read_other_field(rd, &s, rd->columns[i],
			    rd->csv.fields[i]);
	/* Who has no address here may have a private one. */
	if (s.name.len == 0)
		ERROR(rd, "this row names nobody");
	d->staff = arena_grow(rd->c->arena, d->staff, d->count, &d->cap,
	    sizeof *d->staff);
	if (d->staff == NULL) {
		d->count = d->cap = 0;
		rd->c->failed = true;
		return;
	}
	d->staff[d->count++] = s;
}

/* --- all rows --------------------------------------------------------------------- */

/* Two rows with one address would be two people who are one. */
static void
check_unique(struct reader *rd, struct name_set *set, const char *what)
{
	struct directory *d = rd->d;
	struct conf_place at;
	struct name_entry *e;
	size_t i, n = 0;

	name_set_sort(set);
	for (i = 0; i < set->count; i++) {
		e = &set->entries[i];
		if (n == 0 || !slice_eq(e->name, set->entries[n - 1].name)) {
			set->entries[n++] = *e;
			continue;
		}
		if (e->tag == set->entries[n - 1].tag)
			continue;
		at = place(rd, d->staff[e->tag].line);
		conf_error(rd->c->diag, &at, "the %s \"%.*s\" stands in line "
		    "%u already", what, (int)e->name.len,
		    (const char *)e->name.ptr,
		    d->staff[set->entries[n - 1].tag].line);
	}
	set->count = n;
}

/* "CN=Mary Ross,OU=Housing,DC=example": the first value. */
static struct slice
name_of_dn(struct slice s)
{
	size_t comma;

	if (!slice_istarts(s, SLICE("cn=")) && !slice_istarts(s,
	    SLICE("uid=")))
		return s;
	s = slice_from(s, slice_chr(s, '=', 0) + 1);
	comma = slice_chr(s, ',', 0);
	return comma == SLICE_NPOS ? s : slice_sub(s, 0, comma);
}

/* By address, login or name; a name must be one person's only. */
static size_t
find_boss(struct reader *rd, struct slice text)
{
	struct directory *d = rd->d;
	struct slice name = name_of_dn(text);
	struct address a;
	size_t i, found;

	if (address_parse(rd->c->scratch, text, &a) == 0 && a.domain.len > 0)
		return directory_by_address(d, address_fold(rd->c->scratch,
		    &a));
	found = directory_by_login(d, name);
	for (i = 0; found == SIZE_MAX && i < d->count; i++)
		if (slice_ieq(d->staff[i].name, name))
			found = i;
	for (i = 0; found != SIZE_MAX && i < d->count; i++)
		if (i != found && slice_ieq(d->staff[i].name, name))
			return SIZE_MAX;
	return found;
}

static void
find_bosses(struct reader *rd)
{
	const struct boss *b;
	struct conf_place at;
	size_t i, found;

	for (i = 0; i < rd->boss_count && !rd->c->failed; i++) {
		b = &rd->bosses[i];
		found = find_boss(rd, b->text);
		at = place(rd, b->line);
		/* An export of one office names managers of another. */
		if (found == SIZE_MAX)
			conf_warning(rd->c->diag, &at, "the manager \"%.*s\" "
			    "is nobody, or more than one, of the directory: "
			    "cases go to the officer [manager]", (int)b->text.len,
			    (const char *)b->text.ptr);
		else
			rd->d->staff[b->staff].manager = found;
	}
}

static void
read_rows(struct reader *rd)
{
	int r = 1;

	if (!read_titles(rd))
		return;
	while (!rd->c->failed && (r = csv_next(&rd->csv)) > 0) {
		if (rd->d->count == DIRECTORY_STAFF_MAX) {
			ERROR(rd, "a directory has %d people at most",
			    DIRECTORY_STAFF_MAX);
			return;
		}
		read_row(rd);
	}
	if (r == ERR_SYNTAX)
		ERROR(rd, "a quotation mark is never closed");
	else if (r < 0)
		ERROR(rd, "this row has too many fields");
	if (r < 0 || rd->c->failed)
		return;
	check_unique(rd, &rd->d->addresses, "address");
	check_unique(rd, &rd->d->logins, "login");
	find_bosses(rd);
}

void
directory_read(struct checker *c, const struct conf_line *l, size_t at)
{
	struct reader rd = { .c = c };
	const struct conf_token *t;

	if (at + 1 < l->count && slice_eq_str(l->tokens[at].text, "from"))
		at++;
	if (at >= l->count || l->tokens[at].kind != CONF_STRING) {
		check_expected(c, l, at, "the name of a CSV file, in quotes",
		    NULL);
		return;
	}
	t = &l->tokens[at];
	check_end(c, l, at + 1);
	/* That it cannot be read was told where it was. */
	if (t->from_file == NULL)
		return;
	rd.file = t->from_file;
	rd.d = arena_zalloc(c->arena, sizeof *rd.d);
	if (rd.d == NULL) {
		c->failed = true;
		return;
	}
	c->policy->directory = rd.d;
	if (csv_open_bytes(&rd.csv, t->from_bytes) < 0) {
		struct conf_place whole = place(&rd, 0);

		conf_error(c->diag, &whole, "the directory is empty");
	} else {
		read_rows(&rd);
	}
	csv_close(&rd.csv);
}

/* --- look-ups ----------------------------------------------------------------------- */

size_t
directory_by_address(const struct directory *d, struct slice folded)
{
	const struct name_entry *e;

	e = d == NULL ? NULL : name_set_find(&d->addresses, folded);
	return e == NULL ? SIZE_MAX : e->tag;
}

size_t
directory_by_login(const struct directory *d, struct slice login)
{
	uint8_t small[DIRECTORY_LOGIN_MAX];
	const struct name_entry *e;
	size_t i;

	if (d == NULL || login.len > sizeof small)
		return SIZE_MAX;
	for (i = 0; i < login.len; i++)
		small[i] = ascii_lower(login.ptr[i]);
	e = name_set_find(&d->logins, slice_of(small, login.len));
	return e == NULL ? SIZE_MAX : e->tag;
}

size_t
directory_department(const struct directory *d, struct slice name)
{
	size_t i;

	for (i = 0; d != NULL && i < d->department_count; i++)
		if (slice_ieq(d->departments[i], name))
			return i;
	return SIZE_MAX;
}

bool
staff_has_left(const struct staff *s, int day)
{
	return s->leaves != 0 && day > s->leaves;
}

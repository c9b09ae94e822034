#include "detect/records.h"

#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mail/recordset.h"
#include "scan.h"

/* A few people of our own making; an index of them in a folder of its own. */
enum { REF, NINO, SURNAME, GIVEN, POSTCODE, HOUSE, DOB, EMAIL, PHONE,
    FULL, COLUMNS };

static const struct {
	enum record_type type;
	bool is_primary;
	uint32_t counts;
} columns[COLUMNS] = {
	{ RECORD_REFERENCE, true, 1 << REF },
	{ RECORD_NINO, true, 1 << NINO },
	{ RECORD_SURNAME, false, 1 << SURNAME },
	{ RECORD_GIVEN_NAME, false, 1 << GIVEN },
	{ RECORD_POSTCODE, false, 1 << POSTCODE },
	{ RECORD_HOUSE, false, 1 << HOUSE },
	{ RECORD_BIRTH, false, 1 << DOB },
	{ RECORD_EMAIL, true, 1 << EMAIL },
	{ RECORD_PHONE, false, 1 << PHONE },
	{ RECORD_FULL_NAME, false, 1 << SURNAME | 1 << GIVEN },
};

static const char *const people[][COLUMNS] = {
	{ "TN-204417", "JX123456C", "Okafor", "Blessing", "G12 8QQ", "14",
	  "09/03/1974", "b.okafor@mail.example", "07700 900123" },
	{ "TN-204418", "AE001122D", "Macpherson", "Morag", "G12 8QQ", "16",
	  "21/11/1988", "morag@mail.example", "07700 900456" },
	{ "TN-204419", "AB654321A", "Khan", "Aisha", "EH6 5NP", "Flat 2/1",
	  "09/03/1974", "khan@mail.example", "0131 496 0222" },
	{ "TN-204420", "CE112233B", "van der Berg", "Jan-Willem", "AB10 1AB",
	  "3", "01/01/1960", "jw@mail.example", "07700 900789" },
	{ "TN-204421", "EB223344C", "O'Neill", "Sin\xc3\xa9""ad", "KY1 2AA",
	  "7", "30/06/1995", "sinead@mail.example", "07700 900321" },
};

static char folder[sizeof "/tmp/check_records.XXXXXX"];
static const uint8_t key[RECORDSET_KEY_SIZE] = "an invented key of these 32 byte";

static char *
path_of(const char *name)
{
	static char path[4][200];
	static int turn;

	turn = (turn + 1) % 4;
	snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
	return path[turn];
}

static void
put_file(const char *name, const void *bytes, size_t n, mode_t mode)
{
	FILE *f;

	unlink(path_of(name));
	f = fopen(path_of(name), "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(chmod(path_of(name), mode), 0);
}

static int
append(void *arg, const void *ptr, size_t n)
{
	return buf_put(arg, ptr, n);
}

static void
put_person(struct recordset_maker *m, const char *const *p)
{
	struct record_value v, postcode;
	uint32_t row, c;
	int r;

	ck_assert_int_eq(recordset_maker_row(m, &row), 0);
	for (c = 0; c < FULL; c++) {
		r = c == HOUSE ? record_house(slice_str(p[c]), &postcode, &v) :
		    record_value(columns[c].type, slice_str(p[c]), &v);
		if (c == POSTCODE)
			postcode = v;
		if (r == 0)
			recordset_maker_put(m, row, c, &v);
		if (c == SURNAME || c == GIVEN)
			recordset_maker_name(m, slice_str(p[c]));
	}
	ck_assert_int_eq(record_full_name(slice_str(p[GIVEN]),
	    slice_str(p[SURNAME]), &v), 0);
	recordset_maker_put(m, row, FULL, &v);
}

static void
make_index(struct buf *out)
{
	struct recordset_maker *m = recordset_maker_new(key, 1);
	struct recordset_column c = { .is_primary = false };
	struct recordset_info info;
	size_t i;

	for (i = 0; i < COLUMNS; i++) {
		c.type = columns[i].type;
		c.is_primary = columns[i].is_primary;
		c.counts = columns[i].counts;
		recordset_maker_column(m, &c);
	}
	for (i = 0; i < sizeof people / sizeof people[0]; i++)
		put_person(m, people[i]);
	recordset_maker_finish(m, &info);
	*out = BUF_INIT(1 * MIB);
	ck_assert_int_eq(recordset_maker_write(m, append, out), 0);
	recordset_maker_free(m);
}

static void
set_up(void)
{
	static const char conf[] = "list tenants of records from \"t.edm\"\n"
	    "list ours of values { 0131 496 0222, Morag Macpherson }\n"
	    "set own ours\n";
	struct buf file;

	memcpy(folder, "/tmp/check_records.XXXXXX", sizeof folder);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	make_index(&file);
	put_file("t.edm", file.ptr, file.len, 0440);
	put_file("t.edm.key", key, sizeof key, 0400);
	put_file("exeat.conf", conf, sizeof conf - 1, 0600);
	buf_free(&file);
}

static void
tear_down(void)
{
	unlink(path_of("t.edm"));
	unlink(path_of("t.edm.key"));
	unlink(path_of("k"));
	unlink(path_of("exeat.conf"));
	rmdir(folder);
}

/* As scan_begin(), with the configuration of the folder. */
static int
begin(struct scan *s)
{
	int r;

	memset(s, 0, sizeof *s);
	s->diag = conf_diag_new();
	r = conf_load(&conf_source_disk, path_of("exeat.conf"), s->diag,
	    &s->tree);
	if (r == 0)
		r = detect_plan_new(s->tree, s->diag, &s->plan);
	if (r == 0)
		r = detect_plan_records(s->plan, s->tree, &conf_source_disk,
		    s->diag);
	if (r < 0) {
		detect_plan_free(s->plan);
		conf_free(s->tree);
		return r;
	}
	s->arena = arena_new(MESSAGE_ARENA_MAX);
	s->run = detect_run_new(s->plan, s->arena);
	return 0;
}

static size_t
count(const struct scan *s)
{
	size_t i, n;

	for (i = n = 0; i < s->count; i++)
		if (slice_eq_str(s->list[i].detector, "edm_match")) {
			ck_assert_uint_eq(s->list[i].tier, FINDING_TIER_MAX);
			ck_assert(slice_eq_str(s->list[i].list, "tenants"));
			ck_assert_uint_eq(s->list[i].mask.len, 0);
			n++;
		}
	return n;
}

static size_t
rows_in(struct slice text)
{
	struct scan s;
	size_t n;

	set_up();
	ck_assert_int_eq(begin(&s), 0);
	scan_body(&s, text);
	ck_assert_int_eq(s.r, 0);
	n = count(&s);
	scan_end(&s);
	tear_down();
	return n;
}

static const struct {
	const char *name, *text;
	size_t rows;
} cases[] = {
	{ "a reference and a surname",
	  "Please ring Mrs Okafor about TN-204417 today.", 1 },
	{ "a reference alone", "Please ring about TN-204417 today.", 0 },
	{ "a name alone", "Blessing Okafor rang.", 0 },
	{ "a reference and somebody else's surname",
	  "Mrs Macallan asked about TN-204417.", 0 },
	{ "a reference and another tenant's postcode",
	  "TN-204417 at EH6 5NP", 0 },
	{ "written otherwise", "ref tn 204417 for OKAFOR", 1 },
	{ "solid", "TN204417 (Okafor)", 1 },
	{ "part of a longer number", "TN-2044171 Okafor", 0 },
	{ "after more letters", "XTN-204417 Okafor", 0 },
	{ "a NINO in groups and a surname", "JX 12 34 56 C, Ms Okafor", 1 },
	{ "a NINO without suffix", "JX123456 Okafor", 1 },
	{ "an e-mail address and a date of birth",
	  "b.okafor@mail.example, 9 March 1974", 1 },
	{ "an e-mail address with a tag",
	  "B.Okafor+home@mail.example about G12 8QQ", 1 },
	{ "a name within the address is no second value",
	  "b.okafor@mail.example", 0 },
	{ "an address without a name in it", "morag@mail.example writes", 0 },
	{ "a postcode corroborates", "TN-204417, g128qq", 1 },
	{ "a telephone number does", "TN-204417 on +44 7700 900123", 1 },
	{ "a date of birth does", "TN-204417 (09.03.74)", 1 },
	{ "another primary does", "TN-204417 JX123456C", 1 },
	{ "a short surname does not", "TN-204419 Khan", 0 },
	{ "but a full name does", "TN-204419 Aisha Khan", 1 },
	{ "turned", "Khan, Aisha: TN-204419", 1 },
	{ "with an initial", "TN-204419 Aisha B. Khan", 1 },
	{ "a surname of three words", "TN-204420 Mr van der Berg", 1 },
	{ "a given name of two", "TN-204420, Jan-Willem", 1 },
	{ "an apostrophe", "O'Neill, TN-204421", 1 },
	{ "a curly one", "TN-204421 O\xe2\x80\x99Neill", 1 },
	{ "without the mark", "TN-204421 Sinead", 1 },
	{ "with it", "TN-204421 Sin\xc3\xa9""ad", 1 },
	{ "born, and named", "Blessing Okafor, born 09/03/1974", 1 },
	{ "born, and one of the names", "Mrs Okafor, born 09/03/1974", 0 },
	{ "born on the same day, another", "Aisha Khan, 9th March 1974", 1 },
	{ "a day of birth, a surname and a postcode",
	  "Okafor 09-03-1974 G12 8QQ", 1 },
	{ "a house, its postcode and a date of birth",
	  "14 Byres Road, Glasgow G12 8QQ. Born 9 March 1974.", 1 },
	{ "the neighbour's house", "16 Byres Road, G12 8QQ, 9 March 1974.", 0 },
	{ "a flat", "Flat 2/1, 30 Leith Walk, EH6 5NP (9.3.1974)", 1 },
	{ "two tenants", "TN-204417 Okafor; TN-204420 van der Berg", 2 },
	{ "twice the same", "TN-204417 Okafor, TN 204417 Blessing", 1 },
	{ "a member of staff is none of them",
	  "TN-204418 Morag Macpherson", 0 },
	{ "nor is our switchboard", "TN-204419, tel 0131 496 0222", 0 },
	{ "but the postcode is", "TN-204418 at G12 8QQ", 1 },
};

START_TEST(test_cases)
{
	size_t n;

	n = rows_in(slice_str(cases[_i].text));
	ck_assert_msg(n == cases[_i].rows, "%s: %zu, expected %zu: %s",
	    cases[_i].name, n, cases[_i].rows, cases[_i].text);
}
END_TEST

/* Characters between; bytes do not count. */
START_TEST(test_distance)
{
	struct buf b = BUF_INIT(64 * KIB);
	static const char *const fill[] = { ".", "\xe2\x80\xa2", "\n" };
	size_t gap, i;
	bool before = _i % 2 == 0;

	for (gap = CONTEXT_TOPIC; gap <= CONTEXT_TOPIC + 1; gap++) {
		buf_reset(&b);
		(void)buf_puts(&b, before ? "Okafor" : "TN-204417");
		for (i = 0; i < gap; i++)
			(void)buf_puts(&b, fill[_i / 2]);
		(void)buf_puts(&b, before ? "TN-204417" : "Okafor");
		ck_assert_msg(rows_in(buf_slice(&b)) ==
		    (gap == CONTEXT_TOPIC), "%zu characters, case %d", gap,
		    _i);
	}
	buf_free(&b);
}
END_TEST

/* Wherever a window of the text ends. */
START_TEST(test_long_text)
{
	struct buf b = BUF_INIT(2 * MIB);
	struct scan s;
	size_t i, at;

	set_up();
	ck_assert_int_eq(begin(&s), 0);
	for (i = 0; i < 40; i++) {
		buf_reset(&b);
		for (at = 0; at < 64 * KIB - 2 * i * 12; at += 4)
			(void)buf_puts(&b, "abc ");
		(void)buf_puts(&b, "Blessing and the others of TN-204417 here");
		for (at = 0; at < 8 * KIB; at += 4)
			(void)buf_puts(&b, " xyz");
		s.run = detect_run_new(s.plan, s.arena);
		scan_body(&s, buf_slice(&b));
		ck_assert_int_eq(s.r, 0);
		ck_assert_msg(count(&s) == 1, "step %zu", i);
	}
	scan_end(&s);
	tear_down();
	buf_free(&b);
}
END_TEST

/* Cells of one row, however far; not those of another person's row. */
static size_t
rows_of_cells(const char *const *cells, size_t wide, size_t n, size_t padding)
{
	struct buf b = BUF_INIT(256 * KIB);
	struct text_unit units[64];
	struct scan s;
	size_t i, k, found;

	set_up();
	ck_assert_int_eq(begin(&s), 0);
	memset(units, 0, sizeof units);
	for (i = 0; i < n; i++) {
		units[i].from = b.len;
		(void)buf_puts(&b, cells[i]);
		for (k = 0; k < padding; k++)
			(void)buf_puts(&b, " -");
		units[i].to = b.len;
		units[i].row = (uint32_t)(i / wide + 1);
		units[i].where = FINDING_ATTACHMENT;
		(void)buf_puts(&b, "\n");
	}
	scan_units(&s, buf_slice(&b), units, n, "2");
	ck_assert_int_eq(s.r, 0);
	found = count(&s);
	scan_end(&s);
	tear_down();
	buf_free(&b);
	return found;
}

START_TEST(test_tables)
{
	static const char *const list[] = {
		"Ref", "Surname", "Forename", "Rent",
		"TN-204417", "Okafor", "Blessing", "412.00",
		"TN-204419", "Khan", "Aisha", "388.00",
		"TN-999999", "Berg", "Eva", "388.00",
	};
	static const char *const mixed[] = {
		"TN-204417", "Macpherson", "Morag",
		"TN-204421", "Okafor", "Blessing",
	};
	static const char *const form[] = {
		"Name", "Blessing Okafor", "Reference", "TN-204417",
	};

	ck_assert_uint_eq(rows_of_cells(list, 4, 16, 0), 2);
	ck_assert_uint_eq(rows_of_cells(list, 4, 16, 400), 2);
	ck_assert_uint_eq(rows_of_cells(mixed, 3, 6, 0), 0);
	ck_assert_uint_eq(rows_of_cells(form, 2, 4, 0), 1);
}
END_TEST

/* Common names, dates, numbers of business mail: nobody's record. */
START_TEST(test_ordinary_mail)
{
	static const char mail[] =
	    "Dear Mr Smith, thank you for your letter of 12 March 2025 about "
	    "order 204417 and invoice TN-20441. Blessing in disguise: Morag "
	    "and Aisha will ring on 0131 496 0000 before 21/11/2025. The "
	    "Berg report (ISBN 978-0-00-000000-2) is in room 204. Jan and "
	    "Willem meet on 01/01/1960 Street. Please quote TN-204499. "
	    "Regards, J. Brown, 14 High Street, Glasgow G12 8QQ, "
	    "j.brown@foundryrow.example\n";
	struct buf b = BUF_INIT(1 * MIB);
	size_t i;

	for (i = 0; i < 100; i++)
		(void)buf_puts(&b, mail);
	ck_assert_uint_eq(rows_in(buf_slice(&b)), 0);
	buf_free(&b);
}
END_TEST

/* The same again and again is looked up once, and is one row. */
START_TEST(test_repeated)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct scan s;
	size_t i;

	set_up();
	ck_assert_int_eq(begin(&s), 0);
	for (i = 0; i < 3000; i++)
		(void)buf_puts(&b, "TN-204417 Okafor 9/3/1974 G12 8QQ 14\n");
	scan_body(&s, buf_slice(&b));
	ck_assert_int_eq(s.r, 0);
	ck_assert_uint_eq(count(&s), 1);
	scan_end(&s);
	tear_down();
	buf_free(&b);
}
END_TEST

static const struct {
	const char *name, *said;
} refusals[] = {
	{ "another key", "was made with another key than" },
	{ "no key", "No such file or directory; it is made by" },
	{ "a key that others read", "chown it to root and chmod 0400" },
	{ "a key that is too short", "it is not 32 bytes long" },
	{ "damage", "it is damaged; make it again" },
	{ "another version", "another version of exeat made it" },
	{ "something else", "it is no index of records" },
	{ "an index that others write", "others may write to it" },
	{ "records in the file itself", "a list of records comes from" },
	{ "a key elsewhere", NULL },
};

static void
spoil(int what, struct buf *file)
{
	static const uint8_t other[RECORDSET_KEY_SIZE] = { 1 };
	static const char inside[] = "list tenants of records { TN-1 }\n";
	static const char elsewhere[] = "list tenants of records from "
	    "\"t.edm\"\nset records-key \"k\"\n";

	if (what == 0)
		put_file("t.edm.key", other, sizeof other, 0400);
	if (what == 1 || what == 9)
		unlink(path_of("t.edm.key"));
	if (what == 2)
		put_file("t.edm.key", key, sizeof key, 0440);
	if (what == 3)
		put_file("t.edm.key", key, 31, 0400);
	if (what == 4)
		file->ptr[file->len - 1] ^= 1;
	if (what == 5)
		file->ptr[8]++;
	if (what == 6)
		memcpy(file->ptr, "Tenancy;", 8);
	put_file("t.edm", file->ptr, file->len, what == 7 ? 0664 : 0440);
	if (what == 8)
		put_file("exeat.conf", inside, sizeof inside - 1, 0600);
	if (what == 9) {
		put_file("k", key, sizeof key, 0400);
		put_file("exeat.conf", elsewhere, sizeof elsewhere - 1, 0600);
	}
}

START_TEST(test_refused)
{
	struct buf file, said = BUF_INIT(64 * KIB);
	struct scan s;
	int r;

	set_up();
	make_index(&file);
	spoil(_i, &file);
	r = begin(&s);
	conf_diag_print(s.diag, &said);
	if (refusals[_i].said == NULL) {
		ck_assert_msg(r == 0, "%s: %s", refusals[_i].name,
		    buf_cstr(&said));
		scan_end(&s);
	} else {
		ck_assert_int_eq(r, ERR_SYNTAX);
		ck_assert_msg(strstr(buf_cstr(&said), refusals[_i].said) !=
		    NULL && strstr(buf_cstr(&said), "exeat.conf:1:") != NULL,
		    "%s: %s", refusals[_i].name, buf_cstr(&said));
		conf_diag_free(s.diag);
	}
	buf_free(&file);
	buf_free(&said);
	tear_down();
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "cases", test_cases, N_OF(cases) },
		{ "distance", test_distance, 6 },
		{ "long text", test_long_text, 0 },
		{ "tables", test_tables, 0 },
		{ "ordinary mail", test_ordinary_mail, 0 },
		{ "repeated", test_repeated, 0 },
		{ "refused", test_refused, N_OF(refusals) },
		{ NULL, NULL, 0 },
	};

	return unit_main("records", suite);
}

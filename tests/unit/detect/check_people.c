#include "detect/people.h"
#include "detect/run.h"
#include "detect/scene.h"
#include "scan.h"

/* Texts of the marks of one kind, joined by "|". */
static void
marks_of(struct scan *s, enum mark_kind kind, struct buf *out)
{
	const struct mark *m;
	size_t i;

	/* Judges ask for people only where there is something to judge. */
	if (!s->run->has_terms)
		ck_assert_int_eq(people_mark(s->run), 0);
	for (i = 0; i < s->run->mark_count; i++) {
		m = &s->run->marks[i];
		if (m->kind == kind)
			(void)buf_printf(out, "%s%.*s", out->len > 0 ? "|" : "",
			    (int)(m->to - m->from),
			    (const char *)s->run->shadow.bytes + m->from);
	}
}

struct people_case {
	const char *name, *text, *people;
};

static void
check(const struct people_case *c, enum mark_kind kind)
{
	struct buf found = BUF_INIT(4 * KIB);
	struct scan s;

	scan_begin(&s, "");
	scan_body(&s, slice_str(c->text));
	marks_of(&s, kind, &found);
	ck_assert_msg(slice_eq_str(buf_slice(&found), c->people),
	    "%s: \"%s\", expected \"%s\": %s", c->name, buf_cstr(&found),
	    c->people, c->text);
	buf_free(&found);
	scan_end(&s);
}

static const struct people_case persons[] = {
	{ "a title and a family name", "We met Mrs Okafor today.",
	  "mrs okafor" },
	{ "with a full stop", "Mr. Khan owes rent.", "mr. khan" },
	{ "with initials", "Dr J. R. Hartley called", "dr j. r. hartley" },
	{ "a name no list knows", "for Mr Qwxyz to sign", "mr qwxyz" },
	{ "two titles", "Mr and Mrs Fairweather moved", "mr and mrs fairweather" },
	{ "two titles with a sign", "Mr & Mrs Smith", "mr & mrs smith" },
	{ "a title in capitals", "MRS SMITH LIVES THERE", "mrs smith" },
	{ "a title in lower case", "spoke to mrs smith about it",
	  "mrs smith" },
	{ "given name and family name", "I saw Jane MacDonald there.",
	  "jane macdonald" },
	{ "a middle name", "tell Mary Jane Watson today", "mary jane watson" },
	{ "a middle initial", "tell John B. Smith", "john b. smith" },
	{ "Irish", "Siobhán O'Neill and Pádraig O\xe2\x80\x99" "Brien",
	  "siobhán o'neill|pádraig o'brien" },
	{ "double-barrelled", "for Sarah Smith-Jones", "sarah smith-jones" },
	{ "Dutch particles", "Pieter or Jan van der Berg", "jan van der berg" },
	{ "Arabic particles", "Ahmed bin Khalid, Omar al-Rashid",
	  "ahmed bin khalid|omar al-rashid" },
	{ "South Asian", "Mohammed Iqbal and Gurpreet Kaur met",
	  "mohammed iqbal|gurpreet kaur" },
	{ "African", "Ngozi Okafor, Kwame Mensah",
	  "ngozi okafor|kwame mensah" },
	{ "Polish", "Agnieszka Wiśniewska wrote", "agnieszka wiśniewska" },
	{ "Polish without marks", "Krzysztof Wojcik wrote",
	  "krzysztof wojcik" },
	{ "Chinese", "tell Xiaoming Zhang", "xiaoming zhang" },
	{ "Turkish and Romanian", "Mehmet Yilmaz; Ionut Popescu",
	  "mehmet yilmaz|ionut popescu" },
	{ "a family name no list knows", "Fiona Zzyzxova came",
	  "fiona zzyzxova" },
	{ "all in capitals", "TENANT JOHN MACDONALD LEFT", "john macdonald" },
	{ "all in lower case", "please see john macdonald about it",
	  "john macdonald" },
	{ "a possessive", "John Smith's tenancy", "john smith" },
	{ "a weak given name before a strong family name",
	  "I met Will Patterson and Rose Campbell",
	  "will patterson|rose campbell" },
	{ "over the end of a line", "please contact Mary\nMacDonald about it",
	  "mary\nmacdonald" },
	{ "the family name first", "MacDonald, John\nOkafor, Ngozi B",
	  "macdonald, john|okafor, ngozi b" },
	{ "what she does", "Jane Smith Housing Officer said", "jane smith" },
	{ "after a label", "Tenant: Xhoana Krasniqi\nName: Qwert Yuiop",
	  "xhoana krasniqi|qwert yuiop" },
	{ "after a label in lower case", "tenant name: john smith",
	  "john smith" },
	{ "a family name after its label", "Surname: Krasniqi", "krasniqi" },
	{ "a Welsh label", "Enw: Rhys Jones", "rhys jones" },
	/* Not persons. */
	{ "streets", "12 John Street, Scott Street, Charlotte Square, "
	  "14 Elizabeth Court", "" },
	{ "a drive", "12 Kingsway Dr Glasgow", "" },
	{ "companies", "James Clark Ltd, John Lewis Partnership, "
	  "Mary Jones Trust, Robert Gordon University", "" },
	{ "places named after somebody", "the Royal Albert Hall, "
	  "St Andrew Square", "" },
	{ "months", "April May June", "" },
	{ "words that begin a sentence",
	  "Will this do? Mark the date. May I? Grant Application Form", "" },
	{ "a greeting of nobody", "Dear Sir or Madam", "" },
	{ "best and a street", "Best Street", "" },
	{ "a society", "the MS Society and MS Teams", "" },
	{ "a miss that is none", "Don't Miss Out", "" },
	{ "another label", "User name: jsmith\nFile name: John Report\n"
	  "Company name: John Smith Ltd", "" },
	{ "a label of a form left empty", "Tenant: yes / no\nName: ________",
	  "" },
	{ "an organisation after a label",
	  "Client: Foundry Row Housing Association", "" },
	{ "a mail address", "john.smith@x.example, John_Smith", "" },
	{ "headings", "HOUSING POLICY AND GRANT FUNDING REPORT\n"
	  "Annual General Meeting", "" },
	{ "products", "Microsoft Word, Google Chrome, Adobe Acrobat", "" },
	{ "a list of towns", "Perth, Stirling, Glasgow", "" },
	/* Signatures and headers of quoted mail. */
	{ "a signature", "I will call.\n\nKind regards,\n\nSarah Lennox\n"
	  "Housing Officer\nTel 0141 496 0000\n", "" },
	{ "a name behind the sign-off", "Many thanks, Sarah Lennox", "" },
	{ "a Gaelic sign-off", "Le meas\nIain MacLeòid\n", "" },
	{ "behind dashes", "See you\n--\nSarah Lennox\n", "" },
	{ "thanks that are none",
	  "Thanks for the keys of John Smith.", "john smith" },
	{ "text behind a sign-off",
	  "Thanks,\nplease note that the tenant of the flat is John Smith "
	  "and he is moving out on Monday.", "john smith" },
	{ "a postscript", "Kind regards\nSarah Lennox\n\nPS John Smith called",
	  "john smith" },
	{ "a quoted header",
	  "From: Jane Smith\nSent: 4 March\nTo: Ngozi Okafor; Ian Black\n"
	  "Subject: keys\n\nJohn Smith has them", "john smith" },
	{ "who wrote what is quoted",
	  "On 4 March Jane Smith <j@x.example> wrote:\nJohn Smith has it",
	  "john smith" },
};

START_TEST(test_persons)
{
	check(&persons[_i], MARK_PERSON);
}
END_TEST

static const struct people_case names[] = {
	{ "a given name alone", "I think Siobhan has the keys", "siobhan" },
	{ "initials and a family name", "signed by J. MacDonald",
	  "j. macdonald" },
	{ "not in a greeting", "Dear Siobhan, Hi John, thanks Ngozi", "" },
	{ "not a word", "Will it rain in May", "" },
	{ "not a street", "in Charlotte Street", "" },
	{ "not a part of a person", "Siobhan MacDonald has them", "" },
};

START_TEST(test_names)
{
	check(&names[_i], MARK_NAME);
}
END_TEST

/* A name counts once, however it is written. */
START_TEST(test_value)
{
	static const char text[] = "Mrs Ngozi Okafor\nOkafor, Ngozi\n"
	    "NGOZI OKAFOR\nTenant: ngozi okafor";
	uint64_t value = 0;
	struct scan s;
	size_t i, n;

	scan_begin(&s, "");
	scan_body(&s, slice_str(text));
	if (!s.run->has_terms)
		ck_assert_int_eq(people_mark(s.run), 0);
	for (i = n = 0; i < s.run->mark_count; i++) {
		if (s.run->marks[i].kind != MARK_PERSON)
			continue;
		value = n++ == 0 ? s.run->marks[i].value : value;
		ck_assert_uint_eq(s.run->marks[i].value, value);
	}
	ck_assert_uint_eq(n, 4);
	scan_end(&s);
}
END_TEST

START_TEST(test_own)
{
	struct scan s;
	struct buf found = BUF_INIT(KIB);

	scan_begin(&s, "list staff of values {\n Sarah Lennox\n}\n"
	    "set own staff\n");
	scan_body(&s, SLICE("Sarah Lennox met John Smith"));
	marks_of(&s, MARK_PERSON, &found);
	ck_assert_str_eq(buf_cstr(&found), "john smith");
	buf_free(&found);
	scan_end(&s);
}
END_TEST

/* Cells: header, text, header, text ... of one row each. */
static const struct {
	const char *name;
	const char *header[3], *cell[3];
	const char *people;
} rows[] = {
	{ "a column of tenants", { "Tenant", "Rent" }, { "qwert yuiop", "12" },
	  "" },
	{ "with capitals", { "Tenant", "Rent" }, { "Qwert Yuiop", "12" },
	  "qwert yuiop" },
	{ "in lower case", { "Tenant name", "Rent" }, { "john smith", "12" },
	  "john smith" },
	{ "in two columns", { "Forename", "Surname" }, { "Qwert", "Yuiop" },
	  "yuiop" },
	{ "nobody", { "Tenant", "Rent" }, { "Void", "12" }, "" },
	{ "a total", { "Tenant", "Rent" }, { "Total", "12" }, "" },
	{ "a body", { "Tenant", "Rent" }, { "Foundry Row Ltd", "12" }, "" },
	{ "products", { "Product name", "Price" }, { "Oak Table", "12" }, "" },
	{ "a form without headers", { "", "" }, { "Tenant:", "Qwert Yuiop" },
	  "qwert yuiop" },
	{ "a form's other cell", { "", "" }, { "Colour:", "Qwert Yuiop" }, "" },
};

START_TEST(test_rows)
{
	struct buf bytes = BUF_INIT(KIB), found = BUF_INIT(KIB);
	struct text_unit units[3];
	struct scan s;
	size_t n;

	memset(units, 0, sizeof units);
	for (n = 0; n < 3 && rows[_i].cell[n] != NULL; n++) {
		units[n].from = bytes.len;
		buf_put_slice(&bytes, slice_str(rows[_i].cell[n]));
		units[n].to = bytes.len;
		buf_putc(&bytes, '\n');
		units[n].header = slice_str(rows[_i].header[n]);
		units[n].row = 2;
		units[n].where = FINDING_ATTACHMENT;
	}
	scan_begin(&s, "");
	scan_units(&s, buf_slice(&bytes), units, n, "1");
	marks_of(&s, MARK_PERSON, &found);
	ck_assert_msg(slice_eq_str(buf_slice(&found), rows[_i].people),
	    "%s: \"%s\"", rows[_i].name, buf_cstr(&found));
	buf_free(&found);
	buf_free(&bytes);
	scan_end(&s);
}
END_TEST

/* Names without end cost no more than their length. */
START_TEST(test_long)
{
	struct buf text = BUF_INIT(4 * MIB);
	struct scan s;
	size_t i;

	for (i = 0; i < 60000; i++)
		buf_put_slice(&text, SLICE("Mr John St. Regards,\n"));
	scan_begin(&s, "");
	scan_body(&s, buf_slice(&text));
	ck_assert_int_eq(people_mark(s.run), 0);
	buf_free(&text);
	scan_end(&s);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "persons", test_persons, N_OF(persons) },
		{ "names", test_names, N_OF(names) },
		{ "value", test_value, 0 },
		{ "own", test_own, 0 },
		{ "rows", test_rows, N_OF(rows) },
		{ "long", test_long, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("people", suite);
}

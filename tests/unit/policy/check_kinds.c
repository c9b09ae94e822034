/*
 * What a refused sender reads: kinds, counts and places in words.
 */
#include "unit/policy/fixture.h"

#include "mail/detector.h"
#include "policy/kindwords.h"
#include "policy/place.h"
#include "policy/reply.h"

#define RULE	"set rule-defaults mode enforce, purpose \"p\", " \
		"approved director 2026-02-10\n" \
		"rule a { policy \"42\", \"Because.\"; when message contains " \
		"personal-data, tenancy-number; " \
		"then reject with sorry }"

static struct mail *
letter(void)
{
	return mail_new("anna@in.example", "bob@out.example");
}

/* The second line of the answer. */
static void
check_found(struct mail *m, const char *want)
{
	struct policy *p = fixture_policy(RULE);
	struct verdict *v = mail_judge(m, p);

	ck_assert_uint_ge(v->reply_count, 2);
	ck_assert_msg(slice_eq_str(v->reply[1], want), "%.*s",
	    (int)v->reply[1].len, (const char *)v->reply[1].ptr);
	policy_unref(p);
	mail_free(m);
}

static void
find_in(struct mail *m, const char *detector, const char *part,
    enum finding_where where, uint64_t value)
{
	mail_find(m, detector, "", 3, where, value)->part = slice_str(part);
}

START_TEST(test_one_place_for_all)
{
	struct mail *m = letter();

	mail_attach(m, "2", FILETYPE_SPREADSHEET, "tenants.xlsx");
	find_in(m, "uk_nino", "2", FINDING_ATTACHMENT, 1);
	find_in(m, "special_health", "2", FINDING_ATTACHMENT, 2);
	find_in(m, "special_health", "2", FINDING_ATTACHMENT, 3);
	check_found(m, "Found in the spreadsheet: health information about a "
	    "person and 1 National Insurance number.");
}
END_TEST

START_TEST(test_each_kind_in_its_place)
{
	struct mail *m = letter();

	mail_attach(m, "2", FILETYPE_PDF, "a.pdf");
	mail_attach(m, "3", FILETYPE_PDF, "b.pdf");
	find_in(m, "iban", "1", FINDING_BODY, 1);
	find_in(m, "iban", "0", FINDING_SUBJECT, 1);
	find_in(m, "dob", "2", FINDING_ATTACHMENT, 2);
	find_in(m, "dob", "3", FINDING_ATTACHMENT, 3);
	check_found(m, "Found: 2 dates of birth in the PDFs; 1 international "
	    "bank account number in the message text and the subject.");
}
END_TEST

START_TEST(test_one_value_seen_twice_counts_once)
{
	struct mail *m = letter();

	find_in(m, "uk_nhs_number", "1", FINDING_BODY, 1);
	find_in(m, "uk_nhs_number", "1", FINDING_QUOTED, 1);
	check_found(m, "Found in the message text and the quoted text: "
	    "1 NHS number.");
}
END_TEST

static const struct {
	const char *name;
	const char *holder;		/* path of part 2's holder, or NULL */
	enum filetype type;
	const char *part;		/* where it was found */
	enum filetype inner;
	const char *container;
	const char *want;
} holders[] = {
	{ "a file in an archive", "2", FILETYPE_ARCHIVE, "2/1",
	  FILETYPE_SPREADSHEET, "xlsx", "a file in the archive" },
	{ "an archive in an archive", "2", FILETYPE_ARCHIVE, "2/1/4",
	  FILETYPE_TEXT, "text", "a file in the archive" },
	{ "what a document holds", "2", FILETYPE_DOCUMENT, "2/3",
	  FILETYPE_SPREADSHEET, "xlsx", "the document" },
	{ "a text part of an attached email", "2", FILETYPE_MESSAGE, "2.1",
	  FILETYPE_TEXT, "text", "the attached email" },
	{ "a spreadsheet in an attached email", "2", FILETYPE_MESSAGE, "2.2",
	  FILETYPE_SPREADSHEET, "xlsx", "the attached email" },
	{ "a part of a multipart", NULL, FILETYPE_TEXT, "2.2",
	  FILETYPE_PRESENTATION, "pptx", "the presentation" },
	{ "a CSV file is opened by Excel", NULL, FILETYPE_TEXT, "2",
	  FILETYPE_TEXT, "csv", "the spreadsheet" },
	{ "a text file", NULL, FILETYPE_TEXT, "2", FILETYPE_TEXT, "text",
	  "the text file" },
	{ "anything else", NULL, FILETYPE_TEXT, "2", FILETYPE_SOUND, "media",
	  "the attachment" },
};

START_TEST(test_what_a_reader_opens)
{
	struct mail *m = letter();
	char want[200];

	if (holders[_i].holder != NULL)
		mail_attach(m, holders[_i].holder, holders[_i].type, "x");
	mail_attach(m, holders[_i].part, holders[_i].inner, "y")->container =
	    slice_str(holders[_i].container);
	find_in(m, "uk_nino", holders[_i].part, FINDING_ATTACHMENT, 1);
	snprintf(want, sizeof want,
	    "Found in %s: 1 National Insurance number.", holders[_i].want);
	check_found(m, want);
}
END_TEST

START_TEST(test_a_part_that_is_not_told)
{
	struct mail *m = letter();

	find_in(m, "uk_nino", "9", FINDING_ATTACHMENT, 1);
	check_found(m,
	    "Found in the attachment: 1 National Insurance number.");
}
END_TEST

START_TEST(test_file_names_are_never_told)
{
	struct mail *m = letter();

	mail_attach(m, "2", FILETYPE_PDF, "JX123456C.pdf");
	find_in(m, "uk_nino", "2", FINDING_FILENAME, 1);
	find_in(m, "site_tenancy_number", "2", FINDING_FILENAME, 2);
	find_in(m, "site_tenancy_number", "2", FINDING_FILENAME, 3);
	check_found(m, "Found in a file name: 2 tenancy numbers and "
	    "1 National Insurance number.");
}
END_TEST

/* Where everything does not fit in one line, what matters more than where. */
START_TEST(test_a_long_list_leaves_the_places_out)
{
	struct mail *m = letter();

	mail_attach(m, "2", FILETYPE_SPREADSHEET, "a.xlsx");
	find_in(m, "uk_nino", "1", FINDING_BODY, 1);
	find_in(m, "iban", "2", FINDING_ATTACHMENT, 2);
	find_in(m, "payment_card", "2", FINDING_ATTACHMENT, 3);
	find_in(m, "special_gender", "1", FINDING_QUOTED, 4);
	find_in(m, "criminal", "0", FINDING_SUBJECT, 5);
	check_found(m, "Found: criminal record information about a person, "
	    "1 international bank account number, 1 payment card number, "
	    "gender history information about a person and 1 National "
	    "Insurance number.");
}
END_TEST

/* A name with a telephone number beside the NINO is no list of contacts. */
START_TEST(test_one_contact_is_no_list)
{
	struct mail *m = letter();
	uint64_t i;

	find_in(m, "uk_nino", "1", FINDING_BODY, 1);
	find_in(m, "contact_list", "1", FINDING_BODY, 2);
	check_found(m,
	    "Found in the message text: 1 National Insurance number.");
	m = letter();
	for (i = 0; i < 10; i++)
		find_in(m, "contact_list", "1", FINDING_BODY, i);
	check_found(m, "Found in the message text: 10 people's contact "
	    "details in a list.");
}
END_TEST

START_TEST(test_all_detectors_have_words)
{
	const struct detector_info *d;
	const struct kind_words *w;

	for (d = detector_table(); d->id != NULL; d++) {
		w = kind_words(slice_str(d->id));
		ck_assert_msg(w != NULL, "%s", d->id);
		/* Of special categories only numbers are counted. */
		if (d->class == DETECTOR_SPECIAL_CATEGORY)
			ck_assert_msg(w->many == NULL, "%s", d->id);
	}
	ck_assert_ptr_null(kind_words(SLICE("site_x")));
}
END_TEST

START_TEST(test_places_have_words)
{
	enum place p;

	for (p = PLACE_TEXT; p < PLACE_COUNT; p++) {
		ck_assert_ptr_nonnull(place_words(p, false));
		ck_assert_ptr_nonnull(place_words(p, true));
	}
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "one place", test_one_place_for_all, 0 },
		{ "places", test_each_kind_in_its_place, 0 },
		{ "twice", test_one_value_seen_twice_counts_once, 0 },
		{ "holders", test_what_a_reader_opens, N_OF(holders) },
		{ "unknown part", test_a_part_that_is_not_told, 0 },
		{ "file names", test_file_names_are_never_told, 0 },
		{ "long", test_a_long_list_leaves_the_places_out, 0 },
		{ "lists", test_one_contact_is_no_list, 0 },
		{ "words", test_all_detectors_have_words, 0 },
		{ "place words", test_places_have_words, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("kinds", suite);
}

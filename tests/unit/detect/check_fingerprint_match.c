#include <string.h>

#include "detect/known.h"
#include "known.h"

/* Made up for this test: a form of some questions. */
static const char form[] =
	"Housing support assessment. Please answer all questions in ink.\n"
	"Name of the applicant:\nAddress and postcode:\nDate of birth:\n"
	"Please tell us about the help that you get at the moment from "
	"family, friends, carers or any agency, and how often they come.\n"
	"Do you have any long term illness, health problem or disability "
	"which limits your daily activities or the work that you can do? "
	"Please describe how it affects you, which medication you take, and "
	"the name of the nurse or consultant who looks after you.\n"
	"Have you stayed in hospital during the last twelve months? Say when, "
	"for how long and why, and who should be told when you leave.\n"
	"Is there anyone who must not be given your new address? Explain the "
	"risk, and whether the police or a social worker is involved.\n"
	"How do you get your shopping, cook your meals and keep your rooms "
	"clean? If somebody helps you with it, tell us who it is and on which "
	"days of the week.\n"
	"Can you read the letters that we send you, or would you rather have "
	"them in large print, on tape, or explained over the telephone? Which "
	"language do you speak at home?\n"
	"Has a benefit been stopped or cut since your last review? Bring the "
	"decision with you, and we will look at it together with an adviser "
	"of the citizens advice bureau.\n"
	"Do you keep a pet? Which, and who minds it when you are away from "
	"home for some days?\n"
	"What would you like to do in a year that you cannot do today, and "
	"what stands in your way?\n"
	"I confirm that what I have written here is true and complete. I "
	"understand that the association may ask my doctor, my support "
	"worker and my previous landlord about what I have said.\n";
/* The same house: its opening, and its closing sentence. */
static const char other[] =
	"Garden competition. Please answer all questions in ink.\n"
	"Name of the applicant:\nAddress and postcode:\n"
	"Which of the four classes do you enter: window boxes, front gardens, "
	"vegetable plots or communal borders? You may enter as many as you "
	"like but each on a form of its own, before the last day of May. "
	"Judging takes place in the second week of July, and the winners are "
	"told at the summer fair. Plants bought in flower do not count, and "
	"the decision of the judges is final, whatever the neighbours say.\n"
	"I confirm that what I have written here is true and complete.\n";

struct found {
	struct scan s;
	struct buf store;
};

static void
begin(struct found *f)
{
	static const struct known_text t[] = {
		{ "Support assessment", form }, { NULL, NULL }
	};

	f->store = BUF_INIT(4 * MIB);
	known_store(t, &f->store);
	ck_assert_int_eq(known_begin(&f->s, KNOWN_CONF, buf_slice(&f->store),
	    known_key()), 0);
}

static void
end(struct found *f)
{
	scan_end(&f->s);
	buf_free(&f->store);
}

/* The one finding of a document, or NULL. */
static const struct finding *
only(const struct found *f)
{
	const struct finding *x = NULL;
	size_t i;

	for (i = 0; i < f->s.count; i++) {
		if (!slice_eq_str(f->s.list[i].detector, "fingerprint_match"))
			continue;
		ck_assert_ptr_null(x);
		x = &f->s.list[i];
		ck_assert(slice_eq_str(x->list, "forms"));
		ck_assert_uint_eq(x->mask.len, 0);
	}
	return x;
}

static void
scan_at(struct found *f, const char *text, const char *part,
    enum finding_where where, const char *place)
{
	struct text_unit u = { 0, strlen(text), where, slice_str(place),
	    SLICE_NONE, 0 };

	struct text t = { .bytes = slice_str(text), .units = &u,
	    .unit_count = 1, .part = slice_str(part),
	    .container = SLICE("text") };

	ck_assert_int_eq(detect_scan(f->s.run, &t, &f->s.detail), 0);
}

/* What the message as a whole has. */
static void
finish(struct found *f)
{
	ck_assert_int_eq(detect_findings(f->s.run, &f->s.list, &f->s.count),
	    0);
}

START_TEST(test_whole)
{
	struct buf text = BUF_INIT(64 * KIB);
	const struct finding *x;
	struct found f;

	begin(&f);
	buf_printf(&text, "Dear colleague,\n\nhere is the form:\n%s\nRegards\n",
	    form);
	scan_body(&f.s, buf_slice(&text));
	x = only(&f);
	ck_assert_ptr_nonnull(x);
	ck_assert_uint_eq(x->tier, 3);
	ck_assert(slice_eq_str(x->part, "1"));
	ck_assert(slice_eq_str(x->place, "line 4"));
	ck_assert_int_eq(x->where, FINDING_BODY);
	end(&f);
	buf_free(&text);
}
END_TEST

/* Other line breaks, quote marks, capitals, figures filled in. */
START_TEST(test_typed_otherwise)
{
	struct buf text = BUF_INIT(64 * KIB);
	struct found f;
	size_t i, column;

	begin(&f);
	for (i = column = 0; i < sizeof form - 1; i++) {
		if (form[i] == '\n' || (form[i] == ' ' && column > 40)) {
			buf_puts(&text, "\n> 12. ");
			column = 0;
			continue;
		}
		buf_putc(&text, column++ % 9 == 0 && form[i] >= 'a' &&
		    form[i] <= 'z' ? (uint8_t)(form[i] - 32) :
		    (uint8_t)form[i]);
	}
	scan_body(&f.s, buf_slice(&text));
	ck_assert_ptr_nonnull(only(&f));
	ck_assert_uint_eq(only(&f)->tier, 3);
	end(&f);
	buf_free(&text);
}
END_TEST

/* Half of it is it; some of it is a copy of a part; a sentence is neither. */
START_TEST(test_pieces)
{
	static const struct { size_t from, to; int tier; } cases[] = {
		{ 0, 50, 3 }, { 50, 100, 3 }, { 25, 75, 3 },
		{ 0, 35, 2 }, { 60, 95, 2 }, { 40, 65, 2 }, { 0, 10, 0 },
		{ 45, 55, 0 },
	};
	size_t n = sizeof form - 1;
	struct found f;

	begin(&f);
	scan_body(&f.s, slice_sub(SLICE(form), n * cases[_i].from / 100,
	    n * cases[_i].to / 100));
	if (cases[_i].tier == 0) {
		ck_assert_ptr_null(only(&f));
	} else {
		ck_assert_ptr_nonnull(only(&f));
		ck_assert_int_eq(only(&f)->tier, cases[_i].tier);
	}
	end(&f);
}
END_TEST

START_TEST(test_others)
{
	struct found f;

	begin(&f);
	scan_body(&f.s, SLICE(other));
	ck_assert_ptr_null(only(&f));
	scan_body(&f.s, SLICE("Please find the housing support assessment "
	    "attached: name of the applicant, address and postcode are on "
	    "page one. Do you have any long term illness?"));
	ck_assert_ptr_null(only(&f));
	end(&f);
}
END_TEST

/* Each word a cell of its own. */
START_TEST(test_cells)
{
	static struct text_unit units[400];
	struct found f;
	size_t i, n = 0;

	begin(&f);
	for (i = 0; i < sizeof form - 1; i++) {
		if (form[i] == ' ' || form[i] == '\n')
			continue;
		if (i == 0 || form[i - 1] == ' ' || form[i - 1] == '\n') {
			units[n] = (struct text_unit){ i, i,
			    FINDING_ATTACHMENT, SLICE("cell B7"), SLICE_NONE,
			    (uint32_t)n / 3 };
			n++;
		}
		units[n - 1].to = i + 1;
	}
	scan_units(&f.s, SLICE(form), units, n, "2.1");
	ck_assert_ptr_nonnull(only(&f));
	ck_assert_uint_eq(only(&f)->tier, 3);
	ck_assert(slice_eq_str(only(&f)->part, "2.1"));
	ck_assert(slice_eq_str(only(&f)->place, "cell B7"));
	ck_assert_int_eq(only(&f)->where, FINDING_ATTACHMENT);
	end(&f);
}
END_TEST

/* One text in many calls, cut anywhere. */
START_TEST(test_texts_of_one_part)
{
	struct found f;
	char piece[38];
	size_t i, n;

	begin(&f);
	for (i = 0; i < sizeof form - 1; i += n) {
		n = sizeof form - 1 - i < 37 ? sizeof form - 1 - i : 37;
		memcpy(piece, form + i, n);
		piece[n] = '\0';
		scan_at(&f, piece, "2", FINDING_ATTACHMENT, "paragraph 3");
	}
	finish(&f);
	ck_assert_ptr_nonnull(only(&f));
	ck_assert_uint_eq(only(&f)->tier, 3);
	end(&f);
}
END_TEST

/* A fifth of it in each of five parts: it is all there. */
START_TEST(test_spread_over_parts)
{
	struct buf piece = BUF_INIT(64 * KIB);
	struct found f;
	char part[2] = "1";
	size_t n = sizeof form - 1, i;

	begin(&f);
	for (i = 0; i < 5; i++) {
		buf_reset(&piece);
		buf_put_slice(&piece, slice_sub(SLICE(form), n * i / 5,
		    n * (i + 1) / 5));
		part[0] = (char)('1' + i);
		scan_at(&f, buf_cstr(&piece), part, i == 0 ? FINDING_BODY :
		    FINDING_ATTACHMENT, "");
	}
	finish(&f);
	ck_assert_ptr_nonnull(only(&f));
	ck_assert_uint_eq(only(&f)->tier, 3);
	end(&f);
	buf_free(&piece);
}
END_TEST

/* In the mail and in the file: rules may ask for either; it counts once. */
START_TEST(test_in_two_places)
{
	size_t i, k, count[FINDING_WHERE_COUNT] = { 0 };
	struct found f;

	begin(&f);
	scan_at(&f, form, "1", FINDING_BODY, "");
	scan_at(&f, other, "2", FINDING_ATTACHMENT, "");
	scan_at(&f, form, "3", FINDING_ATTACHMENT, "page 2");
	scan_at(&f, form, "4", FINDING_ATTACHMENT, "page 1");
	finish(&f);
	for (i = 0, k = f.s.count; i < f.s.count; i++) {
		if (!slice_eq_str(f.s.list[i].detector, "fingerprint_match"))
			continue;
		if (k == f.s.count)
			k = i;
		count[f.s.list[i].where]++;
		ck_assert_uint_eq(f.s.list[i].value_hash,
		    f.s.list[k].value_hash);
	}
	ck_assert_uint_eq(count[FINDING_BODY], 1);
	ck_assert_uint_eq(count[FINDING_ATTACHMENT], 1);
	end(&f);
}
END_TEST

/* More than a window, with the form over the seam. */
START_TEST(test_windows)
{
	struct buf text = BUF_INIT(8 * MIB);
	struct found f;
	size_t i;

	begin(&f);
	for (i = 0; text.len < 200 * KIB - (size_t)_i * 97; i++)
		buf_printf(&text, "Line %zu: nothing to see here.\n", i);
	buf_puts(&text, form);
	while (text.len < 300 * KIB)
		buf_printf(&text, "And %zu more of the same.\n", i++);
	scan_body(&f.s, buf_slice(&text));
	ck_assert_ptr_nonnull(only(&f));
	ck_assert_uint_eq(only(&f)->tier, 3);
	end(&f);
	buf_free(&text);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "whole", test_whole, 0 },
		{ "typed otherwise", test_typed_otherwise, 0 },
		{ "pieces", test_pieces, 8 },
		{ "others", test_others, 0 },
		{ "cells", test_cells, 0 },
		{ "texts of one part", test_texts_of_one_part, 0 },
		{ "spread over parts", test_spread_over_parts, 0 },
		{ "in two places", test_in_two_places, 0 },
		{ "windows", test_windows, 20 },
		{ NULL, NULL, 0 },
	};

	return unit_main("fingerprint_match", suite);
}

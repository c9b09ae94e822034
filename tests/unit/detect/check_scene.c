#include "detect/scene.h"

#include <stdio.h>
#include <string.h>

#include "scan.h"

static const char conf[] =
    "list pronouns of terms {\n she\n her\n}\n"
    "list groups of terms {\n tenants\n}\n"
    "list given-names of terms {\n Aisha\n 1 May\n}\n"
    "list surnames of terms {\n Okafor\n May\n}\n"
    "list name-words of terms {\n title mrs\n}\n"
    "list columns of terms {\n person tenant\n debt arrears\n}\n"
    /* Nine digits that a card cannot be: only to have a number. */
    "list payment-card of terms {\n 3 overdrawn\n header plastic\n"
    " 2 stroke\n 0 stroke of luck\n}\n";

/* A scene over what was scanned last. */
static struct scene
scene_of(struct scan *s)
{
	struct scene scene;

	memset(&scene, 0, sizeof scene);
	scene.run = s->run;
	scene.text = slice_of(s->run->shadow.bytes, s->run->shadow.len);
	scene.marks = s->run->marks;
	scene.count = s->run->mark_count;
	return scene;
}

static uint16_t
source_of(const struct scan *s, const char *id)
{
	uint16_t i;

	for (i = 0; i < s->plan->source_count; i++)
		if (slice_eq_str(s->plan->sources[i].id, id))
			break;
	ck_assert_uint_lt(i, s->plan->source_count);
	return i;
}

static size_t
at_of(const struct scene *s, const char *word)
{
	size_t at = slice_find(s->text, slice_str(word), 0);

	ck_assert_uint_ne(at, SLICE_NPOS);
	return at;
}

/* Words of lexicons and classes are marks, in order; what is struck is gone. */
START_TEST(test_marks)
{
	static const enum mark_kind kinds[] = { MARK_PERSON, MARK_PRONOUN,
	    MARK_TERM, MARK_GROUP, MARK_TERM };
	static const unsigned weights[] = { 0, 0, 3, 0, 2 };
	const struct mark *m;
	struct scan s;
	struct scene scene;
	uint16_t card;
	size_t i, n;

	scan_begin(&s, conf);
	card = source_of(&s, "payment_card");
	scan_body(&s, SLICE("By a stroke of luck Mrs Okafor came; she is "
	    "overdrawn. The tenants had a stroke."));
	scene = scene_of(&s);
	for (i = 1; i < scene.count; i++)
		ck_assert_uint_le(scene.marks[i - 1].from, scene.marks[i].from);
	for (i = n = 0; i < scene.count; i++) {
		m = &scene.marks[i];
		ck_assert_int_ne(m->kind, MARK_NEVER);
		/* Other lexicons have their own words. */
		if (m->kind != MARK_PERSON && m->kind != MARK_PRONOUN &&
		    m->kind != MARK_GROUP &&
		    (m->kind != MARK_TERM || m->source != card))
			continue;
		ck_assert_uint_lt(n, N_OF(kinds));
		ck_assert_int_eq(m->kind, kinds[n]);
		ck_assert_uint_eq(m->weight, weights[n]);
		n++;
	}
	ck_assert_uint_eq(n, N_OF(kinds));
	scan_end(&s);
}
END_TEST

static const struct {
	const char *text;
	const char *in;		/* a word of the sentence */
	const char *sentence;
} sentences[] = {
	{ "One here. Two here. Three.", "two", "two here. " },
	{ "One here. Two here. Three.", "one", "one here. " },
	{ "One here. Two here. Three.", "three", "three." },
	{ "Mr. Khan and Dr. Lee met. She left.", "lee",
	    "mr. khan and dr. lee met. " },
	{ "J. Smith is here. She left.", "smith", "j. smith is here. " },
	{ "It wraps\nat a line. Next.", "wraps", "it wraps\nat a line. " },
	{ "Heading\n\nThe text.", "text", "the text." },
	{ "Is it? Yes! No.", "yes", "yes! " },
};

START_TEST(test_sentences)
{
	struct scan s;
	struct scene scene;
	struct span span;
	char text[200];

	/* Something to judge, after an end that counts. */
	snprintf(text, sizeof text, "%s\n\noverdrawn", sentences[_i].text);
	scan_begin(&s, conf);
	scan_body(&s, slice_str(text));
	scene = scene_of(&s);
	span = scene_sentence(&scene, at_of(&scene, sentences[_i].in));
	ck_assert_msg(slice_istarts(slice_sub(scene.text, span.from, span.to),
	    slice_str(sentences[_i].sentence)) && span.to - span.from <=
	    strlen(sentences[_i].sentence) + 2, "%s: \"%.*s\"",
	    sentences[_i].text, (int)(span.to - span.from),
	    (const char *)scene.text.ptr + span.from);
	scan_end(&s);
}
END_TEST

/* However long a text goes on without a full stop. */
START_TEST(test_sentence_bound)
{
	static uint8_t text[8192];
	struct scan s;
	struct scene scene;
	struct span span;

	memset(text, 'x', sizeof text);
	memcpy(text + 4000, " overdrawn ", 11);
	scan_begin(&s, conf);
	scan_body(&s, slice_of(text, sizeof text));
	scene = scene_of(&s);
	span = scene_sentence(&scene, 4001);
	ck_assert_uint_eq(span.from, 4001 - SENTENCE_REACH);
	ck_assert_uint_eq(span.to, 4001 + SENTENCE_REACH);
	ck_assert_uint_eq(scene_count(&scene, &span, MARK_TERM), 1);
	scan_end(&s);
}
END_TEST

/* Two rows of a table, then a paragraph. */
/* Of a sentence crowded with words only the nearest are looked at. */
START_TEST(test_sentence_marks)
{
	static const size_t counts[] = { SENTENCE_MARKS_MAX,
	    SENTENCE_MARKS_MAX + 1, SENTENCE_MARKS_MAX * 2 };
	struct buf text = BUF_INIT(4096);
	struct scan s;
	struct scene scene;
	struct span span;
	size_t i, n;

	scan_begin(&s, conf);
	for (n = 0; n < N_OF(counts); n++) {
		buf_reset(&text);
		for (i = 0; i < counts[n]; i++)
			ck_assert_int_eq(buf_put(&text, "she ", 4), 0);
		scan_body(&s, buf_slice(&text));
		scene = scene_of(&s);
		scene.count = 0;
		for (i = 0; i < s.run->mark_count; i++)
			if (s.run->marks[i].kind == MARK_PRONOUN)
				s.run->marks[scene.count++] = s.run->marks[i];
		ck_assert_uint_eq(scene.count, counts[n]);
		for (i = 0; i < scene.count; i++) {
			span = scene_sentence(&scene, scene.marks[i].from);
			ck_assert_uint_le(span.first, i);
			ck_assert_uint_gt(span.last, i);
			ck_assert_uint_le(span.from, scene.marks[i].from);
			ck_assert_uint_ge(span.to, scene.marks[i].to);
			ck_assert_uint_le(span.last - span.first,
			    SENTENCE_MARKS_MAX);
			if (n == 0)
				ck_assert_uint_eq(span.last - span.first,
				    counts[n]);
		}
	}
	scan_end(&s);
	buf_free(&text);
}
END_TEST

START_TEST(test_rows)
{
	static const char text[] = "Mrs Okafor\n12 overdrawn\nx\nMr Lee\n9\nend";
	const struct text_unit units[] = {
		{ 0, 10, FINDING_BODY, SLICE("A2"), SLICE("Tenant"), 2 },
		{ 11, 23, FINDING_BODY, SLICE("B2"), SLICE("Arrears (plastic)"), 2 },
		{ 24, 25, FINDING_BODY, SLICE("C2"), SLICE(""), 2 },
		{ 26, 32, FINDING_BODY, SLICE("A3"), SLICE("Tenant"), 3 },
		{ 33, 34, FINDING_BODY, SLICE("B3"), SLICE("Arrears"), 3 },
		{ 35, 38, FINDING_BODY, SLICE("p"), SLICE(""), 0 },
	};
	struct scan s;
	struct scene scene;
	struct scene_cell cell;
	struct span row, around;
	size_t at;

	scan_begin(&s, conf);
	scan_units(&s, slice_of(text, sizeof text - 1), units, 6, "1");
	scene = scene_of(&s);
	scene.source = source_of(&s, "payment_card");
	ck_assert(scene_row(&scene, at_of(&scene, "12"), &row));
	ck_assert(slice_ends(slice_sub(scene.text, row.from, row.to),
	    SLICE("x")));
	at = 0;
	ck_assert(scene_cell(&scene, &row, &at, &cell));
	ck_assert_uint_eq(cell.columns, 1u << COLUMN_PERSON);
	ck_assert(!cell.is_ours);
	ck_assert_ptr_nonnull(scene_find(&scene, &cell.span, MARK_PERSON,
	    SIZE_MAX));
	ck_assert(scene_cell(&scene, &row, &at, &cell));
	ck_assert_uint_eq(cell.columns, 1u << COLUMN_DEBT);
	ck_assert(cell.is_ours);
	ck_assert(scene_cell(&scene, &row, &at, &cell));
	ck_assert_uint_eq(cell.columns, 0);
	ck_assert(!scene_cell(&scene, &row, &at, &cell));
	ck_assert(!scene_row(&scene, at_of(&scene, "end"), &row));
	/* Neighbours are cells of the same row; paragraphs of paragraphs. */
	at = at_of(&scene, "12");
	around = scene_around(&scene, at, at + 2, 300);
	ck_assert(slice_starts(slice_sub(scene.text, around.from, around.to),
	    SLICE("mrs okafor")));
	ck_assert(slice_ends(slice_sub(scene.text, around.from, around.to),
	    SLICE("x")));
	scan_end(&s);
}
END_TEST

START_TEST(test_names)
{
	struct scan s;

	scan_begin(&s, conf);
	ck_assert_uint_eq(plan_name(s.plan, SLICE("aisha")), NAME_GIVEN);
	ck_assert_uint_eq(plan_name(s.plan, SLICE("okafor")), NAME_SURNAME);
	ck_assert_uint_eq(plan_name(s.plan, SLICE("may")),
	    NAME_GIVEN | NAME_SURNAME | NAME_WEAK_GIVEN);
	ck_assert_uint_eq(plan_name(s.plan, SLICE("june")), 0);
	ck_assert_uint_eq(plan_name(s.plan, SLICE("mrs")), NAME_TITLE);
	scan_end(&s);
}
END_TEST

static const struct {
	const char *conf;
	const char *error;
} wrongs[] = {
	{ "list helth of terms { flu }", "\"helth\" is not the name" },
	{ "list columns of terms { tenant }", "expected a kind of column" },
	{ "list columns of terms { colour tenant }", "expected a kind" },
	{ "list pronouns of terms { \"\" }", "expected a word" },
};

START_TEST(test_wrong)
{
	struct conf_diag *diag = conf_diag_new();
	struct conf_tree *tree;
	struct detect_plan *plan = NULL;
	struct buf out = BUF_INIT(4096);

	ck_assert_int_eq(conf_parse(slice_str(wrongs[_i].conf), "test.conf",
	    diag, &tree), 0);
	ck_assert_int_eq(detect_plan_new(tree, diag, &plan), ERR_SYNTAX);
	conf_diag_print(diag, &out);
	ck_assert_msg(strstr(buf_cstr(&out), wrongs[_i].error) != NULL, "%s",
	    buf_cstr(&out));
	buf_free(&out);
	conf_free(tree);
	conf_diag_free(diag);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "marks", test_marks, 0 },
		{ "sentences", test_sentences, N_OF(sentences) },
		{ "sentence bound", test_sentence_bound, 0 },
		{ "sentence marks", test_sentence_marks, 0 },
		{ "rows", test_rows, 0 },
		{ "names", test_names, 0 },
		{ "wrong", test_wrong, N_OF(wrongs) },
		{ NULL, NULL, 0 },
	};

	return unit_main("scene", suite);
}

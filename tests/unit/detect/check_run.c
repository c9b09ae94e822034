#include "detect/run.h"

#include <stdio.h>

#include "scan.h"

#define ZONE	(64 * KIB)	/* bytes that one window owns */

static const char list_conf[] =
    "detector code { pattern \"zz-[0-9]+\"; certainty likely }\n"
    "list w of words {\n good luck\n}\n"
    "rule r {\n when message contains words from w\n}\n";

/*
 * Wherever a seam between two windows falls, each value is found once, with
 * its context, and a match that crosses the seam is found whole.
 */
START_TEST(test_seams)
{
	static const char hidden[] = "NHS no 943 476 5919, zz-123456, good luck";
	static uint8_t text[ZONE * 2 + 4096];
	struct scan s;
	size_t i;

	memset(text, 'x', sizeof text);
	for (i = 0; i < sizeof text; i += 71)
		text[i] = ' ';
	memcpy(text + ZONE - (size_t)_i, hidden, sizeof hidden - 1);
	text[ZONE - (size_t)_i - 1] = ' ';
	text[ZONE - (size_t)_i + sizeof hidden - 1] = ' ';
	scan_begin(&s, list_conf);
	scan_body(&s, slice_of(text, sizeof text));
	ck_assert_int_eq(s.r, 0);
	ck_assert_uint_eq(s.count, 3);
	for (i = 0; i < 3; i++)
		ck_assert_uint_eq(s.list[i].occurrences, 1);
	for (i = 0; i < 3; i++)
		if (slice_eq_str(s.list[i].detector, "uk_nhs_number"))
			ck_assert_uint_eq(s.list[i].tier, 3);
		else if (slice_eq_str(s.list[i].detector, "site_code"))
			ck_assert(slice_eq_str(s.list[i].mask, "******456"));
		else
			ck_assert(slice_eq_str(s.list[i].list, "w"));
	scan_end(&s);
}
END_TEST

/* Every n-th unit holds a number; all units fit no single window. */
START_TEST(test_many_units)
{
	enum { UNITS = 20000 };
	static struct text_unit units[UNITS];
	struct scan s;
	struct buf b;
	size_t i;

	buf_init(&b, 16 * MIB);
	memset(units, 0, sizeof units);
	for (i = 0; i < UNITS; i++) {
		units[i].from = b.len;
		buf_puts(&b, i % 1000 == 0 ? "NI no JX123456C" : "plain 12");
		units[i].to = b.len;
		buf_putc(&b, '\n');
	}
	scan_begin(&s, "");
	scan_units(&s, buf_slice(&b), units, UNITS, "1");
	ck_assert_int_eq(s.r, 0);
	ck_assert_uint_eq(s.count, 1);
	ck_assert_uint_eq(s.list[0].occurrences, UNITS / 1000);
	ck_assert(slice_eq_str(s.list[0].place, "line 1"));
	scan_end(&s);
	buf_free(&b);
}
END_TEST

/* Units that lie about their bounds are cut to the text. */
START_TEST(test_bounds)
{
	struct text_unit units[3];
	struct scan s;

	memset(units, 0, sizeof units);
	units[0].from = 5;
	units[0].to = 3;
	units[1].to = 9;
	units[2].from = SIZE_MAX;
	units[2].to = SIZE_MAX;
	scan_begin(&s, "");
	scan_units(&s, SLICE("JX123456C"), units, 3, "1");
	ck_assert_int_eq(s.r, 0);
	ck_assert_uint_eq(s.count, 1);
	scan_units(&s, SLICE_NONE, units, 3, "1");
	ck_assert_int_eq(s.r, 0);
	scan_units(&s, SLICE_NONE, units, 0, "1");
	ck_assert_int_eq(s.r, 0);
	ck_assert_uint_eq(s.count, 1);
	scan_end(&s);
}
END_TEST

/* Text that grows eleven times when normalised still passes, and ends. */
START_TEST(test_growth)
{
	struct scan s;
	struct buf b;
	int i;

	buf_init(&b, 8 * MIB);
	for (i = 0; i < 40000; i++)
		buf_puts(&b, "\xef\xb7\xba");
	buf_puts(&b, " JX123456C ");
	for (i = 0; i < 1000; i++)
		buf_puts(&b, "\xef\xb7\xba");
	scan_begin(&s, "");
	scan_body(&s, buf_slice(&b));
	ck_assert_int_eq(s.r, 0);
	ck_assert_uint_eq(s.count, 1);
	scan_end(&s);
	buf_free(&b);
}
END_TEST

START_TEST(test_same_hash)
{
	struct text_unit unit;
	struct scan s;

	memset(&unit, 0, sizeof unit);
	unit.to = 12;
	scan_begin(&s, "");
	scan_units(&s, SLICE("JX 12 34 56C"), &unit, 1, "1");
	unit.where = FINDING_ATTACHMENT;
	unit.place = SLICE("cell B7");
	scan_units(&s, SLICE("jx-123456-c "), &unit, 1, "2");
	ck_assert_uint_eq(s.count, 2);
	ck_assert_uint_eq(s.list[0].value_hash, s.list[1].value_hash);
	ck_assert(slice_eq_str(s.list[0].part, "1"));
	ck_assert(slice_eq_str(s.list[1].part, "2"));
	ck_assert(slice_eq_str(s.list[1].place, "cell B7"));
	ck_assert_int_eq(s.list[1].where, FINDING_ATTACHMENT);
	scan_end(&s);
}
END_TEST

/* Findings outlive the text: readers use one buffer for many texts. */
START_TEST(test_text_gone)
{
	struct text_unit unit;
	uint8_t *bytes, *place;
	struct scan s;

	bytes = malloc(9);
	place = malloc(7);
	ck_assert(bytes != NULL && place != NULL);
	memcpy(bytes, "JX123456C", 9);
	memcpy(place, "cell B7", 7);
	memset(&unit, 0, sizeof unit);
	unit.to = 9;
	unit.where = FINDING_ATTACHMENT;
	unit.place = slice_of(place, 7);
	scan_begin(&s, "");
	scan_units(&s, slice_of(bytes, 9), &unit, 1, "1.2");
	memset(bytes, 'x', 9);
	memset(place, 'x', 7);
	free(bytes);
	free(place);
	ck_assert_int_eq(detect_findings(s.run, &s.list, &s.count), 0);
	ck_assert_uint_eq(s.count, 1);
	ck_assert(slice_eq_str(s.list[0].place, "cell B7"));
	ck_assert(slice_eq_str(s.list[0].part, "1.2"));
	ck_assert(slice_eq_str(s.list[0].mask, "******56C"));
	scan_end(&s);
}
END_TEST

START_TEST(test_places)
{
	/* The container of the text is "text". */
	static const enum finding_where wheres[] = { FINDING_QUOTED,
	    FINDING_ATTACHMENT, FINDING_SUBJECT };
	struct text_unit unit;
	struct scan s;

	memset(&unit, 0, sizeof unit);
	unit.to = 30;
	unit.where = wheres[_i];
	scan_begin(&s, "");
	scan_units(&s, SLICE("\nJX123456C\n\nAE001122D\n12345678"), &unit, 1,
	    "1");
	ck_assert_uint_eq(s.count, 2);
	ck_assert(slice_eq_str(s.list[0].place, _i < 2 ? "line 2" : ""));
	ck_assert(slice_eq_str(s.list[1].place, _i < 2 ? "line 4" : ""));
	scan_end(&s);
}
END_TEST

/* Past the bound the text is not fully inspected, and that is said. */
START_TEST(test_full)
{
	char line[32];
	struct scan s;
	struct buf b;
	unsigned i;

	buf_init(&b, 4 * MIB);
	for (i = 0; i <= REPORT_FINDINGS_MAX + (unsigned)_i - 1; i++) {
		snprintf(line, sizeof line, "JX%06uC\n", i);
		buf_puts(&b, line);
	}
	scan_begin(&s, "");
	scan_body(&s, buf_slice(&b));
	ck_assert_uint_eq(s.count, REPORT_FINDINGS_MAX);
	ck_assert_int_eq(s.r, _i == 0 ? 0 : ERR_LIMIT);
	if (_i > 0)
		ck_assert_str_eq(s.detail, "findings");
	scan_end(&s);
	buf_free(&b);
}
END_TEST

/*
 * A sheet of arbitrary numbers does not use up the report: what is only
 * possible is kept so far, and what is certain is found behind it.  A list
 * that was not kept whole is said.
 */
START_TEST(test_crowded)
{
	unsigned stem, d, i, sum, v;
	struct scan s;
	struct buf b;
	size_t at;

	buf_init(&b, 16 * MIB);
	for (stem = 400000000, i = 0; i < REPORT_FINDINGS_MAX + 10; stem += 7) {
		for (d = 2, v = stem, sum = 0; d <= 10; d++, v /= 10)
			sum += v % 10 * d;
		if ((11 - sum % 11) % 11 == 10)
			continue;
		/* One in three passes, or each. */
		buf_printf(&b, "x %u%u\n", stem, (11 - sum % 11) % 11);
		if (_i == 0)
			buf_printf(&b, "x %u%u\nx %u%u\n", stem,
			    (12 - sum % 11) % 10, stem + 1,
			    (12 - sum % 11) % 10);
		i++;
	}
	buf_puts(&b, "NI no JX123456C\n");
	scan_begin(&s, "");
	scan_body(&s, buf_slice(&b));
	ck_assert_int_eq(s.r, _i == 0 ? 0 : ERR_LIMIT);
	if (_i > 0)
		ck_assert_str_eq(s.detail, "possible findings");
	ck_assert_ptr_nonnull(scan_nth(&s, "uk_nino", 0));
	for (at = i = 0; at < s.count; at++)
		i += s.list[at].bulk;
	ck_assert_uint_eq(i > 0, _i > 0);
	ck_assert_uint_ge(s.count, REPORT_POSSIBLE_MAX);
	ck_assert_uint_le(s.count, REPORT_POSSIBLE_MAX + 2);
	scan_end(&s);
	buf_free(&b);
}
END_TEST

START_TEST(test_no_memory)
{
	struct scan s;
	struct arena *a;
	struct buf b;
	size_t max;
	int i;

	buf_init(&b, MIB);
	for (i = 0; i < 2000; i++)
		buf_printf(&b, "NI no JX%06dC\n", i);
	scan_begin(&s, list_conf);
	for (max = 512; max < 200000; max += max / 2) {
		a = arena_new(max);
		s.run = detect_run_new(s.plan, a);
		if (s.run != NULL) {
			struct text_unit unit = { .to = b.len };
			struct text t = { .bytes = buf_slice(&b),
			    .units = &unit, .unit_count = 1 };

			ck_assert_int_eq(detect_scan(s.run, &t, &s.detail),
			    ERR_LIMIT);
			ck_assert_ptr_nonnull(s.detail);
		}
		arena_free(a);
	}
	scan_end(&s);
	buf_free(&b);
}
END_TEST

/*
 * F1 through the whole: the limit is named, the other detectors still look,
 * and every later text of the message counts as unread too.
 */
START_TEST(test_pattern_limit)
{
	static const char conf[] =
	    "rule slow {\n when message contains pattern \"(a+)+b\"\n}\n";
	struct scan s;
	struct buf b;
	int i;

	buf_init(&b, MIB);
	buf_puts(&b, "JX123456C ");
	for (i = 0; i < 100; i++)
		buf_putc(&b, 'a');
	buf_puts(&b, "!b");
	scan_begin(&s, conf);
	scan_body(&s, buf_slice(&b));
	ck_assert_int_eq(s.r, ERR_LIMIT);
	ck_assert_str_eq(s.detail, "rule slow: match limit");
	ck_assert_uint_eq(s.count, 1);
	scan_body(&s, SLICE("ab"));
	ck_assert_int_eq(s.r, ERR_LIMIT);
	ck_assert_str_eq(s.detail, "rule slow: match limit");
	scan_end(&s);
	buf_free(&b);
}
END_TEST

/*
 * The work grows with the text, not faster: on each kind of text that makes
 * the most of it, four times the text finds its end within the same order of
 * memory (a window's), and the answer stays the same.
 */
static const char *const floods[] = {
	"1 ", "1", "12-", "gb85 ", "4111 ", "943 476 5919 ", "jx 12 34 56 c ",
	"nhs ", "order nhs ", "a@", "http://", "\n> ", "a\xcc\x80", "\xc2\xad",
	"\xef\xbc\x91", "zz-1 ", "good ", "4111110000001235 ",
};

START_TEST(test_floods)
{
	struct scan s;
	struct buf b;
	size_t used[2];
	int i;

	for (i = 0; i < 2; i++) {
		buf_init(&b, 16 * MIB);
		while (b.len < (i == 0 ? MIB / 2 : 2 * MIB))
			buf_puts(&b, floods[_i]);
		scan_begin(&s, list_conf);
		scan_body(&s, buf_slice(&b));
		ck_assert_int_eq(s.r, 0);
		ck_assert_uint_le(s.count, 2);
		used[i] = arena_used(s.arena);
		scan_end(&s);
		buf_free(&b);
	}
	ck_assert_uint_le(used[1], used[0] + MIB);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "seams", test_seams, 48 },
		{ "many units", test_many_units, 0 },
		{ "bounds", test_bounds, 0 },
		{ "growth", test_growth, 0 },
		{ "same hash", test_same_hash, 0 },
		{ "text gone", test_text_gone, 0 },
		{ "places", test_places, 3 },
		{ "full", test_full, 2 },
		{ "crowded", test_crowded, 2 },
		{ "no memory", test_no_memory, 0 },
		{ "pattern limit", test_pattern_limit, 0 },
		{ "floods", test_floods, N_OF(floods) },
		{ NULL, NULL, 0 },
	};

	return unit_main("run", suite);
}

#include "unit/unit.h"

#include <string.h>

#include "base/limits.h"
#include "probe.h"

static const struct {
	const char *name, *file, *json, *text, *header;
	uint32_t row;
	const char *container;
} cases[] = {
	{ "a key heads its value", "a.json", "{\"nhs\":\"9434\"}", "9434",
	    "nhs", 1, "json" },
	{ "a number", "a.json", "{\"nhs\" : 9434765919 }", "9434765919",
	    "nhs", 1, "json" },
	{ "objects of a list are rows", "a.json",
	    "[{\"n\":\"a\",\"nhs\":1},\n{\"n\":\"b\",\"nhs\":9434}]", "9434",
	    "nhs", 2, "json" },
	{ "an object a line", "a.txt",
	    "{\"n\":\"a\",\"nhs\":1}\n{\"n\":\"b\",\"nhs\":9434}\n", "9434",
	    "nhs", 2, "json" },
	{ "a list under a key", "a.json", "{\"ids\":[\"x\",\"9434\"]}",
	    "9434", "ids", 2, "json" },
	{ "escapes", "a.json", "{\"a\":\"\\u0039\\u0034\\\"\\/34\"}",
	    "94\"/34", "a", 1, "json" },
	{ "a pair of halves", "a.json", "{\"a\":\"\\ud835\\udfd7 4\"}",
	    "\xf0\x9d\x9f\x97 4", "a", 1, "json" },
	{ "escapes in a key", "a.json", "{\"\\u004e\\u0049\":\"AB\"}", "AB",
	    "NI", 1, "json" },
	{ "a key is text", "a.json", "{\"AB123456C\":{}}", "AB123456C", "",
	    0, "json" },
	{ "deep inside", "a.json", "{\"a\":{\"b\":[[{\"c\":\"9434\"}]]}}",
	    "9434", "c", 1, "json" },
	{ "a page inside", "a.json", "{\"a\":\"<p>94<b>34</b></p>\"}", "9434",
	    "", 0, "json" },
	{ "base64 inside", "a.json",
	    "{\"a\":\"TmF0aW9uYWwgSW5zdXJhbmNlIDk0MzQ=\"}",
	    "National Insurance 9434", "", 0, "json" },
	{ "a file inside", "a.json",
	    "{\"a\":\"data:text/plain;base64,emFuemliYXIgNw==\"}",
	    "zanzibar 7", "", 0, NULL },
	{ "without a name", NULL, "{\"nhs\":\"9434\"}", "9434", "nhs", 1,
	    "json" },
	{ "with a mark", "a.json", "\xef\xbb\xbf{\"nhs\":\"9434\"}", "9434",
	    "nhs", 1, "json" },
	{ "cut off it is text", "a.json", "{\"nhs\":\"9434\"", "{\"nhs\":\"94"
	    "34\"", "", 0, "json" },
	{ "and its escapes are read", "a.json", "{\"nhs\":\"\\u0039434\"",
	    "{\"nhs\":\"9434\"", "", 0, "json" },
	{ "words in brackets are text", "a.txt", "[note] 9434",
	    "[note] 9434", "", 0, "json" },
};

START_TEST(test_case)
{
	const struct probe_unit *u;
	struct probe p;

	probe_open(&p);
	probe_file(&p, cases[_i].file, "text/plain",
	    slice_str(cases[_i].json));
	u = probe_unit(&p, cases[_i].text);
	ck_assert_msg(u != NULL, "%s", cases[_i].name);
	ck_assert_msg(slice_eq_str(u->header, cases[_i].header), "%s",
	    cases[_i].name);
	ck_assert_msg(u->row == cases[_i].row, "%s: %u", cases[_i].name,
	    u->row);
	ck_assert_msg(cases[_i].container == NULL || slice_eq_str(u->container,
	    cases[_i].container), "%s", cases[_i].name);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

START_TEST(test_apart)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.json", "application/json",
	    SLICE("{\"a\":[\"94\",\"34\",59,19],\"b\":\"22\"}"));
	ck_assert(probe_unit(&p, "94") != NULL);
	ck_assert(probe_unit(&p, "59") != NULL);
	ck_assert(probe_unit(&p, "22") != NULL);
	probe_close(&p);
}
END_TEST

START_TEST(test_depth)
{
	struct buf json = BUF_INIT(MIB);
	struct probe p;
	size_t i, extra;

	for (extra = 0; extra < 2; extra++) {
		buf_reset(&json);
		for (i = 0; i < JSON_DEPTH_MAX + extra; i++)
			buf_putc(&json, '[');
		buf_puts(&json, "\"zanzibar\"");
		for (i = 0; i < JSON_DEPTH_MAX + extra; i++)
			buf_putc(&json, ']');
		probe_open(&p);
		probe_file(&p, "a.json", "application/json",
		    buf_slice(&json));
		ck_assert(probe_reads(&p, "zanzibar"));
		ck_assert(probe_raised(&p, ANOMALY_LIMIT) == (extra == 1));
		probe_close(&p);
	}
	buf_free(&json);
}
END_TEST

static const char *const slow[] = {
	"[", "{\"a\":", "\"", "\\", "[1,", "{", "\"a\\", "1 ", "[]",
};

START_TEST(test_hostile_repetition)
{
	struct buf json = BUF_INIT(MIB);
	struct probe p;

	while (json.len < 256 * KIB)
		buf_puts(&json, slow[_i]);
	probe_open(&p);
	probe_file(&p, "a.json", "application/json", buf_slice(&json));
	ck_assert_int_eq(p.result, 0);
	ck_assert(!probe_raised(&p, ANOMALY_TIMEOUT));
	probe_close(&p);
	buf_free(&json);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "case", test_case, N_OF(cases) },
		{ "apart", test_apart, 0 },
		{ "depth", test_depth, 0 },
		{ "repetition", test_hostile_repetition, N_OF(slow) },
		{ NULL, NULL, 0 },
	};

	return unit_main("json", tests);
}

#include "mail/edit.h"

#include "base/err.h"
#include "unit/unit.h"

#define MESSAGE	"A: 1\r\nB: 2\r\n folded\r\na: 3\r\n\r\nbody\r\n"
#define BODY_AT	(sizeof MESSAGE - 1 - 6)

static const struct {
	const char *name;
	struct header_change header;
	const char *want;
} headers[] = {
	{ "an added field stands last", { HEADER_ADD, 0, { NULL, 0 }, { NULL, 0 } },
	  "A: 1\r\nB: 2\r\n folded\r\na: 3\r\nX: v\r\n\r\nbody\r\n" },
	{ "an inserted field stands first", { HEADER_INSERT, 0, { NULL, 0 }, { NULL, 0 } },
	  "X: v\r\nA: 1\r\nB: 2\r\n folded\r\na: 3\r\n\r\nbody\r\n" },
	{ "the second of a name is changed, whatever its case",
	  { HEADER_CHANGE, 2, { (const uint8_t *)"A", 1 }, { NULL, 0 } },
	  "A: 1\r\nB: 2\r\n folded\r\nA: v\r\n\r\nbody\r\n" },
	{ "a folded field goes with its folds",
	  { HEADER_DELETE, 1, { (const uint8_t *)"b", 1 }, { NULL, 0 } },
	  "A: 1\r\na: 3\r\n\r\nbody\r\n" },
	{ "a third of a name that has two changes nothing",
	  { HEADER_DELETE, 3, { (const uint8_t *)"A", 1 }, { NULL, 0 } },
	  MESSAGE },
};

START_TEST(test_headers)
{
	struct header_change h = headers[_i].header;
	struct edit_list l = { .headers = &h, .header_count = 1,
	    .body_offset = BODY_AT };
	struct buf out = BUF_INIT(1000);

	if (h.name.len == 0)
		h.name = SLICE("X");
	h.value = SLICE("v");
	ck_assert_int_eq(edit_apply(SLICE(MESSAGE), &l, &out), 0);
	ck_assert_str_eq(buf_cstr(&out), headers[_i].want);
	buf_free(&out);
}
END_TEST

START_TEST(test_splices)
{
	struct splice s[] = {
		{ BODY_AT, BODY_AT, SLICE("<") },
		{ BODY_AT + 1, BODY_AT + 3, SLICE("OD") },
		{ BODY_AT + 6, BODY_AT + 6, SLICE(">") },
	};
	struct edit_list l = { .splices = s, .splice_count = 3,
	    .body_offset = BODY_AT };
	struct buf out = BUF_INIT(1000);

	ck_assert_int_eq(edit_apply(SLICE(MESSAGE), &l, &out), 0);
	ck_assert_str_eq(buf_cstr(&out),
	    "A: 1\r\nB: 2\r\n folded\r\na: 3\r\n\r\n<bODy\r\n>");
	buf_free(&out);
}
END_TEST

static const struct {
	const char *name;
	struct splice splice;
	uint64_t body_offset;
} misfits[] = {
	{ "a splice into the header", { 2, 4, { NULL, 0 } }, BODY_AT },
	{ "a splice past the end", { BODY_AT, BODY_AT + 7, { NULL, 0 } }, BODY_AT },
	{ "a splice that ends before it begins", { BODY_AT + 2, BODY_AT, { NULL, 0 } },
	  BODY_AT },
	{ "a body past the end", { BODY_AT, BODY_AT, { NULL, 0 } }, 1000 },
};

START_TEST(test_misfits)
{
	struct splice s = misfits[_i].splice;
	struct edit_list l = { .splices = &s, .splice_count = 1,
	    .body_offset = misfits[_i].body_offset };
	struct buf out = BUF_INIT(1000);

	ck_assert_int_eq(edit_apply(SLICE(MESSAGE), &l, &out), ERR_RANGE);
	buf_free(&out);
}
END_TEST

START_TEST(test_limit)
{
	struct edit_list l = { .body_offset = BODY_AT };
	struct buf at = BUF_INIT(sizeof MESSAGE - 1);
	struct buf past = BUF_INIT(sizeof MESSAGE - 2);

	ck_assert_int_eq(edit_apply(SLICE(MESSAGE), &l, &at), 0);
	ck_assert_int_eq(edit_apply(SLICE(MESSAGE), &l, &past), ERR_LIMIT);
	buf_free(&at);
	buf_free(&past);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "headers", test_headers, N_OF(headers) },
		{ "splices", test_splices, 0 },
		{ "misfits", test_misfits, N_OF(misfits) },
		{ "limit", test_limit, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("edit_apply", cases);
}

/* Entries of the exceptions register: their wire form, and whom they cover. */
#include "mail/exception.h"

#include "mail/revision.h"
#include "unit/mail/hostile.h"
#include "unit/unit.h"

static int
decode(struct slice body, struct arena *a)
{
	struct exception_entry e;

	return exception_decode(body, a, &e);
}

static int
decode_revision(struct slice body, struct arena *a)
{
	struct revision_entry e;

	(void)a;
	return revision_decode(body, &e);
}

static struct exception_entry
sample(void)
{
	return (struct exception_entry){ .number = 7, .reg = SLICE("leave"),
	    .sender = SLICE("ann@in.example"),
	    .recipient = SLICE("mail.example"), .files = SLICE("pdf"),
	    .reason = SLICE("on leave"), .approver = SLICE("meg@in.example"),
	    .role = SLICE("officer"), .actor = SLICE("root"),
	    .from_day = 20260505, .until_day = 20260531,
	    .review_day = 20260520, .start_ms = 1, .end_ms = 2, .added_ms = 3,
	    .uses = 4, .used_ms = 5, .ended_ms = 6, .ended_by = SLICE("root"),
	    .ended_why = SLICE("is back"), .is_reminded = true };
}

START_TEST(test_round_trip)
{
	struct exception_entry e = sample();
	struct buf b = BUF_INIT(4 * KIB), again = BUF_INIT(4 * KIB);
	struct arena *a = arena_new(MIB);

	ck_assert_int_eq(exception_encode(&e, &b), 0);
	ck_assert_int_eq(exception_decode(buf_slice(&b), a, &e), 0);
	ck_assert(slice_eq_str(e.ended_why, "is back"));
	ck_assert_int_eq(e.review_day, 20260520);
	ck_assert(e.is_reminded && !e.is_closed);
	/* What was read writes the same bytes: no field is forgotten. */
	ck_assert_int_eq(exception_encode(&e, &again), 0);
	ck_assert(slice_eq(buf_slice(&b), buf_slice(&again)));
	buf_free(&b);
	buf_free(&again);
	arena_free(a);
}
END_TEST

START_TEST(test_hostile)
{
	struct exception_entry e = sample();
	struct revision_entry v = { 3, { 1, 2 }, 4 };
	struct buf b = BUF_INIT(4 * KIB);

	ck_assert_int_eq(exception_encode(&e, &b), 0);
	hostile_cut(decode, buf_slice(&b));
	hostile_trailing(decode, buf_slice(&b));
	hostile_noise(decode, buf_slice(&b), 20000);
	buf_reset(&b);
	ck_assert_int_eq(revision_encode(&v, &b), 0);
	hostile_cut(decode_revision, buf_slice(&b));
	hostile_trailing(decode_revision, buf_slice(&b));
	buf_free(&b);
}
END_TEST

/* Longer than a row can keep, or a day that is none. */
START_TEST(test_bounds)
{
	static char text[EXCEPTION_REASON_MAX + 1];
	struct exception_entry e = sample();
	struct buf b = BUF_INIT(16 * KIB);
	struct arena *a = arena_new(MIB);

	memset(text, 'x', sizeof text);
	e.reason = slice_of(text, EXCEPTION_REASON_MAX);
	ck_assert_int_eq(exception_encode(&e, &b), 0);
	ck_assert_int_eq(decode(buf_slice(&b), a), 0);
	buf_reset(&b);
	e.reason = slice_of(text, EXCEPTION_REASON_MAX + 1);
	ck_assert_int_eq(exception_encode(&e, &b), 0);
	ck_assert_int_eq(decode(buf_slice(&b), a), ERR_LIMIT);
	buf_reset(&b);
	e = sample();
	e.until_day = 20261301;
	ck_assert_int_eq(exception_encode(&e, &b), 0);
	ck_assert_int_eq(decode(buf_slice(&b), a), ERR_RANGE);
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* Everything at its limit fits one row of the register. */
START_TEST(test_the_largest_fits_a_row)
{
	static char text[EXCEPTION_REASON_MAX];
	struct exception_entry e = sample();
	struct buf b = BUF_INIT(REGISTER_TEXT_MAX);

	memset(text, 'x', sizeof text);
	e.reg = e.actor = e.ended_by = slice_of(text, EXCEPTION_NAME_MAX);
	e.sender = e.recipient = e.approver =
	    slice_of(text, EXCEPTION_ADDRESS_MAX);
	e.files = slice_of(text, EXCEPTION_FILES_MAX);
	e.role = slice_of(text, EXCEPTION_ROLE_MAX);
	e.reason = e.ended_why = slice_of(text, EXCEPTION_REASON_MAX);
	ck_assert_int_eq(exception_encode(&e, &b), 0);
	buf_free(&b);
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} people[] = {
	{ "ann@in.example", "ann@in.example", true },
	{ "Ann+x@in.example", "ann@IN.example", true },
	{ "ann@in.example", "ann@out.example", false },
	{ "+ann@in.example", "+bob@in.example", false },
	{ "ann@in.example", "in.example", false },
	{ "", "", false },
};

START_TEST(test_people)
{
	ck_assert(exception_same_person(slice_str(people[_i].a),
	    slice_str(people[_i].b)) == people[_i].same);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "round trip", test_round_trip, 0 },
		{ "hostile", test_hostile, 0 },
		{ "bounds", test_bounds, 0 },
		{ "largest", test_the_largest_fits_a_row, 0 },
		{ "people", test_people, N_OF(people) },
		{ NULL, NULL, 0 },
	};

	return unit_main("exception", all);
}

#include "mail/edit.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "hostile.h"
#include "unit/unit.h"

#define SPOOL	1000
#define BODY	100

static int
decode(struct slice body, struct arena *a)
{
	struct edit_list l;

	return edit_list_decode(body, SPOOL, a, &l);
}

static int
decode_requests(struct slice body, struct arena *a)
{
	struct edit_request *q;
	size_t n;

	return edit_requests_decode(body, a, &q, &n);
}

static struct edit_outcome outcomes[] = {
	{ EDIT_DONE, { NULL, 0 }, { (const uint8_t *)"row", 3 },
	    EDIT_OTHERWISE_NONE },
	{ EDIT_SKIPPED, { (const uint8_t *)"signed", 6 }, { NULL, 0 },
	    EDIT_OTHERWISE_WRAP },
};

/* One list that is right, then one thing changed at a time. */
struct sample {
	struct splice splices[3];
	struct header_change headers[4];
	struct edit_list list;
};

static void
sample_init(struct sample *s)
{
	*s = (struct sample){
		.splices = {
			{ BODY, BODY, SLICE("at the start") },
			{ 200, 300, SLICE("text\0with a NUL") },
			{ SPOOL, SPOOL, SLICE("at the end") },
		},
		.headers = {
			{ HEADER_CHANGE, 1, SLICE("Subject"),
			    SLICE(" a\r\n\tb") },
			{ HEADER_DELETE, 2, SLICE("X-Y"), SLICE_NONE },
			{ HEADER_ADD, 0, SLICE("X-Z"), SLICE(" 1") },
			{ HEADER_INSERT, 0, SLICE("X-A"), SLICE("") },
		},
	};
	s->list = (struct edit_list){
		.outcomes = outcomes, .outcome_count = 2,
		.splices = s->splices, .splice_count = 3,
		.headers = s->headers, .header_count = 4,
		.body_offset = BODY,
	};
}

static int
through(struct sample *s, struct arena *a, struct edit_list *ret)
{
	struct buf b;
	int r;

	buf_init(&b, REPORT_BYTES_MAX);
	r = edit_list_encode(&s->list, &b);
	if (r == 0)
		r = edit_list_decode(buf_slice(&b), SPOOL, a, ret);
	buf_free(&b);
	return r;
}

START_TEST(test_round_trip)
{
	struct edit_list got;
	struct sample s;
	struct arena *a;
	size_t i;

	a = arena_new(MIB);
	sample_init(&s);
	ck_assert_int_eq(through(&s, a, &got), 0);
	ck_assert_uint_eq(got.body_offset, BODY);
	ck_assert_uint_eq(got.outcome_count, 2);
	ck_assert_int_eq(got.outcomes[1].result, EDIT_SKIPPED);
	ck_assert(slice_eq_str(got.outcomes[1].reason, "signed"));
	ck_assert(slice_eq_str(got.outcomes[0].text, "row"));
	ck_assert_uint_eq(got.splice_count, 3);
	for (i = 0; i < 3; i++) {
		ck_assert_uint_eq(got.splices[i].from, s.splices[i].from);
		ck_assert_uint_eq(got.splices[i].to, s.splices[i].to);
		ck_assert(slice_eq(got.splices[i].bytes, s.splices[i].bytes));
	}
	ck_assert_uint_eq(got.header_count, 4);
	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(got.headers[i].op, s.headers[i].op);
		ck_assert_uint_eq(got.headers[i].index, s.headers[i].index);
		ck_assert(slice_eq(got.headers[i].name, s.headers[i].name));
		ck_assert(slice_eq(got.headers[i].value, s.headers[i].value));
	}
	arena_free(a);
}
END_TEST

START_TEST(test_hostile)
{
	struct sample s;
	struct buf b;

	sample_init(&s);
	buf_init(&b, REPORT_BYTES_MAX);
	ck_assert_int_eq(edit_list_encode(&s.list, &b), 0);
	hostile_cut(decode, buf_slice(&b));
	hostile_trailing(decode, buf_slice(&b));
	hostile_noise(decode, buf_slice(&b), 100000);
	buf_free(&b);
}
END_TEST

static const struct {
	const char *name;
	uint64_t from, to;	/* of the second splice */
	int result;
} ranges[] = {
	{ "touching the one before", 100, 300, 0 },
	{ "up to the end", 200, SPOOL, 0 },
	{ "empty", 200, 200, 0 },
	{ "into the header", 99, 300, ERR_RANGE },
	{ "backwards", 300, 200, ERR_RANGE },
	{ "past the end", 200, SPOOL + 1, ERR_RANGE },
	{ "the largest number", UINT64_MAX, UINT64_MAX, ERR_RANGE },
};

START_TEST(test_ranges)
{
	struct edit_list got;
	struct sample s;
	struct arena *a;

	a = arena_new(MIB);
	sample_init(&s);
	s.splices[1].from = ranges[_i].from;
	s.splices[1].to = ranges[_i].to;
	ck_assert_msg(through(&s, a, &got) == ranges[_i].result, "%s",
	    ranges[_i].name);
	arena_free(a);
}
END_TEST

START_TEST(test_order)
{
	struct edit_list got;
	struct sample s;
	struct arena *a;

	a = arena_new(MIB);
	sample_init(&s);
	s.splices[2].from = 299;	/* into the second */
	s.splices[2].to = 400;
	ck_assert_int_eq(through(&s, a, &got), ERR_RANGE);
	s.splices[2].from = 300;
	ck_assert_int_eq(through(&s, a, &got), 0);
	s.list.body_offset = SPOOL + 1;
	ck_assert_int_eq(through(&s, a, &got), ERR_RANGE);
	arena_free(a);
}
END_TEST

static const struct {
	const char *name;
	enum header_op op;
	uint32_t index;
	const char *field, *value;
	int result;
} headers[] = {
	{ "a plain change", HEADER_CHANGE, 1, "Subject", " x", 0 },
	{ "an index at the limit", HEADER_CHANGE, HEADER_FIELDS_MAX, "S", "x",
	    0 },
	{ "one past it", HEADER_CHANGE, HEADER_FIELDS_MAX + 1, "S", "x",
	    ERR_RANGE },
	{ "the zeroth field", HEADER_DELETE, 0, "S", "", ERR_RANGE },
	{ "a change to nothing", HEADER_CHANGE, 1, "S", "", ERR_RANGE },
	{ "no name", HEADER_ADD, 0, "", " x", ERR_SYNTAX },
	{ "a colon in the name", HEADER_ADD, 0, "A:B", " x", ERR_SYNTAX },
	{ "a blank in the name", HEADER_ADD, 0, "A B", " x", ERR_SYNTAX },
	{ "8 bits in the name", HEADER_ADD, 0, "\xc3\xa9", " x", ERR_SYNTAX },
	{ "8 bits in the value", HEADER_ADD, 0, "A", " \xc3\xa9", 0 },
	{ "a second field", HEADER_ADD, 0, "A", " x\r\nBcc: y", ERR_SYNTAX },
	{ "a lone LF", HEADER_ADD, 0, "A", " x\n y", ERR_SYNTAX },
	{ "a lone CR", HEADER_ADD, 0, "A", " x\r y", ERR_SYNTAX },
	{ "an end of line", HEADER_ADD, 0, "A", " x\r\n", ERR_SYNTAX },
};

START_TEST(test_headers)
{
	struct edit_list got;
	struct sample s;
	struct arena *a;

	a = arena_new(MIB);
	sample_init(&s);
	s.headers[2] = (struct header_change){ headers[_i].op,
	    headers[_i].index, slice_str(headers[_i].field),
	    slice_str(headers[_i].value) };
	ck_assert_msg(through(&s, a, &got) == headers[_i].result, "%s",
	    headers[_i].name);
	s.headers[2] = (struct header_change){ HEADER_ADD, 0, SLICE("A"),
	    SLICE("\0") };
	ck_assert_int_eq(through(&s, a, &got), ERR_SYNTAX);
	arena_free(a);
}
END_TEST

/* Splices and header changes share one limit. */
START_TEST(test_limits)
{
	struct header_change h = { HEADER_DELETE, 1, SLICE("A"), SLICE_NONE };
	struct edit_list got;
	struct sample s;
	struct arena *a;
	size_t i;

	a = arena_new(16 * MIB);
	sample_init(&s);
	s.list.header_count = EDITS_MAX - 3;
	s.list.headers = arena_array(a, EDITS_MAX, sizeof h);
	for (i = 0; i < EDITS_MAX; i++)
		s.list.headers[i] = h;
	ck_assert_int_eq(through(&s, a, &got), 0);
	s.list.header_count++;
	ck_assert_int_eq(through(&s, a, &got), ERR_LIMIT);
	arena_free(a);
}
END_TEST

START_TEST(test_requests)
{
	struct edit_request in[EDIT_REQUESTS_MAX + 1], *out;
	struct arena *a;
	struct buf b;
	size_t i, n;

	for (i = 0; i <= EDIT_REQUESTS_MAX; i++)
		in[i] = (struct edit_request){ (enum edit_kind)
		    (i % EDIT_KIND_COUNT), SLICE("name"), SLICE("value"),
		    NULL };
	a = arena_new(MIB);
	buf_init(&b, FRAME_BODY_MAX);
	ck_assert_int_eq(edit_requests_encode(in, EDIT_REQUESTS_MAX + 1, &b),
	    ERR_LIMIT);
	buf_reset(&b);
	ck_assert_int_eq(edit_requests_encode(in, EDIT_REQUESTS_MAX, &b), 0);
	ck_assert_int_eq(edit_requests_decode(buf_slice(&b), a, &out, &n), 0);
	ck_assert_uint_eq(n, EDIT_REQUESTS_MAX);
	ck_assert_int_eq(out[1].kind, EDIT_STRIP_SUBJECT_TAG);
	ck_assert(slice_eq_str(out[15].value, "value"));
	ck_assert_ptr_null(out[0].disclaimer);
	hostile_cut(decode_requests, buf_slice(&b));
	hostile_trailing(decode_requests, buf_slice(&b));
	hostile_noise(decode_requests, buf_slice(&b), 20000);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(test_details)
{
	struct edit_variable v = { SLICE("sender.name"), SLICE("Jo \xc3\x96z") };
	struct edit_disclaimer d = {
		.association = SLICE("row"), .place = EDIT_PLACE_ABOVE_QUOTE,
		.otherwise = EDIT_OTHERWISE_WRAP, .once_per_thread = true,
		.has_null_sender = true,
		.after_armour = true, .size_max = 12345678901,
		.mark = SLICE("2 row 00ff"), .is_marked = true,
		.variables = &v, .variable_count = 1,
	};
	struct edit_request in[2] = {
		{ EDIT_DISCLAIMER, SLICE("row-gd"), SLICE(""), &d },
		{ EDIT_ADD_FIELD, SLICE("X-Note"), SLICE("1"), NULL },
	}, *out;
	struct edit_disclaimer *got;
	struct arena *a;
	struct buf b;
	size_t n;

	a = arena_new(MIB);
	buf_init(&b, FRAME_BODY_MAX);
	ck_assert_int_eq(edit_requests_encode(in, 2, &b), 0);
	ck_assert_int_eq(edit_requests_decode(buf_slice(&b), a, &out, &n), 0);
	got = out[0].disclaimer;
	ck_assert(slice_eq_str(got->association, "row"));
	ck_assert_int_eq(got->place, EDIT_PLACE_ABOVE_QUOTE);
	ck_assert_int_eq(got->otherwise, EDIT_OTHERWISE_WRAP);
	ck_assert(got->has_null_sender && got->once_per_thread &&
	    got->after_armour &&
	    got->is_marked && !got->ascii_only && !got->skips_generated &&
	    !got->replaces_signatures);
	ck_assert_uint_eq(got->size_max, 12345678901);
	ck_assert(slice_eq(got->mark, d.mark));
	ck_assert_uint_eq(got->variable_count, 1);
	ck_assert(slice_eq(got->variables[0].value, v.value));
	hostile_cut(decode_requests, buf_slice(&b));
	hostile_noise(decode_requests, buf_slice(&b), 20000);
	/* Details of anything else are nobody's. */
	in[1].disclaimer = &d;
	buf_reset(&b);
	ck_assert_int_eq(edit_requests_encode(in, 2, &b), ERR_RANGE);
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* --- bounds --------------------------------------------------------------------- */

static const struct edit_request asked[] = {
	{ EDIT_DISCLAIMER, { NULL, 0 }, { NULL, 0 }, NULL },
	{ EDIT_STRIP_SUBJECT_TAG, { NULL, 0 }, { NULL, 0 }, NULL },
	{ EDIT_ADD_FIELD, { (const uint8_t *)"X-Note", 6 },
	    { (const uint8_t *)"x", 1 }, NULL },
	{ EDIT_REMOVE_FIELD, { (const uint8_t *)"X-Confirm", 9 }, { NULL, 0 }, NULL },
};

static const struct {
	const char *name;
	unsigned done;		/* bits of asked[] */
	unsigned splices;
	enum header_op op;
	const char *field;	/* NULL: no header change */
	bool fine;
} bounds[] = {
	{ "nothing", 0, 0, HEADER_ADD, NULL, true },
	{ "a notice", 1, 1, HEADER_ADD, NULL, true },
	{ "a notice that is not there", 1, 0, HEADER_ADD, NULL, false },
	{ "a body that nobody changes", 2, 1, HEADER_ADD, NULL, false },
	{ "a body, and nothing done", 0, 1, HEADER_ADD, NULL, false },
	{ "a type", 1, 1, HEADER_CHANGE, "content-type", true },
	{ "an encoding", 1, 1, HEADER_DELETE, "Content-Transfer-Encoding",
	    true },
	{ "MIME", 1, 1, HEADER_ADD, "MIME-Version", true },
	{ "our mark", 1, 1, HEADER_ADD, "X-Exeat-Notice", true },
	{ "a type without a notice", 2, 0, HEADER_CHANGE, "Content-Type",
	    false },
	{ "a ticket", 1, 1, HEADER_ADD, "X-Exeat-Release", false },
	{ "a sender", 15, 1, HEADER_CHANGE, "From", false },
	{ "a recipient", 15, 1, HEADER_ADD, "To", false },
	{ "a subject", 2, 0, HEADER_CHANGE, "Subject", true },
	{ "a subject more", 2, 0, HEADER_ADD, "Subject", false },
	{ "no subject", 2, 0, HEADER_DELETE, "Subject", false },
	{ "a subject with a notice only", 1, 1, HEADER_CHANGE, "Subject",
	    false },
	{ "the field", 4, 0, HEADER_ADD, "X-Note", true },
	{ "the field at the top", 4, 0, HEADER_INSERT, "X-Note", false },
	{ "the field in another case", 4, 0, HEADER_ADD, "x-note", false },
	{ "a file's name", 1, 1, HEADER_ADD, "Content-Disposition", false },
	{ "a base", 1, 1, HEADER_CHANGE, "Content-Location", false },
	{ "a type at the top", 1, 1, HEADER_INSERT, "Content-Type", false },
	{ "no length", 1, 1, HEADER_DELETE, "Content-Length", true },
	{ "another version of MIME", 1, 1, HEADER_CHANGE, "MIME-Version",
	    false },
	{ "a mark at the top", 1, 1, HEADER_INSERT, "X-Exeat-Notice", false },
	{ "a mark changed", 1, 1, HEADER_CHANGE, "X-Exeat-Notice", false },
	{ "a stranger's mark goes", 1, 1, HEADER_DELETE, "X-Exeat-Notice",
	    true },
	{ "another field", 4, 0, HEADER_ADD, "X-Other", false },
	{ "the field taken off", 4, 0, HEADER_DELETE, "X-Note", false },
	{ "a field not done", 2, 0, HEADER_ADD, "X-Note", false },
	{ "the field to go", 8, 0, HEADER_DELETE, "X-Confirm", true },
	{ "the field to go, changed", 8, 0, HEADER_CHANGE, "X-Confirm",
	    false },
};

/* What a disclaimer may lead to instead, and no more than that. */
static const struct {
	const char *name;
	enum edit_otherwise asked, done;
	enum edit_result result;
	uint64_t from, to;		/* the first splice; 0: none */
	enum header_op op;
	const char *field;
	bool fine;
} others[] = {
#define WRAP	EDIT_OTHERWISE_WRAP
#define FIELD	EDIT_OTHERWISE_HEADER
#define LEFT	EDIT_OTHERWISE_NONE
	{ "wrapped", WRAP, WRAP, EDIT_SKIPPED, BODY, BODY, HEADER_CHANGE,
	    "Message-ID", true },
	{ "wrapped, not asked for", LEFT, WRAP, EDIT_SKIPPED, BODY, BODY,
	    HEADER_CHANGE, "Message-ID", false },
	{ "wrapped instead of a field", FIELD, WRAP, EDIT_SKIPPED, BODY,
	    BODY, HEADER_CHANGE, "Message-ID", false },
	{ "wrapped after a failed proof", WRAP, WRAP, EDIT_FAILED, BODY,
	    BODY, HEADER_CHANGE, "Content-Type", true },
	{ "wrapped and added", WRAP, WRAP, EDIT_DONE, BODY, BODY,
	    HEADER_CHANGE, "Content-Type", false },
	{ "wrapped without a body", WRAP, WRAP, EDIT_SKIPPED, 0, 0,
	    HEADER_CHANGE, "Content-Type", false },
	{ "wrapped, bytes of it gone", WRAP, WRAP, EDIT_SKIPPED, BODY,
	    BODY + 1, HEADER_CHANGE, "Content-Type", false },
	{ "wrapped somewhere else", WRAP, WRAP, EDIT_SKIPPED, BODY + 1,
	    BODY + 1, HEADER_CHANGE, "Content-Type", false },
	{ "a field goes inside", WRAP, WRAP, EDIT_SKIPPED, BODY, BODY,
	    HEADER_DELETE, "DKIM-Signature", true },
	{ "the author goes", WRAP, WRAP, EDIT_SKIPPED, BODY, BODY,
	    HEADER_DELETE, "From", false },
	{ "the subject goes", WRAP, WRAP, EDIT_SKIPPED, BODY, BODY,
	    HEADER_DELETE, "subject", false },
	{ "a list's field inside only", WRAP, WRAP, EDIT_SKIPPED, BODY, BODY,
	    HEADER_DELETE, "List-Unsubscribe", false },
	{ "its precedence inside only", WRAP, WRAP, EDIT_SKIPPED, BODY, BODY,
	    HEADER_DELETE, "Precedence", false },
	{ "any other field inside only", WRAP, WRAP, EDIT_SKIPPED, BODY, BODY,
	    HEADER_DELETE, "X-Mailer", true },
	{ "another author", WRAP, WRAP, EDIT_SKIPPED, BODY, BODY,
	    HEADER_CHANGE, "From", false },
	{ "a ticket", WRAP, WRAP, EDIT_SKIPPED, BODY, BODY, HEADER_ADD,
	    "X-Exeat-Release", false },
	{ "a recipient", WRAP, WRAP, EDIT_SKIPPED, BODY, BODY, HEADER_ADD,
	    "Bcc", false },
	{ "a field at the top", FIELD, FIELD, EDIT_SKIPPED, 0, 0,
	    HEADER_INSERT, "X-Legal", true },
	{ "a field, and the body too", FIELD, FIELD, EDIT_SKIPPED, BODY,
	    BODY, HEADER_INSERT, "X-Legal", false },
	{ "a field not asked for", LEFT, FIELD, EDIT_SKIPPED, 0, 0,
	    HEADER_INSERT, "X-Legal", false },
	{ "a field at the end", FIELD, FIELD, EDIT_SKIPPED, 0, 0, HEADER_ADD,
	    "X-Legal", false },
	{ "a field of another kind", FIELD, FIELD, EDIT_SKIPPED, 0, 0,
	    HEADER_INSERT, "Bcc", false },
	{ "a field of ours", FIELD, FIELD, EDIT_SKIPPED, 0, 0, HEADER_INSERT,
	    "X-Exeat-Release", false },
	{ "a field that was there", FIELD, FIELD, EDIT_SKIPPED, 0, 0,
	    HEADER_INSERT, NULL, true },
	{ "nothing instead", FIELD, LEFT, EDIT_SKIPPED, 0, 0, HEADER_INSERT,
	    NULL, true },
	{ "nothing instead, and a field", FIELD, LEFT, EDIT_SKIPPED, 0, 0,
	    HEADER_INSERT, "X-Legal", false },
};

START_TEST(test_others)
{
	struct edit_disclaimer d = { .otherwise = others[_i].asked };
	struct edit_request q = { EDIT_DISCLAIMER, SLICE("row"), SLICE(""),
	    &d };
	struct edit_outcome said = { others[_i].result, SLICE("signed"),
	    SLICE("row"), others[_i].done };
	struct splice pieces[3] = {
		{ others[_i].from, others[_i].to, SLICE("x") },
		{ BODY + 9, BODY + 9, SLICE("y") },
		{ BODY + 9, BODY + 9, SLICE("z") },
	};
	struct header_change h[2] = {
		{ others[_i].op, 1, slice_str(others[_i].field), SLICE(" x") },
		{ others[_i].op, 1, slice_str(others[_i].field), SLICE(" x") },
	};
	struct edit_list l = { .outcomes = &said, .outcome_count = 1,
	    .splices = pieces, .splice_count = others[_i].from > 0 ? 2 : 0,
	    .headers = h, .header_count = others[_i].field != NULL,
	    .body_offset = BODY };

	ck_assert_msg(edit_list_is_asked_for(&l, &q, 1) == others[_i].fine,
	    "%s", others[_i].name);
	/* Three pieces are no wrapping, two fields are one too many. */
	if (others[_i].from > 0) {
		l.splice_count = 3;
		ck_assert(!edit_list_is_asked_for(&l, &q, 1));
	} else if (others[_i].done == FIELD) {
		l.headers = h;
		l.header_count = others[_i].field != NULL ? 2 : 0;
		ck_assert(edit_list_is_asked_for(&l, &q, 1) ==
		    (l.header_count == 0 && others[_i].fine));
	}
}
END_TEST

/* A signature goes only where it was said to be ours. */
START_TEST(test_signatures)
{
	struct edit_disclaimer d = { .replaces_signatures = true };
	struct edit_request q = { EDIT_DISCLAIMER, SLICE("row"), SLICE(""),
	    &d };
	struct edit_outcome said = { EDIT_DONE, SLICE(""), SLICE("row"),
	    EDIT_OTHERWISE_NONE };
	struct splice one = { BODY, BODY, SLICE("x") };
	struct header_change h = { HEADER_DELETE, 1, SLICE("DKIM-Signature"),
	    SLICE("") };
	struct edit_list l = { .outcomes = &said, .outcome_count = 1,
	    .splices = &one, .splice_count = 1, .headers = &h,
	    .header_count = 1, .body_offset = BODY };

	ck_assert(edit_list_is_asked_for(&l, &q, 1));
	h.op = HEADER_CHANGE;
	ck_assert(!edit_list_is_asked_for(&l, &q, 1));
	h.op = HEADER_DELETE;
	d.replaces_signatures = false;
	ck_assert(!edit_list_is_asked_for(&l, &q, 1));
	q.disclaimer = NULL;
	ck_assert(!edit_list_is_asked_for(&l, &q, 1));
}
END_TEST

START_TEST(test_bounds)
{
	struct edit_outcome said[4];
	struct splice one = { BODY, BODY, SLICE("x") };
	struct header_change h = { bounds[_i].op, 1,
	    slice_str(bounds[_i].field), SLICE(" x") };
	struct edit_list l = { .outcomes = said, .outcome_count = 4,
	    .splices = &one, .splice_count = bounds[_i].splices,
	    .headers = &h, .header_count = bounds[_i].field != NULL,
	    .body_offset = BODY };
	size_t i;

	for (i = 0; i < 4; i++)
		said[i] = (struct edit_outcome){ bounds[_i].done >> i & 1 ?
		    EDIT_DONE : EDIT_FAILED, SLICE_NONE, SLICE_NONE,
		    EDIT_OTHERWISE_NONE };
	ck_assert_msg(edit_list_is_asked_for(&l, asked, 4) == bounds[_i].fine,
	    "%s", bounds[_i].name);
	l.outcome_count = 3;
	ck_assert(!edit_list_is_asked_for(&l, asked, 4));
}
END_TEST

/* The mark that was given and no other. */
START_TEST(test_mark)
{
	struct edit_disclaimer d = { .mark = SLICE("1 row abc") };
	struct edit_request q = { EDIT_DISCLAIMER, SLICE("row"), SLICE(""),
	    &d };
	struct edit_outcome said = { EDIT_DONE, SLICE(""), SLICE("row"),
	    EDIT_OTHERWISE_NONE };
	struct splice one = { BODY, BODY, SLICE("x") };
	struct header_change h = { HEADER_ADD, 0, SLICE("X-Exeat-Notice"),
	    SLICE(" 1 row abc") };
	struct edit_list l = { .outcomes = &said, .outcome_count = 1,
	    .splices = &one, .splice_count = 1, .headers = &h,
	    .header_count = 1, .body_offset = BODY };

	ck_assert(edit_list_is_asked_for(&l, &q, 1));
	h.value = SLICE(" 1 row abd");
	ck_assert(!edit_list_is_asked_for(&l, &q, 1));
	d.otherwise = said.otherwise = EDIT_OTHERWISE_WRAP;
	said.result = EDIT_SKIPPED;
	ck_assert(!edit_list_is_asked_for(&l, &q, 1));
	h.value = SLICE(" 1 row abc");
	ck_assert(edit_list_is_asked_for(&l, &q, 1));
}
END_TEST

/* Twice the same field, or in an order that an MTA would count otherwise. */
START_TEST(test_once)
{
	struct edit_request q[3] = {
		{ EDIT_REMOVE_FIELD, SLICE("X-A"), SLICE(""), NULL },
		{ EDIT_ADD_FIELD, SLICE("X-B"), SLICE("b"), NULL },
		{ EDIT_ADD_FIELD, SLICE("X-B"), SLICE("b"), NULL },
	};
	struct edit_outcome said[3] = { { .result = EDIT_DONE },
		{ .result = EDIT_DONE }, { .result = EDIT_DONE } };
	struct header_change h[5] = {
		{ HEADER_DELETE, 1, SLICE("X-A"), SLICE("") },
		{ HEADER_DELETE, 3, SLICE("x-a"), SLICE("") },
		{ HEADER_ADD, 0, SLICE("X-B"), SLICE(" b") },
		{ HEADER_ADD, 0, SLICE("X-B"), SLICE(" b") },
		{ HEADER_ADD, 0, SLICE("X-B"), SLICE(" b") },
	};
	struct edit_list l = { .outcomes = said, .outcome_count = 3,
	    .headers = h, .header_count = 4, .body_offset = BODY };

	ck_assert(edit_list_is_asked_for(&l, q, 3));
	l.header_count = 5;
	ck_assert(!edit_list_is_asked_for(&l, q, 3));
	l.header_count = 4;
	h[1].index = 1;
	ck_assert(!edit_list_is_asked_for(&l, q, 3));
	h[0].index = 2;
	ck_assert(!edit_list_is_asked_for(&l, q, 3));
	said[2].result = EDIT_FAILED;
	h[1].index = 3;
	ck_assert(!edit_list_is_asked_for(&l, q, 3));
	l.header_count = 3;
	ck_assert(edit_list_is_asked_for(&l, q, 3));
}
END_TEST

static bool
fits(uint64_t removed, size_t inserted, size_t field)
{
	static uint8_t bytes[2 * EDIT_INSERTED_MAX];
	struct edit_request q = { EDIT_DISCLAIMER, SLICE("row"), SLICE(""),
	    NULL };
	struct edit_outcome said = { .result = EDIT_DONE };
	struct splice two[2] = {
		{ BODY, BODY + removed / 2, slice_of(bytes, inserted / 2) },
		{ BODY + removed / 2, BODY + removed,
		    slice_of(bytes, inserted - inserted / 2) },
	};
	struct header_change h = { HEADER_ADD, 0, SLICE("MIME-Version"),
	    slice_of(bytes, field) };
	struct edit_list l = { .outcomes = &said, .outcome_count = 1,
	    .splices = two, .splice_count = 2, .headers = &h,
	    .header_count = 1, .body_offset = BODY };

	return edit_list_is_asked_for(&l, &q, 1) && edit_list_is_modest(&l);
}

/* A body cannot be taken out, nor any amount put in. */
START_TEST(test_modest)
{
	ck_assert(fits(EDIT_REMOVED_MAX, 1, 1));
	ck_assert(!fits(EDIT_REMOVED_MAX + 1, 1, 1));
	ck_assert(fits(0, EDIT_INSERTED_MAX, 1));
	ck_assert(!fits(0, EDIT_INSERTED_MAX + 1, 1));
	ck_assert(fits(10, EDIT_INSERTED_MAX + 40, 1));
	ck_assert(!fits(10, EDIT_INSERTED_MAX + 41, 1));
	ck_assert(fits(0, 1, HEADER_BYTES_MAX - 12));
	ck_assert(!fits(0, 1, HEADER_BYTES_MAX - 11));
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "round trip", test_round_trip, 0 },
		{ "hostile", test_hostile, 0 },
		{ "ranges", test_ranges, N_OF(ranges) },
		{ "order", test_order, 0 },
		{ "headers", test_headers, N_OF(headers) },
		{ "bounds", test_bounds, N_OF(bounds) },
		{ "mark", test_mark, 0 },
		{ "once", test_once, 0 },
		{ "modest", test_modest, 0 },
		{ "others", test_others, N_OF(others) },
		{ "signatures", test_signatures, 0 },
		{ "limits", test_limits, 0 },
		{ "requests", test_requests, 0 },
		{ "details", test_details, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("edit", tests);
}

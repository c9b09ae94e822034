#include "mail/memory.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "hostile.h"
#include "unit/unit.h"

static int
decode_question(struct slice body, struct arena *a)
{
	struct memory_question q;

	return memory_question_decode(body, a, &q);
}

static int
decode_answer(struct slice body, struct arena *a)
{
	struct memory_answer m;

	return memory_answer_decode(body, a, &m);
}

static int
decode_note(struct slice body, struct arena *a)
{
	struct memory_note n;

	return memory_note_decode(body, a, &n);
}

static void
sample(struct memory_note *n, struct arena *a)
{
	struct memory_question *q = &n->question;
	size_t i;

	memset(n, 0, sizeof *n);
	q->class = MAIL_CLASS_LOCAL;
	q->is_signed_in = true;
	q->is_automatic = true;
	q->at_ms = 1700000000000;
	q->party_count = MEMORY_RECIPIENTS + 2;
	q->parties = arena_array(a, q->party_count, sizeof *q->parties);
	q->parties[MEMORY_SENDER].address = SLICE("kim@hill.example");
	q->parties[MEMORY_SENDER].domain = SLICE("hill.example");
	q->parties[MEMORY_SENDER].flags = MEMORY_IS_INSIDE;
	q->parties[MEMORY_RECIPIENTS].address = SLICE("x@post.example");
	q->parties[MEMORY_RECIPIENTS].domain = SLICE("post.example");
	q->parties[MEMORY_RECIPIENTS].flags = MEMORY_IS_WEBMAIL;
	q->file_count = 2;
	q->files = arena_array(a, 2, sizeof *q->files);
	q->files[0].part = 3;
	q->files[0].flags = MEMORY_FILE_IS_PIECE;
	memset(q->files[0].digest, 0x5a, MAIL_DIGEST_SIZE);
	for (i = 0; i < TEXT_SIGNATURE_HASHES; i++)
		q->files[0].signature.least[i] = (uint32_t)i + 1;
	q->files[1].part = 4;
	q->text.least[7] = 9;
	memset(q->retry_digest, 0xa5, MAIL_DIGEST_SIZE);
	n->is_let_go = arena_array(a, q->party_count, sizeof *n->is_let_go);
	n->is_let_go[MEMORY_RECIPIENTS + 1] = true;
	n->use_count = 1;
	n->uses = arena_array(a, 1, sizeof *n->uses);
	n->uses[0].party = MEMORY_RECIPIENTS;
	n->uses[0].exception = SLICE("leave");
	n->uses[0].rule = SLICE("to-webmail");
	n->case_count = 1;
	n->cases = arena_array(a, 1, sizeof *n->cases);
	n->cases[0].name = SLICE("breach");
	n->cases[0].rule = SLICE("secrets");
}

static void
sample_answer(struct memory_answer *m, struct arena *a)
{
	struct memory_note n;

	sample(&n, a);
	ck_assert_int_eq(memory_answer_empty(&n.question, a, m), 0);
	ck_assert(memory_answer_fits(m, &n.question));
	m->parties[2].known = MEMORY_KNOWN | MEMORY_KNOWN_TO_SENDER;
	m->parties[2].nearest = SLICE("p0st.example");
	m->parties[2].exception_count = 1;
	m->parties[2].exceptions = arena_array(a, 1, sizeof(struct slice));
	m->parties[2].exceptions[0] = SLICE("leave");
	m->files[1].seen = MEMORY_SEEN_RECEIVED_UNKNOWN | MEMORY_SEEN_BY_TEXT;
	m->sender_count = 1;
	m->senders = arena_array(a, 1, sizeof *m->senders);
	m->senders[0].who = 77;
	m->senders[0].at_ms = 5;
	m->received_ms = 6;
}

START_TEST(test_note_round_trip)
{
	struct buf b = BUF_INIT(MIB), again = BUF_INIT(MIB);
	struct arena *a = arena_new(MIB);
	struct memory_note n, d;

	sample(&n, a);
	ck_assert_int_eq(memory_note_encode(&n, &b), 0);
	ck_assert_int_eq(memory_note_decode(buf_slice(&b), a, &d), 0);
	ck_assert_int_eq(memory_note_encode(&d, &again), 0);
	ck_assert(slice_eq(buf_slice(&b), buf_slice(&again)));
	ck_assert(slice_eq_str(d.question.parties[MEMORY_SENDER].address,
	    "kim@hill.example"));
	ck_assert_uint_eq(d.question.files[1].part, 4);
	ck_assert(text_signature_is_none(&d.question.files[1].signature));
	ck_assert_uint_eq(text_signature_alike(&d.question.files[0].signature,
	    &n.question.files[0].signature), TEXT_SIGNATURE_HASHES);
	ck_assert(!d.is_let_go[MEMORY_RECIPIENTS]);
	ck_assert(d.is_let_go[MEMORY_RECIPIENTS + 1]);
	ck_assert(slice_eq_str(d.uses[0].rule, "to-webmail"));
	ck_assert_uint_eq(d.case_count, 1);
	ck_assert(slice_eq_str(d.cases[0].name, "breach"));
	ck_assert(slice_eq_str(d.cases[0].rule, "secrets"));
	hostile_cut(decode_note, buf_slice(&b));
	hostile_trailing(decode_note, buf_slice(&b));
	hostile_noise(decode_note, buf_slice(&b), 20000);
	buf_free(&b);
	buf_free(&again);
	arena_free(a);
}
END_TEST

START_TEST(test_question_round_trip)
{
	struct buf b = BUF_INIT(MIB);
	struct arena *a = arena_new(MIB);
	struct memory_question d;
	struct memory_note n;

	sample(&n, a);
	ck_assert_int_eq(memory_question_encode(&n.question, &b), 0);
	ck_assert_int_eq(memory_question_decode(buf_slice(&b), a, &d), 0);
	ck_assert_int_eq(d.class, MAIL_CLASS_LOCAL);
	ck_assert(d.is_signed_in);
	ck_assert(!d.is_forward);
	ck_assert(d.is_automatic);
	ck_assert_uint_eq(d.files[0].flags, MEMORY_FILE_IS_PIECE);
	ck_assert_uint_eq(d.files[1].flags, 0);
	ck_assert_int_eq(d.at_ms, 1700000000000);
	ck_assert_uint_eq(d.parties[2].flags, MEMORY_IS_WEBMAIL);
	ck_assert_uint_eq(d.text.least[7], 9);
	ck_assert_uint_eq(d.retry_digest[31], 0xa5);
	hostile_cut(decode_question, buf_slice(&b));
	hostile_trailing(decode_question, buf_slice(&b));
	hostile_noise(decode_question, buf_slice(&b), 20000);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(test_answer_round_trip)
{
	struct buf b = BUF_INIT(MIB);
	struct arena *a = arena_new(MIB);
	struct memory_answer m, d;

	sample_answer(&m, a);
	ck_assert_int_eq(memory_answer_encode(&m, &b), 0);
	ck_assert_int_eq(memory_answer_decode(buf_slice(&b), a, &d), 0);
	ck_assert_uint_eq(d.parties[2].known,
	    MEMORY_KNOWN | MEMORY_KNOWN_TO_SENDER);
	ck_assert(slice_eq_str(d.parties[2].nearest, "p0st.example"));
	ck_assert(slice_eq_str(d.parties[2].exceptions[0], "leave"));
	ck_assert_uint_eq(d.files[0].seen, 0);
	ck_assert_uint_eq(d.files[1].seen,
	    MEMORY_SEEN_RECEIVED_UNKNOWN | MEMORY_SEEN_BY_TEXT);
	ck_assert_uint_eq(d.senders[0].who, 77);
	ck_assert_int_eq(d.received_ms, 6);
	hostile_cut(decode_answer, buf_slice(&b));
	hostile_trailing(decode_answer, buf_slice(&b));
	hostile_noise(decode_answer, buf_slice(&b), 20000);
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* What no writer of ours makes is refused by writer and reader alike. */
START_TEST(test_refused)
{
	struct buf b = BUF_INIT(MIB);
	struct arena *a = arena_new(8 * MIB);
	struct memory_answer m;
	struct memory_note n;

	sample(&n, a);
	n.question.party_count = 1;
	ck_assert_int_eq(memory_question_encode(&n.question, &b), ERR_RANGE);
	sample(&n, a);
	n.question.parties[0].flags = MEMORY_PARTY_ALL + 1;
	b.len = 0;
	ck_assert_int_eq(memory_question_encode(&n.question, &b), 0);
	ck_assert_int_eq(decode_question(buf_slice(&b), a), ERR_RANGE);
	sample(&n, a);
	n.uses[0].party = (uint32_t)n.question.party_count;
	b.len = 0;
	ck_assert_int_eq(memory_note_encode(&n, &b), 0);
	ck_assert_int_eq(decode_note(buf_slice(&b), a), ERR_RANGE);
	sample_answer(&m, a);
	m.sender_count = MEMORY_SIGHTINGS_MAX;
	m.senders = arena_array(a, m.sender_count + 1, sizeof *m.senders);
	b.len = 0;
	ck_assert_int_eq(memory_answer_encode(&m, &b), 0);
	ck_assert_int_eq(decode_answer(buf_slice(&b), a), 0);
	m.sender_count++;
	b.len = 0;
	ck_assert_int_eq(memory_answer_encode(&m, &b), ERR_LIMIT);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(test_alike)
{
	struct text_signature x, y, none;
	size_t i;

	memset(&none, 0, sizeof none);
	for (i = 0; i < TEXT_SIGNATURE_HASHES; i++)
		x.least[i] = y.least[i] = (uint32_t)(i * 7 + 1);
	y.least[0] = 0;
	y.least[9]++;
	ck_assert_uint_eq(text_signature_alike(&x, &y),
	    TEXT_SIGNATURE_HASHES - 2);
	ck_assert_uint_eq(text_signature_alike(&none, &none), 0);
	ck_assert(!text_signature_is_none(&x));
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "note", test_note_round_trip, 0 },
		{ "question", test_question_round_trip, 0 },
		{ "answer", test_answer_round_trip, 0 },
		{ "refused", test_refused, 0 },
		{ "alike", test_alike, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("memory", all);
}

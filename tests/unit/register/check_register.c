/*
 * register -- rows, names, retries, and a whole register as an example: one
 * that counts how often each outside address was written to.
 */
#include "register/register.h"

#include "unit/register/bench.h"

/* --- a register ------------------------------------------------------------------ */

static int
letters_key(struct register_context *x, const struct memory_party *p,
    struct register_row *row)
{
	*row = (struct register_row){ .reg = REGISTER_TEST,
	    .until_ms = x->at_ms + 30 * DAY_MS };
	return register_digest(x, "letters to", &p->address, 1, row->key);
}

static int
letters_answer(struct register_context *x, const struct memory_question *q,
    struct memory_answer *m)
{
	struct register_row row;
	size_t i;
	int r;

	for (i = MEMORY_RECIPIENTS; i < q->party_count; i++) {
		r = letters_key(x, &q->parties[i], &row);
		if (r == 0)
			r = register_get(x, &row);
		if (r == ERR_NOTFOUND)
			continue;
		if (r < 0)
			return r;
		m->parties[i].known |= MEMORY_KNOWN;
	}
	return 0;
}

static int
letters_learn(struct register_context *x, const struct memory_note *n)
{
	struct register_row row;
	size_t i;
	int r;

	for (i = MEMORY_RECIPIENTS; i < n->question.party_count; i++) {
		if (!n->is_let_go[i])
			continue;
		r = letters_key(x, &n->question.parties[i], &row);
		if (r == 0)
			r = register_count(x, &row);
		if (r < 0)
			return r;
	}
	/* Not what a register is for; the test looks at it. */
	for (i = 0; i < n->use_count; i++) {
		r = x->record.append(x->record.arg, SLICE("milter"),
		    n->uses[i].exception, slice_str(x->ref), SLICE_NONE,
		    SLICE_NONE, n->uses[i].rule);
		if (r < 0)
			return r;
	}
	return 0;
}

static const struct register_kind letters = {
	.id = REGISTER_TEST, .name = "letters", .answer = letters_answer,
	.learn = letters_learn,
};

static const struct register_kind seen = {
	.id = REGISTER_SEEN, .name = "seen"
};

static const struct register_kind *const kinds[] = { &seen, &letters, NULL };

/* --- learning -------------------------------------------------------------------------- */

/* A mail from one sender; the recipients' names follow, ended by NULL. */
static struct memory_note
note_of(struct bench *b, uint8_t mail, const char *const *to)
{
	struct memory_note n = { .question = { .at_ms = b->x.at_ms } };
	struct memory_question *q = &n.question;
	size_t i, count = 0;

	while (to[count] != NULL)
		count++;
	q->party_count = MEMORY_RECIPIENTS + count;
	q->parties = arena_array(b->x.arena, q->party_count,
	    sizeof *q->parties);
	n.is_let_go = arena_array(b->x.arena, q->party_count,
	    sizeof *n.is_let_go);
	n.uses = arena_array(b->x.arena, count, sizeof *n.uses);
	q->parties[MEMORY_SENDER].address = SLICE("clerk@inside.example");
	for (i = 0; i < count; i++) {
		q->parties[MEMORY_RECIPIENTS + i].address = slice_str(to[i]);
		n.is_let_go[MEMORY_RECIPIENTS + i] = true;
	}
	memset(q->retry_digest, mail, sizeof q->retry_digest);
	return n;
}

static uint64_t
letters_to(struct bench *b, const char *address)
{
	struct memory_party p = { .address = slice_str(address) };
	struct register_row row;
	int r;

	ck_assert_int_eq(letters_key(&b->x, &p, &row), 0);
	r = register_get(&b->x, &row);
	ck_assert(r == 0 || r == ERR_NOTFOUND);
	return r == 0 ? row.count : 0;
}

#define TO(...)	((const char *const[]){ __VA_ARGS__, NULL })

/* --- cases ------------------------------------------------------------------------------- */

START_TEST(test_learns_and_answers)
{
	struct memory_answer m;
	struct memory_note n;
	struct bench b;

	bench_make(&b, _i);
	n = note_of(&b, 1, TO("a@x.example", "b@x.example", "c@x.example"));
	ck_assert_int_eq(register_answer(kinds, &b.x, &n.question, &m), 0);
	ck_assert(memory_answer_fits(&m, &n.question));
	ck_assert_uint_eq(m.parties[MEMORY_RECIPIENTS].known, 0);
	n.is_let_go[MEMORY_RECIPIENTS + 2] = false;
	ck_assert_int_eq(register_learn(kinds, &b.x, &n), 0);
	ck_assert_int_eq(register_answer(kinds, &b.x, &n.question, &m), 0);
	ck_assert_uint_eq(m.parties[MEMORY_SENDER].known, 0);
	ck_assert_uint_eq(m.parties[MEMORY_RECIPIENTS].known, MEMORY_KNOWN);
	ck_assert_uint_eq(m.parties[MEMORY_RECIPIENTS + 1].known,
	    MEMORY_KNOWN);
	ck_assert_uint_eq(m.parties[MEMORY_RECIPIENTS + 2].known, 0);
	/* Asking teaches nothing. */
	ck_assert_uint_eq(letters_to(&b, "c@x.example"), 0);
	ck_assert_uint_eq(letters_to(&b, "a@x.example"), 1);
	bench_end(&b);
}
END_TEST

/* The same mail again, its recipients in another order: counted once. */
START_TEST(test_retry_counts_once)
{
	struct memory_note n, again;
	struct bench b;

	bench_make(&b, _i);
	n = note_of(&b, 1, TO("a@x.example", "b@x.example"));
	n.is_let_go[MEMORY_RECIPIENTS + 1] = false;
	n.uses[0] = (struct memory_use){ MEMORY_RECIPIENTS, SLICE("webmail"),
	    SLICE("no-webmail") };
	n.uses[1] = (struct memory_use){ MEMORY_RECIPIENTS + 1,
	    SLICE("webmail"), SLICE("no-webmail") };
	n.use_count = 2;
	ck_assert_int_eq(register_learn(kinds, &b.x, &n), 0);
	/* A use for whom it was held is none. */
	ck_assert_str_eq(buf_cstr(&b.recorded),
	    "milter webmail EX-0000-0001 no-webmail\n");
	ck_assert_int_eq(register_learn(kinds, &b.x, &n), 0);
	ck_assert_uint_eq(letters_to(&b, "a@x.example"), 1);
	ck_assert_str_eq(buf_cstr(&b.recorded),
	    "milter webmail EX-0000-0001 no-webmail\n");

	/* Now b gets it as well, and only that is new. */
	b.x.at_ms += 3 * DAY_MS;
	again = note_of(&b, 1, TO("b@x.example", "a@x.example"));
	again.uses[0] = (struct memory_use){ MEMORY_RECIPIENTS,
	    SLICE("webmail"), SLICE("for-b") };
	again.uses[1] = (struct memory_use){ MEMORY_RECIPIENTS + 1,
	    SLICE("webmail"), SLICE("for-a") };
	again.use_count = 2;
	ck_assert_int_eq(register_learn(kinds, &b.x, &again), 0);
	ck_assert_uint_eq(letters_to(&b, "a@x.example"), 1);
	ck_assert_uint_eq(letters_to(&b, "b@x.example"), 1);
	ck_assert_str_eq(buf_cstr(&b.recorded),
	    "milter webmail EX-0000-0001 no-webmail\n"
	    "milter webmail EX-0000-0001 for-b\n");
	/* The note of the caller is as it was. */
	ck_assert(again.is_let_go[MEMORY_RECIPIENTS + 1]);
	ck_assert_uint_eq(again.use_count, 2);

	/* Another mail counts. */
	n = note_of(&b, 2, TO("a@x.example"));
	ck_assert_int_eq(register_learn(kinds, &b.x, &n), 0);
	ck_assert_uint_eq(letters_to(&b, "a@x.example"), 2);
	bench_end(&b);
}
END_TEST

/* Nobody got it: nothing at all is written. */
START_TEST(test_nothing_let_go)
{
	struct register_row *rows;
	struct memory_note n;
	struct bench b;
	size_t count;

	bench_make(&b, _i);
	n = note_of(&b, 1, TO("a@x.example"));
	n.is_let_go[MEMORY_RECIPIENTS] = false;
	/* The sender is no recipient, whatever the flag says. */
	n.is_let_go[MEMORY_SENDER] = true;
	ck_assert_int_eq(register_learn(kinds, &b.x, &n), 0);
	ck_assert_int_eq(register_list(&b.x, REGISTER_SEEN, 0, 10, &rows,
	    &count), 0);
	ck_assert_uint_eq(count, 0);
	ck_assert_uint_eq(letters_to(&b, "a@x.example"), 0);
	bench_end(&b);
}
END_TEST

START_TEST(test_most_recipients)
{
	static const char *to[ENVELOPE_RECIPIENTS_MAX + 2];
	struct memory_note n;
	struct bench b;
	size_t i;

	bench_make(&b, _i);
	for (i = 0; i < ENVELOPE_RECIPIENTS_MAX; i++)
		to[i] = "list@x.example";
	n = note_of(&b, 1, to);
	/* The register itself would be slow on purpose-made thousands. */
	ck_assert_int_eq(register_learn(
	    (const struct register_kind *const[]){ &seen, NULL }, &b.x, &n),
	    0);
	to[ENVELOPE_RECIPIENTS_MAX] = "list@x.example";
	n = note_of(&b, 2, to);
	ck_assert_int_eq(register_learn(kinds, &b.x, &n), ERR_LIMIT);
	bench_end(&b);
}
END_TEST

START_TEST(test_digests_differ)
{
	const struct slice ab[] = { SLICE("a"), SLICE("b") };
	const struct slice joined[] = { SLICE("ab"), SLICE("") };
	uint8_t one[KEY_MAC_SIZE], two[KEY_MAC_SIZE];
	struct bench b;

	bench_make(&b, _i);
	ck_assert_int_eq(register_digest(&b.x, "pair", ab, 2, one), 0);
	ck_assert_int_eq(register_digest(&b.x, "pair", ab, 2, two), 0);
	ck_assert_mem_eq(one, two, sizeof one);
	ck_assert_int_eq(register_digest(&b.x, "pair", joined, 2, two), 0);
	ck_assert_mem_ne(one, two, sizeof one);
	ck_assert_int_eq(register_digest(&b.x, "pair", ab, 1, two), 0);
	ck_assert_mem_ne(one, two, sizeof one);
	ck_assert_int_eq(register_digest(&b.x, "riap", ab, 2, two), 0);
	ck_assert_mem_ne(one, two, sizeof one);
	bench_end(&b);
}
END_TEST

static struct register_row
row_of(uint8_t key, uint8_t sub, int64_t at_ms, int64_t until_ms)
{
	struct register_row row = { .reg = REGISTER_TEST, .at_ms = at_ms,
	    .until_ms = until_ms, .count = 1, .text = SLICE("canary-words") };

	memset(row.key, key, sizeof row.key);
	memset(row.sub, sub, sizeof row.sub);
	return row;
}

START_TEST(test_rows)
{
	static uint8_t longest[REGISTER_TEXT_MAX + 1];
	struct register_row row, got, *rows;
	struct bench b;
	size_t n;

	bench_make(&b, _i);
	row = row_of(1, 1, NOW - 2, NOW + 1);
	ck_assert_int_eq(register_put(&b.x, &row), 0);
	got = row_of(1, 1, 0, 0);
	ck_assert_int_eq(register_get(&b.x, &got), 0);
	ck_assert_uint_eq(got.id, row.id);
	ck_assert_int_eq(got.at_ms, NOW - 2);
	ck_assert(slice_eq(got.text, SLICE("canary-words")));
	row = row_of(1, 2, NOW - 1, NOW);	/* expires just now */
	ck_assert_int_eq(register_put(&b.x, &row), 0);
	ck_assert_int_eq(register_get(&b.x, &row), ERR_NOTFOUND);
	row = row_of(1, 3, NOW, 0);
	row.text = slice_of(longest, REGISTER_TEXT_MAX);
	ck_assert_int_eq(register_put(&b.x, &row), 0);
	row.text = slice_of(longest, sizeof longest);
	ck_assert_int_eq(register_put(&b.x, &row), ERR_LIMIT);
	ck_assert_int_eq(register_each(&b.x, REGISTER_TEST, row.key, 10,
	    &rows, &n), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(rows[0].sub[0], 3);
	ck_assert_uint_eq(rows[0].text.len, REGISTER_TEXT_MAX);
	ck_assert_uint_eq(rows[1].sub[0], 1);
	/* People see what has expired too. */
	ck_assert_int_eq(register_list(&b.x, REGISTER_TEST, 0, 10, &rows,
	    &n), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(register_remove(&b.x, &row), 0);
	ck_assert_int_eq(register_remove(&b.x, &row), ERR_NOTFOUND);
	bench_end(&b);
}
END_TEST

START_TEST(test_counting)
{
	struct register_row row;
	struct bench b;

	bench_make(&b, _i);
	row = row_of(1, 1, 0, NOW + 10 * DAY_MS);
	ck_assert_int_eq(register_count(&b.x, &row), 0);
	ck_assert_uint_eq(row.count, 1);
	/* A shorter time and no text change neither. */
	row = row_of(1, 1, 0, NOW + DAY_MS);
	row.text = SLICE_NONE;
	ck_assert_int_eq(register_count(&b.x, &row), 0);
	ck_assert_uint_eq(row.count, 2);
	ck_assert_int_eq(register_get(&b.x, &row), 0);
	ck_assert_int_eq(row.at_ms, NOW);
	ck_assert_int_eq(row.until_ms, NOW + 10 * DAY_MS);
	ck_assert(slice_eq(row.text, SLICE("canary-words")));
	/* What has expired is counted from the start. */
	b.x.at_ms = NOW + 10 * DAY_MS;
	row.until_ms = 0;
	ck_assert_int_eq(register_count(&b.x, &row), 0);
	ck_assert_uint_eq(row.count, 1);
	bench_end(&b);
}
END_TEST

/* Whoever changes the database cannot change what a row means. */
START_TEST(test_tampered)
{
	struct register_row row;
	struct store_entry e;
	struct bench b;
	int way;

	bench_make(&b, _i);
	for (way = 0; way < 6; way++) {
		row = row_of((uint8_t)way, 1, NOW, NOW + 5);
		ck_assert_int_eq(register_put(&b.x, &row), 0);
		e = (struct store_entry){ .reg = REGISTER_TEST };
		memcpy(e.key, row.key, sizeof e.key);
		memcpy(e.sub, row.sub, sizeof e.sub);
		ck_assert_int_eq(store_entry_get(b.store, &e, b.x.arena, &e),
		    0);
		ck_assert_uint_eq(slice_find(e.sealed, SLICE("canary"), 0),
		    SLICE_NPOS);
		e.until_ms = way == 0 ? 0 : e.until_ms;
		e.count += way == 1;
		e.at_ms -= way == 2;
		e.sub[0] ^= way == 3;
		if (way == 4)
			e.sealed.len--;
		ck_assert_int_eq(store_entry_put(b.store, &e), 0);
		memcpy(row.sub, e.sub, sizeof row.sub);
		ck_assert_int_eq(register_get(&b.x, &row), way == 5 ? 0 :
		    ERR_CORRUPT);
	}
	bench_end(&b);
}
END_TEST

START_TEST(test_expires)
{
	struct register_row row, *rows;
	struct bench b;
	uint8_t k;
	size_t n;

	bench_make(&b, _i);
	for (k = 0; k < 10; k++) {
		row = row_of(k, k, NOW, k < 7 ? NOW + k : 0);
		ck_assert_int_eq(register_put(&b.x, &row), 0);
	}
	b.x.at_ms = NOW + 5;
	ck_assert_int_eq(register_expire(kinds, &b.x, 3), 3);
	ck_assert_int_eq(register_expire(kinds, &b.x, 3), 2);
	ck_assert_int_eq(register_expire(kinds, &b.x, 3), 0);
	ck_assert_int_eq(register_list(&b.x, REGISTER_TEST, 0, 100, &rows,
	    &n), 0);
	ck_assert_uint_eq(n, 5);
	bench_end(&b);
}
END_TEST

/* Every line of the table that ships has a number and a name of its own. */
START_TEST(test_table)
{
	size_t i, k;

	ck_assert_ptr_nonnull(register_kinds[0]);
	for (i = 0; register_kinds[i] != NULL; i++) {
		ck_assert_uint_gt(register_kinds[i]->id, 0);
		ck_assert_uint_ne(register_kinds[i]->id, REGISTER_TEST);
		for (k = 0; k < i; k++) {
			ck_assert_uint_ne(register_kinds[i]->id,
			    register_kinds[k]->id);
			ck_assert_str_ne(register_kinds[i]->name,
			    register_kinds[k]->name);
		}
	}
}
END_TEST

int
main(void)
{
	int n = backend_count();
	const struct unit_case cases[] = {
		{ "learns and answers", test_learns_and_answers, n },
		{ "a retry counts once", test_retry_counts_once, n },
		{ "nothing let go", test_nothing_let_go, n },
		{ "most recipients", test_most_recipients, n },
		{ "digests differ", test_digests_differ, n },
		{ "rows", test_rows, n },
		{ "counting", test_counting, n },
		{ "tampered", test_tampered, n },
		{ "expires", test_expires, n },
		{ "table", test_table, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("register", cases);
}

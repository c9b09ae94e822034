#include "register/spread.h"

#include "unit/register/story.h"

/* A mail with this text (story_text()), from one of us or from outside. */
static struct memory_note
mail(struct bench *b, const char *from, char text)
{
	struct slice domain = story_domain(slice_str(from));
	struct tale t = { .class = slice_eq_str(domain, "inside.example") ?
	    MAIL_CLASS_SUBMISSION : MAIL_CLASS_INBOUND, .from = from,
	    .to = { "x@far.example" } };
	struct memory_note n = story_note(b, &t);

	n.question.text = story_text(text);
	return n;
}

static void
tell(struct bench *b, const char *from, char text)
{
	struct memory_note n = mail(b, from, text);

	ck_assert_int_eq(register_learn(register_kinds, &b->x, &n), 0);
	b->x.at_ms += 60000;
}

static struct memory_answer
ask(struct bench *b, const char *from, char text)
{
	struct memory_note n = mail(b, from, text);
	struct memory_answer m;

	ck_assert_int_eq(register_answer(register_kinds, &b->x, &n.question,
	    &m), 0);
	return m;
}

START_TEST(test_senders)
{
	struct memory_answer m;
	struct bench b;

	bench_make(&b, _i);
	ck_assert_uint_eq(ask(&b, "kim@inside.example", 'a').sender_count, 0);
	tell(&b, "kim@inside.example", 'a');
	tell(&b, "lee@inside.example", 'A');
	tell(&b, "lee@inside.example", 'a');
	tell(&b, "pat@inside.example", 'b');
	m = ask(&b, "sam@inside.example", 'a');
	ck_assert_uint_eq(m.sender_count, 2);
	/* The latest first; each once, with the last time. */
	ck_assert_int_eq(m.senders[0].at_ms, NOW + 2 * 60000);
	ck_assert_int_eq(m.senders[1].at_ms, NOW);
	ck_assert(m.senders[0].who != m.senders[1].who);
	ck_assert_int_eq(m.received_ms, 0);
	/* Not oneself. */
	ck_assert_uint_eq(ask(&b, "lee@inside.example", 'A').sender_count, 1);
	ck_assert_uint_eq(ask(&b, "sam@inside.example", 'b').sender_count, 1);
	ck_assert_uint_eq(ask(&b, "sam@inside.example", 'c').sender_count, 0);
	bench_end(&b);
}
END_TEST

START_TEST(test_short_texts)
{
	struct bench b;

	bench_make(&b, _i);
	tell(&b, "kim@inside.example", ' ');
	tell(&b, "x@far.example", ' ');
	ck_assert_uint_eq(ask(&b, "sam@inside.example", ' ').sender_count, 0);
	ck_assert_int_eq(ask(&b, "sam@inside.example", ' ').received_ms, 0);
	bench_end(&b);
}
END_TEST

START_TEST(test_received)
{
	struct memory_answer m;
	struct bench b;

	bench_make(&b, _i);
	tell(&b, "x@far.example", 'a');
	tell(&b, "y@far.example", 'A');
	m = ask(&b, "sam@inside.example", 'a');
	ck_assert_int_eq(m.received_ms, NOW + 60000);
	ck_assert_uint_eq(m.sender_count, 0);
	bench_end(&b);
}
END_TEST

/* Until the end of the time for which it is kept; each mail renews it. */
START_TEST(test_end)
{
	struct bench b;

	bench_make(&b, _i);
	tell(&b, "kim@inside.example", 'a');
	b.x.at_ms = NOW + 80 * DAY_MS;
	tell(&b, "lee@inside.example", 'A');
	b.x.at_ms = NOW + SPREAD_DAYS_MAX * DAY_MS - 1;
	ck_assert_uint_eq(ask(&b, "sam@inside.example", 'a').sender_count, 2);
	b.x.at_ms++;
	ck_assert_uint_eq(ask(&b, "sam@inside.example", 'a').sender_count, 1);
	b.x.at_ms = NOW + 171 * DAY_MS;
	ck_assert_uint_eq(ask(&b, "sam@inside.example", 'a').sender_count, 0);
	while (register_expire(register_kinds, &b.x, 100) > 0)
		;
	b.x.at_ms = NOW;
	ck_assert_uint_eq(ask(&b, "sam@inside.example", 'a').sender_count, 0);
	bench_end(&b);
}
END_TEST

/* More senders than an answer holds: as many as it does. */
START_TEST(test_many)
{
	char from[40];
	struct bench b;
	int i;

	bench_make(&b, _i);
	for (i = 0; i <= MEMORY_SIGHTINGS_MAX; i++) {
		snprintf(from, sizeof from, "p%d@inside.example", i);
		tell(&b, from, 'a');
	}
	ck_assert_uint_eq(ask(&b, "sam@inside.example", 'a').sender_count,
	    MEMORY_SIGHTINGS_MAX);
	bench_end(&b);
}
END_TEST

/* At the least likeness that counts, and below it. */
START_TEST(test_likeness)
{
	struct memory_note n;
	struct memory_answer m;
	struct bench b;
	size_t i;

	bench_make(&b, _i);
	tell(&b, "kim@inside.example", 'a');
	n = mail(&b, "sam@inside.example", 'a');
	for (i = SPREAD_ALIKE_MIN; i < TEXT_SIGNATURE_HASHES; i++)
		n.question.text.least[i] ^= 1;
	ck_assert_int_eq(register_answer(register_kinds, &b.x, &n.question,
	    &m), 0);
	ck_assert_uint_eq(m.sender_count, 1);
	n.question.text.least[SPREAD_ALIKE_MIN - 1] ^= 1;
	ck_assert_int_eq(register_answer(register_kinds, &b.x, &n.question,
	    &m), 0);
	ck_assert_uint_eq(m.sender_count, 0);
	bench_end(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "senders", test_senders, backend_count() },
		{ "short texts", test_short_texts, backend_count() },
		{ "received", test_received, backend_count() },
		{ "end", test_end, backend_count() },
		{ "many", test_many, backend_count() },
		{ "likeness", test_likeness, backend_count() },
		{ NULL, NULL, 0 },
	};

	return unit_main("spread", all);
}

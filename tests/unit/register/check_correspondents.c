#include "register/correspondents.h"

#include "unit/register/story.h"

#define IN	MAIL_CLASS_INBOUND
#define OUT	MAIL_CLASS_SUBMISSION
#define HERE	MAIL_CLASS_LOCAL

#define KIM	"kim@inside.example"
#define LEE	"lee@inside.example"
#define PAT	"pat@oakvale-council.example"
#define SAM	"sam@oakvale-council.example"

#define KNOWN	MEMORY_KNOWN
#define MINE	MEMORY_KNOWN_TO_SENDER
#define DOMAIN	MEMORY_KNOWN_DOMAIN

/* What is known, when Kim writes to `asked` after one mail. */
static const struct {
	const char *name;
	struct tale tale;
	const char *asked;
	uint32_t known;
	const char *nearest;
} cases[] = {
	{ "Kim wrote", { OUT, KIM, .to = { PAT } }, PAT, KNOWN | MINE | DOMAIN, "" },
	{ "Lee wrote", { OUT, LEE, .to = { PAT } }, PAT, KNOWN | DOMAIN, "" },
	{ "a colleague of his", { OUT, KIM, .to = { PAT } }, SAM, DOMAIN, "" },
	{ "somebody else", { OUT, KIM, .to = { PAT } }, "z@far.example", 0, "" },
	{ "below a known domain", { OUT, KIM, .to = { PAT } },
	    "z@mail.oakvale-council.example", 0, "" },
	{ "a scanner wrote", { HERE, KIM, .to = { PAT }, .is_system = true }, PAT,
	    KNOWN | MINE | DOMAIN, "" },
	{ "held", { OUT, KIM, .to = { PAT }, .is_held = true }, PAT, 0, "" },
	{ "not signed in", { OUT, KIM, .to = { PAT }, .is_stray = true }, PAT, 0,
	    "" },
	{ "an out-of-office answer", { OUT, KIM, .to = { PAT },
	    .is_automatic = true }, PAT, 0, "" },
	{ "he wrote to us", { IN, PAT, .to = { KIM } }, PAT, 0, "" },
	{ "on the way in, to himself", { IN, KIM, .to = { PAT } }, PAT, 0, "" },
	{ "released", { MAIL_CLASS_RELEASE, KIM, .to = { PAT } }, PAT,
	    KNOWN | MINE | DOMAIN, "" },
	{ "released, and from outside", { MAIL_CLASS_RELEASE, SAM,
	    .to = { PAT } }, PAT, 0, "" },
	{ "released, an automatic answer", { MAIL_CLASS_RELEASE, KIM,
	    .to = { PAT }, .is_automatic = true }, PAT, 0, "" },
	{ "among others", { OUT, KIM, .to = { LEE, "x@far.example", PAT } }, PAT,
	    KNOWN | MINE | DOMAIN, "" },
	{ "one of us", { OUT, KIM, .to = { LEE } }, LEE, 0, "" },
	{ "at a webmail provider", { OUT, KIM, .to = { "p@post.example" } },
	    "p@post.example", KNOWN | MINE, "" },
	{ "another one there", { OUT, KIM, .to = { "p@post.example" } },
	    "q@post.example", 0, "" },
	/* nearly */
	{ "a digit for a letter", { OUT, KIM, .to = { PAT } },
	    "pat@oakvale-c0uncil.example", 0, "oakvale-council.example" },
	{ "letters that changed places", { OUT, KIM, .to = { PAT } },
	    "pat@oakvale-counicl.example", 0, "oakvale-council.example" },
	{ "another ending", { OUT, KIM, .to = { PAT } },
	    "pat@oakvale-council.exmaple", 0, "oakvale-council.example" },
	{ "an empty name", { OUT, KIM, .to = { PAT } }, "", 0, "" },
	{ "nearly a webmail provider", { OUT, KIM, .to = { "p@post.example" } },
	    "q@posst.example", 0, "" },
};

static void
expect(struct bench *b, const char *name, const char *asked, uint32_t known,
    const char *nearest)
{
	struct memory_answer m = story_ask(b, &(struct tale){ OUT, KIM,
	    .to = { asked } });
	const struct memory_of_party *p = &m.parties[MEMORY_RECIPIENTS];

	ck_assert_msg(p->known == known, "%s: %#x, not %#x", name, p->known,
	    known);
	ck_assert_msg(slice_eq_str(p->nearest, nearest), "%s: \"%.*s\"", name,
	    (int)p->nearest.len, (const char *)p->nearest.ptr);
}

START_TEST(test_cases)
{
	int n = (int)(sizeof cases / sizeof cases[0]);
	struct bench b;

	bench_make(&b, _i / n);
	story_tell(&b, &cases[_i % n].tale);
	expect(&b, cases[_i % n].name, cases[_i % n].asked,
	    cases[_i % n].known, cases[_i % n].nearest);
	bench_end(&b);
}
END_TEST

/* Sender and original sender are asked of too. */
START_TEST(test_everybody)
{
	struct memory_answer m;
	struct bench b;

	bench_make(&b, _i);
	story_tell(&b, &(struct tale){ OUT, KIM, .to = { PAT } });
	m = story_ask(&b, &(struct tale){ IN, PAT, .to = { KIM } });
	ck_assert_uint_eq(m.parties[MEMORY_SENDER].known, KNOWN | DOMAIN);
	m = story_ask(&b, &(struct tale){ OUT, KIM, .to = { LEE },
	    .original = PAT });
	ck_assert_uint_eq(m.parties[MEMORY_ORIGINAL].known,
	    KNOWN | MINE | DOMAIN);
	ck_assert_uint_eq(m.parties[MEMORY_SENDER].known, 0);
	bench_end(&b);
}
END_TEST

START_TEST(test_keep)
{
	struct bench b;

	bench_make(&b, _i);
	b.settings.keep_ms = 10 * DAY_MS;
	story_tell(&b, &(struct tale){ OUT, KIM, .to = { PAT } });
	b.x.at_ms = NOW + 9 * DAY_MS;
	story_tell(&b, &(struct tale){ OUT, LEE, .to = { PAT } });
	/* Kim's own writing has lapsed; Lee's stands for all. */
	b.x.at_ms = NOW + 12 * DAY_MS;
	expect(&b, "after it was renewed", PAT, KNOWN | DOMAIN, "");
	expect(&b, "the same", "pat@oakvale-c0uncil.example", 0,
	    "oakvale-council.example");
	b.x.at_ms = NOW + 20 * DAY_MS;
	expect(&b, "after its time", PAT, 0, "");
	expect(&b, "the same", "pat@oakvale-c0uncil.example", 0, "");
	while (register_expire(register_kinds, &b.x, 1000) > 0)
		;
	bench_end(&b);
}
END_TEST

/* Thousands of recipients: each is told; lookalikes for so many domains. */
START_TEST(test_most)
{
	static char names[NEAR_DOMAINS_MAX + 2][64];
	struct memory_question *q;
	struct memory_answer m;
	struct memory_note n;
	struct bench b;
	size_t i, count = 2 * (NEAR_DOMAINS_MAX + 2);

	bench_make(&b, 0);
	story_tell(&b, &(struct tale){ OUT, KIM, .to = { PAT } });
	n = story_note(&b, &(struct tale){ OUT, KIM, .to = { NULL } });
	q = &n.question;
	q->party_count = MEMORY_RECIPIENTS + count;
	q->parties = arena_array(b.x.arena, q->party_count,
	    sizeof *q->parties);
	story_party(&q->parties[MEMORY_SENDER], KIM);
	for (i = 0; i < NEAR_DOMAINS_MAX + 2; i++) {
		snprintf(names[i], sizeof names[i], i + 3 <
		    NEAR_DOMAINS_MAX + 2 ? "x@domain%zu.example" : i + 1 ==
		    NEAR_DOMAINS_MAX + 2 ? PAT :
		    "x@oakvale-counci%zu.example", i);
		story_party(&q->parties[MEMORY_RECIPIENTS + 2 * i], names[i]);
		story_party(&q->parties[MEMORY_RECIPIENTS + 2 * i + 1],
		    names[i]);
	}
	/* The last that is looked up, and the first that is not. */
	i = MEMORY_RECIPIENTS + 2 * (NEAR_DOMAINS_MAX - 1);
	story_party(&q->parties[i], "x@oakvale-c0uncil.example");
	story_party(&q->parties[i + 1], "y@oakvale-c0uncil.example");
	story_party(&q->parties[i + 2], "x@oakvale-counicl.example");
	ck_assert_int_eq(register_answer(register_kinds, &b.x, q, &m), 0);
	ck_assert(slice_eq_str(m.parties[i].nearest,
	    "oakvale-council.example"));
	ck_assert(slice_eq_str(m.parties[i + 1].nearest,
	    "oakvale-council.example"));
	ck_assert_uint_eq(m.parties[i + 2].nearest.len, 0);
	ck_assert_uint_eq(m.parties[q->party_count - 1].known,
	    KNOWN | MINE | DOMAIN);
	bench_end(&b);
}
END_TEST

/* Who writes to more at once corresponds with so many of them. */
START_TEST(test_most_learnt)
{
	static char names[CORRESPONDENTS_LEARN_MAX + 1][64];
	struct memory_question *q;
	struct memory_note n;
	struct bench b;
	size_t i;

	bench_make(&b, 0);
	n = story_note(&b, &(struct tale){ OUT, KIM, .to = { NULL } });
	q = &n.question;
	q->party_count = MEMORY_RECIPIENTS + CORRESPONDENTS_LEARN_MAX + 1;
	q->parties = arena_array(b.x.arena, q->party_count,
	    sizeof *q->parties);
	n.is_let_go = arena_array(b.x.arena, q->party_count,
	    sizeof *n.is_let_go);
	story_party(&q->parties[MEMORY_SENDER], KIM);
	for (i = 0; i <= CORRESPONDENTS_LEARN_MAX; i++) {
		/* The last whose domain's likeness is kept, and the next. */
		snprintf(names[i], sizeof names[i], i == NEAR_DOMAINS_MAX - 1 ?
		    "x@oakvale-council.example" : i == NEAR_DOMAINS_MAX ?
		    "x@thistledown-court.example" : "x@domain%zu.example", i);
		story_party(&q->parties[MEMORY_RECIPIENTS + i], names[i]);
		n.is_let_go[MEMORY_RECIPIENTS + i] = true;
	}
	ck_assert_int_eq(register_learn(register_kinds, &b.x, &n), 0);
	expect(&b, "last", names[CORRESPONDENTS_LEARN_MAX - 1],
	    KNOWN | MINE | DOMAIN, "");
	expect(&b, "one more", names[CORRESPONDENTS_LEARN_MAX], 0, "");
	expect(&b, "near", "x@oakvale-c0uncil.example", 0,
	    "oakvale-council.example");
	expect(&b, "near the next", "x@thistledown-c0urt.example", 0, "");
	bench_end(&b);
}
END_TEST

int
main(void)
{
	int n = backend_count();
	const struct unit_case all[] = {
		{ "cases", test_cases,
		    n * (int)(sizeof cases / sizeof cases[0]) },
		{ "everybody", test_everybody, n },
		{ "keep", test_keep, n },
		{ "most", test_most, 0 },
		{ "most learnt", test_most_learnt, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("correspondents", all);
}

/*
 * 100 sessions, each step of each taken by whichever thread comes along, as
 * libmilter's workers do (B6).  Meant for a build with ThreadSanitizer too.
 */
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "double.h"
#include "milter/session.h"
#include "unit/unit.h"

#define SESSIONS	100
#define THREADS		8
#define MESSAGES	6	/* on each connection */

enum step { STEP_MAIL, STEP_RCPT, STEP_HEADER, STEP_BODY, STEP_MORE, STEP_EOM };

struct conversation {
	pthread_mutex_t busy;	/* one step at a time, on any thread */
	struct session *session;
	unsigned number;
	unsigned message;
	enum step step;
};

static struct conversation all[SESSIONS];
static struct engine *engine;
static atomic_uint wrong, finished, held;

/* The body of message m of session n: nobody else has these bytes. */
static size_t
body_of(unsigned n, unsigned m, uint8_t out[2000])
{
	size_t i;

	for (i = 0; i < 2000; i++)
		out[i] = (uint8_t)('a' + (n * 7 + m * 13 + i) % 26);
	return 2000;
}

/* Called while the spool is handed over: is it what this session was told? */
static void
look(const struct envelope *e, int fd, uint64_t size)
{
	uint8_t want[2100], got[2100], digest[MAIL_DIGEST_SIZE];
	unsigned n, m;
	int head;

	if (sscanf((const char *)e->sender.full.ptr, "s%u.%u@", &n, &m) != 2 ||
	    e->recipient_count != 2) {
		atomic_fetch_add(&wrong, 1);
		return;
	}
	head = snprintf((char *)want, 100, "X-Id: %u.%u\r\n\r\n", n, m);
	body_of(n, m, want + head);
	if (size != (uint64_t)head + 2000 ||
	    pread(fd, got, sizeof got, 0) != (ssize_t)size ||
	    memcmp(got, want, size) != 0)
		atomic_fetch_add(&wrong, 1);
	EVP_Digest(want, size, digest, NULL, EVP_sha256(), NULL);
	if (memcmp(digest, e->digest, sizeof digest) != 0)
		atomic_fetch_add(&wrong, 1);
}

static void
finish(struct conversation *c)
{
	struct session_answer a;

	session_eom(c->session, SLICE("Q"), NULL, NULL, &a);
	if (a.kind != ANSWER_ACCEPT)
		atomic_fetch_add(&wrong, 1);
	atomic_fetch_add(&held, (unsigned)a.removed_count);
	session_done(c->session, &a, true);
	atomic_fetch_add(&finished, 1);
	c->message++;
}

static void
take_step(struct conversation *c)
{
	uint8_t body[2000];
	char text[64];

	body_of(c->number, c->message, body);
	switch (c->step) {
	case STEP_MAIL:
		snprintf(text, sizeof text, "<s%u.%u@x.example>", c->number,
		    c->message);
		session_mail(c->session, slice_str(text), NULL, SLICE("me"));
		break;
	case STEP_RCPT:
		session_rcpt(c->session, SLICE("<a@b.example>"), NULL);
		session_rcpt(c->session, SLICE("<c@d.example>"), NULL);
		break;
	case STEP_HEADER:
		snprintf(text, sizeof text, " %u.%u", c->number, c->message);
		session_header(c->session, SLICE("X-Id"), slice_str(text));
		session_eoh(c->session, SLICE("Q"));
		break;
	case STEP_BODY:
		session_body(c->session, slice_of(body, 777));
		break;
	case STEP_MORE:
		session_body(c->session, slice_of(body + 777, 2000 - 777));
		break;
	case STEP_EOM:
		finish(c);
		c->step = STEP_MAIL;
		return;
	}
	c->step++;
}

static void *
work(void *arg)
{
	unsigned seed = (unsigned)(uintptr_t)arg;
	struct conversation *c;

	while (atomic_load(&finished) < SESSIONS * MESSAGES) {
		seed = seed * 1103515245 + 12345;
		c = &all[seed / 65536 % SESSIONS];
		if (pthread_mutex_trylock(&c->busy) != 0)
			continue;
		if (c->message < MESSAGES)
			take_step(c);
		pthread_mutex_unlock(&c->busy);
	}
	return NULL;
}

/* Meanwhile rules and inspectors change under them. */
static void *
reload(void *arg)
{
	uint8_t digest[8] = { 0 };
	struct policy *p;

	(void)arg;
	while (atomic_load(&finished) < SESSIONS * MESSAGES) {
		policy_new(NULL, NULL, 0, &p);
		engine_prepare(engine, p);
		engine_adopt(engine, -1, digest);
		usleep(100);
	}
	return NULL;
}

START_TEST(test_interleaved)
{
	pthread_t thread[THREADS + 1];
	unsigned i;

	double_reset();
	script.look = look;
	script.needs_memory = true;
	script.recipient[0] = DISPOSITION_ACCEPT;
	script.recipient[1] = DISPOSITION_QUARANTINE;
	script.recipient_count = 2;
	engine = double_engine(MAIL_CLASS_SUBMISSION, MIB, SESSIONS * MIB);
	for (i = 0; i < SESSIONS; i++) {
		pthread_mutex_init(&all[i].busy, NULL);
		all[i].session = session_new(engine, SLICE("192.0.2.1"),
		    SLICE("pc"));
		all[i].number = i;
	}
	for (i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&thread[i], NULL, work,
		    (void *)(uintptr_t)(i + 1)), 0);
	ck_assert_int_eq(pthread_create(&thread[i], NULL, reload, NULL), 0);
	for (i = 0; i <= THREADS; i++)
		pthread_join(thread[i], NULL);
	ck_assert_uint_eq(atomic_load(&wrong), 0);
	ck_assert_uint_eq(atomic_load(&held), SESSIONS * MESSAGES);
	ck_assert_uint_eq(atomic_load(&script.decisions), SESSIONS * MESSAGES);
	ck_assert_uint_eq(atomic_load(&script.asks), SESSIONS * MESSAGES);
	ck_assert_uint_eq(atomic_load(&script.applied), SESSIONS * MESSAGES);
	for (i = 0; i < SESSIONS; i++)
		session_free(all[i].session);
	ck_assert_uint_eq(atomic_load(&engine_pool(engine)->used), 0);
	ck_assert_uint_eq(engine_drain(engine, 0), 0);
	engine_free(engine);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "interleaved", test_interleaved, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("threads", tests);
}

/*
 * remember -- what asking and learning cost beside the decision itself.
 *
 *	remember CONFIG FOLDER SESSIONS SECONDS ROUNDS
 *
 * A private keeper on a store in FOLDER; SESSIONS threads send it decisions
 * of small mails, each from another sender to new and known recipients with
 * two files: alone, with a place in the account of notices (and a Message-ID),
 * with a note to learn from, and with the question before.  They take turns in
 * one run.  One line of JSON for each.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "ctl/state.h"

#define SESSIONS_MAX	64
#define PATIENCE_MS	30000
#define MODES		4

static const char *const modes[MODES] = { "decide", "decide+account",
	"decide+account+learn", "ask+decide+account+learn" };

static struct state state;
static atomic_uint_fast64_t number;
static unsigned mode;
static int64_t until_us;

struct session {
	pthread_t thread;
	uint64_t count, failed;
	double *ms;
	size_t cap;
};

struct mail {
	struct envelope e;
	struct verdict v;
	struct memory_note note;
	struct proof proof;
};

static void
question_make(struct arena *a, struct mail *m, uint64_t n)
{
	struct memory_question *q = &m->note.question;
	size_t i;

	q->class = m->e.class;
	q->is_signed_in = true;
	q->at_ms = m->e.at_ms;
	q->party_count = MEMORY_RECIPIENTS + m->e.recipient_count;
	q->parties = arena_array(a, q->party_count, sizeof *q->parties);
	m->note.is_let_go = arena_array(a, q->party_count,
	    sizeof *m->note.is_let_go);
	q->parties[MEMORY_SENDER] = (struct memory_party){
	    .address = m->e.sender.full, .domain = m->e.sender.domain,
	    .flags = MEMORY_IS_INSIDE };
	for (i = 0; i < m->e.recipient_count; i++) {
		q->parties[MEMORY_RECIPIENTS + i].address =
		    m->e.recipients[i].address.full;
		q->parties[MEMORY_RECIPIENTS + i].domain =
		    m->e.recipients[i].address.domain;
		m->note.is_let_go[MEMORY_RECIPIENTS + i] = true;
	}
	q->file_count = 2;
	q->files = arena_array(a, 2, sizeof *q->files);
	for (i = 0; i < 2; i++) {
		memcpy(q->files[i].digest, &n, sizeof n);
		q->files[i].digest[31] = (uint8_t)i;
		q->files[i].part = (uint32_t)i;
	}
	memcpy(q->retry_digest, m->e.retry_digest, sizeof q->retry_digest);
}

static void
mail_make(struct arena *a, struct mail *m, uint64_t n)
{
	size_t i;

	memset(m, 0, sizeof *m);
	envelope_init(&m->e, MAIL_CLASS_SUBMISSION);
	(void)address_parse(a, arena_printf(a, "s%llu@inside.example",
	    (unsigned long long)(n % 500)), &m->e.sender);
	m->e.auth = SLICE("login");
	m->e.at_ms = clock_wall_ms();
	memcpy(m->e.retry_digest, &n, sizeof n);
	(void)envelope_add_recipient(&m->e, a, arena_printf(a,
	    "known%llu@outside.example", (unsigned long long)(n % 2000)),
	    SLICE_NONE, SLICE_NONE);
	(void)envelope_add_recipient(&m->e, a, arena_printf(a,
	    "new%llu@outside.example", (unsigned long long)n), SLICE_NONE,
	    SLICE_NONE);
	m->v.recipient_count = m->e.recipient_count;
	m->v.recipients = arena_array(a, m->v.recipient_count,
	    sizeof *m->v.recipients);
	for (i = 0; i < m->v.recipient_count; i++)
		m->v.recipients[i] = (struct recipient_verdict){
		    .disposition = DISPOSITION_ACCEPT, .is_outside = true };
	m->v.disclaimer = DISCLAIMER_ADDED;
	m->v.association = m->v.disclaimer_text = n % 3 == 0 ?
	    SLICE("kirk-view") : SLICE("foundry-row");
	proof_of_verdict(&m->v, &m->proof);
	proof_add_id(&m->proof, arena_printf(a, "<%llu@inside.example>",
	    (unsigned long long)n));
	question_make(a, m, n);
}

static int
send_one(struct arena *a)
{
	uint64_t n = atomic_fetch_add(&number, 1);
	struct memory_answer answer;
	struct keeper_receipt got;
	char ref[REFERENCE_SIZE];
	struct mail m;
	int r = 0;

	mail_make(a, &m, n);
	reference_make(n * 2654435761u + 1, ref);
	if (mode == 3)
		r = keeper_ask(state.milter, &m.note.question,
		    clock_mono_ms() + PATIENCE_MS, a, &answer);
	if (r == 0)
		r = keeper_decide(state.milter, &(struct keeper_decision){
		    .ref = ref, .envelope = &m.e, .verdict = &m.v,
		    .spool_fd = -1, .note = mode > 1 ? &m.note : NULL,
		    .proof = mode > 0 ? &m.proof : NULL },
		    clock_mono_ms() + PATIENCE_MS, &got);
	return r;
}

static void *
session_run(void *arg)
{
	struct session *s = arg;
	struct arena *a;
	int64_t from;

	while (clock_mono_us() < until_us && s->count < s->cap) {
		a = arena_new(1 << 20);
		from = clock_mono_us();
		if (send_one(a) < 0)
			s->failed++;
		s->ms[s->count++] = (double)(clock_mono_us() - from) / 1000.0;
		arena_free(a);
	}
	return NULL;
}

/* User and system time of the keeper, milliseconds. */
static double
keeper_cpu_ms(void)
{
	unsigned long user = 0, sys = 0;
	char path[64];
	FILE *f;

	snprintf(path, sizeof path, "/proc/%ld/stat", (long)state.pid);
	f = fopen(path, "re");
	if (f == NULL || fscanf(f, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u "
	    "%*u %*u %*u %*u %lu %lu", &user, &sys) != 2)
		user = sys = 0;
	if (f != NULL)
		fclose(f);
	return (double)(user + sys) * 1000.0 / (double)sysconf(_SC_CLK_TCK);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void
measure(unsigned sessions, double seconds)
{
	static struct session all[SESSIONS_MAX];
	uint64_t total = 0, failed = 0;
	double cpu, took, *ms;
	int64_t from;
	unsigned i;
	size_t at = 0;

	for (i = 0; i < sessions; i++) {
		memset(&all[i], 0, sizeof all[i]);
		all[i].cap = 1000000 / sessions;
		all[i].ms = malloc(all[i].cap * sizeof *all[i].ms);
		if (all[i].ms == NULL)
			exit(1);
	}
	cpu = keeper_cpu_ms();
	from = clock_mono_us();
	until_us = from + (int64_t)(seconds * 1e6);
	for (i = 0; i < sessions; i++)
		pthread_create(&all[i].thread, NULL, session_run, &all[i]);
	for (i = 0; i < sessions; i++) {
		pthread_join(all[i].thread, NULL);
		total += all[i].count;
		failed += all[i].failed;
	}
	took = (double)(clock_mono_us() - from) / 1e6;
	cpu = keeper_cpu_ms() - cpu;
	ms = malloc((total + 1) * sizeof *ms);
	if (ms == NULL || total == 0)
		exit(1);
	for (i = 0; i < sessions; i++) {
		memcpy(ms + at, all[i].ms, all[i].count * sizeof *ms);
		at += all[i].count;
		free(all[i].ms);
	}
	qsort(ms, total, sizeof *ms, by_size);
	printf("{\"mode\":\"%s\",\"sessions\":%u,\"messages\":%llu,"
	    "\"failed\":%llu,\"rate\":%.1f,\"p50\":%.3f,\"p95\":%.3f,"
	    "\"cpu_ms\":%.4f}\n", modes[mode], sessions,
	    (unsigned long long)total, (unsigned long long)failed,
	    (double)total / took, ms[total / 2], ms[total * 95 / 100],
	    cpu / (double)total);
	free(ms);
}

int
main(int argc, char **argv)
{
	unsigned sessions, rounds, round;
	enum ctl_exit x;

	if (argc != 6) {
		fprintf(stderr, "usage: remember CONFIG FOLDER SESSIONS "
		    "SECONDS ROUNDS\n");
		return 2;
	}
	sessions = (unsigned)strtoul(argv[3], NULL, 10);
	rounds = (unsigned)strtoul(argv[5], NULL, 10);
	if (sessions < 1 || sessions > SESSIONS_MAX)
		return 2;
	x = state_open("bench", argv[1], argv[2], &state);
	for (round = 0; x == CTL_OK && round < rounds; round++)
		for (mode = 0; mode < MODES; mode++)
			measure(sessions, strtod(argv[4], NULL));
	state_close(&state);
	return (int)x;
}

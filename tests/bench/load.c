/*
 * load -- drive a milter as a mail server does, and measure.
 *
 *	load -s SOCKET -c SESSIONS [-d SECONDS] [-i IDLE] [-f FROM] [-t TO]
 *	    [-a LOGIN] [-z PID -e N -w MS] MESSAGE...
 *
 * Each session is one connection and one message, then the next; messages go
 * round in the order given.  -i keeps that many more sessions open, greeted
 * and silent.  With -z, after every N-th message a child of process PID is
 * stopped for MS milliseconds as soon as one appears: a message that takes
 * long without any help of the milter and without burning the CPU.
 *
 * Prints one JSON object.
 */
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "bench/mta.h"

#define STACK_SIZE	(256 * 1024)

struct options {
	const char *socket;
	unsigned sessions, idle, every, stop_ms;
	double seconds;
	pid_t zygote;
	struct mta_envelope envelope;
};

static struct options opt = {
	.sessions = 1,
	.seconds = 2,
	.envelope = { "j.smith@foundryrow.example", "someone@mail.example",
	    NULL },
};
static struct mta_message *messages;
static size_t message_count;
static atomic_size_t next_message;
static atomic_uint stops_due, stops_done;
static atomic_bool is_over;
static double end_at;

struct worker {
	pthread_t thread;
	double *latencies;		/* seconds */
	size_t count, cap;
	size_t verdicts[MTA_VERDICT_COUNT];
	size_t edited, replaced;
	double last;			/* when the last message ended */
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
sleep_ms(unsigned ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

/* --- stopping a child now and then ---------------------------------------- */

static pid_t
child_of(pid_t parent)
{
	char path[64];
	FILE *f;
	int pid;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent,
	    (int)parent);
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	if (fscanf(f, "%d", &pid) != 1)
		pid = 0;
	fclose(f);
	return pid;
}

struct stop {
	pid_t pid;
};

static void *
hold_child(void *arg)
{
	struct stop *s = arg;

	sleep_ms(opt.stop_ms);
	kill(s->pid, SIGCONT);
	atomic_fetch_add(&stops_done, 1);
	free(s);
	return NULL;
}

/* Several may be stopped at a time; the same one never twice in a row. */
static void *
run_stopper(void *arg)
{
	pthread_attr_t a;
	pthread_t t;
	struct stop *s;
	pid_t pid, last;
	unsigned stopped;

	(void)arg;
	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, STACK_SIZE);
	pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
	last = 0;
	stopped = 0;
	while (!atomic_load(&is_over)) {
		if (stopped >= atomic_load(&stops_due)) {
			sleep_ms(1);
			continue;
		}
		pid = child_of(opt.zygote);
		if (pid == 0 || pid == last || kill(pid, SIGSTOP) != 0)
			continue;
		last = pid;
		stopped++;
		s = malloc(sizeof *s);
		if (s == NULL)
			abort();
		s->pid = pid;
		if (pthread_create(&t, &a, hold_child, s) != 0) {
			kill(pid, SIGCONT);
			free(s);
		}
	}
	/* None may stay stopped. */
	while (atomic_load(&stops_done) < stopped)
		sleep_ms(5);
	return NULL;
}

/* --- sending -------------------------------------------------------------- */

static void
note(struct worker *w, double latency, struct mta_result r)
{
	double *p;

	w->verdicts[r.verdict]++;
	w->edited += r.edits > 0;
	w->replaced += r.has_body;
	if (w->count == w->cap) {
		w->cap = w->cap > 0 ? w->cap * 2 : 1024;
		p = realloc(w->latencies, w->cap * sizeof *p);
		if (p == NULL)
			abort();
		w->latencies = p;
	}
	w->latencies[w->count++] = latency;
}

static void *
run_worker(void *arg)
{
	struct worker *w = arg;
	struct mta_session *s;
	struct mta_result r;
	double from;
	size_t i;

	while ((from = now()) < end_at) {
		i = atomic_fetch_add(&next_message, 1);
		if (opt.every > 0 && i % opt.every == opt.every - 1)
			atomic_fetch_add(&stops_due, 1);
		s = mta_open(opt.socket);
		r = (struct mta_result){ MTA_FAILED, 0, false };
		if (s != NULL)
			r = mta_send(s, &messages[i % message_count],
			    &opt.envelope);
		w->last = now();
		note(w, w->last - from, r);
		mta_close(s);
		/* Nobody there: do not spin. */
		if (r.verdict == MTA_FAILED)
			sleep_ms(10);
	}
	return NULL;
}

static int
start_thread(pthread_t *t, void *(*run)(void *), void *arg)
{
	pthread_attr_t a;
	int r;

	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, STACK_SIZE);
	r = pthread_create(t, &a, run, arg);
	pthread_attr_destroy(&a);
	return r;
}

/* --- the answer ----------------------------------------------------------- */

static int
order(const void *a, const void *b)
{
	double x, y;

	x = *(const double *)a;
	y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double
percentile_ms(const double *sorted, size_t n, double p)
{
	size_t i;

	if (n == 0)
		return 0;
	i = (size_t)(p * (double)n);
	return sorted[i < n ? i : n - 1] * 1e3;
}

static void
report(struct worker *workers, double from)
{
	static const char *const names[MTA_VERDICT_COUNT] = {
		"accept", "reject", "tempfail", "discard", "quarantine",
		"failed"
	};
	size_t verdicts[MTA_VERDICT_COUNT] = { 0 };
	size_t i, k, n, edited, replaced, quick;
	double *all, last;

	n = edited = replaced = 0;
	last = from;
	for (i = 0; i < opt.sessions; i++)
		n += workers[i].count;
	all = malloc((n + 1) * sizeof *all);
	if (all == NULL)
		abort();
	for (i = n = 0; i < opt.sessions; i++) {
		memcpy(all + n, workers[i].latencies,
		    workers[i].count * sizeof *all);
		n += workers[i].count;
		for (k = 0; k < MTA_VERDICT_COUNT; k++)
			verdicts[k] += workers[i].verdicts[k];
		edited += workers[i].edited;
		replaced += workers[i].replaced;
		if (workers[i].last > last)
			last = workers[i].last;
	}
	qsort(all, n, sizeof *all, order);
	/* Without those that were made to wait. */
	for (quick = n; quick > 0 && opt.stop_ms > 0 &&
	    all[quick - 1] * 1e3 >= opt.stop_ms; quick--)
		;
	printf("{\"messages\":%zu,\"seconds\":%.3f,\"rate\":%.1f,"
	    "\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f,\"quick_p95\":%.3f,"
	    "\"waited\":%zu,\"edited\":%zu,\"replaced\":%zu,\"stops\":%u",
	    n, last - from, (double)n / (last - from),
	    percentile_ms(all, n, 0.5), percentile_ms(all, n, 0.95),
	    percentile_ms(all, n, 0.99), percentile_ms(all, quick, 0.95),
	    n - quick, edited, replaced, atomic_load(&stops_done));
	for (k = 0; k < MTA_VERDICT_COUNT; k++)
		printf(",\"%s\":%zu", names[k], verdicts[k]);
	printf("}\n");
	free(all);
}

static int
open_idle(struct mta_session ***ret)
{
	struct mta_session **idle;
	unsigned i;

	idle = calloc(opt.idle + 1, sizeof *idle);
	if (idle == NULL)
		return -1;
	*ret = idle;
	for (i = 0; i < opt.idle; i++) {
		idle[i] = mta_open(opt.socket);
		if (idle[i] == NULL) {
			fprintf(stderr, "load: idle session %u refused: %s\n",
			    i, strerror(errno));
			return -1;
		}
	}
	return 0;
}

static int
drive(void)
{
	struct mta_session **idle;
	struct worker *workers;
	pthread_t stopper;
	double from;
	unsigned i;

	workers = calloc(opt.sessions, sizeof *workers);
	if (workers == NULL || open_idle(&idle) < 0)
		return 1;
	from = now();
	end_at = from + opt.seconds;
	if (opt.zygote > 0 && start_thread(&stopper, run_stopper, NULL) != 0)
		return 1;
	for (i = 0; i < opt.sessions; i++)
		if (start_thread(&workers[i].thread, run_worker,
		    &workers[i]) != 0)
			return 1;
	for (i = 0; i < opt.sessions; i++)
		pthread_join(workers[i].thread, NULL);
	atomic_store(&is_over, true);
	if (opt.zygote > 0)
		pthread_join(stopper, NULL);
	report(workers, from);
	for (i = 0; i < opt.idle; i++)
		mta_close(idle[i]);
	for (i = 0; i < opt.sessions; i++)
		free(workers[i].latencies);
	free(idle);
	free(workers);
	return 0;
}

static int
load_messages(char **paths, size_t n)
{
	messages = calloc(n, sizeof *messages);
	if (messages == NULL)
		return -1;
	for (message_count = 0; message_count < n; message_count++)
		if (mta_load(paths[message_count],
		    &messages[message_count]) < 0)
			return -1;
	return 0;
}

static unsigned
number(const char *s)
{
	return (unsigned)strtoul(s, NULL, 10);
}

static int
usage(void)
{
	fprintf(stderr, "usage: load -s socket -c sessions [-d seconds] "
	    "[-i idle] [-f from] [-t to]\n"
	    "    [-a login] [-z pid -e n -w ms] [-e n -w ms] message...\n");
	return 2;
}

int
main(int argc, char **argv)
{
	struct rlimit files;
	int c;

	while ((c = getopt(argc, argv, "a:c:d:e:f:i:s:t:w:z:")) != -1) {
		switch (c) {
		case 'a':
			opt.envelope.login = optarg;
			break;
		case 'c':
			opt.sessions = number(optarg);
			break;
		case 'd':
			opt.seconds = strtod(optarg, NULL);
			break;
		case 'e':
			opt.every = number(optarg);
			break;
		case 'f':
			opt.envelope.from = optarg;
			break;
		case 'i':
			opt.idle = number(optarg);
			break;
		case 's':
			opt.socket = optarg;
			break;
		case 't':
			opt.envelope.to = optarg;
			break;
		case 'w':
			opt.stop_ms = number(optarg);
			break;
		case 'z':
			opt.zygote = (pid_t)number(optarg);
			break;
		default:
			return usage();
		}
	}
	if (opt.socket == NULL || opt.sessions == 0 || optind == argc)
		return usage();
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	if (load_messages(argv + optind, (size_t)(argc - optind)) < 0)
		return 1;
	return drive();
}

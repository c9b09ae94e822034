#include "ctl/sweep.h"

#include <openssl/evp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/journal.h"
#include "ctl/mailbox.h"
#include "ctl/progress.h"
#include "ctl/sight.h"
#include "ctl/state.h"
#include "ctl/stored.h"
#include "ipc/wire.h"

#define RULES_MAX	2			/* sets of rules */
#define SLOT_ARENA_MAX	(128 * MIB)

/* One message on its way. */
struct slot {
	bool is_used;
	bool is_known;			/* from the resume file, or failed */
	struct arena *arena;
	struct sweep_message message;
	struct stored stored;
	struct judge_input input;
	uint8_t key[JOURNAL_KEY_SIZE];
	struct judged judged[RULES_MAX];
	int err[RULES_MAX];		/* of judge_start() */
	struct result results[RULES_MAX];
	struct buf record;
};

struct sweep {
	struct sweep_options o;
	struct engine engines[RULES_MAX];
	size_t rules;			/* how many of them */
	bool is_shared;
	struct state state;		/* what rules remember; of nothing */
	struct mailbox *mailbox;
	struct journal *journal;
	struct journal_head head;
	struct progress progress;
	struct slot *slots;
	unsigned slot_count;
	int signal_fd;
	sigset_t old_signals;
	bool is_stopped;
	/* The run. */
	sweep_done done;
	void *arg;
	struct sweep_end end;
	uint64_t fresh, found;
	int64_t began_ms;
	int fault;			/* ours, that ends the run */
};

void
sweep_clear(struct sweep *s)
{
	if (!isatty(STDOUT_FILENO))
		return;
	progress_clear(&s->progress);
	s->progress.next_ms = 0;
}

/* --- signals ----------------------------------------------------------------- */

/* They wait until somebody asks, so that no result is torn. */
static int
hold_signals(struct sweep *s)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction was;
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	/* One that is ignored (nohup, a job in the background) stays so. */
	for (i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (sigaction(ends[i], NULL, &was) == 0 &&
		    was.sa_handler != SIG_IGN)
			sigaddset(&set, ends[i]);
	if (sigprocmask(SIG_BLOCK, &set, &s->old_signals) == -1)
		return ERR_SYSTEM;
	s->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signal_fd == -1 ? ERR_SYSTEM : 0;
}

/* The signal stays there to be seen by who waits for a pipe. */
static bool
is_stopped(struct sweep *s)
{
	struct pollfd p = { .fd = s->signal_fd, .events = POLLIN };

	if (!s->is_stopped && poll(&p, 1, 0) > 0)
		s->is_stopped = true;
	return s->is_stopped;
}

/* Those that came were heeded; back to what they did before. */
static void
let_signals_go(struct sweep *s)
{
	struct signalfd_siginfo si;
	ssize_t n;

	if (s->signal_fd == -1)
		return;
	do
		n = read(s->signal_fd, &si, sizeof si);
	while (n == (ssize_t)sizeof si);
	close(s->signal_fd);
	sigprocmask(SIG_SETMASK, &s->old_signals, NULL);
}

/* --- opening ------------------------------------------------------------------- */

static EVP_MD_CTX *
digest_begin(void)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();

	if (c == NULL || EVP_DigestInit_ex(c, EVP_sha256(), NULL) != 1)
		mem_exhausted();
	return c;
}

static void
digest_strings(EVP_MD_CTX *c, const char *const *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		EVP_DigestUpdate(c, list[i], strlen(list[i]) + 1);
}

static void
digest_number(EVP_MD_CTX *c, uint64_t n)
{
	EVP_DigestUpdate(c, &n, sizeof n);
}

/* All that makes another verdict, but for the mail. */
static void
digest_settings(struct sweep *s)
{
	const struct sweep_options *o = &s->o;
	EVP_MD_CTX *c = digest_begin();
	size_t i;
	digest_strings(c, &o->verb, 1);
	digest_strings(c, &(const char *){ PACKAGE_VERSION }, 1);
	for (i = 0; i < s->rules; i++)
		EVP_DigestUpdate(c,
		    policy_digest(s->engines[i].loaded.policy), 32);
	digest_strings(c, &o->state, o->state != NULL);
	digest_number(c, (uint64_t)o->class);
	digest_number(c, (uint64_t)o->at);
	digest_number(c, o->at == SWEEP_AT_GIVEN ? (uint64_t)o->at_ms : 0);
	EVP_DigestFinal_ex(c, s->head.settings, NULL);
	EVP_MD_CTX_free(c);
}

static enum ctl_exit
open_engines(struct sweep *s)
{
	const struct sweep_options *o = &s->o;
	enum ctl_exit x;

	s->rules = o->new_config != NULL ? 2 : 1;
	x = engine_open(&s->engines[0], o->verb, o->config, false);
	if (x != CTL_OK || s->rules == 1)
		return x;
	x = loaded_open(&s->engines[1].loaded, o->new_config,
	    clock_wall_ms());
	if (x != CTL_OK) {
		loaded_print_diag(&s->engines[1].loaded);
		return x;
	}
	s->is_shared = sight_is_same(s->engines[0].loaded.tree,
	    s->engines[1].loaded.tree);
	return s->is_shared ? CTL_OK :
	    engine_revive(&s->engines[1], o->verb);
}

static void
make_slots(struct sweep *s)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	s->slot_count = s->o.parallel > 0 ? s->o.parallel :
	    cpus > 0 ? 2 * (unsigned)cpus : 2;
	s->slots = mem_zalloc(s->slot_count * sizeof *s->slots);
}

enum ctl_exit
sweep_open(const struct sweep_options *o, struct sweep **ret)
{
	struct sweep *s = mem_zalloc(sizeof *s);
	enum ctl_exit x;

	*ret = s;
	s->o = *o;
	s->signal_fd = -1;
	make_slots(s);
	if (hold_signals(s) < 0)
		return CTL_INTERNAL;
	x = progress_open(&s->progress, o->verb, o->progress);
	if (x == CTL_OK)
		x = mailbox_open(o->verb, o->paths, o->path_count,
		    s->signal_fd, &s->mailbox);
	if (x == CTL_OK)
		x = open_engines(s);
	if (x == CTL_OK && o->state != NULL)
		x = state_open(o->verb, s->engines[0].loaded.path, o->state,
		    &s->state);
	if (x != CTL_OK)
		return x;
	digest_settings(s);
	s->head.started_ms = clock_wall_ms();
	return journal_open(o->verb, o->resume, &s->head, &s->journal);
}

static void
slot_free(struct slot *t)
{
	size_t i;

	for (i = 0; i < RULES_MAX; i++)
		if (t->judged[i].arena != NULL)
			judge_free(&t->judged[i]);
	arena_free(t->arena);
	buf_free(&t->record);
	memset(t, 0, sizeof *t);
}

void
sweep_close(struct sweep *s)
{
	size_t i;

	for (i = 0; i < s->slot_count; i++)
		slot_free(&s->slots[i]);
	for (i = 0; i < RULES_MAX; i++)
		engine_close(&s->engines[i]);
	state_close(&s->state);
	free(s->slots);
	mailbox_close(s->mailbox);
	journal_close(s->journal);
	let_signals_go(s);
	free(s);
}

const struct engine *
sweep_engine(const struct sweep *s, unsigned i)
{
	return &s->engines[i];
}

bool
sweep_is_shared(const struct sweep *s)
{
	return s->is_shared;
}

/* --- a message comes --------------------------------------------------------------- */

static void
fail(const struct sweep *s, struct slot *t, const char *why)
{
	size_t i;

	for (i = 0; i < s->rules; i++)
		t->results[i] = result_failed(why);
	t->is_known = true;
}

/* Who sends mail from inside through submission has signed in. */
static const char *
login_of(const struct sweep *s, const struct slot *t, const char *from)
{
	struct party p = { .inside = false };

	if (s->o.class != MAIL_CLASS_SUBMISSION || strcmp(from, "<>") == 0 ||
	    policy_party(s->engines[0].loaded.policy, slice_str(from),
	    t->arena, &p) < 0 || !p.inside)
		return NULL;
	return from;
}

static int64_t
moment_of(const struct sweep *s, const struct slot *t)
{
	switch (s->o.at) {
	case SWEEP_AT_MESSAGE:
		break;
	case SWEEP_AT_NOW:
		return s->head.started_ms;
	case SWEEP_AT_GIVEN:
		return s->o.at_ms;
	}
	return t->message.at_ms;
}

/* An envelope for it; false: it has none, and that is its result. */
static bool
find_envelope(const struct sweep *s, const struct mailbox_item *item,
    struct slot *t)
{
	struct stored *d = &t->stored;

	if (stored_read(item->bytes, item->from_line, s->head.started_ms,
	    t->arena, d) < 0) {
		fail(s, t, "its header takes too much memory");
		return false;
	}
	t->message.at_ms = d->has_time ? d->at_ms : item->file_ms > 0 ?
	    item->file_ms : s->head.started_ms;
	if (d->from == NULL)
		d->from = s->o.from;
	if (d->to_count == 0) {
		d->to = s->o.to;
		d->to_count = s->o.to_count;
	}
	if (d->from == NULL || d->to_count == 0) {
		fail(s, t, d->from == NULL ?
		    "it names no sender; --from says which to take" :
		    "it names no recipient; --to says which to take");
		return false;
	}
	t->input = (struct judge_input){ .file = "-", .from = d->from,
	    .to = d->to, .to_count = d->to_count,
	    .auth = login_of(s, t, d->from), .client = "127.0.0.1",
	    .class = s->o.class, .at_ms = moment_of(s, t) };
	return true;
}

/* What the verdict rests on, beside the settings. */
static void
make_key(struct slot *t, struct slice bytes)
{
	const struct judge_input *in = &t->input;
	EVP_MD_CTX *c = digest_begin();

	digest_number(c, (uint64_t)in->at_ms);
	digest_number(c, in->auth != NULL);
	digest_strings(c, &in->from, 1);
	digest_number(c, in->to_count);
	digest_strings(c, in->to, in->to_count);
	EVP_DigestUpdate(c, bytes.ptr, bytes.len);
	EVP_DigestFinal_ex(c, t->key, NULL);
	EVP_MD_CTX_free(c);
}

/* Was it judged by the run that we go on with? */
static bool
is_in_journal(struct sweep *s, struct slot *t)
{
	struct slice body;
	struct wire_in w;
	size_t i;
	int r = 0;

	buf_reset(&t->record);
	if (!journal_take(s->journal, t->key, &t->record))
		return false;
	wire_in_init(&w, buf_slice(&t->record));
	for (i = 0; i < s->rules && r == 0; i++) {
		r = wire_str(&w, RESULT_BYTES_MAX, &body);
		if (r == 0)
			r = result_decode(body, t->arena, &t->results[i]);
	}
	if (r == 0)
		r = wire_end(&w);
	/* A record that makes no sense is no record. */
	return r == 0;
}

static void
start_judging(struct sweep *s, struct slot *t, struct slice bytes)
{
	size_t i, n = s->is_shared ? 1 : s->rules;

	t->input.message = &bytes;
	for (i = 0; i < n; i++)
		t->err[i] = judge_start(&t->judged[i], &t->input,
		    s->engines[i].inspector.inspector);
	t->input.message = NULL;
}

/* false: it is older than what is asked for, and the slot stays free. */
static bool
begin(struct sweep *s, struct slot *t, const struct mailbox_item *item)
{
	memset(t, 0, sizeof *t);
	t->arena = arena_new(SLOT_ARENA_MAX);
	buf_init(&t->record, 2 * RESULT_BYTES_MAX + KIB);
	t->is_used = true;
	t->message = (struct sweep_message){
	    .path = arena_dup(t->arena, item->path),
	    .root = s->o.path_count > 1 ? item->root : 0,
	    .number = item->number, .offset = item->offset,
	    .at_ms = item->file_ms };
	if (item->error != NULL) {
		fail(s, t, item->error);
		return true;
	}
	if (!find_envelope(s, item, t))
		return true;
	if (t->message.at_ms < s->o.since_ms) {
		slot_free(t);
		return false;
	}
	make_key(t, item->bytes);
	t->is_known = is_in_journal(s, t);
	if (!t->is_known) {
		start_judging(s, t, item->bytes);
		s->fresh++;
	}
	return true;
}

/* --- and its result -------------------------------------------------------------------- */

static bool
has_crashed(const struct judged *j)
{
	size_t i;

	for (i = 0; j->report != NULL && i < j->report->anomaly_count; i++)
		if (j->report->anomalies[i].class == ANOMALY_CRASH)
			return true;
	return false;
}

/* Is it the inspector that failed, and not this message or a child of it? */
static bool
is_worth_another_try(const struct engine *e, const struct judged *j, int err)
{
	if (j->bytes == NULL)
		return false;
	if (err == 0)
		return has_crashed(j) && !engine_is_alive(e);
	return err == ERR_CLOSED || err == ERR_TIMEOUT || err == ERR_SYSTEM;
}

/* From the bytes that were spooled the first time. */
static int
try_again(struct sweep *s, struct slot *t, size_t rules, size_t inspector)
{
	struct engine *e = &s->engines[inspector];
	struct judged *old = &t->judged[inspector], fresh;
	struct slice bytes = slice_of(old->bytes, old->size);
	int r;

	if (!engine_is_alive(e) && engine_revive(e, s->o.verb) != CTL_OK) {
		s->fault = ERR_CLOSED;
		return ERR_CLOSED;
	}
	t->input.message = &bytes;
	r = judge_start(&fresh, &t->input, e->inspector.inspector);
	t->input.message = NULL;
	if (r == 0)
		r = state_judge(&s->state, false, &fresh,
		    s->engines[rules].loaded.policy);
	if (t->judged[rules].arena != NULL)
		judge_free(&t->judged[rules]);
	t->judged[rules] = fresh;
	return r;
}

static int
judge_first(struct sweep *s, struct slot *t, size_t i)
{
	int r = t->err[i];

	if (r == 0)
		r = state_judge(&s->state, false, &t->judged[i],
		    s->engines[i].loaded.policy);
	if (is_worth_another_try(&s->engines[i], &t->judged[i], r))
		r = try_again(s, t, i, i);
	return r;
}

/* By the second rules; what the inspector saw serves again if it may. */
static int
judge_second(struct sweep *s, struct slot *t)
{
	const struct policy *policy = s->engines[1].loaded.policy;
	int r;

	if (!s->is_shared)
		return judge_first(s, t, 1);
	if (t->judged[0].verdict == NULL)
		return ERR_CLOSED;
	r = judge_again(&t->judged[0], policy, &t->judged[1]);
	if (r == 0)
		r = state_ask(&s->state, &t->judged[1]);
	if (r == 0)
		r = judge_again_decide(&t->judged[0], policy, &t->judged[1]);
	return r == ERR_ELSEWHERE ? try_again(s, t, 1, 0) : r;
}

static void
judge_slot(struct sweep *s, struct slot *t)
{
	size_t i;
	int r;

	for (i = 0; i < s->rules; i++) {
		r = i == 0 ? judge_first(s, t, 0) : judge_second(s, t);
		if (r == 0)
			r = result_of(&t->judged[i], t->arena,
			    &t->results[i]);
		if (r < 0)
			t->results[i] = result_failed(
			    t->judged[i].error[0] != '\0' ?
			    t->judged[i].error : err_text(r));
	}
}

/* Only what was judged: what failed is tried again. */
static void
write_down(struct sweep *s, struct slot *t)
{
	struct buf one = BUF_INIT(RESULT_BYTES_MAX);
	struct wire_out w;
	size_t i;

	buf_reset(&t->record);
	wire_out_init(&w, &t->record);
	for (i = 0; i < s->rules; i++) {
		buf_reset(&one);
		if (t->results[i].error.len > 0 ||
		    result_encode(&t->results[i], &one) < 0)
			goto out;
		wire_put_str(&w, buf_slice(&one));
	}
	if (wire_out_err(&w) == 0 && journal_put(s->journal, t->key,
	    buf_slice(&t->record)) < 0)
		s->fault = ERR_SYSTEM;
out:
	buf_free(&one);
}

static void
show_progress(struct sweep *s)
{
	struct buf line = BUF_INIT(KIB);

	if (!progress_is_due(&s->progress))
		return;
	progress_line(&(struct progress_state){ .verb = s->o.verb,
	    .done = s->end.done + s->end.too_old, .total = s->end.total,
	    .fresh = s->fresh, .elapsed_ms = clock_mono_ms() - s->began_ms,
	    .found = s->found, .found_word = s->o.found_word }, &line);
	progress_show(&s->progress, buf_cstr(&line));
	buf_free(&line);
}

static void
finish(struct sweep *s, struct slot *t)
{
	bool failed = false;
	size_t i;

	if (!t->is_known) {
		judge_slot(s, t);
		if (s->fault == 0)
			write_down(s, t);
	}
	/* A result that we could not come by is none. */
	if (s->fault == 0) {
		for (i = 0; i < s->rules; i++)
			failed = failed || t->results[i].error.len > 0;
		s->end.failed += failed;
		s->end.done++;
		s->found += s->done(s->arg, &t->message, t->results);
	}
	slot_free(t);
	show_progress(s);
}

/* --- the run ------------------------------------------------------------------------------ */

static void
run_all(struct sweep *s)
{
	struct mailbox_item item;
	uint64_t i = 0, k;
	struct slot *t;

	while (s->fault == 0 && !is_stopped(s) &&
	    mailbox_next(s->mailbox, &item) > 0) {
		t = &s->slots[i % s->slot_count];
		if (t->is_used)
			finish(s, t);
		if (s->fault != 0)
			break;
		if (begin(s, t, &item))
			i++;
		else
			s->end.too_old++;
	}
	for (k = 0; k < s->slot_count; k++) {
		t = &s->slots[(i + k) % s->slot_count];
		if (t->is_used && s->fault == 0 && !is_stopped(s))
			finish(s, t);
	}
}

static enum ctl_exit
settle(struct sweep *s)
{
	if (s->fault != 0) {
		fprintf(stderr, "exeatctl %s: the run cannot go on: %s\n",
		    s->o.verb, s->fault == ERR_SYSTEM ?
		    "the resume file cannot be written" :
		    "there is no inspector");
		s->end.resume = journal_keep(s->journal);
		return CTL_INTERNAL;
	}
	if (s->is_stopped) {
		s->end.is_interrupted = true;
		s->end.resume = journal_keep(s->journal);
		return CTL_PARTLY;
	}
	journal_remove(s->journal);
	return s->end.failed > 0 ? CTL_PARTLY : CTL_OK;
}

enum ctl_exit
sweep_run(struct sweep *s, sweep_done done, void *arg, struct sweep_end *ret)
{
	enum ctl_exit x;

	s->done = done;
	s->arg = arg;
	s->end.started_ms = s->head.started_ms;
	if (!mailbox_count(s->mailbox, &s->end.total))
		s->end.total = 0;
	s->began_ms = clock_mono_ms();
	run_all(s);
	progress_clear(&s->progress);
	s->end.took_ms = clock_mono_ms() - s->began_ms;
	s->end.left_out = mailbox_left_out(s->mailbox);
	x = settle(s);
	*ret = s->end;
	return x;
}

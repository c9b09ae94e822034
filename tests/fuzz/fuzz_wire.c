/*
 * fuzz_wire -- what crosses a process border, with the sender as attacker:
 * reports, shown text, edits, envelopes, verdicts, what is asked of memory and
 * learnt, what the account of notices is told, and the frames around them.
 *
 * The first byte chooses the reader of the rest.  What a reader takes must be
 * writable again, and then read the same.  Driven as fuzz_mime is; -w FOLDER
 * writes the seeds that the sources keep.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "fuzz/replay.h"
#include "inspector/client.h"
#include "ipc/frame.h"
#include "mail/edit.h"
#include "mail/envelope.h"
#include "mail/memory.h"
#include "mail/proof.h"
#include "mail/report.h"
#include "mail/shown.h"
#include "mail/verdict.h"

#define ARENA_MAX	(64 * MIB)
#define SPOOL_SIZE	10000

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum reader { PACK, RECORDS, SHOWN, LIST, REQUESTS, ENVELOPE, VERDICT, FRAMES,
    QUESTION, ANSWER, NOTE, PROOF, READER_COUNT };

static void
claim(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_wire: %s\n", what);
	abort();
}

static void
try_pack(struct slice s, struct arena *a)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct report *r, *again;

	if (report_unpack(s, a, &r) == 0) {
		(void)report_is_unreadable(r);
		claim(report_pack(r, &b) == 0, "a report that was read cannot "
		    "be written");
		claim(report_unpack(buf_slice(&b), a, &again) == 0 &&
		    again->part_count == r->part_count &&
		    again->finding_count == r->finding_count &&
		    again->anomaly_count == r->anomaly_count,
		    "a report reads differently the second time");
	}
	buf_free(&b);
}

/* u16 type, u16 length, body; as frames would bring them. */
static void
try_records(struct slice s, struct arena *a)
{
	struct report_reader *rr = report_reader_new(a);
	struct report *r;
	size_t n;

	while (s.len >= 4) {
		n = (size_t)s.ptr[2] << 8 | s.ptr[3];
		(void)report_reader_feed(rr,
		    (uint16_t)(s.ptr[0] << 8 | s.ptr[1]),
		    slice_sub(s, 4, 4 + n));
		s = slice_from(s, 4 + n);
	}
	r = report_reader_result(rr);
	claim(r != NULL && (!r->complete || report_reader_ended(rr)),
	    "complete without an end");
	report_reader_free(rr);
}

static void
try_shown(struct slice s)
{
	struct buf b = BUF_INIT(FRAME_BODY_MAX);
	struct shown_unit u;

	while (s.len > 0 && shown_get(&s, &u) == 0) {
		buf_reset(&b);
		claim(shown_put(&b, &u) == 0, "a unit cannot be written");
	}
	buf_free(&b);
}

static void
try_list(struct slice s, struct arena *a)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct edit_request q = { .kind = EDIT_DISCLAIMER, .name = SLICE("x") };
	struct edit_list l;

	if (edit_list_decode(s, SPOOL_SIZE, a, &l) == 0) {
		(void)edit_list_is_asked_for(&l, &q, 1);
		claim(edit_list_encode(&l, &b) == 0, "edits cannot be written");
		claim(edit_list_decode(buf_slice(&b), SPOOL_SIZE, a, &l) == 0,
		    "edits cannot be read again");
	}
	buf_free(&b);
}

static void
try_requests(struct slice s, struct arena *a)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct edit_request *q;
	size_t n;

	if (edit_requests_decode(s, a, &q, &n) == 0)
		claim(edit_requests_encode(q, n, &b) == 0,
		    "requests cannot be written");
	buf_free(&b);
}

static void
try_envelope(struct slice s, struct arena *a)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct envelope e;

	if (envelope_decode(s, a, &e) == 0)
		claim(envelope_encode(&e, &b) == 0 &&
		    slice_eq(buf_slice(&b), s),
		    "an envelope is written differently");
	buf_free(&b);
}

static void
try_verdict(struct slice s, struct arena *a)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct verdict v;

	if (verdict_decode(s, a, &v) == 0)
		claim(verdict_encode(&v, &b) == 0,
		    "a verdict cannot be written");
	buf_free(&b);
}

static void
try_question(struct slice s, struct arena *a)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct memory_question q;
	struct memory_answer m;

	if (memory_question_decode(s, a, &q) == 0) {
		claim(memory_question_encode(&q, &b) == 0,
		    "a question cannot be written");
		claim(memory_answer_empty(&q, a, &m) < 0 ||
		    memory_answer_fits(&m, &q), "its answer does not fit");
	}
	buf_free(&b);
}

static void
try_answer(struct slice s, struct arena *a)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct memory_answer m;

	if (memory_answer_decode(s, a, &m) == 0)
		claim(memory_answer_encode(&m, &b) == 0 &&
		    slice_eq(buf_slice(&b), s),
		    "an answer is written differently");
	buf_free(&b);
}

static void
try_note(struct slice s, struct arena *a)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct memory_note n;
	size_t i;

	if (memory_note_decode(s, a, &n) == 0) {
		claim(memory_note_encode(&n, &b) == 0,
		    "a note cannot be written");
		for (i = 0; i < n.use_count; i++)
			claim(n.uses[i].party < n.question.party_count,
			    "a use is for nobody");
	}
	buf_free(&b);
}

static void
try_proof(struct slice s, struct arena *a)
{
	struct proof_account account = { .month = 202605 };
	struct buf b = BUF_INIT(64 * KIB);
	struct wire_out out;
	struct wire_in in;
	struct proof p;

	if (proof_decode(s, a, &p) == 0) {
		claim(proof_encode(&p, &b) == 0 &&
		    slice_eq(buf_slice(&b), s),
		    "a proof is written differently");
		buf_reset(&b);
		claim(proof_account_note(&account, a, &p, true) == 0,
		    "an account has no room for its first");
		wire_out_init(&out, &b);
		proof_account_put(&out, &account);
		wire_in_init(&in, buf_slice(&b));
		claim(wire_out_err(&out) == 0 &&
		    proof_account_get(&in, a, &account) == 0 &&
		    wire_end(&in) == 0, "an account cannot be read");
	}
	buf_free(&b);
}

/* One packet of any bytes. */
static void
try_frame(struct slice s)
{
	static const uint16_t legal[] = { INSPECT_REQUEST, REPORT_BEGIN };
	static struct frame_store store;
	struct frame f;
	int pair[2];

	claim(frame_pair(pair) == 0, "no sockets");
	if (send(pair[0], s.ptr, s.len, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0 &&
	    frame_recv_now(pair[1], &store, legal, 2, &f) == 0) {
		claim(f.body.len <= FRAME_BODY_MAX, "a body over the limit");
		frame_close_fds(&f);
	}
	close(pair[0]);
	close(pair[1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct slice s = slice_from(slice_of(bytes, len), 1);
	struct arena *a;

	if (len == 0)
		return 0;
	a = arena_new(ARENA_MAX);
	switch ((enum reader)(bytes[0] % READER_COUNT)) {
	case PACK:
		try_pack(s, a);
		break;
	case RECORDS:
		try_records(s, a);
		break;
	case SHOWN:
		try_shown(s);
		break;
	case LIST:
		try_list(s, a);
		break;
	case REQUESTS:
		try_requests(s, a);
		break;
	case ENVELOPE:
		try_envelope(s, a);
		break;
	case VERDICT:
		try_verdict(s, a);
		break;
	case FRAMES:
		try_frame(s);
		break;
	case QUESTION:
		try_question(s, a);
		break;
	case ANSWER:
		try_answer(s, a);
		break;
	case NOTE:
		try_note(s, a);
		break;
	case PROOF:
		try_proof(s, a);
		break;
	case READER_COUNT:
		break;
	}
	arena_free(a);
	return 0;
}

#ifndef FUZZ_ENGINE

#define COPIES	400000

static int
put_record(void *arg, enum report_record type, struct slice body)
{
	struct buf *b = arg;

	buf_putc(b, (uint8_t)((unsigned)type >> 8));
	buf_putc(b, (uint8_t)type);
	buf_putc(b, (uint8_t)(body.len >> 8));
	buf_putc(b, (uint8_t)body.len);
	return buf_put_slice(b, body);
}

static void
make_report(struct report *r)
{
	static struct slice from[] = { { (const uint8_t *)"a@b.example", 11 } };
	static struct part parts[2];
	static struct finding f;
	static struct anomaly n;

	parts[0] = (struct part){ .path = SLICE("1"),
	    .declared = SLICE("application/zip"),
	    .detected = SLICE("application/zip"), .name = SLICE("a.zip"),
	    .names = SLICE("a.zip\n"), .size = 100, .text_bytes = 5,
	    .container = SLICE("zip"), .flags = PART_IS_ATTACHMENT };
	parts[1] = (struct part){ .path = SLICE("1/1"), .inside = SLICE("1"),
	    .encryption = ENCRYPTION_STRONG,
	    .encryption_reason = SLICE("AES-256"),
	    .flags = PART_IS_MEMBER | PART_IS_ATTACHMENT };
	f = (struct finding){ .detector = SLICE("uk_nino"), .tier = 3,
	    .where = FINDING_ATTACHMENT, .part = SLICE("1"),
	    .container = SLICE("text"), .place = SLICE("line 3"),
	    .occurrences = 1, .mask = SLICE("******56C") };
	n = (struct anomaly){ ANOMALY_ENCRYPTED, SLICE("1/1"),
	    SLICE("ciphertext") };
	*r = (struct report){ .complete = true, .parts = parts,
	    .part_count = 2, .findings = &f, .finding_count = 1,
	    .anomalies = &n, .anomaly_count = 1,
	    .preview = SLICE("Dear all"),
	    .facts = { .from = from, .from_count = 1,
		.subject = SLICE("Re: keys") } };
}

static void
make_edits(struct buf *list, struct buf *requests)
{
	struct edit_request q = { EDIT_DISCLAIMER, SLICE("plain"), SLICE(""), NULL };
	struct edit_outcome o = { EDIT_DONE, SLICE(""), SLICE("plain"),
	    EDIT_OTHERWISE_NONE };
	struct splice s = { 120, 130, SLICE("a notice") };
	struct header_change h = { HEADER_ADD, 1, SLICE("X-A"), SLICE(" b") };
	struct edit_list l = { &o, 1, &s, 1, &h, 1, 100 };

	edit_list_encode(&l, list);
	edit_requests_encode(&q, 1, requests);
}

static void
make_people(struct buf *envelope, struct buf *verdict)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct verdict v;
	struct envelope e;

	envelope_init(&e, MAIL_CLASS_SUBMISSION);
	(void)address_parse(a, SLICE("a@in.example"), &e.sender);
	(void)envelope_add_recipient(&e, a, SLICE("b@out.example"),
	    SLICE("NEVER"), SLICE_NONE);
	e.auth = SLICE("a");
	e.at_ms = 1777972500000;
	envelope_encode(&e, envelope);
	memset(&v, 0, sizeof v);
	v.policy = SLICE("A Policy");
	v.smtp_code = 550;
	memcpy(v.smtp_status, "5.7.1", 6);
	v.reply[0] = SLICE("Not sent.");
	v.reply_count = 1;
	verdict_encode(&v, verdict);
	arena_free(a);
}

static void
make_memory(struct buf *question, struct buf *answer, struct buf *note)
{
	struct slice exception = SLICE("webmail");
	struct memory_party parties[3] = {
		{ SLICE("a@in.example"), SLICE("in.example"),
		    MEMORY_IS_INSIDE },
		{ SLICE_NONE, SLICE_NONE, 0 },
		{ SLICE("b@out.example"), SLICE("out.example"), 0 },
	};
	struct memory_file file = { .part = 1, .digest = { 1 } };
	struct memory_question q = { .class = MAIL_CLASS_SUBMISSION,
	    .is_signed_in = true, .at_ms = 1777972500000,
	    .parties = parties, .party_count = 3, .files = &file,
	    .file_count = 1, .text = { { 1, 2, 3 } } };
	struct memory_of_party of_parties[3] = { [2] = {
	    .known = MEMORY_KNOWN, .nearest = SLICE("outt.example"),
	    .exceptions = &exception, .exception_count = 1 } };
	struct memory_of_file of_file = { MEMORY_SEEN_SENT };
	struct memory_sighting other = { 7, 1777972400000 };
	struct memory_answer m = { .parties = of_parties, .party_count = 3,
	    .files = &of_file, .file_count = 1, .senders = &other,
	    .sender_count = 1, .received_ms = 1777972300000 };
	bool is_let_go[3] = { false, false, true };
	struct memory_use use = { 2, SLICE("webmail"), SLICE("no-webmail") };
	struct memory_note n = { .question = q, .is_let_go = is_let_go,
	    .uses = &use, .use_count = 1 };

	claim(memory_question_encode(&q, question) == 0 &&
	    memory_answer_encode(&m, answer) == 0 &&
	    memory_note_encode(&n, note) == 0, "a seed cannot be made");
}

static void
make_proof(struct buf *b)
{
	const struct proof p = { .kind = PROOF_SKIPPED, .how = PROOF_HEADER,
	    .reason = SLICE("signed"), .association = SLICE("foundry-row"),
	    .text = SLICE("foundry-row"), .ids = { SLICE("a@b") },
	    .id_count = 1 };

	claim(proof_encode(&p, b) == 0, "a seed cannot be made");
}

static void
write_seed(const char *folder, enum reader which, struct slice s)
{
	static const char *const names[READER_COUNT] = { "pack", "records",
	    "shown", "list", "requests", "envelope", "verdict", "frame",
	    "question", "answer", "note", "proof" };
	struct buf path = BUF_INIT(4096);
	FILE *f;

	buf_printf(&path, "%s/%s", folder, names[which]);
	f = fopen(buf_cstr(&path), "wb");
	claim(f != NULL && fputc((int)which, f) == (int)which &&
	    fwrite(s.ptr, 1, s.len, f) == s.len && fclose(f) == 0,
	    "a seed cannot be written");
	buf_free(&path);
}

static void
write_seeds(const char *folder)
{
	struct shown_unit u = { .part = SLICE("1"), .container = SLICE("csv"),
	    .where = FINDING_ATTACHMENT, .place = SLICE("cell A1"), .row = 1,
	    .header = SLICE("Name"), .bytes = SLICE("Okafor") };
	struct buf b[READER_COUNT];
	struct report r;
	size_t i;

	for (i = 0; i < READER_COUNT; i++)
		buf_init(&b[i], 1 * MIB);
	make_report(&r);
	report_pack(&r, &b[PACK]);
	report_write(&r, put_record, &b[RECORDS]);
	shown_put(&b[SHOWN], &u);
	make_edits(&b[LIST], &b[REQUESTS]);
	make_people(&b[ENVELOPE], &b[VERDICT]);
	make_memory(&b[QUESTION], &b[ANSWER], &b[NOTE]);
	make_proof(&b[PROOF]);
	buf_put(&b[FRAMES], "\1\0\1\1\0\0\0\2ab", 10);
	for (i = 0; i < READER_COUNT; i++) {
		write_seed(folder, (enum reader)i, buf_slice(&b[i]));
		buf_free(&b[i]);
	}
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "-w") == 0) {
		write_seeds(argv[2]);
		return EXIT_SUCCESS;
	}
	if (replay_folder("wire", COPIES, LLVMFuzzerTestOneInput) == 0) {
		printf("SKIP: no seeds below $EXEAT_SRC/tests/fuzz\n");
		return 77;
	}
	return EXIT_SUCCESS;
}

#endif

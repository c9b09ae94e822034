/*
 * mime_corpus -- read the messages named as arguments and check what must
 * hold for any message: every byte in one range, the same reading for CRLF
 * and LF, no anomaly in genuine mail.  Then the same for damaged copies.
 *
 * With --leaves FILE: each leaf's bytes under each reading, in hexadecimal,
 * one a line, for comparing with other parsers.
 */
#include "mime/mime.h"

#include <stdlib.h>
#include <time.h>

#include "unit/mime/corpus.h"
#include "unit/mime/sketch.h"

#define MUTATIONS	24
#define SLOW_S		5	/* of a processor */

static int failures;

static void
fail(const char *path, const char *what)
{
	printf("FAIL %s: %s\n", path, what);
	failures++;
}

static void
strip_cr(struct slice s, struct buf *out)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] != '\r' || i + 1 == s.len || s.ptr[i + 1] != '\n')
			buf_putc(out, s.ptr[i]);
}

/* Sketch and anomalies of a message; returns the number of anomalies. */
static size_t
describe(const char *path, struct slice bytes, struct buf *out)
{
	struct arena *a = arena_new(MESSAGE_ARENA_MAX);
	struct buf words = BUF_INIT(64 * MIB);
	struct mime_message *m;
	const char *fault;
	size_t n;

	if (mime_read(bytes, SLICE(""), 0, a, &m) < 0) {
		fail(path, "arena exhausted");
		arena_free(a);
		return 0;
	}
	fault = sketch_fault(m);
	if (fault != NULL)
		fail(path, fault);
	buf_printf(out, "%s / ", sketch(m, &words));
	buf_printf(out, "%s", sketch_anomalies(m, &words));
	n = m->anomaly_count;
	if (n > 0)
		printf("%s: %s: %.*s\n", path, buf_cstr(&words),
		    (int)m->anomalies[0].detail.len,
		    (const char *)m->anomalies[0].detail.ptr);
	buf_free(&words);
	arena_free(a);
	return n;
}

static void
check_line_ends(const char *path, struct slice crlf, const struct buf *want)
{
	struct buf lf = BUF_INIT(crlf.len + 1), got = BUF_INIT(64 * MIB);

	strip_cr(crlf, &lf);
	describe(path, buf_slice(&lf), &got);
	if (!slice_eq(buf_slice(&got), buf_slice(want)))
		fail(path, "LF is read otherwise than CRLF");
	buf_free(&lf);
	buf_free(&got);
}

/* Damaged copies: ranges and bounds must hold, whatever the bytes. */
static void
check_mutations(const char *path, struct slice bytes, uint64_t *state)
{
	struct buf b = BUF_INIT(bytes.len + 64 * KIB);
	struct mime_message *m;
	struct arena *a;
	clock_t start;
	int i, j;

	for (i = 0; i < MUTATIONS; i++) {
		buf_reset(&b);
		buf_put_slice(&b, bytes);
		for (j = 0; j < 1 + i; j++)
			corpus_mutate(&b, state);
		a = arena_new(MESSAGE_ARENA_MAX);
		start = clock();
		if (mime_read(buf_slice(&b), SLICE(""), 0, a, &m) < 0)
			fail(path, "arena exhausted by a damaged copy");
		else if (sketch_fault(m) != NULL)
			fail(path, sketch_fault(m));
		if (clock() - start > SLOW_S * CLOCKS_PER_SEC)
			fail(path, "a damaged copy takes too long");
		arena_free(a);
	}
	buf_free(&b);
}

static size_t
check_file(const char *path, uint64_t *state)
{
	struct buf raw = BUF_INIT(256 * MIB), crlf = BUF_INIT(256 * MIB);
	struct buf words = BUF_INIT(64 * MIB);
	bool is_mixed;
	size_t n;

	if (!corpus_load(path, &raw))
		fail(path, "unreadable file");
	corpus_crlf(buf_slice(&raw), &crlf);
	n = describe(path, buf_slice(&crlf), &words);
	strip_cr(buf_slice(&crlf), (buf_reset(&raw), &raw));
	is_mixed = slice_chr(buf_slice(&raw), '\r', 0) != SLICE_NPOS ||
	    slice_find(buf_slice(&crlf), SLICE("\n\n"), 0) != SLICE_NPOS;
	if (!is_mixed && n == 0)
		check_line_ends(path, buf_slice(&crlf), &words);
	check_mutations(path, buf_slice(&crlf), state);
	buf_free(&raw);
	buf_free(&crlf);
	buf_free(&words);
	return n;
}

static void
print_hex(struct slice s)
{
	static const char digit[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < s.len; i++) {
		putchar(digit[s.ptr[i] >> 4]);
		putchar(digit[s.ptr[i] & 15]);
	}
	putchar('\n');
}

/* The leaves of one message; returns the bytes of an encoded message in it. */
static struct slice
print_message(const struct mime_message *m)
{
	struct slice inner = SLICE_NONE;
	struct buf out = BUF_INIT(256 * MIB);
	const struct mime_node *n;
	unsigned notes;
	size_t i, j;

	for (i = 0; i < m->node_count; i++) {
		n = &m->nodes[i];
		for (j = 0; n->is_leaf && j < n->reading_count; j++) {
			buf_reset(&out);
			mime_decode(slice_sub(m->bytes, n->body_from,
			    n->body_to), n->readings[j], &out, &notes);
			print_hex(buf_slice(&out));
			if (n->is_message)
				inner = arena_dup(m->arena, buf_slice(&out));
		}
	}
	buf_free(&out);
	return inner;
}

static int
print_leaves(const char *path)
{
	struct arena *a = arena_new(MESSAGE_ARENA_MAX);
	struct buf in = BUF_INIT(256 * MIB);
	struct mime_message *m;
	struct slice bytes;
	uint32_t depth;

	if (!corpus_load(path, &in))
		return 2;
	bytes = buf_slice(&in);
	for (depth = 0; depth < 3 && bytes.len > 0; depth++) {
		if (mime_read(bytes, SLICE(""), depth, a, &m) < 0)
			return 2;
		if (depth == 0)
			printf("%zu\n", m->anomaly_count);
		bytes = print_message(m);
	}
	arena_free(a);
	buf_free(&in);
	return 0;
}

int
main(int argc, char **argv)
{
	size_t genuine, odd;
	const char *bad;
	uint64_t state;
	bool is_real;
	int i;

	if (mime_charset_preload(&bad) < 0)
		return 2;
	if (argc == 3 && strcmp(argv[1], "--leaves") == 0)
		return print_leaves(argv[2]);
	genuine = odd = 0;
	state = 1;
	for (i = 1; i < argc; i++) {
		is_real = strstr(argv[i], "/real/") != NULL;
		genuine += is_real;
		if (check_file(argv[i], &state) > 0 && is_real)
			odd++;
	}
	printf("%d messages; %zu of %zu genuine ones are odd\n", argc - 1, odd,
	    genuine);
	/* Structural conflicts occur in 0.05 % of genuine mail. */
	if (odd > 1 + genuine / 500)
		fail("corpus", "too many genuine messages are odd");
	return failures > 0;
}

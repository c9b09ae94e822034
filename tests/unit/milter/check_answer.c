#include "milter/answer.h"

#include <string.h>

#include "base/limits.h"
#include "stub_milter.h"
#include "unit/unit.h"

static const char message[] = "Subject: x\r\n\r\nHello there.\r\n";
#define BODY	14

static struct header_change headers[] = {
	{ HEADER_CHANGE, 1, { (const uint8_t *)"Subject", 7 },
	    { (const uint8_t *)" a\r\n b", 6 } },
	{ HEADER_DELETE, 1, { (const uint8_t *)"X-Y", 3 }, { NULL, 0 } },
	{ HEADER_DELETE, 2, { (const uint8_t *)"X-Y", 3 }, { NULL, 0 } },
	{ HEADER_ADD, 0, { (const uint8_t *)"X-Z", 3 },
	    { (const uint8_t *)" 1", 2 } },
	{ HEADER_INSERT, 0, { (const uint8_t *)"X-A", 3 },
	    { (const uint8_t *)" 1", 2 } },
	{ HEADER_INSERT, 0, { (const uint8_t *)"X-B", 3 },
	    { (const uint8_t *)" 1", 2 } },
};

static struct splice splices[] = {
	{ BODY, BODY, { (const uint8_t *)"<", 1 } },
	{ BODY + 5, BODY + 11, { (const uint8_t *)"", 0 } },
	{ BODY + 14, BODY + 14, { (const uint8_t *)"-- \r\nus\r\n", 9 } },
};

static struct edit_list edits = {
	.splices = splices, .splice_count = 3,
	.headers = headers, .header_count = 6, .body_offset = BODY,
};

static const struct slice removed[] = {
	{ (const uint8_t *)"<a@b>", 5 },
	{ (const uint8_t *)"<c@d>", 5 },
	{ (const uint8_t *)"<e@f>", 5 },
};

static struct session_answer
accepting(void)
{
	struct session_answer a = {
		.kind = ANSWER_ACCEPT,
		.message = slice_of(message, sizeof message - 1),
		.edits = &edits, .removed = removed, .removed_count = 3,
		.delete_name = SLICE("X-Exeat-Release"), .delete_count = 2,
	};

	return a;
}

static const char *const calls[] = {
	/* From the last on: the MTA renumbers what is left. */
	"delheader X-Y 2", "delheader X-Y 1", "chgheader Subject 1",
	/* Above what stands there, so that X-A comes out on top. */
	"insheader X-B 0", "insheader X-A 0", "addheader X-Z 0",
	"delheader X-Exeat-Release 2", "delheader X-Exeat-Release 1", "replacebody - 1", "replacebody - 5",
	"replacebody - 3", "replacebody - 9", "delrcpt <a@b> 0",
	"delrcpt <c@d> 0", "delrcpt <e@f> 0",
};

/* Header, body, recipients, in this order and with these arguments. */
START_TEST(test_accept)
{
	struct session_answer a = accepting();
	struct smfi_str ctx;
	unsigned i;
	bool applied;

	stub_init(&ctx);
	ck_assert_int_eq(answer_give(&ctx, &a, true, &applied), SMFIS_ACCEPT);
	ck_assert(applied);
	ck_assert_uint_eq(ctx.call_count, N_OF(calls));
	for (i = 0; i < ctx.call_count; i++)
		ck_assert_str_eq(ctx.calls[i], calls[i]);
	ck_assert(slice_eq_str(buf_slice(&ctx.body),
	    "<Hello.\r\n-- \r\nus\r\n"));
	stub_free(&ctx);
}
END_TEST

/* Whichever call fails, nothing leaves (A8). */
START_TEST(test_each_failure)
{
	struct session_answer a = accepting();
	struct smfi_str ctx;
	bool applied = true;

	stub_init(&ctx);
	ctx.fail_at = (unsigned)_i + 1;
	ck_assert_int_eq(answer_give(&ctx, &a, true, &applied),
	    SMFIS_TEMPFAIL);
	ck_assert(!applied);
	ck_assert_uint_eq(ctx.modifying, (unsigned)_i + 1);
	stub_free(&ctx);
}
END_TEST

static const enum answer_kind replying[] = { ANSWER_REJECT, ANSWER_TEMPFAIL };

START_TEST(test_reply_failure)
{
	struct session_answer a = { .kind = replying[_i],
	    .code = _i == 0 ? 550 : 451, .status = _i == 0 ? "5.7.1" : "4.3.0",
	    .lines = { SLICE("100% so.") }, .line_count = 1 };
	struct smfi_str ctx;
	bool applied;

	stub_init(&ctx);
	ck_assert_int_eq(answer_give(&ctx, &a, true, &applied),
	    _i == 0 ? SMFIS_REJECT : SMFIS_TEMPFAIL);
	ck_assert(applied);
	ck_assert_str_eq(ctx.lines[0], "100%% so.");
	ck_assert_str_eq(ctx.code, _i == 0 ? "550" : "451");
	stub_free(&ctx);
	stub_init(&ctx);
	ctx.fail_at = 1;
	ck_assert_int_eq(answer_give(&ctx, &a, true, &applied),
	    SMFIS_TEMPFAIL);
	ck_assert(!applied);
	stub_free(&ctx);
}
END_TEST

START_TEST(test_discard)
{
	struct session_answer a = { .kind = ANSWER_DISCARD };
	struct smfi_str ctx;
	bool applied;

	stub_init(&ctx);
	ck_assert_int_eq(answer_give(&ctx, &a, true, &applied), SMFIS_DISCARD);
	ck_assert(applied);
	stub_free(&ctx);
}
END_TEST

/* A body with nothing left in it cannot be told: better not at all. */
START_TEST(test_empty_body)
{
	struct splice all = { BODY, sizeof message - 1, SLICE_NONE };
	struct edit_list none = { .splices = &all, .splice_count = 1,
	    .body_offset = BODY };
	struct session_answer a = accepting();
	struct smfi_str ctx;
	bool applied;

	stub_init(&ctx);
	a.edits = &none;
	ck_assert_int_eq(answer_give(&ctx, &a, true, &applied),
	    SMFIS_TEMPFAIL);
	ck_assert(!applied);
	stub_free(&ctx);
}
END_TEST

/* A large body goes out whole, whatever its size. */
START_TEST(test_large_body)
{
	struct session_answer a = accepting();
	struct splice end;
	struct edit_list one = { .splices = &end, .splice_count = 1 };
	struct smfi_str ctx;
	uint8_t *bytes;
	size_t i, n;
	bool applied;

	n = 5 * MIB + 3;
	bytes = malloc(n);
	ck_assert_ptr_nonnull(bytes);
	for (i = 0; i < n; i++)
		bytes[i] = (uint8_t)(i * 31 + i / 65521);
	end = (struct splice){ n, n, SLICE("!") };
	a.edits = &one;
	a.message = slice_of(bytes, n);
	stub_init(&ctx);
	ck_assert_int_eq(answer_give(&ctx, &a, true, &applied), SMFIS_ACCEPT);
	ck_assert_uint_eq(ctx.body.len, n + 1);
	ck_assert_int_eq(memcmp(ctx.body.ptr, bytes, n), 0);
	ck_assert_int_eq(ctx.body.ptr[n], '!');
	stub_free(&ctx);
	free(bytes);
}
END_TEST

/* Printable ASCII, bounded, every "%" doubled. */
static bool
is_clean(const char *line)
{
	const char *p;

	if (strlen(line) > 2 * REPLY_LINE_MAX)
		return false;
	for (p = line; *p != '\0'; p++) {
		if (*p < 0x20 || *p > 0x7e)
			return false;
		if (*p == '%' && *++p != '%')
			return false;
	}
	return true;
}

static void
fill(uint8_t *bytes, size_t n, bool percents, uint64_t *state)
{
	size_t i;

	for (i = 0; i < n; i++) {
		*state ^= *state << 13;
		*state ^= *state >> 7;
		*state ^= *state << 17;
		bytes[i] = percents ? '%' : (uint8_t)*state;
	}
}

/* 100,000 random texts: none refused, no raw byte gets through (A9). */
START_TEST(test_any_text)
{
	struct session_answer a = { .kind = ANSWER_REJECT, .code = 550,
	    .status = "5.7.1" };
	uint8_t bytes[REPLY_LINES_MAX][400];
	uint64_t state = 88172645463325252u;
	bool applied, clean = true;
	struct smfi_str ctx;
	size_t i, k;

	stub_init(&ctx);
	for (i = 0; i < 100000; i++) {
		a.line_count = 1 + i % REPLY_LINES_MAX;
		for (k = 0; k < a.line_count; k++) {
			fill(bytes[k], sizeof bytes[k], i % 3 == 0, &state);
			a.lines[k] = slice_of(bytes[k], state % 400);
		}
		ctx.call_count = 0;
		clean &= answer_give(&ctx, &a, true, &applied) == SMFIS_REJECT;
		clean &= applied && ctx.line_count == a.line_count;
		for (k = 0; k < ctx.line_count; k++)
			clean &= is_clean(ctx.lines[k]);
	}
	ck_assert(clean);
	ck_assert(!ctx.refused_reply);
	stub_free(&ctx);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "accept", test_accept, 0 },
		{ "each failure", test_each_failure, N_OF(calls) },
		{ "reply failure", test_reply_failure, N_OF(replying) },
		{ "discard", test_discard, 0 },
		{ "empty body", test_empty_body, 0 },
		{ "large body", test_large_body, 0 },
		{ "any text", test_any_text, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("answer", tests);
}

#include "milter/callbacks.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "double.h"
#include "stub_milter.h"
#include "unit/unit.h"

#define ALL_STEPS	0x1fffffUL
#define ALL_ACTIONS	0x1ffUL

/* --- a whole conversation through the callbacks ------------------------------------- */

static struct engine *engine;

static void
serve(enum mail_class class)
{
	double_reset();
	engine = double_engine(class, MIB, MIB);
	ck_assert_int_eq(callbacks_register(engine, "fd:4"), 0);
}

static sfsistat
negotiate(SMFICTX *ctx, unsigned long actions, unsigned long steps,
    unsigned long *ret_steps)
{
	unsigned long a, s, x, y;
	sfsistat r;

	r = stub_desc.xxfi_negotiate(ctx, actions, steps, 0, 0, &a, &s, &x,
	    &y);
	if (ret_steps != NULL)
		*ret_steps = s;
	return r;
}

static sfsistat
converse(SMFICTX *ctx)
{
	char from[] = "<me@here.example>", body[] = "SIZE=10";
	char to[] = "<a@b.example>", too[] = "<c@d.example>";
	char name[] = "Subject", value[] = " x", host[] = "pc";
	unsigned char bytes[] = "Hello there\r\n";
	char *mail[] = { from, body, NULL };
	char *rcpt[] = { to, NULL }, *other[] = { too, NULL };

	ctx->queue_id = "4Zq1";
	ctx->login = "me";
	stub_desc.xxfi_connect(ctx, host, NULL);
	stub_desc.xxfi_envfrom(ctx, mail);
	stub_desc.xxfi_envrcpt(ctx, rcpt);
	stub_desc.xxfi_envrcpt(ctx, other);
	stub_desc.xxfi_header(ctx, name, value);
	stub_desc.xxfi_eoh(ctx);
	stub_desc.xxfi_body(ctx, bytes, sizeof bytes - 1);
	return stub_desc.xxfi_eom(ctx);
}

static struct edit_outcome done = { .result = EDIT_DONE };
static struct splice splice = { 14, 14, { (const uint8_t *)">", 1 } };
static struct header_change headers[] = {
	{ HEADER_CHANGE, 1, { (const uint8_t *)"Content-Type", 12 },
	    { (const uint8_t *)" y", 2 } },
	{ HEADER_ADD, 0, { (const uint8_t *)"MIME-Version", 12 },
	    { (const uint8_t *)" 1", 2 } },
};

/* Edits, and one of the two recipients held. */
static void
rich_script(void)
{
	script.wants_edit = true;
	script.edits = (struct edit_list){ .outcomes = &done,
	    .outcome_count = 1, .splices = &splice, .splice_count = 1,
	    .headers = headers, .header_count = 2, .body_offset = 14 };
	script.recipient[0] = DISPOSITION_ACCEPT;
	script.recipient[1] = DISPOSITION_QUARANTINE;
	script.recipient_count = 2;
}

START_TEST(test_accept)
{
	struct smfi_str ctx;

	serve(MAIL_CLASS_SUBMISSION);
	rich_script();
	stub_init(&ctx);
	ck_assert_int_eq(negotiate(&ctx, ALL_ACTIONS, ALL_STEPS, NULL),
	    SMFIS_CONTINUE);
	ck_assert_int_eq(converse(&ctx), SMFIS_ACCEPT);
	ck_assert(slice_eq_str(buf_slice(&script.spool),
	    "Subject: x\r\n\r\nHello there\r\n"));
	ck_assert(slice_eq_str(buf_slice(&ctx.body), ">Hello there\r\n"));
	ck_assert_str_eq(ctx.calls[ctx.call_count - 1],
	    "delrcpt <c@d.example> 0");
	ck_assert_uint_eq(atomic_load(&script.applied), 1);
	stub_desc.xxfi_abort(&ctx);
	stub_desc.xxfi_close(&ctx);
	ck_assert_ptr_null(ctx.priv);
	ck_assert_uint_eq(atomic_load(&engine_pool(engine)->used), 0);
	stub_free(&ctx);
	engine_free(engine);
}
END_TEST

/* Every modifying call fails in turn: 451, and on record as not applied (A8). */
START_TEST(test_failures)
{
	struct smfi_str ctx;
	unsigned calls, n;

	serve(MAIL_CLASS_SUBMISSION);
	rich_script();
	calls = 6;	/* two fields, three pieces of body at most, delrcpt */
	for (n = 1; n <= calls; n++) {
		stub_init(&ctx);
		ctx.fail_at = n;
		negotiate(&ctx, ALL_ACTIONS, ALL_STEPS, NULL);
		if (converse(&ctx) == SMFIS_ACCEPT) {
			/* Past the last call: then, and only then. */
			ck_assert_uint_lt(ctx.modifying, n);
			ck_assert_uint_ge(n, 5);
			calls = 0;
		}
		stub_desc.xxfi_close(&ctx);
		stub_free(&ctx);
	}
	ck_assert_uint_eq(calls, 0);
	ck_assert_uint_eq(atomic_load(&script.applied), 1);
	ck_assert_uint_eq(atomic_load(&script.abandoned), n - 2);
	engine_free(engine);
}
END_TEST

/* All recipients held: dropped only once it is on record. */
START_TEST(test_discard)
{
	struct smfi_str ctx;

	serve(MAIL_CLASS_SUBMISSION);
	script.recipient[0] = DISPOSITION_QUARANTINE;
	script.recipient_count = 1;
	stub_init(&ctx);
	negotiate(&ctx, ALL_ACTIONS, ALL_STEPS, NULL);
	ck_assert_int_eq(converse(&ctx), SMFIS_DISCARD);
	ck_assert_uint_eq(atomic_load(&script.decisions), 1);
	ck_assert(script.had_spool);
	stub_desc.xxfi_close(&ctx);
	script.decide_err = ERR_STORE;
	negotiate(&ctx, ALL_ACTIONS, ALL_STEPS, NULL);
	ck_assert_int_eq(converse(&ctx), SMFIS_TEMPFAIL);
	ck_assert_str_eq(ctx.code, "451");
	ck_assert_str_eq(ctx.status, "4.3.0");
	stub_desc.xxfi_close(&ctx);
	stub_free(&ctx);
	engine_free(engine);
}
END_TEST

START_TEST(test_reject)
{
	struct smfi_str ctx;

	serve(MAIL_CLASS_SUBMISSION);
	script.whole_reject = true;
	stub_init(&ctx);
	negotiate(&ctx, ALL_ACTIONS, ALL_STEPS, NULL);
	ck_assert_int_eq(converse(&ctx), SMFIS_REJECT);
	ck_assert_str_eq(ctx.code, "550");
	ck_assert_str_eq(ctx.status, "5.7.1");
	ck_assert_ptr_nonnull(strstr(ctx.lines[0], "100%% chain"));
	ck_assert_ptr_nonnull(strstr(ctx.lines[0], script.ref));
	stub_desc.xxfi_close(&ctx);
	stub_free(&ctx);
	engine_free(engine);
}
END_TEST

/* Steps that want no reply get none; an MTA that needs one gets it. */
START_TEST(test_replies)
{
	char from[] = "<m@x>", *argv[] = { from, NULL };
	unsigned long steps;
	struct smfi_str ctx;

	serve(MAIL_CLASS_SUBMISSION);
	stub_init(&ctx);
	negotiate(&ctx, ALL_ACTIONS, ALL_STEPS, &steps);
	ck_assert(steps & SMFIP_NR_MAIL && steps & SMFIP_NR_RCPT &&
	    steps & SMFIP_NR_HDR && steps & SMFIP_NR_BODY &&
	    steps & SMFIP_HDR_LEADSPC && steps & SMFIP_NODATA &&
	    steps & SMFIP_NOUNKNOWN);
	stub_desc.xxfi_connect(&ctx, NULL, NULL);
	ck_assert_int_eq(stub_desc.xxfi_envfrom(&ctx, argv), SMFIS_NOREPLY);
	stub_desc.xxfi_close(&ctx);
	negotiate(&ctx, ALL_ACTIONS, SMFIP_HDR_LEADSPC, &steps);
	ck_assert_uint_eq(steps, SMFIP_HDR_LEADSPC);
	stub_desc.xxfi_connect(&ctx, NULL, NULL);
	ck_assert_int_eq(stub_desc.xxfi_envfrom(&ctx, argv), SMFIS_CONTINUE);
	stub_desc.xxfi_close(&ctx);
	stub_free(&ctx);
	engine_free(engine);
}
END_TEST

/* What could not be carried out is not begun. */
START_TEST(test_old_mta)
{
	struct smfi_str ctx;

	serve(MAIL_CLASS_SUBMISSION);
	stub_init(&ctx);
	ck_assert_int_eq(negotiate(&ctx, SMFIF_ADDHDRS | SMFIF_CHGHDRS |
	    SMFIF_CHGBODY, ALL_STEPS, NULL), SMFIS_REJECT);
	ck_assert_int_eq(negotiate(&ctx, SMFIF_ADDHDRS | SMFIF_CHGHDRS |
	    SMFIF_DELRCPT, ALL_STEPS, NULL), SMFIS_REJECT);
	ck_assert_ptr_null(ctx.priv);
	stub_free(&ctx);
	engine_free(engine);
}
END_TEST

/* Callbacks out of order: 451, no crash; close and abort at any time. */
START_TEST(test_out_of_order)
{
	char text[] = "x", *argv[] = { text, NULL };
	unsigned char byte = 'x';
	struct smfi_str ctx;

	serve(MAIL_CLASS_SUBMISSION);
	stub_init(&ctx);
	ck_assert_int_eq(stub_desc.xxfi_envfrom(&ctx, argv), SMFIS_TEMPFAIL);
	ck_assert_int_eq(stub_desc.xxfi_eom(&ctx), SMFIS_TEMPFAIL);
	stub_desc.xxfi_abort(&ctx);
	stub_desc.xxfi_close(&ctx);
	negotiate(&ctx, ALL_ACTIONS, ALL_STEPS, NULL);
	stub_desc.xxfi_connect(&ctx, NULL, NULL);
	stub_desc.xxfi_envrcpt(&ctx, argv);
	stub_desc.xxfi_header(&ctx, text, text);
	stub_desc.xxfi_body(&ctx, &byte, 1);
	ck_assert_int_eq(stub_desc.xxfi_eom(&ctx), SMFIS_TEMPFAIL);
	stub_desc.xxfi_abort(&ctx);
	stub_desc.xxfi_abort(&ctx);
	stub_desc.xxfi_close(&ctx);
	stub_desc.xxfi_close(&ctx);
	stub_free(&ctx);
	engine_free(engine);
}
END_TEST

START_TEST(test_progress)
{
	struct smfi_str ctx;

	serve(MAIL_CLASS_SUBMISSION);
	script.beats = 3;
	stub_init(&ctx);
	negotiate(&ctx, ALL_ACTIONS, ALL_STEPS, NULL);
	ck_assert_int_eq(converse(&ctx), SMFIS_ACCEPT);
	ck_assert_uint_eq(ctx.progress, 3);
	stub_desc.xxfi_close(&ctx);
	stub_free(&ctx);
	engine_free(engine);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "accept", test_accept, 0 },
		{ "failures", test_failures, 0 },
		{ "discard", test_discard, 0 },
		{ "reject", test_reject, 0 },
		{ "replies", test_replies, 0 },
		{ "old mta", test_old_mta, 0 },
		{ "out of order", test_out_of_order, 0 },
		{ "progress", test_progress, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("callbacks", tests);
}

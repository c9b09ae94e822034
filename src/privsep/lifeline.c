#include "privsep/lifeline.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "ipc/wire.h"
#include "privsep/sandbox.h"

#define SEND_PATIENCE_MS	5000
#define NOTE_MAX		(8 * KIB)

const uint16_t lifeline_to_role[] = {
	LIFELINE_DRAIN, LIFELINE_NEW_INSPECTOR, LIFELINE_NEW_KEEPER,
	LIFELINE_RULES_BEGIN, LIFELINE_RULES_FILE, LIFELINE_RULES_END,
	LIFELINE_RULES_COMMIT, LIFELINE_RULES_ABORT, LIFELINE_RECORD,
	LIFELINE_RELOAD_DONE,
};
const size_t lifeline_to_role_count =
    sizeof lifeline_to_role / sizeof lifeline_to_role[0];

const uint16_t lifeline_to_parent[] = {
	LIFELINE_READY, LIFELINE_NOTE, LIFELINE_RELOAD_OK,
	LIFELINE_RELOAD_FAILED, LIFELINE_ASK_RELOAD, LIFELINE_ASK_ROLLBACK,
};
const size_t lifeline_to_parent_count =
    sizeof lifeline_to_parent / sizeof lifeline_to_parent[0];

static int
send_frame(int sock, enum lifeline_type type, struct slice body, int fd)
{
	return frame_send(sock, (uint16_t)type, body, &fd, fd == -1 ? 0 : 1,
	    clock_mono_ms() + SEND_PATIENCE_MS);
}

static struct slice
digest_slice(const uint8_t *digest)
{
	return digest == NULL ? SLICE_NONE :
	    slice_of(digest, LIFELINE_DIGEST_SIZE);
}

static struct slice
text_slice(const char *text)
{
	return slice_sub(slice_str(text), 0, NOTE_MAX);
}

int
lifeline_ready(int sock, const uint8_t *digest)
{
	return send_frame(sock, LIFELINE_READY, digest_slice(digest), -1);
}

int
lifeline_note(int sock, const char *text)
{
	return send_frame(sock, LIFELINE_NOTE, text_slice(text), -1);
}

int
lifeline_reload_ok(int sock, const uint8_t *digest)
{
	return send_frame(sock, LIFELINE_RELOAD_OK, digest_slice(digest), -1);
}

int
lifeline_reload_failed(int sock, const char *text)
{
	return send_frame(sock, LIFELINE_RELOAD_FAILED, text_slice(text), -1);
}

int
lifeline_ask_reload(int sock)
{
	return send_frame(sock, LIFELINE_ASK_RELOAD, SLICE_NONE, -1);
}

int
lifeline_ask_rollback(int sock, const uint8_t *digest)
{
	return send_frame(sock, LIFELINE_ASK_ROLLBACK, digest_slice(digest),
	    -1);
}

int
lifeline_note_override(int sock, unsigned missing)
{
	char text[160];

	if (missing == 0)
		return 0;
	snprintf(text, sizeof text,
	    "runs without a full sandbox (--insecure-no-sandbox), missing: %s",
	    sandbox_layer_words(missing));
	LOG_EVENT(LOG_LEVEL_WARN, NULL, "insecure-no-sandbox",
	    KV_STR("missing", sandbox_layer_words(missing)));
	return lifeline_note(sock, text);
}

int
lifeline_drain(int sock, uint32_t grace_ms)
{
	uint8_t body[4];

	body[0] = (uint8_t)(grace_ms >> 24);
	body[1] = (uint8_t)(grace_ms >> 16);
	body[2] = (uint8_t)(grace_ms >> 8);
	body[3] = (uint8_t)grace_ms;
	return send_frame(sock, LIFELINE_DRAIN, slice_of(body, sizeof body),
	    -1);
}

int
lifeline_drain_grace(const struct frame *f, uint32_t *ret_grace_ms)
{
	struct wire_in w;
	uint32_t grace = 0;
	int r;

	wire_in_init(&w, f->body);
	wire_u32(&w, &grace);
	r = wire_end(&w);
	if (r == 0)
		*ret_grace_ms = grace;
	return r;
}

int
lifeline_new_inspector(int sock, int channel, const uint8_t *digest)
{
	return send_frame(sock, LIFELINE_NEW_INSPECTOR, digest_slice(digest),
	    channel);
}

int
lifeline_new_keeper(int sock, int channel)
{
	return send_frame(sock, LIFELINE_NEW_KEEPER, SLICE_NONE, channel);
}

int
lifeline_rules_commit(int sock)
{
	return send_frame(sock, LIFELINE_RULES_COMMIT, SLICE_NONE, -1);
}

int
lifeline_rules_abort(int sock)
{
	return send_frame(sock, LIFELINE_RULES_ABORT, SLICE_NONE, -1);
}

int
lifeline_reload_done(int sock, const char *text)
{
	return send_frame(sock, LIFELINE_RELOAD_DONE, text_slice(text), -1);
}

int
lifeline_record(int sock, const char *role, const char *text)
{
	struct buf b = BUF_INIT(NOTE_MAX + KIB);
	struct wire_out w;
	int r;

	wire_out_init(&w, &b);
	wire_put_str(&w, slice_sub(slice_str(role), 0, 64));
	wire_put_str(&w, text_slice(text));
	r = wire_out_err(&w);
	if (r == 0)
		r = send_frame(sock, LIFELINE_RECORD, buf_slice(&b), -1);
	buf_free(&b);
	return r;
}

int
lifeline_record_read(const struct frame *f, struct slice *ret_role,
    struct slice *ret_text)
{
	struct slice role, text;
	struct wire_in w;
	int r;

	wire_in_init(&w, f->body);
	wire_str(&w, 64, &role);
	wire_str(&w, NOTE_MAX, &text);
	r = wire_end(&w);
	if (r == 0) {
		*ret_role = role;
		*ret_text = text;
	}
	return r;
}

int
lifeline_digest(const struct frame *f, uint8_t ret[LIFELINE_DIGEST_SIZE],
    bool *ret_has)
{
	if (f->body.len != 0 && f->body.len != LIFELINE_DIGEST_SIZE)
		return ERR_SYNTAX;
	*ret_has = f->body.len != 0;
	if (*ret_has)
		memcpy(ret, f->body.ptr, LIFELINE_DIGEST_SIZE);
	return 0;
}

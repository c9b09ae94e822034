#include "milter/answer.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"

/* A value for libmilter: folds are LF alone, and the blank as negotiated. */
static int
put_value(struct buf *b, struct slice v, bool leading_space)
{
	size_t i;

	buf_reset(b);
	if (v.len > 0 && v.ptr[0] == ' ' && !leading_space)
		v = slice_from(v, 1);
	else if (leading_space &&
	    (v.len == 0 || (v.ptr[0] != ' ' && v.ptr[0] != '\t')))
		buf_putc(b, ' ');
	for (i = 0; i < v.len; i++) {
		if (v.ptr[i] == '\r' && i + 1 < v.len && v.ptr[i + 1] == '\n')
			continue;
		if (buf_putc(b, v.ptr[i]) < 0)
			return ERR_LIMIT;
	}
	return 0;
}

static char *
text(struct buf *b)
{
	return (char *)(uintptr_t)buf_cstr(b);
}

static int
change_header(SMFICTX *ctx, const struct header_change *h, bool leading_space,
    struct buf *name, struct buf *value)
{
	buf_reset(name);
	if (buf_put_slice(name, h->name) < 0 ||
	    put_value(value, h->value, leading_space) < 0)
		return MI_FAILURE;
	switch (h->op) {
	case HEADER_ADD:
		return smfi_addheader(ctx, text(name), text(value));
	case HEADER_INSERT:
		return smfi_insheader(ctx, 0, text(name), text(value));
	case HEADER_CHANGE:
		return smfi_chgheader(ctx, text(name), (int)h->index,
		    text(value));
	case HEADER_DELETE:
		return smfi_chgheader(ctx, text(name), (int)h->index, NULL);
	case HEADER_OP_COUNT:
		break;
	}
	return MI_FAILURE;
}

static bool
is_numbered(const struct header_change *h)
{
	return h->op == HEADER_CHANGE || h->op == HEADER_DELETE;
}

/*
 * The list numbers fields as the message stood; an MTA counts anew after each
 * deletion.  So what has a number goes first, from the last on, and what is
 * added comes after it.  What goes to the top is put above what is there: the
 * last of these first.
 */
static int
edit_headers(SMFICTX *ctx, const struct edit_list *l, bool leading_space,
    struct buf *name, struct buf *value)
{
	int r = MI_SUCCESS;
	size_t i;

	for (i = l->header_count; r == MI_SUCCESS && i > 0; i--)
		if (is_numbered(&l->headers[i - 1]))
			r = change_header(ctx, &l->headers[i - 1],
			    leading_space, name, value);
	for (i = l->header_count; r == MI_SUCCESS && i > 0; i--)
		if (l->headers[i - 1].op == HEADER_INSERT)
			r = change_header(ctx, &l->headers[i - 1],
			    leading_space, name, value);
	for (i = 0; r == MI_SUCCESS && i < l->header_count; i++)
		if (l->headers[i].op == HEADER_ADD)
			r = change_header(ctx, &l->headers[i], leading_space,
			    name, value);
	return r;
}

static int
change_headers(SMFICTX *ctx, const struct session_answer *a,
    bool leading_space)
{
	struct buf name = BUF_INIT(REPORT_STRING_MAX);
	struct buf value = BUF_INIT(HEADER_BYTES_MAX);
	int r = MI_SUCCESS;
	uint32_t k;

	if (a->edits != NULL)
		r = edit_headers(ctx, a->edits, leading_space, &name, &value);
	buf_reset(&name);
	if (a->delete_count > 0 && buf_put_slice(&name, a->delete_name) < 0)
		r = MI_FAILURE;
	/* From the last on here too. */
	for (k = a->delete_count; r == MI_SUCCESS && k > 0; k--)
		r = smfi_chgheader(ctx, text(&name), (int)k, NULL);
	buf_free(&name);
	buf_free(&value);
	return r;
}

static int
send_body(SMFICTX *ctx, struct slice bytes, uint64_t *sent)
{
	struct slice chunk;
	int r = MI_SUCCESS;

	*sent += bytes.len;
	while (r == MI_SUCCESS && bytes.len > 0) {
		chunk = slice_sub(bytes, 0, 1 * MIB);
		r = smfi_replacebody(ctx, (unsigned char *)(uintptr_t)chunk.ptr,
		    (int)chunk.len);
		bytes = slice_from(bytes, chunk.len);
	}
	return r;
}

/* The protocol replaces a body whole: spool and splices in turn. */
static int
replace_body(SMFICTX *ctx, const struct session_answer *a)
{
	const struct edit_list *l = a->edits;
	uint64_t at, sent = 0;
	int r = MI_SUCCESS;
	size_t i;

	if (l == NULL || l->splice_count == 0)
		return MI_SUCCESS;
	at = l->body_offset;
	for (i = 0; r == MI_SUCCESS && i < l->splice_count; i++) {
		r = send_body(ctx, slice_sub(a->message, at,
		    l->splices[i].from), &sent);
		if (r == MI_SUCCESS)
			r = send_body(ctx, l->splices[i].bytes, &sent);
		at = l->splices[i].to;
	}
	if (r == MI_SUCCESS)
		r = send_body(ctx, slice_from(a->message, at), &sent);
	/* With nothing sent the MTA would keep the body as it was. */
	return sent > 0 ? r : MI_FAILURE;
}

static int
remove_recipients(SMFICTX *ctx, const struct session_answer *a)
{
	struct buf b = BUF_INIT(ENVELOPE_STRING_MAX + 1);
	int r = MI_SUCCESS;
	size_t i;

	for (i = 0; r == MI_SUCCESS && i < a->removed_count; i++) {
		buf_reset(&b);
		if (buf_put_slice(&b, a->removed[i]) < 0)
			r = MI_FAILURE;
		else
			r = smfi_delrcpt(ctx, text(&b));
	}
	buf_free(&b);
	return r;
}

/* Printable ASCII of a bounded length; `%` doubled, for Postfix eats one. */
static void
reply_line(struct slice line, char out[2 * REPLY_LINE_MAX + 1])
{
	size_t i, n = 0;

	for (i = 0; i < line.len && i < REPLY_LINE_MAX; i++) {
		uint8_t c = line.ptr[i];

		if (c == '%')
			out[n++] = '%';
		out[n++] = c >= 0x20 && c < 0x7f ? (char)c : '?';
	}
	out[n] = '\0';
}

static int
set_reply(SMFICTX *ctx, const struct session_answer *a)
{
	char line[REPLY_LINES_MAX][2 * REPLY_LINE_MAX + 1];
	char *p[REPLY_LINES_MAX] = { NULL };
	char code[4], status[8];
	size_t i;

	for (i = 0; i < a->line_count && i < REPLY_LINES_MAX; i++) {
		reply_line(a->lines[i], line[i]);
		p[i] = line[i];
	}
	if (a->code < 400 || a->code > 599)
		return MI_FAILURE;
	code[0] = (char)('0' + a->code / 100);
	code[1] = (char)('0' + a->code / 10 % 10);
	code[2] = (char)('0' + a->code % 10);
	code[3] = '\0';
	memset(status, 0, sizeof status);
	for (i = 0; i + 1 < sizeof status && a->status[i] != '\0'; i++)
		status[i] = a->status[i];
	return smfi_setmlreply(ctx, code, status, p[0], p[1], p[2], p[3],
	    (char *)NULL);
}

sfsistat
answer_give(SMFICTX *ctx, const struct session_answer *a, bool leading_space,
    bool *ret_applied)
{
	*ret_applied = false;
	switch (a->kind) {
	case ANSWER_ACCEPT:
		if (change_headers(ctx, a, leading_space) != MI_SUCCESS ||
		    replace_body(ctx, a) != MI_SUCCESS ||
		    remove_recipients(ctx, a) != MI_SUCCESS)
			return SMFIS_TEMPFAIL;
		*ret_applied = true;
		return SMFIS_ACCEPT;
	case ANSWER_DISCARD:
		*ret_applied = true;
		return SMFIS_DISCARD;
	case ANSWER_REJECT:
		if (set_reply(ctx, a) != MI_SUCCESS)
			return SMFIS_TEMPFAIL;
		*ret_applied = true;
		return SMFIS_REJECT;
	case ANSWER_TEMPFAIL:
		/* Without its words it still is a 451. */
		*ret_applied = set_reply(ctx, a) == MI_SUCCESS;
		return SMFIS_TEMPFAIL;
	}
	return SMFIS_TEMPFAIL;
}

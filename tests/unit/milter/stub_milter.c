#include "stub_milter.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"

struct smfiDesc stub_desc;

void
stub_init(struct smfi_str *ctx)
{
	memset(ctx, 0, sizeof *ctx);
	buf_init(&ctx->body, 64 * MIB);
}

void
stub_free(struct smfi_str *ctx)
{
	buf_free(&ctx->body);
}

/* Count a modifying call; is it the one that fails? */
static int
modify(SMFICTX *ctx, const char *what, const char *name, int index)
{
	if (ctx->call_count < STUB_CALLS_MAX)
		snprintf(ctx->calls[ctx->call_count++], 64, "%s %s %d", what,
		    name, index);
	return ++ctx->modifying == ctx->fail_at ? MI_FAILURE : MI_SUCCESS;
}

int
smfi_addheader(SMFICTX *ctx, char *name, char *value)
{
	if (name == NULL || value == NULL || *name == '\0')
		return MI_FAILURE;
	return modify(ctx, "addheader", name, 0);
}

int
smfi_insheader(SMFICTX *ctx, int index, char *name, char *value)
{
	if (name == NULL || value == NULL || *name == '\0' || index < 0)
		return MI_FAILURE;
	return modify(ctx, "insheader", name, index);
}

int
smfi_chgheader(SMFICTX *ctx, char *name, int index, char *value)
{
	if (name == NULL || *name == '\0' || index < 0)
		return MI_FAILURE;
	return modify(ctx, value == NULL ? "delheader" : "chgheader", name,
	    index);
}

int
smfi_replacebody(SMFICTX *ctx, unsigned char *bytes, int n)
{
	if (n < 0 || (bytes == NULL && n > 0))
		return MI_FAILURE;
	if (modify(ctx, "replacebody", "-", n) != MI_SUCCESS)
		return MI_FAILURE;
	return buf_put(&ctx->body, bytes, (size_t)n) == 0 ? MI_SUCCESS :
	    MI_FAILURE;
}

int
smfi_delrcpt(SMFICTX *ctx, char *path)
{
	if (path == NULL || *path == '\0')
		return MI_FAILURE;
	return modify(ctx, "delrcpt", path, 0);
}

int
smfi_progress(SMFICTX *ctx)
{
	ctx->progress++;
	return ctx->fail_progress ? MI_FAILURE : MI_SUCCESS;
}

/* The rules of the real one: at most 32 lines of 980 bytes, no CR or LF. */
static bool
takes_line(const char *line)
{
	return strlen(line) <= 980 && strpbrk(line, "\r\n") == NULL;
}

int
smfi_setmlreply(SMFICTX *ctx, const char *code, const char *status, ...)
{
	const char *line;
	va_list ap;

	if (code == NULL || strlen(code) != 3 ||
	    (code[0] != '4' && code[0] != '5') || status == NULL ||
	    status[0] != code[0] || status[1] != '.')
		ctx->refused_reply = true;
	snprintf(ctx->code, sizeof ctx->code, "%s", code);
	snprintf(ctx->status, sizeof ctx->status, "%s", status);
	ctx->line_count = 0;
	va_start(ap, status);
	while ((line = va_arg(ap, const char *)) != NULL &&
	    ctx->line_count < 4) {
		if (!takes_line(line))
			ctx->refused_reply = true;
		snprintf(ctx->lines[ctx->line_count++], 1024, "%s", line);
	}
	va_end(ap);
	if (modify(ctx, "setmlreply", code, (int)ctx->line_count) !=
	    MI_SUCCESS)
		return MI_FAILURE;
	return ctx->refused_reply ? MI_FAILURE : MI_SUCCESS;
}

void *
smfi_getpriv(SMFICTX *ctx)
{
	return ctx->priv;
}

int
smfi_setpriv(SMFICTX *ctx, void *priv)
{
	ctx->priv = priv;
	return MI_SUCCESS;
}

char *
smfi_getsymval(SMFICTX *ctx, char *name)
{
	const char *value = NULL;

	if (strcmp(name, "i") == 0)
		value = ctx->queue_id;
	else if (strcmp(name, "{auth_authen}") == 0)
		value = ctx->login;
	return (char *)(uintptr_t)value;
}

int
smfi_setsymlist(SMFICTX *ctx, int stage, char *names)
{
	(void)ctx;
	return stage < SMFIM_FIRST || stage > SMFIM_LAST || names == NULL ||
	    *names == '\0' ? MI_FAILURE : MI_SUCCESS;
}

int
smfi_register(struct smfiDesc desc)
{
	stub_desc = desc;
	return MI_SUCCESS;
}

int
smfi_setconn(char *conn)
{
	return conn != NULL && *conn != '\0' ? MI_SUCCESS : MI_FAILURE;
}

int
smfi_settimeout(int seconds)
{
	return seconds > 0 ? MI_SUCCESS : MI_FAILURE;
}

int
smfi_setbacklog(int n)
{
	return n > 0 ? MI_SUCCESS : MI_FAILURE;
}

/*
 * noop -- the floor: a libmilter milter that looks at everything and does
 * nothing.  `-n` negotiates every step and answer away that it can.
 *
 *	noop [-n | -b] [-e N -w MS] -s SOCKET
 *
 * With -b it keeps the body and gives it back with a fixed text behind it: the
 * least that a milter can do which puts a notice into mail, right or wrong.
 * With -e, every N-th message waits MS milliseconds at its end: what a milter
 * that waits for somebody else does to libmilter's worker pool.
 */
#include <getopt.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libmilter/mfapi.h>

#define CHUNK	((size_t)1024 * 1024)

static bool is_quiet;			/* -n */
static bool replaces_body;		/* -b */
static unsigned every, wait_ms;
static atomic_uint messages;

static const char notice[] =
    "\r\nThis email and any files sent with it are confidential and meant only\r\n"
    "for the person they are addressed to.  If it has reached you by mistake,\r\n"
    "please tell the sender and delete it.\r\n";

struct kept {
	unsigned char *bytes;
	size_t len, cap;
};

static void
keep(SMFICTX *ctx, const unsigned char *bytes, size_t n)
{
	struct kept *k = smfi_getpriv(ctx);

	if (k == NULL && (k = calloc(1, sizeof *k)) == NULL)
		abort();
	smfi_setpriv(ctx, k);
	if (n > k->cap - k->len) {
		k->cap = 2 * k->cap + n;
		k->bytes = realloc(k->bytes, k->cap);
		if (k->bytes == NULL)
			abort();
	}
	memcpy(k->bytes + k->len, bytes, n);
	k->len += n;
}

static sfsistat
drop(SMFICTX *ctx)
{
	struct kept *k = smfi_getpriv(ctx);

	if (k != NULL)
		free(k->bytes);
	free(k);
	smfi_setpriv(ctx, NULL);
	return SMFIS_CONTINUE;
}

static sfsistat
give_back(SMFICTX *ctx)
{
	struct kept *k;
	size_t at, n;
	int r = MI_SUCCESS;

	keep(ctx, (const unsigned char *)notice, sizeof notice - 1);
	k = smfi_getpriv(ctx);
	for (at = 0; r == MI_SUCCESS && at < k->len; at += n) {
		n = k->len - at < CHUNK ? k->len - at : CHUNK;
		r = smfi_replacebody(ctx, k->bytes + at, (int)n);
	}
	drop(ctx);
	return r == MI_SUCCESS ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
}

static sfsistat
on_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *addr)
{
	(void)ctx;
	(void)host;
	(void)addr;
	return is_quiet ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat
on_text(SMFICTX *ctx, char *text)
{
	(void)ctx;
	(void)text;
	return is_quiet ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat
on_unknown(SMFICTX *ctx, const char *text)
{
	(void)ctx;
	(void)text;
	return is_quiet ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat
on_path(SMFICTX *ctx, char **arguments)
{
	(void)ctx;
	(void)arguments;
	return is_quiet ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat
on_step(SMFICTX *ctx)
{
	(void)ctx;
	return is_quiet ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat
on_header(SMFICTX *ctx, char *name, char *value)
{
	(void)ctx;
	(void)name;
	(void)value;
	return is_quiet ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat
on_body(SMFICTX *ctx, unsigned char *bytes, size_t n)
{
	if (replaces_body)
		keep(ctx, bytes, n);
	return is_quiet ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat
on_eom(SMFICTX *ctx)
{
	struct timespec t;

	if (every > 0 && atomic_fetch_add(&messages, 1) % every == every - 1) {
		t.tv_sec = wait_ms / 1000;
		t.tv_nsec = (long)(wait_ms % 1000) * 1000000;
		nanosleep(&t, NULL);
	}
	return replaces_body ? give_back(ctx) : SMFIS_CONTINUE;
}

static sfsistat
on_end(SMFICTX *ctx)
{
	return drop(ctx);
}

static sfsistat
on_negotiate(SMFICTX *ctx, unsigned long f0, unsigned long f1,
    unsigned long f2, unsigned long f3, unsigned long *p0, unsigned long *p1,
    unsigned long *p2, unsigned long *p3)
{
	(void)ctx;
	(void)f0;
	(void)f2;
	(void)f3;
	*p0 = 0;
	*p1 = f1 & (SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL |
	    SMFIP_NR_RCPT | SMFIP_NR_DATA | SMFIP_NR_UNKN | SMFIP_NR_HDR |
	    SMFIP_NR_EOH | SMFIP_NR_BODY);
	*p2 = *p3 = 0;
	return SMFIS_CONTINUE;
}

static int
usage(void)
{
	fprintf(stderr, "usage: noop [-n | -b] [-e n -w ms] -s socket\n");
	return 2;
}

int
main(int argc, char **argv)
{
	struct smfiDesc desc = {
		.xxfi_name = "noop",
		.xxfi_version = SMFI_VERSION,
		.xxfi_connect = on_connect,
		.xxfi_helo = on_text,
		.xxfi_envfrom = on_path,
		.xxfi_envrcpt = on_path,
		.xxfi_header = on_header,
		.xxfi_eoh = on_step,
		.xxfi_body = on_body,
		.xxfi_eom = on_eom,
		.xxfi_abort = on_end,
		.xxfi_close = on_end,
		.xxfi_unknown = on_unknown,
		.xxfi_data = on_step,
	};
	char *path;
	int c;

	path = NULL;
	while ((c = getopt(argc, argv, "be:ns:w:")) != -1) {
		switch (c) {
		case 'b':
			replaces_body = true;
			desc.xxfi_flags = SMFIF_CHGBODY;
			break;
		case 'e':
			every = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'n':
			is_quiet = true;
			break;
		case 's':
			path = optarg;
			break;
		case 'w':
			wait_ms = (unsigned)strtoul(optarg, NULL, 10);
			break;
		default:
			return usage();
		}
	}
	if (path == NULL || optind != argc)
		return usage();
	if (is_quiet)
		desc.xxfi_negotiate = on_negotiate;
	if (smfi_register(desc) != MI_SUCCESS ||
	    smfi_setconn(path) != MI_SUCCESS ||
	    smfi_setbacklog(1024) != MI_SUCCESS) {
		fprintf(stderr, "noop: cannot register at %s\n", path);
		return 1;
	}
	return smfi_main() == MI_SUCCESS ? 0 : 1;
}

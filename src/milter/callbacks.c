#include "milter/callbacks.h"

#include <arpa/inet.h>
#include <libmilter/mfapi.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "milter/answer.h"
#include "milter/linger.h"
#include "milter/session.h"

/* libmilter hands no pointer of ours to its first callback. */
static struct engine *the_engine;

/* What hangs on a connection: callbacks of one may run on any thread. */
struct attached {
	struct session *session;
	bool leading_space;
	unsigned long quiet;	/* SMFIP_NR_* agreed on */
};

/* Steps whose answer is never anything but "go on". */
#define QUIET	(SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | \
		SMFIP_NR_RCPT | SMFIP_NR_DATA | SMFIP_NR_HDR | \
		SMFIP_NR_EOH | SMFIP_NR_BODY | SMFIP_NR_UNKN)
#define UNWANTED	(SMFIP_NOUNKNOWN | SMFIP_NODATA)
#define ACTIONS		(SMFIF_CHGBODY | SMFIF_ADDHDRS | SMFIF_CHGHDRS | \
			SMFIF_DELRCPT)
#define STALL_S		300	/* a half-sent packet does not hold a thread longer */
#define BACKLOG		1024

static sfsistat
go_on(const struct attached *at, unsigned long step)
{
	return at != NULL && (at->quiet & step) != 0 ? SMFIS_NOREPLY :
	    SMFIS_CONTINUE;
}

static struct attached *
attached(SMFICTX *ctx)
{
	return smfi_getpriv(ctx);
}

static struct slice
macro(SMFICTX *ctx, const char *name)
{
	return slice_str(smfi_getsymval(ctx, (char *)(uintptr_t)name));
}

static sfsistat
on_negotiate(SMFICTX *ctx, unsigned long f0, unsigned long f1,
    unsigned long f2, unsigned long f3, unsigned long *pf0,
    unsigned long *pf1, unsigned long *pf2, unsigned long *pf3)
{
	struct attached *at;

	(void)f2;
	(void)f3;
	/* Without these a decision could not be carried out. */
	if ((f0 & ACTIONS) != ACTIONS)
		return SMFIS_REJECT;
	at = mem_zalloc(sizeof *at);
	at->quiet = f1 & QUIET;
	at->leading_space = (f1 & SMFIP_HDR_LEADSPC) != 0;
	if (smfi_setpriv(ctx, at) != MI_SUCCESS) {
		free(at);
		return SMFIS_REJECT;
	}
	/* Only the macros that are read; a failure leaves the MTA's own list. */
	(void)smfi_setsymlist(ctx, SMFIM_CONNECT, (char *)(uintptr_t)"j");
	(void)smfi_setsymlist(ctx, SMFIM_ENVFROM,
	    (char *)(uintptr_t)"i {auth_authen}");
	(void)smfi_setsymlist(ctx, SMFIM_EOH, (char *)(uintptr_t)"i");
	(void)smfi_setsymlist(ctx, SMFIM_EOM, (char *)(uintptr_t)"i");
	*pf0 = ACTIONS;
	*pf1 = f1 & (QUIET | UNWANTED | SMFIP_HDR_LEADSPC);
	*pf2 = 0;
	*pf3 = 0;
	return SMFIS_CONTINUE;
}

static sfsistat
on_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *sa)
{
	struct attached *at = attached(ctx);
	char addr[INET6_ADDRSTRLEN] = "local";

	if (at == NULL)
		return SMFIS_TEMPFAIL;
	if (sa != NULL && sa->sa_family == AF_INET)
		inet_ntop(AF_INET, &((struct sockaddr_in *)(void *)sa)->sin_addr,
		    addr, sizeof addr);
	else if (sa != NULL && sa->sa_family == AF_INET6)
		inet_ntop(AF_INET6,
		    &((struct sockaddr_in6 *)(void *)sa)->sin6_addr, addr,
		    sizeof addr);
	linger_forget(at->session);
	session_free(at->session);
	at->session = session_new(the_engine, slice_str(addr), slice_str(host));
	return go_on(at, SMFIP_NR_CONN);
}

static sfsistat
on_helo(SMFICTX *ctx, char *name)
{
	struct attached *at = attached(ctx);

	if (at == NULL || at->session == NULL)
		return SMFIS_TEMPFAIL;
	session_helo(at->session, slice_str(name));
	return go_on(at, SMFIP_NR_HELO);
}

static sfsistat
on_mail(SMFICTX *ctx, char **argv)
{
	struct attached *at = attached(ctx);

	if (at == NULL || at->session == NULL)
		return SMFIS_TEMPFAIL;
	session_mail(at->session, slice_str(argv[0]), argv + 1,
	    macro(ctx, "{auth_authen}"));
	return go_on(at, SMFIP_NR_MAIL);
}

static sfsistat
on_rcpt(SMFICTX *ctx, char **argv)
{
	struct attached *at = attached(ctx);

	if (at == NULL || at->session == NULL)
		return SMFIS_TEMPFAIL;
	session_rcpt(at->session, slice_str(argv[0]), argv + 1);
	return go_on(at, SMFIP_NR_RCPT);
}

static sfsistat
on_header(SMFICTX *ctx, char *name, char *value)
{
	struct attached *at = attached(ctx);
	struct slice v = slice_str(value);

	if (at == NULL || at->session == NULL)
		return SMFIS_TEMPFAIL;
	/* An MTA that cannot keep the blank always writes one. */
	if (!at->leading_space) {
		struct buf b = BUF_INIT(v.len + 1);

		buf_putc(&b, ' ');
		buf_put_slice(&b, v);
		session_header(at->session, slice_str(name), buf_slice(&b));
		buf_free(&b);
	} else {
		session_header(at->session, slice_str(name), v);
	}
	return go_on(at, SMFIP_NR_HDR);
}

static sfsistat
on_eoh(SMFICTX *ctx)
{
	struct attached *at = attached(ctx);

	if (at == NULL || at->session == NULL)
		return SMFIS_TEMPFAIL;
	session_eoh(at->session, macro(ctx, "i"));
	return go_on(at, SMFIP_NR_EOH);
}

static sfsistat
on_body(SMFICTX *ctx, unsigned char *bytes, size_t n)
{
	struct attached *at = attached(ctx);

	if (at == NULL || at->session == NULL)
		return SMFIS_TEMPFAIL;
	session_body(at->session, slice_of(bytes, n));
	return go_on(at, SMFIP_NR_BODY);
}

/* Keeps Postfix's content timer from running out; failure changes nothing. */
static void
beat(void *ctx)
{
	(void)smfi_progress(ctx);
}

static void
on_written(void *session)
{
	session_told(session);
}

static sfsistat
on_eom(SMFICTX *ctx)
{
	struct attached *at = attached(ctx);
	struct session_answer a;
	sfsistat status;
	bool applied;

	if (at == NULL || at->session == NULL)
		return SMFIS_TEMPFAIL;
	session_eom(at->session, macro(ctx, "i"), beat, ctx, &a);
	status = answer_give(ctx, &a, at->leading_space, &applied);
	session_done(at->session, &a, applied);
	linger_leave(on_written, at->session);
	return status;
}

static sfsistat
on_abort(SMFICTX *ctx)
{
	struct attached *at = attached(ctx);

	if (at != NULL && at->session != NULL) {
		/* Whatever the MTA breaks off, it has read our answers. */
		session_told(at->session);
		session_abort(at->session);
	}
	return SMFIS_CONTINUE;
}

static sfsistat
on_close(SMFICTX *ctx)
{
	struct attached *at = attached(ctx);

	if (at != NULL) {
		linger_forget(at->session);
		session_free(at->session);
		free(at);
		(void)smfi_setpriv(ctx, NULL);
	}
	return SMFIS_CONTINUE;
}

int
callbacks_register(struct engine *e, const char *conn)
{
	struct smfiDesc d = {
		.xxfi_name = (char *)(uintptr_t)"exeat",
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = ACTIONS,
		.xxfi_connect = on_connect,
		.xxfi_helo = on_helo,
		.xxfi_envfrom = on_mail,
		.xxfi_envrcpt = on_rcpt,
		.xxfi_header = on_header,
		.xxfi_eoh = on_eoh,
		.xxfi_body = on_body,
		.xxfi_eom = on_eom,
		.xxfi_abort = on_abort,
		.xxfi_close = on_close,
		.xxfi_negotiate = on_negotiate,
	};

	the_engine = e;
	if (smfi_register(d) != MI_SUCCESS ||
	    smfi_setconn((char *)(uintptr_t)conn) != MI_SUCCESS ||
	    smfi_settimeout(STALL_S) != MI_SUCCESS ||
	    smfi_setbacklog(BACKLOG) != MI_SUCCESS)
		return ERR_SYSTEM;
	return 0;
}

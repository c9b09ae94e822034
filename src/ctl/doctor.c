#include "ctl/doctor.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

#include "base/err.h"
#include "base/limits.h"
#include "mail/envelope.h"

#define SPACE_SHARE	10	/* of a disk: less than one in so many is free */
#define GROUPS_MAX	256

/* Where DKIM signers listen by their own defaults, and what they are called. */
static const char *const signers[] = {
	":8891", ":12301", ":11332", "dkim", "rspamd", "arc", NULL
};

const char *
doctor_level_name(enum doctor_level l)
{
	switch (l) {
	case DOCTOR_FINE:
		return "ok";
	case DOCTOR_NOTE:
		return "note";
	case DOCTOR_WARNING:
		return "warning";
	case DOCTOR_FAULT:
		break;
	}
	return "fault";
}

/* A finding whose remedy is given first, for what it says may have values. */
__attribute__((format(printf, 5, 6))) static void
say(struct doctor *d, const char *check, enum doctor_level level,
    const char *remedy, const char *fmt, ...)
{
	struct doctor_finding f = { check, level, SLICE_NONE,
	    slice_str(remedy) };
	char words[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof words, fmt, ap);
	va_end(ap);
	f.words = arena_dup(d->arena, slice_str(words));
	d->findings = arena_grow(d->arena, d->findings, d->count, &d->cap,
	    sizeof f);
	if (d->findings != NULL && f.words.ptr != NULL)
		d->findings[d->count++] = f;
}

#define WORD(s)	(int)((s).len < 100 ? (s).len : 100), (const char *)(s).ptr

/* --- settings ------------------------------------------------------------------------ */

static struct slice
setting(const struct doctor *d, const char *key)
{
	const struct conf_line *l;
	size_t at;

	l = conf_setting(d->tree, key, &at);
	return l != NULL && at < l->count ? l->tokens[at].text : SLICE("");
}

void
doctor_settings(struct doctor *d)
{
	static const char *const keys[DOCTOR_SOCKETS] = {
		[MAIL_CLASS_SUBMISSION] = "socket submission",
		[MAIL_CLASS_LOCAL] = "socket local",
		[MAIL_CLASS_INBOUND] = "socket inbound",
		[MAIL_CLASS_RELEASE] = "socket release",
	};
	size_t i;

	for (i = 0; i < DOCTOR_SOCKETS; i++)
		d->sockets[i] = setting(d, keys[i]);
	d->release_port = setting(d, "release-port");
	if (d->release_port.len == 0)
		d->release_port = SLICE("127.0.0.1:10027");
	d->store = setting(d, "store");
}

/* --- which milter is which -------------------------------------------------------------- */

/* The class of ours that an endpoint is, or DOCTOR_SOCKETS. */
static size_t
our_class(const struct doctor *d, const struct mta_service *s,
    const struct mta_milter *m)
{
	size_t i;

	for (i = 0; i < DOCTOR_SOCKETS; i++)
		if (d->sockets[i].len > 0 && mta_is_endpoint(d->mta, s,
		    m->endpoint, d->sockets[i]))
			return i;
	return DOCTOR_SOCKETS;
}

/* Where ours stands in a service's list; its length if it does not. */
static size_t
our_place(const struct doctor *d, const struct mta_service *s,
    size_t *ret_class)
{
	size_t i;

	for (i = 0; i < s->milter_count; i++) {
		*ret_class = our_class(d, s, &s->milters[i]);
		if (*ret_class < DOCTOR_SOCKETS)
			break;
	}
	return i;
}

static bool
is_signer(struct slice endpoint)
{
	size_t i;

	for (i = 0; signers[i] != NULL; i++)
		if (slice_ifind(endpoint, slice_str(signers[i]), 0) !=
		    SLICE_NPOS)
			return true;
	return false;
}

/* --- checks -------------------------------------------------------------------------------- */

/* Mail that nobody asks us about. */
static void
check_wiring(struct doctor *d)
{
	static const char *const doors[] = { "submission", "submissions",
	    "smtps", "587", "465", NULL };
	const struct mta_service *s;
	size_t i, k, class, found = 0;

	for (i = 0; i < d->mta->service_count; i++) {
		s = &d->mta->services[i];
		if (our_place(d, s, &class) < s->milter_count) {
			found++;
			continue;
		}
		for (k = 0; doors[k] != NULL; k++)
			if (slice_eq_str(s->name, doors[k]))
				say(d, "wiring", DOCTOR_FAULT,
				    "put the socket of `set socket submission` "
				    "first in its smtpd_milters",
				    "mail through %.*s is not checked",
				    WORD(s->name));
		if (s->command.len == 0)
			say(d, "wiring", DOCTOR_WARNING,
			    "put the socket of `set socket local` first in "
			    "non_smtpd_milters", "mail that programs of this "
			    "machine send with sendmail is not checked");
	}
	if (found == 0)
		say(d, "wiring", DOCTOR_FAULT, "see exeat-milter(8)",
		    "no service of Postfix asks exeat");
	else
		say(d, "wiring", DOCTOR_FINE, "", "%zu service%s ask%s exeat",
		    found, found == 1 ? "" : "s", found == 1 ? "s" : "");
}

/* What stands before us sees the mail without the notice. */
static void
order_before(struct doctor *d, const struct mta_service *s, size_t ours)
{
	size_t i;

	for (i = 0; i < ours; i++)
		if (is_signer(s->milters[i].endpoint))
			say(d, "milter-order", DOCTOR_FAULT,
			    "name exeat before it: content first, then the "
			    "signature", "%.*s: %.*s comes before exeat; the "
			    "notice breaks what it signs", WORD(s->name),
			    WORD(s->milters[i].endpoint));
		else
			say(d, "milter-order", DOCTOR_WARNING,
			    "if it signs or adds to the text, name exeat "
			    "before it", "%.*s: %.*s comes before exeat",
			    WORD(s->name), WORD(s->milters[i].endpoint));
}

static bool
removes_signatures(const struct doctor *d)
{
	const struct conf_line *l;
	size_t at;

	l = conf_setting(d->tree, "disclaimer", &at);
	for (; l != NULL && at < l->count; at++)
		if (slice_eq(l->tokens[at].text, SLICE("remove-own")))
			return true;
	return false;
}

static void
order_after(struct doctor *d, const struct mta_service *s, size_t ours)
{
	size_t i;

	for (i = ours + 1; i < s->milter_count; i++)
		if (is_signer(s->milters[i].endpoint)) {
			say(d, "milter-order", DOCTOR_FINE, "",
			    "%.*s: exeat, then the signer", WORD(s->name));
			return;
		}
	if (removes_signatures(d))
		say(d, "milter-order", DOCTOR_FAULT,
		    "let a signer follow, or write `set disclaimer dkim skip`",
		    "%.*s: own signatures are removed and none is made anew",
		    WORD(s->name));
	else
		say(d, "milter-order", DOCTOR_NOTE, "", "%.*s: no known signer "
		    "follows exeat; mail leaves without DKIM unless another "
		    "machine signs it", WORD(s->name));
}

static void
check_order(struct doctor *d)
{
	const struct mta_service *s;
	size_t i, ours, class;

	for (i = 0; i < d->mta->service_count; i++) {
		s = &d->mta->services[i];
		ours = our_place(d, s, &class);
		if (ours == s->milter_count || class == MAIL_CLASS_INBOUND)
			continue;
		order_before(d, s, ours);
		order_after(d, s, ours);
	}
}

/*
 * No milter hears what those behind it answer: when one of them says no to a
 * message that is split, those inside have their copy already.
 */
static void
split_behind(struct doctor *d, const struct mta_service *s, size_t ours)
{
	size_t i;

	for (i = ours + 1; i < s->milter_count; i++)
		if (is_signer(s->milters[i].endpoint))
			say(d, "split", DOCTOR_FINE, "", "%.*s: only a known "
			    "signer follows exeat", WORD(s->name));
		else
			say(d, "split", DOCTOR_WARNING,
			    "name it before exeat, if it ever refuses or "
			    "defers", "%.*s: what %.*s refuses after exeat "
			    "has gone to those inside", WORD(s->name),
			    WORD(s->milters[i].endpoint));
}

static void
check_split(struct doctor *d)
{
	const struct mta_service *s;
	size_t i, ours, class, before = d->count;

	if (slice_eq(setting(d, "mixed-recipients"), SLICE("split")))
		for (i = 0; i < d->mta->service_count; i++) {
			s = &d->mta->services[i];
			ours = our_place(d, s, &class);
			if (ours < s->milter_count &&
			    (class == MAIL_CLASS_SUBMISSION ||
			    class == MAIL_CLASS_LOCAL))
				split_behind(d, s, ours);
		}
	if (d->count == before)
		say(d, "split", DOCTOR_FINE, "", "no email is refused behind "
		    "exeat that went to those inside");
}

/* The service at the release port; NULL if there is none. */
static const struct mta_service *
release_service(const struct doctor *d)
{
	struct slice port = d->release_port, name;
	size_t i, colon = slice_rchr(port, ':');

	for (i = 0; i < d->mta->service_count; i++) {
		name = d->mta->services[i].name;
		if (slice_eq(name, port) || (colon != SLICE_NPOS &&
		    (slice_eq(name, slice_from(port, colon + 1)) ||
		    (slice_istarts(name, SLICE("localhost:")) &&
		    slice_eq(slice_from(name, 9),
		    slice_from(port, colon))))))
			return &d->mta->services[i];
	}
	return NULL;
}

static bool
is_loopback(struct slice name)
{
	return slice_starts(name, SLICE("127.")) ||
	    slice_istarts(name, SLICE("localhost:")) ||
	    slice_starts(name, SLICE("[::1]:"));
}

static bool
has_signer(const struct mta_service *s, struct slice endpoint)
{
	size_t i;

	for (i = 0; i < s->milter_count; i++)
		if (slice_eq(s->milters[i].endpoint, endpoint))
			return true;
	return false;
}

/* Released mail is signed as all other is. */
static void
release_signers(struct doctor *d, const struct mta_service *door)
{
	const struct mta_service *s;
	size_t i, k, class;

	for (i = 0; i < d->mta->service_count; i++) {
		s = &d->mta->services[i];
		k = our_place(d, s, &class);
		if (class != MAIL_CLASS_SUBMISSION)
			continue;
		for (k++; k < s->milter_count; k++)
			if (is_signer(s->milters[k].endpoint) &&
			    !has_signer(door, s->milters[k].endpoint))
				say(d, "release-door", DOCTOR_FAULT,
				    "add it behind exeat's release socket",
				    "released mail does not pass %.*s, which "
				    "signs what comes through %.*s",
				    WORD(s->milters[k].endpoint),
				    WORD(s->name));
	}
}

static void
check_release(struct doctor *d)
{
	const struct mta_service *door = release_service(d);
	size_t before = d->count, class = DOCTOR_SOCKETS;

	if (d->sockets[MAIL_CLASS_RELEASE].len == 0) {
		say(d, "release-door", DOCTOR_WARNING,
		    "set socket release, and a service of Postfix for it",
		    "there is no release door: held mail cannot be released");
		return;
	}
	if (door == NULL) {
		say(d, "release-door", DOCTOR_FAULT,
		    "add it to master.cf, see exeat-milter(8)",
		    "Postfix has no service at %.*s, where released mail goes",
		    WORD(d->release_port));
		return;
	}
	if (!is_loopback(door->name))
		say(d, "release-door", DOCTOR_FAULT,
		    "let it listen at 127.0.0.1 only",
		    "%.*s can be reached from other machines",
		    WORD(door->name));
	if (our_place(d, door, &class) > 0 || class != MAIL_CLASS_RELEASE)
		say(d, "release-door", DOCTOR_FAULT,
		    "put the socket of `set socket release` first in its "
		    "smtpd_milters", "%.*s takes mail without a ticket: a way "
		    "round the rules", WORD(door->name));
	release_signers(d, door);
	if (d->count == before)
		say(d, "release-door", DOCTOR_FINE, "", "%.*s asks for "
		    "tickets, and signs as the others do", WORD(door->name));
}

/* If we are not there, mail must wait. */
static void
check_default_action(struct doctor *d)
{
	const struct mta_service *s;
	struct slice action;
	size_t i, k, class, before = d->count, found = 0;

	for (i = 0; i < d->mta->service_count; i++) {
		s = &d->mta->services[i];
		k = our_place(d, s, &class);
		if (k == s->milter_count)
			continue;
		found++;
		action = s->milters[k].default_action;
		if (action.len == 0)
			action = d->mta->milter_default_action;
		if (!slice_eq(action, SLICE("tempfail")))
			say(d, "default-action", DOCTOR_FAULT,
			    "milter_default_action = tempfail",
			    "%.*s: if exeat does not answer, Postfix does "
			    "\"%.*s\"", WORD(s->name), WORD(action));
	}
	if (found == 0)
		say(d, "default-action", DOCTOR_NOTE, "", "no service of "
		    "Postfix asks exeat, so none waits for it");
	else if (d->count == before)
		say(d, "default-action", DOCTOR_FINE, "",
		    "mail waits while exeat is away");
}

static void
check_protocol(struct doctor *d)
{
	char text[16];

	snprintf(text, sizeof text, "%.*s", WORD(d->mta->milter_protocol));
	if (strtol(text, NULL, 10) < 6)
		say(d, "milter-protocol", DOCTOR_FAULT, "milter_protocol = 6",
		    "milter_protocol is %s: blanks of header fields are lost",
		    text);
	else
		say(d, "milter-protocol", DOCTOR_FINE, "", "milter_protocol "
		    "is %s", text);
}

static void
check_bounces(struct doctor *d)
{
	if (slice_ifind(d->mta->internal_filters, SLICE("bounce"), 0) !=
	    SLICE_NPOS)
		say(d, "bounces", DOCTOR_FAULT,
		    "take bounce out of internal_mail_filter_classes",
		    "Postfix has its own bounces checked: one that is refused "
		    "is lost");
	else
		say(d, "bounces", DOCTOR_FINE, "",
		    "bounces of Postfix pass unchecked");
}

/* The value of a size setting from token `at` on, or what it is by default. */
static uint64_t
size_setting(const struct doctor *d, const char *key, const char *word,
    uint64_t otherwise)
{
	struct conf_diag *diag = conf_diag_new();
	const struct conf_line *l;
	uint64_t n = otherwise;
	size_t at;

	l = conf_setting(d->tree, key, &at);
	while (l != NULL && word != NULL && at < l->count &&
	    !slice_eq_str(l->tokens[at].text, word))
		at++;
	if (l != NULL && word != NULL)
		at++;
	if (l != NULL && at < l->count &&
	    conf_get_size(l, &at, 0, UINT64_MAX, diag, &n) < 0)
		n = otherwise;
	conf_diag_free(diag);
	return n;
}

/*
 * Postfix looks at the size again behind us: a notice must not make an email
 * too large that was not.
 */
static void
check_size(struct doctor *d)
{
	uint64_t ours, notice, theirs;
	char text[24];

	snprintf(text, sizeof text, "%.*s", WORD(d->mta->message_size_limit));
	theirs = strtoull(text, NULL, 10);
	ours = size_setting(d, "message-limit", NULL, MESSAGE_MAX_DEFAULT);
	notice = size_setting(d, "disclaimer", "size", UINT64_MAX);
	if (notice > ours - ours / 100)
		notice = ours - ours / 100;
	if (theirs > 0 && notice >= theirs)
		say(d, "size", DOCTOR_WARNING,
		    "set message-limit to that, or `set disclaimer size` to "
		    "less", "message_size_limit is %llu: Postfix refuses an "
		    "email that the notice makes larger",
		    (unsigned long long)theirs);
	else
		say(d, "size", DOCTOR_FINE, "",
		    "the notice makes no email too large for Postfix");
}

/* --- sockets ------------------------------------------------------------------------------- */

struct account {
	uid_t uid;
	gid_t groups[GROUPS_MAX];
	int count;
};

static bool
account_read(struct slice name, struct account *ret)
{
	const struct passwd *p;
	char text[64];

	snprintf(text, sizeof text, "%.*s", WORD(name));
	p = getpwnam(text);
	if (p == NULL)
		return false;
	ret->uid = p->pw_uid;
	ret->count = GROUPS_MAX;
	return getgrouplist(text, p->pw_gid, ret->groups, &ret->count) >= 0;
}

static bool
may(const struct account *a, const struct stat *st, unsigned bits)
{
	unsigned mode = st->st_mode;
	int i;

	if (st->st_uid == a->uid)
		return (mode >> 6 & bits) == bits;
	for (i = 0; i < a->count; i++)
		if (a->groups[i] == st->st_gid)
			return (mode >> 3 & bits) == bits;
	return (mode & bits) == bits;
}

/* The first part of a path that keeps the account out; NULL: none does. */
static const char *
barrier(const struct account *a, char *path)
{
	struct stat st;
	char *slash;
	int r;

	for (slash = strchr(path + 1, '/'); slash != NULL;
	    slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		r = stat(path, &st);
		if (r == -1 || !may(a, &st, 01))
			return path;
		*slash = '/';
	}
	return stat(path, &st) == -1 || !may(a, &st, 06) ? path : NULL;
}

static void
check_sockets(struct doctor *d)
{
	struct account owner;
	struct stat st;
	const char *where;
	char path[200];
	size_t i;

	if (!account_read(d->mta->mail_owner, &owner)) {
		say(d, "sockets", DOCTOR_NOTE, "", "there is no account "
		    "\"%.*s\": nobody can tell what Postfix may open",
		    WORD(d->mta->mail_owner));
		return;
	}
	for (i = 0; i < DOCTOR_SOCKETS; i++) {
		if (!slice_starts(d->sockets[i], SLICE("unix:/")))
			continue;
		snprintf(path, sizeof path, "%.*s",
		    WORD(slice_from(d->sockets[i], 5)));
		if (stat(path, &st) == -1) {
			say(d, "sockets", errno == ENOENT ? DOCTOR_FAULT :
			    DOCTOR_NOTE, errno == ENOENT ? "start exeatd" :
			    "ask again as root", "%s: %s", path,
			    strerror(errno));
			continue;
		}
		where = barrier(&owner, path);
		if (where != NULL)
			say(d, "sockets", DOCTOR_FAULT,
			    "give its group to Postfix: group postfix, mode "
			    "0660", "%s: Postfix (%.*s) may not pass here",
			    where, WORD(d->mta->mail_owner));
		else
			say(d, "sockets", DOCTOR_FINE, "",
			    "%s: Postfix may talk to it", path);
	}
}

/* --- the machine ----------------------------------------------------------------------------- */

static void
check_clock(struct doctor *d)
{
	struct timex t = { .modes = 0 };

	if (adjtimex(&t) == TIME_ERROR)
		say(d, "clock", DOCTOR_WARNING,
		    "run a time service, such as systemd-timesyncd",
		    "nothing keeps this machine's clock right");
	else
		say(d, "clock", DOCTOR_FINE, "", "the clock is kept right");
}

static void
check_space(struct doctor *d)
{
	struct statvfs fs;
	char path[200];

	snprintf(path, sizeof path, "%.*s", WORD(d->store));
	if (path[0] != '/')
		return;
	if (statvfs(path, &fs) == -1) {
		say(d, "space", DOCTOR_NOTE, "", "%s: %s", path,
		    strerror(errno));
		return;
	}
	if (fs.f_bavail < fs.f_blocks / SPACE_SHARE)
		say(d, "space", DOCTOR_WARNING,
		    "make room: with a full disk no mail leaves",
		    "%s: less than a tenth of the disk is free", path);
	else
		say(d, "space", DOCTOR_FINE, "", "%s: %llu MB free", path,
		    (unsigned long long)fs.f_bavail * fs.f_frsize / 1000000);
}

/* Whoever counts on being told has to know that nobody is. */
static void
check_notices(struct doctor *d)
{
	if (d->wants_notices)
		say(d, "notices", DOCTOR_NOTE, "look at what is recorded: "
		    "exeatctl proof, exeatctl held list", "rules say \"warn\" "
		    "or \"notify\", and this version sends nobody anything");
	else
		say(d, "notices", DOCTOR_FINE, "", "no rule counts on "
		    "notices, which this version does not send");
}

/* --- all of them ------------------------------------------------------------------------------ */

static const struct {
	bool of_mta;
	void (*check)(struct doctor *d);
} checks[] = {
	{ true, check_wiring },
	{ true, check_order },
	{ true, check_split },
	{ true, check_release },
	{ true, check_default_action },
	{ true, check_protocol },
	{ true, check_bounces },
	{ true, check_size },
	{ true, check_sockets },
	{ false, check_clock },
	{ false, check_space },
	{ false, check_notices },
};

int
doctor_run(struct doctor *d)
{
	size_t i;

	for (i = 0; i < sizeof checks / sizeof checks[0]; i++)
		if (!checks[i].of_mta || d->mta != NULL)
			checks[i].check(d);
	return d->findings == NULL ? ERR_LIMIT : 0;
}

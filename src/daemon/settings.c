#include "daemon/settings.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#define PROCESSES_MAX	16

const char *
class_word(enum socket_class c)
{
	static const char *const words[CLASS_COUNT] = {
		[CLASS_SUBMISSION] = "submission", [CLASS_LOCAL] = "local",
		[CLASS_INBOUND] = "inbound", [CLASS_RELEASE] = "release",
	};

	return words[c];
}

const char *
role_word(enum role_kind k)
{
	static const char *const words[ROLE_KIND_COUNT] = {
		[ROLE_KEEPER] = "exeat-keeper",
		[ROLE_INSPECTOR] = "exeat-inspector",
		[ROLE_MILTER] = "exeat-milter",
	};

	return words[k];
}

static char *
dup_slice(struct slice s)
{
	char *p;

	p = mem_alloc(s.len + 1);
	if (s.len > 0)
		memcpy(p, s.ptr, s.len);
	p[s.len] = '\0';
	return p;
}

static const struct conf_place *
place(const struct conf_line *l, size_t at)
{
	return at < l->count ? &l->tokens[at].at : &l->at;
}

/* A word without NUL, for names of groups, accounts and paths. */
static int
get_text(const struct conf_line *l, size_t *at, struct conf_diag *d,
    char **ret)
{
	const struct conf_place *here = place(l, *at);
	struct slice s;
	int r;

	r = conf_get_word(l, at, d, &s);
	if (r < 0)
		return r;
	if (s.len == 0 || slice_chr(s, '\0', 0) != SLICE_NPOS) {
		conf_error(d, here, "a name or path is expected here");
		return ERR_SYNTAX;
	}
	free(*ret);
	*ret = dup_slice(s);
	return 0;
}

static int
get_path(const struct conf_line *l, size_t *at, struct conf_diag *d,
    char **ret)
{
	const struct conf_place *here = place(l, *at);
	int r;

	r = get_text(l, at, d, ret);
	if (r == 0 && (*ret)[0] != '/') {
		conf_error(d, here, "the path must begin with /");
		r = ERR_SYNTAX;
	}
	return r;
}

/* Octal, as chmod(1) writes it: 0660. */
static int
get_mode(const struct conf_line *l, size_t *at, struct conf_diag *d,
    unsigned *ret)
{
	struct slice s;
	unsigned mode = 0;
	size_t i;

	if (*at >= l->count || l->tokens[*at].text.len > 4 ||
	    l->tokens[*at].text.len < 3)
		goto bad;
	s = l->tokens[*at].text;
	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '7')
			goto bad;
		mode = mode * 8 + (unsigned)(s.ptr[i] - '0');
	}
	if ((mode & ~0666u) != 0 || (mode & 0600) != 0600)
		goto bad;
	*ret = mode;
	(*at)++;
	return 0;
bad:
	conf_error(d, place(l, *at),
	    "a mode such as 0660 is expected, read and write only");
	return ERR_SYNTAX;
}

static int
get_options(const struct conf_line *l, size_t *at, struct conf_diag *d,
    bool is_milter, struct socket_setting *s)
{
	uint64_t n;
	int r = 0;

	while (*at < l->count && r == 0) {
		conf_is_comma(l, at);
		if (conf_is_word(l, at, "group")) {
			r = get_text(l, at, d, &s->group);
		} else if (conf_is_word(l, at, "mode")) {
			r = get_mode(l, at, d, &s->mode);
		} else if (is_milter && conf_is_word(l, at, "processes")) {
			r = conf_get_number(l, at, 1, PROCESSES_MAX, d, &n);
			if (r == 0)
				s->processes = (unsigned)n;
		} else {
			conf_error(d, place(l, *at), is_milter ?
			    "group, mode or processes is expected here" :
			    "group or mode is expected here");
			r = ERR_SYNTAX;
		}
	}
	return r;
}

/* "inet:8891@127.0.0.1"; only this machine may connect. */
static int
parse_inet(char *text, struct socket_setting *s)
{
	struct in_addr a;
	char *at, *end;
	unsigned long port;

	at = strchr(text, '@');
	if (at == NULL)
		return ERR_SYNTAX;
	*at = '\0';
	port = strtoul(text, &end, 10);
	if (*end != '\0' || end == text || port == 0 || port > 65535)
		return ERR_SYNTAX;
	if (inet_pton(AF_INET, at + 1, &a) != 1 ||
	    ntohl(a.s_addr) >> 24 != 127)
		return ERR_SYNTAX;
	s->is_inet = true;
	s->port = (uint16_t)port;
	s->path = mem_str(at + 1);
	return 0;
}

static int
read_address(const struct conf_line *l, size_t *at, struct conf_diag *d,
    struct socket_setting *s)
{
	const struct conf_place *here = place(l, *at);
	char *text = NULL;
	int r;

	r = get_text(l, at, d, &text);
	if (r < 0)
		return r;
	if (strncmp(text, "unix:/", 6) == 0)
		s->path = mem_str(text + 5);
	else if (strncmp(text, "inet:", 5) != 0 ||
	    parse_inet(text + 5, s) < 0)
		r = ERR_SYNTAX;
	if (r < 0)
		conf_error(d, here, "\"unix:/path\" or "
		    "\"inet:PORT@127.0.0.1\" is expected here");
	free(text);
	return r;
}

static int
read_socket(const struct conf_tree *t, enum socket_class c,
    struct conf_diag *d, struct socket_setting *s)
{
	const struct conf_line *l;
	char key[32];
	size_t at;
	int r;

	snprintf(key, sizeof key, "socket %s", class_word(c));
	l = conf_setting(t, key, &at);
	if (l == NULL)
		return 0;
	s->mode = 0660;
	s->processes = c == CLASS_SUBMISSION ? 2 : 1;
	r = read_address(l, &at, d, s);
	if (r == 0)
		r = get_options(l, &at, d, true, s);
	s->is_set = r == 0;
	return r;
}

static int
read_control(const struct conf_tree *t, struct conf_diag *d,
    struct socket_setting *s)
{
	const struct conf_line *l;
	size_t at;
	int r = 0;

	s->mode = 0600;
	s->is_set = true;
	l = conf_setting(t, "control", &at);
	if (l == NULL) {
		s->path = mem_str(EXEAT_RUNDIR "/control.sock");
		return 0;
	}
	r = get_path(l, &at, d, &s->path);
	if (r == 0)
		r = get_options(l, &at, d, false, s);
	return r;
}

static int
read_accounts(const struct conf_tree *t, struct conf_diag *d,
    struct settings *s)
{
	static const struct {
		const char *key, *account;
	} kinds[ROLE_KIND_COUNT] = {
		[ROLE_KEEPER] = { "account keeper", "_exeat-keeper" },
		[ROLE_INSPECTOR] = { "account inspector", "_exeat-inspect" },
		[ROLE_MILTER] = { "account milter", "_exeat-milter" },
	};
	const struct conf_line *l;
	size_t i, at;
	int r = 0, one;

	for (i = 0; i < ROLE_KIND_COUNT; i++) {
		s->account[i] = mem_str(kinds[i].account);
		l = conf_setting(t, kinds[i].key, &at);
		if (l == NULL)
			continue;
		one = get_text(l, &at, d, &s->account[i]);
		if (one == 0)
			one = conf_get_end(l, at, d);
		if (one < 0)
			r = one;
	}
	return r;
}

static int
read_log(const struct conf_tree *t, struct conf_diag *d, struct settings *s)
{
	const struct conf_line *l;
	size_t at;

	l = conf_setting(t, "log", &at);
	if (l == NULL)
		return 0;
	s->has_log = true;
	s->log_syslog = conf_is_word(l, &at, "syslog");
	if (s->log_syslog || conf_is_word(l, &at, "stderr"))
		return conf_get_end(l, at, d);
	conf_error(d, place(l, at), "stderr or syslog is expected here");
	return ERR_SYNTAX;
}

static int
read_store(const struct conf_tree *t, struct conf_diag *d, struct settings *s)
{
	const struct conf_line *l;
	size_t at;
	int r;

	l = conf_setting(t, "store", &at);
	if (l == NULL)
		return 0;
	r = get_path(l, &at, d, &s->store);
	if (r == 0)
		r = conf_get_end(l, at, d);
	return r;
}

int
settings_read(const struct conf_tree *t, struct conf_diag *diag,
    struct settings *ret)
{
	struct settings s = { 0 };
	size_t i, sockets = 0;
	int r = 0;

	/* Every setting is read, so that all mistakes are told at once. */
	for (i = 0; i < CLASS_COUNT; i++) {
		if (read_socket(t, (enum socket_class)i, diag,
		    &s.milter[i]) < 0)
			r = ERR_SYNTAX;
		sockets += s.milter[i].is_set;
	}
	if (read_control(t, diag, &s.control) < 0 ||
	    read_accounts(t, diag, &s) < 0 || read_log(t, diag, &s) < 0 ||
	    read_store(t, diag, &s) < 0)
		r = ERR_SYNTAX;
	if (r == 0 && sockets == 0) {
		conf_error(diag, &(struct conf_place){
		    t->setting_count > 0 ? t->settings[0].at.file :
		    CONF_DEFAULT_FILE, 1, 1, 1 },
		    "no socket is set; the usual one is "
		    "set socket submission \"unix:/path\"");
		r = ERR_SYNTAX;
	}
	if (r < 0) {
		settings_free(&s);
		return r;
	}
	*ret = s;
	return 0;
}

static void
socket_setting_free(struct socket_setting *s)
{
	free(s->path);
	free(s->group);
}

void
settings_free(struct settings *s)
{
	size_t i;

	for (i = 0; i < CLASS_COUNT; i++)
		socket_setting_free(&s->milter[i]);
	socket_setting_free(&s->control);
	free(s->store);
	for (i = 0; i < ROLE_KIND_COUNT; i++)
		free(s->account[i]);
	memset(s, 0, sizeof *s);
}

static bool
same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

static bool
same_socket(const struct socket_setting *a, const struct socket_setting *b)
{
	return a->is_set == b->is_set && a->is_inet == b->is_inet &&
	    same_text(a->path, b->path) && a->port == b->port &&
	    same_text(a->group, b->group) && a->mode == b->mode &&
	    a->processes == b->processes;
}

bool
settings_same(const struct settings *a, const struct settings *b)
{
	bool same;
	size_t i;

	same = same_socket(&a->control, &b->control) &&
	    same_text(a->store, b->store) && a->log_syslog == b->log_syslog;
	for (i = 0; i < CLASS_COUNT; i++)
		same = same && same_socket(&a->milter[i], &b->milter[i]);
	for (i = 0; i < ROLE_KIND_COUNT; i++)
		same = same && same_text(a->account[i], b->account[i]);
	return same;
}

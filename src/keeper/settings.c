#include "keeper/settings.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "keeper/terms.h"

#define STORE_DEFAULT	EXEAT_STATEDIR "/store"
#define KEY_NAME	"master.key"
#define DOOR_DEFAULT	"127.0.0.1:10027"
#define DAY_MS		((int64_t)24 * 3600 * 1000)
#define RECORDS_KEEP_MS	(3 * 365 * DAY_MS)
#define RECORDS_MIN_MS	DAY_MS
#define RECORDS_MAX_MS	(100 * 365 * DAY_MS)

static int
port_parse(struct slice s, uint16_t *ret)
{
	unsigned v = 0;
	size_t i;

	if (s.len == 0 || s.len > 5)
		return ERR_SYNTAX;
	for (i = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.ptr[i]))
			return ERR_SYNTAX;
		v = v * 10 + (unsigned)(s.ptr[i] - '0');
	}
	if (v == 0 || v > 65535)
		return ERR_SYNTAX;
	*ret = (uint16_t)v;
	return 0;
}

int
keeper_door_parse(struct slice text, struct keeper_settings *s)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&s->door;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&s->door;
	size_t colon = slice_rchr(text, ':');
	struct slice host;
	char name[64];
	uint16_t port;

	if (colon == SLICE_NPOS ||
	    port_parse(slice_from(text, colon + 1), &port) < 0)
		return ERR_SYNTAX;
	host = slice_sub(text, 0, colon);
	if (host.len > 2 && host.ptr[0] == '[' &&
	    host.ptr[host.len - 1] == ']')
		host = slice_sub(host, 1, host.len - 1);
	snprintf(name, sizeof name, "%.*s", (int)host.len,
	    (const char *)host.ptr);
	memset(&s->door, 0, sizeof s->door);
	s->door_port = port;
	/* Whoever can be reached there takes held mail: this machine only. */
	if (inet_pton(AF_INET, name, &in->sin_addr) == 1 &&
	    ntohl(in->sin_addr.s_addr) >> 24 == 127) {
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		s->door_len = sizeof *in;
		return 0;
	}
	if (inet_pton(AF_INET6, name, &in6->sin6_addr) == 1 &&
	    IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr)) {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		s->door_len = sizeof *in6;
		return 0;
	}
	return ERR_SYNTAX;
}

/* *ret is left alone when the setting is absent. */
static int
path_read(const struct conf_tree *t, const char *key, struct conf_diag *d,
    char **ret)
{
	const struct conf_line *l;
	struct slice s;
	size_t at;
	int r;

	l = conf_setting(t, key, &at);
	if (l == NULL)
		return 0;
	r = conf_get_word(l, &at, d, &s);
	if (r == 0)
		r = conf_get_end(l, at, d);
	if (r < 0)
		return r;
	if (s.len == 0 || s.ptr[0] != '/' ||
	    slice_chr(s, '\0', 0) != SLICE_NPOS) {
		conf_error(d, &l->at, "the path must begin with /");
		return ERR_SYNTAX;
	}
	*ret = mem_zalloc(s.len + 1);
	memcpy(*ret, s.ptr, s.len);
	return 0;
}

static int
door_read(const struct conf_tree *t, struct conf_diag *d,
    struct keeper_settings *ret)
{
	const struct conf_line *l;
	struct slice s;
	size_t at;
	int r;

	l = conf_setting(t, "release-port", &at);
	if (l == NULL)
		return keeper_door_parse(SLICE(DOOR_DEFAULT), ret);
	r = conf_get_word(l, &at, d, &s);
	if (r == 0)
		r = conf_get_end(l, at, d);
	if (r == 0 && keeper_door_parse(s, ret) < 0) {
		conf_error(d, &l->at, "an address of this machine and a port "
		    "are expected, such as 127.0.0.1:10027");
		r = ERR_SYNTAX;
	}
	return r;
}

/*
 * set keep held 30 days, refused 90 days, records 3 years.  What is stored of
 * a case after its end is not taken away by this version.
 */
static int
keep_read(const struct conf_tree *t, struct conf_diag *d, int64_t *ret_ms)
{
	const struct conf_line *l;
	struct slice what;
	int64_t ms = 0;
	size_t at;
	int r = 0;

	*ret_ms = RECORDS_KEEP_MS;
	l = conf_setting(t, "keep", &at);
	while (l != NULL && r == 0 && at < l->count) {
		r = conf_get_word(l, &at, d, &what);
		if (r == 0)
			r = conf_get_duration_ms(l, &at, RECORDS_MIN_MS,
			    RECORDS_MAX_MS, d, &ms);
		if (r == 0 && slice_eq_str(what, "records"))
			*ret_ms = ms;
		(void)conf_is_comma(l, &at);
	}
	return r;
}

static char *
key_within(const char *folder)
{
	size_t n = strlen(folder) + sizeof "/" KEY_NAME;
	char *path = mem_alloc(n);

	snprintf(path, n, "%s/%s", folder, KEY_NAME);
	return path;
}

int
keeper_settings_read(const struct conf_tree *t, struct conf_diag *diag,
    struct keeper_settings *ret)
{
	struct keeper_settings s = { 0 };
	int r;

	r = path_read(t, "store", diag, &s.store);
	if (r == 0)
		r = path_read(t, "key", diag, &s.key);
	if (r == 0)
		r = door_read(t, diag, &s);
	if (r == 0)
		r = keep_read(t, diag, &s.registers.keep_ms);
	if (r == 0)
		r = terms_read(t, diag, &s.registers);
	if (r < 0) {
		keeper_settings_free(&s);
		return r;
	}
	if (s.store == NULL)
		s.store = mem_str(STORE_DEFAULT);
	if (s.key == NULL)
		s.key = key_within(s.store);
	*ret = s;
	return 0;
}

void
keeper_settings_private(struct keeper_settings *s, const char *folder)
{
	free(s->store);
	free(s->key);
	s->store = mem_str(folder);
	s->key = key_within(folder);
	s->is_private = true;
}

void
keeper_settings_free(struct keeper_settings *s)
{
	free(s->store);
	free(s->key);
	s->store = s->key = NULL;
}

bool
keeper_settings_same(const struct keeper_settings *a,
    const struct keeper_settings *b)
{
	return strcmp(a->store, b->store) == 0 && strcmp(a->key, b->key) == 0 &&
	    a->door_len == b->door_len &&
	    memcmp(&a->door, &b->door, sizeof a->door) == 0;
}

#include "ctl/mta.h"

#include "base/err.h"
#include "base/limits.h"

const char *const mta_parameters[] = {
	"queue_directory", "mail_owner", "milter_protocol",
	"milter_default_action", "internal_mail_filter_classes",
	"message_size_limit",
	"smtpd_milters", "non_smtpd_milters", NULL
};

static struct slice
line_next(struct slice text, size_t *at)
{
	size_t lf = slice_chr(text, '\n', *at);
	struct slice line;

	line = slice_sub(text, *at, lf == SLICE_NPOS ? text.len : lf);
	*at = lf == SLICE_NPOS ? text.len : lf + 1;
	return slice_trim(line);
}

static struct slice
word_next(struct slice s, size_t *at)
{
	size_t from;

	while (*at < s.len && ascii_is_space(s.ptr[*at]))
		(*at)++;
	for (from = *at; *at < s.len && !ascii_is_space(s.ptr[*at]); (*at)++)
		;
	return slice_sub(s, from, *at);
}

/* "name = value"; false if it is not. */
static bool
assignment(struct slice line, struct slice *name, struct slice *value)
{
	size_t eq = slice_chr(line, '=', 0);

	if (eq == SLICE_NPOS)
		return false;
	*name = slice_trim(slice_sub(line, 0, eq));
	*value = slice_trim(slice_from(line, eq + 1));
	return name->len > 0;
}

static struct slice
parameter(struct slice settings, const char *wanted)
{
	struct slice line, name, value;
	size_t at;

	for (at = 0; at < settings.len; ) {
		line = line_next(settings, &at);
		if (assignment(line, &name, &value) &&
		    slice_eq_str(name, wanted))
			return value;
	}
	return SLICE("");
}

/* --- lists of milters ------------------------------------------------------------ */

/* "{ unix:x, default_action=tempfail }" without its braces. */
static void
read_braced(struct slice s, struct mta_milter *ret)
{
	struct slice item, name, value;
	size_t at, comma;

	*ret = (struct mta_milter){ SLICE(""), SLICE("") };
	for (at = 0; at <= s.len; at = comma + 1) {
		comma = slice_chr(s, ',', at);
		if (comma == SLICE_NPOS)
			comma = s.len;
		item = slice_trim(slice_sub(s, at, comma));
		if (ret->endpoint.len == 0)
			ret->endpoint = item;
		else if (assignment(item, &name, &value) &&
		    (slice_eq(name, SLICE("default_action")) ||
		    slice_eq(name, SLICE("milter_default_action"))))
			ret->default_action = value;
	}
}

static int
milter_add(struct mta_service *s, const struct mta_milter *m, struct arena *a)
{
	s->milters = arena_grow(a, s->milters, s->milter_count,
	    &s->milter_cap, sizeof *s->milters);
	if (s->milters == NULL)
		return ERR_LIMIT;
	s->milters[s->milter_count++] = *m;
	return 0;
}

/* Entries are parted by blanks and commas; braces keep theirs. */
static int
read_milters(struct slice s, struct mta_service *service, struct arena *a)
{
	struct mta_milter m;
	size_t at, end;
	int r;

	service->milter_count = 0;
	for (at = 0, r = 0; r == 0 && at < s.len; at = end + 1) {
		end = at;
		if (ascii_is_space(s.ptr[at]) || s.ptr[at] == ',')
			continue;
		if (s.ptr[at] == '{') {
			end = slice_chr(s, '}', at);
			if (end == SLICE_NPOS)
				return ERR_SYNTAX;
			read_braced(slice_sub(s, at + 1, end), &m);
		} else {
			while (end < s.len && s.ptr[end] != ',' &&
			    !ascii_is_space(s.ptr[end]))
				end++;
			m = (struct mta_milter){ slice_sub(s, at, end),
			    SLICE("") };
		}
		/* How a service says that it has none. */
		if (m.endpoint.len > 0 &&
		    !slice_ieq(m.endpoint, SLICE("none")))
			r = milter_add(service, &m, a);
	}
	return r;
}

/* --- services --------------------------------------------------------------------- */

/* Fields of master(5): name, type, private, unprivileged, chroot, ... */
static int
read_service(struct slice line, struct slice general, struct mta *m,
    struct arena *a)
{
	struct slice field[8];
	struct mta_service s = { .milters = NULL };
	size_t at, i;
	int r;

	for (at = 0, i = 0; i < 8; i++)
		field[i] = word_next(line, &at);
	if (field[7].len == 0)
		return ERR_SYNTAX;
	if (!slice_eq(field[7], SLICE("smtpd")))
		return 0;
	s.name = field[0];
	s.type = field[1];
	s.is_chrooted = slice_eq(field[4], SLICE("y"));
	s.command = field[7];
	r = read_milters(general, &s, a);
	m->services = arena_grow(a, m->services, m->service_count,
	    &m->service_cap, sizeof s);
	if (r == 0 && m->services == NULL)
		r = ERR_LIMIT;
	if (r == 0)
		m->services[m->service_count++] = s;
	return r;
}

/* "submission/inet/smtpd_milters = ..." */
static int
read_override(struct slice line, struct mta *m, struct arena *a)
{
	struct slice name, value, service, type;
	struct mta_service *s;
	size_t end, i;

	if (!assignment(line, &name, &value))
		return 0;
	end = slice_rchr(name, '/');
	if (end == SLICE_NPOS ||
	    !slice_eq(slice_from(name, end + 1), SLICE("smtpd_milters")))
		return 0;
	name = slice_sub(name, 0, end);
	end = slice_rchr(name, '/');
	if (end == SLICE_NPOS)
		return ERR_SYNTAX;
	service = slice_sub(name, 0, end);
	type = slice_from(name, end + 1);
	for (i = 0; i < m->service_count; i++) {
		s = &m->services[i];
		if (slice_eq(s->name, service) && slice_eq(s->type, type))
			return read_milters(value, s, a);
	}
	return 0;
}

/* cleanup(8) asks them, inside or outside a chroot. */
static int
read_command_line(struct slice settings, struct mta *m, struct arena *a)
{
	struct mta_service s = { .name = SLICE("the sendmail command"),
	    .type = SLICE("local"), .command = SLICE("") };
	int r;

	r = read_milters(parameter(settings, "non_smtpd_milters"), &s, a);
	m->services = arena_grow(a, m->services, m->service_count,
	    &m->service_cap, sizeof s);
	if (m->services == NULL)
		return ERR_LIMIT;
	m->services[m->service_count++] = s;
	return r;
}

int
mta_read(struct slice settings, struct slice services, struct slice overrides,
    struct arena *a, struct mta *ret)
{
	struct slice line, general;
	size_t at;
	int r;

	*ret = (struct mta){ .services = NULL };
	ret->queue_directory = parameter(settings, "queue_directory");
	ret->mail_owner = parameter(settings, "mail_owner");
	ret->milter_protocol = parameter(settings, "milter_protocol");
	ret->milter_default_action = parameter(settings,
	    "milter_default_action");
	ret->internal_filters = parameter(settings,
	    "internal_mail_filter_classes");
	ret->message_size_limit = parameter(settings, "message_size_limit");
	if (ret->queue_directory.len == 0)
		return ERR_SYNTAX;
	general = parameter(settings, "smtpd_milters");
	for (at = 0, r = 0; r == 0 && at < services.len; ) {
		line = line_next(services, &at);
		/* Its warnings come the same way. */
		if (line.len > 0 && !slice_starts(line, SLICE("postconf:")))
			r = read_service(line, general, ret, a);
	}
	for (at = 0; r == 0 && at < overrides.len; )
		r = read_override(line_next(overrides, &at), ret, a);
	return r == 0 ? read_command_line(settings, ret, a) : r;
}

/* --- endpoints ----------------------------------------------------------------------- */

/* "127.0.0.1:8891" of Postfix and "8891@127.0.0.1" of ours. */
static bool
is_same_inet(struct slice theirs, struct slice ours)
{
	size_t colon = slice_rchr(theirs, ':'), at = slice_chr(ours, '@', 0);
	struct slice host;

	if (colon == SLICE_NPOS || at == SLICE_NPOS ||
	    !slice_eq(slice_from(theirs, colon + 1), slice_sub(ours, 0, at)))
		return false;
	host = slice_sub(theirs, 0, colon);
	return slice_eq(host, slice_from(ours, at + 1)) ||
	    slice_ieq(host, SLICE("localhost"));
}

/* folder/path without any slash more than that one. */
static bool
is_below(struct slice folder, struct slice path, struct slice whole)
{
	while (folder.len > 0 && folder.ptr[folder.len - 1] == '/')
		folder.len--;
	while (path.len > 0 && path.ptr[0] == '/')
		path = slice_from(path, 1);
	return whole.len == folder.len + 1 + path.len &&
	    slice_starts(whole, folder) && whole.ptr[folder.len] == '/' &&
	    slice_eq(slice_from(whole, folder.len + 1), path);
}

bool
mta_is_endpoint(const struct mta *m, const struct mta_service *s,
    struct slice endpoint, struct slice socket)
{
	struct slice path, ours;

	if (slice_starts(endpoint, SLICE("inet:")) &&
	    slice_starts(socket, SLICE("inet:")))
		return is_same_inet(slice_from(endpoint, 5),
		    slice_from(socket, 5));
	if (slice_starts(endpoint, SLICE("unix:")))
		path = slice_from(endpoint, 5);
	else if (slice_starts(endpoint, SLICE("local:")))
		path = slice_from(endpoint, 6);
	else
		return false;
	if (!slice_starts(socket, SLICE("unix:")))
		return false;
	ours = slice_from(socket, 5);
	if (path.len > 0 && path.ptr[0] == '/' && !s->is_chrooted &&
	    slice_eq(path, ours))
		return true;
	return is_below(m->queue_directory, path, ours);
}

#include "milter/settings.h"

#include "base/err.h"
#include "base/limits.h"
#include "mail/envelope.h"

#define DEADLINE_MIN_MS	1000
#define DEADLINE_MAX_MS	240000	/* Postfix waits 300 s for content */

static int
size_setting(const struct conf_tree *t, const char *key, uint64_t normal,
    struct conf_diag *diag, uint64_t *ret)
{
	const struct conf_line *l;
	size_t at;

	*ret = normal;
	l = conf_setting(t, key, &at);
	if (l == NULL)
		return 0;
	if (conf_get_size(l, &at, KIB, 64 * 1024 * (uint64_t)MIB, diag, ret) < 0)
		return ERR_SYNTAX;
	return conf_get_end(l, at, diag);
}

/* What exeatd(8) starts for a socket: the number given, or its default. */
static uint64_t
processes_of(const struct conf_line *l, struct conf_diag *diag)
{
	uint64_t n;
	size_t at;

	for (at = 0; at + 1 < l->count; at++)
		if (slice_eq_str(l->tokens[at].text, "processes")) {
			at++;
			if (conf_get_number(l, &at, 1, 16, diag, &n) == 0)
				return n;
			break;
		}
	return slice_eq_str(l->tokens[1].text, "submission") ? 2 : 1;
}

/* All milter processes together: each gets an equal share of the spool. */
static uint64_t
processes(const struct conf_tree *t, struct conf_diag *diag)
{
	const struct conf_line *l;
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < t->setting_count; i++) {
		l = &t->settings[i];
		if (l->count > 1 && slice_eq_str(l->tokens[0].text, "socket"))
			n += processes_of(l, diag);
	}
	return n > 0 ? n : 1;
}

int
milter_settings_read(const struct conf_tree *t, struct conf_diag *diag,
    struct milter_settings *ret)
{
	const struct conf_line *l;
	uint64_t spool;
	size_t at;

	if (size_setting(t, "message-limit", MESSAGE_MAX_DEFAULT, diag,
	    &ret->message_max) < 0 ||
	    size_setting(t, "spool", SPOOL_TOTAL_DEFAULT, diag, &spool) < 0)
		return ERR_SYNTAX;
	ret->spool_max = spool / processes(t, diag);
	/* One message of the permitted size must find room. */
	if (ret->spool_max < ret->message_max)
		ret->spool_max = spool < ret->message_max ? spool :
		    ret->message_max;
	ret->deadline_ms = INSPECT_DEADLINE_MS;
	l = conf_setting(t, "deadline", &at);
	if (l == NULL)
		return 0;
	if (conf_get_duration_ms(l, &at, DEADLINE_MIN_MS, DEADLINE_MAX_MS,
	    diag, &ret->deadline_ms) < 0)
		return ERR_SYNTAX;
	return conf_get_end(l, at, diag);
}

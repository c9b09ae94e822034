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

/* All milter processes together: each gets an equal share of the spool. */
static uint64_t
processes(const struct conf_tree *t)
{
	const struct conf_line *l;
	uint64_t n = 0;
	size_t i, k;

	for (i = 0; i < t->setting_count; i++) {
		l = &t->settings[i];
		if (l->count == 0 || !slice_eq_str(l->tokens[0].text, "socket"))
			continue;
		n++;
		for (k = 0; k + 1 < l->count; k++)
			if (slice_eq_str(l->tokens[k].text, "processes") &&
			    l->tokens[k + 1].kind == CONF_NUMBER &&
			    l->tokens[k + 1].text.len == 1)
				n += (uint64_t)(l->tokens[k + 1].text.ptr[0] - '0') - 1;
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
	ret->spool_max = spool / processes(t);
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

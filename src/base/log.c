#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "base/err.h"

#define LINE_MAX_BYTES	2000

static struct {
	char role[32];
	enum log_target target;
	enum log_level least;
} to = { "exeat", LOG_TO_STDERR, LOG_LEVEL_INFO };

void
log_open(const char *role, enum log_target target, bool debug)
{
	snprintf(to.role, sizeof to.role, "%s", role);
	to.target = target;
	to.least = debug ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO;
	if (target == LOG_TO_SYSLOG)
		openlog(to.role, LOG_PID | LOG_NDELAY, LOG_MAIL);
}

void
log_only_trouble(void)
{
	to.least = LOG_LEVEL_WARN;
}

const char *
log_role(void)
{
	return to.role;
}

const char *
log_err(int err)
{
	static _Thread_local char words[160];

	if (err == ERR_SYSTEM)
		snprintf(words, sizeof words, "%s: %s", err_text(err),
		    strerror(errno));
	else
		snprintf(words, sizeof words, "%s", err_text(err));
	return words;
}

/* Append one value, escaped so that it cannot end the field or the line. */
static size_t
escape(char *line, size_t at, const char *value)
{
	const unsigned char *p;

	for (p = (const unsigned char *)(value != NULL ? value : "-");
	    *p != '\0' && at + 5 < LINE_MAX_BYTES; p++) {
		if (*p > 0x20 && *p < 0x7f && *p != '"' && *p != '\\')
			line[at++] = (char)*p;
		else if (*p == ' ')
			line[at++] = '_';
		else
			at += (size_t)snprintf(line + at, 5, "\\x%02x", *p);
	}
	return at;
}

static size_t
append(char *line, size_t at, const char *text)
{
	size_t n;

	n = strlen(text);
	if (n > LINE_MAX_BYTES - 1 - at)
		n = LINE_MAX_BYTES - 1 - at;
	memcpy(line + at, text, n);
	return at + n;
}

static size_t
pair(char *line, size_t at, const struct log_pair *p)
{
	char num[24];

	at = append(line, at, " ");
	at = append(line, at, p->key);
	at = append(line, at, "=");
	switch (p->kind) {
	case LOG_PAIR_STR:
		return escape(line, at, p->str);
	case LOG_PAIR_INT:
		snprintf(num, sizeof num, "%lld", (long long)p->num);
		break;
	case LOG_PAIR_UINT:
		snprintf(num, sizeof num, "%llu", (unsigned long long)p->unum);
		break;
	}
	return append(line, at, num);
}

static void
write_line(enum log_level level, char *line, size_t n)
{
	static const int priority[] = {
		[LOG_LEVEL_DEBUG] = LOG_DEBUG, [LOG_LEVEL_INFO] = LOG_INFO,
		[LOG_LEVEL_NOTICE] = LOG_NOTICE, [LOG_LEVEL_WARN] = LOG_WARNING,
		[LOG_LEVEL_ERROR] = LOG_ERR,
	};
	char out[LINE_MAX_BYTES + 64];
	ssize_t w;
	int len;

	line[n] = '\0';
	if (to.target == LOG_TO_SYSLOG) {
		syslog(priority[level], "%s", line);
		return;
	}
	len = snprintf(out, sizeof out, "%s[%ld]: %s\n", to.role,
	    (long)getpid(), line);
	/* One write, so that lines of several processes do not mix. */
	w = write(STDERR_FILENO, out, (size_t)len);
	(void)w;
}

void
log_pairs(enum log_level level, const char *id, const char *event,
    const struct log_pair *pairs)
{
	char line[LINE_MAX_BYTES];
	int saved = errno;
	size_t at = 0;

	if (level < to.least)
		return;
	if (id != NULL) {
		at = escape(line, at, id);
		at = append(line, at, ": ");
	}
	at = append(line, at, "event=");
	at = escape(line, at, event);
	for (; pairs->key != NULL; pairs++)
		at = pair(line, at, pairs);
	write_line(level, line, at);
	errno = saved;
}

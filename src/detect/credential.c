/*
 * credential -- passwords, logins, connection strings and door codes
 * (personal-data reference 11).  What may be the password of a file is left
 * to archive_password.
 */
#include <string.h>

#include "base/limits.h"
#include "detect/context.h"
#include "detect/door.h"
#include "detect/phrase.h"
#include "detect/run.h"
#include "detect/scene.h"
#include "detect/token.h"

#define SECRET_MAX	128
#define TITLE_REACH	400	/* bytes of titles before one of them */
#define ROWS_MAX	200	/* of a table in a text */
#define SETTINGS_REACH	240	/* bytes of a list of settings looked at */

static const struct detect_label labels[] = {
#define LABEL(text, ...)	{ text, DETECT_TRIGGER },
	PHRASE_LABELS(LABEL)
	DOOR_LABELS(LABEL)
#undef LABEL
	{ "://", DETECT_TRIGGER },
	{ NULL, DETECT_LABEL }
};

static int
put(struct detect_context *c, size_t from, size_t to, int tier)
{
	uint8_t value[SECRET_MAX];
	size_t n = detect_cased(c, from, to, value, sizeof value);

	return detect_secret_put(c, c->at, tier, slice_of(value, n));
}

/* --- scheme://user:secret@host -------------------------------------------- */

static bool
is_host_byte(uint8_t b)
{
	return ascii_is_alpha(b) || ascii_is_digit(b) || b == '[' || b == '-' ||
	    b >= 0x80;
}

/* Manuals write "user:password@host". */
static bool
is_manual(struct slice secret)
{
	static const char *const known[] = {
		"password", "pass", "passwd", "secret", "pwd", "pw", "token",
		"mypassword",
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_eq_str(secret, known[i]))
			return true;
	return token_is_placeholder(secret);
}

static int
connection(struct detect_context *c)
{
	struct slice t = c->text, secret;
	size_t at, colon = 0, host = 0;

	for (at = c->word_to; at < t.len && t.ptr[at] > ' ' &&
	    at - c->word_to < SECRET_MAX; at++) {
		if (t.ptr[at] == '/' || t.ptr[at] == '?' || t.ptr[at] == '#' ||
		    t.ptr[at] == '"' || t.ptr[at] == '>')
			break;
		if (t.ptr[at] == ':' && colon == 0)
			colon = at + 1;
		if (t.ptr[at] == '@' && colon != 0)
			host = at + 1;
	}
	if (host == 0 || host >= t.len || !is_host_byte(t.ptr[host]) ||
	    host - 1 - colon < 3)
		return 0;
	secret = slice_sub(t, colon, host - 1);
	return is_manual(secret) ? 0 : put(c, c->unit_at + colon,
	    c->unit_at + host - 1, 3);
}

/* --- Server=...;Uid=...;Pwd=... ------------------------------------------- */

/* Are other settings of a connection near by? */
static bool
is_settings(const struct detect_context *c)
{
	static const char *const others[] = {
		"server=", "data source=", "user id=", "uid=", "database=",
		"initial catalog=", "host=", "hostname=", "userid=",
		"username=", "user=", "dbname=", "driver=",
	};
	size_t low = c->at > SETTINGS_REACH ? c->at - SETTINGS_REACH : 0, i;
	struct slice s = slice_sub(c->text, low, c->word_to + SETTINGS_REACH);

	for (i = 0; i < sizeof others / sizeof others[0]; i++)
		if (slice_find(s, slice_str(others[i]), 0) != SLICE_NPOS)
			return true;
	return false;
}

/* "Pwd=secret;": in such a list any value is one. */
static bool
setting(const struct detect_context *c, size_t *ret_from, size_t *ret_to)
{
	struct slice word = slice_sub(c->text, c->at, c->word_to), t = c->text;
	size_t at = c->word_to, from;

	if (!slice_eq_str(word, "password") && !slice_eq_str(word, "pwd"))
		return false;
	while (at < t.len && t.ptr[at] == ' ')
		at++;
	if (at >= t.len || t.ptr[at] != '=' || !is_settings(c))
		return false;
	for (at++; at < t.len && (t.ptr[at] == ' ' || t.ptr[at] == '\'' ||
	    t.ptr[at] == '"'); at++)
		;
	for (from = at; at < t.len && t.ptr[at] > ' ' && t.ptr[at] != ';' &&
	    t.ptr[at] != '"' && t.ptr[at] != '\'' && t.ptr[at] != '&'; at++)
		;
	if (at - from < 4 || at - from > SECRET_MAX ||
	    is_manual(slice_sub(t, from, at)))
		return false;
	*ret_from = c->unit_at + from;
	*ret_to = c->unit_at + at;
	return true;
}

/* --- tables --------------------------------------------------------------- */

enum column { COLUMN_NONE, COLUMN_PASSWORDS, COLUMN_PINS };

/* "Password", "Login password", "PIN": not "Password changed on". */
static enum column
column_of(struct slice header)
{
	static const char *const not[] = {
		"reset", "change", "date", "expir", "polic", "required",
		"hint", "strength", "age", "last", "set", "?", "protect",
		"y/n", "issued", "updated", "sent",
	};
	size_t i;

	if (header.len > 40)
		return COLUMN_NONE;
	for (i = 0; i < sizeof not / sizeof not[0]; i++)
		if (slice_ifind(header, slice_str(not[i]), 0) != SLICE_NPOS)
			return COLUMN_NONE;
	if (slice_ifind(header, SLICE("password"), 0) != SLICE_NPOS ||
	    slice_ifind(header, SLICE("passcode"), 0) != SLICE_NPOS ||
	    slice_ifind(header, SLICE("passphrase"), 0) != SLICE_NPOS ||
	    slice_ieq_str(header, "pwd") || slice_ieq_str(header, "pw") ||
	    slice_ieq_str(header, "cyfrinair") ||
	    slice_ieq_str(header, "facal-faire"))
		return COLUMN_PASSWORDS;
	return slice_ieq_str(header, "pin") || slice_ieq_str(header,
	    "pin code") || slice_ieq_str(header, "pin number") ||
	    slice_ieq_str(header, "pin no") ? COLUMN_PINS : COLUMN_NONE;
}

static size_t
line_end(struct slice t, size_t at)
{
	size_t end = slice_chr(t, '\n', at);

	return end != SLICE_NPOS ? end : t.len;
}

/* Cell number n of the line at `at`; empty if it has fewer. */
static void
cell(struct slice t, size_t at, size_t n, uint8_t bar, size_t *ret_from,
    size_t *ret_to)
{
	size_t end = line_end(t, at), to;

	for (;; n--) {
		to = slice_chr(slice_sub(t, 0, end), bar, at);
		if (to == SLICE_NPOS)
			to = end;
		if (n == 0 || to == end)
			break;
		at = to + 1;
	}
	if (n > 0)
		at = to;
	while (at < to && t.ptr[at] == ' ')
		at++;
	while (to > at && t.ptr[to - 1] == ' ')
		to--;
	*ret_from = at;
	*ret_to = to;
}

/* The cells below such a header. */
static int
judge(struct scene *s)
{
	struct detect_run *run = s->run;
	struct detect_context c = { .run = run, .source = s->source };
	const struct segment *seg;
	uint8_t value[SECRET_MAX];
	enum column column;
	size_t i, n;
	int r = 0;

	for (i = 0; i < run->segment_count && r == 0; i++) {
		seg = &run->segments[i];
		c.unit = &run->text->units[seg->unit];
		if (c.unit->header.len == 0 || seg->to == seg->from)
			continue;
		column = column_of(slice_trim(c.unit->header));
		if (column == COLUMN_NONE || !phrase_is_cell(&c, seg->from,
		    seg->to, column == COLUMN_PINS))
			continue;
		n = detect_cased(&c, seg->from, seg->to, value, sizeof value);
		r = scene_put(s, seg->from, seg->to, 3, slice_of(value, n),
		    false);
	}
	return r;
}

/*
 * The same in a text: lines of columns parted by tabs, or by "|".  The label
 * is a column's whole title; below it stand the secrets.
 */
static int
text_column(struct detect_context *c)
{
	struct slice t = c->text, title;
	size_t line, end, from, to, column, i, rows, base = c->unit_at;
	uint8_t bar;
	int r = 0;

	for (line = c->at; line > 0 && t.ptr[line - 1] != '\n'; line--)
		if (c->at - line > TITLE_REACH)
			return 0;
	end = line_end(t, line);
	bar = slice_chr(slice_sub(t, line, end), '\t', 0) != SLICE_NPOS ? '\t' :
	    '|';
	for (column = 0, i = line; i < c->at; i++)
		column += t.ptr[i] == bar;
	cell(t, line, column, bar, &from, &to);
	title = slice_sub(t, from, to);
	if ((column == 0 && to == end) || column_of(title) == COLUMN_NONE)
		return 0;
	if (++c->run->phrases > PHRASES_MAX)
		return run_limit(c->run, "columns of passwords");
	for (rows = 0; rows < ROWS_MAX && end < t.len && r == 0; rows++) {
		line = end + 1;
		end = line_end(t, line);
		cell(t, line, column, bar, &from, &to);
		if (slice_chr(slice_sub(t, line, end), bar, 0) == SLICE_NPOS)
			break;
		if (to > from && phrase_is_cell(c, base + from, base + to,
		    column_of(title) == COLUMN_PINS))
			r = put(c, base + from, base + to, 3);
	}
	return r;
}

/* --- all ------------------------------------------------------------------ */

/* A header of a table is a mark, so that the table is judged. */
static int
note_header(struct detect_context *c)
{
	struct mark m;

	if (c->unit->row == 0 && c->unit->header.len == 0)
		return 0;
	memset(&m, 0, sizeof m);
	m.from = (uint32_t)(c->unit_at + c->at);
	m.to = (uint32_t)(c->unit_at + c->word_to);
	m.kind = MARK_LABEL;
	m.source = (uint16_t)c->source;
	return run_mark(c->run, &m);
}

static int
scan(struct detect_context *c)
{
	struct phrase p;
	size_t from, to;
	int tier, r;

	if (slice_eq_str(slice_sub(c->text, c->at, c->word_to), "://"))
		return connection(c);
	r = note_header(c);
	if (r < 0)
		return r;
	r = text_column(c);
	if (r < 0)
		return r;
	if (setting(c, &from, &to))
		return put(c, from, to, 3);
	if (door_read(c, &from, &to, &tier))
		return put(c, from, to, tier);
	if (!phrase_read(c, &p) || p.about != PHRASE_ACCOUNT)
		return 0;
	return put(c, p.from, p.to, p.is_weak ? 2 : 3);
}

const struct detector credential_detector = {
	.on = DETECT_ON_WORD,
	.labels = labels,
	.scan = scan,
	.judge = judge,
};

#include "conf/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/utf8.h"

/* More would not be read; the count goes on. */
#define MESSAGES_MAX	1000
/* Characters of a source line that are shown, and those before the place. */
#define SHOWN_MAX	120
#define SHOWN_BEFORE	80

struct text {
	char *file;
	uint8_t *bytes;		/* NULL if the file was never read */
	size_t len;
};

struct message {
	enum conf_severity severity;
	size_t text;		/* index of the file; SIZE_MAX: no place */
	uint32_t line, column, width;
	size_t number;		/* as they came */
	char *words;
	char *suggestion;	/* or NULL */
};

struct conf_diag {
	struct text *texts;
	size_t text_count, text_cap;
	struct message *messages;
	size_t message_count, message_cap;
	size_t errors, warnings;
	bool last_kept;		/* was the last message kept? */
	char *root;
};

struct conf_diag *
conf_diag_new(void)
{
	return mem_zalloc(sizeof(struct conf_diag));
}

void
conf_diag_free(struct conf_diag *d)
{
	size_t i;

	if (d == NULL)
		return;
	for (i = 0; i < d->text_count; i++) {
		free(d->texts[i].file);
		free(d->texts[i].bytes);
	}
	for (i = 0; i < d->message_count; i++) {
		free(d->messages[i].words);
		free(d->messages[i].suggestion);
	}
	free(d->texts);
	free(d->messages);
	free(d->root);
	free(d);
}

/* Index of a file; made known if it is new. */
static size_t
text_index(struct conf_diag *d, const char *file)
{
	size_t i;

	for (i = 0; i < d->text_count; i++)
		if (strcmp(d->texts[i].file, file) == 0)
			return i;
	d->texts = mem_grow(d->texts, d->text_count, &d->text_cap,
	    sizeof *d->texts);
	d->texts[d->text_count] = (struct text){ mem_str(file), NULL, 0 };
	return d->text_count++;
}

void
conf_diag_source(struct conf_diag *d, const char *file, struct slice bytes)
{
	struct text *t;
	size_t i;

	i = text_index(d, file);
	t = &d->texts[i];
	free(t->bytes);
	t->bytes = mem_alloc(bytes.len + 1);
	if (bytes.len > 0)
		memcpy(t->bytes, bytes.ptr, bytes.len);
	t->len = bytes.len;
}

void
conf_diag_root(struct conf_diag *d, struct slice folder)
{
	free(d->root);
	d->root = mem_zalloc(folder.len + 1);
	if (folder.len > 0)
		memcpy(d->root, folder.ptr, folder.len);
}

static bool
is_repeat(const struct conf_diag *d, const struct message *m)
{
	const struct message *o;
	size_t i;

	for (i = 0; i < d->message_count; i++) {
		o = &d->messages[i];
		if (o->text == m->text && o->line == m->line &&
		    o->column == m->column && o->severity == m->severity &&
		    strcmp(o->words, m->words) == 0)
			return true;
	}
	return false;
}

__attribute__((format(printf, 4, 0)))
static void
collect(struct conf_diag *d, enum conf_severity severity,
    const struct conf_place *at, const char *fmt, va_list ap)
{
	struct message m = { severity, SIZE_MAX, 0, 0, 1, 0, NULL, NULL };

	if (vasprintf(&m.words, fmt, ap) < 0)
		mem_exhausted();
	if (at != NULL && at->file != NULL) {
		m.text = text_index(d, at->file);
		m.line = at->line;
		m.column = at->column;
		m.width = at->width > 0 ? at->width : 1;
	}
	d->last_kept = false;
	/* Two modules that read one name both miss it: say so once. */
	if (d->message_count < MESSAGES_MAX && is_repeat(d, &m)) {
		free(m.words);
		return;
	}
	if (severity == CONF_ERROR)
		d->errors++;
	else
		d->warnings++;
	if (d->message_count >= MESSAGES_MAX) {
		free(m.words);
		return;
	}
	m.number = d->message_count;
	d->messages = mem_grow(d->messages, d->message_count, &d->message_cap,
	    sizeof *d->messages);
	d->messages[d->message_count++] = m;
	d->last_kept = true;
}

void
conf_error(struct conf_diag *d, const struct conf_place *at,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	collect(d, CONF_ERROR, at, fmt, ap);
	va_end(ap);
}

void
conf_warning(struct conf_diag *d, const struct conf_place *at,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	collect(d, CONF_WARNING, at, fmt, ap);
	va_end(ap);
}

void
conf_unreadable(struct conf_diag *d, const struct conf_place *at,
    const char *path, int err, int saved, size_t max)
{
	const char *why = err_text(err);

	if (err == ERR_LIMIT) {
		conf_error(d, at, "\"%s\" is over %zu kB", path, max / KIB);
		return;
	}
	if (err == ERR_SYSTEM)
		why = strerror(saved);
	else if (err == ERR_DENIED)
		why = "others may write to it, or it belongs to neither root "
		    "nor this user; see chmod(1) and chown(1)";
	else if (err == ERR_TYPE)
		why = "it is not an ordinary file";
	conf_error(d, at, "cannot read \"%s\": %s", path, why);
}

struct conf_place
conf_place_in(const char *file, struct slice bytes, size_t at, size_t len)
{
	struct conf_place place = { file, 1, 1, 1 };
	struct slice before = slice_sub(bytes, 0, at);
	size_t end;

	for (end = 0; (end = slice_chr(before, '\n', end)) != SLICE_NPOS;
	    end++)
		place.line++;
	end = slice_rchr(before, '\n');
	if (end != SLICE_NPOS)
		before = slice_from(before, end + 1);
	place.column = (uint32_t)utf8_count(before) + 1;
	place.width = (uint32_t)utf8_count(slice_sub(bytes, at, at + len));
	if (place.width == 0)
		place.width = 1;
	return place;
}

void
conf_suggest(struct conf_diag *d, const char *word)
{
	struct message *m;

	if (word == NULL || !d->last_kept)
		return;
	m = &d->messages[d->message_count - 1];
	free(m->suggestion);
	m->suggestion = mem_str(word);
}

size_t
conf_diag_errors(const struct conf_diag *d)
{
	return d->errors;
}

size_t
conf_diag_warnings(const struct conf_diag *d)
{
	return d->warnings;
}

static int
message_order(const void *a, const void *b)
{
	const struct message *x = a, *y = b;

	if (x->text != y->text)
		return x->text < y->text ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static struct message *
in_order(const struct conf_diag *d)
{
	struct message *m;

	m = mem_array(NULL, d->message_count + 1, sizeof *m);
	if (d->message_count > 0)
		memcpy(m, d->messages, d->message_count * sizeof *m);
	qsort(m, d->message_count, sizeof *m, message_order);
	return m;
}

/* Words, with what could upset a terminal shown as "?". */
static void
put_shown(struct buf *out, struct slice s)
{
	size_t at, n;
	uint32_t c;

	for (at = 0; at < s.len; at += n) {
		n = utf8_get(slice_from(s, at), &c);
		if (c == '\t')
			(void)buf_putc(out, '\t');
		else if (c < 0x20 || c == 0x7f || c == 0xfffd ||
		    utf8_is_hidden(c))
			(void)buf_putc(out, '?');
		else
			(void)buf_put(out, s.ptr + at, n);
	}
}

/* Its file, without the first file's folder; empty if it has no place. */
static struct slice
file_of(const struct conf_diag *d, const struct message *m)
{
	struct slice file;

	if (m->text == SIZE_MAX)
		return SLICE_NONE;
	file = slice_str(d->texts[m->text].file);
	if (d->root != NULL && slice_starts(file, slice_str(d->root)))
		file = slice_from(file, strlen(d->root));
	return file;
}

static void
put_head(const struct conf_diag *d, const struct message *m, struct buf *out)
{
	if (m->text != SIZE_MAX) {
		put_shown(out, file_of(d, m));
		(void)buf_puts(out, ":");
		if (m->line > 0)
			(void)buf_printf(out, "%u:%u:", m->line, m->column);
		(void)buf_puts(out, " ");
	}
	(void)buf_puts(out,
	    m->severity == CONF_ERROR ? "error: " : "warning: ");
	put_shown(out, slice_str(m->words));
}

/* Line number `line` of a file, without its end; NULL ptr if there is none. */
static struct slice
text_line(const struct text *t, uint32_t line)
{
	struct slice all = slice_of(t->bytes, t->len), s;
	size_t at = 0, end;

	while (t->bytes != NULL && line > 1 && at <= all.len) {
		end = slice_chr(all, '\n', at);
		if (end == SLICE_NPOS)
			return SLICE_NONE;
		at = end + 1;
		line--;
	}
	if (t->bytes == NULL || line == 0)
		return SLICE_NONE;
	end = slice_chr(all, '\n', at);
	s = slice_sub(all, at, end == SLICE_NPOS ? all.len : end);
	if (s.len > 0 && s.ptr[s.len - 1] == '\r')
		s.len--;
	return s;
}

/* Characters from..to of a line. */
static struct slice
characters(struct slice line, size_t from, size_t to)
{
	size_t at = 0, n = 0, start = line.len;
	uint32_t c;

	while (at < line.len && n < to) {
		if (n == from)
			start = at;
		at += utf8_get(slice_from(line, at), &c);
		n++;
	}
	return slice_sub(line, start, at);
}

/* The source line, the caret under the place, and the suggestion. */
static void
put_line(const struct conf_diag *d, const struct message *m, struct buf *out)
{
	struct slice line, before;
	size_t skip, i, total, column = m->column;

	line = text_line(&d->texts[m->text], m->line);
	total = utf8_count(line);
	skip = column > SHOWN_BEFORE ? column - SHOWN_BEFORE : 0;
	(void)buf_printf(out, "%4u | %s", m->line, skip > 0 ? "..." : "");
	put_shown(out, characters(line, skip, skip + SHOWN_MAX));
	(void)buf_printf(out, "%s\n     | %s",
	    total > skip + SHOWN_MAX ? "..." : "", skip > 0 ? "   " : "");
	before = characters(line, skip, column - 1);
	for (i = 0; i < before.len; i++)
		if ((before.ptr[i] & 0xc0) != 0x80)
			(void)buf_putc(out,
			    before.ptr[i] == '\t' ? '\t' : ' ');
	/* A place at the end of a line is one past its characters. */
	for (i = utf8_count(before); i + 1 < column - skip; i++)
		(void)buf_putc(out, ' ');
	(void)buf_putc(out, '^');
	for (i = 1; i < m->width && column - skip + i <= SHOWN_MAX; i++)
		(void)buf_putc(out, '~');
	if (m->suggestion != NULL) {
		(void)buf_puts(out, "  did you mean \"");
		put_shown(out, slice_str(m->suggestion));
		(void)buf_puts(out, "\"?");
	}
	(void)buf_putc(out, '\n');
}

static void
put_suggestion(const struct message *m, struct buf *out)
{
	if (m->suggestion == NULL)
		return;
	(void)buf_puts(out, "; did you mean \"");
	put_shown(out, slice_str(m->suggestion));
	(void)buf_puts(out, "\"?");
}

void
conf_diag_print(const struct conf_diag *d, struct buf *out)
{
	struct message *m;
	size_t i;

	m = in_order(d);
	for (i = 0; i < d->message_count; i++) {
		put_head(d, &m[i], out);
		if (m[i].text != SIZE_MAX && m[i].line > 0 &&
		    text_line(&d->texts[m[i].text], m[i].line).ptr != NULL) {
			(void)buf_putc(out, '\n');
			put_line(d, &m[i], out);
		} else {
			put_suggestion(&m[i], out);
			(void)buf_putc(out, '\n');
		}
	}
	free(m);
}

void
conf_diag_each(const struct conf_diag *d,
    void (*message)(void *arg, const struct conf_message *m), void *arg)
{
	struct message *m = in_order(d);
	size_t i;

	for (i = 0; i < d->message_count; i++)
		message(arg, &(struct conf_message){ m[i].severity,
		    file_of(d, &m[i]), m[i].line, m[i].column, m[i].words,
		    m[i].suggestion });
	free(m);
}

void
conf_diag_first(const struct conf_diag *d, struct buf *out)
{
	struct message *m;
	size_t i;

	m = in_order(d);
	for (i = 0; i < d->message_count && m[i].severity != CONF_ERROR; i++)
		continue;
	if (i < d->message_count) {
		put_head(d, &m[i], out);
		put_suggestion(&m[i], out);
	}
	free(m);
}

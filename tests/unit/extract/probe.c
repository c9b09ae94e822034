#include "probe.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "mime/mime.h"
#include "unit/unit.h"

static const uint8_t name_key[32] = { 7 };

void
probe_open(struct probe *p)
{
	const char *name;

	memset(p, 0, sizeof *p);
	ck_assert_int_eq(mime_charset_preload(&name), 0);
	ck_assert_int_eq(extract_env_new(&p->env), 0);
	p->arena = arena_new(MESSAGE_ARENA_MAX);
	p->budget.deadline_mono_ms = clock_mono_ms() + 2 * UNIT_PATIENCE_MS;
}

void
probe_close(struct probe *p)
{
	arena_free(p->arena);
	extract_env_free(p->env);
	mime_charset_unload();
}

static int
on_part(void *arg, const struct part *part)
{
	struct probe *p = arg;

	p->parts = arena_grow(p->arena, p->parts, p->part_count, &p->part_cap,
	    sizeof(struct part *));
	p->parts[p->part_count++] = part;
	return 0;
}

static int
on_text(void *arg, const struct text *t)
{
	struct probe *p = arg;
	const struct text_unit *u;
	size_t i, end = 0;

	if (p->fail_text < 0)
		return p->fail_text;
	for (i = 0; i < t->unit_count; i++) {
		u = &t->units[i];
		/* In order, within the bytes, something between two units. */
		ck_assert(u->from >= end && u->from < u->to &&
		    u->to <= t->bytes.len);
		end = u->to + 1;
		p->units = arena_grow(p->arena, p->units, p->unit_count,
		    &p->unit_cap, sizeof *p->units);
		p->units[p->unit_count++] = (struct probe_unit){
			.part = arena_dup(p->arena, t->part),
			.container = arena_dup(p->arena, t->container),
			.place = arena_dup(p->arena, u->place),
			.header = arena_dup(p->arena, u->header),
			.text = arena_dup(p->arena,
			    slice_sub(t->bytes, u->from, u->to)),
			.where = u->where,
			.row = u->row,
		};
	}
	return 0;
}

static int
on_anomaly(void *arg, const struct anomaly *n)
{
	struct probe *p = arg;

	p->anomalies = arena_grow(p->arena, p->anomalies, p->anomaly_count,
	    &p->anomaly_cap, sizeof *p->anomalies);
	p->anomalies[p->anomaly_count++] = (struct anomaly){
		n->class, arena_dup(p->arena, n->part),
		arena_dup(p->arena, n->detail)
	};
	return 0;
}

int
probe_extract(struct probe *p, struct mime_message *m, struct arena *a)
{
	const struct extract_sink sink = { on_part, on_text, on_anomaly, p };

	return extract_message(p->env, m, name_key, &p->budget, a, &sink);
}

void
probe_message(struct probe *p, struct slice message)
{
	struct mime_message *m;
	struct slice kept = arena_dup(p->arena, message);

	ck_assert_int_eq(mime_read(kept, SLICE_NONE, 0, p->arena, &m), 0);
	p->result = probe_extract(p, m, p->arena);
}

static void
put_base64(struct buf *out, struct slice bytes)
{
	uint8_t line[80];
	struct slice piece;
	int n;

	for (; bytes.len > 0; bytes = slice_from(bytes, 57)) {
		piece = slice_sub(bytes, 0, 57);
		n = EVP_EncodeBlock(line, piece.ptr, (int)piece.len);
		buf_put(out, line, (size_t)n);
		buf_puts(out, "\r\n");
	}
}

void
probe_file(struct probe *p, const char *name, const char *declared,
    struct slice bytes)
{
	struct buf m = BUF_INIT(2 * bytes.len + 4096 +
	    (p->body != NULL ? strlen(p->body) : 0));

	buf_puts(&m, "From: a@inside.example\r\nTo: b@outside.example\r\n"
	    "Subject: a file\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=next-part\r\n\r\n"
	    "--next-part\r\nContent-Type: text/plain\r\n\r\n");
	buf_puts(&m, p->body != NULL ? p->body : "See the file.");
	buf_puts(&m, "\r\n--next-part\r\n");
	buf_printf(&m, "Content-Type: %s\r\n"
	    "Content-Transfer-Encoding: base64\r\n", declared);
	if (name != NULL)
		buf_printf(&m, "Content-Disposition: attachment; "
		    "filename=\"%s\"\r\n", name);
	buf_puts(&m, "\r\n");
	put_base64(&m, bytes);
	buf_puts(&m, "--next-part--\r\n");
	probe_message(p, buf_slice(&m));
	buf_free(&m);
}

void
probe_body(struct probe *p, const char *type, struct slice body)
{
	struct buf m = BUF_INIT(body.len + 4096);

	buf_printf(&m, "From: a@inside.example\r\nSubject: words\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: %s\r\n"
	    "Content-Transfer-Encoding: 8bit\r\n\r\n", type);
	buf_put_slice(&m, body);
	probe_message(p, buf_slice(&m));
	buf_free(&m);
}

const struct part *
probe_part(const struct probe *p, const char *path)
{
	size_t i;

	for (i = 0; i < p->part_count; i++)
		if (slice_eq_str(p->parts[i]->path, path))
			return p->parts[i];
	ck_abort_msg("there is no part %s", path);
}

const struct probe_unit *
probe_unit(const struct probe *p, const char *text)
{
	size_t i;

	for (i = 0; i < p->unit_count; i++)
		if (slice_eq_str(slice_trim(p->units[i].text), text))
			return &p->units[i];
	return NULL;
}

bool
probe_reads(const struct probe *p, const char *text)
{
	size_t i;

	for (i = 0; i < p->unit_count; i++)
		if (slice_find(p->units[i].text, slice_str(text), 0) !=
		    SLICE_NPOS)
			return true;
	return false;
}

bool
probe_raised(const struct probe *p, enum anomaly_class class)
{
	size_t i;

	for (i = 0; i < p->anomaly_count; i++)
		if (p->anomalies[i].class == class)
			return true;
	return false;
}

bool
probe_is_clean(const struct probe *p)
{
	return p->anomaly_count == 0 && p->result == 0;
}

bool
probe_has(const struct probe *p, const char *path, enum part_flag f)
{
	return (probe_part(p, path)->flags & (uint32_t)f) != 0;
}

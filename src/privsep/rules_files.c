#include "privsep/lifeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ipc/wire.h"

#define PATH_BYTES_MAX	4096
#define CHUNK_MAX	(60 * KIB - PATH_BYTES_MAX)

void
rules_files_free(struct rules_files *set)
{
	size_t i;

	if (set == NULL)
		return;
	for (i = 0; i < set->count; i++) {
		free(set->file[i].path);
		if (set->file[i].is_secret && set->file[i].len > 0)
			explicit_bzero(set->file[i].bytes, set->file[i].len);
		free(set->file[i].bytes);
	}
	free(set->file);
	memset(set, 0, sizeof *set);
}

/* Append to the last file; the bounds hold for it and for the set. */
static int
append(struct rules_files *set, struct slice bytes)
{
	struct rules_file *f = &set->file[set->count - 1];

	if (bytes.len > CONF_FILE_MAX - f->len ||
	    bytes.len > RULES_BYTES_MAX - set->total)
		return ERR_LIMIT;
	if (bytes.len == 0)
		return 0;
	f->bytes = mem_array(f->bytes, f->len + bytes.len, 1);
	memcpy(f->bytes + f->len, bytes.ptr, bytes.len);
	f->len += bytes.len;
	set->total += bytes.len;
	return 0;
}

int
rules_files_add(struct rules_files *set, const char *path,
    struct slice bytes)
{
	struct rules_file *f;

	if (set->count >= CONF_FILES_MAX || strlen(path) >= PATH_BYTES_MAX ||
	    bytes.len > CONF_FILE_MAX ||
	    bytes.len > RULES_BYTES_MAX - set->total)
		return ERR_LIMIT;
	set->file = mem_grow(set->file, set->count, &set->cap,
	    sizeof set->file[0]);
	f = &set->file[set->count++];
	*f = (struct rules_file){ mem_str(path), NULL, 0, false };
	return append(set, bytes);
}

const struct rules_file *
rules_files_find(const struct rules_files *set, const char *path)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (strcmp(set->file[i].path, path) == 0)
			return &set->file[i];
	return NULL;
}

static int
send_file(int sock, const struct rules_file *f, struct buf *b,
    int64_t deadline_ms)
{
	struct wire_out w;
	size_t at = 0, n;
	int r;

	do {
		n = f->len - at < CHUNK_MAX ? f->len - at : CHUNK_MAX;
		buf_reset(b);
		wire_out_init(&w, b);
		wire_put_str(&w, slice_str(f->path));
		wire_put_bool(&w, at + n == f->len);
		wire_put_bytes(&w, f->bytes + at, n);
		r = wire_out_err(&w);
		if (r == 0)
			r = frame_send(sock, LIFELINE_RULES_FILE,
			    buf_slice(b), NULL, 0, deadline_ms);
		at += n;
	} while (r == 0 && at < f->len);
	return r;
}

void
rules_files_set_secret(struct rules_files *set)
{
	set->file[set->count - 1].is_secret = true;
}

static int
send_set(int sock, const struct rules_files *set, bool secrets,
    int64_t deadline_ms)
{
	struct buf b = BUF_INIT(FRAME_BODY_MAX);
	struct wire_out w;
	uint32_t count = 0;
	size_t i;
	int r;

	for (i = 0; i < set->count; i++)
		count += secrets || !set->file[i].is_secret;
	wire_out_init(&w, &b);
	wire_put_u32(&w, count);
	r = wire_out_err(&w);
	if (r == 0)
		r = frame_send(sock, LIFELINE_RULES_BEGIN, buf_slice(&b),
		    NULL, 0, deadline_ms);
	for (i = 0; i < set->count && r == 0; i++)
		if (secrets || !set->file[i].is_secret)
			r = send_file(sock, &set->file[i], &b, deadline_ms);
	if (r == 0)
		r = frame_send(sock, LIFELINE_RULES_END, SLICE_NONE, NULL, 0,
		    deadline_ms);
	buf_free(&b);
	return r;
}

int
rules_files_send(int sock, const struct rules_files *set,
    int64_t deadline_ms)
{
	return send_set(sock, set, false, deadline_ms);
}

int
rules_files_send_all(int sock, const struct rules_files *set,
    int64_t deadline_ms)
{
	return send_set(sock, set, true, deadline_ms);
}

static int
feed_begin(struct rules_intake *in, struct slice body)
{
	struct wire_in w;
	uint32_t count = 0;
	int r;

	if (in->open)
		return ERR_WRONG_STATE;
	wire_in_init(&w, body);
	wire_u32(&w, &count);
	r = wire_end(&w);
	if (r == 0 && count > CONF_FILES_MAX)
		r = ERR_LIMIT;
	if (r < 0)
		return r;
	in->expected = count;
	in->open = true;
	in->partial = false;
	return 0;
}

static int
start_file(struct rules_intake *in, struct slice path)
{
	char name[PATH_BYTES_MAX];

	if (in->set.count >= in->expected)
		return ERR_LIMIT;
	if (path.len == 0 || path.len >= sizeof name ||
	    slice_chr(path, '\0', 0) != SLICE_NPOS)
		return ERR_SYNTAX;
	memcpy(name, path.ptr, path.len);
	name[path.len] = '\0';
	return rules_files_add(&in->set, name, SLICE_NONE);
}

static int
feed_file(struct rules_intake *in, struct slice body)
{
	struct wire_in w;
	struct slice path;
	bool last = false;
	int r;

	if (!in->open)
		return ERR_WRONG_STATE;
	wire_in_init(&w, body);
	wire_str(&w, PATH_BYTES_MAX, &path);
	r = wire_bool(&w, &last);
	if (r < 0)
		return r;
	if (!in->partial)
		r = start_file(in, path);
	else if (!slice_eq_str(path, in->set.file[in->set.count - 1].path))
		r = ERR_WRONG_STATE;
	if (r == 0)
		r = append(&in->set, w.rest);
	in->partial = !last;
	return r;
}

static int
feed_end(struct rules_intake *in, struct slice body,
    struct rules_files *ret_set)
{
	if (!in->open || in->partial || in->set.count != in->expected)
		return ERR_WRONG_STATE;
	if (body.len != 0)
		return ERR_TRAILING;
	*ret_set = in->set;
	memset(in, 0, sizeof *in);
	return 1;
}

int
rules_intake_feed(struct rules_intake *in, const struct frame *f,
    struct rules_files *ret_set)
{
	int r = ERR_TYPE;

	if (f->type == LIFELINE_RULES_BEGIN)
		r = feed_begin(in, f->body);
	else if (f->type == LIFELINE_RULES_FILE)
		r = feed_file(in, f->body);
	else if (f->type == LIFELINE_RULES_END)
		r = feed_end(in, f->body, ret_set);
	if (r < 0)
		rules_intake_free(in);
	return r;
}

void
rules_intake_free(struct rules_intake *in)
{
	rules_files_free(&in->set);
	memset(in, 0, sizeof *in);
}

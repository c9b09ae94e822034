#include "ctl/jobs.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

static void
bad(struct job *j, const char *why)
{
	snprintf(j->error, sizeof j->error, "%s", why);
}

/* A string member; NULL when absent or null; error when another type. */
static const char *
member(struct job *j, const char *key, bool required)
{
	json_t *v = json_object_get(j->json, key);

	if (json_is_string(v))
		return json_string_value(v);
	if (required || (v != NULL && !json_is_null(v)))
		snprintf(j->error, sizeof j->error, "\"%s\" must be a string", key);
	return NULL;
}

static void
read_recipients(struct job *j)
{
	json_t *to = json_object_get(j->json, "to"), *v;
	size_t i;

	if (!json_is_array(to) || json_array_size(to) == 0) {
		bad(j, "\"to\" must be a list of addresses");
		return;
	}
	if (json_array_size(to) > ENVELOPE_RECIPIENTS_MAX) {
		bad(j, "\"to\" has too many addresses");
		return;
	}
	j->input.to = mem_array(NULL, json_array_size(to), sizeof *j->input.to);
	json_array_foreach(to, i, v) {
		if (!json_is_string(v)) {
			bad(j, "\"to\" must be a list of addresses");
			return;
		}
		j->input.to[j->input.to_count++] = json_string_value(v);
	}
}

static void
read_time_and_class(struct job *j, int64_t now_ms)
{
	const char *at, *class;

	at = member(j, "at", false);
	j->input.at_ms = now_ms;
	if (at != NULL && clock_parse_iso(slice_str(at), &j->input.at_ms) < 0)
		bad(j, "\"at\" must be a time such as 2026-05-05T10:15:00Z");
	class = member(j, "class", false);
	j->input.class = MAIL_CLASS_SUBMISSION;
	if (class != NULL &&
	    mail_class_parse(slice_str(class), &j->input.class) < 0)
		bad(j, "\"class\" must be submission, local or inbound");
}

static void
set_path(struct job *j, const char *folder)
{
	struct buf b = BUF_INIT(64 * KIB);
	int r;

	if (j->file[0] == '/' || folder[0] == '\0')
		r = buf_puts(&b, j->file);
	else
		r = buf_printf(&b, "%s/%s", folder, j->file);
	if (r < 0)
		bad(j, "\"file\" is too long");
	else
		j->path = mem_str(buf_cstr(&b));
	j->input.file = j->path;
	buf_free(&b);
}

void
job_parse(struct slice line, const char *folder, int64_t now_ms,
    struct job *j)
{
	json_error_t e;

	memset(j, 0, sizeof *j);
	j->json = json_loadb((const char *)line.ptr, line.len,
	    JSON_REJECT_DUPLICATES, &e);
	if (!json_is_object(j->json)) {
		bad(j, "the line is no JSON object");
		return;
	}
	j->file = member(j, "file", true);
	j->input.from = member(j, "from", true);
	j->input.auth = member(j, "auth", false);
	j->input.client = member(j, "client", false);
	if (j->input.client == NULL)
		j->input.client = "127.0.0.1";
	read_time_and_class(j, now_ms);
	read_recipients(j);
	if (j->file != NULL)
		set_path(j, folder);
}

void
job_free(struct job *j)
{
	free(j->path);
	free(j->input.to);
	json_decref(j->json);
	memset(j, 0, sizeof *j);
}

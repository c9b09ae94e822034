/*
 * edited -- run the rewriters over one message as the inspector does, with
 * three associations: "plain", whose text is ASCII, "wide", whose is not, and
 * "logo", with a picture and a field for the header.
 */
#ifndef UNIT_ACTION_EDITED_H
#define UNIT_ACTION_EDITED_H

#include <stdio.h>
#include <stdlib.h>

#include "action/rewrite.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "disclaimer/disclaimer.h"
#include "mime/mime.h"

#define EDITED_PLAIN	"Confidential: meant for the addressee only.\n" \
	"Plain Homes, 1 Sample Street."
#define EDITED_WIDE	"Confidential \xe2\x80\x93 meant for the addressee.\n" \
	"Caf\xc3\xa9 Homes \xc2\xa3" "5."

/* Fields that are signatures; over another body. */
#define EDITED_SIGNED(d)	"DKIM-Signature: v=1; a=rsa-sha256; d=" d \
	"; s=s;\r\n\th=From; bh=YQ==; b=YQ==\r\n"
#define EDITED_ARC(i) \
	"ARC-Seal: i=" i "; a=rsa-sha256; d=o.example; s=s; cv=none; b=YQ==\r\n" \
	"ARC-Message-Signature: i=" i "; a=rsa-sha256; d=o.example; s=s;\r\n" \
	"\th=From; bh=YQ==; b=YQ==\r\n" \
	"ARC-Authentication-Results: i=" i "; o.example; none\r\n"
#define EDITED_MD5	"Content-MD5: AAAAAAAAAAAAAAAAAAAAAA==\r\n"

struct edited_file {
	const char *path, *bytes;
};

/* Compile a configuration that reads these files. */
static inline struct disclaimers *
edited_load(struct slice conf, const struct edited_file *files, size_t n)
{
	struct conf_source src;
	struct conf_files *f = conf_files_new();
	struct conf_diag *diag = conf_diag_new();
	struct disclaimers *d = NULL;
	struct buf words = BUF_INIT(64 * KIB);
	struct conf_tree *t;
	size_t i;

	for (i = 0; i < n; i++)
		conf_files_add(f, files[i].path, slice_str(files[i].bytes));
	src = conf_files_source(f);
	if (conf_parse(conf, "t", diag, &t) < 0 ||
	    disclaimers_new(t, &src, diag, &d) < 0) {
		conf_diag_print(diag, &words);
		fprintf(stderr, "%s", buf_cstr(&words));
		abort();
	}
	conf_free(t);
	conf_diag_free(diag);
	conf_files_free(f);
	buf_free(&words);
	return d;
}

/*
 * Each "NAME.txt" is the text of an association NAME of its own; all have the
 * page "plain.html".
 */
static inline struct disclaimers *
edited_of_each(const struct edited_file *files, size_t n)
{
	struct buf conf = BUF_INIT(64 * KIB);
	struct disclaimers *d;
	struct slice path;
	size_t i;

	for (i = 0; i < n; i++) {
		path = slice_str(files[i].path);
		if (slice_ends(path, SLICE(".txt")))
			buf_printf(&conf, "association %.*s { domains "
			    "%zu.example; disclaimer text \"%s\", html "
			    "\"plain.html\" }\n", (int)path.len - 4,
			    files[i].path, i, files[i].path);
	}
	d = edited_load(buf_slice(&conf), files, n);
	buf_free(&conf);
	return d;
}

static inline struct disclaimers *
edited_texts(void)
{
	static const struct edited_file files[] = {
		{ "plain.txt", EDITED_PLAIN "\n" },
		{ "plain.html", "<div style=\"clear:both\"><p>Confidential: "
		    "meant for the addressee only.<br />Plain Homes, 1 Sample "
		    "Street.</p></div>\n" },
		{ "wide.txt", EDITED_WIDE "\n" },
		{ "wide.html", "<div><p>Confidential \xe2\x80\x93 meant for the "
		    "addressee.<br />Caf\xc3\xa9 Homes \xc2\xa3" "5.</p></div>" },
		{ "logo.html", "<div><img src=\"cid:logo\" alt=\"Plain "
		    "Homes\" width=\"10\" /><p>Confidential: meant for the "
		    "addressee only.<br />Plain Homes, 1 Sample Street."
		    "</p></div>" },
		{ "logo.png", "\x89PNG\r\n\x1a\n" },
	};

	return edited_load(SLICE(
	    "association plain { name \"Plain Homes\"; domains p.example; "
	    "disclaimer text \"plain.txt\", html \"plain.html\" }\n"
	    "association wide { name \"Wide Homes\"; domains w.example; "
	    "disclaimer text \"wide.txt\", html \"wide.html\" }\n"
	    "association logo { name \"Logo Homes\"; domains l.example; "
	    "disclaimer text \"plain.txt\", html \"logo.html\", header "
	    "\"X-Legal: see https://plain.example/notice\", logo "
	    "\"logo.png\" }\n"), files,
	    sizeof files / sizeof files[0]);
}

struct edited {
	struct arena *arena;
	struct mime_message *before;
	struct edit_list list;
	struct buf after;
	enum edit_result result;	/* of the first request */
	struct slice reason;
	int error;
};

static inline void
edited_run(struct edited *e, const struct disclaimers *d, struct slice bytes,
    const struct edit_request *q, size_t n)
{
	struct rewrite_env env = { d, false };

	e->arena = arena_new(MESSAGE_ARENA_MAX);
	buf_init(&e->after, bytes.len + 16 * MIB);
	e->list = (struct edit_list){ .body_offset = 0 };
	e->error = mime_read(bytes, SLICE(""), 0, e->arena, &e->before);
	if (e->error == 0)
		e->error = rewrite_message(&env, e->before, q, n, e->arena,
		    &e->list);
	if (e->error == 0 && e->list.outcome_count > 0) {
		e->result = e->list.outcomes[0].result;
		e->reason = e->list.outcomes[0].reason;
	}
	if (e->error == 0 && e->list.splice_count + e->list.header_count > 0)
		e->error = edit_apply(bytes, &e->list, &e->after);
	else if (e->error == 0)
		e->error = buf_put_slice(&e->after, bytes);
}

#define EDITED_MARK	"2 test 0123456789abcdef0123456789abcdef"

/* As the milter says: a mark to set, and whether it is there already. */
static inline void
edited_mark(struct edit_disclaimer *how, struct slice bytes)
{
	size_t at;

	how->mark = SLICE(EDITED_MARK);
	at = slice_find(bytes, SLICE("X-Exeat-Notice:"), 0);
	how->is_marked = at != SLICE_NPOS &&
	    slice_starts(slice_from(bytes, at),
	    SLICE("X-Exeat-Notice: " EDITED_MARK "\r\n")) &&
	    slice_find(bytes, SLICE("X-Exeat-Notice:"), at + 1) == SLICE_NPOS;
}

static inline void
edited_add(struct edited *e, const struct disclaimers *d, struct slice bytes,
    const char *association)
{
	struct edit_disclaimer how = { .variables = NULL };
	struct edit_request q = { EDIT_DISCLAIMER, slice_str(association),
	    SLICE(""), &how };

	edited_mark(&how, bytes);
	edited_run(e, d, bytes, &q, 1);
}

static inline void
edited_free(struct edited *e)
{
	arena_free(e->arena);
	buf_free(&e->after);
}

#endif

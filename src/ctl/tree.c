#include "ctl/tree.h"

#include <inttypes.h>

#include "ctl/answer.h"
#include "ctl/safe.h"

static const struct { enum part_flag flag; const char *word; } flags[] = {
	{ PART_IS_BODY, "body" },
	{ PART_IS_ATTACHMENT, "attachment" },
	{ PART_IS_INLINE_PICTURE, "inline-picture" },
	{ PART_IS_MEMBER, "member" },
	{ PART_IS_DISGUISED, "disguised" },
	{ PART_HAS_MACROS, "macros" },
	{ PART_IS_OPAQUE, "opaque" },
	{ PART_IS_SIGNED, "signed" },
	{ PART_PASSWORD_IS_HERE, "password-in-message" },
};

#define FLAGS	(sizeof flags / sizeof flags[0])

/* "2.1/3" stands two steps beneath "2". */
static size_t
depth_of(struct slice path)
{
	size_t i, n;

	for (i = 0, n = 0; i < path.len; i++)
		if (path.ptr[i] == '.' || path.ptr[i] == '/')
			n++;
	return n;
}

/* The first anomaly from *at on that is of this part; NULL: none left. */
static const struct anomaly *
next_anomaly(const struct report *r, const struct part *p, size_t *at)
{
	const struct anomaly *n;

	while (*at < r->anomaly_count) {
		n = &r->anomalies[(*at)++];
		if (slice_eq(n->part, p->path))
			return n;
	}
	return NULL;
}

static void
put_type(struct buf *out, const struct part *p)
{
	safe_put(out, p->detected.len > 0 ? p->detected : SLICE("no content"));
	if (p->declared.len > 0 && !slice_eq(p->declared, p->detected)) {
		buf_puts(out, " (declared ");
		safe_put(out, p->declared);
		buf_putc(out, ')');
	}
}

static void
put_encryption(struct buf *out, const struct part *p)
{
	if (p->encryption == ENCRYPTION_NO)
		return;
	buf_printf(out, "   encrypted: %s", encryption_name(p->encryption));
	if (p->encryption_reason.len > 0) {
		buf_puts(out, ", ");
		safe_put(out, p->encryption_reason);
	}
}

static void
put_words(struct buf *out, const struct report *r, const struct part *p)
{
	const struct anomaly *n;
	const char *before = "   ";
	size_t i;

	for (i = 0; i < FLAGS; i++)
		if ((p->flags & flags[i].flag) != 0) {
			buf_printf(out, "%s%s", before, flags[i].word);
			before = ", ";
		}
	before = "   unread: ";
	for (i = 0; (n = next_anomaly(r, p, &i)) != NULL; ) {
		buf_printf(out, "%s%s", before, anomaly_class_name(n->class));
		before = ", ";
	}
}

void
tree_human(const struct report *r, struct buf *out)
{
	const struct part *p;
	size_t i;

	for (i = 0; i < r->part_count; i++) {
		p = &r->parts[i];
		buf_printf(out, "Part      %*s", (int)(2 * depth_of(p->path)),
		    "");
		safe_put(out, p->path);
		buf_puts(out, "   ");
		put_type(out, p);
		buf_printf(out, "   %s", filetype_name(p->type));
		if (p->container.len > 0) {
			buf_puts(out, "   read as ");
			safe_put(out, p->container);
		}
		buf_printf(out, "   %" PRIu64 " bytes, %" PRIu64 " of text",
		    p->size, p->text_bytes);
		put_encryption(out, p);
		put_words(out, r, p);
		buf_putc(out, '\n');
	}
}

static json_t *
part_json(const struct report *r, const struct part *p)
{
	json_t *j = json_object(), *words = json_array(), *list = json_array();
	const struct anomaly *n;
	size_t i;

	json_object_set_new(j, "part", answer_string(p->path));
	json_object_set_new(j, "inside", answer_string_or_null(p->inside));
	json_object_set_new(j, "declared", answer_string_or_null(p->declared));
	json_object_set_new(j, "detected", answer_string_or_null(p->detected));
	json_object_set_new(j, "type", json_string(filetype_name(p->type)));
	json_object_set_new(j, "container", answer_string_or_null(p->container));
	json_object_set_new(j, "size", json_integer((json_int_t)p->size));
	json_object_set_new(j, "text", json_integer((json_int_t)p->text_bytes));
	json_object_set_new(j, "encrypted",
	    json_string(encryption_name(p->encryption)));
	json_object_set_new(j, "encrypted_reason",
	    answer_string_or_null(p->encryption_reason));
	for (i = 0; i < FLAGS; i++)
		if ((p->flags & flags[i].flag) != 0)
			json_array_append_new(words,
			    json_string(flags[i].word));
	json_object_set_new(j, "is", words);
	for (i = 0; (n = next_anomaly(r, p, &i)) != NULL; )
		json_array_append_new(list,
		    json_string(anomaly_class_name(n->class)));
	json_object_set_new(j, "unreadable", list);
	return j;
}

json_t *
tree_json(const struct report *r)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; r != NULL && i < r->part_count; i++)
		json_array_append_new(list, part_json(r, &r->parts[i]));
	return list;
}

#include "extract/package.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/inflate.h"
#include "extract/xml.h"
#include "extract/zip.h"

#define PEEK		((size_t)1024)
#define RAW_TEXT_MAX	(4 * MIB)

static bool
ends(const struct zip_entry *e, const char *ending)
{
	return slice_iends(e->name, slice_str(ending));
}

bool
package_is_readable(const struct zip_entry *e)
{
	return !e->is_folder && e->encryption == ENCRYPTION_NO &&
	    (e->method == ZIP_STORED || e->method == ZIP_DEFLATED);
}

/* The first bytes, without the budget: they are few. */
struct slice
package_peek(const struct zip_entry *e, struct buf *out)
{
	struct inflate_end end;

	buf_init(out, PEEK);
	if (e->method == ZIP_STORED)
		return slice_sub(e->data, 0, PEEK);
	(void)inflate_stream(NULL, e->data, INFLATE_RAW, out, &end);
	return buf_slice(out);
}

bool
package_is_xml(const struct zip_entry *e, struct buf *root_name)
{
	struct buf head, utf8 = BUF_INIT(2 * PEEK);
	struct slice s = package_peek(e, &head), root;
	bool is_markup;

	s = slice_trim(xml_as_utf8(slice_sub(s, 0, PEEK & ~(size_t)1),
	    &utf8));
	if (slice_starts(s, SLICE("\xef\xbb\xbf")))
		s = slice_from(s, 3);
	root = xml_root(s);
	is_markup = !ends(e, ".html") && !ends(e, ".htm") && s.len > 1 && s.ptr[0] == '<' &&
	    (s.ptr[1] == '?' || s.ptr[1] == '!' || root.len > 0) &&
	    !slice_ieq_str(root, "html") && !slice_ieq_str(root, "svg");
	buf_init(root_name, PEEK);
	(void)buf_put_slice(root_name, root);
	buf_free(&utf8);
	buf_free(&head);
	return is_markup || ends(e, ".xml") || ends(e, ".rels") ||
	    ends(e, ".vml");
}

int
package_read_xml(struct package *p, const struct zip_entry *e,
    package_reader read, void *arg)
{
	struct buf out = BUF_INIT(UNPACK_MEMBER_MAX);
	struct buf utf8 = BUF_INIT(UNPACK_MEMBER_MAX);
	int r;

	r = zip_unpack(p->job, e, &out);
	if (r == 0 && out.len > 0)
		r = read(p->job, xml_as_utf8(buf_slice(&out), &utf8), arg);
	buf_free(&out);
	buf_free(&utf8);
	return r;
}

int
package_read_raw(struct package *p, const struct zip_entry *e)
{
	struct buf out, text = BUF_INIT(4 * RAW_TEXT_MAX);
	bool invalid;
	int r;

	buf_init(&out, UNPACK_MEMBER_MAX);
	r = zip_unpack(p->job, e, &out);
	if (r == 0 && mime_to_utf8(slice_sub(buf_slice(&out), 0, RAW_TEXT_MAX),
	    SLICE("windows-1252"), &text, &invalid) == 0)
		r = extract_unit(p->job, SLICE_NONE, buf_slice(&text));
	if (r == 0 && out.len > RAW_TEXT_MAX)
		r = extract_anomaly(p->job, ANOMALY_LIMIT,
		    "a program's own data over 4 MB");
	buf_free(&out);
	buf_free(&text);
	return r;
}

/* What a member that is no XML is to the document. */
enum media {
	MEDIA_NONE,
	MEDIA_PICTURE,		/* shown in it; may carry words */
	MEDIA_OPAQUE		/* sound, video, fonts */
};

/*
 * Word hides a font's first 32 bytes.  Its table of tables goes on behind
 * them: names of four letters, places inside the file.
 */
static bool
is_hidden_font(const struct zip_entry *e, struct slice head)
{
	const uint8_t *p;
	size_t at, i;

	if (!ends(e, ".odttf") || head.len < 32 + 4 * 16)
		return false;
	for (at = 44; at < 44 + 3 * 16; at += 16) {
		p = head.ptr + at;
		for (i = 0; i < 4; i++)
			if (p[i] < 0x20 || p[i] >= 0x7f)
				return false;
		if ((uint64_t)p[8] << 24 >= e->size)
			return false;
	}
	return true;
}

static enum media
media_of(struct package *p, const struct zip_entry *e)
{
	struct type_found found;
	struct buf buf;
	struct slice head = package_peek(e, &buf);
	enum media kind = MEDIA_NONE;

	found = type_detect(p->job->engine->env, head, SLICE_NONE,
	    SLICE_NONE);
	if (!found.is_text) {
		if (found.type == FILETYPE_PICTURE ||
		    found.type == FILETYPE_BITMAP)
			kind = MEDIA_PICTURE;
		else if (found.type == FILETYPE_SOUND ||
		    found.type == FILETYPE_VIDEO ||
		    found.type == FILETYPE_FONT || is_hidden_font(e, head) ||
		    (ends(e, ".fntdata") && slice_starts(slice_from(head, 34),
		    SLICE("LP"))))
			kind = MEDIA_OPAQUE;
	}
	buf_free(&buf);
	return kind;
}

int
package_read_other(struct package *p, const struct zip_entry *e)
{
	struct zip_entry nameless = *e;

	switch (media_of(p, e)) {
	case MEDIA_OPAQUE:
		return 0;
	case MEDIA_PICTURE:
		/* Without a name it is no attachment, but part of the page. */
		nameless.name = nameless.other_name = SLICE_NONE;
		nameless.unicode_name = nameless.comment = SLICE_NONE;
		return zip_queue(p->job, &nameless);
	case MEDIA_NONE:
		break;
	}
	return zip_queue(p->job, e);
}

int
package_put_names(struct package *p, const struct zip_entry *e)
{
	int r;

	r = e->other_name.len > 0 ? extract_name(p->job, e->other_name) : 0;
	if (r == 0 && e->comment.len > 0)
		r = extract_unit(p->job, SLICE_NONE,
		    name_utf8(e->comment, extract_arena(p->job)));
	return r;
}

/* Part names are compared without case (ECMA-376-2 6.2.2.3). */
static int
name_order(const void *a, const void *b)
{
	const struct zip_entry *const *x = a, *const *y = b;
	struct slice s = (*x)->name, t = (*y)->name;
	size_t i;

	for (i = 0; i < s.len && i < t.len; i++)
		if (ascii_lower(s.ptr[i]) != ascii_lower(t.ptr[i]))
			return ascii_lower(s.ptr[i]) < ascii_lower(t.ptr[i]) ?
			    -1 : 1;
	return s.len < t.len ? -1 : s.len > t.len;
}

/* Two parts of one name: which of them is shown is the reader's choice. */
static int
tell_doubles(struct package *p)
{
	const struct zip_entry **sorted;
	size_t i, n = p->dir.count;
	int r = 0;

	sorted = arena_array(extract_arena(p->job), n + 1, sizeof *sorted);
	if (sorted == NULL)
		return engine_exhausted(p->job->engine);
	for (i = 0; i < n; i++)
		sorted[i] = &p->dir.entries[i];
	qsort(sorted, n, sizeof *sorted, name_order);
	for (i = 1; i < n && r == 0; i++)
		if (name_order(&sorted[i - 1], &sorted[i]) == 0)
			return extract_anomaly(p->job, ANOMALY_AMBIGUOUS,
			    "two members of one name");
	return r;
}

int
package_open(struct extract_job *j, struct package *ret)
{
	int r;

	*ret = (struct package){ .job = j };
	r = zip_open(j, &ret->dir);
	if (r == 0 && ret->dir.ambiguous == NULL)
		r = tell_doubles(ret);
	if (r == 0 && ret->dir.comment.len > 0)
		r = extract_unit(j, SLICE_NONE,
		    name_utf8(ret->dir.comment, extract_arena(j)));
	return r;
}

#include "extract/ole1.h"

#include "base/err.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/strings.h"

#define NAME_SIZE_MAX	1024	/* of a class, topic or item */

enum { FORMAT_LINKED = 1, FORMAT_EMBEDDED = 2, FORMAT_STATIC = 5 };

/* A string behind its length; false if it does not fit. */
static bool
take_string(struct slice *s, struct slice *ret)
{
	uint32_t n = le32(*s, 0);

	if (s->len < 4 || n > NAME_SIZE_MAX || n > s->len - 4)
		return false;
	*ret = slice_sub(*s, 4, 4 + (size_t)n);
	*s = slice_from(*s, 4 + (size_t)n);
	while (ret->len > 0 && ret->ptr[ret->len - 1] == 0)
		ret->len--;
	return true;
}

struct object {
	uint32_t format;
	struct slice class, topic, item;
	struct slice native;
	bool is_cut;			/* native data ends before its size */
};

static bool
is_class_name(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] < 0x20)
			return false;
	return true;
}

static bool
object_header(struct slice s, struct object *ret)
{
	uint32_t size;

	*ret = (struct object){ .format = le32(s, 4) };
	if (s.len < 12 || (ret->format != FORMAT_LINKED &&
	    ret->format != FORMAT_EMBEDDED && ret->format != FORMAT_STATIC))
		return false;
	s = slice_from(s, 8);
	if (!take_string(&s, &ret->class) || !is_class_name(ret->class))
		return false;
	if (ret->format == FORMAT_STATIC)
		return true;
	if (!take_string(&s, &ret->topic) || !take_string(&s, &ret->item))
		return false;
	if (ret->format == FORMAT_LINKED)
		return true;
	size = le32(s, 0);
	s = slice_from(s, 4);
	ret->is_cut = size > s.len;
	ret->native = slice_sub(s, 0, size);
	return true;
}

bool
ole1_is_object(struct slice bytes)
{
	struct object o;

	return object_header(bytes, &o);
}

/* --- Package ----------------------------------------------------------------------- */

static bool
take_cstring(struct slice *s, struct slice *ret)
{
	size_t end = slice_chr(*s, 0, 0);

	if (end == SLICE_NPOS || end > NAME_SIZE_MAX)
		return false;
	*ret = slice_sub(*s, 0, end);
	*s = slice_from(*s, end + 1);
	return true;
}

/* The last component of a Windows path. */
static struct slice
base_name(struct slice path)
{
	size_t slash = slice_rchr(path, '\\');

	return slash == SLICE_NPOS ? path : slice_from(path, slash + 1);
}

bool
ole1_package_parse(struct slice s, struct ole1_file *ret)
{
	uint32_t n;

	*ret = (struct ole1_file){ .is_link = false };
	if (le16(s, 0) != 2)
		return false;
	s = slice_from(s, 2);
	if (!take_cstring(&s, &ret->label) || !take_cstring(&s, &ret->path) ||
	    s.len < 8)
		return false;
	/* 0, then 3 for a file inside or 1 for a link to one. */
	ret->is_link = le16(s, 2) == 1;
	if (ret->is_link)
		return true;
	n = le32(s, 4);
	s = slice_from(s, 8);
	if (n > s.len || n > NAME_SIZE_MAX)
		return false;
	ret->command = slice_sub(s, 0, n);
	while (ret->command.len > 0 &&
	    ret->command.ptr[ret->command.len - 1] == 0)
		ret->command.len--;
	s = slice_from(s, n);
	if (s.len < 4)
		return false;
	n = le32(s, 0);
	s = slice_from(s, 4);
	ret->data = slice_sub(s, 0, n);
	ret->is_cut = n > s.len;
	ret->rest = slice_from(s, ret->data.len);
	return true;
}

struct slice
ole1_package_name(const struct ole1_file *f)
{
	return base_name(f->label.len > 0 ? f->label : f->path);
}

int
ole1_package_names(struct extract_job *j, const struct ole1_file *f)
{
	int r;

	r = extract_name(j, f->path);
	if (r == 0 && f->is_link)
		r = extract_name(j, f->label);
	if (r == 0 && f->command.len > 0)
		r = extract_name(j, f->command);
	/* Behind the data the same three names stand again, as UTF-16. */
	if (r == 0)
		r = strings_put(j, SLICE("object"), f->rest);
	if (r == 0 && f->is_cut)
		r = extract_anomaly(j, ANOMALY_TRUNCATED,
		    "embedded file ends too early");
	return r;
}

bool
ole1_package(struct extract_job *j, struct slice s, int *ret_error)
{
	struct ole1_file f;
	int r;

	if (!ole1_package_parse(s, &f))
		return false;
	r = ole1_package_names(j, &f);
	if (r == 0 && !f.is_link)
		r = extract_member(j, ole1_package_name(&f), f.data);
	*ret_error = r;
	return true;
}

/* --- the object --------------------------------------------------------------------- */

int
ole1_read(struct extract_job *j, struct slice bytes)
{
	struct object o;
	int r;

	if (!object_header(bytes, &o))
		return extract_anomaly(j, ANOMALY_MALFORMED,
		    "embedded object cannot be read");
	r = strings_put(j, SLICE("object class"), o.class);
	if (r == 0 && o.topic.len > 0)
		r = extract_name(j, o.topic);
	if (r == 0 && o.item.len > 0)
		r = extract_name(j, o.item);
	if (r == 0 && o.is_cut)
		r = extract_anomaly(j, ANOMALY_TRUNCATED,
		    "embedded object ends too early");
	if (r < 0 || o.native.len == 0)
		return r;
	if (ole1_package(j, o.native, &r))
		return r;
	return extract_member(j, SLICE_NONE, o.native);
}

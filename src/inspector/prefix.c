#include "inspector/prefix.h"

#include "mail/subjecttag.h"

#define PREFIXES_MAX	100	/* of one subject; more are no longer counted */
#define TAG_MAX		40	/* "[EXTERNAL SENDER]" */

/*
 * As programs and their translations have them.  VS is left as a forward:
 * Danish and Norwegian programs mean that, Finnish ones an answer.
 */
static const char *const forwards[] = {
	"fw", "fwd", "wg", "tr", "rv", "doorst", "vs", "pd", "enc", "vb",
	"vl", "i", "fs", "yml", "ymlaen", "trs", "inoltra", "reenv",
	"\xc4\xb0lt", "i\xcc\x87lt", "\xcf\x80\xcf\x81\xce\xb8",
	"v\xc3\xa1", "\xe8\xbd\xac\xe5\x8f\x91", NULL
};
static const char *const replies[] = {
	"re", "aw", "sv", "antw", "odp", "atb", "ynt", "ref", "r\xc3\xa9"
	"f", "r\xc3\xa9p", "rif", "r", "res", "vast", "bls", "ateb",
	"\xce\xb1\xcf\x80", "\xe5\x9b\x9e\xe5\xa4\x8d",
	"\xe7\xad\x94\xe5\xa4\x8d", NULL
};

static bool
is_one(struct slice word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (slice_ieq_str(word, *list))
			return true;
	return false;
}

/* "[list] ", "[EXTERNAL] ", "[reason: ...]": not the subject's own. */
static struct slice
without_tag(struct slice s)
{
	struct subject_tag tag;
	size_t end;

	if (s.len == 0 || s.ptr[0] != '[')
		return s;
	if (subject_tag_reason(s, 0, &tag) && tag.from == 0)
		return slice_trim(slice_from(s, tag.to));
	end = slice_chr(s, ']', 0);
	return end == SLICE_NPOS || end > TAG_MAX ? s :
	    slice_trim(slice_from(s, end + 1));
}

/* "[2]", "(3)", "^2": the counters of older programs. */
static size_t
skip_counter(struct slice s, size_t at)
{
	size_t i = at;

	if (i < s.len && (s.ptr[i] == '[' || s.ptr[i] == '(' ||
	    s.ptr[i] == '^'))
		i++;
	if (i == at)
		return at;
	while (i < s.len && ascii_is_digit(s.ptr[i]))
		i++;
	if (i < s.len && (s.ptr[i] == ']' || s.ptr[i] == ')'))
		i++;
	return i;
}

/* The word before the colon, and what follows it; false: no prefix here. */
static bool
take(struct slice s, struct slice *ret_word, struct slice *ret_rest)
{
	static const char wide_colon[] = "\xef\xbc\x9a";
	size_t i = 0, end;

	while (i < s.len && (ascii_is_alpha(s.ptr[i]) || s.ptr[i] >= 0x80) &&
	    !slice_starts(slice_from(s, i), slice_str(wide_colon)))
		i++;
	end = i;
	/* "R\xc3\xa9f. :" */
	if (i < s.len && s.ptr[i] == '.')
		i++;
	i = skip_counter(s, i);
	while (i < s.len && s.ptr[i] == ' ')
		i++;
	/* Before a colon French programs put a blank that does not break. */
	*ret_word = slice_sub(s, 0, end);
	if (slice_starts(slice_from(s, end >= 2 ? end - 2 : 0),
	    SLICE("\xc2\xa0")))
		ret_word->len -= 2;
	if (i < s.len && s.ptr[i] == ':') {
		*ret_rest = slice_trim(slice_from(s, i + 1));
		return end > 0;
	}
	if (slice_starts(slice_from(s, i), slice_str(wide_colon))) {
		*ret_rest = slice_trim(slice_from(s, i + 3));
		return end > 0;
	}
	return false;
}

void
prefix_read(struct slice subject, struct prefixes *ret)
{
	struct slice s = slice_trim(subject), word, rest, bare;
	bool is_forward;
	unsigned n;

	*ret = (struct prefixes){ .rest = s };
	for (n = 0; n < PREFIXES_MAX; n++) {
		bare = without_tag(s);
		if (!take(bare, &word, &rest))
			break;
		is_forward = is_one(word, forwards);
		if (!is_forward && !is_one(word, replies))
			break;
		if (n == 0) {
			ret->is_forward = is_forward;
			ret->is_reply = !is_forward;
		}
		ret->forwards += is_forward;
		ret->rest = s = rest;
	}
}

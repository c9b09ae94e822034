#include "detect/people.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "detect/scene.h"

#define NAME_WORDS_MAX	3	/* after a title: given names and a surname */

static bool
is_name_byte(uint8_t c)
{
	return ascii_is_alpha(c) || c >= 0x80 || c == '\'' || c == '-';
}

/* End of the capitalised word at `at`, or `at` if none begins there. */
static size_t
name_end(const struct detect_run *run, size_t at)
{
	const uint8_t *p = run->shadow.bytes;
	size_t end;

	for (end = at; end < run->shadow.len && is_name_byte(p[end]); end++)
		;
	return end > at && run_is_upper(run, at) ? end : at;
}

/* "mrs" at from..to, and the name after it. */
static int
titled(struct detect_run *run, size_t from, size_t to)
{
	const uint8_t *p = run->shadow.bytes;
	struct mark m;
	size_t at, end;
	unsigned n;

	at = to < run->shadow.len && p[to] == '.' ? to + 1 : to;
	for (n = 0, end = to; n < NAME_WORDS_MAX && at < run->shadow.len &&
	    p[at] == ' '; n++) {
		at = name_end(run, at + 1);
		if (at <= end + 1)
			break;
		end = at;
	}
	if (n == 0 || end == to)
		return 0;
	memset(&m, 0, sizeof m);
	m.from = (uint32_t)from;
	m.to = (uint32_t)end;
	m.kind = MARK_PERSON;
	m.value = siphash(run->plan->key, slice_of(p + to, end - to));
	return run_mark(run, &m);
}

int
people_mark(struct detect_run *run)
{
	size_t i;
	int r;

	r = 0;
	for (i = 0; i < run->label_count && r == 0; i++)
		if (LABEL_KIND(run->labels[i].tag) == LABEL_TITLE)
			r = titled(run, run->labels[i].from,
			    run->labels[i].to);
	return r;
}

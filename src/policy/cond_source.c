/* `any attachment of unknown source`, `of source S, S`; `set unknown-source`. */
#include "base/err.h"
#include "policy/cond.h"
#include "policy/source.h"

uint32_t
source_read(struct checker *c, const struct conf_line *l, size_t *at)
{
	const char *words[SOURCE_COUNT + 1];
	uint32_t set = 0;
	size_t i;

	for (i = 0; i < SOURCE_COUNT; i++)
		words[i] = source_name((enum source)i);
	words[SOURCE_COUNT] = NULL;
	do {
		i = check_choice(c, l, at, "a source", words);
		if (i == SIZE_MAX)
			return 0;
		set |= SOURCE_BIT(i);
	} while (conf_is_comma(l, at));
	return set;
}

uint32_t
source_read_set(struct cond_reader *rd)
{
	cond_needs_memory(rd);
	return source_read(rd->checker, rd->line, &rd->at);
}

static uint32_t
set_of(const struct view *v, uint32_t set)
{
	return set != 0 ? set : v->policy->unknown_sources;
}

enum tri
source_test(struct view *v, uint32_t set, size_t at)
{
	const struct part_source *sources = view_sources(v);

	if (at == BOUND_HIDDEN || sources == NULL)
		return TRI_UNKNOWN;
	return (set_of(v, set) & SOURCE_BIT(sources[at].source)) != 0 ?
	    TRI_YES : TRI_NO;
}

struct slice
source_because(struct view *v, uint32_t set)
{
	const struct part_source *sources = view_sources(v);
	struct slice path;
	size_t i, n = 0, first = 0;

	for (i = 0; sources != NULL && i < v->attachment_count; i++)
		if (source_test(v, set, i) == TRI_YES && n++ == 0)
			first = i;
	if (n == 0)
		return arena_printf(v->arena, "none of %zu",
		    v->attachment_count);
	path = v->attachments[first]->path;
	return arena_printf(v->arena, "%zu of %zu, part %.*s%s: %s%s", n,
	    v->attachment_count, (int)path.len, (const char *)path.ptr,
	    n > 1 ? " first" : "", source_name(sources[first].source),
	    sources[first].is_by_text ? ", known by its text" : "");
}

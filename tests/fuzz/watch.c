#include "fuzz/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistr.h>

#include "base/limits.h"
#include "mime/mime.h"

static void
fail(const char *what)
{
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

static int
on_part(void *arg, const struct part *p)
{
	struct watch *w = arg;

	if (++w->parts > UNPACK_NODES_MAX)
		fail("more parts than the limit");
	if (p->inside.len > 0 && !slice_starts(p->path, p->inside))
		fail("a member beside its holder");
	if (u8_check(p->name.ptr, p->name.len) != NULL ||
	    u8_check(p->names.ptr, p->names.len) != NULL)
		fail("a name that is no UTF-8");
	return 0;
}

static int
on_text(void *arg, const struct text *t)
{
	size_t i, end = 0;

	(void)arg;
	for (i = 0; i < t->unit_count; i++) {
		const struct text_unit *u = &t->units[i];

		if (u->from < end || u->to <= u->from ||
		    u->to > t->bytes.len)
			fail("units out of place");
		if (u8_check(t->bytes.ptr + u->from, u->to - u->from) != NULL)
			fail("a unit that is no UTF-8");
		end = u->to + 1;
	}
	return 0;
}

static int
on_anomaly(void *arg, const struct anomaly *n)
{
	struct watch *w = arg;

	w->anomalies++;
	if (n->detail.len == 0)
		fail("an anomaly without words");
	return 0;
}

struct extract_sink
watch_sink(struct watch *w)
{
	*w = (struct watch){ 0 };
	return (struct extract_sink){ on_part, on_text, on_anomaly, w };
}

void
watch_budget(const struct extract_budget *b)
{
	if (b->out_bytes > UNPACK_TOTAL_MAX || b->text_bytes > TEXT_TOTAL_MAX)
		fail("over the budget");
}

struct extract_env *
watch_env(void)
{
	static struct extract_env *env;
	const char *bad;

	if (env == NULL && (mime_charset_preload(&bad) < 0 ||
	    extract_env_new(&env) < 0))
		fail("nothing can be read here");
	return env;
}

#include "conf/expected.h"

#include "base/err.h"

struct conf_place
conf_place_at(const struct conf_line *l, size_t at)
{
	struct conf_place p;

	if (at < l->count)
		return l->tokens[at].at;
	if (l->count == 0)
		return l->at;
	p = l->tokens[l->count - 1].at;
	p.column += p.width;
	p.width = 1;
	return p;
}

int
conf_expected(const struct conf_line *l, size_t at, struct conf_diag *d,
    const char *what, const char *const *words)
{
	struct conf_place p = conf_place_at(l, at);

	if (at >= l->count) {
		conf_error(d, &p, "expected %s", what);
		return ERR_SYNTAX;
	}
	conf_error(d, &p, "expected %s, not \"%.*s\"", what,
	    (int)l->tokens[at].text.len,
	    (const char *)l->tokens[at].text.ptr);
	if (words != NULL)
		conf_suggest(d, conf_nearest(l->tokens[at].text, words));
	return ERR_SYNTAX;
}

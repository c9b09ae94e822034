/*
 * What several actions read: fixed words, messages and roles.
 */
#include <string.h>

#include "action/plan.h"
#include "base/err.h"

/* Where the next token stands, or would stand. */
static struct conf_place
here(const struct action_reader *rd)
{
	struct conf_place at;

	if (rd->at < rd->line->count)
		return rd->line->tokens[rd->at].at;
	if (rd->line->count == 0)
		return rd->line->at;
	at = rd->line->tokens[rd->line->count - 1].at;
	at.column += at.width;
	at.width = 1;
	return at;
}

int
action_read_words(struct action_reader *rd, const char *words)
{
	struct conf_place at;
	struct slice left = slice_str(words), word, got;
	size_t end;

	while (left.len > 0) {
		end = slice_chr(left, ' ', 0);
		word = slice_sub(left, 0, end == SLICE_NPOS ? left.len : end);
		got = rd->at < rd->line->count ?
		    rd->line->tokens[rd->at].text : SLICE_NONE;
		if (rd->at >= rd->line->count ||
		    rd->line->tokens[rd->at].kind != CONF_WORD ||
		    !slice_eq(got, word)) {
			at = here(rd);
			conf_error(rd->diag, &at, got.len > 0 ?
			    "expected \"%.*s\", not \"%.*s\"" :
			    "expected \"%.*s\"%.*s", (int)left.len,
			    (const char *)left.ptr, (int)got.len,
			    (const char *)got.ptr);
			return ERR_SYNTAX;
		}
		rd->at++;
		left = slice_from(left, word.len + 1);
	}
	return 0;
}

static int
read_name(struct action_reader *rd, const char *what,
    bool (*known)(void *, struct slice), const char *const *all,
    struct slice *ret)
{
	struct conf_place at = here(rd);
	struct slice name;

	if (rd->at >= rd->line->count ||
	    rd->line->tokens[rd->at].kind != CONF_WORD) {
		conf_error(rd->diag, &at, "expected the name of a %s", what);
		return ERR_SYNTAX;
	}
	name = rd->line->tokens[rd->at].text;
	if (!known(rd->names->arg, name)) {
		conf_error(rd->diag, &at, "unknown %s \"%.*s\"", what,
		    (int)name.len, (const char *)name.ptr);
		if (all != NULL)
			conf_suggest(rd->diag, conf_nearest(name, all));
		return ERR_SYNTAX;
	}
	rd->at++;
	*ret = name;
	return 0;
}

int
action_read_message(struct action_reader *rd, struct slice *ret)
{
	int r;

	r = action_read_words(rd, "with");
	return r < 0 ? r : read_name(rd, "message", rd->names->message,
	    rd->names->messages, ret);
}

int
action_read_role(struct action_reader *rd, struct slice *ret)
{
	return read_name(rd, "role", rd->names->role, rd->names->roles, ret);
}

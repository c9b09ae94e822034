#include "keeper/terms.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"

#define DAY_MS		((int64_t)24 * 3600 * 1000)
#define LASTS_MAX_MS	(3 * 365 * DAY_MS)

static int
zone_read(const struct conf_tree *t, struct conf_diag *d, struct zone *ret)
{
	const struct conf_line *l;
	struct slice name;
	size_t at;
	int r;

	(void)zone_parse(SLICE("Europe/London"), ret);
	l = conf_setting(t, "time-zone", &at);
	if (l == NULL)
		return 0;
	r = conf_get_word(l, &at, d, &name);
	if (r == 0 && zone_parse(name, ret) != 0) {
		conf_error(d, &l->at, "unknown time zone");
		r = ERR_SYNTAX;
	}
	return r;
}

static int
days_read(const struct conf_line *l, size_t at, struct conf_diag *d,
    int *ret_days)
{
	int64_t ms;
	int r;

	r = conf_get_duration_ms(l, &at, DAY_MS, LASTS_MAX_MS, d, &ms);
	if (r == 0)
		*ret_days = (int)(ms / DAY_MS);
	return r;
}

static void
covers_read(const struct conf_line *l, size_t at, struct exception_terms *t)
{
	t->covers = 0;
	for (; at < l->count; at++)
		if (slice_eq_str(l->tokens[at].text, "sender"))
			t->covers |= EXCEPTION_COVERS_SENDER;
		else if (slice_eq_str(l->tokens[at].text, "recipient"))
			t->covers |= EXCEPTION_COVERS_RECIPIENT;
}

static int
line_read(const struct conf_line *l, struct conf_diag *d,
    struct exception_terms *t)
{
	struct slice word;
	size_t at = 0;

	if (conf_is_word(l, &at, "lasts"))
		return days_read(l, at, d, &t->lasts_days);
	if (conf_is_word(l, &at, "remind"))
		return days_read(l, at, d, &t->remind_days);
	if (conf_is_word(l, &at, "reason"))
		t->needs_reason = !conf_is_word(l, &at, "optional");
	else if (conf_is_word(l, &at, "covers"))
		covers_read(l, at, t);
	else if (conf_is_word(l, &at, "approved") &&
	    conf_is_word(l, &at, "by")) {
		if (conf_get_word(l, &at, d, &word) < 0 ||
		    word.len > EXCEPTION_ROLE_MAX)
			return ERR_SYNTAX;
		memcpy(t->role, word.ptr, word.len);
		t->role[word.len] = '\0';
	}
	return 0;
}

/* Every exception is between two parties and has a reason, if nobody says else. */
static int
block_read(const struct conf_block *b, struct conf_diag *d,
    struct exception_terms *ret)
{
	struct exception_terms t = { .needs_reason = true,
	    .covers = EXCEPTION_COVERS_SENDER | EXCEPTION_COVERS_RECIPIENT };
	size_t i;
	int r = 0;

	if (b->name.len > EXCEPTION_NAME_MAX) {
		conf_error(d, &b->name_at, "this name is too long");
		return ERR_SYNTAX;
	}
	memcpy(t.name, b->name.ptr, b->name.len);
	for (i = 0; i < b->line_count && r == 0; i++)
		r = line_read(&b->lines[i], d, &t);
	if (r == 0 && t.lasts_days == 0) {
		conf_error(d, &b->name_at,
		    "exceptions need to say how long one \"lasts\"");
		r = ERR_SYNTAX;
	}
	if (r == 0)
		*ret = t;
	return r;
}

int
terms_read(const struct conf_tree *t, struct conf_diag *diag,
    struct register_settings *ret)
{
	size_t i;
	int r;

	r = zone_read(t, diag, &ret->zone);
	ret->exception_count = 0;
	for (i = 0; i < t->block_count && r == 0; i++) {
		if (strcmp(t->blocks[i].kind, "exceptions") != 0)
			continue;
		if (ret->exception_count == EXCEPTION_BLOCKS_MAX) {
			conf_error(diag, &t->blocks[i].name_at,
			    "there are too many registers of exceptions");
			return ERR_SYNTAX;
		}
		r = block_read(&t->blocks[i], diag,
		    &ret->exceptions[ret->exception_count++]);
	}
	return r;
}

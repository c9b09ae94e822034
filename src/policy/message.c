/*
 * message -- what staff are told.
 */
#include "base/limits.h"
#include "policy/check.h"

/* The reply goes over SMTP, which carries plain ASCII (RFC 5321 4.2). */
static void
check_reply(struct checker *c, const struct conf_token *t)
{
	size_t i;

	for (i = 0; i < t->text.len; i++) {
		if (t->text.ptr[i] >= ' ' && t->text.ptr[i] <= '~')
			continue;
		conf_warning(c->diag, &t->at, "a mail server's reply is one "
		    "line of plain ASCII; other characters are shown as \"?\" [ascii]");
		break;
	}
	if (t->text.len > REPLY_LINE_MAX - 40)
		conf_warning(c->diag, &t->at, "only the first %d characters "
		    "fit into the reply [long]", REPLY_LINE_MAX - 40);
}

static void
message_reply(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct message_text *m = target;
	struct slice s;

	if (conf_get_string(l, &at, c->diag, &s) < 0)
		return;
	check_reply(c, &l->tokens[at - 1]);
	m->reply = check_keep(c, s);
	check_end(c, l, at);
}

static void
message_next(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct message_text *m = target;
	struct slice s;

	if (conf_get_string(l, &at, c->diag, &s) < 0)
		return;
	check_reply(c, &l->tokens[at - 1]);
	m->next = check_keep(c, s);
	check_end(c, l, at);
}

static void
message_language(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct slice language, s;

	(void)target;
	if (conf_get_word(l, &at, c->diag, &language) < 0)
		return;
	(void)conf_is_word(l, &at, "from");
	if (conf_get_string(l, &at, c->diag, &s) == 0)
		check_end(c, l, at);
}

static void
message_consequence(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct slice s;

	(void)target;
	if (names_read(c, NAME_LIST, l, &at) == SIZE_MAX)
		return;
	(void)conf_is_word(l, &at, "from");
	if (conf_get_string(l, &at, c->diag, &s) == 0)
		check_end(c, l, at);
}

/* A message that speaks one language but not another is worth a word. */
static void
check_languages(struct checker *c, const struct conf_block *b)
{
	bool any = false, has;
	size_t i, k;

	for (i = 0; i < b->line_count; i++)
		any = any || slice_eq_str(b->lines[i].tokens[0].text, "text");
	for (k = 0; any && k < c->language_count; k++) {
		has = false;
		for (i = 0; i < b->line_count; i++)
			has = has || (b->lines[i].count > 1 && slice_eq_str(
			    b->lines[i].tokens[0].text, "text") && slice_eq(
			    b->lines[i].tokens[1].text, c->languages[k]));
		if (!has)
			conf_warning(c->diag, &b->name_at, "no text in %.*s; add \"text %.*s from ...\" [language]",
			    (int)c->languages[k].len,
			    (const char *)c->languages[k].ptr,
			    (int)c->languages[k].len,
			    (const char *)c->languages[k].ptr);
	}
}

void
message_check(struct checker *c, const struct conf_block *b)
{
	static const struct key keys[] = {
		{ "reply", false, message_reply },
		{ "next", false, message_next },
		{ "text", true, message_language },
		{ "consequence", true, message_consequence },
		{ NULL, false, NULL },
	};
	struct policy *p = c->policy;
	struct message_text *m;

	p->messages = arena_grow(c->arena, p->messages, p->message_count,
	    &p->message_cap, sizeof *m);
	if (p->messages == NULL) {
		p->message_count = 0;
		c->failed = true;
		return;
	}
	m = &p->messages[p->message_count++];
	m->name = check_keep(c, b->name);
	check_lines(c, b, keys, m);
	check_languages(c, b);
	if (conf_line_find(b, "reply", 0) == NULL)
		conf_error(c->diag, &b->name_at, "a message needs a \"reply\"");
}

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

static bool
has_text(const struct conf_block *b, struct slice language)
{
	const struct conf_line *l;
	size_t i;

	for (i = 0; i < b->line_count; i++) {
		l = &b->lines[i];
		if (slice_eq_str(l->tokens[0].text, "text") && (language.len
		    == 0 || (l->count > 1 && slice_eq(l->tokens[1].text,
		    language))))
			return true;
	}
	return false;
}

/*
 * Each language of `set languages` has its text; where a message has none at
 * all, reply and next serve for the first one.
 */
static void
check_languages(struct checker *c, const struct conf_block *b)
{
	struct buf missing = BUF_INIT(KIB);
	size_t k = has_text(b, SLICE_NONE) ? 0 : 1, n = 0;

	for (; k < c->language_count; k++) {
		if (has_text(b, c->languages[k]))
			continue;
		(void)buf_puts(&missing, n++ > 0 ? ", " : "");
		(void)buf_put_slice(&missing, c->languages[k]);
	}
	if (n > 0)
		conf_warning(c->diag, &b->name_at, "no text in %s; a line "
		    "\"text LANGUAGE from FILE\" has it [language]",
		    buf_cstr(&missing));
	buf_free(&missing);
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

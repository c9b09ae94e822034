/*
 * `message is ...`, `message mentions attachment`, `message asks for receipt`.
 */
#include "base/err.h"
#include "policy/cond.h"

struct is_args {
	uint32_t flag;		/* enum message_is; 0: unreadable */
	bool in_header;		/* the header alone decides */
	uint32_t classes;
};

static const struct {
	const char *word;
	uint32_t flag;
	bool in_header;
} kinds[] = {
	{ "forward", MESSAGE_IS_FORWARD, false },
	{ "reply", MESSAGE_IS_REPLY, true },
	{ "automatic", MESSAGE_IS_AUTOMATIC, true },
	{ "signed", MESSAGE_IS_SIGNED, false },
	{ "encrypted", MESSAGE_IS_ENCRYPTED, false },
	{ "important", MESSAGE_IS_IMPORTANT, true },
	{ "confidential", MESSAGE_IS_CONFIDENTIAL, true },
	{ "unreadable", 0, false },
};

#define KINDS	(sizeof kinds / sizeof kinds[0])

int
cond_read_because(struct cond_reader *rd, uint32_t *ret)
{
	static const char *const words[] = { "truncated", "limit", "malformed",
	    "unsupported", "ambiguous", "crash", "timeout", "incomplete",
	    NULL };
	enum anomaly_class class;
	uint32_t classes = 0;
	size_t i;

	*ret = 0;
	if (!conf_is_word(rd->line, &rd->at, "because"))
		return 0;
	/* Not "encrypted": that is a fact of its own. */
	do {
		i = check_choice(rd->checker, rd->line, &rd->at,
		    "a reason such as limit or malformed", words);
		if (i == SIZE_MAX ||
		    anomaly_class_parse(slice_str(words[i]), &class) != 0)
			return ERR_SYNTAX;
		classes |= UINT32_C(1) << class;
	} while (conf_is_comma(rd->line, &rd->at));
	*ret = classes;
	return 0;
}

bool
cond_is_unreadable(const struct view *v, struct slice part, uint32_t classes)
{
	const struct anomaly *x;
	size_t i;

	for (i = 0; i < v->report->anomaly_count; i++) {
		x = &v->report->anomalies[i];
		if (x->class == ANOMALY_ENCRYPTED)
			continue;
		if (classes != 0 && (classes >> x->class & 1) == 0)
			continue;
		if (part.len == 0 || view_part_covers(part, x->part))
			return true;
	}
	return false;
}

static int
parse_is(struct cond_reader *rd, struct condition *c)
{
	const char *words[KINDS + 1];
	struct is_args a = { 0 };
	size_t i;
	int r = 0;

	for (i = 0; i < KINDS; i++)
		words[i] = kinds[i].word;
	words[KINDS] = NULL;
	i = check_choice(rd->checker, rd->line, &rd->at,
	    "what the message is", words);
	if (i == SIZE_MAX)
		return ERR_SYNTAX;
	a.flag = kinds[i].flag;
	a.in_header = kinds[i].in_header;
	if (a.flag == 0)
		r = cond_read_because(rd, &a.classes);
	c->args = cond_args(rd, &a, sizeof a);
	return r < 0 ? r : c->args == NULL ? ERR_LIMIT : 0;
}

static enum tri
test_is(const struct condition *c, struct view *v, size_t at)
{
	const struct is_args *a = c->args;

	(void)at;
	if (a->flag == 0) {
		if (cond_is_unreadable(v, SLICE_NONE, a->classes))
			return TRI_YES;
		/* A report that broke off names no class. */
		if (v->unread && v->report->anomaly_count == 0)
			return a->classes == 0 || (a->classes >>
			    ANOMALY_INCOMPLETE & 1) != 0 ? TRI_YES : TRI_NO;
		return TRI_NO;
	}
	if ((v->report->facts.is & a->flag) != 0)
		return TRI_YES;
	/* The null reverse-path is a report's (RFC 5321 4.5.5). */
	if (a->flag == MESSAGE_IS_AUTOMATIC &&
	    v->envelope->sender.full.len == 0)
		return TRI_YES;
	return a->in_header ? view_header_no(v) : view_no(v);
}

const struct cond_type cond_message_is = {
	"message is", parse_is, test_is, NULL
};

static int
parse_nothing(struct cond_reader *rd, struct condition *c)
{
	(void)rd;
	(void)c;
	return 0;
}

static enum tri
test_mentions(const struct condition *c, struct view *v, size_t at)
{
	(void)c;
	(void)at;
	return (v->report->facts.is & MESSAGE_MENTIONS_ATTACHMENT) != 0 ?
	    TRI_YES : view_no(v);
}

const struct cond_type cond_message_mentions = {
	"message mentions attachment", parse_nothing, test_mentions, NULL
};

static enum tri
test_asks(const struct condition *c, struct view *v, size_t at)
{
	(void)c;
	(void)at;
	return (v->report->facts.is & MESSAGE_ASKS_RECEIPT) != 0 ? TRI_YES :
	    view_header_no(v);
}

const struct cond_type cond_message_asks = {
	"message asks for receipt", parse_nothing, test_asks, NULL
};

/*
 * What `exeatctl disclaimer preview` says, for people and for programs.
 */
#include <jansson.h>
#include <stdio.h>

#include "base/limits.h"
#include "ctl/answer.h"
#include "ctl/jsontext.h"
#include "ctl/preview.h"
#include "ctl/reason.h"
#include "ctl/safe.h"

bool
preview_has_text(const struct preview_result *r)
{
	return r->judged->verdict->disclaimer == DISCLAIMER_ADDED ||
	    r->judged->verdict->disclaimer == DISCLAIMER_PRESENT;
}

/* --- for people ---------------------------------------------------------------------- */

static void
put_people(const struct preview_result *r, struct buf *out)
{
	const struct envelope *e = &r->judged->envelope;
	size_t i;

	buf_puts(out, "From      ");
	safe_put(out, e->sender.full);
	buf_printf(out, "%s\n", r->is_from_given ? "" :
	    "   (as the mail says; --from A for another)");
	for (i = 0; i < e->recipient_count; i++) {
		buf_puts(out, "To        ");
		safe_put(out, e->recipients[i].address.full);
		buf_printf(out, "   %s%s\n", disposition_name(
		    r->judged->verdict->recipients[i].disposition),
		    r->is_to_given ? "" :
		    "   (made up; --to B for another)");
	}
}

static void
put_choice(const struct preview_result *r, struct buf *out)
{
	const struct text_choice *c = r->choice;

	buf_puts(out, "Text      ");
	if (r->options->in.text != NULL) {
		buf_printf(out, "%s   as asked for, not chosen",
		    r->options->in.text);
	} else if (c->text.len == 0) {
		buf_puts(out, c->association.len == 0 ?
		    "none   the sender belongs to no association" :
		    "none   the association has no text");
	} else {
		safe_put(out, c->text);
		buf_puts(out, c->is_default ? "   the default of " :
		    "   of ");
		safe_put(out, c->association);
		if (c->fact.len > 0) {
			buf_puts(out, ", for ");
			safe_put_text(out, c->fact);
		}
		if (c->language.len > 0) {
			buf_puts(out, ", for mail in ");
			safe_put(out, c->language);
		}
	}
	buf_puts(out, "\nLanguage  ");
	if (r->judged->report->facts.language.len > 0)
		safe_put(out, r->judged->report->facts.language);
	else
		buf_puts(out, "the mail does not say");
	buf_putc(out, '\n');
}

static void
put_reason(struct slice word, struct buf *out)
{
	const struct reason *reason = reason_find(word);

	if (reason != NULL)
		buf_printf(out, ": %s (%s)", reason->clause, reason->word);
	else if (word.len > 0)
		buf_printf(out, ": %.*s", (int)word.len,
		    (const char *)word.ptr);
}

static const char *
fallback_words(enum disclaimer_fallback f)
{
	switch (f) {
	case FALLBACK_DELIVER_WITHOUT:
		return "it leaves as it is, and the record says why";
	case FALLBACK_WRAP:
		return "the whole of it goes as an attachment below the text";
	case FALLBACK_HEADER:
		return "it gets a header field and stays as it is";
	case FALLBACK_QUARANTINE:
		return "it is held for who is outside";
	case FALLBACK_REJECT:
		return "it is refused";
	case FALLBACK_NOTIFY:
		return "it leaves as it is; whom to tell is recorded, and "
		    "this version sends nothing";
	case FALLBACK_COUNT:
		break;
	}
	return "";
}

static void
put_outcome(const struct preview_result *r, struct buf *out)
{
	const struct verdict *v = r->judged->verdict;
	const struct reason *reason;

	buf_puts(out, "Notice    ");
	switch (v->disclaimer) {
	case DISCLAIMER_ADDED:
		buf_puts(out, "goes in");
		break;
	case DISCLAIMER_PRESENT:
		buf_puts(out, "is there already; nothing changes");
		break;
	case DISCLAIMER_SKIPPED:
		buf_puts(out, "is not added");
		break;
	case DISCLAIMER_FAILED:
		buf_puts(out, "could not be added");
		break;
	case DISCLAIMER_WANTED:
	case DISCLAIMER_NONE:
	case DISCLAIMER_STATE_COUNT:
		if (v->disposition == DISPOSITION_ACCEPT)
			buf_puts(out, "no rule that acts asks for one");
		else
			buf_printf(out, "none: the message does not leave "
			    "now (%s)", disposition_name(v->disposition));
		break;
	}
	put_reason(v->disclaimer_reason, out);
	buf_putc(out, '\n');
	if (v->fallback_used)
		buf_printf(out, "Instead   %s\n", fallback_words(v->fallback));
	reason = reason_find(v->disclaimer_reason);
	if (reason != NULL && !preview_has_text(r))
		buf_printf(out, "To do     %s\n", reason->remedy);
}

static void
put_headers(const struct preview_result *r, struct buf *out)
{
	static const char *const ops[] = { "added", "added", "changed",
	    "removed" };
	const struct edit_list *l = &r->judged->edits;
	size_t i;

	for (i = 0; r->judged->edited && i < l->header_count; i++) {
		buf_puts(out, "Field     ");
		safe_put(out, l->headers[i].name);
		buf_printf(out, "   %s\n", ops[l->headers[i].op]);
	}
}

static const char *
change_words(const struct preview_result *r,
    const struct preview_difference *d)
{
	switch (d->change) {
	case PREVIEW_SAME:
		return r->judged->edited ? "as it was" : "as it is";
	case PREVIEW_EDITED:
		return "changed: new lines are marked +";
	case PREVIEW_ADDED:
		return "new";
	}
	return "";
}

static void
put_part(const struct preview_result *r, const struct preview_part *p,
    struct buf *out)
{
	struct preview_difference d;
	size_t i;

	preview_compare(r->before, p, &d);
	buf_puts(out, "Part ");
	safe_put(out, p->path);
	buf_puts(out, "   ");
	safe_put(out, p->type);
	buf_printf(out, "   %s\n", change_words(r, &d));
	/* Each line marked, so that no text can pass for a line of ours. */
	for (i = 0; i < p->line_count; i++) {
		buf_puts(out, d.change != PREVIEW_SAME && i >= d.from &&
		    i < d.to ? "  + | " : "    | ");
		safe_put_text(out, p->lines[i]);
		buf_putc(out, '\n');
	}
}

static void
print_human(const struct preview_result *r)
{
	struct buf out = BUF_INIT(256 * MIB);
	size_t i;

	put_people(r, &out);
	put_choice(r, &out);
	put_outcome(r, &out);
	put_headers(r, &out);
	for (i = 0; i < r->after->count; i++)
		put_part(r, &r->after->parts[i], &out);
	fwrite(out.ptr, 1, out.len, stdout);
	buf_free(&out);
}

/* --- for programs ----------------------------------------------------------------------- */

static json_t *
lines_json(const struct preview_part *p, const struct preview_difference *d)
{
	json_t *list = json_array(), *one;
	size_t i;

	for (i = 0; i < p->line_count; i++) {
		one = json_object();
		json_object_set_new(one, "text", answer_string(p->lines[i]));
		json_object_set_new(one, "added", json_boolean(d->change !=
		    PREVIEW_SAME && i >= d->from && i < d->to));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *
parts_json(const struct preview_result *r)
{
	static const char *const changes[] = { "none", "edited", "added" };
	json_t *list = json_array(), *one;
	const struct preview_part *p;
	struct preview_difference d;
	size_t i;

	for (i = 0; i < r->after->count; i++) {
		p = &r->after->parts[i];
		preview_compare(r->before, p, &d);
		one = json_object();
		json_object_set_new(one, "part", answer_string(p->path));
		json_object_set_new(one, "type", answer_string(p->type));
		json_object_set_new(one, "change",
		    json_string(changes[d.change]));
		json_object_set_new(one, "lines", lines_json(p, &d));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *
headers_json(const struct preview_result *r)
{
	static const char *const ops[] = { "add", "insert", "change",
	    "delete" };
	const struct edit_list *l = &r->judged->edits;
	json_t *list = json_array(), *one;
	size_t i;

	for (i = 0; r->judged->edited && i < l->header_count; i++) {
		one = json_object();
		json_object_set_new(one, "name",
		    answer_string(l->headers[i].name));
		json_object_set_new(one, "change",
		    json_string(ops[l->headers[i].op]));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *
people_json(const struct envelope *e)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < e->recipient_count; i++)
		json_array_append_new(list,
		    answer_string(e->recipients[i].address.full));
	return list;
}

static void
print_json(const struct preview_result *r)
{
	const struct verdict *v = r->judged->verdict;
	json_t *j = json_object();

	json_object_set_new(j, "schema", json_integer(1));
	json_object_set_new(j, "file", json_string(r->options->in.file));
	json_object_set_new(j, "from",
	    answer_string(r->judged->envelope.sender.full));
	json_object_set_new(j, "from_given", json_boolean(r->is_from_given));
	json_object_set_new(j, "to", people_json(&r->judged->envelope));
	json_object_set_new(j, "to_given", json_boolean(r->is_to_given));
	json_object_set_new(j, "language",
	    answer_string_or_null(r->judged->report->facts.language));
	json_object_set_new(j, "choice", answer_choice(r->choice));
	json_object_set_new(j, "disposition",
	    json_string(disposition_name(v->disposition)));
	json_object_set_new(j, "modified", json_boolean(r->judged->edited));
	json_object_set_new(j, "disclaimer",
	    json_string(disclaimer_state_name(v->disclaimer)));
	json_object_set_new(j, "disclaimer_text",
	    answer_string_or_null(v->disclaimer_text));
	json_object_set_new(j, "disclaimer_reason",
	    answer_string_or_null(v->disclaimer_reason));
	json_object_set_new(j, "disclaimer_fallback", v->fallback_used ?
	    json_string(disclaimer_fallback_name(v->fallback)) : json_null());
	json_object_set_new(j, "fields", headers_json(r));
	json_object_set_new(j, "parts", parts_json(r));
	jsontext_print(j, false);
}

void
preview_print(const struct preview_result *r)
{
	if (r->options->json)
		print_json(r);
	else
		print_human(r);
}

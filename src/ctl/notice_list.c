#include "ctl/notice_list.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "ctl/answer.h"
#include "ctl/jsontext.h"
#include "ctl/load.h"
#include "ctl/safe.h"
#include "disclaimer/disclaimer.h"

/* What policy knows of a text; false if it has none of that name. */
static bool
choice_of(const struct policy *p, struct slice name, struct text_choice *ret)
{
	size_t i, n = policy_texts(p, 0, ret);

	for (i = 0; i < n; i++) {
		(void)policy_texts(p, i, ret);
		if (slice_eq(ret->text, name))
			return true;
	}
	return false;
}

static size_t
count_lines(struct slice s)
{
	size_t i, n = s.len > 0;

	for (i = 0; i < s.len; i++)
		n += s.ptr[i] == '\n';
	return n;
}

/* --- for programs ---------------------------------------------------------------- */

static void
add_variables(struct slice raw, json_t *list)
{
	struct slice name;
	size_t at = 0, i;
	json_t *old;
	bool known;

	while (disclaimer_variable(raw, &at, &name)) {
		known = false;
		json_array_foreach(list, i, old)
			known = known || slice_eq_str(name,
			    json_string_value(old));
		if (!known)
			json_array_append_new(list, answer_string(name));
	}
}

static json_t *
variables_json(const struct disclaimer *d)
{
	json_t *list = json_array();

	add_variables(d->raw_text, list);
	add_variables(d->raw_html, list);
	return list;
}

static json_t *
header_json(const struct disclaimer *d)
{
	json_t *j;

	if (d->header_name.len == 0)
		return json_null();
	j = json_object();
	json_object_set_new(j, "name", answer_string(d->header_name));
	json_object_set_new(j, "value",
	    answer_string(slice_trim(d->header_value)));
	return j;
}

static json_t *
logo_json(const struct disclaimer *d)
{
	json_t *j;

	if (d->logo.len == 0)
		return json_null();
	j = json_object();
	json_object_set_new(j, "file", answer_string(d->logo_file));
	json_object_set_new(j, "type", answer_string(d->logo_type));
	json_object_set_new(j, "bytes",
	    json_integer((json_int_t)d->logo.len));
	return j;
}

static json_t *
text_json(const struct disclaimer *d, const struct text_choice *c)
{
	json_t *j = json_object();

	json_object_set_new(j, "name", answer_string(d->name));
	json_object_set_new(j, "association", answer_string(d->association));
	json_object_set_new(j, "default", json_boolean(d->is_default));
	json_object_set_new(j, "for", answer_string_or_null(c->fact));
	json_object_set_new(j, "language", answer_string_or_null(d->language));
	json_object_set_new(j, "text", answer_string(d->text_file));
	json_object_set_new(j, "html", answer_string(d->html_file));
	json_object_set_new(j, "header", header_json(d));
	json_object_set_new(j, "logo", logo_json(d));
	json_object_set_new(j, "variables", variables_json(d));
	json_object_set_new(j, "lines",
	    json_integer((json_int_t)count_lines(d->raw_text)));
	json_object_set_new(j, "text_bytes",
	    json_integer((json_int_t)d->raw_text.len));
	json_object_set_new(j, "html_bytes",
	    json_integer((json_int_t)d->raw_html.len));
	json_object_set_new(j, "ascii",
	    json_boolean(slice_is_ascii(d->raw_text)));
	json_object_set_new(j, "version", answer_string(d->version));
	return j;
}

static void
print_json(const struct policy *p, const struct disclaimers *all)
{
	json_t *o = json_object(), *list = json_array();
	const struct disclaimer *d;
	struct text_choice c;
	size_t i;

	for (i = 0; (d = disclaimer_at(all, i)) != NULL; i++)
		if (choice_of(p, d->name, &c))
			json_array_append_new(list, text_json(d, &c));
	json_object_set_new(o, "schema", json_integer(1));
	json_object_set_new(o, "texts", list);
	jsontext_print(o, false);
}

/* --- for people -------------------------------------------------------------------- */

static void
put_when(struct buf *out, const struct disclaimer *d,
    const struct text_choice *c)
{
	buf_puts(out, "  chosen     ");
	if (d->is_default)
		buf_puts(out, "where no other text is (the default)");
	if (c->fact.len > 0) {
		buf_puts(out, "if ");
		safe_put_text(out, c->fact);
	}
	if (d->language.len > 0) {
		buf_puts(out, c->fact.len > 0 ? ", and " : "if ");
		buf_puts(out, "the message is in ");
		safe_put(out, d->language);
	}
	buf_putc(out, '\n');
}

static void
put_variables(struct buf *out, const struct disclaimer *d)
{
	json_t *list = variables_json(d), *one;
	size_t i;

	if (json_array_size(list) > 0)
		buf_puts(out, "  variables  ");
	json_array_foreach(list, i, one)
		buf_printf(out, "%s%s", i > 0 ? ", " : "",
		    json_string_value(one));
	if (json_array_size(list) > 0)
		buf_putc(out, '\n');
	json_decref(list);
}

static void
put_text(struct buf *out, const struct disclaimer *d,
    const struct text_choice *c)
{
	safe_put(out, d->name);
	buf_puts(out, "   association ");
	safe_put(out, d->association);
	buf_puts(out, "   version ");
	safe_put(out, d->version);
	buf_putc(out, '\n');
	put_when(out, d, c);
	buf_puts(out, "  text       ");
	safe_put_text(out, d->text_file);
	buf_printf(out, "   %zu lines, %zu bytes%s\n",
	    count_lines(d->raw_text), d->raw_text.len,
	    slice_is_ascii(d->raw_text) ? "" :
	    ", and without accents where mail needs it");
	buf_puts(out, "  html       ");
	safe_put_text(out, d->html_file);
	buf_printf(out, "   %zu bytes\n", d->raw_html.len);
	if (d->header_name.len > 0) {
		buf_puts(out, "  header     ");
		safe_put(out, d->header_name);
		buf_puts(out, ": ");
		safe_put_text(out, slice_trim(d->header_value));
		buf_putc(out, '\n');
	}
	if (d->logo.len > 0) {
		buf_puts(out, "  logo       ");
		safe_put_text(out, d->logo_file);
		buf_printf(out, "   %.*s, %zu bytes\n", (int)d->logo_type.len,
		    (const char *)d->logo_type.ptr, d->logo.len);
	}
	put_variables(out, d);
}

static void
print_human(const struct policy *p, const struct disclaimers *all)
{
	struct buf out = BUF_INIT(64 * MIB);
	const struct disclaimer *d;
	struct text_choice c;
	size_t i;

	for (i = 0; (d = disclaimer_at(all, i)) != NULL; i++)
		if (choice_of(p, d->name, &c))
			put_text(&out, d, &c);
	if (i == 0)
		buf_puts(&out, "No association has a text.\n");
	fwrite(out.ptr, 1, out.len, stdout);
	buf_free(&out);
}

enum ctl_exit
notice_list(const char *config, bool json)
{
	struct disclaimers *all = NULL;
	struct loaded l;
	enum ctl_exit x;

	x = loaded_open(&l, config, clock_wall_ms());
	if (x == CTL_OK && disclaimers_new(l.tree, &conf_source_disk, l.diag,
	    &all) < 0)
		x = CTL_INVALID;
	if (x != CTL_OK)
		loaded_print_diag(&l);
	else if (json)
		print_json(l.policy, all);
	else
		print_human(l.policy, all);
	disclaimers_free(all);
	loaded_free(&l);
	return x;
}

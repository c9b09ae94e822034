#include "ctl/completion.h"

#include <string.h>

#include "base/limits.h"

const char *const shell_names[] = { "bash", "zsh", "fish", NULL };

#define WORDS_MAX	64	/* of one command; its usage has far fewer */

/* What one command's usage says. */
struct words {
	struct slice second[WORDS_MAX];		/* list, show ... */
	size_t second_count;
	struct slice options[WORDS_MAX];
	struct slice values[WORDS_MAX];		/* "a|b" of options[i]; or empty */
	bool takes[WORDS_MAX];			/* options[i] has a value */
	size_t option_count;
};

/* --- words of a usage text ------------------------------------------------------------ */

static size_t
word_end(struct slice s, size_t at)
{
	while (at < s.len && (ascii_is_alpha(s.ptr[at]) ||
	    ascii_is_digit(s.ptr[at]) || s.ptr[at] == '-' ||
	    s.ptr[at] == '|'))
		at++;
	return at;
}

/* Small letters, "-" and "|", not an option. */
static bool
is_plain(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if ((s.ptr[i] < 'a' || s.ptr[i] > 'z') && s.ptr[i] != '-' &&
		    s.ptr[i] != '|')
			return false;
	return s.len > 0 && s.ptr[0] != '-';
}

static void
add_second(struct words *w, struct slice s)
{
	size_t i, end;

	for (; s.len > 0; s = slice_from(s, end + 1)) {
		end = slice_chr(s, '|', 0);
		if (end == SLICE_NPOS)
			end = s.len;
		for (i = 0; i < w->second_count; i++)
			if (slice_eq(w->second[i], slice_sub(s, 0, end)))
				break;
		if (i == w->second_count && i < WORDS_MAX)
			w->second[w->second_count++] = slice_sub(s, 0, end);
	}
}

static void
add_option(struct words *w, struct slice name, struct slice value)
{
	size_t i;

	for (i = 0; i < w->option_count; i++)
		if (slice_eq(w->options[i], name))
			break;
	if (i == WORDS_MAX)
		return;
	if (i == w->option_count) {
		w->option_count++;
		w->options[i] = name;
		w->values[i] = SLICE_NONE;
		w->takes[i] = false;
	}
	w->takes[i] = w->takes[i] || (value.len > 0 && value.ptr[0] != '-');
	if (slice_chr(value, '|', 0) != SLICE_NPOS && is_plain(value))
		w->values[i] = value;
}

static void
read_usage(const struct command *c, struct words *ret)
{
	struct slice s = slice_str(c->usage), head, word;
	struct buf start = BUF_INIT(256);
	size_t at, end, from;

	*ret = (struct words){ .second_count = 0 };
	(void)buf_printf(&start, "exeatctl %s ", c->name);
	head = buf_slice(&start);
	for (at = 0; (at = slice_find(s, head, at)) != SLICE_NPOS;) {
		at += head.len;
		word = slice_sub(s, at, word_end(s, at));
		if (is_plain(word))
			add_second(ret, word);
	}
	for (at = 0; (at = slice_find(s, SLICE("--"), at)) != SLICE_NPOS;
	    at = end) {
		end = word_end(s, at);
		from = end < s.len && s.ptr[end] == ' ' ? end + 1 : end;
		if (end > at + 2)
			add_option(ret, slice_sub(s, at, end),
			    slice_sub(s, from, word_end(s, from)));
		else
			end = at + 2;
	}
	buf_free(&start);
}

/* --- scripts ---------------------------------------------------------------------------- */

/* "a|b" with something else between its words. */
static void
put_values(struct buf *out, struct slice values)
{
	size_t i;

	for (i = 0; i < values.len; i++)
		(void)buf_putc(out, values.ptr[i] == '|' ? ' ' :
		    values.ptr[i]);
}

static void
put_list(struct buf *out, const struct slice *list, size_t count,
    const char *before)
{
	size_t i;

	for (i = 0; i < count; i++) {
		(void)buf_puts(out, i > 0 ? " " : before);
		(void)buf_put_slice(out, list[i]);
	}
}

/* In single quotes. */
static void
put_quoted(struct buf *out, const char *text)
{
	(void)buf_putc(out, '\'');
	for (; *text != '\0'; text++)
		if (*text == '\'')
			(void)buf_puts(out, "'\\''");
		else
			(void)buf_putc(out, (uint8_t)*text);
	(void)buf_putc(out, '\'');
}

/* case $verb/$previous in check/--format) WORDS=... */
static void
put_cases(const struct command *table, const char *set, struct buf *out)
{
	const struct command *c;
	struct words w;
	size_t i;

	for (c = table; c->name != NULL; c++) {
		read_usage(c, &w);
		for (i = 0; i < w.option_count; i++) {
			if (!w.takes[i])
				continue;
			(void)buf_printf(out, "\t%s/", c->name);
			(void)buf_put_slice(out, w.options[i]);
			(void)buf_printf(out, ") %s", set);
			/* Without words of its own: a file, the shell's. */
			put_values(out, w.values[i]);
			(void)buf_puts(out, "\" ;;\n");
		}
		(void)buf_printf(out, "\t%s/%s) %s--help", c->name, c->name,
		    set);
		put_list(out, w.second, w.second_count, " ");
		put_list(out, w.options, w.option_count, " ");
		(void)buf_printf(out, "\" ;;\n\t%s/*) %s--help", c->name, set);
		put_list(out, w.options, w.option_count, " ");
		(void)buf_puts(out, "\" ;;\n");
	}
}

static void
put_bash(const struct command *table, struct buf *out)
{
	const struct command *c;

	(void)buf_puts(out, "# bash completion for exeatctl(8)\n"
	    "_exeatctl()\n{\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} choices=\n"
	    "\tlocal prev=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}\n"
	    "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	    "\t\tprev=exeatctl verb=exeatctl\n\tfi\n"
	    "\tcase $verb/$prev in\n\texeatctl/exeatctl) choices=\"");
	for (c = table; c->name != NULL; c++)
		(void)buf_printf(out, "%s%s", c == table ? "" : " ", c->name);
	(void)buf_puts(out, "\" ;;\n");
	put_cases(table, "choices=\"", out);
	(void)buf_puts(out, "\tesac\n"
	    "\tCOMPREPLY=( $(compgen -W \"$choices\" -- \"$cur\") )\n}\n"
	    "complete -o default -F _exeatctl exeatctl\n");
}

static void
put_zsh(const struct command *table, struct buf *out)
{
	const struct command *c;

	(void)buf_puts(out, "#compdef exeatctl\n"
	    "local choices=\n"
	    "if (( CURRENT == 2 )); then\n\tlocal -a verbs\n\tverbs=(\n");
	for (c = table; c->name != NULL; c++) {
		(void)buf_printf(out, "\t\t%s:", c->name);
		put_quoted(out, c->summary);
		(void)buf_putc(out, '\n');
	}
	(void)buf_puts(out, "\t)\n\t_describe command verbs\n\treturn\nfi\n"
	    "case $words[2]/$words[CURRENT-1] in\n");
	put_cases(table, "choices=\"", out);
	(void)buf_puts(out, "esac\n"
	    "if [[ -n $choices ]]; then compadd -- ${=choices}; else _files; "
	    "fi\n");
}

static void
put_fish_command(const struct command *c, struct buf *out)
{
	struct words w;
	size_t i;

	read_usage(c, &w);
	(void)buf_printf(out, "complete -c exeatctl -n __fish_use_subcommand "
	    "-a %s -d ", c->name);
	put_quoted(out, c->summary);
	(void)buf_putc(out, '\n');
	if (w.second_count > 0) {
		(void)buf_printf(out, "complete -c exeatctl -n "
		    "'__fish_seen_subcommand_from %s' -a '", c->name);
		put_list(out, w.second, w.second_count, "");
		(void)buf_puts(out, "'\n");
	}
	for (i = 0; i < w.option_count; i++) {
		(void)buf_printf(out, "complete -c exeatctl -n "
		    "'__fish_seen_subcommand_from %s' -l ", c->name);
		(void)buf_put_slice(out, slice_from(w.options[i], 2));
		if (w.values[i].len > 0) {
			(void)buf_puts(out, " -x -a '");
			put_values(out, w.values[i]);
			(void)buf_putc(out, '\'');
		} else if (w.takes[i]) {
			(void)buf_puts(out, " -r");
		}
		(void)buf_putc(out, '\n');
	}
}

static void
put_fish(const struct command *table, struct buf *out)
{
	const struct command *c;

	(void)buf_puts(out, "# fish completion for exeatctl(8)\n");
	for (c = table; c->name != NULL; c++)
		put_fish_command(c, out);
}

void
completion_put(enum shell shell, const struct command *table,
    struct buf *out)
{
	switch (shell) {
	case SHELL_BASH:
		put_bash(table, out);
		return;
	case SHELL_ZSH:
		put_zsh(table, out);
		return;
	case SHELL_FISH:
		put_fish(table, out);
		return;
	case SHELL_COUNT:
		break;
	}
}

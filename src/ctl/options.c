#include "ctl/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

static const struct option_rule *
find(const struct option_rule *rules, const char *arg, size_t len)
{
	const struct option_rule *r;

	for (r = rules; r->name != NULL; r++)
		if (strlen(r->name) == len && strncmp(r->name, arg, len) == 0)
			return r;
	return NULL;
}

static enum ctl_exit
take(const char *verb, const struct option_rule *r, const char *value)
{
	if (r->many != NULL) {
		*r->many = mem_array(*r->many, *r->many_count + 1, sizeof **r->many);
		(*r->many)[(*r->many_count)++] = value;
		return CTL_OK;
	}
	if (*r->value != NULL)
		return command_misused(verb, "%s is given twice", r->name);
	*r->value = value;
	return CTL_OK;
}

enum ctl_exit
options_read(int argc, char **argv, const struct option_rule *rules,
    const char **operands, size_t max, size_t *ret_count)
{
	const struct option_rule *r;
	const char *eq, *value;
	enum ctl_exit e;
	size_t n = 0;
	int i;

	for (i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0) {
			if (n == max)
				return command_misused(argv[0],
				    "\"%s\" is one word too many", argv[i]);
			operands[n++] = argv[i];
			continue;
		}
		eq = strchr(argv[i], '=');
		r = find(rules, argv[i], eq != NULL ?
		    (size_t)(eq - argv[i]) : strlen(argv[i]));
		if (r == NULL)
			return command_misused(argv[0], "unknown option \"%s\"",
			    argv[i]);
		if (r->flag != NULL) {
			*r->flag = true;
			continue;
		}
		value = eq != NULL ? eq + 1 : i + 1 < argc ? argv[++i] : NULL;
		if (value == NULL)
			return command_misused(argv[0], "%s needs a value", r->name);
		e = take(argv[0], r, value);
		if (e != CTL_OK)
			return e;
	}
	*ret_count = n;
	return CTL_OK;
}

/* "human, json or csv" */
static void
put_words(const char *const *words, struct buf *out)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++) {
		if (i > 0)
			buf_puts(out, words[i + 1] == NULL ? " or " : ", ");
		buf_puts(out, words[i]);
	}
}

enum ctl_exit
options_choice(const char *verb, const char *option, const char *value,
    const char *const *words, unsigned *ret)
{
	struct buf all = BUF_INIT(4 * KIB);
	enum ctl_exit x;
	unsigned i;

	*ret = 0;
	if (value == NULL)
		return CTL_OK;
	for (i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], value) == 0) {
			*ret = i;
			return CTL_OK;
		}
	put_words(words, &all);
	x = command_misused(verb, "%s is %s, not \"%s\"", option,
	    buf_cstr(&all), value);
	buf_free(&all);
	return x;
}

enum ctl_exit
options_json(const char *verb, const char *value, bool *ret_json)
{
	static const char *const formats[] = { "human", "json", NULL };
	enum ctl_exit x;
	unsigned i;

	x = options_choice(verb, "--format", value, formats, &i);
	*ret_json = i == 1;
	return x;
}

enum ctl_exit
options_number(const char *verb, const char *option, const char *value,
    unsigned least, unsigned most, unsigned *ret)
{
	unsigned long n;
	char *end;

	*ret = 0;
	if (value == NULL)
		return CTL_OK;
	n = strtoul(value, &end, 10);
	if (!ascii_is_digit((uint8_t)value[0]) || *end != '\0' || n < least ||
	    n > most)
		return command_misused(verb, "%s takes a number from %u to %u",
		    option, least, most);
	*ret = (unsigned)n;
	return CTL_OK;
}

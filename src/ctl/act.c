#include "ctl/act.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"

/* "list, show, release or refuse?" */
static enum ctl_exit
which(const char *verb, const struct act *acts)
{
	struct buf all = BUF_INIT(KIB);
	enum ctl_exit x;
	size_t i;

	for (i = 0; acts[i].word != NULL; i++)
		buf_printf(&all, "%s%s", i == 0 ? "" :
		    acts[i + 1].word == NULL ? " or " : ", ", acts[i].word);
	x = command_misused(verb, "%s?", buf_cstr(&all));
	buf_free(&all);
	return x;
}

enum ctl_exit
act_choose(const char *verb, const struct act *acts, const char *const *words,
    size_t n, const char *reason, size_t *ret)
{
	const struct act *a = acts;

	while (n > 0 && a->word != NULL && strcmp(a->word, words[0]) != 0)
		a++;
	if (n == 0 || a->word == NULL)
		return which(verb, acts);
	if ((a->operand == ACT_WITH_ONE && n < 2) ||
	    (a->operand == ACT_ALONE && n > 1))
		return command_misused(verb, "%s %s", a->word, a->told);
	*ret = (size_t)(a - acts);
	return a->needs_reason ? act_reason(verb, a->word, reason) : CTL_OK;
}

enum ctl_exit
act_reason(const char *verb, const char *what, const char *reason)
{
	if (reason != NULL && strlen(reason) >= REASON_MIN)
		return CTL_OK;
	return command_misused(verb, "%s needs --reason \"why\"; it is kept "
	    "in the record", what);
}

enum ctl_exit
act_number(const char *verb, const char *word, uint64_t *ret)
{
	unsigned long long n;
	char *end;

	errno = 0;
	n = strtoull(word, &end, 10);
	if (!ascii_is_digit((uint8_t)word[0]) || *end != '\0' || n == 0 ||
	    errno != 0)
		return command_misused(verb, "\"%s\" is no number", word);
	*ret = n;
	return CTL_OK;
}

#include "ctl/jsontext.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"

/* Of what jansson writes no more digits than anybody measures. */
#define DIGITS	JSON_REAL_PRECISION(6)

static char *
dump(json_t *j, size_t flags)
{
	char *text = j != NULL ? json_dumps(j, flags | DIGITS) : NULL;

	if (text == NULL)
		mem_exhausted();
	json_decref(j);
	return text;
}

void
jsontext_print(json_t *j, bool is_line)
{
	char *text = dump(j, is_line ? JSON_COMPACT : JSON_INDENT(1));

	puts(text);
	if (is_line)
		fflush(stdout);
	free(text);
}

int
jsontext_put(json_t *j, struct buf *out)
{
	char *text = dump(j, JSON_INDENT(1));
	int r;

	r = buf_puts(out, text);
	free(text);
	return r == 0 ? buf_putc(out, '\n') : r;
}

json_t *
jsontext_time(int64_t ms)
{
	char at[CLOCK_ISO_SIZE];

	if (ms == 0)
		return json_null();
	clock_iso(ms, at, sizeof at);
	return json_string(at);
}

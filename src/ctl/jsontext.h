/*
 * jsontext -- a command's answer to programs: jansson's values as text.
 *
 * All that take a value release it; NULL, which is what jansson gives when
 * memory is out, ends the process as any want of memory does.
 */
#ifndef CTL_JSONTEXT_H
#define CTL_JSONTEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * On standard output: one line, written out at once for who reads along, or
 * several with indents.
 */
void	jsontext_print(json_t *j, bool is_line);
/* Several lines, appended to out.  0 or ERR_LIMIT. */
int	jsontext_put(json_t *j, struct buf *out);

/* "2026-05-05T10:15:00Z" for milliseconds since 1970; null for 0. */
json_t	*jsontext_time(int64_t ms);

#endif

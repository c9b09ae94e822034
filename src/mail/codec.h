/*
 * codec -- what the wire forms of this folder share: strings that are copied
 * into the arena, counts that are bounded before anything is allocated.
 *
 * For src/mail only.  All readers work on the cursor of ipc/wire.h and leave
 * their failure in it.
 */
#ifndef MAIL_CODEC_H
#define MAIL_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "ipc/wire.h"

/* A string of at most max bytes, copied; ERR_LIMIT also for a full arena. */
int	codec_str(struct wire_in *w, struct arena *a, size_t max,
	    struct slice *ret);

/*
 * A 32-bit count of items that take at least min_size bytes each: ERR_LIMIT
 * past max, ERR_SHORT when the rest of the body cannot hold so many.
 */
int	codec_count(struct wire_in *w, size_t max, size_t min_size, size_t *ret);

/* Room for count items; NULL and ERR_LIMIT in the cursor when full. */
void	*codec_array(struct wire_in *w, struct arena *a, size_t count,
	    size_t size);

/*
 * Both: the array that follows, of *ret_n items of `size` bytes here and at
 * least min_size there, for the caller to read.  On failure NULL and 0.
 */
void	*codec_items(struct wire_in *w, struct arena *a, size_t max,
	    size_t min_size, size_t size, size_t *ret_n);

/* Milliseconds since 1970, not before; ERR_RANGE. */
int	codec_time(struct wire_in *w, int64_t *ret);

/* An array of strings, with its count in front; both sides. */
void	codec_put_list(struct wire_out *w, const struct slice *s, size_t n,
	    size_t max, size_t max_len);
int	codec_list(struct wire_in *w, struct arena *a, size_t max,
	    size_t max_len, struct slice **ret, size_t *ret_n);

/* Writers that refuse what the reader would refuse. */
void	codec_put_str(struct wire_out *w, struct slice s, size_t max);
/*
 * Text that the reader takes only as UTF-8: a byte that is none becomes "?",
 * so that a cut in the middle of a character costs no report.
 */
void	codec_put_text(struct wire_out *w, struct slice s, size_t max);
void	codec_put_count(struct wire_out *w, size_t n, size_t max);

/* Put an error into a cursor or writer that has none yet. */
int	codec_fail(struct wire_in *w, int err);
void	codec_out_fail(struct wire_out *w, int err);

/* Valid UTF-8: no overlong forms, no surrogates, nothing past U+10FFFF. */
bool	codec_is_utf8(struct slice s);
/* Length of the valid sequence at the front, 0 if there is none. */
size_t	codec_utf8_len(struct slice s);
/* Printable ASCII and blanks only. */
bool	codec_is_printable(struct slice s);

/* Index of the name in a table of count names; or count. */
unsigned codec_word(const char *const *names, unsigned count,
	    struct slice word);

#endif

/*
 * replay -- what every fuzz entry does when no engine drives it: its kept
 * inputs, and damaged copies of each, always the same ones.
 *
 * Inputs are the files of tests/fuzz/seeds/NAME and tests/fuzz/regressions/
 * NAME below $EXEAT_SRC (the sources stand elsewhere in a build of its own),
 * and those of the folders, from tests/ on, that seeds/NAME/ALSO lists.
 */
#ifndef FUZZ_REPLAY_H
#define FUZZ_REPLAY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

typedef int (*replay_one)(const uint8_t *bytes, size_t len);

/*
 * Every file of both folders, in order of names, and about `copies` damaged
 * copies over all seeds together, or the first of them that a few seconds are
 * enough for.  Returns the number of files; exits with
 * failure if one cannot be read.
 */
size_t	replay_folder(const char *name, unsigned copies, replay_one one);

/*
 * The names of the folders below seeds/ and regressions/, sorted, each once;
 * ended by NULL.  Given to the caller, never NULL.
 */
char	**replay_names(void);
void	replay_names_free(char **names);

/*
 * One change of the kind that trips readers of binary files: a bit, a byte, a
 * number that lies about a length, a piece gone, doubled or from another file.
 */
void	replay_damage(struct buf *b, struct slice other, uint64_t *state);

#endif

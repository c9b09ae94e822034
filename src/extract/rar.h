/*
 * rar -- the headers of a rar archive, of both kinds (1.5 to 4, and 5).
 *
 * Enough to tell what is ciphertext, what is part of a set, and what stands
 * beside the members; unpacking is the library's.
 */
#ifndef EXTRACT_RAR_H
#define EXTRACT_RAR_H

#include "extract/extract.h"

/*
 * Tell of what the headers say, and queue what is ciphertext as closed.
 * 1: nothing is left for the library to read; 0: the members are, and
 * *ret_count of them; or an error of the engine.
 */
int	rar_look(struct extract_job *j, uint32_t *ret_count);

#endif

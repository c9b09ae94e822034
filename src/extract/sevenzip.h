/*
 * sevenzip -- what the ends of a 7z archive say before its members are read.
 */
#ifndef EXTRACT_SEVENZIP_H
#define EXTRACT_SEVENZIP_H

#include "extract/extract.h"

/*
 * Tell of an archive whose names are ciphertext too, one that is cut short,
 * or has something behind it.  1: nothing more can be read of it; 0: its
 * members can; or an error of the engine.
 */
int	sevenzip_look(struct extract_job *j);

#endif

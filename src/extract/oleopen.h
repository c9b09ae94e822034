/*
 * oleopen -- encrypted packages ([MS-OFFCRYPTO] 2.3.4) that open with the
 * password that every reader tries by itself, and so are not protected.
 */
#ifndef EXTRACT_OLEOPEN_H
#define EXTRACT_OLEOPEN_H

#include <stdbool.h>

#include "extract/extract.h"
#include "extract/ole.h"

/* The password, and the same in UTF-16LE. */
#define OLEOPEN_PASSWORD	SLICE("VelvetSweatshop")
#define OLEOPEN_PASSWORD_WIDE \
	SLICE("V\0e\0l\0v\0e\0t\0S\0w\0e\0a\0t\0s\0h\0o\0p\0")

/*
 * Try it on an EncryptionInfo; if it opens, the package becomes a member.  0
 * and *ret_opened, or an error of the engine.
 */
int	oleopen_package(struct extract_job *j, struct ole *o,
	    struct slice info, bool *ret_opened);
/* The same with the words of the message, when all of it was read. */
int	oleopen_words(struct extract_job *j, struct ole *o, struct slice info,
	    bool *ret_opened);

#endif

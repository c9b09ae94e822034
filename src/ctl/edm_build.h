/*
 * edm_build -- from a table of records to an index (mail/recordset.h), and
 * the files that it lives in.
 */
#ifndef CTL_EDM_BUILD_H
#define CTL_EDM_BUILD_H

#include <sys/types.h>

#include "conf/csv.h"
#include "ctl/edm_columns.h"

struct edm_build {
	struct csv csv;
	struct edm_columns columns;
	struct slice *own_domains;	/* lower case */
	size_t own_domain_count;
	/* Called now and then; share: of the table that is read, in percent. */
	void (*progress)(void *arg, size_t rows, unsigned share);
	void *arg;
	/* Filled. */
	struct recordset_info info;
	size_t ragged, first_ragged;	/* rows with more fields than the first */
};

/*
 * Read the table and make the index.  0 with *ret (recordset_maker_free()),
 * or ERR_SYNTAX or ERR_LIMIT with words in `why` that show no value of it.
 */
int	edm_build_run(struct edm_build *b,
	    const uint8_t key[RECORDSET_KEY_SIZE], uint64_t now_s,
	    struct recordset_maker **ret, struct buf *why);

/*
 * The key in `path`.  0; ERR_DENIED: others than its owner may use it;
 * ERR_RANGE: it has another size; ERR_TYPE; ERR_SYSTEM.
 */
int	edm_key_read(const char *path, uint8_t key[RECORDSET_KEY_SIZE]);
/* A new one in a new file there, mode 0400.  0 or ERR_SYSTEM. */
int	edm_key_make(const char *path, uint8_t key[RECORDSET_KEY_SIZE]);

/*
 * Put the index in the place of `path`, readable by its owner and group (-1:
 * ours): whoever opens it sees the old one or the new one.  0 or ERR_SYSTEM.
 */
int	edm_write(const struct recordset_maker *m, const char *path,
	    gid_t group);

#endif

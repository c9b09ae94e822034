#include "ctl/control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "ctl/load.h"

#define CONTROL_DEFAULT	EXEAT_RUNDIR "/control.sock"

/* `set control "PATH"`, or NULL; an unreadable configuration is no matter. */
static char *
configured_path(const char *config)
{
	const struct conf_line *line;
	struct loaded l;
	struct slice s;
	char *path = NULL;
	size_t at;

	loaded_open(&l, config, 0);
	line = l.tree != NULL ? conf_setting(l.tree, "control", &at) : NULL;
	if (line != NULL && conf_get_word(line, &at, l.diag, &s) == 0) {
		path = mem_zalloc(s.len + 1);
		memcpy(path, s.ptr, s.len);
	}
	loaded_free(&l);
	return path;
}

static enum ctl_exit
unreachable(const char *verb, const char *path, int err)
{
	if (err == ERR_DENIED) {
		fprintf(stderr, "exeatctl %s: %s: not permitted; only root and "
		    "the user that runs exeat may ask the keeper\n", verb,
		    path);
		return CTL_DENIED;
	}
	fprintf(stderr, "exeatctl %s: cannot reach the keeper at %s: %s\n"
	    "Is exeatd running?  --control PATH names another socket.\n",
	    verb, path, access(path, F_OK) == -1 ? strerror(errno) :
	    "nobody answers there");
	return CTL_UNREACHABLE;
}

enum ctl_exit
control_open(const char *verb, const char *config, const char *control,
    struct keeper **ret)
{
	enum ctl_exit x = CTL_OK;
	const char *path;
	char *own = NULL;
	int r;

	if (control == NULL)
		own = configured_path(config);
	path = control != NULL ? control : own != NULL ? own : CONTROL_DEFAULT;
	r = keeper_new_control(path, ret);
	if (r < 0)
		x = unreachable(verb, path, r);
	free(own);
	return x;
}

enum ctl_exit
control_failed(const char *verb, int err)
{
	const char *words = keeper_last_error();

	fprintf(stderr, "exeatctl %s: %s%s%s\n", verb, err_text(err),
	    words[0] != '\0' ? ": " : "", words);
	switch (err) {
	case ERR_DENIED:
		return CTL_DENIED;
	case ERR_CLOSED:
	case ERR_TIMEOUT:
	case ERR_STORE:
		return CTL_UNREACHABLE;
	case ERR_NOTFOUND:
	case ERR_RANGE:
	case ERR_SYNTAX:
		return CTL_USAGE;
	case ERR_CORRUPT:
	case ERR_WRONG_STATE:
	case ERR_EXISTS:
		return CTL_FOUND;
	default:
		return CTL_INTERNAL;
	}
}

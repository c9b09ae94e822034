/*
 * run -- what the two inspector executables do.
 *
 * exeat-inspector, started by exeatd or exeatctl, has the formats of everyday
 * mail.  It starts exeat-reader, which has the document libraries as well, and
 * hands it whole messages that need one: extract/documents.h tells why.
 */
#ifndef INSPECTOR_RUN_H
#define INSPECTOR_RUN_H

/* main() of either; name is the executable's.  Returns a role_exit status. */
int	inspector_run(int argc, char **argv, const char *name);

#endif

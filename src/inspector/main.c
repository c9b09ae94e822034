/*
 * exeat-inspector -- reads messages in children that can do nothing else.
 * Started by exeatd, or by exeatctl for a what-if.
 */
#include "inspector/run.h"

int
main(int argc, char **argv)
{
	return inspector_run(argc, argv, "exeat-inspector");
}

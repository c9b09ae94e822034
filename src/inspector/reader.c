/*
 * exeat-reader -- reads the messages that need a document library, in children
 * that can do nothing else.  Started by exeat-inspector.
 */
#include "inspector/run.h"

int
main(int argc, char **argv)
{
	return inspector_run(argc, argv, "exeat-reader");
}

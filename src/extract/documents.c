#include "extract/documents.h"

#include "extract/archive.h"

int
documents_load(void)
{
	return archive_load();
}

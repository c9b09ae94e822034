#include "extract/documents.h"

int
documents_load(void)
{
	return 0;
}

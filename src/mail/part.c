#include "mail/part.h"

static const char *const names[ENCRYPTION_COUNT] = {
	[ENCRYPTION_NO] = "no",
	[ENCRYPTION_PARTLY] = "partly",
	[ENCRYPTION_WEAK] = "weak",
	[ENCRYPTION_STRONG] = "strong",
};

const char *
encryption_name(enum encryption e)
{
	return e < ENCRYPTION_COUNT ? names[e] : "?";
}

#include "mail/anomaly.h"

#include "base/err.h"
#include "mail/codec.h"

static const char *const names[ANOMALY_CLASS_COUNT] = {
	[ANOMALY_ENCRYPTED] = "encrypted",
	[ANOMALY_TRUNCATED] = "truncated",
	[ANOMALY_LIMIT] = "limit",
	[ANOMALY_MALFORMED] = "malformed",
	[ANOMALY_UNSUPPORTED] = "unsupported",
	[ANOMALY_AMBIGUOUS] = "ambiguous",
	[ANOMALY_CRASH] = "crash",
	[ANOMALY_TIMEOUT] = "timeout",
	[ANOMALY_INCOMPLETE] = "incomplete",
};

const char *
anomaly_class_name(enum anomaly_class c)
{
	return c < ANOMALY_CLASS_COUNT ? names[c] : "?";
}

int
anomaly_class_parse(struct slice word, enum anomaly_class *ret)
{
	unsigned i;

	i = codec_word(names, ANOMALY_CLASS_COUNT, word);
	if (i == ANOMALY_CLASS_COUNT)
		return ERR_NOTFOUND;
	*ret = (enum anomaly_class)i;
	return 0;
}

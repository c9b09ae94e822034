/*
 * key -- certificates, keys and stores of them: typed, with the names in
 * them, and whatever stands behind them.
 */
#include "extract/der.h"
#include "extract/engine.h"
#include "extract/strings.h"
#include "extract/trailer.h"

static int
key_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	static const char *const known[] = {
		"application/pkix-cert", "application/pkix-crl",
		"application/pkcs10", "application/pkcs8",
		"application/x-pkcs12", "application/x-der-key",
		"application/x-der-public-key", "application/x-java-keystore",
	};
	size_t i;

	(void)bytes;
	(void)name;
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_eq_str(detected, known[i]))
			return 40;
	return 0;
}

static int
key_read(struct extract_job *j)
{
	struct slice rest = extract_bytes(j), all;
	uint8_t tag;
	int r;

	extract_set_flag(j, PART_IS_OPAQUE);
	r = strings_put(j, SLICE_NONE, extract_bytes(j));
	if (r == 0 && der_next(&rest, &tag, &all))
		r = trailer_read(j, rest);
	return r;
}

const struct extract_format format_key = { "key", key_can_read, key_read };

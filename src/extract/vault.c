/*
 * vault -- files that are ciphertext by their own word and look like it:
 * openssl enc, age, KeePass, AxCrypt, LUKS.
 */
#include "extract/engine.h"
#include "extract/noise.h"

static const struct {
	const char *mime;
	const char *reason;
	size_t head;		/* before the ciphertext: marks, salts, fields */
} vaults[] = {
	{ "application/x-openssl-encrypted", "OpenSSL", 16 },
	{ "application/x-age-encrypted", "age", 0 },
	{ "application/x-keepass", "KeePass", 256 },
	{ "application/x-axcrypt", "AxCrypt", 512 },
	{ "application/x-luks-volume", "LUKS", (size_t)2 * 1024 * 1024 },
};

#define COUNT	(sizeof vaults / sizeof vaults[0])

static size_t
which(struct slice detected)
{
	size_t i;

	for (i = 0; i < COUNT; i++)
		if (slice_eq_str(detected, vaults[i].mime))
			break;
	return i;
}

static int
vault_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return which(detected) < COUNT ? 50 : 0;
}

/* age: lines for the recipients, "--- " and a sum, a line end, ciphertext. */
static struct slice
behind_age_header(struct slice s)
{
	size_t at = slice_find(s, SLICE("\n--- "), 0), end;

	end = at == SLICE_NPOS ? at : slice_chr(s, '\n', at + 1);
	return end == SLICE_NPOS ? SLICE_NONE : slice_from(s, end + 1);
}

static int
vault_read(struct extract_job *j)
{
	struct slice s = extract_bytes(j), locked;
	size_t i = which(j->part->detected);

	if (i == COUNT)
		return extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "encrypted file of a kind that is not known");
	locked = vaults[i].head > 0 ? slice_from(s, vaults[i].head) :
	    behind_age_header(s);
	if (locked.len == 0)
		return extract_anomaly(j, ANOMALY_TRUNCATED,
		    "encrypted file without its ciphertext");
	if (!noise_is(locked)) {
		(void)extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "file that says it is encrypted, and is not");
		return extract_member(j, SLICE_NONE, locked);
	}
	extract_set_encryption(j, ENCRYPTION_STRONG,
	    slice_str(vaults[i].reason));
	return extract_anomaly(j, ANOMALY_ENCRYPTED, "encrypted file");
}

const struct extract_format format_vault = {
	"vault", vault_can_read, vault_read
};

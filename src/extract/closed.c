/*
 * closed -- formats that nothing here reads yet, but whose ciphertext can be
 * told from damage: 7z with an encrypted header.
 */
#include "extract/engine.h"

static uint64_t
le64(const uint8_t *p)
{
	uint64_t v = 0;
	int i;

	for (i = 7; i >= 0; i--)
		v = v << 8 | p[i];
	return v;
}

/* --- 7z ------------------------------------------------------------------------ */

#define SEVENZIP_HEAD	32
#define SEVENZIP_AES	SLICE("\x06\xf1\x07\x01")	/* coder: AES-256, SHA-256 */

static int
sevenzip_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/x-7z-compressed") ? 50 : 0;
}

/*
 * The header at the end is plain, or packed with its coders named.  AES among
 * the coders of a packed header means that even the names are ciphertext; in
 * a plain one, that the content is, and the names stand there as UTF-16.
 */
static int
sevenzip_read(struct extract_job *j)
{
	struct slice s = extract_bytes(j), header;
	uint64_t at, size;

	if (s.len < SEVENZIP_HEAD)
		return extract_anomaly(j, ANOMALY_TRUNCATED,
		    "7z archive ends in its head");
	at = le64(s.ptr + 12);
	size = le64(s.ptr + 20);
	if (at > s.len - SEVENZIP_HEAD || size > s.len - SEVENZIP_HEAD - at)
		return extract_anomaly(j, ANOMALY_TRUNCATED,
		    "7z archive ends too early");
	header = slice_sub(s, SEVENZIP_HEAD + (size_t)at,
	    SEVENZIP_HEAD + (size_t)at + (size_t)size);
	if (header.len > 0 && header.ptr[0] == 0x17 &&
	    slice_find(header, SEVENZIP_AES, 0) != SLICE_NPOS) {
		extract_set_encryption(j, ENCRYPTION_STRONG, SLICE("AES-256"));
		return extract_anomaly(j, ANOMALY_ENCRYPTED,
		    "7z archive with encrypted names");
	}
	return extract_anomaly(j, ANOMALY_UNSUPPORTED, "7z archive");
}

const struct extract_format format_sevenzip = {
	"7z", sevenzip_can_read, sevenzip_read
};

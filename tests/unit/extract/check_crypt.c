#include "unit/unit.h"

#include <string.h>

#include "base/limits.h"
#include "fixture.h"
#include "probe.h"

#define FOLDER	"tests/unit/extract/fixture/crypt"
#define SECRET	"planted 943 476 5919"

static void
read_file(struct probe *p, const char *name, const char *behind)
{
	struct buf file = BUF_INIT(MIB);

	fixture_load_from(FOLDER, name, &file);
	buf_puts(&file, behind);
	probe_open(p);
	probe_file(p, name, "application/octet-stream", buf_slice(&file));
	ck_assert_int_eq(p->result, 0);
	buf_free(&file);
}

/* --- what anybody can open is opened ------------------------------------------- */

static const char *const open_ones[] = {
	"signed.p7m", "signed-ber.p7m", "signed-pem.p7m", "data.p7m",
	"digest.p7m", "signed-zip.gpg", "signed-zlib.gpg", "signed-bzip2.gpg",
	"signed-uncompressed.gpg", "signed.asc", "stored.gpg", "clear.asc",
};

START_TEST(test_open)
{
	struct probe p;

	read_file(&p, open_ones[_i], "");
	ck_assert_msg(probe_is_clean(&p), "%s: %.*s", open_ones[_i],
	    p.anomaly_count > 0 ? (int)p.anomalies[0].detail.len : 0,
	    p.anomaly_count > 0 ? (const char *)p.anomalies[0].detail.ptr :
	    "");
	ck_assert_msg(probe_reads(&p, SECRET), "%s", open_ones[_i]);
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_NO);
	ck_assert(probe_part(&p, "2")->type != FILETYPE_ENCRYPTED);
	probe_close(&p);
}
END_TEST

/* --- what nobody here can open is told --------------------------------------------- */

static const struct {
	const char *file;
	enum encryption encryption;
	const char *reason;
} closed_ones[] = {
	{ "enveloped-aes256.p7m", ENCRYPTION_STRONG, "S/MIME, AES-256" },
	{ "enveloped-aes-128-cbc.p7m", ENCRYPTION_STRONG, "S/MIME, AES-128" },
	{ "enveloped-aes-256-gcm.p7m", ENCRYPTION_STRONG, "S/MIME, AES-256" },
	{ "enveloped-des3.p7m", ENCRYPTION_WEAK, "S/MIME, 3DES" },
	{ "enveloped-ber.p7m", ENCRYPTION_STRONG, "S/MIME, AES-256" },
	{ "enveloped-pem.p7m", ENCRYPTION_STRONG, "S/MIME, AES-256" },
	{ "encrypted-data.p7m", ENCRYPTION_STRONG, "S/MIME, AES-128" },
	{ "password-AES256.gpg", ENCRYPTION_STRONG, "PGP, AES-256" },
	{ "password-AES.gpg", ENCRYPTION_STRONG, "PGP, AES-128" },
	{ "password-TWOFISH.gpg", ENCRYPTION_STRONG, "PGP, Twofish" },
	{ "password-CAST5.gpg", ENCRYPTION_WEAK, "PGP, CAST5" },
	{ "password-3DES.gpg", ENCRYPTION_WEAK, "PGP, 3DES" },
	{ "password.asc", ENCRYPTION_STRONG, "PGP, AES-256" },
	{ "recipient.gpg", ENCRYPTION_STRONG, "PGP" },
	{ "recipient.asc", ENCRYPTION_STRONG, "PGP" },
	{ "openssl.enc", ENCRYPTION_STRONG, "OpenSSL" },
};

START_TEST(test_closed)
{
	const char *file = closed_ones[_i].file;
	struct probe p;

	read_file(&p, file, "");
	ck_assert_msg(p.anomaly_count == 1 && probe_raised(&p,
	    ANOMALY_ENCRYPTED), "%s", file);
	ck_assert_msg(probe_part(&p, "2")->encryption ==
	    closed_ones[_i].encryption, "%s", file);
	ck_assert_msg(slice_eq_str(probe_part(&p, "2")->encryption_reason,
	    closed_ones[_i].reason), "%s: %.*s", file,
	    (int)probe_part(&p, "2")->encryption_reason.len,
	    (const char *)probe_part(&p, "2")->encryption_reason.ptr);
	ck_assert(probe_part(&p, "2")->type == FILETYPE_ENCRYPTED);
	probe_close(&p);
}
END_TEST

/* --- keys and signatures pass ------------------------------------------------------------ */

static const char *const keys[] = {
	"certificate.cer", "certificate.crt", "store.p12", "locked-key.p8",
	"rsa.der", "ec.der", "r.csr", "chain.p7b", "chain-pem.p7b",
	"detached.p7s", "detached.sig", "detached.asc", "public.gpg",
	"public.asc",
};

START_TEST(test_keys)
{
	struct probe p;

	read_file(&p, keys[_i], "");
	ck_assert_msg(probe_is_clean(&p), "%s: %.*s", keys[_i],
	    p.anomaly_count > 0 ? (int)p.anomalies[0].detail.len : 0,
	    p.anomaly_count > 0 ? (const char *)p.anomalies[0].detail.ptr :
	    "");
	ck_assert_msg(probe_part(&p, "2")->type == FILETYPE_CERTIFICATE, "%s",
	    keys[_i]);
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_NO);
	ck_assert(!probe_has(&p, "2", PART_IS_DISGUISED));
	probe_close(&p);
}
END_TEST

/* --- what hangs on behind is read ------------------------------------------------------------ */

static const char *const all_binary[] = {
	"enveloped-aes256.p7m", "signed.p7m", "chain.p7b", "recipient.gpg",
	"password-AES256.gpg", "signed-zip.gpg", "public.gpg",
	"detached.sig", "certificate.cer", "store.p12", "rsa.der",
	"detached.p7s", "password.asc", "public.asc", "chain-pem.p7b",
	"certificate.crt",
};

START_TEST(test_behind)
{
	struct probe p;

	read_file(&p, all_binary[_i],
	    "\nand behind it zanzibar-behind in plain words\n");
	ck_assert_msg(probe_reads(&p, "zanzibar-behind"), "%s",
	    all_binary[_i]);
	probe_close(&p);
}
END_TEST

/* Cut short, none of them is ciphertext and nothing else. */
START_TEST(test_cut)
{
	struct buf file = BUF_INIT(MIB);
	struct probe p;

	fixture_load_from(FOLDER, closed_ones[_i].file, &file);
	probe_open(&p);
	probe_file(&p, closed_ones[_i].file, "application/octet-stream",
	    slice_sub(buf_slice(&file), 0, file.len * 3 / 4));
	/* openssl enc has no length: any part of it is one. */
	ck_assert_msg(slice_eq_str(slice_str(closed_ones[_i].file),
	    "openssl.enc") || probe_raised(&p, ANOMALY_TRUNCATED) ||
	    probe_raised(&p, ANOMALY_MALFORMED) ||
	    probe_raised(&p, ANOMALY_UNSUPPORTED), "%s",
	    closed_ones[_i].file);
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* --- words in the place of ciphertext ------------------------------------------------------ */

#define WORDS	"these are words and " SECRET " is one of them, readable " \
	"for everybody who looks behind the mark at the front of this file"

static const struct {
	const char *name, *bytes;
	size_t len;
} claims[] = {
#define CLAIM(name, bytes)	{ name, bytes, sizeof(bytes) - 1 }
	CLAIM("openssl", "Salted__\x91\x02\xfe\x80\x55\xaa\x07\xc1" WORDS),
	CLAIM("session key of a password, then words",
	    "\x8c\x0d\x04\x09\x03\x02\x91\x02\xfe\x80\x55\xaa\x07\xc1\x60"
	    "\xd2\xc0\x42\x01" WORDS "                                    "
	    "                                                       "
	    "                           "),
#undef CLAIM
};

START_TEST(test_claims)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.bin", "application/octet-stream",
	    slice_of(claims[_i].bytes, claims[_i].len));
	ck_assert_msg(probe_raised(&p, ANOMALY_AMBIGUOUS), "%s",
	    claims[_i].name);
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_NO);
	probe_close(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case list[] = {
		{ "open", test_open, N_OF(open_ones) },
		{ "closed", test_closed, N_OF(closed_ones) },
		{ "keys", test_keys, N_OF(keys) },
		{ "behind", test_behind, N_OF(all_binary) },
		{ "cut", test_cut, N_OF(closed_ones) },
		{ "claims", test_claims, N_OF(claims) },
		{ NULL, NULL, 0 },
	};

	return unit_main("crypt", list);
}

#include "extract/env.h"

#include <magic.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "extract/documents.h"

#define SHA256_BLOCK	64

struct extract_env {
	magic_t magic;
	EVP_MD *sha256;
	EVP_MD_CTX *ctx;
};

/*
 * Contents are unpacked here, never by libmagic: its own unpacking would run
 * outside the budget, and helpers of it would be programs.
 */
#define MAGIC_FLAGS	(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | \
	MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_CDF | \
	MAGIC_NO_CHECK_ENCODING | MAGIC_NO_CHECK_TOKENS | \
	MAGIC_NO_CHECK_CSV | MAGIC_NO_CHECK_JSON)

int
extract_env_new(struct extract_env **ret)
{
	static const uint8_t warm[] = { 0x00, 0x01, 0x02, 0x80, 0x90 };
	struct extract_env *e;
	uint8_t digest[MAIL_DIGEST_SIZE];

	e = mem_zalloc(sizeof *e);
	e->magic = magic_open(MAGIC_FLAGS);
	e->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	e->ctx = EVP_MD_CTX_new();
	if (e->magic == NULL || e->sha256 == NULL || e->ctx == NULL ||
	    magic_load(e->magic, NULL) == -1 ||
	    env_sha256(e, SLICE(""), digest) < 0) {
		extract_env_free(e);
		return ERR_SYSTEM;
	}
	if (documents_load() < 0) {
		extract_env_free(e);
		return ERR_SYSTEM;
	}
	/* What the library sets up at its first use is set up now. */
	(void)env_magic(e, slice_of(warm, sizeof warm));
	*ret = e;
	return 0;
}

void
extract_env_free(struct extract_env *e)
{
	if (e == NULL)
		return;
	if (e->magic != NULL)
		magic_close(e->magic);
	EVP_MD_CTX_free(e->ctx);
	EVP_MD_free(e->sha256);
	free(e);
}

const char *
env_magic(struct extract_env *env, struct slice bytes)
{
	const char *mime;

	mime = magic_buffer(env->magic, bytes.ptr, bytes.len);
	if (mime == NULL || strcmp(mime, "application/octet-stream") == 0 ||
	    strncmp(mime, "cannot open", 11) == 0)
		return NULL;
	return mime;
}

int
env_sha256(struct extract_env *env, struct slice bytes,
    uint8_t out[MAIL_DIGEST_SIZE])
{
	if (EVP_DigestInit_ex2(env->ctx, env->sha256, NULL) != 1 ||
	    EVP_DigestUpdate(env->ctx, bytes.ptr, bytes.len) != 1 ||
	    EVP_DigestFinal_ex(env->ctx, out, NULL) != 1)
		return ERR_CRYPTO;
	return 0;
}

int
env_name_hash(struct extract_env *env, const uint8_t key[32],
    struct slice name, uint8_t out[NAME_HASH_SIZE])
{
	uint8_t pad[SHA256_BLOCK], digest[MAIL_DIGEST_SIZE];
	size_t i;

	memset(pad, 0x36, sizeof pad);
	for (i = 0; i < 32; i++)
		pad[i] ^= key[i];
	if (EVP_DigestInit_ex2(env->ctx, env->sha256, NULL) != 1 ||
	    EVP_DigestUpdate(env->ctx, pad, sizeof pad) != 1 ||
	    EVP_DigestUpdate(env->ctx, name.ptr, name.len) != 1 ||
	    EVP_DigestFinal_ex(env->ctx, digest, NULL) != 1)
		return ERR_CRYPTO;
	for (i = 0; i < sizeof pad; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	if (EVP_DigestInit_ex2(env->ctx, env->sha256, NULL) != 1 ||
	    EVP_DigestUpdate(env->ctx, pad, sizeof pad) != 1 ||
	    EVP_DigestUpdate(env->ctx, digest, sizeof digest) != 1 ||
	    EVP_DigestFinal_ex(env->ctx, digest, NULL) != 1)
		return ERR_CRYPTO;
	memcpy(out, digest, NAME_HASH_SIZE);
	return 0;
}

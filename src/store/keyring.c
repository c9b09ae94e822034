#include "store/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "base/err.h"
#include "store/flush.h"

#define SEAL_VERSION	1
#define NONCE_SIZE	12
#define TAG_SIZE	16
#define SEAL_HEAD	(1 + 4 + NONCE_SIZE)

/* Names go into HKDF: changing one makes everything under it unreadable. */
static const char *const purpose_names[KEY_PURPOSE_COUNT] = {
	[KEY_WRAP] = "exeat wrap 1",
	[KEY_ROW] = "exeat row 1",
	[KEY_MAC] = "exeat row mac 1",
	[KEY_SEARCH] = "exeat search 1",
	[KEY_TICKET] = "exeat ticket 1",
	[KEY_MARKER] = "exeat marker 1",
	[KEY_AUDIT] = "exeat audit 1",
	[KEY_CANARY] = "exeat canary 1",
};

struct keyring {
	uint8_t key[KEY_PURPOSE_COUNT][KEY_SIZE];
	uint32_t id;
	EVP_CIPHER *gcm;
	EVP_CIPHER_CTX *cipher;
	EVP_MAC *hmac;
	EVP_MAC_CTX *mac[KEY_PURPOSE_COUNT];	/* keyed, to be copied */
};

int
random_bytes(void *out, size_t n)
{
	if (n > INT32_MAX || RAND_bytes(out, (int)n) != 1)
		return ERR_CRYPTO;
	return 0;
}

bool
secret_eq(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

void
secret_wipe(void *p, size_t n)
{
	OPENSSL_cleanse(p, n);
}

int
key_derive(const uint8_t secret[KEY_SIZE], struct slice salt,
    const char *info, uint8_t ret[KEY_SIZE])
{
	OSSL_PARAM params[5], *p = params;
	EVP_KDF_CTX *ctx = NULL;
	EVP_KDF *kdf;
	int r = ERR_CRYPTO;

	kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	if (kdf == NULL || (ctx = EVP_KDF_CTX_new(kdf)) == NULL)
		goto out;
	*p++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
	    (char *)(uintptr_t)"SHA256", 0);
	*p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY,
	    (void *)(uintptr_t)secret, KEY_SIZE);
	*p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO,
	    (void *)(uintptr_t)info, strlen(info));
	if (salt.len > 0)
		*p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT,
		    (void *)(uintptr_t)salt.ptr, salt.len);
	*p = OSSL_PARAM_construct_end();
	if (EVP_KDF_derive(ctx, ret, KEY_SIZE, params) == 1)
		r = 0;
out:
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return r;
}

static int
hmac_with(EVP_MAC_CTX *ctx, struct slice bytes, uint8_t ret[KEY_MAC_SIZE])
{
	uint8_t mac[KEY_MAC_SIZE];
	size_t n;

	if (ctx == NULL || EVP_MAC_update(ctx, bytes.ptr, bytes.len) != 1 ||
	    EVP_MAC_final(ctx, mac, &n, sizeof mac) != 1 || n != sizeof mac)
		return ERR_CRYPTO;
	memcpy(ret, mac, sizeof mac);
	return 0;
}

static EVP_MAC_CTX *
hmac_new(EVP_MAC *hmac, const uint8_t key[KEY_SIZE])
{
	OSSL_PARAM params[2];
	EVP_MAC_CTX *ctx;

	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
	    (char *)(uintptr_t)"SHA256", 0);
	params[1] = OSSL_PARAM_construct_end();
	ctx = EVP_MAC_CTX_new(hmac);
	if (ctx != NULL && EVP_MAC_init(ctx, key, KEY_SIZE, params) != 1) {
		EVP_MAC_CTX_free(ctx);
		ctx = NULL;
	}
	return ctx;
}

int
key_hmac(const uint8_t key[KEY_SIZE], struct slice bytes,
    uint8_t ret[KEY_MAC_SIZE])
{
	EVP_MAC_CTX *ctx = NULL;
	EVP_MAC *hmac;
	int r;

	hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	if (hmac != NULL)
		ctx = hmac_new(hmac, key);
	r = hmac_with(ctx, bytes, ret);
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(hmac);
	return r;
}

int
keyed_digest(const struct keyring *k, enum key_purpose purpose,
    struct slice about, uint8_t ret[KEY_MAC_SIZE])
{
	EVP_MAC_CTX *ctx;
	int r;

	ctx = EVP_MAC_CTX_dup(k->mac[purpose]);
	r = hmac_with(ctx, about, ret);
	EVP_MAC_CTX_free(ctx);
	return r;
}

/* --- the master key --------------------------------------------------------- */

int
keyring_create(const char *path)
{
	uint8_t master[KEY_SIZE];
	int fd, r;

	r = random_bytes(master, sizeof master);
	if (r < 0)
		return r;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
	    0400);
	if (fd == -1) {
		r = errno == EEXIST ? ERR_EXISTS : ERR_SYSTEM;
		goto out;
	}
	if (fchmod(fd, 0400) == -1 ||
	    write(fd, master, sizeof master) != (ssize_t)sizeof master ||
	    flush_fd(fd) < 0)
		r = ERR_SYSTEM;
	else
		r = flush_folder_of(path);
	if (r < 0)
		unlink(path);
out:
	if (fd != -1)
		close(fd);
	secret_wipe(master, sizeof master);
	return r;
}

static int
master_read(const char *path, uint8_t master[KEY_SIZE])
{
	struct stat st;
	uint8_t extra;
	int fd, r;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd == -1) {
		if (errno == ENOENT)
			return ERR_NOTFOUND;
		return errno == EACCES || errno == ELOOP ? ERR_DENIED :
		    ERR_SYSTEM;
	}
	if (fstat(fd, &st) == -1)
		r = ERR_SYSTEM;
	else if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 077) != 0)
		r = ERR_DENIED;
	else if (read(fd, master, KEY_SIZE) != KEY_SIZE ||
	    read(fd, &extra, 1) != 0)
		r = ERR_SHORT;
	else
		r = 0;
	close(fd);
	return r;
}

static int
purposes_derive(struct keyring *k, const uint8_t master[KEY_SIZE],
    struct slice salt)
{
	uint8_t id[KEY_SIZE];
	size_t i;
	int r;

	for (i = 0; i < KEY_PURPOSE_COUNT; i++) {
		/* Marks are known on every node that has this key file. */
		r = key_derive(master, i == KEY_MARKER ? SLICE_NONE : salt,
		    purpose_names[i], k->key[i]);
		if (r < 0)
			return r;
		k->mac[i] = hmac_new(k->hmac, k->key[i]);
		if (k->mac[i] == NULL)
			return ERR_CRYPTO;
	}
	r = key_derive(master, salt, "exeat key id 1", id);
	k->id = (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 |
	    (uint32_t)id[2] << 8 | id[3];
	return r;
}

int
keyring_open(const char *path, const uint8_t salt[KEY_SALT_SIZE],
    struct keyring **ret)
{
	uint8_t master[KEY_SIZE];
	struct keyring *k;
	int r;

	r = master_read(path, master);
	if (r < 0)
		goto out;
	/* Pages of its own: locked, not in a core file, not inherited. */
	k = mmap(NULL, sizeof *k, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (k == MAP_FAILED) {
		r = ERR_SYSTEM;
		goto out;
	}
	/* A small RLIMIT_MEMLOCK is no reason not to keep mail. */
	(void)mlock(k, sizeof *k);
	(void)madvise(k, sizeof *k, MADV_DONTDUMP);
	k->gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	k->cipher = EVP_CIPHER_CTX_new();
	k->hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	if (k->gcm == NULL || k->cipher == NULL || k->hmac == NULL)
		r = ERR_CRYPTO;
	else
		r = purposes_derive(k, master, slice_of(salt, KEY_SALT_SIZE));
	if (r < 0)
		keyring_free(k);
	else
		*ret = k;
out:
	secret_wipe(master, sizeof master);
	return r;
}

void
keyring_free(struct keyring *k)
{
	size_t i;

	if (k == NULL)
		return;
	for (i = 0; i < KEY_PURPOSE_COUNT; i++)
		EVP_MAC_CTX_free(k->mac[i]);
	EVP_MAC_free(k->hmac);
	EVP_CIPHER_CTX_free(k->cipher);
	EVP_CIPHER_free(k->gcm);
	secret_wipe(k, sizeof *k);
	munmap(k, sizeof *k);
}

const uint8_t *
keyring_key(const struct keyring *k, enum key_purpose purpose)
{
	return k->key[purpose];
}

uint32_t
keyring_id(const struct keyring *k)
{
	return k->id;
}

/* --- sealing -------------------------------------------------------------------- */

static void
head_put(uint8_t *h, uint32_t id)
{
	h[0] = SEAL_VERSION;
	h[1] = (uint8_t)(id >> 24);
	h[2] = (uint8_t)(id >> 16);
	h[3] = (uint8_t)(id >> 8);
	h[4] = (uint8_t)id;
}

/* The version and key id are authenticated with what the value is about. */
static int
about_update(EVP_CIPHER_CTX *c, const uint8_t *head, struct slice about)
{
	int n;

	if (about.len > INT32_MAX)
		return ERR_LIMIT;
	if (EVP_CipherUpdate(c, NULL, &n, head, 5) != 1 ||
	    (about.len > 0 && EVP_CipherUpdate(c, NULL, &n, about.ptr,
	    (int)about.len) != 1))
		return ERR_CRYPTO;
	return 0;
}

int
seal_put(const struct keyring *k, enum key_purpose purpose,
    struct slice about, struct slice clear, struct buf *out)
{
	uint8_t *at, tail[TAG_SIZE];
	int n, r;

	if (clear.len > INT32_MAX - 64)
		return ERR_LIMIT;
	r = buf_reserve(out, clear.len + SEAL_OVERHEAD);
	if (r < 0)
		return r;
	at = out->ptr + out->len;
	head_put(at, k->id);
	r = random_bytes(at + 5, NONCE_SIZE);
	if (r < 0)
		return r;
	if (EVP_CipherInit_ex2(k->cipher, k->gcm, k->key[purpose], at + 5, 1,
	    NULL) != 1)
		return ERR_CRYPTO;
	r = about_update(k->cipher, at, about);
	if (r < 0)
		return r;
	if ((clear.len > 0 && (EVP_EncryptUpdate(k->cipher, at + SEAL_HEAD, &n,
	    clear.ptr, (int)clear.len) != 1 || (size_t)n != clear.len)) ||
	    EVP_EncryptFinal_ex(k->cipher, tail, &n) != 1 || n != 0 ||
	    EVP_CIPHER_CTX_ctrl(k->cipher, EVP_CTRL_GCM_GET_TAG, TAG_SIZE,
	    at + SEAL_HEAD + clear.len) != 1)
		return ERR_CRYPTO;
	out->len += clear.len + SEAL_OVERHEAD;
	return 0;
}

int
seal_get(const struct keyring *k, enum key_purpose purpose,
    struct slice about, struct slice sealed, struct buf *out)
{
	uint8_t head[5], tag[TAG_SIZE], *at;
	size_t len;
	int n, r;

	head_put(head, k->id);
	if (sealed.len < SEAL_OVERHEAD || sealed.len > INT32_MAX - 64 ||
	    memcmp(head, sealed.ptr, sizeof head) != 0)
		return ERR_CORRUPT;
	len = sealed.len - SEAL_OVERHEAD;
	r = buf_reserve(out, len + 1);
	if (r < 0)
		return r;
	at = out->ptr + out->len;
	memcpy(tag, sealed.ptr + SEAL_HEAD + len, TAG_SIZE);
	if (EVP_CipherInit_ex2(k->cipher, k->gcm, k->key[purpose],
	    sealed.ptr + 5, 0, NULL) != 1)
		return ERR_CRYPTO;
	r = about_update(k->cipher, head, about);
	if (r < 0)
		return r;
	if ((len > 0 && EVP_DecryptUpdate(k->cipher, at, &n,
	    sealed.ptr + SEAL_HEAD, (int)len) != 1) ||
	    EVP_CIPHER_CTX_ctrl(k->cipher, EVP_CTRL_GCM_SET_TAG, TAG_SIZE,
	    tag) != 1)
		return ERR_CRYPTO;
	if (EVP_DecryptFinal_ex(k->cipher, at + len, &n) != 1) {
		secret_wipe(at, len);
		return ERR_CORRUPT;
	}
	out->len += len;
	return 0;
}

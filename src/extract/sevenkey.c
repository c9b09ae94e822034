#include "extract/sevenkey.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/archive.h"
#include "extract/keyhash.h"
#include "extract/le.h"

#define HEAD		32
#define BLOCK		16
#define CODERS_MAX	32	/* of one folder; 7z makes 8 at most */
#define ZEROS_PROOF	4	/* of a last block, for a large archive */
#define POWER_MAX	24	/* 7z itself goes no further */
#define AES_CODER	SLICE("\x06\xf1\x07\x01")
#define LZMA_CODER	SLICE("\x03\x01\x01")

enum property {
	P_END = 0x00,
	P_HEADER = 0x01,
	P_MAIN_STREAMS = 0x04,
	P_PACK_INFO = 0x06,
	P_UNPACK_INFO = 0x07,
	P_SIZE = 0x09,
	P_CRC = 0x0a,
	P_FOLDER = 0x0b,
	P_UNPACK_SIZE = 0x0c,
	P_ENCODED_HEADER = 0x17
};

struct coder {
	struct slice id, props;
	uint64_t ins, outs;
};

struct pair {
	uint64_t in, out;
};

/* A folder: coders, what leads to what, and what is packed. */
struct folder {
	struct coder coders[CODERS_MAX];
	size_t coder_count;
	struct pair pairs[CODERS_MAX];
	size_t pair_count;
	uint64_t packed[CODERS_MAX];	/* streams into coders, from the file */
	size_t packed_count;
	uint64_t sizes[CODERS_MAX];	/* of each stream out of a coder */
	size_t out_count;
	size_t first_pack;		/* its first one in the file */
};

/* Streams of an archive, or of its header where that is packed. */
struct streams {
	uint64_t pack_pos;
	uint64_t *packs;		/* their sizes */
	size_t pack_count;
	struct folder *folders;
	size_t folder_count;
	struct slice digests;		/* of folders, as they stand there */
	struct slice rest;		/* behind all that */
};

struct sevenkey {
	struct arena *arena;
	struct slice bytes;
	struct streams header;		/* of a packed header */
	struct streams main;
	bool has_hidden_names;
	struct slice salt, iv, sample;	/* of the first ciphertext */
	size_t sample_size;		/* of its last block, not all is content */
	unsigned power;
	uint8_t key[32];
};

/* --- numbers ----------------------------------------------------------------------- */

struct cursor {
	struct slice s;
	bool is_bad;
};

static uint8_t
take_byte(struct cursor *c)
{
	uint8_t b;

	if (c->s.len == 0) {
		c->is_bad = true;
		return 0;
	}
	b = c->s.ptr[0];
	c->s = slice_from(c->s, 1);
	return b;
}

static struct slice
take_bytes(struct cursor *c, uint64_t n)
{
	struct slice s;

	if (n > c->s.len) {
		c->is_bad = true;
		return SLICE_NONE;
	}
	s = slice_sub(c->s, 0, (size_t)n);
	c->s = slice_from(c->s, (size_t)n);
	return s;
}

/* The first byte says by its leading ones how many more follow. */
static uint64_t
take_number(struct cursor *c)
{
	uint8_t first = take_byte(c), mask;
	uint64_t v = 0;
	unsigned i;

	for (i = 0, mask = 0x80; i < 8; i++, mask >>= 1) {
		if ((first & mask) == 0)
			return v | (uint64_t)(first & (mask - 1)) << (8 * i);
		v |= (uint64_t)take_byte(c) << (8 * i);
	}
	return v;
}

static size_t
take_count(struct cursor *c, size_t most)
{
	uint64_t n = take_number(c);

	if (n > most) {
		c->is_bad = true;
		return 0;
	}
	return (size_t)n;
}

static void
put_number(struct buf *out, uint64_t v)
{
	uint8_t b[9] = { 0 };
	unsigned i;

	/* The longest form says the same as any. */
	b[0] = 0xff;
	for (i = 0; i < 8; i++)
		b[i + 1] = (uint8_t)(v >> (8 * i));
	(void)buf_put(out, b, v < 0x80 ? 0 : sizeof b);
	if (v < 0x80)
		(void)buf_putc(out, (uint8_t)v);
}

/* --- reading -------------------------------------------------------------------------- */

static void
take_pack_info(struct cursor *c, struct arena *a, struct streams *s)
{
	uint8_t kind;
	size_t i;

	s->pack_pos = take_number(c);
	s->pack_count = take_count(c, ARCHIVE_ENTRIES_MAX * 4);
	s->packs = arena_array(a, s->pack_count + 1, sizeof *s->packs);
	if (s->packs == NULL || take_byte(c) != P_SIZE) {
		c->is_bad = true;
		return;
	}
	for (i = 0; i < s->pack_count; i++)
		s->packs[i] = take_number(c);
	kind = take_byte(c);
	/* Digests of packed streams: no program writes them. */
	if (kind != P_END)
		c->is_bad = true;
}

static void
take_folder(struct cursor *c, struct folder *f)
{
	uint64_t ins = 0, outs = 0;
	struct coder *k;
	uint8_t flags;
	size_t i;

	f->coder_count = take_count(c, CODERS_MAX);
	for (i = 0; i < f->coder_count && !c->is_bad; i++) {
		k = &f->coders[i];
		flags = take_byte(c);
		k->id = take_bytes(c, flags & 0x0f);
		k->ins = (flags & 0x10) != 0 ? take_number(c) : 1;
		k->outs = (flags & 0x10) != 0 ? take_number(c) : 1;
		if ((flags & 0x20) != 0)
			k->props = take_bytes(c, take_number(c));
		if (k->ins > CODERS_MAX || k->outs > CODERS_MAX ||
		    (flags & 0x80) != 0)
			c->is_bad = true;
		ins += k->ins;
		outs += k->outs;
	}
	if (c->is_bad || outs == 0 || outs > CODERS_MAX ||
	    ins > CODERS_MAX || ins < outs - 1) {
		c->is_bad = true;
		return;
	}
	f->out_count = (size_t)outs;
	f->pair_count = (size_t)outs - 1;
	for (i = 0; i < f->pair_count; i++) {
		f->pairs[i].in = take_number(c);
		f->pairs[i].out = take_number(c);
	}
	f->packed_count = (size_t)ins - f->pair_count;
	for (i = 0; f->packed_count > 1 && i < f->packed_count; i++)
		f->packed[i] = take_number(c);
}

/* The one stream into a coder that comes from no other. */
static void
find_packed(struct folder *f)
{
	uint64_t in;
	size_t i;

	if (f->packed_count != 1)
		return;
	for (in = 0; in < CODERS_MAX; in++) {
		for (i = 0; i < f->pair_count && f->pairs[i].in != in; i++)
			;
		if (i == f->pair_count)
			break;
	}
	f->packed[0] = in;
}

static void
take_unpack_info(struct cursor *c, struct arena *a, struct streams *s)
{
	size_t i, k, pack = 0;
	const uint8_t *from;

	if (take_byte(c) != P_FOLDER) {
		c->is_bad = true;
		return;
	}
	s->folder_count = take_count(c, ARCHIVE_ENTRIES_MAX);
	s->folders = arena_array(a, s->folder_count + 1, sizeof *s->folders);
	if (s->folders == NULL || take_byte(c) != 0) {
		c->is_bad = true;
		return;
	}
	for (i = 0; i < s->folder_count && !c->is_bad; i++) {
		take_folder(c, &s->folders[i]);
		find_packed(&s->folders[i]);
		s->folders[i].first_pack = pack;
		pack += s->folders[i].packed_count;
	}
	if (c->is_bad || pack > s->pack_count ||
	    take_byte(c) != P_UNPACK_SIZE) {
		c->is_bad = true;
		return;
	}
	for (i = 0; i < s->folder_count; i++)
		for (k = 0; k < s->folders[i].out_count; k++)
			s->folders[i].sizes[k] = take_number(c);
	/* What follows is the same afterwards: kept as it stands. */
	from = c->s.ptr;
	if (c->s.len > 0 && c->s.ptr[0] == P_CRC) {
		(void)take_byte(c);
		i = s->folder_count;
		if (take_byte(c) == 0) {
			struct slice bits = take_bytes(c, (i + 7) / 8);

			for (k = 0, i = 0; k < s->folder_count &&
			    !c->is_bad; k++)
				i += bits.ptr[k / 8] >> (7 - k % 8) & 1;
		}
		(void)take_bytes(c, (uint64_t)i * 4);
	}
	s->digests = slice_of(from, (size_t)(c->s.ptr - from));
	if (take_byte(c) != P_END)
		c->is_bad = true;
}

static bool
take_streams(struct cursor *c, struct arena *a, struct streams *s)
{
	memset(s, 0, sizeof *s);
	if (take_byte(c) != P_PACK_INFO)
		return false;
	take_pack_info(c, a, s);
	if (c->is_bad || take_byte(c) != P_UNPACK_INFO)
		return false;
	take_unpack_info(c, a, s);
	s->rest = c->s;
	return !c->is_bad;
}

/* Where a packed stream is; nothing if it is not in the file. */
static struct slice
pack_of(const struct sevenkey *k, const struct streams *s, size_t number)
{
	uint64_t at = s->pack_pos, len = k->bytes.len - HEAD;
	size_t i;

	for (i = 0; i < number && at <= len; i++)
		at = s->packs[i] <= len - at ? at + s->packs[i] : len + 1;
	if (at > len || s->packs[number] > len - at)
		return SLICE_NONE;
	return slice_sub(k->bytes, HEAD + (size_t)at,
	    HEAD + (size_t)at + (size_t)s->packs[number]);
}

/* --- the cipher ---------------------------------------------------------------------------- */

static bool
is_cipher(const struct coder *c)
{
	return slice_eq(c->id, AES_CODER) && c->ins == 1 &&
	    c->outs == 1;
}

static bool
take_props(struct slice props, unsigned *power, struct slice *salt,
    struct slice *iv)
{
	struct cursor c = { props, false };
	uint8_t first = take_byte(&c), second = 0;

	*power = first & 0x3f;
	*salt = *iv = SLICE_NONE;
	if ((first & 0xc0) != 0) {
		second = take_byte(&c);
		*salt = take_bytes(&c, (uint64_t)(first >> 7 & 1) +
		    (second >> 4));
		*iv = take_bytes(&c, (uint64_t)(first >> 6 & 1) +
		    (second & 15));
	}
	return !c.is_bad && *power <= POWER_MAX && iv->len <= BLOCK;
}

static bool
decrypt(const uint8_t key[32], const uint8_t iv[BLOCK], struct slice in,
    uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	bool ok;

	ok = ctx != NULL && in.len <= INT32_MAX &&
	    EVP_DecryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, iv) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_DecryptUpdate(ctx, out, &n, in.ptr, (int)in.len) == 1 &&
	    (size_t)n == in.len;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

/* --- an archive without it ------------------------------------------------------------------ */

/* Numbers of the streams into and out of coder i. */
static void
number_streams(const struct folder *f, size_t i, uint64_t *in, uint64_t *out)
{
	size_t k;

	for (*in = *out = 0, k = 0; k < i; k++) {
		*in += f->coders[k].ins;
		*out += f->coders[k].outs;
	}
}

/* Which packed stream of the folder goes into this; SIZE_MAX: none. */
static size_t
packed_into(const struct folder *f, uint64_t in)
{
	size_t i;

	for (i = 0; i < f->packed_count; i++)
		if (f->packed[i] == in)
			return i;
	return SIZE_MAX;
}

/* Take coder i out of f: what it fed is then fed from the file. */
static void
take_out(struct folder *f, size_t i, uint64_t in, uint64_t out)
{
	size_t p = packed_into(f, in), k, n = 0;

	if (f->coder_count == 1) {
		/* Nothing but the cipher: then a copy. */
		f->coders[0].id = SLICE("\0");
		f->coders[0].props = SLICE_NONE;
		return;
	}
	for (k = 0; k < f->pair_count; k++) {
		if (f->pairs[k].out == out) {
			f->packed[p] = f->pairs[k].in;
			continue;
		}
		f->pairs[n++] = f->pairs[k];
	}
	f->pair_count = n;
	for (k = 0; k < f->pair_count; k++) {
		f->pairs[k].in -= f->pairs[k].in > in;
		f->pairs[k].out -= f->pairs[k].out > out;
	}
	for (k = 0; k < f->packed_count; k++)
		f->packed[k] -= f->packed[k] > in;
	memmove(&f->sizes[out], &f->sizes[out + 1],
	    (f->out_count - (size_t)out - 1) * sizeof f->sizes[0]);
	f->out_count--;
	memmove(&f->coders[i], &f->coders[i + 1],
	    (f->coder_count - i - 1) * sizeof f->coders[0]);
	f->coder_count--;
}

/*
 * The packed streams of a folder behind one another, decrypted where a cipher
 * stands before them; the folder has none afterwards.
 */
static int
put_folder_data(const struct sevenkey *k, const struct streams *s,
    struct folder *f, uint64_t *sizes, struct buf *out)
{
	uint8_t iv[BLOCK];
	struct slice salt, given, data;
	uint64_t in = 0, o = 0;
	unsigned power;
	size_t i, c, from;

	for (i = 0; i < f->packed_count; i++) {
		data = pack_of(k, s, f->first_pack + i);
		for (c = 0; c < f->coder_count; c++) {
			number_streams(f, c, &in, &o);
			if (is_cipher(&f->coders[c]) && f->packed[i] == in)
				break;
		}
		from = out->len;
		if (buf_put_slice(out, data) < 0)
			return ERR_LIMIT;
		sizes[f->first_pack + i] = data.len;
		if (c == f->coder_count)
			continue;
		if (!take_props(f->coders[c].props, &power, &salt, &given) ||
		    !slice_eq(salt, k->salt) || power != k->power ||
		    data.len == 0 || data.len % BLOCK != 0 ||
		    f->sizes[o] > data.len)
			return ERR_UNSUPPORTED;
		memset(iv, 0, sizeof iv);
		if (given.len > 0)
			memcpy(iv, given.ptr, given.len);
		if (!decrypt(k->key, iv, data, out->ptr + from))
			return ERR_CRYPTO;
		sizes[f->first_pack + i] = f->sizes[o];
		out->len = from + (size_t)f->sizes[o];
		take_out(f, c, in, o);
	}
	return 0;
}

static void
put_folder(const struct folder *f, struct buf *out)
{
	const struct coder *k;
	size_t i;

	put_number(out, f->coder_count);
	for (i = 0; i < f->coder_count; i++) {
		k = &f->coders[i];
		(void)buf_putc(out, (uint8_t)(k->id.len |
		    (k->ins != 1 || k->outs != 1 ? 0x10 : 0) |
		    (k->props.len > 0 ? 0x20 : 0)));
		(void)buf_put_slice(out, k->id);
		if (k->ins != 1 || k->outs != 1) {
			put_number(out, k->ins);
			put_number(out, k->outs);
		}
		if (k->props.len > 0) {
			put_number(out, k->props.len);
			(void)buf_put_slice(out, k->props);
		}
	}
	for (i = 0; i < f->pair_count; i++) {
		put_number(out, f->pairs[i].in);
		put_number(out, f->pairs[i].out);
	}
	for (i = 0; f->packed_count > 1 && i < f->packed_count; i++)
		put_number(out, f->packed[i]);
}

static void
put_header(const struct streams *s, const struct folder *folders,
    const uint64_t *sizes, struct buf *out)
{
	size_t i, k;

	(void)buf_put(out, "\x01\x04\x06", 3);
	put_number(out, 0);
	put_number(out, s->pack_count);
	(void)buf_putc(out, P_SIZE);
	for (i = 0; i < s->pack_count; i++)
		put_number(out, sizes[i]);
	(void)buf_put(out, "\0\x07\x0b", 3);
	put_number(out, s->folder_count);
	(void)buf_putc(out, 0);
	for (i = 0; i < s->folder_count; i++)
		put_folder(&folders[i], out);
	(void)buf_putc(out, P_UNPACK_SIZE);
	for (i = 0; i < s->folder_count; i++)
		for (k = 0; k < folders[i].out_count; k++)
			put_number(out, folders[i].sizes[k]);
	(void)buf_put_slice(out, s->digests);
	(void)buf_putc(out, P_END);
	(void)buf_put_slice(out, s->rest);
}

static void
store_le(uint8_t *out, uint64_t v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = (uint8_t)(v >> (8 * i));
}

int
sevenkey_rebuild(const struct sevenkey *k, struct buf *out)
{
	const struct streams *s = &k->main;
	struct folder *folders;
	uint64_t *sizes;
	size_t i, start = out->len, header;
	uint8_t *head;
	int r = 0;

	folders = mem_zalloc((s->folder_count + 1) * sizeof *folders);
	sizes = mem_zalloc((s->pack_count + 1) * sizeof *sizes);
	if (buf_put_slice(out, slice_sub(k->bytes, 0, HEAD)) < 0)
		r = ERR_LIMIT;
	for (i = 0; r == 0 && i < s->folder_count; i++) {
		folders[i] = s->folders[i];
		r = put_folder_data(k, s, &folders[i], sizes, out);
	}
	header = out->len;
	if (r == 0)
		put_header(s, folders, sizes, out);
	free(folders);
	free(sizes);
	if (r < 0 || out->len == header || out->len == out->max)
		return r < 0 ? r : ERR_LIMIT;
	head = out->ptr + start;
	store_le(head + 12, header - start - HEAD, 8);
	store_le(head + 20, out->len - header, 8);
	store_le(head + 28, crc32(0, out->ptr + header,
	    (uInt)(out->len - header)), 4);
	store_le(head + 8, crc32(0, head + 12, 20), 4);
	return 0;
}

/* --- the header -------------------------------------------------------------------------------- */

/*
 * Unpack a header: ciphertext, LZMA, or one over the other.  False: it is
 * packed in another way, or the key is wrong.
 */
static bool
unpack_header(const struct sevenkey *k, struct buf *out)
{
	struct streams s = k->header;
	struct folder f = s.folders[0];
	struct buf data = BUF_INIT(SEVENZIP_HEADER_MAX);
	uint64_t size, *sizes;
	bool ok;

	sizes = mem_zalloc((s.pack_count + 1) * sizeof *sizes);
	ok = put_folder_data(k, &s, &f, sizes, &data) == 0 &&
	    f.coder_count == 1 && f.sizes[0] <= SEVENZIP_HEADER_MAX;
	if (ok) {
		size = f.sizes[0];
		if (slice_eq(f.coders[0].id, SLICE("\0")))
			ok = data.len == size &&
			    buf_put_slice(out, buf_slice(&data)) == 0;
		else
			ok = slice_eq(f.coders[0].id, LZMA_CODER) &&
			    archive_unlzma(f.coders[0].props,
			    buf_slice(&data), size, out) == 0;
	}
	free(sizes);
	buf_free(&data);
	return ok;
}

/* The digest of the only folder of a packed header. */
static bool
has_digest(const struct streams *s, struct slice plain)
{
	return s->digests.len == 6 && s->digests.ptr[1] != 0 &&
	    le32(s->digests, 2) ==
	    (uint32_t)crc32(0, plain.ptr, (uInt)plain.len);
}

static bool
read_main(struct sevenkey *k, struct slice header)
{
	struct cursor c = { header, false };

	/* Archives with properties of their own are not known to exist. */
	return take_byte(&c) == P_HEADER &&
	    take_byte(&c) == P_MAIN_STREAMS &&
	    take_streams(&c, k->arena, &k->main);
}

/* The first cipher of a folder: what passwords are tried on. */
static bool
find_cipher(struct sevenkey *k, const struct streams *s)
{
	const struct folder *f;
	uint64_t in, out;
	size_t i, c, p;

	for (i = 0; i < s->folder_count; i++)
		for (f = &s->folders[i], c = 0; c < f->coder_count; c++) {
			number_streams(f, c, &in, &out);
			p = packed_into(f, in);
			if (!is_cipher(&f->coders[c]) || p == SIZE_MAX)
				continue;
			k->sample = pack_of(k, s, f->first_pack + p);
			k->sample_size = (size_t)f->sizes[out];
			return k->sample.len >= BLOCK &&
			    k->sample.len % BLOCK == 0 &&
			    f->sizes[out] <= k->sample.len &&
			    take_props(f->coders[c].props, &k->power,
			    &k->salt, &k->iv);
		}
	return false;
}

int
sevenkey_look(struct slice bytes, struct arena *a, struct sevenkey **ret)
{
	struct sevenkey *k = arena_zalloc(a, sizeof *k);
	uint64_t at = le64(bytes, 12), size = le64(bytes, 20);
	struct buf plain = BUF_INIT(SEVENZIP_HEADER_MAX);
	struct cursor c = { SLICE_NONE, false };
	bool found;

	*ret = NULL;
	if (k == NULL)
		return ERR_LIMIT;
	if (bytes.len < HEAD || at > bytes.len - HEAD ||
	    size > bytes.len - HEAD - at || size == 0 ||
	    size > SEVENZIP_HEADER_MAX)
		return 0;
	k->arena = a;
	k->bytes = bytes;
	c.s = slice_sub(bytes, HEAD + (size_t)at,
	    HEAD + (size_t)at + (size_t)size);
	if (c.s.ptr[0] == P_HEADER) {
		found = read_main(k, c.s) && find_cipher(k, &k->main);
	} else {
		found = take_byte(&c) == P_ENCODED_HEADER &&
		    take_streams(&c, a, &k->header) &&
		    k->header.folder_count == 1;
		k->has_hidden_names = found && find_cipher(k, &k->header);
		if (found && !k->has_hidden_names)
			found = unpack_header(k, &plain) &&
			    read_main(k, arena_dup(a, buf_slice(&plain))) &&
			    find_cipher(k, &k->main);
		buf_free(&plain);
	}
	if (found)
		*ret = k;
	return 0;
}

/* --- one password ----------------------------------------------------------------------------------- */

/*
 * What 7z fills the last block up with are zeros: how many are there?  -1:
 * the password is wrong.
 */
static int
count_zeros(const struct sevenkey *k)
{
	size_t n = k->sample.len, pad = n - k->sample_size, i;
	uint8_t before[BLOCK] = { 0 }, last[BLOCK];

	if (n >= 2 * BLOCK)
		memcpy(before, k->sample.ptr + n - 2 * BLOCK, BLOCK);
	else if (k->iv.len > 0)
		memcpy(before, k->iv.ptr, k->iv.len);
	if (pad >= BLOCK || !decrypt(k->key, before,
	    slice_from(k->sample, n - BLOCK), last))
		return -1;
	for (i = BLOCK - pad; i < BLOCK; i++)
		if (last[i] != 0)
			return -1;
	return (int)pad;
}

/* What a wrong password makes of it is damaged. */
static bool
proves(const struct sevenkey *k, int zeros)
{
	struct buf again = BUF_INIT(k->bytes.len + SEVENZIP_HEADER_MAX);
	int r;

	r = sevenkey_rebuild(k, &again);
	if (r == 0)
		r = archive_check(buf_slice(&again));
	buf_free(&again);
	return r == 0 || (r == ERR_LIMIT && zeros >= ZEROS_PROOF);
}

/* A header that is ciphertext has a digest. */
static bool
proves_names(struct sevenkey *k)
{
	struct buf plain = BUF_INIT(SEVENZIP_HEADER_MAX);
	bool proven;

	proven = unpack_header(k, &plain) &&
	    has_digest(&k->header, buf_slice(&plain)) &&
	    read_main(k, arena_dup(k->arena, buf_slice(&plain)));
	buf_free(&plain);
	return proven;
}

static bool
opens(void *arg, struct slice password, uint64_t *cost)
{
	struct sevenkey *k = arg;
	uint8_t wide[TRIAL_WIDE_MAX];
	size_t n = trial_wide(password, wide);
	int zeros;

	*cost = keyhash_7z_cost(k->salt.len, n, k->power);
	keyhash_7z(k->salt, slice_of(wide, n), k->power, k->key);
	zeros = count_zeros(k);
	if (zeros < 0)
		return false;
	*cost += k->bytes.len / 8;
	return k->has_hidden_names ? proves_names(k) : proves(k, zeros);
}

struct trial_lock
sevenkey_lock(struct sevenkey *k)
{
	return (struct trial_lock){ opens, k,
	    keyhash_7z_cost(k->salt.len, 16, k->power), false };
}

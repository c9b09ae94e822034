#include "extract/olecrypt.h"

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/ole.h"
#include "extract/olefile.h"
#include "extract/oleopen.h"
#include "extract/rawtext.h"

#define ALG_RC4		0x6801		/* [MS-OFFCRYPTO] 2.3.2 */
#define ALG_AES_128	0x660e
#define ALG_AES_192	0x660f
#define ALG_AES_256	0x6610
#define INFO_MAX	(64 * KIB)
#define BLOCK		16
#define PLAIN_LEAST	32		/* less is too little to judge by */
#define PLAIN_PIECE	512

/* --- what it is locked with ---------------------------------------------------------- */

static int
tell(struct extract_job *j, enum encryption e, struct slice reason)
{
	extract_set_encryption(j, e, reason);
	return extract_anomaly(j, ANOMALY_ENCRYPTED,
	    "office file with a password");
}

int
olecrypt_tell_weak(struct extract_job *j, struct slice reason)
{
	return tell(j, ENCRYPTION_WEAK, reason);
}

static struct slice
rc4_words(struct extract_job *j, uint32_t bits)
{
	struct slice words;

	if (bits < 40 || bits > 512)
		bits = 40;	/* 2.3.2: zero means 40 */
	words = arena_printf(extract_arena(j), "RC4 %u-bit", bits);
	return words.ptr != NULL ? words : SLICE("RC4");
}

static struct slice
aes_words(uint32_t bits)
{
	return bits == 256 ? SLICE("AES-256") : bits == 192 ?
	    SLICE("AES-192") : bits == 128 ? SLICE("AES-128") : SLICE_NONE;
}

static uint32_t
number_after(struct slice s, struct slice key)
{
	uint32_t n = 0;
	size_t at;

	at = slice_find(s, key, 0);
	if (at == SLICE_NPOS)
		return 0;
	for (at += key.len; at < s.len && ascii_is_digit(s.ptr[at]) && n < 10000;
	    at++)
		n = n * 10 + (uint32_t)(s.ptr[at] - '0');
	return n;
}

static int
tell_header(struct extract_job *j, struct slice header)
{
	switch (le32(header, 8)) {
	case ALG_AES_128:
		return tell(j, ENCRYPTION_STRONG, SLICE("AES-128"));
	case ALG_AES_192:
		return tell(j, ENCRYPTION_STRONG, SLICE("AES-192"));
	case ALG_AES_256:
		return tell(j, ENCRYPTION_STRONG, SLICE("AES-256"));
	case ALG_RC4:
		return tell(j, ENCRYPTION_WEAK, rc4_words(j,
		    le32(header, 16)));
	case 0:
		/* 2.3.2: the flags say whether it is AES or RC4. */
		return (le32(header, 0) & 0x20) != 0 ?
		    tell(j, ENCRYPTION_STRONG, SLICE("AES-128")) :
		    tell(j, ENCRYPTION_WEAK, rc4_words(j, le32(header, 16)));
	default:
		return extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "encrypted office file of unknown kind");
	}
}

int
olecrypt_tell(struct extract_job *j, struct slice info)
{
	uint16_t major = le16(info, 0), minor = le16(info, 2);
	struct slice reason;

	if (major == 1 && minor == 1 && info.len >= 52)
		return tell(j, ENCRYPTION_WEAK, SLICE("RC4 40-bit"));
	if (major >= 2 && major <= 4 && minor == 2 && info.len >= 40)
		return tell_header(j, slice_from(info, 12));
	reason = aes_words(number_after(info, SLICE("keyBits=\"")));
	if (major == 4 && minor == 4 && reason.len > 0 && slice_find(info,
	    SLICE("cipherAlgorithm=\"AES\""), 0) != SLICE_NPOS)
		return tell(j, ENCRYPTION_STRONG, reason);
	return extract_anomaly(j, ANOMALY_UNSUPPORTED,
	    "encrypted office file of unknown kind");
}

static bool
is_plain(struct slice s)
{
	size_t printable = 0, zero = 0, i;

	for (i = 0; i < s.len; i++) {
		printable += (s.ptr[i] >= ' ' && s.ptr[i] < 0x7f) ||
		    ascii_is_space(s.ptr[i]);
		zero += s.ptr[i] == 0;
	}
	/* Chance gives 38 printable bytes of 100, and no rows of zeros. */
	return s.len >= PLAIN_LEAST && printable + zero > s.len / 4 * 3;
}

bool
olecrypt_has_plain(struct slice s)
{
	struct slice piece;

	do {
		piece = slice_sub(s, 0, PLAIN_PIECE);
		s = slice_from(s, PLAIN_PIECE);
		/* The last one is too short to judge by, unless alone. */
		if (s.len < PLAIN_PIECE && s.len > 0) {
			piece.len += s.len;
			s = SLICE_NONE;
		}
		if (is_plain(piece))
			return true;
	} while (s.len > 0);
	return false;
}

/* --- packages ---------------------------------------------------------------------------- */

static void
mark(struct ole *o, const char *name)
{
	uint32_t index = ole_child(o, OLE_ROOT, name);

	if (index == OLE_NONE)
		return;
	(void)ole_stream(o, index, NULL);
	o->entries[index].is_read = true;
}

static int
read_rights(struct extract_job *j, struct ole *o)
{
	/* The same words in other storages beside it are read as such. */
	mark(o, "\x09" "DRMContent");
	mark(o, "EncryptedPackage");
	extract_set_encryption(j, ENCRYPTION_STRONG,
	    SLICE("rights management"));
	return extract_anomaly(j, ANOMALY_ENCRYPTED,
	    "office file under rights management");
}

/* The rights management's licence stands beside the package. */
static bool
has_rights(const struct ole *o)
{
	return ole_child(o, OLE_ROOT, "\x09" "DRMContent") != OLE_NONE ||
	    (ole_child(o, OLE_ROOT, "EncryptionInfo") == OLE_NONE &&
	    ole_find(o, "\x06" "Primary") != OLE_NONE);
}

/*
 * What says that it is a locked package may be an open one: programs that take
 * a compound file apart do not ask for the password.
 */
static int
look_inside(struct extract_job *j, struct ole *o, uint32_t package,
    bool *ret_open)
{
	struct buf out = BUF_INIT(UNPACK_MEMBER_MAX);
	struct slice s;
	size_t at;
	int r;

	r = olefile_stream(j, o, package, &out);
	s = slice_from(buf_slice(&out), 8);
	at = slice_find(s, SLICE("PK\3\4"), 0);
	*ret_open = at != SLICE_NPOS || olecrypt_has_plain(s);
	if (r == 0 && *ret_open)
		r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "office file that says it is encrypted, and is not");
	if (r == 0 && at != SLICE_NPOS)
		r = olefile_member_range(j, o, package, SLICE_NONE, 8 + at,
		    UINT64_MAX);
	else if (r == 0 && *ret_open)
		r = rawtext_put(j, s, RAWTEXT_LONG);
	buf_free(&out);
	return r;
}

struct closed {
	struct ole *ole;
	struct slice info;
};

static int
try_words(struct extract_job *j, void *arg)
{
	const struct closed *c = arg;
	bool opened;
	int r;

	r = oleopen_words(j, c->ole, c->info, &opened);
	return r < 0 || opened ? r : olecrypt_tell(j, c->info);
}

/* Nothing of it is plain: it waits for the words of the message. */
static int
wait(struct extract_job *j, struct ole *o, struct slice info)
{
	struct closed *c = arena_alloc(extract_arena(j), sizeof *c);

	if (c == NULL)
		return engine_exhausted(j->engine);
	c->ole = o;
	c->info = arena_dup(extract_arena(j), info);
	if (info.len > 0 && c->info.ptr == NULL)
		return engine_exhausted(j->engine);
	engine_wait(j, try_words, c);
	return 0;
}

int
olecrypt_read(struct extract_job *j, struct ole *o)
{
	uint32_t index = ole_child(o, OLE_ROOT, "EncryptionInfo");
	uint32_t package = ole_child(o, OLE_ROOT, "EncryptedPackage");
	struct buf info = BUF_INIT(INFO_MAX);
	bool opened = false, is_open = false;
	int r = 0;

	if (has_rights(o))
		return read_rights(j, o);
	if (index != OLE_NONE)
		r = olefile_stream(j, o, index, &info);
	/* 2.3.4.4: a size, then whole blocks. */
	if (r == 0 && package != OLE_NONE &&
	    o->entries[package].size >= 8 + BLOCK)
		r = oleopen_package(j, o, buf_slice(&info), &opened);
	else if (r == 0)
		info.len = 0;
	if (r == 0 && !opened && package != OLE_NONE)
		r = look_inside(j, o, package, &is_open);
	if (r == 0 && !opened && !is_open)
		r = wait(j, o, buf_slice(&info));
	mark(o, "EncryptedPackage");
	buf_free(&info);
	return r;
}

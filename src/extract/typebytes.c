/*
 * typebytes -- containers and images by their bytes: those that are read, and
 * those that are only known by name and so are told to be unsupported.
 *
 * A short signature proves nothing alone: where there are fewer than four odd
 * bytes, the fields behind them have to make sense as well.
 */
#include "extract/type.h"

#include <stdint.h>

#include "extract/be.h"
#include "extract/le.h"

#define TAR_BLOCK	512
#define SECTOR		2048
#define VOLUMES_FROM	16	/* ISO 9660 and UDF leave 16 sectors alone */
#define VOLUMES_MAX	64

static const struct {
	size_t at;
	const char *bytes;
	size_t len;
	const char *mime;
} signatures[] = {
#define SIG(at, lit, mime) { at, lit, sizeof(lit) - 1, mime }
	SIG(0, "\x04\x22\x4d\x18",		"application/x-lz4"),
	SIG(0, "\x02\x21\x4c\x18",		"application/x-lz4"),
	SIG(0, "xar!\0",			"application/x-xar"),
	/* Known, and not read. */
	SIG(7, "**ACE**",			"application/x-ace"),
	SIG(0, "SIT!",				"application/x-stuffit"),
	SIG(0, "StuffIt (c)",			"application/x-stuffit"),
	SIG(0, "StuffIt!",			"application/x-stuffitx"),
	SIG(0, "LRZI",				"application/x-lrzip"),
	SIG(0, "\x89LZO\0\r\n\x1a\n",		"application/x-lzop"),
	SIG(20, "\xdc\xa7\xc4\xfd",		"application/x-zoo"),
	SIG(0, "7kSt",				"application/x-zpaq"),
	SIG(0, "zPQ",				"application/x-zpaq"),
	SIG(0, "ISc(",			"application/x-installshield-cab"),
	SIG(0, "PAR2\0PKT",			"application/x-par2"),
	SIG(0, "MSWIM\0\0\0",			"application/x-ms-wim"),
	SIG(0, "WLPWM\0\0\0",			"application/x-ms-wim"),
	SIG(0, "ITSF\3\0\0\0",			"application/vnd.ms-htmlhelp"),
	SIG(0, "ITOLITLS",			"application/x-ms-reader"),
	SIG(0, "?_\3\0",			"application/x-ms-winhelp"),
	SIG(0, "hsqs",				"application/vnd.squashfs"),
	SIG(0, "Cr24",				"application/x-chrome-extension"),
	SIG(0, "conectix",			"application/x-vhd-disk"),
	SIG(0, "vhdxfile",			"application/x-vhdx-disk"),
	SIG(0, "KDMV",				"application/x-vmdk-disk"),
	SIG(0, "QFI\xfb",			"application/x-qemu-disk"),
	SIG(64, "\x7f\x10\xda\xbe",		"application/x-virtualbox-vdi"),
	SIG(1080, "\x53\xef\1\0",		"application/x-ext-image"),
	/* Ciphertext by its own word; the reader asks the bytes. */
	SIG(0, "Salted__",			"application/x-openssl-encrypted"),
	SIG(0, "\x03\xd9\xa2\x9a",		"application/x-keepass"),
	SIG(0, "LUKS\xba\xbe",			"application/x-luks-volume"),
	SIG(0, "\xc0\xb9\x07\x2e\x4f\x93\xf1\x46\xa0\x15\x79\x2c\xa1\xd9\xe8\x21",
	    "application/x-axcrypt"),
	/* Keys and certificates in containers of their own. */
	SIG(0, "\xfe\xed\xfe\xed",		"application/x-java-keystore"),
	/* Programs of other systems. */
	SIG(0, "\xfe\xed\xfa\xce",		"application/x-mach-binary"),
	SIG(0, "\xfe\xed\xfa\xcf",		"application/x-mach-binary"),
	SIG(0, "dex\n03",			"application/x-dex"),
	SIG(0, "BC\xc0\xde",			"application/x-llvm"),
	SIG(0, "FasdUAS ",			"application/x-applescript"),
	/* Games: cartridges and tapes copied, and what big ones come in. */
	SIG(0x104, "\xce\xed\x66\x66\xcc\x0d\0\x0b", "application/x-game-rom"),
	SIG(4, "\x24\xff\xae\x51\x69\x9a\xa2\x21", "application/x-game-rom"),
	SIG(0xc0, "\x24\xff\xae\x51\x69\x9a\xa2\x21", "application/x-game-rom"),
	SIG(0, "\x80\x37\x12\x40",		"application/x-game-rom"),
	SIG(0, "\x37\x80\x40\x12",		"application/x-game-rom"),
	SIG(0, "\x40\x12\x37\x80",		"application/x-game-rom"),
	SIG(0x100, "SEGA MEGA DRIVE",		"application/x-game-rom"),
	SIG(0x100, "SEGA GENESIS",		"application/x-game-rom"),
	SIG(0x100, "SEGA 32X",			"application/x-game-rom"),
	SIG(1, "ATARI7800",			"application/x-game-rom"),
	SIG(0, "LYNX\0",			"application/x-game-rom"),
	SIG(0, "C64 CARTRIDGE   ",		"application/x-game-rom"),
	SIG(0, "C64 tape image file",		"application/x-game-rom"),
	SIG(0, "ZXTape!\x1a",			"application/x-game-rom"),
	SIG(0, "MComprHD",			"application/x-game-data"),
	SIG(0, "IWAD",				"application/x-game-data"),
	SIG(0, "PWAD",				"application/x-game-data"),
	SIG(0, "UnityFS\0",			"application/x-game-data"),
	SIG(0, "UnityWeb\0",			"application/x-game-data"),
	SIG(0, "GDPC\1\0\0\0",			"application/x-game-data"),
	SIG(0, "GDPC\2\0\0\0",			"application/x-game-data"),
	SIG(0, "RPA-3.0 ",			"application/x-game-data"),
	SIG(0, "\x34\x12\xaa\x55\1\0\0\0",	"application/x-game-data"),
	SIG(0, "\x34\x12\xaa\x55\2\0\0\0",	"application/x-game-data"),
#undef SIG
};

/* These look like text where what they hold does. */
static const struct {
	const char *start;
	const char *mime;
} lines[] = {
	{ "!<arch>\n",			"application/x-archive" },
	{ "!<thin>\n",			"application/x-thin-archive" },
	{ "WARC/1.",			"application/warc" },
	{ "WARC/0.",			"application/warc" },
	{ "age-encryption.org/v1\n",	"application/x-age-encrypted" },
};

static bool
has_at(struct slice s, size_t at, struct slice what)
{
	return at <= s.len && slice_starts(slice_from(s, at), what);
}

/* --- those that need a second look ---------------------------------------------- */

static bool
octal(struct slice field, uint32_t *ret)
{
	uint32_t v = 0;
	size_t i, digits = 0;

	for (i = 0; i < field.len; i++) {
		if (field.ptr[i] == ' ' || field.ptr[i] == 0) {
			if (digits > 0)
				break;
			continue;
		}
		if (field.ptr[i] < '0' || field.ptr[i] > '7')
			return false;
		v = v << 3 | (uint32_t)(field.ptr[i] - '0');
		digits++;
	}
	*ret = v;
	return digits > 0;
}

/* A header block whose sum is right: old tar has no other mark. */
static bool
is_tar(struct slice s)
{
	uint32_t said, sum = 0;
	size_t i;

	if (s.len < TAR_BLOCK || s.ptr[0] == 0 ||
	    !octal(slice_sub(s, 148, 156), &said))
		return false;
	for (i = 0; i < TAR_BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : s.ptr[i];
	return sum == said;
}

/* "-lh5-" and the like behind a header length, and a level that exists. */
static bool
is_lha(struct slice s)
{
	if (s.len < 24 || s.ptr[2] != '-' || s.ptr[6] != '-')
		return false;
	return (has_at(s, 3, SLICE("lh")) || has_at(s, 3, SLICE("lz")) ||
	    has_at(s, 3, SLICE("pm"))) && s.ptr[20] <= 3;
}

/* The header of LZMA alone: properties, a dictionary, a size or none. */
static bool
is_lzma(struct slice s)
{
	uint64_t size;
	uint32_t dict;

	if (s.len < 18 || s.ptr[0] != 0x5d || s.ptr[13] != 0)
		return false;
	dict = le32(s, 1);
	size = le64(s, 5);
	/* 2^n or 2^n + 2^(n-1), as its writers make them. */
	while (dict > 3 && (dict & 1) == 0)
		dict >>= 1;
	return (dict == 1 || dict == 3) && (size == UINT64_MAX ||
	    size < (uint64_t)1 << 40);
}

static bool
is_arj(struct slice s)
{
	size_t head;

	if (s.len < 40 || s.ptr[0] != 0x60 || s.ptr[1] != 0xea)
		return false;
	head = (size_t)(s.ptr[2] | s.ptr[3] << 8);
	return head >= 30 && head <= 2600 && s.ptr[4] >= 30 &&
	    s.ptr[10] == 2;
}

/* A header in ASCII: fields of octal or hexadecimal digits all along. */
static bool
is_ascii_cpio(struct slice s)
{
	bool hex = has_at(s, 0, SLICE("070701")) ||
	    has_at(s, 0, SLICE("070702"));
	size_t i, n = hex ? 110 : 76;

	if (s.len < n || (!hex && !has_at(s, 0, SLICE("070707"))))
		return false;
	for (i = 6; i < n; i++)
		if (!(s.ptr[i] >= '0' && s.ptr[i] <= '7') &&
		    !(hex && ascii_hex_value(s.ptr[i]) >= 0))
			return false;
	return true;
}

/* The boot sector of a disk or of a part of one. */
static const char *
boot_type(struct slice s)
{
	if (!has_at(s, 510, SLICE("\x55\xaa")))
		return NULL;
	if (has_at(s, 3, SLICE("NTFS    ")))
		return "application/x-ntfs-image";
	if (has_at(s, 3, SLICE("EXFAT   ")) || has_at(s, 54, SLICE("FAT1")) ||
	    has_at(s, 82, SLICE("FAT32   ")))
		return "application/x-fat-image";
	return NULL;
}

/* Old binary cpio, either byte order: a name's length that fits. */
static bool
is_old_cpio(struct slice s)
{
	size_t name;

	if (s.len < 26)
		return false;
	if (s.ptr[0] == 0xc7 && s.ptr[1] == 0x71)
		name = le16(s, 20);
	else if (s.ptr[0] == 0x71 && s.ptr[1] == 0xc7)
		name = be16(s, 20);
	else
		return false;
	return name > 1 && name < 4096 && name < s.len - 26 &&
	    s.ptr[26 + name - 1] == 0;
}

/* .Z: block mode or not, 9 to 16 bits, and nothing else in that byte. */
static bool
is_compress(struct slice s)
{
	return s.len > 3 && s.ptr[0] == 0x1f && s.ptr[1] == 0x9d &&
	    (s.ptr[2] & 0x60) == 0 && (s.ptr[2] & 0x1f) >= 9 &&
	    (s.ptr[2] & 0x1f) <= 16;
}

/* zstd may begin with frames to be skipped. */
static bool
is_skippable(struct slice s)
{
	size_t at = 0, len, n;

	for (n = 0; n < 16 && s.len - at > 8; n++) {
		if ((s.ptr[at] & 0xf0) != 0x50 ||
		    !has_at(s, at + 1, SLICE("\x2a\x4d\x18")))
			return n > 0 && has_at(s, at, SLICE("\x28\xb5\x2f\xfd"));
		len = le32(s, at + 4);
		if (len > s.len - at - 8)
			return false;
		at += 8 + len;
	}
	return false;
}

/*
 * The volume descriptors of a disc: an ISO 9660 one wins, since it is read;
 * a disc that has UDF alone is not.
 */
static const char *
disc_type(struct slice s)
{
	bool udf = false;
	size_t n, at;

	for (n = 0; n < VOLUMES_MAX; n++) {
		at = (VOLUMES_FROM + n) * SECTOR + 1;
		if (has_at(s, at, SLICE("CD001")))
			return "application/x-iso9660-image";
		if (has_at(s, at, SLICE("NSR0")))
			udf = true;
		else if (!has_at(s, at, SLICE("BEA01")) &&
		    !has_at(s, at, SLICE("TEA01")) &&
		    !has_at(s, at, SLICE("BOOT2")))
			break;
	}
	return udf ? "application/x-udf-image" : NULL;
}

/* Disk images that say what they are at their end. */
static const char *
trailer_type(struct slice s)
{
	if (s.len <= 512)
		return NULL;
	if (has_at(s, s.len - 512, SLICE("koly")))
		return "application/x-apple-diskimage";
	if (has_at(s, s.len - 512, SLICE("conectix")))
		return "application/x-vhd-disk";
	return NULL;
}

static const char *
signature_type(struct slice s)
{
	size_t i;

	for (i = 0; i < sizeof lines / sizeof lines[0]; i++)
		if (has_at(s, 0, slice_str(lines[i].start)))
			return lines[i].mime;
	if (is_ascii_cpio(s))
		return "application/x-cpio";
	for (i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
		if (has_at(s, signatures[i].at,
		    slice_of(signatures[i].bytes, signatures[i].len)))
			return text_look(s) == TEXT_LOOK_NO ?
			    signatures[i].mime : NULL;
	return NULL;
}

const char *
typebytes_container(struct slice s)
{
	const char *found = signature_type(s);

	if (found != NULL)
		return found;
	if (has_at(s, 0, SLICE("LZIP")) && s.len > 26 && s.ptr[4] <= 1)
		return "application/x-lzip";
	if (is_compress(s))
		return "application/x-compress";
	if (is_lha(s))
		return "application/x-lzh-compressed";
	if (is_arj(s))
		return "application/x-arj";
	if (is_old_cpio(s))
		return "application/x-cpio";
	if (is_skippable(s))
		return "application/zstd";
	if (is_tar(s))
		return "application/x-tar";
	/* Java's version stands where a Mach-O of few kinds has their count. */
	if (has_at(s, 0, SLICE("\xca\xfe\xba\xbe")) && s.len >= 8)
		return s.ptr[4] == 0 && s.ptr[5] == 0 && s.ptr[6] == 0 &&
		    s.ptr[7] < 40 ? "application/x-mach-binary" :
		    "application/java-vm";
	found = disc_type(s);
	if (found == NULL)
		found = trailer_type(s);
	if (found == NULL)
		found = boot_type(s);
	if (found == NULL && is_lzma(s))
		found = "application/x-lzma";
	return found;
}

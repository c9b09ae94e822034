#include "unit/unit.h"

#include <string.h>

#include "base/limits.h"
#include "fixture.h"
#include "probe.h"

#define FOLDER	"tests/fuzz/seeds"
#define S(lit)	SLICE(lit)

static bool
reads_at(const struct probe *p, const char *text, const char *place)
{
	size_t i;

	for (i = 0; i < p->unit_count; i++)
		if (slice_eq_str(slice_trim(p->units[i].text), text) &&
		    slice_eq_str(p->units[i].place, place))
			return true;
	return false;
}

/* --- what real programs wrote ---------------------------------------------------- */

static const struct {
	const char *file, *text, *place;
} tags[] = {
	{ "image/exif.jpg", "GPS position 55.95000 N 3.19000 W", "EXIF GPS" },
	{ "image/exif.jpg", "zan-artist", "EXIF author" },
	{ "image/exif.jpg", "zan-comment \u00e9", "EXIF comment" },
	{ "image/exif.jpg", "zan-description", "EXIF description" },
	{ "image/exif.jpg", "zan-title \u041f\u0440\u0438\u0432\u0435\u0442",
	    "EXIF title" },
	{ "image/exif.jpg", "zan-creator", "XMP" },
	{ "image/exif.jpg", "zan-city", "XMP" },
	{ "image/exif.jpg", "zan-caption", "IPTC" },
	{ "image/exif.jpg", "zan-text", "comment" },
	{ "image/exif.png", "GPS position 55.95000 N 3.19000 W", "EXIF GPS" },
	{ "image/exif.png", "zan-title \u041f\u0440\u0438\u0432\u0435\u0442",
	    "EXIF title" },
	{ "image/exif.png", "zan-creator", "XMP" },
	{ "image/exif.gif", "zan-text", "comment" },
	{ "image/exif.gif", "zan-creator", "XMP" },
	{ "image/exif.tif", "GPS position 55.95000 N 3.19000 W", "EXIF GPS" },
	{ "image/exif.tif", "zan-comment \u00e9", "EXIF comment" },
	{ "image/exif.tif", "zan-creator", "XMP" },
	{ "image/exif.tif", "zan-caption", "IPTC" },
	{ "image/exif.webp", "GPS position 55.95000 N 3.19000 W",
	    "EXIF GPS" },
	{ "image/exif.webp", "zan-creator", "XMP" },
	{ "image/exif.heic", "GPS position 55.95000 N 3.19000 W",
	    "EXIF GPS" },
	{ "image/exif.heic", "zan-comment \u00e9", "EXIF comment" },
	{ "image/exif.heic", "zan-creator", "XMP" },
	{ "media/tags.mp3", "zan-title", "tag" },
	{ "media/tags.mp3", "zan-comment", "tag" },
	{ "media/tags.flac", "TITLE=zan-title", "tag" },
	{ "media/tags.flac", "DESCRIPTION=zan-\u00e9", "tag" },
	{ "media/tags.ogg", "artist=zan-artist", "tag" },
	{ "media/tags.wav", "zan-name", "tag" },
	{ "media/tags.mp4", "zan-title", "tag" },
	{ "media/tags.mp4", "zan-keys", "tag" },
	{ "media/tags.mp4", "zan-creator", "XMP" },
	{ "media/tags.mp4", "+55.95-003.19+000/", "GPS" },
};

START_TEST(test_tag)
{
	struct buf b = BUF_INIT(MIB);
	const struct part *part;
	struct probe p;

	fixture_load_from(FOLDER, tags[_i].file, &b);
	probe_open(&p);
	probe_file(&p, "a", "application/octet-stream", buf_slice(&b));
	ck_assert_msg(reads_at(&p, tags[_i].text, tags[_i].place), "%s: %s",
	    tags[_i].file, tags[_i].text);
	ck_assert_msg(probe_is_clean(&p), "%s: not clean", tags[_i].file);
	part = probe_part(&p, "2");
	ck_assert((part->flags & PART_IS_OPAQUE) != 0);
	ck_assert((part->flags & PART_IS_LEAF) != 0);
	probe_close(&p);
	buf_free(&b);
}
END_TEST

/* Compressed text of a PNG, which no search for strings finds. */
START_TEST(test_packed)
{
	struct buf b = BUF_INIT(MIB);
	struct probe p;

	fixture_load_from(FOLDER, "image/exif.png", &b);
	ck_assert(slice_find(buf_slice(&b), S("zan-packed"), 0) == SLICE_NPOS);
	probe_open(&p);
	probe_file(&p, "a.png", "image/png", buf_slice(&b));
	ck_assert(probe_reads(&p, "zan-packed zan-packed"));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

/* --- behind the end ----------------------------------------------------------------- */

static const struct {
	const char *name, *file;
	struct slice tail;
	const char *text;	/* of a member, or NULL: no member */
	int class;
} tails[] = {
#define T(lit)	{ (const uint8_t *)(lit), sizeof(lit) - 1 }
	{ "nothing", "image/exif.jpg", T(""), NULL, -1 },
	{ "zeros", "image/exif.jpg", T("\0\0\0\0\0\0\0\0"), NULL, -1 },
	{ "a line end", "image/exif.png", T("\r\n"), NULL, -1 },
	{ "a camera's own bytes", "image/exif.jpg",
	    T("\x01\x02\xff\x80\x07\x99\x01\x02\x03\x81\x9a"), NULL, -1 },
	{ "words behind a JPEG", "image/exif.jpg", T("AB123456C"),
	    "AB123456C", -1 },
	{ "words behind a PNG", "image/exif.png", T("AB123456C"),
	    "AB123456C", -1 },
	{ "words behind a GIF", "image/exif.gif", T("AB123456C"),
	    "AB123456C", -1 },
	{ "words behind a WebP", "image/exif.webp", T("AB123456C"),
	    "AB123456C", -1 },
	{ "words behind a bitmap", "image/plain.bmp", T("AB123456C"),
	    "AB123456C", -1 },
	{ "words behind a HEIC", "image/exif.heic", T("AB123456C"),
	    "AB123456C", -1 },
	{ "words behind a sound", "media/tags.wav", T("AB123456C"),
	    "AB123456C", -1 },
	{ "a document behind it", "image/exif.jpg",
	    T("{\\rtf1 AB12{\\b 34}56C}"), "AB123456C", -1 },
	{ "a document behind a few bytes", "image/exif.jpg",
	    T("\1\x90\xff\x80{\\rtf1 AB12{\\b 34}56C}"), "AB123456C", -1 },
	{ "a second picture", "image/exif.jpg",
	    T("\xff\xd8\xff\xfe\0\5zan\xff\xd9"), NULL, -1 },
	{ "words behind a second picture", "image/exif.jpg",
	    T("\xff\xd8\xff\xfe\0\5zan\xff\xd9\0\0AB123456C"),
	    "AB123456C", -1 },
	{ "letters of a zip by chance", "image/exif.jpg",
	    T("\1\x90\xff\x80PK\3\4\x91\x92\x93\x94\x95\x96\x97\x98"), NULL,
	    -1 },
	{ "a film that nothing speaks of", "image/exif.jpg",
	    T("\0\0\0\x10" "ftypisom\0\0\0\0"), "", -1 },
	{ "half an encrypted message", "image/exif.jpg",
	    T("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n"
	    "-----END PGP MESSAGE-----\n"), NULL,
	    ANOMALY_UNSUPPORTED },
#undef T
};

START_TEST(test_tail)
{
	struct buf b = BUF_INIT(MIB);
	const struct part *part;
	struct probe p;

	fixture_load_from(FOLDER, tails[_i].file, &b);
	buf_put_slice(&b, tails[_i].tail);
	probe_open(&p);
	probe_file(&p, "a", "application/octet-stream", buf_slice(&b));
	part = probe_part(&p, "2");
	ck_assert_msg(((part->flags & PART_IS_LEAF) != 0) ==
	    (tails[_i].text == NULL && tails[_i].class < 0), "%s: members", tails[_i].name);
	if (tails[_i].text != NULL)
		ck_assert_msg(probe_reads(&p, tails[_i].text), "%s",
		    tails[_i].name);
	if (tails[_i].class < 0)
		ck_assert_msg(probe_is_clean(&p), "%s", tails[_i].name);
	else
		ck_assert_msg(probe_raised(&p,
		    (enum anomaly_class)tails[_i].class), "%s",
		    tails[_i].name);
	probe_close(&p);
	buf_free(&b);
}
END_TEST

/* A long tail of no type is told of, unless it is a second picture. */
START_TEST(test_long_tail)
{
	static const char *const starts[] = { "", "\xff\xd8\xff\xe0" };
	struct buf b = BUF_INIT(MIB);
	struct probe p;
	uint32_t n = 1;
	int i;

	fixture_load_from(FOLDER, "image/exif.jpg", &b);
	buf_puts(&b, starts[_i]);
	for (i = 0; i < 40000; i++) {
		n = n * 1103515245 + 12345;
		buf_putc(&b, (uint8_t)(n >> 24));
	}
	probe_open(&p);
	probe_file(&p, "a.jpg", "image/jpeg", buf_slice(&b));
	ck_assert(probe_raised(&p, ANOMALY_UNSUPPORTED) == (_i == 0));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

/* A phone's short film behind a picture whose XMP tells of it. */
START_TEST(test_motion_picture)
{
	struct buf b = BUF_INIT(MIB);
	struct probe p;

	buf_put_slice(&b, S("\xff\xd8\xff\xe1\0\76http://ns.adobe.com/xap/"
	    "1.0/\0<x GCamera:MotionPhoto=\"1\"/>...\xff\xd9"));
	buf_put_slice(&b, S("\0\0\0\x10" "ftypisom\0\0\0\0"
	    "\0\0\0\x21moov\0\0\0\x19udta\0\0\0\x11\xa9nam\0\5\0\0"
	    "zan-1"));
	probe_open(&p);
	probe_file(&p, "a.jpg", "image/jpeg", buf_slice(&b));
	ck_assert(probe_has(&p, "2", PART_IS_LEAF));
	ck_assert(reads_at(&p, "zan-1", "tag"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

/* --- pieces made by hand ------------------------------------------------------------- */

static const struct {
	const char *name;
	struct slice bytes;
	const char *text, *place;
} pieces[] = {
#define T(lit)	{ (const uint8_t *)(lit), sizeof(lit) - 1 }
	{ "a comment behind the first scan", T("\xff\xd8\xff\xda\0\4\1\0"
	    "\x12\xff\0\xff\xd0\x34\xff\xfe\0\7zan-5\xff\xd9"), "zan-5",
	    "comment" },
	{ "fill bytes before a marker", T("\xff\xd8\xff\xff\xff\xfe\0\7zan-5"
	    "\xff\xd9"), "zan-5", "comment" },
	{ "XMP that goes on", T("\xff\xd8\xff\xe1\0\123http://ns.adobe.com/"
	    "xmp/extension/\0" "0123456789abcdef0123456789abcdef"
	    "\0\0\0\12\0\0\0\0<a>zan</a>\xff\xd9"), "zan", "XMP" },
	{ "EXIF, big-endian, a comment in UTF-16", T("\xff\xd8\xff\xe1\0\100"
	    "Exif\0\0MM\0*\0\0\0\x08\0\1\x92\x86\0\7\0\0\0\x0e\0\0\0\x1a"
	    "\0\0\0\0UNICODE\0\0z\0a\0n............\xff\xd9"), "zan",
	    "EXIF comment" },
	{ "EXIF that points at itself", T("\xff\xd8\xff\xe1\0\54Exif\0\0"
	    "II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\x08\0\0\0"
	    "......\xff\xd9"), NULL, NULL },
	{ "text drawn into a GIF", T("GIF89a\1\0\1\0\0\0\0\x21\x01\x0c"
	    "............\3zan\0\x3b"), "zan", "text" },
	{ "a comment in pieces", T("GIF89a\1\0\1\0\0\0\0\x21\xfe\2za\1n\0"
	    "\x3b"), "zan", "comment" },
	{ "a translated keyword", T("\x89PNG\r\n\x1a\n\0\0\0\x0eiTXtk\0\0\0"
	    "de\0wort\0zan----\0\0\0\0IEND----"), "wort", "keyword" },
#undef T
};

START_TEST(test_piece)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a", "application/octet-stream", pieces[_i].bytes);
	ck_assert_msg(probe_is_clean(&p), "%s: not clean", pieces[_i].name);
	if (pieces[_i].text != NULL)
		ck_assert_msg(reads_at(&p, pieces[_i].text,
		    pieces[_i].place), "%s", pieces[_i].name);
	probe_close(&p);
}
END_TEST

static void
put_le(struct buf *b, uint32_t n, size_t size)
{
	for (; size > 0; size--, n >>= 8)
		buf_putc(b, (uint8_t)n);
}

/* Tags that all point at one value would make a small file endless work. */
START_TEST(test_shared_values)
{
	static const uint32_t counts[] = { 8, 400 };
	struct buf b = BUF_INIT(MIB);
	struct probe p;
	uint32_t i;

	buf_put_slice(&b, S("II*\0\x08\0\0\0"));
	put_le(&b, counts[_i], 2);
	for (i = 0; i < counts[_i]; i++) {
		put_le(&b, 700, 2);
		put_le(&b, 1, 2);
		put_le(&b, 10000, 4);
		put_le(&b, 14 + 12 * counts[_i], 4);
	}
	put_le(&b, 0, 4);
	for (i = 0; i < 10000; i++)
		buf_putc(&b, ' ');
	probe_open(&p);
	probe_file(&p, "a.tif", "image/tiff", buf_slice(&b));
	ck_assert(probe_raised(&p, ANOMALY_LIMIT) == (_i == 1));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

/* TIFF in Photoshop's resources in TIFF, as deep as the file is long. */
START_TEST(test_tiff_in_tiff)
{
	struct buf b = BUF_INIT(64 * MIB);
	const uint32_t depth = 100000, step = 38;
	uint32_t i, left;
	struct probe p;

	for (i = 0; i < depth; i++) {
		left = (depth - i) * step;
		buf_put_slice(&b, S("II*\0\x08\0\0\0\1\0\x49\x86\1\0"));
		put_le(&b, left - 26, 4);
		put_le(&b, 26, 4);
		put_le(&b, 0, 4);
		buf_put_slice(&b, S("8BIM\4\x22\0\0"));
		left -= step;
		buf_putc(&b, (uint8_t)(left >> 24));
		buf_putc(&b, (uint8_t)(left >> 16));
		buf_putc(&b, (uint8_t)(left >> 8));
		buf_putc(&b, (uint8_t)left);
	}
	probe_open(&p);
	probe_file(&p, "a.tif", "image/tiff", buf_slice(&b));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

/* A browser that is given a page shows one, whatever its first bytes. */
START_TEST(test_picture_called_page)
{
	static const char page[] = "GIF89a/*<p>AB12<b>34</b>56C</p>*/";
	struct probe p;

	probe_open(&p);
	if (_i == 0)
		probe_file(&p, "a.html", "image/gif", slice_str(page));
	else if (_i == 1)
		probe_file(&p, NULL, "text/html", slice_str(page));
	else
		probe_file(&p, "a.gif", "image/gif", slice_str(page));
	ck_assert(probe_reads(&p, "AB123456C") == (_i < 2));
	ck_assert(slice_eq_str(probe_part(&p, "2")->detected, "image/gif"));
	probe_close(&p);
}
END_TEST

START_TEST(test_jpeg_2000)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.jp2", "image/jp2", S("\0\0\0\14jP  \r\n\x87\n"
	    "\0\0\0\24ftypjp2 \0\0\0\0jp2 \0\0\0\22xml <a>zan</a>"
	    "\0\0\0\14jp2c1234zan behind it"));
	ck_assert(reads_at(&p, "zan", "XMP"));
	ck_assert_ptr_nonnull(probe_unit(&p, "zan behind it"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* Text that cannot be unpacked is told of. */
START_TEST(test_damaged_text)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.png", "image/png", S("\x89PNG\r\n\x1a\n\0\0\0\7zTXt"
	    "k\0\0abcd----\0\0\0\0IEND----"));
	ck_assert(probe_raised(&p, ANOMALY_MALFORMED));
	probe_close(&p);
}
END_TEST

/* Cut or damaged pictures are no anomaly: nobody reads text in them. */
START_TEST(test_cut)
{
	static const char *const files[] = {
		"image/exif.jpg", "image/exif.gif", "image/exif.tif",
		"image/exif.webp", "image/exif.heic", "media/tags.mp4",
		"media/tags.mp3", "media/tags.flac", "media/tags.ogg",
	};
	struct buf b = BUF_INIT(MIB);
	struct probe p;
	size_t n;

	fixture_load_from(FOLDER, files[_i], &b);
	for (n = 64; n < b.len; n += b.len / 23 + 1) {
		probe_open(&p);
		probe_file(&p, "a", "application/octet-stream",
		    slice_sub(buf_slice(&b), 0, n));
		ck_assert_int_eq(p.result, 0);
		ck_assert_msg(probe_is_clean(&p), "%s at %zu", files[_i], n);
		probe_close(&p);
	}
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "tag", test_tag, N_OF(tags) },
		{ "packed", test_packed, 0 },
		{ "tail", test_tail, N_OF(tails) },
		{ "long tail", test_long_tail, 2 },
		{ "motion picture", test_motion_picture, 0 },
		{ "piece", test_piece, N_OF(pieces) },
		{ "shared values", test_shared_values, 2 },
		{ "TIFF in TIFF", test_tiff_in_tiff, 0 },
		{ "picture called page", test_picture_called_page, 3 },
		{ "JPEG 2000", test_jpeg_2000, 0 },
		{ "damaged text", test_damaged_text, 0 },
		{ "cut", test_cut, 9 },
		{ NULL, NULL, 0 },
	};

	return unit_main("image", cases);
}

#include "unit/unit.h"

#include <string.h>

#include "base/limits.h"
#include "fixture.h"
#include "probe.h"

#define FOLDER	"tests/fuzz/seeds"
#define S(lit)	SLICE(lit)

/* --- what LibreOffice draws ----------------------------------------------------- */

static const char *const drawings[] = {
	"emf/drawing.emf", "wmf/drawing.wmf",
};

START_TEST(test_drawing)
{
	struct buf b = BUF_INIT(MIB);
	struct probe p;

	fixture_load_from(FOLDER, drawings[_i], &b);
	probe_open(&p);
	probe_file(&p, "a", "application/octet-stream", buf_slice(&b));
	ck_assert_ptr_nonnull(probe_unit(&p,
	    "Zanzibar number AB123456C here"));
	ck_assert_ptr_nonnull(probe_unit(&p,
	    "\u041f\u0440\u0438\u0432\u0435\u0442"));
	ck_assert_ptr_nonnull(probe_unit(&p,
	    "second line 4111 1111 1111 1111"));
	ck_assert(probe_part(&p, "2")->type == FILETYPE_PICTURE);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

START_TEST(test_cut_drawing)
{
	struct buf b = BUF_INIT(MIB);
	struct probe p;
	size_t n;

	fixture_load_from(FOLDER, drawings[_i], &b);
	for (n = 120; n < b.len - 8; n += 131) {
		probe_open(&p);
		probe_file(&p, "a", "application/octet-stream",
		    slice_sub(buf_slice(&b), 0, n));
		ck_assert_int_eq(p.result, 0);
		ck_assert(probe_raised(&p, ANOMALY_TRUNCATED) ||
		    probe_is_clean(&p));
		probe_close(&p);
	}
	buf_free(&b);
}
END_TEST

/* --- records made by hand ----------------------------------------------------------- */

static void
put_le(struct buf *b, uint32_t n, size_t size)
{
	for (; size > 0; size--, n >>= 8)
		buf_putc(b, (uint8_t)n);
}

static void
begin_emf(struct buf *b)
{
	put_le(b, 1, 4);
	put_le(b, 88, 4);
	buf_put(b, (const uint8_t[32]){ 0 }, 32);
	buf_put_slice(b, S(" EMF\0\0\1\0"));
	while (b->len < 88)
		buf_putc(b, 0);
}

static void
end_emf(struct buf *b)
{
	put_le(b, 14, 4);
	put_le(b, 20, 4);
	buf_put(b, (const uint8_t[12]){ 0 }, 12);
}

static void
read_emf(struct probe *p, struct buf *b)
{
	end_emf(b);
	probe_open(p);
	probe_file(p, "a.emf", "image/emf", buf_slice(b));
	ck_assert_int_eq(p->result, 0);
}

static void
small_text(struct buf *b, uint32_t x, uint32_t y, const char *text)
{
	size_t n = strlen(text), padded = (n + 3) & ~(size_t)3;

	put_le(b, 108, 4);
	put_le(b, (uint32_t)(36 + padded), 4);
	put_le(b, x, 4);
	put_le(b, y, 4);
	put_le(b, (uint32_t)n, 4);
	put_le(b, 0x300, 4);
	buf_put(b, (const uint8_t[12]){ 0 }, 12);
	buf_put(b, text, n);
	for (; n < padded; n++)
		buf_putc(b, 0);
}

/* Letters drawn one by one are one word; lines part. */
START_TEST(test_letters)
{
	static const char *const letters[] = {
		"A", "B", "1", "2", "3", "4", "5", "6", "C"
	};
	struct buf b = BUF_INIT(MIB);
	struct probe p;
	uint32_t i;

	begin_emf(&b);
	for (i = 0; i < 9; i++)
		small_text(&b, 10 * i, 5, letters[i]);
	small_text(&b, 0, 20, "next");
	read_emf(&p, &b);
	ck_assert_ptr_nonnull(probe_unit(&p, "AB123456C"));
	ck_assert_ptr_nonnull(probe_unit(&p, "next"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

static void
comment(struct buf *b, struct slice data)
{
	put_le(b, 70, 4);
	put_le(b, (uint32_t)(12 + data.len), 4);
	put_le(b, (uint32_t)data.len, 4);
	buf_put_slice(b, data);
}

START_TEST(test_comments)
{
	struct buf b = BUF_INIT(MIB);
	struct probe p;

	begin_emf(&b);
	comment(&b, S("zanzibar comment"));
	comment(&b, S("EMF+\x1c\x40\0\0\x2e\0\0\0\x22\0\0\0....\0\0\0\0"
	    "\3\0\0\0................z\0a\0n\0"));
	read_emf(&p, &b);
	ck_assert_ptr_nonnull(probe_unit(&p, "zanzibar comment"));
	ck_assert_ptr_nonnull(probe_unit(&p, "zan"));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

/* Counts and offsets that lead outside end quietly, or are told of. */
START_TEST(test_wild_numbers)
{
	struct buf b = BUF_INIT(MIB);
	struct probe p;
	int i;

	begin_emf(&b);
	for (i = 0; i < 2; i++) {
		put_le(&b, i == 0 ? 84 : 97, 4);
		put_le(&b, 80, 4);
		buf_put(&b, (const uint8_t[28]){ 0 }, 28);
		buf_put_slice(&b, S("\xff\xff\xff\x7f\xff\xff\xff\xff"
		    "\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"));
		buf_put(&b, (const uint8_t[24]){ 0 }, 24);
	}
	small_text(&b, 0, 0, "zan");
	put_le(&b, 108, 4);
	put_le(&b, 0xfffffff0, 4);
	probe_open(&p);
	probe_file(&p, "a.emf", "image/emf", buf_slice(&b));
	ck_assert_ptr_nonnull(probe_unit(&p, "zan"));
	ck_assert(probe_raised(&p, ANOMALY_TRUNCATED));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

/* --- Photoshop ------------------------------------------------------------------------- */

START_TEST(test_photoshop)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.psd", "image/vnd.adobe.photoshop", S("8BPS\0\1"
	    "\0\0\0\0\0\0\0\3\0\0\0\1\0\0\0\1\0\x08\0\3" "\0\0\0\0"
	    "\0\0\0\x1e" "8BIM\4\4\0\0\0\0\0\x11" "\x1c\2\x78\0\x0czan-caption."
	    "\0" "\0\0\0\x40" "8BIMluni\0\0\0\x0c\0\0\0\3\0z\0a\0n\0\0"
	    "8BIMTySh.....Txt TEXT\0\0\0\4\0t\0e\0x\0t.........."));
	ck_assert(probe_reads(&p, "zan-caption"));
	ck_assert_ptr_nonnull(probe_unit(&p, "zan"));
	ck_assert_ptr_nonnull(probe_unit(&p, "text"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* --- PostScript ------------------------------------------------------------------------ */

static const struct {
	const char *name, *code, *text;
	int class;
} codes[] = {
	{ "a string", "%!PS\n(AB123456C) show", "AB123456C", -1 },
	{ "pieces of a line", "%!PS\n(AB12)4 (34)a(56C) show", "AB123456C",
	    -1 },
	{ "words of a line", "%!PS\n(zan)a (two)b", "zan two", -1 },
	{ "escapes", "%!PS\n(\\101B\\(\\)\\\n12)", "AB()12", -1 },
	{ "brackets inside", "%!PS\n(a(b)c)", "a(b)c", -1 },
	{ "hex", "%!PS\n<41 42\n31>", "AB1", -1 },
	{ "a dictionary is no hex", "%!PS\n<< /a (zan) >>", "zan", -1 },
	{ "a comment", "%!PS-Adobe\n%%Title: zan\n", "%Title: zan", -1 },
	{ "a string that stays open", "%!PS\n(zan", "zan", -1 },
	{ "packed code", "%!PS\ncurrentfile /ASCII85Decode filter "
	    "/FlateDecode filter cvx exec\nGhVOV~>", NULL,
	    ANOMALY_UNSUPPORTED },
	{ "a packed picture", "%!PS\n/i currentfile /ASCII85Decode filter def"
	    "\n<< /ImageType 1 >> image\nGhVOV~>", NULL, -1 },
	{ "numbers of glyphs", "%!PS\n(\\001\\002\\003\\004) show", NULL,
	    ANOMALY_UNSUPPORTED },
};

START_TEST(test_postscript)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.ps", "application/postscript",
	    slice_str(codes[_i].code));
	if (codes[_i].text != NULL)
		ck_assert_msg(probe_unit(&p, codes[_i].text) != NULL, "%s",
		    codes[_i].name);
	if (codes[_i].class < 0)
		ck_assert_msg(probe_is_clean(&p), "%s", codes[_i].name);
	else
		ck_assert_msg(probe_raised(&p,
		    (enum anomaly_class)codes[_i].class), "%s",
		    codes[_i].name);
	probe_close(&p);
}
END_TEST

/* A binary EPS: code at 30, a preview behind it. */
START_TEST(test_eps)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.eps", "application/postscript",
	    S("\xc5\xd0\xd3\xc6\x1e\0\0\0\x0a\0\0\0\0\0\0\0\0\0\0\0"
	    "\x28\0\0\0\x0e\0\0\0\xff\xff" "%!PS\n(zan)"
	    "II*\0\x08\0\0\0\0\0\0\0\0\0"));
	ck_assert_ptr_nonnull(probe_unit(&p, "zan"));
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->detected,
	    "image/tiff"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* --- known, and not read ------------------------------------------------------------------ */

static const struct {
	const char *name;
	struct slice head;
} unread[] = {
#define T(lit)	{ (const uint8_t *)(lit), sizeof(lit) - 1 }
	{ "a.djvu", T("AT&TFORM\0\0\0\x10" "DJVUINFO\0\0\0\1") },
	{ "a.dcm", T("DICM\2\0\0\0UL\4\0\1\2\3\4") },
#undef T
};

START_TEST(test_unread)
{
	struct buf b = BUF_INIT(4 * KIB);
	struct probe p;

	if (_i == 1)
		buf_put(&b, (const uint8_t[128]){ 0 }, 128);
	buf_put_slice(&b, unread[_i].head);
	probe_open(&p);
	probe_file(&p, unread[_i].name, "application/octet-stream",
	    buf_slice(&b));
	ck_assert_msg(probe_raised(&p, ANOMALY_UNSUPPORTED), "%s",
	    unread[_i].name);
	probe_close(&p);
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "drawing", test_drawing, N_OF(drawings) },
		{ "cut drawing", test_cut_drawing, N_OF(drawings) },
		{ "letters", test_letters, 0 },
		{ "comments", test_comments, 0 },
		{ "wild numbers", test_wild_numbers, 0 },
		{ "photoshop", test_photoshop, 0 },
		{ "postscript", test_postscript, N_OF(codes) },
		{ "eps", test_eps, 0 },
		{ "unread", test_unread, N_OF(unread) },
		{ NULL, NULL, 0 },
	};

	return unit_main("drawing", cases);
}

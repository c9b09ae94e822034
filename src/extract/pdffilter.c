#include "extract/pdffilter.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/inflate.h"

#define LZW_CODES	4096
#define LZW_CLEAR	256
#define LZW_END		257
#define SPEND_STEP	((size_t)64 * 1024)

/* --- text to bytes ------------------------------------------------------ */

static enum pdffilter_end
ascii_hex(struct slice in, struct buf *out)
{
	struct pdf_value v = { .kind = PDF_HEX };

	v.raw = slice_sub(in, 0, slice_chr(in, '>', 0));
	if (v.raw.len / 2 + 1 > out->max - out->len)
		return PDFFILTER_FULL;
	pdf_string(v, out);
	return PDFFILTER_WHOLE;
}

static int
put_group(struct buf *out, uint32_t value, unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++)
		if (buf_putc(out, (uint8_t)(value >> (24 - 8 * i))) < 0)
			return ERR_LIMIT;
	return 0;
}

static enum pdffilter_end
ascii_85(struct slice in, struct buf *out)
{
	uint32_t value = 0;
	unsigned n = 0;
	size_t i;
	uint8_t c;

	i = slice_starts(slice_trim(in), SLICE("<~")) ?
	    slice_find(in, SLICE("<~"), 0) + 2 : 0;
	for (; i < in.len && in.ptr[i] != '~'; i++) {
		c = in.ptr[i];
		if (c == 'z' && n == 0) {
			if (put_group(out, 0, 4) < 0)
				return PDFFILTER_FULL;
			continue;
		}
		if (c < '!' || c > 'u')
			continue;
		value = value * 85 + (c - '!');
		if (++n < 5)
			continue;
		if (put_group(out, value, 4) < 0)
			return PDFFILTER_FULL;
		value = 0;
		n = 0;
	}
	if (n < 2)
		return PDFFILTER_WHOLE;
	for (i = n; i < 5; i++)
		value = value * 85 + 84;
	return put_group(out, value, n - 1) < 0 ? PDFFILTER_FULL :
	    PDFFILTER_WHOLE;
}

/* --- packed bytes ------------------------------------------------------- */

static enum pdffilter_end
run_length(struct extract_job *j, struct slice in, struct buf *out)
{
	size_t i, n, from = out->len;

	for (i = 0; i < in.len && in.ptr[i] != 128; ) {
		n = in.ptr[i++];
		if (n < 128) {
			if (buf_put_slice(out, slice_sub(in, i, i + n + 1)) < 0)
				return PDFFILTER_FULL;
			i += n + 1;
			continue;
		}
		for (n = 257 - n; n > 0 && i < in.len; n--)
			if (buf_putc(out, in.ptr[i]) < 0)
				return PDFFILTER_FULL;
		i++;
	}
	if (j != NULL && extract_spend(j, out->len - from, in.len) < 0)
		return PDFFILTER_FULL;
	return PDFFILTER_WHOLE;
}

struct lzw {
	struct slice in;
	size_t at;		/* next byte of in */
	uint32_t bits;
	unsigned bit_count;
	unsigned early;		/* codes grow one step before they must */
	unsigned next, width;
	uint16_t prefix[LZW_CODES];
	uint8_t last[LZW_CODES];
	uint16_t length[LZW_CODES];
};

static int
lzw_code(struct lzw *z)
{
	int code;

	while (z->bit_count < z->width) {
		if (z->at >= z->in.len)
			return -1;
		z->bits = z->bits << 8 | z->in.ptr[z->at++];
		z->bit_count += 8;
	}
	code = (int)(z->bits >> (z->bit_count - z->width) &
	    ((1u << z->width) - 1));
	z->bit_count -= z->width;
	return code;
}

static void
lzw_clear(struct lzw *z)
{
	unsigned i;

	for (i = 0; i < 256; i++) {
		z->last[i] = (uint8_t)i;
		z->length[i] = 1;
	}
	z->next = 258;
	z->width = 9;
}

/* The bytes of a code; returns the first of them, or -1 when out is full. */
static int
lzw_put(const struct lzw *z, unsigned code, struct buf *out)
{
	size_t n = z->length[code], at;

	if (n > out->max - out->len || buf_reserve(out, n) < 0)
		return -1;
	for (at = out->len + n; at > out->len; ) {
		out->ptr[--at] = z->last[code];
		code = z->prefix[code];
	}
	out->len += n;
	return out->ptr[out->len - n];
}

static void
lzw_learn(struct lzw *z, unsigned before, int first)
{
	if (z->next >= LZW_CODES)
		return;
	z->prefix[z->next] = (uint16_t)before;
	z->last[z->next] = (uint8_t)first;
	z->length[z->next] = (uint16_t)(z->length[before] + 1);
	z->next++;
	if (z->next + z->early >= 1u << z->width && z->width < 12)
		z->width++;
}

static enum pdffilter_end
lzw_run(struct extract_job *j, struct lzw *z, struct buf *out)
{
	int code, before = -1, first = 0;
	size_t spent = out->len;

	for (lzw_clear(z); (code = lzw_code(z)) >= 0 && code != LZW_END; ) {
		if (code == LZW_CLEAR) {
			lzw_clear(z);
			before = -1;
			continue;
		}
		if ((unsigned)code > z->next || (before < 0 && code > 255))
			return PDFFILTER_DAMAGED;
		/* A code just being made ends in its own first byte. */
		if ((unsigned)code == z->next) {
			if (z->next >= LZW_CODES)
				return PDFFILTER_DAMAGED;
			lzw_learn(z, (unsigned)before, first);
			before = -1;
		}
		first = lzw_put(z, (unsigned)code, out);
		if (first < 0)
			return PDFFILTER_FULL;
		if (before >= 0)
			lzw_learn(z, (unsigned)before, first);
		before = code;
		if (j != NULL && out->len - spent > SPEND_STEP) {
			if (extract_spend(j, out->len - spent, 0) < 0)
				return PDFFILTER_FULL;
			spent = out->len;
		}
	}
	return PDFFILTER_WHOLE;
}

static enum pdffilter_end
lzw(struct extract_job *j, struct slice in, unsigned early, struct buf *out)
{
	struct lzw *z = calloc(1, sizeof *z);
	enum pdffilter_end end;

	if (z == NULL)
		return PDFFILTER_FULL;
	z->in = in;
	z->early = early;
	end = lzw_run(j, z, out);
	free(z);
	return end;
}

/* Some writers flush their data and never finish it (RFC 1951 3.2.4). */
static bool
is_flushed(struct slice in)
{
	return slice_ends(slice_trim(in), SLICE("\x00\x00\xff\xff"));
}

/*
 * Streams whose checksum is wrong or missing are as good as whole, and real
 * ones are: only data that breaks off is damage.
 */
static enum pdffilter_end
flate(struct extract_job *j, struct slice in, struct buf *out)
{
	struct inflate_end end;
	size_t from = out->len, got;
	int r;

	r = inflate_stream(j, in, INFLATE_ZLIB, out, &end);
	if (r == ERR_LIMIT)
		return PDFFILTER_FULL;
	if ((r == 0 && end.finished) || in.len <= 2 || is_flushed(in))
		return PDFFILTER_WHOLE;
	got = out->len;
	r = inflate_stream(j, slice_from(in, 2), INFLATE_RAW, out, &end);
	if (r == ERR_LIMIT)
		return PDFFILTER_FULL;
	/* The second time has all that the first had, and maybe the end. */
	if (out->len - got >= got - from) {
		memmove(out->ptr + from, out->ptr + got, out->len - got);
		out->len -= got - from;
	} else {
		out->len = got;
	}
	return r == 0 && end.finished ? PDFFILTER_WHOLE : PDFFILTER_DAMAGED;
}

/* --- predictors (7.4.4.4) ----------------------------------------------- */

struct predictor {
	unsigned kind;
	size_t pixel, row;	/* bytes */
};

static struct predictor
predictor_of(const struct pdf_table *t, struct slice parms)
{
	double colors = pdf_number(t, parms, "Colors", 1);
	double bits = pdf_number(t, parms, "BitsPerComponent", 8);
	double columns = pdf_number(t, parms, "Columns", 1);
	double kind = pdf_number(t, parms, "Predictor", 1);
	struct predictor p = { 1, 1, 1 };

	if (colors < 1 || colors > 64 || bits < 1 || bits > 16 ||
	    columns < 1 || columns > 1e6 || kind < 2 || kind > 15)
		return p;
	p.kind = (unsigned)kind;
	p.pixel = (size_t)(colors * bits + 7) / 8;
	p.row = (size_t)(colors * bits * columns + 7) / 8;
	return p;
}

static uint8_t
paeth(uint8_t a, uint8_t b, uint8_t c)
{
	int p = a + b - c;
	int pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);

	return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/* One row in place; above is the row before it, or NULL. */
static void
png_row(uint8_t *row, const uint8_t *above, size_t n, size_t pixel,
    unsigned how)
{
	uint8_t a, b, c;
	size_t i;

	for (i = 0; i < n; i++) {
		a = i >= pixel ? row[i - pixel] : 0;
		b = above != NULL ? above[i] : 0;
		c = above != NULL && i >= pixel ? above[i - pixel] : 0;
		if (how == 1)
			row[i] = (uint8_t)(row[i] + a);
		else if (how == 2)
			row[i] = (uint8_t)(row[i] + b);
		else if (how == 3)
			row[i] = (uint8_t)(row[i] + (a + b) / 2);
		else if (how == 4)
			row[i] = (uint8_t)(row[i] + paeth(a, b, c));
	}
}

/* Undo it in place, from byte from on; rows lose their leading byte. */
static void
unpredict(const struct predictor *p, struct buf *out, size_t from)
{
	uint8_t *src = out->ptr + from, *dst = src, *above = NULL;
	size_t left = out->len - from, n;
	unsigned how;

	while (left > 0) {
		how = p->kind == 2 ? 1 : *src;
		src += p->kind != 2;
		left -= p->kind != 2;
		n = left < p->row ? left : p->row;
		memmove(dst, src, n);
		png_row(dst, p->kind == 2 ? NULL : above, n, p->pixel, how);
		above = dst;
		dst += n;
		src += n;
		left -= n;
	}
	out->len = (size_t)(dst - out->ptr);
}

/* --- the chain ---------------------------------------------------------- */

static bool
is_either(struct pdf_value v, const char *name, const char *brief)
{
	return pdf_is_name(v, name) || pdf_is_name(v, brief);
}

static bool
is_picture(struct pdf_value v)
{
	return is_either(v, "DCTDecode", "DCT") ||
	    is_either(v, "CCITTFaxDecode", "CCF") ||
	    pdf_is_name(v, "JPXDecode") || pdf_is_name(v, "JBIG2Decode");
}

static enum pdffilter_end
run_one(struct extract_job *j, const struct pdf_table *t, struct pdf_value name,
    struct slice parms, struct slice in, struct buf *out)
{
	struct predictor p = predictor_of(t, parms);
	enum pdffilter_end end;
	size_t from = out->len;

	if (is_either(name, "ASCIIHexDecode", "AHx"))
		return ascii_hex(in, out);
	if (is_either(name, "ASCII85Decode", "A85"))
		return ascii_85(in, out);
	if (is_either(name, "RunLengthDecode", "RL"))
		return run_length(j, in, out);
	if (is_either(name, "FlateDecode", "Fl"))
		end = flate(j, in, out);
	else if (is_either(name, "LZWDecode", "LZW"))
		end = lzw(j, in, pdf_number(t, parms, "EarlyChange", 1) != 0,
		    out);
	else if (pdf_is_name(name, "Crypt"))
		return buf_put_slice(out, in) < 0 ? PDFFILTER_FULL :
		    PDFFILTER_WHOLE;
	else
		return is_picture(name) ? PDFFILTER_PICTURE : PDFFILTER_UNKNOWN;
	if (p.kind > 1)
		unpredict(&p, out, from);
	return end;
}

static struct pdf_value
either_key(const struct pdf_table *t, struct slice dict, const char *key,
    const char *brief)
{
	struct pdf_value v = pdf_get(t, dict, key);

	return v.kind != PDF_NONE ? v : pdf_get(t, dict, brief);
}

/* The nth of an array, or the value itself as the first. */
static struct pdf_value
nth(const struct pdf_table *t, struct pdf_value v, size_t n)
{
	struct pdf_value item = { .kind = PDF_NONE };
	struct slice rest = v.raw;
	size_t i;

	if (v.kind != PDF_ARRAY)
		return n == 0 ? v : item;
	for (i = 0; i <= n; i++)
		if (!pdf_next(&rest, &item))
			return (struct pdf_value){ .kind = PDF_NONE };
	return pdf_resolve(t, item);
}

/* Of two buffers, b's content into an empty one: without a copy. */
static enum pdffilter_end
hand_over(struct buf *b, struct slice data, struct buf *out)
{
	size_t max = out->max;

	if (out->len > 0 || data.ptr != b->ptr || b->len > max)
		return buf_put_slice(out, data) < 0 ? PDFFILTER_FULL :
		    PDFFILTER_WHOLE;
	buf_free(out);
	*out = *b;
	out->max = max;
	buf_init(b, max);
	return PDFFILTER_WHOLE;
}

/* Readers differ in which one they take, and so in what they show. */
static int
refuse_two(struct extract_job *j, struct slice dict)
{
	struct pdf_value name, value;
	unsigned filters = 0;

	while (pdf_next(&dict, &name)) {
		if (name.kind != PDF_NAME)
			continue;
		if (!pdf_next(&dict, &value))
			break;
		filters += pdf_name_is(name.raw, "Filter");
	}
	return filters < 2 ? 0 : extract_anomaly(j, ANOMALY_AMBIGUOUS,
	    "data in a PDF with two lists of filters");
}

enum pdffilter_end
pdffilter_run(struct extract_job *j, const struct pdf_table *t,
    struct slice dict, struct slice data, struct buf *out)
{
	struct pdf_value filters = either_key(t, dict, "Filter", "F");
	struct pdf_value parms = either_key(t, dict, "DecodeParms", "DP");
	struct pdf_value name, parm;
	struct buf pass = BUF_INIT(out->max), last = BUF_INIT(out->max);
	enum pdffilter_end end = PDFFILTER_WHOLE, worst = PDFFILTER_WHOLE;
	size_t i;

	if (refuse_two(j, dict) < 0)
		worst = PDFFILTER_DAMAGED;
	for (i = 0; i < PDF_FILTERS_MAX && end <= PDFFILTER_DAMAGED; i++) {
		name = nth(t, filters, i);
		if (name.kind != PDF_NAME)
			break;
		parm = nth(t, parms, i);
		end = run_one(j, t, name, parm.kind == PDF_DICT ? parm.raw :
		    SLICE_NONE, data, &pass);
		if (end != PDFFILTER_WHOLE)
			worst = end;
		/* A picture stays as it is: the data are its file. */
		if (end == PDFFILTER_PICTURE || end == PDFFILTER_UNKNOWN)
			break;
		/* Two in memory at a time, however long the chain. */
		buf_free(&last);
		last = pass;
		buf_init(&pass, out->max);
		data = buf_slice(&last);
	}
	if (i == PDF_FILTERS_MAX && nth(t, filters, i).kind == PDF_NAME)
		worst = PDFFILTER_UNKNOWN;
	if (hand_over(&last, data, out) == PDFFILTER_FULL)
		worst = PDFFILTER_FULL;
	buf_free(&pass);
	buf_free(&last);
	return worst;
}

bool
pdffilter_crypt(const struct pdf_table *t, struct slice dict,
    struct slice *ret_name)
{
	struct pdf_value filters = either_key(t, dict, "Filter", "F");
	struct pdf_value parms = either_key(t, dict, "DecodeParms", "DP");

	if (!pdf_is_name(nth(t, filters, 0), "Crypt"))
		return false;
	parms = nth(t, parms, 0);
	parms = pdf_get(t, parms.kind == PDF_DICT ? parms.raw : SLICE_NONE,
	    "Name");
	/* 7.4.10: without a name it is Identity. */
	*ret_name = parms.kind == PDF_NAME ? parms.raw : SLICE("Identity");
	return true;
}

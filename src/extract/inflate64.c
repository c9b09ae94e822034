#include "extract/inflate64.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"

#define CODE_BITS	15	/* longest code */
#define LITERALS	288
#define DISTANCES	32
#define LENGTHS		19	/* codes for the lengths of codes */
#define END_OF_BLOCK	256
#define PIECE		((size_t)64 * 1024)	/* spent at a time */

/* Canonical code: how many of each length, and the symbols in order. */
struct code {
	uint16_t count[CODE_BITS + 1];
	uint16_t symbol[LITERALS];
};

struct state {
	struct extract_job *j;
	struct slice in;
	size_t at;
	uint32_t bits;
	unsigned bit_count;
	struct buf *out;
	size_t from;		/* where this member begins in out */
	size_t spent;		/* of out, up to here */
	size_t paid;		/* of in, up to here */
	bool is_short;
	struct code literals, distances;
};

static uint32_t
take(struct state *s, unsigned n)
{
	uint32_t v;

	while (s->bit_count < n) {
		if (s->at == s->in.len) {
			s->is_short = true;
			return 0;
		}
		s->bits |= (uint32_t)s->in.ptr[s->at++] << s->bit_count;
		s->bit_count += 8;
	}
	v = s->bits & ((1u << n) - 1);
	s->bits >>= n;
	s->bit_count -= n;
	return v;
}

/* 0 or ERR_SYNTAX when more codes are given than there are. */
static int
make_code(struct code *c, const uint8_t *length, size_t n)
{
	uint16_t next[CODE_BITS + 2];
	int left = 1;
	size_t i;

	memset(c, 0, sizeof *c);
	for (i = 0; i < n; i++)
		c->count[length[i]]++;
	c->count[0] = 0;
	next[1] = 0;
	for (i = 1; i <= CODE_BITS; i++) {
		left = left * 2 - c->count[i];
		if (left < 0)
			return ERR_SYNTAX;
		next[i + 1] = (uint16_t)(next[i] + c->count[i]);
	}
	for (i = 0; i < n; i++)
		if (length[i] != 0)
			c->symbol[next[length[i]]++] = (uint16_t)i;
	return 0;
}

/* A symbol, or a negative number: no code like it, or no more bits. */
static int
decode(struct state *s, const struct code *c)
{
	int code = 0, first = 0, index = 0, n;

	for (n = 1; n <= CODE_BITS; n++) {
		code |= (int)take(s, 1);
		if (s->is_short)
			return ERR_SHORT;
		if (code - first < c->count[n])
			return c->symbol[index + code - first];
		index += c->count[n];
		first = (first + c->count[n]) << 1;
		code <<= 1;
	}
	return ERR_SYNTAX;
}

static int
spend(struct state *s)
{
	int r = 0;

	if (s->j != NULL)
		r = extract_spend(s->j, s->out->len - s->spent,
		    s->at - s->paid);
	s->spent = s->out->len;
	s->paid = s->at;
	return r;
}

static int
put(struct state *s, uint8_t byte)
{
	int r = buf_putc(s->out, byte);

	if (r < 0) {
		if (s->j != NULL)
			(void)extract_anomaly(s->j, ANOMALY_LIMIT,
			    "unpacked member over 64 MB");
		return r;
	}
	return s->out->len - s->spent >= PIECE ? spend(s) : 0;
}

static int
copy_back(struct state *s, uint32_t distance, uint32_t length)
{
	int r = 0;

	if (distance > s->out->len - s->from)
		return ERR_SYNTAX;
	for (; length > 0 && r == 0; length--)
		r = put(s, s->out->ptr[s->out->len - distance]);
	return r;
}

static int
take_match(struct state *s, unsigned symbol)
{
	static const uint16_t length_base[29] = {
		3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35,
		43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 3,
	};
	static const uint8_t length_more[29] = {
		0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3,
		4, 4, 4, 4, 5, 5, 5, 5, 16,
	};
	static const uint32_t distance_base[DISTANCES] = {
		1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193,
		257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
		12289, 16385, 24577, 32769, 49153,
	};
	uint32_t length, distance;
	int d;

	if (symbol - 257 >= 29)
		return ERR_SYNTAX;
	length = length_base[symbol - 257] + take(s, length_more[symbol - 257]);
	d = decode(s, &s->distances);
	if (d < 0)
		return d;
	distance = distance_base[d] + take(s, d < 4 ? 0 :
	    (unsigned)(d / 2 - 1));
	return s->is_short ? ERR_SHORT : copy_back(s, distance, length);
}

static int
coded_block(struct state *s)
{
	int symbol, r = 0;

	while (r == 0) {
		symbol = decode(s, &s->literals);
		if (symbol < 0)
			return symbol;
		if (symbol == END_OF_BLOCK)
			return 0;
		r = symbol < END_OF_BLOCK ? put(s, (uint8_t)symbol) :
		    take_match(s, (unsigned)symbol);
	}
	return r;
}

static int
stored_block(struct state *s)
{
	uint32_t len, check;
	int r = 0;

	s->bits = 0;
	s->bit_count = 0;	/* never more than what is left of a byte */
	len = take(s, 16);
	check = take(s, 16);
	if (s->is_short)
		return ERR_SHORT;
	if ((len ^ check) != 0xffff)
		return ERR_SYNTAX;
	for (; len > 0 && r == 0; len--) {
		if (s->at == s->in.len)
			return ERR_SHORT;
		r = put(s, s->in.ptr[s->at++]);
	}
	return r;
}

static int
fixed_codes(struct state *s)
{
	uint8_t length[LITERALS];

	memset(length, 8, 144);
	memset(length + 144, 9, 112);
	memset(length + 256, 7, 24);
	memset(length + 280, 8, 8);
	(void)make_code(&s->literals, length, LITERALS);
	memset(length, 5, DISTANCES);
	return make_code(&s->distances, length, DISTANCES);
}

/* Lengths of codes, themselves coded, with runs of equal ones. */
static int
take_lengths(struct state *s, uint8_t *length, size_t n)
{
	size_t i, run;
	uint8_t what;
	int symbol;

	for (i = 0; i < n;) {
		symbol = decode(s, &s->literals);
		if (symbol < 0)
			return symbol;
		if (symbol < 16) {
			length[i++] = (uint8_t)symbol;
			continue;
		}
		if (symbol == 16 && i == 0)
			return ERR_SYNTAX;
		what = symbol == 16 ? length[i - 1] : 0;
		run = symbol == 16 ? 3 + take(s, 2) : symbol == 17 ?
		    3 + take(s, 3) : 11 + take(s, 7);
		if (s->is_short)
			return ERR_SHORT;
		if (run > n - i)
			return ERR_SYNTAX;
		memset(length + i, what, run);
		i += run;
	}
	return 0;
}

static int
own_codes(struct state *s)
{
	static const uint8_t order[LENGTHS] = {
		16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1,
		15,
	};
	uint8_t length[LITERALS + DISTANCES];
	size_t literals, distances, lengths, i;
	int r;

	literals = take(s, 5) + 257;
	distances = take(s, 5) + 1;
	lengths = take(s, 4) + 4;
	if (literals > LITERALS)
		return ERR_SYNTAX;
	memset(length, 0, sizeof length);
	for (i = 0; i < lengths; i++)
		length[order[i]] = (uint8_t)take(s, 3);
	if (s->is_short)
		return ERR_SHORT;
	r = make_code(&s->literals, length, LENGTHS);
	memset(length, 0, sizeof length);
	if (r == 0)
		r = take_lengths(s, length, literals + distances);
	if (r == 0 && length[END_OF_BLOCK] == 0)
		r = ERR_SYNTAX;
	if (r == 0)
		r = make_code(&s->distances, length + literals, distances);
	return r < 0 ? r : make_code(&s->literals, length, literals);
}

static int
one_block(struct state *s)
{
	int r;

	switch (take(s, 2)) {
	case 0:
		return s->is_short ? ERR_SHORT : stored_block(s);
	case 1:
		r = fixed_codes(s);
		break;
	case 2:
		r = own_codes(s);
		break;
	default:
		return ERR_SYNTAX;
	}
	return r < 0 ? r : coded_block(s);
}

int
inflate64(struct extract_job *j, struct slice in, struct buf *out,
    size_t *ret_used)
{
	struct state s = { .j = j, .in = in, .out = out, .from = out->len,
	    .spent = out->len };
	bool last;
	int r, paid;

	do {
		last = take(&s, 1) != 0;
		r = s.is_short ? ERR_SHORT : one_block(&s);
	} while (r == 0 && !last);
	*ret_used = s.at;
	if (r == ERR_LIMIT)
		return r;
	paid = spend(&s);
	return r < 0 ? r : paid;
}

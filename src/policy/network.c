#include "policy/network.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/err.h"

/* ERR_SYNTAX if it is no address; *ret_width is that of its family. */
static int
address_of(struct slice text, uint8_t ret[16], unsigned *ret_width)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	char word[INET6_ADDRSTRLEN];

	if (text.len == 0 || text.len >= sizeof word ||
	    slice_chr(text, '\0', 0) != SLICE_NPOS)
		return ERR_SYNTAX;
	memcpy(word, text.ptr, text.len);
	word[text.len] = '\0';
	if (inet_pton(AF_INET, word, ret + sizeof mapped) == 1) {
		memcpy(ret, mapped, sizeof mapped);
		*ret_width = 32;
		return 0;
	}
	*ret_width = 128;
	return inet_pton(AF_INET6, word, ret) == 1 ? 0 : ERR_SYNTAX;
}

static int
length_of(struct slice text, unsigned width, unsigned *ret)
{
	unsigned n = 0;
	size_t i;

	if (text.len == 0 || text.len > 3)
		return ERR_SYNTAX;
	for (i = 0; i < text.len; i++) {
		if (!ascii_is_digit(text.ptr[i]))
			return ERR_SYNTAX;
		n = 10 * n + (unsigned)(text.ptr[i] - '0');
	}
	if (n > width)
		return ERR_SYNTAX;
	*ret = n;
	return 0;
}

/* Is every bit of x that the mask leaves open as in y (or, without y, 0)? */
static bool
agree(const uint8_t x[16], const uint8_t *y, unsigned from, unsigned to)
{
	unsigned i, b;

	for (i = from; i < to; i++) {
		b = 7 - i % 8;
		if ((x[i / 8] >> b & 1) != (y != NULL ? y[i / 8] >> b & 1 : 0))
			return false;
	}
	return true;
}

int
network_parse(struct slice text, struct network *ret)
{
	size_t slash = slice_chr(text, '/', 0);
	unsigned width, bits;
	struct network n;

	if (address_of(slash == SLICE_NPOS ? text : slice_sub(text, 0, slash),
	    n.address, &width) < 0)
		return ERR_SYNTAX;
	bits = width;
	if (slash != SLICE_NPOS &&
	    length_of(slice_from(text, slash + 1), width, &bits) < 0)
		return ERR_SYNTAX;
	n.bits = 128 - width + bits;
	if (!agree(n.address, NULL, n.bits, 128))
		return ERR_SYNTAX;
	*ret = n;
	return 0;
}

bool
network_has(const struct network *n, struct slice address)
{
	uint8_t bytes[16];
	unsigned width;

	if (slice_ieq_str(slice_sub(address, 0, address.len < 5 ?
	    address.len : 5), "IPv6:"))
		address = slice_from(address, 5);
	return address_of(address, bytes, &width) == 0 &&
	    agree(bytes, n->address, 0, n->bits);
}

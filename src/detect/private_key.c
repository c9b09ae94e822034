/*
 * private_key -- private keys in text (personal-data reference 11): armour of
 * RFC 7468, OpenSSH, OpenPGP and SSH2, PuTTY's file, WireGuard, age.  Armour
 * without a key in it is a manual's.
 *
 * Keys in binary files are known by the type of the part (inspector/secrets).
 */
#include <string.h>

#include "detect/context.h"
#include "detect/run.h"
#include "detect/token.h"

#define ARMOUR_REACH	48	/* bytes before "private key" to "begin" */
#define BODY_REACH	1400	/* headers of the armour and its first line */
#define LINE_MIN	32	/* base64 characters in one run */
#define CUT_MIN		12	/* of a key that was cut, with a digit in it */

static const struct detect_label labels[] = {
	{ "private key", DETECT_TRIGGER },
	{ "private-lines:", DETECT_TRIGGER },
	{ "privatekey", DETECT_TRIGGER },
	{ "age-secret-key-1", DETECT_TRIGGER_STEM },
	{ NULL, DETECT_LABEL }
};

/* The window from there on: a paragraph may hold one line of the armour. */
static struct slice
window(const struct detect_context *c, size_t at)
{
	size_t from = c->unit_at + at;

	return slice_sub(slice_of(c->run->shadow.bytes, c->run->shadow.len),
	    from, from + BODY_REACH);
}

/*
 * A line of a key, or what is left of one.  How RSA keys and those of OpenSSH
 * begin is known; other words need a digit, which those of a sentence lack.
 */
static bool
is_key(struct slice run)
{
	size_t i;

	if (run.len >= LINE_MIN || (run.len >= 4 &&
	    slice_starts(run, SLICE("mii"))) ||
	    slice_starts(run, SLICE("b3blbn")))
		return true;
	for (i = 0; i < run.len && !ascii_is_digit(run.ptr[i]); i++)
		;
	return run.len >= CUT_MIN && i < run.len;
}

/*
 * The first run of base64 that is long enough, before any other armour; empty
 * if there is none.  Header fields, escaped line ends and quotes are passed.
 */
static struct slice
body(struct slice s)
{
	size_t at, n;

	for (at = 0; at < s.len; at += n + 1) {
		if (s.ptr[at] == '-' && (slice_starts(slice_from(s, at),
		    SLICE("-----end")) || slice_starts(slice_from(s, at),
		    SLICE("---- end")) || slice_starts(slice_from(s, at),
		    SLICE("-----begin"))))
			break;
		n = token_run(slice_from(s, at), TOKEN_BASE64);
		if (is_key(slice_sub(s, at, at + n)))
			return slice_sub(s, at, at + n);
	}
	return SLICE_NONE;
}

/* "-----BEGIN ... " stands before, on the same line. */
static bool
has_begin(const struct detect_context *c)
{
	size_t low = c->at > ARMOUR_REACH ? c->at - ARMOUR_REACH : 0, at, i;
	struct slice before = slice_sub(c->text, low, c->at);

	for (at = before.len; at > 0; at--)
		if (slice_starts(slice_sub(before, at - 1, before.len),
		    SLICE("begin ")))
			break;
	if (at < 2 || slice_chr(before, '\n', at) != SLICE_NPOS)
		return false;
	i = at - 1;
	while (i > 0 && before.ptr[i - 1] == ' ')
		i--;
	return i > 0 && before.ptr[i - 1] == '-';
}

static int
armour(struct detect_context *c)
{
	struct slice rest = window(c, c->word_to), key;

	if (slice_starts(rest, SLICE(" block")))
		rest = slice_from(rest, 6);
	while (rest.len > 0 && rest.ptr[0] == ' ')
		rest = slice_from(rest, 1);
	if (rest.len == 0 || rest.ptr[0] != '-' || !has_begin(c))
		return 0;
	key = body(rest);
	return key.len > 0 ? detect_secret_put(c, c->at, 3, key) : 0;
}

/* "Private-Lines: 14" and the lines. */
static int
putty(struct detect_context *c)
{
	struct slice rest = window(c, c->word_to), key;

	while (rest.len > 0 && (rest.ptr[0] == ' ' ||
	    ascii_is_digit(rest.ptr[0])))
		rest = slice_from(rest, 1);
	if (rest.len == 0 || (rest.ptr[0] != '\n' && rest.ptr[0] != '\\' &&
	    rest.ptr[0] != SHADOW_UNIT))
		return 0;
	key = body(slice_sub(rest, 0, 100));
	return key.len > 0 ? detect_secret_put(c, c->at, 3, key) : 0;
}

/* PrivateKey = 43 characters of base64 and "=". */
static int
wireguard(struct detect_context *c)
{
	struct slice rest = window(c, c->word_to), key;
	uint8_t cased[44];
	size_t n;

	while (rest.len > 0 && (rest.ptr[0] == ' ' || rest.ptr[0] == '"'))
		rest = slice_from(rest, 1);
	if (rest.len == 0 || (rest.ptr[0] != '=' && rest.ptr[0] != ':'))
		return 0;
	rest = slice_from(rest, 1);
	while (rest.len > 0 && (rest.ptr[0] == ' ' || rest.ptr[0] == '"'))
		rest = slice_from(rest, 1);
	key = slice_sub(rest, 0, token_run(rest, TOKEN_BASE64));
	if (key.len != 44 || key.ptr[43] != '=' || key.ptr[42] == '=')
		return 0;
	n = (size_t)(key.ptr - c->run->shadow.bytes);
	n = detect_cased(c, n, n + key.len, cased, sizeof cased);
	return token_entropy(slice_of(cased, n)) < 40 ? 0 :
	    detect_secret_put(c, c->at, 3, key);
}

static int
scan(struct detect_context *c)
{
	struct slice word = slice_sub(c->text, c->at, c->word_to), rest;
	size_t n;

	if (slice_eq_str(word, "private-lines:"))
		return putty(c);
	if (slice_eq_str(word, "privatekey"))
		return wireguard(c);
	if (slice_starts(word, SLICE("age-"))) {
		rest = window(c, c->word_to);
		n = token_run(rest, TOKEN_ALNUM);
		return n == 58 ? detect_secret_put(c, c->at, 3,
		    slice_sub(rest, 0, n)) : 0;
	}
	return armour(c);
}

const struct detector private_key_detector = {
	.on = DETECT_ON_WORD,
	.labels = labels,
	.scan = scan,
};

/*
 * mail_address -- marks mail addresses in text that are not of our own or a
 * partner's domain (personal-data reference 7).
 */
#include <string.h>

#include "detect/context.h"
#include "detect/maildomain.h"
#include "detect/scene.h"

#define LOCAL_MAX	64	/* RFC 5321 4.5.3.1.1 */
#define DOMAIN_MAX	253
#define ADDRESS_MAX	(LOCAL_MAX + 1 + DOMAIN_MAX)
#define CODE_DIGITS	12	/* so many in a local part: an id of a message */

static bool
is_local(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c >= 0x80 ||
	    (c != 0 && strchr(".!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool
is_domain(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c >= 0x80 ||
	    c == '-' || c == '.';
}

static size_t
local_start(struct slice t, size_t at)
{
	size_t from;

	for (from = at; from > 0 && at - from < LOCAL_MAX &&
	    is_local(t.ptr[from - 1]); from--)
		;
	/* "mailto:a@b" is cut at the colon; "'a@b'" and "=a@b" here. */
	while (from < at && !ascii_is_alpha(t.ptr[from]) &&
	    !ascii_is_digit(t.ptr[from]) && t.ptr[from] < 0x80)
		from++;
	return from;
}

/* End of a domain of two labels at least, the last of letters. */
static size_t
domain_end(struct slice t, size_t from)
{
	size_t to, dot, i;

	for (to = from; to < t.len && to - from < DOMAIN_MAX &&
	    is_domain(t.ptr[to]); to++)
		;
	while (to > from && (t.ptr[to - 1] == '.' || t.ptr[to - 1] == '-'))
		to--;
	dot = slice_rchr(slice_sub(t, from, to), '.');
	if (dot == SLICE_NPOS || dot == 0 || to - from - dot < 3)
		return from;
	for (i = from + dot + 1; i < to; i++)
		if (ascii_is_digit(t.ptr[i]) &&
		    !slice_starts(slice_sub(t, from + dot + 1, to),
		    SLICE("xn--")))
			return from;
	return to;
}

/* The id of a message or of a mailing, not of somebody. */
static bool
is_code(struct slice local)
{
	size_t i, digits, hex, letters;

	digits = hex = letters = 0;
	for (i = 0; i < local.len; i++) {
		digits += ascii_is_digit(local.ptr[i]);
		letters += ascii_is_alpha(local.ptr[i]);
		hex += ascii_hex_value(local.ptr[i]) >= 0;
	}
	if (digits >= CODE_DIGITS && digits + 2 > letters)
		return true;
	/* 16 and more characters of nothing else: a UUID, a digest. */
	return hex >= 16 && digits >= 4 && letters + digits == hex;
}

static int
scan(struct detect_context *c)
{
	uint8_t value[ADDRESS_MAX];
	struct slice local, domain;
	size_t from, to, plus, n;

	from = local_start(c->text, c->at);
	to = domain_end(c->text, c->at + 1);
	if (from == c->at || to == c->at + 1 ||
	    (from > 0 && c->text.ptr[from - 1] == '@') ||
	    (to < c->text.len && c->text.ptr[to] == '@'))
		return 0;
	local = slice_sub(c->text, from, c->at);
	domain = slice_sub(c->text, c->at + 1, to);
	if (is_code(local) || maildomain_is_ours(c->run->plan, domain))
		return 0;
	/* What follows a plus is a folder of the same mailbox. */
	plus = slice_chr(local, '+', 0);
	n = plus == SLICE_NPOS || plus == 0 ? local.len : plus;
	memcpy(value, local.ptr, n);
	value[n++] = '@';
	memcpy(value + n, domain.ptr, domain.len);
	return detect_mark(c, MARK_EMAIL, from, to,
	    slice_of(value, n + domain.len));
}

const struct detector mail_address_recogniser = {
	.on = DETECT_ON_AT,
	.scan = scan,
};

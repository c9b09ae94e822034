#include "detect/own.h"

#include <string.h>

#include "base/mem.h"

#define SORT_DIGITS	6
#define ACCOUNT_DIGITS	8
#define GB_IBAN		22	/* GB, two digits, four letters, fourteen digits */
#define PHONE_MIN	9
#define PHONE_MAX	15	/* E.164 */
#define NUMBER_MIN	8	/* shorter ones are anybody's */
#define STREET_MIN	6	/* "1 The Row" */
#define DIGITS_MAX	32

static void
add(struct detect_plan *p, struct slice form)
{
	p->own = mem_grow(p->own, p->own_count, &p->own_cap, sizeof *p->own);
	p->own[p->own_count++] = plan_own_digest(p, form);
}

static size_t
take_digits(struct slice s, uint8_t out[DIGITS_MAX])
{
	size_t i, n;

	for (i = n = 0; i < s.len && n < DIGITS_MAX; i++)
		if (ascii_is_digit(s.ptr[i]))
			out[n++] = s.ptr[i];
	return n;
}

/* --- telephones ------------------------------------------------------------- */

/* From 44 on, and from 0 on: detectors make the one or the other. */
static void
add_british(struct detect_plan *p, const uint8_t *national, size_t n)
{
	uint8_t form[2 + DIGITS_MAX] = { '4', '4' };

	if (n < PHONE_MIN || n > PHONE_MAX)
		return;
	memcpy(form + 2, national, n);
	add(p, slice_of(form, n + 2));
	form[1] = '0';
	add(p, slice_of(form + 1, n + 1));
}

/* "+44 (0)141 ...", "0044 141 ...", "0141 ...". */
static void
add_telephone(struct detect_plan *p, struct slice s)
{
	uint8_t digits[DIGITS_MAX];
	size_t i, n;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_digit(s.ptr[i]) &&
		    memchr(" +()-./", s.ptr[i], 7) == NULL)
			return;
	n = take_digits(s, digits);
	i = n > 1 && digits[0] == '0' && digits[1] == '0' ? 2 : 0;
	if (i == 0 && n > 0 && digits[0] == '0' && s.ptr[0] != '+') {
		add_british(p, digits + 1, n - 1);
	} else if (n > i + 2 && digits[i] == '4' && digits[i + 1] == '4') {
		i += digits[i + 2] == '0' ? 3 : 2;
		add_british(p, digits + i, n - i);
	} else if (i == 2 || (s.len > 0 && s.ptr[0] == '+')) {
		add(p, slice_of(digits + i, n - i));
	}
}

/* --- accounts --------------------------------------------------------------- */

/* Fourteen digits, and the account by itself. */
static void
add_account(struct detect_plan *p, const uint8_t *digits, size_t n)
{
	uint8_t whole[SORT_DIGITS + ACCOUNT_DIGITS];
	size_t zeros;

	/* Old accounts have leading zeros that nobody writes. */
	if (n > sizeof whole || n < sizeof whole - 2)
		return;
	zeros = sizeof whole - n;
	memcpy(whole, digits, SORT_DIGITS);
	memset(whole + SORT_DIGITS, '0', zeros);
	memcpy(whole + SORT_DIGITS + zeros, digits + SORT_DIGITS,
	    n - SORT_DIGITS);
	add(p, slice_of(whole, sizeof whole));
	add(p, slice_of(whole + SORT_DIGITS, ACCOUNT_DIGITS));
	if (zeros > 0)
		add(p, slice_of(digits + SORT_DIGITS, n - SORT_DIGITS));
}

/* Letters and digits of s; SIZE_MAX if there are more than max. */
static size_t
take_alnum(struct slice s, uint8_t *out, size_t max)
{
	size_t i, n;

	for (i = n = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.ptr[i]) && !ascii_is_alpha(s.ptr[i]))
			continue;
		if (n == max)
			return SIZE_MAX;
		out[n++] = s.ptr[i];
	}
	return n;
}

static bool
is_gb_iban(const uint8_t *s, size_t n)
{
	size_t i;

	if (n != GB_IBAN || s[0] != 'g' || s[1] != 'b')
		return false;
	for (i = GB_IBAN - SORT_DIGITS - ACCOUNT_DIGITS; i < n; i++)
		if (!ascii_is_digit(s[i]))
			return false;
	return true;
}

/* --- numbers with letters before them, addresses ---------------------------- */

static bool
has(struct slice s, bool (*is)(uint8_t))
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (is(s.ptr[i]))
			return true;
	return false;
}

/* A postcode at the end of an address: its last two words, or one. */
static void
add_postcode(struct detect_plan *p, struct slice s)
{
	uint8_t code[8];
	size_t n, at;

	/* Five to seven letters and digits, and a space. */
	for (at = s.len > 8 ? s.len - 8 : 0; at < s.len; at++) {
		if (at > 0 && (ascii_is_alpha(s.ptr[at - 1]) ||
		    ascii_is_digit(s.ptr[at - 1])))
			continue;
		n = take_alnum(slice_from(s, at), code, 7);
		if (n == SIZE_MAX || n < 5 || !ascii_is_alpha(code[0]))
			continue;
		if (ascii_is_digit(code[n - 3]) &&
		    ascii_is_alpha(code[n - 2]) && ascii_is_alpha(code[n - 1]))
			add(p, slice_of(code, n));
	}
}

/* "Foundry House, 14 Foundry Row, Glasgow G1 1AA": its street and postcode. */
static void
add_address(struct detect_plan *p, struct slice s)
{
	struct slice part;
	size_t from, comma;

	if (slice_chr(s, ' ', 0) == SLICE_NPOS || !has(s, ascii_is_alpha) ||
	    !has(s, ascii_is_digit))
		return;
	add_postcode(p, s);
	for (from = 0; from <= s.len; from = comma + 1) {
		comma = slice_chr(s, ',', from);
		if (comma == SLICE_NPOS)
			comma = s.len;
		part = slice_trim(slice_sub(s, from, comma));
		if (part.len >= STREET_MIN && part.len < s.len &&
		    has(part, ascii_is_alpha) && has(part, ascii_is_digit))
			add(p, part);
	}
}

void
own_add(struct detect_plan *p, struct slice folded)
{
	uint8_t digits[DIGITS_MAX], plain[GB_IBAN];
	struct slice s = slice_trim(folded);
	size_t n, m;

	add(p, s);
	/* A mail address is itself; "@house.example" is its domain. */
	if (slice_chr(s, '@', 0) != SLICE_NPOS)
		return;
	add_telephone(p, s);
	n = take_digits(s, digits);
	if (!has(s, ascii_is_alpha)) {
		add_account(p, digits, n);
		return;
	}
	m = take_alnum(s, plain, sizeof plain);
	if (m != SIZE_MAX && is_gb_iban(plain, m))
		add_account(p, plain + GB_IBAN - SORT_DIGITS - ACCOUNT_DIGITS,
		    SORT_DIGITS + ACCOUNT_DIGITS);
	/* "GB 123 4567 89": found without its letters as well. */
	else if (n >= NUMBER_MIN && n + 2 >= m)
		add(p, slice_of(digits, n));
	add_address(p, s);
}

bool
own_has(const struct detect_plan *p, struct slice value)
{
	size_t at;

	if (p->own_count == 0)
		return false;
	if (plan_is_own(p, plan_own_digest(p, value)))
		return true;
	/* Our account, in the IBAN that our bank makes of it. */
	if (is_gb_iban(value.ptr, value.len))
		return plan_is_own(p, plan_own_digest(p, slice_from(value,
		    GB_IBAN - SORT_DIGITS - ACCOUNT_DIGITS)));
	at = slice_chr(value, '@', 0);
	return at != SLICE_NPOS && plan_is_own(p, plan_own_digest(p,
	    slice_from(value, at + 1)));
}

#include "detect/patient.h"

#include <string.h>

#include "detect/checkdigit.h"

#define NAME		3	/* "nhs", "chi" */
#define PADDED_MIN	8	/* digits a spreadsheet may leave of ten */
/* Three of ten digits that begin with a day and pass make a list. */
#define DATED_WEIGHT	4

/* Modulus 11 with weights 10..2; a check digit of 10 is never issued. */
static bool
is_valid(const uint8_t *digits)
{
	static const uint8_t weights[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2 };
	unsigned sum;

	if (detect_is_repeated(digits, PATIENT_DIGITS))
		return false;
	sum = checkdigit_sum(digits, weights, PATIENT_DIGITS - 1);
	return (11 - sum % 11) % 11 == digits[PATIENT_DIGITS - 1];
}

/* 3-3-4, 6-4 (as CHI numbers are written), or parts of them run together. */
static bool
is_grouped(const struct number *n, size_t last)
{
	size_t g, breaks;

	breaks = 0;
	for (g = 0; g < last; g++) {
		if (n->upto[g] != 3 && n->upto[g] != 6)
			return false;
		breaks += n->is_broken[g];
	}
	return breaks <= 1;
}

static bool
has_header(struct detect_context *c, const struct detector *d, size_t to)
{
	return (detect_near_of(c, d, c->at, to) & NEAR_HEADER) != 0;
}

/*
 * A number stored as a number has lost its leading zeros (CHI numbers of the
 * first nine days of a month): only the header tells that it had ten digits.
 */
static bool
is_padded(struct detect_context *c)
{
	const struct number *n = c->number;

	return c->unit->row != 0 && c->at == 0 && n->group_count == 1 &&
	    n->end[0] == c->text.len && n->total >= PADDED_MIN &&
	    n->total < PATIENT_DIGITS &&
	    (has_header(c, &uk_nhs_number_detector, n->end[0]) ||
	    has_header(c, &uk_chi_number_detector, n->end[0]));
}

/*
 * A day in front is a CHI number where anything Scottish speaks for it, and
 * an NHS number where not.
 */
static enum patient_kind
kind_of(struct detect_context *c, const struct patient *p)
{
	if (p->is_named)
		return p->is_dated && c->text.ptr[c->at] == 'c' ?
		    PATIENT_CHI : PATIENT_NHS;
	if (p->is_dated && (detect_near_of(c, &uk_chi_number_detector, c->at,
	    p->to) & NEAR_OWN) != 0)
		return PATIENT_CHI;
	return PATIENT_NHS;
}

static void
judge(struct detect_context *c, struct patient *p, const uint8_t *digits)
{
	size_t i;

	p->kind = PATIENT_SHAPE;
	if (!is_valid(digits))
		return;
	for (i = 0; i < PATIENT_DIGITS; i++)
		p->value[i] = (uint8_t)('0' + digits[i]);
	p->is_dated = checkdigit_is_day(checkdigit_pair(digits),
	    checkdigit_pair(digits + 2), checkdigit_pair(digits + 4));
	p->is_clock = digits[0] == 1 && !p->is_padded && !p->is_named &&
	    c->number->group_count == 1;
	p->kind = kind_of(c, p);
}

/* "CHI0101901232.pdf" */
static void
read_named(struct detect_context *c, struct patient *p)
{
	struct number n;
	struct slice name;
	size_t last;

	name = slice_sub(c->text, c->at, c->at + NAME);
	if (!slice_eq_str(name, "nhs") && !slice_eq_str(name, "chi"))
		return;
	number_read(c->text, c->at + NAME, &n);
	last = number_group_at(&n, PATIENT_DIGITS);
	if (last == SIZE_MAX || !is_grouped(&n, last) ||
	    !ascii_is_digit(c->text.ptr[c->at + NAME]) ||
	    !detect_is_apart(c, c->at, n.end[last]))
		return;
	p->is_named = true;
	p->to = n.end[last];
	judge(c, p, n.digits);
}

void
patient_read(struct detect_context *c, struct patient *p)
{
	uint8_t digits[PATIENT_DIGITS] = { 0 };
	const struct number *n = c->number;
	size_t last;

	memset(p, 0, sizeof *p);
	if (n == NULL) {
		read_named(c, p);
		return;
	}
	last = number_group_at(n, PATIENT_DIGITS);
	if (last != SIZE_MAX) {
		p->to = n->end[last];
		if (is_grouped(n, last) && detect_is_apart(c, c->at, p->to) &&
		    !number_is_dialled(c->text, c->at))
			judge(c, p, n->digits);
	} else if (is_padded(c)) {
		p->is_padded = true;
		p->to = n->end[0];
		memcpy(digits + PATIENT_DIGITS - n->total, n->digits,
		    n->total);
		judge(c, p, digits);
	}
}

int
patient_put(struct detect_context *c, const struct patient *p)
{
	struct detect_hit hit = { .from = c->at, .to = p->to };
	unsigned near;

	near = detect_near(c, c->at, p->to);
	/* A moment near the word "hospital" is still no patient. */
	if (p->is_clock && !p->is_dated)
		near &= ~(unsigned)NEAR_TOPIC;
	/* One number in eleven passes: the check alone is only possible. */
	hit.tier = detect_tier(p->is_named || (near & NEAR_OWN) != 0 ? 3 :
	    p->is_padded ? 0 : 1, near);
	hit.value = slice_of(p->value, PATIENT_DIGITS);
	hit.weight = p->is_dated ? DATED_WEIGHT : 1;
	return detect_hit_put(c, &hit);
}

/*
 * recognise_account_number -- numbers that may be bank accounts: eight
 * digits, or six and seven with their label.  Alone they are nothing;
 * uk_bank_account pairs them with sort codes.
 */
#include "detect/bank.h"
#include "detect/labels.h"
#include "detect/scene.h"

#define DIGITS		8
#define DIGITS_MIN	6	/* old accounts, padded in front */

static const struct detect_label labels[] = {
	{ "account", DETECT_LABEL },
	{ "account no", DETECT_LABEL },
	{ "account number", DETECT_LABEL },
	{ "account num", DETECT_LABEL },
	{ "account ref", DETECT_LABEL },
	{ "accountno", DETECT_LABEL },
	{ "accountnumber", DETECT_LABEL },
	{ "account_no", DETECT_LABEL },
	{ "account_number", DETECT_LABEL },
	{ "acc", DETECT_LABEL },
	{ "acc no", DETECT_LABEL },
	{ "acct", DETECT_LABEL },
	{ "acct no", DETECT_LABEL },
	{ "a/c", DETECT_LABEL },
	{ "a/c no", DETECT_LABEL },
	{ "ac", DETECT_LABEL },
	{ "ac no", DETECT_LABEL },
	{ "rhif cyfrif", DETECT_LABEL },
	{ "rhif y cyfrif", DETECT_LABEL },
	{ "àireamh cunntais", DETECT_LABEL },
	{ "numer konta", DETECT_LABEL },
	LABELS_TELEPHONE,
	LABELS_COMPANY,
	{ NULL, DETECT_LABEL }
};

int
bank_mark_account(struct detect_context *c, size_t from, size_t to,
    unsigned flags)
{
	uint8_t digits[NUMBER_DIGITS_MAX];
	size_t i, n;

	for (i = from, n = 0; i < to && n < sizeof digits; i++)
		if (ascii_is_digit(c->text.ptr[i]))
			digits[n++] = c->text.ptr[i];
	return detect_mark_graded(c, MARK_ACCOUNT, flags, from, to,
	    slice_of(digits, n));
}

static int
scan(struct detect_context *c)
{
	const struct number *n = c->number;
	unsigned near, flags;
	size_t last, digits;

	for (digits = DIGITS; digits >= DIGITS_MIN; digits--) {
		last = number_group_at(n, digits);
		if (last == 0 || (last == 1 && digits == DIGITS &&
		    number_is_grouped(n, last, "\4\4")))
			break;
	}
	if (digits < DIGITS_MIN || !detect_is_apart(c, c->at, n->end[last]))
		return 0;
	near = detect_near(c, c->at, n->end[last]);
	flags = (near & (NEAR_BESIDE | NEAR_HEADER)) != 0 ? BANK_LABELLED : 0;
	if ((near & NEAR_NEGATIVE) != 0 || (digits < DIGITS &&
	    (near & (NEAR_BESIDE | NEAR_HEADER)) == 0))
		return 0;
	return bank_mark_account(c, c->at, n->end[last], flags);
}

const struct detector account_number_recogniser = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << 6 | 1 << 7 | 1 << DIGITS,
	.labels = labels,
	.scan = scan,
};

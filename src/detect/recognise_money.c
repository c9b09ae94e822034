/*
 * money -- marks sums of money: "£642.18", "1,204.60 pounds", "GBP 25".
 */
#include "detect/context.h"
#include "detect/scene.h"

#define DIGITS_MAX	15

static const struct detect_label labels[] = {
	{ "£", DETECT_TRIGGER_STEM },
	{ "€", DETECT_TRIGGER_STEM },
	{ "gbp", DETECT_TRIGGER_STEM },
	{ "eur", DETECT_TRIGGER_STEM },
	{ "pounds", DETECT_TRIGGER },
	{ "zł", DETECT_TRIGGER },
	{ "pln", DETECT_TRIGGER },
	{ NULL, DETECT_LABEL }
};

static bool
is_sum_byte(uint8_t c)
{
	return ascii_is_digit(c) || c == ',' || c == '.';
}

/* Digits after the sign, or before the word; the value is the digits. */
static int
scan(struct detect_context *c)
{
	uint8_t value[DIGITS_MAX];
	struct slice t = c->text;
	size_t from, to, i, n;

	from = c->word_to < t.len && t.ptr[c->word_to] == ' ' ?
	    c->word_to + 1 : c->word_to;
	for (to = from; to < t.len && is_sum_byte(t.ptr[to]); to++)
		;
	if (to == from || !ascii_is_digit(t.ptr[from])) {
		to = c->at > 0 && t.ptr[c->at - 1] == ' ' ? c->at - 1 : c->at;
		for (from = to; from > 0 && is_sum_byte(t.ptr[from - 1]);
		    from--)
			;
	}
	for (i = from, n = 0; i < to && n < sizeof value; i++)
		if (ascii_is_digit(t.ptr[i]))
			value[n++] = t.ptr[i];
	if (n == 0)
		return 0;
	return detect_mark(c, MARK_MONEY, from, to, slice_of(value, n));
}

const struct detector money_recogniser = {
	.on = DETECT_ON_WORD,
	.labels = labels,
	.scan = scan,
};

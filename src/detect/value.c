#include "detect/value.h"

#include <stddef.h>
#include <string.h>

static const char *const nothing[] = { "none", "no", "n", "nil", "n/a", "na",
	"n\\a", "none known", "none declared", "none disclosed",
	"none reported", "none stated", "not applicable", "not known",
	"unknown", "not stated", "not disclosed", "not declared",
	"not provided", "not recorded", "not given", "not asked", "blank",
	"prefer not to say", "prefer not to answer", "prefer not to disclose",
	"rather not say", "declined to say", "declined", "refused",
	"did not say", "not answered", "no answer", "no response", "tbc",
	"tba", "to be confirmed", "pending", "optional", "please state",
	"please specify", "please select", "please tick", "please choose",
	"please describe", "please give details", "select", "choose",
	"choose an item", "click here to enter text", "select one",
	"select an option", "yes/no", "yes / no", "y/n", "y / n", "yes or no",
	"no/yes", "no / yes", "tick", "enter text", "see below", "see over",
	"see attached", "total", "all", "any", "other", "dim", "nie", "brak",
	"chan eil", "nie dotyczy", "ddim yn berthnasol", "false", "null",
	"0", "-", "no known allergies", "nka", "nkda", "no disability",
	"no disabilities", "not disabled", "no known disability",
	"none to declare", "nothing to declare", "no issues", "no concerns",
	"nil known", "ok", "fine", "good", NULL };

static const char *const yes[] = { "yes", "y", "true", "x", "1", "ie",
	"oes", "tak", "tha", "declared", "positive", "pos", "confirmed",
	"\xe2\x9c\x93", "\xe2\x9c\x94", "\xe2\x98\x91", "\xe2\x98\x92", NULL };

static bool
is_one_of(struct slice value, const char *const *words)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (slice_eq_str(value, words[i]))
			return true;
	return false;
}

/* Without what surrounds it: "[ none. ]". */
static struct slice
bare(struct slice value)
{
	static const char marks[] = "()[]<>{}.,;:_*\"'|-=";

	value = slice_trim(value);
	while (value.len > 1 && (value.ptr[0] <= ' ' ||
	    strchr(marks, value.ptr[0]) != NULL))
		value = slice_from(value, 1);
	while (value.len > 1 && (value.ptr[value.len - 1] <= ' ' ||
	    strchr(marks, value.ptr[value.len - 1]) != NULL))
		value = slice_sub(value, 0, value.len - 1);
	return value;
}

static bool
has_letter(struct slice value)
{
	size_t i;

	for (i = 0; i < value.len; i++)
		if (ascii_is_alpha(value.ptr[i]) || value.ptr[i] >= 0x80)
			return true;
	return false;
}

/* "White Scottish / White English / Pakistani", "[ ] Yes [ ] No". */
static bool
is_choice(struct slice value)
{
	size_t i, slashes, boxes;

	slashes = boxes = 0;
	for (i = 0; i + 1 < value.len; i++) {
		slashes += value.ptr[i] == '/' && (value.ptr[i + 1] == ' ' ||
		    (i > 0 && value.ptr[i - 1] == ' '));
		boxes += value.ptr[i] == '[' && (value.ptr[i + 1] == ' ' ||
		    value.ptr[i + 1] == ']' || value.ptr[i + 1] == '_');
	}
	if (slice_find(value, SLICE("[x]"), 0) != SLICE_NPOS ||
	    slice_find(value, SLICE("(x)"), 0) != SLICE_NPOS ||
	    slice_find(value, SLICE("\xe2\x98\x92"), 0) != SLICE_NPOS ||
	    slice_find(value, SLICE("\xe2\x98\x91"), 0) != SLICE_NPOS)
		return false;
	return slashes >= 2 || boxes >= 1 ||
	    slice_find(value, SLICE("\xe2\x98\x90"), 0) != SLICE_NPOS ||
	    slice_find(value, SLICE("___"), 0) != SLICE_NPOS ||
	    slice_find(value, SLICE("...."), 0) != SLICE_NPOS;
}

bool
value_is_filled(struct slice value)
{
	if (is_choice(value))
		return false;
	value = bare(value);
	if (is_one_of(value, yes))
		return true;
	return value.len > 1 && has_letter(value) && value.ptr[0] != '<' &&
	    !is_one_of(value, nothing);
}

bool
value_is_yes(struct slice value)
{
	return is_one_of(bare(value), yes);
}

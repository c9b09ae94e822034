#include "disclaimer/turn.h"

#define SHORT	8	/* words of a stretch that is no sentence of its own */
#define REACH	3	/* words from "may" to "copy" */

uint32_t
turn_digest(struct slice word)
{
	uint32_t x = 2166136261u;
	size_t i;

	for (i = 0; i < word.len; i++)
		x = (x ^ word.ptr[i]) * 16777619u;
	return x;
}

enum class { PLAIN, NEGATION, PERMISSION, USE, CLAIM };

/* "isn't" comes as "isn t". */
static const struct { const char *word; enum class is; } words[] = {
	{ "not", NEGATION }, { "no", NEGATION }, { "never", NEGATION },
	{ "nor", NEGATION }, { "neither", NEGATION }, { "none", NEGATION },
	{ "cannot", NEGATION }, { "without", NEGATION },
	{ "unless", NEGATION }, { "except", NEGATION },
	{ "hardly", NEGATION }, { "isn", NEGATION }, { "aren", NEGATION },
	{ "wasn", NEGATION }, { "don", NEGATION }, { "doesn", NEGATION },
	{ "mustn", NEGATION }, { "needn", NEGATION }, { "won", NEGATION },
	{ "shouldn", NEGATION }, { "isnt", NEGATION }, { "arent", NEGATION },
	{ "dont", NEGATION }, { "doesnt", NEGATION }, { "non", NEGATION },
	/* Gaelic, Welsh */
	{ "cha", NEGATION }, { "chan", NEGATION }, { "nach", NEGATION },
	{ "na", NEGATION }, { "chaneil", NEGATION }, { "nid", NEGATION },
	{ "nad", NEGATION }, { "ni", NEGATION }, { "nac", NEGATION },
	{ "ddim", NEGATION }, { "peidiwch", NEGATION },
	{ "peidio", NEGATION }, { "heb", NEGATION },
	/* French, German, Polish, Spanish */
	{ "ne", NEGATION }, { "pas", NEGATION }, { "nicht", NEGATION },
	{ "kein", NEGATION }, { "keine", NEGATION }, { "nie", NEGATION },
	{ "may", PERMISSION }, { "can", PERMISSION }, { "free", PERMISSION },
	{ "freely", PERMISSION }, { "allowed", PERMISSION },
	{ "permitted", PERMISSION }, { "welcome", PERMISSION },
	{ "entitled", PERMISSION }, { "encouraged", PERMISSION },
	{ "public", PERMISSION }, { "anyone", PERMISSION },
	{ "anybody", PERMISSION }, { "everyone", PERMISSION },
	{ "everybody", PERMISSION },
	{ "faodaidh", PERMISSION }, { "saor", PERMISSION },
	{ "gallwch", PERMISSION }, { "cewch", PERMISSION },
	{ "rhydd", PERMISSION }, { "croeso", PERMISSION },
	{ "copy", USE }, { "share", USE }, { "forward", USE },
	{ "pass", USE }, { "use", USE }, { "disclose", USE },
	{ "distribute", USE }, { "publish", USE }, { "print", USE },
	{ "act", USE }, { "rely", USE }, { "keep", USE }, { "read", USE },
	{ "post", USE }, { "reproduce", USE }, { "show", USE },
	{ "confidential", CLAIM }, { "private", CLAIM },
	{ "privileged", CLAIM }, { "secret", CLAIM }, { "diomhair", CLAIM },
	{ "gyfrinachol", CLAIM }, { "cyfrinachol", CLAIM },
};

static enum class
class_of(uint32_t word)
{
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (turn_digest(slice_str(words[i].word)) == word)
			return words[i].is;
	return PLAIN;
}

/* How often what a stretch says is said the other way. */
struct turns {
	size_t negations, permissions;
	size_t denials;		/* "not confidential" */
	size_t leaves;		/* "may copy", but not "may not copy" */
};

static void
count(const uint32_t *w, size_t n, struct turns *t)
{
	size_t i, last_no = SIZE_MAX, last_may = SIZE_MAX;

	*t = (struct turns){ .negations = 0 };
	for (i = 0; i < n; i++) {
		switch (class_of(w[i])) {
		case PLAIN:
			break;
		case NEGATION:
			t->negations++;
			last_no = i;
			last_may = SIZE_MAX;
			break;
		case PERMISSION:
			t->permissions++;
			/* "nobody may", "not allowed to" */
			if (last_no == SIZE_MAX || i - last_no > REACH)
				last_may = i;
			break;
		case USE:
			t->leaves += last_may != SIZE_MAX &&
			    i - last_may <= REACH;
			break;
		case CLAIM:
			t->denials += last_no != SIZE_MAX &&
			    i - last_no <= REACH;
			break;
		}
	}
}

bool
turn_differs(const uint32_t *text, size_t text_count, const uint32_t *copy,
    size_t copy_count)
{
	struct turns was, is;

	count(text, text_count, &was);
	count(copy, copy_count, &is);
	if (text_count <= SHORT && copy_count <= SHORT)
		return was.negations != is.negations ||
		    was.permissions != is.permissions;
	return is.denials > was.denials || is.leaves > was.leaves;
}

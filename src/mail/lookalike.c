#include "mail/lookalike.h"

#include <string.h>

#include "mail/glyph.h"

/*
 * How many letters a name must have before each kind of likeness counts.
 * Below, most names of one length are taken by somebody (bt, sky, bbc).
 */
struct least {
	uint8_t looks;		/* the same to the eye, all in ASCII */
	uint8_t swapped;	/* two letters, or one written twice */
	uint8_t slipped;	/* a key beside the right one, a letter missing */
	uint8_t any;		/* any one letter */
	uint8_t ending;		/* .co for .com */
};

static const struct least least[] = {
	[LOOKALIKE_OURS] = { 4, 5, 6, 7, 3 },
	[LOOKALIKE_WELL_KNOWN] = { 4, 5, 5, 7, 3 },
	[LOOKALIKE_WRITTEN_TO] = { 5, 6, 8, UINT8_MAX, 5 },
};

/* --- parts of a domain -------------------------------------------------------- */

/* Labels under which each country, or everybody, registers names. */
static const char *const second_levels[] = { "ac", "asso", "co", "com", "edu",
    "gob", "gouv", "gov", "gv", "ltd", "llyw", "me", "mod", "ne", "net", "nhs",
    "nom", "or", "org", "plc", "police", "sch", NULL };
static const char *const any_country[] = { "ac", "co", "gov", "llyw", "nhs",
    "org", "police", "sch", NULL };
/* Their registries give names to those bodies only, each its own. */
static const char *const closed[] = { "ac", "edu", "gob", "gouv", "gov",
    "llyw", "mod", "nhs", "police", "sch", NULL };

static bool
is_one_of(struct slice s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (slice_eq_str(s, *words))
			return true;
	return false;
}

/* The last label of s; the rest, without its dot, is left in s. */
static struct slice
take_last(struct slice *s)
{
	size_t dot = slice_rchr(*s, '.');
	struct slice last;

	if (dot == SLICE_NPOS) {
		last = *s;
		*s = slice_of(s->ptr, 0);
		return last;
	}
	last = slice_from(*s, dot + 1);
	*s = slice_sub(*s, 0, dot);
	return last;
}

/* "mail", "foundryrow" and "org.uk" of mail.foundryrow.org.uk. */
static void
split(struct lookalike *x)
{
	struct slice rest = x->domain, last, second, before;

	last = take_last(&rest);
	x->label = last;
	if (rest.len == 0)
		return;
	x->suffix = last;
	second = take_last(&rest);
	before = rest;
	if (before.len > 0 && (is_one_of(second, any_country) ||
	    (last.len == 2 && is_one_of(second, second_levels)))) {
		x->suffix = slice_of(second.ptr, second.len + 1 + last.len);
		second = take_last(&before);
	}
	x->label = second;
	x->below = before;
}

/* What the eye takes for one another becomes one; hyphens are passed over. */
static size_t
make_skeleton(const uint8_t *text, size_t n, uint8_t *out)
{
	/* 0 to 9: o l z e a s b t b g */
	static const uint8_t digits[] = "olzeasbtbg";
	size_t i, len = 0;
	uint8_t c;

	for (i = 0; i < n; i++) {
		c = text[i];
		if (c == '-')
			continue;
		if (ascii_is_digit(c))
			c = digits[c - '0'];
		else if (c == 'i' || c == '|')
			c = 'l';
		else if (c == 'r' && i + 1 < n && text[i + 1] == 'n')
			c = 'm';
		else if (c == 'v' && i + 1 < n && text[i + 1] == 'v')
			c = 'w';
		else if (c == 'c' && i + 1 < n && text[i + 1] == 'l')
			c = 'd';
		/* Two letters that make one. */
		i += c != text[i] && (c == 'm' || c == 'w' || c == 'd');
		out[len++] = c;
	}
	return len;
}

bool
lookalike_make(struct slice domain, struct lookalike *ret)
{
	struct slice label;

	*ret = (struct lookalike){ .domain = domain };
	if (domain.len == 0 || domain.ptr[0] == '[' ||
	    domain.ptr[domain.len - 1] == '.')
		return false;
	split(ret);
	label = ret->label;
	if (label.len == 0 || label.len > 4 * LOOKALIKE_LABEL_MAX)
		return false;
	ret->is_ascii = slice_is_ascii(label);
	if (ret->is_ascii && label.len > LOOKALIKE_LABEL_MAX)
		return false;
	ret->text_len = (uint8_t)glyph_fold(label, ret->text,
	    sizeof ret->text);
	ret->skeleton_len = (uint8_t)make_skeleton(ret->text, ret->text_len,
	    ret->skeleton);
	return true;
}

/* --- what fingers do ------------------------------------------------------------ */

/* Keys that touch on the keyboards of these islands. */
static bool
are_neighbours(uint8_t a, uint8_t b)
{
	static const char *const beside[26] = { "qwsz", "vghn", "xdfv",
	    "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko", "huikmn",
	    "jiolm", "kop", "njk", "bhjm", "iklp", "ol", "wa", "edft",
	    "awedxz", "rfgy", "yhji", "cfgb", "qase", "zsdc", "tghu", "asx" };

	return a >= 'a' && a <= 'z' && b != '\0' &&
	    strchr(beside[a - 'a'], b) != NULL;
}

static bool
is_letter(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

/* One letter for another, everything else equal, from i on. */
static bool
is_replaced(const uint8_t *x, const uint8_t *k, size_t n, size_t i,
    const struct least *l, bool is_closed)
{
	if (!is_letter(x[i]) || !is_letter(k[i]) ||
	    memcmp(x + i + 1, k + i + 1, n - i - 1) != 0 || is_closed)
		return false;
	if (n >= l->any)
		return true;
	return n >= l->slipped && are_neighbours(k[i], x[i]);
}

/* Two letters have changed places. */
static bool
is_swapped(const uint8_t *x, const uint8_t *k, size_t n, size_t i,
    const struct least *l)
{
	return n >= l->swapped && i + 1 < n && is_letter(x[i]) &&
	    is_letter(x[i + 1]) && x[i] == k[i + 1] && x[i + 1] == k[i] &&
	    memcmp(x + i + 2, k + i + 2, n - i - 2) == 0;
}

/* x has one letter more than k, at i. */
static bool
has_more(const uint8_t *x, size_t n, const uint8_t *k, size_t i,
    const struct least *l, bool is_closed)
{
	uint8_t before = i > 0 ? x[i - 1] : '\0';
	uint8_t after = i + 1 < n ? x[i + 1] : '\0';

	/* "smith" and "smiths" are two firms; so are unit4 and unit. */
	if (!is_letter(x[i]) || memcmp(x + i + 1, k + i, n - i - 1) != 0 ||
	    (i + 1 == n && x[i] == 's'))
		return false;
	if (x[i] == before || x[i] == after)
		return n > l->swapped;
	if (is_closed)
		return false;
	return n > l->any || (n > l->slipped &&
	    (are_neighbours(before, x[i]) || are_neighbours(after, x[i])));
}

/* x lacks one letter of k, at i. */
static bool
has_less(const uint8_t *x, const uint8_t *k, size_t n, size_t i,
    const struct least *l, bool is_closed)
{
	if (!is_letter(k[i]) || memcmp(x + i, k + i + 1, n - i - 1) != 0 ||
	    (i + 1 == n && k[i] == 's'))
		return false;
	/* "cloud" is no slip of "icloud". */
	if (i == 0 && n < 8)
		return false;
	return n >= l->slipped && !is_closed;
}

/* Is the text x the text k with one slip of a finger? */
static bool
is_slip(struct slice x, struct slice k, const struct least *l, bool is_closed)
{
	size_t i, n = x.len < k.len ? x.len : k.len;

	if (x.len > k.len + 1 || k.len > x.len + 1)
		return false;
	for (i = 0; i < n && x.ptr[i] == k.ptr[i]; i++)
		;
	if (x.len == k.len)
		return i < n && (is_swapped(x.ptr, k.ptr, n, i, l) ||
		    is_replaced(x.ptr, k.ptr, n, i, l, is_closed));
	if (x.len > k.len)
		return has_more(x.ptr, x.len, k.ptr, i, l, is_closed);
	return has_less(x.ptr, k.ptr, k.len, i, l, is_closed);
}

/* --- endings ----------------------------------------------------------------------- */

/* No ending, or the ending of a country that a finger reaches by a slip. */
static const struct {
	const char *right, *wrong;
	bool exists;		/* somebody's ending: the name must be long */
} endings[] = {
	{ "com", "con", false }, { "com", "co", true }, { "com", "cm", true },
	{ "com", "om", true }, { "com", "cmo", false },
	{ "com", "comm", false }, { "com", "coom", false },
	{ "com", "ccom", false }, { "com", "ocm", false },
	{ "com", "vom", false }, { "com", "xom", false },
	{ "com", "cim", false }, { "com", "cpm", false },
	{ "com", "clm", false }, { "com", "c0m", false },
	{ "com", "col", false }, { "com", "cok", false },
	{ "com", "comn", false }, { "com", "conm", false },
	{ "com", "som", false }, { "com", "dom", false },
	{ "co.uk", "couk", false }, { "co.uk", "co.ik", false },
	{ "co.uk", "co.yk", false }, { "co.uk", "co.ul", false },
	{ "co.uk", "co.uj", false }, { "co.uk", "co.u", false },
	{ "co.uk", "co.k", false }, { "co.uk", "c.uk", true },
	{ "co.uk", "o.uk", true }, { "co.uk", "cp.uk", true },
	{ "co.uk", "ci.uk", true }, { "co.uk", "vo.uk", true },
	{ "co.uk", "xo.uk", true }, { "co.uk", "oc.uk", true },
	{ "co.uk", "co.ku", false }, { "co.uk", "co.uuk", false },
	{ "co.uk", "co.ukk", false }, { "co.uk", "co", true },
	{ "org.uk", "orguk", false }, { "org.uk", "ogr.uk", true },
	{ "org.uk", "og.uk", true }, { "org.uk", "or.uk", true },
	{ "org.uk", "rg.uk", true }, { "org.uk", "orh.uk", true },
	{ "org.uk", "org.ik", false }, { "org.uk", "org.u", false },
	{ "org.uk", "org.ku", false }, { "gov.uk", "govuk", false },
	{ "gov.uk", "gov.ik", false }, { "gov.uk", "go.uk", true },
	{ "gov.uk", "gob.uk", true }, { "gov.uk", "gvo.uk", true },
	{ "gov.uk", "giv.uk", true }, { "gov.uk", "gov.u", false },
	{ "net", "ner", false }, { "net", "nte", false },
	{ "net", "ent", false }, { "net", "nett", false },
	{ "net", "met", false }, { "net", "ne", true },
	{ "org", "ogr", false }, { "org", "orgg", false },
	{ "org", "orh", false }, { "org", "prg", false },
	{ "org", "rog", false }, { "org", "og", false },
};

static bool
is_wrong_ending(const struct lookalike *x, const struct lookalike *k,
    const struct least *l)
{
	static const struct least word = { 5, 5, 5, 5, 5 };
	struct slice xs = x->suffix, ks = k->suffix, last, wanted;
	size_t i;

	for (i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (slice_eq_str(k->suffix, endings[i].right) &&
		    slice_eq_str(x->suffix, endings[i].wrong))
			return k->text_len >= (endings[i].exists ?
			    l->ending : 2);
	/* Long endings are words of their own: .exmaple, .hosuing */
	last = take_last(&xs);
	wanted = take_last(&ks);
	return slice_eq(xs, ks) && is_slip(last, wanted, &word, false);
}

/* --- tricks with dots and hyphens --------------------------------------------- */

/* Does `labels` hold the labels of `part`, one after another? */
static bool
has_labels(struct slice labels, struct slice part)
{
	size_t at = 0, end;

	while ((at = slice_find(labels, part, at)) != SLICE_NPOS) {
		end = at + part.len;
		if ((at == 0 || labels.ptr[at - 1] == '.') &&
		    (end == labels.len || labels.ptr[end] == '.'))
			return true;
		at++;
	}
	return false;
}

/* Equal, but for hyphens in x where k has dots? */
static bool
is_hyphenated(struct slice x, struct slice k)
{
	size_t i;

	for (i = 0; i < x.len && i < k.len; i++)
		if (x.ptr[i] != k.ptr[i] &&
		    !(x.ptr[i] == '-' && k.ptr[i] == '.'))
			return false;
	return x.len == k.len;
}

/* "foundryrow-example" or "foundryrowexample" of foundryrow.example. */
static bool
is_run_together(struct slice label, const struct lookalike *k)
{
	struct slice rest = label;

	/* plusnet.pl is not plus.net */
	if (!slice_starts(rest, k->label) || k->suffix.len < 3 ||
	    k->text_len < 5)
		return false;
	rest = slice_from(rest, k->label.len);
	if (rest.len > 0 && rest.ptr[0] == '-')
		rest = slice_from(rest, 1);
	return is_hyphenated(rest, k->suffix);
}

static bool
is_trick(const struct lookalike *x, const struct lookalike *k)
{
	struct slice names, whole;

	if (k->suffix.len == 0 || x->suffix.len == 0)
		return false;
	whole = slice_of(k->label.ptr, k->label.len + 1 + k->suffix.len);
	names = slice_sub(x->domain, 0, x->domain.len - x->suffix.len - 1);
	/* foundryrow.example.evil.example, oakvale-gov.uk */
	return has_labels(names, whole) || is_hyphenated(x->domain, whole) ||
	    is_run_together(x->label, k);
}

/* --- all together --------------------------------------------------------------- */

static bool
has_closed_suffix(const struct lookalike *k)
{
	struct slice rest = k->suffix, last = take_last(&rest);

	return is_one_of(rest.len > 0 ? rest : last, closed);
}

static bool
looks_same(const struct lookalike *x, const struct lookalike *k,
    const struct least *l)
{
	if (x->skeleton_len != k->skeleton_len ||
	    memcmp(x->skeleton, k->skeleton, k->skeleton_len) != 0)
		return false;
	/* What has no letter that it looks like looks like nothing. */
	if (memchr(k->skeleton, '?', k->skeleton_len) != NULL)
		return false;
	return k->text_len >= (x->is_ascii ? l->looks : 3);
}

bool
lookalike_is(const struct lookalike *x, const struct lookalike *k,
    enum lookalike_owner owner)
{
	const struct least *l = &least[owner];
	bool same_label = slice_eq(x->label, k->label);

	if (slice_eq(x->suffix, k->suffix)) {
		/* The same owner, whatever stands below it. */
		if (same_label)
			return false;
		return looks_same(x, k, l) ||
		    is_slip(slice_of(x->text, x->text_len),
		    slice_of(k->text, k->text_len), l, has_closed_suffix(k)) ||
		    is_trick(x, k);
	}
	if (same_label && k->suffix.len > 0 && ((owner == LOOKALIKE_OURS &&
	    k->text_len >= l->slipped) || is_wrong_ending(x, k, l)))
		return true;
	return is_trick(x, k);
}

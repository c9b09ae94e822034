#include "policy/tokens.h"

#include <string.h>

bool
token_is_letter(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool
has_word(const char *const *words, struct slice s)
{
	for (; *words != NULL; words++)
		if (slice_eq_str(s, *words))
			return true;
	return false;
}

/* Before and after names, in addresses and where names are shown. */
static const char *const decorations[] = { "mr", "mrs", "ms", "miss", "mx",
    "dr", "rev", "prof", "sir", "the", "real", "its", "im", "iam", "hello",
    "home", "work", "office", "personal", "private", "priv", "mail", "email",
    "gmail", "hotmail", "mobile", "phone", "new", "old", "uk", "ie", "scot",
    "jr", "jnr", "snr", "sr", "xx", "xxx", "bsc", "phd", NULL };

static const char *const titles[] = { "mr", "mrs", "ms", "miss", "mx", NULL };

/* An address of a post or a firm, not of a person. */
static const char *const roles[] = { "info", "office", "admin", "sales",
    "accounts", "account", "enquiries", "enquiry", "inquiries", "contact",
    "hello", "mail", "email", "help", "helpdesk", "support", "service",
    "services", "repairs", "housing", "team", "reception", "bookings",
    "booking", "orders", "jobs", "hr", "it", "finance", "payments", "invoices",
    "billing", "noreply", "no", "reply", "donotreply", "postmaster",
    "webmaster", "abuse", "secretary", "treasurer", "chair", "chairman",
    "chairperson", "committee", "governance", "comms", "marketing", "press",
    "news", "newsletter", "media", "web", "group", "club", "shop", "store",
    "lettings", "rents", "rent", "maintenance", "complaints", "feedback",
    "director", "manager", "officer", "assistant", "staff", "everyone",
    "all", "training", "volunteers", "fundraising", "events", "library",
    "school", "church", "surgery", "practice", "clinic", "legal", "quotes",
    NULL };

/* Parts of family names that are written apart from the rest. */
static const char *const particles[] = { "o", "mac", "mc", "nic", "ni", "ui",
    "ap", "de", "da", "di", "du", "del", "della", "des", "dos", "la", "le",
    "van", "von", "der", "den", "ter", "bin", "ibn", "al", "el", "st", "san",
    NULL };

bool
token_is(enum token_list list, struct slice s)
{
	switch (list) {
	case TOKEN_TITLE:
		return has_word(titles, s);
	case TOKEN_ROLE:
		return has_word(roles, s);
	case TOKEN_PARTICLE:
		return has_word(particles, s);
	}
	return false;
}

uint32_t
token_letters(struct slice s)
{
	uint32_t set = 0;
	size_t i;

	for (i = 0; i < s.len; i++)
		if (token_is_letter(s.ptr[i]))
			set |= UINT32_C(1) << (s.ptr[i] - 'a');
	return set;
}

void
tokens_make(struct tokens *t, struct slice folded)
{
	size_t i, n = 0, from = 0;
	bool in_word = false;
	uint8_t c;

	t->count = 0;
	for (i = 0; i < folded.len && n < sizeof t->letters; i++) {
		c = folded.ptr[i];
		if (c == '\'')
			continue;
		if (token_is_letter(c)) {
			if (!in_word) {
				if (t->count == TOKENS_MAX)
					break;
				from = n;
				in_word = true;
				t->count++;
			}
			t->letters[n++] = c;
			t->word[t->count - 1] = slice_of(t->letters + from,
			    n - from);
		} else {
			in_word = false;
		}
	}
	t->all = slice_of(t->letters, n);
	t->has = token_letters(t->all);
}

static void
tokens_drop(struct tokens *t, size_t at)
{
	uint8_t *p = (uint8_t *)(uintptr_t)t->word[at].ptr;
	size_t n = t->word[at].len, i;

	memmove(p, p + n, (size_t)(t->letters + t->all.len - p) - n);
	t->all.len -= n;
	t->count--;
	for (i = at; i < t->count; i++)
		t->word[i] = slice_of(t->word[i + 1].ptr - n,
		    t->word[i + 1].len);
}

bool
tokens_have(const struct tokens *t, enum token_list list)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		if (token_is(list, t->word[i]))
			return true;
	return false;
}

bool
tokens_undecorate(struct tokens *t)
{
	bool changed = false;
	size_t i;

	for (i = t->count; i-- > 0; )
		if (t->count > 1 && has_word(decorations, t->word[i])) {
			tokens_drop(t, i);
			changed = true;
		}
	return changed;
}

bool
tokens_unglue(struct tokens *t)
{
	const char *const *d;
	struct slice word = t->all;
	size_t n;

	if (t->count != 1)
		return false;
	for (d = decorations; *d != NULL; d++) {
		n = strlen(*d);
		if (word.len < n + 5)
			continue;
		if (slice_starts(word, slice_str(*d)))
			word = slice_from(word, n);
		else if (n > 1 && slice_ends(word, slice_str(*d)))
			word = slice_sub(word, 0, word.len - n);
		else
			continue;
		t->word[0] = t->all = word;
		return true;
	}
	return false;
}

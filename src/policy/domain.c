#include "policy/domain.h"

#include <idn2.h>
#include <libpsl.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/* RFC 1035: 253 characters; U-labels in UTF-8 may be longer. */
#define DOMAIN_MAX	1024

static bool
is_folded_ascii(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x80 || ascii_lower(s.ptr[i]) != s.ptr[i])
			return false;
	return true;
}

static struct slice
ascii_fold(struct arena *a, struct slice s)
{
	struct slice copy = arena_dup(a, s);
	uint8_t *p;
	size_t i;

	if (copy.ptr == NULL)
		return s;
	p = (uint8_t *)(uintptr_t)copy.ptr;
	for (i = 0; i < s.len; i++)
		p[i] = ascii_lower(p[i]);
	return copy;
}

struct slice
domain_fold(struct arena *a, struct slice domain)
{
	char text[DOMAIN_MAX + 1], *out = NULL;
	struct slice s = SLICE_NONE;
	bool wildcard;

	if (is_folded_ascii(domain))
		return domain;
	if (slice_is_ascii(domain) || domain.len > DOMAIN_MAX ||
	    slice_chr(domain, '\0', 0) != SLICE_NPOS)
		return ascii_fold(a, domain);
	wildcard = slice_starts(domain, SLICE("*."));
	if (wildcard)
		domain = slice_from(domain, 2);
	memcpy(text, domain.ptr, domain.len);
	text[domain.len] = '\0';
	if (idn2_to_ascii_8z(text, &out, IDN2_NFC_INPUT |
	    IDN2_NONTRANSITIONAL) == IDN2_OK)
		s = arena_printf(a, "%s%s", wildcard ? "*." : "", out);
	idn2_free(out);
	return s.ptr != NULL ? s : ascii_fold(a, domain);
}

struct slice
domain_unicode(struct arena *a, struct slice domain)
{
	char text[DOMAIN_MAX + 1], *out = NULL;
	struct slice s = SLICE_NONE;

	if (slice_find(domain, SLICE("xn--"), 0) == SLICE_NPOS ||
	    domain.len > DOMAIN_MAX ||
	    slice_chr(domain, '\0', 0) != SLICE_NPOS)
		return domain;
	memcpy(text, domain.ptr, domain.len);
	text[domain.len] = '\0';
	if (idn2_to_unicode_8z8z(text, &out, 0) == IDN2_OK)
		s = arena_printf(a, "%s", out);
	idn2_free(out);
	return s.ptr != NULL ? s : domain;
}

struct slice
domain_registrable(struct slice domain)
{
	char text[DOMAIN_MAX + 1];
	const char *found;

	if (domain.len == 0 || domain.len > DOMAIN_MAX ||
	    domain.ptr[0] == '[' ||
	    slice_chr(domain, '\0', 0) != SLICE_NPOS)
		return SLICE_NONE;
	memcpy(text, domain.ptr, domain.len);
	text[domain.len] = '\0';
	found = psl_registrable_domain(psl_builtin(), text);
	return found == NULL ? SLICE_NONE :
	    slice_from(domain, (size_t)(found - text));
}

bool
domain_is_entry(struct slice text)
{
	size_t i;

	if (slice_starts(text, SLICE("*.")))
		text = slice_from(text, 2);
	if (text.len == 0 || text.len > DOMAIN_MAX ||
	    text.ptr[0] == '.' || text.ptr[text.len - 1] == '.' ||
	    slice_find(text, SLICE(".."), 0) != SLICE_NPOS)
		return false;
	for (i = 0; i < text.len; i++)
		if (text.ptr[i] < 0x80 && !ascii_is_digit(text.ptr[i]) &&
		    !ascii_is_alpha(text.ptr[i]) && text.ptr[i] != '-' &&
		    text.ptr[i] != '_' && text.ptr[i] != '.')
			return false;
	return true;
}

struct slice
address_fold(struct arena *a, const struct address *address)
{
	struct slice domain = domain_fold(a, address->domain);
	uint8_t *p;
	size_t i, n = 0;

	p = arena_alloc(a, address->local.len + 1 + domain.len);
	if (p == NULL)
		return SLICE_NONE;
	/* "j.smith"@x and j.smith@x are one mailbox (RFC 5321 4.1.2). */
	for (i = 0; i < address->local.len; i++) {
		if (address->local.ptr[i] == '"')
			continue;
		if (address->local.ptr[i] == '\\' &&
		    i + 1 < address->local.len)
			i++;
		p[n++] = ascii_lower(address->local.ptr[i]);
	}
	p[n++] = '@';
	if (domain.len > 0)
		memcpy(p + n, domain.ptr, domain.len);
	return slice_of(p, n + domain.len);
}

int
name_set_add(struct name_set *s, struct arena *a, struct slice name,
    size_t tag)
{
	s->entries = arena_grow(a, s->entries, s->count, &s->cap,
	    sizeof *s->entries);
	if (s->entries == NULL) {
		s->count = s->cap = 0;
		return ERR_LIMIT;
	}
	s->entries[s->count++] = (struct name_entry){ name, tag };
	return 0;
}

static int
entry_order(const void *a, const void *b)
{
	const struct name_entry *x = a, *y = b;

	return slice_cmp(x->name, y->name);
}

void
name_set_sort(struct name_set *s)
{
	if (s->count > 1)
		qsort(s->entries, s->count, sizeof *s->entries, entry_order);
}

const struct name_entry *
name_set_find(const struct name_set *s, struct slice name)
{
	struct name_entry key = { name, 0 };

	if (s->count == 0)
		return NULL;
	return bsearch(&key, s->entries, s->count, sizeof *s->entries,
	    entry_order);
}

/* Compare an entry with "*" followed by a suffix that starts with a dot. */
static const struct name_entry *
find_wildcard(const struct name_set *s, struct slice suffix)
{
	uint8_t text[DOMAIN_MAX + 2];

	if (suffix.len > DOMAIN_MAX)
		return NULL;
	text[0] = '*';
	memcpy(text + 1, suffix.ptr, suffix.len);
	return name_set_find(s, slice_of(text, suffix.len + 1));
}

const struct name_entry *
name_set_domain(const struct name_set *s, struct slice domain)
{
	const struct name_entry *e;
	size_t dot = 0;

	if (domain.len == 0)
		return NULL;
	e = name_set_find(s, domain);
	while (e == NULL) {
		dot = slice_chr(domain, '.', dot);
		if (dot == SLICE_NPOS)
			return NULL;
		if (dot > 0)
			e = find_wildcard(s, slice_from(domain, dot));
		dot++;
	}
	return e;
}

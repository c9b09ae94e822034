#include "detect/named.h"

#include <string.h>

#include "base/err.h"
#include "detect/signature.h"

struct slice
named_text(const struct named *rd, size_t i)
{
	return slice_of(rd->run->shadow.bytes + rd->words[i].from,
	    rd->words[i].to - rd->words[i].from);
}

void
named_add(struct named_name *n, struct slice word)
{
	if (word.len + 1 > sizeof n->bytes - n->len)
		return;
	if (n->len > 0)
		n->bytes[n->len++] = ' ';
	memcpy(n->bytes + n->len, word.ptr, word.len);
	n->len += word.len;
}

int
named_mark(struct named *rd, enum mark_kind kind, size_t from, size_t to,
    const struct named_name *name)
{
	const struct detect_plan *p = rd->run->plan;
	struct slice value = slice_of(name->bytes, name->len);
	struct mark m;

	if (plan_is_own(p, plan_own_digest(p, value)) ||
	    signature_holds(rd->run, from))
		return 0;
	memset(&m, 0, sizeof m);
	m.from = (uint32_t)from;
	m.to = (uint32_t)to;
	m.kind = (uint8_t)kind;
	m.value = siphash(p->key, value);
	return run_mark(rd->run, &m);
}

/* Words first..last (last not in it) as one name, without titles. */
int
named_mark_words(struct named *rd, enum mark_kind kind, size_t first, size_t last,
    size_t name_first)
{
	struct named_name name;
	size_t i;

	name.len = 0;
	for (i = name_first; i < last; i++)
		named_add(&name, named_text(rd, i));
	return named_mark(rd, kind, rd->words[first].from, rd->words[last - 1].to,
	    &name);
}

bool
named_follows(const struct named *rd, size_t i)
{
	return i < rd->count && (rd->words[i].gap == NAMEWORD_BLANK ||
	    (rd->words[i].gap == NAMEWORD_POINT &&
	    rd->words[i - 1].written == NAMEWORD_INITIAL));
}

/* "john smith ltd", "12 john smith street": named after somebody. */
bool
named_is_namesake(const struct named *rd, size_t first, size_t last)
{
	const uint8_t *p = rd->run->shadow.bytes;
	const struct nameword *w = &rd->words[last];
	size_t i;

	if (first > 0 && rd->words[first].gap == NAMEWORD_BLANK &&
	    nameword_is(&rd->words[first - 1], NAME_OTHER) &&
	    (slice_eq_str(named_text(rd, first - 1), "royal") ||
	    slice_eq_str(named_text(rd, first - 1), "saint")))
		return true;
	if (first > 0 && rd->words[first].gap <= NAMEWORD_POINT &&
	    rd->words[first].gap != NAMEWORD_START &&
	    slice_eq_str(named_text(rd, first - 1), "st"))
		return true;
	if (last >= rd->count || rd->words[last].gap != NAMEWORD_BLANK ||
	    !nameword_is(w, NAME_STREET | NAME_BODY))
		return false;
	if (w->written == NAMEWORD_LOWER &&
	    rd->words[first].written != NAMEWORD_LOWER)
		return false;
	/* "jane smith housing officer": that is what she does. */
	for (i = last + 1; i < rd->count && i <= last + 3 &&
	    rd->words[i].gap == NAMEWORD_BLANK; i++)
		if (nameword_is(&rd->words[i], NAME_ROLE))
			return false;
	/* "jane smith's house": hers. */
	return p[rd->words[last - 1].to] == ' ';
}

/*
 * Words first.. as they stand after a label or in a cell of names: where the
 * name ends; first if it is none.
 */
size_t
named_end(const struct named *rd, size_t first, bool alone)
{
	const struct nameword *w;
	size_t i, n, capitals;
	bool known;

	known = false;
	capitals = n = 0;
	for (i = first; i < rd->count && i < first + NAME_WORDS_MAX; i++) {
		w = &rd->words[i];
		if (i > first && !named_follows(rd, i) &&
		    !(w->gap == NAMEWORD_POINT && nameword_is(w - 1, NAME_TITLE)) &&
		    !(w->gap == NAMEWORD_COMMA && i == first + 1))
			break;
		if (w->written == NAMEWORD_NONE)
			return first;
		if (nameword_is(w, NAME_TITLE | NAME_PARTICLE) ||
		    w->written == NAMEWORD_INITIAL)
			continue;
		if (nameword_is(w, NAME_BODY | NAME_OTHER | NAME_LABEL |
		    NAME_ROLE | NAME_STREET) &&
		    !nameword_is(w, NAME_GIVEN | NAME_SURNAME))
			return n > 0 && w->written == NAMEWORD_LOWER &&
			    !nameword_is(w, NAME_BODY | NAME_STREET) &&
			    known ? i : first;
		if (w->written == NAMEWORD_LOWER && n > 0 && capitals > 0)
			break;	/* "Jane Smith has ..." */
		n++;
		capitals += nameword_is_capital(w);
		known = known || nameword_is_given(w) || nameword_is_surname(w) ||
		    (n > 1 && nameword_is(w, NAME_GIVEN | NAME_SURNAME));
	}
	if (n == 0 || (!known && capitals < 2) || (n == 1 && !alone))
		return first;
	return i;
}

/* "Product name", "Company": what has such a name is no person. */
bool
named_is_thing(struct slice header)
{
	static const char *const things[] = {
		"company", "organisation", "organization", "business", "file",
		"product", "project", "school", "building", "scheme",
		"supplier", "contractor", "property", "course", "event",
		"item", "account", "user", "street", "estate", "trust",
		"charity", "group", "team", "host", "domain", "display",
		"brand", "department", "rule", "field", "column", NULL
	};
	size_t i;

	header = slice_trim(header);
	for (i = 0; things[i] != NULL; i++)
		if (slice_istarts(header, slice_str(things[i])))
			return true;
	return false;
}

bool
named_is_surname(struct slice label)
{
	return slice_eq_str(label, "surname") ||
	    slice_eq_str(label, "lastname") || slice_eq_str(label, "cyfenw") ||
	    slice_eq_str(label, "sloinneadh") ||
	    slice_eq_str(label, "nazwisko");
}

int
named_mark_found(struct named *rd, size_t first, size_t end)
{
	struct named_name name;
	size_t i;

	name.len = 0;
	/* "Okafor, Ngozi" */
	if (end == first + 2 && rd->words[first + 1].gap == NAMEWORD_COMMA) {
		named_add(&name, named_text(rd, first + 1));
		named_add(&name, named_text(rd, first));
	} else {
		for (i = first; i < end; i++)
			if (!nameword_is(&rd->words[i], NAME_TITLE) ||
			    nameword_is(&rd->words[i], NAME_GIVEN))
				named_add(&name, named_text(rd, i));
	}
	return named_mark(rd, MARK_PERSON, rd->words[first].from,
	    rd->words[end - 1].to, &name);
}

int
named_read(struct named *rd, struct detect_run *run, size_t from, size_t to)
{
	int r;

	memset(rd, 0, sizeof *rd);
	rd->run = run;
	r = namewords_read(run, from, to);
	rd->words = run->name_words;
	rd->count = run->name_word_count;
	rd->from = from;
	rd->to = to;
	return r;
}

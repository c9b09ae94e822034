#include "inspector/hops.h"

#include "base/limits.h"
#include "extract/quote.h"

#define BLOCK_LINES	10	/* of a header block that are looked at */
#define BLOCKS_MAX	1000	/* nobody asks for more */

struct hops {
	uint32_t count;		/* sent on so far, from the outside inwards */
	uint32_t most;		/* with what the prefixes still say */
	uint32_t alone;		/* marks without a block */
	uint32_t level;		/* the deepest quote */
	uint32_t blocks;	/* looked at */
	bool is_answered;	/* the message above answers the next one */
	bool has_answers;	/* "On Monday Iain wrote:" stands somewhere */
	uint64_t seen[HOPS_MAX];
	size_t seen_count;
};

static uint64_t
hash_of(struct slice value, uint64_t h)
{
	size_t i;

	for (i = 0; i < value.len; i++)
		if (ascii_is_alpha(value.ptr[i]) || ascii_is_digit(value.ptr[i]))
			h = (h ^ ascii_lower(value.ptr[i])) *
			    UINT64_C(1099511628211);
	return h;
}

/* The value of the block's field of one of these names; empty: none. */
static struct slice
block_field(struct slice rest, const char *const *names)
{
	struct slice line, name;
	size_t colon, n, i;

	for (n = 0; n < BLOCK_LINES && rest.len > 0; n++) {
		line = slice_trim(quote_unmark(quote_first_line(rest)));
		rest = quote_next(rest);
		if (line.len == 0 && n > 0)
			break;
		colon = slice_chr(line, ':', 0);
		if (colon == SLICE_NPOS || colon > 24)
			continue;
		name = slice_trim(slice_sub(line, 0, colon));
		while (name.len > 0 && name.ptr[0] == '*')
			name = slice_from(name, 1);
		while (name.len > 0 && name.ptr[name.len - 1] == '*')
			name.len--;
		line = slice_trim(slice_from(line, colon + 1));
		while (line.len > 0 && (line.ptr[0] == '*' ||
		    line.ptr[0] == ' '))
			line = slice_from(line, 1);
		for (i = 0; names[i] != NULL; i++)
			if (slice_ieq_str(slice_trim(name), names[i]))
				return line;
	}
	return SLICE_NONE;
}

static bool
was_seen(struct hops *h, uint64_t block)
{
	size_t i;

	for (i = 0; i < h->seen_count; i++)
		if (h->seen[i] == block)
			return true;
	if (h->seen_count < HOPS_MAX)
		h->seen[h->seen_count++] = block;
	return false;
}

static const char *const dates[] = { "sent", "date", "gesendet", "datum",
	"envoy\xc3\xa9", "enviado", "enviado el", "fecha", "enviada", "data",
	"inviato", "verzonden", "wys\xc5\x82""ano", "anfonwyd", "dyddiad",
	NULL };
static const char *const subjects[] = { "subject", "betreff", "objet",
	"asunto", "assunto", "oggetto", "onderwerp", "temat", "emne",
	"\xc3\xa4mne", "pwnc", "cuspair", NULL };

static const char *const froms[] = { "from", "von", "de", "da", "van", "od",
	"fra", "fr\xc3\xa5n", "oddi wrth", "bho", NULL };

/* Does the header of an older message begin here?  *ret_from: its sender. */
static bool
is_block(struct slice rest, struct slice *ret_from)
{
	*ret_from = block_field(quote_first_line(rest), froms);
	return ret_from->len > 0 &&
	    (block_field(quote_next(rest), dates).len > 0 ||
	    block_field(quote_next(rest), subjects).len > 0);
}

/* One older message begins: was it sent on by the one above, or answered? */
static void
block_put(struct hops *h, struct slice rest, struct slice from,
    bool is_marked)
{
	struct slice subject = block_field(rest, subjects);
	struct prefixes p;
	uint64_t id;

	h->blocks++;
	id = hash_of(block_field(rest, dates), hash_of(from,
	    UINT64_C(14695981039346656037)));
	if (was_seen(h, id))
		return;
	if (is_marked || !h->is_answered)
		h->count++;
	prefix_read(subject, &p);
	h->is_answered = p.is_reply;
	/* Programs that keep one prefix leave the rest to the blocks. */
	if (h->count + p.forwards > h->most)
		h->most = h->count + p.forwards;
}

/* A mark of a forward: its block follows, From: not always first. */
static void
mark_put(struct hops *h, struct slice rest)
{
	struct slice from = block_field(rest, froms);

	if (from.len > 0)
		block_put(h, rest, from, true);
	else
		h->alone++;
}

static uint32_t
level_of(struct slice line)
{
	uint32_t level = 0;
	size_t i;

	for (i = 0; i < line.len && (line.ptr[i] == '>' ||
	    line.ptr[i] == ' '); i++)
		level += line.ptr[i] == '>';
	/* An empty line at the deepest level is nobody's. */
	return i < line.len ? level : 0;
}

static bool
is_attribution(struct slice line)
{
	static const char *const verbs[] = { "wrote:", "schrieb", "crit :",
		"crit:", "escribi\xc3\xb3:", "napisa", "sgrifennod", NULL };
	size_t i;

	for (i = 0; line.len < 300 && verbs[i] != NULL; i++)
		if (slice_ifind(line, slice_str(verbs[i]), 0) != SLICE_NPOS)
			return line.ptr[line.len - 1] == ':';
	return false;
}

static void
text_walk(struct hops *h, struct slice text)
{
	struct slice rest, line, from;
	uint32_t level;

	for (rest = text; rest.len > 0 && h->blocks < BLOCKS_MAX;
	    rest = quote_next(rest)) {
		line = quote_first_line(rest);
		level = level_of(line);
		if (level > h->level)
			h->level = level;
		line = slice_trim(quote_unmark(line));
		if (line.len == 0)
			continue;
		if (quote_is_forward(line)) {
			mark_put(h, quote_next(rest));
		} else if (is_block(rest, &from)) {
			block_put(h, rest, from, false);
		} else if (is_attribution(line)) {
			h->has_answers = true;
		}
	}
}

uint32_t
hops_count(const struct prefixes *subject, struct slice own,
    struct slice quoted)
{
	struct hops h = { .is_answered = subject->is_reply };
	uint32_t count;

	text_walk(&h, own);
	text_walk(&h, quoted);
	count = h.count + h.alone;
	if (h.most > count)
		count = h.most;
	/* Old programs put one ">" more before all that they send on. */
	if (h.count == 0 && !h.has_answers && h.level > count)
		count = h.level;
	return subject->forwards > count ? subject->forwards : count;
}

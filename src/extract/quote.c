#include "extract/quote.h"

#include <stddef.h>

#define ATTRIBUTION_LINES	3
#define ATTRIBUTION_MAX		400
#define BLOCK_LINES		7

struct slice
quote_first_line(struct slice rest)
{
	struct slice line = slice_sub(rest, 0, slice_chr(rest, '\n', 0));

	while (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

struct slice
quote_next(struct slice rest)
{
	size_t end = slice_chr(rest, '\n', 0);

	return end == SLICE_NPOS ? slice_from(rest, rest.len) :
	    slice_from(rest, end + 1);
}

struct slice
quote_unmark(struct slice line)
{
	size_t at;

	for (at = 0; at < line.len; at++)
		if (line.ptr[at] != '>' && line.ptr[at] != ' ' &&
		    line.ptr[at] != '\t')
			break;
	return slice_chr(slice_sub(line, 0, at), '>', 0) == SLICE_NPOS ?
	    line : slice_from(line, at);
}

static bool
starts_with_any(struct slice s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (slice_istarts(s, slice_str(*words)))
			return true;
	return false;
}

static bool
contains_any(struct slice s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (slice_ifind(s, slice_str(*words), 0) != SLICE_NPOS)
			return true;
	return false;
}

/* --- "On Tuesday, Iain wrote:" ------------------------------------------------- */

static const char *const attribution_starts[] = {
	"on ", "am ", "le ", "el ", "il ", "op ", "em ", "den ", "dnia ",
	"w dniu ", "ar ", "air ", NULL
};

static const char *const attribution_verbs[] = {
	"wrote", "schrieb", "crit", "escribi", "scritto", "schreef",
	"escreveu", "skrev", "napisa", "sgrifennod", "sgr\xc3\xacobh", NULL
};

/* Often folded over two or three lines; the last one ends with a colon. */
static bool
is_attribution(struct slice rest, struct slice *ret_after)
{
	struct slice all, line, at = rest;
	size_t n;

	line = slice_trim(quote_first_line(rest));
	if (!starts_with_any(line, attribution_starts))
		return false;
	for (n = 0; n < ATTRIBUTION_LINES && at.len > 0; n++) {
		line = slice_trim(quote_first_line(at));
		at = quote_next(at);
		if (line.len == 0)
			return false;
		if (line.ptr[line.len - 1] != ':')
			continue;
		all = slice_sub(rest, 0, rest.len - at.len);
		*ret_after = at;
		return all.len <= ATTRIBUTION_MAX &&
		    contains_any(all, attribution_verbs);
	}
	return false;
}

/* --- separators and header blocks ------------------------------------------------- */

static const char *const forward_marks[] = {
	"forwarded message", "begin forwarded message", "forwarded by",
	"weitergeleitete nachricht", "weitergeleitet von",
	"message transf", "mensaje reenviado", "messaggio inoltrato",
	"doorgestuurd bericht", "wiadomo\xc5\x9b\xc4\x87 przekazana",
	"mensagem encaminhada", "przekazana wiadomo", "tre\xc5\x9b\xc4\x87 "
	"przekazanej", "neges wedi'i hanfon ymlaen", "neges a anfonwyd ymlaen",
	"videresendt", "vidarebefordrat", "videresendt melding", NULL
};

/* Apple Mail and others, without dashes; whole lines. */
static const char *const bare_marks[] = {
	"begin forwarded message:", "anfang der weitergeleiteten nachricht:",
	"anfang der weitergeleiteten e-mail:",
	"d\xc3\xa9" "but du message transf\xc3\xa9r\xc3\xa9",
	"d\xc3\xa9" "but du message r\xc3\xa9" "exp\xc3\xa9" "di\xc3\xa9",
	"inicio del mensaje reenviado:", "inizio messaggio inoltrato:",
	"begin doorgestuurd bericht:",
	"pocz\xc4\x85tek przekazywanej wiadomo",
	"pocz\xc4\x85tek przekazanej wiadomo",
	"in\xc3\xad" "cio da mensagem reencaminhada:",
	"in\xc3\xad" "cio da mensagem encaminhada:", NULL
};

static const char *const original_marks[] = {
	"original message", "original appointment", "urspr", "message d",
	"mensaje original", "messaggio originale", "oorspronkelijk bericht",
	"mensagem original", "wiadomo\xc5\x9b\xc4\x87 oryginalna",
	"alkuper", "oprindelig", "opprinnelig", NULL
};

/* The words between the dashes of such a line; empty if it is none. */
static struct slice
dashed_words(struct slice line)
{
	size_t from, to;

	line = slice_trim(line);
	for (from = 0; from < line.len && line.ptr[from] == '-'; from++)
		;
	for (to = line.len; to > from && line.ptr[to - 1] == '-'; to--)
		;
	return from >= 2 ? slice_trim(slice_sub(line, from, to)) : SLICE_NONE;
}

bool
quote_is_forward(struct slice line)
{
	struct slice words = dashed_words(line);

	line = slice_trim(line);
	return (line.len < 100 && starts_with_any(line, bare_marks)) ||
	    (words.len > 0 && words.len < 100 &&
	    starts_with_any(words, forward_marks));
}

bool
quote_is_separator(struct slice line)
{
	struct slice words = dashed_words(line);

	return quote_is_forward(line) || (words.len > 0 && words.len < 100 &&
	    starts_with_any(words, original_marks));
}

static const char *const from_words[] = {
	"from", "von", "de", "da", "van", "od", "fra", "fr\xc3\xa5n",
	"l\xc3\xa4hett\xc3\xa4j\xc3\xa4", "oddi wrth", NULL
};

static const char *const other_words[] = {
	"sent", "date", "to", "cc", "subject",
	"gesendet", "datum", "an", "betreff",
	"envoy\xc3\xa9", "\xc3\xa0", "objet",
	"enviado", "enviada", "para", "asunto", "assunto", "fecha", "data",
	"inviato", "a", "oggetto", "verzonden", "aan", "onderwerp",
	"wys\xc5\x82""ano", "do", "temat", "til", "till", "emne",
	"\xc3\xa4mne", NULL
};

/* "From: x", "*From:* x", "From : x"; gives what follows the colon. */
static bool
is_field_of(struct slice line, const char *const *words,
    struct slice *ret_value)
{
	struct slice name;
	size_t colon, i;

	line = slice_trim(quote_unmark(line));
	colon = slice_chr(line, ':', 0);
	if (colon == SLICE_NPOS || colon > 24)
		return false;
	name = slice_trim(slice_sub(line, 0, colon));
	while (name.len > 0 && name.ptr[0] == '*')
		name = slice_from(name, 1);
	while (name.len > 0 && (name.ptr[name.len - 1] == '*' ||
	    name.ptr[name.len - 1] == ' '))
		name.len--;
	for (i = 0; words[i] != NULL; i++) {
		if (!slice_ieq_str(name, words[i]))
			continue;
		line = slice_from(line, colon + 1);
		while (line.len > 0 && (line.ptr[0] == '*' ||
		    ascii_is_space(line.ptr[0])))
			line = slice_from(line, 1);
		*ret_value = line;
		return true;
	}
	return false;
}

bool
quote_is_header_block(struct slice rest, struct slice *ret_from)
{
	struct slice value, line;
	unsigned others = 0;
	size_t n;

	if (!is_field_of(quote_first_line(rest), from_words, ret_from))
		return false;
	for (n = 0; n < BLOCK_LINES && rest.len > 0; n++) {
		rest = quote_next(rest);
		line = quote_first_line(rest);
		others += is_field_of(line, other_words, &value);
	}
	return others >= 2;
}

/* --- one line after the other --------------------------------------------------------- */

static struct slice
skip_blank_lines(struct slice rest)
{
	while (rest.len > 0 && slice_trim(quote_first_line(rest)).len == 0)
		rest = quote_next(rest);
	return rest;
}

bool
quote_line(struct quote *q, struct slice rest)
{
	struct slice line = quote_first_line(rest), after, value;
	struct slice start = slice_trim(line);

	if (q->rest)
		return true;
	if (start.len == 0)
		return false;
	if (start.ptr[0] == '>')
		return true;
	/* RFC 3676 4.3; the blank is often lost, a line of two dashes is not. */
	if (slice_eq_str(line, "-- ") || slice_eq_str(line, "--") ||
	    quote_is_separator(line) || quote_is_header_block(rest, &value)) {
		q->rest = true;
		return true;
	}
	if (is_attribution(rest, &after)) {
		after = skip_blank_lines(after);
		/* Marked lines are told one by one; unmarked ones never end. */
		q->rest = after.len == 0 || after.ptr[0] != '>';
		return true;
	}
	return false;
}

#include "disclaimer/quote.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "disclaimer/fold.h"

#define INTRO_LINES	4	/* "On ... wrote:", wrapped */
#define INTRO_MAX	480	/* its bytes */
#define BLOCK_LINES	14	/* From, Sent, To, Cc, Subject, wrapped */
#define OVERFLOW_AFTER	60	/* bytes of a line that may have been wrapped */
#define OVERFLOW_MAX	50	/* of what was wrapped off it */
#define KEY_MAX		32	/* "*Enviado el:*" */
#define FOLDED_MAX	600

/* A line in lower case and ASCII, as far as it has such forms. */
struct folded {
	char s[FOLDED_MAX];
	size_t len;
};

/* --- lines ------------------------------------------------------------------------ */

static struct slice
line_at(struct slice text, size_t at, size_t *ret_next)
{
	size_t lf;

	lf = slice_chr(text, '\n', at);
	*ret_next = lf == SLICE_NPOS ? text.len : lf + 1;
	return slice_sub(text, at, *ret_next);
}

/* Without blanks at either end; a no-break space is one too. */
static struct slice
trim(struct slice s)
{
	struct slice was;

	do {
		was = s = slice_trim(s);
		if (s.len > 0 && s.ptr[0] == 0xc2 &&
		    slice_starts(s, SLICE("\xc2\xa0")))
			s = slice_from(s, 2);
		if (s.len > 0 && s.ptr[s.len - 1] == 0xa0 &&
		    slice_ends(s, SLICE("\xc2\xa0")))
			s.len -= 2;
	} while (s.len != was.len);
	return s;
}

static bool
is_marked(struct slice line)
{
	line = trim(line);
	return line.len > 0 && line.ptr[0] == '>';
}

static bool
is_empty(struct slice line)
{
	return trim(line).len == 0;
}

static void
fold(struct slice s, struct folded *f)
{
	const char *ascii;
	size_t at, n, k;
	uint32_t c;

	f->len = 0;
	s = trim(s);
	for (at = 0; at < s.len && f->len + 8 < sizeof f->s; at += n) {
		c = fold_char(slice_from(s, at), &n);
		ascii = c < 0x80 ? NULL : fold_ascii(c);
		if (ascii == NULL)
			for (k = 0; k < n; k++)
				f->s[f->len++] = (char)ascii_lower(s.ptr[at + k]);
		for (; ascii != NULL && *ascii != '\0'; ascii++)
			f->s[f->len++] = (char)ascii_lower((uint8_t)*ascii);
	}
	f->s[f->len] = '\0';
}

static struct slice
folded_slice(const struct folded *f)
{
	return slice_of(f->s, f->len);
}

static bool
is_letter(uint8_t c)
{
	return ascii_is_alpha(c) || c >= 0x80;
}

/* Does one of these stand in the line as a word of its own? */
static bool
has_word(struct slice s, const char *const *words)
{
	struct slice w;
	size_t at, end;

	for (; *words != NULL; words++) {
		w = slice_str(*words);
		for (at = slice_find(s, w, 0); at != SLICE_NPOS;
		    at = slice_find(s, w, at + 1)) {
			end = at + w.len;
			if ((at == 0 || !is_letter(s.ptr[at - 1])) &&
			    (end == s.len || !is_letter(s.ptr[end])))
				return true;
		}
	}
	return false;
}

static bool
starts_with_one(struct slice s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (slice_starts(s, slice_str(*words)))
			return true;
	return false;
}

/* --- "On ... wrote:" ----------------------------------------------------------------- */

static const char *const verbs[] = {
	"wrote", "writes", "has written", "schrieb", "schreibt", "a ecrit",
	"ecrit", "escribio", "ha escrito", "va escriure", "idatzi du",
	"ha scritto", "scrisse", "napisal", "napisala", "napisal(a)", "pisze",
	"ysgrifennodd", "ysgrifennwyd gan", "sgriobh", "scriobh", "schreef",
	"geschreven", "escreveu", "skrev", "kirjoitti", "a scris", "napsal",
	"napsala", "napsal(a)", "irta", "parase", "rakstija", "kirjutas",
	"yazdi", "\xd0\xbd\xd0\xb0\xd0\xbf\xd0\xb8\xd1\x81\xd0\xb0\xd0\xbb",
	"\xd0\xbd\xd0\xb0\xd0\xbf\xd0\xb8\xd1\x81\xd0\xb0\xd0\xbb\xd0\xb0",
	"\xd0\xbf\xd0\xb8\xd1\x88\xd0\xb5\xd1\x82",
	"\xd0\xbf\xd0\xb8\xd1\x88\xd0\xb5", NULL
};

static const char *const openers[] = {
	"on ", "at ", "am ", "le ", "el ", "il ", "w dniu ", "dnia ", "ar ",
	"air ", "sgriobh ", "op ", "em ", "no dia ", "den ", "dne ", "a ",
	NULL
};

static bool
has_date(struct slice s)
{
	size_t i, digits;
	uint8_t c;

	for (i = digits = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (ascii_is_digit(c)) {
			if (++digits == 4 && (s.ptr[i - 3] == '1' ||
			    s.ptr[i - 3] == '2'))
				return true;
			continue;
		}
		if (digits > 0 && digits < 3 && i + 1 < s.len &&
		    (c == ':' || c == '/' || c == '.' || c == '-') &&
		    ascii_is_digit(s.ptr[i + 1]))
			return true;
		digits = 0;
	}
	return false;
}

enum intro {
	INTRO_NONE,
	INTRO_WEAK,		/* only with ">" below it */
	INTRO_SURE
};

/* These lines, as one; no weak one if there are no marks below. */
static enum intro
attribution_of(struct slice lines, bool has_marks)
{
	struct folded f;
	struct slice s;
	bool is_sure;

	/* What costs least comes first: any line with a colon comes here. */
	if (lines.len > INTRO_MAX || (!has_marks && !has_date(lines)))
		return INTRO_NONE;
	fold(lines, &f);
	s = folded_slice(&f);
	if (s.len < 6 || s.ptr[s.len - 1] != ':')
		return INTRO_NONE;
	is_sure = has_date(s) && (starts_with_one(s, openers) ||
	    slice_chr(s, '@', 0) != SLICE_NPOS);
	if ((!is_sure && !has_marks) || !has_word(s, verbs))
		return INTRO_NONE;
	return is_sure ? INTRO_SURE : INTRO_WEAK;
}

/* Up to the line that ends in a colon; SLICE_NPOS if there is none. */
static size_t
attribution_end(struct slice text, size_t at)
{
	struct slice line;
	size_t i, next, from = at;

	for (i = 0; i < INTRO_LINES; i++, at = next) {
		line = line_at(text, at, &next);
		if (is_empty(line) || is_marked(line) ||
		    next - from > INTRO_MAX)
			return SLICE_NPOS;
		line = trim(line);
		if (line.ptr[line.len - 1] == ':')
			return next;
	}
	return SLICE_NPOS;
}

static size_t
after_empty(struct slice text, size_t at)
{
	size_t next;

	for (; at < text.len; at = next)
		if (!is_empty(line_at(text, at, &next)))
			break;
	return at;
}

/* Is the next line that is not empty one with ">"? */
static bool
marks_follow(struct slice text, size_t at)
{
	size_t next;

	at = after_empty(text, at);
	return at < text.len && is_marked(line_at(text, at, &next));
}

/*
 * It may be wrapped; then its first line has the date, and no later line of it
 * would do by itself: that one is what the author wrote last.
 */
static enum intro
attribution(struct slice text, size_t at, size_t *ret_next)
{
	enum intro found;
	struct slice first;
	size_t end, next, later;

	end = attribution_end(text, at);
	if (end == SLICE_NPOS)
		return INTRO_NONE;
	first = line_at(text, at, &next);
	if (next < end && !has_date(first))
		return INTRO_NONE;
	found = attribution_of(slice_sub(text, at, end),
	    marks_follow(text, end));
	for (later = next; found != INTRO_NONE && later < end; later = next) {
		if (attribution_of(slice_sub(text, later, end), false) ==
		    INTRO_SURE)
			return INTRO_NONE;
		(void)line_at(text, later, &next);
	}
	if (found != INTRO_NONE)
		*ret_next = end;
	return found;
}

/* --- "-----Original Message-----" ------------------------------------------------------- */

static const char *const titles[] = {
	"original message", "original email", "original appointment",
	"forwarded message", "forwarded by", "begin forwarded message",
	"forward header", "message transfere", "message d'origine",
	"message original", "message initial", "debut du message reexpedie",
	"mensaje original", "mensaje reenviado", "inicio del mensaje reenviado",
	"missatge original", "missatge reenviat", "mensagem original",
	"mensagem encaminhada", "messaggio originale", "messaggio inoltrato",
	"inizio messaggio inoltrato", "ursprungliche nachricht",
	"originalnachricht", "original-nachricht", "weitergeleitete nachricht",
	"anfang der weitergeleiteten nachricht", "weitergeleitet von",
	"oorspronkelijk bericht", "oorspronkelijke bericht",
	"doorgestuurd bericht", "begin doorgestuurd bericht",
	"originalmeddelande", "ursprungligt meddelande",
	"vidarebefordrat meddelande", "oprindelig meddelelse",
	"opprinnelig melding", "wiadomosc oryginalna", "oryginalna wiadomosc",
	"wiadomosc przekazana dalej", "przekazana wiadomosc",
	"przekazywana wiadomosc", "poczatek przekazywanej wiadomosci",
	"neges wreiddiol", "y neges wreiddiol", "neges a anfonwyd ymlaen",
	"neges wedi'i hanfon ymlaen", "neges wedi'i blaenyrru",
	"teachdaireachd thusail", "teachdaireachd tusail",
	"an teachdaireachd thusail", "teachdaireachd air adhart",
	"teachdaireachd air a shineadh air adhart", "bunteachtaireacht",
	"teachtaireacht bhunaidh", "teachtaireacht ar aghaidh",
	"mesaj original", "mesajul original", "mesaj redirectionat",
	"puvodni zprava", "preposlana zprava", "eredeti uzenet",
	"tovabbitott uzenet", NULL
};

static bool
is_rule_sign(uint8_t c)
{
	return c == '-' || c == '_' || c == '*' || c == '=';
}

/* A title between dashes, or Apple's, which ends in a colon. */
static bool
is_separator(struct slice line)
{
	struct folded f;
	struct slice s;
	size_t i, dashes;

	line = trim(line);
	if (line.len < 10 || line.len > 140 ||
	    (!is_rule_sign(line.ptr[0]) && line.ptr[line.len - 1] != ':'))
		return false;
	fold(line, &f);
	s = folded_slice(&f);
	for (i = 0; i < s.len && is_rule_sign(s.ptr[i]); i++)
		;
	for (dashes = i; i < s.len && s.ptr[i] == ' '; i++)
		;
	s = slice_from(s, i);
	/* Apple's words stand alone: with dashes there must be two. */
	return starts_with_one(s, titles) && (dashes >= 2 ||
	    (dashes == 0 && s.len < 60 && s.ptr[s.len - 1] == ':'));
}

/* --- From, Sent, To, Subject ------------------------------------------------------------------ */

enum key { KEY_NONE, KEY_FROM, KEY_TO, KEY_DATE, KEY_SENT, KEY_SUBJECT };

static const struct {
	const char *word;
	enum key key;
} keys[] = {
	{ "from", KEY_FROM }, { "von", KEY_FROM }, { "de", KEY_FROM },
	{ "da", KEY_FROM }, { "od", KEY_FROM }, { "van", KEY_FROM },
	{ "fran", KEY_FROM }, { "fra", KEY_FROM }, { "oddi wrth", KEY_FROM },
	{ "gan", KEY_FROM }, { "o", KEY_FROM }, { "bho", KEY_FROM },
	{ "le", KEY_FROM }, { "lahettaja", KEY_FROM }, { "felado", KEY_FROM },
	{ "de la", KEY_FROM }, { "expediteur", KEY_FROM },
	{ "absender", KEY_FROM }, { "nadawca", KEY_FROM },
	{ "remitente", KEY_FROM }, { "mittente", KEY_FROM },
	{ "odesilatel", KEY_FROM }, { "sender", KEY_FROM },
	{ "to", KEY_TO }, { "an", KEY_TO }, { "a", KEY_TO }, { "para", KEY_TO },
	{ "do", KEY_TO }, { "aan", KEY_TO }, { "till", KEY_TO },
	{ "til", KEY_TO }, { "at", KEY_TO }, { "gu", KEY_TO },
	{ "chuig", KEY_TO }, { "go", KEY_TO }, { "cimzett", KEY_TO },
	{ "komu", KEY_TO }, { "catre", KEY_TO }, { "i", KEY_TO },
	{ "pour", KEY_TO }, { "adresat", KEY_TO }, { "cc", KEY_TO },
	{ "date", KEY_DATE }, { "datum", KEY_DATE }, { "data", KEY_DATE },
	{ "fecha", KEY_DATE }, { "dyddiad", KEY_DATE },
	{ "ceann-latha", KEY_DATE }, { "dato", KEY_DATE },
	{ "deit", KEY_DATE }, { "data wyslania", KEY_DATE },
	{ "data de envio", KEY_DATE }, { "when", KEY_DATE },
	{ "sent", KEY_SENT }, { "gesendet", KEY_SENT }, { "envoye", KEY_SENT },
	{ "envoye le", KEY_SENT }, { "enviado", KEY_SENT },
	{ "enviado el", KEY_SENT }, { "enviada em", KEY_SENT },
	{ "enviado em", KEY_SENT }, { "inviato", KEY_SENT },
	{ "inviata", KEY_SENT }, { "wyslano", KEY_SENT },
	{ "wyslane", KEY_SENT }, { "verzonden", KEY_SENT },
	{ "skickat", KEY_SENT }, { "sendt", KEY_SENT },
	{ "anfonwyd", KEY_SENT }, { "air a chur", KEY_SENT },
	{ "seolta", KEY_SENT }, { "seoladh", KEY_SENT },
	{ "trimis", KEY_SENT }, { "odeslano", KEY_SENT },
	{ "sent by", KEY_SENT }, { "elkuldve", KEY_SENT },
	{ "gesendet am", KEY_SENT }, { "lahetetty", KEY_SENT },
	{ "subject", KEY_SUBJECT }, { "betreff", KEY_SUBJECT },
	{ "objet", KEY_SUBJECT }, { "asunto", KEY_SUBJECT },
	{ "assunto", KEY_SUBJECT }, { "oggetto", KEY_SUBJECT },
	{ "temat", KEY_SUBJECT }, { "onderwerp", KEY_SUBJECT },
	{ "amne", KEY_SUBJECT }, { "emne", KEY_SUBJECT },
	{ "pwnc", KEY_SUBJECT }, { "testun", KEY_SUBJECT },
	{ "cuspair", KEY_SUBJECT }, { "abhar", KEY_SUBJECT },
	{ "aihe", KEY_SUBJECT }, { "targy", KEY_SUBJECT },
	{ "subiect", KEY_SUBJECT }, { "predmet", KEY_SUBJECT },
};

/* "From: a", "*From:* a", "From : a". */
static enum key
key_of(struct slice line)
{
	struct folded f;
	struct slice s;
	size_t colon, i;

	line = trim(line);
	colon = slice_chr(slice_sub(line, 0, KEY_MAX), ':', 0);
	if (colon == SLICE_NPOS || colon == 0)
		return KEY_NONE;
	fold(slice_sub(line, 0, colon), &f);
	s = folded_slice(&f);
	while (s.len > 0 && s.ptr[0] == '*')
		s = slice_from(s, 1);
	while (s.len > 0 && s.ptr[s.len - 1] == '*')
		s.len--;
	s = slice_trim(s);
	for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (s.len > 0 && s.ptr[0] == (uint8_t)keys[i].word[0] &&
		    slice_eq_str(s, keys[i].word))
			return keys[i].key;
	return KEY_NONE;
}

/*
 * A field that says who, then within a few lines two more, one of them "Sent"
 * or "Subject": "From: Leeds, To: York, Date: 4 June" is a journey.  Values
 * may be wrapped, and one empty line may stand between fields.
 */
static size_t
header_block(struct slice text, size_t at)
{
	struct slice line;
	unsigned others = 0, telling = 0, empty = 0;
	size_t i, next, end;
	enum key k;

	line = line_at(text, at, &next);
	if (key_of(line) != KEY_FROM)
		return SLICE_NPOS;
	end = at = next;
	for (i = 0; i < BLOCK_LINES && at < text.len; i++, at = next) {
		line = line_at(text, at, &next);
		empty = is_empty(line) ? empty + 1 : 0;
		if (empty > 1 || is_marked(line))
			break;
		k = key_of(line);
		others += k != KEY_NONE && k != KEY_FROM;
		telling += k == KEY_SENT || k == KEY_SUBJECT;
		if (k != KEY_NONE)
			end = next;
	}
	return others >= 2 && telling >= 1 ? end : SLICE_NPOS;
}

/* --- words over an older message ----------------------------------------------------------- */

static bool
is_long_rule(struct slice line)
{
	size_t i;

	line = trim(line);
	for (i = 0; i < line.len && is_rule_sign(line.ptr[i]); i++)
		;
	return i == line.len && i >= 5;
}

/* One of the forms; a rule only with a block of fields under it. */
static enum intro
intro_one(struct slice text, size_t at, size_t *ret_next)
{
	struct slice line;
	size_t next, end;

	line = line_at(text, at, &next);
	if (is_empty(line) || is_marked(line))
		return INTRO_NONE;
	if (is_separator(line)) {
		*ret_next = next;
		return INTRO_SURE;
	}
	if (is_long_rule(line))
		at = after_empty(text, next);
	end = at < text.len ? header_block(text, at) : SLICE_NPOS;
	if (end != SLICE_NPOS) {
		*ret_next = end;
		return INTRO_SURE;
	}
	return is_long_rule(line) ? INTRO_NONE :
	    attribution(text, at, ret_next);
}

/*
 * All of them that follow each other: a separator, a block, an attribution.
 * *ret_next is the first line after them that is not empty.
 */
static enum intro
intro(struct slice text, size_t at, size_t *ret_next)
{
	enum intro first, more;
	size_t i, next;

	first = intro_one(text, at, &next);
	if (first == INTRO_NONE)
		return INTRO_NONE;
	for (i = 0, more = first; i < 3 && more != INTRO_NONE; i++) {
		*ret_next = next = after_empty(text, next);
		more = next < text.len ? intro_one(text, next, &next) :
		    INTRO_NONE;
	}
	return first;
}

/* --- reading ------------------------------------------------------------------------------------ */

void
quote_reader_init(struct quote_reader *q, struct slice text)
{
	*q = (struct quote_reader){ .text = text };
}

/* Words over older mail begin here: how far does it go? */
static void
take_intro(struct quote_reader *q)
{
	enum intro found;
	size_t next;

	found = intro(q->text, q->at, &next);
	if (found == INTRO_NONE)
		return;
	if (marks_follow(q->text, next))
		q->intro_to = next;
	else if (found == INTRO_SURE)
		q->is_rest = true;
}

/* All forms have a colon near, or begin with dashes: most lines do not. */
static bool
may_be_intro(struct quote_reader *q, struct slice line)
{
	size_t i;

	for (i = 0; i < line.len && ascii_is_space(line.ptr[i]); i++)
		;
	if (i == line.len || line.ptr[i] == '>')
		return false;
	if (is_rule_sign(line.ptr[i]))
		return true;
	if (q->colon < q->at || q->at == 0) {
		q->colon = slice_chr(q->text, ':', q->at);
		if (q->colon == SLICE_NPOS)
			q->colon = q->text.len;
	}
	return q->colon < q->text.len && q->colon - q->at < INTRO_MAX;
}

/*
 * The end of a quoted line that a mail program wrapped: short, directly
 * between a long one with ">" and another.
 */
static bool
is_overflow(const struct quote_reader *q, struct slice line, size_t next)
{
	size_t ignored;

	return q->marked >= OVERFLOW_AFTER && line.len < OVERFLOW_MAX &&
	    !is_empty(line) && next < q->text.len &&
	    is_marked(line_at(q->text, next, &ignored));
}

bool
quote_read(struct quote_reader *q, struct slice *ret_line, bool *ret_is_own)
{
	struct slice line;
	size_t next;

	if (q->at >= q->text.len)
		return false;
	line = line_at(q->text, q->at, &next);
	if (!q->is_rest && q->at >= q->intro_to && may_be_intro(q, line))
		take_intro(q);
	*ret_line = line;
	*ret_is_own = !q->is_rest && q->at >= q->intro_to &&
	    !is_marked(line) && !is_overflow(q, line, next);
	q->marked = is_marked(line) ? line.len : 0;
	q->at = next;
	return true;
}

size_t
quote_start(struct slice text)
{
	struct quote_reader q;
	struct slice line;
	size_t start, at;
	bool own;

	start = SLICE_NPOS;
	quote_reader_init(&q, text);
	for (at = 0; quote_read(&q, &line, &own); at = q.at) {
		if (is_empty(line))
			continue;
		if (own)
			start = SLICE_NPOS;
		else if (start == SLICE_NPOS)
			start = at;
		if (q.is_rest)
			break;
	}
	return start == SLICE_NPOS ? text.len : start;
}

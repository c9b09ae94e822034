#include "inspector/gist.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/textprint.h"
#include "extract/quote.h"

#define SHORT_LINE	60	/* bytes of a greeting or a sign-off */
#define LINE		100	/* longer ones are a paragraph each */
#define SIGNATURE_LINES	12	/* that follow a sign-off */
#define PROSE_WORDS	9	/* of a line: fewer are no sentence yet */
#define NOTICE_MAX	3000	/* bytes; a longer paragraph is no notice */
#define NOTICE_MIN	60
#define FOLD_BYTES	(16 * KIB)

/* A walk over the lines of one text. */
struct walk {
	struct textprint *print;
	struct shadow *fold;
	size_t signature;	/* lines of it that may still follow */
	bool is_marked;		/* by "--": whatever follows is signature */
};

/* Fields of older messages, as programs show them in six languages. */
static bool
is_header_line(struct slice line)
{
	static const char *const labels[] = { "from", "sent", "to", "cc",
		"bcc", "subject", "date", "reply-to", "importance",
		"attachments", "oddi wrth", "anfonwyd", "at", "pwnc",
		"dyddiad", "bho", "gu", "cuspair", "ceann-là", "de",
		"envoyé", "à", "objet", "enviado", "enviado el", "para",
		"asunto", "fecha", "od", "wysłano", "do", "dw", "temat",
		"data", "von", "gesendet", "an", "betreff", "datum", NULL };
	size_t colon = slice_chr(line, ':', 0), i;
	struct slice label;

	if (colon == SLICE_NPOS || colon > 20)
		return false;
	label = slice_trim(slice_sub(line, 0, colon));
	while (label.len > 0 && (label.ptr[0] == '*' || label.ptr[0] == ' '))
		label = slice_from(label, 1);
	while (label.len > 0 && label.ptr[label.len - 1] == '*')
		label.len--;
	for (i = 0; labels[i] != NULL; i++)
		if (slice_ieq_str(label, labels[i]))
			return true;
	return false;
}

/* "On Monday Iain Ross <i.ross@...> wrote:" */
static bool
is_attribution(struct slice line)
{
	static const char *const verbs[] = { "wrote:", "writes:", "écrit :",
		"écrit:", "escribió:", "napisał:", "napisał(a):",
		"napisała:", "ysgrifennodd:", "sgrìobh", "schrieb", NULL };
	size_t i, at;

	if (line.len > 3 * LINE)
		return false;
	at = slice_chr(line, '<', 0);
	if (at != SLICE_NPOS && slice_chr(line, '@', at) != SLICE_NPOS &&
	    slice_chr(line, '>', at) != SLICE_NPOS)
		return true;
	for (i = 0; verbs[i] != NULL; i++)
		if (slice_ifind(line, slice_str(verbs[i]), 0) != SLICE_NPOS)
			return true;
	return false;
}

static bool
starts_with_word(struct slice line, const char *const *words)
{
	struct slice rest;

	for (; *words != NULL; words++) {
		if (!slice_istarts(line, slice_str(*words)))
			continue;
		rest = slice_from(line, strlen(*words));
		if (rest.len == 0 || !(ascii_is_alpha(rest.ptr[0]) ||
		    rest.ptr[0] >= 0x80))
			return true;
	}
	return false;
}

static size_t
words_in(struct slice line)
{
	size_t i, n = 0;

	for (i = 0; i < line.len; i++)
		n += line.ptr[i] != ' ' && (i == 0 || line.ptr[i - 1] == ' ');
	return n;
}

static bool
is_greeting(struct slice line)
{
	static const char *const words[] = { "dear", "hi", "hello", "hey",
		"hiya", "good morning", "good afternoon", "good evening",
		"morning", "afternoon", "all", "annwyl", "helo", "shwmae",
		"bore da", "prynhawn da", "a charaid", "halò", "hallo",
		"madainn mhath", "bonjour", "bonsoir", "salut", "cher",
		"chère", "chers", "hola", "buenos días", "estimado",
		"estimada", "estimados", "querido", "querida", "cześć",
		"dzień dobry", "drogi", "droga", "drodzy", "szanowni",
		"szanowna", "szanowny", "witam", NULL };
	uint8_t last;

	if (line.len > SHORT_LINE || words_in(line) > 6 ||
	    !starts_with_word(line, words))
		return false;
	last = line.ptr[line.len - 1];
	return last == ',' || last == '!' || last == ':' || last == '-' ||
	    words_in(line) <= 3;
}

static bool
is_sign_off(struct slice line)
{
	static const char *const words[] = { "regards", "kind regards",
		"kindest regards", "warm regards", "best regards", "best",
		"best wishes", "all the best", "many thanks", "thanks",
		"thank you", "with thanks", "yours", "yours sincerely",
		"yours faithfully", "cheers", "cofion", "cofion gorau",
		"diolch", "le meas", "leis gach dùrachd", "beannachdan",
		"tapadh leibh", "cordialement", "bien à vous", "merci",
		"saludos", "un saludo", "atentamente", "gracias",
		"pozdrawiam", "z poważaniem", "dziękuję", NULL };

	/* "Best story ever:" goes on. */
	return line.len <= SHORT_LINE && words_in(line) <= 5 &&
	    line.ptr[line.len - 1] != ':' && starts_with_word(line, words);
}

/*
 * A line of a sentence, as programs wrap them: names, offices and addresses
 * have few small words.  Somebody's "Thanks!" was no sign-off, then.
 */
static bool
is_prose(struct slice line)
{
	size_t i, small = 0, n = words_in(line);

	for (i = 0; i < line.len; i++)
		small += line.ptr[i] >= 'a' && line.ptr[i] <= 'z' &&
		    (i == 0 || line.ptr[i - 1] == ' ');
	return n >= PROSE_WORDS && small * 4 >= n * 3;
}

/* Does a paragraph read as the notice below a mail? */
static bool
is_notice(struct slice p)
{
	static const char *const marks[] = { "intended recipient",
		"intended solely", "intended only", "this email and any",
		"this e-mail and any", "this message and any",
		"this email is confidential", "this e-mail is confidential",
		"this message is confidential", "in error", "disclaimer",
		"views expressed", "do not necessarily", "notify the sender",
		"liability", "legally privileged", "privileged",
		"unauthorised", "virus", "registered office",
		"registered in scotland", "registered in england",
		"registered society", "registered charity",
		"scottish charity", "charity number", "charity no",
		"company number", "company no", "registration number",
		"monitored", "consider the environment", "neges hon",
		"e-bost hwn", "am post-d seo", "ce message", "destinataire",
		"este mensaje", "destinatario", "ta wiadomość", "adresat",
		NULL };
	size_t i, n = 0;

	if (p.len < NOTICE_MIN || p.len > NOTICE_MAX)
		return false;
	for (i = 0; marks[i] != NULL && n < 2; i++)
		n += slice_ifind(p, slice_str(marks[i]), 0) != SLICE_NPOS;
	return n >= 2;
}

/* Is the line none of what the message says? */
static bool
is_around(struct walk *w, struct slice line)
{
	if (quote_is_separator(line) || is_header_line(line) ||
	    is_attribution(line)) {
		w->signature = 0;
		return true;
	}
	if (is_sign_off(line) || slice_eq_str(line, "--")) {
		w->signature = SIGNATURE_LINES;
		w->is_marked = line.ptr[0] == '-';
		return true;
	}
	if (w->signature > 0 && !w->is_marked && is_prose(line))
		w->signature = 0;
	if (w->signature > 0 && line.len < LINE) {
		w->signature--;
		return true;
	}
	return is_greeting(line);
}

static int
paragraph_put(struct walk *w, struct slice p)
{
	if (p.len == 0 || is_notice(p))
		return 0;
	return textprint_add(w->print, w->fold, p);
}

/* Lines up to an empty one or one of another kind are a paragraph. */
static int
text_put(struct walk *w, struct slice text)
{
	struct slice rest, line, p = SLICE_NONE;
	bool is_apart;
	int r = 0;

	w->signature = 0;
	for (rest = text; rest.len > 0 && r == 0; rest = quote_next(rest)) {
		if (w->print->bytes >= TEXT_SIGNATURE_BYTES_MAX)
			break;
		line = slice_trim(quote_unmark(quote_first_line(rest)));
		is_apart = line.len == 0 || is_around(w, line);
		if (is_apart || line.len > LINE) {
			r = paragraph_put(w, p);
			p = SLICE_NONE;
		}
		if (is_apart || r < 0)
			continue;
		p = p.ptr == NULL ? line : slice_of(p.ptr,
		    (size_t)(line.ptr - p.ptr) + line.len);
		if (line.len > LINE) {
			r = paragraph_put(w, p);
			p = SLICE_NONE;
		}
	}
	return r == 0 ? paragraph_put(w, p) : r;
}

int
gist_signature(struct slice own, struct slice quoted, bool is_forward,
    bool is_reply, struct arena *a, struct text_signature *ret)
{
	struct textprint print;
	struct shadow fold;
	struct walk w = { .print = &print, .fold = &fold };
	int r;

	textprint_init(&print);
	r = shadow_init(&fold, a, FOLD_BYTES);
	if (r == 0)
		r = text_put(&w, own);
	if (r == 0 && (is_forward || (!is_reply &&
	    print.words < TEXT_SIGNATURE_WORDS_MIN)))
		r = text_put(&w, quoted);
	textprint_end(&print, ret);
	return r;
}

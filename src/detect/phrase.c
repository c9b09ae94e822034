#include "detect/phrase.h"

#include <string.h>

#include "base/limits.h"
#include "detect/run.h"
#include "detect/token.h"
#include "detect/words.h"

#define GAP_SHORT	20	/* characters from label to ":" */
#define GAP_LONG	56	/* after "for", "to", "of": they say what it opens */
#define GAP_STORY	96	/* to ":" before what can only be a password */
#define SECRET_MIN	4
#define ABOUT_BEFORE	120	/* bytes looked at for what it opens */
#define ABOUT_AFTER	60
#define MEETING_BEFORE	400
#define MEETING_AFTER	300
#define SENTENCE_MAX	200
#define SET_REACH	24	/* before the label, for "set", "reset" */
#define PAIR_REACH	60	/* from "login" to the "/" */
#define TOPIC_REACH	1500	/* for what a mail is about */

enum secret_label {
	SECRET_PASSWORD,
	SECRET_PASSCODE,
	SECRET_PASS,
	SECRET_PIN,
	SECRET_LOGIN
};

enum separator {
	SEP_NONE,		/* the value follows at once */
	SEP_MARK,		/* ":" or "=" */
	SEP_IS,
	SEP_TO,			/* "has been reset to" */
	SEP_DASH,
	SEP_CELL		/* the next cell, the next paragraph */
};

/* The window, and where things are in it. */
struct reading {
	const struct detect_context *c;
	struct slice t;			/* shadow of the window */
	size_t unit_from, unit_to;
	enum secret_label label;
	size_t label_from, label_to;
	enum separator sep;
	bool is_quoted;
	bool is_next_line;
	bool is_far;			/* the separator is: it must be strong */
	size_t from, to;		/* of the value */
};

/* --- words --------------------------------------------------------------------- */

/* A list of words, each ended by a blank; "expir*" is all that begins so. */
static bool
in_list(const char *list, struct slice word)
{
	const char *at, *end;
	size_t n;

	for (at = list; *at != '\0'; at = end + 1) {
		end = strchr(at, ' ');
		n = (size_t)(end - at);
		if (n > 0 && at[n - 1] == '*' ? word.len >= n - 1 &&
		    memcmp(word.ptr, at, n - 1) == 0 : word.len == n &&
		    memcmp(word.ptr, at, n) == 0)
			return true;
	}
	return false;
}

static bool
is_word_byte(uint8_t b)
{
	return ascii_is_alpha(b) || ascii_is_digit(b) || b >= 0x80 ||
	    b == '\'';
}

/* The next word of s from *at on; empty at the end. */
static struct slice
next_word(struct slice s, size_t *at)
{
	size_t from;

	while (*at < s.len && !is_word_byte(s.ptr[*at]))
		(*at)++;
	from = *at;
	while (*at < s.len && is_word_byte(s.ptr[*at]))
		(*at)++;
	return slice_sub(s, from, *at);
}

static bool
holds_word(struct slice s, const char *list)
{
	struct slice word;
	size_t at = 0;

	for (;;) {
		word = next_word(s, &at);
		if (word.len == 0)
			return false;
		if (in_list(list, word))
			return true;
	}
}

/* Between label and value: what is told is not the secret. */
#define TOPIC_WORDS "length policy policies strength strong manager " \
	"managers protect* reset* expir* hint hints history complex* rule " \
	"rules guidance guideline* require* field* box link links must " \
	"should shouldn't never forgot* change changed changes changing " \
	"attempt* age advice tips training update updates generator incorrect " \
	"invalid wrong security sharing share request* recover* problem* " \
	"issue* error* help query not isn't won't cannot can't minimum " \
	"maximum least because when if needed " \
	"separate* different another set date last created "

/* Before the label in its sentence: a rule is told. */
#define POLICY_WORDS "must should shouldn't never expire* expir* reset " \
	"resetting change changing changes forgot* always cannot policy "

/* What stands where a password would, and is none. */
#define NO_SECRETS "required optional forgotten forgot none unknown same " \
	"hidden protected encrypted reset expired changed incorrect invalid " \
	"correct wrong empty blank attached below above default usual " \
	"standard enter confirm new old current strong weak medium show hide " \
	"submit continue cancel sent pending enabled disabled provided " \
	"separately security policy training reminder support help here " \
	"please click thanks regards postcode surname username user email " \
	"e-mail name address date birth login account portal website yes " \
	"secure private confidential office microsoft google apple wifi " \
	"case-sensitive password passwords passcode passphrase pin login " \
	"your our their this that with when what where which will text " \
	"remember sign signin register next back locked active inactive " \
	"follows following sharepoint onedrive teams outlook windows needed " \
	"n/a tbc tba todo null true false undefined secret welcome hello " \
	"kind dear issue issues request update updated change "

#define FILE_WORDS "file files attachment attachments attached document " \
	"documents spreadsheet spreadsheets workbook zip zipped archive pdf " \
	"folder unzip decrypt protected encrypted " \
	"excel report letter form statement payslip payslips minutes docx " \
	"xlsx 7z earlier previous separate separately ffeil ddogfen dogfen " \
	"atodiad faidhle faidhlichean sgrìobhainn plik pliku dokument " \
	"dokumentu załącznik załącznika "

/* A phone is unlocked too: these count where nothing else is named. */
#define OPEN_WORDS "open opens opening unlock unlocks "

#define SENT_WORDS "sent earlier previous previously separate separately " \
	"protected encrypted locked "

#define ACCOUNT_WORDS "username user userid login logon log account " \
	"accounts portal website site wifi wi-fi fi server system router " \
	"database db mailbox windows laptop computer pc vpn remote admin " \
	"administrator app online banking intranet network tablet phone ipad " \
	"machine email e-mail webmail sharepoint guest hotspot ssid broadband " \
	"sign signin desktop twitter facebook instagram bank bank's " \
	"voicemail telephone alarm cctv recorder konta cyfrif bocsa-puist "

/* --- the separator --------------------------------------------------------------- */

static bool
is_blank(uint8_t b)
{
	return b == ' ' || b == '\t';
}

static bool
has_at(struct slice s, size_t at, const char *text)
{
	return slice_starts(slice_from(s, at), slice_str(text));
}

/* " is ", " are: ", " to ": a word between blanks that separates. */
static enum separator
word_separator(struct slice t, size_t at, size_t *ret_end)
{
	static const struct {
		const char *text;
		enum separator sep;
	} words[] = {
		{ " is ", SEP_IS }, { " is:", SEP_IS }, { " is\n", SEP_IS },
		{ " are ", SEP_IS }, { " are:", SEP_IS }, { " was ", SEP_IS },
		{ " will be ", SEP_IS }, { " would be ", SEP_IS },
		{ " yw ", SEP_IS }, { " yw:", SEP_IS }, { " to ", SEP_TO },
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (has_at(t, at, words[i].text)) {
			*ret_end = at + strlen(words[i].text);
			return words[i].sep;
		}
	return SEP_NONE;
}

/* Does a sentence or paragraph end here? */
static bool
ends_here(struct slice t, size_t at)
{
	uint8_t b = t.ptr[at];

	return b == SHADOW_UNIT || b == '?' || b == ';' || b == '|' ||
	    (b == '\n' && at + 1 < t.len && t.ptr[at + 1] == '\n') ||
	    ((b == '.' || b == '!') && at + 1 < t.len &&
	    (is_blank(t.ptr[at + 1]) || t.ptr[at + 1] == '\n'));
}

/* "has been reset to", "I have set the password to". */
static bool
was_set(const struct reading *r, size_t at)
{
	return holds_word(slice_sub(r->t, r->label_from > SET_REACH ?
	    r->label_from - SET_REACH : 0, at), "reset changed set updated ");
}

/*
 * From the label to what separates it from its value: the first ":", "=",
 * "is" or dash.  false if there is none near enough.
 */
static bool
find_separator(struct reading *r, size_t *ret_end)
{
	struct slice t = r->t;
	size_t at, end, reach = GAP_SHORT;
	enum separator sep;

	if (has_at(t, r->label_to, " for ") || has_at(t, r->label_to, " to ") ||
	    has_at(t, r->label_to, " of ") || has_at(t, r->label_to, " (") ||
	    has_at(t, r->label_to, " on ") || has_at(t, r->label_to, " i "))
		reach = GAP_LONG;
	end = r->label_to + GAP_STORY < t.len ? r->label_to + GAP_STORY :
	    t.len;
	for (at = r->label_to; at < end; at++) {
		r->is_far = at >= r->label_to + reach;
		/* Columns of a text. */
		if (t.ptr[at] == '\t' || (t.ptr[at] == '|' && at <= r->label_to +
		    GAP_SHORT && slice_trim(slice_sub(t, r->label_to,
		    at)).len == 0)) {
			r->sep = SEP_MARK;
			*ret_end = at + 1;
			return true;
		}
		if (ends_here(t, at))
			break;
		sep = word_separator(t, at, ret_end);
		if (sep == SEP_TO && !was_set(r, at))
			sep = SEP_NONE;
		if (sep == SEP_NONE && (t.ptr[at] == ':' || t.ptr[at] == '=')) {
			sep = SEP_MARK;
			*ret_end = at + 1;
		}
		if (sep == SEP_NONE && t.ptr[at] == '-' && (at == r->label_to ||
		    (is_blank(t.ptr[at - 1]) && at + 1 < t.len &&
		    is_blank(t.ptr[at + 1])))) {
			sep = SEP_DASH;
			*ret_end = at + 1;
		}
		if (sep != SEP_NONE && (!r->is_far || t.ptr[at] == ':')) {
			r->sep = sep;
			return true;
		}
	}
	return false;
}

/* --- the value ------------------------------------------------------------------- */

static const struct {
	const char *open, *close;
} quotes[] = {
	{ "\"", "\"" }, { "'", "'" }, { "`", "`" },
	{ "\xe2\x80\x9c", "\xe2\x80\x9d" },
	{ "\xe2\x80\x98", "\xe2\x80\x99" },
	{ "\xc2\xab", "\xc2\xbb" }, { "**", "**" },
	{ "\xe2\x80\x9e", "\xe2\x80\x9d" },
};

/* Blanks, one line end, and what repeats the separator. */
static size_t
skip_to_value(struct reading *r, size_t at)
{
	size_t lines = 0;

	for (; at < r->unit_to; at++) {
		if (r->t.ptr[at] == '\n' && ++lines > 2)
			break;
		if (!is_blank(r->t.ptr[at]) && r->t.ptr[at] != '\n' &&
		    r->t.ptr[at] != ':' && !(r->t.ptr[at] == '-' &&
		    at + 1 < r->unit_to && is_blank(r->t.ptr[at + 1])) &&
		    r->t.ptr[at] != '>')
			break;
	}
	r->is_next_line = lines > 0;
	return at;
}

/* What stands between quotes at `at`. */
static bool
quoted(struct reading *r, size_t at)
{
	size_t i, from, end;

	for (i = 0; i < sizeof quotes / sizeof quotes[0]; i++) {
		if (!has_at(r->t, at, quotes[i].open))
			continue;
		from = at + strlen(quotes[i].open);
		end = slice_find(slice_sub(r->t, 0, r->unit_to),
		    slice_str(quotes[i].close), from);
		if (end == SLICE_NPOS || end - from > PHRASE_SECRET_MAX ||
		    slice_chr(slice_sub(r->t, from, end), '\n', 0) !=
		    SLICE_NPOS)
			continue;
		r->from = from;
		r->to = end;
		r->is_quoted = true;
		return end > from;
	}
	return false;
}

static bool
is_trailing(uint8_t b)
{
	return b == '.' || b == ',' || b == ';' || b == ':' || b == ')' ||
	    b == ']' || b == '}' || b == '"' || b == '\'' || b == '*' ||
	    b == '?' || b == '>' || b == '`';
}

static size_t
token_end(const struct reading *r, size_t at)
{
	size_t to;

	for (to = at; to < r->unit_to && r->t.ptr[to] > ' ' &&
	    r->t.ptr[to] != '|'; to++) {
		/* A list of settings: "Pwd=...;Database=..." */
		if (r->sep == SEP_MARK && to > at && (r->t.ptr[to] == ';' ||
		    r->t.ptr[to] == '<'))
			break;
		/* "...", then the next string */
		if (has_at(r->t, to, "\xe2\x80\x9d") ||
		    has_at(r->t, to, "\xe2\x80\x99"))
			break;
	}
	return to;
}

/* An unquoted token, without the punctuation of the sentence around it. */
static void
plain(struct reading *r, size_t at)
{
	r->from = r->to = at;
	/* "Password=;Database=..." */
	if (at < r->unit_to && (r->t.ptr[at] == ';' || r->t.ptr[at] == ','))
		return;
	r->to = token_end(r, at);
	if (r->to > at && r->t.ptr[at] == '(' && r->to < r->unit_to) {
		r->from++;
		at++;
	}
	while (r->to > at && is_trailing(r->t.ptr[r->to - 1]) &&
	    !(r->t.ptr[at] == '<' && r->t.ptr[r->to - 1] == '>') &&
	    !(r->t.ptr[at] == '[' && r->t.ptr[r->to - 1] == ']'))
		r->to--;
}

/* --- what it is made of ---------------------------------------------------------- */

struct made {
	size_t len, digits, lower, upper, symbols, hyphens, slashes, dots;
	bool has_inner_upper;
};

static struct made
look(const struct reading *r, size_t from, size_t to)
{
	struct made m = { .len = to - from };
	size_t i;
	uint8_t b;

	for (i = from; i < to; i++) {
		b = r->t.ptr[i];
		if (ascii_is_digit(b)) {
			m.digits++;
		} else if (ascii_is_alpha(b) || b >= 0x80) {
			if (b >= 0x80 && (b & 0xc0) == 0x80)
				continue;
			if (run_is_upper(r->c->run, i)) {
				m.upper++;
				m.has_inner_upper |= i > from;
			} else {
				m.lower++;
			}
		} else if (b == '-') {
			m.hyphens++;
		} else if (b == '/') {
			m.slashes++;
		} else if (b == '.') {
			m.dots++;
		} else if (b != '\'' && b != ',' && b != ':' && b != '(' &&
		    b != ')' && b != ' ') {
			m.symbols++;
		}
	}
	return m;
}

static unsigned
classes(const struct made *m)
{
	return (m->digits > 0 ? 1u : 0u) + (m->lower > 0 ? 1u : 0u) +
	    (m->upper > 0 ? 1u : 0u) +
	    (m->symbols + m->hyphens > 0 ? 1u : 0u);
}

/* As no word of a sentence is. */
static bool
is_strong(const struct made *m)
{
	return (m->len >= 6 && m->digits > 0 && classes(m) >= 3) ||
	    (m->len >= 8 && classes(m) >= 3 && m->symbols > 0) ||
	    (m->len >= 8 && m->digits > 0 && m->lower + m->upper > 0 &&
	    m->hyphens + m->slashes + m->dots == 0);
}

/* --- what it is not -------------------------------------------------------------- */

static bool
is_address(struct slice s)
{
	size_t at = slice_chr(s, '@', 0), dot, i;

	if (slice_find(s, SLICE("://"), 0) != SLICE_NPOS ||
	    slice_starts(s, SLICE("www.")) || slice_starts(s, SLICE("//")))
		return true;
	if (at == SLICE_NPOS || at == 0)
		return false;
	s = slice_from(s, at + 1);
	dot = slice_rchr(s, '.');
	if (dot == SLICE_NPOS || dot == 0 || s.len - dot < 3)
		return false;
	for (i = 0; i < s.len; i++)
		if (!ascii_is_alpha(s.ptr[i]) && s.ptr[i] != '.' &&
		    s.ptr[i] != '-' && (i > dot || !ascii_is_digit(s.ptr[i])))
			return false;
	return true;
}

/* "report.xlsx", "portal.example" */
static bool
is_name(struct slice s)
{
	static const char ends[] = "pdf doc docx xls xlsx csv txt zip rar 7z "
	    "html htm php asp aspx com org net uk scot example ppt pptx jpg "
	    "png msg eml rtf odt ods exe js css ";
	size_t dot = slice_rchr(s, '.');

	return dot != SLICE_NPOS && dot > 0 &&
	    in_list(ends, slice_from(s, dot + 1));
}

/* "8-12", "12:30", "24/7", "85%", "1.5": numbers that mean something else. */
static bool
is_figure(struct slice s, const struct made *m)
{
	size_t i, others;

	/* "v2.1" */
	if (m->lower + m->upper == 1 && s.ptr[0] == 'v' && m->dots > 0 &&
	    m->digits + m->dots + 1 == m->len)
		return true;
	if (m->digits == 0 || m->lower + m->upper > 0)
		return false;
	if (s.ptr[0] == '$' || s.ptr[s.len - 1] == '%' ||
	    has_at(s, 0, "\xc2\xa3") || has_at(s, 0, "\xe2\x82\xac"))
		return true;
	for (i = others = 0; i < s.len; i++)
		others += !ascii_is_digit(s.ptr[i]);
	return others == 1 && (slice_chr(s, ',', 0) != SLICE_NPOS ||
	    m->hyphens + m->slashes + m->dots == 1 ||
	    slice_chr(s, ':', 0) != SLICE_NPOS || s.ptr[s.len - 1] == '+');
}

/* "12 characters", "365 days": the word after a number says so. */
static bool
is_measure(const struct reading *r, const struct made *m)
{
	struct slice word;
	size_t at = r->to;

	if (m->digits != m->len)
		return false;
	if (at < r->unit_to && r->t.ptr[at] != ' ')
		return false;
	word = next_word(slice_sub(r->t, 0, r->unit_to), &at);
	return in_list("character* letter* digit* long day* attempt* time* "
	    "minute* hour* month* week* year* user* number* symbol* people ",
	    word);
}

/* "sysconf(", "params[:password]", "form->pw1", "newPassword": programs. */
static bool
is_program(struct slice s, const struct made *m)
{
	size_t n = token_run(s, TOKEN_WORD);

	if (n > 1 && n < s.len && (s.ptr[n] == '(' || s.ptr[n] == '['))
		return true;
	return slice_find(s, SLICE("->"), 0) != SLICE_NPOS ||
	    slice_find(s, SLICE("::"), 0) != SLICE_NPOS ||
	    (m->digits == 0 && m->symbols == 0 &&
	    (slice_find(s, SLICE("passw"), 0) != SLICE_NPOS ||
	    slice_find(s, SLICE("pwd"), 0) != SLICE_NPOS));
}

static bool
is_no_secret(const struct reading *r, const struct made *m)
{
	uint8_t cased[PHRASE_SECRET_MAX];
	struct slice s = slice_sub(r->t, r->from, r->to);
	size_t n;

	if (m->len < SECRET_MIN || m->len > PHRASE_SECRET_MAX)
		return true;
	n = detect_cased(r->c, r->from, r->to, cased, sizeof cased);
	/* "<enter here>", "[sent separately]" */
	if (!r->is_quoted && (s.ptr[0] == '<' || s.ptr[0] == '['))
		return true;
	return in_list(NO_SECRETS, s) || is_address(s) || is_name(s) ||
	    is_figure(s, m) || is_measure(r, m) || is_program(s, m) ||
	    token_is_placeholder(slice_of(cased, n));
}

/* Does the line, or the cell, end after the value? */
static bool
is_alone(const struct reading *r)
{
	size_t at = r->to;

	while (at < r->unit_to && (is_blank(r->t.ptr[at]) ||
	    is_trailing(r->t.ptr[at])))
		at++;
	return at >= r->unit_to || r->t.ptr[at] == '\n' ||
	    r->t.ptr[at] == '|' || r->t.ptr[at] == '<';
}

/* --- around it ------------------------------------------------------------------- */

static struct slice
around(const struct reading *r, size_t before, size_t after)
{
	size_t low, high;

	low = r->label_from > before ? r->label_from - before : 0;
	high = r->t.len - r->to > after ? r->to + after : r->t.len;
	return slice_sub(r->t, low, high);
}

/* "Meeting ID ... Passcode ...": who has the link is invited. */
static bool
is_of_meeting(const struct reading *r)
{
	static const char *const signs[] = {
		"meeting id", "webinar id", "conference id", "meeting number",
		"zoom.us", "zoom meeting", "join zoom", "teams.microsoft",
		"teams meeting", "teams.live", "microsoft teams",
		"meet.google", "webex", "gotomeet", "gotowebinar", "dial in",
		"dial-in", "join the meeting", "join meeting", "join link",
		"join on your computer", "join from your", "join the webinar",
		"whereby.com", "bluejeans", "conference call",
	};
	struct slice s = around(r, MEETING_BEFORE, MEETING_AFTER);
	size_t i;

	for (i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (slice_find(s, slice_str(signs[i]), 0) != SLICE_NPOS)
			return true;
	return false;
}

/* Back to where the label's sentence begins. */
static struct slice
sentence_before(const struct reading *r)
{
	size_t at = r->label_from, low;

	low = at > r->unit_from + SENTENCE_MAX ? at - SENTENCE_MAX :
	    r->unit_from;
	while (at > low && !ends_here(r->t, at - 1) &&
	    !(r->t.ptr[at - 1] == '\n' && at >= 2 && at < r->t.len &&
	    run_is_upper(r->c->run, at)))
		at--;
	return slice_sub(r->t, at, r->label_from);
}

static bool
is_for_sale(const struct reading *r)
{
	struct slice before = slice_sub(r->t, r->label_from > 40 ?
	    r->label_from - 40 : 0, r->label_from);

	return holds_word(before, "booking bookings promo promotion discount "
	    "voucher coupon ticket tickets offer gift event sale ") ||
	    holds_word(slice_sub(r->t, r->label_to, r->from),
	    "discount offer off booking promo ");
}

/* Words of the list nearest to the label or the value; SIZE_MAX: none. */
static size_t
nearest(const struct reading *r, const char *list, size_t before, size_t after)
{
	struct slice s = around(r, before, after), word;
	size_t base = (size_t)(s.ptr - r->t.ptr), at = 0, best = SIZE_MAX, gap;
	size_t from;

	for (;;) {
		word = next_word(s, &at);
		if (word.len == 0)
			return best;
		if (!in_list(list, word))
			continue;
		from = base + (size_t)(word.ptr - s.ptr);
		if (from >= r->from && from < r->to)
			continue;
		gap = from + word.len <= r->label_from ? r->label_from - from -
		    word.len : from >= r->to ? from - r->to : 0;
		if (gap < best)
			best = gap;
	}
}

static enum phrase_about
about(const struct reading *r)
{
	size_t file, account;

	if (r->label == SECRET_PIN)
		return PHRASE_ACCOUNT;
	if (r->c->run->phrases > PHRASES_MAX)
		return PHRASE_ANYTHING;
	file = nearest(r, FILE_WORDS, ABOUT_BEFORE, ABOUT_AFTER);
	account = nearest(r, ACCOUNT_WORDS, ABOUT_BEFORE, ABOUT_AFTER);
	if (file == SIZE_MAX && account == SIZE_MAX)
		file = nearest(r, OPEN_WORDS, ABOUT_BEFORE, ABOUT_AFTER);
	/* "Here is the password: ...", far below "the file that I sent". */
	if (file == SIZE_MAX && account == SIZE_MAX &&
	    nearest(r, SENT_WORDS, TOPIC_REACH, TOPIC_REACH) != SIZE_MAX) {
		file = nearest(r, FILE_WORDS, TOPIC_REACH, TOPIC_REACH);
		account = nearest(r, ACCOUNT_WORDS, TOPIC_REACH, TOPIC_REACH);
	}
	if (account == SIZE_MAX && r->c->unit->where == FINDING_FILENAME)
		return PHRASE_FILE;
	if (file == SIZE_MAX && account == SIZE_MAX)
		return PHRASE_ANYTHING;
	return file <= account ? PHRASE_FILE : PHRASE_ACCOUNT;
}

/* --- judging --------------------------------------------------------------------- */

/* A password or passcode: policy, meetings, and the words of sentences. */
static bool
is_given(const struct reading *r, const struct made *m, bool *ret_weak)
{
	struct slice gap = slice_sub(r->t, r->label_to, r->from);
	bool strong = is_strong(m), title;

	*ret_weak = false;
	/* So many are no business mail: what could be one is one. */
	if (r->c->run->phrases > PHRASES_MAX)
		return strong || m->digits + m->symbols > 0;
	if (r->sep != SEP_TO && r->sep != SEP_CELL &&
	    holds_word(gap, TOPIC_WORDS))
		return false;
	if (holds_word(sentence_before(r), POLICY_WORDS) &&
	    (!strong || r->sep == SEP_DASH ||
	    holds_word(sentence_before(r), "never always don't not ")))
		return false;
	if (is_of_meeting(r) || (r->label != SECRET_PASSWORD && is_for_sale(r)))
		return false;
	if (r->is_far && (!strong || !is_alone(r) || m->digits == 0))
		return false;
	if (r->is_quoted)
		return r->sep != SEP_NONE || m->digits + m->symbols > 0 ||
		    m->has_inner_upper;
	switch (r->sep) {
	case SEP_NONE:
		return m->digits > 0 && (strong || (m->len >= 6 &&
		    m->lower > 0 && holds_word(sentence_before(r),
		    "login username user log ")));
	case SEP_TO:
		return strong;
	case SEP_DASH:
		return m->digits + m->symbols > 0 && (is_alone(r) ||
		    (strong && m->symbols > 0) ||
		    r->c->unit->where == FINDING_FILENAME);
	case SEP_MARK:
	case SEP_IS:
	case SEP_CELL:
		break;
	}
	if (r->is_next_line && !is_alone(r))
		return false;
	if (m->digits + m->symbols > 0 ||
	    (m->has_inner_upper && m->lower > 0))
		return true;
	/* "Password: Sunflower", and nothing else on the line. */
	title = m->upper == 1 && m->lower >= 4 && !m->has_inner_upper;
	*ret_weak = true;
	return r->sep != SEP_IS && is_alone(r) && !r->is_next_line &&
	    (title || (m->hyphens >= 2 && m->len >= 10));
}

/* "my", "your" right before. */
static bool
is_owned(struct slice before)
{
	static const char *const owners[] = {
		"my ", "your ", "her ", "his ", "our ", "their ",
	};
	size_t i;

	for (i = 0; i < sizeof owners / sizeof owners[0]; i++)
		if (slice_ends(before, slice_str(owners[i])))
			return true;
	return false;
}

/* Four to eight digits, and the label as people write it. */
static bool
is_pin(const struct reading *r, const struct made *m)
{
	struct slice before = slice_sub(r->t, r->label_from > 60 ?
	    r->label_from - 60 : 0, r->label_from);

	if (m->digits != m->len || m->len > 8 || r->is_quoted ||
	    r->sep == SEP_TO || r->is_next_line || r->is_far)
		return false;
	/* File names have no ":". */
	if (r->sep == SEP_DASH && r->c->unit->where != FINDING_FILENAME)
		return false;
	/* "pin" is a verb and a thing, "my pin" and "PIN" are neither. */
	if (r->sep != SEP_MARK && r->sep != SEP_CELL &&
	    !run_is_upper(r->c->run, r->label_from + 1) &&
	    !(r->sep == SEP_IS && m->len >= 4 && is_owned(before)))
		return false;
	/* More digits behind a blank: another number. */
	if (r->to + 1 < r->unit_to && ascii_is_digit(r->t.ptr[r->to + 1]))
		return false;
	return !holds_word(before, "property plot parcel postal land pole "
	    "map drop drawing title ") &&
	    !holds_word(slice_sub(r->t, r->label_to, r->from), TOPIC_WORDS) &&
	    !is_of_meeting(r) && !is_for_sale(r);
}

/* "pass: Xk29!" right behind the word, as beside a user name. */
static bool
is_pass(const struct reading *r, const struct made *m)
{
	return r->sep == SEP_MARK && !r->is_far &&
	    r->t.ptr[r->label_to] != ' ' &&
	    !r->is_next_line && m->lower + m->upper > 0 &&
	    m->digits + m->symbols > 0 && !is_of_meeting(r) &&
	    !is_for_sale(r) && ((is_strong(m) && m->symbols > 0) || nearest(r,
	    "username user userid login account email ", ABOUT_BEFORE,
	    ABOUT_AFTER) != SIZE_MAX);
}

/* One word from the label, or what separates it, to the "/". */
static bool
has_user(const struct reading *r, size_t slash)
{
	static const char *const before[] = {
		":", "=", " with ", " is ", " are ", " as ", " - ",
	};
	struct slice s = slice_sub(r->t, r->label_to, slash);
	size_t i, at;

	for (i = 0; i < sizeof before / sizeof before[0]; i++)
		for (;;) {
			at = slice_find(s, slice_str(before[i]), 0);
			if (at == SLICE_NPOS)
				break;
			s = slice_from(s, at + strlen(before[i]));
		}
	s = slice_trim(s);
	return s.len >= 2 && slice_chr(s, ' ', 0) == SLICE_NPOS &&
	    slice_chr(s, '\t', 0) == SLICE_NPOS;
}

/*
 * "login: user / secret", "log in with user/secret".  A user name alone is no
 * secret.
 */
static bool
is_pair(struct reading *r)
{
	size_t at, end, first;
	struct made m;
	bool tight;

	end = r->label_to + PAIR_REACH < r->unit_to ?
	    r->label_to + PAIR_REACH : r->unit_to;
	for (at = r->label_to; at < end && r->t.ptr[at] != '/'; at++)
		if (r->t.ptr[at] == '\n')
			return false;
	if (at >= end || at == r->label_to || at + 1 >= r->unit_to ||
	    r->t.ptr[at + 1] == '/' || !has_user(r, at) || holds_word(slice_sub(r->t,
	    r->label_to, at), TOPIC_WORDS))
		return false;
	tight = !is_blank(r->t.ptr[at + 1]);
	for (first = at + 1; first < r->unit_to &&
	    is_blank(r->t.ptr[first]); first++)
		;
	r->is_quoted = false;
	if (first < r->unit_to && !quoted(r, first))
		plain(r, first);
	if (r->to <= first)
		return false;
	m = look(r, r->from, r->to);
	return !is_no_secret(r, &m) && (is_strong(&m) || (!tight &&
	    (m.digits + m.symbols > 0 || (m.has_inner_upper &&
	    m.lower > 0)))) && !is_of_meeting(r);
}

/* --- hints ----------------------------------------------------------------------- */

/*
 * "is our postcode": whoever reads the message finds it.  "the usual", "your
 * date of birth" are known to the two of them only: that is the separate way
 * that the policy wants.
 */
static bool
is_hint(const struct reading *r)
{
	static const char *const hints[] = {
		"our postcode", "our post code", "our office postcode",
		"the office postcode", "our company name", "our phone number",
		"our telephone number", "our office number",
		"the name of our office", "the name of the company",
		"today's date", "todays date", "the current year",
		"this year", "the file name", "the filename",
		"the name of the file", "the name of this file",
		"in the subject", "the subject line", "my surname",
		"my first name", "my mobile number", "my phone number",
	};
	size_t i, at = r->from;

	if ((r->sep != SEP_IS && r->sep != SEP_MARK) || r->is_far)
		return false;
	for (i = 0; i < sizeof hints / sizeof hints[0]; i++)
		if (has_at(r->t, at, hints[i]))
			return !holds_word(slice_sub(r->t, r->label_to, at),
			    TOPIC_WORDS) &&
			    !holds_word(sentence_before(r), POLICY_WORDS);
	return false;
}

/* --- reading --------------------------------------------------------------------- */

static bool
label_kind(struct slice word, enum secret_label *ret)
{
	static const struct {
		const char *text;
		enum secret_label label;
	} known[] = {
#define KNOWN(text, label)	{ text, SECRET_##label },
		PHRASE_LABELS(KNOWN)
#undef KNOWN
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_eq_str(word, known[i].text)) {
			*ret = known[i].label;
			return true;
		}
	return false;
}

/* A label in a path or an address labels nothing. */
static bool
is_label(const struct reading *r)
{
	uint8_t b = r->label_from > r->unit_from ?
	    r->t.ptr[r->label_from - 1] : ' ';
	uint8_t next = r->label_to < r->t.len ? r->t.ptr[r->label_to] : ' ';

	/* "pw_buf_size = ...": a name in a program. */
	if (next == '_' && r->c->unit->where != FINDING_FILENAME)
		return false;
	if (b == '/' || b == '@' || b == '#')
		return r->label == SECRET_PASSWORD && next == ':';
	return next != '@' && next != '/';
}

/*
 * The label ends its cell or its paragraph: the value is the next one, to its
 * end.  A paragraph needs ":" before it.
 */
static bool
next_unit(struct reading *r)
{
	const struct detect_run *run = r->c->run;
	const struct segment *next;
	size_t at, i;
	bool marked = false;

	for (at = r->label_to; at < r->unit_to; at++) {
		if (r->t.ptr[at] == ':' || r->t.ptr[at] == '=')
			marked = true;
		else if (!is_blank(r->t.ptr[at]) && r->t.ptr[at] != '\n')
			return false;
	}
	i = run->segment;
	if (i + 1 >= run->segment_count)
		return false;
	next = &run->segments[i + 1];
	if (r->c->unit->row != run->text->units[next->unit].row ||
	    (r->c->unit->row == 0 && !marked) ||
	    run->text->units[next->unit].where != r->c->unit->where)
		return false;
	r->sep = SEP_CELL;
	r->unit_from = next->from;
	r->unit_to = next->to;
	/* One capitalised word below "Password:" signs the letter. */
	r->is_next_line = r->c->unit->row == 0;
	if (next->to > next->from && !quoted(r, next->from))
		plain(r, next->from);
	return r->to > r->from && is_alone(r);
}

/* Where the value begins and ends; false: nowhere. */
static bool
find_value(struct reading *r)
{
	size_t at;

	if (next_unit(r))
		return true;
	if (find_separator(r, &at)) {
		at = skip_to_value(r, at);
	} else {
		/* "password Xk29!fa", "(password Xk29!fa)" */
		r->sep = SEP_NONE;
		r->is_far = false;
		at = r->label_to;
		while (at < r->unit_to && (is_blank(r->t.ptr[at]) ||
		    r->t.ptr[at] == '_'))
			at++;
		if (at == r->label_to || at >= r->unit_to)
			return false;
	}
	if (at < r->unit_to && !quoted(r, at))
		plain(r, at);
	if (r->c->unit->where == FINDING_FILENAME && !r->is_quoted) {
		at = slice_rchr(slice_sub(r->t, r->from, r->to), '.');
		if (at != SLICE_NPOS && at > 0)
			r->to = r->from + at;
		while (r->to > r->from && is_trailing(r->t.ptr[r->to - 1]))
			r->to--;
	}
	return r->to > r->from;
}

static bool
is_secret(struct reading *r, bool *ret_weak)
{
	struct made m = look(r, r->from, r->to);

	*ret_weak = false;
	if (is_no_secret(r, &m))
		return false;
	switch (r->label) {
	case SECRET_PIN:
		return is_pin(r, &m);
	case SECRET_PASS:
		return is_pass(r, &m);
	case SECRET_LOGIN:
	case SECRET_PASSWORD:
	case SECRET_PASSCODE:
		break;
	}
	return is_given(r, &m, ret_weak);
}

bool
phrase_read(const struct detect_context *c, struct phrase *ret)
{
	struct reading r = { .c = c,
	    .t = slice_of(c->run->shadow.bytes, c->run->shadow.len),
	    .unit_from = c->unit_at, .unit_to = c->unit_at + c->text.len,
	    .label_from = c->unit_at + c->at,
	    .label_to = c->unit_at + c->word_to };

	memset(ret, 0, sizeof *ret);
	if (!label_kind(slice_sub(c->text, c->at, c->word_to), &r.label) ||
	    !is_label(&r))
		return false;
	if (r.label == SECRET_LOGIN) {
		r.to = r.label_to;
		ret->about = PHRASE_ACCOUNT;
		if (!is_pair(&r))
			return false;
		ret->from = r.from;
		ret->to = r.to;
		return true;
	}
	if (!find_value(&r))
		return false;
	c->run->phrases++;
	if (r.label == SECRET_PASSWORD && is_hint(&r)) {
		ret->is_hint = true;
		ret->about = PHRASE_FILE;
		ret->from = r.from;
		ret->to = r.to;
		return true;
	}
	if (!is_secret(&r, &ret->is_weak))
		return false;
	ret->from = r.from;
	ret->to = r.to;
	ret->about = about(&r);
	return true;
}

bool
phrase_is_cell(const struct detect_context *c, size_t from, size_t to,
    bool is_pin_column)
{
	struct reading r = { .c = c,
	    .t = slice_of(c->run->shadow.bytes, c->run->shadow.len),
	    .unit_from = from, .unit_to = to, .from = from, .to = to };
	struct made m;
	size_t i;

	for (i = from; i < to; i++)
		if (r.t.ptr[i] <= ' ')
			return false;
	m = look(&r, from, to);
	if (is_no_secret(&r, &m))
		return false;
	if (is_pin_column)
		return m.digits == m.len && m.len <= 6;
	return m.digits + m.symbols > 0 || m.has_inner_upper || m.len >= 8;
}

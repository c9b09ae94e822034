#include "detect/secretword.h"

#include "detect/phrase.h"
#include "detect/run.h"
#include "detect/token.h"
#include "detect/wordlist.h"

#define SECRET_MIN	4

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

struct made
secret_look(const struct reading *r, size_t from, size_t to)
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

bool
secret_is_strong(const struct made *m)
{
	return (m->len >= 6 && m->digits > 0 && classes(m) >= 3) ||
	    (m->len >= 8 && classes(m) >= 3 && m->symbols > 0) ||
	    (m->len >= 8 && m->digits > 0 && m->lower + m->upper > 0 &&
	    m->hyphens + m->slashes + m->dots == 0);
}

/* --- what it is not ------------------------------------------------------- */

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
	    wordlist_has(ends, slice_from(s, dot + 1));
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
	    reading_has(s, 0, "\xc2\xa3") || reading_has(s, 0, "\xe2\x82\xac"))
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
	word = wordlist_next(slice_sub(r->t, 0, r->unit_to), &at);
	return wordlist_has("character* letter* digit* long day* attempt* "
	    "time* minute* hour* month* week* year* user* number* "
	    "symbol* people ",
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

bool
secret_is_none(const struct reading *r, const struct made *m)
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
	return wordlist_has(NO_SECRETS, s) || is_address(s) || is_name(s) ||
	    is_figure(s, m) || is_measure(r, m) || is_program(s, m) ||
	    token_is_placeholder(slice_of(cased, n));
}

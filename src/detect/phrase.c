#include "detect/phrase.h"

#include <string.h>

#include "base/limits.h"
#include "detect/reading.h"
#include "detect/run.h"
#include "detect/secretword.h"
#include "detect/wordlist.h"

#define ABOUT_BEFORE	120	/* bytes looked at for what it opens */
#define ABOUT_AFTER	60
#define MEETING_BEFORE	400
#define MEETING_AFTER	300
#define SENTENCE_MAX	200
#define PAIR_REACH	60	/* from "login" to the "/" */
#define TOPIC_REACH	1500	/* for what a mail is about */

/* Between label and value: what is told is not the secret. */
#define TOPIC_WORDS "length policy policies strength strong manager " \
	"managers protect* reset* expir* hint hints history complex* rule " \
	"rules guidance guideline* require* field* box link links must " \
	"should shouldn't never forgot* change changed changes changing " \
	"attempt* age advice tips training update updates generator " \
	"incorrect invalid wrong security sharing share request* recover* " \
	"problem* issue* error* help query not isn't won't cannot can't " \
	"minimum maximum least because when if needed " \
	"separate* different another set date last created "

/* Before the label in its sentence: a rule is told. */
#define POLICY_WORDS "must should shouldn't never expire* expir* reset " \
	"resetting change changing changes forgot* always cannot policy "

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
	"machine email e-mail webmail sharepoint guest hotspot ssid " \
	"broadband sign signin desktop twitter facebook instagram bank " \
	"bank's voicemail telephone alarm cctv recorder konta cyfrif " \
	"bocsa-puist "

/* --- around it ------------------------------------------------------------ */

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
	while (at > low && !reading_ends(r->t, at - 1) &&
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

	return wordlist_meets(before, "booking bookings promo promotion "
	    "discount voucher coupon ticket tickets offer gift event sale ") ||
	    wordlist_meets(slice_sub(r->t, r->label_to, r->from),
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
		word = wordlist_next(s, &at);
		if (word.len == 0)
			return best;
		if (!wordlist_has(list, word))
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

/* --- judging -------------------------------------------------------------- */

/* A password or passcode: policy, meetings, and the words of sentences. */
static bool
is_given(const struct reading *r, const struct made *m, bool *ret_weak)
{
	struct slice gap = slice_sub(r->t, r->label_to, r->from);
	bool strong = secret_is_strong(m), title;

	*ret_weak = false;
	/* So many are no business mail: what could be one is one. */
	if (r->c->run->phrases > PHRASES_MAX)
		return strong || m->digits + m->symbols > 0;
	if (r->sep != SEP_TO && r->sep != SEP_CELL &&
	    wordlist_meets(gap, TOPIC_WORDS))
		return false;
	if (wordlist_meets(sentence_before(r), POLICY_WORDS) &&
	    (!strong || r->sep == SEP_DASH ||
	    wordlist_meets(sentence_before(r), "never always don't not ")))
		return false;
	if (is_of_meeting(r) || (r->label != SECRET_PASSWORD && is_for_sale(r)))
		return false;
	if (r->is_far && (!strong || !reading_is_alone(r) || m->digits == 0))
		return false;
	if (r->is_quoted)
		return r->sep != SEP_NONE || m->digits + m->symbols > 0 ||
		    m->has_inner_upper;
	switch (r->sep) {
	case SEP_NONE:
		return m->digits > 0 && (strong || (m->len >= 6 &&
		    m->lower > 0 && wordlist_meets(sentence_before(r),
		    "login username user log ")));
	case SEP_TO:
		return strong;
	case SEP_DASH:
		return m->digits + m->symbols > 0 && (reading_is_alone(r) ||
		    (strong && m->symbols > 0) ||
		    r->c->unit->where == FINDING_FILENAME);
	case SEP_MARK:
	case SEP_IS:
	case SEP_CELL:
		break;
	}
	if (r->is_next_line && !reading_is_alone(r))
		return false;
	if (m->digits + m->symbols > 0 ||
	    (m->has_inner_upper && m->lower > 0))
		return true;
	/* "Password: Sunflower", and nothing else on the line. */
	title = m->upper == 1 && m->lower >= 4 && !m->has_inner_upper;
	*ret_weak = true;
	return r->sep != SEP_IS && reading_is_alone(r) && !r->is_next_line &&
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
	return !wordlist_meets(before, "property plot parcel postal land pole "
	    "map drop drawing title ") &&
	    !wordlist_meets(slice_sub(r->t, r->label_to, r->from),
	    TOPIC_WORDS) &&
	    !is_of_meeting(r) && !is_for_sale(r);
}

/* "pass: Xk29!" right behind the word, as beside a user name. */
static bool
is_pass(const struct reading *r, const struct made *m)
{
	/* "user frha, pass 9xT-vale-33K", "u: fosei p: Granite_Owl_27" */
	if (r->sep == SEP_NONE)
		return secret_is_strong(m) && m->digits > 0 &&
		    m->symbols + m->hyphens > 0 &&
		    wordlist_meets(sentence_before(r),
		    "user username login host ftp sftp u ");
	/* "p:" has its separator already. */
	if (r->t.ptr[r->label_to - 1] == ':')
		return false;
	return r->sep == SEP_MARK && !r->is_far &&
	    r->t.ptr[r->label_to] != ' ' &&
	    !r->is_next_line && m->lower + m->upper > 0 &&
	    m->digits + m->symbols > 0 && !is_of_meeting(r) &&
	    !is_for_sale(r) &&
	    ((secret_is_strong(m) && m->symbols > 0) || nearest(r,
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
	    r->t.ptr[at + 1] == '/' || !has_user(r, at) ||
	    wordlist_meets(slice_sub(r->t,
	    r->label_to, at), TOPIC_WORDS))
		return false;
	tight = !reading_is_blank(r->t.ptr[at + 1]);
	for (first = at + 1; first < r->unit_to &&
	    reading_is_blank(r->t.ptr[first]); first++)
		;
	r->is_quoted = false;
	if (first < r->unit_to && !reading_quoted(r, first))
		reading_plain(r, first);
	if (r->to <= first)
		return false;
	m = secret_look(r, r->from, r->to);
	return !secret_is_none(r, &m) && (secret_is_strong(&m) || (!tight &&
	    (m.digits + m.symbols > 0 || (m.has_inner_upper &&
	    m.lower > 0)))) && !is_of_meeting(r);
}

/* --- hints ---------------------------------------------------------------- */

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
		if (reading_has(r->t, at, hints[i]))
			return !wordlist_meets(slice_sub(r->t, r->label_to, at),
			    TOPIC_WORDS) &&
			    !wordlist_meets(sentence_before(r), POLICY_WORDS);
	return false;
}

/* --- reading -------------------------------------------------------------- */

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

static bool
is_secret(struct reading *r, bool *ret_weak)
{
	struct made m = secret_look(r, r->from, r->to);

	*ret_weak = false;
	if (secret_is_none(r, &m))
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
	if (!reading_find(&r))
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
	m = secret_look(&r, from, to);
	if (secret_is_none(&r, &m))
		return false;
	if (is_pin_column)
		return m.digits == m.len && m.len <= 6;
	return m.digits + m.symbols > 0 || m.has_inner_upper || m.len >= 8;
}

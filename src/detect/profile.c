#include "detect/profile.h"

#include <string.h>

#include "base/err.h"
#include "detect/date.h"
#include "detect/nameword.h"

#define REACH		400	/* bytes after a name */
#define ROLE_REACH	80	/* bytes after a name that tell a job */
#define BODY_REACH	48	/* bytes before an address that name an office */
#define KIN_REACH	80	/* bytes from "next of kin" to its name */

/* --- who is at work ------------------------------------------------------- */

/* Words of jobs that volunteers, tenants and suppliers' men all have. */
static bool
is_plain_role(struct slice word)
{
	static const char *const plain[] = {
		"volunteer", "worker", "driver", "cleaner", "owner",
		"partner", "agent", "lead", "area", "team", "national",
		"regional", "registered", "maintenance", "repairs",
		"representative", "senior", "junior", "interim", "acting",
		NULL
	};
	size_t i;

	for (i = 0; plain[i] != NULL; i++)
		if (slice_eq_str(word, plain[i]))
			return true;
	return false;
}

/* Does a word of from..to say that this is somebody's office? */
static bool
is_office(const struct detect_run *run, size_t from, size_t to)
{
	struct slice t = slice_of(run->shadow.bytes, to);
	struct slice word;
	unsigned kinds;
	size_t at, end;

	for (at = from; at < to; at = end > at ? end : at + 1) {
		for (end = at; end < to && (ascii_is_alpha(t.ptr[end]) ||
		    t.ptr[end] >= 0x80); end++)
			;
		if (end < at + 2)
			continue;
		word = slice_sub(t, at, end);
		kinds = nameword_kinds(run->plan, word);
		if ((kinds & NAME_ROLE) != 0 && !is_plain_role(word))
			return true;
		if (((kinds & NAME_BODY) != 0 && run_is_upper(run, at)) ||
		    slice_eq_str(word, "office") ||
		    slice_eq_str(word, "offices"))
			return true;
	}
	return false;
}

/* How far what follows a name in so many words tells of her job. */
static size_t
role_end(const struct scene *s, size_t from)
{
	struct slice t = s->text;
	size_t at;

	for (at = from; at < t.len && at < from + ROLE_REACH; at++) {
		if (ascii_is_digit(t.ptr[at]) || t.ptr[at] == '@' ||
		    t.ptr[at] == ':' || t.ptr[at] == ';' ||
		    (t.ptr[at] == '\n' && at + 1 < t.len &&
		    t.ptr[at + 1] == '\n'))
			break;
		if (t.ptr[at] == '.' && at + 1 < t.len &&
		    (t.ptr[at + 1] == ' ' || t.ptr[at + 1] == '\n'))
			break;
	}
	return at;
}

static bool
is_at_work(const struct scene *s, const struct mark *person)
{
	return is_office(s->run, person->to, role_end(s, person->to));
}

/* "Harper Boyd Solicitors, 40 Station Terrace"; low: where the name ends. */
static bool
is_office_address(const struct scene *s, const struct mark *m, size_t low)
{
	size_t from;

	for (from = m->from; from > low && m->from - from < BODY_REACH &&
	    s->text.ptr[from - 1] != '.' && s->text.ptr[from - 1] != ';' &&
	    s->text.ptr[from - 1] != SHADOW_UNIT; from--)
		;
	return is_office(s->run, from, m->from);
}

/* --- telephones and mail addresses ---------------------------------------- */

/* A mobile, or a number abroad: the shadow has the digits. */
static bool
is_mobile(const struct scene *s, const struct mark *m)
{
	uint8_t digits[4];
	size_t at, n;

	for (at = m->from, n = 0; at < m->to && n < sizeof digits; at++)
		if (ascii_is_digit(s->text.ptr[at]))
			digits[n++] = s->text.ptr[at];
	if (n < 4)
		return false;
	if (digits[0] == '4' && digits[1] == '4')
		return digits[2] == '7' || (digits[2] == '0' &&
		    digits[3] == '7');
	if (digits[0] == '0')
		return digits[1] == '7' || digits[1] == '0';
	return true;
}

/* Mailboxes of offices. */
static bool
is_role_mailbox(struct slice local)
{
	static const char *const roles[] = {
		"info", "enquiries", "enquiry", "office", "admin", "contact",
		"hello", "press", "sales", "support", "help", "helpdesk",
		"accounts", "mail", "team", "reception", "bookings", "hr",
		"jobs", "recruitment", "noreply", "no-reply", "donotreply",
		"postmaster", "webmaster", "service", "customerservice",
		"invoices", "orders", "quotes", "repairs", "lettings",
		"housing", "media", "news", "newsletter", "events", NULL
	};
	size_t i;

	for (i = 0; roles[i] != NULL; i++)
		if (slice_eq_str(local, roles[i]))
			return true;
	return false;
}

/* Where people have mail of their own. */
static bool
is_webmail(struct slice domain)
{
	static const char *const hosts[] = {
		"gmail.", "googlemail.", "hotmail.", "outlook.", "live.",
		"msn.", "yahoo.", "ymail.", "rocketmail.", "aol.", "icloud.",
		"me.com", "mac.com", "btinternet.", "btopenworld.", "sky.com",
		"talktalk.", "virginmedia.", "virgin.net", "ntlworld.",
		"blueyonder.", "tiscali.", "plusnet.", "zen.co.uk", "gmx.",
		"proton.", "protonmail.", "pm.me", "tutanota.", "zoho.",
		"wp.pl", "o2.pl", "onet.", "interia.", "libero.", "orange.",
		"laposte.", "free.fr", "web.de", "t-online.", "qq.com",
		"163.com", NULL
	};
	size_t i;

	for (i = 0; hosts[i] != NULL; i++)
		if (slice_starts(domain, slice_str(hosts[i])))
			return true;
	domain = slice_sub(domain, 0, slice_chr(domain, '.', 0));
	return slice_find(domain, SLICE("mail"), 0) != SLICE_NPOS ||
	    slice_find(domain, SLICE("post"), 0) != SLICE_NPOS ||
	    slice_find(domain, SLICE("inbox"), 0) != SLICE_NPOS;
}

/* --- what belongs to a name ----------------------------------------------- */

/* Numbers that a register gave to one person. */
static bool
is_identity(const struct scene *s, const struct mark *m)
{
	const struct detector_info *d;

	d = detector_by_id(s->run->plan->sources[m->source].id);
	return d != NULL && m->weight >= 2 &&
	    (d->class == DETECTOR_PERSONAL ||
	    d->class == DETECTOR_CRIMINAL_OFFENCE);
}

struct gathered {
	uint64_t contact;		/* the first way to reach her */
	size_t name_end;		/* what stands before tells of others */
	unsigned told, private;
	bool at_work;			/* an office's, from here on */
	bool has_webmail;
};

static void
gather_mark(const struct scene *s, const struct mark *m, struct gathered *g)
{
	struct slice text = slice_sub(s->text, m->from, m->to);
	size_t at;

	if (g->contact == 0 && (m->kind == MARK_PHONE ||
	    m->kind == MARK_EMAIL))
		g->contact = m->value;
	switch (m->kind) {
	case MARK_BIRTH:
		g->told |= PROFILE_BIRTH;
		g->private |= PROFILE_BIRTH;
		break;
	case MARK_ADDRESS:
		g->told |= PROFILE_ADDRESS;
		g->at_work = g->at_work || is_office_address(s, m,
		    m->from >= g->name_end ? g->name_end : 0);
		if (!g->at_work)
			g->private |= PROFILE_ADDRESS;
		break;
	case MARK_PHONE:
		g->told |= PROFILE_PHONE;
		/* A landline is hers only together with her address. */
		if (!g->at_work && (is_mobile(s, m) ||
		    (g->private & PROFILE_ADDRESS) != 0))
			g->private |= PROFILE_PHONE;
		break;
	case MARK_EMAIL:
		g->told |= PROFILE_EMAIL;
		at = slice_chr(text, '@', 0);
		if (g->at_work || is_role_mailbox(slice_sub(text, 0, at)))
			break;
		g->private |= PROFILE_EMAIL;
		g->has_webmail = g->has_webmail ||
		    is_webmail(slice_from(text, at + 1));
		break;
	case MARK_NUMBER:
		if (is_identity(s, m)) {
			g->told |= PROFILE_IDENTITY;
			g->private |= PROFILE_IDENTITY;
		}
		break;
	default:
		break;
	}
}

/*
 * "Mrs Okafor" behind "Ngozi Okafor" is the same person; so is the same name
 * again.
 */
static bool
is_same_person(const struct scene *s, const struct mark *a,
    const struct mark *b)
{
	struct slice x = slice_sub(s->text, a->from, a->to);
	struct slice y = slice_sub(s->text, b->from, b->to);
	size_t blank;

	if (a->value == b->value)
		return true;
	blank = slice_rchr(y, ' ');
	if (blank == SLICE_NPOS || (nameword_kinds(s->run->plan,
	    slice_sub(y, 0, slice_chr(y, ' ', 0))) & NAME_TITLE) == 0 ||
	    slice_chr(y, ' ', 0) != blank)
		return false;
	return slice_ends(x, slice_from(y, blank));
}

/* Index of the first mark behind person i that is of another person. */
static size_t
next_person(const struct scene *s, size_t i)
{
	size_t k;

	for (k = i + 1; k < s->count &&
	    s->marks[k].from < s->marks[i].to + REACH; k++)
		if (s->marks[k].kind == MARK_PERSON &&
		    s->marks[k].from >= s->marks[i].to &&
		    !is_same_person(s, &s->marks[i], &s->marks[k]))
			return k;
	return k;
}

/* Is there a person before mark i, near enough to have what follows? */
static bool
has_person_before(const struct scene *s, size_t i, size_t from)
{
	while (i-- > 0 && s->marks[i].from >= from)
		if (s->marks[i].kind == MARK_PERSON)
			return true;
	return false;
}

/* "next of kin" before the name or right after it: somebody to call. */
static bool
is_kin(const struct scene *s, const struct mark *person)
{
	static const char *const words[] = {
		"next of kin", "emergency contact", "perthynas agosaf",
		"najbliższa rodzina", NULL
	};
	struct slice around;
	size_t i, from;

	from = person->from > KIN_REACH ? person->from - KIN_REACH : 0;
	around = slice_sub(s->text, from, person->to + KIN_REACH);
	for (i = 0; words[i] != NULL; i++)
		if (slice_find(around, slice_str(words[i]), 0) != SLICE_NPOS)
			return true;
	return false;
}

static void
profile_settle(struct scene *s, struct profile *p, const struct gathered *g)
{
	p->contact = p->person->value ^ g->contact;
	p->told = g->told;
	p->private = g->private;
	/* A number and a mail address are on every business card. */
	if (p->private == (PROFILE_PHONE | PROFILE_EMAIL) && !g->has_webmail)
		p->private = PROFILE_PHONE;
	if (is_kin(s, p->person)) {
		p->told |= PROFILE_KIN;
		p->private |= PROFILE_KIN;
	}
}

/* Marks before the person in the same sentence, if nobody else has them. */
static void
gather_before(const struct scene *s, size_t i, struct gathered *g)
{
	struct span sentence = scene_sentence(s, s->marks[i].from);
	size_t k;

	if (has_person_before(s, i, sentence.from > REACH ?
	    sentence.from - REACH : 0))
		return;
	for (k = i; k-- > 0 && s->marks[k].from >= sentence.from; )
		gather_mark(s, &s->marks[k], g);
}

static int
read_text(struct scene *s, size_t i,
    int (*found)(struct scene *s, const struct profile *p))
{
	struct gathered g = { 0, s->marks[i].to, 0, 0, false, false };
	struct profile p = { &s->marks[i], 0, 0, 0, false };
	size_t k, end;

	g.at_work = is_at_work(s, p.person);
	gather_before(s, i, &g);
	end = next_person(s, i);
	for (k = i + 1; k < end; k++)
		gather_mark(s, &s->marks[k], &g);
	profile_settle(s, &p, &g);
	return found(s, &p);
}

/* What the columns say beyond the marks: an address in several cells. */
static void
gather_cells(struct scene *s, const struct span *row, struct gathered *g)
{
	struct scene_cell cell;
	struct slice text;
	size_t at, i, digits, letters;

	for (at = 0; scene_cell(s, row, &at, &cell); ) {
		if ((cell.columns & (1 << COLUMN_ADDRESS |
		    1 << COLUMN_POSTCODE)) == 0)
			continue;
		text = slice_sub(s->text, cell.span.from, cell.span.to);
		if (slice_chr(text, '@', 0) != SLICE_NPOS)
			continue;
		for (i = digits = letters = 0; i < text.len; i++) {
			digits += ascii_is_digit(text.ptr[i]);
			letters += ascii_is_alpha(text.ptr[i]);
		}
		if (digits == 0 || letters < 2)
			continue;
		g->told |= PROFILE_ADDRESS;
		g->private |= PROFILE_ADDRESS;
	}
}

static int
read_row(struct scene *s, size_t i, const struct span *row,
    int (*found)(struct scene *s, const struct profile *p))
{
	struct gathered g = { 0, s->marks[i].to, 0, 0, false, false };
	struct profile p = { &s->marks[i], 0, 0, 0, true };
	size_t k;

	gather_cells(s, row, &g);
	for (k = row->first; k < row->last; k++)
		gather_mark(s, &s->marks[k], &g);
	profile_settle(s, &p, &g);
	return found(s, &p);
}

/* A row of a table with a header; forms of two cells are read as text. */
static bool
is_in_table(struct scene *s, size_t at, struct span *row)
{
	struct scene_cell cell;
	size_t k;

	if (!scene_row(s, at, row))
		return false;
	for (k = 0; scene_cell(s, row, &k, &cell); )
		if (cell.columns != 0)
			return true;
	return false;
}

int
profile_each(struct scene *s,
    int (*found)(struct scene *s, const struct profile *p))
{
	struct span row = { 0, 0, 0, 0 };
	bool is_table = false;
	size_t i;
	int r;

	r = 0;
	for (i = 0; i < s->count && r == 0; i++) {
		if (s->marks[i].kind != MARK_PERSON)
			continue;
		/* The first person of a row has it; the others are hers. */
		if (is_table && s->marks[i].from < row.to)
			continue;
		is_table = is_in_table(s, s->marks[i].from, &row);
		r = is_table ? read_row(s, i, &row, found) :
		    read_text(s, i, found);
	}
	return r;
}

/* --- columns of dates ----------------------------------------------------- */

int
profile_mark_birth(struct detect_run *run, size_t from, size_t to)
{
	struct slice text = slice_of(run->shadow.bytes + from, to - from);
	uint8_t value[DATE_DIGITS];
	struct mark m;
	struct date d;

	if (!date_cell(text, &d) || !date_is_past(&d))
		return 0;
	date_digits(&d, value);
	memset(&m, 0, sizeof m);
	text = slice_trim(text);
	m.from = (uint32_t)(text.ptr - run->shadow.bytes);
	m.to = (uint32_t)(m.from + text.len);
	m.kind = MARK_BIRTH;
	m.value = siphash(run->plan->key, slice_of(value, sizeof value));
	return run_mark(run, &m);
}

int
profile_mark_cells(struct detect_run *run)
{
	const struct text_unit *unit;
	size_t i;
	int r;

	r = 0;
	for (i = 0; i < run->segment_count && r == 0; i++) {
		unit = &run->text->units[run->segments[i].unit];
		if (unit->row != 0 && (run_columns(run, unit) &
		    1 << COLUMN_BIRTH) != 0)
			r = profile_mark_birth(run, run->segments[i].from,
			    run->segments[i].to);
	}
	return r;
}

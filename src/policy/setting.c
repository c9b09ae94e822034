/*
 * setting -- the table of `set` keys: which exist, which take a part (a class,
 * a detector), and who reads their values here.  Values of the machine's
 * settings belong to the role that uses them: their keys are known here, so
 * that a slip in any key is found, and no more.
 */
#include <string.h>

#include "base/limits.h"
#include "policy/check.h"
#include "policy/shipped.h"
#include "policy/view.h"

struct setting {
	const char *key;
	bool has_part;		/* the next word is part of the key */
	void (*read)(struct checker *c, const struct conf_line *l, size_t at);
};

/* --- readers ----------------------------------------------------------------- */

struct domains_target {
	struct checker *c;
	struct name_set *set;
	size_t tag;
};

static int
put_domain(void *arg, struct slice item, const struct conf_place *at)
{
	struct domains_target *t = arg;
	struct slice folded;

	if (!domain_is_entry(item)) {
		conf_error(t->c->diag, at, "\"%.*s\" is no domain; write "
		    "x.example, or *.x.example for all below it",
		    (int)item.len, (const char *)item.ptr);
		return 0;
	}
	folded = domain_fold(t->c->scratch, item);
	if (name_set_add(t->set, t->c->arena, check_keep(t->c, folded),
	    t->tag) < 0)
		t->c->failed = true;
	return t->c->failed ? -1 : 0;
}

void
domains_read(struct checker *c, const struct conf_line *l, size_t at,
    struct name_set *set, size_t tag)
{
	struct domains_target t = { c, set, tag };

	if (at >= l->count)
		check_expected(c, l, at, "a domain", NULL);
	(void)conf_values_each(l, at, put_domain, &t);
}

static void
read_inside(struct checker *c, const struct conf_line *l, size_t at)
{
	domains_read(c, l, at, &c->policy->inside, 0);
	name_set_sort(&c->policy->inside);
}

static void
read_partner(struct checker *c, const struct conf_line *l, size_t at)
{
	domains_read(c, l, at, &c->policy->partner, 0);
	name_set_sort(&c->policy->partner);
}

static void
read_webmail(struct checker *c, const struct conf_line *l, size_t at)
{
	domains_read(c, l, at, &c->policy->webmail, 0);
	name_set_sort(&c->policy->webmail);
}

/* The list of rules/lists, as it was when this program was built. */
static void
shipped_domains(struct checker *c)
{
	struct name_set *set = &c->policy->webmail;
	size_t i;

	for (i = 0; i < shipped_webmail_count && !c->failed; i++)
		if (name_set_add(set, c->arena, domain_fold(c->arena,
		    slice_str(shipped_webmail[i])), 0) < 0)
			c->failed = true;
	name_set_sort(set);
}

static void
read_contact(struct checker *c, const struct conf_line *l, size_t at)
{
	struct slice who, address, phone;

	if (conf_get_string(l, &at, c->diag, &who) < 0)
		return;
	if (!conf_is_comma(l, &at) ||
	    at >= l->count || l->tokens[at].kind == CONF_COMMA ||
	    slice_chr(l->tokens[at].text, '@', 0) == SLICE_NPOS) {
		check_expected(c, l, at,
		    "a comma and the address that staff write to", NULL);
		return;
	}
	address = l->tokens[at++].text;
	c->policy->contact_address = check_keep(c, address);
	if (conf_is_comma(l, &at)) {
		if (conf_get_string(l, &at, c->diag, &phone) < 0)
			return;
		c->policy->contact_phone = check_keep(c, phone);
	}
	check_end(c, l, at);
}

bool
check_is_language(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_alpha(s.ptr[i]) && !ascii_is_digit(s.ptr[i]) &&
		    s.ptr[i] != '-')
			return false;
	return s.len >= 2 && s.len <= 35;
}

static void
read_languages(struct checker *c, const struct conf_line *l, size_t at)
{
	do {
		if (at >= l->count || !check_is_language(l->tokens[at].text)) {
			check_expected(c, l, at,
			    "a language such as en-GB", NULL);
			return;
		}
		if (c->language_count < 16)
			c->languages[c->language_count++] =
			    l->tokens[at].text;
		at++;
	} while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

static void
read_zone(struct checker *c, const struct conf_line *l, size_t at)
{
	struct slice name;

	if (conf_get_word(l, &at, c->diag, &name) < 0)
		return;
	if (zone_parse(name, &c->policy->zone) != 0) {
		conf_error(c->diag, &l->tokens[at - 1].at, "unknown time zone "
		    "\"%.*s\"; a rule such as \"GMT0BST,M3.5.0/1,M10.5.0\" is "
		    "understood too", (int)name.len, (const char *)name.ptr);
		conf_suggest(c->diag, conf_nearest(name, zone_names()));
		return;
	}
	check_end(c, l, at);
}

static void
read_working_days(struct checker *c, const struct conf_line *l, size_t at)
{
	size_t start = at;

	if (at < l->count && schedule_is_days(l->tokens[at].text))
		at++;
	else if (names_read(c, NAME_SCHEDULE, l, &at) == SIZE_MAX)
		return;
	check_end(c, l, at);
	if (!slice_eq_str(l->tokens[start].text, "mon-fri"))
		conf_warning(c->diag, &l->tokens[start].at, "this version "
		    "counts working days from Monday to Friday [not-yet]");
}

static void
read_policy(struct checker *c, const struct conf_line *l, size_t at)
{
	struct slice name, version = SLICE_NONE;

	if (conf_get_string(l, &at, c->diag, &name) < 0)
		return;
	while (conf_is_comma(l, &at)) {
		if (conf_is_word(l, &at, "version")) {
			if (conf_get_word(l, &at, c->diag, &version) < 0)
				return;
		} else if (conf_is_word(l, &at, "review")) {
			(void)review_read(c, l, &at, "the policy");
		} else {
			check_expected(c, l, at, "version or review",
			    (const char *const[]){ "version", "review",
			    NULL });
			return;
		}
	}
	check_end(c, l, at);
	c->policy->name = version.len == 0 ? check_keep(c, name) :
	    arena_printf(c->arena, "%.*s %.*s", (int)name.len,
	    (const char *)name.ptr, (int)version.len,
	    (const char *)version.ptr);
}

static const char *const modes[] = { "off", "watch", "warn", "enforce", NULL };

static void
read_mode(struct checker *c, const struct conf_line *l, size_t at)
{
	size_t m;

	m = check_choice(c, l, &at, "off, watch, warn or enforce", modes);
	if (m == SIZE_MAX)
		return;
	c->policy->ceiling = (enum rule_mode)m;
	check_end(c, l, at);
}

static bool
read_default(struct checker *c, const struct conf_line *l, size_t *at)
{
	static const char *const keys[] = { "mode", "purpose", "approved",
	    "review", NULL };
	struct slice s;
	size_t from = *at + 1;

	switch (check_choice(c, l, at, "mode, purpose, approved or review",
	    keys)) {
	case 0:
		mode_read(c, l, at, &c->default_mode);
		c->default_mode_words = check_text(c->arena, l, from, *at);
		return true;
	case 1:
		c->default_purpose = conf_get_string(l, at, c->diag, &s) == 0;
		return c->default_purpose;
	case 2:
		c->default_approved = approved_read(c, l, at);
		return c->default_approved;
	case 3:
		c->default_review = review_read(c, l, at, "the rules");
		return c->default_review != 0;
	}
	return false;
}

static void
read_rule_defaults(struct checker *c, const struct conf_line *l, size_t at)
{
	bool ok;

	do
		ok = read_default(c, l, &at);
	while (ok && conf_is_comma(l, &at));
	if (ok)
		check_end(c, l, at);
}

/* A promise of the director's consent that nobody could keep. */
static void
read_approvals(struct checker *c, const struct conf_line *l, size_t at)
{
	size_t start = at;

	if (check_choice(c, l, &at, "files or pages",
	    (const char *const[]){ "files", "pages", NULL }) == 1)
		conf_error(c->diag, &l->tokens[start].at, "\"pages\" needs the "
		    "review pages, which this version does not have; "
		    "\"approved\" in the files says who consented, and when");
	else if (at > start)
		check_end(c, l, at);
}

static void
read_mixed(struct checker *c, const struct conf_line *l, size_t at)
{
	size_t i;

	i = check_choice(c, l, &at, "same-copy or split",
	    (const char *const[]){ "same-copy", "split", NULL });
	if (i == SIZE_MAX)
		return;
	c->policy->disclaimer.splits = i == 1;
	check_end(c, l, at);
}

static void
read_test_numbers(struct checker *c, const struct conf_line *l, size_t at)
{
	if (check_choice(c, l, &at, "report or ignore",
	    (const char *const[]){ "report", "ignore", NULL }) != SIZE_MAX)
		check_end(c, l, at);
}

static void
read_packs(struct checker *c, const struct conf_line *l, size_t at)
{
	size_t i;

	i = check_choice(c, l, &at, "none or eu-us",
	    (const char *const[]){ "none", "eu-us", NULL });
	if (i == SIZE_MAX)
		return;
	c->policy->has_eu_us = i == 1;
	check_end(c, l, at);
}

static void
read_sources(struct checker *c, const struct conf_line *l, size_t at)
{
	uint32_t sources = source_read(c, l, &at);

	if (sources == 0)
		return;
	c->policy->unknown_sources = sources;
	check_end(c, l, at);
}

static void
read_lists(struct checker *c, const struct conf_line *l, size_t at)
{
	do
		if (names_read(c, NAME_LIST, l, &at) == SIZE_MAX)
			return;
	while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

static void
read_threshold(struct checker *c, const struct conf_line *l, size_t at)
{
	const struct detector_info *d = NULL;
	struct policy *p = c->policy;
	struct slice name;
	uint64_t n;
	size_t i, word = at;

	if (conf_get_word(l, &at, c->diag, &name) < 0)
		return;
	d = detector_by_name(name);
	i = names_find(&c->names[NAME_DETECTOR], name);
	if (d == NULL && i == SIZE_MAX) {
		conf_error(c->diag, &l->tokens[word].at,
		    "unknown detector \"%.*s\"", (int)name.len,
		    (const char *)name.ptr);
		conf_suggest(c->diag, conf_nearest(name, c->detector_words));
		return;
	}
	if (conf_get_number(l, &at, 1, REPORT_FINDINGS_MAX, c->diag, &n) < 0)
		return;
	check_end(c, l, at);
	if (d != NULL)
		p->thresholds[d - detector_table()] = (uint32_t)n;
	for (i = 0; i < p->detector_count; i++)
		if (slice_eq(p->detectors[i].name, name))
			p->detectors[i].threshold = (uint32_t)n;
}

static const char *const disclaimer_keys[] = { "place", "repeat", "charset",
    "generated", "armour", "dkim", "size", NULL };

/* By the index of its key; the first word is the default. */
static const char *const disclaimer_words[][4] = {
	{ "end", "above-signature", "above-quote", NULL },
	{ "each-message", "once-per-thread", NULL },
	{ "utf-8", "ascii", NULL },
	{ "add", "skip", NULL },
	{ "skip", "after-armour", NULL },
	{ "skip", "remove-own", NULL },
};

static void
set_disclaimer(struct disclaimer_settings *d, size_t key, size_t word)
{
	switch (key) {
	case 0:
		d->place = (enum edit_place)word;
		return;
	case 1:
		d->once_per_thread = word == 1;
		return;
	case 2:
		d->ascii_only = word == 1;
		return;
	case 3:
		d->skips_generated = word == 1;
		return;
	case 4:
		d->after_armour = word == 1;
		return;
	case 5:
		d->replaces_own_signatures = word == 1;
		return;
	}
}

/* "none", or a size. */
static bool
read_disclaimer_size(struct checker *c, const struct conf_line *l, size_t *at)
{
	uint64_t *max = &c->policy->disclaimer.size_max;

	*max = 0;
	return conf_is_word(l, at, "none") || conf_get_size(l, at, 1,
	    (uint64_t)1 << 40, c->diag, max) == 0;
}

static void
read_disclaimer(struct checker *c, const struct conf_line *l, size_t at)
{
	size_t k, word;

	do {
		k = check_choice(c, l, &at, "place, repeat, charset, "
		    "generated, armour, dkim or size", disclaimer_keys);
		if (k == SIZE_MAX)
			return;
		if (k == 6) {
			if (!read_disclaimer_size(c, l, &at))
				return;
			continue;
		}
		word = check_choice(c, l, &at, "a value of that",
		    disclaimer_words[k]);
		if (word == SIZE_MAX)
			return;
		set_disclaimer(&c->policy->disclaimer, k, word);
	} while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

/* A setting whose role reads and checks it: it must have a value. */
static void
read_elsewhere(struct checker *c, const struct conf_line *l, size_t at)
{
	if (at >= l->count)
		check_expected(c, l, at, "a value", NULL);
}

/*
 * The milter's bound, which a notice must not take a message past.  What is
 * wrong with it is the milter's to tell.
 */
static void
read_message_limit(struct checker *c, const struct conf_line *l, size_t at)
{
	struct conf_diag *unheard = conf_diag_new();
	uint64_t limit;

	read_elsewhere(c, l, at);
	if (at < l->count && conf_get_size(l, &at, 1, (uint64_t)1 << 40,
	    unheard, &limit) == 0)
		c->policy->disclaimer.message_limit = limit;
	conf_diag_free(unheard);
}

/* Part of the language; nothing acts on it yet. */
static void
read_later(struct checker *c, const struct conf_line *l, size_t at)
{
	read_elsewhere(c, l, at);
	conf_warning(c->diag, &l->tokens[0].at, "this version does not act on "
	    "\"set %.*s\" [not-yet]", (int)l->tokens[0].text.len,
	    (const char *)l->tokens[0].text.ptr);
}

/* Durations are the keeper's to read; the words are checked here. */
static void
read_keep(struct checker *c, const struct conf_line *l, size_t at)
{
	static const char *const words[] = { "held", "refused", "records",
	    NULL };
	const char *near;

	read_elsewhere(c, l, at);
	for (; at < l->count; at++) {
		const struct conf_token *t = &l->tokens[at];

		if (at > 1 && l->tokens[at - 1].kind != CONF_COMMA)
			continue;
		if (slice_eq_str(t->text, "records"))
			continue;
		if (slice_eq_str(t->text, "held") ||
		    slice_eq_str(t->text, "refused")) {
			conf_warning(c->diag, &t->at, "this version does not "
			    "act on \"set keep %.*s\" [not-yet]", (int)t->text.len,
			    (const char *)t->text.ptr);
			continue;
		}
		conf_error(c->diag, &t->at, "\"held\", \"refused\" or "
		    "\"records\" is expected here");
		near = conf_nearest(t->text, words);
		if (near != NULL)
			conf_suggest(c->diag, near);
	}
}

/* --- the table ------------------------------------------------------------------ */

static const struct setting settings[] = {
	{ "inside domains", false, read_inside },
	{ "partner domains", false, read_partner },
	{ "webmail domains", false, read_webmail },
	{ "directory", false, NULL },		/* read last */
	{ "contact", false, read_contact },
	{ "languages", false, read_languages },
	{ "time-zone", false, NULL },		/* read first */
	{ "working-days", false, read_working_days },
	{ "policy", false, read_policy },
	{ "mode", false, read_mode },
	{ "rule-defaults", false, read_rule_defaults },
	{ "approvals", false, read_approvals },
	{ "mixed-recipients", false, read_mixed },
	{ "unreadable", true, unreadable_read },
	{ "unknown-source", false, read_sources },
	{ "whistleblowing", false, read_lists },
	{ "known-correspondents", false, listed_read_known },
	{ "systems", false, listed_read_systems },
	{ "own", false, read_lists },
	{ "threshold", true, read_threshold },
	{ "packs", false, read_packs },
	{ "test-numbers", false, read_test_numbers },
	{ "records-key", false, read_elsewhere },
	{ "disclaimer", false, read_disclaimer },
	{ "four-eyes", false, read_later },
	{ "undo", false, read_later },
	{ "keep", false, read_keep },
	{ "notices", false, read_later },
	{ "breach", false, read_later },
	{ "sign-in", false, read_later },
	{ "sessions", false, read_later },
	{ "socket", true, read_elsewhere },
	{ "release-port", false, read_elsewhere },
	{ "pages", false, read_later },
	{ "control", false, read_elsewhere },
	{ "store", false, read_elsewhere },
	{ "key", false, read_elsewhere },
	{ "audit-anchor", false, read_later },
	{ "log", false, read_elsewhere },
	{ "message-limit", false, read_message_limit },
	{ "spool", false, read_elsewhere },
	{ "deadline", false, read_elsewhere },
	{ "inspections", false, read_elsewhere },
	{ "account", true, read_elsewhere },
};

#define SETTINGS	(sizeof settings / sizeof settings[0])

static const struct setting *
find_setting(const struct conf_line *l, size_t *ret_at)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++) {
		*ret_at = 0;
		if (check_skip(l, ret_at, settings[i].key))
			return &settings[i];
	}
	return NULL;
}

static void
unknown_setting(struct checker *c, const struct conf_line *l)
{
	const char *words[SETTINGS + 1], *near;
	struct slice two;
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		words[i] = settings[i].key;
	words[i] = NULL;
	two = check_text(c->scratch, l, 0, 2);
	near = l->count > 1 ? conf_nearest(two, words) : NULL;
	if (near == NULL)
		near = conf_nearest(l->tokens[0].text, words);
	conf_error(c->diag, &l->tokens[0].at, "unknown setting \"%.*s\"",
	    (int)l->tokens[0].text.len, (const char *)l->tokens[0].text.ptr);
	conf_suggest(c->diag, near);
}

/* "unreadable limit" and "unreadable" are two keys. */
static struct slice
part_of(const struct setting *s, const struct conf_line *l, size_t at)
{
	enum anomaly_class class;

	if (!s->has_part || at >= l->count)
		return SLICE_NONE;
	if (strcmp(s->key, "unreadable") == 0 &&
	    anomaly_class_parse(l->tokens[at].text, &class) != 0)
		return SLICE_NONE;
	return l->tokens[at].text;
}

static bool
is_repeated(struct checker *c, size_t n, const struct setting *s, size_t at)
{
	const struct conf_line *l = &c->tree->settings[n], *o;
	size_t i, other;

	for (i = 0; i < n; i++) {
		o = &c->tree->settings[i];
		if (find_setting(o, &other) != s || !slice_eq(
		    part_of(s, l, at), part_of(s, o, other)))
			continue;
		conf_error(c->diag, &l->tokens[0].at, "\"set %s\" stands in "
		    "line %u of %s already", s->key, o->at.line,
		    strrchr(o->at.file, '/') != NULL ?
		    strrchr(o->at.file, '/') + 1 : o->at.file);
		return true;
	}
	return false;
}

static void
require(struct checker *c, const char *key)
{
	struct conf_place whole = { c->tree->file, 0, 0, 0 };

	if (conf_setting(c->tree, key, NULL) == NULL)
		conf_error(c->diag, &whole, "\"set %s\" is missing", key);
}

void
settings_check(struct checker *c)
{
	struct conf_place whole = { c->tree->file, 0, 0, 0 };
	const struct setting *s;
	const struct conf_line *l;
	size_t i, at;

	(void)zone_parse(SLICE("Europe/London"), &c->policy->zone);
	l = conf_setting(c->tree, "time-zone", &at);
	if (l != NULL)
		read_zone(c, l, at);
	for (i = 0; i < c->tree->setting_count && !c->failed; i++) {
		l = &c->tree->settings[i];
		s = find_setting(l, &at);
		if (s == NULL)
			unknown_setting(c, l);
		else if (!is_repeated(c, i, s, at) && s->read != NULL)
			s->read(c, l, at);
	}
	if (conf_setting(c->tree, "webmail domains", NULL) == NULL)
		shipped_domains(c);
	l = conf_setting(c->tree, "directory", &at);
	if (l != NULL && !c->failed)
		directory_read(c, l, at);
	if (!c->failed && contact_prepare(c->policy) < 0)
		c->failed = true;
	require(c, "inside domains");
	require(c, "contact");
	if (conf_setting(c->tree, "policy", NULL) == NULL)
		conf_warning(c->diag, &whole, "\"set policy\" is missing: "
		    "decisions will not say which policy they follow "
		    "[policy]");
}

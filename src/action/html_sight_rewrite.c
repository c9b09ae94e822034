#include "action/html_sight_rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define COLOURS_MAX	6	/* that letters may have; more are too many */
#define SIZE_START	16	/* px of letters where nothing is said */
#define CUT_SHIFT_MAX	16	/* px, in a box that cuts off */
#define STEPS		4	/* rules of an element for what one try costs */

void
html_sight_init(struct html_sight *s)
{
	html_rules_init(&s->rules);
	s->matches = NULL;
	s->work = 0;
	html_sight_forget(s);
}

void
html_sight_free(struct html_sight *s)
{
	html_rules_free(&s->rules);
	free(s->matches);
}

void
html_sight_forget(struct html_sight *s)
{
	s->asked_id = 0;
	if (s->matches != NULL)
		memset(s->matches, 0, PAGE_OPEN_MAX * sizeof *s->matches);
}

/* What is over it is looked at no more, and in doubt. */
static bool
is_too_much(const struct html_sight *s)
{
	return s->work > PAGE_HIDING_WORK_MAX;
}

/* --- which rules ----------------------------------------------------------------------- */

/* The open elements round a place, from the outermost on. */
struct chain {
	uint16_t at[PAGE_OPEN_MAX];
	size_t count;
};

static void
chain_make(const struct html_tree *t, struct chain *c)
{
	size_t i, n = 0;

	for (i = html_stack_node(t); i > 0; i = html_stack_parent(t, i))
		n++;
	c->count = n + 1;
	c->at[0] = 0;
	for (i = html_stack_node(t); i > 0; i = html_stack_parent(t, i))
		c->at[n--] = (uint16_t)i;
}

static void
match(struct html_sight *s, const struct html_seen *path, size_t count,
    struct html_matches *m)
{
	enum html_fit fit;
	size_t i;

	m->count = 0;
	m->is_unclear = s->rules.is_unclear;
	for (i = 0; i < s->rules.count && !m->is_unclear; i++) {
		fit = html_rule_fits(&s->rules.rule[i], path, count, &s->work);
		m->is_unclear = is_too_much(s);
		if (fit == HTML_FIT_NO)
			continue;
		if (m->count == PAGE_MATCHES_MAX) {
			m->is_unclear = true;
			break;
		}
		m->rule[m->count] = (uint16_t)i;
		m->is_sure[m->count++] = fit == HTML_FIT_IS &&
		    !s->rules.rule[i].is_loose;
	}
}

/* For each of the chain; what was worked out for its elements is kept. */
static void
match_chain(struct html_sight *s, const struct html_tree *t,
    const struct chain *c)
{
	struct html_seen path[PAGE_OPEN_MAX];
	const struct html_open *o;
	struct html_matches *m;
	size_t i, made = 0;

	if (s->matches == NULL)
		s->matches = mem_zalloc(PAGE_OPEN_MAX * sizeof *s->matches);
	for (i = 0; i < c->count; i++) {
		o = &t->open[c->at[i]];
		m = &s->matches[c->at[i]];
		if (m->id == o->id && m->changes == t->changes)
			continue;
		m->id = o->id;
		m->changes = t->changes;
		for (; made <= i; made++)
			path[made] = html_seen(t->open[c->at[made]].name,
			    t->open[c->at[made]].attributes);
		match(s, path, i + 1, m);
	}
}

/* --- colours ------------------------------------------------------------------------------ */

struct colours {
	struct html_colour c[COLOURS_MAX];
	size_t count;
};

/* What is known of letters while the chain is gone down. */
struct state {
	struct colours ink, paper;
	struct colours table_ink;	/* old pages' tables begin with it */
	struct html_colour link;
};

static void
colours_add(struct colours *to, struct html_colour c)
{
	size_t i;

	for (i = 0; i < to->count; i++)
		if (memcmp(&to->c[i], &c, sizeof c) == 0)
			return;
	if (to->count == COLOURS_MAX)
		to->c[0] = (struct html_colour){ .kind = HTML_COLOUR_UNKNOWN };
	else
		to->c[to->count++] = c;
}

static void
colours_join(struct colours *to, const struct colours *from)
{
	size_t i;

	for (i = 0; i < from->count; i++)
		colours_add(to, from->c[i]);
}

/* One more that an element may have; above is what is round it. */
static void
colours_lay(struct colours *to, struct html_colour c,
    const struct colours *above, bool is_paper)
{
	size_t i;

	if (c.kind == HTML_COLOUR_ABOVE)
		colours_join(to, above);
	else if (!is_paper || c.kind != HTML_COLOUR_IS || c.a == 255)
		colours_add(to, c);
	else
		for (i = 0; i < above->count; i++)
			colours_add(to, html_colour_over(c, above->c[i]));
}

#define KEY_WINS	((uint64_t)1 << 63)
#define KEY_OWN		((uint64_t)1 << 62)

static struct html_colour
colour_of(const struct html_look *l, bool is_paper, bool *ret_wins)
{
	*ret_wins = is_paper ? l->paper_wins : l->ink_wins;
	return is_paper ? l->paper : l->ink;
}

static uint64_t
rule_key(const struct html_rule *rule, size_t i, bool wins)
{
	return (wins ? KEY_WINS : 0) | (uint64_t)rule->weight << 24 | (i + 1);
}

/* What an element's ink or paper may be, in a world where these @media hold. */
static void
element_colours(const struct html_sight *s, const struct html_open *o,
    const struct html_matches *m, unsigned world, bool is_paper,
    struct html_colour base, struct colours *inout)
{
	struct colours above = *inout;
	struct html_colour best, c;
	uint64_t key = 0, k;
	const struct html_rule *rule;
	bool wins, is_old;
	size_t i;

	best = colour_of(&o->own, is_paper, &wins);
	is_old = is_paper ? o->own.paper_is_old : o->own.ink_is_old;
	if (best.kind != HTML_COLOUR_UNSET)
		key = is_old ? 0 : KEY_OWN | (wins ? KEY_WINS : 0);
	else
		best = base;
	for (i = 0; i < m->count; i++) {
		rule = &s->rules.rule[m->rule[i]];
		c = colour_of(&rule->look, is_paper, &wins);
		k = rule_key(rule, m->rule[i], wins);
		if (m->is_sure[i] && c.kind != HTML_COLOUR_UNSET && k > key &&
		    (rule->media & ~world) == 0) {
			best = c;
			key = k;
		}
	}
	inout->count = 0;
	colours_lay(inout, best, &above, is_paper);
	for (i = 0; i < m->count; i++) {
		rule = &s->rules.rule[m->rule[i]];
		c = colour_of(&rule->look, is_paper, &wins);
		if (!m->is_sure[i] && c.kind != HTML_COLOUR_UNSET &&
		    (rule->media & ~world) == 0 && (rule->is_loose ||
		    rule_key(rule, m->rule[i], wins) > key))
			colours_lay(inout, c, &above, is_paper);
	}
}

/* A link's letters have a colour of their own; "link" of <body> sets it. */
static struct html_colour
base_ink(const struct html_open *o, struct state *st)
{
	struct slice link;

	if (html_stack_is(o, "body")) {
		link = html_attribute(o->attributes, "link");
		if (link.ptr != NULL)
			st->link = html_colour_old(link);
	}
	return html_stack_is(o, "a") &&
	    html_attribute(o->attributes, "href").ptr != NULL ? st->link :
	    (struct html_colour){ .kind = HTML_COLOUR_ABOVE };
}

static bool
is_readable_in(struct html_sight *s, const struct html_tree *t,
    const struct chain *c, unsigned world, bool is_dark)
{
	static const struct html_colour above = { .kind = HTML_COLOUR_ABOVE };
	static const struct html_matches none;
	struct state st = {
		.ink = { { HTML_COLOUR(0, 0, 0) }, 1 },
		.paper = { { HTML_COLOUR(255, 255, 255) }, 1 },
		.table_ink = { { HTML_COLOUR(0, 0, 0) }, 1 },
		.link = HTML_COLOUR(0, 0, 238),
	};
	const struct html_open *o;
	const struct html_matches *m;
	size_t i, k, steps = c->count;

	if (is_dark) {
		st.ink.c[0] = st.table_ink.c[0] = HTML_COLOUR(255, 255, 255);
		st.paper.c[0] = HTML_COLOUR(18, 18, 18);
		st.link = HTML_COLOUR(158, 158, 255);
	}
	for (i = 0; i < c->count; i++) {
		o = &t->open[c->at[i]];
		m = s->rules.count > 0 ? &s->matches[c->at[i]] : &none;
		steps += m->count;
		if (html_stack_is(o, "table"))
			colours_join(&st.ink, &st.table_ink);
		element_colours(s, o, m, world, false, base_ink(o, &st),
		    &st.ink);
		element_colours(s, o, m, world, true, above, &st.paper);
		if (html_stack_is(o, "body"))
			st.table_ink = st.ink;
	}
	s->work += steps / STEPS;
	for (i = 0; i < st.ink.count; i++)
		for (k = 0; k < st.paper.count; k++)
			if (!html_colour_is_readable(st.ink.c[i],
			    st.paper.c[k]))
				return false;
	return true;
}

/* --- sizes and flags ---------------------------------------------------------------------- */

struct sums {
	double size, shift, opacity;
	unsigned flags, media;
	bool has_colours;
};

static void
sums_own(struct sums *n, const struct html_look *l)
{
	if (l->size != 0)
		n->size = l->size > 0 ? l->size : -l->size * n->size;
	n->shift += l->shift;
	n->opacity *= l->opacity;
	n->flags |= l->flags & (HTML_CUTS | HTML_ONE_LINE);
	n->has_colours = n->has_colours || l->ink.kind != HTML_COLOUR_UNSET ||
	    l->paper.kind != HTML_COLOUR_UNSET;
}

/* Which rule wins is not worked out: the worst of all. */
static void
sums_rule(struct sums *n, const struct html_rule *rule, double above)
{
	const struct html_look *l = &rule->look;
	double size = l->size >= 0 ? l->size : -l->size * above;

	if (size > 0 && size < n->size)
		n->size = size;
	n->shift += l->shift;
	n->opacity *= l->opacity;
	n->flags |= l->flags & (HTML_CUTS | HTML_ONE_LINE | HTML_HIDES |
	    HTML_BARS | HTML_DOUBTS);
	n->media |= rule->media;
	n->has_colours = n->has_colours || l->ink.kind != HTML_COLOUR_UNSET ||
	    l->paper.kind != HTML_COLOUR_UNSET;
}

static void
sums_make(struct html_sight *s, const struct html_tree *t,
    const struct chain *c, struct sums *n)
{
	const struct html_open *o;
	const struct html_matches *m;
	double above;
	size_t i, k;

	*n = (struct sums){ .size = SIZE_START, .opacity = 1 };
	s->work += c->count / STEPS;
	for (i = 0; i < c->count; i++) {
		o = &t->open[c->at[i]];
		above = n->size;
		sums_own(n, &o->own);
		n->has_colours = n->has_colours || html_stack_is(o, "a");
		if (s->rules.count == 0)
			continue;
		m = &s->matches[c->at[i]];
		for (k = 0; k < m->count; k++)
			sums_rule(n, &s->rules.rule[m->rule[k]], above);
		if (m->is_unclear)
			n->flags |= HTML_DOUBTS;
	}
}

static bool
is_in_doubt(const struct sums *n)
{
	return n->size < HTML_LETTERS_MIN || n->shift > HTML_SHIFT_MAX ||
	    n->opacity < HTML_OPACITY_MIN || ((n->flags & HTML_CUTS) != 0 &&
	    (n->shift > CUT_SHIFT_MAX || (n->flags & HTML_ONE_LINE) != 0));
}

static unsigned
look(struct html_sight *s, const struct html_tree *t)
{
	struct chain c;
	struct sums n;
	unsigned world;

	if (s->rules.is_unclear || s->rules.covers || is_too_much(s))
		return HTML_DOUBTS;
	chain_make(t, &c);
	if (s->rules.count > 0)
		match_chain(s, t, &c);
	sums_make(s, t, &c, &n);
	if (is_in_doubt(&n))
		n.flags |= HTML_DOUBTS;
	/* Each sum of the @media, none of them last. */
	for (world = n.media; n.has_colours; world = (world - 1) & n.media) {
		if (!is_readable_in(s, t, &c, world, false) ||
		    (s->rules.is_dark &&
		    !is_readable_in(s, t, &c, world, true)))
			n.flags |= HTML_DOUBTS;
		if (world == 0 || (n.flags & HTML_DOUBTS) != 0)
			break;
	}
	return n.flags & (HTML_HIDES | HTML_BARS | HTML_DOUBTS);
}

unsigned
html_sight(struct html_sight *s, const struct html_tree *t)
{
	unsigned id = t->open[html_stack_node(t)].id;

	if (s->asked_id != id || s->asked_changes != t->changes) {
		s->answer = look(s, t);
		s->asked_id = id;
		s->asked_changes = t->changes;
	}
	return s->answer;
}

/*
 * detector -- patterns of the site's own: names and keys; the patterns are
 * compiled by the detectors.
 */
#include "policy/check.h"

static void
detector_texts(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct slice s;

	(void)target;
	do
		if (conf_get_string(l, &at, c->diag, &s) < 0)
			return;
	while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

static void
detector_class_line(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	/* In the order of enum detector_class. */
	static const char *const classes[] = { "personal", "special-category",
	    "criminal-offence", "financial", "credential", "conduct", "site",
	    NULL };

	struct site_detector *d = target;
	size_t i;

	i = check_choice(c, l, &at, "a class", classes);
	if (i == SIZE_MAX)
		return;
	d->class = (enum detector_class)i;
	check_end(c, l, at);
}

static void
detector_certainty(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	static const char *const tiers[] = { "possible", "likely", "certain",
	    NULL };

	(void)target;
	if (check_choice(c, l, &at, "possible, likely or certain", tiers) !=
	    SIZE_MAX)
		check_end(c, l, at);
}

void
detector_check(struct checker *c, const struct conf_block *b)
{
	static const struct key keys[] = {
		{ "pattern", true, detector_texts },
		{ "near", true, detector_texts },
		{ "examples", true, detector_texts },
		{ "not", true, detector_texts },
		{ "class", false, detector_class_line },
		{ "certainty", false, detector_certainty },
		{ NULL, false, NULL },
	};
	struct policy *p = c->policy;
	struct site_detector *d;
	uint8_t *id;
	size_t i;

	p->detectors = arena_grow(c->arena, p->detectors, p->detector_count,
	    &p->detector_cap, sizeof *d);
	if (p->detectors == NULL) {
		p->detector_count = 0;
		c->failed = true;
		return;
	}
	d = &p->detectors[p->detector_count++];
	d->name = check_keep(c, b->name);
	d->class = DETECTOR_SITE;
	d->threshold = 1;
	d->id = arena_printf(c->arena, "site_%.*s", (int)b->name.len,
	    (const char *)b->name.ptr);
	id = (uint8_t *)(uintptr_t)d->id.ptr;
	for (i = 0; i < d->id.len; i++)
		if (id[i] == '-')
			id[i] = '_';
	check_lines(c, b, keys, d);
	if (conf_line_find(b, "pattern", 0) == NULL)
		conf_error(c->diag, &b->name_at, "a detector needs a pattern");
}

const struct site_detector *
policy_site_detector(const struct policy *p, struct slice id)
{
	size_t i;

	for (i = 0; i < p->detector_count; i++)
		if (slice_eq(p->detectors[i].id, id))
			return &p->detectors[i];
	return NULL;
}

enum detector_class
policy_class_of(const struct policy *p, struct slice id)
{
	const struct detector_info *d = detector_by_id(id);
	const struct site_detector *s;

	if (d != NULL)
		return d->class;
	s = p != NULL ? policy_site_detector(p, id) : NULL;
	if (s != NULL)
		return s->class;
	return slice_starts(id, SLICE("site_")) ? DETECTOR_SITE :
	    DETECTOR_CONDUCT;
}

unsigned
policy_threshold(const struct policy *p, struct slice id)
{
	const struct detector_info *d = detector_by_id(id);
	const struct site_detector *s;

	if (d != NULL)
		return p->thresholds[d - detector_table()];
	s = policy_site_detector(p, id);
	return s != NULL ? s->threshold : 1;
}

/*
 * scene -- a window of text with marks on it: what stands where.
 *
 * Numbers with a check digit speak for themselves.  Most personal data does
 * not: that a sentence tells of somebody's health, that a row is a tenant in
 * arrears, shows only in what stands together.  So whatever is recognised
 * in a window leaves a mark (a word of a lexicon, a person, a date, a
 * telephone number, an identifier that another detector found), and when the
 * window is done the judges look at the marks of each sentence, unit or row.
 *
 * Marks come from three places:
 *   - the tree of all words (terms.h: lexicons, labels, classes of words);
 *   - recognisers: the same shape as detectors, but what they find is only a
 *     mark (RECOGNISER_TABLE; recognise_<name>.c);
 *   - detect_hit_put(): each finding of a structured detector.
 */
#ifndef DETECT_SCENE_H
#define DETECT_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "detect/detect.h"
#include "detect/run.h"

/* Adding one: here, its name in recognise.h's table if words bring it. */
enum mark_kind {
	/* Of lexicons; mark.source says whose. */
	MARK_NEVER,		/* weight 0: what it covers is no term */
	MARK_TERM,		/* weight 1..3 */
	MARK_LABEL,		/* a header word, where it stands in a text */
	/* Of classes of words (terms.h). */
	MARK_PRONOUN,		/* he, her, they, my client */
	MARK_PREDICATE,		/* was diagnosed with, is, suffers from */
	MARK_GROUP,		/* tenants, people, staff: nobody in particular */
	MARK_SERVICE,		/* nurse, clinic, team: who gives help, and where */
	MARK_CASE_VERB,		/* served, granted, owes, agreed to pay */
	MARK_GENERAL,		/* policy, training, awareness: about a topic */
	MARK_SIGN_OFF,		/* kind regards: a signature follows */
	/* Found in the window. */
	MARK_PERSON,		/* title or given name, and a surname */
	MARK_NAME,		/* a given name alone */
	MARK_DATE,		/* any; value: days since 1900-01-01, +1 */
	MARK_BIRTH,		/* a date of birth */
	MARK_PHONE,		/* value: of its digits, from 44 on */
	MARK_EMAIL,		/* not of an own domain */
	MARK_POSTCODE,
	MARK_ADDRESS,		/* number, street and postcode */
	MARK_MONEY,
	MARK_SORT_CODE,		/* weight: bits of enum bank_flag (bank.h) */
	MARK_ACCOUNT,		/* the same */
	MARK_NUMBER,		/* found by another detector; source says which */
	MARK_KIND_COUNT
};

struct mark {
	uint32_t from, to;	/* bytes of the window's shadow */
	uint8_t kind;
	uint8_t weight;		/* MARK_TERM: 1..3; MARK_NUMBER: its tier */
	uint16_t source;	/* MARK_TERM, MARK_NEVER, MARK_NUMBER */
	uint64_t value;		/* equal for equal values, keyed; 0: none */
};

/*
 * The window as judges see it.  Marks are ordered by `from`, longer first;
 * those of the margins before and after the zone are there too, for context.
 */
struct scene {
	struct detect_run *run;
	struct slice text;		/* shadow of the whole window */
	const struct mark *marks;
	size_t count;
	uint16_t source;		/* the judge that is asking */
};

/* A stretch of the window: bytes, and marks first..last (last not in it). */
struct span {
	size_t from, to;
	size_t first, last;
};

/* For recognisers and detectors.  0 or ERR_LIMIT.  Own values are dropped. */
int	detect_mark(struct detect_context *c, enum mark_kind kind, size_t from,
	    size_t to, struct slice value);

/* With a weight whose meaning the kind knows; own values too. */
int	detect_mark_graded(struct detect_context *c, enum mark_kind kind,
	    unsigned weight, size_t from, size_t to, struct slice value);

/*
 * A finding of the asking judge at from..to of the window; nothing outside
 * the zone (the neighbouring window has that).  masked: the value is a number
 * or an address; else text, of which no mask is shown.  0 or ERR_LIMIT.
 */
int	scene_put(struct scene *s, size_t from, size_t to, int tier,
	    struct slice value, bool masked);

/* The same for a value of which only the hash is known: no mask is shown. */
int	scene_put_hashed(struct scene *s, size_t from, int tier,
	    uint64_t value);

/* What the reader of the format says of the unit that holds byte `at`. */
const struct text_unit *scene_text_unit(const struct scene *s, size_t at);

/* The sentence that holds byte `at`: never beyond its unit. */
struct span scene_sentence(const struct scene *s, size_t at);
/* The unit (body, paragraph, cell) that holds byte `at`. */
struct span scene_unit(const struct scene *s, size_t at);
/* Up to that many characters either side, units crossed except cells. */
struct span scene_around(const struct scene *s, size_t from, size_t to,
	    size_t chars);
/*
 * The table row that holds byte `at`, as far as the window has it (windows
 * end between rows unless a row is enormous): false if it is in no table.
 */
bool	scene_row(const struct scene *s, size_t at, struct span *ret);

/* First mark of the span of that kind (any source if source is SIZE_MAX). */
const struct mark *scene_find(const struct scene *s, const struct span *in,
	    enum mark_kind kind, size_t source);
size_t	scene_count(const struct scene *s, const struct span *in,
	    enum mark_kind kind);

/*
 * Cells of a row, one after the other: *at is 0 at first; false at the end.
 * column: the bits (1 << enum column_kind) that the header of its column has;
 * terms: does the header hold a header word of the asking judge's lexicon?
 */
struct scene_cell {
	struct span span;
	const struct text_unit *unit;
	uint32_t columns;
	bool is_ours;
};
bool	scene_cell(struct scene *s, const struct span *row, size_t *at,
	    struct scene_cell *ret);

/*
 * What a column is about (personal-data reference 13): words of the list
 * `columns`, which see.
 */
enum column_kind {
	COLUMN_PERSON,		/* name, tenant, client, patient */
	COLUMN_GIVEN,
	COLUMN_SURNAME,
	COLUMN_ADDRESS,
	COLUMN_POSTCODE,
	COLUMN_BIRTH,
	COLUMN_PHONE,
	COLUMN_EMAIL,
	COLUMN_IDENTITY,	/* ni, nhs, chi */
	COLUMN_BANK,
	COLUMN_DEBT,		/* arrears, balance, rent */
	COLUMN_REFERENCE,	/* tenancy reference, case number */
	COLUMN_SECRET,		/* password, pin */
	COLUMN_KIND_COUNT
};

/* All judges over the window that was scanned.  0 or ERR_LIMIT. */
int	scene_judge(struct detect_run *run);

/* The value of a text as marks and findings have it. */
uint64_t scene_value(const struct scene *s, struct slice value);

#endif

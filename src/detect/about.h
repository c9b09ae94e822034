/*
 * about -- does a text say something of one person?
 *
 * A word of a lexicon is never enough: policies, newsletters and adverts are
 * full of them.  What counts is a person, the term and a predicate in one
 * sentence ("Mrs Kerr was diagnosed with ..."), a labelled field of a form
 * that is about a person ("Religion: Sikh"), or rows of a table with a column
 * of names and a column of the kind.  personal-data reference 9, 10 and 13.
 *
 * The judges of the special categories differ only in their lexicons, so each
 * calls about_judge() and no more.
 */
#ifndef DETECT_ABOUT_H
#define DETECT_ABOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect/scene.h"
#include "detect/subject.h"

/* Of sentences, fields and tables.  0 or ERR_LIMIT. */
int	about_judge(struct scene *s);

/*
 * The same for lexicons whose weak terms tell of a person where they are what
 * somebody is: "Mrs Zhao is Chinese", but not "the Chinese restaurant".
 */
int	about_judge_adjectives(struct scene *s);

/* A term of the asking judge in its sentence. */
struct about_term {
	struct span sentence;
	size_t from, to;
	unsigned weight;	/* 1..3 */
	bool has_company;	/* another term in the sentence */
};

/*
 * What the sentence says with the term: the tier (0: of nobody), and who it
 * is about.
 */
int	about_sentence(const struct scene *s, const struct about_term *t,
	    struct subject *ret_who);

/* topic.c: is the term only the topic: "epilepsy training", "policy on dementia"? */
bool	about_topic(const struct scene *s, const struct about_term *t);

/* Does it ask, or say what would be: "if", "must", "anyone"? */
bool	about_general(const struct scene *s, const struct span *sentence);

/* Is m a term of the asking judge that no longer one before it holds? */
bool	about_is_term(const struct scene *s, const struct mark *m,
	    size_t *covered);

/* The term of a mark, in its sentence. */
struct about_term about_term(const struct scene *s, const struct mark *m);

/* form.c: labelled fields.  0 or ERR_LIMIT. */
int	form_judge(struct scene *s);

/*
 * register.c: rows of tables with a person and a cell under a header of ours.
 * columns: headers of these kinds (bits of enum column_kind) are ours too, and
 * a number is enough to fill their cells.  0 or ERR_LIMIT.
 */
int	register_judge(struct scene *s, uint32_t columns);

/* typed.c: the same of tables that are typed into a text. */
int	typed_judge(struct scene *s, uint32_t columns);

/* How far from a word the person may be named whom "she" means, in bytes. */
#define ABOUT_REACH	2500

#endif

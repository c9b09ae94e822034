/*
 * story -- mails, one after another, as the registers are told of them.
 */
#ifndef UNIT_REGISTER_STORY_H
#define UNIT_REGISTER_STORY_H

#include "unit/register/bench.h"

#define STORY_FILES	4

/* People end in .inside.example if they are ours. */
struct tale {
	enum mail_class class;
	const char *from, *to[4];
	const char *original;		/* of a forwarded one */
	const char *files;		/* a letter each: which file */
	const char *texts;		/* a letter each: which text; ' ' none */
	bool is_stray;			/* not signed in */
	bool is_automatic, is_listed, is_system, is_held, is_unidentified;
};

static inline struct slice
story_domain(struct slice address)
{
	size_t at = slice_chr(address, '@', 0);

	return at == SLICE_NPOS ? SLICE_NONE : slice_from(address, at + 1);
}

static inline void
story_party(struct memory_party *p, const char *address)
{
	p->address = slice_str(address);
	p->domain = story_domain(p->address);
	if (slice_eq_str(p->domain, "inside.example"))
		p->flags |= MEMORY_IS_INSIDE;
	if (slice_eq_str(p->domain, "post.example"))
		p->flags |= MEMORY_IS_WEBMAIL;
}

/* Texts 'a' and 'A' differ in three hashes of 32, 'a' and 'b' in all. */
static inline struct text_signature
story_text(char c)
{
	struct text_signature s = { .least = { 0 } };
	uint32_t which = (uint32_t)(c | 0x20);
	size_t i;

	for (i = 0; c != ' ' && i < TEXT_SIGNATURE_HASHES; i++)
		s.least[i] = which * 1000003u + (uint32_t)i * 2654435761u;
	for (i = 0; c >= 'A' && c <= 'Z' && i < 3; i++)
		s.least[i * 4] ^= 1;
	return s;
}

static inline void
story_digest(char c, uint8_t ret[MAIL_DIGEST_SIZE])
{
	memset(ret, c, MAIL_DIGEST_SIZE);
}

static inline struct memory_note
story_note(struct bench *b, const struct tale *t)
{
	static uint8_t mails[2];
	struct memory_note n = { .question = { .class = t->class,
	    .is_signed_in = !t->is_stray &&
	    t->class != MAIL_CLASS_INBOUND && !t->is_system,
	    .is_forward = t->original != NULL,
	    .is_automatic = t->is_automatic, .at_ms = b->x.at_ms } };
	struct memory_question *q = &n.question;
	struct memory_party *sender;
	size_t i;

	if (++mails[0] == 0)
		mails[1]++;
	memcpy(q->retry_digest, mails, sizeof mails);
	q->parties = arena_array(b->x.arena, MEMORY_RECIPIENTS + 4,
	    sizeof *q->parties);
	n.is_let_go = arena_array(b->x.arena, MEMORY_RECIPIENTS + 4,
	    sizeof *n.is_let_go);
	q->files = arena_array(b->x.arena, STORY_FILES, sizeof *q->files);
	sender = &q->parties[MEMORY_SENDER];
	story_party(sender, t->from);
	sender->flags |= (t->is_listed ? MEMORY_IS_LISTED : 0u) |
	    (t->is_system ? MEMORY_IS_SYSTEM : 0u);
	if (t->original != NULL)
		story_party(&q->parties[MEMORY_ORIGINAL], t->original);
	q->party_count = MEMORY_RECIPIENTS;
	for (i = 0; i < 4 && t->to[i] != NULL; i++) {
		n.is_let_go[q->party_count] = !t->is_held;
		story_party(&q->parties[q->party_count++], t->to[i]);
	}
	for (i = 0; t->files != NULL && t->files[i] != '\0'; i++) {
		q->files[i].part = (uint32_t)i + 1;
		q->files[i].flags = t->is_unidentified ? 0 :
		    MEMORY_FILE_IS_IDENTIFIED;
		story_digest(t->files[i], q->files[i].digest);
		if (t->texts != NULL)
			q->files[i].signature = story_text(t->texts[i]);
		q->file_count++;
	}
	return n;
}

static inline void
story_tell(struct bench *b, const struct tale *t)
{
	struct memory_note n = story_note(b, t);

	ck_assert_int_eq(register_learn(register_kinds, &b->x, &n), 0);
	b->x.at_ms += 60000;
}

static inline struct memory_answer
story_ask(struct bench *b, const struct tale *t)
{
	struct memory_note n = story_note(b, t);
	struct memory_answer m;

	ck_assert_int_eq(register_answer(register_kinds, &b->x, &n.question,
	    &m), 0);
	return m;
}

#endif

/*
 * fixture -- what the tests of policy share: a small house with two
 * associations, a policy from a text, and messages made by hand.
 */
#ifndef UNIT_POLICY_FIXTURE_H
#define UNIT_POLICY_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "policy/policy.h"
#include "unit/unit.h"

/* 2026-05-05 10:15 in London. */
#define FIXTURE_NOW	INT64_C(1777972500000)

static const char fixture_house[] =
	"set inside domains  in.example, *.deep.example, kirk.example\n"
	"set partner domains partner.example\n"
	"set contact \"Officer\", help@in.example, \"0141 496 0123\"\n"
	"set policy \"Test Policy\", version \"7\"\n"
	"association foundry { name \"F\"; domains in.example; "
	"disclaimer text \"f.txt\", html \"f.html\" }\n"
	"association kirk { name \"K\"; domains kirk.example }\n"
	"list friends of addresses { friend@out.example, F.R@in.example }\n"
	"list social of domains { social.example, *.media.example }\n"
	"list junk of words { win a prize }\n"
	"list ours of values { 12345678 }\n"
	"list people of records { x }\n"
	"schedule office { open mon-fri 09:00-17:00; closed 2026-12-25 }\n"
	"exceptions ex { lasts 90 days at most }\n"
	"detector tenancy-number { pattern \"\\\\bTN-[0-9]{6}\\\\b\" }\n"
	"message sorry { reply \"Not sent: sorry.\"; next \"Do it better.\" }\n"
	"message other { reply \"Not sent: other.\" }\n"
	"detector case-file { pattern \"CF[0-9]{4}\"; class credential }\n"
	"list papers of documents { x }\n";

/* Load house and text; the messages go to `out` if it is not NULL. */
static inline int
fixture_load(const char *text, const char *mode, struct buf *out,
    struct policy **ret)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t = NULL;
	char main_text[200];
	int r;

	snprintf(main_text, sizeof main_text,
	    "include \"house\"\n%s%s\ninclude \"f\"\n",
	    *mode != '\0' ? "set mode " : "", mode);
	conf_files_add(f, "main", slice_str(main_text));
	conf_files_add(f, "house", slice_str(fixture_house));
	conf_files_add(f, "f", slice_str(text));
	r = conf_load(&src, "main", d, &t);
	if (r == 0)
		r = policy_new(t, d, FIXTURE_NOW, ret);
	if (out != NULL)
		conf_diag_print(d, out);
	/* The policy must live on without the tree. */
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(f);
	return r;
}

/* The same, and it must load. */
static inline struct policy *
fixture_policy(const char *text)
{
	struct buf b = BUF_INIT(MIB);
	struct policy *p = NULL;
	int r;

	r = fixture_load(text, "enforce", &b, &p);
	ck_assert_msg(r == 0, "does not load: %s", buf_cstr(&b));
	buf_free(&b);
	return p;
}

struct mail {
	struct arena *arena;
	struct envelope envelope;
	struct report report;
	struct memory_answer *memory;	/* NULL: mail_judge() asks for nothing */
};

/* From who@in.example, signed in, to the recipients (blank between). */
static inline struct mail *
mail_new(const char *from, const char *to)
{
	struct arena *a = arena_new(64 * MIB);
	struct mail *m = arena_zalloc(a, sizeof *m);
	struct slice left = slice_str(to);
	size_t end;

	m->arena = a;
	envelope_init(&m->envelope, MAIL_CLASS_SUBMISSION);
	m->envelope.at_ms = FIXTURE_NOW;
	ck_assert_int_eq(address_parse(a, slice_str(from),
	    &m->envelope.sender), 0);
	while (left.len > 0) {
		end = slice_chr(left, ' ', 0);
		if (end == SLICE_NPOS)
			end = left.len;
		ck_assert_int_eq(envelope_add_recipient(&m->envelope, a,
		    slice_sub(left, 0, end), SLICE_NONE, SLICE_NONE), 0);
		left = slice_from(left, end + 1);
	}
	m->report.complete = true;
	m->report.facts.from = arena_array(a, 1, sizeof(struct slice));
	m->report.facts.from[0] = slice_str(from);
	m->report.facts.from_count = 1;
	return m;
}

static inline void
mail_free(struct mail *m)
{
	arena_free(m->arena);
}

static inline struct finding *
mail_find(struct mail *m, const char *detector, const char *list, int tier,
    enum finding_where where, uint64_t value)
{
	struct report *r = &m->report;
	struct finding *f;
	size_t n = r->finding_count;

	/* A new home at every power of two. */
	if ((n & (n - 1)) == 0) {
		f = arena_array(m->arena, 2 * n + 1, sizeof *f);
		ck_assert_ptr_nonnull(f);
		if (n > 0)
			memcpy(f, r->findings, n * sizeof *f);
		r->findings = f;
	}
	f = &r->findings[r->finding_count++];
	f->detector = slice_str(detector);
	f->list = slice_str(list);
	f->tier = (uint8_t)tier;
	f->where = where;
	f->part = SLICE("1");
	f->value_hash = value;
	f->occurrences = 1;
	return f;
}

static inline struct part *
mail_attach(struct mail *m, const char *path, enum filetype type,
    const char *name)
{
	struct report *r = &m->report;
	struct part *p;

	p = arena_array(m->arena, r->part_count + 1, sizeof *p);
	if (r->part_count > 0)
		memcpy(p, r->parts, r->part_count * sizeof *p);
	r->parts = p;
	p += r->part_count++;
	p->path = slice_str(path);
	p->type = type;
	p->name = slice_str(name);
	p->names = arena_printf(m->arena, "%s\n", name);
	p->size = 1000;
	p->flags = PART_IS_LEAF | PART_IS_ATTACHMENT;
	return p;
}

static inline void
mail_unreadable(struct mail *m, enum anomaly_class class, const char *part)
{
	ck_assert_int_eq(report_add_anomaly(&m->report, m->arena, class,
	    slice_str(part), SLICE("test")), 0);
}

/* What the keeper answered, to be changed by the test; at first of nothing. */
static inline struct memory_answer *
mail_remember(struct mail *m, const struct policy *p)
{
	struct memory_question q;

	ck_assert_int_eq(policy_question(p, &m->envelope, &m->report, m->arena,
	    &q), 0);
	m->memory = arena_zalloc(m->arena, sizeof *m->memory);
	ck_assert_int_eq(memory_answer_empty(&q, m->arena, m->memory), 0);
	return m->memory;
}

static inline struct verdict *
mail_judge(struct mail *m, const struct policy *p)
{
	struct verdict *v = NULL;

	if (m->memory == NULL)
		mail_remember(m, p);
	ck_assert_int_eq(policy_evaluate(p, &m->envelope, &m->report,
	    m->memory, "EX-7K3M-2QPX", m->arena, &v), 0);
	return v;
}

#endif

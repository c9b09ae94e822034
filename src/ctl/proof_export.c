/*
 * proof_export -- the account of notices for programs, spreadsheets and
 * monitoring; proof_print.h.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/err.h"
#include "base/hex.h"
#include "ctl/answer.h"
#include "ctl/proof_print.h"
#include "ctl/reason.h"
#include "ctl/sheet.h"

static void
month_text(int month, char out[16])
{
	snprintf(out, 16, "%04d-%02d", month / 100 % 10000, month % 100);
}

static void
day_text(int day, char out[16])
{
	snprintf(out, 16, "%04d-%02d-%02d", day / 10000 % 10000,
	    day / 100 % 100, day % 100);
}

static json_t *
number(uint64_t n)
{
	return json_integer((json_int_t)n);
}

/* --- JSON ------------------------------------------------------------------------ */

static void
put_account(json_t *j, const struct proof_account *a)
{
	json_t *skipped = json_array(), *o;
	const struct proof_line *l;
	size_t i;

	for (i = 0; i < a->line_count; i++) {
		l = &a->lines[i];
		if (l->kind != PROOF_SKIPPED || l->count == 0)
			continue;
		o = json_object();
		json_object_set_new(o, "reason", answer_string(l->reason));
		json_object_set_new(o, "how", json_string(
		    proof_how_name(l->how)));
		json_object_set_new(o, "count", number(l->count));
		json_array_append_new(skipped, o);
	}
	json_object_set_new(j, "external", number(a->total));
	json_object_set_new(j, "with_notice", number(proof_account_with(a)));
	json_object_set_new(j, "added", number(proof_account_of(a,
	    PROOF_ADDED)));
	json_object_set_new(j, "present", number(proof_account_of(a,
	    PROOF_PRESENT)));
	json_object_set_new(j, "wrapped", number(proof_account_of(a,
	    PROOF_WRAPPED)));
	json_object_set_new(j, "skipped", skipped);
	json_object_set_new(j, "held", number(proof_account_of(a,
	    PROOF_HELD)));
	json_object_set_new(j, "refused", number(proof_account_of(a,
	    PROOF_REFUSED)));
	json_object_set_new(j, "unaccounted",
	    json_integer((json_int_t)proof_account_gap(a)));
	json_object_set_new(j, "partly_held", number(a->partly_held));
	json_object_set_new(j, "given_up", number(a->given_up));
	json_object_set_new(j, "balanced",
	    json_boolean(proof_account_gap(a) == 0));
}

static json_t *
sum_json(const struct proof_sum *s)
{
	json_t *j = json_object(), *released = json_object();

	put_account(j, &s->sent);
	put_account(released, &s->released);
	json_object_set_new(j, "confidential", number(s->confidential));
	json_object_set_new(j, "released", released);
	return j;
}

static json_t *
again_json(const struct proof_again *g)
{
	json_t *j = json_object(), *list = json_array(), *refs = json_array();
	const struct proof_difference *d;
	json_t *o;
	size_t i;

	for (i = 0; i < g->count; i++) {
		d = &g->list[i];
		o = json_object();
		json_object_set_new(o, "association",
		    answer_string_or_null(d->association));
		json_object_set_new(o, "released",
		    json_boolean(d->is_release));
		json_object_set_new(o, "what", json_string(d->what));
		json_object_set_new(o, "reason",
		    answer_string_or_null(d->reason));
		json_object_set_new(o, "how", d->reason.len > 0 ?
		    json_string(proof_how_name(d->how)) : json_null());
		json_object_set_new(o, "counted", number(d->counted));
		json_object_set_new(o, "found", number(d->found));
		json_array_append_new(list, o);
	}
	for (i = 0; i < g->damaged_n; i++)
		json_array_append_new(refs,
		    answer_string(g->damaged_refs[i]));
	json_object_set_new(j, "same", json_boolean(g->count == 0 &&
	    g->damaged == 0 && !g->is_changing));
	json_object_set_new(j, "differences", list);
	json_object_set_new(j, "unreadable", number(g->damaged));
	json_object_set_new(j, "unreadable_references", refs);
	json_object_set_new(j, "changing", json_boolean(g->is_changing));
	return j;
}

json_t *
proof_json(const struct proof_page *p)
{
	json_t *j = json_object(), *list = json_array(), *o;
	char month[16];
	size_t i;

	month_text(p->month, month);
	json_object_set_new(j, "schema", json_integer(1));
	json_object_set_new(j, "month", json_string(month));
	json_object_set_new(j, "complete", json_boolean(!p->is_going_on));
	json_object_set_new(j, "balanced",
	    json_boolean(proof_sums_gap(p->sums) == 0));
	json_object_set_new(j, "total", sum_json(&p->sums->all));
	for (i = 0; i < p->sums->count; i++) {
		o = sum_json(&p->sums->list[i]);
		json_object_set_new(o, "association",
		    answer_string_or_null(p->sums->list[i].association));
		json_array_append_new(list, o);
	}
	json_object_set_new(j, "associations", list);
	if (p->again != NULL)
		json_object_set_new(j, "recount", again_json(p->again));
	return j;
}

json_t *
proof_told_json(const struct proof_told *t)
{
	const struct reason *reason = reason_find(t->proof.reason);
	const char *remedy = proof_told_remedy(t);
	json_t *j = json_object();
	char day[16], revision[9];

	day_text(t->day, day);
	json_object_set_new(j, "reference", json_string(t->ref));
	json_object_set_new(j, "day", json_string(day));
	json_object_set_new(j, "association",
	    answer_string_or_null(t->proof.association));
	json_object_set_new(j, "result", json_string(t->is_given_up ?
	    "given_up" : proof_kind_name(t->proof.kind)));
	json_object_set_new(j, "reason",
	    answer_string_or_null(t->proof.reason));
	json_object_set_new(j, "reason_words", reason != NULL ?
	    json_string(reason->clause) : json_null());
	json_object_set_new(j, "remedy", remedy != NULL ?
	    json_string(remedy) : json_null());
	json_object_set_new(j, "how", t->proof.kind == PROOF_SKIPPED ?
	    json_string(proof_how_name(t->proof.how)) : json_null());
	hex_put(t->revision, 4, revision);
	json_object_set_new(j, "revision", json_string(revision));
	json_object_set_new(j, "text", answer_string_or_null(t->proof.text));
	json_object_set_new(j, "partly_held",
	    json_boolean(t->proof.is_partly_held));
	json_object_set_new(j, "released", json_boolean(t->is_release));
	json_object_set_new(j, "state", answer_string_or_null(t->state));
	return j;
}

/* --- spreadsheets ----------------------------------------------------------------- */

static const struct sheet_column columns[] = {
	{ "month", false }, { "association", false }, { "way", false },
	{ "result", false }, { "reason", false }, { "how", false },
	{ "emails", true }, { NULL, false }
};

static void
csv_row(FILE *out, const char *month, const struct proof_sum *s,
    const char *way, const char *const *words, uint64_t n)
{
	char name[PROOF_NAME_MAX + 1], count[24];

	snprintf(name, sizeof name, "%.*s", (int)s->association.len,
	    s->association.len > 0 ? (const char *)s->association.ptr : "");
	snprintf(count, sizeof count, "%" PRIu64, n);
	sheet_put_csv(out, columns, (const char *[]){ month, name, way,
	    words[0], words[1], words[2], count });
}

static void
csv_account(FILE *out, const char *month, const struct proof_sum *s,
    const struct proof_account *a, const char *way)
{
	char reason[PROOF_REASON_MAX + 1];
	const struct proof_line *l;
	int64_t gap = proof_account_gap(a);
	size_t i;

	csv_row(out, month, s, way, (const char *[]){ "external", "", "" },
	    a->total);
	for (i = 0; i < a->line_count; i++) {
		l = &a->lines[i];
		if (l->kind == PROOF_UNACCOUNTED)
			continue;
		snprintf(reason, sizeof reason, "%.*s", (int)l->reason.len,
		    l->reason.len > 0 ? (const char *)l->reason.ptr : "");
		csv_row(out, month, s, way, (const char *[]){
		    proof_kind_name(l->kind), reason,
		    l->kind == PROOF_SKIPPED ? proof_how_name(l->how) : "" },
		    l->count);
	}
	csv_row(out, month, s, way, (const char *[]){
	    gap < 0 ? "too-many" : "unaccounted", "", "" },
	    gap < 0 ? (uint64_t)-gap : (uint64_t)gap);
}

void
proof_csv(const struct proof_page *p, FILE *out)
{
	const struct proof_sum *s;
	char month[16];
	size_t i;

	month_text(p->month, month);
	sheet_put_head(out, columns);
	for (i = 0; i < p->sums->count; i++) {
		s = &p->sums->list[i];
		csv_account(out, month, s, &s->sent, "sent");
		if (s->released.total > 0)
			csv_account(out, month, s, &s->released,
			    "released");
	}
}

static const struct sheet_column told_columns[] = {
	{ "reference", false }, { "day", false }, { "association", false },
	{ "result", false }, { "reason", false }, { "how", false },
	{ "way", false }, { "state", false }, { NULL, false }
};

void
proof_list_csv(const struct proof_told *list, size_t n, FILE *out)
{
	char name[PROOF_NAME_MAX + 1], reason[PROOF_REASON_MAX + 1], day[16];
	char state[32];
	const struct proof *p;
	size_t i;

	sheet_put_head(out, told_columns);
	for (i = 0; i < n; i++) {
		p = &list[i].proof;
		day_text(list[i].day, day);
		snprintf(name, sizeof name, "%.*s", (int)p->association.len,
		    p->association.len > 0 ?
		    (const char *)p->association.ptr : "");
		snprintf(reason, sizeof reason, "%.*s", (int)p->reason.len,
		    p->reason.len > 0 ? (const char *)p->reason.ptr : "");
		snprintf(state, sizeof state, "%.*s",
		    (int)list[i].state.len, list[i].state.len > 0 ?
		    (const char *)list[i].state.ptr : "");
		sheet_put_csv(out, told_columns, (const char *[]){
		    list[i].ref, day, name, proof_kind_name(p->kind), reason,
		    p->kind == PROOF_SKIPPED ? proof_how_name(p->how) : "",
		    list[i].is_release ? "released" : "sent", state });
	}
}

/* --- monitoring ---------------------------------------------------------------------- */

/* A label's value: what would end it is escaped. */
static void
put_label(struct buf *out, struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\n') {
			(void)buf_puts(out, "\\n");
			continue;
		}
		if (s.ptr[i] == '"' || s.ptr[i] == '\\')
			(void)buf_putc(out, '\\');
		(void)buf_putc(out, s.ptr[i]);
	}
}

static void
put_sample(struct buf *out, const struct proof_sum *s, const char *way,
    const char *result, uint64_t n)
{
	(void)buf_puts(out, "exeat_disclaimers_total{association=\"");
	put_label(out, s->association.len > 0 ? s->association :
	    SLICE("none"));
	buf_printf(out, "\",result=\"%s%s\"} %" PRIu64 "\n", way, result, n);
}

int
proof_metrics(const struct proof_account *list, size_t n, int since,
    struct arena *a, struct buf *out)
{
	struct proof_account *late;
	struct proof_sums all, recent;
	const struct proof_sum *s;
	size_t i, k, count = 0;
	int r;

	late = arena_array(a, n + 1, sizeof *late);
	if (late == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n; i++)
		if (list[i].month >= since)
			late[count++] = list[i];
	r = proof_sums_make(list, n, NULL, a, &all);
	if (r == 0)
		r = proof_sums_make(late, count, NULL, a, &recent);
	if (r < 0)
		return r;
	(void)buf_puts(out, "# HELP exeat_disclaimers_total External messages "
	    "by what became of the notice.\n"
	    "# TYPE exeat_disclaimers_total counter\n");
	for (i = 0; i < all.count; i++) {
		s = &all.list[i];
		for (k = PROOF_ADDED; k < PROOF_KIND_COUNT; k++)
			put_sample(out, s, "", proof_kind_name(
			    (enum proof_kind)k), proof_account_of(&s->sent,
			    (enum proof_kind)k));
		for (k = PROOF_ADDED; k < PROOF_KIND_COUNT; k++)
			if (proof_left((enum proof_kind)k))
				put_sample(out, s, "released-",
				    proof_kind_name((enum proof_kind)k),
				    proof_account_of(&s->released,
				    (enum proof_kind)k));
	}
	buf_printf(out, "# HELP exeat_disclaimer_unbalanced External messages "
	    "of this month and the last that the account has no place for.\n"
	    "# TYPE exeat_disclaimer_unbalanced gauge\n"
	    "exeat_disclaimer_unbalanced %" PRIu64 "\n"
	    "# EOF\n", proof_sums_gap(&recent));
	return out->len < out->max ? 0 : ERR_LIMIT;
}

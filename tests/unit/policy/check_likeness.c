/*
 * Pairs of a person and a private address, labelled by hand: would somebody
 * who knows the office say that the address is that person's own?
 */
#include "policy/likeness.h"

#include <string.h>

#include "base/limits.h"
#include "unit/unit.h"

/* other: names beside the first one, "given:x", "family:x" or "x y"; by ";". */
static const struct pair {
	const char *name, *other, *local, *shown;
	bool alike, as_sender;		/* of a colleague; of the sender too */
} pairs[] = {
#define BOTH	true, true
#define NEITHER	false, false
#define SENDER	false, true
	/* given name and family name */
	{ "John Smith", "", "john.smith", "", BOTH },
	{ "John Smith", "", "johnsmith", "", BOTH },
	{ "John Smith", "", "smith.john", "", BOTH },
	{ "John Smith", "", "smithjohn", "", BOTH },
	{ "John Smith", "", "john_smith", "", BOTH },
	{ "John Smith", "", "john-smith", "", BOTH },
	{ "John Smith", "", "John.Smith", "", BOTH },
	{ "John Smith", "", "john.smith1980", "", BOTH },
	{ "John Smith", "", "johnsmith80", "", BOTH },
	{ "John Smith", "", "1980johnsmith", "", BOTH },
	{ "John Smith", "", "john1980smith", "", BOTH },
	{ "John Smith", "", "j.o.h.n.s.m.i.t.h", "", BOTH },
	{ "John Smith", "", "john.smith+work", "", BOTH },
	{ "John Smith", "", "johnsmith+rota", "", BOTH },
	{ "John Smith", "", "mrjohnsmith", "", BOTH },
	{ "John Smith", "", "johnsmithuk", "", BOTH },
	{ "John Smith", "", "john.smith.home", "", BOTH },
	{ "John Smith", "", "the.real.john.smith", "", BOTH },
	{ "John Smith", "", "john.a.smith", "", BOTH },
	{ "John Smith", "", "johnasmith", "", BOTH },
	{ "John Smith", "", "\"john.smith\"", "", BOTH },
	{ "Smith, John", "", "john.smith", "", BOTH },
	{ "Mr John Smith", "", "smithj", "", BOTH },
	/* initials */
	{ "John Smith", "", "j.smith", "", BOTH },
	{ "John Smith", "", "jsmith", "", BOTH },
	{ "John Smith", "", "jsmith1980", "", BOTH },
	{ "John Smith", "", "j_smith_80", "", BOTH },
	{ "John Smith", "", "smith.j", "", BOTH },
	{ "John Smith", "", "smithj77", "", BOTH },
	{ "John Andrew Smith", "", "ja.smith", "", BOTH },
	{ "John Andrew Smith", "", "jasmith", "", BOTH },
	{ "John Andrew Smith", "", "j.a.smith", "", BOTH },
	{ "John Andrew Smith", "", "andrew.smith", "", BOTH },
	{ "J. Smith", "", "jsmith", "", BOTH },
	{ "J. Smith", "", "john.smith", "", BOTH },
	{ "Jane Lee", "", "jlee", "", BOTH },
	{ "Jane Lee", "", "j.lee75", "", BOTH },
	{ "John Smith", "", "john.s", "", SENDER },
	/* pet names, and the same name in another language */
	{ "Robert Burns", "", "bob.burns", "", BOTH },
	{ "Robert Burns", "", "rabburns", "", BOTH },
	{ "Bob Burns", "", "robert.burns", "", BOTH },
	{ "Bob Burns", "", "rob.burns", "", BOTH },
	{ "Elizabeth Ross", "", "liz.ross", "", BOTH },
	{ "Elizabeth Ross", "", "lizzieross2", "", BOTH },
	{ "Liz Ross", "", "betty.ross", "", BOTH },
	{ "Mary Campbell", "", "mairi.campbell", "", BOTH },
	{ "Mairi Campbell", "", "mary.campbell", "", BOTH },
	{ "M\u00e0iri Chaimbeul", "", "mairi.chaimbeul", "", BOTH },
	{ "Iain MacDonald", "", "john.macdonald", "", BOTH },
	{ "Iain MacDonald", "", "ian.macdonald", "", BOTH },
	{ "Margaret Reid", "", "peggyreid", "", BOTH },
	{ "Margaret Reid", "", "maggie_reid", "", BOTH },
	{ "William Wallace", "", "billywallace", "", BOTH },
	{ "William Wallace", "", "liam.wallace", "", BOTH },
	{ "Alexander Grant", "", "sandy.grant", "", BOTH },
	{ "Alasdair Grant", "", "ally.grant", "", BOTH },
	{ "Katarzyna Nowak", "", "kasia.nowak", "", BOTH },
	{ "Ma\u0142gorzata Nowak", "", "gosia.nowak88", "", BOTH },
	{ "Catriona Fraser", "", "catherine.fraser", "", BOTH },
	{ "Christopher Brown", "", "chris.brown", "", BOTH },
	{ "Si\u00e2n Evans", "", "jane.evans", "", BOTH },
	/* other names */
	{ "Mary Campbell", "Mary Ross", "mary.ross", "", BOTH },
	{ "Mary Campbell", "family:Ross", "maryross79", "", BOTH },
	{ "Mary Campbell", "family:Ross", "m.ross", "", BOTH },
	{ "Mary Campbell", "family:Ross", "mary.campbell", "", BOTH },
	{ "Mary Campbell", "Ross", "mary.ross", "", BOTH },
	{ "John Smith", "Skip", "skip.smith", "", BOTH },
	{ "John Smith", "given:Skip", "skipsmith", "", BOTH },
	{ "Mary Campbell-Ross", "", "mary.campbell", "", BOTH },
	{ "Mary Campbell-Ross", "", "mary.ross", "", BOTH },
	{ "Mary Campbell-Ross", "", "marycampbellross", "", BOTH },
	{ "Mary Campbell-Ross", "", "mary.campbell-ross", "", BOTH },
	{ "Mary Anne Ross", "", "maryanne.ross", "", BOTH },
	{ "Mary Anne Ross", "", "anne.ross", "", BOTH },
	{ "Mar\u00eda Garc\u00eda L\u00f3pez", "", "maria.garcia", "", BOTH },
	{ "Mar\u00eda Garc\u00eda L\u00f3pez", "", "mlopez", "", BOTH },
	{ "Jan van den Berg", "", "jan.vandenberg", "", BOTH },
	{ "Jan van den Berg", "", "jan.berg", "", BOTH },
	{ "Ann O'Brien", "", "ann.obrien", "", BOTH },
	{ "Ann O'Brien", "", "ann.o'brien", "", BOTH },
	{ "M\u00f2rag NicDh\u00f2mhnaill", "", "morag.nicdhomhnaill", "", BOTH },
	/* letters */
	{ "Zofia Wi\u015bniewska", "", "zofia.wisniewska", "", BOTH },
	{ "Zofia Wi\u015bniewska", "", "zofia.wi\u015bniewska", "", BOTH },
	{ "Zofia Wi\u015bniewska", "", "zwisniewska", "", BOTH },
	{ "\u0141ukasz \u017b\u00f3\u0142\u0107", "", "lukasz.zolc", "", BOTH },
	{ "J\u00fcrgen M\u00fcller", "", "juergen.mueller", "", BOTH },
	{ "J\u00fcrgen M\u00fcller", "", "jurgen.muller", "", BOTH },
	{ "S\u00f8ren Kj\u00e6r", "", "soren.kjaer", "", BOTH },
	{ "John Smith", "", "j0hn.sm1th", "", BOTH },
	{ "John Smith", "", "j0hnsm1th80", "", BOTH },
	{ "John Smith", "", "j\u043ehn.smith", "", BOTH },
	{ "John Smith", "", "\u0458ohnsmith", "", BOTH },
	{ "John Smith", "", "joh\u200bn.smith", "", BOTH },
	/* letters left off */
	{ "John Smith", "", "johnsmit", "", BOTH },
	{ "John Smith", "", "johnsmi", "", BOTH },
	{ "John Smith", "", "john.smi", "", BOTH },
	{ "Christopher Brown", "", "christop.brown", "", BOTH },
	{ "Katherine MacPherson", "", "kathmacphe", "", BOTH },
	/* what is shown beside it */
	{ "John Smith", "", "cooldude77", "John Smith", BOTH },
	{ "John Smith", "", "cooldude77", "Smith, John", BOTH },
	{ "John Smith", "", "cooldude77", "J Smith", BOTH },
	{ "John Smith", "", "cooldude77", "John Smith (Home)", BOTH },
	{ "John Smith", "", "cooldude77", "Johnny Smith", BOTH },
	{ "John Smith", "", "info", "John Smith", BOTH },
	{ "Mary Campbell", "family:Ross", "sunflower", "Mary Ross", BOTH },
	{ "John Smith", "", "john.smith", "john.smith@mail.example", BOTH },
	/* a rare family name alone: the sender's household */
	{ "Fiona Quirrenbach", "", "quirrenbach77", "", SENDER },

	/* the same given name only: a tenant */
	{ "John Smith", "", "john", "", NEITHER },
	{ "John Smith", "", "john1980", "", NEITHER },
	{ "John Smith", "", "john.brown", "", NEITHER },
	{ "John Smith", "", "johnbrown", "", NEITHER },
	{ "John Smith", "", "johnny.b", "", NEITHER },
	{ "Mary Campbell", "", "mary.mclean", "", NEITHER },
	{ "Mary Anne Ross", "", "mary.anne", "", NEITHER },
	{ "Mary Anne Ross", "", "maryanne1955", "", NEITHER },
	{ "Christopher Brown", "", "chris1999", "", NEITHER },
	/* a common family name with another given name, or alone */
	{ "John Smith", "", "jane.smith", "", NEITHER },
	{ "John Smith", "", "janesmith", "", NEITHER },
	{ "John Smith", "", "margaret.smith", "", NEITHER },
	{ "John Smith", "", "m.smith", "", NEITHER },
	{ "John Smith", "", "smith", "", NEITHER },
	{ "John Smith", "", "smith1970", "", NEITHER },
	{ "John Smith", "", "smithfamily", "", NEITHER },
	{ "John Smith", "", "the.smiths", "", NEITHER },
	{ "John Smith", "", "johnsmithson", "", NEITHER },
	{ "John Smith", "", "john.smithers", "", NEITHER },
	{ "John Smith", "", "jsmithers", "", NEITHER },
	{ "John Smith", "", "blacksmith", "", NEITHER },
	{ "John Smith", "", "goldsmith.j", "", NEITHER },
	{ "Janet Smith", "", "jane.smith", "", NEITHER },
	{ "John Smith", "", "margaret.j.smith", "", NEITHER },
	{ "Fiona MacDonald", "", "macdonald77", "", NEITHER },
	{ "Zofia Wi\u015bniewska", "", "piotr.wisniewski", "", NEITHER },
	/* the name shown says who it is */
	{ "John Smith", "", "j.smith", "Jane Smith", NEITHER },
	{ "John Smith", "", "jsmith44", "Joan Smith", NEITHER },
	{ "John Smith", "", "cooldude77", "John", NEITHER },
	{ "John Smith", "", "cooldude77", "Margaret Smith", NEITHER },
	{ "John Smith", "", "cooldude77", "", NEITHER },
	{ "John Smith", "", "mary.brown", "Mary Brown", NEITHER },
	{ "John Smith", "", "info", "John Smith & Sons Joinery", NEITHER },
	{ "John Smith", "", "sunflower", "Mrs J Smith", NEITHER },
	{ "John Smith", "", "sunflower", "Mr J. Smith", NEITHER },
	{ "John Smith", "", "jsmith", "Miss J Smith", NEITHER },
	{ "John Smith", "", "mrs.j.smith", "", NEITHER },
	{ "John Smith", "", "sunflower", "Mr John Smith", BOTH },
	{ "John Smith", "", "sunflower", "J Smith", BOTH },
	/* contained by chance */
	{ "Ann Lee", "", "kathleen", "", NEITHER },
	{ "Ann Lee", "", "annleese.carter", "", NEITHER },
	{ "Jo Li", "", "joli", "", NEITHER },
	{ "Al King", "", "talking.heads", "", NEITHER },
	{ "Ian Wood", "", "brianwoodford", "", NEITHER },
	{ "Ed Hall", "", "marshallted", "", NEITHER },
	{ "John Smith", "", "js", "", NEITHER },
	{ "John Smith", "", "js80", "", NEITHER },
	{ "John Smith", "", "12345678", "", NEITHER },
	{ "John Smith", "", "jomsviking", "", NEITHER },
	/* posts and firms */
	{ "John Smith", "", "info", "", NEITHER },
	{ "John Smith", "", "office", "", NEITHER },
	{ "John Smith", "", "admin.team", "", NEITHER },
	{ "Charlotte Church", "", "church.office", "", NEITHER },
	{ "Charlotte Church", "", "charlotte.church", "", BOTH },
	{ "Housing Team", "", "housing.team", "", NEITHER },
	{ "Housing Team", "", "team.housing", "Housing Team", NEITHER },
	{ "", "", "john.smith", "", NEITHER },
};

static void
add_others(struct likeness *l, struct arena *a, struct slice other)
{
	enum name_part part;
	struct slice name;
	size_t end;

	while (other.len > 0) {
		end = slice_chr(other, ';', 0);
		name = slice_sub(other, 0, end);
		other = end == SLICE_NPOS ? SLICE_NONE :
		    slice_from(other, end + 1);
		part = NAME_ANY;
		if (slice_starts(name, SLICE("given:"))) {
			part = NAME_GIVEN;
			name = slice_from(name, 6);
		} else if (slice_starts(name, SLICE("family:"))) {
			part = NAME_FAMILY;
			name = slice_from(name, 7);
		}
		ck_assert_int_eq(likeness_add_name(l, a, name, part), 0);
	}
}

START_TEST(test_pair)
{
	const struct pair *p = &pairs[_i];
	struct arena *a = arena_new(4 * MIB);
	struct likeness l = { .given = NULL };
	struct private_address x;

	ck_assert_int_eq(likeness_add_name(&l, a, slice_str(p->name),
	    NAME_WHOLE), 0);
	add_others(&l, a, slice_str(p->other));
	ck_assert_int_eq(private_address_make(&x, a, slice_str(p->local),
	    slice_str(p->shown)), 0);
	ck_assert_msg(likeness_is(&l, &x, false) == p->alike, "%s: %s \"%s\"",
	    p->name, p->local, p->shown);
	ck_assert_msg(likeness_is(&l, &x, true) == p->as_sender,
	    "as sender, %s: %s \"%s\"", p->name, p->local, p->shown);
	arena_free(a);
}
END_TEST

/* Nothing but an address of ours is known of the person. */
static const struct {
	const char *local, *private;
	bool alike;
} locals[] = {
	{ "j.smith", "j.smith", true },
	{ "j.smith", "jsmith80", true },
	{ "j.smith", "john.smith", true },
	{ "john.smith", "jsmith", true },
	{ "john.smith", "johnny.smith", true },
	{ "johnsmith", "john.smith", true },
	{ "jsmith", "john.smith", true },
	{ "jsmith2", "jsmith", true },
	{ "smith.j", "j.smith", true },
	{ "cooldude", "cooldude", true },
	{ "moragr", "moragr", true },
	{ "j.smith", "margaret.smith", false },
	{ "j.smith", "jane.brown", false },
	{ "john.smith", "jane.smith", false },
	{ "john", "john", false },
	{ "john", "john.brown", false },
	{ "info", "info", false },
	{ "housing", "housing", false },
	{ "governance", "governance.fan", false },
	{ "repairs", "r.epairs", false },
	{ "js", "js", false },
	{ "smith", "smith", false },
};

START_TEST(test_local)
{
	struct arena *a = arena_new(4 * MIB);
	struct likeness l = { .given = NULL };
	struct private_address x;

	ck_assert_int_eq(likeness_add_local(&l, a,
	    slice_str(locals[_i].local)), 0);
	ck_assert_int_eq(private_address_make(&x, a,
	    slice_str(locals[_i].private), SLICE_NONE), 0);
	ck_assert_msg(likeness_is(&l, &x, false) == locals[_i].alike,
	    "%s: %s", locals[_i].local, locals[_i].private);
	arena_free(a);
}
END_TEST

START_TEST(test_hostile)
{
	struct arena *a = arena_new(16 * MIB);
	struct likeness l = { .given = NULL };
	struct private_address x;
	char text[4096];
	size_t i;

	for (i = 0; i < sizeof text; i++)
		text[i] = "a.-\xc3\xa9 \xff,(9+"[i % 11];
	/* One byte more than is looked at: nothing is made of it. */
	memset(text, 'q', TOKENS_LETTERS_MAX + 1);
	ck_assert_int_eq(likeness_add_name(&l, a, slice_of(text,
	    TOKENS_LETTERS_MAX + 1), NAME_ANY), 0);
	ck_assert(likeness_is_empty(&l));
	ck_assert_int_eq(likeness_add_name(&l, a, slice_of(text,
	    TOKENS_LETTERS_MAX), NAME_ANY), 0);
	ck_assert_int_eq(likeness_add_local(&l, a, slice_of(text, 2048)), 0);
	ck_assert_int_eq(private_address_make(&x, a, slice_of(text,
	    sizeof text), slice_of(text, sizeof text)), 0);
	ck_assert_uint_le(x.reading[0].count, TOKENS_MAX);
	ck_assert_uint_le(x.reading[0].all.len, TOKENS_LETTERS_MAX);
	(void)likeness_is(&l, &x, true);
	memset(text, 'a', sizeof text);
	ck_assert_int_eq(private_address_make(&x, a, slice_of(text,
	    sizeof text), slice_of(text, sizeof text)), 0);
	(void)likeness_is(&l, &x, true);
	ck_assert_int_eq(private_address_make(&x, a, SLICE_NONE, SLICE_NONE),
	    0);
	ck_assert(!likeness_is(&l, &x, true));
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "pair", test_pair, N_OF(pairs) },
		{ "local", test_local, N_OF(locals) },
		{ "hostile", test_hostile, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("likeness", tests);
}

#include "action/place_rewrite.h"

#include "unit/unit.h"

#define N	"\r\n"
#define BEGIN	"-----BEGIN PGP "
#define FINISH	"-----END PGP "

static const struct {
	const char *name, *text;
	bool after_armour;
	const char *reason;
} refused_cases[] = {
	{ "words", "Hi" N, false, NULL },
	{ "signed", BEGIN "SIGNED MESSAGE-----" N, false, "signed" },
	{ "encrypted", BEGIN "MESSAGE-----" N, false, "encrypted" },
	{ "one of several", BEGIN "MESSAGE, PART 1/2-----" N, false,
	    "encrypted" },
	{ "a key", BEGIN "PUBLIC KEY BLOCK-----" N, false, "armour" },
	{ "with blanks round it", " " BEGIN "MESSAGE----- " N, false,
	    "encrypted" },
	{ "quoted", "> " BEGIN "MESSAGE-----" N, false, NULL },
	{ "in a sentence", "see " BEGIN "MESSAGE-----" N, false, NULL },
	{ "ended", BEGIN "MESSAGE-----" N FINISH "MESSAGE-----" N, true,
	    NULL },
	{ "not ended", BEGIN "MESSAGE-----" N, true, "encrypted" },
	{ "a signed text ends with its signature",
	    BEGIN "SIGNED MESSAGE-----" N FINISH "SIGNED MESSAGE-----" N, true,
	    "signed" },
	{ "and then it is", BEGIN "SIGNED MESSAGE-----" N
	    BEGIN "SIGNATURE-----" N FINISH "SIGNATURE-----" N, true, NULL },
	{ "the second one is open", BEGIN "MESSAGE-----" N
	    FINISH "MESSAGE-----" N BEGIN "SIGNED MESSAGE-----" N, true,
	    "signed" },
	{ "a file without end", "begin 644 a" N "#86)C" N, false, "uuencode" },
	{ "a file", "begin 644 a" N "#86)C" N "`" N "end" N, false, NULL },
	{ "the second file without end", "begin 644 a" N "#86)C" N "`" N "end"
	    N "begin 644 b" N "#86)C" N, false, "uuencode" },
};

START_TEST(test_refused)
{
	const char *reason;

	reason = place_refused(slice_str(refused_cases[_i].text),
	    refused_cases[_i].after_armour);
	ck_assert_msg(refused_cases[_i].reason == NULL ? reason == NULL :
	    reason != NULL && slice_eq_str(slice_str(reason),
	    refused_cases[_i].reason), "%s: %s", refused_cases[_i].name,
	    reason == NULL ? "not refused" : reason);
}
END_TEST

#define END	EDIT_PLACE_END
#define SIG	EDIT_PLACE_ABOVE_SIGNATURE
#define QUOTE	EDIT_PLACE_ABOVE_QUOTE

/* What stands below the place. */
static const struct {
	const char *name, *text;
	enum edit_place place;
	const char *below;
} place_cases[] = {
	{ "the end", "Hi" N "-- " N "Jo" N "> a" N, END, "" },
	{ "nothing", "", SIG, "" },
	{ "a signature", "Hi" N "-- " N "Jo" N, SIG, "-- " N "Jo" N },
	{ "with LF alone", "Hi\n-- \nJo\n", SIG, "-- \nJo\n" },
	{ "at the very end", "Hi" N "-- ", SIG, "-- " },
	{ "blanks before it", "Hi" N " -- " N "Jo" N, SIG, "" },
	{ "more dashes", "Hi" N "--- " N "Jo" N, SIG, "" },
	{ "below the author's answer", "> a" N "> -- " N "> Al" N N "Hi" N
	    "-- " N "Jo" N, SIG, "-- " N "Jo" N },
	{ "a quote", "Hi" N N "> a" N, QUOTE, "> a" N },
	{ "inside an armour", BEGIN "MESSAGE-----" N "-- " N
	    FINISH "MESSAGE-----" N, SIG, "" },
	{ "below an armour", BEGIN "MESSAGE-----" N FINISH "MESSAGE-----" N
	    "-- " N "Jo" N, SIG, "-- " N "Jo" N },
	{ "inside a file", "=ybegin line=128 size=3 name=a" N "-- " N
	    "=yend size=3" N, SIG, "" },
};

START_TEST(test_place)
{
	struct slice text = slice_str(place_cases[_i].text);
	size_t at;

	at = place_find(text, place_cases[_i].place);
	ck_assert_msg(slice_eq_str(slice_from(text, at),
	    place_cases[_i].below), "%s: %zu", place_cases[_i].name, at);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "refused", test_refused, N_OF(refused_cases) },
		{ "place", test_place, N_OF(place_cases) },
		{ NULL, NULL, 0 },
	};

	return unit_main("place_rewrite", cases);
}

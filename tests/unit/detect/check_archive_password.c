/*
 * Candidates only: whether there is a locked file is not known here.  All
 * passwords are invented.
 */
#include "scan.h"

/* They say that they speak of a file: possible until one is seen. */
static const struct scan_case files[] = {
	{ "in a mail with the file",
	  "The password for the attached spreadsheet is Tulip42!", 1 },
	{ "to open it", "Password to open the file: Harbour-77", 1 },
	{ "of a zip", "zip password = Kite2026", 1 },
	{ "sent before",
	  "The password for the file I sent earlier is Blue!Kite77", 1 },
	{ "in quotes", "The password of the document is \"Sunflower\"", 1 },
	{ "curly quotes",
	  ("The password of the document is \xe2\x80\x9csunflower fiel"
	    "d\xe2\x80\x9d."), 1 },
	{ "over a line end",
	  "The password for the attached\nspreadsheet is Tulip42!", 1 },
};

/* They do not say what they open. */
static const struct scan_case unsaid[] = {
	{ "label and colon", "Password: Tulip42!", 3 },
	{ "label and is", "The password is Tulip42!", 3 },
	{ "pw", "pw: Tulip42!", 3 },
	{ "p/w", "p/w: Tulip42!", 3 },
	{ "at once, if nothing else can be meant",
	  "Here you are (password Xk29!fa).", 3 },
	{ "a dash", "Password - Tulip42!", 3 },
	{ "an en dash", "Password \xe2\x80\x93 Tulip42", 3 },
	{ "on the next line", "Password:\nTulip42!", 3 },
	{ "bold", "Password: **Tulip42!**", 3 },
	{ "passphrase with hyphens", "Passphrase: tulip-harbour-kite", 2 },
	{ "one capitalised word alone", "Password: Sunflower", 2 },
	{ "mixed case", "Password: sunFlower", 3 },
	{ "passcode", "Passcode: 48211", 3 },
	{ "Welsh", "Cyfrinair: Tulip42!", 3 },
	{ "Welsh is", "Y cyfrinair yw Tulip42!", 3 },
	{ "Gaelic", "Facal-faire: Tulip42!", 3 },
	{ "Polish", "Has\xc5\x82o: Tulip42!", 3 },
	{ "it has been reset to",
	  "Your password has been reset to Xk29!fab", 3 },
	{ "new, and please change it",
	  "Your new password is Xk29!fab, please change it soon.", 3 },
	{ "a full stop ends the sentence", "The password is Tulip42.", 3 },
	{ "invisible characters", "Pass\xe2\x80\x8bword: Tulip42!", 3 },
	{ "I have set it to", "I've set the password to Heather88!", 3 },
	{ "case sensitive", "password (case sensitive): Heather88", 3 },
};

static const struct scan_case none[] = {
	{ "a policy",
	  ("Your password must have 12 characters: letters, digits and"
	    " 1 symbol."), 0 },
	{ "never",
	  "Never share your password: Anna2026 did and regrets it", 0 },
	{ "expires", "Your password expires - 12/05/2026", 0 },
	{ "reset", "Password reset code: 482913", 0 },
	{ "forgotten",
	  ("Forgotten your password? Go to https://portal.example/rese"
	    "t2"), 0 },
	{ "a link",
	  "Reset your password: https://portal.example/r/48aF2b", 0 },
	{ "angle brackets", "Password: <password1>", 0 },
	{ "stars", "Password: ********", 0 },
	{ "changeme", "password=changeme", 0 },
	{ "a variable", "password = ${DB_PASS1}", 0 },
	{ "a call", "password = getpass()", 0 },
	{ "an environment", "password: process.env.PASS1", 0 },
	{ "plain words", "The password is important to all of us.", 0 },
	{ "hyphenated", "The password is case-sensitive", 0 },
	{ "one capitalised word that is a field", "Password: Required", 0 },
	{ "a capitalised word in a sentence",
	  "The password is Something we agreed.", 0 },
	{ "as agreed", "The password is the usual one.", 0 },
	{ "your date of birth", "The password is your date of birth.", 0 },
	{ "separately",
	  "I will send the password separately: 2 emails.", 0 },
	{ "Zoom",
	  ("Join Zoom Meeting\nhttps://zoom.us/j/81234567890\nMeeting "
	    "ID: 812 3456 7890\nPasscode: 4Kd9x2"), 0 },
	{ "Teams",
	  ("Microsoft Teams meeting\nMeeting ID: 345 678 901 23\nPassc"
	    "ode: aB3xYz"), 0 },
	{ "a length", "Password length: 12 characters", 0 },
	{ "is 12 characters", "The password is 12 characters long", 0 },
	{ "a range", "password is 8-12 characters", 0 },
	{ "protected", "The file is password-protected.", 0 },
	{ "a file name", "password: rules2026.pdf", 0 },
	{ "an address", "Forgot password: help2@portal.example", 0 },
	{ "promo", "Your passcode for the ticket offer: SPRING20", 0 },
	{ "pass as a verb", "Please pass - 2 copies to Anna", 0 },
	{ "pass marks", "Pass: 85%", 0 },
	{ "pass counts", "Pass: 12 Fail: 3", 0 },
	{ "login see below", "login: see below", 0 },
	{ "log in at", "Log in: https://portal.example/x1", 0 },
	{ "a user name alone", "login: jsmith77", 0 },
	{ "a time", "Login: 12:30", 0 },
	{ "a price",
	  ("pass is \xc2\xa3" "45.50"), 0 },
	{ "a bus pass",
	  ("bus pass: \xc2\xa3" "45.50"), 0 },
	{ "a manager", "Password manager: Keeper9 is approved", 0 },
	{ "a question", "Do you know the password? It is in room 14b.", 0 },
	{ "two sentences", "Ask for the password. Room 14B is open.", 0 },
	{ "a path", "see /password: v2", 0 },
	{ "pin of a property", "Property PIN: 104532", 0 },
	{ "a pinned map", "drop a pin - 1945 Mill Road", 0 },
	{ "a list head", "Password:\nUser name:\nAddress: 12 Mill Road", 0 },
	{ "a sign-off", "I forgot the password:\n\nRegards\nMorag2", 0 },
	{ "a variable of a program",
	  "long pw_buf_size = sysconf(_SC_GETPW_R_SIZE_MAX2);", 0 },
	{ "another one", "password = params[:pw1]", 0 },
	{ "a comparison", "if (password != confirmPassword) return 1;", 0 },
	{ "a form to fill in", "Password: <enter here>", 0 },
	{ "a topic", "Password - Office365 issue", 0 },
	{ "numbers", "Login statistics: 1,204 / 1,310", 0 },
	{ "to follow", "Password: to follow", 0 },
	{ "known to both", "The zip password is your staff number", 0 },
	{ "first letters",
	  "password is the first 4 letters of your surname", 0 },
	{ "underscores", "Password: __________", 0 },
	{ "bullets",
	  ("Password: \xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2"
	    "\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2"), 0 },
	{ "versions", "The login screen shows v2.1 / v2.2", 0 },
	{ "a course", "Credentials checked: SVQ 3 / HNC2", 0 },
	{ "a grade", "Pass: Merit2", 0 },
	{ "weak ones", "Weak passwords such as Summer2024 are banned.", 0 },
	{ "a tip", "Password tips: don't use Password1!", 0 },
};

START_TEST(test_files)
{
	scan_check(&files[_i], "archive_password");
	ck_assert_int_eq(scan_tier("", "credential",
	    slice_str(files[_i].text), NULL), 0);
}
END_TEST

START_TEST(test_unsaid)
{
	scan_check(&unsaid[_i], "archive_password");
	ck_assert_int_eq(scan_tier("", "credential",
	    slice_str(unsaid[_i].text), NULL), 0);
}
END_TEST

START_TEST(test_none)
{
	scan_check(&none[_i], "archive_password");
	scan_check(&none[_i], "credential");
}
END_TEST

static const struct {
	const char *name;
	int tier;
} names[] = {
	{ "rota (password Blue42!).zip", 1 },
	{ "tenants_pw-Blue42.zip", 1 },
	{ "password-protected.docx", 0 },
	{ "password policy 2026.docx", 0 },
	{ "passwords.xlsx", 0 },
	{ "boarding pass 2026.pdf", 0 },
};

START_TEST(test_file_name)
{
	struct text_unit unit;
	struct scan s;

	memset(&unit, 0, sizeof unit);
	unit.to = strlen(names[_i].name);
	unit.where = FINDING_FILENAME;
	scan_begin(&s, "");
	scan_units(&s, slice_str(names[_i].name), &unit, 1, "2");
	ck_assert_msg(s.count == (names[_i].tier > 0), "%s", names[_i].name);
	if (names[_i].tier > 0)
		ck_assert_int_eq(s.list[0].tier, names[_i].tier);
	scan_end(&s);
}
END_TEST

/* Whoever reads it finds the password; what only the two know is apart. */
START_TEST(test_hints)
{
	ck_assert_int_eq(scan_tier("", "archive_password",
	    SLICE("The password is our postcode without spaces."), NULL), 1);
	ck_assert_int_eq(scan_tier("", "archive_password",
	    SLICE("The password is your date of birth."), NULL), 0);
}
END_TEST

START_TEST(test_nothing_is_shown)
{
	struct scan s;

	scan_begin(&s, "");
	scan_body(&s, SLICE("Password: Tulip42!\nAgain, password: Tulip42!"));
	ck_assert_uint_eq(s.count, 1);
	ck_assert_uint_eq(s.list[0].occurrences, 2);
	ck_assert_uint_eq(s.list[0].mask.len, 0);
	scan_end(&s);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "files", test_files, N_OF(files) },
		{ "unsaid", test_unsaid, N_OF(unsaid) },
		{ "none", test_none, N_OF(none) },
		{ "file names", test_file_name, N_OF(names) },
		{ "hints", test_hints, 0 },
		{ "hidden", test_nothing_is_shown, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("archive_password", suite);
}

/* All passwords and codes are invented. */
#include "scan.h"

static const struct scan_case cases[] = {
	{ "user and password", "Username: jsmith\nPassword: Xk29!fab", 3 },
	{ "portal", "The portal password is Tulip42!", 3 },
	{ "wifi", "Wifi password: Welcome123", 3 },
	{ "login with a slash", "Login: admin / Winter2024!", 3 },
	{ "login with a tight slash", "log in with admin/Winter2024!", 3 },
	{ "login details", "Your login details: jsmith / Xk29fab", 3 },
	{ "PIN", "PIN: 4821", 3 },
	{ "the PIN is", "The PIN for the door entry phone is 4821", 3 },
	{ "pass beside a user", "user: anna pass: kite42", 3 },
	{ "JSON",
	  "{\"username\": \"anna\", \"password\": \"Xk29fab!\"}", 3 },
	{ "a URL", "postgres://rota:Xk29fab@db.foundryrow.example/rota", 3 },
	{ "a URL in a sentence",
	  "use sftp://feed:kite-harbour@files.example, please", 3 },
	{ "a list of settings",
	  "Server=db1;Database=rota;User Id=sa;Password=sunshine;", 3 },
	{ "Pwd", "Data Source=db1;Uid=sa;Pwd=kite;", 3 },
	{ "a key safe with an address",
	  "Key safe code 1945 at 12 Mill Street, Glasgow G12 8QQ", 3 },
	{ "a key safe, letters in the code",
	  "Flat 3, 40 Quay Road. Keysafe code: C258Y", 3 },
	{ "a door", "Door code is 2580#, 7 Harbour Lane", 3 },
	{ "without an address it is possible",
	  "The key safe code is 1945", 1 },
	{ "invisible characters", "Login: admin / Win\xc2\xadter2024!", 3 },
	{ "server account", "Server admin password: sunFlower", 3 },
	{ "a column in a text",
	  ("System\tUser\tPassword\nRent portal\tjbaird\tThistle#44\nH"
	    "ub\tjb2\tMackerel%8"), 3 },
	{ "a column between bars", "| System | PIN |\n| Alarm | 4417 |", 3 },
	{ "an address before the code",
	  ("Key safe at Flat 2/1, 14 Harbour Rise, Leith EH6 6AA: code"
	    " 2580X. Carers call."), 3 },
	{ "the code ends the sentence",
	  ("The door code for 7 Kirk Wynd, Foundry Row G11 9ZZ is C441"
	    "7Z, use the back."), 3 },
	{ "a story before the colon",
	  ("Here's my Windows password so you can print from my desk w"
	    "hile I'm out: Yellow+Tractor81"), 3 },
	{ "words before it",
	  "log in with username mreid and password Heather88", 3 },
	{ "without any sign", "login jsmith password hunter2", 3 },
	{ "a phone", "Passcode to unlock my phone is 199305", 3 },
	{ "my pin", "my pin is 4821 for the company card", 3 },
	{ "a keypad", "Entry: keypad C1379Z, 5 Harbour Square", 3 },
	{ "a colon far before",
	  ("The login for the Zoom account is office@foundryrow.exampl"
	    "e / Zm!Kite26"), 3 },
	{ "user and pass in a row",
	  ("SFTP host files.council.example, user frha, pass 9xT-vale-"
	    "33K"), 3 },
	{ "in one letter",
	  "New login is ready. u: fosei  p: Granite_Owl_27", 3 },
	{ "a wifi code",
	  ("The wifi code at Harbour Rise is now sunset-OAK-5512, plea"
	    "se"), 3 },
	{ "no secret in it", "https://portal.example/a:b@c", 0 },
	{ "a manual", "postgres://user:password@localhost/rota", 0 },
	{ "a placeholder", "https://user:<token>@host.example/", 0 },
	{ "an address with a port", "https://portal.example:8443/x@y", 0 },
	{ "a setting of nothing", "Server=db1;Password=;Database=x", 0 },
	{ "a key safe story",
	  "The key safe was fitted in 2019 at 12 Mill Street", 0 },
	{ "an alarm number",
	  "alarm company 0141 496 0123, 12 Mill Street", 0 },
	{ "entry system", "door entry: 12 flats at 40 Quay Road", 0 },
	{ "an access code without digits",
	  "access code: see the poster at 12 Mill Street", 0 },
	{ "a column of dates in a text",
	  "User\tPassword changed\nanna\t12/05/2026", 0 },
	{ "a key safe and a year",
	  "The key safe at 12 Mill Street was fitted in 2019", 0 },
	{ "a key safe and its price",
	  ("key safe: \xc2\xa3" "45 at 12 Mill Street"), 0 },
	{ "a story after a colon",
	  ("My password is no good and I have this to say: Windows10 c"
	    "rashes again"), 0 },
	{ "pages", "see p: 12-14B of the user guide", 0 },
	{ "a wifi code of practice",
	  "The wifi code of practice is on page 12b", 0 },
	{ "a format of a program", "cFYI(1, fsc:%p, p:%p, i:0x%p9)", 0 },
};

START_TEST(test_account)
{
	scan_check(&cases[_i], "credential");
}
END_TEST

/* A row of cells "a|b|c", the first row is the header. */
static size_t
scan_table(const char *text)
{
	struct text_unit units[64];
	struct slice headers[8];
	size_t n, at, end, column, count, i;
	uint32_t row;
	struct scan s;

	memset(units, 0, sizeof units);
	for (n = at = column = 0, row = 1; at <= strlen(text); at = end + 1) {
		end = at + strcspn(text + at, "|\n");
		units[n].from = at;
		units[n].to = end;
		units[n].where = FINDING_ATTACHMENT;
		units[n].row = row;
		if (row == 1)
			headers[column] = slice_of(text + at, end - at);
		else
			units[n].header = headers[column];
		n++;
		column++;
		if (text[end] == '\n') {
			row++;
			column = 0;
		}
	}
	scan_begin(&s, "");
	scan_units(&s, slice_str(text), units, n, "2");
	for (i = count = 0; i < s.count; i++)
		count += slice_eq_str(s.list[i].detector, "credential") &&
		    s.list[i].tier == 3;
	scan_end(&s);
	return count;
}

static const struct {
	const char *name, *text;
	size_t count;
} tables[] = {
	{ "a column of passwords",
	  "Site|User|Password\nbank|anna|Xk29!fab\nshop|anna|sunflower", 2 },
	{ "the same twice", "Password|Site\nXk29!fab|a\nXk29!fab|b", 1 },
	{ "a column of PINs", "Name|PIN\nAnna|4821\nBob|1199", 2 },
	{ "empty cells", "Site|Password\nbank|\nshop|n/a", 0 },
	{ "masked", "Site|Password\nbank|********", 0 },
	{ "when it was changed",
	  "User|Password changed\nanna|12/05/2026\nbob|13/05/2026", 0 },
	{ "whether it is set", "User|Password?\nanna|yes1\nbob|no22", 0 },
	{ "a label on the left", "Wifi password|Harbour77\nFloor|2nd", 1 },
	{ "a label on the left of nothing", "Wifi password|\nFloor|22nd", 0 },
	{ "numbers of properties", "Address|PIN\n1 Mill|10453277", 0 },
};

START_TEST(test_table)
{
	size_t n = scan_table(tables[_i].text);

	ck_assert_msg(n == tables[_i].count, "%s: %zu", tables[_i].name, n);
}
END_TEST

START_TEST(test_own_values_pass)
{
	static const char conf[] = "list ours of values { Guest2026 }\n"
	    "set own ours\n";

	ck_assert_int_eq(scan_tier(conf, "credential",
	    SLICE("Guest wifi password: Guest2026"), NULL), 0);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "account", test_account, N_OF(cases) },
		{ "table", test_table, N_OF(tables) },
		{ "own", test_own_values_pass, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("credential", suite);
}

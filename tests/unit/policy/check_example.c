/*
 * A policy that uses the whole language: it must be taken without an
 * error.
 */
#include "unit/policy/fixture.h"

static const char policy_text[] =
"set inside domains   hill.example, dale.example\n"
"set webmail domains  from \"lists/webmail.domains\"\n"
"set contact          \"Governance Officer\", governance@hill.example, \"0141 496 0123\"\n"
"set languages        en-GB, gd\n"
"set mode             enforce\n"
"set keep             held 30 days, refused 90 days, records 3 years\n"
"set four-eyes        severity high, case closed\n"
"set policy           \"Email Rules\", version \"3\", review 2029-02-10\n"
"set rule-defaults    mode enforce, purpose \"following the rules\", approved director 2026-02-10\n"
"association hill { name \"Hill Homes\"; domains hill.example; disclaimer text \"hill.txt\", html \"hill.html\" }\n"
"association dale { name \"Dale Homes\"; domains dale.example; disclaimer text \"dale.txt\", html \"dale.html\" }\n"
"list social of domains from \"lists/social.domains\"\n"
"list press of addresses { press@hill.example }\n"
"list chain of words from \"lists/chain.words\"\n"
"list rude of words from \"lists/rude.words\"\n"
"schedule desk-hours { open mon-fri 09:00-12:30, mon-fri 13:30-17:00; closed from \"lists/holidays.dates\" }\n"
"detector rent-number { pattern \"\\\\bRN-[0-9]{6}\\\\b\"; near \"rent\", \"tenant\"; examples \"Rent RN-204417\"; not \"RN-2044\" }\n"
"exceptions leave { approved by officer; reason required; lasts 90 days at most; remind 14 days before end; covers sender, recipient }\n"
"message personal {\n"
"    reply       \"Not sent: personal data in clear.\"\n"
"    next        \"Use a protected file.\"\n"
"    text en-GB  from \"messages/personal.en.txt\"; text gd from \"messages/personal.gd.txt\"\n"
"}\n"
"message chain { reply \"Not sent: chain mail.\" }\n"
"message plain { reply \"Note: \\\"this\\\".\"; next \"\"\"\n"
"    Two lines\n"
"    of text.\n"
"    \"\"\" }\n"
"rule notice {\n"
"    policy      \"Rules 34\", \"Mail that goes outside carries a notice.\"\n"
"    when        any recipient outside and not message is automatic\n"
"    then        add disclaimer otherwise notify assistant with plain\n"
"}\n"
"rule personal-unencrypted {\n"
"    policy      \"Rules 27, 29\", \"Personal information is encrypted.\"\n"
"    mode        watch until 2026-04-01 then enforce; severity high\n"
"    when        any recipient outside\n"
"                and message contains national-insurance-number, nhs-number, bank-account, rent-number\n"
"    then        reject with personal\n"
"}\n"
"rule password-apart {\n"
"    policy      \"Rules 29\", \"Passwords go apart.\"\n"
"    when        any recipient outside and any attachment encrypted and message contains file-password in subject, body\n"
"    then        reject with plain\n"
"}\n"
"rule chain {\n"
"    policy      \"Rules 42\", \"No chain letters.\"\n"
"    when        ( message contains words from chain at least 2 times and message is forward )\n"
"                or ( forward depth over 4 and recipients over 8 )\n"
"    then        reject with chain\n"
"    override    with reason\n"
"}\n"
"rule to-webmail {\n"
"    policy      \"Rules 42\", \"Files to private accounts need a reason.\"\n"
"    when        any recipient private address of staff and ( any attachment or message is forward )\n"
"    unless      exception leave\n"
"    then        quarantine for officer decide within 2 working days otherwise refuse\n"
"}\n"
"rule source {\n"
"    policy      \"Rules 38\", \"Unknown files are checked.\"\n"
"    when        message is forward and original sender unknown and any attachment of unknown source\n"
"    then        quarantine for it-support decide within 1 working days otherwise escalate to officer\n"
"}\n"
"rule rude {\n"
"    policy      \"Rules 40\", \"A person decides.\"\n"
"    mode        watch; severity high\n"
"    when        message contains words from rude in subject, body\n"
"    then        quarantine for officer decide within 1 working days otherwise escalate to director\n"
"}\n"
"rule forgotten-file {\n"
"    policy      \"Rules 33\", \"Is the file there?\"\n"
"    when        message mentions attachment and no attachment\n"
"    then        reject with plain\n"
"    override    with word \"[no attachment]\"\n"
"}\n"
"rule receipt {\n"
"    policy      \"Rules 35\", \"Ask for a receipt.\"\n"
"    when        message is important and any attachment and any recipient outside and not message asks for receipt\n"
"    then        add receipt request\n"
"}\n"
"rule social {\n"
"    policy      \"Rules 41\", \"Not for social networks.\"\n"
"    mode        warn\n"
"    when        any recipient in list social and not sender in list press\n"
"    then        warn with plain\n"
"}\n"
"rule programs {\n"
"    policy      \"Rules 31\", \"No programs.\"\n"
"    when        any attachment of type program, script, installer, screen-saver, game, bitmap\n"
"                or any attachment named \"*.scr\", \"*.exe\"\n"
"    then        reject with plain\n"
"}\n"
"rule private-use {\n"
"    policy      \"Rules 42\", \"Counts private mail.\"\n"
"    mode        watch\n"
"    when        any recipient private address of staff and no attachment and time in schedule desk-hours\n"
"    then        warn with plain\n"
"}\n"
"test \"a list is returned\" {\n"
"    from        sam@hill.example; to x@mail.example; subject \"Tenants\"; at 2026-05-05 10:15\n"
"    body        \"Letter, rent RN-204417\"\n"
"    expect      reject by personal-unencrypted; expect reply contains \"in clear\"; expect no rule chain\n"
"}\n"
"test \"at first the rule only watches\" {\n"
"    message     \"fixtures/list.eml\"; at 2026-03-31 23:59\n"
"    expect      deliver; expect watch by personal-unencrypted; expect disclaimer hill\n"
"}\n";

static const char *const files[][2] = {
	{ "lists/webmail.domains", "mail.example\n*.post.example\n" },
	{ "lists/social.domains", "# by hand\nsocial.example\n" },
	{ "lists/chain.words", "send this to everyone you know\n" },
	{ "lists/rude.words", "bother\n" },
	{ "lists/holidays.dates", "2026-12-25 # Christmas Day\n2027-01-01\n" },
	{ "messages/personal.en.txt", "Text.\n" },
	{ "messages/personal.gd.txt", "Teacsa.\n" },
	{ "policy.rules", policy_text },
};

START_TEST(test_the_whole_language_is_taken)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(MIB);
	struct conf_tree *t;
	struct policy *p = NULL;
	size_t i;

	for (i = 0; i < sizeof files / sizeof files[0]; i++)
		conf_files_add(f, files[i][0], slice_str(files[i][1]));
	ck_assert_int_eq(conf_load(&src, "policy.rules", d, &t), 0);
	i = policy_new(t, d, FIXTURE_NOW, &p) == 0;
	conf_diag_print(d, &b);
	ck_assert_msg(i == 1, "%s", buf_cstr(&b));
	policy_unref(p);
	buf_free(&b);
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(f);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "example", test_the_whole_language_is_taken, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("example", all);
}

#include "unit/unit.h"

#include <string.h>

#include "probe.h"

static const struct {
	const char *name, *type, *body, *text, *header;
} cases[] = {
	{ "folded lines go on", "text/calendar",
	    "BEGIN:VCALENDAR\r\nDESCRIPTION:94\r\n 34\r\nEND:VCALENDAR\r\n",
	    "DESCRIPTION:9434", "DESCRIPTION" },
	{ "folded with a tab", "text/vcard",
	    "BEGIN:VCARD\nNOTE:94\n\t34\nEND:VCARD\n", "NOTE:9434", "NOTE" },
	{ "escapes", "text/calendar",
	    "BEGIN:VCALENDAR\nSUMMARY:rent\\, arrears\\; 9\\n4\\\\\n",
	    "SUMMARY:rent, arrears; 9\n4\\", "SUMMARY" },
	{ "properties are apart", "text/vcard",
	    "BEGIN:VCARD\nX-A:94\nX-B:34\n", "X-B:34", "X-B" },
	{ "a group is no part of the name", "text/vcard",
	    "BEGIN:VCARD\nitem1.NOTE:9434\n", "NOTE:9434", "NOTE" },
	{ "parameters are text", "text/calendar",
	    "BEGIN:VCALENDAR\nATTENDEE;CN=\"Zan: Zibar\":mailto:a@b.example\n",
	    "CN=\"Zan: Zibar\"", "" },
	{ "and do not hide the value", "text/calendar",
	    "BEGIN:VCALENDAR\nATTENDEE;CN=\"Zan: Zibar\":mailto:a@b.example\n",
	    "ATTENDEE:mailto:a@b.example", "ATTENDEE" },
	{ "vCard 2.1 in quoted-printable", "text/vcard",
	    "BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;ENCODING=QUOTED-PRINTABLE;"
	    "CHARSET=windows-1252:caf=E9 9=\r\n4=0D=0A34\r\n",
	    "NOTE:caf\xc3\xa9 94\r\n34", "NOTE" },
	{ "the encoding without its name", "text/vcard",
	    "BEGIN:VCARD\nNOTE;QUOTED-PRINTABLE:=39=34=33=34\n",
	    "NOTE:9434", "NOTE" },
	{ "a page as description", "text/calendar",
	    "BEGIN:VCALENDAR\nX-ALT-DESC;FMTTYPE=text/html:<p>94<b>34</b>"
	    "</p>\n", "9434", "" },
	{ "a file attached", "text/calendar",
	    "BEGIN:VCALENDAR\nATTACH;FMTTYPE=text/plain;ENCODING=BASE64;"
	    "VALUE=BINARY;FILENAME=a.txt:emFuemliY\n XIgNw==\n",
	    "zanzibar 7", "" },
	{ "a file in a URL", "text/vcard",
	    "BEGIN:VCARD\nVERSION:4.0\nKEY:data:text/plain;base64,emFuemli"
	    "\n YXIgNw==\n", "zanzibar 7", "" },
	{ "a photo's line ends with an empty one", "text/vcard",
	    "BEGIN:VCARD\nVERSION:2.1\nPHOTO;BASE64:\n emFuemliY\n XIgNw=="
	    "\n\nNOTE:9434\n", "NOTE:9434", "NOTE" },
	{ "a line that is no property", "text/vcard",
	    "BEGIN:VCARD\nzanzibar seven\n", "zanzibar seven", "" },
	{ "text before it begins", "text/calendar",
	    "zanzibar 7\nBEGIN:VCALENDAR\n", "zanzibar 7", "" },
};

START_TEST(test_case)
{
	const struct probe_unit *u;
	struct probe p;

	probe_open(&p);
	probe_file(&p, NULL, cases[_i].type, slice_str(cases[_i].body));
	u = probe_unit(&p, cases[_i].text);
	ck_assert_msg(u != NULL, "%s", cases[_i].name);
	ck_assert_msg(slice_eq_str(u->header, cases[_i].header), "%s",
	    cases[_i].name);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

START_TEST(test_photo_is_a_member)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.vcf", "text/vcard", SLICE("BEGIN:VCARD\nVERSION:3.0"
	    "\nPHOTO;ENCODING=b;TYPE=GIF:R0lGODlhAQABAAAAACw=\nFN:Ann\n"
	    "END:VCARD\n"));
	ck_assert(probe_part(&p, "2")->type == FILETYPE_CONTACT);
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->detected, "image/gif"));
	ck_assert(probe_unit(&p, "FN:Ann") != NULL);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* Neither a program in a key nor an unknown character set is passed over. */
START_TEST(test_unknown_charset)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.vcf", "text/vcard", SLICE("BEGIN:VCARD\nNOTE;"
	    "ENCODING=QUOTED-PRINTABLE;CHARSET=x-nobody:a=20b\n"));
	ck_assert(probe_raised(&p, ANOMALY_UNSUPPORTED));
	ck_assert(probe_unit(&p, "NOTE:a b") != NULL);
	probe_close(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "case", test_case, N_OF(cases) },
		{ "photo", test_photo_is_a_member, 0 },
		{ "unknown charset", test_unknown_charset, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("calendar", tests);
}

/*
 * check_lookalikes -- what business mail is full of and no detector of
 * identifiers may take for its own (personal-data reference 18).  Nothing
 * likely may come of it.
 */
#include "scan.h"

static const struct {
	const char *name, *text;
} cases[] = {
	/* section 18 of the personal-data reference */
	{ "ISBN-13",
	  "The handbook, ISBN 9780141034614, is in the library." },
	{ "ISBN-13 with hyphens",
	  "ISBN 978-0-14-103461-4 (paperback)" },
	{ "ISBN-10",	"ISBN 0141034610 and 014103459X" },
	{ "an EAN",	"Barcode 5012345000015, 20 boxes of gloves" },
	{ "an EAN that passes Luhn",
	  "Paint, EAN 4000000000006, 12 tins at 4.99" },
	{ "GTIN-14",	"GTIN 15012345000015 on the pallet" },
	{ "ISSN",	"The journal has ISSN 2049-3630." },
	{ "a parcel",	"Your parcel RM473124829GB is on its way." },
	{ "a parcel without a word",	"AB123456785GB arrives on Friday" },
	{ "a tracking number",
	  "Tracking number 1Z 999AA1 0123456784, delivered." },
	{ "IMEI",	"Phone IMEI 352099001761481, SIM swapped." },
	{ "IMEI without a word",	"Handset 352099001761481 returned" },
	{ "ICCID",	"SIM card, ICCID 8944100000123456782" },
	{ "a MAC address",
	  "The printer is 00:1A:2B:3C:4D:5E on the network." },
	{ "a MAC address with hyphens",
	  "Bridge 00-1A-2B-3C-4D-5E, sort of slow" },
	{ "a UUID",
	  "Ticket 123e4567-e89b-12d3-a456-426614174000 was closed." },
	{ "a git hash",
	  "Fixed in 943476591900aabbccddeeff0011223344556677." },
	{ "a short hash",	"commit 9434765 by the vendor" },
	{ "SHA-256",
	  "sha256 "
	  "4111110000001235411111000000123541111100000012354111110000001235" },
	{ "epoch seconds",
	  "The backup of the clinic ran at 1700000004." },
	{ "epoch milliseconds",	"ts=1700000000000 patient portal up" },
	{ "MPAN",	"MPAN 2012345678906, read on 1 May" },
	{ "the top line of an MPAN",
	  "Supply 03 801 902 20 1234 5678 901" },
	{ "UPRN",	"The house, UPRN 906700012345, has four rooms." },
	{ "ORCID",	"Author: https://orcid.org/0000-0002-1825-0097" },
	{ "ORCID without the address",	"ORCID 0000-0002-1825-0097" },
	{ "LEI",	"Our LEI is 213800ABCDEFGH123446." },
	{ "a grid reference",	"Meet at NS 76543 65432, by the bridge." },
	{ "a grid reference, solid",
	  "Meet at NS7654365432, by the bridge." },
	{ "a budget",
	  "The budget is 1,234,567,890 and 410,220,301 next year." },
	{ "sums with points",	"1.234.567.890 EUR and 9.434.765.919 EUR" },
	{ "a version",	"Firefox 115.0.5790.171, build 20230717.943476591" },
	{ "a software version",
	  "openssl 3.0.11-1~deb12u2 and 1.1.1n-0+deb11u5" },
	{ "an IP address",
	  "The server is 192.168.100.254, the gateway 10.0.0.1." },
	{ "an IPv6 address",	"2001:0db8:85a3:0000:0000:8a2e:0370:7334" },
	{ "a telephone extension",
	  "Ring 0141 496 0000 ext 4321 about the surgery." },
	{ "a telephone abroad",	"The hospital: +44 (0)131 000 0042" },
	{ "a telephone behind a plus",	"The clinic: +131 000 0042" },
	{ "ticket ranges",
	  "Tickets 4500012345-4500012395 for the hospital raffle" },
	{ "a gas-safe certificate",
	  "Gas safety certificate 12345678, engineer 503241" },
	{ "a purchase order",
	  "PO 4500012345, deliver by 12-11-25, account 20011" },
	{ "a tender",	"Tender 2024/S 123-456789, CPV 85144000-0" },
	{ "a company number",
	  "Foundry Row Ltd, SC123456, registered in Scotland" },
	{ "a charity number",
	  "Scottish charity SC012345, charity no 1234567" },
	{ "a VAT number",	"VAT no GB 123 4500 17" },
	{ "a VAT number of nine digits",
	  "VAT registration number 123450059" },
	{ "a council tax account",
	  "Council tax account 12345678, due 12-11-25" },
	{ "a booking",	"Booking reference ABC123456D for the coach" },
	{ "a flight",	"Flight BA1234 on 12-11-25, booking XJ4K2P" },
	{ "a meeting",	"Meeting ID: 943 476 5919, Passcode: 123456" },
	{ "a meeting without blanks",
	  "Join: https://zoom.example/j/9434765919?pwd=abc" },
	{ "a room",	"Room 12/34A, second floor" },
	{ "a vehicle",	"The van is SJ19 KLM, serviced at 12,345 miles." },
	{ "a postcode",	"14 Kirk Wynd, Airdrie ML6 6AB" },
	{ "a standard",	"BS 5839-1:2017, BS EN 50131, ISO 27001:2022" },
	{ "a date and a time",
	  "12/11/2025 10:15:00, 2025-11-12T10:15:00Z" },
	{ "an amount of rent",
	  "Rent 412.50 from 01-04-25, 52 weeks, 21450.00" },
	{ "a serial number of a boiler",
	  "Boiler serial no AB123456C" },
	{ "a part number",	"Part JX123456C, two off" },
	{ "a licence key",
	  "Windows licence VK7JG-NPHTM-C97JM-9MPGT-3V66T" },
	{ "a licence of software",
	  "Driving simulator licence no 12-345-678-901" },
	{ "a passport for pets of no number",
	  "The passport scanner needs 4 AA batteries." },
	{ "a pin of a door",	"The code of the door is 4321#" },
	{ "an Allpay card without an issuer",
	  "Rent payment card 9826 1234 5678 9012 345" },
};

/* Detectors of numbers; those of people and words have tests of their own. */
static const char *const ids[] = {
	"uk_nino", "uk_nhs_number", "uk_chi_number", "uk_bank_account",
	"payment_card", "iban", "uk_passport", "passport_mrz",
	"uk_driving_licence", "uk_utr", "uk_brp", "uk_pnc_id", "uk_upn",
	"uk_uln", "uk_scn", "us_ssn", "ie_pps", "fr_nir", "de_tax_id",
	"es_nif", "it_fiscal_code", "pl_pesel", "nl_bsn",
	"be_national_number",
};

static bool
is_ours(const struct finding *f)
{
	size_t i;

	for (i = 0; i < sizeof ids / sizeof *ids; i++)
		if (slice_eq_str(f->detector, ids[i]))
			return true;
	return false;
}

START_TEST(test_alone)
{
	struct scan s;
	size_t i;

	scan_begin(&s, "set packs eu-us\n");
	scan_body(&s, slice_str(cases[_i].text));
	ck_assert_int_eq(s.r, 0);
	for (i = 0; i < s.count; i++)
		ck_assert_msg(!is_ours(&s.list[i]) || s.list[i].tier < 2,
		    "%s: %.*s of tier %d", cases[_i].name,
		    (int)s.list[i].detector.len,
		    (const char *)s.list[i].detector.ptr, s.list[i].tier);
	scan_end(&s);
}
END_TEST

/* Nor all of them together, one below the other. */
START_TEST(test_together)
{
	struct scan s;
	struct buf b;
	size_t i;

	buf_init(&b, MIB);
	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		buf_printf(&b, "%s\n\n", cases[i].text);
	scan_begin(&s, "");
	scan_body(&s, buf_slice(&b));
	ck_assert_int_eq(s.r, 0);
	for (i = 0; i < s.count; i++)
		ck_assert_msg(!is_ours(&s.list[i]) || s.list[i].tier < 2,
		    "%.*s %.*s in %.*s", (int)s.list[i].detector.len,
		    (const char *)s.list[i].detector.ptr,
		    (int)s.list[i].mask.len,
		    (const char *)s.list[i].mask.ptr,
		    (int)s.list[i].place.len,
		    (const char *)s.list[i].place.ptr);
	scan_end(&s);
	buf_free(&b);
}
END_TEST

/* One of each kind, so that the list of detectors above is no dead letter. */
static const struct {
	const char *id, *text;
} twins[] = {
	{ "uk_nino", "NI no JX123456C" },
	{ "uk_nhs_number", "NHS no 943 476 5919" },
	{ "uk_chi_number", "CHI 0101901232" },
	{ "uk_bank_account", "sort code 80-12-34 account 12345678" },
	{ "payment_card", "card 4111 1100 0000 1235" },
	{ "iban", "GB85TEST12345612345678" },
	{ "uk_passport", "passport no 201234567" },
	{ "uk_driving_licence", "driving licence WEAVE803127JB9KZ" },
	{ "uk_utr", "UTR 6123400077" },
	{ "uk_brp", "BRP ZXX012345" },
	{ "uk_pnc_id", "PNC 1999/0001234X" },
	{ "uk_upn", "UPN D801200012001" },
	{ "uk_uln", "ULN 1000200034" },
	{ "uk_scn", "SCN 120003453" },
};

START_TEST(test_twin)
{
	ck_assert_int_ge(scan_tier("", twins[_i].id,
	    slice_str(twins[_i].text), NULL), 2);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "alone", test_alone, N_OF(cases) },
		{ "together", test_together, 0 },
		{ "twin", test_twin, N_OF(twins) },
		{ NULL, NULL, 0 },
	};

	return unit_main("lookalikes", suite);
}

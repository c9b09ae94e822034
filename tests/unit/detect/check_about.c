#include "detect/about.h"

#include "scan.h"

/* Sentences as people write them; `detector` is to be found, likely at least. */
struct about_case {
	const char *detector;
	const char *text;
};

static const struct about_case told[] = {
	{ "special_health",
	    ("Mrs Kerr was diagnosed with paranoid schizophrenia in 2019 "
	    "and takes clozapine.") },
	{ "special_health",
	    "Mr Okafor has type 2 diabetes and is on insulin." },
	{ "special_health",
	    ("Please note Mrs Agnes Kerr is wheelchair-bound following a "
	    "stroke last year.") },
	{ "special_health",
	    ("Miss Wojcik told us she had a miscarriage in March and is "
	    "off work with depression.") },
	{ "special_health",
	    ("I visited Mr Singh on Tuesday. He has been sectioned under "
	    "the Mental Health Act and is in Leverndale.") },
	{ "special_health",
	    ("Re: Mrs Kerr, 4 Mill Lane\n\nShe has dementia and is "
	    "incontinent at night. Carers visit four times a day.") },
	{ "special_health",
	    ("Dear Dr Khan,\n\nThank you for seeing Mr Brown. He suffers "
	    "from COPD and needs home oxygen.") },
	{ "special_health",
	    "Mr Brown's epilepsy has been getting worse." },
	{ "special_health",
	    ("Hi Fiona, Ms Reid is 22 weeks pregnant and struggling with "
	    "the stairs.") },
	{ "special_health",
	    ("Mr McAllister is a recovering alcoholic and attends AA "
	    "meetings.") },
	{ "special_health",
	    ("Mrs Kerr has been awarded the higher rate of PIP for her "
	    "fibromyalgia.") },
	{ "special_health",
	    "Mr Ali is registered blind." },
	{ "special_health",
	    ("Mrs Kerr's son has autism and ADHD and cannot manage in a "
	    "top floor flat.") },
	{ "special_health",
	    ("The OT report says Mr Grant can no longer manage the stairs "
	    "and needs a level access shower.") },
	{ "special_health",
	    "Ms Grant has MS and uses a wheelchair outdoors." },
	{ "special_health",
	    ("Mr Grant took an overdose on Sunday night and is in the "
	    "Royal.") },
	{ "special_health",
	    ("Name: Agnes Kerr\nDate of birth: 04/03/1951\nMedical "
	    "conditions: asthma, high blood pressure") },
	{ "special_health",
	    "Tenant name: Tomasz Wojcik\nDisability: hearing impairment" },
	{ "special_health",
	    ("I was diagnosed with breast cancer last month and will be "
	    "off for treatment.") },
	{ "special_health",
	    "My depression has been bad again so I won't be in this week." },
	{ "special_health",
	    "Mr Doyle is a methadone user and has relapsed twice." },
	{ "special_health",
	    "Mrs Kerr - early onset Alzheimer's, wanders at night." },
	{ "special_health",
	    ("Mr Hughes has been signed off with stress by his GP for "
	    "four weeks.") },
	{ "special_health",
	    "Mr Hughes is off sick with anxiety and depression." },
	{ "special_health",
	    ("Dear Mrs Kerr, we were sorry to hear of your diagnosis of "
	    "cancer.") },
	{ "special_health",
	    "Mae Mrs Jones yn dioddef o iselder." },
	{ "special_health",
	    "Pani Nowak choruje na cukrzycę." },
	{ "special_health",
	    ("Service user 4471 disclosed suicidal thoughts at the "
	    "session on Monday.") },
	{ "special_health",
	    ("The tenant at 4 Mill Lane has bipolar disorder and stopped "
	    "taking his medication.") },
	{ "special_health",
	    "Mr Kerr does not have diabetes." },
	{ "special_health",
	    "Mr Brown is on the spectrum and finds phone calls hard." },
	{ "special_hiv",
	    ("Mr Adeyemi is HIV positive and his viral load is "
	    "undetectable.") },
	{ "special_hiv",
	    "Ms Reid tested positive for chlamydia at the GUM clinic." },
	{ "special_hiv",
	    "Mr Adeyemi started PrEP in June." },
	{ "special_hiv",
	    ("Re Mr Adeyemi: he is living with HIV and has not told his "
	    "employer.") },
	{ "special_hiv",
	    "Mrs Duncan was treated for hepatitis C in 2021." },
	{ "special_hiv",
	    "Patient: Ms Joy Mensah\nHIV status: positive\nCD4: 350" },
	{ "special_hiv",
	    "He's HIV+ and Mr Scott the support worker knows." },
	{ "special_sexuality",
	    "Mr Fraser came out as gay to his family last year." },
	{ "special_sexuality",
	    ("Mr Fraser is gay and his neighbours have been shouting "
	    "abuse.") },
	{ "special_sexuality",
	    "Ms Fraser lives with her wife and identifies as lesbian." },
	{ "special_sexuality",
	    "Applicant: Mr P Lowe\nSexual orientation: Bisexual" },
	{ "special_sexuality",
	    "Miss Lowe is not out to her parents." },
	{ "special_gender",
	    ("Ms Taylor is a trans woman and attends the Sandyford gender "
	    "clinic.") },
	{ "special_gender",
	    ("Mr Taylor was assigned female at birth and has a gender "
	    "recognition certificate.") },
	{ "special_gender",
	    ("Ms Taylor transitioned in 2018 and her deadname must not be "
	    "used on letters.") },
	{ "special_gender",
	    "Mx Bell identifies as non-binary." },
	{ "special_gender",
	    "Mr Bell has been on puberty blockers since he was 14." },
	{ "special_ethnicity",
	    "Mrs Hussain is Pakistani and does not speak English." },
	{ "special_ethnicity",
	    "Mr Tesfay is an asylum seeker from Eritrea." },
	{ "special_ethnicity",
	    "Tenant: Mrs Hussain\nEthnic origin: Pakistani" },
	{ "special_ethnicity",
	    "Name: Jan Horvat\nEthnicity - Roma" },
	{ "special_ethnicity",
	    ("Mr Stewart's family are Gypsy/Travellers and have lived on "
	    "site since May.") },
	{ "special_ethnicity",
	    "Mr Diallo was racially abused because of his skin colour." },
	{ "special_religion",
	    "Mr Singh is Sikh and cannot attend on Saturday." },
	{ "special_religion",
	    "Mrs Levy is Jewish and keeps kosher." },
	{ "special_religion",
	    "Name: Mrs Levy\nReligion: Jewish" },
	{ "special_religion",
	    "Mr Rahman converted to Islam in prison." },
	{ "special_religion",
	    "Mrs Boyle is a Jehovah's Witness and will refuse blood." },
	{ "special_union",
	    "Mr Docherty is a member of UNISON." },
	{ "special_union",
	    "Ms Docherty is the shop steward for the repairs team." },
	{ "special_union",
	    "Employee: Mr K Docherty\nUnion member: Yes" },
	{ "special_union",
	    ("Mr Docherty will be accompanied by his union rep at the "
	    "hearing.") },
	{ "special_politics",
	    "Mr Munro is a member of the Scottish National Party." },
	{ "special_politics",
	    "Mrs Munro voted Conservative and told everyone in the close." },
	{ "special_politics",
	    "Mr Munro stood as a candidate for the Greens." },
	{ "special_politics",
	    "Name: Mr Munro\nPolitical opinion: Labour supporter" },
	{ "special_biometric",
	    ("Mr Jack's fingerprint template was stored in the door "
	    "system.") },
	{ "special_biometric",
	    "Ms Jack carries the BRCA1 mutation." },
	{ "special_biometric",
	    ("The paternity test shows that Mr Quinn is not the "
	    "biological father.") },
	{ "criminal",
	    ("Mr Quinn was convicted of assault in 2016 and served 18 "
	    "months.") },
	{ "criminal",
	    "Mr Quinn is on the sex offenders register." },
	{ "criminal",
	    ("Mr Quinn was released on licence from HMP Barlinnie on "
	    "Friday.") },
	{ "criminal",
	    "Mrs Tait has been charged with fraud and is on bail." },
	{ "criminal",
	    ("The disclosure shows that Mr Tait has two unspent "
	    "convictions for theft.") },
	{ "criminal",
	    ("He was arrested on Saturday and Mr Tait's solicitor will "
	    "write.") },
	{ "criminal",
	    ("Mr Rae is subject to a community payback order with 150 "
	    "hours.") },
	{ "criminal",
	    "Mr Rae is managed under MAPPA level 2." },
	{ "safeguarding",
	    "Miss Ross disclosed that her stepfather hits her." },
	{ "safeguarding",
	    ("Both of Mrs Ross's children are on the child protection "
	    "register.") },
	{ "safeguarding",
	    ("Ms Ross is fleeing domestic abuse and her new address must "
	    "not be released.") },
	{ "safeguarding",
	    "Mrs Innes was referred to MARAC on 3 May." },
	{ "safeguarding",
	    "An AP1 has been submitted for Mr Innes." },
	{ "safeguarding",
	    ("Jamie Innes is a looked-after child in a kinship placement "
	    "with Mrs Innes.") },
	{ "tenancy_record",
	    ("Mr Kerr is in rent arrears of £842.11 and a notice of "
	    "proceedings was served on 3 March.") },
	{ "tenancy_record",
	    "Mrs Kerr, 4 Mill Lane, owes £1,204.50 in rent arrears." },
	{ "tenancy_record",
	    "Decree for eviction was granted against Mr Doyle." },
	{ "tenancy_record",
	    ("Mr Doyle has been reported for anti-social behaviour by "
	    "three neighbours; a warning was issued.") },
	{ "tenancy_record",
	    "Ms Grant made a homelessness application, which was refused." },
	{ "tenancy_record",
	    ("Mr Hughes agreed to pay £10 a week towards his former "
	    "tenant debt.") },
	{ NULL, NULL }
};

/* Of nobody, or of other things that are called so. */
static const char *const untold[] = {
	("Our epilepsy awareness training takes place on 4 June. "
	"Contact Mrs Kerr to book."),
	("Mrs Kerr will run the dementia friendly workshop in the "
	"hall."),
	"Dr Khan is a consultant psychiatrist at the Royal.",
	("Please read the attached mental health policy. Kind "
	"regards, Mr James Brown"),
	("One in four people will have a mental health problem in any "
	"year."),
	"12% of tenants said that they have a disability.",
	"Mr Brown asked about disabled access at the venue.",
	"Mr Black lives on Union Street.",
	"Mrs Gay Gordon will chair the meeting.",
	("We are an equal opportunities employer and welcome "
	"applications from LGBT people, disabled people and minority "
	"ethnic groups."),
	("Ethnic origin: White Scottish / White British / Pakistani / "
	"Indian / Other\nReligion: ________"),
	("If you are pregnant or have a heart condition please tell "
	"Mr Brown before the fire drill."),
	"Do you have a disability? Please tell Mrs Kerr.",
	("Mrs Kerr raised £500 for Cancer Research UK at the Race for "
	"Life."),
	"It was a stroke of luck that Mr Brown called.",
	"Mr Brown has been charged with leading the review.",
	"Mr Brown has custody of the documents.",
	("The sentence in paragraph 3 should be removed, said Mr "
	"Brown."),
	("Criminal record checks are required for this post; Mrs Kerr "
	"will send the forms."),
	"Mrs Kerr is the designated safeguarding lead.",
	"Our safeguarding policy was reviewed by Mrs Kerr in May.",
	("Rent arrears fell to 3.2% across the stock, Mr Brown told "
	"the board."),
	"The rent arrears policy was approved by Mr Brown.",
	"Mr Brown will deliver training on HIV and hepatitis C.",
	("World AIDS Day is on 1 December. Mr Brown is speaking about "
	"HIV stigma."),
	"Mrs Kerr has a strong conviction that we can win the tender.",
	"Mr Brown teaches at the Catholic school in Church Road.",
	"Mr Brown has had a very positive attitude.",
	"Mr Brown discharged the debt in full.",
	"Bail out the boat before Mr Brown arrives.",
	("The charity supports survivors of domestic abuse. Mr Brown "
	"is its director."),
	"Freddie Mercury was diagnosed with AIDS in 1987.",
	"Sherlock Holmes was addicted to cocaine.",
	"The condition of the roof is poor, Mr Brown says.",
	("Mr Brown is working from home. He is looking at the "
	"transition plan."),
	"Mr Brown is the union representative attending the meeting.",
	"Mr White and Mrs Brown visited the black door at number 7.",
	"Mr Brown has a black car.",
	"Mrs Kerr is leading on the LGBT history month event.",
	"Mrs Kerr is Scottish Power's account manager.",
	("Tenancy reference, rent and balance are shown on your "
	"statement."),
	("You will have experience of working with people with "
	"learning disabilities and mental health problems."),
	("Mr Brown has reported the noise levels at the boiler to the "
	"contractor."),
	"Mr Hill, the lift is disabled until Monday.",
	"Mrs Kerr is in charge of service charges.",
	"Mr Brown is out of the office. He is back on Monday.",
	"Mr Brown will be late because of a strike by rail workers.",
	("Dear Mr Brown, the support group for carers of people with "
	"dementia meets on Monday."),
	NULL
};

static const char *const judges[] = { "special_health", "special_hiv",
	"special_sexuality", "special_gender", "special_ethnicity",
	"special_religion", "special_union", "special_politics",
	"special_biometric", "criminal", "safeguarding", "tenancy_record",
	NULL };

static bool
is_judge(struct slice id)
{
	size_t i;

	for (i = 0; judges[i] != NULL; i++)
		if (slice_eq_str(id, judges[i]))
			return true;
	return false;
}

/* One plan for all texts, and a run for each. */
static void
scan_again(struct scan *s, struct slice text)
{
	arena_free(s->arena);
	s->arena = arena_new(MESSAGE_ARENA_MAX);
	s->run = detect_run_new(s->plan, s->arena);
	ck_assert_ptr_nonnull(s->run);
	scan_body(s, text);
}

/* The highest tier of a judge, or of any (NULL); no mask may show a word. */
static int
tier_of(const struct scan *s, const char *id)
{
	size_t i;
	int tier;

	tier = 0;
	for (i = 0; i < s->count; i++) {
		if (!is_judge(s->list[i].detector) || (id != NULL &&
		    !slice_eq_str(s->list[i].detector, id)))
			continue;
		ck_assert_uint_eq(s->list[i].mask.len, 0);
		if (s->list[i].tier > tier)
			tier = s->list[i].tier;
	}
	return tier;
}

START_TEST(test_told)
{
	struct scan s;
	size_t i;

	scan_begin(&s, "");
	for (i = 0; told[i].detector != NULL; i++) {
		scan_again(&s, slice_str(told[i].text));
		ck_assert_msg(tier_of(&s, told[i].detector) >= 2,
		    "%s not found: %s", told[i].detector, told[i].text);
	}
	scan_end(&s);
}
END_TEST

START_TEST(test_untold)
{
	struct scan s;
	size_t i;

	scan_begin(&s, "");
	for (i = 0; untold[i] != NULL; i++) {
		scan_again(&s, slice_str(untold[i]));
		ck_assert_msg(tier_of(&s, NULL) == 0, "%s found: %s",
		    s.count > 0 ? arena_str(s.arena, s.list[0].detector) : "",
		    untold[i]);
	}
	scan_end(&s);
}
END_TEST

/* Tiers: a name makes it certain, a pronoun likely; people count, not words. */
START_TEST(test_tiers)
{
	struct scan s;
	size_t i, n;

	scan_begin(&s, "");
	scan_again(&s, SLICE("Mrs Kerr has epilepsy."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 3);
	scan_again(&s, SLICE("I saw Mrs Kerr today. She has epilepsy."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 2);
	scan_again(&s, SLICE("She has epilepsy."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 0);
	scan_again(&s, SLICE("I was diagnosed with epilepsy in May."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 2);
	scan_again(&s, SLICE("Mrs Kerr has epilepsy. Mrs Kerr has asthma. "
	    "Mr Brown has asthma."));
	for (i = n = 0; i < s.count; i++)
		n += slice_eq_str(s.list[i].detector, "special_health");
	ck_assert_uint_eq(n, 2);
	scan_end(&s);
}
END_TEST

/* Capitals of the list are capitals of the text. */
START_TEST(test_capitals)
{
	struct scan s;

	scan_begin(&s, "");
	scan_again(&s, SLICE("Mrs Kerr has MS."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 3);
	scan_again(&s, SLICE("Mrs Kerr has ms."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 0);
	scan_end(&s);
}
END_TEST

static struct text_unit
cell(size_t from, size_t to, uint32_t row, const char *header)
{
	struct text_unit u;

	memset(&u, 0, sizeof u);
	u.from = from;
	u.to = to;
	u.where = FINDING_BODY;
	u.row = row;
	u.header = slice_str(header);
	return u;
}

/* Name, value; Name, value; ... one row each, under these headers. */
static int
table_tier(const char *id, const char *const *cells, size_t rows,
    const char *name, const char *header)
{
	static const char columns[] = "list columns of terms {\n"
	    " person name\n person tenant\n debt arrears\n}\n";
	struct text_unit units[32];
	struct scan s;
	struct buf b;
	size_t i, from;
	int tier;

	ck_assert_uint_le(rows * 2, sizeof units / sizeof *units);
	buf_init(&b, 4096);
	for (i = 0; i < rows * 2; i++) {
		from = b.len;
		ck_assert_int_eq(buf_puts(&b, cells[i]), 0);
		units[i] = cell(from, b.len, (uint32_t)(i / 2) + 2,
		    i % 2 == 0 ? name : header);
		ck_assert_int_eq(buf_puts(&b, "\n"), 0);
	}
	scan_begin(&s, columns);
	scan_units(&s, buf_slice(&b), units, rows * 2, "1");
	tier = tier_of(&s, id);
	scan_end(&s);
	buf_free(&b);
	return tier;
}

/* A register of three is certain, of fewer likely; blanks fill no cell. */
START_TEST(test_tables)
{
	static const char *const faith[] = { "Levy", "Jewish", "Khan",
		"Muslim", "Bell", "Pastafarian" };
	static const char *const blank[] = { "Levy", "None", "Khan",
		"Prefer not to say", "Bell", "n/a" };
	static const char *const debt[] = { "Levy", "842.11", "Khan",
		"12.40", "Bell", "arrears 1,204.00" };
	static const char *const car[] = { "Levy", "scratched", "Khan",
		"good", "Bell", "as new" };

	ck_assert_int_eq(table_tier("special_religion", faith, 3, "Name",
	    "Religion"), 3);
	ck_assert_int_eq(table_tier("special_religion", faith, 2, "Name",
	    "Religion"), 2);
	ck_assert_int_eq(table_tier("special_religion", blank, 3, "Name",
	    "Religion"), 0);
	ck_assert_int_eq(table_tier("special_religion", faith, 3, "Street",
	    "Religion"), 0);
	ck_assert_int_eq(table_tier("tenancy_record", debt, 3, "Tenant",
	    "Arrears"), 3);
	ck_assert_int_eq(table_tier("tenancy_record", debt, 3, "Property",
	    "Arrears"), 0);
	ck_assert_int_eq(table_tier("special_health", car, 3, "Name",
	    "Condition"), 0);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "told", test_told, 0 },
		{ "untold", test_untold, 0 },
		{ "tiers", test_tiers, 0 },
		{ "capitals", test_capitals, 0 },
		{ "tables", test_tables, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("about", suite);
}

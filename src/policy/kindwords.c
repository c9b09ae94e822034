/*
 * One line for each detector.  What is said of a person's health, beliefs or
 * past is not counted: three terms are not three illnesses.
 */
#include "policy/kindwords.h"

#include <stddef.h>

#define LISTED		"listed word or phrase", "listed words or phrases"
#define ABOUT(what)	what " about a person", NULL

static const struct kind_words table[] = {
	{ "uk_nino", "National Insurance number",
	  "National Insurance numbers" },
	{ "uk_nhs_number", "NHS number", "NHS numbers" },
	{ "uk_chi_number", "CHI number", "CHI numbers" },
	{ "uk_bank_account", "bank account", "bank accounts" },
	{ "payment_card", "payment card number", "payment card numbers" },
	{ "iban", "international bank account number",
	  "international bank account numbers" },
	{ "dob", "date of birth", "dates of birth" },
	{ "person_profile", "person's private details",
	  "people's private details" },
	{ "contact_list", "person's contact details in a list",
	  "people's contact details in a list" },
	{ "email_list", "email address in a list",
	  "email addresses in a list" },
	{ "recipient_exposure", "address that every recipient can see",
	  "addresses that every recipient can see" },
	{ "tenancy_record", "tenancy record", "tenancy records" },
	{ "uk_passport", "passport number", "passport numbers" },
	{ "passport_mrz", "set of passport code lines",
	  "sets of passport code lines" },
	{ "uk_driving_licence", "driving licence number",
	  "driving licence numbers" },
	{ "uk_utr", "taxpayer reference", "taxpayer references" },
	{ "uk_brp", "residence permit number", "residence permit numbers" },
	{ "uk_pnc_id", "police computer number", "police computer numbers" },
	{ "uk_upn", "pupil number", "pupil numbers" },
	{ "uk_uln", "learner number", "learner numbers" },
	{ "uk_scn", "candidate number", "candidate numbers" },
	{ "edm_match", "entry from our own records",
	  "entries from our own records" },
	{ "fingerprint_match", "piece of a protected document",
	  "pieces of protected documents" },
	{ "chain_letter", "a chain letter", NULL },
	{ "special_health", ABOUT("health information") },
	{ "special_hiv", ABOUT("sexual health information") },
	{ "special_sexuality", ABOUT("sexual orientation information") },
	{ "special_gender", ABOUT("gender history information") },
	{ "special_ethnicity", ABOUT("ethnic origin information") },
	{ "special_religion", ABOUT("religious belief information") },
	{ "special_union", ABOUT("union membership information") },
	{ "special_politics", ABOUT("political opinion information") },
	{ "special_biometric", ABOUT("biometric or genetic information") },
	{ "criminal", ABOUT("criminal record information") },
	{ "safeguarding", ABOUT("safeguarding information") },
	{ "credential", "password or other login detail",
	  "passwords or other login details" },
	{ "archive_password", "the password of a protected file", NULL },
	{ "private_key", "private key", "private keys" },
	{ "api_key", "access key", "access keys" },
	{ "us_ssn", "US Social Security number",
	  "US Social Security numbers" },
	{ "ie_pps", "Irish PPS number", "Irish PPS numbers" },
	{ "fr_nir", "French social security number",
	  "French social security numbers" },
	{ "de_tax_id", "German tax number", "German tax numbers" },
	{ "es_nif", "Spanish tax number", "Spanish tax numbers" },
	{ "it_fiscal_code", "Italian tax code", "Italian tax codes" },
	{ "pl_pesel", "Polish PESEL number", "Polish PESEL numbers" },
	{ "nl_bsn", "Dutch citizen number", "Dutch citizen numbers" },
	{ "be_national_number", "Belgian national number",
	  "Belgian national numbers" },
	{ "words", LISTED },
	{ "phrase", LISTED },
	{ "pattern", LISTED },
};

const struct kind_words *
kind_words(struct slice id)
{
	size_t i;

	for (i = 0; i < sizeof table / sizeof table[0]; i++)
		if (slice_eq_str(id, table[i].id))
			return &table[i];
	return NULL;
}

/*
 * detector -- the names of all detectors: the id in reports, JSON and logs,
 * the name in rules, the class, the pack, and the default threshold.
 *
 * THE one table line of a new detector stands here; its code is
 * src/detect/<id>.c, which must define `const struct detector <id>_detector`
 * (see detect/detect.h).  DETECTOR_BUILT lines have code in this version,
 * DETECTOR_NAMED lines are known by name only: rules that use them are
 * refused with "not supported by this version".
 *
 * Source of ids, classes and thresholds: the personal-data reference of the
 * project, sections 2 and 16.
 */
#ifndef MAIL_DETECTOR_H
#define MAIL_DETECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

enum detector_class {
	DETECTOR_PERSONAL,
	DETECTOR_SPECIAL_CATEGORY,
	DETECTOR_CRIMINAL_OFFENCE,
	DETECTOR_FINANCIAL,
	DETECTOR_CREDENTIAL,
	DETECTOR_CONDUCT,
	DETECTOR_SITE,
	DETECTOR_CLASS_COUNT
};

/* id, name in rules, class, also special category?, pack or NULL, threshold */
#define DETECTOR_TABLE(DETECTOR_BUILT, DETECTOR_NAMED) \
DETECTOR_BUILT(uk_nino, "national-insurance-number", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(uk_nhs_number, "nhs-number", PERSONAL, 1, NULL, 1) \
DETECTOR_BUILT(uk_chi_number, "chi-number", PERSONAL, 1, NULL, 1) \
DETECTOR_BUILT(uk_bank_account, "bank-account", FINANCIAL, 0, NULL, 1) \
DETECTOR_BUILT(payment_card, "payment-card", FINANCIAL, 0, NULL, 1) \
DETECTOR_BUILT(iban, "iban", FINANCIAL, 0, NULL, 1) \
DETECTOR_BUILT(dob, "date-of-birth", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(person_profile, "person-profile", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(contact_list, "contact-list", PERSONAL, 0, NULL, 10) \
DETECTOR_BUILT(email_list, "email-list", PERSONAL, 0, NULL, 20) \
DETECTOR_BUILT(recipient_exposure, "visible-recipients", PERSONAL, 1, NULL, 20) \
DETECTOR_BUILT(tenancy_record, "tenancy-record", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(uk_passport, "passport-number", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(passport_mrz, "passport-code-lines", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(uk_driving_licence, "driving-licence", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(uk_utr, "taxpayer-reference", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(uk_brp, "residence-permit", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(uk_pnc_id, "police-computer-number", CRIMINAL_OFFENCE, 0, NULL, 1) \
DETECTOR_BUILT(uk_upn, "pupil-number", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(uk_uln, "learner-number", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(uk_scn, "candidate-number", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(edm_match, "known-record", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(fingerprint_match, "known-document", PERSONAL, 0, NULL, 1) \
DETECTOR_BUILT(chain_letter, "chain-letter", CONDUCT, 0, NULL, 1) \
DETECTOR_BUILT(special_health, "health", SPECIAL_CATEGORY, 0, NULL, 1) \
DETECTOR_BUILT(special_hiv, "sexual-health", SPECIAL_CATEGORY, 0, NULL, 1) \
DETECTOR_BUILT(special_sexuality, "sexual-orientation", SPECIAL_CATEGORY, 0, NULL, 1) \
DETECTOR_BUILT(special_gender, "gender-history", SPECIAL_CATEGORY, 0, NULL, 1) \
DETECTOR_BUILT(special_ethnicity, "ethnic-origin", SPECIAL_CATEGORY, 0, NULL, 1) \
DETECTOR_BUILT(special_religion, "religion", SPECIAL_CATEGORY, 0, NULL, 1) \
DETECTOR_BUILT(special_union, "union-membership", SPECIAL_CATEGORY, 0, NULL, 1) \
DETECTOR_BUILT(special_politics, "political-opinion", SPECIAL_CATEGORY, 0, NULL, 1) \
DETECTOR_BUILT(special_biometric, "biometric-or-genetic", SPECIAL_CATEGORY, 0, NULL, 1) \
DETECTOR_BUILT(criminal, "criminal-record", CRIMINAL_OFFENCE, 0, NULL, 1) \
DETECTOR_BUILT(safeguarding, "safeguarding", SPECIAL_CATEGORY, 0, NULL, 1) \
DETECTOR_BUILT(credential, "login-details", CREDENTIAL, 0, NULL, 1) \
DETECTOR_BUILT(archive_password, "file-password", CREDENTIAL, 0, NULL, 1) \
DETECTOR_BUILT(private_key, "private-key", CREDENTIAL, 0, NULL, 1) \
DETECTOR_BUILT(api_key, "access-key", CREDENTIAL, 0, NULL, 1) \
DETECTOR_BUILT(us_ssn, "us-social-security-number", PERSONAL, 0, "eu-us", 1) \
DETECTOR_BUILT(ie_pps, "irish-pps-number", PERSONAL, 0, "eu-us", 1) \
DETECTOR_BUILT(fr_nir, "french-social-security-number", PERSONAL, 0, "eu-us", 1) \
DETECTOR_BUILT(de_tax_id, "german-tax-number", PERSONAL, 0, "eu-us", 1) \
DETECTOR_BUILT(es_nif, "spanish-tax-number", PERSONAL, 0, "eu-us", 1) \
DETECTOR_BUILT(it_fiscal_code, "italian-tax-code", PERSONAL, 0, "eu-us", 1) \
DETECTOR_BUILT(pl_pesel, "polish-pesel-number", PERSONAL, 0, "eu-us", 1) \
DETECTOR_BUILT(nl_bsn, "dutch-citizen-number", PERSONAL, 0, "eu-us", 1) \
DETECTOR_BUILT(be_national_number, "belgian-national-number", PERSONAL, 0, "eu-us", 1)

struct detector_info {
	const char *id;			/* "uk_nino" */
	const char *name;		/* "national-insurance-number" */
	enum detector_class class;
	bool also_special;		/* P+SC in the reference's table */
	const char *pack;		/* NULL: always on */
	unsigned threshold;		/* distinct values */
	bool built;			/* false: known by name only */
};

/* All of the table, in its order; ends with .id == NULL. */
const struct detector_info *detector_table(void);

/* NULL if there is none. */
const struct detector_info *detector_by_id(struct slice id);
const struct detector_info *detector_by_name(struct slice name);

const char *detector_class_name(enum detector_class c);	/* "special_category" */

/*
 * Is the detector in a group that a rule may name ("personal-data",
 * "special-category-data", "criminal-offence-data", "financial-data",
 * "secrets")?  detector_is_group() tells whether the word is a group at all.
 */
bool	detector_is_group(struct slice group);
bool	detector_in_group(const struct detector_info *d, struct slice group);

#endif

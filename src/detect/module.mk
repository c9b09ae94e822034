noinst_LIBRARIES += %D%/libdetect.a
%C%_libdetect_a_SOURCES = \
	%D%/address.c \
	%D%/address.h \
	%D%/about.c \
	%D%/about.h \
	%D%/bank.h \
	%D%/checkdigit.c \
	%D%/checkdigit.h \
	%D%/code.c \
	%D%/code.h \
	%D%/context.c \
	%D%/context.h \
	%D%/date.c \
	%D%/date.h \
	%D%/detect.h \
	%D%/documents.c \
	%D%/documents.h \
	%D%/door.c \
	%D%/door.h \
	%D%/drawn.c \
	%D%/drawn.h \
	%D%/findings.c \
	%D%/findings.h \
	%D%/fingerprint.c \
	%D%/fingerprint.h \
	%D%/form.c \
	%D%/floor.c \
	%D%/floor.h \
	%D%/grams.c \
	%D%/grams.h \
	%D%/grid.c \
	%D%/grid.h \
	%D%/known.c \
	%D%/known.h \
	%D%/labels.h \
	%D%/maildomain.c \
	%D%/maildomain.h \
	%D%/nameword.c \
	%D%/nameword.h \
	%D%/number.c \
	%D%/number.h \
	%D%/own.c \
	%D%/own.h \
	%D%/patient.c \
	%D%/patient.h \
	%D%/pattern.c \
	%D%/pattern.h \
	%D%/people.c \
	%D%/people.h \
	%D%/phrase.c \
	%D%/phrase.h \
	%D%/plan.c \
	%D%/plan.h \
	%D%/plan_conf.c \
	%D%/register.c \
	%D%/profile.c \
	%D%/profile.h \
	%D%/run.c \
	%D%/run.h \
	%D%/scene.c \
	%D%/scene.h \
	%D%/shadow.c \
	%D%/shadow.h \
	%D%/signature.c \
	%D%/signature.h \
	%D%/subject.c \
	%D%/subject.h \
	%D%/swar.h \
	%D%/table.c \
	%D%/terms.c \
	%D%/terms.h \
	%D%/token.c \
	%D%/token.h \
	%D%/typed.c \
	%D%/value.c \
	%D%/value.h \
	%D%/words.c \
	%D%/words.h
# One line for each detector.
%C%_libdetect_a_SOURCES += \
	%D%/api_key.c \
	%D%/archive_password.c \
	%D%/be_national_number.c \
	%D%/criminal.c \
	%D%/credential.c \
	%D%/contact_list.c \
	%D%/de_tax_id.c \
	%D%/dob.c \
	%D%/email_list.c \
	%D%/es_nif.c \
	%D%/fingerprint_match.c \
	%D%/fr_nir.c \
	%D%/iban.c \
	%D%/ie_pps.c \
	%D%/it_fiscal_code.c \
	%D%/nl_bsn.c \
	%D%/passport_mrz.c \
	%D%/payment_card.c \
	%D%/person_profile.c \
	%D%/pl_pesel.c \
	%D%/private_key.c \
	%D%/recipient_exposure.c \
	%D%/recognise_account_number.c \
	%D%/safeguarding.c \
	%D%/special_biometric.c \
	%D%/special_ethnicity.c \
	%D%/special_gender.c \
	%D%/special_health.c \
	%D%/special_hiv.c \
	%D%/special_politics.c \
	%D%/special_religion.c \
	%D%/special_sexuality.c \
	%D%/special_union.c \
	%D%/tenancy_record.c \
	%D%/recognise_home_address.c \
	%D%/recognise_mail_address.c \
	%D%/recognise_money.c \
	%D%/recognise_postcode.c \
	%D%/recognise_telephone.c \
	%D%/uk_bank_account.c \
	%D%/uk_brp.c \
	%D%/uk_chi_number.c \
	%D%/uk_driving_licence.c \
	%D%/uk_nhs_number.c \
	%D%/uk_nino.c \
	%D%/uk_passport.c \
	%D%/uk_pnc_id.c \
	%D%/uk_scn.c \
	%D%/uk_uln.c \
	%D%/uk_upn.c \
	%D%/uk_utr.c \
	%D%/us_ssn.c

# The lists of terms as they are shipped, for sites that name no other.
nodist_%C%_libdetect_a_SOURCES = %D%/terms_default.c
CLEANFILES += %D%/terms_default.c
terms_files = $(wildcard $(top_srcdir)/rules/lists/*.terms)
%D%/terms_default.c: $(top_srcdir)/src/detect/terms.awk $(terms_files)
	$(AM_V_GEN)$(MKDIR_P) %D% && $(AWK) -f $(top_srcdir)/src/detect/terms.awk \
		$(terms_files) </dev/null >$@.tmp && mv -f $@.tmp $@

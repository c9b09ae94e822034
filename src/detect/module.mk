noinst_LIBRARIES += %D%/libdetect.a
%C%_libdetect_a_SOURCES = \
	%D%/context.c \
	%D%/context.h \
	%D%/detect.h \
	%D%/findings.c \
	%D%/findings.h \
	%D%/number.c \
	%D%/number.h \
	%D%/pattern.c \
	%D%/pattern.h \
	%D%/people.c \
	%D%/people.h \
	%D%/plan.c \
	%D%/plan.h \
	%D%/plan_conf.c \
	%D%/run.c \
	%D%/run.h \
	%D%/scene.c \
	%D%/scene.h \
	%D%/shadow.c \
	%D%/shadow.h \
	%D%/swar.h \
	%D%/table.c \
	%D%/terms.c \
	%D%/terms.h \
	%D%/token.c \
	%D%/token.h \
	%D%/words.c \
	%D%/words.h
# One line for each detector.
%C%_libdetect_a_SOURCES += \
	%D%/api_key.c \
	%D%/iban.c \
	%D%/payment_card.c \
	%D%/private_key.c \
	%D%/uk_nhs_number.c \
	%D%/uk_nino.c

# The lists of terms as they are shipped, for sites that name no other.
nodist_%C%_libdetect_a_SOURCES = %D%/terms_default.c
CLEANFILES += %D%/terms_default.c
terms_files = $(wildcard $(top_srcdir)/rules/lists/*.terms)
%D%/terms_default.c: $(top_srcdir)/src/detect/terms.awk $(terms_files)
	$(AM_V_GEN)$(MKDIR_P) %D% && $(AWK) -f $(top_srcdir)/src/detect/terms.awk \
		$(terms_files) </dev/null >$@.tmp && mv -f $@.tmp $@

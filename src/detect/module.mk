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
	%D%/plan.c \
	%D%/plan.h \
	%D%/plan_conf.c \
	%D%/run.c \
	%D%/run.h \
	%D%/shadow.c \
	%D%/shadow.h \
	%D%/swar.h \
	%D%/table.c \
	%D%/words.c \
	%D%/words.h
# One line for each detector.
%C%_libdetect_a_SOURCES += \
	%D%/iban.c \
	%D%/payment_card.c \
	%D%/uk_nhs_number.c \
	%D%/uk_nino.c

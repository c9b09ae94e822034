noinst_LIBRARIES += %D%/libdisclaimer.a
%C%_libdisclaimer_a_SOURCES = \
	%D%/disclaimer.h \
	%D%/draft.c \
	%D%/draft.h \
	%D%/expand.c \
	%D%/field.c \
	%D%/field.h \
	%D%/fold.c \
	%D%/fold.h \
	%D%/form.c \
	%D%/form.h \
	%D%/layout.c \
	%D%/layout.h \
	%D%/markup.c \
	%D%/markup.h \
	%D%/present.c \
	%D%/quote.c \
	%D%/quote.h \
	%D%/resemble.c \
	%D%/resemble.h \
	%D%/template.c \
	%D%/turn.c \
	%D%/turn.h \
	%D%/variable.c \
	%D%/variable.h

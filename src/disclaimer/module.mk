noinst_LIBRARIES += %D%/libdisclaimer.a
%C%_libdisclaimer_a_SOURCES = \
	%D%/disclaimer.h \
	%D%/expand.c \
	%D%/fold.c \
	%D%/fold.h \
	%D%/layout.c \
	%D%/layout.h \
	%D%/markup.c \
	%D%/markup.h \
	%D%/present.c \
	%D%/quote.c \
	%D%/quote.h \
	%D%/template.c

noinst_LIBRARIES += %D%/libquarantine.a
%C%_libquarantine_a_SOURCES = \
	%D%/case.c \
	%D%/case.h \
	%D%/damage.c \
	%D%/handover.c \
	%D%/hold.c \
	%D%/quarantine.h \
	%D%/release.c \
	%D%/separate.c \
	%D%/state.c \
	%D%/state.h \
	%D%/ticket.c \
	%D%/ticket.h \
	%D%/view.c

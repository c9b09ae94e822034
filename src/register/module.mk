noinst_LIBRARIES += %D%/libregister.a
%C%_libregister_a_SOURCES = \
	%D%/bands.c \
	%D%/bands.h \
	%D%/correspondents.c \
	%D%/correspondents.h \
	%D%/ledger.c \
	%D%/ledger.h \
	%D%/incidents.c \
	%D%/incidents.h \
	%D%/near.c \
	%D%/near.h \
	%D%/proofs.c \
	%D%/proofs.h \
	%D%/exceptions.c \
	%D%/exceptions.h \
	%D%/register.h \
	%D%/revisions.c \
	%D%/revisions.h \
	%D%/row.c \
	%D%/seen.c \
	%D%/seen.h \
	%D%/spread.c \
	%D%/spread.h \
	%D%/table.c
# Add each file, header too:
#	%C%_libregister_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5

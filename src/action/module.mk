noinst_LIBRARIES += %D%/libaction.a
%C%_libaction_a_SOURCES = \
	%D%/action.h \
	%D%/case.c \
	%D%/deliver.c \
	%D%/disclaimer.c \
	%D%/notify.c \
	%D%/plan.c \
	%D%/plan.h \
	%D%/quarantine.c \
	%D%/read.c \
	%D%/receipt.c \
	%D%/reject.c \
	%D%/table.c \
	%D%/warn.c
# The rewriters, which run in the inspector child:
#	%C%_libaction_a_SOURCES += %D%/noun_rewrite.c

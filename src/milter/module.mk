noinst_LIBRARIES += %D%/libmilter.a
%C%_libmilter_a_SOURCES = \
	%D%/answer.c %D%/answer.h \
	%D%/callbacks.c %D%/callbacks.h \
	%D%/engine.c %D%/engine.h \
	%D%/judge.c \
	%D%/line.c %D%/line.h \
	%D%/linger.c %D%/linger.h \
	%D%/record.c %D%/record.h \
	%D%/session.c %D%/session.h \
	%D%/settings.c %D%/settings.h \
	%D%/spool.c %D%/spool.h \
	%D%/transaction.h
dist_man_MANS += %D%/exeat-milter.8

sbin_PROGRAMS += exeat-milter
exeat_milter_SOURCES = %D%/main.c
exeat_milter_LDADD = $(milter_libs)

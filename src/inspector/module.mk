noinst_LIBRARIES += %D%/libinspector.a
%C%_libinspector_a_SOURCES = \
	%D%/child.c %D%/child.h \
	%D%/client.c %D%/client.h \
	%D%/dkim.c %D%/dkim.h \
	%D%/facts.c %D%/facts.h \
	%D%/gist.c %D%/gist.h \
	%D%/hops.c %D%/hops.h \
	%D%/language.c %D%/language.h \
	%D%/prefix.c %D%/prefix.h \
	%D%/promise.c %D%/promise.h \
	%D%/run.c %D%/run.h \
	%D%/secrets.c %D%/secrets.h \
	%D%/work.c %D%/work.h \
	%D%/zygote.c %D%/zygote.h
dist_man_MANS += %D%/exeat-inspector.8 %D%/exeat-reader.8

sbin_PROGRAMS += exeat-inspector
exeat_inspector_SOURCES = %D%/main.c
exeat_inspector_LDADD = $(inspector_libs)

sbin_PROGRAMS += exeat-reader
exeat_reader_SOURCES = %D%/reader.c
exeat_reader_LDADD = $(reader_libs)

noinst_LIBRARIES += %D%/libinspector.a
%C%_libinspector_a_SOURCES = \
	%D%/child.c %D%/child.h \
	%D%/client.c %D%/client.h \
	%D%/facts.c %D%/facts.h \
	%D%/work.c %D%/work.h \
	%D%/zygote.c %D%/zygote.h
dist_man_MANS += %D%/exeat-inspector.8

sbin_PROGRAMS += exeat-inspector
exeat_inspector_SOURCES = %D%/main.c
exeat_inspector_LDADD = $(inspector_libs)

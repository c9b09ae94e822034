noinst_LIBRARIES += %D%/libmilter.a
%C%_libmilter_a_SOURCES =
# Add each file, header too:
#	%C%_libmilter_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5

if WITH_MILTER
sbin_PROGRAMS += exeat-milter
exeat_milter_SOURCES = %D%/main.c
exeat_milter_LDADD = $(milter_libs)
endif

noinst_LIBRARIES += %D%/libkeeper.a
%C%_libkeeper_a_SOURCES =
# Add each file, header too:
#	%C%_libkeeper_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5

if WITH_KEEPER
sbin_PROGRAMS += exeat-keeper
exeat_keeper_SOURCES = %D%/main.c
exeat_keeper_LDADD = $(keeper_libs)
endif

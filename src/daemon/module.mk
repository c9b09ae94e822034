noinst_LIBRARIES += %D%/libdaemon.a
%C%_libdaemon_a_SOURCES =
# Add each file, header too:
#	%C%_libdaemon_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5

if WITH_DAEMON
sbin_PROGRAMS += exeatd
exeatd_SOURCES = %D%/main.c
exeatd_LDADD = $(daemon_libs)
endif

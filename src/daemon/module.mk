noinst_LIBRARIES += %D%/libdaemon.a
%C%_libdaemon_a_SOURCES = \
	%D%/background.c %D%/background.h \
	%D%/launch.c %D%/daemon.h \
	%D%/notify.c %D%/notify.h \
	%D%/reload.c \
	%D%/revision.c %D%/revision.h \
	%D%/roles.c \
	%D%/settings.c %D%/settings.h \
	%D%/socket.c %D%/socket.h \
	%D%/stop.c

dist_man_MANS += %D%/exeatd.8

sbin_PROGRAMS += exeatd
exeatd_SOURCES = %D%/main.c
exeatd_LDADD = $(daemon_libs)

noinst_LIBRARIES += %D%/libctl.a
%C%_libctl_a_SOURCES =
# Add each file, header too:
#	%C%_libctl_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5

if WITH_CTL
sbin_PROGRAMS += exeatctl
exeatctl_SOURCES = %D%/main.c
exeatctl_LDADD = $(ctl_libs)
endif

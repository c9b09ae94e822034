noinst_LIBRARIES += %D%/libprivsep.a
%C%_libprivsep_a_SOURCES = \
	%D%/drop.c \
	%D%/filter.c %D%/filter.h \
	%D%/landlock.c %D%/landlock.h \
	%D%/lifeline.c %D%/lifeline.h \
	%D%/profile.c %D%/profile.h \
	%D%/role.c %D%/role.h \
	%D%/rules_files.c \
	%D%/sandbox.c %D%/sandbox.h \
	%D%/spawn.c %D%/spawn.h \
	%D%/supervise.c %D%/supervise.h

noinst_LIBRARIES += %D%/libbase.a
%C%_libbase_a_SOURCES = \
	%D%/arena.c \
	%D%/arena.h \
	%D%/buf.c \
	%D%/buf.h \
	%D%/clock.c \
	%D%/clock.h \
	%D%/err.c \
	%D%/err.h \
	%D%/fault.h \
	%D%/hex.c \
	%D%/hex.h \
	%D%/limits.h \
	%D%/log.c \
	%D%/log.h \
	%D%/mem.c \
	%D%/mem.h \
	%D%/sha256.c \
	%D%/sha256.h \
	%D%/siphash.c \
	%D%/siphash.h \
	%D%/slice.c \
	%D%/slice.h \
	%D%/zone.c \
	%D%/zone.h

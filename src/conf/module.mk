noinst_LIBRARIES += %D%/libconf.a
%C%_libconf_a_SOURCES = \
	%D%/conf.h \
	%D%/csv.c \
	%D%/csv.h \
	%D%/diag.c \
	%D%/diag.h \
	%D%/expected.c \
	%D%/expected.h \
	%D%/format.c \
	%D%/format.h \
	%D%/lexer.c \
	%D%/lexer.h \
	%D%/list.c \
	%D%/load.c \
	%D%/loader.h \
	%D%/map.c \
	%D%/nearest.c \
	%D%/parse.c \
	%D%/pieces.c \
	%D%/pieces.h \
	%D%/read.c \
	%D%/reread.c \
	%D%/reread.h \
	%D%/source.c \
	%D%/textline.c \
	%D%/textline.h \
	%D%/utf8.c \
	%D%/utf8.h
dist_man_MANS += %D%/exeat.conf.5

noinst_LIBRARIES += %D%/libmime.a
%C%_libmime_a_SOURCES = \
	%D%/address.c \
	%D%/base64.c \
	%D%/binhex.c \
	%D%/block.c \
	%D%/boundary.c \
	%D%/boundary.h \
	%D%/charset.c \
	%D%/charset.h \
	%D%/charset_table.c \
	%D%/codec.h \
	%D%/decode.c \
	%D%/entity.c \
	%D%/entity.h \
	%D%/header.c \
	%D%/header.h \
	%D%/line.h \
	%D%/mime.h \
	%D%/quoted.c \
	%D%/read.c \
	%D%/reader.h \
	%D%/reading.c \
	%D%/structure.c \
	%D%/unicode.c \
	%D%/uuencode.c \
	%D%/value.c \
	%D%/value.h \
	%D%/words.c \
	%D%/yenc.c

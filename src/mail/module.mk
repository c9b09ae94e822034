noinst_LIBRARIES += %D%/libmail.a
%C%_libmail_a_SOURCES = \
	%D%/address.c \
	%D%/address.h \
	%D%/anomaly.c \
	%D%/anomaly.h \
	%D%/codec.c \
	%D%/codec.h \
	%D%/detector.c \
	%D%/detector.h \
	%D%/edit.c \
	%D%/edit_apply.c \
	%D%/edit.h \
	%D%/envelope.c \
	%D%/envelope.h \
	%D%/filetype.c \
	%D%/filetype.h \
	%D%/finding.c \
	%D%/finding.h \
	%D%/part.c \
	%D%/part.h \
	%D%/record.c \
	%D%/record.h \
	%D%/recordset.c \
	%D%/recordset.h \
	%D%/recordset_make.c \
	%D%/recordset_parts.h \
	%D%/reference.c \
	%D%/reference.h \
	%D%/report.c \
	%D%/report.h \
	%D%/report_reader.c \
	%D%/shown.c \
	%D%/shown.h \
	%D%/text.h \
	%D%/verdict.c \
	%D%/verdict.h

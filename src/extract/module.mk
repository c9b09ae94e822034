noinst_LIBRARIES += %D%/libextract.a
%C%_libextract_a_SOURCES = \
	%D%/extract.h \
	%D%/engine.c %D%/engine.h \
	%D%/units.c \
	%D%/walk.c \
	%D%/name.c \
	%D%/env.c %D%/env.h \
	%D%/type.c %D%/type.h \
	%D%/typetable.c \
	%D%/ziptype.c \
	%D%/disguise.c \
	%D%/documents.h \
	%D%/text.c %D%/text.h \
	%D%/bare.c %D%/bare.h \
	%D%/quote.c %D%/quote.h \
	%D%/html.c %D%/html.h \
	%D%/entity.c %D%/entity.h \
	%D%/markup.c %D%/markup.h \
	%D%/cell.c %D%/cell.h \
	%D%/csv.c \
	%D%/message.c \
	%D%/inflate.c %D%/inflate.h \
	%D%/zipdir.c %D%/zipdir.h \
	%D%/zip.c %D%/zip.h \
	%D%/gzip.c \
	%D%/xml.c %D%/xml.h \
	%D%/package.c %D%/package.h \
	%D%/embed.c %D%/embed.h \
	%D%/ooxml.c %D%/ooxml.h \
	%D%/xlsb.c \
	%D%/odf.c %D%/odf.h \
	%D%/odftext.c \
	%D%/flat.c \
	%D%/para.c %D%/para.h \
	%D%/attrs.c %D%/attrs.h \
	%D%/words.c \
	%D%/numfmt.c %D%/numfmt.h \
	%D%/book.c %D%/book.h \
	%D%/sheet.c \
	%D%/le.h \
	%D%/lzfu.c %D%/lzfu.h \
	%D%/ole.c %D%/ole.h \
	%D%/cms.c \
	%D%/pgp.c %D%/pgp.h \
	%D%/closed.c \
	%D%/codepage.c %D%/codepage.h \
	%D%/ole1.c %D%/ole1.h \
	%D%/rtflex.c %D%/rtflex.h \
	%D%/rtfdest.c %D%/rtfdest.h \
	%D%/rtftext.c %D%/rtftext.h \
	%D%/rtfblob.c %D%/rtfblob.h \
	%D%/rtf.c %D%/rtf.h \
	%D%/mapi.c %D%/mapi.h \
	%D%/tnef.c \
	%D%/trailer.c %D%/trailer.h \
	%D%/strings.c %D%/strings.h \
	%D%/opaque.c

# The table of formats, without and with those that need a document library:
# a program links one of the two.
noinst_LIBRARIES += %D%/libtable.a %D%/libdocuments.a
%C%_libtable_a_SOURCES = %D%/table.c
%C%_libdocuments_a_SOURCES = \
	%D%/documents.c \
	%D%/table.c \
	%D%/pdf.c \
	%D%/pdfkey.c %D%/pdfkey.h
%C%_libdocuments_a_CPPFLAGS = $(AM_CPPFLAGS) -DWITH_DOCUMENTS

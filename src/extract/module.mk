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
	%D%/typebytes.c \
	%D%/ziptype.c \
	%D%/disguise.c \
	%D%/documents.h \
	%D%/text.c %D%/text.h \
	%D%/bare.c %D%/bare.h \
	%D%/buried.c %D%/buried.h \
	%D%/recode.c %D%/recode.h \
	%D%/quote.c %D%/quote.h \
	%D%/html.c %D%/html.h \
	%D%/entity.c %D%/entity.h \
	%D%/entitytable.c \
	%D%/page.c %D%/page.h \
	%D%/tag.c %D%/tag.h \
	%D%/element.c %D%/element.h \
	%D%/flow.c %D%/flow.h \
	%D%/grid.c %D%/grid.h \
	%D%/style.c %D%/style.h \
	%D%/seen.c %D%/seen.h \
	%D%/script.c %D%/script.h \
	%D%/literal.c %D%/literal.h \
	%D%/dataurl.c %D%/dataurl.h \
	%D%/attribute.c %D%/attribute.h \
	%D%/markup.c %D%/markup.h \
	%D%/cell.c %D%/cell.h \
	%D%/csv.c \
	%D%/calendar.c \
	%D%/xmltext.c \
	%D%/json.c \
	%D%/sylk.c \
	%D%/dif.c \
	%D%/message.c \
	%D%/inflate.c %D%/inflate.h \
	%D%/inflate64.c %D%/inflate64.h \
	%D%/zipdir.c %D%/zipdir.h \
	%D%/zip.c %D%/zip.h \
	%D%/zipcrypt.c %D%/zipcrypt.h \
	%D%/gzip.c \
	%D%/noise.c %D%/noise.h \
	%D%/guess.c %D%/guess.h \
	%D%/trial.c %D%/trial.h \
	%D%/keyhash.c %D%/keyhash.h \
	%D%/xml.c %D%/xml.h \
	%D%/package.c %D%/package.h \
	%D%/embed.c %D%/embed.h \
	%D%/ooxml.c %D%/ooxml.h \
	%D%/xlsb.c \
	%D%/odf.c %D%/odf.h \
	%D%/odfkey.c %D%/odfkey.h \
	%D%/odftext.c \
	%D%/flat.c \
	%D%/para.c %D%/para.h \
	%D%/attrs.c %D%/attrs.h \
	%D%/words.c \
	%D%/numfmt.c %D%/numfmt.h \
	%D%/book.c %D%/book.h \
	%D%/xstring.c %D%/xstring.h \
	%D%/sheet.c \
	%D%/le.h \
	%D%/lzfu.c %D%/lzfu.h \
	%D%/unveil.c %D%/unveil.h \
	%D%/utf16.c %D%/utf16.h \
	%D%/rawtext.c %D%/rawtext.h \
	%D%/ole.c %D%/ole.h \
	%D%/olefile.c %D%/olefile.h \
	%D%/oleps.c \
	%D%/oleart.c \
	%D%/olecrypt.c %D%/olecrypt.h \
	%D%/oleopen.c %D%/oleopen.h \
	%D%/rc4.c %D%/rc4.h \
	%D%/olerc4.c %D%/olerc4.h \
	%D%/vba.c %D%/vba.h \
	%D%/docprops.c %D%/docprops.h \
	%D%/doc.c \
	%D%/xlsopen.c %D%/xlsopen.h \
	%D%/xls.c \
	%D%/ppt.c \
	%D%/msg.c \
	%D%/rpmsg.c \
	%D%/cms.c \
	%D%/pgppacket.c %D%/pgppacket.h \
	%D%/pgp.c %D%/pgp.h \
	%D%/der.c %D%/der.h \
	%D%/key.c \
	%D%/embedded.c %D%/embedded.h \
	%D%/vault.c \
	%D%/codepage.c %D%/codepage.h \
	%D%/ole1.c %D%/ole1.h \
	%D%/rtflex.c %D%/rtflex.h \
	%D%/rtfdest.c %D%/rtfdest.h \
	%D%/rtftext.c %D%/rtftext.h \
	%D%/rtfblob.c %D%/rtfblob.h \
	%D%/rtfreader.h \
	%D%/rtfchars.c \
	%D%/rtfgroup.c \
	%D%/rtf.c %D%/rtf.h \
	%D%/mapi.c %D%/mapi.h \
	%D%/tnef.c \
	%D%/be.h \
	%D%/meta.c %D%/meta.h \
	%D%/tiff.c \
	%D%/xmp.c \
	%D%/photoshop.c \
	%D%/id3.c \
	%D%/jpeg.c \
	%D%/png.c \
	%D%/gif.c \
	%D%/riff.c \
	%D%/bmff.c \
	%D%/image.c \
	%D%/media.c \
	%D%/metafile.c %D%/metafile.h \
	%D%/emf.c \
	%D%/wmf.c \
	%D%/psd.c \
	%D%/postscript.c \
	%D%/trailer.c %D%/trailer.h \
	%D%/strings.c %D%/strings.h \
	%D%/pdf.c \
	%D%/pdfvalue.c %D%/pdfvalue.h \
	%D%/pdfobj.c %D%/pdfobj.h \
	%D%/pdffilter.c %D%/pdffilter.h \
	%D%/pdfkey.c %D%/pdfkey.h \
	%D%/pdffile.c %D%/pdffile.h \
	%D%/pdfxref.c %D%/pdfxref.h \
	%D%/pdfglyph.c %D%/pdfglyph.h \
	%D%/pdfcmap.c %D%/pdfcmap.h \
	%D%/pdfprogram.c %D%/pdfprogram.h \
	%D%/pdffont.c %D%/pdffont.h \
	%D%/pdflines.c %D%/pdflines.h \
	%D%/pdfshow.c %D%/pdfshow.h \
	%D%/pdfsweep.c %D%/pdfsweep.h \
	%D%/opaque.c

# The table of formats, without and with those that need a document library:
# a program links one of the two.
noinst_LIBRARIES += %D%/libtable.a %D%/libdocuments.a
%C%_libtable_a_SOURCES = %D%/table.c
%C%_libdocuments_a_SOURCES = \
	%D%/documents.c \
	%D%/table.c \
	%D%/archive.c %D%/archive.h \
	%D%/sevenzip.c %D%/sevenzip.h \
	%D%/sevenkey.c %D%/sevenkey.h \
	%D%/rar.c %D%/rar.h \
	%D%/rarkey.c %D%/rarkey.h
%C%_libdocuments_a_CPPFLAGS = $(AM_CPPFLAGS) -DWITH_DOCUMENTS

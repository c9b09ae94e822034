extract_test_sources = %D%/probe.c %D%/probe.h %D%/zipmaker.c %D%/zipmaker.h
extract_test_libs = $(extract_libs) $(CRYPTO_LIBS) $(CHECK_LIBS)

unit_tests += %D%/check_zip
%C%_check_zip_SOURCES = %D%/check_zip.c $(extract_test_sources)
%C%_check_zip_LDADD = $(extract_test_libs)

unit_tests += %D%/check_html
%C%_check_html_SOURCES = %D%/check_html.c $(extract_test_sources)
%C%_check_html_LDADD = $(extract_test_libs)

unit_tests += %D%/check_text
%C%_check_text_SOURCES = %D%/check_text.c $(extract_test_sources)
%C%_check_text_LDADD = $(extract_test_libs)

unit_tests += %D%/check_type
%C%_check_type_SOURCES = %D%/check_type.c $(extract_test_sources)
%C%_check_type_LDADD = $(extract_test_libs)

unit_tests += %D%/check_name
%C%_check_name_SOURCES = %D%/check_name.c $(extract_test_sources)
%C%_check_name_LDADD = $(extract_test_libs)

unit_tests += %D%/check_ooxml
%C%_check_ooxml_SOURCES = %D%/check_ooxml.c $(extract_test_sources)
%C%_check_ooxml_LDADD = $(extract_test_libs)

unit_tests += %D%/check_calendar
%C%_check_calendar_SOURCES = %D%/check_calendar.c $(extract_test_sources)
%C%_check_calendar_LDADD = $(extract_test_libs)

unit_tests += %D%/check_xmltext
%C%_check_xmltext_SOURCES = %D%/check_xmltext.c $(extract_test_sources)
%C%_check_xmltext_LDADD = $(extract_test_libs)

unit_tests += %D%/check_sylk
%C%_check_sylk_SOURCES = %D%/check_sylk.c $(extract_test_sources)
%C%_check_sylk_LDADD = $(extract_test_libs)

unit_tests += %D%/check_message
%C%_check_message_SOURCES = %D%/check_message.c $(extract_test_sources)
%C%_check_message_LDADD = $(extract_test_libs)

unit_tests += %D%/check_json
%C%_check_json_SOURCES = %D%/check_json.c $(extract_test_sources)
%C%_check_json_LDADD = $(extract_test_libs)

unit_tests += %D%/check_numfmt
%C%_check_numfmt_LDADD = $(extract_test_libs)

unit_tests += %D%/check_odf
%C%_check_odf_SOURCES = %D%/check_odf.c $(extract_test_sources)
%C%_check_odf_LDADD = $(extract_test_libs)

unit_tests += %D%/check_xlsb
%C%_check_xlsb_SOURCES = %D%/check_xlsb.c $(extract_test_sources)
%C%_check_xlsb_LDADD = $(extract_test_libs)

unit_tests += %D%/check_csv
%C%_check_csv_SOURCES = %D%/check_csv.c $(extract_test_sources)
%C%_check_csv_LDADD = $(extract_test_libs)

unit_tests += %D%/check_engine
%C%_check_engine_SOURCES = %D%/check_engine.c $(extract_test_sources)
%C%_check_engine_LDADD = $(extract_test_libs)

unit_tests += %D%/check_closed
%C%_check_closed_SOURCES = %D%/check_closed.c $(extract_test_sources)
%C%_check_closed_LDADD = $(extract_test_libs)

unit_tests += %D%/check_guess
%C%_check_guess_SOURCES = %D%/check_guess.c
%C%_check_guess_LDADD = $(extract_test_libs)

unit_tests += %D%/check_keyhash
%C%_check_keyhash_SOURCES = %D%/check_keyhash.c
%C%_check_keyhash_LDADD = $(extract_test_libs)

unit_tests += %D%/check_trial
%C%_check_trial_SOURCES = %D%/check_trial.c %D%/fixture.c %D%/fixture.h \
	%D%/olemaker.c %D%/olemaker.h \
	$(extract_test_sources)
%C%_check_trial_CPPFLAGS = $(AM_CPPFLAGS) -DSOURCE_FOLDER='"$(abs_top_srcdir)"'
%C%_check_trial_LDADD = $(extract_test_libs)

unit_tests += %D%/check_lzfu
%C%_check_lzfu_SOURCES = %D%/check_lzfu.c
%C%_check_lzfu_LDADD = $(extract_test_libs)

unit_tests += %D%/check_rtf
%C%_check_rtf_SOURCES = %D%/check_rtf.c $(extract_test_sources)
%C%_check_rtf_LDADD = $(extract_test_libs)

unit_tests += %D%/check_tnef
%C%_check_tnef_SOURCES = %D%/check_tnef.c $(extract_test_sources)
%C%_check_tnef_LDADD = $(extract_test_libs)

unit_tests += %D%/check_archive
%C%_check_archive_SOURCES = %D%/check_archive.c %D%/fixture.c %D%/fixture.h %D%/rarmaker.c \
	%D%/rarmaker.h $(extract_test_sources)
%C%_check_archive_CPPFLAGS = $(AM_CPPFLAGS) -DSOURCE_FOLDER='"$(abs_top_srcdir)"'
%C%_check_archive_LDADD = $(extract_test_libs)

unit_tests += %D%/check_image
%C%_check_image_SOURCES = %D%/check_image.c %D%/fixture.c \
	%D%/fixture.h $(extract_test_sources)
%C%_check_image_CPPFLAGS = $(AM_CPPFLAGS) -DSOURCE_FOLDER='"$(abs_top_srcdir)"'
%C%_check_image_LDADD = $(extract_test_libs)

unit_tests += %D%/check_drawing
%C%_check_drawing_SOURCES = %D%/check_drawing.c %D%/fixture.c \
	%D%/fixture.h $(extract_test_sources)
%C%_check_drawing_CPPFLAGS = $(AM_CPPFLAGS) -DSOURCE_FOLDER='"$(abs_top_srcdir)"'
%C%_check_drawing_LDADD = $(extract_test_libs)

unit_tests += %D%/check_crypt
%C%_check_crypt_SOURCES = %D%/check_crypt.c %D%/fixture.c \
	%D%/fixture.h $(extract_test_sources)
%C%_check_crypt_CPPFLAGS = $(AM_CPPFLAGS) -DSOURCE_FOLDER='"$(abs_top_srcdir)"'
%C%_check_crypt_LDADD = $(extract_test_libs)
unit_tests += %D%/check_ole
%C%_check_ole_SOURCES = %D%/check_ole.c %D%/olemaker.c %D%/olemaker.h \
	$(extract_test_sources)
%C%_check_ole_LDADD = $(extract_test_libs)

unit_tests += %D%/check_olefile
%C%_check_olefile_SOURCES = %D%/check_olefile.c %D%/olemaker.c %D%/olemaker.h \
	%D%/fixture.c %D%/fixture.h $(extract_test_sources)
%C%_check_olefile_CPPFLAGS = $(AM_CPPFLAGS) -DSOURCE_FOLDER='"$(abs_top_srcdir)"'
%C%_check_olefile_LDADD = $(extract_test_libs)

unit_tests += %D%/check_pdf
%C%_check_pdf_SOURCES = %D%/check_pdf.c %D%/fixture.c %D%/fixture.h %D%/pdfmaker.c %D%/pdfmaker.h \
	$(extract_test_sources)
%C%_check_pdf_CPPFLAGS = $(AM_CPPFLAGS) -DSOURCE_FOLDER='"$(abs_top_srcdir)"'
%C%_check_pdf_LDADD = $(extract_test_libs)
unit_tests += %D%/check_msg
%C%_check_msg_SOURCES = %D%/check_msg.c %D%/olemaker.c %D%/olemaker.h \
	$(extract_test_sources)
%C%_check_msg_LDADD = $(extract_test_libs)

unit_tests += %D%/check_bomb
%C%_check_bomb_SOURCES = %D%/check_bomb.c $(extract_test_sources)
%C%_check_bomb_LDADD = $(extract_test_libs)

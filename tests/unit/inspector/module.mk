inspector_test_sources = %D%/nursery.c %D%/nursery.h

unit_tests += %D%/check_client
%C%_check_client_SOURCES = %D%/check_client.c $(inspector_test_sources)
%C%_check_client_LDADD = $(reader_libs) $(CHECK_LIBS)

unit_tests += %D%/check_editing
%C%_check_editing_SOURCES = %D%/check_editing.c $(inspector_test_sources)
%C%_check_editing_LDADD = $(reader_libs) $(CHECK_LIBS)

unit_tests += %D%/check_work
%C%_check_work_SOURCES = %D%/check_work.c $(inspector_test_sources)
%C%_check_work_CPPFLAGS = $(AM_CPPFLAGS) -DSOURCE_FOLDER='"$(abs_top_srcdir)"'
%C%_check_work_LDADD = $(reader_libs) $(CHECK_LIBS)

unit_tests += %D%/check_dkim
%C%_check_dkim_LDADD = $(reader_libs) $(CHECK_LIBS)
unit_tests += %D%/check_facts
%C%_check_facts_LDADD = $(reader_libs) $(CHECK_LIBS)

unit_tests += %D%/check_gist
%C%_check_gist_LDADD = $(reader_libs) $(CHECK_LIBS)

unit_tests += %D%/check_hops
%C%_check_hops_LDADD = $(reader_libs) $(CHECK_LIBS)

unit_tests += %D%/check_language
%C%_check_language_LDADD = $(reader_libs) $(CHECK_LIBS)

unit_tests += %D%/check_secrets
%C%_check_secrets_LDADD = $(reader_libs) $(CHECK_LIBS)

unit_tests += %D%/check_promise
%C%_check_promise_LDADD = $(reader_libs) $(CHECK_LIBS)

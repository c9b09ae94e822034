# What each role must be unable to do, and what it must still be able to do.
unit_tests += %D%/check_forbidden
%C%_check_forbidden_SOURCES = %D%/check_forbidden.c %D%/stage.c %D%/stage.h
%C%_check_forbidden_LDADD = $(privsep_libs) $(CHECK_LIBS)
unit_tests += %D%/check_permitted
%C%_check_permitted_SOURCES = %D%/check_permitted.c %D%/stage.c %D%/stage.h
%C%_check_permitted_LDADD = $(privsep_libs) $(SQLITE_LIBS) $(PCRE2_LIBS) \
	$(MAGIC_LIBS) $(EXPAT_LIBS) $(ZLIB_LIBS) $(CHECK_LIBS) -lpthread
unit_tests += %D%/check_libmilter
%C%_check_libmilter_LDADD = $(privsep_libs) $(MILTER_LIBS) $(CHECK_LIBS)
test_programs += %D%/dummy_role
%C%_dummy_role_LDADD = $(privsep_libs) $(conf_libs)
test_programs += %D%/without
%C%_without_LDADD = $(privsep_libs)
script_tests += %D%/daemon-life

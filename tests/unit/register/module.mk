unit_tests += %D%/check_bands
%C%_check_bands_SOURCES = %D%/check_bands.c %D%/bench.h
%C%_check_bands_LDADD = $(register_libs) $(CHECK_LIBS)
unit_tests += %D%/check_correspondents
%C%_check_correspondents_SOURCES = %D%/check_correspondents.c %D%/bench.h %D%/story.h
%C%_check_correspondents_LDADD = $(register_libs) $(CHECK_LIBS)
unit_tests += %D%/check_ledger
%C%_check_ledger_SOURCES = %D%/check_ledger.c %D%/bench.h %D%/story.h
%C%_check_ledger_LDADD = $(register_libs) $(CHECK_LIBS)
unit_tests += %D%/check_near
%C%_check_near_SOURCES = %D%/check_near.c %D%/bench.h
%C%_check_near_LDADD = $(register_libs) $(CHECK_LIBS)
unit_tests += %D%/check_register
%C%_check_register_LDADD = $(register_libs) $(CHECK_LIBS)
# Two lines for each program (its source is check_noun.c):
#	unit_tests += %D%/check_noun
#	%C%_check_noun_LDADD = $(register_libs) $(CHECK_LIBS)

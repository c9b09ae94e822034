unit_tests += %D%/check_bands
%C%_check_bands_SOURCES = %D%/check_bands.c %D%/bench.h
%C%_check_bands_LDADD = $(register_libs) $(CHECK_LIBS)
unit_tests += %D%/check_register
%C%_check_register_LDADD = $(register_libs) $(CHECK_LIBS)
# Two lines for each program (its source is check_noun.c):
#	unit_tests += %D%/check_noun
#	%C%_check_noun_LDADD = $(register_libs) $(CHECK_LIBS)

# Two lines for each program (its source is check_noun.c):
#	unit_tests += %D%/check_noun
#	%C%_check_noun_LDADD = $(milter_libs) $(CHECK_LIBS)
#
# double.c stands in for inspector, keeper and policy, stub_milter.c for
# libmilter: both are taken before the libraries.
unit_tests += %D%/check_linger
%C%_check_linger_LDADD = $(milter_libs) $(CHECK_LIBS)
unit_tests += %D%/check_session
%C%_check_session_SOURCES = %D%/check_session.c %D%/double.c %D%/double.h
%C%_check_session_LDADD = $(milter_libs) $(CHECK_LIBS)
unit_tests += %D%/check_spool
%C%_check_spool_LDADD = $(milter_libs) $(CHECK_LIBS)

# Two lines for each program (its source is check_noun.c):
#	unit_tests += %D%/check_noun
#	%C%_check_noun_LDADD = $(milter_libs) $(CHECK_LIBS)
#
# double.c stands in for inspector, keeper and policy, stub_milter.c for
# libmilter: both are taken before the libraries.
unit_tests += %D%/check_answer
%C%_check_answer_SOURCES = %D%/check_answer.c %D%/double.c %D%/double.h \
	%D%/stub_milter.c %D%/stub_milter.h
%C%_check_answer_LDADD = $(milter_libs) $(CHECK_LIBS)
unit_tests += %D%/check_callbacks
%C%_check_callbacks_SOURCES = %D%/check_callbacks.c %D%/double.c \
	%D%/double.h %D%/stub_milter.c %D%/stub_milter.h
%C%_check_callbacks_LDADD = $(milter_libs) $(CHECK_LIBS)
unit_tests += %D%/check_engine
%C%_check_engine_SOURCES = %D%/check_engine.c %D%/double.c %D%/double.h
%C%_check_engine_LDADD = $(milter_libs) $(CHECK_LIBS)
unit_tests += %D%/check_line
%C%_check_line_SOURCES = %D%/check_line.c %D%/double.c %D%/double.h
%C%_check_line_LDADD = $(milter_libs) $(CHECK_LIBS)
unit_tests += %D%/check_linger
%C%_check_linger_LDADD = $(milter_libs) $(CHECK_LIBS)
unit_tests += %D%/check_session
%C%_check_session_SOURCES = %D%/check_session.c %D%/double.c %D%/double.h
%C%_check_session_LDADD = $(milter_libs) $(CHECK_LIBS)
unit_tests += %D%/check_settings
%C%_check_settings_LDADD = $(milter_libs) $(CHECK_LIBS)
unit_tests += %D%/check_spool
%C%_check_spool_LDADD = $(milter_libs) $(CHECK_LIBS)
unit_tests += %D%/check_threads
%C%_check_threads_SOURCES = %D%/check_threads.c %D%/double.c %D%/double.h
%C%_check_threads_LDADD = $(milter_libs) $(CHECK_LIBS)
# libmilter calls from many threads: these run under TSan as well.
tsan_tests += %D%/check_engine %D%/check_session %D%/check_callbacks \
	%D%/check_threads

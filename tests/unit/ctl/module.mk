# Two lines for each program (its source is check_noun.c):
#	unit_tests += %D%/check_noun
#	%C%_check_noun_LDADD = $(ctl_libs) $(CHECK_LIBS)

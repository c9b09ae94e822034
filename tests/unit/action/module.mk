# Two lines for each program (its source is check_noun.c):
#	unit_tests += %D%/check_noun
#	%C%_check_noun_LDADD = $(action_libs) $(CHECK_LIBS)
unit_tests += %D%/check_plan
%C%_check_plan_LDADD = $(action_libs) $(CHECK_LIBS)

# What each role must be unable to do.
# A program run by itself:	unit_tests += %D%/check_noun
#				%C%_check_noun_LDADD = $(privsep_libs) $(CHECK_LIBS)
# A helper for scripts:		test_programs += %D%/noun
# An executable script:		script_tests += %D%/noun

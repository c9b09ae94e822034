# One entry for each parser.
# A program replaying its fixtures:	unit_tests += %D%/fuzz_noun
#					%C%_fuzz_noun_LDADD = $(mime_libs)

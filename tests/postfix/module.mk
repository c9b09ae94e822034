# Real mail through a private Postfix on loopback.
# A helper for scripts:		test_programs += %D%/noun
# An executable script:		script_tests += %D%/noun

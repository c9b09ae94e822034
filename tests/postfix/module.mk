# Real mail through a private Postfix on loopback.
# A helper for scripts:		test_programs += %D%/noun
# An executable script:		script_tests += %D%/noun
script_tests += %D%/straight-line
script_tests += %D%/override
script_tests += %D%/signing
script_tests += %D%/wrapping
script_tests += %D%/sources
script_tests += %D%/exceptions
script_tests += %D%/revisions
script_tests += %D%/requeue
script_tests += %D%/corpus
script_tests += %D%/kills
script_tests += %D%/split
script_tests += %D%/life
script_tests += %D%/trouble
script_tests += %D%/large-notices
script_tests += %D%/proof

# Milter conversations with the real executables.
# A helper for scripts:		test_programs += %D%/noun
# An executable script:		script_tests += %D%/noun
script_tests += %D%/conversations
script_tests += %D%/evasion
script_tests += %D%/edm
script_tests += %D%/explain
script_tests += %D%/fmt
script_tests += %D%/lists
script_tests += %D%/passwords
script_tests += %D%/rule_tests
script_tests += %D%/state
script_tests += %D%/site
script_tests += %D%/text
script_tests += %D%/trials
script_tests += %D%/why_not
script_tests += %D%/documents
script_tests += %D%/corpus

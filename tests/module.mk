# Lints over the whole tree.
script_tests += %D%/lint-floors
script_tests += %D%/lint-links
script_tests += %D%/lint-calls
script_tests += %D%/lint-hardening
script_tests += %D%/lint-man
script_tests += %D%/lint-limits
script_tests += %D%/lint-reasons

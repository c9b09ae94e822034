# Documents by real office programs, and what was planted in them.
script_tests += %D%/planted

# Make them anew; needs the programs that README.md names.
documents:
	$(srcdir)/%D%/make
.PHONY: documents

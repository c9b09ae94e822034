# Precision and recall on labelled messages of our own.
script_tests += %D%/accuracy

# The whole table, and every wrong message; ACCURACY='--record' keeps the figures.
accuracy: all
	EXEAT_SRC='$(abs_top_srcdir)' EXEAT_BUILD='$(abs_top_builddir)' \
	    PYTHONDONTWRITEBYTECODE=1 \
	    $(srcdir)/%D%/accuracy --all $(ACCURACY)
.PHONY: accuracy

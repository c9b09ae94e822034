# Load driver, no-op milter and runner for "make bench".
bench_programs += %D%/load
%C%_load_SOURCES = %D%/load.c %D%/mta.c %D%/mta.h
%C%_load_LDADD = -lpthread
bench_programs += %D%/noop
%C%_noop_SOURCES = %D%/noop.c
%C%_noop_LDADD = $(MILTER_LIBS)

# make bench BENCH_FLAGS=--quick
bench: all $(bench_programs)
	EXEAT_SRC='$(abs_top_srcdir)' EXEAT_BUILD='$(abs_top_builddir)' \
	PYTHONDONTWRITEBYTECODE=1 \
	$(srcdir)/tests/bench/bench $(BENCH_FLAGS)
.PHONY: bench
CLEANFILES += bench.json

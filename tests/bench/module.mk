# Load driver, no-op milter and runner for "make bench".
bench_programs += %D%/load
%C%_load_SOURCES = %D%/load.c %D%/mta.c %D%/mta.h
%C%_load_LDADD = -lpthread
bench_programs += %D%/noop
%C%_noop_SOURCES = %D%/noop.c
%C%_noop_LDADD = $(MILTER_LIBS)
bench_programs += %D%/remember
%C%_remember_SOURCES = %D%/remember.c
%C%_remember_LDADD = $(ctl_libs) -lpthread
bench_programs += %D%/scan
%C%_scan_SOURCES = %D%/scan.c
%C%_scan_LDADD = $(detect_libs)

# make bench BENCH_FLAGS=--quick
bench: all $(bench_programs)
	EXEAT_SRC='$(abs_top_srcdir)' EXEAT_BUILD='$(abs_top_builddir)' \
	PYTHONDONTWRITEBYTECODE=1 \
	$(srcdir)/tests/bench/bench $(BENCH_FLAGS)
.PHONY: bench
CLEANFILES += bench.json

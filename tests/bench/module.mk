# Load driver, no-op milter and corpus for "make bench".
#	bench_programs += %D%/noun

noinst_LIBRARIES += %D%/libsubmit.a
%C%_libsubmit_a_SOURCES = %D%/submit.c %D%/submit.h

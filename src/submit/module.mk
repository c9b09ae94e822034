noinst_LIBRARIES += %D%/libsubmit.a
%C%_libsubmit_a_SOURCES =
# Add each file, header too:
#	%C%_libsubmit_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5

noinst_LIBRARIES += %D%/libdisclaimer.a
%C%_libdisclaimer_a_SOURCES =
# Add each file, header too:
#	%C%_libdisclaimer_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5

noinst_LIBRARIES += %D%/libquarantine.a
%C%_libquarantine_a_SOURCES =
# Add each file, header too:
#	%C%_libquarantine_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5

noinst_LIBRARIES += %D%/libpolicy.a
%C%_libpolicy_a_SOURCES =
# Add each file, header too:
#	%C%_libpolicy_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5

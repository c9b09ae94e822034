noinst_LIBRARIES += %D%/libconf.a
%C%_libconf_a_SOURCES =
# Add each file, header too:
#	%C%_libconf_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5

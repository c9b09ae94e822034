noinst_LIBRARIES += %D%/libstore.a
%C%_libstore_a_SOURCES =
# Add each file, header too:
#	%C%_libstore_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5
